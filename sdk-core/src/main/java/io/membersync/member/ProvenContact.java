package io.membersync.member;

import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import java.util.Optional;

/**
 * An e-mail address or phone number that somebody trusted has verified. Only a proven contact is
 * ever looked up.
 */
public final class ProvenContact {
  private final Field<String> field;
  private final String value;

  private ProvenContact(Field<String> field, String value) {
    this.field = field;
    this.value = value;
  }

  /** The contact, if the value is present and verified. */
  public static Optional<ProvenContact> of(FieldValue<String> value) {
    boolean contact = value.field().equals(Field.EMAIL) || value.field().equals(Field.PHONE);
    return contact && value.isVerified()
        ? value.value().map(text -> new ProvenContact(value.field(), text))
        : Optional.empty();
  }

  /** {@link Field#EMAIL} or {@link Field#PHONE}. */
  public Field<String> field() {
    return field;
  }

  /** Normalised: the address with its domain in lower case, or E.164. */
  public String value() {
    return value;
  }

  @Override
  public String toString() {
    return "ProvenContact[" + field.name() + "]";
  }
}
