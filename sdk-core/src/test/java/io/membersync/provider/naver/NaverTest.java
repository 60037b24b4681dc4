package io.membersync.provider.naver;

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

class NaverTest {
  private static final Grant GRANT = new Grant(Set.of(), false, false);
  private static final AuthorizationAsk PLAIN = ask(List.of(), false);

  private final Naver naver = Naver.of("msyncDemoClientId01", Secret.of("msyncSecret"));
  private final Naver openId = naver.withOpenIdConnect();

  private static AuthorizationAsk ask(List<String> scopes, boolean silent) {
    return new AuthorizationAsk(scopes, List.of(), silent, Optional.empty(), Optional.empty());
  }

  @Test
  void thePlainRequestLeavesEverythingToTheConsole() {
    assertThat(naver.authorizationParameters(PLAIN)).isEmpty();
    assertThat(naver.withItems(Field.EMAIL).authorizationParameters(PLAIN)).isEmpty();
  }

  @Test
  void whatWasRefusedIsAskedOnceMoreByTheScreenAndNotByName() {
    assertThat(naver.authorizationParameters(ask(List.of("email", "mobile"), false)))
        .containsExactlyEntriesOf(Map.of("auth_type", "reprompt"));
    assertThat(naver.scopeOf(Field.PHONE)).contains("mobile");
    assertThat(naver.scopeOf(Field.CI)).isEmpty();
  }

  @Test
  void aSilentRequestShowsNothing() {
    assertThat(naver.authorizationParameters(ask(List.of(), true)))
        .containsExactlyEntriesOf(Map.of("auth_type", "autologin"));
    assertThat(naver.authorizationParameters(ask(List.of("email"), true)))
        .containsExactlyEntriesOf(Map.of("auth_type", "autologin"));
  }

  @Test
  void openIdConnectNeitherAsksAnewNorSilently() {
    for (AuthorizationAsk ask :
        List.of(PLAIN, ask(List.of("email"), false), ask(List.of(), true))) {
      assertThat(openId.authorizationParameters(ask))
          .containsExactlyEntriesOf(Map.of("scope", "openid"));
    }
  }

  @Test
  void onlyNaversOwnBrowserSignsInSilently() {
    String app = "Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36"
        + " NAVER(inapp; search; 1300; 12.5.1; SM-S918N)";

    assertThat(naver.signsInSilently(app)).isTrue();
    assertThat(openId.signsInSilently(app)).isFalse();
    assertThat(naver.signsInSilently("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0"))
        .isFalse();
    assertThat(naver.signsInSilently(app.replace("search", "cafe"))).isFalse();
  }

  @Test
  void theOrdinaryEndpointsHaveNoPkceAndRepeatTheState() {
    ProviderDescriptor descriptor = naver.descriptor();

    assertThat(descriptor.id()).isEqualTo(Naver.ID);
    assertThat(descriptor.brand()).isEqualTo("NAVER");
    assertThat(descriptor.authorization())
        .contains(URI.create("https://nid.naver.com/oauth2.0/authorize"));
    assertThat(descriptor.token()).contains(URI.create("https://nid.naver.com/oauth2.0/token"));
    assertThat(descriptor.profile()).contains(URI.create("https://openapi.naver.com/v1/nid/me"));
    assertThat(descriptor.subject()).isEqualTo("response.id");
    assertThat(descriptor.clientAuth()).isEqualTo(ClientAuth.POST_BODY);
    assertThat(descriptor.sendsStateWithCode()).isTrue();
    assertThat(descriptor.usesPkce()).isFalse();
    assertThat(descriptor.issuer()).isEmpty();
    assertThat(descriptor.scopes()).isEmpty();
  }

  @Test
  void theNewerEndpointsHavePkceAndAnIdTokenThatMayLeaveTheNonceOut() {
    ProviderDescriptor descriptor = openId.descriptor();

    assertThat(descriptor.authorization())
        .contains(URI.create("https://nid.naver.com/oauth2/authorize"));
    assertThat(descriptor.token()).contains(URI.create("https://nid.naver.com/oauth2/token"));
    assertThat(descriptor.keys()).contains(URI.create("https://nid.naver.com/oauth2/jwks"));
    assertThat(descriptor.issuer()).contains("https://nid.naver.com");
    assertThat(descriptor.idTokenAlgorithms()).containsExactly("RS256");
    assertThat(descriptor.usesPkce()).isTrue();
    assertThat(descriptor.isNonceOptional()).isTrue();
    assertThat(descriptor.sendsStateWithCode()).isTrue();
    assertThat(descriptor.subject()).isEqualTo("response.id");
  }

  @Test
  void whatItCanDependsOnTheEndpointsAndOnTheShopsChoices() {
    assertThat(naver.descriptor().capabilities())
        .containsExactlyInAnyOrder(Capability.ADDITIONAL_SCOPES, Capability.SILENT_SIGN_IN);
    assertThat(openId.descriptor().capabilities()).containsExactly(Capability.OPENID_CONNECT);
    assertThat(naver.withServiceTerms().withDeliveryAddress().descriptor().capabilities())
        .contains(Capability.SERVICE_TERMS, Capability.SHIPPING_ADDRESSES);
    assertThat(naver.descriptor().fields())
        .containsExactlyInAnyOrder(
            Field.NAME,
            Field.NICKNAME,
            Field.EMAIL,
            Field.PHONE,
            Field.GENDER,
            Field.AGE_RANGE,
            Field.BIRTHDAY,
            Field.BIRTH_YEAR,
            Field.PICTURE);
    assertThat(naver.withDeliveryAddress().descriptor().fields())
        .contains(Field.SHIPPING_ADDRESSES);
  }

  @Test
  void theProfileIsEssentialAndTheRestGoesBesideIt() {
    assertThat(naver.calls(GRANT)).singleElement().satisfies(call -> {
      assertThat(call.name()).isEqualTo("profile");
      assertThat(call.uri()).isEqualTo(URI.create("https://openapi.naver.com/v1/nid/me"));
      assertThat(call.isPost()).isFalse();
      assertThat(call.isEssential()).isTrue();
    });

    List<ProviderCall> all = naver.withDeliveryAddress().withServiceTerms().calls(GRANT);
    assertThat(all)
        .extracting(ProviderCall::uri)
        .containsExactly(
            URI.create("https://openapi.naver.com/v1/nid/me"),
            URI.create("https://openapi.naver.com/v1/nid/agreement"),
            URI.create("https://openapi.naver.com/v1/nid/payaddress"));
    assertThat(all).extracting(ProviderCall::isEssential).containsExactly(true, false, false);
    assertThat(all).allMatch(call -> call.requiredScope().isEmpty());
  }

  @Test
  @Fault("CF-17")
  void unlinkingSendsTheVisitorsTokenAndPrintsNothing() {
    ProviderCall unlink = naver.unlink("Zx9_demoNaverUser-0001").orElseThrow();

    assertThat(unlink.isPost()).isTrue();
    assertThat(unlink.uri()).isEqualTo(URI.create("https://nid.naver.com/oauth2.0/revoke"));
    assertThat(unlink.tokenParameter()).contains("token");
    assertThat(unlink.authorizationScheme()).isEmpty();
    assertThat(unlink.parameters())
        .containsExactlyInAnyOrderEntriesOf(Map.of(
            "client_id", "msyncDemoClientId01",
            "client_secret", "msyncSecret",
            "token_type_hint", "access_token"));
    assertThat(unlink.toString()).doesNotContain("msyncSecret", "Zx9");
    assertThat(naver.toString()).isEqualTo("Naver[naver]");
    assertThat(naver.client().toString()).doesNotContain("msyncSecret");
    assertThat(naver.logout("Zx9_demoNaverUser-0001")).isEmpty();
  }

  @Test
  void aFieldWithoutAnItemCannotBeNamedAsOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> naver.withItems(Field.EMAIL, Field.CI))
        .withMessage("provider naver: Naver has no item for ci");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> naver.withItems(Field.SHIPPING_ADDRESSES));
  }

  @Test
  void aNewSecretNeedsNoRestart() {
    AtomicReference<Secret> vault = new AtomicReference<>(Secret.of("first"));
    Naver watching = naver.withClientSecretFrom(vault::get);
    assertThat(watching.client().secret()).contains(Secret.of("first"));

    vault.set(Secret.of("second"));

    assertThat(watching.client().secret()).contains(Secret.of("second"));
    assertThat(watching.unlink("x").orElseThrow().parameters())
        .containsEntry("client_secret", "second");
  }

  @Test
  @Fault("CF-17")
  void aSecretSourceThatFailsAtOnceIsRefusedWithoutItsWords() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> naver.withClientSecretFrom(() -> {
          throw new IllegalStateException("canary");
        }))
        .withMessageContaining("client secret of provider naver")
        .withMessageNotContaining("canary");
  }

  @Test
  void theConsolesSettingsAreNamed() {
    ConsoleNeeds needs = new ConsoleNeeds(
        URI.create("https://shop.example/login/callback/naver"),
        List.of(Field.EMAIL, Field.PHONE, Field.CI),
        List.of("tos"),
        List.of("marketing_optional"));

    assertThat(naver.consoleSettings(needs))
        .hasSize(3)
        .anyMatch(line -> line.endsWith("Callback URL: https://shop.example/login/callback/naver"))
        .anyMatch(line -> line.contains("email, mobile;"))
        .anyMatch(line -> line.endsWith("/webhooks/naver"))
        .noneMatch(line -> line.contains("marketing_optional"));
    assertThat(naver.withServiceTerms().consoleSettings(needs))
        .anyMatch(line -> line.contains("tos (required), marketing_optional (optional)"));
  }

  @Test
  void severalApplicationsAreSeveralRegistrations() {
    Naver plus = naver.withId(ProviderId.of("naver-plus"));

    assertThat(plus.descriptor().id()).isEqualTo(ProviderId.of("naver-plus"));
    assertThat(plus.descriptor().brand()).isEqualTo("NAVER");
    assertThat(naver.descriptor().id()).isEqualTo(Naver.ID);
  }

  @Test
  void eachChoiceIsKeptByTheNext() {
    Naver all = naver
        .withDeliveryAddress()
        .withServiceTerms()
        .withOpenIdConnect()
        .withClientSecretFrom(() -> Secret.of("newer"))
        .withFormerClientSecrets(Secret.of("msyncSecret"))
        .withItems(Field.EMAIL)
        .withId(ProviderId.of("naver-plus"));

    assertThat(all.calls(GRANT)).hasSize(3);
    assertThat(all.descriptor().issuer()).isPresent();
    assertThat(all.client().secret()).contains(Secret.of("newer"));
    assertThat(all.toString()).isEqualTo("Naver[naver-plus]");
  }
}
