package io.membersync.jdbc;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The codecs behind the factories of {@link ColumnCodec}. All are immutable. */
final class ReadyCodecs {
  private ReadyCodecs() {}

  /** Two functions of the shop. */
  record Functions(UnaryOperator<String> encode, UnaryOperator<String> decode)
      implements ColumnCodec {
    @Override
    public Optional<String> to(String value) {
      return Optional.of(encode.apply(value));
    }

    @Override
    public Optional<String> from(String stored) {
      return Optional.of(decode.apply(stored));
    }
  }

  /** One codec's text in another one. */
  record Nested(ColumnCodec inner, ColumnCodec outer) implements ColumnCodec {
    @Override
    public Optional<String> to(String value) {
      return inner.to(value).flatMap(outer::to);
    }

    @Override
    public Optional<String> from(String stored) {
      return outer.from(stored).flatMap(inner::from);
    }

    @Override
    public List<String> spellings(String value) {
      return inner.spellings(value).stream()
          .flatMap(text -> outer.spellings(text).stream())
          .toList();
    }
  }

  /** A codec whose column cannot be searched. */
  record NotSought(ColumnCodec codec) implements ColumnCodec {
    @Override
    public Optional<String> to(String value) {
      return codec.to(value);
    }

    @Override
    public Optional<String> from(String stored) {
      return codec.from(stored);
    }

    @Override
    public List<String> spellings(String value) {
      return List.of();
    }
  }

  /** A word of the shop for each text. */
  record Words(Map<String, String> words, Map<String, String> texts) implements ColumnCodec {
    Words(Map<String, String> words) {
      this(
          Map.copyOf(words),
          words.entrySet().stream()
              .collect(Collectors.toUnmodifiableMap(
                  Map.Entry::getValue, Map.Entry::getKey, (one, other) -> {
                    throw new IllegalArgumentException(
                        "the texts " + one + " and " + other + " have one word: " + words);
                  })));
    }

    @Override
    public Optional<String> to(String value) {
      return Optional.ofNullable(words.get(value));
    }

    @Override
    public Optional<String> from(String stored) {
      return Optional.ofNullable(texts.get(stored));
    }
  }

  /** Dates in a pattern, with a year or without. */
  static final class Dates implements ColumnCodec {
    private static final DateTimeFormatter DAY =
        DateTimeFormatter.ofPattern("--MM-dd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private final DateTimeFormatter formatter;
    private final boolean hasYear;

    Dates(String pattern) {
      this.formatter = formatter(pattern);
      LocalDate sample = LocalDate.of(1999, 12, 31);
      try {
        String text = formatter.format(sample);
        this.hasYear = formatter.parse(text).isSupported(ChronoField.YEAR);
        if (hasYear ? !date(text).equals(sample) : !day(text).equals(MonthDay.from(sample))) {
          throw new DateTimeException("another date");
        }
      } catch (DateTimeException e) {
        throw new IllegalArgumentException("date pattern " + pattern
            + " does not keep a date: give day, month and, if there is one,"
            + " the year in four digits, such as yyyyMMdd or MM-dd");
      }
    }

    /** Exact: 20260230 is no date. The year of the era, y, would need the era for that. */
    static DateTimeFormatter formatter(String pattern) {
      return DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
    }

    boolean hasYear() {
      return hasYear;
    }

    private LocalDate date(String text) {
      return LocalDate.parse(text, formatter);
    }

    private MonthDay day(String text) {
      return MonthDay.parse(text, formatter);
    }

    @Override
    public Optional<String> to(String value) {
      return read(
          () -> formatter.format(hasYear ? LocalDate.parse(value) : MonthDay.parse(value, DAY)));
    }

    @Override
    public Optional<String> from(String stored) {
      return read(() -> hasYear ? date(stored).toString() : DAY.format(day(stored)));
    }

    private static Optional<String> read(Supplier<String> text) {
      try {
        return Optional.of(text.get());
      } catch (DateTimeException e) {
        return Optional.empty(); // its message quotes the text
      }
    }
  }

  /** A Korean number in one of two forms; found in all. */
  enum Phone implements ColumnCodec {
    HYPHENS,
    DIGITS;

    @Override
    public Optional<String> to(String value) {
      return Optional.of(KoreanPhone.national(value)
          .map(national -> this == HYPHENS ? national : national.replace("-", ""))
          .orElse(value));
    }

    /** The field reads every form itself. */
    @Override
    public Optional<String> from(String stored) {
      return Optional.of(stored);
    }

    @Override
    public List<String> spellings(String value) {
      return KoreanPhone.spellings(value);
    }
  }
}
