package io.membersync.profile;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether the visitor follows one of the shop's channels at a provider.
 *
 * @param channel the provider's public id of the channel
 * @param state how the visitor stands to it
 * @param changedAt when, by the provider's clock
 */
public record ChannelRelation(String channel, State state, Optional<Instant> changedAt) {
  public ChannelRelation {
    channel = PlainText.clean(channel);
  }

  /** How the visitor stands to the channel. */
  public enum State {
    ADDED,
    BLOCKED,
    NONE,
    /** The provider sent a word that is not known here. */
    UNKNOWN;

    /** The state of this name, in any case; {@link #UNKNOWN} for any other word. */
    public static State parse(String word) {
      for (State state : values()) {
        if (state.name().equalsIgnoreCase(word)) {
          return state;
        }
      }
      return UNKNOWN;
    }
  }

  @Override
  public String toString() {
    return "ChannelRelation[hidden]";
  }
}
