package io.membersync;

import io.membersync.provider.ProviderError;
import io.membersync.provider.ProviderId;
import java.util.Optional;

/**
 * What is known of a failure. Holds nothing secret or personal, so it may be logged; show the
 * visitor only the correlation id.
 */
public final class FailureDetails {
  private final String correlationId;
  private final ProviderId provider;
  private final String step;
  private final Optional<ProviderError> error;
  private final boolean mayStartAgain;
  private final String returnPath;
  private final Optional<String> entry;

  FailureDetails(
      String correlationId,
      ProviderId provider,
      String step,
      Optional<ProviderError> error,
      boolean mayStartAgain,
      String returnPath,
      Optional<String> entry) {
    this.correlationId = correlationId;
    this.provider = provider;
    this.step = step;
    this.error = error;
    this.mayStartAgain = mayStartAgain;
    this.returnPath = returnPath;
    this.entry = entry;
  }

  /** Twelve letters and digits that also stand in the log. */
  public String correlationId() {
    return correlationId;
  }

  public ProviderId provider() {
    return provider;
  }

  /** The step that failed: check, claim, token, profile, keys, … */
  public String step() {
    return step;
  }

  /** The provider's error, classified, with what to do about it. */
  public Optional<ProviderError> error() {
    return error;
  }

  /** Whether to offer one button that begins the sign-in again. */
  public boolean mayStartAgain() {
    return mayStartAgain;
  }

  /** Where the sign-in was to end; {@code /} when that is not known. */
  public String returnPath() {
    return returnPath;
  }

  /** The entry the sign-in began with, to begin again with. */
  public Optional<String> entry() {
    return entry;
  }

  @Override
  public String toString() {
    return "FailureDetails[" + correlationId + ", " + provider + ", " + step + ", "
        + error.map(e -> e.kind() + " " + e.code()).orElse("-") + "]";
  }
}
