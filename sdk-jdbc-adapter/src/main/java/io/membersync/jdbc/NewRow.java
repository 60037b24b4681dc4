package io.membersync.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a new member's row gets besides the visitor's values. For one member. */
final class NewRow {
  private final TableSettings settings;
  private final MemberTable table;
  private final NewMember member;
  private final Optional<String> id;
  private final Map<MemberColumn, Object> besides = new LinkedHashMap<>();
  private final Map<MemberColumn, Object> made = new LinkedHashMap<>();

  NewRow(
      TableSettings settings,
      MemberTable table,
      NewMember member,
      LeftOut leftOut,
      Optional<String> id) {
    this.settings = settings;
    this.table = table;
    this.member = member;
    this.id = id;
    settings.version.map(table::described).ifPresent(column -> besides.put(column, 1L));
    for (StatusColumn state : settings.states) {
      state
          .newText()
          .ifPresent(
              text -> besides.put(table.described(state.column()), taken(state.column(), text)));
    }
    if (settings.entry.isPresent() && member.entry().isPresent()) {
      MemberColumn column = table.described(settings.entry.get());
      Optional<Object> entry = column.toValue(member.entry().get());
      entry.ifPresent(value -> besides.put(column, value));
      if (entry.isEmpty()) {
        leftOut.tellEntry(column);
      }
    }
  }

  /** Empty where the database makes it. */
  Optional<String> id() {
    return id;
  }

  /** The whole row with these values. A supplier is asked once, when its column has no other value. */
  Map<MemberColumn, Object> with(Map<MemberColumn, Object> values) {
    Map<MemberColumn, Object> row = new LinkedHashMap<>(values);
    row.putAll(besides);
    for (Map.Entry<String, WhenMade> supplier : settings.whenMade.entrySet()) {
      MemberColumn column = table.described(supplier.getKey());
      if (!row.containsKey(column)) {
        row.put(
            column,
            made.computeIfAbsent(
                column,
                asked ->
                    taken(supplier.getKey(), supplier.getValue().of(member, asked, settings))));
      }
    }
    id.ifPresent(text -> row.put(
        table.key(),
        table
            .key()
            .toValue(text)
            .orElseThrow(() -> new IllegalStateException("the new member id of " + text.length()
                + " characters does not fit into " + table.key().name()))));
    return row;
  }

  /** What a supplier of the shop gave, as the column takes it. */
  private Object taken(String name, Object value) {
    if (!(value instanceof String text)) {
      return value;
    }
    MemberColumn column = table.described(name);
    return column
        .toValue(text)
        .orElseThrow(() -> new IllegalStateException(settings.table
            + ": the text of "
            + text.length()
            + " characters for a new member does not fit into "
            + column.name()));
  }
}
