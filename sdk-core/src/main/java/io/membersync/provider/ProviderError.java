package io.membersync.provider;

import java.time.Duration;
import java.util.Optional;

/**
 * A provider's failure, classified. It holds no part of the provider's answer beyond its error
 * code, so that it may be logged.
 *
 * @param kind what can be done about it
 * @param code the provider's own code, such as {@code KOE320}, or MemberSync's, such as {@code
 *     timeout}
 * @param httpStatus 0 where no answer came
 * @param fix what to do, for the developer or operator
 * @param retryAfter how long the provider asks to wait, at most an hour
 */
public record ProviderError(
    ErrorKind kind, String code, int httpStatus, String fix, Optional<Duration> retryAfter) {

  public static ProviderError of(ErrorKind kind, String code, int httpStatus, String fix) {
    return new ProviderError(kind, code, httpStatus, fix, Optional.empty());
  }
}
