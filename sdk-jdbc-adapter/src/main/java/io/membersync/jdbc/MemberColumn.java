package io.membersync.jdbc;

import io.membersync.member.MemberStoreException;
import java.math.BigDecimal;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One column of the shop's table: how text goes into it and comes out. Immutable.
 *
 * @param name quoted
 * @param label as a result set calls it
 * @param type as the database calls it
 * @param most the greatest length of a text or of bytes, the greatest number
 * @param nullable whether it takes NULL
 */
record MemberColumn(
    String name, String label, String type, Kind kind, long most, boolean nullable) {
  /** One spelling for each number, of up to 18 digits, as a key is compared exactly. */
  private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,17}");

  enum Kind {
    TEXT,
    /** Filled up with blanks by the database. */
    PADDED_TEXT,
    WHOLE_NUMBER,
    /** Also MySQL's number of one digit, which its drivers call so: 2 to 9 stay numbers. */
    BOOLEAN,
    DATE,
    /** Date and time as on a clock on the wall. */
    DATE_TIME,
    /** A moment, whatever the zone. */
    MOMENT,
    BYTES,
    UUID,
    OTHER
  }

  static MemberColumn of(String name, ResultSetMetaData metaData, int at) throws SQLException {
    return of(
        name,
        metaData.getColumnLabel(at),
        metaData.getColumnType(at),
        metaData.getColumnTypeName(at),
        metaData.getPrecision(at),
        metaData.getScale(at),
        metaData.isNullable(at) != ResultSetMetaData.columnNoNulls);
  }

  /** As the catalogue of a database describes it. */
  static MemberColumn of(ResultSet description) throws SQLException {
    String name = description.getString("COLUMN_NAME");
    return of(
        name,
        name,
        description.getInt("DATA_TYPE"),
        description.getString("TYPE_NAME"),
        description.getInt("COLUMN_SIZE"),
        description.getInt("DECIMAL_DIGITS"),
        description.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls);
  }

  private static MemberColumn of(
      String name,
      String label,
      int type,
      String typeName,
      int precision,
      int scale,
      boolean nullable) {
    Kind kind = kindOf(type, typeName.toLowerCase(Locale.ROOT), precision);
    long most = switch (type) {
      case Types.TINYINT, Types.BIT, Types.BOOLEAN -> Byte.MAX_VALUE;
      case Types.SMALLINT -> Short.MAX_VALUE;
      case Types.INTEGER -> Integer.MAX_VALUE;
      case Types.BIGINT -> Long.MAX_VALUE;
      case Types.NUMERIC, Types.DECIMAL -> greatest(precision - scale);
      default -> precision <= 0 ? Long.MAX_VALUE : precision;
    };
    return new MemberColumn(name, label, typeName, kind, most, nullable);
  }

  private static Kind kindOf(int type, String typeName, int precision) {
    if (typeName.equals("uuid")) {
      return Kind.UUID;
    }
    return switch (type) {
      case Types.CHAR, Types.NCHAR -> Kind.PADDED_TEXT;
      case Types.VARCHAR,
          Types.NVARCHAR,
          Types.LONGVARCHAR,
          Types.LONGNVARCHAR,
          Types.CLOB,
          Types.NCLOB -> Kind.TEXT;
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.NUMERIC,
          Types.DECIMAL -> Kind.WHOLE_NUMBER;
      case Types.BOOLEAN -> Kind.BOOLEAN;
      case Types.BIT -> precision <= 1 ? Kind.BOOLEAN : Kind.OTHER;
      case Types.DATE -> Kind.DATE;
      case Types.TIMESTAMP -> typeName.equals("timestamptz") ? Kind.MOMENT : Kind.DATE_TIME;
      case Types.TIMESTAMP_WITH_TIMEZONE -> Kind.MOMENT;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> Kind.BYTES;
      default -> Kind.OTHER;
    };
  }

  private static long greatest(int digits) {
    return digits <= 0 || digits > 18 ? Long.MAX_VALUE : (long) Math.pow(10, digits) - 1;
  }

  /** Whether a field's canonical text can stand here without a codec. */
  boolean takesText() {
    return switch (kind) {
      case TEXT, PADDED_TEXT, WHOLE_NUMBER, BOOLEAN, UUID -> true;
      case DATE, DATE_TIME, MOMENT, BYTES, OTHER -> false;
    };
  }

  /**
   * What to bind for a text; empty when it does not fit into the column.
   *
   * @throws MemberStoreException if the column is of a type that takes no text
   */
  Optional<Object> toValue(String text) {
    return switch (kind) {
      case TEXT, PADDED_TEXT -> text.length() <= most ? Optional.of(text) : Optional.empty();
      case WHOLE_NUMBER -> toNumber(text);
      case BOOLEAN ->
        switch (text) {
          case "true", "1" -> Optional.of(true);
          case "false", "0" -> Optional.of(false);
          default -> toNumber(text);
        };
      case DATE -> read(() -> LocalDate.parse(text));
      case DATE_TIME ->
        read(() -> text.length() > 10
            ? LocalDateTime.parse(text)
            : LocalDate.parse(text).atStartOfDay());
      case MOMENT -> read(() -> Timestamp.from(Instant.parse(text)));
      case BYTES ->
        read(() -> Base64.getDecoder().decode(text)).filter(b -> ((byte[]) b).length <= most);
      case UUID -> read(() -> UUID.fromString(text));
      case OTHER ->
        throw MemberStoreException.unavailable(
            "store-setting",
            "column " + name + " of type " + type
                + " is neither text, a number, a date, a boolean nor bytes; use a column that is");
    };
  }

  private Optional<Object> toNumber(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(text);
    return Math.abs(number) <= most ? Optional.of(number) : Optional.empty();
  }

  private static Optional<Object> read(Supplier<Object> value) {
    try {
      return Optional.of(value.get());
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty(); // its message quotes the text
    }
  }

  /** What to bind for a moment, as far as the column keeps it. */
  Object momentOf(Instant moment, ZoneId zone) {
    return switch (kind) {
      case DATE -> LocalDate.ofInstant(moment, zone);
      case DATE_TIME -> LocalDateTime.ofInstant(moment, zone);
      default -> Timestamp.from(moment);
    };
  }

  /** What the shop has here as text; empty for NULL, an empty text and MySQL's date of zeros. */
  Optional<String> read(ResultSet row, int at) throws SQLException {
    return Optional.ofNullable(kind == Kind.BYTES ? encoded(row.getBytes(at)) : row.getString(at))
        .map(this::toText)
        .filter(text -> !text.isEmpty());
  }

  /** What {@link #read} gives of a text that was written. */
  String readBack(String text) {
    return kind == Kind.DATE_TIME
        ? switch (text.length()) {
          case 0 -> text;
          case 10 -> text + "T00:00:00";
          case 16 -> text + ":00";
          default -> toText(text);
        }
        : toText(text);
  }

  private static @Nullable String encoded(byte @Nullable [] bytes) {
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }

  private String toText(String stored) {
    return switch (kind) {
      case PADDED_TEXT -> stored.stripTrailing();
      case WHOLE_NUMBER ->
        stored.indexOf('.') < 0
            ? stored
            : new BigDecimal(stored).stripTrailingZeros().toPlainString();
      case BOOLEAN -> toBoolean(stored);
      case DATE -> stored.startsWith("0000-00-00") ? "" : firstOf(stored, 10);
      case DATE_TIME ->
        stored.startsWith("0000-00-00") ? "" : firstOf(stored, 19).replace(' ', 'T');
      case TEXT, BYTES, MOMENT, UUID, OTHER -> stored;
    };
  }

  private static String firstOf(String text, int length) {
    return text.substring(0, Math.min(length, text.length()));
  }

  /** PostgreSQL writes t, H2 TRUE, MySQL 1. */
  static String toBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "t", "true", "1" -> "true";
      case "f", "false", "0" -> "false";
      default -> text;
    };
  }

  /** What to bind when there is nothing; empty where the column has no way to say so. */
  Optional<Object> blank() {
    if (nullable) {
      return Optional.of(Optional.empty());
    }
    return kind == Kind.TEXT || kind == Kind.PADDED_TEXT ? Optional.of("") : Optional.empty();
  }
}
