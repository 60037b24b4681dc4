package io.membersync.member;

/**
 * The shop's own key of a member, as text. Compared exactly: no trimming, no case folding.
 *
 * @param value 1 to 255 characters
 */
public record MemberId(String value) {
  public MemberId {
    if (value.isEmpty() || value.length() > 255) {
      throw new IllegalArgumentException("member id must have 1 to 255 characters");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
