package io.membersync;

import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.provider.ProviderId;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that has been committed. Listeners get it after the commit, on the thread that did it;
 * what they throw is logged and changes nothing.
 *
 * @param member empty where the shop has not made one yet
 */
public record MemberEvent(
    Kind kind,
    PersonId person,
    Optional<MemberId> member,
    ProviderId provider,
    Optional<String> entry,
    Instant at) {
  /** What happened. */
  public enum Kind {
    SIGNED_UP,
    SIGNED_IN,
    /** A way in was ended by the provider or the shop. */
    UNLINKED,
    /** The last way in through a provider was ended; the shop decides what follows. */
    LEAVE_PENDING
  }
}
