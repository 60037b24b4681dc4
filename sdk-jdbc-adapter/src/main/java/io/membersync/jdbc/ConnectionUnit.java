package io.membersync.jdbc;

import io.membersync.jdbc.JdbcUnitOfWork.ConnectionWork;
import io.membersync.jdbc.JdbcUnitOfWork.SqlWork;
import io.membersync.member.MemberStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The steps that one connection is used for, within their time limits; used by one thread. */
final class ConnectionUnit {
  /** How long after its own time limit a statement may stay without an answer: the line is dead. */
  private static final int SECONDS_TO_CANCEL = 3;

  private final Connection connection;
  private final Dialect dialect;
  private final Sql sql;
  private final int timeoutBefore;
  private final int networkTimeout;
  private final int networkTimeoutBefore;
  private @Nullable MemberStoreException failure;
  private boolean shopTookPart;

  /**
   * Limits how long the connection may stay without an answer; {@link #restore} takes that back.
   *
   * @param transaction whether its statements are of one transaction
   */
  ConnectionUnit(Connection connection, Dialect dialect, int timeoutSeconds, boolean transaction)
      throws SQLException {
    this.connection = connection;
    this.dialect = dialect;
    this.timeoutBefore = dialect.timeoutBefore(connection);
    this.networkTimeoutBefore = connection.getNetworkTimeout();
    int bound = Math.multiplyExact(timeoutSeconds + SECONDS_TO_CANCEL, 1_000);
    this.networkTimeout = networkTimeoutBefore == 0 ? bound : Math.min(networkTimeoutBefore, bound);
    setNetworkTimeout(networkTimeout);
    this.sql = new Sql(connection, dialect, timeoutSeconds, transaction);
  }

  private void setNetworkTimeout(int millis) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, millis);
  }

  /** Statements are sent that this unit does not see. */
  void shopTakesPart() {
    shopTookPart = true;
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
    shopTakesPart();
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

  /**
   * Sends what was put off.
   *
   * @throws MemberStoreException if the transaction must not be committed
   */
  void prepareCommit() {
    if (failure != null) {
      throw failure;
    }
    if (shopTookPart) {
      step("commit", dialect::requireWhole);
    }
    step("last writes", own -> {
      own.send();
      return true;
    });
  }

  /** Puts the connection's own limits back, after the end of the transaction. */
  void restore() throws SQLException {
    setNetworkTimeout(networkTimeoutBefore);
    dialect.resetTimeout(connection, timeoutBefore);
  }
}
