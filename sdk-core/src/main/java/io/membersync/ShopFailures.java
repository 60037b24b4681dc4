package io.membersync;

import io.membersync.member.MemberStoreException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Turns what a shop's own store or transaction throws, whose messages may quote a member, into an
 * exception that names classes, SQLState and vendor code only.
 */
final class ShopFailures {
  private static final int DEEPEST = 8;

  /** A unique violation of MySQL and MariaDB, Oracle and SQL Server, all of SQLState 23000. */
  private static final Set<Integer> UNIQUE = Set.of(1062, 1, 2601, 2627);

  private ShopFailures() {}

  /**
   * What became of a step.
   *
   * @param step what was being done, without any value
   */
  static MemberStoreException translate(String step, RuntimeException failure) {
    StringBuilder text = new StringBuilder(step).append(" failed: ");
    Optional<String> conflict = Optional.empty();
    Throwable one = failure;
    for (int depth = 0; one != null && depth < DEEPEST; depth++, one = one.getCause()) {
      text.append(depth == 0 ? "" : ", caused by ").append(one.getClass().getName());
      if (one instanceof SQLException sql) {
        text.append(", SQLState ").append(state(sql));
        text.append(", vendor code ").append(sql.getErrorCode());
        conflict = conflict.or(() -> conflict(sql));
      }
    }
    return conflict
        .map(code -> MemberStoreException.conflict(code, text.toString()))
        .orElseGet(() -> MemberStoreException.unavailable("store-failed", text.toString()))
        .describe(failure);
  }

  /** The code of a failure that may pass when the unit of work is run again. */
  private static Optional<String> conflict(SQLException sql) {
    String state = state(sql);
    if (state.equals("23505") || (state.equals("23000") && UNIQUE.contains(sql.getErrorCode()))) {
      return Optional.of("store-unique");
    }
    return state.startsWith("40") ? Optional.of("store-serialization") : Optional.empty();
  }

  private static String state(SQLException sql) {
    String state = sql.getSQLState();
    return state == null || !state.matches("[0-9A-Za-z]{1,5}")
        ? "none"
        : state.toUpperCase(Locale.ROOT);
  }
}
