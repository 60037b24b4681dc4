package io.membersync.member;

import java.util.Map;

/**
 * What became of each attribute of a patch.
 *
 * @param versionFits whether the row still was as it had been read; if not, nothing was written
 * @param outcomes by attribute
 */
public record UpdateReport(boolean versionFits, Map<String, Outcome> outcomes) {
  public UpdateReport {
    outcomes = Map.copyOf(outcomes);
  }

  /** The member has changed since it was read; nothing was written. */
  public static UpdateReport stale() {
    return new UpdateReport(false, Map.of());
  }

  /** What became of one attribute. */
  public enum Outcome {
    APPLIED,
    UNCHANGED,
    /** The shop does not let it be written. */
    READ_ONLY,
    /** Written once somebody at the shop or the member approves. */
    NEEDS_APPROVAL,
    /** The shop's rules refuse the value; for a unique attribute: another member has it. */
    INVALID,
    /** The shop cannot tell whether it was written. */
    UNKNOWN
  }
}
