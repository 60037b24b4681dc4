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

  /** Values such as there are many, to try a codec on. Nobody's. */
  private static final Map<Field<?>, String> SAMPLES = Map.of(
      Field.PHONE, "+821012345678",
      Field.EMAIL, "a.member.of.the.shop@example.com",
      Field.BIRTHDAY, "--12-31",
      Field.BIRTH_YEAR, "1999",
      Field.GENDER, "female");

  /** Fields whose canonical text is a whole number. */
  private static final Set<Field<?>> NUMBERS = Set.of(Field.BIRTH_YEAR);

  /** A column as the database describes it. */
  private record Column(String name, String type, MemberColumn kind, boolean needsValue) {}

  private final TableSettings settings;
  private final DatabaseMetaData metaData;
  private final boolean anyCase;
  private final Mends mends;
  private final List<TableFinding> findings = new ArrayList<>();
  private final Map<String, Column> columns = new LinkedHashMap<>();

  private TableCheck(TableSettings settings, DatabaseMetaData metaData) throws SQLException {
    this.settings = settings;
    this.metaData = metaData;
    this.anyCase = metaData.storesMixedCaseQuotedIdentifiers();
    this.mends = new Mends(ShopDialect.of(metaData), settings.table);
  }

  static List<TableFinding> of(TableSettings settings, Sql sql) throws SQLException {
    TableCheck check = new TableCheck(settings, sql.connection().getMetaData());
    check.run(sql.connection().getCatalog(), sql.connection().getSchema());
    check.checkEngine(sql);
    return List.copyOf(check.findings);
  }

  private void run(@Nullable String currentCatalog, @Nullable String currentSchema)
      throws SQLException {
    String[] parts = settings.table.split("\\.", -1);
    boolean isMySql = ShopDialect.of(metaData) == ShopDialect.MYSQL;
    @Nullable
    String owner = parts.length > 1 ? Dialect.fold(metaData, parts[parts.length - 2]) : null;
    @Nullable String catalog = isMySql && owner != null ? owner : currentCatalog;
    @Nullable String schema = isMySql || owner == null ? currentSchema : owner;
    String table = Dialect.fold(metaData, parts[parts.length - 1]);
    readColumns(catalog, schema, table);
    if (columns.isEmpty()) {
      add(
          "table-missing",
          settings.table,
          "there is no such table or view in schema " + (isMySql ? catalog : schema)
              + "; there are: " + tables(catalog, schema));
    } else {
      checkColumns();
    }
    if (!isThere(currentCatalog, currentSchema, Dialect.fold(metaData, "membersync_operation"))) {
      add(
          "table-missing",
          "membersync_operation",
          "MemberSync's own tables are not there; JdbcRecords.createTables(dataSource) makes them");
    }
  }

  private void checkEngine(Sql sql) throws SQLException {
    new TableCatalogue(ShopDialect.of(metaData), settings.table, settings.table)
        .engineThatUndoesNothing(sql)
        .ifPresent(engine -> add(
            "table-engine",
            settings.table,
            "its engine " + engine
                + " cannot undo a write: a sign-up that fails half-way leaves its"
                + " row there, and one with a value that the table refuses fails; use InnoDB",
            Optional.of("ALTER TABLE " + settings.table + " ENGINE=InnoDB")));
  }

  private void checkColumns() {
    findColumn(settings.key, "the member's id")
        .filter(key -> isUsable(key, "the member's id", false))
        .filter(key -> key.needsValue() && settings.newId.isEmpty() && settings.sequence.isEmpty())
        .ifPresent(key -> add(
            "key-not-made",
            place(key, "the member's id"),
            "the database makes no value for a new row; use key(\"" + settings.key
                + "\", supplier), or let the column be generated"));
    for (Placing placing : settings.placings()) {
      checkPlacing(placing);
    }
    settings.version.ifPresent(name -> findColumn(name, "the version")
        .filter(column -> column.kind().kind() != MemberColumn.Kind.WHOLE_NUMBER)
        .ifPresent(column -> add(
            "column-type",
            place(column, "the version"),
            column.type() + " is no whole number, which a version is")));
    settings.password.ifPresent(name -> findColumn(name, "the password"));
    for (StatusColumn state : settings.states) {
      findColumn(state.column(), "the status")
          .filter(column -> state.texts().isEmpty() || isUsable(column, "the status", false))
          .ifPresent(column -> checkStatus(column, state));
    }
    settings.entry.ifPresent(name -> findColumn(name, "the entry")
        .filter(column -> isUsable(column, "the entry", false))
        .filter(Column::needsValue)
        .filter(column -> !isMade(column))
        .ifPresent(column -> add(
            "column-not-null",
            place(column, "the entry"),
            "most sign-ups have no entry, and the column takes no NULL; use whenMade(\""
                + column.name() + "\", …) for those, or give it a default",
            mends.allowNull(column.kind()))));
    settings.whenMade.keySet().forEach(name -> findColumn(name, "whenMade"));
    checkTheRest();
    findings.addAll(new NewRowCheck(settings, name -> column(name).map(Column::kind), mends).run());
  }

  private void checkPlacing(Placing placing) {
    List<Column> found = new ArrayList<>();
    for (String name : placing.columns()) {
      findColumn(name, placing.use())
          .filter(column -> isUsable(column, placing.use(), placing.form().isCoded()))
          .ifPresent(found::add);
    }
    placing
        .search()
        .ifPresent(search -> findColumn(search.column(), placing.use() + ", to look for it"));
    if (found.size() < placing.columns().size()) {
      return;
    }
    if (placing.form().isCoded()) {
      checkSample(placing, found);
    } else {
      checkField(found.get(0), placing.mapped().get(0), placing.use());
    }
    for (Column column : found) {
      if (column.needsValue() && !placing.isRequired() && !isMade(column)) {
        add(
            "column-not-null",
            place(column, placing.use()),
            "a visitor may withhold the field, and the column takes no NULL; use whenMade(\""
                + column.name() + "\", …) for those who do, map the field as required(), give the"
                + " column a default, or allow NULL",
            mends.allowNull(column.kind()));
      }
    }
  }

  private void checkField(Column column, FieldMapping.Entry mapped, String use) {
    Field<?> field = mapped.field();
    MemberColumn kind = column.kind();
    int length = LENGTHS.getOrDefault(field, 0);
    if (kind.kind() == MemberColumn.Kind.WHOLE_NUMBER) {
      if (!NUMBERS.contains(field)) {
        add(
            "column-type",
            place(column, use),
            column.type() + " takes whole numbers, and the field is text; use a text column");
      }
    } else if (kind.most() < length) {
      add(
          "column-short",
          place(column, use),
          "it holds " + kind.most() + " characters, and a value has up to " + length
              + (field.equals(Field.PHONE)
                  ? " (+821012345678 has 13, some other countries' numbers 16)"
                  : "")
              + "; a longer value is left out, never cut",
          mends.widen(kind, length));
    }
  }

  /** What a codec makes of a value such as there are many. */
  private void checkSample(Placing placing, List<Column> found) {
    List<String> samples = placing.mapped().stream()
        .map(entry -> SAMPLES.getOrDefault(entry.field(), ""))
        .toList();
    if (samples.contains("")) {
      return;
    }
    Optional<List<String>> texts;
    try {
      texts = placing.form().to(samples);
    } catch (RuntimeException e) {
      add(
          "codec-fails",
          settings.table + "." + String.join(", ", placing.columns()) + " (" + placing.use() + ")",
          "the codec threw " + e.getClass().getName() + " for a made-up value; mend the codec");
      return;
    }
    for (int i = 0; texts.isPresent() && i < found.size(); i++) {
      Column column = found.get(i);
      String text = texts.get().get(i);
      if (!text.isEmpty() && column.kind().toValue(text).isEmpty()) {
        boolean isText = column.type().toLowerCase(Locale.ROOT).contains("char");
        add(
            isText ? "column-short" : "column-type",
            place(column, placing.use()),
            isText
                ? "it holds " + column.kind().most() + " characters, and the codec makes "
                    + text.length() + " of a usual value; a longer value is left out, never cut"
                : column.type() + " cannot hold what the codec makes of a usual value",
            isText ? mends.widen(column.kind(), text.length()) : Optional.empty());
      }
    }
  }

  private void checkStatus(Column column, StatusColumn state) {
    long longest = state.texts().stream().mapToInt(String::length).max().orElse(0);
    if (column.kind().takesText()
        && column.kind().kind() != MemberColumn.Kind.WHOLE_NUMBER
        && column.kind().kind() != MemberColumn.Kind.BOOLEAN
        && longest > column.kind().most()) {
      add(
          "column-short",
          place(column, "the status"),
          "it holds " + column.kind().most() + " characters, and a text of status(…) has "
              + longest);
    }
    if (column.needsValue() && state.newText().isEmpty() && !isMade(column)) {
      add(
          "column-not-null",
          place(column, "the status"),
          "it takes no NULL and has no default, and nothing is written to it for a new member; use"
              + " whenMade(\"" + column.name() + "\", …)");
    }
  }

  private boolean isMade(Column column) {
    return settings.whenMade.keySet().stream()
        .anyMatch(name -> column(name).equals(Optional.of(column)));
  }

  /** Columns that nobody fills although they must be filled. */
  private void checkTheRest() {
    Set<Optional<Column>> used =
        settings.columnNames().stream().map(this::column).collect(Collectors.toSet());
    for (Column column : columns.values()) {
      if (column.needsValue() && !used.contains(Optional.of(column))) {
        add(
            "column-not-null",
            settings.table + "." + column.name(),
            "it takes no NULL and has no default, and nothing is written to it; say "
                + suppliers(column) + "; or give it a default, or allow NULL",
            mends.allowNull(column.kind()));
      }
    }
  }

  /** Only a date tells by its type what it may be for. */
  private static String suppliers(Column column) {
    return switch (column.kind().kind()) {
      case DATE, DATE_TIME, MOMENT ->
        "what a new member gets there: joinedAt(\"" + column.name() + "\") or whenMade(\""
            + column.name() + "\", …)";
      default ->
        "what a new member gets there: whenMade(\"" + column.name() + "\", …), the same for"
            + " everybody: literal(…), the member's state: status(…), or the moment of joining:"
            + " joinedAt(\"" + column.name() + "\", pattern)";
    };
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

  private boolean isUsable(Column column, String use, boolean coded) {
    MemberColumn kind = column.kind();
    boolean usable = kind.takesText() || (coded && kind.kind() != MemberColumn.Kind.OTHER);
    if (!usable) {
      add(
          "column-type",
          place(column, use),
          column.type() + " is neither text nor a whole number; use a column that is"
              + (kind.kind() == MemberColumn.Kind.OTHER || coded ? "" : ", or a ColumnCodec"));
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
        MemberColumn kind = MemberColumn.of(rows);
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

  /** Without MemberSync's own, among which those of the shop would not be seen. */
  private String tables(@Nullable String catalog, @Nullable String schema) throws SQLException {
    List<String> names = new ArrayList<>();
    String[] types = {"TABLE", "BASE TABLE", "VIEW"};
    try (ResultSet rows = metaData.getTables(catalog, pattern(schema), null, types)) {
      while (rows.next() && names.size() <= MOST_TABLES) {
        String name = rows.getString("TABLE_NAME");
        if (!name.toLowerCase(Locale.ROOT).startsWith("membersync_")) {
          names.add(name);
        }
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
    add(code, place, mend, Optional.empty());
  }

  private void add(String code, String place, String mend, Optional<String> sql) {
    findings.add(new TableFinding(code, place, mend, sql));
  }
}
