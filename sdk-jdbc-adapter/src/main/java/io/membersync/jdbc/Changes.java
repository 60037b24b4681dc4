package io.membersync.jdbc;

import io.membersync.consent.GatedPatch;
import io.membersync.member.MemberCreator.Creation;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStore.UpdateReport.Outcome;
import io.membersync.profile.FieldMapping;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a patch comes to in the columns of one member, new or old. For one write. */
final class Changes {
  private final TableSettings settings;
  private final MemberTable table;
  private final LeftOut leftOut;
  private final Optional<MemberTable.Row> row;
  private final Map<Placement, List<GatedPatch.Entry>> patched = new LinkedHashMap<>();
  private final Map<Placement, Map<MemberColumn, Object>> values = new LinkedHashMap<>();
  private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

  Changes(
      TableSettings settings, MemberTable table, LeftOut leftOut, Optional<MemberTable.Row> row) {
    this.settings = settings;
    this.table = table;
    this.leftOut = leftOut;
    this.row = row;
  }

  /**
   * Works out the columns' values.
   *
   * @return the first refusal, which for a new member ends it
   */
  Optional<Creation> read(Sql sql, GatedPatch patch) throws SQLException {
    for (GatedPatch.Entry entry : patch.entries()) {
      patched
          .computeIfAbsent(table.placement(entry.attribute()), p -> new ArrayList<>())
          .add(entry);
    }
    for (Map.Entry<Placement, List<GatedPatch.Entry>> one : patched.entrySet()) {
      List<GatedPatch.Entry> entries =
          one.getValue().stream().filter(entry -> !isUnchanged(entry)).toList();
      if (entries.isEmpty()) {
        continue;
      }
      Optional<Creation> refusal = place(sql, one.getKey(), entries);
      if (refusal.isPresent() && row.isEmpty()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  private boolean isUnchanged(GatedPatch.Entry entry) {
    boolean unchanged = row.flatMap(held -> held.record().value(entry.attribute()))
        .filter(entry.text()::equals)
        .isPresent();
    if (unchanged) {
      outcomes.put(entry.attribute(), Outcome.UNCHANGED);
    }
    return unchanged;
  }

  private Optional<Creation> place(Sql sql, Placement placement, List<GatedPatch.Entry> entries)
      throws SQLException {
    GatedPatch.Entry first = entries.get(0);
    if (row.filter(held -> held.unreadable().contains(first.attribute())).isPresent()) {
      return leftOut(placement, entries, LeftOut.Reason.UNREADABLE, Outcome.READ_ONLY);
    }
    Optional<List<String>> texts = texts(placement, entries);
    if (texts.isEmpty()) {
      return leftOut(placement, entries, LeftOut.Reason.INCOMPLETE, Outcome.INVALID);
    }
    Optional<Map<MemberColumn, Object>> columns = placement.toValues(texts.get());
    if (columns.isEmpty()) {
      return leftOut(placement, entries, LeftOut.Reason.DOES_NOT_FIT, Outcome.INVALID);
    }
    Optional<MemberId> member = row.map(held -> held.record().id());
    for (GatedPatch.Entry entry : entries) {
      if (settings.isUnique(entry.attribute())) {
        Optional<Boolean> taken = table.isTaken(sql, entry.attribute(), entry.text(), member);
        if (taken.isEmpty()) {
          return leftOut(placement, entries, LeftOut.Reason.REFUSED, Outcome.INVALID);
        }
        if (taken.get()) {
          leftOut(placement, entries, LeftOut.Reason.TAKEN, Outcome.INVALID);
          return Optional.of(new Creation.Taken(entry.attribute()));
        }
      }
    }
    values.put(placement, columns.get());
    entries.forEach(entry -> outcomes.put(entry.attribute(), Outcome.APPLIED));
    return Optional.empty();
  }

  /** A text for each attribute that stands here: the new one, or the one that is there. */
  private Optional<List<String>> texts(Placement placement, List<GatedPatch.Entry> entries) {
    List<String> texts = new ArrayList<>();
    for (FieldMapping.Entry mapped : placement.mapped()) {
      entries.stream()
          .filter(entry -> entry.attribute().equals(mapped.attribute()))
          .map(GatedPatch.Entry::text)
          .findFirst()
          .or(() -> row.flatMap(held -> held.record().value(mapped.attribute())))
          .ifPresent(texts::add);
    }
    return texts.size() == placement.mapped().size() ? Optional.of(texts) : Optional.empty();
  }

  private Optional<Creation> leftOut(
      Placement placement, List<GatedPatch.Entry> entries, LeftOut.Reason reason, Outcome outcome) {
    entries.forEach(entry -> outcomes.put(entry.attribute(), outcome));
    leftOut.tell(entries.get(0).field(), placement, reason);
    return Optional.of(new Creation.Refused(entries.get(0).attribute()));
  }

  /** By placement, then by column. */
  Map<Placement, Map<MemberColumn, Object>> values() {
    return values;
  }

  /** The database has refused what stands here. */
  void leaveOut(Refusal refusal) {
    values.remove(refusal.placement());
    List<GatedPatch.Entry> entries = entries(refusal.placement()).stream()
        .filter(entry -> outcomes.get(entry.attribute()) == Outcome.APPLIED)
        .toList();
    entries.forEach(entry -> outcomes.put(entry.attribute(), Outcome.INVALID));
    leftOut.tell(entries.get(0).field(), refusal.placement(), refusal.reason(), refusal.detail());
  }

  /** The same for a new member. */
  Creation refused(Refusal refusal) {
    leaveOut(refusal);
    String attribute = entries(refusal.placement()).get(0).attribute();
    return refusal.reason() == LeftOut.Reason.TAKEN
        ? new Creation.Taken(attribute)
        : new Creation.Refused(attribute);
  }

  private List<GatedPatch.Entry> entries(Placement placement) {
    return Optional.ofNullable(patched.get(placement)).orElseThrow();
  }

  UpdateReport report() {
    return new UpdateReport(true, outcomes);
  }
}
