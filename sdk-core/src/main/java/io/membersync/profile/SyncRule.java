package io.membersync.profile;

/**
 * What happens at a sign-in when the provider's value and the shop's differ. A new member gets every
 * value that passes the gate, whatever the rule. Absence never erases, and what was edited at the
 * shop stays while the provider shows what it showed before, under every rule but {@link #PROVIDER};
 * a value that was deleted there counts as edited.
 */
public enum SyncRule {
  /**
   * Fill when empty; afterwards replace only what MemberSync itself wrote and nobody changed. What
   * one way in has given is not replaced by another one while the first is linked, so two providers
   * with different values do not take turns. The default.
   */
  KEEP_EDITS,
  /** Write only where the shop has nothing. */
  FILL_EMPTY,
  /** The provider's value always replaces the shop's, edits included. */
  PROVIDER,
  /** The shop's value stands, an empty one too: written only when the member is made. */
  SHOP,
  /**
   * A provider's value that it has not shown before replaces the shop's if it is verified. What it
   * showed before never does, so that two ways in do not take turns: the times compared are those at
   * which each first showed its value. An unverified one replaces only what MemberSync wrote itself,
   * nobody changed and nobody verified. What the shop has from elsewhere counts as not verified.
   */
  NEWEST_VERIFIED,
  /**
   * Fill when empty; otherwise a difference is kept as an open question and never holds a sign-in
   * up: see {@code sync.members().questions(member)}. A value is asked about once.
   */
  ASK
}
