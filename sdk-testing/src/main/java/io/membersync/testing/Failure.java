package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.Delivery;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.JsonPath;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Something that goes wrong at one endpoint of a fake provider. Immutable; may be used any number
 * of times.
 *
 * <p>There are two kinds. A failure <em>of the answer's journey</em> or looks ({@link #hang}, {@link
 * #reset}, {@link #halfBody}, {@link #slow}, {@link #set} …) lets the provider do its work first:
 * the code is spent, the link is ended, and only the answer suffers. A failure that <em>replaces</em>
 * the answer ({@link #raw}, {@link #html}, {@link #tooManyRequests}, {@link KakaoError} …) is as if
 * a gateway had refused: the provider has done nothing. {@link #and} joins failures of both kinds.
 */
public abstract class Failure {
  private static final String HTML =
      "<!doctype html><html><head><title>502 Bad Gateway</title></head>"
          + "<body><h1>502 Bad Gateway</h1><p>fake load balancer</p></body></html>";

  Failure() {}

  /** True if the provider is not to do its work. */
  abstract boolean replaces();

  /**
   * The spoilt answer.
   *
   * @param answer the true one, or an empty 200 if this failure replaces it
   */
  abstract Answer spoil(Answer answer);

  /** The catalogued error in this failure, which a page shows in another form than an answer. */
  Optional<KakaoError> findError() {
    return Optional.empty();
  }

  /** Both failures at once, such as {@code Failure.delay(…).and(KakaoError.koe(3))}. */
  public final Failure and(Failure other) {
    // What replaces an answer has to come before what spoils it.
    Failure first = other.replaces() && !replaces() ? other : this;
    Failure second = first == this ? other : this;
    return new Step(
        replaces() || other.replaces(),
        answer -> second.spoil(first.spoil(answer)),
        findError().or(other::findError));
  }

  // ---- how the answer travels

  /** The request is read and carried out, and not one byte comes back. */
  public static Failure hang() {
    return delivery(delivery -> delivery.withEnd(Delivery.End.HANG));
  }

  /** Status and headers come back at once, and then nothing. */
  public static Failure hangAfterHeaders() {
    return delivery(delivery -> delivery.withEnd(Delivery.End.HANG_AFTER_HEADERS));
  }

  /** The true answer, later. Real time, not the fake's clock. */
  public static Failure delay(Duration time) {
    requirePositive(time);
    return delivery(delivery -> delivery.withDelay(time));
  }

  /** Headers at once, then one byte of the body a second. */
  public static Failure slow() {
    return slow(Duration.ofSeconds(1));
  }

  /** Headers at once, then one byte of the body, the pause, the next byte. Real time. */
  public static Failure slow(Duration pausePerByte) {
    requirePositive(pausePerByte);
    return delivery(delivery -> delivery.withPause(pausePerByte));
  }

  /** Half of the body, then the connection closes. */
  public static Failure halfBody() {
    return delivery(delivery -> delivery.withEnd(Delivery.End.HALF_BODY));
  }

  /** The request is read and carried out, then the connection is reset (TCP RST). */
  public static Failure reset() {
    return delivery(delivery -> delivery.withEnd(Delivery.End.RESET));
  }

  /** The request is read and carried out, then the connection is closed in order (TCP FIN). */
  public static Failure close() {
    return delivery(delivery -> delivery.withEnd(Delivery.End.CLOSE));
  }

  /** The true answer with blanks behind it, so that the body has that many bytes in all. */
  public static Failure oversized(long bytes) {
    return delivery(delivery -> delivery.withLeastBytes(bytes));
  }

  /** The true answer, chunked, and then blanks until the caller gives up. */
  public static Failure endless() {
    return delivery(delivery -> delivery.withEnd(Delivery.End.ENDLESS));
  }

  /**
   * Claims another length. Too small a one cuts the body for the caller; for too large a one the
   * fake sends what there is and keeps the connection open.
   */
  public static Failure contentLength(long claimed) {
    if (claimed < 0) {
      throw new IllegalArgumentException("a content length is not negative: " + claimed);
    }
    return delivery(delivery -> delivery.withDeclaredLength(claimed));
  }

  // ---- what the answer looks like

  /** The true answer under another status. */
  public static Failure status(int status) {
    requireStatus(status);
    return change(answer -> answer.withStatus(status));
  }

  /** The true answer with one header set. */
  public static Failure header(String name, String value) {
    return change(answer -> answer.withHeader(name, value));
  }

  /** The true answer under another content type, such as {@code text/html}. */
  public static Failure contentType(String value) {
    return header("Content-Type", value);
  }

  /** The true answer behind a UTF-8 byte-order mark. */
  public static Failure byteOrderMark() {
    return text(text -> "\uFEFF" + text);
  }

  /** The true answer in another encoding, such as EUC-KR, which the content type then names. */
  public static Failure encodedAs(Charset charset) {
    return change(answer -> answer
        .withHeader("Content-Type", "application/json;charset=" + charset.name())
        .withBody(new String(answer.body(), StandardCharsets.UTF_8).getBytes(charset)));
  }

  /** The true answer's members as a form, {@code access_token=…&expires_in=…}. */
  public static Failure formEncoded() {
    return change(FailureText::asForm);
  }

  /** The true answer's text, changed. */
  public static Failure text(UnaryOperator<String> change) {
    return change(answer -> {
      String text = new String(answer.body(), StandardCharsets.UTF_8);
      return answer.withBody(change.apply(text).getBytes(StandardCharsets.UTF_8));
    });
  }

  /**
   * Sets a member of the JSON answer.
   *
   * @param path dotted, such as {@code kakao_account.email} or {@code shipping_addresses.0.id};
   *     objects on the way are made
   * @param json the value as JSON text, sent as it stands: {@code "\"text\""}, {@code 1e400}
   */
  public static Failure set(String path, String json) {
    JsonPath at = JsonPath.of(path);
    return json(root -> at.set(root, JsonNode.raw(json)));
  }

  /** Removes a member of the JSON answer. */
  public static Failure remove(String path) {
    JsonPath at = JsonPath.of(path);
    return json(at::remove);
  }

  /** Adds a second member of the same name behind the first; the value is JSON text. */
  public static Failure duplicate(String path, String json) {
    JsonPath at = JsonPath.of(path);
    return json(root -> at.duplicate(root, JsonNode.raw(json)));
  }

  /** Sets a member of the JSON answer to that many arrays, one inside the other. */
  public static Failure nest(String path, int depth) {
    return set(path, "[".repeat(depth) + "]".repeat(depth));
  }

  // ---- something else instead of the answer

  /** Status 200 and an empty body of the right content type. */
  public static Failure emptyBody() {
    return raw(200, Map.of("Content-Type", "application/json;charset=UTF-8"), "");
  }

  /** A gateway's HTML page with status 200. */
  public static Failure html() {
    return html(200);
  }

  /** A gateway's HTML page. */
  public static Failure html(int status) {
    return raw(status, Map.of("Content-Type", "text/html;charset=UTF-8"), HTML);
  }

  /** Status 429 with {@code Retry-After}: seconds, an HTTP date, or nonsense. */
  public static Failure tooManyRequests(String retryAfter) {
    return raw(429, Map.of("Retry-After", retryAfter), "");
  }

  /** A redirect to another address, with any 3xx status. */
  public static Failure redirect(int status, URI location) {
    return raw(status, Map.of("Location", location.toString()), "");
  }

  /** Any status, headers and body. */
  public static Failure raw(int status, Map<String, String> headers, String body) {
    return raw(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Any status, headers and body. */
  public static Failure raw(int status, Map<String, String> headers, byte[] body) {
    requireStatus(status);
    Answer answer = Answer.empty(status).withBody(body);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      answer = answer.withHeader(header.getKey(), header.getValue());
    }
    Answer whole = answer;
    return new Step(true, any -> whole, Optional.empty());
  }

  private static void requirePositive(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("not a waiting time: " + time);
    }
  }

  private static void requireStatus(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("not the status of an answer: " + status);
    }
  }

  private static Failure delivery(UnaryOperator<Delivery> change) {
    return change(answer -> answer.withDelivery(change.apply(answer.delivery())));
  }

  private static Failure json(Consumer<JsonNode> change) {
    return change(answer -> {
      answer.findJson().ifPresent(change);
      return answer;
    });
  }

  private static Failure change(UnaryOperator<Answer> change) {
    return new Step(false, change, Optional.empty());
  }

  private static final class Step extends Failure {
    private final boolean replaces;
    private final UnaryOperator<Answer> change;
    private final Optional<KakaoError> error;

    Step(boolean replaces, UnaryOperator<Answer> change, Optional<KakaoError> error) {
      this.replaces = replaces;
      this.change = change;
      this.error = error;
    }

    @Override
    Optional<KakaoError> findError() {
      return error;
    }

    @Override
    boolean replaces() {
      return replaces;
    }

    @Override
    Answer spoil(Answer answer) {
      return change.apply(answer);
    }
  }
}
