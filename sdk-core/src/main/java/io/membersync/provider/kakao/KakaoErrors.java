package io.membersync.provider.kakao;

import static io.membersync.provider.ErrorKind.CONFIGURATION;
import static io.membersync.provider.ErrorKind.PROVIDER_DOWN;
import static io.membersync.provider.ErrorKind.RATE_LIMITED;
import static io.membersync.provider.ErrorKind.SHAPE;
import static io.membersync.provider.ErrorKind.VISITOR;

import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.CallbackError;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.kakao.KakaoCodes.Meaning;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells Kakao's failures apart by its codes before the HTTP status: most of kapi's failures are a
 * 400, its own faults and used-up quotas included, and the status of the KOE codes is not documented
 * (<a href="https://developers.kakao.com/docs/latest/ko/rest-api/error-code">error codes</a>, read
 * 2026-11-21). Kakao's texts are never passed on: they quote codes, keys and addresses.
 */
final class KakaoErrors {
  private static final Pattern KOE = Pattern.compile("KOE[0-9]{3,4}");
  private static final Pattern NEGATIVE = Pattern.compile("-[0-9]{1,6}");
  private static final Pattern SCOPE = Pattern.compile("[a-z0-9_.]{1,40}");

  private static final Meaning ADDRESS_REFUSED = new Meaning(
      CONFIGURATION,
      "Kakao Developers > your app: add the address this server calls from to the allowed IP"
          + " addresses, or clear that list; the token is good.");
  private static final Meaning KEY_REFUSED = new Meaning(
      CONFIGURATION,
      "The key of this call is not one of the app; compare REST API key and admin key with Kakao"
          + " Developers > your app > Platform key.");
  private static final Meaning NOT_LINKED_BY_ITSELF = new Meaning(
      CONFIGURATION,
      "The app does not link people by itself, so Kakao drops them after a day; have automatic"
          + " linking switched on for it.");
  private static final Meaning NO_JSON = new Meaning(
      PROVIDER_DOWN, "Kakao answers with a page instead of data; offer another way in.");
  private static final Meaning TOO_MANY =
      new Meaning(RATE_LIMITED, "Too many calls; wait before the next one.");
  private static final Meaning NOT_REVOCABLE = new Meaning(
      VISITOR,
      "The item is required in Kakao Developers > your app > Kakao Login > Consent items, so only"
          + " unlinking ends the visitor's consent to it; nothing was taken back.");
  private static final Meaning NOTHING_TO_REVOKE = new Meaning(
      VISITOR, "Kakao has no consent of this visitor to take back here; nothing is to be done.");
  private static final Meaning UNKNOWN =
      new Meaning(SHAPE, "MemberSync does not know this code of Kakao; look it up and report it.");

  private KakaoErrors() {}

  /**
   * Classifies an answer.
   *
   * @param standard what the standard makes of it, for errors without a code of Kakao's
   */
  static Optional<ProviderError> classify(
      Provider.Answer answer, Function<Provider.Answer, Optional<ProviderError>> standard) {
    if (answer.body().isEmpty()) {
      return answer.httpStatus() == 204 ? Optional.empty() : Optional.of(withoutBody(answer));
    }
    JsonDocument body = answer.body().get();
    Optional<String> code = body.findText("error_code")
        .filter(KOE.asMatchPredicate())
        .or(() -> body.findText("code").filter(NEGATIVE.asMatchPredicate()));
    if (code.isPresent()) {
      return Optional.of(byCode(answer, body, code.get(), standard));
    }
    if (body.findString("error").filter("misconfigured"::equals).isPresent()) {
      return Optional.of(
          error(answer, "misconfigured", KakaoCodes.find("KOE009").orElse(UNKNOWN)));
    }
    if (answer.call().equals(KakaoCalls.PROFILE)
        && body.findFlag("has_signed_up").filter(signedUp -> !signedUp).isPresent()) {
      return Optional.of(error(answer, "not_signed_up", NOT_LINKED_BY_ITSELF));
    }
    return standard.apply(answer);
  }

  /** The error of a callback; configuration errors mostly stay on a page of Kakao's own. */
  static CallbackError classifyCallback(String error, Function<String, CallbackError> standard) {
    if (error.equals("misconfigured")
        || error.equals("invalid_client")
        || error.equals("unauthorized")) {
      return CallbackError.CONFIGURATION;
    }
    Optional<Meaning> meaning = KakaoCodes.find(error);
    if (meaning.isEmpty()) {
      return standard.apply(error);
    }
    return switch (meaning.get().kind()) {
      case VISITOR -> CallbackError.DECLINED;
      case CONFIGURATION -> CallbackError.CONFIGURATION;
      default -> CallbackError.PROVIDER_DOWN;
    };
  }

  /**
   * A wrong key, redirect URI or scope stays on Kakao's own error page, which shows its code (<a
   * href="https://developers.kakao.com/docs/latest/ko/kakaologin/trouble-shooting">error codes</a>, read
   * 2026-11-21); with which status is not documented.
   */
  static Optional<ProviderError> classifyPage(
      Provider.Page page, Function<Provider.Page, Optional<ProviderError>> standard) {
    if (page.httpStatus() < 300) {
      return Optional.empty();
    }
    Matcher code = KOE.matcher(page.location().map(URI::toString).orElse("") + ' ' + page.text());
    if (!code.find()) {
      return standard.apply(page);
    }
    Meaning meaning = KakaoCodes.find(code.group()).orElse(UNKNOWN);
    return Optional.of(
        ProviderError.of(meaning.kind(), code.group(), page.httpStatus(), meaning.fix()));
  }

  private static ProviderError byCode(
      Provider.Answer answer,
      JsonDocument body,
      String code,
      Function<Provider.Answer, Optional<ProviderError>> standard) {
    Optional<Meaning> known = switch (code) {
      case "-401" -> Optional.of(unauthorized(body));
      case "-402" -> Optional.of(missingScopes(body));
      case "-2", "-3" -> revoking(answer.call(), code, body).or(() -> KakaoCodes.find(code));
      default -> KakaoCodes.find(code);
    };
    return known
        .map(meaning -> error(answer, code, meaning))
        .or(() -> standard
            .apply(answer)
            .map(error -> error(answer, code, new Meaning(error.kind(), error.fix()))))
        .orElseGet(() -> error(answer, code, UNKNOWN));
  }

  /**
   * One code for a dead token, a wrong key and a caller's address that is not allowed; only the text
   * tells them apart, and a refresh would mend the first alone.
   */
  private static Meaning unauthorized(JsonDocument body) {
    String text = body.findString("msg").orElse("").toLowerCase(Locale.ROOT);
    if (text.contains("ip mismatch")) {
      return ADDRESS_REFUSED;
    }
    return text.contains("key") ? KEY_REFUSED : KakaoCodes.find("-401").orElse(UNKNOWN);
  }

  /**
   * The codes of a wrong argument and of a call that is not allowed also say that a consent is not
   * there, or cannot be taken back; only the text tells that apart.
   */
  private static Optional<Meaning> revoking(String call, String code, JsonDocument body) {
    if (!call.equals(KakaoCalls.REVOKE_TERMS) && !call.equals(KakaoCalls.REVOKE_SCOPES)) {
      return Optional.empty();
    }
    String text = body.findString("msg").orElse("").toLowerCase(Locale.ROOT);
    if (code.equals("-3")) {
      return text.contains("not revocable") ? Optional.of(NOT_REVOCABLE) : Optional.empty();
    }
    return text.contains("to revoke") ? Optional.of(NOTHING_TO_REVOKE) : Optional.empty();
  }

  private static Meaning missingScopes(JsonDocument body) {
    List<String> scopes = body.findStrings("required_scopes").orElse(List.of()).stream()
        .filter(SCOPE.asMatchPredicate())
        .limit(20)
        .toList();
    return scopes.isEmpty()
        ? KakaoCodes.find("-402").orElse(UNKNOWN)
        : new Meaning(
            VISITOR,
            "The visitor did not agree to " + String.join(", ", scopes)
                + "; ask for it as a further scope.");
  }

  private static ProviderError withoutBody(Provider.Answer answer) {
    int status = answer.httpStatus();
    String code = status / 100 == 2 ? "not_json" : "http_" + status;
    return error(answer, code, status == 429 ? TOO_MANY : NO_JSON);
  }

  private static ProviderError error(Provider.Answer answer, String code, Meaning meaning) {
    return ProviderError.of(meaning.kind(), code, answer.httpStatus(), meaning.fix());
  }
}
