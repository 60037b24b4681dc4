package io.membersync.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The indexes of a table as the database tells them. Immutable. */
final class Indexes {
  /** A column, or an expression as the database writes it, in lower case and without quotes. */
  private record Part(String index, boolean unique, int place, String text) {}

  private final List<Part> parts;

  private Indexes(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  static Indexes of(Connection connection, String table) throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    String[] names = table.split("\\.", -1);
    String catalog = connection.getCatalog();
    String schema = connection.getSchema();
    if (names.length > 1) {
      String owner = Dialect.fold(metaData, names[names.length - 2]);
      if (ShopDialect.of(metaData) == ShopDialect.MYSQL) {
        catalog = owner; // what others call a schema is a catalogue there
      } else {
        schema = owner;
      }
    }
    List<Part> parts = new ArrayList<>();
    try (ResultSet rows = metaData.getIndexInfo(
        catalog, schema, Dialect.fold(metaData, names[names.length - 1]), false, true)) {
      while (rows.next()) {
        String index = rows.getString("INDEX_NAME");
        String column = rows.getString("COLUMN_NAME");
        if (index != null && column != null) {
          parts.add(new Part(
              index,
              !rows.getBoolean("NON_UNIQUE"),
              rows.getInt("ORDINAL_POSITION"),
              column.replace("\"", "").replace("`", "").toLowerCase(Locale.ROOT)));
        }
      }
    }
    return new Indexes(parts);
  }

  /** Whether the column takes part in what must be unique. */
  boolean isInUnique(MemberColumn column) {
    return parts.stream().anyMatch(part -> part.unique() && mentions(part, column));
  }

  /** Whether the column alone, as it is or by its lower case, must be unique. */
  boolean isUnique(MemberColumn column) {
    return parts.stream()
        .filter(part -> part.unique() && mentions(part, column))
        .anyMatch(part -> parts.stream()
            .noneMatch(other -> other.index().equals(part.index()) && other.place() > 1));
  }

  /** Whether an index begins with the column itself. */
  boolean leadsWith(MemberColumn column) {
    String name = nameOf(column);
    return parts.stream().anyMatch(part -> part.place() == 1 && part.text().equals(name));
  }

  /** Whether an index begins with the lower case of the column. */
  boolean leadsWithLowerCase(MemberColumn column) {
    return parts.stream()
        .anyMatch(part ->
            part.place() == 1 && part.text().startsWith("lower(") && mentions(part, column));
  }

  private static boolean mentions(Part part, MemberColumn column) {
    String name = nameOf(column);
    return part.text().equals(name)
        || (part.text().indexOf('(') >= 0
            && Pattern.compile(
                    "(?<![\\p{L}\\p{N}_$#])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}_$#])")
                .matcher(part.text())
                .find());
  }

  private static String nameOf(MemberColumn column) {
    return column.label().toLowerCase(Locale.ROOT);
  }
}
