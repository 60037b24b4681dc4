package io.membersync.jdbc;

import io.membersync.member.PersonId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Tries what a new member's row would get, as far as nobody is needed for it. A supplier of the shop
 * is not asked: it may take a number that nobody gives back.
 */
final class NewRowCheck {
  private static final NewMember NOBODY =
      new NewMember(new PersonId(new UUID(0, 0)), Optional.empty());

  private final TableSettings settings;
  private final Function<String, Optional<MemberColumn>> columns;
  private final Mends mends;
  private final List<TableFinding> findings = new ArrayList<>();

  NewRowCheck(
      TableSettings settings, Function<String, Optional<MemberColumn>> columns, Mends mends) {
    this.settings = settings;
    this.columns = columns;
    this.mends = mends;
  }

  List<TableFinding> run() {
    for (Map.Entry<String, WhenMade> made : settings.whenMade.entrySet()) {
      columns.apply(made.getKey()).ifPresent(column -> {
        if (made.getValue().needsNoMember()) {
          tryOut(column, made.getValue());
        }
        checkTwice(column, made.getValue());
      });
    }
    for (StatusColumn state : settings.states) {
      columns
          .apply(state.column())
          .filter(column -> column.takesText() && !MadeValue.isText(column))
          .filter(column ->
              state.texts().stream().anyMatch(text -> column.toValue(text).isEmpty()))
          .ifPresent(column -> add(
              "column-type",
              column,
              "the status",
              column.type() + " cannot hold a text that the status is told by; name what stands"
                  + " there, such as \"1\"",
              Optional.empty()));
    }
    return findings;
  }

  private void tryOut(MemberColumn column, WhenMade made) {
    Object value = made.of(NOBODY, column, settings);
    boolean isMoment = !(value instanceof String) && made.call().equals(WhenMade.JOINED_AT);
    if (isMoment) {
      if (column.takesText() || column.kind() == MemberColumn.Kind.BYTES) {
        add(
            "column-type",
            column,
            made.call(),
            column.type() + " is neither a date nor a date with time; for text use joinedAt(\""
                + column.label() + "\", \"yyyyMMddHHmmss\")",
            Optional.empty());
      }
    } else if (column.kind() == MemberColumn.Kind.OTHER) {
      if (value instanceof String) {
        add(
            "column-type",
            column,
            made.call(),
            column.type() + " takes no text; give what the driver takes for it",
            Optional.empty());
      }
    } else if (MadeValue.fit(column, value).isEmpty()) {
      boolean isText = MadeValue.isText(column);
      add(
          isText ? "column-short" : "column-type",
          column,
          made.call(),
          "what it gives " + MadeValue.misfit(column, value) + ", so that no member can be made",
          isText ? mends.widen(column, value.toString().length()) : Optional.empty());
    }
  }

  /** Something else is written to the same column. */
  private void checkTwice(MemberColumn column, WhenMade made) {
    boolean isWritten = settings.states.stream()
            .anyMatch(state -> state.newText().isPresent() && isSame(column, state.column()))
        || settings.version.filter(name -> isSame(column, name)).isPresent();
    if (isWritten) {
      add(
          "column-twice",
          column,
          made.call(),
          "status(…) or version(…) fills this column, so that what " + made.call()
              + " gives is never written; take one of them out",
          Optional.empty());
    }
    boolean isConstant =
        made.call().equals(WhenMade.LITERAL) || made.call().equals(WhenMade.JOINED_AT);
    settings.placings().stream()
        .filter(placing -> isConstant && stands(column, placing))
        .findFirst()
        .ifPresent(placing -> add(
            "column-twice",
            column,
            made.call(),
            placing.use() + " stands here too, and its value takes the place of what "
                + made.call() + " gives; take one of them out, or use whenMade(\""
                + column.label() + "\", …) for those whose value is withheld",
            Optional.empty()));
  }

  private boolean stands(MemberColumn column, Placing placing) {
    return placing.columns().stream().anyMatch(name -> isSame(column, name))
        || placing
            .search()
            .filter(search -> search.written() && isSame(column, search.column()))
            .isPresent();
  }

  private boolean isSame(MemberColumn column, String name) {
    return columns.apply(name).filter(column::equals).isPresent();
  }

  private void add(
      String code, MemberColumn column, String use, String mend, Optional<String> sql) {
    findings.add(new TableFinding(
        code, settings.table + "." + column.label() + " (" + use + ")", mend, sql));
  }
}
