package io.membersync.jdbc;

import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares what a store was told of its table with what the database says. Reads only. */
final class TableCheck {
  private static final int MOST_TABLES = 20;

  /**
   * How long a text of these fields can be; the others have no length that a table must have. 13
   * characters hold a Korean mobile number, 16 every number there is.
   */
  private static final Map<Field<?>, Integer> LENGTHS = Map.of(
      Field.PHONE, 16,
      Field.BIRTHDAY, 9,
      Field.BIRTH_YEAR, 4,
      Field.GENDER, 7,
      Field.AGE_RANGE, 7,
      Field.CI, 88,
      Field.CHANNELS, 200,
      Field.SHIPPING_ADDRESSES, 1_000);

  /** Fields whose canonical text is a whole number. */
  private static final Set<Field<?>> NUMBERS = Set.of(Field.BIRTH_YEAR);

  /** A column as the database describes it. */
  private record Column(String name, String type, MemberColumn kind, boolean needsValue) {}

  private final JdbcMemberStoreBuilder settings;
  private final DatabaseMetaData metaData;
  private final boolean anyCase;
  private final List<TableFinding> findings = new ArrayList<>();
  private final Map<String, Column> columns = new LinkedHashMap<>();

  private TableCheck(JdbcMemberStoreBuilder settings, DatabaseMetaData metaData)
      throws SQLException {
    this.settings = settings;
    this.metaData = metaData;
    this.anyCase = metaData.storesMixedCaseQuotedIdentifiers();
  }

  static List<TableFinding> of(JdbcMemberStoreBuilder settings, Sql sql) throws SQLException {
    TableCheck check = new TableCheck(settings, sql.connection().getMetaData());
    check.run(sql.connection().getCatalog(), sql.connection().getSchema());
    return List.copyOf(check.findings);
  }

  private void run(@Nullable String catalog, @Nullable String currentSchema) throws SQLException {
    String[] parts = settings.table.split("\\.", -1);
    String schema =
        parts.length > 1 ? Dialect.fold(metaData, parts[parts.length - 2]) : currentSchema;
    String table = Dialect.fold(metaData, parts[parts.length - 1]);
    readColumns(catalog, schema, table);
    if (columns.isEmpty()) {
      add(
          "table-missing",
          settings.table,
          "there is no such table or view in schema " + schema + "; there are: "
              + tables(catalog, schema));
    } else {
      checkColumns();
    }
    if (!isThere(catalog, currentSchema, Dialect.fold(metaData, "membersync_operation"))) {
      add(
          "table-missing",
          "membersync_operation",
          "MemberSync's own tables are not there; JdbcRecords.createTables(dataSource) makes them");
    }
  }

  private void checkColumns() {
    findColumn(settings.key, "the member's id")
        .filter(key -> isUsable(key, "the member's id"))
        .filter(key -> key.needsValue() && settings.newId.isEmpty())
        .ifPresent(key -> add(
            "key-not-made",
            place(key, "the member's id"),
            "the database makes no value for a new row; use key(\"" + settings.key
                + "\", supplier), or let the column be generated"));
    for (FieldMapping.Entry mapped : settings.mapping.entries()) {
      String use = "field " + mapped.field().name();
      findColumn(settings.columnOf(mapped.attribute()), use)
          .filter(column -> isUsable(column, use))
          .ifPresent(column -> checkField(column, mapped, use));
    }
    settings.version.ifPresent(name -> findColumn(name, "the version")
        .filter(column -> column.kind().kind() != MemberColumn.Kind.WHOLE_NUMBER)
        .ifPresent(column -> add(
            "column-type",
            place(column, "the version"),
            column.type() + " is no whole number, which a version is")));
    settings.status.ifPresent(name -> findColumn(name, "the status")
        .filter(column -> isUsable(column, "the status"))
        .ifPresent(this::checkStatus));
    settings.entry.ifPresent(name -> findColumn(name, "the entry")
        .filter(column -> isUsable(column, "the entry"))
        .filter(Column::needsValue)
        .ifPresent(column -> add(
            "column-not-null",
            place(column, "the entry"),
            "most sign-ups have no entry, and the column takes no NULL; give it a default")));
    settings.whenMade.keySet().forEach(name -> findColumn(name, "whenMade"));
    checkTheRest();
  }

  private void checkField(Column column, FieldMapping.Entry mapped, String use) {
    Field<?> field = mapped.field();
    MemberColumn kind = column.kind();
    if (kind.kind() == MemberColumn.Kind.WHOLE_NUMBER) {
      if (!NUMBERS.contains(field)) {
        add(
            "column-type",
            place(column, use),
            column.type() + " takes whole numbers, and the field is text; use a text column");
      }
    } else if (kind.most() < LENGTHS.getOrDefault(field, 0)) {
      add(
          "column-short",
          place(column, use),
          "it holds " + kind.most() + " characters, and a value has up to " + LENGTHS.get(field)
              + (field.equals(Field.PHONE)
                  ? " (+821012345678 has 13, some other countries' numbers 16)"
                  : "")
              + "; a longer value is left out, never cut");
    }
    if (column.needsValue() && !mapped.required()) {
      add(
          "column-not-null",
          place(column, use),
          "a visitor may withhold the field, and the column takes no NULL; allow NULL, give it a"
              + " default, or map the field as required()");
    }
  }

  private void checkStatus(Column column) {
    long longest =
        settings.statusTexts.values().stream().mapToInt(String::length).max().orElse(0);
    if (column.kind().kind() != MemberColumn.Kind.WHOLE_NUMBER
        && longest > column.kind().most()) {
      add(
          "column-short",
          place(column, "the status"),
          "it holds " + column.kind().most() + " characters, and a text of status(…) has "
              + longest);
    }
  }

  /** Columns that nobody fills although they must be filled. */
  private void checkTheRest() {
    Set<Optional<Column>> used = Stream.of(
            Stream.of(settings.key),
            settings.mapping.entries().stream().map(e -> settings.columnOf(e.attribute())),
            settings.version.stream(),
            settings.status.stream(),
            settings.entry.stream(),
            settings.whenMade.keySet().stream())
        .flatMap(names -> names)
        .map(this::column)
        .collect(Collectors.toSet());
    for (Column column : columns.values()) {
      if (column.needsValue() && !used.contains(Optional.of(column))) {
        add(
            "column-not-null",
            settings.table + "." + column.name(),
            "it takes no NULL and has no default, and nothing is written to it; use whenMade(\""
                + column.name() + "\", …) or give it a default");
      }
    }
  }

  private Optional<Column> findColumn(String name, String use) {
    Optional<Column> column = column(name);
    if (column.isEmpty()) {
      add(
          "column-missing",
          settings.table + "." + name + " (" + use + ")",
          "there is no such column; there are: " + String.join(", ", columns.keySet()));
    }
    return column;
  }

  private Optional<Column> column(String name) {
    try {
      return Optional.ofNullable(columns.get(key(Dialect.fold(metaData, name))));
    } catch (SQLException e) {
      throw SqlFailures.translate(settings.table + ": check", e);
    }
  }

  private boolean isUsable(Column column, String use) {
    boolean usable = column.kind().kind() != MemberColumn.Kind.OTHER;
    if (!usable) {
      add(
          "column-type",
          place(column, use),
          column.type() + " is neither text nor a whole number; use a column that is");
    }
    return usable;
  }

  private void readColumns(@Nullable String catalog, @Nullable String schema, String table)
      throws SQLException {
    try (ResultSet rows = metaData.getColumns(catalog, pattern(schema), pattern(table), null)) {
      while (rows.next()) {
        if (!isSame(rows.getString("TABLE_NAME"), table)) {
          continue;
        }
        String name = rows.getString("COLUMN_NAME");
        String type = rows.getString("TYPE_NAME");
        int size = rows.getInt("COLUMN_SIZE");
        MemberColumn kind = MemberColumn.of(
            name, name, rows.getInt("DATA_TYPE"), size, rows.getInt("DECIMAL_DIGITS"));
        boolean filled = rows.getString("COLUMN_DEF") != null
            || "YES".equals(rows.getString("IS_AUTOINCREMENT"))
            || "YES".equals(rows.getString("IS_GENERATEDCOLUMN"));
        boolean needsValue = rows.getInt("NULLABLE") == DatabaseMetaData.columnNoNulls && !filled;
        columns.put(key(name), new Column(name, type, kind, needsValue));
      }
    }
  }

  private boolean isThere(@Nullable String catalog, @Nullable String schema, String table)
      throws SQLException {
    try (ResultSet rows = metaData.getTables(catalog, pattern(schema), pattern(table), null)) {
      while (rows.next()) {
        if (isSame(rows.getString("TABLE_NAME"), table)) {
          return true;
        }
      }
      return false;
    }
  }

  private String tables(@Nullable String catalog, @Nullable String schema) throws SQLException {
    List<String> names = new ArrayList<>();
    String[] types = {"TABLE", "BASE TABLE", "VIEW"};
    try (ResultSet rows = metaData.getTables(catalog, pattern(schema), null, types)) {
      while (rows.next() && names.size() <= MOST_TABLES) {
        names.add(rows.getString("TABLE_NAME"));
      }
    }
    return names.isEmpty()
        ? "none"
        : names.stream().limit(MOST_TABLES).collect(Collectors.joining(", "))
            + (names.size() > MOST_TABLES ? ", …" : "");
  }

  /** Names in these calls are patterns, in which an underscore stands for any letter. */
  private @Nullable String pattern(@Nullable String name) throws SQLException {
    if (name == null) {
      return null;
    }
    String escape = metaData.getSearchStringEscape();
    return name.replace("_", escape + "_").replace("%", escape + "%");
  }

  private boolean isSame(String there, String sought) {
    return key(there).equals(key(sought));
  }

  private String key(String name) {
    return anyCase ? name.toLowerCase(Locale.ROOT) : name;
  }

  private String place(Column column, String use) {
    return settings.table + "." + column.name() + " (" + use + ")";
  }

  private void add(String code, String place, String mend) {
    findings.add(new TableFinding(code, place, mend));
  }
}
