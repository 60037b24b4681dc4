package io.membersync.jdbc;

import io.membersync.profile.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the values of one or two attributes stand in one or several columns. Immutable. */
interface Form {

  /** The columns' texts for one value of each attribute; empty when they have no form there. */
  Optional<List<String>> to(List<String> values);

  /** One value of each attribute; empty when the columns' texts cannot be read. */
  Optional<List<String>> from(List<String> stored);

  /** What may stand in the columns for a value of the only attribute. */
  List<List<String>> spellings(String value);

  /** Whether the shop or a codec decides what stands there. */
  default boolean isCoded() {
    return true;
  }

  /** Canonical text as it is; others' spellings of it are understood. */
  record Plain(Field<?> field) implements Form {
    @Override
    public Optional<List<String>> to(List<String> values) {
      return Optional.of(values);
    }

    @Override
    public Optional<List<String>> from(List<String> stored) {
      return Optional.of(stored);
    }

    @Override
    public List<List<String>> spellings(String value) {
      return ContactSpelling.spellings(field, value).stream().map(List::of).toList();
    }

    @Override
    public boolean isCoded() {
      return false;
    }
  }

  /** One column through a codec. */
  record Coded(Field<?> field, ColumnCodec codec) implements Form {
    @Override
    public Optional<List<String>> to(List<String> values) {
      return codec.to(values.get(0)).map(List::of);
    }

    @Override
    public Optional<List<String>> from(List<String> stored) {
      return codec.from(stored.get(0)).map(List::of);
    }

    /** In a codec's text no database can tell letter case, so both usual cases are sought. */
    @Override
    public List<List<String>> spellings(String value) {
      List<String> values = new ArrayList<>(List.of(value));
      String lower = value.toLowerCase(Locale.ROOT);
      if (field.equals(Field.EMAIL) && !lower.equals(value)) {
        values.add(lower);
      }
      return values.stream()
          .flatMap(text -> codec.spellings(text).stream())
          .map(List::of)
          .toList();
    }
  }

  /** Several columns. */
  record Split(SplitCodec codec) implements Form {
    @Override
    public Optional<List<String>> to(List<String> values) {
      return codec.to(values.get(0));
    }

    @Override
    public Optional<List<String>> from(List<String> stored) {
      return codec.from(stored).map(List::of);
    }

    @Override
    public List<List<String>> spellings(String value) {
      return codec.spellings(value);
    }
  }

  /** Year and day in one column; only both make a date. */
  record BirthDate(ColumnCodec date) implements Form {
    private static final int YEAR = 4;

    @Override
    public Optional<List<String>> to(List<String> values) {
      return date.to(values.get(0) + values.get(1).substring(1)).map(List::of);
    }

    @Override
    public Optional<List<String>> from(List<String> stored) {
      return date.from(stored.get(0))
          .map(text -> List.of(text.substring(0, YEAR), "-" + text.substring(YEAR)));
    }

    @Override
    public List<List<String>> spellings(String value) {
      return List.of();
    }
  }
}
