package io.membersync.profile;

import java.time.Instant;
import java.util.Optional;

/**
 * One field of one visitor: the value with its presence, verification, source and time, which
 * belong together and cannot be moved to another value.
 *
 * @param value present exactly when the presence is {@link Presence#PRESENT}
 * @param verification who verified this very value; empty when nobody did
 * @param firstSeen when this source first showed this value
 * @param <T> the field's type
 */
public record FieldValue<T>(
    Field<T> field,
    Presence presence,
    Optional<T> value,
    Optional<Verification> verification,
    Source source,
    Instant firstSeen) {
  public FieldValue {
    if (value.isPresent() != (presence == Presence.PRESENT)) {
      throw new IllegalArgumentException(
          "field " + field.name() + ": a value goes with PRESENT and with nothing else");
    }
    if (verification.isPresent() && value.isEmpty()) {
      throw new IllegalArgumentException(
          "field " + field.name() + ": only a present value can be verified");
    }
  }

  /** A value that nobody verified. */
  public static <T> FieldValue<T> present(Field<T> field, T value, Source source, Instant seen) {
    return new FieldValue<>(
        field, Presence.PRESENT, Optional.of(value), Optional.empty(), source, seen);
  }

  /** No value, and why. */
  public static <T> FieldValue<T> absent(
      Field<T> field, Presence presence, Source source, Instant seen) {
    return new FieldValue<>(field, presence, Optional.empty(), Optional.empty(), source, seen);
  }

  /** This value, verified. */
  public FieldValue<T> verified(String by, Instant at) {
    return new FieldValue<>(
        field, presence, value, Optional.of(new Verification(by, at)), source, firstSeen);
  }

  public boolean isPresent() {
    return presence == Presence.PRESENT;
  }

  public boolean isVerified() {
    return verification.isPresent();
  }

  /** The value in its canonical text form, as it is stored and compared. */
  public Optional<String> text() {
    return value.map(field::toText);
  }

  @Override
  public String toString() {
    return "FieldValue[" + field.name() + ", " + presence + "]";
  }
}
