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

  /** Whether a provider gave a field, and if not, why. Absence of any sort never erases anything. */
  public enum Presence {
    /** There is a value. */
    PRESENT,
    /** The provider may give the field but holds no value of it; asking again does not help. */
    EMPTY,
    /** The visitor did not agree to give it; asking again may help. */
    WITHHELD,
    /** The shop's registration is not set up for it, or the provider does not have such a field. */
    NOT_OFFERED
  }

  /**
   * Where a value was read.
   *
   * @param origin a provider id, or {@code visitor} for a form of the shop
   * @param path the member of the provider's answer, such as {@code kakao_account.email}
   */
  public record Source(String origin, String path) {
    /** Typed by the visitor into the shop's own form. */
    public static final Source VISITOR = new Source("visitor", "form");
  }

  /**
   * Who checked that a value belongs to the person.
   *
   * @param by a provider id, or {@code code} for a code sent by the shop
   * @param at when it was checked or last reported as checked
   */
  public record Verification(String by, Instant at) {}
}
