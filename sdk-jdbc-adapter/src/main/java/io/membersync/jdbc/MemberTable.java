package io.membersync.jdbc;

import io.membersync.internal.Sha256;
import io.membersync.member.MemberId;
import io.membersync.member.MemberListing;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberRecord.Version;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.math.BigInteger;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The shop's table as the database describes it: its columns, look-ups and rows. */
final class MemberTable {
  private static final int MOST_CANDIDATES = 50;

  private final TableSettings settings;
  private final LeftOut leftOut;
  private final ShopDialect dialect;
  private final String table;
  private final Map<String, MemberColumn> columns;
  private final MemberColumn key;
  private final List<Placement> placements = new ArrayList<>();
  private final List<MemberColumn> read = new ArrayList<>();
  private final int statusAt;
  private final Set<MemberColumn> anyCase;
  private final String select;

  private MemberTable(
      TableSettings settings,
      LeftOut leftOut,
      ShopDialect dialect,
      String table,
      Map<String, MemberColumn> columns,
      Set<MemberColumn> anyCase) {
    this.settings = settings;
    this.leftOut = leftOut;
    this.dialect = dialect;
    this.table = table;
    this.columns = columns;
    this.anyCase = anyCase;
    this.key = described(settings.key);
    for (Placing placing : settings.placings()) {
      placements.add(new Placement(
          settings.table,
          placing.mapped(),
          placing.columns().stream().map(this::described).toList(),
          placing.form(),
          read.size(),
          placing
              .search()
              .map(sought -> new Placement.Search(
                  described(sought.column()), sought.codec(), sought.written()))));
      placing.columns().forEach(name -> read.add(described(name)));
    }
    this.statusAt = read.size();
    settings.states.forEach(state -> read.add(described(state.column())));
    settings.version.ifPresent(name -> read.add(described(name)));
    this.select = "SELECT "
        + key.name()
        + read.stream().map(column -> ", " + column.name()).collect(Collectors.joining())
        + " FROM "
        + table;
  }

  /** Asks the database for the types of the columns. */
  static MemberTable read(TableSettings settings, LeftOut leftOut, Sql sql) throws SQLException {
    DatabaseMetaData metaData = sql.connection().getMetaData();
    Map<String, String> quoted = new LinkedHashMap<>();
    for (String name : settings.columnNames()) {
      quoted.put(name, Dialect.quote(metaData, name));
    }
    StringBuilder table = new StringBuilder();
    for (String part : settings.table.split("\\.", -1)) {
      table.append(table.isEmpty() ? "" : ".").append(Dialect.quote(metaData, part));
    }
    String names = String.join(", ", quoted.values());
    Map<String, MemberColumn> columns = new LinkedHashMap<>();
    try {
      sql.describe(
          "SELECT " + names + " FROM " + table + " WHERE 1 = 0", (ResultSetMetaData described) -> {
            int at = 1;
            for (Map.Entry<String, String> name : quoted.entrySet()) {
              columns.put(name.getKey(), MemberColumn.of(name.getValue(), described, at++));
            }
          });
    } catch (SQLException e) {
      throw SqlFailures.translate(
          settings.table
              + ": reading its columns "
              + names
              + " (JdbcMemberStore.check() compares them with the table)",
          e);
    }
    ShopDialect dialect = ShopDialect.of(metaData);
    Set<MemberColumn> anyCase = new HashSet<>();
    for (Placing placing : settings.placings()) {
      MemberColumn column = columns.get(placing.columns().get(0));
      if (column != null
          && placing.mapped().get(0).field().equals(Field.EMAIL)
          && Collation.ignoresCase(dialect, sql, settings.table, column)) {
        anyCase.add(column);
      }
    }
    return new MemberTable(settings, leftOut, dialect, table.toString(), columns, anyCase);
  }

  /** The table's quoted name. */
  String name() {
    return table;
  }

  ShopDialect dialect() {
    return dialect;
  }

  MemberColumn key() {
    return key;
  }

  List<Placement> placements() {
    return placements;
  }

  /** Whether e-mail addresses are sought by the column's own equality, and not by LOWER(…). */
  boolean comparesAnyCase(MemberColumn column) {
    return anyCase.contains(column);
  }

  /** The column of this name, as the settings write it. */
  MemberColumn described(String name) {
    MemberColumn column = columns.get(name);
    if (column == null) {
      throw new IllegalStateException(settings.table + ": column " + name + " was not described");
    }
    return column;
  }

  /**
   * Where an attribute stands.
   *
   * @throws MemberStoreException if the store's mapping lacks it
   */
  Placement placement(String attribute) {
    return placements.stream()
        .filter(placement -> placement.holds(attribute))
        .findFirst()
        .orElseThrow(() -> MemberStoreException.unavailable(
            "store-setting",
            "the member store on " + settings.table + " does not map attribute " + attribute
                + "; give the store and the engine the same FieldMapping"));
  }

  /**
   * One row.
   *
   * @param unreadable the attributes of which there is something that cannot be read
   */
  record Row(MemberRecord record, Set<String> unreadable) {}

  Optional<Row> find(Sql sql, MemberId member, boolean held) throws SQLException {
    Optional<Object> value = key.toValue(member.value());
    if (value.isEmpty()) {
      return Optional.empty();
    }
    // A collation or a number may take another text for the same key; the id is compared exactly.
    return sql.findOne(
            this::row,
            select + " WHERE " + key.name() + " = ?" + (held ? " FOR UPDATE" : ""),
            value.get())
        .filter(row -> row.record().id().equals(member));
  }

  /** Whether the shop's own login knows a password of this member. */
  boolean hasPassword(Sql sql, MemberId member, String column) throws SQLException {
    Optional<Object> value = key.toValue(member.value());
    return value.isPresent()
        && sql.findOne(
                row -> Optional.ofNullable(row.getString(1)),
                "SELECT " + described(column).name() + " FROM " + table + " WHERE " + key.name()
                    + " = ?",
                value.get())
            .flatMap(held -> held)
            .filter(UnusablePassword::isUsable)
            .isPresent();
  }

  /**
   * Rows after this one, in the order of the key. A row that cannot be read does not hold up the
   * others.
   */
  MemberListing.Page list(Sql sql, Optional<MemberId> after, int limit) throws SQLException {
    List<Object> bound = new ArrayList<>();
    if (after.isPresent()) {
      bound.add(key.toValue(after.get().value())
          .orElseThrow(() -> new IllegalArgumentException(
              settings.table + ": " + after.get() + " is no key of this table")));
    }
    bound.add(limit);
    List<MemberRecord> members = new ArrayList<>();
    List<MemberId> unreadable = new ArrayList<>();
    List<MemberId> all = sql
        .findAll(
            row -> listed(row, members, unreadable),
            select
                + (after.isPresent() ? " WHERE " + key.name() + " > " + dialect.place(key) : "")
                + " ORDER BY " + key.name() + " LIMIT ?",
            bound.toArray())
        .stream()
        .flatMap(Optional::stream)
        .toList();
    return new MemberListing.Page(
        members,
        unreadable,
        all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1)));
  }

  private Optional<MemberId> listed(
      ResultSet row, List<MemberRecord> members, List<MemberId> unreadable) throws SQLException {
    Optional<MemberId> id = key.read(row, 1).map(MemberId::new);
    if (id.isPresent()) {
      try {
        members.add(row(row).record());
      } catch (SQLException e) {
        unreadable.add(id.get()); // such as a date that the driver does not take for one
      }
    }
    return id;
  }

  List<MemberId> findHolders(Sql sql, ProvenContact contact) throws SQLException {
    List<MemberId> holders = new ArrayList<>();
    for (FieldMapping.Entry entry : settings.mapping.entries()) {
      if (!entry.field().equals(contact.field())) {
        continue;
      }
      for (Row row : candidates(sql, entry, contact.value())) {
        if (holdsContact(row, entry, contact) && !holders.contains(row.record().id())) {
          holders.add(row.record().id());
        }
      }
    }
    return holders;
  }

  /** Whether a member still has a contact by which something else has found it. */
  boolean holds(Sql sql, MemberId member, ProvenContact contact) throws SQLException {
    Optional<Row> row = find(sql, member, false);
    return row.isPresent()
        && settings.mapping.entries().stream()
            .filter(entry -> entry.field().equals(contact.field()))
            .anyMatch(entry -> holdsContact(row.get(), entry, contact));
  }

  private static boolean holdsContact(Row row, FieldMapping.Entry entry, ProvenContact contact) {
    return row.record()
        .value(entry.attribute())
        .filter(held -> ContactSpelling.isSame(contact.field(), held, contact.value()))
        .isPresent();
  }

  /**
   * Whether a member other than this one has the value; for a new member pass none. Empty when it has
   * a character that the column or the database lacks.
   */
  Optional<Boolean> isTaken(Sql sql, String attribute, String text, Optional<MemberId> member)
      throws SQLException {
    FieldMapping.Entry entry = placement(attribute).mapped().stream()
        .filter(mapped -> mapped.attribute().equals(attribute))
        .findFirst()
        .orElseThrow();
    boolean guarded =
        dialect.endsTransactionOnFailure() && text.chars().anyMatch(letter -> letter > 127);
    Optional<Savepoint> before =
        guarded ? Optional.of(sql.connection().setSavepoint()) : Optional.empty();
    try {
      return Optional.of(candidates(sql, entry, text).stream()
          .anyMatch(row -> member.filter(row.record().id()::equals).isEmpty()));
    } catch (SQLException e) {
      if (!SqlFailures.isIncomparable(e)) {
        throw e;
      }
      if (before.isPresent()) {
        sql.connection().rollback(before.get());
      }
      return Optional.empty();
    }
  }

  private List<Row> candidates(Sql sql, FieldMapping.Entry entry, String canonical)
      throws SQLException {
    Placement placement = placement(entry.attribute());
    List<Object> bound = new ArrayList<>();
    String condition = condition(placement, entry.field(), canonical, bound);
    if (condition.isEmpty()) {
      return List.of();
    }
    bound.add(MOST_CANDIDATES);
    List<Row> rows = new ArrayList<>(
        sql.findAll(this::row, select + " WHERE " + condition + " LIMIT ?", bound.toArray()));
    // Not by the database: before it has statistics it would walk the key's index for the order.
    Comparator<String> order = key.kind() == MemberColumn.Kind.WHOLE_NUMBER
        ? Comparator.comparing(BigInteger::new)
        : Comparator.naturalOrder();
    rows.sort(Comparator.comparing(row -> row.record().id().value(), order));
    return rows;
  }

  private String condition(
      Placement placement, Field<?> field, String canonical, List<Object> bound) {
    if (placement.search().isPresent()) {
      MemberColumn column = placement.search().get().column();
      placement.keyOf(canonical).flatMap(column::toValue).ifPresent(bound::add);
      return bound.isEmpty() ? "" : column.name() + " = ?";
    }
    List<List<Object>> sought = placement.sought(canonical);
    if (sought.isEmpty()) {
      return "";
    }
    sought.forEach(bound::addAll);
    if (placement.columns().size() > 1) {
      String all = placement.columns().stream()
          .map(column -> column.name() + " = ?")
          .collect(Collectors.joining(" AND ", "(", ")"));
      return String.join(" OR ", Collections.nCopies(sought.size(), all));
    }
    MemberColumn column = placement.columns().get(0);
    return field.equals(Field.EMAIL) && !placement.form().isCoded() && !anyCase.contains(column)
        ? "LOWER(" + column.name() + ") = LOWER(?)"
        : column.name() + " IN (" + places(sought.size()) + ")";
  }

  static String places(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }

  private Row row(ResultSet row) throws SQLException {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      cells.add(read.get(i).read(row, i + 2).orElse(""));
    }
    Map<String, String> values = new LinkedHashMap<>();
    Set<String> unreadable = new HashSet<>();
    for (Placement placement : placements) {
      List<String> stored =
          cells.subList(placement.at(), placement.at() + placement.columns().size());
      Placement.Reading reading = placement.read(stored);
      if (reading.values().isEmpty()) {
        leftOut.tellUnreadable(placement, reading.failure());
      }
      for (int i = 0; i < placement.mapped().size(); i++) {
        String attribute = placement.mapped().get(i).attribute();
        if (reading.values().isEmpty()) {
          unreadable.add(attribute);
          values.put(attribute, String.join(" ", stored)); // there is something
        } else if (!reading.values().get().get(i).isEmpty()) {
          values.put(attribute, reading.values().get().get(i));
        }
      }
    }
    Version seen = new Version(
        settings.version.isPresent() ? String.valueOf(row.getLong(read.size() + 1)) : hash(cells));
    MemberId id = new MemberId(key.read(row, 1)
        .orElseThrow(() -> MemberStoreException.unavailable(
            "store-setting", settings.table + ": a row has nothing in its key " + key.name())));
    return new Row(new MemberRecord(id, values, seen, status(cells)), unreadable);
  }

  /** What shuts a member out most; everybody is active where no column says otherwise. */
  private MemberRecord.Status status(List<String> cells) {
    MemberRecord.Status status = MemberRecord.Status.ACTIVE;
    for (int i = 0; i < settings.states.size(); i++) {
      String cell = cells.get(statusAt + i);
      MemberRecord.Status told = settings
          .states
          .get(i)
          .of(cell, read.get(statusAt + i).kind() == MemberColumn.Kind.BOOLEAN);
      if (told.compareTo(status) > 0) {
        status = told;
      }
    }
    return status;
  }

  /** Stands for the whole content where the table keeps no version. */
  private static String hash(List<String> cells) {
    StringBuilder content = new StringBuilder();
    cells.forEach(cell -> content.append(cell.length()).append(':').append(cell).append('\n'));
    return Sha256.hex(content.toString());
  }
}
