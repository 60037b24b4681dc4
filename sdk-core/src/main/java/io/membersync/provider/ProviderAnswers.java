package io.membersync.provider;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a provider answered in one sign-in, for {@link Provider#read}. Immutable.
 *
 * <p>{@code byCall} holds the good answers by the name of their call; a call that was left out or
 * failed without being essential is not in it. {@code identityToken} holds the claims of the ID
 * token after all of its checks.
 *
 * @param receivedAt when they were read, by MemberSync's clock
 */
public record ProviderAnswers(
    Map<String, JsonDocument> byCall,
    Optional<JsonDocument> identityToken,
    Grant grant,
    Instant receivedAt) {
  public ProviderAnswers {
    byCall = Map.copyOf(byCall);
  }

  /** The answer of this call, where there is one. */
  public Optional<JsonDocument> find(String call) {
    return Optional.ofNullable(byCall.get(call));
  }

  @Override
  public String toString() {
    return "ProviderAnswers" + byCall.keySet();
  }
}
