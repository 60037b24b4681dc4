package io.membersync.member;

/**
 * The state of a member row when it was read, opaque to MemberSync: a version column, or a hash of
 * the content.
 */
public record Version(String value) {
  /** A hash of few values can be guessed, so it is not printed. */
  @Override
  public String toString() {
    return "Version[hidden]";
  }
}
