package io.membersync.provider.facebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Provider.AuthorizationAsk;
import io.membersync.provider.Provider.ConsoleNeeds;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.TokenInspection;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FacebookTest {
  private static final Secret TOKEN = Secret.of("EAAdemoUserToken");
  private static final String PROOF =
      "0cf929a7e6ab6469dcb5d99d5c1818417877aeea72af5527debfbf2cdae63363";

  private final Facebook facebook = Facebook.of("100000000000001", Secret.of("fbDemoAppSecret"));

  private static AuthorizationAsk ask(String... scopes) {
    return new AuthorizationAsk(
        List.of(scopes), List.of(), false, Optional.empty(), Optional.empty());
  }

  @Test
  void whatWasDeclinedIsAskedAgainByItself() {
    assertThat(facebook.authorizationParameters(ask()))
        .containsOnly(java.util.Map.entry("scope", "public_profile,email"));
    assertThat(facebook.authorizationParameters(ask("email")))
        .containsEntry("scope", "email")
        .containsEntry("auth_type", "rerequest");
  }

  @Test
  void theProfileIsAskedForWhatIsMappedWithTheProofOfTheToken() {
    ProviderCall me =
        facebook.asking(Field.BIRTHDAY, Field.BIRTH_YEAR).calls(Samples.GRANT).get(0);

    assertThat(me.uri()).hasToString("https://graph.facebook.com/v25.0/me");
    assertThat(me.parameters()).containsEntry("fields", "id,name,picture,email,birthday");
    assertThat(me.proofs()).containsOnlyKeys("appsecret_proof");
    assertThat(me.proofs().values())
        .extracting(proof -> proof.apply(TOKEN).reveal())
        .containsExactly(PROOF);
    assertThat(me.tokenParameter()).isEmpty();
    assertThat(facebook.withTokenInAddress().calls(Samples.GRANT))
        .hasSize(2)
        .allMatch(call -> call.tokenParameter().equals(Optional.of("access_token")))
        .allMatch(call -> call.proofs().containsKey("appsecret_proof"));
  }

  @Test
  void aPermissionThatWasAskedFurtherOpensItsFields() {
    Grant further = new Grant(Set.of("user_gender"), false, false);

    assertThat(facebook.calls(further).get(0).parameters())
        .containsEntry("fields", "id,name,picture,email,gender");
  }

  @Test
  void theAppItselfEndsALinkAndOnePermission() {
    ProviderCall unlink = facebook.unlink("10220000000000001").orElseThrow();

    assertThat(unlink.isDelete()).isTrue();
    assertThat(unlink.uri())
        .hasToString("https://graph.facebook.com/v25.0/10220000000000001/permissions");
    assertThat(unlink.credential().orElseThrow().reveal())
        .isEqualTo("100000000000001|fbDemoAppSecret");
    assertThat(unlink.parameters())
        .containsKey("appsecret_proof")
        .doesNotContainKey("access_token");
    assertThat(facebook.withTokenInAddress().unlink("1").orElseThrow().parameters())
        .containsKey("access_token");
    assertThat(facebook.revokeScopes("1", List.of("email")).orElseThrow().uri())
        .hasToString("https://graph.facebook.com/v25.0/1/permissions/email");
    assertThat(facebook.revokeScopes("1", List.of("public_profile"))).isEmpty();
  }

  @Test
  void aTokenIsOursByItsAppItsTypeAndFacebooksWordThatItIsValid() {
    TokenInspection inspection = facebook.tokenInspection().orElseThrow();
    String good = Samples.text("debug-token.json");

    assertThat(inspection.call().uri()).hasToString("https://graph.facebook.com/v25.0/debug_token");
    assertThat(inspection.call().tokenParameter()).contains("input_token");
    assertThat(inspection.subject()).contains("data.user_id");
    assertThat(inspection.isOurs())
        .accepts(
            Samples.json(good),
            Samples.json(good.replace("\"100000000000001\"", "100000000000001")),
            Samples.json(good.replace("1800403200", "0")))
        .rejects(
            Samples.json(good.replace("100000000000001", "100000000000002")),
            Samples.json(good.replace("\"is_valid\":true", "\"is_valid\":false")),
            Samples.json(good.replace("USER", "PAGE")),
            Samples.json(Samples.text("debug-token-dead.json")),
            Samples.json("{}"));
  }

  @Test
  void nothingButAnIdAndAPermissionGetsIntoAnAddress() {
    assertThat(facebook.unlink("../me")).isEmpty();
    assertThat(facebook.unlink("1/permissions?x")).isEmpty();
    assertThat(facebook.revokeScopes("1", List.of("../me"))).isEmpty();
    assertThat(facebook.revokeScopes("me", List.of("email"))).isEmpty();
  }

  @Test
  void theVersionIsPinnedAndCanBeChanged() {
    Facebook newer = facebook.withVersion("v26.0");

    assertThat(newer.descriptor().authorization().orElseThrow())
        .hasToString("https://www.facebook.com/v26.0/dialog/oauth");
    assertThat(newer.descriptor().token().orElseThrow())
        .hasToString("https://graph.facebook.com/v26.0/oauth/access_token");
    assertThat(newer.calls(Samples.GRANT))
        .allMatch(call -> call.uri().getPath().startsWith("/v26.0/"));
    for (String version : List.of("25.0", "v25", "v25.0/..", "")) {
      assertThatThrownBy(() -> facebook.withVersion(version))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("v25.0");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example/deletion",
        "http://shop.example/deletion?id={code}",
        "javascript:{code}",
        "https://shop.example/ {code}",
        "https://shop.example/\"{code}"
      })
  void aPageThatCannotShowADeletionIsRefused(String page) {
    assertThatThrownBy(() -> facebook.withDataDeletion(page))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFieldThatFacebookDoesNotHaveAndAnAgeThatIsNoneAreRefused() {
    assertThatThrownBy(() -> facebook.asking(Field.PHONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("phone");
    assertThatThrownBy(() -> facebook.withOldestNotice(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theConsolesSettingsAreNamed() {
    ConsoleNeeds needs = new ConsoleNeeds(
        URI.create("https://shop.example/login/callback/facebook"),
        List.of(Field.EMAIL, Field.GENDER),
        List.of(),
        List.of());

    assertThat(facebook
            .asking(Field.GENDER)
            .withDataDeletion("https://shop.example/d/{code}")
            .consoleSettings(needs))
        .anyMatch(line -> line.endsWith("https://shop.example/login/callback/facebook"))
        .anyMatch(line ->
            line.contains("Deauthorize callback URL") && line.endsWith("…/webhooks/facebook"))
        .anyMatch(line -> line.endsWith("…/webhooks/facebook?deletion"))
        .anyMatch(line -> line.contains("Require app secret"))
        .anyMatch(line -> line.endsWith("user_gender"));
  }

  @Test
  void printsNoSecretAndKeepsItsName() {
    Facebook other = facebook.withId(ProviderId.of("facebook-old"));

    assertThat(other).hasToString("Facebook[facebook-old]");
    assertThat(other.unlink("1").orElseThrow().toString()).doesNotContain("fbDemoAppSecret");
    assertThat(other.descriptor().brand()).isEqualTo("FACEBOOK");
  }
}
