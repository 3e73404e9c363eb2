package heliograph.websocket.protocol;

import static heliograph.websocket.protocol.RequestField.EPOCH;
import static heliograph.websocket.protocol.RequestField.POSITION;
import static heliograph.websocket.protocol.RequestField.ROOM;

import heliograph.domain.ErrorCode;
import heliograph.domain.message.Payload;
import java.util.ArrayList;
import java.util.List;

/** Takes a client's frame apart, in one pass; what it means is for {@link Requests} to say. */
final class RequestReader {
  private static final Payload NO_DATA = new Payload(Payload.Type.BYTES, new byte[0]);

  private final Cursor in;
  private final int dataBytesMax;

  private RequestReader(Cursor in, int dataBytesMax) {
    this.in = in;
    this.dataBytesMax = dataBytesMax;
  }

  static Decoded read(Cursor in, int dataBytesMax) {
    Fields frame = new Fields("");
    try {
      if (!in.enterObject()) {
        return new Decoded.Bad(null, ErrorCode.BAD_FRAME, "the frame must be one object");
      }
      new RequestReader(in, dataBytesMax).object(frame);
      in.end();
    } catch (Refusal e) {
      return new Decoded.Bad(frame.usableId(), ErrorCode.BAD_FRAME, e.getMessage());
    }
    return Requests.of(frame);
  }

  private void object(Fields fields) throws Refusal {
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      boolean shallow = in.deepest() <= Depth.FRAME_MAX;
      RequestField field = RequestField.of(name);
      if (field == null) {
        fields.unknown(name);
        in.scalar();
      } else {
        fields.put(field, value(field, fields));
        if (shallow && in.deepest() > Depth.FRAME_MAX) {
          fields.fault(
              '"' + fields.path(field) + "\" must be nested at most " + Depth.FRAME_MAX + " deep");
        }
      }
    }
  }

  private Object value(RequestField field, Fields fields) throws Refusal {
    return switch (field) {
      case DATA -> data(fields);
      case FROM -> in.enterObject() ? nested("from.") : in.scalar();
      case ACKS -> in.enterArray() ? acks() : in.scalar();
      default -> in.scalar();
    };
  }

  private Payload data(Fields fields) throws Refusal {
    Payload data = in.data();
    if (data == null) {
      fields.fault("\"data\" must be at most " + dataBytesMax + " bytes long as JSON");
      return NO_DATA;
    }
    return data;
  }

  private Fields nested(String path) throws Refusal {
    Fields fields = new Fields(path);
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      Object value = in.scalar();
      RequestField field = RequestField.of(name);
      if (field == EPOCH || field == POSITION || field == ROOM) {
        fields.put(field, value);
      } else {
        fields.unknown(name);
      }
    }
    return fields;
  }

  /** Keeps no more than what shows that there are too many; null for what is no object. */
  private List<Fields> acks() throws Refusal {
    List<Fields> acks = new ArrayList<>();
    while (in.nextElement()) {
      boolean wanted = acks.size() <= Requests.ACKS_MAX;
      if (wanted && in.enterObject()) {
        acks.add(nested("acks[" + acks.size() + "]."));
      } else {
        in.scalar();
        if (wanted) {
          acks.add(null);
        }
      }
    }
    return acks;
  }
}
