package io.membersync.jdbc;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** How a database compares the texts of a column. */
final class Collation {
  private Collation() {}

  /** Whether the column's own equality, which its index serves, takes no notice of letter case. */
  static boolean ignoresCase(ShopDialect dialect, Sql sql, String table, MemberColumn column)
      throws SQLException {
    return find(dialect, sql, table, column)
        .filter(name -> name.toLowerCase(Locale.ROOT).endsWith("_ci"))
        .isPresent();
  }

  /** The column's collation where the database has one for each column: MySQL and MariaDB. */
  static Optional<String> find(ShopDialect dialect, Sql sql, String table, MemberColumn column)
      throws SQLException {
    if (dialect != ShopDialect.MYSQL) {
      return Optional.empty();
    }
    String[] parts = table.split("\\.", -1);
    Object schema = parts.length > 1 ? parts[parts.length - 2] : Optional.empty();
    return sql.findOne(
            row -> Optional.ofNullable(row.getString(1)),
            """
                SELECT collation_name FROM information_schema.columns
                WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? AND column_name = ?
                """,
            schema,
            parts[parts.length - 1],
            column.label())
        .flatMap(name -> name);
  }

  /** Whether two texts are one in a collation of MySQL or MariaDB. */
  static boolean isEqual(Sql sql, String collation, String one, String other) throws SQLException {
    if (!collation.matches("[0-9A-Za-z_]{1,64}")) {
      return false;
    }
    int end = collation.indexOf('_');
    String charset = end < 0 ? collation : collation.substring(0, end);
    return sql.findOne(
            row -> row.getBoolean(1),
            "SELECT CONVERT(? USING " + charset + ") COLLATE " + collation + " = CONVERT(? USING "
                + charset + ")",
            one,
            other)
        .orElse(false);
  }
}
