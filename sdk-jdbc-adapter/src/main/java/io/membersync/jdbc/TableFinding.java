package io.membersync.jdbc;

/**
 * Something in the shop's table that {@link JdbcMemberStore} cannot work with, or only with a loss.
 * Holds names and lengths, nothing of a member.
 *
 * @param code stable, for alarms: {@code table-missing}, {@code column-missing}, {@code
 *     column-type}, {@code column-short}, {@code column-not-null}, {@code key-not-made}
 * @param place the table or {@code table.column}, with the field that goes there
 * @param mend what is wrong, and what to do
 */
public record TableFinding(String code, String place, String mend) {
  /** One line, for a log. */
  @Override
  public String toString() {
    return code + " " + place + ": " + mend;
  }
}
