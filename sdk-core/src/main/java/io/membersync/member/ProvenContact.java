package io.membersync.member;

import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An e-mail address, a phone number or a Korean linkage identifier (CI) that somebody trusted has
 * verified. Only a proven contact is ever looked up, and a CI only where the mapping has it.
 */
public final class ProvenContact {
  private final Field<String> field;
  private final String value;

  private ProvenContact(Field<String> field, String value) {
    this.field = field;
    this.value = value;
  }

  /** The contact, if the value is present and verified. */
  public static Optional<ProvenContact> of(FieldValue<?> value) {
    return Stream.of(Field.EMAIL, Field.PHONE, Field.CI)
        .filter(contact -> contact.equals(value.field()) && value.isVerified())
        .flatMap(contact -> value.text().stream().map(text -> new ProvenContact(contact, text)))
        .findFirst();
  }

  /** {@link Field#EMAIL}, {@link Field#PHONE} or {@link Field#CI}. */
  public Field<String> field() {
    return field;
  }

  /** Normalised: the address with its domain in lower case, E.164, or 88 characters of Base64. */
  public String value() {
    return value;
  }

  /**
   * Enough for its owner to recognise it, such as {@code mi***@example.com} or {@code ***1234}; for
   * {@link MemberStore.Match#hint()}.
   */
  public String masked() {
    if (field.equals(Field.CI)) {
      return "***"; // nobody knows a CI of theirs by sight
    }
    int at = value.lastIndexOf('@');
    if (at < 0) {
      return "***" + value.substring(Math.max(0, value.length() - 4));
    }
    int shown = Math.min(2, value.codePointCount(0, at) / 2);
    return value.substring(0, value.offsetByCodePoints(0, shown)) + "***" + value.substring(at);
  }

  @Override
  public String toString() {
    return "ProvenContact[" + field.name() + "]";
  }
}
