package io.membersync.jdbc;

import io.membersync.internal.Letters;
import io.membersync.profile.Field;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One value in several spellings: which is the canonical one, and which shops write. */
final class ContactSpelling {
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

  private ContactSpelling() {}

  /** The canonical form of a stored text; the text itself where it is not a value of the field. */
  static String canonical(Field<?> field, String stored) {
    return SPELT.contains(field) ? spelt(field, stored).orElse(stored) : stored;
  }

  private static <T> Optional<String> spelt(Field<T> field, String stored) {
    return field.fromText(stored).map(field::toText);
  }

  /** The ways in which shops write a value, the canonical one first. */
  static List<String> spellings(Field<?> field, String canonical) {
    return field.equals(Field.PHONE) ? KoreanPhone.spellings(canonical) : List.of(canonical);
  }

  /**
   * Whether a stored text names the same contact. Letter case is no part of an e-mail address; what
   * only looks alike beyond ASCII stays another address, whatever the database says.
   */
  static boolean isSame(Field<?> field, String stored, String sought) {
    return field.equals(Field.EMAIL)
        ? Letters.lowerCase(stored).equals(Letters.lowerCase(sought))
        : stored.equals(sought);
  }
}
