package io.membersync.profile;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether the visitor follows one of the shop's channels at a provider.
 *
 * @param channel the provider's public id of the channel
 * @param changedAt when, by the provider's clock
 */
public record ChannelRelation(String channel, State state, Optional<Instant> changedAt) {
  /** How the visitor stands to the channel. */
  public enum State {
    ADDED,
    BLOCKED,
    NONE,
    UNKNOWN
  }
}
