package io.membersync.provider.facebook;

import static io.membersync.provider.ErrorKind.CONFIGURATION;
import static io.membersync.provider.ErrorKind.PROTOCOL;
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
 * Tells the failures of the Graph API and of the token address apart: an {@code error} that is an object,
 * by its {@code code} and {@code error_subcode} (<a
 * href="https://developers.facebook.com/docs/graph-api/guides/error-handling">error handling</a>, read
 * 2026-11-21). What the codes mean at the token address, and how a disabled or deleted app is answered,
 * is not documented: there a wrong app secret has been seen as code 1, an unknown app as 101, a code that
 * is used up as 100. Facebook's texts are never passed on.
 */
final class FacebookErrors {
  private static final String TOKEN = "token";
  private static final long DEAD_TOKEN = 190;
  private static final String LOST_APP = "Error validating application";
  private static final String WAIT = "Wait, or offer another way in.";
  private static final String WRONG_APP =
      "Facebook does not accept the app id and app secret, or the app is disabled; compare Meta for"
          + " Developers > your app > App settings > Basic, and its alerts.";

  private final Provider.Answer answer;
  private final JsonDocument error;
  private final long code;

  private FacebookErrors(Provider.Answer answer, JsonDocument error, long code) {
    this.answer = answer;
    this.error = error;
    this.code = code;
  }

  /**
   * Classifies an answer.
   *
   * @param standard what the standard makes of it, for failures without a code of Facebook's
   */
  static Optional<ProviderError> classify(
      Provider.Answer answer, Function<Provider.Answer, Optional<ProviderError>> standard) {
    Optional<JsonDocument> error = answer.body().flatMap(body -> body.findObject("error"));
    Optional<Long> code = error.flatMap(found -> found.findWhole("code"));
    if (code.isEmpty() && answer.call().equals(FacebookCalls.TOKEN_INFO)) {
      return inspected(answer).or(() -> standard.apply(answer));
    }
    return code.isEmpty()
        ? standard.apply(answer)
        : Optional.of(new FacebookErrors(answer, error.orElseThrow(), code.get()).classified());
  }

  /** A visitor's token that has died is told beside the data of it; any other is not judged here. */
  private static Optional<ProviderError> inspected(Provider.Answer answer) {
    return answer
        .body()
        .flatMap(body -> body.findObject("data.error"))
        .filter(error -> error.findWhole("code").equals(Optional.of(DEAD_TOKEN)))
        .map(error -> new FacebookErrors(answer, error, DEAD_TOKEN).deadToken());
  }

  private ProviderError deadToken() {
    return of(TOKEN_DEAD, "Facebook does not know the token; sign in again.");
  }

  private ProviderError classified() {
    if (error.findString("message").filter(text -> text.startsWith(LOST_APP)).isPresent()) {
      return of(CONFIGURATION, WRONG_APP);
    }
    if (error.findFlag("is_transient").orElse(false)) {
      return of(PROVIDER_DOWN, WAIT);
    }
    if (code == 1 && isAt(TOKEN) && answer.httpStatus() < 500) {
      return of(CONFIGURATION, WRONG_APP);
    }
    if (code == 1 || code == 2) {
      return of(PROVIDER_DOWN, WAIT);
    }
    if (code == 4 || code == 17 || code == 32 || code == 613) {
      return of(RATE_LIMITED, "Facebook's limit of calls is reached; wait.");
    }
    if (code == DEAD_TOKEN
        && isWithAppToken()
        && error.findWhole("error_subcode").isEmpty()) {
      return of(CONFIGURATION, WRONG_APP); // the app's own token never dies
    }
    if (code == DEAD_TOKEN) {
      return deadToken();
    }
    if (code == 10 || (code >= 200 && code < 300)) {
      return isAt(TOKEN)
          ? of(CONFIGURATION, WRONG_APP)
          : of(
              VISITOR, "The visitor, or Meta's review, does not let the app have this; ask again.");
    }
    if (code == 100) {
      return badParameter();
    }
    if (code == 101) {
      return of(CONFIGURATION, WRONG_APP);
    }
    if (code == 191) {
      return of(
          CONFIGURATION,
          "Register the redirect URI: your app > Facebook Login > Settings > Valid OAuth Redirect"
              + " URIs.");
    }
    return of(
        answer.httpStatus() >= 500 ? PROVIDER_DOWN : SHAPE,
        "MemberSync does not know this code of Facebook; look it up and report it.");
  }

  private ProviderError badParameter() {
    if (isAt(TOKEN)) {
      return of(TOKEN_DEAD, "The code is used up or wrong; sign in again.");
    }
    if (isAt(FacebookCalls.TOKEN_INFO)) {
      return of(PROTOCOL, "The token is of another app; only this registration's is taken.");
    }
    if (isByApp()) {
      return of(VISITOR, "There is nothing to be ended at Facebook.");
    }
    return of(
        CONFIGURATION,
        "Facebook does not take the proof of the app secret, or a field; compare the app secret and"
            + " the Graph API version.");
  }

  private boolean isWithAppToken() {
    return isByApp() || isAt(FacebookCalls.TOKEN_INFO);
  }

  private boolean isByApp() {
    return isAt(FacebookCalls.UNLINK) || isAt(FacebookCalls.REVOKE);
  }

  private boolean isAt(String step) {
    return answer.call().equals(step);
  }

  private ProviderError of(ErrorKind kind, String fix) {
    String name = error
        .findWhole("error_subcode")
        .map(subcode -> code + "." + subcode)
        .orElse(Long.toString(code));
    return ProviderError.of(kind, name, answer.httpStatus(), fix);
  }
}
