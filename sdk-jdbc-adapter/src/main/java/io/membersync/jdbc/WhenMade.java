package io.membersync.jdbc;

import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Function;

/**
 * What a column gets when a member is made. Immutable.
 *
 * @param call what the settings said it by, for messages
 * @param needsNoMember whether it can be tried without a member and without a trace
 */
record WhenMade(String call, boolean needsNoMember, Making making) {
  static final String LITERAL = "literal(…)";
  static final String JOINED_AT = "joinedAt(…)";

  interface Making {
    /** Text, or what the driver takes. */
    Object of(NewMember member, MemberColumn column, TableSettings settings);
  }

  /** The value of a supplier of the shop, whatever that gives. */
  static WhenMade of(String call, boolean needsNoMember, Function<NewMember, ?> supplier) {
    return new WhenMade(call, needsNoMember, (member, column, settings) -> {
      Object value = supplier.apply(member);
      if (value == null) {
        throw MadeValue.failure(settings.table, column, call, "is null");
      }
      return value instanceof Instant moment
          ? column.momentOf(moment, ZoneId.systemDefault())
          : value;
    });
  }

  static WhenMade joining(Making moment) {
    return new WhenMade(JOINED_AT, true, moment);
  }

  Object of(NewMember member, MemberColumn column, TableSettings settings) {
    return making.of(member, column, settings);
  }
}
