package io.membersync.jdbc;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rows of one of MemberSync's own tables that take the place of those with the same key, several in
 * one statement.
 *
 * @param keys the columns of the table's only unique key
 * @param values the other columns that are written
 */
record Upsert(String table, List<String> keys, List<String> values) {

  /** {@code INSERT} with places for so many rows: in each the keys and then the values. */
  String insert(int rows) {
    return "INSERT INTO " + into() + " " + places(rows);
  }

  /** The table with the columns in parentheses. */
  String into() {
    return table + " (" + columns().collect(Collectors.joining(", ")) + ")";
  }

  String places(int rows) {
    String row = "(" + MemberTable.places((int) columns().count()) + ")";
    return "VALUES " + String.join(", ", Collections.nCopies(rows, row));
  }

  /** This text of each value's column, which stands in it as {@code $}. */
  String each(String text) {
    return values.stream()
        .map(column -> text.replace("$", column))
        .collect(Collectors.joining(", "));
  }

  private Stream<String> columns() {
    return Stream.concat(keys.stream(), values.stream());
  }
}
