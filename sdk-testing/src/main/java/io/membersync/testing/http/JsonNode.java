package io.membersync.testing.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A piece of JSON that keeps what a good library would tidy up: member order, repeated members, and
 * numbers as text. {@link #toString()} writes it without blanks.
 */
public abstract sealed class JsonNode {

  /** A string, number, Boolean, null, collection or node as JSON. */
  public static JsonNode of(@Nullable Object value) {
    if (value == null) {
      return new Raw("null");
    }
    if (value instanceof JsonNode node) {
      return node;
    }
    if (value instanceof Number || value instanceof Boolean) {
      return new Raw(value.toString());
    }
    if (value instanceof Collection<?> values) {
      Array array = new Array();
      values.forEach(array::add);
      return array;
    }
    return new Raw(quote(value.toString()));
  }

  /** Text that is sent as it stands, valid or not. */
  public static JsonNode raw(String json) {
    return new Raw(json);
  }

  public static JsonObject object() {
    return new JsonObject();
  }

  abstract void write(StringBuilder out);

  /** The node under a member name or an array index. */
  public abstract Optional<JsonNode> find(String step);

  abstract void set(String step, JsonNode value);

  abstract void remove(String step);

  @Override
  public final String toString() {
    StringBuilder out = new StringBuilder();
    write(out);
    return out.toString();
  }

  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || isLone(text, i)) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private static boolean isLone(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  /** An object; the same name may stand in it twice. */
  public static final class JsonObject extends JsonNode {
    private final List<Member> members = new ArrayList<>();

    private record Member(String name, JsonNode value) {}

    private JsonObject() {}

    /** Adds a member behind the others; null becomes JSON null. */
    public JsonObject add(String name, @Nullable Object value) {
      members.add(new Member(name, of(value)));
      return this;
    }

    /** Adds a member if there is a value. */
    public JsonObject addIfPresent(String name, Optional<?> value) {
      value.ifPresent(present -> add(name, present));
      return this;
    }

    public boolean isEmpty() {
      return members.isEmpty();
    }

    public List<String> names() {
      return members.stream().map(Member::name).toList();
    }

    @Override
    public Optional<JsonNode> find(String step) {
      return members.stream()
          .filter(member -> member.name().equals(step))
          .map(Member::value)
          .findFirst();
    }

    @Override
    public void set(String step, JsonNode value) {
      for (int i = 0; i < members.size(); i++) {
        if (members.get(i).name().equals(step)) {
          members.set(i, new Member(step, value));
          return;
        }
      }
      add(step, value);
    }

    @Override
    public void remove(String step) {
      members.removeIf(member -> member.name().equals(step));
    }

    @Override
    void write(StringBuilder out) {
      out.append('{');
      for (int i = 0; i < members.size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        out.append(quote(members.get(i).name())).append(':');
        members.get(i).value().write(out);
      }
      out.append('}');
    }
  }

  /** An array. */
  public static final class Array extends JsonNode {
    private final List<JsonNode> elements = new ArrayList<>();

    public Array add(@Nullable Object value) {
      elements.add(of(value));
      return this;
    }

    public List<JsonNode> elements() {
      return List.copyOf(elements);
    }

    @Override
    public Optional<JsonNode> find(String step) {
      return index(step).map(elements::get);
    }

    @Override
    void set(String step, JsonNode value) {
      index(step).ifPresentOrElse(i -> elements.set(i, value), () -> elements.add(value));
    }

    @Override
    void remove(String step) {
      index(step).ifPresent(i -> elements.remove(i.intValue()));
    }

    private Optional<Integer> index(String step) {
      for (int i = 0; i < elements.size(); i++) {
        if (Integer.toString(i).equals(step)) {
          return Optional.of(i);
        }
      }
      return Optional.empty();
    }

    @Override
    void write(StringBuilder out) {
      out.append('[');
      for (int i = 0; i < elements.size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        elements.get(i).write(out);
      }
      out.append(']');
    }
  }

  /** A string, a number, a literal, or anything else that is sent as it stands. */
  private static final class Raw extends JsonNode {
    private final String text;

    Raw(String text) {
      this.text = text;
    }

    @Override
    void write(StringBuilder out) {
      out.append(text);
    }

    @Override
    public Optional<JsonNode> find(String step) {
      return Optional.empty();
    }

    @Override
    void set(String step, JsonNode value) {
      throw new IllegalStateException("no member " + step + " in a plain value");
    }

    @Override
    void remove(String step) {
      // Nothing is in a plain value, so nothing has to go.
    }
  }
}
