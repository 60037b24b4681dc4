package io.membersync.provider.apple;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.membersync.Secret;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.regex.Pattern;

/**
 * The client secret: a token that the shop signs by itself, for ten minutes, and anew two minutes before
 * that ends. Apple takes one of up to six months (15,777,000 seconds). Safe for many threads.
 *
 * <p>Source: <a href="https://developer.apple.com/documentation/signinwithapplerestapi">Sign in with
 * Apple REST API</a>, token generation, read 2026-11-21.
 */
final class AppleClientSecret {
  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final Duration RENEWED_BEFORE_END = Duration.ofMinutes(2);
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);
  private static final Pattern SERVICES_ID = Pattern.compile("[A-Za-z0-9.-]{1,255}");
  private static final Pattern TEN = Pattern.compile("[A-Za-z0-9]{10}");

  private final String servicesId;
  private final String teamId;
  private final String keyId;
  private final ECPrivateKey key;
  private final Clock clock;
  private Secret last;
  private Instant madeAt;

  /**
   * Makes the first one, which shows whether the key can sign.
   *
   * @throws IllegalArgumentException if it cannot, or an id has another form
   */
  AppleClientSecret(String servicesId, String teamId, String keyId, ECPrivateKey key, Clock clock) {
    require(SERVICES_ID, "services id", servicesId, "letters, digits, dots and hyphens");
    require(TEN, "team id", teamId, "ten letters and digits");
    require(TEN, "key id", keyId, "ten letters and digits");
    this.servicesId = servicesId;
    this.teamId = teamId;
    this.keyId = keyId;
    this.key = key;
    this.clock = clock;
    this.madeAt = clock.instant();
    try {
      this.last = sign(servicesId, madeAt);
    } catch (JOSEException e) {
      throw AppleKey.refused("it cannot sign");
    }
  }

  private static void require(Pattern form, String what, String value, String wanted) {
    if (!form.matcher(value).matches()) { // unquoted: it may be the key in a wrong place
      throw new IllegalArgumentException("provider " + Apple.ID + ": the " + what + " has " + wanted
          + ", and this one of " + value.length() + " characters has not");
    }
  }

  /** One that is good for two minutes at least. */
  synchronized Secret current() {
    Instant now = clock.instant();
    // One from the future was made before this machine's clock was put right.
    if (now.isBefore(madeAt) || !now.isBefore(madeAt.plus(LIFE).minus(RENEWED_BEFORE_END))) {
      try {
        last = sign(servicesId, now);
        madeAt = now;
      } catch (JOSEException e) {
        throw noMore(e);
      }
    }
    return last;
  }

  /** One for an app of the same team, made for each use. */
  Secret of(String bundleId) {
    try {
      return sign(bundleId, clock.instant());
    } catch (JOSEException e) {
      throw noMore(e);
    }
  }

  private static IllegalStateException noMore(JOSEException e) {
    return new IllegalStateException("the key has signed before and does no more", e);
  }

  private Secret sign(String clientId, Instant now) throws JOSEException {
    SignedJWT token = new SignedJWT(
        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build(),
        new JWTClaimsSet.Builder()
            .issuer(teamId)
            .issueTime(Date.from(now.minus(CLOCK_SKEW)))
            .expirationTime(Date.from(now.plus(LIFE)))
            .audience(AppleSettings.ISSUER)
            .subject(clientId)
            .build());
    token.sign(new ECDSASigner(key));
    return Secret.of(token.serialize());
  }

  @Override
  public String toString() {
    return "AppleClientSecret[hidden]";
  }
}
