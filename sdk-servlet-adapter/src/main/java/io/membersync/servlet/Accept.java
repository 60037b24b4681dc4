package io.membersync.servlet;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads which of HTML and JSON a request prefers. */
final class Accept {
  private Accept() {}

  /** Whether JSON is asked for, and more than HTML. What accepts anything gets HTML. */
  static boolean prefersJson(@Nullable String header) {
    if (header == null) {
      return false;
    }
    double json = 0;
    double html = 0;
    for (String range : header.toLowerCase(Locale.ROOT).split(",", 50)) {
      String[] parts = range.split(";", 10);
      double quality = quality(parts);
      switch (parts[0].strip()) {
        case "application/json", "application/problem+json" -> json = Math.max(json, quality);
        case "text/html", "application/xhtml+xml" -> html = Math.max(html, quality);
        default -> {}
      }
    }
    return json > html;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.matches("q=[01](\\.[0-9]{0,3})?")) {
        return Double.parseDouble(parameter.substring(2));
      }
    }
    return 1;
  }
}
