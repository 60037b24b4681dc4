package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An error of Kakao's catalogue, as a {@link Failure} that replaces an answer. Kakao documents no
 * HTTP status for the {@code KOE} codes; the one sent here is what integrators report most, and
 * {@link #withStatus} changes it. Sources:
 * https://developers.kakao.com/docs/latest/en/kakaologin/trouble-shooting and
 * https://developers.kakao.com/docs/latest/en/rest-api/error-code, read 2026-11-21.
 *
 * <p>At {@link KakaoEndpoint#AUTHORIZE} a {@code KOE} error is Kakao's own error page: the shop's
 * callback is never called.
 */
public final class KakaoError extends Failure {
  /** Marks an answer that shows an error already, as a page or as a redirect. */
  static final String HEADER = "X-Fake-Kakao-Error";

  private final Kind kind;
  private final String code;
  private final int status;
  private final String error;
  private final String description;
  private final boolean invalidToken;

  /** Where an error shows itself. */
  enum Kind {
    KAUTH,
    KAPI,
    CALLBACK
  }

  private KakaoError(
      Kind kind, String code, int status, String error, String description, boolean invalidToken) {
    this.kind = kind;
    this.code = code;
    this.status = status;
    this.error = error;
    this.description = description;
    this.invalidToken = invalidToken;
  }

  /**
   * An error of kauth.
   *
   * @param number the digits of the code: 6 for KOE006, 320 for KOE320
   * @throws IllegalArgumentException if the catalogue has no such code
   */
  public static KakaoError koe(int number) {
    return KakaoCatalogue.koe(number);
  }

  /**
   * An error of kapi, such as -401.
   *
   * @throws IllegalArgumentException if the catalogue has no such code
   */
  public static KakaoError kapi(int code) {
    return KakaoCatalogue.kapi(code);
  }

  /** -401 because the access token has run out. */
  public static KakaoError expiredToken() {
    return api(-401, 401, "this access token is already expired", true);
  }

  /** -401 because the shop's server calls from an address that is not in the console's list. */
  public static KakaoError addressNotAllowed() {
    return api(-401, 401, "ip mismatched! callerIp=203.0.113.9. check out registered ips.", false);
  }

  /** -10 with status 429, as {@code /v1/user/ids} answers. */
  public static KakaoError tooManyCalls() {
    return kapi(-10).withStatus(429);
  }

  /**
   * At {@link KakaoEndpoint#AUTHORIZE}: Kakao sends the browser back to the shop with an error
   * instead of a code, such as {@code access_denied} or {@code server_error}.
   */
  public static KakaoError onCallback(String error, String description) {
    return new KakaoError(Kind.CALLBACK, error, 302, error, description, false);
  }

  /** Every error of the catalogue, kauth's first. */
  public static List<KakaoError> catalogue() {
    return KakaoCatalogue.all();
  }

  static KakaoError auth(int number, int status, String error, String description) {
    String code = number < 1000 ? String.format("KOE%03d", number) : "KOE" + number;
    return new KakaoError(Kind.KAUTH, code, status, error, description, false);
  }

  static KakaoError api(int code, int status, String message, boolean invalidToken) {
    return new KakaoError(Kind.KAPI, Integer.toString(code), status, "", message, invalidToken);
  }

  /** {@code KOE320}, {@code -401}, or the {@code error} of a callback. */
  public String code() {
    return code;
  }

  public int status() {
    return status;
  }

  /** True for a code of kapi, which is a negative number. */
  public boolean isApi() {
    return kind == Kind.KAPI;
  }

  /** The same error under another HTTP status; 200 makes it an error in disguise. */
  public KakaoError withStatus(int value) {
    if (value < 200 || value > 599) {
      throw new IllegalArgumentException("not the status of an answer: " + value);
    }
    return new KakaoError(kind, code, value, error, description, invalidToken);
  }

  /** The same error in other words, for a client that must not look at them. */
  public KakaoError withDescription(String text) {
    return new KakaoError(kind, code, status, error, text, invalidToken);
  }

  /** The older form of a kauth error, without {@code error_code}. */
  public Failure withoutCode() {
    return and(Failure.remove("error_code"));
  }

  Optional<String> findCallbackError() {
    return kind == Kind.CALLBACK ? Optional.of(error) : Optional.empty();
  }

  String description() {
    return description;
  }

  @Override
  boolean replaces() {
    return true;
  }

  @Override
  Optional<KakaoError> findError() {
    return Optional.of(this);
  }

  @Override
  Answer spoil(Answer answer) {
    return answer.findHeader(HEADER).isPresent() ? answer : answer();
  }

  /** This error as a server-to-server answer. */
  Answer answer() {
    return answer(null);
  }

  /** Like {@link #answer()}, with further members behind the usual ones. */
  Answer answer(JsonNode.@Nullable JsonObject further) {
    JsonNode.JsonObject json = JsonNode.object();
    if (kind == Kind.KAPI) {
      json.add("code", Integer.valueOf(code)).add("msg", description);
    } else {
      json.add("error", error).add("error_description", description);
      if (kind == Kind.KAUTH) {
        json.add("error_code", code);
      }
    }
    if (further != null) {
      for (String name : further.names()) {
        json.addIfPresent(name, further.find(name));
      }
    }
    Answer answer = Answer.json(status, json);
    return invalidToken
        ? answer.withHeader("WWW-Authenticate", "Bearer error=invalid_token")
        : answer;
  }

  @Override
  public String toString() {
    return "KakaoError[" + code + ", " + status + "]";
  }
}
