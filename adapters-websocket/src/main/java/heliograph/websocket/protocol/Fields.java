package heliograph.websocket.protocol;

import heliograph.domain.id.RequestId;
import java.util.Set;
import java.util.function.Function;

/**
 * The fields of one object in a client's frame, read but not yet judged: they come in any order,
 * and only {@code type} says what is wanted of them. Not thread-safe.
 */
final class Fields {
  /** Longest piece of a client's own text that is shown in a message, in characters. */
  private static final int SHOWN_MAX = 64;

  /** Goes before field names in messages, such as {@code from.}; empty for the frame itself. */
  private final String path;

  private final Object[] values = new Object[RequestField.ALL.size()];
  private String unknown;
  private String fault;
  private boolean idTwice;

  Fields(String path) {
    this.path = path;
  }

  /** Returns client text as it may stand in a message: in quotes, and not too long. */
  static String shown(String text) {
    if (text.length() <= SHOWN_MAX) {
      return '"' + text + '"';
    }
    return '"' + text.substring(0, SHOWN_MAX) + "…\"";
  }

  String path(RequestField field) {
    return path + field.wire;
  }

  private String quoted(RequestField field) {
    return '"' + path + field.wire + '"';
  }

  /** Notes a value; the second one of a field is a fault. */
  void put(RequestField field, Object value) {
    if (values[field.ordinal()] != null) {
      idTwice |= field == RequestField.ID;
      fault(quoted(field) + " must not stand twice");
    }
    values[field.ordinal()] = value;
  }

  /** Notes a field that no object has. */
  void unknown(String name) {
    if (unknown == null) {
      unknown = name;
    }
  }

  /** Notes what is wrong with the object whatever its type; the first fault counts. */
  void fault(String message) {
    if (fault == null) {
      fault = message;
    }
  }

  boolean has(RequestField field) {
    return values[field.ordinal()] != null;
  }

  Object value(RequestField field) {
    return values[field.ordinal()];
  }

  /** Refuses faults noted while reading, and fields that are not among {@code allowed}. */
  void require(Set<RequestField> allowed, String what) throws Refusal {
    if (unknown != null) {
      throw new Refusal(shown(path + unknown) + " is not a field of " + what);
    }
    for (RequestField field : RequestField.ALL) {
      if (has(field) && !allowed.contains(field)) {
        throw new Refusal(quoted(field) + " is not a field of " + what);
      }
    }
    if (fault != null) {
      throw new Refusal(fault);
    }
  }

  void notBoth(RequestField one, RequestField other) throws Refusal {
    if (has(one) && has(other)) {
      throw new Refusal(quoted(one) + " and " + quoted(other) + " must not stand together");
    }
  }

  /** Returns the frame's id if there is one that a reply can carry, else null. */
  RequestId usableId() {
    return switch (value(RequestField.ID)) {
      case Long n when !idTwice -> new RequestId.Number(n);
      case String s when !idTwice && fits(s) -> new RequestId.Name(s);
      case null, default -> null;
    };
  }

  private static boolean fits(String id) {
    try {
      return id.length() <= RequestId.BYTES_MAX && new RequestId.Name(id).value() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  RequestId id() throws Refusal {
    RequestId id = usableId();
    if (id == null && !idTwice) {
      throw wanted(
          RequestField.ID, "an integer or a string of at most " + RequestId.BYTES_MAX + " bytes");
    }
    return id;
  }

  String text(RequestField field) throws Refusal {
    if (value(field) instanceof String s) {
      return s;
    }
    throw wanted(field, "a string");
  }

  /** Returns the text as one of the domain's ids, whose own message says what is wrong with it. */
  <T> T text(RequestField field, Function<String, T> type) throws Refusal {
    String text = text(field);
    try {
      return type.apply(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(path + e.getMessage());
    }
  }

  long integer(RequestField field, long min) throws Refusal {
    if (value(field) instanceof Long n && n >= min) {
      return n;
    }
    throw wanted(field, "an integer of " + min + " or more");
  }

  /** Returns {@code fallback} if the field is absent. */
  boolean flag(RequestField field, boolean fallback) throws Refusal {
    return switch (value(field)) {
      case null -> fallback;
      case Boolean b -> b;
      default -> throw wanted(field, "true or false");
    };
  }

  /** Returns why {@code field} cannot be used: it is missing, or something else than wanted. */
  Refusal wanted(RequestField field, String what) {
    String missing = has(field) ? " " : " is missing: it ";
    return new Refusal(quoted(field) + missing + "must be " + what);
  }
}
