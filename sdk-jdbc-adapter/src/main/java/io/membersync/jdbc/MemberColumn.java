package io.membersync.jdbc;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import io.membersync.profile.Field;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One column of the shop's table: how text goes into it and comes out. Immutable.
 *
 * @param name quoted
 * @param label as a result set calls it
 * @param most the greatest length of a text, the greatest number
 */
record MemberColumn(String name, String label, Kind kind, long most) {
  /** Fields with more than one spelling of a value; the others are kept letter by letter. */
  private static final Set<Field<?>> SPELT = Set.of(
      Field.EMAIL,
      Field.PHONE,
      Field.GENDER,
      Field.AGE_RANGE,
      Field.BIRTH_YEAR,
      Field.BIRTHDAY,
      Field.SHIPPING_ADDRESSES,
      Field.CHANNELS);

  /** One spelling for each number, of up to 18 digits, as a key is compared exactly. */
  private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,17}");

  enum Kind {
    TEXT,
    /** Filled up with blanks by the database. */
    PADDED_TEXT,
    WHOLE_NUMBER,
    OTHER
  }

  static MemberColumn of(String name, ResultSetMetaData metaData, int at) throws SQLException {
    return of(
        name,
        metaData.getColumnLabel(at),
        metaData.getColumnType(at),
        metaData.getPrecision(at),
        metaData.getScale(at));
  }

  static MemberColumn of(String name, String label, int type, int precision, int scale) {
    return switch (type) {
      case Types.CHAR, Types.NCHAR ->
        new MemberColumn(name, label, Kind.PADDED_TEXT, lengthOf(precision));
      case Types.VARCHAR,
          Types.NVARCHAR,
          Types.LONGVARCHAR,
          Types.LONGNVARCHAR,
          Types.CLOB,
          Types.NCLOB -> new MemberColumn(name, label, Kind.TEXT, lengthOf(precision));
      case Types.TINYINT -> new MemberColumn(name, label, Kind.WHOLE_NUMBER, Byte.MAX_VALUE);
      case Types.SMALLINT -> new MemberColumn(name, label, Kind.WHOLE_NUMBER, Short.MAX_VALUE);
      case Types.INTEGER -> new MemberColumn(name, label, Kind.WHOLE_NUMBER, Integer.MAX_VALUE);
      case Types.BIGINT -> new MemberColumn(name, label, Kind.WHOLE_NUMBER, Long.MAX_VALUE);
      case Types.NUMERIC, Types.DECIMAL ->
        new MemberColumn(name, label, Kind.WHOLE_NUMBER, greatest(precision - scale));
      default -> new MemberColumn(name, label, Kind.OTHER, 0);
    };
  }

  private static long lengthOf(int precision) {
    return precision <= 0 ? Long.MAX_VALUE : precision;
  }

  private static long greatest(int digits) {
    return digits <= 0 || digits > 18 ? Long.MAX_VALUE : (long) Math.pow(10, digits) - 1;
  }

  /**
   * What to bind for a text; empty when it does not fit into the column.
   *
   * @throws IllegalStateException if the column is of a type that takes no text
   */
  Optional<Object> toValue(String text) {
    return switch (kind) {
      case TEXT, PADDED_TEXT -> text.length() <= most ? Optional.of(text) : Optional.empty();
      case WHOLE_NUMBER -> toNumber(text);
      case OTHER ->
        throw new IllegalStateException("column "
            + name
            + " is neither text nor a whole number; map the attribute to a column that is");
    };
  }

  private Optional<Object> toNumber(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(text);
    return Math.abs(number) <= most ? Optional.of(number) : Optional.empty();
  }

  /** What the shop has here, as it is stored; empty for null and for an empty text. */
  Optional<String> toText(Optional<String> stored) {
    return stored
        .map(text -> kind == Kind.PADDED_TEXT ? text.stripTrailing() : text)
        .filter(text -> !text.isEmpty());
  }

  /** The canonical form of a stored text; the text itself where it is not a value of the field. */
  static String canonical(Field<?> field, String stored) {
    return SPELT.contains(field) ? spelt(field, stored).orElse(stored) : stored;
  }

  private static <T> Optional<String> spelt(Field<T> field, String stored) {
    return field.fromText(stored).map(field::toText);
  }

  /** The ways in which shops write a value, the canonical one first. */
  static List<String> spellings(Field<?> field, String canonical) {
    Set<String> spellings = new LinkedHashSet<>(List.of(canonical));
    if (field.equals(Field.PHONE) && canonical.startsWith("+82")) {
      koreanSpelling(canonical).ifPresent(national -> {
        spellings.add(national.replace("-", ""));
        spellings.add(national);
      });
    }
    return List.copyOf(spellings);
  }

  /** As it is dialled in Korea, such as {@code 02-1234-5678}: area codes differ in length. */
  private static Optional<String> koreanSpelling(String canonical) {
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    try {
      return Optional.of(
          numbers.format(numbers.parse(canonical, "KR"), PhoneNumberFormat.NATIONAL));
    } catch (NumberParseException e) {
      return Optional.empty(); // its message quotes the number
    }
  }

  /**
   * Whether a stored text names the same contact. Letter case is no part of an e-mail address; what
   * only looks alike beyond ASCII stays another address, whatever the database says.
   */
  static boolean isSameContact(Field<?> field, String stored, String sought) {
    return field.equals(Field.EMAIL)
        ? lowerCase(stored).equals(lowerCase(sought))
        : stored.equals(sought);
  }

  private static String lowerCase(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return lower.toString();
  }
}
