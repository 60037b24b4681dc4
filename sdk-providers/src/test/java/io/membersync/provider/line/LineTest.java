package io.membersync.provider.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.Provider.AuthorizationAsk;
import io.membersync.provider.Provider.ConsoleNeeds;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.TokenInspection;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LineTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final AuthorizationAsk PLAIN = ask(List.of(), false, Optional.empty());

  private final Line line = Line.of("2000000001", Secret.of(SECRET));

  private static AuthorizationAsk ask(
      List<String> scopes, boolean silent, Optional<Locale> language) {
    return new AuthorizationAsk(scopes, List.of(), silent, language, Optional.of("mina"));
  }

  @Test
  void thePlainRequestAsksTheScopesOfTheChannel() {
    assertThat(line.authorizationParameters(PLAIN))
        .containsExactlyEntriesOf(Map.of("scope", "profile openid email"));
    assertThat(line.withoutEmail().authorizationParameters(PLAIN))
        .containsExactlyEntriesOf(Map.of("scope", "profile openid"));
  }

  @Test
  void aFurtherAskShowsTheConsentScreenAndRepeatsTheRest() {
    assertThat(line.authorizationParameters(ask(List.of("email"), false, Optional.empty())))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("scope", "profile openid email", "prompt", "consent"));
    assertThat(line.withoutEmail()
            .authorizationParameters(ask(List.of("real_name"), false, Optional.empty())))
        .containsEntry("scope", "profile openid real_name");
  }

  @Test
  void aSilentRequestShowsNothing() {
    Line offering = line.withBotPrompt(Line.BotPrompt.AGGRESSIVE);

    for (List<String> scopes : List.of(List.<String>of(), List.of("email"))) {
      assertThat(offering.authorizationParameters(ask(scopes, true, Optional.of(Locale.KOREAN))))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("scope", "profile openid email", "prompt", "none"));
    }
  }

  @Test
  void theOfficialAccountAndTheLanguageAreParameters() {
    AuthorizationAsk korean = ask(List.of(), false, Optional.of(Locale.KOREA));

    assertThat(line.withBotPrompt(Line.BotPrompt.NORMAL).authorizationParameters(korean))
        .containsEntry("bot_prompt", "normal")
        .containsEntry("ui_locales", "ko-KR")
        .doesNotContainKeys("prompt", "login_hint");
    assertThat(line.withBotPrompt(Line.BotPrompt.AGGRESSIVE).authorizationParameters(PLAIN))
        .containsEntry("bot_prompt", "aggressive");
  }

  @Test
  void theDescriptorIsLines() {
    ProviderDescriptor descriptor = line.descriptor();

    assertThat(descriptor.id()).isEqualTo(Line.ID);
    assertThat(descriptor.brand()).isEqualTo("LINE");
    assertThat(descriptor.authorization())
        .contains(URI.create("https://access.line.me/oauth2/v2.1/authorize"));
    assertThat(descriptor.token()).contains(URI.create("https://api.line.me/oauth2/v2.1/token"));
    assertThat(descriptor.profile())
        .contains(URI.create("https://api.line.me/oauth2/v2.1/userinfo"));
    assertThat(descriptor.keys()).contains(URI.create("https://api.line.me/oauth2/v2.1/certs"));
    assertThat(descriptor.issuer()).contains("https://access.line.me");
    assertThat(descriptor.isDiscovered()).isFalse();
    assertThat(descriptor.clientAuth()).isEqualTo(ClientAuth.POST_BODY);
    assertThat(descriptor.usesPkce()).isTrue();
    assertThat(descriptor.isNonceOptional()).isFalse();
    assertThat(descriptor.capabilities())
        .containsExactlyInAnyOrder(
            Capability.OPENID_CONNECT, Capability.ADDITIONAL_SCOPES, Capability.SILENT_SIGN_IN);
    assertThat(descriptor.fields())
        .containsExactlyInAnyOrder(Field.NICKNAME, Field.PICTURE, Field.EMAIL);
    assertThat(line.withoutEmail().descriptor().fields())
        .containsExactlyInAnyOrder(Field.NICKNAME, Field.PICTURE);
  }

  @Test
  @Fault("ID-08")
  void theShopAndNoTokenChoosesTheAlgorithm() {
    assertThat(line.descriptor().idTokenAlgorithms()).containsExactly("HS256");
    assertThat(line.withNativeApp().descriptor().idTokenAlgorithms()).containsExactly("ES256");
  }

  @Test
  void theFriendshipIsReadBesideTheProfileWhereAnAccountIsNamed() {
    Line withAccount = line.withOfficialAccount("@shop");
    List<ProviderCall> calls = withAccount.calls(Samples.GRANT);

    assertThat(line.calls(Samples.GRANT)).extracting(ProviderCall::name).containsExactly("profile");
    assertThat(calls).extracting(ProviderCall::name).containsExactly("profile", "friendship");
    assertThat(calls.get(1).uri())
        .isEqualTo(URI.create("https://api.line.me/friendship/v1/status"));
    assertThat(calls.get(1).isEssential()).isFalse();
    assertThat(calls.get(1).isPost()).isFalse();
    assertThat(calls.get(1).requiredScope()).contains("profile");
    assertThat(withAccount.descriptor().capabilities()).contains(Capability.CHANNEL_RELATION);
    assertThat(withAccount.descriptor().fields()).contains(Field.CHANNELS);
  }

  @Test
  void aTokenIsOursByTheChannelIdAndWhileItLives() {
    TokenInspection inspection = line.tokenInspection().orElseThrow();

    assertThat(inspection.call().uri())
        .isEqualTo(URI.create("https://api.line.me/oauth2/v2.1/verify"));
    assertThat(inspection.call().tokenParameter()).contains("access_token");
    assertThat(inspection.isOurs()).accepts(Samples.json(Samples.text("verify.json")));
    assertThat(inspection.isOurs())
        .rejects(
            Samples.json("{\"scope\":\"profile\",\"client_id\":\"2000000002\",\"expires_in\":9}"),
            Samples.json("{\"scope\":\"profile\",\"client_id\":\"2000000001\",\"expires_in\":0}"),
            Samples.json("{\"scope\":\"profile\",\"client_id\":\"2000000001\"}"));
  }

  @Test
  void theEmailIsTakenAlthoughNoAnswerListsItsScope() {
    Grant none = new Grant(Set.of("openid"), true, true);

    assertThat(line.isGranted(Field.EMAIL, Samples.GRANT)).isTrue();
    assertThat(line.isGranted(Field.NICKNAME, Samples.GRANT)).isTrue();
    assertThat(line.isGranted(Field.NICKNAME, none)).isFalse();
    assertThat(line.isGranted(Field.PICTURE, none)).isFalse();
    assertThat(line.isGranted(Field.EMAIL, none)).isTrue();
    assertThat(line.isGranted(Field.CHANNELS, none)).isTrue();
    assertThat(line.scopeOf(Field.EMAIL)).contains("email");
    assertThat(line.scopeOf(Field.PHONE)).isEmpty();
  }

  @Test
  @Fault("CF-17")
  void unlinkingDeauthorizesByATokenOfTheChannelAndPrintsNothing() {
    ProviderCall unlink = line.unlink("Uaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").orElseThrow();

    assertThat(unlink.isPost()).isTrue();
    assertThat(unlink.isJson()).isTrue();
    assertThat(unlink.uri()).isEqualTo(URI.create("https://api.line.me/user/v1/deauthorize"));
    assertThat(unlink.clientTokenAddress())
        .contains(URI.create("https://api.line.me/oauth2/v3/token"));
    assertThat(unlink.tokenParameter()).contains("userAccessToken");
    assertThat(unlink.parameters()).isEmpty();
    assertThat(unlink.toString()).doesNotContain(SECRET, "Uaaaa");
    assertThat(line.client().toString()).doesNotContain(SECRET);
    assertThat(line.toString()).isEqualTo("Line[line]");
  }

  @Test
  void theConsolesSettingsAreNamed() {
    ConsoleNeeds needs = new ConsoleNeeds(
        URI.create("https://shop.example/login/callback/line"),
        List.of(Field.EMAIL, Field.NICKNAME),
        List.of(),
        List.of());

    assertThat(line.withOfficialAccount("@shop").consoleSettings(needs))
        .hasSize(3)
        .anyMatch(
            setting -> setting.endsWith("Callback URL: https://shop.example/login/callback/line"))
        .anyMatch(setting -> setting.contains("Email address permission"))
        .anyMatch(setting -> setting.contains("@shop"));
    assertThat(line.withoutEmail().consoleSettings(needs)).hasSize(1);
  }

  @Test
  void onlyLinesOwnBrowserSignsInSilently() {
    assertThat(line.signsInSilently(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari Line/14.16.0"))
        .isTrue();
    assertThat(line.signsInSilently("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0"))
        .isFalse();
  }

  @Test
  void eachChoiceIsKeptByTheNext() {
    Line all = line.withNativeApp()
        .withoutEmail()
        .withOfficialAccount("@shop")
        .withBotPrompt(Line.BotPrompt.NORMAL)
        .withId(ProviderId.of("line-app"));

    assertThat(all.descriptor().id()).isEqualTo(ProviderId.of("line-app"));
    assertThat(all.descriptor().brand()).isEqualTo("LINE");
    assertThat(all.descriptor().idTokenAlgorithms()).containsExactly("ES256");
    assertThat(all.calls(Samples.GRANT)).hasSize(2);
    assertThat(all.authorizationParameters(PLAIN))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("scope", "profile openid", "bot_prompt", "normal"));
    assertThat(line.descriptor().id()).isEqualTo(Line.ID);
  }
}
