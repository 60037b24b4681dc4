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
   * Who is signed in at the shop in this request, by whatever way. An existing member proves to be
   * one by the shop's own sign-in, so an answer that knows only the sessions of {@link #open} leads
   * that member back to the same question for ever.
   */
  Optional<MemberId> current(R exchange);
}
