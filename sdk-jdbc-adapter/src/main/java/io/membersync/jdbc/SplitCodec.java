package io.membersync.jdbc;

import java.util.List;
import java.util.Optional;

/**
 * How one value stands in several columns, such as a phone number in three. It is written to all of
 * them or to none. Called from many threads; for what a column's text is, and for what throws, see
 * {@link ColumnCodec}.
 */
public interface SplitCodec {

  /**
   * What the columns are to hold, in their order; an empty text becomes NULL where the column allows
   * it.
   *
   * @param value the field's canonical text
   * @return empty when the value cannot be split; it is then left out, and told once
   */
  Optional<List<String>> to(String value);

  /**
   * The value of what stands in the columns, in any form that the field reads. Not asked when all
   * are empty, which is no value.
   *
   * @param stored in the order of the columns, empty text for NULL
   * @return empty when it cannot be read: it is a value all the same, and never overwritten
   */
  Optional<String> from(List<String> stored);

  /** Everything that may stand in the columns for a value. By default what {@link #to} gives. */
  default List<List<String>> spellings(String value) {
    return to(value).stream().toList();
  }

  /**
   * A phone number in three columns as it is dialled in Korea: {@code 010}, {@code 5550}, {@code
   * 1234}. Another country's number, or one without three parts, cannot be split.
   */
  static SplitCodec koreanPhone() {
    return new SplitCodecs.Phone();
  }

  /** A birthday in two columns, month and day in two digits each. A lunar one cannot be split. */
  static SplitCodec monthAndDay() {
    return new SplitCodecs.MonthAndDay();
  }

  /**
   * The default shipping address, or the first one, in three columns: postal code, base, detail. What
   * else an address has is not kept. Where the columns still hold what MemberSync wrote, the provider's
   * later default address takes its place.
   */
  static SplitCodec address() {
    return new SplitCodecs.Address();
  }
}
