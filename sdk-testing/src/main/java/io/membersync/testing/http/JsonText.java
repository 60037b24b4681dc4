package io.membersync.testing.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the little JSON that callers send as parameter values. Depth is limited to 32. */
public final class JsonText {
  private static final int DEPTH = 32;

  private final String text;
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /** The document without blanks between its parts; empty if it is not JSON. */
  public static Optional<String> compact(String json) {
    return parse(json).map(JsonNode::toString);
  }

  /** The document as a tree; empty if it is not JSON. */
  public static Optional<JsonNode> parse(String json) {
    JsonText reader = new JsonText(json);
    try {
      JsonNode node = reader.value(0);
      reader.blanks();
      return reader.at == json.length() ? Optional.of(node) : Optional.empty();
    } catch (NotJson | IndexOutOfBoundsException notJson) {
      return Optional.empty();
    }
  }

  /** An array of strings; empty if it is anything else. */
  public static Optional<List<String>> strings(String json) {
    return array(json, '"').map(all -> all.stream().map(JsonText::unquote).toList());
  }

  /** An array of whole numbers; empty if it is anything else. */
  public static Optional<List<Long>> longs(String json) {
    try {
      return array(json, '-').map(all -> all.stream().map(Long::valueOf).toList());
    } catch (NumberFormatException notNumbers) {
      return Optional.empty();
    }
  }

  /** An object of strings; empty if it is anything else. */
  public static Optional<Map<String, String>> stringMap(String json) {
    if (!(parse(json).orElse(null) instanceof JsonNode.JsonObject object)) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : object.names()) {
      String value = object.find(name).map(JsonNode::toString).orElse("");
      if (!value.startsWith("\"")) {
        return Optional.empty();
      }
      values.put(name, unquote(value));
    }
    return Optional.of(values);
  }

  private static Optional<List<String>> array(String json, char first) {
    if (!(parse(json).orElse(null) instanceof JsonNode.Array array)) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    for (JsonNode element : array.elements()) {
      String value = element.toString();
      if (value.startsWith("\"") != (first == '"')) {
        return Optional.empty();
      }
      values.add(value);
    }
    return Optional.of(values);
  }

  private static String unquote(String quoted) {
    return new JsonText(quoted).string();
  }

  private JsonNode value(int depth) {
    if (depth > DEPTH) {
      throw new NotJson();
    }
    blanks();
    char c = text.charAt(at);
    if (c == '{') {
      return object(depth);
    }
    if (c == '[') {
      return array(depth);
    }
    if (c == '"') {
      return JsonNode.of(string());
    }
    int start = at;
    while (at < text.length() && "+-.0123456789Eaeflnrstu".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String word = text.substring(start, at);
    if (!word.matches("true|false|null|-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
      throw new NotJson();
    }
    return JsonNode.raw(word);
  }

  private JsonNode object(int depth) {
    JsonNode.JsonObject object = JsonNode.object();
    at++;
    if (endsWith('}')) {
      return object;
    }
    do {
      blanks();
      String name = string();
      expect(':');
      object.add(name, value(depth + 1));
    } while (goesOn('}'));
    return object;
  }

  private JsonNode array(int depth) {
    JsonNode.Array array = new JsonNode.Array();
    at++;
    if (endsWith(']')) {
      return array;
    }
    do {
      array.add(value(depth + 1));
    } while (goesOn(']'));
    return array;
  }

  private boolean endsWith(char close) {
    blanks();
    if (text.charAt(at) == close) {
      at++;
      return true;
    }
    return false;
  }

  private boolean goesOn(char close) {
    if (endsWith(close)) {
      return false;
    }
    expect(',');
    return true;
  }

  private void expect(char c) {
    blanks();
    if (text.charAt(at) != c) {
      throw new NotJson();
    }
    at++;
  }

  private String string() {
    if (text.charAt(at) != '"') {
      throw new NotJson();
    }
    StringBuilder out = new StringBuilder();
    for (at++; text.charAt(at) != '"'; at++) {
      char c = text.charAt(at);
      out.append(c == '\\' ? escaped(text.charAt(++at)) : c);
    }
    at++;
    return out.toString();
  }

  private char escaped(char c) {
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        String hex = text.substring(at + 1, at + 5);
        if (!hex.matches("[0-9a-fA-F]{4}")) {
          throw new NotJson();
        }
        at += 4;
        yield (char) Integer.parseInt(hex, 16);
      }
      default -> throw new NotJson();
    };
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** Carries no text of the document, which may hold what nobody should see. */
  private static final class NotJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotJson() {
      super("not JSON", null, false, false);
    }
  }
}
