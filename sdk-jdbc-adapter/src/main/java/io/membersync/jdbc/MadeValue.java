package io.membersync.jdbc;

import io.membersync.member.MemberStoreException;
import java.math.BigInteger;
import java.util.Optional;
import java.util.UUID;

/** What the shop's settings give a new member, and whether its column takes it. */
final class MadeValue {
  private MadeValue() {}

  /** What to bind; empty where it does not fit. What only the database can judge is left to it. */
  static Optional<Object> fit(MemberColumn column, Object value) {
    if (value instanceof String text) {
      return column.toValue(text);
    }
    return switch (column.kind()) {
      case TEXT, PADDED_TEXT ->
        isPlain(value) || value instanceof UUID
            ? column.toValue(value.toString())
            : Optional.of(value);
      case WHOLE_NUMBER -> isPlain(value) ? column.toValue(value.toString()) : Optional.of(value);
      default -> Optional.of(value);
    };
  }

  private static boolean isPlain(Object value) {
    return value instanceof CharSequence
        || value instanceof Character
        || value instanceof Byte
        || value instanceof Short
        || value instanceof Integer
        || value instanceof Long
        || value instanceof BigInteger;
  }

  /** Why a value does not fit, without the value. */
  static String misfit(MemberColumn column, Object value) {
    return isText(column)
        ? "does not fit: " + value.toString().length() + " characters, the column holds "
            + column.most()
        : "is no value of a column of type " + column.type();
  }

  static boolean isText(MemberColumn column) {
    return column.kind() == MemberColumn.Kind.TEXT
        || column.kind() == MemberColumn.Kind.PADDED_TEXT;
  }

  /**
   * What to bind.
   *
   * @param call what the settings said it by
   * @throws MemberStoreException {@code store-new-member} where it does not fit
   */
  static Object require(String table, MemberColumn column, String call, Object value) {
    return fit(column, value)
        .orElseThrow(() -> failure(table, column, call, misfit(column, value)));
  }

  static MemberStoreException failure(String table, MemberColumn column, String call, String what) {
    return MemberStoreException.unavailable(
        "store-new-member",
        table + "." + column.label() + ": what " + call + " gives for a new member " + what);
  }
}
