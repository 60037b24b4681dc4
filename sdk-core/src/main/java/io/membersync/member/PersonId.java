package io.membersync.member;

import java.util.UUID;

/**
 * MemberSync's own stable id for a human at one shop. Provider identities hang on it on one side,
 * the shop's {@link MemberId} on the other. It holds no personal data.
 */
public record PersonId(UUID value) {
  /** Reads the text form written by {@link #toString()}. */
  public static PersonId parse(String text) {
    return new PersonId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
