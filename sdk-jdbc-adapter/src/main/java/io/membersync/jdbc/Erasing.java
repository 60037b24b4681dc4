package io.membersync.jdbc;

import io.membersync.member.MemberEraser.Erasure;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStore.UpdateReport.Outcome;
import io.membersync.member.MemberStoreException;
import io.membersync.profile.FieldMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is blanked of one member: what the shop has marked, and nothing else. */
final class Erasing {
  private final TableSettings settings;
  private final MemberTable table;
  private final MemberTable.Row row;
  private final Set<String> attributes;

  Erasing(TableSettings settings, MemberTable table, MemberTable.Row row, Set<String> attributes) {
    this.settings = settings;
    this.table = table;
    this.row = row;
    this.attributes = attributes;
  }

  List<Erasure> plan() {
    List<Erasure> plan = new ArrayList<>();
    for (FieldMapping.Entry mapped : settings.mapping.entries()) {
      String attribute = mapped.attribute();
      if (attributes.contains(attribute) && isMarked(attribute)) {
        Map<MemberColumn, Object> blank = blank(table.placement(attribute), attribute);
        plan.add(new Erasure(
            attribute,
            blank.keySet().stream()
                .map(column -> settings.table + "." + column.label())
                .collect(Collectors.joining(", ")),
            hasValue(attribute),
            blank.values().stream().map(Erasing::text).collect(Collectors.joining(", "))));
      }
    }
    return plan;
  }

  /** A column that two attributes share is blanked only if both are marked, and both are to go. */
  private boolean isMarked(String attribute) {
    return settings.erased.containsKey(attribute)
        && table.placement(attribute).mapped().stream()
            .map(FieldMapping.Entry::attribute)
            .allMatch(one -> settings.erased.containsKey(one) && attributes.contains(one));
  }

  private static String text(Object value) {
    return value instanceof Optional ? "NULL" : "'" + value + "'";
  }

  /** Blank already counts as no value, so that a second erasure has nothing to do. */
  private boolean hasValue(String attribute) {
    Optional<String> held = row.record().value(attribute);
    Optional<String> blanked =
        replacement(attribute).map(text -> text.apply(row.record().id()));
    return held.isPresent() && !held.equals(blanked);
  }

  private Optional<Function<MemberId, String>> replacement(String attribute) {
    return settings.erased.getOrDefault(attribute, Optional.empty());
  }

  Map<Placement, Map<MemberColumn, Object>> values() {
    Map<Placement, Map<MemberColumn, Object>> values = new LinkedHashMap<>();
    for (String attribute : attributes) {
      if (isMarked(attribute) && hasValue(attribute)) {
        Placement placement = table.placement(attribute);
        values.put(placement, blank(placement, attribute));
      }
    }
    return values;
  }

  /** What takes the place of the values, in the table's own columns and in the one sought by. */
  private Map<MemberColumn, Object> blank(Placement placement, String attribute) {
    Map<MemberColumn, Object> blank = new LinkedHashMap<>();
    Optional<String> text =
        replacement(attribute).map(of -> of.apply(row.record().id()));
    List<MemberColumn> columns = new ArrayList<>(placement.columns());
    placement
        .search()
        .filter(Placement.Search::written)
        .map(Placement.Search::column)
        .ifPresent(columns::add);
    for (int i = 0; i < columns.size(); i++) {
      MemberColumn column = columns.get(i);
      blank.put(
          column,
          (i == 0 && text.isPresent() ? column.toValue(text.get()) : column.blank())
              .orElseThrow(() -> MemberStoreException.unavailable(
                  "store-erase",
                  settings.table + "." + column.label()
                      + " takes neither NULL nor the text that is to stand there when " + attribute
                      + " is blanked; use eraseOnWithdrawal(\"" + attribute
                      + "\", member -> …)")));
    }
    return blank;
  }

  /** The table does not let the values be blanked. */
  MemberStoreException failed(Refusal refusal) {
    String columns = settings.table + ": what blanks " + refusal.placement().columnNames();
    String text = refusal.reason() == LeftOut.Reason.TAKEN
        ? " stands with another member already, and the column is unique; give"
            + " eraseOnWithdrawal(attribute, member -> …) another text for each member"
        : " is not taken by a constraint or a trigger of the table; give"
            + " eraseOnWithdrawal(attribute, member -> …) a text that is";
    return MemberStoreException.unavailable("store-erase", columns + text);
  }

  UpdateReport report() {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (String attribute : attributes) {
      outcomes.put(
          attribute,
          !isMarked(attribute)
              ? Outcome.READ_ONLY
              : hasValue(attribute) ? Outcome.APPLIED : Outcome.UNCHANGED);
    }
    return new UpdateReport(true, outcomes);
  }
}
