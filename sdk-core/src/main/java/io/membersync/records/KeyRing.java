package io.membersync.records;

import io.membersync.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * The shop's secrets, newest first. The first one seals, all of them open, so a secret is replaced
 * by putting a new one in front and dropping the old one when nothing sealed by it is left. Every
 * use derives its own key from them. Immutable.
 *
 * <p>Where several nodes share the records, put the new secret behind the old one on every node
 * first, and in front on every node afterwards: a node cannot open what a secret that it does not
 * have yet has sealed, and refuses the sign-in.
 */
public final class KeyRing {
  private final List<Secret> secrets;
  private final boolean throwAway;

  private KeyRing(List<Secret> secrets, boolean throwAway) {
    this.secrets = List.copyOf(secrets);
    this.throwAway = throwAway;
  }

  /**
   * A ring of the shop's secrets.
   *
   * @param newest seals everything new; at least 32 characters of a random generator
   * @param older still open what they sealed
   * @throws IllegalArgumentException if one is shorter than 32 characters
   */
  public static KeyRing of(Secret newest, Secret... older) {
    List<Secret> all = new java.util.ArrayList<>();
    all.add(newest);
    all.addAll(List.of(older));
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).reveal().length() < 32) {
        throw new IllegalArgumentException("key ring: secret "
            + (i + 1)
            + " is shorter than 32 characters; make one with `openssl rand -base64 32`");
      }
    }
    return new KeyRing(all, false);
  }

  /** A ring that lives as long as this process: sign-ins under way are lost on restart. */
  public static KeyRing throwAway() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return new KeyRing(List.of(Secret.of(Base64.getEncoder().encodeToString(random))), true);
  }

  public List<Secret> secrets() {
    return secrets;
  }

  public boolean isThrowAway() {
    return throwAway;
  }

  @Override
  public String toString() {
    return "KeyRing[" + secrets.size() + "]";
  }
}
