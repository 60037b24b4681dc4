package io.membersync.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a value stands in a column of the shop: as a flag, in a date pattern, with hyphens, encrypted.
 * Implementations are called from many threads, inside units of work.
 *
 * <p>A column's content is text here: a whole number as its digits, a boolean as {@code true} or
 * {@code false}, a date as {@code 2026-11-21}, a time as {@code 2026-11-21T03:00:00}, bytes in
 * Base64. What throws or answers null in {@link #to} ends the sign-in with a failure that names the
 * column and the exception's class, never the value.
 */
public interface ColumnCodec {

  /**
   * What the column is to hold.
   *
   * @param value the field's canonical text, such as {@code +821055501234} or {@code --04-15}
   * @return empty when the value has no form in this column; it is then left out, and told once
   */
  Optional<String> to(String value);

  /**
   * The value of what stands in the column, in any form that the field reads. Not asked about null
   * and empty text, which are no value.
   *
   * @return empty when it cannot be read. It is a value all the same, and never overwritten; so is
   *     one on which this throws
   */
  Optional<String> from(String stored);

  /**
   * Everything that may stand in the column for a value; a contact is looked for by each of them. By
   * default what {@link #to} gives. None: it cannot be looked for in the column.
   */
  default List<String> spellings(String value) {
    return to(value).stream().toList();
  }

  /** This codec for what stands within another one, such as a phone number that is encrypted. */
  default ColumnCodec within(ColumnCodec outer) {
    return new ReadyCodecs.Nested(this, outer);
  }

  /** This codec where one value has many forms, as with encryption that is never twice the same. */
  default ColumnCodec notSought() {
    return new ReadyCodecs.NotSought(this);
  }

  /**
   * The shop's own pair of functions, such as those of its encryption. The same value must always
   * give the same text, or contacts in the column are not found; if it does not, add {@link
   * #notSought()}.
   */
  static ColumnCodec of(UnaryOperator<String> to, UnaryOperator<String> from) {
    return new ReadyCodecs.Functions(to, from);
  }

  /** {@code true} and {@code false} as {@code Y} and {@code N}. */
  static ColumnCodec yesNo() {
    return words(Map.of("true", "Y", "false", "N"));
  }

  /**
   * Each canonical text as a word of the shop: {@code words(Map.of("female", "F", "male", "M"))}. Any
   * other text in the column is one that cannot be read.
   *
   * @throws IllegalArgumentException if two texts have one word
   */
  static ColumnCodec words(Map<String, String> words) {
    return new ReadyCodecs.Words(words);
  }

  /**
   * A date in a pattern of {@link java.time.format.DateTimeFormatter}: {@code date("yyyyMMdd")} for a
   * text field of the form {@code 2026-11-21}, {@code date("MMdd")} for a birthday. A lunar birthday
   * has no form in it. For year and day in one column see {@link
   * JdbcMemberStoreBuilder#birthDate}.
   *
   * @throws IllegalArgumentException if it is no pattern of a date
   */
  static ColumnCodec date(String pattern) {
    return new ReadyCodecs.Dates(pattern);
  }

  /**
   * A phone number as it is dialled in Korea, {@code 010-5550-1234}; another country's in E.164 form.
   * Found in whatever of the usual forms it stands.
   */
  static ColumnCodec phoneWithHyphens() {
    return ReadyCodecs.Phone.HYPHENS;
  }

  /** As {@link #phoneWithHyphens()}, but written as {@code 01055501234}. */
  static ColumnCodec phoneDigits() {
    return ReadyCodecs.Phone.DIGITS;
  }
}
