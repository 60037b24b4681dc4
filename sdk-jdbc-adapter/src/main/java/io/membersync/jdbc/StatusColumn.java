package io.membersync.jdbc;

import io.membersync.member.MemberRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A column that tells something of whether the shop lets a member in. Immutable.
 *
 * @param newText what a new member gets; empty where the database fills it
 * @param texts every text that the settings name, for the check
 */
record StatusColumn(
    String column,
    Optional<String> newText,
    List<String> texts,
    Function<String, MemberRecord.Status> meaning) {

  /** Any text that is not named lets nobody in. */
  static StatusColumn of(String column, Map<MemberRecord.Status, String> texts) {
    Map<MemberRecord.Status, String> known = Map.copyOf(texts);
    return new StatusColumn(
        column,
        Optional.ofNullable(known.get(MemberRecord.Status.ACTIVE)),
        List.copyOf(known.values()),
        cell -> known.entrySet().stream()
            .filter(state -> state.getValue().equals(cell))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(MemberRecord.Status.BLOCKED));
  }

  /** A flag: only its one text means something. */
  static StatusColumn flag(String column, String text, MemberRecord.Status state) {
    return new StatusColumn(
        column,
        Optional.empty(),
        List.of(text),
        cell -> cell.equals(text) ? state : MemberRecord.Status.ACTIVE);
  }

  /** A date of leaving, a reason: anything there means something. */
  static StatusColumn filled(String column, MemberRecord.Status state) {
    return new StatusColumn(
        column,
        Optional.empty(),
        List.of(),
        cell -> cell.isEmpty() ? MemberRecord.Status.ACTIVE : state);
  }

  /** A boolean reads as true or false, whatever the settings write for it. */
  MemberRecord.Status of(String cell, boolean isBoolean) {
    if (!isBoolean || texts.contains(cell)) {
      return meaning.apply(cell);
    }
    return meaning.apply(texts.stream()
        .filter(text -> MemberColumn.toBoolean(text).equals(cell))
        .findFirst()
        .orElse(cell));
  }
}
