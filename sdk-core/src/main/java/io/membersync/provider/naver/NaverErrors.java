package io.membersync.provider.naver;

import static io.membersync.provider.ErrorKind.CONFIGURATION;
import static io.membersync.provider.ErrorKind.PROVIDER_DOWN;
import static io.membersync.provider.ErrorKind.RATE_LIMITED;
import static io.membersync.provider.ErrorKind.SHAPE;
import static io.membersync.provider.ErrorKind.TOKEN_DEAD;
import static io.membersync.provider.ErrorKind.VISITOR;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProviderError;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells Naver's failures apart by its body: some come with status 200 (<a
 * href="https://developers.naver.com/docs/common/openapiguide/errorcode.md">error codes</a>, read
 * 2026-11-21; the status of failures of the token endpoint is not documented). Naver's texts are never
 * passed on.
 */
final class NaverErrors {
  private static final String SUCCESS = "00";

  private NaverErrors() {}

  /**
   * Classifies an answer.
   *
   * @param standard what the standard makes of it
   */
  static Optional<ProviderError> classify(
      Provider.Answer answer, Function<Provider.Answer, Optional<ProviderError>> standard) {
    Optional<JsonDocument> body = answer.body();
    Optional<String> code = body.flatMap(json -> json.findText("resultcode"))
        .filter(result -> !result.equals(SUCCESS))
        .or(() -> body.flatMap(json -> json.findText("errorCode")));
    if (code.isPresent()) {
      return Optional.of(byCode(answer, code.get()));
    }
    if (body.flatMap(json -> json.findString("result"))
        .filter("failure"::equals)
        .isPresent()) {
      return Optional.of(
          error(answer, "failure", SHAPE, "Naver gives no reason; see its console."));
    }
    if (isSpentCode(answer)) {
      return Optional.of(error(
          answer, "invalid_request", TOKEN_DEAD, "The code is used up or wrong; sign in again."));
    }
    return standard.apply(answer);
  }

  /** Naver has no code of its own for it: a used or wrong code is an invalid request, status 200. */
  private static boolean isSpentCode(Provider.Answer answer) {
    return answer.call().equals("token")
        && answer
            .body()
            .filter(json ->
                json.findString("error").filter("invalid_request"::equals).isPresent())
            .flatMap(json -> json.findString("error_description"))
            .filter(text -> text.contains("no valid data in session"))
            .isPresent();
  }

  private static ProviderError byCode(Provider.Answer answer, String code) {
    int status = answer.httpStatus();
    return switch (code) {
      case "024" ->
        error(answer, code, TOKEN_DEAD, "Naver does not know the token; sign in again.");
      case "028" ->
        error(answer, code, CONFIGURATION, "The Authorization header is lost on the way to Naver.");
      case "403" ->
        error(
            answer,
            code,
            VISITOR,
            "The visitor, or Naver's console, does not let the application have this.");
      case "404" -> error(answer, code, CONFIGURATION, "Naver has nothing at this address.");
      case "500" -> error(answer, code, PROVIDER_DOWN, "Wait, or offer another way in.");
      default ->
        status == 429
            ? error(answer, word(code), RATE_LIMITED, "The quota is used up; wait, or raise it.")
            : error(
                answer,
                word(code),
                status >= 500 ? PROVIDER_DOWN : SHAPE,
                "MemberSync does not know this code of Naver; look it up and report it.");
    };
  }

  /** A code that is not one may be anything. */
  private static String word(String code) {
    return code.matches("[A-Za-z0-9_-]{1,40}") ? code : "unnamed_error";
  }

  private static ProviderError error(
      Provider.Answer answer, String code, ErrorKind kind, String fix) {
    return ProviderError.of(kind, code, answer.httpStatus(), fix);
  }
}
