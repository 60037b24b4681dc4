package io.membersync.member;

/**
 * A member who holds a contact that the visitor has proven.
 *
 * @param hint enough for its owner to recognise it, masked, such as {@code mi***@example.com}
 */
public record MemberMatch(MemberId member, String hint) {
  @Override
  public String toString() {
    return "MemberMatch[" + member + "]";
  }
}
