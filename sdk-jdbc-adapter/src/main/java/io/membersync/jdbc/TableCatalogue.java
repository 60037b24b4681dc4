package io.membersync.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the catalogue tells of the shop's table besides its columns. Immutable. */
final class TableCatalogue {
  /** How MySQL and MariaDB write a column in the condition that they keep. */
  private static final Pattern QUOTED = Pattern.compile("`([^`]{1,64})`");

  private final ShopDialect dialect;
  private final String quoted;
  private final Optional<String> owner;
  private final String name;

  /**
   * What there is to be told of one table.
   *
   * @param table as the settings write it
   * @param quoted as statements write it
   */
  TableCatalogue(ShopDialect dialect, String table, String quoted) {
    this.dialect = dialect;
    this.quoted = quoted;
    String[] parts = table.split("\\.", -1);
    this.owner = parts.length > 1 ? Optional.of(parts[parts.length - 2]) : Optional.empty();
    this.name = parts[parts.length - 1];
  }

  /**
   * The columns a constraint is about, in lower case; none where the catalogue does not know it, as
   * when it is that of a domain or of a table that a trigger writes to.
   */
  Set<String> columns(Sql sql, String constraint) throws SQLException {
    List<String> found = switch (dialect) {
      case H2 -> ofH2(sql, constraint);
      case POSTGRESQL -> ofPostgreSql(sql, constraint);
      case MYSQL -> ofMySql(sql, constraint);
    };
    Set<String> columns = new HashSet<>();
    found.forEach(column -> columns.add(column.toLowerCase(Locale.ROOT)));
    return columns;
  }

  /**
   * The engine of a table of MySQL or MariaDB that cannot undo a write, such as MyISAM; empty for any
   * other table and for a view.
   */
  Optional<String> engineThatUndoesNothing(Sql sql) throws SQLException {
    if (dialect != ShopDialect.MYSQL) {
      return Optional.empty();
    }
    return sql.findOne(row -> row.getString(1), """
        SELECT t.engine FROM information_schema.tables t
        JOIN information_schema.engines e ON e.engine = t.engine
        WHERE t.table_schema = COALESCE(?, DATABASE()) AND t.table_name = ?
        AND COALESCE(e.savepoints, 'NO') <> 'YES'
        """, owner, name);
  }

  /** Of a foreign key, the first view has columns of the other table and the second those here. */
  private List<String> ofH2(Sql sql, String constraint) throws SQLException {
    DatabaseMetaData metaData = sql.connection().getMetaData();
    Object schema =
        owner.isPresent() ? Dialect.fold(metaData, owner.get()) : Optional.<String>empty();
    String folded = Dialect.fold(metaData, name);
    String where = """
         WHERE table_schema = COALESCE(CAST(? AS VARCHAR), CURRENT_SCHEMA)
        AND table_name = ? AND constraint_name = ?
        """;
    return sql.findAll(
        row -> row.getString(1),
        "SELECT column_name FROM information_schema.constraint_column_usage" + where
            + " UNION SELECT column_name FROM information_schema.key_column_usage" + where,
        schema,
        folded,
        constraint,
        schema,
        folded,
        constraint);
  }

  private List<String> ofPostgreSql(Sql sql, String constraint) throws SQLException {
    return sql.findAll(row -> row.getString(1), """
        SELECT a.attname FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
        WHERE c.conrelid = to_regclass(?) AND c.conname = ?
        """, quoted, constraint);
  }

  /** The catalogue has the columns of a key; those of a CHECK stand in its condition only. */
  private List<String> ofMySql(Sql sql, String constraint) throws SQLException {
    List<String> columns =
        new ArrayList<>(sql.findAll(row -> row.getString(1), """
        SELECT column_name FROM information_schema.key_column_usage
        WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? AND constraint_name = ?
        """, owner, name, constraint));
    if (columns.isEmpty()) {
      // MariaDB calls what is written behind a column by that column's name; its message adds the
      // table's.
      String own = constraint.substring(constraint.lastIndexOf('.') + 1);
      List<String> conditions = sql.findAll(this::condition, """
          SELECT * FROM information_schema.check_constraints
          WHERE constraint_schema = COALESCE(?, DATABASE()) AND constraint_name IN (?, ?)
          """, owner, constraint, own);
      for (String condition : conditions) {
        Matcher matcher = QUOTED.matcher(condition);
        while (matcher.find()) {
          columns.add(matcher.group(1));
        }
      }
      if (columns.isEmpty() && !own.equals(constraint)) {
        columns.add(own);
      }
    }
    return columns;
  }

  /** Empty text for another table's constraint of that name, which only MariaDB allows. */
  private String condition(ResultSet row) throws SQLException {
    ResultSetMetaData described = row.getMetaData();
    String condition = "";
    boolean isHere = true;
    for (int i = 1; i <= described.getColumnCount(); i++) {
      String column = described.getColumnLabel(i).toLowerCase(Locale.ROOT);
      if (column.equals("check_clause")) {
        condition = String.valueOf(row.getString(i));
      } else if (column.equals("table_name")) {
        isHere = name.equalsIgnoreCase(row.getString(i));
      }
    }
    return isHere ? condition : "";
  }
}
