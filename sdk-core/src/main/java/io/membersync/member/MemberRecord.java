package io.membersync.member;

import java.util.Map;
import java.util.Optional;

/**
 * A member as the shop has it now.
 *
 * @param values the mapped attributes that have a value, each in its field's canonical text form
 * @param version of the row when it was read
 */
public record MemberRecord(
    MemberId id, Map<String, String> values, Version version, Status status) {
  public MemberRecord {
    values = Map.copyOf(values);
  }

  /** The attribute's value; empty when the shop has none. */
  public Optional<String> value(String attribute) {
    return Optional.ofNullable(values.get(attribute));
  }

  @Override
  public String toString() {
    return "MemberRecord[" + id + ", " + status + "]";
  }

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

  /** Whether the shop lets a member in. */
  public enum Status {
    ACTIVE,
    /** Inactive for long; the shop wakes the member itself. */
    DORMANT,
    BLOCKED,
    LEFT
  }
}
