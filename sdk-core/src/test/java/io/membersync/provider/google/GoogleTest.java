package io.membersync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.Provider.AuthorizationAsk;
import io.membersync.provider.Provider.ConsoleNeeds;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GoogleTest {
  private static final String CLIENT = "demo-web.apps.googleusercontent.com";

  private final Google google = Google.of(CLIENT, Secret.of("demoSecret"));
  private final Google asking =
      google.asking(Field.BIRTH_YEAR, Field.PHONE, Field.BIRTHDAY, Field.PHONE);

  private static AuthorizationAsk ask(boolean silent, String... scopes) {
    return new AuthorizationAsk(
        List.of(scopes), List.of(), silent, Optional.empty(), Optional.empty());
  }

  @Test
  void anOrdinarySignInAsksForWhoItIsAndARefreshToken() {
    assertThat(google.authorizationParameters(ask(false)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("scope", "openid email profile", "access_type", "offline"));
    assertThat(google.withoutRefreshToken().authorizationParameters(ask(false)))
        .containsExactlyEntriesOf(Map.of("scope", "openid email profile"));
  }

  @Test
  void furtherFieldsAreAskedByTheirScopesOnceEach() {
    assertThat(asking.authorizationParameters(ask(false)))
        .containsEntry("scope", "openid email profile " + Samples.PHONE + " " + Samples.BIRTHDAY)
        .doesNotContainKeys("prompt", "include_granted_scopes");
    assertThat(google
            .asking(
                Field.NAME, Field.NICKNAME, Field.GENDER, Field.AGE_RANGE, Field.SHIPPING_ADDRESSES)
            .descriptor()
            .scopes())
        .containsExactly(
            "openid", "email", "profile", Samples.GENDER, Samples.AGE, Samples.ADDRESSES);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> google.asking(Field.CI))
        .withMessageContaining("ci");
    assertThatIllegalArgumentException().isThrownBy(() -> google.asking(Field.CHANNELS));
  }

  @Test
  void aFurtherQuestionIsJoinedWithWhatWasGrantedBefore() {
    assertThat(asking.authorizationParameters(ask(false, Samples.GENDER)))
        .containsExactlyInAnyOrderEntriesOf(Map.of(
            "scope", "openid email profile " + Samples.GENDER,
            "include_granted_scopes", "true",
            "prompt", "consent",
            "access_type", "offline"));
    assertThat(google.scopeOf(Field.GENDER)).contains(Samples.GENDER);
    assertThat(google.scopeOf(Field.NAME)).contains("profile");
    assertThat(google.scopeOf(Field.EMAIL)).contains("email");
    assertThat(google.scopeOf(Field.CI)).isEmpty();
  }

  @Test
  void aSilentRequestShowsNothingAndAnAccountMayBeOffered() {
    assertThat(google.authorizationParameters(ask(true))).containsEntry("prompt", "none");
    assertThat(google.authorizationParameters(ask(true, Samples.GENDER)))
        .containsEntry("prompt", "none");
    assertThat(google.authorizationParameters(new AuthorizationAsk(
            List.of(), List.of(), false, Optional.empty(), Optional.of("demo.user@gmail.com"))))
        .containsEntry("login_hint", "demo.user@gmail.com");
    assertThat(google.signsInSilently("Mozilla/5.0 (Linux; Android 14) GSA/15.3"))
        .isFalse();
  }

  @Test
  void aHostedDomainIsOffered() {
    assertThat(google.withHostedDomain("Shop.Example").authorizationParameters(ask(false)))
        .containsEntry("hd", "shop.example");
    for (String bad : List.of("", "*", "shop", "a b.example", "shop.example/", "@shop.example")) {
      assertThatIllegalArgumentException().isThrownBy(() -> google.withHostedDomain(bad));
    }
  }

  @Test
  void theDescriptorIsGooglesWithoutDiscovery() {
    ProviderDescriptor descriptor = google.descriptor();

    assertThat(descriptor.id()).isEqualTo(Google.ID);
    assertThat(descriptor.brand()).isEqualTo("GOOGLE");
    assertThat(descriptor.isDiscovered()).isFalse();
    assertThat(descriptor.authorization())
        .contains(URI.create("https://accounts.google.com/o/oauth2/v2/auth"));
    assertThat(descriptor.token()).contains(URI.create("https://oauth2.googleapis.com/token"));
    assertThat(descriptor.keys())
        .contains(URI.create("https://www.googleapis.com/oauth2/v3/certs"));
    assertThat(descriptor.profile()).isEmpty();
    assertThat(descriptor.clientAuth()).isEqualTo(ClientAuth.POST_BODY);
    assertThat(descriptor.usesPkce()).isTrue();
    assertThat(descriptor.isNonceOptional()).isFalse();
    assertThat(descriptor.idTokenAlgorithms()).containsExactly("RS256");
  }

  @Test
  @Fault("AR-08")
  void theIssuerIsComparedInACallbackAndNotMissedThere() {
    assertThat(google.descriptor().issuer()).contains("https://accounts.google.com");
    assertThat(google.descriptor().issuerAliases()).containsExactly("accounts.google.com");
    assertThat(google.descriptor().capabilities())
        .containsExactlyInAnyOrder(Capability.OPENID_CONNECT, Capability.ADDITIONAL_SCOPES);
  }

  @Test
  void theFieldsAreThoseThatAreAsked() {
    assertThat(google.descriptor().fields())
        .containsExactly(Field.NAME, Field.EMAIL, Field.PICTURE);
    assertThat(asking.descriptor().fields())
        .containsExactly(
            Field.NAME, Field.EMAIL, Field.PICTURE, Field.PHONE, Field.BIRTHDAY, Field.BIRTH_YEAR);
    assertThat(google.asking(Field.SHIPPING_ADDRESSES).descriptor().capabilities())
        .contains(Capability.SHIPPING_ADDRESSES);
  }

  @Test
  void withoutFurtherFieldsTheIdTokenIsAll() {
    assertThat(google.calls(Samples.granted())).isEmpty();
    assertThat(asking.calls(Samples.granted())).as("all of them unticked").isEmpty();
  }

  @Test
  void onePersonIsReadForWhatIsGrantedAndNeverAContact() {
    List<ProviderCall> calls = asking.calls(Samples.granted(Samples.BIRTHDAY));

    assertThat(calls).hasSize(1);
    ProviderCall person = calls.get(0);
    assertThat(person.name()).isEqualTo("people");
    assertThat(person.isPost()).isFalse();
    assertThat(person.isEssential()).isFalse();
    assertThat(person.uri()).isEqualTo(URI.create("https://people.googleapis.com/v1/people/me"));
    assertThat(person.parameters())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("personFields", "birthdays", "sources", "READ_SOURCE_TYPE_PROFILE"));
    assertThat(asking
            .calls(Samples.granted(Samples.BIRTHDAY, Samples.PHONE))
            .get(0)
            .parameters())
        .containsEntry("personFields", "phoneNumbers,birthdays");
  }

  @Test
  void whatAFurtherQuestionHasOpenedIsReadToo() {
    assertThat(google.calls(Samples.granted(Samples.GENDER)).get(0).parameters())
        .containsEntry("personFields", "genders");
    assertThat(google.asking(Field.NICKNAME).calls(Samples.granted()).get(0).parameters())
        .containsEntry("personFields", "nicknames");
  }

  @Test
  void scopesThatAreNotNamedCountAsAsked() {
    Grant assumed = new Grant(Set.copyOf(asking.descriptor().scopes()), false, true);

    assertThat(asking.calls(assumed).get(0).parameters())
        .containsEntry("personFields", "phoneNumbers,birthdays");
  }

  @Test
  void withRefreshedTokensTheUserInformationSaysWhoItIs() {
    Grant refreshed = new Grant(Samples.granted(Samples.PHONE).scopes(), true, false);

    List<ProviderCall> calls = asking.calls(refreshed);

    assertThat(calls).extracting(ProviderCall::name).containsExactly("profile", "people");
    assertThat(calls.get(0).isEssential()).isTrue();
    assertThat(calls.get(0).uri())
        .isEqualTo(URI.create("https://openidconnect.googleapis.com/v1/userinfo"));
  }

  @Test
  void aLinkEndsByTheAccessTokenAlone() {
    ProviderCall unlink = google.unlink(Samples.SUBJECT).orElseThrow();

    assertThat(unlink.isPost()).isTrue();
    assertThat(unlink.uri()).isEqualTo(URI.create("https://oauth2.googleapis.com/revoke"));
    assertThat(unlink.tokenParameter()).contains("token");
    assertThat(unlink.parameters()).isEmpty();
    assertThat(unlink.credential()).isEmpty();
  }

  @Test
  void theConsoleIsNamedSettingBySetting() {
    ConsoleNeeds needs = new ConsoleNeeds(
        URI.create("https://shop.example/login/callback/google"),
        List.of(Field.EMAIL),
        List.of(),
        List.of());

    assertThat(google.consoleSettings(needs))
        .anyMatch(line -> line.endsWith("https://shop.example/login/callback/google"))
        .anyMatch(line -> line.endsWith("scopes: openid, email, profile"))
        .anyMatch(line -> line.contains("in production"))
        .noneMatch(line -> line.contains("People API") || line.contains("sensitive"));
    assertThat(asking.consoleSettings(needs))
        .anyMatch(line -> line.contains(Samples.PHONE + ", " + Samples.BIRTHDAY))
        .anyMatch(line -> line.contains("sensitive"))
        .anyMatch(line -> line.endsWith("People API: enabled"));
    assertThat(google.asking(Field.NICKNAME).consoleSettings(needs))
        .anyMatch(line -> line.endsWith("People API: enabled"))
        .noneMatch(line -> line.contains("sensitive"));
  }

  @Test
  void theSecretMayComeFromASource() {
    AtomicReference<Secret> held = new AtomicReference<>(Secret.of("first"));
    Google sourced = google.withClientSecretFrom(held::get);
    held.set(Secret.of("second"));

    assertThat(sourced.withId(ProviderId.of("google-old")).client().secret())
        .contains(Secret.of("second"));
    assertThat(google.client().secret()).contains(Secret.of("demoSecret"));
    assertThat(google.client().audiences()).containsExactly(CLIENT);
  }

  @Test
  void everyChoiceStaysWhenAnotherIsMade() {
    Google all = google
        .asking(Field.PHONE)
        .withHostedDomain("shop.example")
        .withoutRefreshToken()
        .withId(ProviderId.of("google-work"));

    assertThat(all.descriptor().id()).isEqualTo(ProviderId.of("google-work"));
    assertThat(all.descriptor().brand()).isEqualTo("GOOGLE");
    assertThat(all.authorizationParameters(ask(false)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("scope", "openid email profile " + Samples.PHONE, "hd", "shop.example"));
    assertThat(google.descriptor().id()).isEqualTo(Google.ID);
  }

  @Test
  @Fault("CF-17")
  void nothingSecretIsPrinted() {
    assertThat(google.toString()).isEqualTo("Google[google]");
    assertThat(google.client().toString()).doesNotContain("demoSecret");
    assertThat(google.unlink(Samples.SUBJECT).orElseThrow().toString())
        .doesNotContain(Samples.SUBJECT);
  }
}
