package io.membersync.testing;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the texts of codes and tokens: random ones, or counted ones for comparing bytes. */
final class TokenNames {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final boolean counted;
  private final AtomicInteger codes = new AtomicInteger();
  private final AtomicInteger accessTokens = new AtomicInteger();
  private final AtomicInteger refreshTokens = new AtomicInteger();

  TokenNames(boolean counted) {
    this.counted = counted;
  }

  String code() {
    return next("ms-code-", codes, 48);
  }

  String accessToken() {
    return next("ms-at-", accessTokens, 39);
  }

  String refreshToken() {
    return next("ms-rt-", refreshTokens, 39);
  }

  String session() {
    return random(24);
  }

  private String next(String prefix, AtomicInteger counter, int bytes) {
    return counted
        ? prefix + String.format(Locale.ROOT, "%03d", counter.incrementAndGet())
        : random(bytes);
  }

  static String random(int bytes) {
    byte[] value = new byte[bytes];
    RANDOM.nextBytes(value);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
  }
}
