package io.membersync.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** In what the databases differ when it comes to the shop's own table. */
enum ShopDialect {
  H2,
  POSTGRESQL,
  MYSQL;

  /** Digits that were read, as they are dialled in Korea. */
  static final String DIALLED =
      "CASE WHEN read_as LIKE '82%' THEN CONCAT('0', SUBSTRING(read_as, 3)) ELSE read_as END";

  static ShopDialect of(Connection connection) throws SQLException {
    return of(connection.getMetaData());
  }

  static ShopDialect of(DatabaseMetaData metaData) throws SQLException {
    String product = metaData.getDatabaseProductName().toLowerCase(Locale.ROOT);
    return product.equals("postgresql")
        ? POSTGRESQL
        : product.equals("mysql") || product.equals("mariadb") ? MYSQL : H2;
  }

  /** A statement that fails ends the whole transaction of PostgreSQL. */
  boolean endsTransactionOnFailure() {
    return this == POSTGRESQL;
  }

  /** Behind an INSERT: a row whose unique value is there is not inserted, and nothing fails. */
  String unlessThere() {
    return this == POSTGRESQL ? " ON CONFLICT DO NOTHING" : "";
  }

  /** The next number of a sequence; MySQL, other than MariaDB, has none. */
  String next(String sequence) {
    return this == POSTGRESQL
        ? "SELECT nextval('" + sequence + "')"
        : "SELECT NEXT VALUE FOR " + sequence;
  }

  /**
   * A place for a key to compare with. A text is no CHAR to PostgreSQL, which would leave the index of
   * such a column aside.
   */
  String place(MemberColumn key) {
    return this == POSTGRESQL && key.kind() == MemberColumn.Kind.PADDED_TEXT
        ? "CAST(? AS bpchar)"
        : "?";
  }

  /** Nothing can be written from here to the end of the transaction; H2 has no such thing. */
  void beginReadOnly(Connection connection) throws SQLException {
    if (this != H2) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET TRANSACTION READ ONLY");
      }
    }
  }

  /** The digits of a phone number. */
  String digitsOf(String text) {
    return "REGEXP_REPLACE(" + text + ", '[^0-9]', ''" + (this == POSTGRESQL ? ", 'g')" : ")");
  }
}
