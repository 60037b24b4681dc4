package io.membersync.fuzz;

import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.provider.apple.Apple;
import io.membersync.provider.facebook.Facebook;
import io.membersync.provider.google.Google;
import io.membersync.provider.kakao.Kakao;
import io.membersync.provider.line.Line;
import io.membersync.provider.naver.Naver;
import io.membersync.provider.oidc.OpenIdConnect;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Every provider with all it can be asked for, by keys that are the same in every run. */
public final class Providers {
  /** When everything here happens. */
  public static final Instant NOW = Instant.ofEpochSecond(1_795_219_200);

  /** Long enough for HS256. */
  public static final String SECRET = "fuzzed-secret-of-more-than-32-bytes";

  /** Of LINE's other channel. */
  public static final String MESSAGING_SECRET = "fuzzed-messaging-secret";

  public static final String ADMIN_KEY = "11112222333344445555666677778888";

  private Providers() {}

  public static Kakao kakao() {
    return Kakao.of("fuzz-client", secret())
        .withOpenIdConnect()
        .withAppId("700123")
        .withAdminKey(Secret.of(ADMIN_KEY))
        .withChannels("_AbCdEf");
  }

  public static Naver naver() {
    return Naver.of("fuzz-client", secret())
        .withServiceTerms()
        .withDeliveryAddress()
        .withItems(Field.EMAIL, Field.NAME, Field.PHONE, Field.GENDER, Field.BIRTHDAY);
  }

  public static Google google() {
    return Google.of("fuzz-client.apps.googleusercontent.com", secret())
        .asking(
            Field.NAME,
            Field.NICKNAME,
            Field.PHONE,
            Field.BIRTHDAY,
            Field.GENDER,
            Field.AGE_RANGE,
            Field.SHIPPING_ADDRESSES);
  }

  public static Apple apple() {
    return Apple.of("com.example.shop.web", "TEAMID0001", "ABC123DEFG", Secret.of(pem()));
  }

  public static Line line() {
    return Line.of("1234567890", secret()).withMessagingChannel(Secret.of(MESSAGING_SECRET));
  }

  public static Facebook facebook() {
    return Facebook.of("100000000000001", secret())
        .asking(Field.BIRTHDAY, Field.GENDER, Field.AGE_RANGE)
        .withDataDeletion("https://shop.example/deletion/{code}");
  }

  public static OpenIdConnect openIdConnect() {
    return OpenIdConnect.of(
            ProviderId.of("idp"), URI.create("https://idp.example/t1"), "fuzz-client", secret())
        .withIdTokenAlgorithms("HS256")
        .trusting(Field.EMAIL, Field.PHONE);
  }

  /** All of them. */
  public static List<Provider> all() {
    return List.of(kakao(), naver(), google(), apple(), line(), facebook(), openIdConnect());
  }

  private static Secret secret() {
    return Secret.of(SECRET);
  }

  /** An EC key pair that is always the same: it opens nothing. */
  public static KeyPair fixedEc() {
    try {
      SecureRandom fixed = SecureRandom.getInstance("SHA1PRNG");
      fixed.setSeed(7);
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), fixed);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem() {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(fixedEc().getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----";
  }
}
