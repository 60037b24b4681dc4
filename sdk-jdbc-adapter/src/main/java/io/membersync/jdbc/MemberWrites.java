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

/** Writes rows of the shop's table, and finds out what the database has refused. */
final class MemberWrites {
  private final TableSettings settings;
  private final MemberTable table;
  private final TableCatalogue catalogue;

  /** Set once a rule of the table of which the mapping knows nothing has refused a write. */
  private volatile boolean guardsEveryWrite;

  MemberWrites(TableSettings settings, MemberTable table) {
    this.settings = settings;
    this.table = table;
    this.catalogue = new TableCatalogue(table.dialect(), settings.table, table.name());
  }

  /**
   * Writes these values, and a new version where there is a column for it.
   *
   * @param values by placement, then by column
   * @return empty when it is done; otherwise what the database does not take, and nothing was written
   */
  Optional<Refusal> update(
      Sql sql, MemberId member, Map<Placement, Map<MemberColumn, Object>> values)
      throws SQLException {
    return update(sql, member, values, guard(sql, values));
  }

  /** The same for an erasure: seldom, and with nobody at hand who would run its unit again. */
  Optional<Refusal> blank(
      Sql sql, MemberId member, Map<Placement, Map<MemberColumn, Object>> values)
      throws SQLException {
    boolean guarded = table.dialect().endsTransactionOnFailure();
    return update(
        sql,
        member,
        values,
        guarded ? Optional.of(sql.connection().setSavepoint()) : Optional.empty());
  }

  private Optional<Refusal> update(
      Sql sql,
      MemberId member,
      Map<Placement, Map<MemberColumn, Object>> values,
      Optional<Savepoint> before)
      throws SQLException {
    try {
      change(sql, member, values);
      if (before.isPresent()) {
        sql.connection().releaseSavepoint(before.get());
      }
      return Optional.empty();
    } catch (SQLException e) {
      MemberStoreException failure = SqlFailures.translate(
          settings.table + ": update member's columns "
              + names(flat(values.values()).keySet()),
          e);
      undo(sql, before, e, failure);
      return Optional.of(refusal(
              sql, values, Optional.of(member), Optional.of(e), some -> change(sql, member, some))
          .orElseThrow(() -> failure));
    }
  }

  private void change(Sql sql, MemberId member, Map<Placement, Map<MemberColumn, Object>> values)
      throws SQLException {
    Map<MemberColumn, Object> row = flat(values.values());
    if (row.isEmpty()) {
      return;
    }
    List<String> changes = new ArrayList<>();
    row.keySet().forEach(column -> changes.add(column.name() + " = ?"));
    settings
        .version
        .map(table::described)
        .ifPresent(
            column -> changes.add(column.name() + " = COALESCE(" + column.name() + ", 0) + 1"));
    List<Object> bound = new ArrayList<>(row.values());
    bound.add(table.key().toValue(member.value()).orElseThrow());
    sql.update(
        "UPDATE " + table.name() + " SET " + String.join(", ", changes) + " WHERE "
            + table.key().name() + " = ?",
        bound.toArray());
  }

  /** Where a failure would end the transaction, and one is to be expected. */
  private Optional<Savepoint> guard(Sql sql, Map<Placement, Map<MemberColumn, Object>> values)
      throws SQLException {
    boolean guarded = table.dialect().endsTransactionOnFailure()
        && (guardsEveryWrite || values.keySet().stream().anyMatch(this::isUnique));
    return guarded ? Optional.of(sql.connection().setSavepoint()) : Optional.empty();
  }

  /** Fails where what was refused cannot be found out; with a guard, or elsewhere, it can. */
  private void undo(
      Sql sql, Optional<Savepoint> before, SQLException cause, MemberStoreException failure)
      throws SQLException {
    boolean duplicate = SqlFailures.isDuplicate(cause);
    if (!duplicate && !SqlFailures.isRefusal(cause)) {
      throw failure;
    }
    if (before.isPresent()) {
      sql.connection().rollback(before.get());
    } else if (table.dialect().endsTransactionOnFailure()) {
      guardsEveryWrite = true; // the unit is run again
      throw duplicate
          ? failure
          : MemberStoreException.conflict(
              "store-refused",
              settings.table + ": a value was refused; which one is found out when"
                  + " the unit of work is run again");
    }
  }

  /** Empty when that cannot be told. */
  private Optional<Refusal> refusal(
      Sql sql,
      Map<Placement, Map<MemberColumn, Object>> values,
      Optional<MemberId> member,
      Optional<SQLException> cause,
      RefusedValue.Trial trial)
      throws SQLException {
    Optional<SQLException> notTaken = cause.filter(SqlFailures::isRefusal);
    return notTaken.isPresent()
        ? new RefusedValue(sql, catalogue, values, trial)
            .find(notTaken.get())
            .map(placement -> new Refusal(
                placement, LeftOut.Reason.REFUSED, SqlFailures.describe(notTaken.get())))
        : held(sql, values, member)
            .map(placement -> new Refusal(placement, LeftOut.Reason.TAKEN, ""));
  }

  private boolean isUnique(Placement placement) {
    return placement.mapped().stream().anyMatch(entry -> settings.isUnique(entry.attribute()));
  }

  /** What became of an insertion: the member, or what the database does not take. */
  record Inserted(Optional<MemberId> member, Optional<Refusal> refusal) {}

  /**
   * Inserts a member.
   *
   * @param values by placement, then by column
   */
  Inserted insert(
      Sql sql, Map<Placement, Map<MemberColumn, Object>> values, NewMember member, LeftOut leftOut)
      throws SQLException {
    NewRow made = new NewRow(settings, table, member, leftOut, newId(sql, member));
    String step = settings.table + ": create member with columns "
        + names(made.with(flat(values.values())).keySet());
    return insert(sql, values, made, step, leftOut, Optional.empty());
  }

  /** The earlier failure is that of the row with its entry, and tells more than that without it. */
  private Inserted insert(
      Sql sql,
      Map<Placement, Map<MemberColumn, Object>> values,
      NewRow made,
      String step,
      LeftOut leftOut,
      Optional<MemberStoreException> earlier)
      throws SQLException {
    Optional<Savepoint> before = table.dialect().endsTransactionOnFailure() && guardsEveryWrite
        ? Optional.of(sql.connection().setSavepoint())
        : Optional.empty();
    Optional<MemberId> inserted = Optional.empty();
    Optional<SQLException> cause = Optional.empty();
    MemberStoreException failure = MemberStoreException.conflict(
        "store-unique", step + " failed: a unique constraint refused the row");
    try {
      inserted = insert(sql, made, values);
      if (before.isPresent()) {
        sql.connection().releaseSavepoint(before.get());
      }
    } catch (SQLException e) {
      // What failed is told by its state only, so the columns it can be about are named.
      failure = SqlFailures.translate(
          SqlFailures.isMissing(e)
              ? step + " (JdbcMemberStore.check() names columns that must be filled and are not)"
              : step,
          e);
      if (earlier.isPresent() && (SqlFailures.isMissing(e) || SqlFailures.isRefusal(e))) {
        failure = earlier.get();
      }
      cause = Optional.of(e);
      undo(sql, before, e, failure);
    }
    if (inserted.isPresent()) {
      return new Inserted(inserted, Optional.empty());
    }
    Optional<Refusal> refusal =
        refusal(sql, values, Optional.empty(), cause, some -> insert(sql, made, some));
    if (refusal.isPresent()) {
      return new Inserted(inserted, refusal);
    }
    Optional<MemberColumn> entry =
        cause.filter(SqlFailures::isRefusal).flatMap(refused -> made.leaveOutEntry());
    if (entry.isEmpty()) {
      throw failure;
    }
    Inserted without = insert(sql, values, made, step, leftOut, Optional.of(failure));
    leftOut.tellEntry(
        entry.get(), LeftOut.Reason.REFUSED, SqlFailures.describe(cause.orElseThrow()));
    return without;
  }

  /** Empty where a unique constraint has refused the row without a failure. */
  private Optional<MemberId> insert(
      Sql sql, NewRow made, Map<Placement, Map<MemberColumn, Object>> values) throws SQLException {
    Map<MemberColumn, Object> row = made.with(flat(values.values()));
    List<String> names = row.keySet().stream().map(MemberColumn::name).toList();
    String insert = "INSERT INTO " + table.name() + " (" + String.join(", ", names) + ") VALUES ("
        + MemberTable.places(row.size()) + ")" + table.dialect().unlessThere();
    Object[] bound = row.values().toArray();
    if (made.id().isPresent()) {
      return sql.update(insert, bound) == 1 ? made.id().map(MemberId::new) : Optional.empty();
    }
    Optional<MemberId> inserted =
        sql.insertGenerating(table.key().label(), insert, bound).map(MemberId::new);
    if (inserted.isEmpty() && table.dialect().unlessThere().isEmpty()) {
      throw MemberStoreException.unavailable(
          "store-new-member",
          settings.table + "." + table.key().label()
              + ": the database makes no value for a new member's id; use key(column, supplier)");
    }
    return inserted;
  }

  private Optional<String> newId(Sql sql, NewMember member) throws SQLException {
    if (settings.sequence.isPresent()) {
      String sequence = Dialect.quote(sql.connection().getMetaData(), settings.sequence.get());
      return sql.findOne(row -> row.getString(1), table.dialect().next(sequence));
    }
    if (settings.newId.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> made = settings.newId.map(supplier -> supplier.apply(member));
    if (made.isEmpty()) {
      throw MadeValue.failure(settings.table, table.key(), "key(…)", "is null");
    }
    return made;
  }

  /** What another member has of these values, as the database compares them. */
  private Optional<Placement> held(
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

  private static String names(Collection<MemberColumn> columns) {
    return columns.stream().map(MemberColumn::name).collect(Collectors.joining(", "));
  }
}
