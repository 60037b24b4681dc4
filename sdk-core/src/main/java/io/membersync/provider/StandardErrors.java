package io.membersync.provider;

import static io.membersync.provider.ErrorKind.CONFIGURATION;
import static io.membersync.provider.ErrorKind.PROVIDER_DOWN;
import static io.membersync.provider.ErrorKind.RATE_LIMITED;
import static io.membersync.provider.ErrorKind.SHAPE;
import static io.membersync.provider.ErrorKind.TOKEN_DEAD;
import static io.membersync.provider.ErrorKind.VISITOR;

import io.membersync.provider.Provider.CallbackError;
import io.membersync.provider.Provider.ProviderError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The errors of RFC 6749 (sections 4.1.2.1 and 5.2), RFC 6750 (section 3.1) and OpenID Connect Core
 * (section 3.1.2.6), told apart by the body before the HTTP status.
 */
final class StandardErrors {
  private record Meaning(ErrorKind kind, String fix) {}

  private static final String SIGN_IN_AGAIN =
      "The code or token is used up, expired or revoked; sign in again.";

  private static final Map<String, Meaning> BY_ERROR = Map.ofEntries(
      Map.entry("invalid_grant", new Meaning(TOKEN_DEAD, SIGN_IN_AGAIN)),
      Map.entry("invalid_token", new Meaning(TOKEN_DEAD, SIGN_IN_AGAIN)),
      Map.entry(
          "invalid_client",
          new Meaning(
              CONFIGURATION,
              "The provider does not accept the client id, the client secret, or the way they are"
                  + " sent; compare them with the provider's console.")),
      Map.entry(
          "unauthorized_client",
          new Meaning(
              CONFIGURATION,
              "The provider's console does not let this client use the authorization code flow.")),
      Map.entry(
          "invalid_request",
          new Meaning(
              CONFIGURATION,
              "The provider misses a parameter or does not take one; compare redirect URI, scopes"
                  + " and PKCE with the provider's console.")),
      Map.entry(
          "unsupported_grant_type",
          new Meaning(CONFIGURATION, "Switch the grant type on in the provider's console.")),
      Map.entry(
          "invalid_scope",
          new Meaning(CONFIGURATION, "A scope that is asked is not set up in the console.")),
      Map.entry(
          "insufficient_scope",
          new Meaning(VISITOR, "The visitor did not agree to the scope of this call; ask again.")),
      Map.entry("access_denied", new Meaning(VISITOR, "The visitor or the provider refused.")),
      Map.entry("server_error", new Meaning(PROVIDER_DOWN, "Wait, or offer another way in.")),
      Map.entry(
          "temporarily_unavailable", new Meaning(PROVIDER_DOWN, "Wait, or offer another way in.")),
      Map.entry("slow_down", new Meaning(RATE_LIMITED, "Wait before the next call.")));

  private static final Map<String, CallbackError> BY_CALLBACK_ERROR = Map.ofEntries(
      Map.entry("access_denied", CallbackError.DECLINED),
      Map.entry("login_required", CallbackError.NEEDS_VISITOR),
      Map.entry("consent_required", CallbackError.NEEDS_VISITOR),
      Map.entry("interaction_required", CallbackError.NEEDS_VISITOR),
      Map.entry("account_selection_required", CallbackError.NEEDS_VISITOR),
      Map.entry("invalid_request", CallbackError.CONFIGURATION),
      Map.entry("unauthorized_client", CallbackError.CONFIGURATION),
      Map.entry("unsupported_response_type", CallbackError.CONFIGURATION),
      Map.entry("invalid_scope", CallbackError.CONFIGURATION),
      Map.entry("invalid_request_uri", CallbackError.CONFIGURATION),
      Map.entry("invalid_request_object", CallbackError.CONFIGURATION),
      Map.entry("request_not_supported", CallbackError.CONFIGURATION),
      Map.entry("request_uri_not_supported", CallbackError.CONFIGURATION),
      Map.entry("registration_not_supported", CallbackError.CONFIGURATION));

  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private StandardErrors() {}

  static Optional<ProviderError> classify(Provider.Answer answer) {
    Optional<String> code = answer.body().flatMap(StandardErrors::errorCode);
    Meaning byError = code.map(BY_ERROR::get).orElse(null);
    if (byError != null) {
      return Optional.of(error(answer, byError, code.orElseThrow()));
    }
    if (code.isEmpty() && answer.httpStatus() / 100 == 2) {
      return Optional.empty();
    }
    return Optional.of(error(answer, byStatus(answer), code.orElse("http_" + answer.httpStatus())));
  }

  /** RFC 6749 (4.1.2.1): a wrong client or redirect URI is told the visitor, and nobody is sent back. */
  static Optional<ProviderError> classifyPage(Provider.Page page) {
    int status = page.httpStatus();
    if (status < 400) {
      return Optional.empty();
    }
    if (status == 408 || status == 429 || status >= 500) {
      return Optional.of(ProviderError.of(
          status == 429 ? RATE_LIMITED : PROVIDER_DOWN,
          "http_" + status,
          status,
          "Wait, or offer another way in."));
    }
    String code = List.of("redirect_uri_mismatch", "invalid_client", "unauthorized_client").stream()
        .filter(page.text()::contains)
        .findFirst()
        .orElse("http_" + status);
    return Optional.of(ProviderError.of(
        CONFIGURATION,
        code,
        status,
        "It shows visitors an error in place of its sign-in page: it does not know the client id, or"
            + " the redirect URI is not registered for it."));
  }

  /** A code that is not known here is most likely trouble of the provider's own. */
  static CallbackError classifyCallback(String error) {
    return BY_CALLBACK_ERROR.getOrDefault(error, CallbackError.PROVIDER_DOWN);
  }

  /** Empty where there is no error; some providers send an empty {@code error} with a success. */
  private static Optional<String> errorCode(JsonDocument body) {
    if (!body.has("error") || body.isNull("error")) {
      return Optional.empty();
    }
    String code = body.findText("error").orElse("unnamed_error");
    if (code.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(CODE.matcher(code).matches() ? code : "unnamed_error");
  }

  private static Meaning byStatus(Provider.Answer answer) {
    int status = answer.httpStatus();
    boolean withToken = !answer.call().equals("token")
        && !answer.call().equals("keys")
        && !answer.call().equals("metadata");
    if (status == 429) {
      return new Meaning(RATE_LIMITED, "Too many calls; wait before the next one.");
    }
    if (status >= 500 || status == 408) {
      return new Meaning(PROVIDER_DOWN, "Wait, or offer another way in.");
    }
    if (status == 401 && withToken) {
      return new Meaning(TOKEN_DEAD, SIGN_IN_AGAIN);
    }
    if (status == 401 || status == 403) {
      return new Meaning(
          CONFIGURATION, "The provider refuses this client; compare its settings in the console.");
    }
    if (status == 404 || status == 405 || status == 410) {
      return new Meaning(CONFIGURATION, "Nothing answers at this address; compare the endpoint.");
    }
    if (status / 100 == 3) {
      return new Meaning(SHAPE, "The provider redirects this call, which is never followed.");
    }
    return new Meaning(
        SHAPE, "The provider refuses this call for a reason that the standard does not know.");
  }

  private static ProviderError error(Provider.Answer answer, Meaning meaning, String code) {
    return ProviderError.of(meaning.kind(), code, answer.httpStatus(), meaning.fix());
  }
}
