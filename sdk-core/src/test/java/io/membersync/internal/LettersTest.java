package io.membersync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LettersTest {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  @Test
  void bytesOfAnyLengthAreOneNumberInBaseSixtyTwo() {
    Random random = new Random(62);
    for (int length = 0; length <= 70; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(Letters.of(bytes, 20)).isEqualTo(byDivision(bytes, 20));
    }
  }

  private static String byDivision(byte[] bytes, int length) {
    StringBuilder letters = new StringBuilder();
    BigInteger rest = new BigInteger(1, bytes);
    for (int i = 0; i < length; i++) {
      BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(62));
      letters.append(ALPHABET.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    return letters.toString();
  }
}
