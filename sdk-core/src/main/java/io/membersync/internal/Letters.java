package io.membersync.internal;

import java.math.BigInteger;

/** Bytes as plain letters and digits, for states and ids that must survive every address and log. */
public final class Letters {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());

  private Letters() {}

  /** The first {@code length} digits of the bytes in base 62, least significant first. */
  public static String of(byte[] bytes, int length) {
    StringBuilder letters = new StringBuilder(length);
    BigInteger rest = new BigInteger(1, bytes);
    for (int i = 0; i < length; i++) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      letters.append(ALPHABET.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    return letters.toString();
  }
}
