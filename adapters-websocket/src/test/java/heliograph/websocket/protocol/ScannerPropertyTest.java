package heliograph.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.message.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The scanners and converters against a general parser: same verdict, same value. */
class ScannerPropertyTest {
  private static final JsonFactory JSON = new JsonFactory();

  @Property(tries = 6_000)
  void whatIsJsonAndWhatNotIsAsAGeneralParserSays(@ForAll long seed) {
    String text = new RandomValues(seed).nearlyJson();

    assertThat(JsonScanner.valid(Bytes.utf8(text))).as(text).isEqualTo(isJson(text));
  }

  @Property(tries = 3_000)
  void utf8IsAsThePlatformSays(@ForAll long seed) {
    byte[] bytes = new RandomValues(seed).nearlyUtf8();

    assertThat(Utf8.valid(bytes, 0, bytes.length)).isEqualTo(isUtf8(bytes));
  }

  @Property
  void aValueOfJsonIsTheSameInCbor(@ForAll long seed) {
    RandomValues values = new RandomValues(seed);
    Object tree = values.tree();
    String json = values.json(tree);

    byte[] frame = Encodes.frame(WireFormat.cbor(), Encodes.json(json));

    assertThat(((Map<?, ?>) Tree.ofCbor(frame)).get("data")).isEqualTo(tree);
  }

  @Property
  void aValueOfCborIsTheSameInJsonAndBack(@ForAll long seed) {
    Object tree = new RandomValues(seed).tree();
    byte[] cbor = Tree.cbor(tree);

    Payload data = Decodes.cborData(Bytes.hex(cbor));

    assertThat(data.type()).isEqualTo(Payload.Type.JSON);
    assertThat(Tree.ofJson(data.bytes())).isEqualTo(tree);
    byte[] frame = Encodes.frame(WireFormat.cbor(), data);
    assertThat(((Map<?, ?>) Tree.ofCbor(frame)).get("data")).isEqualTo(tree);
  }

  @Property
  void wellFormedCborOfAnyKindIsReadAndComesBack(@ForAll long seed) {
    String hex = new RandomValues(seed).cborItem();
    Payload data = Decodes.cborData(hex);

    assertThat(Tree.ofJson(Encodes.frame(WireFormat.json(), data))).isNotNull();
    assertThat(CborScanner.valid(Bytes.hex(Encodes.cbor(data)))).isTrue();
    if (data.type() == Payload.Type.CBOR) {
      assertThat(Encodes.cbor(data)).isEqualTo(hex);
    }
  }

  @Property
  void wellFormedCborThatIsCutOffIsRefused(@ForAll long seed) {
    String hex = new RandomValues(seed).cborItem();
    byte[] item = Bytes.hex(hex);
    for (int length = 0; length < item.length; length++) {
      assertThat(CborScanner.valid(Arrays.copyOf(item, length))).isFalse();
    }
  }

  private static boolean isJson(String text) {
    int tokens = 0;
    try (JsonParser p = JSON.createParser(ObjectReadContext.empty(), text)) {
      int roots = 0;
      while (p.nextToken() != null) {
        p.getString();
        roots += p.streamReadContext().inRoot() ? 1 : 0;
        tokens++;
      }
      return tokens > 0 && roots == 1;
    } catch (JacksonException e) {
      return false;
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
