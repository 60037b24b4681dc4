package io.membersync.jdbc;

import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the shop which columns lose values or cannot be read, each once and without a value: the
 * sign-in goes on, so nobody would notice otherwise. Safe for many threads.
 */
final class LeftOut {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcMemberStore.class);

  enum Reason {
    DOES_NOT_FIT("is longer or greater than the column takes, or has no form there"),
    TAKEN("belongs to another member, and the attribute is unique"),
    REFUSED("is not taken by the table: by its character set, a constraint or a trigger"),
    INCOMPLETE("shares the column with another field, which has no value"),
    UNREADABLE("would replace what cannot be read there");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }

  private final String table;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Map<String, LongAdder> unreadable = new ConcurrentHashMap<>();

  LeftOut(String table) {
    this.table = table;
  }

  void tell(Field<?> field, Placement placement, Reason reason) {
    tell(field, placement, reason, "");
  }

  /** The detail is what the database said, without a value. */
  void tell(Field<?> field, Placement placement, Reason reason, String detail) {
    if (told.add(placement.columnNames() + " " + reason)) {
      LOG.warn(
          "{}: a value of field {} was left out of column {}: it {}{}. Told once for this column",
          table,
          field.name(),
          placement.columnNames(),
          reason.text,
          detail.isEmpty() ? "" : " (" + detail + ")");
    }
  }

  /** The same for the entry, which is the visitor's too: it comes with the address that was opened. */
  void tellEntry(MemberColumn column, Reason reason, String detail) {
    if (told.add(column.name() + " entry " + reason)) {
      LOG.warn(
          "{}: the entry of a sign-up was left out of column {}: it {}{}. Told once",
          table,
          column.name(),
          reason.text,
          detail.isEmpty() ? "" : " (" + detail + ")");
    }
  }

  /** Something stands there and is no value of the field; it is counted, and told once. */
  void tellUnreadable(Placement placement, Optional<String> failure) {
    unreadable
        .computeIfAbsent(placement.columnNames(), names -> new LongAdder())
        .increment();
    if (told.add(placement.columnNames() + " read")) {
      LOG.warn(
          "{}: column {} holds something that its codec cannot read as field {}; it is left as it is."
              + " Told once; JdbcMemberStore.unreadable() counts on. {}",
          table,
          placement.columnNames(),
          placement.mapped().stream()
              .map(FieldMapping.Entry::field)
              .map(Field::name)
              .collect(Collectors.joining(" and ")),
          failure.orElse(""));
    }
  }

  Map<String, Long> unreadable() {
    Map<String, Long> counts = new TreeMap<>();
    unreadable.forEach((column, count) -> counts.put(column, count.sum()));
    return counts;
  }
}
