package io.membersync.jdbc;

import io.membersync.member.MemberStoreException;
import io.membersync.profile.FieldMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Where in the table one attribute stands, or two that share a column. Immutable.
 *
 * @param at the place of the first column in a row that was read
 * @param search the further column through which a contact is looked for
 */
record Placement(
    String table,
    List<FieldMapping.Entry> mapped,
    List<MemberColumn> columns,
    Form form,
    int at,
    Optional<Search> search) {

  /**
   * A column that holds something of the value to be looked for by.
   *
   * @param written whether MemberSync keeps it, and not the database or the shop
   */
  record Search(MemberColumn column, ColumnCodec codec, boolean written) {}

  boolean holds(String attribute) {
    return mapped.stream().anyMatch(entry -> entry.attribute().equals(attribute));
  }

  String columnNames() {
    return columns.stream().map(MemberColumn::name).collect(Collectors.joining(", "));
  }

  /**
   * What to bind for a value of each attribute, by column; empty when it does not fit.
   *
   * @throws MemberStoreException if the shop's codec fails
   */
  Optional<Map<MemberColumn, Object>> toValues(List<String> texts) {
    if (!form.isCoded() && !columns.get(0).takesText()) {
      throw MemberStoreException.unavailable(
          "store-setting",
          table + ": column " + columnNames()
              + " is neither text nor a whole number; map the attribute to a column that is, or give"
              + " it a ColumnCodec");
    }
    Optional<List<String>> stored = asked("to", () -> form.to(texts));
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    if (stored.get().size() != columns.size()) {
      throw failed(
          "to() gave " + stored.get().size() + " texts for " + columns.size() + " columns");
    }
    Map<MemberColumn, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      MemberColumn column = columns.get(i);
      String text = stored.get().get(i);
      Optional<Object> value = text.isEmpty() ? column.blank() : column.toValue(text);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.put(column, value.get());
    }
    if (search.isPresent() && search.get().written()) {
      MemberColumn column = search.get().column();
      Optional<Object> key = keyOf(texts.get(0)).flatMap(column::toValue);
      if (key.isEmpty()) {
        return Optional.empty();
      }
      values.put(column, key.get());
    }
    return Optional.of(values);
  }

  /** What the search column holds for a value. */
  Optional<String> keyOf(String text) {
    return search.flatMap(column -> asked("to", () -> column.codec().to(text)));
  }

  /**
   * What to bind for each form in which a value may stand in the columns.
   *
   * @throws MemberStoreException if the shop's codec fails
   */
  List<List<Object>> sought(String text) {
    List<List<Object>> sought = new ArrayList<>();
    for (List<String> spelling : asked("spellings", () -> form.spellings(text))) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        columns.get(i).toValue(spelling.get(i)).ifPresent(values::add);
      }
      if (values.size() == columns.size()) {
        sought.add(values);
      }
    }
    return sought;
  }

  /** What was read of a row; without a value for each attribute it cannot be read. */
  record Reading(Optional<List<String>> values, Optional<String> failure) {}

  /** The attributes' values; empty text where there is none. */
  Reading read(List<String> stored) {
    if (stored.stream().allMatch(String::isEmpty)) {
      return new Reading(Optional.of(mapped.stream().map(entry -> "").toList()), Optional.empty());
    }
    try {
      Optional<List<String>> values = asked("from", () -> form.from(stored));
      return new Reading(values.map(this::canonical), Optional.empty());
    } catch (MemberStoreException e) {
      return new Reading(Optional.empty(), Optional.ofNullable(e.getMessage()));
    }
  }

  /** What {@link #read} makes of a value once it is written; empty where it cannot be. */
  Optional<String> readBack(String text) {
    if (mapped.size() > 1) {
      return Optional.empty(); // a date and a year, which are kept as they are
    }
    try {
      Optional<List<String>> stored =
          asked("to", () -> form.to(List.of(text))).filter(texts -> texts.size() == columns.size());
      if (stored.isEmpty()) {
        return Optional.empty();
      }
      List<String> kept = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        kept.add(columns.get(i).readBack(stored.get().get(i)));
      }
      return read(kept).values().map(values -> values.get(0)).filter(value -> !value.isEmpty());
    } catch (MemberStoreException e) {
      return Optional.empty(); // told when the value is written
    }
  }

  private List<String> canonical(List<String> values) {
    List<String> canonical = new ArrayList<>();
    for (int i = 0; i < mapped.size(); i++) {
      canonical.add(ContactSpelling.canonical(mapped.get(i).field(), values.get(i)));
    }
    return canonical;
  }

  /** What the codec answers; what it throws may quote a value. */
  private <T> T asked(String method, Supplier<T> codec) {
    T answer;
    try {
      answer = codec.get();
    } catch (RuntimeException e) {
      throw failed(method + "() threw " + e.getClass().getName()).describe(e);
    }
    if (answer == null) {
      throw failed(method + "() answered null");
    }
    return answer;
  }

  private MemberStoreException failed(String what) {
    return MemberStoreException.unavailable(
        "store-codec",
        table + ": the codec of column " + columnNames() + ": " + what
            + "; the shop's code is to be" + " mended, and no value is shown here");
  }
}
