package io.membersync.jdbc;

import java.security.SecureRandom;
import java.util.function.Supplier;

/**
 * What stands in the password column of a member who has never chosen one.
 *
 * <p>NULL is often not allowed, and an empty text matches an empty password in more than one old
 * shop. A text known to everybody, such as {@code *}, would be a password where they are stored as
 * they are typed. So each member gets another one: an exclamation mark, which no common hash begins
 * with or holds (hexadecimal digits, Base64, the dollar forms of crypt, bcrypt and Argon2, MySQL's
 * old {@code *…}), and letters and digits that nobody has ever seen. No password hashes to it, and
 * none that somebody types equals it, in any letter case.
 *
 * <p>A login that takes a text which is no hash for a failure of its own, and not for a wrong
 * password, has to be taught so; some libraries throw.
 */
public final class UnusablePassword {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final String MARK = "!";
  private static final int SHORTEST = 20;
  private static final int LONGEST = 255;

  private UnusablePassword() {}

  /** Texts of 32 characters: {@code whenMade("PASSWD", UnusablePassword.supplier())}. */
  public static Supplier<String> supplier() {
    return supplier(32);
  }

  /**
   * Texts for a column of this length.
   *
   * @param length 20 to 255 characters; fewer could be guessed
   * @throws IllegalArgumentException if it is out of range
   */
  public static Supplier<String> supplier(int length) {
    if (length < SHORTEST || length > LONGEST) {
      throw new IllegalArgumentException(
          "an unusable password has 20 to 255 characters: " + length);
    }
    return new Texts(length);
  }

  /** Whether a login of the shop's can succeed with what stands in its column. */
  static boolean isUsable(String held) {
    return !held.isBlank() && !held.startsWith(MARK);
  }

  /** Known to be of this length, and to leave no trace when asked. */
  record Texts(int length) implements Supplier<String> {
    @Override
    public String get() {
      return MARK + letters(length - 1);
    }
  }

  static String letters(int count) {
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return text.toString();
  }
}
