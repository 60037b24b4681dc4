package io.membersync;

import io.membersync.consent.Notice;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The names of fields that mean something in a shop, and which of them somebody may have meant. */
final class FieldNames {
  private static final int MOST_SLIPS = 2;

  private FieldNames() {}

  /** MemberSync's own and those that are mapped. */
  static Set<String> known(FieldMapping mapping) {
    Set<String> names = new TreeSet<>();
    Field.listed().forEach(field -> names.add(field.name()));
    mapping.entries().forEach(mapped -> names.add(mapped.field().name()));
    return names;
  }

  /** Those that this version of a notice covers. */
  static Set<String> of(Notice notice) {
    Set<String> names = new TreeSet<>();
    notice.coverage().forEach(covered -> covered.fields().forEach(one -> names.add(one.name())));
    return names;
  }

  /** The known one that differs by one or two letters. */
  static Optional<String> like(String name, Set<String> known) {
    return known.stream()
        .filter(one -> slips(name, one) <= MOST_SLIPS)
        .min(Comparator.comparing(one -> slips(name, one)));
  }

  /** How many letters were left out, added or exchanged (Levenshtein). */
  private static int slips(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int before = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int exchanged = before + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        before = row[j];
        row[j] = Math.min(exchanged, Math.min(before, row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
