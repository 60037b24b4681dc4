package io.membersync.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** Everything in which databases differ. */
enum Dialect {
  H2("h2") {
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

    @Override
    String putContacts(String rows) {
      return "MERGE INTO " + CONTACT + " KEY (shop, contact_hash, member_id) VALUES " + rows;
    }
  },

  POSTGRESQL("postgresql") {
    /** A statement that fails spoils the rest of the transaction, so this one must not fail. */
    @Override
    boolean insertUnlessThere(Sql sql, String insert, Object... values) throws SQLException {
      return sql.update(insert.stripTrailing() + " ON CONFLICT DO NOTHING", values) == 1;
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
    String putContacts(String rows) {
      return "INSERT INTO " + CONTACT + " VALUES " + rows
          + " ON DUPLICATE KEY UPDATE seen_at = VALUES(seen_at)";
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

  private static final String CONTACT =
      "membersync_contact (shop, contact_hash, member_id, seen_at)";

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

  /**
   * Inserts rows of the contact index, or notes when they were seen.
   *
   * @param rows places for values, in parentheses; no key twice
   */
  String putContacts(String rows) {
    return "INSERT INTO " + CONTACT + " VALUES " + rows
        + " ON CONFLICT (shop, contact_hash, member_id) DO UPDATE SET seen_at = EXCLUDED.seen_at";
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
