package io.membersync.jdbc;

import java.util.Locale;
import java.util.Optional;

/** Statements that would mend a table, for a person to run. Names are the table's own. */
final class Mends {
  private final ShopDialect dialect;
  private final String table;

  Mends(ShopDialect dialect, String table) {
    this.dialect = dialect;
    this.table = table;
  }

  Optional<String> allowNull(MemberColumn column) {
    String alter = "ALTER TABLE " + table + " ";
    return switch (dialect) {
      case H2, POSTGRESQL ->
        Optional.of(alter + "ALTER COLUMN " + column.label() + " DROP NOT NULL");
      case MYSQL -> Optional.of(alter + "MODIFY " + column.label() + " " + sized(column) + " NULL");
    };
  }

  private static String sized(MemberColumn column) {
    boolean sized = column.type().toLowerCase(Locale.ROOT).contains("char");
    return sized ? column.type() + "(" + column.most() + ")" : column.type();
  }

  Optional<String> widen(MemberColumn column, int length) {
    String alter = "ALTER TABLE " + table + " ";
    return Optional.of(
        switch (dialect) {
          case H2 ->
            alter + "ALTER COLUMN " + column.label() + " SET DATA TYPE VARCHAR(" + length + ")";
          case POSTGRESQL ->
            alter + "ALTER COLUMN " + column.label() + " TYPE VARCHAR(" + length + ")";
          case MYSQL ->
            alter + "MODIFY " + column.label() + " VARCHAR(" + length + ")"
                + (column.nullable() ? "" : " NOT NULL");
        });
  }

  /** Without a lock on the table where the database can do that. */
  String index(String name, boolean unique, String on) {
    String create = "CREATE " + (unique ? "UNIQUE " : "") + "INDEX "
        + (dialect == ShopDialect.POSTGRESQL ? "CONCURRENTLY " : "")
        + name + " ON " + table + " (" + on + ")";
    return dialect == ShopDialect.MYSQL ? create + " ALGORITHM=INPLACE LOCK=NONE" : create;
  }

  /** H2, and MySQL where the column tells letter cases apart, index a column made for it. */
  String lowerCaseIndex(String name, MemberColumn column) {
    if (dialect == ShopDialect.POSTGRESQL) {
      return index(name, false, "LOWER(" + column.label() + ")");
    }
    String lower = column.label() + "_lower";
    return "ALTER TABLE " + table + " ADD COLUMN " + lower + " VARCHAR("
        + Math.min(column.most(), 320) + ") GENERATED ALWAYS AS (LOWER(" + column.label() + ")); "
        + index(name, false, lower);
  }
}
