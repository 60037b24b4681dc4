package io.membersync.lifecycle;

import io.membersync.internal.Sha256;
import io.membersync.provider.ProviderId;
import java.time.Instant;
import java.util.Optional;

/**
 * Something a provider tells of a visitor after the sign-in.
 *
 * @param provider the registration it was sent to
 * @param kind what happened
 * @param subject the provider's id of the visitor; of {@link Kind#TOKEN_REVOKED} the token's name
 * @param reason the provider's own word for the cause, unknown ones included
 * @param id the provider's id of the event, or one made of its content, for applying it once
 * @param occurredAt the event's own time, where the provider gives one
 */
public record LifecycleEvent(
    ProviderId provider,
    Kind kind,
    String subject,
    String reason,
    String id,
    Optional<Instant> occurredAt) {

  /** An id made of an event's content, for a provider that gives none; it shows none of it. */
  public static String idOf(String... content) {
    return Sha256.hex(String.join("\n", content));
  }

  /** What a provider may report. */
  public enum Kind {
    /** The visitor or the provider ended the link. */
    UNLINKED,
    /** The provider ended a link whose sign-up was never finished: there was no member by it. */
    SIGN_UP_INCOMPLETE,
    /**
     * The visitor has the provider ask the shop to delete what it has by this link, which has ended with
     * that. The reason is the code by which the visitor asks the shop later what became of it.
     */
    DELETION_REQUESTED,
    /**
     * The provider has ended the visitor's sessions, or fears that somebody else is in the account: the
     * shop's sessions that began there are to end too.
     */
    SESSIONS_REVOKED,
    /** The same, and the provider's tokens are dead. */
    TOKENS_REVOKED,
    /**
     * One refresh token is dead and is to be forgotten; no session ends. The notice names no visitor but
     * the token, by one of {@link io.membersync.provider.Provider#refreshTokenNames}.
     */
    TOKEN_REVOKED,
    /** The visitor follows one of the shop's channels now. The reason is the channel's public id. */
    CHANNEL_ADDED,
    /** The visitor has blocked one of the shop's channels. The reason is the channel's public id. */
    CHANNEL_BLOCKED
  }

  @Override
  public String toString() {
    return "LifecycleEvent[" + provider + ", " + kind + ", " + reason + "]";
  }
}
