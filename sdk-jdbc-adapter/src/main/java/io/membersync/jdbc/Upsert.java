package io.membersync.jdbc;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rows of one of MemberSync's own tables that take the place of those with the same key.
 *
 * @param keys the columns of the table's only unique key
 * @param values the other columns, all of them written
 */
record Upsert(String table, List<String> keys, List<String> values) {

  /** {@code INSERT}, with a place for each key and then for each value. */
  String insert() {
    return "INSERT INTO " + into();
  }

  String into() {
    List<String> columns = columns().toList();
    return table + " (" + String.join(", ", columns) + ") VALUES ("
        + columns.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")";
  }

  /** Each value's column, in this text. */
  String each(String text) {
    return values.stream()
        .map(column -> text.replace("$", column))
        .collect(Collectors.joining(", "));
  }

  private Stream<String> columns() {
    return Stream.concat(keys.stream(), values.stream());
  }
}
