package io.membersync.provider.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.membersync.Secret;
import io.membersync.profile.Birthday;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.profile.Profile;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.AuthorizationAsk;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenIdConnectTest {
  private static final ProviderId ID = ProviderId.of("idp");
  private static final URI ISSUER = URI.create("https://idp.example/t1");
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

  private final OpenIdConnect idp =
      OpenIdConnect.of(ID, ISSUER, "client", Secret.of("client-secret"));

  private static JsonDocument json(String text) throws ProfileException {
    return JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Profile read(OpenIdConnect idp, String userinfo) throws ProfileException {
    return idp.read(new Provider.Answers(
            Map.of("profile", json(userinfo)),
            Optional.of(json("{\"iss\":\"https://idp.example/t1\",\"sub\":\"gen-0001\"}")),
            new Grant(Set.of("openid"), true, true),
            NOW))
        .profile();
  }

  private Profile birthdate(String value) throws ProfileException {
    return read(idp, "{\"sub\":\"gen-0001\",\"birthdate\":" + value + "}");
  }

  @Test
  void theStandardClaimsAreReadAndNothingIsBelieved() throws ProfileException {
    Profile profile = read(
        idp,
        "{\"sub\":\"gen-0001\",\"name\":\"Demo User\",\"nickname\":\"demo\","
            + "\"picture\":\"https://idp.example/p.png\",\"email\":\"demo.user@example.com\","
            + "\"email_verified\":true,\"gender\":\"female\",\"birthdate\":\"0000-01-31\","
            + "\"phone_number\":\"+82 10-5550-1234\",\"phone_number_verified\":true,"
            + "\"address\":{\"formatted\":\"1 Demo-ro\"},\"updated_at\":1795219200}");

    assertThat(profile.value(Field.NAME)).contains("Demo User");
    assertThat(profile.value(Field.NICKNAME)).contains("demo");
    assertThat(profile.value(Field.PICTURE)).contains("https://idp.example/p.png");
    assertThat(profile.value(Field.EMAIL)).contains("demo.user@example.com");
    assertThat(profile.value(Field.PHONE)).contains("+821055501234");
    assertThat(profile.value(Field.BIRTHDAY)).contains(Birthday.solar(1, 31));
    assertThat(profile.presence(Field.BIRTH_YEAR)).isEqualTo(Presence.EMPTY);
    assertThat(profile.values()).noneMatch(value -> value.isVerified());
    assertThat(profile.presence(Field.SHIPPING_ADDRESSES)).isEqualTo(Presence.NOT_OFFERED);
  }

  @Test
  @Fault("LK-05")
  void aTrustedIssuerIsBelievedOnlyWhenItSaysVerified() throws ProfileException {
    OpenIdConnect trusted = idp.trusting(Field.EMAIL, Field.PHONE);
    String contacts = "{\"sub\":\"gen-0001\",\"email\":\"a@x.example\",\"email_verified\":%s,"
        + "\"phone_number\":\"+821055501234\"}";

    Profile said = read(trusted, String.format(Locale.ROOT, contacts, "true"));
    assertThat(said.find(Field.EMAIL).orElseThrow().isVerified()).isTrue();
    assertThat(said.find(Field.PHONE).orElseThrow().isVerified()).isFalse();
    Profile unsaid = read(trusted, String.format(Locale.ROOT, contacts, "false"));
    assertThat(unsaid.find(Field.EMAIL).orElseThrow().isVerified()).isFalse();
  }

  @Test
  void onlyContactsCanBeTrusted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> idp.trusting(Field.EMAIL, Field.NAME))
        .withMessageContaining("name");
  }

  @ParameterizedTest
  @CsvSource({
    "1991-04-15, 1991, --04-15",
    "0000-02-29, '', --02-29",
    "1991, 1991, ''",
    "1991-02-30, 1991, ''",
    "1850-04-15, '', --04-15"
  })
  @Fault("UP-09")
  void aBirthdateGivesThePartsItHas(String claim, String year, String day) throws ProfileException {
    Profile profile = birthdate("\"" + claim + "\"");

    assertThat(profile.value(Field.BIRTH_YEAR).map(String::valueOf).orElse("")).isEqualTo(year);
    assertThat(profile.value(Field.BIRTHDAY).map(Field.BIRTHDAY::toText).orElse(""))
        .isEqualTo(day);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"15/04/1991\"", "19910415", "[\"1991-04-15\"]", "\"1991-04\""})
  @Fault("UP-09")
  void aBirthdateOfAnotherFormIsNotGuessed(String claim) throws ProfileException {
    Profile profile = birthdate(claim);

    assertThat(profile.unreadable()).containsExactlyInAnyOrder(Field.BIRTH_YEAR, Field.BIRTHDAY);
    assertThat(birthdate("null").unreadable()).isEmpty();
    assertThat(birthdate("null").presence(Field.BIRTHDAY)).isEqualTo(Presence.EMPTY);
  }

  @Test
  void theDescriptorIsDiscovered() {
    assertThat(idp.descriptor().isDiscovered()).isTrue();
    assertThat(idp.descriptor().issuer()).contains("https://idp.example/t1");
    assertThat(idp.descriptor().clientAuth()).isEqualTo(ClientAuth.BASIC);
    assertThat(idp.descriptor().usesPkce()).isTrue();
    assertThat(idp.withoutPkce().descriptor().usesPkce()).isFalse();
    assertThat(idp.descriptor().idTokenAlgorithms()).containsExactly("RS256");
    assertThat(idp.withIdTokenAlgorithms("ES256", "EdDSA").descriptor().idTokenAlgorithms())
        .containsExactlyInAnyOrder("ES256", "EdDSA");
    assertThat(idp.withBrand("ACME").descriptor().brand()).isEqualTo("ACME");
    assertThat(idp.withClientAuth(ClientAuth.POST_BODY).descriptor().clientAuth())
        .isEqualTo(ClientAuth.POST_BODY);
    assertThat(
            OpenIdConnect.withoutClientSecret(ID, ISSUER, "client").descriptor().clientAuth())
        .isEqualTo(ClientAuth.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://idp.example",
        "https://idp.example?tenant=1",
        "https://idp.example#x",
        "https://good.example@evil.example",
        "javascript:alert(1)",
        "https://idp.example.",
        "file:///etc/passwd"
      })
  @Fault({"CF-06", "JD-14"})
  void anIssuerThatIsNoPlainAddressIsRefused(String issuer) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OpenIdConnect.of(ID, URI.create(issuer), "client", Secret.of("s")))
        .withMessageContaining("idp");
  }

  @Test
  @Fault("ID-05")
  void unsignedIdTokensCannotBeConfigured() {
    assertThatIllegalArgumentException().isThrownBy(() -> idp.withIdTokenAlgorithms("none"));
    assertThatIllegalArgumentException().isThrownBy(() -> idp.withIdTokenAlgorithms());
  }

  @Test
  void aSecretAndItsAuthenticationGoTogether() {
    assertThatIllegalArgumentException().isThrownBy(() -> idp.withClientAuth(ClientAuth.NONE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OpenIdConnect.withoutClientSecret(ID, ISSUER, "client")
            .withClientAuth(ClientAuth.BASIC));
  }

  @Test
  void theRequestAlwaysAsksForAnIdToken() {
    AuthorizationAsk plain = new AuthorizationAsk(
        List.of(), List.of(), false, Optional.of(Locale.KOREA), Optional.empty());
    AuthorizationAsk more = new AuthorizationAsk(
        List.of("phone"), List.of(), true, Optional.empty(), Optional.of("demo"));

    assertThat(idp.authorizationParameters(plain))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("scope", "openid profile email", "ui_locales", "ko-KR"));
    assertThat(idp.authorizationParameters(more))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("scope", "openid phone", "prompt", "none", "login_hint", "demo"));
    assertThat(idp.withScopes("openid", "email").authorizationParameters(plain))
        .containsEntry("scope", "openid email");
    OpenIdConnect posting = idp.answeringByFormPost();
    assertThat(posting.authorizationParameters(plain)).containsEntry("response_mode", "form_post");
    assertThat(posting.descriptor().capabilities()).contains(Capability.FORM_POST);
  }
}
