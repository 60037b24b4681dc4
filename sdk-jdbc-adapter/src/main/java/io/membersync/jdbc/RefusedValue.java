package io.membersync.jdbc;

import io.membersync.profile.FieldMapping;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out which value a write has failed on: a character that the column's character set lacks, a
 * CHECK constraint, a foreign key, a trigger of the shop's. Where neither the database names the column
 * nor the catalogue those of the constraint, the write is tried without one value after the other, and
 * each trial is undone. For one write.
 */
final class RefusedValue {
  private final Sql sql;
  private final TableCatalogue catalogue;
  private final Map<Placement, Map<MemberColumn, Object>> values;
  private final Trial trial;

  /** The write with some of its values. */
  interface Trial {
    void write(Map<Placement, Map<MemberColumn, Object>> values) throws SQLException;
  }

  RefusedValue(
      Sql sql,
      TableCatalogue catalogue,
      Map<Placement, Map<MemberColumn, Object>> values,
      Trial trial) {
    this.sql = sql;
    this.catalogue = catalogue;
    this.values = values;
    this.trial = trial;
  }

  /**
   * At most two trials for each value.
   *
   * @return one that is refused; empty when that cannot be told
   * @throws SQLException if the database fails otherwise meanwhile
   */
  Optional<Placement> find(SQLException failure) throws SQLException {
    Optional<Placement> told = named(failure);
    if (told.isEmpty()) {
      told = unwritable(failure);
    }
    if (told.isEmpty()) {
      told = constrained(failure);
    }
    if (told.isEmpty() && catalogue.engineThatUndoesNothing(sql).isPresent()) {
      return Optional.empty(); // a trial would leave its row
    }
    if (told.isEmpty()) {
      told = onlyOne();
    }
    return told.isPresent() ? told : firstOfSeveral();
  }

  private Optional<Placement> named(SQLException failure) {
    return SqlFailures.column(failure)
        .flatMap(name -> values.entrySet().stream()
            .filter(entry -> entry.getValue().keySet().stream()
                .anyMatch(column -> column.label().equalsIgnoreCase(name)))
            .map(Map.Entry::getKey)
            .findFirst());
  }

  /** PostgreSQL refuses a text that its own encoding lacks before it looks at the statement. */
  private Optional<Placement> unwritable(SQLException failure) throws SQLException {
    if (!SqlFailures.isUnwritableText(failure)) {
      return Optional.empty();
    }
    for (Map.Entry<Placement, Map<MemberColumn, Object>> entry : values.entrySet()) {
      for (Object value : entry.getValue().values()) {
        if (value instanceof String
            && isRefused(() -> sql.findOne(row -> true, "SELECT CAST(? AS VARCHAR)", value))) {
          return Optional.of(entry.getKey());
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The one value that the constraint is about. Trials could not tell it where its column must be
   * filled, as the row is refused without it too.
   */
  private Optional<Placement> constrained(SQLException failure) throws SQLException {
    Optional<String> constraint = SqlFailures.constraint(failure);
    if (constraint.isEmpty()) {
      return Optional.empty();
    }
    Set<String> columns = catalogue.columns(sql, constraint.get());
    List<Placement> about = values.entrySet().stream()
        .filter(entry -> entry.getValue().keySet().stream()
            .anyMatch(column -> columns.contains(column.label().toLowerCase(Locale.ROOT))))
        .map(Map.Entry::getKey)
        .toList();
    return about.size() == 1 ? Optional.of(about.get(0)) : Optional.empty();
  }

  /** The value without which all others are taken; what the visitor need not give comes first. */
  private Optional<Placement> onlyOne() throws SQLException {
    List<Placement> placements = new ArrayList<>(values.keySet());
    placements.sort(Comparator.comparing(placement -> !isOptional(placement)));
    for (Placement placement : placements) {
      Map<Placement, Map<MemberColumn, Object>> others = new LinkedHashMap<>(values);
      others.remove(placement);
      if (!isRefused(() -> trial.write(others))) {
        return Optional.of(placement);
      }
    }
    return Optional.empty();
  }

  private static boolean isOptional(Placement placement) {
    return placement.columns().stream().allMatch(MemberColumn::nullable)
        && placement.mapped().stream().noneMatch(FieldMapping.Entry::required);
  }

  /** The first value that is refused beside those before it; what must be filled comes first. */
  private Optional<Placement> firstOfSeveral() throws SQLException {
    Map<Placement, Map<MemberColumn, Object>> taken = new LinkedHashMap<>();
    List<Placement> others = new ArrayList<>();
    values.forEach((placement, value) -> {
      if (value.keySet().stream().allMatch(MemberColumn::nullable)) {
        others.add(placement);
      } else {
        taken.put(placement, value);
      }
    });
    if (isRefused(() -> trial.write(taken))) {
      return Optional.empty();
    }
    for (Placement placement : others) {
      taken.put(placement, Optional.ofNullable(values.get(placement)).orElseThrow());
      if (isRefused(() -> trial.write(taken))) {
        return Optional.of(placement);
      }
    }
    return Optional.empty();
  }

  private interface Statement {
    void run() throws SQLException;
  }

  private boolean isRefused(Statement statement) throws SQLException {
    Savepoint before = sql.connection().setSavepoint();
    boolean refused = false;
    try {
      statement.run();
    } catch (SQLException e) {
      refused = SqlFailures.isRefusal(e) || SqlFailures.isMissing(e);
      if (!refused && !SqlFailures.isDuplicate(e)) {
        throw e;
      }
    }
    sql.connection().rollback(before);
    return refused;
  }
}
