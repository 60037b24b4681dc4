package io.membersync.provider.google;

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
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Tells the failures of Google's APIs apart: an {@code error} that is an object, by its {@code status}
 * and the reason among its details (<a
 * href="https://cloud.google.com/dotnet/docs/reference/Google.Api.CommonProtos/latest/Google.Api.ErrorReason">reasons</a>,
 * read 2026-11-23; the form is common to Google's APIs and not documented for the People API). The OAuth
 * endpoints answer as the standard has it. Google's texts are never passed on.
 */
final class GoogleErrors {
  private static final String SIGN_IN_AGAIN = "Google does not know the token; sign in again.";
  private static final Pattern WORD = Pattern.compile("[A-Z][A-Z0-9_]{0,62}");

  private GoogleErrors() {}

  /**
   * Classifies an answer.
   *
   * @param standard what the standard makes of it
   */
  static Optional<ProviderError> classify(
      Provider.Answer answer, Function<Provider.Answer, Optional<ProviderError>> standard) {
    if (answer.call().equals(GoogleProfile.CALL) && answer.httpStatus() == 401) {
      // It is called an invalid request there.
      return Optional.of(error(answer, "http_401", TOKEN_DEAD, SIGN_IN_AGAIN));
    }
    Optional<JsonDocument> error = answer.body().flatMap(body -> body.findObject("error"));
    Optional<String> status = error.flatMap(found -> word(found, "status"));
    return status.isPresent()
        ? Optional.of(byStatus(answer, status.get(), reason(error.orElseThrow())))
        : standard.apply(answer);
  }

  private static ProviderError byStatus(Provider.Answer answer, String status, String reason) {
    return switch (status) {
      case "UNAUTHENTICATED" -> error(answer, status, TOKEN_DEAD, SIGN_IN_AGAIN);
      case "PERMISSION_DENIED" -> denied(answer, status, reason);
      case "RESOURCE_EXHAUSTED" ->
        error(answer, status, RATE_LIMITED, "The quota is used up; wait, or raise it.");
      case "UNAVAILABLE", "INTERNAL", "DEADLINE_EXCEEDED" ->
        error(answer, status, PROVIDER_DOWN, "Wait, or offer another way in.");
      default ->
        error(
            answer,
            status,
            answer.httpStatus() >= 500 ? PROVIDER_DOWN : SHAPE,
            "Google refuses this call as it is made; look the status up and report it.");
    };
  }

  private static ProviderError denied(Provider.Answer answer, String status, String reason) {
    return switch (reason) {
      case "ACCESS_TOKEN_SCOPE_INSUFFICIENT" ->
        error(
            answer,
            reason,
            VISITOR,
            "The visitor did not agree to a scope of this call; ask again.");
      case "SERVICE_DISABLED" ->
        error(
            answer,
            reason,
            CONFIGURATION,
            "Google Cloud console > your project > APIs & Services > Library > People API: enable it.");
      default ->
        error(
            answer,
            reason.isEmpty() ? status : reason,
            CONFIGURATION,
            "Google does not let this project call this API; compare it with the Google Cloud console.");
    };
  }

  /** Of the first detail that gives one; empty where none does. */
  private static String reason(JsonDocument error) {
    return error.findObjects("details").orElse(List.of()).stream()
        .flatMap(detail -> word(detail, "reason").stream())
        .findFirst()
        .orElse("");
  }

  /** A code that is not one may be anything. */
  private static Optional<String> word(JsonDocument document, String name) {
    return document.findString(name).filter(WORD.asMatchPredicate());
  }

  private static ProviderError error(
      Provider.Answer answer, String code, ErrorKind kind, String fix) {
    return ProviderError.of(kind, code, answer.httpStatus(), fix);
  }
}
