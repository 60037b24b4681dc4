package io.membersync.testing.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One request as it was read from the wire. Immutable; prints neither query, headers nor body. */
public final class Request {
  private final String method;
  private final String path;
  private final String rawQuery;
  private final Map<String, List<String>> headers;
  private final byte[] body;
  private final Parameters query;
  private final Parameters form;

  Request(String method, String target, Map<String, List<String>> headers, byte[] body) {
    this.method = method;
    int question = target.indexOf('?');
    this.path = question < 0 ? target : target.substring(0, question);
    this.rawQuery = question < 0 ? "" : target.substring(question + 1);
    Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    byName.putAll(headers);
    this.headers = byName;
    this.body = body;
    this.query = Parameters.parse(rawQuery);
    this.form = isForm() ? Parameters.parse(bodyText()) : Parameters.NONE;
  }

  public String method() {
    return method;
  }

  public String path() {
    return path;
  }

  public String rawQuery() {
    return rawQuery;
  }

  public Optional<String> findHeader(String name) {
    List<String> all = headers.get(name);
    return all == null ? Optional.empty() : Optional.of(all.get(0));
  }

  public Map<String, List<String>> headers() {
    return headers;
  }

  public Parameters query() {
    return query;
  }

  /** The body's parameters; none if the content type is not that of a form. */
  public Parameters form() {
    return form;
  }

  public byte[] body() {
    return body.clone();
  }

  public String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The value of one cookie. */
  public Optional<String> findCookie(String name) {
    for (String header : headers.getOrDefault("Cookie", List.of())) {
      for (String cookie : header.split(";", -1)) {
        int equals = cookie.indexOf('=');
        if (equals > 0 && cookie.substring(0, equals).strip().equals(name)) {
          return Optional.of(cookie.substring(equals + 1).strip());
        }
      }
    }
    return Optional.empty();
  }

  private boolean isForm() {
    return findHeader("Content-Type")
        .map(type -> type.strip().toLowerCase(Locale.ROOT))
        .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
        .isPresent();
  }

  @Override
  public String toString() {
    return "Request[" + method + " " + path + "]";
  }
}
