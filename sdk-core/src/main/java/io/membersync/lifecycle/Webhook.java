package io.membersync.lifecycle;

import io.membersync.internal.FormParameters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One incoming call of a provider, with its bytes as they came. Prints nothing of its content: its
 * headers may carry the shop's most powerful key.
 */
public final class Webhook {
  private final String method;
  private final String query;
  private final Map<String, List<String>> headers;
  private final byte[] body;

  /**
   * Takes a call as it came.
   *
   * @param method {@code GET} or {@code POST}
   * @param query the raw query string, empty when there is none
   * @param headers every header with every value
   * @param body the raw body, at most 1 MiB
   */
  public Webhook(String method, String query, Map<String, List<String>> headers, byte[] body) {
    this.method = method.toUpperCase(Locale.ROOT);
    this.query = query;
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    this.headers = copy;
    this.body = body.clone();
  }

  public String method() {
    return method;
  }

  public String query() {
    return query;
  }

  /** The header's value when it came exactly once. */
  public Optional<String> findHeader(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
  }

  public byte[] body() {
    return body.clone();
  }

  public String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /**
   * The fields of a body that is a form, whatever content type it claims. Empty where one comes twice, or
   * the text is broken: two readers could take it for two different things.
   */
  public Optional<Map<String, String>> form() {
    return FormParameters.parse(bodyText());
  }

  @Override
  public String toString() {
    return "Webhook[hidden]";
  }

  /**
   * What a provider made of a webhook: the answer it is owed, and the events in it.
   *
   * @param httpStatus the status to answer with
   * @param events to be kept in the inbox before the answer is sent; empty when refused
   * @param body of the answer, for a provider that reads one
   * @param reason for the shop's log, not for the answer: why it is refused, with nothing of the call
   *     and no secret in it
   */
  public record Received(
      int httpStatus, List<LifecycleEvent> events, Optional<Body> body, Optional<String> reason) {
    public Received {
      events = List.copyOf(events);
    }

    /** Answered with a status and a body. */
    public Received(int httpStatus, List<LifecycleEvent> events, Optional<Body> body) {
      this(httpStatus, events, body, Optional.empty());
    }

    /** Answered with a status alone. */
    public Received(int httpStatus, List<LifecycleEvent> events) {
      this(httpStatus, events, Optional.empty());
    }

    /** Authentic; answered with 200. */
    public static Received accepted(List<LifecycleEvent> events) {
      return new Received(200, events);
    }

    /** Not authentic or not readable. */
    public static Received refused(int httpStatus) {
      return new Received(httpStatus, List.of());
    }

    /** The same with a reason for the shop's log, such as which setting is missing. */
    public static Received refused(int httpStatus, String reason) {
      return new Received(httpStatus, List.of(), Optional.empty(), Optional.of(reason));
    }

    @Override
    public String toString() {
      return "Received[" + httpStatus + ", " + events + "]";
    }

    /**
     * What is sent with the status.
     *
     * @param contentType such as {@code application/json}
     * @param text sent in UTF-8
     */
    public record Body(String contentType, String text) {
      @Override
      public String toString() {
        return "Body[" + contentType + "]";
      }
    }
  }
}
