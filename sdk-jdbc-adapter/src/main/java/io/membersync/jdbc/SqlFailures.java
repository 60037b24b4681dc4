package io.membersync.jdbc;

import io.membersync.member.MemberStoreException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns exceptions of a driver, whose messages quote rows and statements, into exceptions that name
 * only class, SQLState, vendor code and constraint.
 */
final class SqlFailures {
  /** H2 writes: … violation: "PUBLIC.MEMBER_EMAIL INDEX … VALUES (…)"; PostgreSQL: constraint "x". */
  private static final Pattern CONSTRAINT =
      Pattern.compile("(?:violation: |constraint )\"([\\p{L}\\p{N}_.$]{1,200})");

  private SqlFailures() {}

  /**
   * What became of a statement.
   *
   * @param step what was being done, without any value
   */
  static MemberStoreException translate(String step, SQLException failure) {
    String text = step + " failed: " + describe(failure) + mend(failure);
    return kindOf(failure).toException(text).describe(failure);
  }

  /** A commit without an answer may have succeeded, so it must not be run again by itself. */
  static MemberStoreException commit(SQLException failure) {
    Kind kind = kindOf(failure);
    return kind.repeatable || kind == Kind.CONSTRAINT
        ? translate("commit", failure)
        : MemberStoreException.unavailable(
                "store-outcome-unknown",
                "commit was not answered, it may have been done: " + describe(failure))
            .describe(failure);
  }

  private static String describe(SQLException failure) {
    return failure.getClass().getName()
        + ", SQLState "
        + state(failure)
        + ", vendor code "
        + failure.getErrorCode()
        + constraint(failure).map(name -> ", constraint " + name).orElse("");
  }

  /** MemberSync's own tables can be made; what a shop's statement names is the shop's. */
  private static String mend(SQLException failure) {
    String message = failure.getMessage();
    boolean own = message != null && message.toLowerCase(Locale.ROOT).contains("membersync_");
    return kindOf(failure) == Kind.TABLE_MISSING && own
        ? "; MemberSync's own tables are made by JdbcRecords.createTables(dataSource), or by the"
            + " scripts that JdbcRecords.printSchema(…) prints"
        : "";
  }

  static boolean isDuplicate(SQLException failure) {
    return kindOf(failure) == Kind.UNIQUE;
  }

  private static String state(SQLException failure) {
    String state = failure.getSQLState();
    return state == null || !state.matches("[0-9A-Za-z]{1,5}") ? "none" : state;
  }

  private static Optional<String> constraint(SQLException failure) {
    String message = failure.getMessage();
    if (message == null || !state(failure).startsWith("23")) {
      return Optional.empty();
    }
    Matcher matcher = CONSTRAINT.matcher(message);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Kind kindOf(SQLException failure) {
    String state = state(failure).toUpperCase(Locale.ROOT);
    int code = failure.getErrorCode();
    if (state.equals("23505") || (state.equals("23000") && code == 1062)) {
      return Kind.UNIQUE;
    }
    if (state.startsWith("23")) {
      return Kind.CONSTRAINT;
    }
    if (state.equals("40P01") || code == 1213) {
      return Kind.DEADLOCK;
    }
    if (state.startsWith("40") || failure instanceof SQLTransactionRollbackException) {
      return Kind.SERIALIZATION;
    }
    // PostgreSQL; H2: lock timeout, concurrent update; MySQL and MariaDB: lock wait timeout.
    if (state.equals("55P03") || code == 50200 || code == 90131 || code == 1205) {
      return Kind.LOCK_TIMEOUT;
    }
    // 42S03 and 42S04 are those of H2 when it has a table of a like name, or none at all.
    if (state.matches("42S0[234]|42P01")) {
      return Kind.TABLE_MISSING;
    }
    if (state.equals("57014") || failure instanceof SQLTimeoutException) {
      return Kind.TIMEOUT;
    }
    return state.startsWith("08") || state.startsWith("57") || state.equals("NONE")
        ? Kind.UNAVAILABLE
        : Kind.ERROR;
  }

  private enum Kind {
    UNIQUE("store-unique", true),
    DEADLOCK("store-deadlock", true),
    SERIALIZATION("store-serialization", true),
    LOCK_TIMEOUT("store-lock-timeout", true),
    CONSTRAINT("store-constraint", false),
    TABLE_MISSING("store-table-missing", false),
    TIMEOUT("store-timeout", false),
    UNAVAILABLE("store-unavailable", false),
    ERROR("store-error", false);

    private final String code;
    private final boolean repeatable;

    Kind(String code, boolean repeatable) {
      this.code = code;
      this.repeatable = repeatable;
    }

    MemberStoreException toException(String text) {
      return repeatable
          ? MemberStoreException.conflict(code, text)
          : MemberStoreException.unavailable(code, text);
    }
  }
}
