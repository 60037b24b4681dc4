package io.membersync.testing;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the texts of codes and tokens: random ones, or counted ones for comparing bytes. */
final class TokenNames {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final boolean counted;
  private final AtomicInteger codes = new AtomicInteger();
  private static final String ULID = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

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

  /** An id of 26 characters that sorts by time: https://github.com/ulid/spec, read 2026-11-24. */
  static String ulid(Instant at) {
    char[] id = new char[26];
    long time = at.toEpochMilli();
    for (int i = 9; i >= 0; i--) {
      id[i] = ULID.charAt((int) (time & 31));
      time >>= 5;
    }
    for (int i = 10; i < id.length; i++) {
      id[i] = ULID.charAt(RANDOM.nextInt(32));
    }
    return new String(id);
  }

  static String random(int bytes) {
    byte[] value = new byte[bytes];
    RANDOM.nextBytes(value);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
  }
}
