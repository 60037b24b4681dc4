package io.membersync.jdbc;

import io.membersync.internal.OpenUnit;
import io.membersync.member.MemberStoreException;
import io.membersync.records.UnitOfWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
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

  private final DataSource dataSource;
  private final int timeoutSeconds;
  private final @Nullable ConnectionTransactions transactions;

  @SuppressWarnings("ThreadLocalUsage") // one for each database; two may be in use on one thread
  private final ThreadLocal<@Nullable ConnectionUnit> current = new ThreadLocal<>();

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
    this(dataSource, statementTimeout, null);
  }

  private JdbcUnitOfWork(
      DataSource dataSource,
      Duration statementTimeout,
      @Nullable ConnectionTransactions transactions) {
    if (statementTimeout.compareTo(Duration.ofSeconds(1)) < 0
        || statementTimeout.compareTo(Duration.ofSeconds(60)) > 0) {
      throw new IllegalArgumentException(
          "statement timeout must be 1 to 60 seconds: " + statementTimeout);
    }
    this.dataSource = dataSource;
    this.timeoutSeconds = (int) statementTimeout.plusNanos(999_999_999).toSeconds();
    this.transactions = transactions;
  }

  /**
   * Units of work in the transactions of the shop's own transaction manager.
   *
   * @param dataSource that the manager's transactions are on; asked once for what database it is
   * @param statementTimeout how long one statement of MemberSync may take: 1 to 60 seconds, rounded
   *     up to whole ones
   * @throws IllegalArgumentException if the timeout is out of range
   */
  public static JdbcUnitOfWork managedBy(
      ConnectionTransactions transactions, DataSource dataSource, Duration statementTimeout) {
    return new JdbcUnitOfWork(dataSource, statementTimeout, transactions);
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
    if (transactions != null && !OpenUnit.isOpen() && transactions.isOpen()) {
      throw new IllegalStateException("a transaction is open on this thread already"
          + transactions.name().map(name -> ", that of " + name).orElse("")
          + ": MemberSync opens its own, and must be able to repeat them; call it outside, or after"
          + " the commit");
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
    return OpenUnit.isOpen()
        || current.get() != null
        || (transactions != null && transactions.isOpen());
  }

  @Override
  public Optional<String> openedBy() {
    return transactions == null ? Optional.empty() : transactions.name();
  }

  /**
   * Lets a store of the shop's own take part: runs the work on the connection of this thread's unit,
   * or in a transaction of its own.
   *
   * @throws MemberStoreException for every {@link SQLException}: repeatable for a unique violation, a
   *     deadlock, a serialization failure or a lock timeout
   */
  public <T> T withConnection(ConnectionWork<T> work) {
    ConnectionUnit unit = current.get();
    return unit == null ? inUnit(true, own -> own.shopStep(work)) : unit.shopStep(work);
  }

  /** Steps of MemberSync's own. */
  interface SqlWork<T> {
    T run(Sql sql) throws SQLException;
  }

  /** Runs steps in this thread's unit, or in one of their own. */
  <T> T step(String name, SqlWork<T> work) {
    ConnectionUnit unit = current.get();
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
    ConnectionUnit unit = current.get();
    return unit == null ? inUnit(false, own -> own.step(name, work)) : unit.step(name, work);
  }

  private interface UnitWork<T> {
    T doneIn(ConnectionUnit unit);
  }

  private <T> T inUnit(boolean transaction, UnitWork<T> work) {
    return transactions == null
        ? inOwn(transaction, work)
        : inManaged(transactions, transaction, work);
  }

  private <T> T inOwn(boolean transaction, UnitWork<T> work) {
    OwnTransaction own = open(transaction);
    current.set(own.unit());
    boolean committed = false;
    try {
      T result = work.doneIn(own.unit());
      own.commit();
      committed = true;
      return result;
    } finally {
      current.remove();
      own.close(committed);
    }
  }

  private OwnTransaction open(boolean transaction) {
    Connection connection = connect();
    try {
      Target lent = targetOf(connection);
      return new OwnTransaction(
          connection, lent.dialect(), lent.isolation(), timeoutSeconds, transaction);
    } catch (SQLException e) {
      OwnTransaction.discard(connection);
      throw SqlFailures.translate("beginning a transaction", e);
    } catch (RuntimeException e) {
      OwnTransaction.giveBack(connection); // it is whole; what it leads to is not as it should be
      throw e;
    }
  }

  private Connection connect() {
    try {
      return dataSource.getConnection();
    } catch (SQLException e) {
      throw SqlFailures.translate("connecting to the database", e);
    }
  }

  private <T> T inManaged(ConnectionTransactions manager, boolean transaction, UnitWork<T> work) {
    if (manager.isOpen()) {
      // What it is on is asked on its own connection: the pool may have no other one to lend.
      return manager.join(connection ->
          new ManagedWork<>(work, dialectOf(connection), transaction).runToItsEnd(connection));
    }
    Target lent = target();
    // Without autocommit a statement would be rolled back when its connection is given back.
    boolean begins = transaction || !lent.autoCommit();
    ManagedWork<T> managed = new ManagedWork<>(work, lent.dialect(), begins);
    return begins
        ? manager.begin(
            lent.isolation() != Connection.TRANSACTION_READ_COMMITTED, managed::run, managed::end)
        : manager.join(managed::runToItsEnd);
  }

  /** Work in a transaction, or on a connection, that somebody else opens and ends. */
  private final class ManagedWork<T> {
    private final UnitWork<T> work;
    private final Dialect dialect;
    private final boolean transaction;
    private @Nullable ConnectionUnit unit;

    ManagedWork(UnitWork<T> work, Dialect dialect, boolean transaction) {
      this.work = work;
      this.dialect = dialect;
      this.transaction = transaction;
    }

    T run(Connection connection) {
      ConnectionUnit begun;
      try {
        begun = new ConnectionUnit(connection, dialect, timeoutSeconds, transaction);
        if (transaction) {
          begun.shopTakesPart(); // whatever works with the same manager is not seen here
        }
      } catch (SQLException e) {
        throw SqlFailures.translate("beginning a transaction", e);
      }
      unit = begun;
      current.set(begun);
      try {
        T result = work.doneIn(begun);
        begun.prepareCommit();
        return result;
      } finally {
        current.remove();
      }
    }

    T runToItsEnd(Connection connection) {
      try {
        return run(connection);
      } finally {
        end();
      }
    }

    void end() {
      try {
        if (unit != null) {
          unit.restore();
        }
      } catch (SQLException e) {
        // It is broken, or closed already: whoever lent it sees that.
      }
    }
  }

  /**
   * What connections of this data source are like when they are lent. A server is asked for the
   * isolation, so it is asked once; one in another isolation later would only meet more conflicts.
   */
  private record Target(Dialect dialect, int isolation, boolean autoCommit) {
    /** A data source that cannot be worked with is told with a code, as any failure of the store. */
    static Target of(Connection connection) throws SQLException {
      try {
        return read(connection);
      } catch (IllegalStateException e) {
        throw setting(e);
      }
    }

    static MemberStoreException setting(IllegalStateException e) {
      return MemberStoreException.unavailable("store-setting", String.valueOf(e.getMessage()));
    }

    private static Target read(Connection connection) throws SQLException {
      Dialect dialect = Dialect.of(connection);
      int isolation = connection.getTransactionIsolation();
      Schema.requireCurrent(connection, dialect);
      boolean autoCommit = connection.getAutoCommit();
      if (!autoCommit) {
        connection.rollback(); // isolation can be set only before a transaction
      }
      return new Target(dialect, isolation, autoCommit);
    }
  }

  /** Asked on a connection of its own, before a transaction begins. */
  private Target target() {
    Target known = target;
    if (known != null) {
      return known;
    }
    Connection connection = connect();
    try {
      return targetOf(connection);
    } catch (SQLException e) {
      throw SqlFailures.translate("asking the database what it is", e);
    } finally {
      OwnTransaction.giveBack(connection);
    }
  }

  /** In a transaction of somebody else's, where nothing is rolled back or tried out. */
  private Dialect dialectOf(Connection connection) {
    Target known = target;
    if (known != null) {
      return known.dialect();
    }
    try {
      return Dialect.of(connection);
    } catch (SQLException e) {
      throw SqlFailures.translate("asking the database what it is", e);
    } catch (IllegalStateException e) {
      throw Target.setting(e);
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
}
