package io.membersync.provider;

import io.membersync.provider.Provider.ProfileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object from outside, read by one strict reader: numbers are kept as their text (ids reach
 * 19 digits), duplicate members, depth over 32 and more than 1 MiB are refused. Immutable.
 *
 * <p>Paths are member names joined by dots, such as {@code kakao_account.profile.nickname}.
 */
public final class JsonDocument {
  private static final long LAST_SECOND = 253_402_300_799L; // the year 9999

  private final Map<String, @Nullable Object> members;

  JsonDocument(Map<String, @Nullable Object> members) {
    this.members = members;
  }

  /**
   * Reads an object.
   *
   * @throws ProfileException if it is not one JSON object within the limits; the message never
   *     quotes the text
   */
  public static JsonDocument parse(byte[] utf8) throws ProfileException {
    return JsonDocumentReader.read(utf8, Optional.empty());
  }

  /**
   * The same of an answer that may be a bare array.
   *
   * @param list the member that an array is read as
   * @throws ProfileException if it is neither one JSON object nor one array within the limits
   */
  public static JsonDocument parse(byte[] utf8, String list) throws ProfileException {
    return JsonDocumentReader.read(utf8, Optional.of(list));
  }

  /** Whether the member is there, {@code null} included. */
  public boolean has(String path) {
    int last = path.lastIndexOf('.');
    Object parent = last < 0 ? members : at(path.substring(0, last));
    return parent instanceof Map<?, ?> map && map.containsKey(path.substring(last + 1));
  }

  /** Whether the member is there and is {@code null}. */
  public boolean isNull(String path) {
    return has(path) && at(path) == null;
  }

  /** The text of a string; empty when it is missing or of another type. */
  public Optional<String> findString(String path) {
    return at(path) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** The text of a string, or the digits of a number as they were sent. */
  public Optional<String> findText(String path) {
    Object value = at(path);
    if (value instanceof String text) {
      return Optional.of(text);
    }
    return value instanceof Digits number ? Optional.of(number.digits()) : Optional.empty();
  }

  /** A whole number within the range of {@code long}; empty when it is missing or anything else. */
  public Optional<Long> findWhole(String path) {
    return at(path) instanceof Digits number ? number.whole() : Optional.empty();
  }

  /** Seconds since 1970 as a time; empty when it is missing, negative, or after the year 9999. */
  public Optional<Instant> findEpochSeconds(String path) {
    return findWhole(path)
        .filter(seconds -> seconds >= 0 && seconds <= LAST_SECOND)
        .map(Instant::ofEpochSecond);
  }

  /** A boolean; empty when it is missing or of another type. */
  public Optional<Boolean> findFlag(String path) {
    return at(path) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
  }

  /** An object within this one. */
  @SuppressWarnings("unchecked") // the reader makes only maps of this type
  public Optional<JsonDocument> findObject(String path) {
    return at(path) instanceof Map<?, ?> map
        ? Optional.of(new JsonDocument((Map<String, @Nullable Object>) map))
        : Optional.empty();
  }

  /** The object under exactly this name, dots in it included. */
  @SuppressWarnings("unchecked") // the reader makes only maps of this type
  public Optional<JsonDocument> findMember(String name) {
    return members.get(name) instanceof Map<?, ?> map
        ? Optional.of(new JsonDocument((Map<String, @Nullable Object>) map))
        : Optional.empty();
  }

  /** The objects of an array; empty when there is no array or an item is no object. */
  public Optional<List<JsonDocument>> findObjectsOnly(String path) {
    return findObjects(path)
        .filter(objects -> at(path) instanceof List<?> list && list.size() == objects.size());
  }

  /** The objects of an array, other items left out; empty when there is no array. */
  @SuppressWarnings("unchecked") // the reader makes only maps of this type
  public Optional<List<JsonDocument>> findObjects(String path) {
    if (!(at(path) instanceof List<?> list)) {
      return Optional.empty();
    }
    List<JsonDocument> objects = new ArrayList<>();
    for (Object item : list) {
      if (item instanceof Map<?, ?> map) {
        objects.add(new JsonDocument((Map<String, @Nullable Object>) map));
      }
    }
    return Optional.of(List.copyOf(objects));
  }

  /** The strings of an array; empty when there is no array or an item is no string. */
  public Optional<List<String>> findStrings(String path) {
    if (!(at(path) instanceof List<?> list)) {
      return Optional.empty();
    }
    List<String> strings = new ArrayList<>();
    for (Object item : list) {
      if (!(item instanceof String text)) {
        return Optional.empty();
      }
      strings.add(text);
    }
    return Optional.of(List.copyOf(strings));
  }

  /** The names of the members. */
  public Set<String> names() {
    return new LinkedHashMap<>(members).keySet();
  }

  private @Nullable Object at(String path) {
    if (path.indexOf('.') < 0) {
      return members.get(path);
    }
    Object value = members;
    int from = 0;
    while (from <= path.length()) {
      int dot = path.indexOf('.', from);
      int end = dot < 0 ? path.length() : dot;
      if (!(value instanceof Map<?, ?> map)) {
        return null;
      }
      value = map.get(path.substring(from, end));
      from = end + 1;
    }
    return value;
  }

  @Override
  public String toString() {
    return "JsonDocument[hidden]";
  }

  /** A number as it was sent. */
  record Digits(String digits) {
    Optional<Long> whole() {
      for (int i = digits.startsWith("-") ? 1 : 0; i < digits.length(); i++) {
        if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
          return Optional.empty(); // a fraction or an exponent
        }
      }
      try {
        return Optional.of(Long.parseLong(digits));
      } catch (NumberFormatException e) {
        return Optional.empty(); // past the range of long
      }
    }
  }
}
