package io.membersync.examples.toyshop;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The shop's password hashes, as its sign-in has made them for years: {@code p2$salt$hash}. */
final class Passwords {
  private static final int ROUNDS = 120_000;

  private static final int SALT_BYTES = 9;
  private static final int HASH_BITS = 256;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder TEXT = Base64.getEncoder().withoutPadding();

  /** Of nobody's password, made when it is first needed. */
  private static final class Nobody {
    static final String HASH = hash("nobody's");
  }

  private Passwords() {}

  static String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return hash(password, TEXT.encodeToString(salt));
  }

  /** Takes as long for somebody whom there is not as for a wrong password. */
  static boolean matches(String password, Optional<String> stored) {
    String held = stored.filter(Passwords::isUsable).orElseGet(() -> Nobody.HASH);
    byte[] typed = hash(password, held.split("\\$", -1)[1]).getBytes(StandardCharsets.UTF_8);
    boolean same = MessageDigest.isEqual(typed, held.getBytes(StandardCharsets.UTF_8));
    return same && stored.filter(Passwords::isUsable).isPresent();
  }

  /** Whether it is a hash of this shop; members by a provider alone have a text that is none. */
  static boolean isUsable(String stored) {
    return stored.matches("p2\\$[A-Za-z0-9+/]{12}\\$[A-Za-z0-9+/]{43}");
  }

  private static String hash(String password, String salt) {
    try {
      PBEKeySpec key = new PBEKeySpec(
          password.toCharArray(), salt.getBytes(StandardCharsets.UTF_8), ROUNDS, HASH_BITS);
      byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(key)
          .getEncoded();
      return "p2$" + salt + "$" + TEXT.encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no PBKDF2", e);
    }
  }
}
