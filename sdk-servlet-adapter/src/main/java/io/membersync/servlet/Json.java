package io.membersync.servlet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a JSON object of texts, numbers, truth values, lists and objects. */
final class Json {
  private final Map<String, Object> members = new LinkedHashMap<>();

  Json put(String name, Object value) {
    members.put(name, value);
    return this;
  }

  Json put(String name, Optional<?> value) {
    value.ifPresent(present -> members.put(name, present));
    return this;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    write(out, this);
    return out.toString();
  }

  private static void write(StringBuilder out, Object value) {
    if (value instanceof Json object) {
      out.append('{');
      String separator = "";
      for (Map.Entry<String, Object> member : object.members.entrySet()) {
        out.append(separator);
        text(out, member.getKey());
        out.append(':');
        write(out, member.getValue());
        separator = ",";
      }
      out.append('}');
    } else if (value instanceof List<?> list) {
      out.append('[');
      String separator = "";
      for (Object item : list) {
        out.append(separator);
        write(out, item);
        separator = ",";
      }
      out.append(']');
    } else if (value instanceof Boolean || value instanceof Integer) {
      out.append(value);
    } else {
      text(out, value.toString());
    }
  }

  /** Escapes more than JSON asks, so that the text is also harmless inside HTML. */
  private static void text(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f || "<>&'\u2028\u2029".indexOf(c) >= 0) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
