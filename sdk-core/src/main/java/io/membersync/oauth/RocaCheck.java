package io.membersync.oauth;

import java.math.BigInteger;

/**
 * Knows the RSA keys that can be factored because of how a widespread chip made them
 * (CVE-2017-15361, "ROCA"): both primes, and so the modulus, are a power of 65537 modulo every small
 * prime. Another key looks so by chance once in 240 million.
 */
final class RocaCheck {
  private static final int GENERATOR = 65_537;
  // Modulo the primes left out, every number is such a power.
  private static final int[] PRIMES = {
    11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157
  };

  private RocaCheck() {}

  static boolean isWeak(BigInteger modulus) {
    for (int prime : PRIMES) {
      int rest = modulus.mod(BigInteger.valueOf(prime)).intValue();
      if (!isPower(rest, prime)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPower(int rest, int prime) {
    int power = 1;
    do {
      if (power == rest) {
        return true;
      }
      power = power * (GENERATOR % prime) % prime;
    } while (power != 1);
    return false;
  }
}
