package io.membersync.provider.naver;

import static io.membersync.provider.ErrorKind.CONFIGURATION;
import static io.membersync.provider.ErrorKind.PROVIDER_DOWN;
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
  private static final String UNKNOWN =
      "MemberSync does not know this code of Naver; look it up and report it.";
  private static final String WRONG_CLIENT =
      "Naver does not accept the client id and client secret together; compare both with NAVER"
          + " Developers > Application > your application.";

  private NaverErrors() {}

  /**
   * Classifies an answer.
   *
   * @param standard what the standard makes of it, for errors without a code of Naver's
   */
  static Optional<ProviderError> classify(
      Provider.Answer answer, Function<Provider.Answer, Optional<ProviderError>> standard) {
    Optional<JsonDocument> body = answer.body();
    Optional<String> code = body.flatMap(json -> json.findText("resultcode"))
        .filter(result -> !result.equals(SUCCESS))
        .or(() -> body.flatMap(json -> json.findText("errorCode")))
        .or(() -> body.flatMap(json -> json.findString("result")).filter("failure"::equals));
    Optional<ProviderError> byStandard = standard.apply(answer);
    if (code.isPresent()) {
      return Optional.of(byCode(answer, code.get(), byStandard));
    }
    if (isSpentCode(answer)) {
      return Optional.of(error(
          answer, "invalid_request", TOKEN_DEAD, "The code is used up or wrong; sign in again."));
    }
    return byStandard.map(error -> error.code().equals("unauthorized_client")
        ? error(answer, error.code(), CONFIGURATION, WRONG_CLIENT)
        : error);
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

  /** The status decides only of a code that is not known here. */
  private static ProviderError byCode(
      Provider.Answer answer, String code, Optional<ProviderError> byStandard) {
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
        error(
            answer,
            word(code),
            byStandard.map(ProviderError::kind).orElse(SHAPE),
            byStandard.map(ProviderError::fix).orElse(UNKNOWN));
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
