package io.membersync.profile;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import okio.Buffer;

/**
 * A list of flat objects as JSON text, always the same text for the same list. An item that lacks a
 * needed member makes the whole text unreadable.
 */
abstract class JsonListText<T> implements FieldText<List<T>> {
  static final int MOST = 50;
  private static final int LONGEST = 1 << 18;

  /** Writes the members of one object. */
  abstract void write(T item, JsonWriter json) throws IOException;

  /** Makes one item of an object's members, each as text; empty when a needed one is missing. */
  abstract Optional<T> read(Map<String, String> members);

  /** The list within its limits: the first 50. */
  List<T> limit(List<T> items) {
    return items.size() <= MOST ? items : items.subList(0, MOST);
  }

  @Override
  public final String write(List<T> value) {
    Buffer buffer = new Buffer();
    try (JsonWriter json = JsonWriter.of(buffer)) {
      json.beginArray();
      for (T item : limit(value)) {
        json.beginObject();
        write(item, json);
        json.endObject();
      }
      json.endArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a buffer in memory does not fail
    }
    return buffer.readUtf8();
  }

  @Override
  public final Optional<List<T>> read(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try (JsonReader json = JsonReader.of(new Buffer().writeUtf8(text))) {
      List<T> items = new ArrayList<>();
      json.beginArray();
      while (json.hasNext()) {
        Optional<T> item = read(members(json));
        if (item.isEmpty()) {
          return Optional.empty();
        }
        items.add(item.get());
      }
      json.endArray();
      return json.peek() == JsonReader.Token.END_DOCUMENT
          ? Optional.of(List.copyOf(limit(items)))
          : Optional.empty();
    } catch (IOException | JsonDataException e) {
      return Optional.empty(); // its message quotes the text
    }
  }

  private static Map<String, String> members(JsonReader json) throws IOException {
    Map<String, String> members = new TreeMap<>();
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      switch (json.peek()) {
        case STRING -> members.put(name, json.nextString());
        case BOOLEAN -> members.put(name, String.valueOf(json.nextBoolean()));
        default -> json.skipValue();
      }
    }
    json.endObject();
    return members;
  }
}
