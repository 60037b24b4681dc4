package io.membersync.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** One transaction on a connection that was lent, or statements that are each one of their own. */
final class OwnTransaction {
  private final Connection connection;
  private final ConnectionUnit unit;
  private final int isolationBefore;
  private final boolean autoCommitBefore;
  private final boolean commits;

  /**
   * Begins it.
   *
   * @param isolationBefore of the connection
   * @param transaction whether its statements are of one transaction
   */
  OwnTransaction(
      Connection connection,
      Dialect dialect,
      int isolationBefore,
      int timeoutSeconds,
      boolean transaction)
      throws SQLException {
    this.connection = connection;
    this.isolationBefore = isolationBefore;
    this.autoCommitBefore = connection.getAutoCommit();
    this.commits = transaction || !autoCommitBefore;
    this.unit = new ConnectionUnit(connection, dialect, timeoutSeconds, commits);
    if (isOtherIsolation()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }
    if (autoCommitBefore && commits) {
      connection.setAutoCommit(false);
    }
  }

  private boolean isOtherIsolation() {
    return isolationBefore != Connection.TRANSACTION_READ_COMMITTED;
  }

  ConnectionUnit unit() {
    return unit;
  }

  void commit() {
    unit.prepareCommit();
    if (!commits) {
      return;
    }
    try {
      connection.commit();
    } catch (SQLException e) {
      throw SqlFailures.commit(e);
    }
  }

  /** Ends it and gives the connection back as it was. */
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
        connection.setTransactionIsolation(isolationBefore);
      }
      unit.restore();
      connection.close();
    } catch (SQLException e) {
      discard(connection);
    }
  }

  /** Gives back a connection that may no longer be used. */
  static void discard(Connection connection) {
    try {
      connection.abort(Runnable::run); // a pool then does not hand it out again
    } catch (SQLException e) {
      // Nothing more can be done with it; what was to be told has been told.
    }
    giveBack(connection);
  }

  static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // What was to be told has been told.
    }
  }
}
