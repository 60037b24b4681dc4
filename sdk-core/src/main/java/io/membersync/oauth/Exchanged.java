package io.membersync.oauth;

import io.membersync.profile.Field;
import io.membersync.provider.ProviderProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A visitor whom the provider has identified.
 *
 * @param profile read after every check of the ID token had passed
 * @param firstPages lists of which the profile has the first page, and the provider has more
 * @param receivedAt when the answers were read, by MemberSync's clock
 * @param calls how many requests it took, those for keys and metadata not counted
 * @param took from the first call to the last check
 */
public record Exchanged(
    TokenSet tokens,
    ProviderProfile profile,
    List<Field<?>> firstPages,
    Instant receivedAt,
    int calls,
    Duration took) {
  @Override
  public String toString() {
    return "Exchanged[calls=" + calls + ", took=" + took + "]";
  }
}
