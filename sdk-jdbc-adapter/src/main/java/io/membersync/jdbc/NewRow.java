package io.membersync.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a new member's row gets besides the visitor's values. For one member. */
final class NewRow {
  private static final int LONGEST_ID = 255;

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
    if (id.filter(text -> text.isEmpty() || text.length() > LONGEST_ID).isPresent()) {
      throw MadeValue.failure(
          settings.table,
          table.key(),
          keyCall(),
          "has " + id.get().length() + " characters, and a member id has 1 to " + LONGEST_ID);
    }
    settings.version.map(table::described).ifPresent(column -> besides.put(column, 1L));
    for (StatusColumn state : settings.states) {
      state
          .newText()
          .ifPresent(text -> besides.put(
              table.described(state.column()),
              fitting(table.described(state.column()), "status(…)", text)));
    }
    if (settings.entry.isPresent() && member.entry().isPresent()) {
      MemberColumn column = table.described(settings.entry.get());
      Optional<Object> entry = column.toValue(member.entry().get());
      entry.ifPresent(value -> besides.put(column, value));
      if (entry.isEmpty()) {
        leftOut.tellEntry(column, LeftOut.Reason.DOES_NOT_FIT, "");
      }
    }
  }

  /**
   * From now on the row has no entry, but what the shop's supplier or the database puts there.
   *
   * @return its column; empty when there was none already
   */
  Optional<MemberColumn> leaveOutEntry() {
    return settings
        .entry
        .map(table::described)
        .filter(column -> member.entry().isPresent() && besides.remove(column) != null);
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
                asked -> fitting(
                    asked,
                    supplier.getValue().call(),
                    supplier.getValue().of(member, asked, settings))));
      }
    }
    id.ifPresent(text -> row.put(table.key(), fitting(table.key(), keyCall(), text)));
    return row;
  }

  private Object fitting(MemberColumn column, String call, Object value) {
    return MadeValue.require(settings.table, column, call, value);
  }

  private String keyCall() {
    return settings.sequence.isPresent() ? "keySequence(…)" : "key(…)";
  }
}
