package io.membersync.provider;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import io.membersync.provider.Provider.ProfileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** The one reader of JSON from outside. Its failures never quote what was read. */
final class JsonDocumentReader {
  private static final int MOST_BYTES = 1 << 20;
  private static final int DEEPEST = 32;
  private static final int LONGEST_NUMBER = 128;

  private JsonDocumentReader() {}

  static JsonDocument read(byte[] utf8, Optional<String> list) throws ProfileException {
    if (utf8.length > MOST_BYTES) {
      throw refused("it is larger than 1 MiB");
    }
    if (!isUtf8(utf8)) {
      throw refused("it is not UTF-8");
    }
    if (!hasPlainLetters(utf8)) {
      throw refused("it is not well-formed (a raw control character or a word in capitals)");
    }
    try (JsonReader reader = JsonReader.of(new Buffer().write(utf8))) {
      Map<String, @Nullable Object> members = members(reader, list);
      if (reader.peek() != JsonReader.Token.END_DOCUMENT) {
        throw refused("something follows the object");
      }
      return new JsonDocument(members);
    } catch (IOException | JsonDataException e) {
      throw refused("it is not well-formed (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static Map<String, @Nullable Object> members(JsonReader reader, Optional<String> list)
      throws IOException, ProfileException {
    JsonReader.Token first = reader.peek();
    if (first == JsonReader.Token.BEGIN_ARRAY && list.isPresent()) {
      return Map.of(list.get(), array(reader, 1));
    }
    if (first != JsonReader.Token.BEGIN_OBJECT) {
      throw refused("it is not an object");
    }
    return object(reader, 1);
  }

  /** Much of what providers send is plain ASCII, which needs no decoder. */
  private static boolean isUtf8(byte[] bytes) {
    int ascii = 0;
    while (ascii < bytes.length && bytes[ascii] >= 0) {
      ascii++;
    }
    try {
      if (ascii < bytes.length) {
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes, ascii, bytes.length - ascii));
      }
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The library takes line breaks within strings, and words such as {@code True}; RFC 8259 not. */
  private static boolean hasPlainLetters(byte[] bytes) {
    boolean inString = false;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '"') {
        inString = !inString;
      } else if (inString) {
        if (b >= 0 && b < ' ') {
          return false;
        }
        if (b == '\\') {
          i++;
        }
      } else if (b >= 'A' && b <= 'Z') {
        boolean exponent = b == 'E' && i > 0 && bytes[i - 1] >= '0' && bytes[i - 1] <= '9';
        if (!exponent) {
          return false;
        }
      }
    }
    return true;
  }

  private static Map<String, @Nullable Object> object(JsonReader reader, int depth)
      throws IOException, ProfileException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (members.containsKey(name)) {
        throw refused("a member is there twice");
      }
      members.put(text(name), value(reader, depth));
    }
    reader.endObject();
    return Collections.unmodifiableMap(members);
  }

  private static @Nullable Object value(JsonReader reader, int depth)
      throws IOException, ProfileException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object(reader, deeper(depth));
      case BEGIN_ARRAY -> array(reader, deeper(depth));
      case STRING -> text(reader.nextString());
      case NUMBER -> number(reader.nextString());
      case BOOLEAN -> reader.nextBoolean();
      case NULL -> reader.nextNull();
      default -> throw refused("it is not well-formed");
    };
  }

  private static List<@Nullable Object> array(JsonReader reader, int depth)
      throws IOException, ProfileException {
    List<@Nullable Object> items = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      items.add(value(reader, depth));
    }
    reader.endArray();
    return Collections.unmodifiableList(items);
  }

  private static JsonDocument.Digits number(String digits) throws ProfileException {
    if (digits.length() > LONGEST_NUMBER) {
      throw refused("a number has more than " + LONGEST_NUMBER + " characters");
    }
    return new JsonDocument.Digits(digits);
  }

  private static int deeper(int depth) throws ProfileException {
    if (depth >= DEEPEST) {
      throw refused("it is nested deeper than " + DEEPEST);
    }
    return depth + 1;
  }

  private static String text(String value) throws ProfileException {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair = Character.isHighSurrogate(c)
            && i + 1 < value.length()
            && Character.isLowSurrogate(value.charAt(i + 1));
        if (!pair) {
          throw refused("a string holds half a character");
        }
        i++;
      }
    }
    return value;
  }

  private static ProfileException refused(String why) {
    return new ProfileException(ErrorKind.SHAPE, "JSON refused: " + why);
  }
}
