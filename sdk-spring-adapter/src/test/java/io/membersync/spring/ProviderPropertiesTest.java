package io.membersync.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.membersync.lifecycle.Webhook;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.spring.MemberSyncProperties.Registration;
import io.membersync.testing.FakeApple;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

/** What properties make of the providers that a shop names. */
class ProviderPropertiesTest {
  private final Map<String, String> properties = new LinkedHashMap<>();

  @Test
  void naverIsMadeOfItsProperties() {
    set("naver.client-id", "id", "naver.client-secret", "secret");
    set("naver.fields", "email, phone", "naver.service-terms", "true");
    set("naver.delivery-address", "true");

    ProviderDescriptor naver = made("naver").descriptor();

    assertThat(naver.brand()).isEqualTo("NAVER");
    assertThat(naver.usesPkce()).isFalse();
    assertThat(naver.capabilities())
        .contains(Capability.SERVICE_TERMS, Capability.SHIPPING_ADDRESSES);
  }

  @Test
  void naverSpeaksOpenIdConnectWhereItIsTold() {
    set("naver.client-id", "id", "naver.client-secret", "secret");
    set("naver.openid-connect", "true");

    ProviderDescriptor naver = made("naver").descriptor();

    assertThat(naver.issuer()).contains("https://nid.naver.com");
    assertThat(naver.capabilities()).doesNotContain(Capability.SERVICE_TERMS);
  }

  @Test
  void googleAsksItsFields() {
    set("work.type", "google", "work.client-id", "id", "work.client-secret", "secret");
    set("work.fields", "phone,birth-year");

    ProviderDescriptor google = made("work").descriptor();

    assertThat(google.brand()).isEqualTo("GOOGLE");
    assertThat(google.fields()).contains(Field.PHONE, Field.BIRTH_YEAR);
  }

  @Test
  void theShopsOwnAppsAreAccepted() {
    set("google.client-id", "id", "google.client-secret", "secret");
    set("google.app-client-ids", "android,ios");

    assertThat(made("google").client().audiences())
        .containsExactlyInAnyOrder("id", "android", "ios");
  }

  @Test
  void appleIsMadeOfItsKey() {
    try (FakeApple fake = FakeApple.onLoopback()) {
      set("apple.client-id", "com.example.shop.web", "apple.team-id", "TEAMID0001");
      set("apple.key-id", "ABC123DEFG", "apple.private-key", fake.privateKey().reveal());

      assertThat(made("apple").descriptor().scopes()).containsExactly("email", "name");

      set("apple.fields", "email");
      assertThat(made("apple").descriptor().scopes()).containsExactly("email");
    }
  }

  @Test
  void facebookAndLineAreMadeOfTheirProperties() {
    set("facebook.client-id", "100000000000001", "facebook.client-secret", "secret");
    set("facebook.fields", "gender", "facebook.deletion-page", "https://shop.example/d?id={code}");

    assertThat(made("facebook").descriptor().scopes()).contains("email", "user_gender");
    set("facebook.deletion-page", "https://shop.example/d");
    assertRefused("membersync.providers.facebook: ").contains("{code}");

    properties.clear();
    set("line.client-id", "2000000001", "line.client-secret", "0123456789abcdef0123456789abcdef");
    set("line.native-app", "true", "line.fields", "name", "line.channels", "@shop");
    ProviderDescriptor line = made("line").descriptor();
    assertThat(line.idTokenAlgorithms()).containsExactly("ES256");
    assertThat(line.scopes()).doesNotContain("email");
    assertThat(line.capabilities()).contains(Capability.CHANNEL_RELATION);
  }

  @Test
  void lineTakesWebhooksByItsMessagingSecrets() throws GeneralSecurityException {
    set("line.client-id", "2000000001", "line.client-secret", "0123456789abcdef0123456789abcdef");
    assertThat(followed("older")).isEqualTo(404);

    set("line.messaging-secrets[0]", "newer", "line.messaging-secrets[1]", "older");
    assertThat(followed("newer")).isEqualTo(200);
    assertThat(followed("older")).isEqualTo(200);
    assertThat(followed("another")).isEqualTo(403);
  }

  /** What LINE is answered when the channel with this secret signs a webhook. */
  private int followed(String secret) throws GeneralSecurityException {
    byte[] body =
        "{\"destination\":\"U00000000000000000000000000000001\",\"events\":[]}".getBytes(UTF_8);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    String signature = Base64.getEncoder().encodeToString(mac.doFinal(body));
    Webhook webhook = new Webhook("POST", "", Map.of("x-line-signature", List.of(signature)), body);
    return made("line").receive(webhook, Instant.EPOCH).httpStatus();
  }

  @Test
  void whatIsMissingOrWrongIsNamed() {
    set("apple.client-id", "com.example.shop.web", "apple.team-id", "TEAMID0001");
    assertRefused("membersync.providers.apple.key-id: is missing");
    set("apple.key-id", "ABC123DEFG");
    assertRefused("membersync.providers.apple.private-key: is missing");
    set("apple.private-key", "not a key at all");
    assertRefused("membersync.providers.apple: ").doesNotContain("not a key at all");

    properties.clear();
    set("naver.client-id", "id");
    assertRefused("membersync.providers.naver.client-secret: is missing");
    set("naver.public-client", "true");
    assertRefused("membersync.providers.naver.public-client: is true");

    properties.clear();
    set("naver.client-id", "id", "naver.client-secret", "secret", "naver.fields", "ci");
    assertRefused("Naver has no item for ci");
    set("naver.fields", "e-mail");
    assertRefused("membersync.providers.naver: ");
  }

  private void set(String... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.put(ProviderProperties.PREFIX + namesAndValues[i], namesAndValues[i + 1]);
    }
  }

  private Provider made(String id) {
    List<Provider> made = ProviderProperties.providers(bound());
    assertThat(made).hasSize(1);
    assertThat(made.get(0).descriptor().id().value()).isEqualTo(id);
    return made.get(0);
  }

  private org.assertj.core.api.AbstractStringAssert<?> assertRefused(String why) {
    String[] message = new String[1];
    assertThatExceptionOfType(MemberSyncConfigurationException.class)
        .isThrownBy(() -> ProviderProperties.providers(bound()))
        .satisfies(e -> message[0] = String.valueOf(e.getMessage()));
    return assertThat(message[0]).contains(why);
  }

  private Map<String, Registration> bound() {
    return new Binder(
            List.of(new MapConfigurationPropertySource(properties)),
            null,
            ApplicationConversionService.getSharedInstance())
        .bind("membersync.providers", Bindable.mapOf(String.class, Registration.class))
        .get();
  }
}
