package io.membersync.testing;

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
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;

/**
 * The providers of {@code docs/providers.md}. One more is a line here, and its facts beside the others' in
 * {@code src/test/resources/providers}: {@code id.tsv} and {@code id.answers}.
 *
 * @param name as people call it
 * @param artifact that has it
 * @param provider with everything on that it has
 */
record DescribedProvider(String name, String artifact, Provider provider) {
  private static final String CORE = "membersync-core";
  private static final String FURTHER = "membersync-providers";
  private static final Secret SECRET = Secret.of("a-client-secret-of-32-characters");

  static List<DescribedProvider> all() {
    return List.of(
        new DescribedProvider(
            "Kakao",
            CORE,
            Kakao.of("key", SECRET)
                .withAppId("700123")
                .withAdminKey(Secret.of("admin-key"))
                .withOpenIdConnect()),
        new DescribedProvider(
            "Naver",
            CORE,
            Naver.of("client", SECRET)
                .withItems(Field.NAME)
                .withServiceTerms()
                .withDeliveryAddress()),
        new DescribedProvider(
            "Google",
            CORE,
            Google.of("client", SECRET)
                .asking(
                    Field.NICKNAME,
                    Field.PHONE,
                    Field.BIRTHDAY,
                    Field.BIRTH_YEAR,
                    Field.GENDER,
                    Field.AGE_RANGE,
                    Field.SHIPPING_ADDRESSES)),
        new DescribedProvider(
            "Apple", CORE, Apple.of("com.example.web", "TEAMID0001", "ABC123DEFG", anyKey())),
        new DescribedProvider(
            "Facebook",
            FURTHER,
            Facebook.of("100000000000001", SECRET)
                .asking(Field.BIRTHDAY, Field.BIRTH_YEAR, Field.GENDER, Field.AGE_RANGE)
                .withDataDeletion("https://shop.example/deletion?id={code}")),
        new DescribedProvider(
            "LINE",
            FURTHER,
            Line.of("2000000001", SECRET)
                .withOfficialAccount("@shop")
                .withMessagingChannel(SECRET)),
        new DescribedProvider(
            "OpenID Connect",
            CORE,
            OpenIdConnect.of(
                    ProviderId.of("openid-connect"),
                    URI.create("https://id.example.com"),
                    "client",
                    SECRET)
                .withScopes("profile", "email", "phone")
                .trusting(Field.EMAIL, Field.PHONE)
                .answeringByFormPost()));
  }

  private static Secret anyKey() {
    try {
      KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
      curve.initialize(new ECGenParameterSpec("secp256r1"));
      byte[] key = curve.generateKeyPair().getPrivate().getEncoded();
      return Secret.of("-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(key)
          + "\n-----END PRIVATE KEY-----");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has this curve", e);
    }
  }

  String id() {
    return provider.descriptor().id().value();
  }
}
