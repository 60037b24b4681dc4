package io.membersync;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A credential that prints as a constant; {@link #reveal()} is the only way out. Immutable. */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * Wraps a credential.
   *
   * @param value null, as a missing setting gives it, is refused
   * @throws IllegalArgumentException if it is missing or blank
   */
  public static Secret of(@Nullable String value) {
    if (value == null) {
      throw new IllegalArgumentException(
          "secret is null: is the environment variable or property set?");
    }
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          "secret is blank: is the environment variable or property empty?");
    }
    return new Secret(value);
  }

  /** The credential itself. Pass it on; never log it or put it into a message. */
  public String reveal() {
    return value;
  }

  /** Compares in constant time. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return Secret.class.hashCode(); // a hash of the value would let equal secrets be recognised
  }

  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
