package io.membersync.jdbc;

import io.membersync.member.MemberStoreException;
import io.membersync.profile.Field;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Counts rows of the shop's table, each count within a time and a number of rows. */
final class RowCounts {
  /** How many values several members have, and how many members have one of them. */
  private static final String SHARED = "COALESCE(SUM(CASE WHEN members > 1 THEN 1 ELSE 0 END), 0),"
      + " COALESCE(SUM(CASE WHEN members > 1 THEN members ELSE 0 END), 0)";

  private final TableSettings settings;
  private final int timeoutSeconds;
  private final int mostRows;
  private final List<TableFinding> findings;

  RowCounts(TableSettings settings, Duration timeout, int mostRows, List<TableFinding> findings) {
    this.settings = settings;
    this.timeoutSeconds = (int) timeout.plusNanos(999_999_999).toSeconds();
    this.mostRows = mostRows;
    this.findings = findings;
  }

  /** Members who share a phone or an e-mail address, in whatever spelling. */
  void duplicates(MemberTable table, Placement placement) {
    Field<?> field = placement.mapped().get(0).field();
    if (!field.equals(Field.PHONE) && !field.equals(Field.EMAIL)) {
      return;
    }
    String place = settings.table + "."
        + placement.columns().stream().map(MemberColumn::label).collect(Collectors.joining(", "))
        + " (field " + field.name() + ")";
    Optional<String> compared = compared(table.dialect(), placement, field);
    if (compared.isEmpty()) {
      add(
          "not-counted",
          place,
          "one value has many forms here, so nobody but the shop's own code can tell who shares one",
          Optional.empty());
      return;
    }
    String some = placement.columns().get(0).name() + " IS NOT NULL";
    // The inner query is the dear one, so that it is asked once for each row.
    String read =
        "SELECT " + compared.get() + " AS read_as FROM " + table.name() + " WHERE " + some;
    String held = (field.equals(Field.PHONE) ? ShopDialect.DIALLED : "read_as") + " AS held";
    String list = "SELECT held, COUNT(*) AS members FROM (SELECT " + held + " FROM (" + read
        + ") seen) counted GROUP BY held HAVING COUNT(*) > 1";
    String count = "SELECT COALESCE(SUM(members), 0), " + SHARED
        + " FROM (SELECT held, COUNT(*) AS members FROM (SELECT " + held + " FROM (" + read
        + " LIMIT ?) seen) one_by_one WHERE held <> '' GROUP BY held) counted";
    Optional<List<Long>> numbers =
        ask(table, place, count, List.of(mostRows), 3, Optional.of(list));
    if (numbers.isPresent() && numbers.get().get(1) > 0) {
      add(
          "duplicates",
          place,
          String.format(
              Locale.ROOT,
              "%d values are shared by %d members, of %d rows with one%s; whoever proves such a value"
                  + " has to prove which member it is. The statement lists them",
              numbers.get().get(1),
              numbers.get().get(2),
              numbers.get().get(0),
              bounded(numbers.get().get(0))),
          Optional.of(list));
    }
  }

  /** What of a row is compared; empty where only the shop's code could. */
  private static Optional<String> compared(
      ShopDialect dialect, Placement placement, Field<?> field) {
    boolean usual = !placement.form().isCoded()
        || (placement.form() instanceof Form.Coded coded
            && coded.codec() instanceof ReadyCodecs.Phone)
        || placement.form() instanceof Form.Split;
    if (!usual && placement.search().isPresent()) {
      return Optional.of(placement.search().get().column().name());
    }
    List<MemberColumn> columns = placement.columns();
    if (!usual) {
      String sample = field.equals(Field.PHONE) ? "+821012345678" : "nobody@example.com";
      boolean one = columns.get(0).kind() != MemberColumn.Kind.BYTES
          && !placement.sought(sample).isEmpty();
      return one ? Optional.of(columns.get(0).name()) : Optional.empty();
    }
    String text = columns.size() == 1
        ? columns.get(0).name()
        : columns.stream()
            .map(column -> "COALESCE(" + column.name() + ", '')")
            .collect(Collectors.joining(", ", "CONCAT(", ")"));
    return Optional.of(
        field.equals(Field.PHONE) ? dialect.digitsOf(text) : "LOWER(TRIM(" + text + "))");
  }

  /** Identities of an older login that stand with several members: none of them is let in by it. */
  void sharedIdentities(MemberTable table, OldIdentityLookup lookup) {
    List<Object> bound = new ArrayList<>();
    String read = lookup.selectTies(table, value -> {
      bound.add(value);
      return "?";
    });
    bound.add(mostRows);
    String shown = lookup.selectTies(
        table,
        value -> value instanceof String text
            ? "'" + text.replace("'", "''") + "'"
            : String.valueOf(value));
    String members = "COUNT(DISTINCT whose) AS members";
    String list = "SELECT held, " + members + " FROM (" + shown
        + ") seen GROUP BY held HAVING COUNT(DISTINCT whose) > 1";
    String count =
        "SELECT COALESCE(SUM(seen), 0), " + SHARED + " FROM (SELECT held, COUNT(*) AS seen, "
            + members + " FROM (" + read + " LIMIT ?) one_by_one GROUP BY held) counted";
    String place = lookup.place(settings.table);
    Optional<List<Long>> numbers = ask(table, place, count, bound, 3, Optional.of(list));
    if (numbers.isPresent() && numbers.get().get(1) > 0) {
      add(
          "duplicates",
          place,
          String.format(
              Locale.ROOT,
              "%d identities stand with %d members, of %d rows with one%s; nobody is let in by such an"
                  + " identity (store-identity-of-several) until the members are merged or what is"
                  + " wrong is deleted. The statement lists them",
              numbers.get().get(1),
              numbers.get().get(2),
              numbers.get().get(0),
              bounded(numbers.get().get(0))),
          Optional.of(list));
    }
  }

  private String bounded(long rows) {
    return rows >= mostRows ? " (the first that the database gave; there may be more)" : "";
  }

  /** Members whose status the shop has not named: none of them is let in. */
  void unknownStates(MemberTable table) {
    for (StatusColumn state : settings.states) {
      if (state.newText().isEmpty()) {
        continue;
      }
      MemberColumn column = table.described(state.column());
      List<Object> bound = new ArrayList<>(List.of(mostRows));
      state.texts().forEach(text -> column.toValue(text).ifPresent(bound::add));
      String count = "SELECT COUNT(*) FROM (SELECT " + column.name() + " AS state FROM "
          + table.name() + " LIMIT ?) seen WHERE state IS NULL OR state NOT IN ("
          + MemberTable.places(bound.size() - 1) + ")";
      String place = settings.table + "." + column.label() + " (the status)";
      String list = "SELECT " + column.name() + ", COUNT(*) FROM " + table.name() + " GROUP BY "
          + column.name();
      Optional<List<Long>> numbers = ask(table, place, count, bound, 1, Optional.of(list));
      if (numbers.isPresent() && numbers.get().get(0) > 0) {
        add(
            "status-unknown",
            place,
            numbers.get().get(0) + " members have something else there than status(…) names, and"
                + " none of them is let in. The statement lists what there is",
            Optional.of(list));
      }
    }
  }

  private Optional<List<Long>> ask(
      MemberTable table,
      String place,
      String query,
      List<Object> bound,
      int numbers,
      Optional<String> byHand) {
    try {
      return Optional.of(settings.unit.step(settings.table + ": probe, counting", sql -> {
        table.dialect().beginReadOnly(sql.connection());
        try (PreparedStatement prepared = sql.connection().prepareStatement(query)) {
          return read(prepared, bound, numbers);
        }
      }));
    } catch (MemberStoreException e) {
      if (!e.code().equals("store-timeout")) {
        throw e;
      }
      add(
          "not-counted",
          place,
          "counting took longer than " + timeoutSeconds + " seconds and was given up; run the"
              + " statement on a replica",
          byHand);
      return Optional.empty();
    }
  }

  private List<Long> read(PreparedStatement prepared, List<Object> bound, int numbers)
      throws SQLException {
    prepared.setQueryTimeout(timeoutSeconds);
    for (int i = 0; i < bound.size(); i++) {
      prepared.setObject(i + 1, bound.get(i));
    }
    try (ResultSet row = prepared.executeQuery()) {
      List<Long> read = new ArrayList<>();
      row.next();
      for (int i = 1; i <= numbers; i++) {
        read.add(row.getLong(i));
      }
      return read;
    }
  }

  private void add(String code, String place, String mend, Optional<String> sql) {
    findings.add(new TableFinding(code, place, mend, sql));
  }
}
