package io.membersync.member;

/** Whether the shop lets a member in. */
public enum MemberStatus {
  ACTIVE,
  /** Inactive for long; the shop wakes the member itself. */
  DORMANT,
  BLOCKED,
  LEFT
}
