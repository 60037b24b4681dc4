package io.membersync;

import io.membersync.consent.Notice;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.util.Set;
import java.util.TreeSet;

/** The names of fields that mean something in a shop. */
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
}
