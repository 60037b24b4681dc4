package io.membersync.jdbc;

import io.membersync.member.MemberStoreException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Turns exceptions of a driver, whose messages quote rows and statements, into exceptions that name
 * only class, SQLState, vendor code and constraint.
 */
final class SqlFailures {
  /**
   * H2 writes: … violation: "PUBLIC.MEMBER_EMAIL INDEX … VALUES (…)"; PostgreSQL: constraint "x";
   * MySQL and MariaDB, after the value: for key 'x', as the end of a single line; of a CHECK they write
   * the name first, and of a foreign key before its columns, with no value at all.
   */
  private static final Pattern CONSTRAINT =
      Pattern.compile("(?:violation: |constraint )\"([\\p{L}\\p{N}_.$]{1,200})"
          + "|\\A[^\\n]*for key '([\\p{L}\\p{N}_.$]{1,200})'\\z"
          + "|\\A(?:\\(conn=[0-9]{1,20}\\) )?(?:CONSTRAINT `|Check constraint ')"
          + "([\\p{L}\\p{N}_.$]{1,200})[`'] (?:failed|is violated)"
          + "|\\A(?:\\(conn=[0-9]{1,20}\\) )?Cannot add or update a child row: [^,\\n]*, CONSTRAINT `"
          + "([\\p{L}\\p{N}_.$]{1,200})` FOREIGN KEY");

  /** What MySQL and MariaDB end with, after the value: for column `shop`.`member`.`x` at row 1. */
  private static final Pattern COLUMN = Pattern.compile(
      "for column [`'](?:[^`'\\n]{1,64}`\\.`)*([^`'\\n]{1,64})[`'] at row [0-9]{1,20}\\z");

  /** Of MySQL and MariaDB: values that a column cannot hold, and CHECK constraints. */
  private static final Set<Integer> REFUSALS = Set.of(1264, 1265, 1292, 1366, 1406, 3819, 4025);

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
    return kind.undone
        ? translate("commit", failure)
        : MemberStoreException.unavailable(
                "store-outcome-unknown",
                "commit was not answered, it may have been done: " + describe(failure))
            .describe(failure);
  }

  /** Class, SQLState, vendor code and constraint; nothing of a row. */
  static String describe(SQLException failure) {
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
    Kind kind = kindOf(failure);
    if (kind == Kind.TABLE_MISSING && own) {
      return "; MemberSync's own tables are made by JdbcRecords.createTables(dataSource), or by the"
          + " scripts that JdbcRecords.printSchema(…) prints";
    }
    return kind.mend.isEmpty() ? "" : "; " + kind.mend;
  }

  static boolean isDuplicate(SQLException failure) {
    return kindOf(failure) == Kind.UNIQUE;
  }

  private static String state(SQLException failure) {
    String state = failure.getSQLState();
    return state == null || !state.matches("[0-9A-Za-z]{1,5}") ? "none" : state;
  }

  /** The constraint that a failure is about, where the database tells. */
  static Optional<String> constraint(SQLException failure) {
    String message = failure.getMessage();
    Kind kind = kindOf(failure);
    if (message == null || (kind != Kind.UNIQUE && kind != Kind.CONSTRAINT)) {
      return Optional.empty();
    }
    Matcher matcher = CONSTRAINT.matcher(message);
    return matcher.find()
        ? Stream.of(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4))
            .filter(Objects::nonNull)
            .findFirst()
        : Optional.empty();
  }

  /**
   * Whether the table does not take a value: 22 and 23 of the standard but for what is a duplicate, 44
   * of a view's own condition, and what a shop's trigger raises.
   */
  static boolean isRefusal(SQLException failure) {
    String state = state(failure).toUpperCase(Locale.ROOT);
    return !isDuplicate(failure)
        && !isMissing(failure)
        && (state.startsWith("22")
            || state.startsWith("23")
            || state.startsWith("44")
            || state.equals("45000")
            || state.equals("P0001")
            || REFUSALS.contains(failure.getErrorCode()));
  }

  /** A column that must be filled has no value. */
  static boolean isMissing(SQLException failure) {
    return state(failure).equals("23502")
        || failure.getErrorCode() == 1048
        || failure.getErrorCode() == 1364;
  }

  /** PostgreSQL: a character that the database's encoding lacks, or that no text may hold. */
  static boolean isUnwritableText(SQLException failure) {
    return state(failure).equals("22P05") || state(failure).equals("22021");
  }

  /** A text cannot stand in a column, so that it cannot even be compared with what stands there. */
  static boolean isIncomparable(SQLException failure) {
    return isUnwritableText(failure)
        || failure.getErrorCode() == 1267
        || failure.getErrorCode() == 3988;
  }

  /** The column that a refusal is about, where the database tells. */
  static Optional<String> column(SQLException failure) {
    String message = failure.getMessage();
    Matcher matcher = COLUMN.matcher(message == null ? "" : message);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Kind kindOf(SQLException failure) {
    String state = state(failure).toUpperCase(Locale.ROOT);
    int code = failure.getErrorCode();
    if (state.equals("23505") || (state.equals("23000") && code == 1062)) {
      return Kind.UNIQUE;
    }
    // 3819: MySQL's CHECK, which has no state of its own.
    if (state.startsWith("23") || code == 3819) {
      return Kind.CONSTRAINT;
    }
    // PostgreSQL; H2: lock timeout, concurrent update; MySQL and MariaDB: lock wait timeout.
    if (state.equals("55P03") || code == 50200 || code == 90131 || code == 1205) {
      return Kind.LOCK_TIMEOUT;
    }
    // MySQL's and MariaDB's codes say more than the states beside them.
    if (state.equals("40P01") || code == 1213) {
      return Kind.DEADLOCK;
    }
    // 1020: a row changed since it was read, by InnoDB's snapshot isolation.
    if (state.startsWith("40")
        || code == 1020
        || failure instanceof SQLTransactionRollbackException) {
      return Kind.SERIALIZATION;
    }
    // 42S03 and 42S04 are those of H2 when it has a table of a like name, or none at all.
    if (state.matches("42S0[234]|42P01")) {
      return Kind.TABLE_MISSING;
    }
    // MySQL and MariaDB: option read_only, super_read_only mode; H2: a read-only database.
    if (state.equals("25006") || code == 1290 || code == 1836 || code == 90097) {
      return Kind.READ_ONLY;
    }
    if (isFull(failure, state, code)) {
      return Kind.FULL;
    }
    if (state.equals("25P02")) {
      return Kind.SWALLOWED;
    }
    // A cancelled statement: MariaDB's 1969 and MySQL's 3024 by time, 1317 by hand.
    if (state.equals("57014")
        || code == 1969
        || code == 3024
        || code == 1317
        || failure instanceof SQLTimeoutException) {
      return Kind.TIMEOUT;
    }
    // 53300: no connection is left; 1927: the server closed this one.
    boolean closed = state.startsWith("08")
        || state.startsWith("57")
        || state.equals("53300")
        || state.equals("NONE")
        || code == 1927
        || failure instanceof SQLNonTransientConnectionException
        || failure instanceof SQLTransientConnectionException
        || failure instanceof SQLRecoverableException;
    return closed ? Kind.UNAVAILABLE : Kind.ERROR;
  }

  /** 1030 is any error of the engine; its message then says which of the system, never a value. */
  private static boolean isFull(SQLException failure, String state, int code) {
    String message = failure.getMessage();
    return state.equals("53100")
        || code == 1021
        || code == 1114
        || (code == 1030 && message != null && message.contains("error 28"));
  }

  private enum Kind {
    UNIQUE("store-unique", true, true, ""),
    DEADLOCK("store-deadlock", true, true, ""),
    SERIALIZATION("store-serialization", true, true, ""),
    LOCK_TIMEOUT(
        "store-lock-timeout",
        true,
        true,
        "another transaction held the row too long: look for one that waits for something else"),
    CONSTRAINT("store-constraint", false, true, ""),
    TABLE_MISSING("store-table-missing", false, true, ""),
    READ_ONLY(
        "store-read-only",
        false,
        true,
        "the data source leads to a replica, or its sessions are read-only: give MemberSync the"
            + " primary"),
    FULL("store-full", false, true, "the database has no room left: free some on its disk"),
    SWALLOWED(
        "store-error",
        false,
        true,
        "an earlier statement of this transaction failed and the shop's code went on: let its"
            + " SQLException through"),
    TIMEOUT(
        "store-timeout",
        false,
        false,
        "the statement waited for a lock or the server was slow: look at what runs there"),
    UNAVAILABLE(
        "store-unavailable",
        false,
        false,
        "the database could not be reached or the connection broke"),
    ERROR("store-error", false, false, "");

    private final String code;
    private final boolean repeatable;

    /** A commit that ends so was not done. */
    private final boolean undone;

    /** What the shop can do, where there is something to say. */
    private final String mend;

    Kind(String code, boolean repeatable, boolean undone, String mend) {
      this.code = code;
      this.repeatable = repeatable;
      this.undone = undone;
      this.mend = mend;
    }

    MemberStoreException toException(String text) {
      return repeatable
          ? MemberStoreException.conflict(code, text)
          : MemberStoreException.unavailable(code, text);
    }
  }
}
