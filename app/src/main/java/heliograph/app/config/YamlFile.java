package heliograph.app.config;

import heliograph.app.config.Values.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads a YAML file: a map of keys, in which {@code a: {b: 1}} is the same as {@code a-b: 1}, and
 * {@code kafka.properties} holds properties for Kafka's clients. For one thread.
 */
final class YamlFile {
  /** Inclusive bound on its size. */
  private static final int BYTES_MAX = 1 << 20;

  private static final String KAFKA_PROPERTIES = "kafka-properties";

  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;
  private final Values values;

  private YamlFile(Path file, Values values) {
    this.file = file;
    this.values = values;
  }

  static void read(Path file, Values values) {
    new YamlFile(file, values).read();
  }

  private void read() {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        fail(null, "larger than " + BYTES_MAX + " bytes");
        return;
      }
      parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      fail(null, "no such file");
    } catch (AccessDeniedException e) {
      fail(null, "no permission to read it");
    } catch (IOException e) {
      fail(null, Files.isDirectory(file) ? "a directory, not a file" : "cannot be read");
    }
  }

  private void parse(String text) {
    try (JsonParser parser = YAML.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return;
      }
      if (first != JsonToken.START_OBJECT) {
        fail(parser, "a map of keys and values is needed");
        return;
      }
      map(parser, "");
      if (parser.nextToken() != null) {
        fail(parser, "one document is read, and here a second begins");
      }
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      String what = e.getOriginalMessage().lines().findFirst().orElse("");
      values.problem(new Problem(at(line), null, "not valid YAML: " + what));
    }
  }

  private void map(JsonParser parser, String prefix) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = prefix + parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT && name.equals(KAFKA_PROPERTIES)) {
        kafkaProperties(parser, "");
      } else if (token == JsonToken.START_OBJECT) {
        map(parser, name + "-");
      } else if (token == JsonToken.START_ARRAY) {
        Place place = place(parser, name);
        values.giveItems(name, items(parser), place, UnaryOperator.identity());
      } else if (token != JsonToken.VALUE_NULL) {
        values.give(name, scalar(parser), place(parser, name), UnaryOperator.identity());
      }
    }
  }

  private void kafkaProperties(JsonParser parser, String prefix) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = prefix + parser.currentName();
      switch (parser.nextToken()) {
        case START_OBJECT -> kafkaProperties(parser, name + ".");
        case START_ARRAY -> {
          Place place = place(parser, name);
          values.giveKafkaProperty(name, String.join(",", items(parser)), place);
        }
        default -> values.giveKafkaProperty(name, scalar(parser), place(parser, name));
      }
    }
  }

  private List<String> items(JsonParser parser) {
    List<String> items = new ArrayList<>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      if (t.isScalarValue()) {
        items.add(scalar(parser));
      } else {
        fail(parser, "a list of plain values is needed");
        parser.skipChildren();
      }
    }
    return items;
  }

  private String scalar(JsonParser parser) {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      fail(parser, "aliases are not supported");
    }
    return parser.getString();
  }

  private Place place(JsonParser parser, String name) {
    String where = at(parser.currentTokenLocation().getLineNr());
    return new Place(name, where, where);
  }

  private void fail(JsonParser parser, String message) {
    String name = parser == null ? file.toString() : at(parser.currentTokenLocation().getLineNr());
    values.problem(new Problem(name, null, message));
  }

  private String at(int line) {
    return line > 0 ? file + " line " + line : file.toString();
  }
}
