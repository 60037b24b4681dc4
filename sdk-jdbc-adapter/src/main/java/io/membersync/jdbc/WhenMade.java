package io.membersync.jdbc;

import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Function;

/** What a column gets when a member is made. */
interface WhenMade {
  /** Text, or what the driver takes. */
  Object of(NewMember member, MemberColumn column, TableSettings settings);

  /** The value of a supplier of the shop, whatever that gives. */
  static WhenMade of(String table, String name, Function<NewMember, ?> supplier) {
    return (member, column, settings) -> {
      Object value = supplier.apply(member);
      if (value == null) {
        throw new IllegalStateException(
            table + ": the supplier of column " + name + " for new members answered null");
      }
      return value instanceof Instant moment
          ? column.momentOf(moment, ZoneId.systemDefault())
          : value;
    };
  }
}
