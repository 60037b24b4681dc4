package io.membersync;

import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;

/** Shows enough of a contact for its owner to recognise it. */
final class Masking {
  private Masking() {}

  static String mask(ProvenContact contact) {
    return mask(contact.field(), contact.value());
  }

  static String mask(Field<String> field, String value) {
    if (field.equals(Field.EMAIL)) {
      int at = value.lastIndexOf('@');
      String shown = value.substring(0, Math.min(2, Math.max(at - 1, 0)));
      return shown + "***" + value.substring(at);
    }
    return "***" + value.substring(Math.max(0, value.length() - 4));
  }
}
