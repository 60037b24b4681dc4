package io.membersync.member;

import java.util.Optional;

/**
 * The shop's own sessions: opened after the commit, asked who is signed in, and told to end others.
 *
 * @param <R> the request and response of the shop's web framework
 */
public interface MemberSessions<R> {

  /**
   * Opens the shop's session for this member. The session id must be a new one, so that an id known
   * before the sign-in is worth nothing after it.
   */
  void open(R exchange, MemberId member);

  /**
   * Who is signed in at the shop in this request, by whatever way: in whose session a way in may be
   * added. It is no proof of being a member who was found.
   */
  Optional<MemberId> current(R exchange);

  /**
   * Ends every session of this member but the one of this request: a way in was added or given up, and
   * whoever is signed in elsewhere may be the reason. Default: ends none.
   */
  default void endOthers(R exchange, MemberId member) {}
}
