package io.membersync;

import io.membersync.consent.Notice;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The names of fields that mean something in a shop, and which of them somebody may have meant. */
final class FieldNames {
  private FieldNames() {}

  /** MemberSync's own and those that are mapped. */
  static Set<String> known(FieldMapping mapping) {
    Set<String> names = new TreeSet<>();
    for (Field<?> field : Field.listed()) {
      names.add(field.name());
    }
    for (FieldMapping.Entry mapped : mapping.entries()) {
      names.add(mapped.field().name());
    }
    return names;
  }

  /** Those that this version of a notice covers. */
  static Set<String> of(Notice notice) {
    Set<String> names = new TreeSet<>();
    for (Notice.Coverage covered : notice.coverage()) {
      for (Field<?> field : covered.fields()) {
        names.add(field.name());
      }
    }
    return names;
  }

  /** The known one that is nearest, where no more than a third of the letters is wrong. */
  static Optional<String> like(String name, Set<String> known) {
    Optional<String> nearest = Optional.empty();
    int fewest = name.length() / 3 + 1;
    for (String one : known) {
      int slips = slips(name, one);
      if (slips < fewest) {
        fewest = slips;
        nearest = Optional.of(one);
      }
    }
    return nearest;
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
