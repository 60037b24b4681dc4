package io.membersync.oauth;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.Provider.ProviderError;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a provider's failure from its success, by the body before the HTTP status. */
final class AnswerReader {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerReader.class);
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

  private final Clock clock;

  AnswerReader(Clock clock) {
    this.clock = clock;
  }

  /**
   * The answer, when it is a success.
   *
   * @throws ProviderFailure if the provider reports an error in whatever form, or if a body is not
   *     JSON in UTF-8 that says so
   */
  Provider.Answer read(Provider provider, String step, HttpAnswer answer) throws ProviderFailure {
    return read(provider, step, Optional.empty(), answer);
  }

  /**
   * The same.
   *
   * @param list the member that a bare array is read as; empty where none is taken
   */
  Provider.Answer read(Provider provider, String step, Optional<String> list, HttpAnswer answer)
      throws ProviderFailure {
    Optional<JsonDocument> json = Optional.empty();
    String notJson = "";
    if (answer.isSuccess() && !answer.isDeclaredJson()) {
      notJson = "its content type is not JSON in UTF-8";
    } else if (answer.body().length > 0) {
      try {
        json = Optional.of(
            list.isPresent()
                ? JsonDocument.parse(answer.body(), list.get())
                : JsonDocument.parse(answer.body()));
      } catch (ProfileException e) {
        notJson = e.getMessage() == null ? "it is not JSON" : e.getMessage();
      }
    }
    Provider.Answer read = new Provider.Answer(step, answer.status(), json, answer.requestId());
    ProviderError error = json.isEmpty() ? withoutJson(answer, notJson) : null;
    if (error == null) {
      error = classify(provider, step, read).orElse(null);
    }
    if (error == null && !answer.isSuccess()) {
      error = byStatus(answer.status());
    }
    if (error != null) {
      throw failure(provider, step, answer, error);
    }
    return read;
  }

  /** A failure with what the answer's headers add to it. */
  ProviderFailure failure(Provider provider, String step, HttpAnswer answer, ProviderError error) {
    ProviderFailure failure = new ProviderFailure(
        provider.descriptor().id(),
        step,
        waiting(error, answer),
        answer.requestId(),
        Optional.empty(),
        null);
    LOG.debug("{}", failure.getMessage()); // whoever has asked knows how loud to say it
    return failure;
  }

  private ProviderError waiting(ProviderError error, HttpAnswer answer) {
    Optional<Duration> wait = error.retryAfter();
    if (wait.isEmpty()
        && (error.kind() == ErrorKind.RATE_LIMITED || error.kind() == ErrorKind.PROVIDER_DOWN)) {
      wait = answer.retryAfter(clock.instant());
    }
    wait = wait.map(time -> time.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : time);
    return new ProviderError(error.kind(), error.code(), error.httpStatus(), error.fix(), wait);
  }

  private static Optional<ProviderError> classify(
      Provider provider, String step, Provider.Answer answer) throws ProviderFailure {
    try {
      return provider.classify(answer);
    } catch (RuntimeException e) {
      throw Steps.broken(provider, step, "classify", e);
    }
  }

  /** What is clear without JSON; null where the provider has to judge. */
  private static @Nullable ProviderError withoutJson(HttpAnswer answer, String why) {
    int status = answer.status();
    if (answer.isSuccess()) {
      return answer.body().length == 0 || isBareTrue(answer)
          ? null
          : ProviderError.of(
              ErrorKind.SHAPE,
              "not_json",
              status,
              "The answer was not accepted (" + why + "); check the address of this step.");
    }
    return status >= 500 || status == 429 || status == 408 ? byStatus(status) : null;
  }

  /** It says no more than the status: Facebook answers so where something was deleted. */
  private static boolean isBareTrue(HttpAnswer answer) {
    return answer.isDeclaredJson()
        && Arrays.equals(answer.body(), "true".getBytes(StandardCharsets.US_ASCII));
  }

  private static ProviderError byStatus(int status) {
    String code = "http_" + status;
    if (status == 429) {
      return ProviderError.of(
          ErrorKind.RATE_LIMITED, code, status, "Wait before the next call; check the quota.");
    }
    if (status >= 500 || status == 408) {
      return ProviderError.of(
          ErrorKind.PROVIDER_DOWN, code, status, "Offer another way in; try again later.");
    }
    if (status >= 300 && status < 400) {
      return ProviderError.of(
          ErrorKind.SHAPE,
          code,
          status,
          "The provider answers with a redirect, and none is followed; configure the final address.");
    }
    return ProviderError.of(
        ErrorKind.SHAPE,
        code,
        status,
        "The provider refuses this step without a known reason; check its address and the console.");
  }
}
