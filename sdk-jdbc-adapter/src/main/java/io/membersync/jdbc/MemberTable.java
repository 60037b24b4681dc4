package io.membersync.jdbc;

import io.membersync.consent.GatedPatch;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberRecord.Version;
import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The shop's table as the database describes it: its statements and rows. Immutable. */
final class MemberTable {
  private static final int MOST_CANDIDATES = 50;

  private final JdbcMemberStoreBuilder settings;
  private final String table;
  private final MemberColumn key;
  private final Map<String, MemberColumn> columns;
  private final Optional<MemberColumn> version;
  private final Optional<MemberColumn> status;
  private final String select;

  private MemberTable(
      JdbcMemberStoreBuilder settings, String table, List<MemberColumn> found, String select) {
    this.settings = settings;
    this.table = table;
    this.select = select;
    this.key = found.get(0);
    this.columns = new LinkedHashMap<>();
    int at = 1;
    for (FieldMapping.Entry entry : settings.mapping.entries()) {
      columns.put(entry.attribute(), found.get(at++));
    }
    this.version = settings.version.isPresent() ? Optional.of(found.get(at++)) : Optional.empty();
    this.status = settings.status.isPresent() ? Optional.of(found.get(at)) : Optional.empty();
  }

  /** Asks the database for the types of the columns. */
  static MemberTable read(JdbcMemberStoreBuilder settings, Sql sql) throws SQLException {
    DatabaseMetaData metaData = sql.connection().getMetaData();
    List<String> names = new ArrayList<>(List.of(quote(metaData, settings.key)));
    for (FieldMapping.Entry entry : settings.mapping.entries()) {
      names.add(quote(metaData, settings.columnOf(entry.attribute())));
    }
    if (settings.version.isPresent()) {
      names.add(quote(metaData, settings.version.get()));
    }
    if (settings.status.isPresent()) {
      names.add(quote(metaData, settings.status.get()));
    }
    StringBuilder table = new StringBuilder();
    for (String part : settings.table.split("\\.", -1)) {
      table.append(table.isEmpty() ? "" : ".").append(quote(metaData, part));
    }
    String select = "SELECT " + String.join(", ", names) + " FROM " + table;
    List<MemberColumn> found = new ArrayList<>();
    try {
      sql.describe(select + " WHERE 1 = 0", (ResultSetMetaData described) -> {
        for (int i = 0; i < names.size(); i++) {
          found.add(MemberColumn.of(names.get(i), described, i + 1));
        }
      });
    } catch (SQLException e) {
      throw SqlFailures.translate(
          settings.table
              + ": reading its columns "
              + String.join(", ", names)
              + " (JdbcMemberStore.check() compares them with the table)",
          e);
    }
    return new MemberTable(settings, table.toString(), found, select);
  }

  private static String quote(DatabaseMetaData metaData, String identifier) throws SQLException {
    return Dialect.quote(metaData, identifier);
  }

  /** One row, values as stored and as MemberSync reads them. */
  record Row(MemberRecord record, Map<String, String> stored) {}

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

  List<MemberId> findHolders(Sql sql, ProvenContact contact) throws SQLException {
    List<MemberId> holders = new ArrayList<>();
    for (FieldMapping.Entry entry : settings.mapping.entries()) {
      if (!entry.field().equals(contact.field())) {
        continue;
      }
      for (Row row : candidates(sql, entry.attribute(), contact.field(), contact.value())) {
        boolean same = row.record()
            .value(entry.attribute())
            .filter(held -> MemberColumn.isSameContact(contact.field(), held, contact.value()))
            .isPresent();
        if (same && !holders.contains(row.record().id())) {
          holders.add(row.record().id());
        }
      }
    }
    return holders;
  }

  /** Whether a member other than this one has the value; for a new member pass none. */
  boolean isTaken(Sql sql, GatedPatch.Entry entry, Optional<MemberId> member) throws SQLException {
    return candidates(sql, entry.attribute(), entry.field(), entry.text()).stream()
        .anyMatch(row -> member.filter(row.record().id()::equals).isEmpty());
  }

  private List<Row> candidates(Sql sql, String attribute, Field<?> field, String canonical)
      throws SQLException {
    MemberColumn column = column(attribute);
    List<Object> values = new ArrayList<>();
    for (String spelling : MemberColumn.spellings(field, canonical)) {
      column.toValue(spelling).ifPresent(values::add);
    }
    if (values.isEmpty()) {
      return List.of();
    }
    boolean anyCase = field.equals(Field.EMAIL);
    String condition = anyCase
        ? "LOWER(" + column.name() + ") = LOWER(?)"
        : column.name() + " IN (" + places(values.size()) + ")";
    values.add(MOST_CANDIDATES);
    return sql.findAll(
        this::row,
        select + " WHERE " + condition + " ORDER BY " + key.name() + " LIMIT ?",
        values.toArray());
  }

  private static String places(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }

  /**
   * The column of an attribute.
   *
   * @throws IllegalStateException if the store's mapping lacks it
   */
  MemberColumn column(String attribute) {
    MemberColumn column = columns.get(attribute);
    if (column == null) {
      throw new IllegalStateException("the member store on "
          + settings.table
          + " does not map attribute "
          + attribute
          + "; give the store and the engine the same FieldMapping");
    }
    return column;
  }

  /** Writes these values, and a new version where there is a column for it. */
  void update(Sql sql, MemberId member, Map<String, Object> values) throws SQLException {
    List<String> changes = new ArrayList<>();
    List<Object> bound = new ArrayList<>();
    values.forEach((attribute, value) -> {
      changes.add(column(attribute).name() + " = ?");
      bound.add(value);
    });
    version.ifPresent(
        column -> changes.add(column.name() + " = COALESCE(" + column.name() + ", 0) + 1"));
    bound.add(key.toValue(member.value()).orElseThrow());
    String update =
        "UPDATE " + table + " SET " + String.join(", ", changes) + " WHERE " + key.name() + " = ?";
    try {
      sql.update(update, bound.toArray());
    } catch (SQLException e) {
      throw SqlFailures.translate(
          settings.table
              + ": update member's columns "
              + values.keySet().stream()
                  .map(attribute -> column(attribute).name())
                  .collect(Collectors.joining(", ")),
          e);
    }
  }

  /** Inserts a member and returns its id. */
  MemberId insert(Sql sql, Map<String, Object> values, Optional<String> entry) throws SQLException {
    DatabaseMetaData metaData = sql.connection().getMetaData();
    Map<String, Object> row = new LinkedHashMap<>();
    values.forEach((attribute, value) -> row.put(column(attribute).name(), value));
    version.ifPresent(column -> row.put(column.name(), 1L));
    status.ifPresent(
        column -> row.put(column.name(), settings.statusText(MemberRecord.Status.ACTIVE)));
    if (settings.entry.isPresent() && entry.isPresent()) {
      row.put(quote(metaData, settings.entry.get()), entry.get());
    }
    for (Map.Entry<String, Supplier<?>> made : settings.whenMade.entrySet()) {
      row.put(quote(metaData, made.getKey()), timestamp(made.getValue().get()));
    }
    Optional<String> id = settings.newId.map(Supplier::get);
    if (id.isPresent()) {
      row.put(key.name(), key.toValue(id.get()).orElseThrow(() -> unfit(id.get())));
    }
    String insert = "INSERT INTO "
        + table
        + " ("
        + String.join(", ", row.keySet())
        + ") VALUES ("
        + places(row.size())
        + ")";
    try {
      if (id.isPresent()) {
        sql.update(insert, row.values().toArray());
        return new MemberId(id.get());
      }
      return insertGenerating(sql, insert, row);
    } catch (SQLException e) {
      // What failed is told by its state only, so the columns it can be about are named.
      throw SqlFailures.translate(
          settings.table + ": create member with columns " + String.join(", ", row.keySet()), e);
    }
  }

  private MemberId insertGenerating(Sql sql, String insert, Map<String, Object> row)
      throws SQLException {
    return sql.insertGenerating(key.label(), insert, row.values().toArray())
        .map(MemberId::new)
        .orElseThrow(() -> new IllegalStateException("the database makes no value for "
            + key.name()
            + " of "
            + settings.table
            + "; use key(column, supplier)"));
  }

  private static Object timestamp(Object value) {
    return value instanceof Instant time ? Timestamp.from(time) : value;
  }

  private IllegalStateException unfit(String id) {
    return new IllegalStateException(
        "the new member id of " + id.length() + " characters does not fit into " + key.name());
  }

  private Row row(ResultSet row) throws SQLException {
    Map<String, String> stored = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>();
    int at = 2;
    for (FieldMapping.Entry entry : settings.mapping.entries()) {
      Optional<String> text =
          column(entry.attribute()).toText(Optional.ofNullable(row.getString(at++)));
      if (text.isPresent()) {
        stored.put(entry.attribute(), text.get());
        values.put(entry.attribute(), MemberColumn.canonical(entry.field(), text.get()));
      }
    }
    Optional<String> number = version.isPresent()
        ? Optional.of(row.getLong(at++)).map(String::valueOf)
        : Optional.empty();
    Optional<String> state = status.isPresent()
        ? status.get().toText(Optional.ofNullable(row.getString(at)))
        : Optional.empty();
    MemberRecord.Status meaning =
        status.isPresent() ? settings.statusOf(state.orElse("")) : MemberRecord.Status.ACTIVE;
    String id = key.kind() == MemberColumn.Kind.PADDED_TEXT
        ? row.getString(1).stripTrailing()
        : row.getString(1);
    Version seen = new Version(number.orElseGet(() -> hash(stored, state)));
    return new Row(new MemberRecord(new MemberId(id), values, seen, meaning), stored);
  }

  /** Stands for the whole content where the table keeps no version. */
  private static String hash(Map<String, String> stored, Optional<String> state) {
    StringBuilder content = new StringBuilder();
    stored.forEach((attribute, text) -> content
        .append(attribute)
        .append('=')
        .append(text.length())
        .append(':')
        .append(text)
        .append('\n'));
    content.append(state.orElse(""));
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256")
          .digest(content.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
