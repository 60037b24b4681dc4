package io.membersync.servlet;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes a query. */
final class Query {
  private final StringBuilder text = new StringBuilder();

  Query add(String name, String value) {
    text.append(text.isEmpty() ? "?" : "&").append(name).append('=').append(encode(value));
    return this;
  }

  Query add(String name, Optional<String> value) {
    value.ifPresent(present -> add(name, present));
    return this;
  }

  /** With its question mark; empty when nothing was added. */
  @Override
  public String toString() {
    return text.toString();
  }

  static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }
}
