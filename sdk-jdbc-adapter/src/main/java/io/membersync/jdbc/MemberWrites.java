package io.membersync.jdbc;

import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes rows of the shop's table, and finds out what a unique constraint has refused. */
final class MemberWrites {
  private final TableSettings settings;
  private final MemberTable table;

  /** Set once a constraint of which the mapping knows nothing has refused a change. */
  private volatile boolean guardsEveryChange;

  MemberWrites(TableSettings settings, MemberTable table) {
    this.settings = settings;
    this.table = table;
  }

  /**
   * Writes these values, and a new version where there is a column for it.
   *
   * @param values by placement, then by column
   * @return empty when it is done; otherwise what belongs to another member, and nothing was written
   */
  Optional<Placement> update(
      Sql sql, MemberId member, Map<Placement, Map<MemberColumn, Object>> values)
      throws SQLException {
    Map<MemberColumn, Object> row = flat(values.values());
    List<String> changes = new ArrayList<>();
    row.keySet().forEach(column -> changes.add(column.name() + " = ?"));
    settings
        .version
        .map(table::described)
        .ifPresent(
            column -> changes.add(column.name() + " = COALESCE(" + column.name() + ", 0) + 1"));
    List<Object> bound = new ArrayList<>(row.values());
    bound.add(table.key().toValue(member.value()).orElseThrow());
    String update = "UPDATE " + table.name() + " SET " + String.join(", ", changes) + " WHERE "
        + table.key().name() + " = ?";
    boolean guarded = table.dialect().endsTransactionOnFailure()
        && (guardsEveryChange || values.keySet().stream().anyMatch(this::isUnique));
    Optional<Savepoint> before =
        guarded ? Optional.of(sql.connection().setSavepoint()) : Optional.empty();
    try {
      sql.update(update, bound.toArray());
      if (before.isPresent()) {
        sql.connection().releaseSavepoint(before.get());
      }
      return Optional.empty();
    } catch (SQLException e) {
      MemberStoreException failure = SqlFailures.translate(
          settings.table + ": update member's columns " + names(row.keySet()), e);
      if (!SqlFailures.isDuplicate(e)) {
        throw failure;
      }
      if (before.isPresent()) {
        sql.connection().rollback(before.get());
      } else if (table.dialect().endsTransactionOnFailure()) {
        guardsEveryChange = true; // the unit is run again
        throw failure;
      }
      return Optional.of(refused(sql, values, Optional.of(member)).orElseThrow(() -> failure));
    }
  }

  private boolean isUnique(Placement placement) {
    return placement.mapped().stream().anyMatch(entry -> settings.isUnique(entry.attribute()));
  }

  /** What became of an insertion: the member, or what belongs to another one. */
  record Inserted(Optional<MemberId> member, Optional<Placement> taken) {}

  /**
   * Inserts a member.
   *
   * @param values by placement, then by column
   */
  Inserted insert(
      Sql sql, Map<Placement, Map<MemberColumn, Object>> values, NewMember member, LeftOut leftOut)
      throws SQLException {
    Map<MemberColumn, Object> row = flat(values.values());
    settings.version.map(table::described).ifPresent(column -> row.put(column, 1L));
    for (StatusColumn state : settings.states) {
      if (state.newText().isPresent()) {
        row.put(
            table.described(state.column()),
            made(state.column(), state.newText().get()));
      }
    }
    if (settings.entry.isPresent() && member.entry().isPresent()) {
      MemberColumn column = table.described(settings.entry.get());
      Optional<Object> entry = column.toValue(member.entry().get());
      entry.ifPresent(value -> row.put(column, value));
      if (entry.isEmpty()) {
        leftOut.tellEntry(column);
      }
    }
    for (Map.Entry<String, WhenMade> made : settings.whenMade.entrySet()) {
      MemberColumn column = table.described(made.getKey());
      if (!row.containsKey(column)) {
        row.put(column, made(made.getKey(), made.getValue().of(member, column, settings)));
      }
    }
    Optional<String> id = newId(sql, member);
    if (id.isPresent()) {
      row.put(table.key(), table.key().toValue(id.get()).orElseThrow(() -> unfit(id.get())));
    }
    List<String> names = row.keySet().stream().map(MemberColumn::name).toList();
    String insert = "INSERT INTO " + table.name() + " (" + String.join(", ", names) + ") VALUES ("
        + MemberTable.places(row.size()) + ")" + table.dialect().unlessThere();
    Optional<MemberId> inserted = Optional.empty();
    MemberStoreException failure = MemberStoreException.conflict(
        "store-unique",
        settings.table + ": create member with columns " + names(row.keySet())
            + " failed: a unique constraint refused the row");
    try {
      if (id.isEmpty()) {
        inserted = sql.insertGenerating(
                table.key().label(), insert, row.values().toArray())
            .map(MemberId::new);
        if (inserted.isEmpty() && table.dialect().unlessThere().isEmpty()) {
          throw new IllegalStateException("the database makes no value for "
              + table.key().name() + " of " + settings.table + "; use key(column, supplier)");
        }
      } else if (sql.update(insert, row.values().toArray()) == 1) {
        inserted = id.map(MemberId::new);
      }
    } catch (SQLException e) {
      // What failed is told by its state only, so the columns it can be about are named.
      failure = SqlFailures.translate(
          settings.table + ": create member with columns " + names(row.keySet()), e);
      if (!SqlFailures.isDuplicate(e)) {
        throw failure;
      }
    }
    if (inserted.isPresent()) {
      return new Inserted(inserted, Optional.empty());
    }
    Optional<Placement> taken = refused(sql, values, Optional.empty());
    if (taken.isPresent()) {
      return new Inserted(inserted, taken);
    }
    throw failure;
  }

  private Optional<String> newId(Sql sql, NewMember member) throws SQLException {
    if (settings.sequence.isPresent()) {
      String sequence = Dialect.quote(sql.connection().getMetaData(), settings.sequence.get());
      return sql.findOne(row -> row.getString(1), table.dialect().next(sequence));
    }
    return settings.newId.map(supplier -> supplier.apply(member));
  }

  /** What another member has of these values, as the database compares them. */
  private Optional<Placement> refused(
      Sql sql, Map<Placement, Map<MemberColumn, Object>> values, Optional<MemberId> member)
      throws SQLException {
    Indexes indexes = Indexes.of(sql.connection(), settings.table);
    for (Map.Entry<Placement, Map<MemberColumn, Object>> entry : values.entrySet()) {
      List<MemberColumn> unique = entry.getValue().keySet().stream()
          .filter(column -> indexes.isInUnique(column) || isUnique(entry.getKey()))
          .toList();
      for (MemberColumn column : unique) {
        if (isHeld(sql, column, entry.getValue(), member)) {
          return Optional.of(entry.getKey());
        }
      }
    }
    return Optional.empty();
  }

  private boolean isHeld(
      Sql sql, MemberColumn column, Map<MemberColumn, Object> values, Optional<MemberId> member)
      throws SQLException {
    Object value = Optional.ofNullable(values.get(column)).orElseThrow();
    List<Object> bound = new ArrayList<>(List.of(value));
    String condition = column.name() + " = ?";
    if (value instanceof String) {
      condition = "(" + condition + " OR LOWER(" + column.name() + ") = LOWER(?))";
      bound.add(value);
    }
    if (member.isPresent()) {
      condition += " AND " + table.key().name() + " <> ?";
      bound.add(table.key().toValue(member.get().value()).orElseThrow());
    }
    return sql.findOne(
            row -> true,
            "SELECT 1 FROM " + table.name() + " WHERE " + condition + " LIMIT 1",
            bound.toArray())
        .isPresent();
  }

  private static Map<MemberColumn, Object> flat(Collection<Map<MemberColumn, Object>> values) {
    Map<MemberColumn, Object> flat = new LinkedHashMap<>();
    values.forEach(flat::putAll);
    return flat;
  }

  /** What a supplier of the shop gave, as the column takes it. */
  private Object made(String name, Object value) {
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

  private IllegalStateException unfit(String id) {
    return new IllegalStateException("the new member id of " + id.length()
        + " characters does not fit into " + table.key().name());
  }

  private static String names(Collection<MemberColumn> columns) {
    return columns.stream().map(MemberColumn::name).collect(Collectors.joining(", "));
  }
}
