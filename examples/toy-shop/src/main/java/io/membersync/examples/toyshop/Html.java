package io.membersync.examples.toyshop;

import java.util.Collection;
import java.util.Optional;

/** Markup. Whatever is put into it is escaped, unless it is markup itself. */
record Html(String markup) {
  static final Html NOTHING = new Html("");

  /**
   * Fills a template.
   *
   * @param values one for each {@code {}}: markup, several pieces of markup, or anything else,
   *     which is escaped
   */
  static Html of(String template, Object... values) {
    StringBuilder out = new StringBuilder(template.length() * 2);
    int from = 0;
    for (Object value : values) {
      int gap = template.indexOf("{}", from);
      if (gap < 0) {
        throw new IllegalArgumentException("more values than gaps: " + template);
      }
      out.append(template, from, gap);
      append(out, value);
      from = gap + 2;
    }
    if (template.indexOf("{}", from) >= 0) {
      throw new IllegalArgumentException("more gaps than values: " + template);
    }
    return new Html(out.append(template, from, template.length()).toString());
  }

  private static void append(StringBuilder out, Object value) {
    if (value instanceof Html html) {
      out.append(html.markup);
    } else if (value instanceof Collection<?> several) {
      several.forEach(one -> append(out, one));
    } else if (value instanceof Optional<?> maybe) {
      maybe.ifPresent(one -> append(out, one));
    } else {
      escape(out, String.valueOf(value));
    }
  }

  private static void escape(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }

  @Override
  public String toString() {
    return markup;
  }
}
