package io.membersync.jdbc;

import java.util.Optional;

/**
 * Something in the shop's table that {@link JdbcMemberStore} cannot work with, or only with a loss.
 * Holds names, lengths and numbers of rows, nothing of a member.
 *
 * @param code stable, for alarms. Of {@link JdbcMemberStore#check()}: {@code table-missing}, {@code
 *     table-engine}, {@code column-missing}, {@code column-type}, {@code column-short}, {@code
 *     column-not-null}, {@code key-not-made}, {@code codec-fails}, {@code column-twice}.
 *     Of {@link JdbcMemberStore#probe()} also {@code index-missing}, {@code
 *     unique-missing}, {@code unique-unmapped}, {@code collation}, {@code duplicates}, {@code status-unknown},
 *     {@code not-looked-for}, {@code not-counted}, {@code
 *     erase-refused}
 * @param place the table or {@code table.column}, with the field that goes there
 * @param mend what is wrong, and what to do
 * @param sql a statement in the database's own dialect that would mend it, for whoever looks after
 *     the table; nothing runs it
 */
public record TableFinding(String code, String place, String mend, Optional<String> sql) {
  /** One line, for a log; the statement follows an arrow. */
  @Override
  public String toString() {
    return code + " " + place + ": " + mend + sql.map(text -> " -> " + text).orElse("");
  }
}
