package io.membersync.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Everything in which databases differ. */
enum Dialect {
  H2("h2") {
    /** H2 wants to know the type of what is selected. */
    @Override
    String selectedText() {
      return "CAST(? AS VARCHAR)";
    }

    @Override
    String put(Upsert table, int rows) {
      return "MERGE INTO " + table.into() + " KEY (" + String.join(", ", table.keys()) + ") "
          + table.places(rows);
    }

    /** Two transactions may both find no row; the later one then meets that of the earlier. */
    @Override
    void put(Sql sql, Upsert table, int rows, Object... values) throws SQLException {
      boolean done = false;
      while (!done) {
        try {
          super.put(sql, table, rows, values);
          done = true;
        } catch (SQLException e) {
          if (!SqlFailures.isDuplicate(e)) {
            throw e;
          }
        }
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
  },

  POSTGRESQL("postgresql") {
    /** A statement that fails spoils the rest of the transaction, so this one must not fail. */
    @Override
    boolean insertUnlessThere(Sql sql, String insert, Object... values) throws SQLException {
      return sql.update(insert.stripTrailing() + " ON CONFLICT DO NOTHING", values) == 1;
    }

    @Override
    void insertEachUnlessThere(Sql sql, Upsert table, List<Object[]> rows) throws SQLException {
      sql.write(
          table.insert(rows.size()) + " ON CONFLICT DO NOTHING",
          rows.stream().flatMap(Arrays::stream).toArray());
    }

    @Override
    boolean sendsSeveralTogether() {
      return true;
    }

    @Override
    String put(Upsert table, int rows) {
      return table.insert(rows) + " ON CONFLICT (" + String.join(", ", table.keys())
          + ") DO UPDATE SET " + table.each("$ = EXCLUDED.$");
    }

    /** After a failed statement the server answers a commit with a rollback, and no error. */
    @Override
    boolean requireWhole(Sql sql) throws SQLException {
      return sql.findOne(row -> row.getInt(1), "SELECT 1").isPresent();
    }

    /** Looks where statements look, along the whole search path. */
    @Override
    boolean hasTable(Connection connection, String table) throws SQLException {
      try (PreparedStatement query =
          connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
        query.setString(1, table);
        try (ResultSet row = query.executeQuery()) {
          return row.next() && row.getBoolean(1);
        }
      }
    }
  },

  /** MySQL and MariaDB, by the driver of either. */
  MYSQL("mysql") {
    @Override
    String put(Upsert table, int rows) {
      return table.insert(rows) + " ON DUPLICATE KEY UPDATE " + table.each("$ = VALUES($)");
    }

    @Override
    void checkConnection(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        // Changes nothing, and tells how the driver counts.
        int counted = statement.executeUpdate("UPDATE membersync_schema SET version = version");
        if (counted == 0) {
          throw new IllegalStateException(
              "the data source counts only rows that an update changes (useAffectedRows=true);"
                  + " MemberSync needs those that it finds: remove useAffectedRows from the URL");
        }
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
    String product = String.valueOf(connection.getMetaData().getDatabaseProductName());
    return switch (product.toLowerCase(Locale.ROOT)) {
      case "h2" -> H2;
      case "postgresql" -> POSTGRESQL;
      case "mysql", "mariadb" -> MYSQL;
      default ->
        throw new IllegalStateException(
            "MemberSync keeps its tables in PostgreSQL, MySQL, MariaDB or H2; the data source leads"
                + " to "
                + product);
    };
  }

  /** The folder of its scripts. */
  String folder() {
    return folder;
  }

  /**
   * Inserts a row; false, with the transaction unharmed, when one of its unique keys is there.
   *
   * <p>In H2 and InnoDB a statement that fails is undone alone. {@code INSERT IGNORE} would also cut
   * what is too long, and after {@code ON DUPLICATE KEY UPDATE} MySQL's drivers count one row
   * whether it was new or not.
   */
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

  /** Whether one statement may hold several, which are sent and answered together. */
  boolean sendsSeveralTogether() {
    return false;
  }

  /** The place of a text in a list of what is selected. */
  String selectedText() {
    return "?";
  }

  /** Inserts those of the rows that are not there. */
  void insertEachUnlessThere(Sql sql, Upsert table, List<Object[]> rows) throws SQLException {
    for (Object[] row : rows) {
      insertUnlessThere(sql, table.insert(1), row);
    }
  }

  /** The statement that writes rows in place of those with the same keys; no key stands twice. */
  abstract String put(Upsert table, int rows);

  void put(Sql sql, Upsert table, int rows, Object... values) throws SQLException {
    sql.write(put(table, rows), values);
  }

  /**
   * Fails where a commit would lose the transaction without a word because a statement of the shop's
   * failed and its exception was swallowed.
   */
  boolean requireWhole(Sql sql) throws SQLException {
    return true;
  }

  /** Whether statements of this connection find the table. */
  boolean hasTable(Connection connection, String table) throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    try (ResultSet tables = metaData.getTables(
        connection.getCatalog(), connection.getSchema(), fold(metaData, table), null)) {
      return tables.next();
    }
  }

  /** What {@link #resetTimeout} restores. */
  int timeoutBefore(Connection connection) throws SQLException {
    return 0;
  }

  void resetTimeout(Connection connection, int before) throws SQLException {
    // Drivers of servers keep a timeout for the statement it was set for.
  }

  /**
   * Refuses a data source whose settings MemberSync cannot work with; asked when its tables are
   * there.
   *
   * @throws IllegalStateException naming the setting
   */
  void checkConnection(Connection connection) throws SQLException {
    // Most have none.
  }

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
