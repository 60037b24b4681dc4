package io.membersync.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** Everything in which databases differ. */
enum Dialect {
  H2("h2") {
    /** A statement that fails leaves the rest of a transaction of H2 as it was. */
    @Override
    boolean insertUnlessThere(Sql sql, String insert, Object... values) throws SQLException {
      try {
        return sql.update(insert, values) == 1;
      } catch (SQLException e) {
        if (SqlFailures.isDuplicate(e)) {
          return false;
        }
        throw e;
      }
    }

    /** H2 keeps the timeout of one statement for all later ones of the connection. */
    @Override
    int timeoutBefore(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        return statement.getQueryTimeout();
      }
    }

    @Override
    void resetTimeout(Connection connection, int before) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.setQueryTimeout(before);
      }
    }
  };

  private final String folder;

  Dialect(String folder) {
    this.folder = folder;
  }

  /**
   * The dialect of the database behind a connection.
   *
   * @throws IllegalStateException if MemberSync does not know it
   */
  static Dialect of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    if (product != null && product.toLowerCase(Locale.ROOT).equals("h2")) {
      return H2;
    }
    throw new IllegalStateException(
        "MemberSync keeps its tables in H2; the data source leads to " + product);
  }

  /** The folder of its scripts. */
  String folder() {
    return folder;
  }

  /** Inserts a row; false, with the transaction unharmed, when one of its unique keys is there. */
  abstract boolean insertUnlessThere(Sql sql, String insert, Object... values) throws SQLException;

  /** What {@link #resetTimeout} restores. */
  abstract int timeoutBefore(Connection connection) throws SQLException;

  abstract void resetTimeout(Connection connection, int before) throws SQLException;

  /** The identifier in quotes, folded as the database folds one without. */
  static String quote(DatabaseMetaData metaData, String identifier) throws SQLException {
    String quote = metaData.getIdentifierQuoteString().trim();
    return quote + fold(metaData, identifier) + quote;
  }

  static String fold(DatabaseMetaData metaData, String identifier) throws SQLException {
    if (metaData.storesUpperCaseIdentifiers()) {
      return identifier.toUpperCase(Locale.ROOT);
    }
    return metaData.storesLowerCaseIdentifiers() ? identifier.toLowerCase(Locale.ROOT) : identifier;
  }
}
