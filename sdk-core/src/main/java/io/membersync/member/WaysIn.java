package io.membersync.member;

/**
 * The power to tell whether a member gets in without any provider. A {@link MemberStore} with it is asked
 * before a member gives up a way in: without it, the last provider is taken to be the last way in.
 */
public interface WaysIn {

  /**
   * Whether the member can sign in by the shop's own login, such as a password that was ever set. Called
   * outside of units of work, from many threads.
   *
   * @throws MemberStoreException if the database cannot answer; the way in stays then
   */
  boolean hasOwnLogin(MemberId member);
}
