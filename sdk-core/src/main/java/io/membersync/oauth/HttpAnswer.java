package io.membersync.oauth;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** One answer of a provider, its body read and unpacked within the byte limit. */
final class HttpAnswer {
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);
  private static final int LONGEST_REQUEST_ID = 64;

  private final int status;
  private final Headers headers;
  private final byte[] body;

  /** The body is not copied: whoever made it gives it away. */
  HttpAnswer(int status, Headers headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  int status() {
    return status;
  }

  byte[] body() {
    return body;
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** The media type without its parameters, in lower case; empty when there is none. */
  String mediaType() {
    String header = headers.get("Content-Type");
    if (header == null) {
      return "";
    }
    int end = header.indexOf(';');
    return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** Whether the body says of itself that it is JSON in UTF-8, or says nothing. */
  boolean isDeclaredJson() {
    String type = mediaType();
    boolean json = type.isEmpty()
        || type.equals("application/json")
        || type.equals("text/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
    return json && isUtf8();
  }

  boolean isDeclaredJwt() {
    return mediaType().equals("application/jwt");
  }

  private boolean isUtf8() {
    String header = headers.get("Content-Type");
    if (header == null) {
      return true;
    }
    String lower = header.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("charset=");
    if (at < 0) {
      return true;
    }
    String charset = lower.substring(at + "charset=".length());
    int end = charset.indexOf(';');
    charset = (end < 0 ? charset : charset.substring(0, end)).strip().replace("\"", "");
    return charset.equals("utf-8") || charset.equals("utf8") || charset.equals("us-ascii");
  }

  /** The provider's own id of the request, as far as it is plain text. */
  Optional<String> requestId() {
    for (String name : new String[] {"X-Request-Id", "X-Correlation-Id", "X-Trace-Id"}) {
      String id = headers.get(name);
      if (id != null
          && id.length() <= LONGEST_REQUEST_ID
          && !ProviderFailure.plain(id).equals("unprintable")) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  /** How long the provider asks to wait, in seconds or as a date; at most an hour. */
  Optional<Duration> retryAfter(Instant now) {
    String header = headers.get("Retry-After");
    if (header == null || header.isBlank()) {
      return Optional.empty();
    }
    String text = header.strip();
    Duration wait = seconds(text);
    if (wait == null) {
      try {
        Instant at = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        wait = Duration.between(now, at);
      } catch (DateTimeParseException e) {
        return Optional.empty();
      }
    }
    if (wait.isNegative()) {
      return Optional.of(Duration.ZERO);
    }
    return Optional.of(wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait);
  }

  /** Where it leads, as far as that is an address. */
  Optional<URI> location() {
    try {
      return Optional.ofNullable(headers.get("Location")).map(URI::create);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** When it was made; empty where it does not say, or comes out of somebody's cache. */
  Optional<Instant> date() {
    return headers.get("Age") == null
        ? Optional.ofNullable(headers.getInstant("Date"))
        : Optional.empty();
  }

  /** How long the body may be used, by {@code Cache-Control}; within the bounds given. */
  Duration lifetime(Duration floor, Duration otherwise, Duration ceiling) {
    Duration lifetime = otherwise;
    for (String header : headers.values("Cache-Control")) {
      for (String directive : header.split(",", -1)) {
        String plain = directive.strip().toLowerCase(Locale.ROOT);
        if (plain.startsWith("max-age=")) {
          Duration maxAge = seconds(plain.substring("max-age=".length()).replace("\"", ""));
          lifetime = maxAge == null ? lifetime : maxAge;
        } else if (plain.equals("no-store") || plain.equals("no-cache")) {
          lifetime = Duration.ZERO;
        }
      }
    }
    if (lifetime.compareTo(floor) < 0) {
      return floor;
    }
    return lifetime.compareTo(ceiling) > 0 ? ceiling : lifetime;
  }

  /** Digits as seconds, past any use of ours capped; null for anything else. */
  private static @Nullable Duration seconds(String digits) {
    if (digits.isEmpty()) {
      return null;
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return null;
      }
      value = Math.min(value * 10 + (c - '0'), Integer.MAX_VALUE);
    }
    return Duration.ofSeconds(value);
  }

  @Override
  public String toString() {
    return "HttpAnswer[status=" + status + "]";
  }
}
