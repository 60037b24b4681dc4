package io.membersync.jdbc;

import io.membersync.internal.OpenUnit;
import io.membersync.member.MemberStoreException;
import io.membersync.records.UnitOfWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Units of work on a JDBC data source. Inside {@link #execute} one connection belongs to the thread,
 * and {@link JdbcRecords}, {@link JdbcMemberStore} and whatever uses {@link #withConnection} work on
 * it; outside, none is held. Isolation is READ COMMITTED: let the data source lend connections in it,
 * as setting it costs a server's answer each time. Safe for many threads.
 *
 * <p>A connection that gives no answer is given up 3 seconds after the time limit of a statement of
 * MemberSync; the shop's own statements, by {@link #withConnection}, are not limited here.
 */
public final class JdbcUnitOfWork implements UnitOfWork {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /** How long after its own time limit a statement may stay without an answer: the line is dead. */
  private static final int SECONDS_TO_CANCEL = 3;

  private final DataSource dataSource;
  private final int timeoutSeconds;

  @SuppressWarnings("ThreadLocalUsage") // one for each database; two may be in use on one thread
  private final ThreadLocal<@Nullable Unit> current = new ThreadLocal<>();

  private volatile @Nullable Target target;

  /** Units of work whose statements of MemberSync may take 5 seconds each. */
  public JdbcUnitOfWork(DataSource dataSource) {
    this(dataSource, DEFAULT_TIMEOUT);
  }

  /**
   * Units of work on this data source; opens no connection yet.
   *
   * @param statementTimeout how long one statement of MemberSync may take: 1 to 60 seconds, rounded
   *     up to whole ones
   * @throws IllegalArgumentException if the timeout is out of range
   */
  public JdbcUnitOfWork(DataSource dataSource, Duration statementTimeout) {
    if (statementTimeout.compareTo(Duration.ofSeconds(1)) < 0
        || statementTimeout.compareTo(Duration.ofSeconds(60)) > 0) {
      throw new IllegalArgumentException(
          "statement timeout must be 1 to 60 seconds: " + statementTimeout);
    }
    this.dataSource = dataSource;
    this.timeoutSeconds = (int) statementTimeout.plusNanos(999_999_999).toSeconds();
  }

  /** Work on a connection. */
  public interface ConnectionWork<T> {
    /**
     * Does the work. It must not commit, roll back or close the connection.
     *
     * @throws SQLException becomes a {@link MemberStoreException} that quotes nothing of it
     */
    T run(Connection connection) throws SQLException;
  }

  @Override
  public <T> T execute(Supplier<T> work) {
    if (current.get() != null) {
      throw new IllegalStateException(
          "a unit of work cannot begin inside withConnection(…); call execute(…) around it");
    }
    OpenUnit.enter();
    try {
      return inUnit(true, unit -> work.get());
    } finally {
      OpenUnit.leave();
    }
  }

  @Override
  public boolean isOpen() {
    return OpenUnit.isOpen() || current.get() != null;
  }

  /**
   * Lets a store of the shop's own take part: runs the work on the connection of this thread's unit,
   * or in a transaction of its own.
   *
   * @throws MemberStoreException for every {@link SQLException}: repeatable for a unique violation, a
   *     deadlock, a serialization failure or a lock timeout
   */
  public <T> T withConnection(ConnectionWork<T> work) {
    Unit unit = current.get();
    return unit == null ? inUnit(true, own -> own.shopStep(work)) : unit.shopStep(work);
  }

  /** Steps of MemberSync's own. */
  interface SqlWork<T> {
    T run(Sql sql) throws SQLException;
  }

  /** Runs steps in this thread's unit, or in one of their own. */
  <T> T step(String name, SqlWork<T> work) {
    Unit unit = current.get();
    return unit == null ? inUnit(true, own -> own.step(name, work)) : unit.step(name, work);
  }

  /** A step without an answer. */
  interface SqlRun {
    void run(Sql sql) throws SQLException;
  }

  void run(String name, SqlRun work) {
    step(name, sql -> {
      work.run(sql);
      return true;
    });
  }

  /**
   * The same for a step of one statement, or of several that only read and need no transaction:
   * outside of a unit each statement is one of its own, which saves waiting for its end.
   */
  <T> T alone(String name, SqlWork<T> work) {
    Unit unit = current.get();
    return unit == null ? inUnit(false, own -> own.step(name, work)) : unit.step(name, work);
  }

  private interface UnitWork<T> {
    T doneIn(Unit unit);
  }

  private <T> T inUnit(boolean transaction, UnitWork<T> work) {
    Unit unit = open(transaction);
    current.set(unit);
    boolean committed = false;
    try {
      T result = work.doneIn(unit);
      unit.commit();
      committed = true;
      return result;
    } finally {
      current.remove();
      unit.close(committed);
    }
  }

  private Unit open(boolean transaction) {
    Connection connection;
    try {
      connection = dataSource.getConnection();
    } catch (SQLException e) {
      throw SqlFailures.translate("connecting to the database", e);
    }
    try {
      return new Unit(connection, targetOf(connection), timeoutSeconds, transaction);
    } catch (SQLException e) {
      discard(connection);
      throw SqlFailures.translate("beginning a transaction", e);
    } catch (RuntimeException e) {
      giveBack(connection); // it is whole; what it leads to is not as it should be
      throw e;
    }
  }

  /**
   * What connections of this data source are like when they are lent. A server is asked for the
   * isolation, so it is asked once; one in another isolation later would only meet more conflicts.
   */
  private record Target(Dialect dialect, int isolation) {
    /** A data source that cannot be worked with is told with a code, as any failure of the store. */
    static Target of(Connection connection) throws SQLException {
      try {
        return read(connection);
      } catch (IllegalStateException e) {
        throw MemberStoreException.unavailable("store-setting", String.valueOf(e.getMessage()));
      }
    }

    private static Target read(Connection connection) throws SQLException {
      Dialect dialect = Dialect.of(connection);
      int isolation = connection.getTransactionIsolation();
      Schema.requireCurrent(connection, dialect);
      if (!connection.getAutoCommit()) {
        connection.rollback(); // isolation can be set only before a transaction
      }
      return new Target(dialect, isolation);
    }
  }

  private Target targetOf(Connection connection) throws SQLException {
    Target known = target;
    if (known == null) {
      known = Target.of(connection);
      target = known;
    }
    return known;
  }

  private static void discard(Connection connection) {
    try {
      connection.abort(Runnable::run); // a pool then does not hand it out again
    } catch (SQLException e) {
      // Nothing more can be done with it; what was to be told has been told.
    }
    giveBack(connection);
  }

  private static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // What was to be told has been told.
    }
  }

  /** One transaction on one connection, or statements that are each one of their own. */
  private static final class Unit {
    private final Connection connection;
    private final Target target;
    private final Sql sql;
    private final boolean autoCommitBefore;
    private final boolean commits;
    private final int timeoutBefore;
    private final int networkTimeout;
    private final int networkTimeoutBefore;
    private @Nullable MemberStoreException failure;
    private boolean shopTookPart;

    Unit(Connection connection, Target target, int timeoutSeconds, boolean transaction)
        throws SQLException {
      this.connection = connection;
      this.target = target;
      this.timeoutBefore = target.dialect().timeoutBefore(connection);
      this.networkTimeoutBefore = connection.getNetworkTimeout();
      int bound = Math.multiplyExact(timeoutSeconds + SECONDS_TO_CANCEL, 1_000);
      this.networkTimeout =
          networkTimeoutBefore == 0 ? bound : Math.min(networkTimeoutBefore, bound);
      setNetworkTimeout(networkTimeout);
      if (isOtherIsolation()) {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      }
      this.autoCommitBefore = connection.getAutoCommit();
      this.commits = transaction || !autoCommitBefore;
      this.sql = new Sql(connection, target.dialect(), timeoutSeconds, commits);
      if (autoCommitBefore && commits) {
        connection.setAutoCommit(false);
      }
    }

    private boolean isOtherIsolation() {
      return target.isolation() != Connection.TRANSACTION_READ_COMMITTED;
    }

    private void setNetworkTimeout(int millis) throws SQLException {
      connection.setNetworkTimeout(Runnable::run, millis);
    }

    <T> T step(String name, SqlWork<T> work) {
      String sent = sql.begin(name);
      try {
        return work.run(sql);
      } catch (SQLException e) {
        throw failed(SqlFailures.translate(sent, e));
      } catch (MemberStoreException e) {
        throw failed(e);
      }
    }

    /** A statement of the shop's may take as long as the shop lets it. */
    <T> T shopStep(ConnectionWork<T> work) {
      shopTookPart = true;
      return step("the shop's statement", own -> {
        own.send();
        setNetworkTimeout(networkTimeoutBefore);
        try {
          return work.run(connection);
        } finally {
          limitAgain();
        }
      });
    }

    private void limitAgain() {
      try {
        setNetworkTimeout(networkTimeout);
      } catch (SQLException e) {
        // The connection is closed: what comes next on it says so.
      }
    }

    /** After a failure a unit can only be rolled back, even if its work swallows the exception. */
    private MemberStoreException failed(MemberStoreException exception) {
      if (failure == null) {
        failure = exception;
      }
      return exception;
    }

    void commit() {
      if (failure != null) {
        throw failure;
      }
      if (shopTookPart) {
        step("commit", target.dialect()::requireWhole);
      }
      if (!commits) {
        return;
      }
      step("last writes", own -> {
        own.send();
        return true;
      });
      try {
        connection.commit();
      } catch (SQLException e) {
        throw SqlFailures.commit(e);
      }
    }

    void close(boolean committed) {
      try {
        if (!committed && commits) {
          connection.rollback();
        }
        // Only after the end of the transaction: turning autocommit on would commit it.
        if (autoCommitBefore && commits) {
          connection.setAutoCommit(true);
        }
        if (isOtherIsolation()) {
          connection.setTransactionIsolation(target.isolation());
        }
        setNetworkTimeout(networkTimeoutBefore);
        target.dialect().resetTimeout(connection, timeoutBefore);
        connection.close();
      } catch (SQLException e) {
        discard(connection);
      }
    }
  }
}
