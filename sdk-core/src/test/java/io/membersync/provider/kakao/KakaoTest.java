package io.membersync.provider.kakao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.Provider.AuthorizationAsk;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KakaoTest {
  private final Kakao kakao = Kakao.of("rest-key", Secret.of("client-secret"));
  private final Kakao withAdmin = kakao.withAdminKey(Secret.of("admin-key"));

  private static AuthorizationAsk ask(List<String> scopes, List<String> terms, boolean silent) {
    return new AuthorizationAsk(scopes, terms, silent, Optional.empty(), Optional.empty());
  }

  private static final AuthorizationAsk PLAIN = ask(List.of(), List.of(), false);

  @Test
  void thePlainRequestLeavesEverythingToTheConsole() {
    assertThat(kakao.authorizationParameters(PLAIN)).isEmpty();
    assertThat(kakao.withOpenIdConnect().authorizationParameters(PLAIN)).isEmpty();
  }

  @Test
  void furtherScopesAndTermsAreAskedAsLists() {
    AuthorizationAsk more =
        ask(List.of("phone_number", "gender"), List.of("marketing_20260401", "tos"), false);

    assertThat(kakao.authorizationParameters(more))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("scope", "phone_number,gender", "service_terms", "marketing_20260401,tos"));
    assertThat(kakao.withOpenIdConnect().authorizationParameters(more))
        .containsEntry("scope", "phone_number,gender,openid");
    assertThat(kakao
            .withOpenIdConnect()
            .authorizationParameters(ask(List.of("openid", "name"), List.of(), false)))
        .containsEntry("scope", "openid,name");
  }

  @Test
  void aShopMayAskItsOwnTermsAndOfferItsChannels() {
    Kakao brand = kakao.askingServiceTerms("tos_brand", "ads_brand").withChannels("_AbCdEf");

    assertThat(brand.authorizationParameters(PLAIN))
        .containsExactlyEntriesOf(Map.of("service_terms", "tos_brand,ads_brand"));
    assertThat(brand.authorizationParameters(ask(List.of(), List.of("ads_brand"), false)))
        .containsEntry("service_terms", "ads_brand");
    assertThat(brand.offeringChannels().authorizationParameters(PLAIN))
        .containsEntry("channel_public_id", "_AbCdEf");
    assertThat(kakao.offeringChannels().authorizationParameters(PLAIN)).isEmpty();
  }

  @Test
  void aSilentRequestShowsNothing() {
    assertThat(kakao.authorizationParameters(ask(List.of(), List.of(), true)))
        .containsExactlyEntriesOf(Map.of("prompt", "none"));
    assertThat(kakao.authorizationParameters(new AuthorizationAsk(
            List.of(), List.of(), false, Optional.empty(), Optional.of("mina@shop.example"))))
        .containsEntry("login_hint", "mina@shop.example");
  }

  @Test
  void whatCannotStandInAListIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> kakao.askingServiceTerms("a,b"));
    assertThatIllegalArgumentException().isThrownBy(() -> kakao.withChannels("_a b"));
    assertThatIllegalArgumentException().isThrownBy(() -> kakao.reportTerms("1", List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> kakao.revokeTerms("1", List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> kakao.revokeScopes("1", List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kakao.revokeScopes("1", List.of("a\",\"b")));
    assertThatIllegalArgumentException().isThrownBy(() -> kakao.withAppId("app"));
    assertThat(kakao.askingServiceTerms("광고_20260401").authorizationParameters(PLAIN))
        .containsEntry("service_terms", "광고_20260401");
  }

  @Test
  void theNextPageOfAddressesBeginsWhereTheLastOneEnded() {
    ProviderCall first =
        kakao.nextPage(Field.SHIPPING_ADDRESSES, Samples.answers()).orElseThrow();
    assertThat(first.name()).isEqualTo("addresses");
    assertThat(first.parameters()).isEmpty();
    assertThat(first.isEssential()).isTrue();

    ProviderCall second = next("addresses", page(100, 10)).orElseThrow();
    assertThat(second.name()).isEqualTo("addresses-2");
    assertThat(second.parameters()).containsOnly(Map.entry("from_updated_at", "92"));
    assertThat(next("addresses", page(100, 10), "addresses-2", page(91, 10)).orElseThrow())
        .satisfies(third -> assertThat(third.parameters()).containsEntry("from_updated_at", "83"));
  }

  @Test
  void addressesEndWithAShortPageAndNeverGoRound() {
    assertThat(next("addresses", page(100, 9))).isEmpty();
    assertThat(next("addresses", page(100, 10), "addresses-2", page(91, 9))).isEmpty();
    assertThat(next("addresses", "{}")).isEmpty();
    String timeless = page(100, 10).replaceAll("\"updated_at\":[0-9]+", "\"updated_at\":null");
    assertThat(next("addresses", timeless)).as("no time to go on from").isEmpty();
    String same = page(91, 10).replaceAll("\"updated_at\":[0-9]+", "\"updated_at\":91");
    assertThat(next("addresses", page(100, 10), "addresses-2", same).orElseThrow())
        .as("a page of one second")
        .satisfies(third -> assertThat(third.parameters()).containsEntry("from_updated_at", "91"));
    assertThat(next("addresses", page(100, 10), "addresses-2", page(101, 10)))
        .as("it has come round")
        .isEmpty();
    assertThat(kakao.nextPage(Field.CHANNELS, Samples.answers())).isEmpty();
  }

  private Optional<ProviderCall> next(String... pages) {
    return kakao.nextPage(Field.SHIPPING_ADDRESSES, Samples.answers(pages));
  }

  /** Addresses changed a second apart, the newest first. */
  private static String page(int newest, int size) {
    return java.util.stream.IntStream.range(0, size)
        .mapToObj(i -> "{\"id\":" + (newest - i) + ",\"updated_at\":" + (newest - i) + "}")
        .collect(java.util.stream.Collectors.joining(",", "{\"shipping_addresses\":[", "]}"));
  }

  @Test
  void oneCallIsEssentialAndTheRestGoBesideIt() {
    List<ProviderCall> calls = kakao.calls(new Grant(Set.of(), true, false));

    assertThat(calls)
        .extracting(ProviderCall::name)
        .containsExactly("profile", "terms", "addresses", "channels");
    assertThat(calls)
        .extracting(ProviderCall::isEssential)
        .containsExactly(true, false, false, false);
    assertThat(calls)
        .extracting(ProviderCall::requiredScope)
        .containsExactly(
            Optional.empty(),
            Optional.empty(),
            Optional.of("shipping_address"),
            Optional.of("plusfriends"));
    assertThat(calls.get(0).uri()).isEqualTo(URI.create("https://kapi.kakao.com/v2/user/me"));
    assertThat(calls.get(0).parameters()).containsEntry("secure_resource", "true");
    assertThat(calls.get(1).parameters()).containsEntry("result", "app_service_terms");
    assertThat(calls.get(3).parameters()).isEmpty();
    assertThat(calls).noneMatch(ProviderCall::isPost);
    assertThat(kakao.withoutServiceTerms().calls(new Grant(Set.of(), true, false)))
        .extracting(ProviderCall::name)
        .containsExactly("profile", "addresses", "channels");
    assertThat(kakao
            .withChannels("_A", "_B")
            .calls(new Grant(Set.of(), true, false))
            .get(3)
            .parameters())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("channel_ids", "_A,_B", "channel_id_type", "channel_public_id"));
  }

  @Test
  void theDescriptorIsKakaos() {
    assertThat(kakao.descriptor().id()).isEqualTo(Kakao.ID);
    assertThat(kakao.descriptor().brand()).isEqualTo("KAKAO");
    assertThat(kakao.descriptor().clientAuth()).isEqualTo(ClientAuth.POST_BODY);
    assertThat(kakao.descriptor().usesPkce()).isTrue();
    assertThat(kakao.descriptor().issuer()).isEmpty();
    assertThat(kakao.descriptor().fields())
        .contains(Field.PHONE, Field.EMAIL, Field.SHIPPING_ADDRESSES, Field.CHANNELS)
        .hasSize(12);
    assertThat(kakao.descriptor().capabilities())
        .contains(Capability.SERVICE_TERMS, Capability.SILENT_SIGN_IN)
        .doesNotContain(Capability.OPENID_CONNECT);
    assertThat(kakao.withoutServiceTerms().descriptor().capabilities())
        .doesNotContain(Capability.SERVICE_TERMS);
    assertThat(kakao.withoutPkce().descriptor().usesPkce()).isFalse();
    assertThat(Kakao.withoutClientSecret("key").descriptor().clientAuth())
        .isEqualTo(ClientAuth.NONE);
  }

  @Test
  @Fault({"ID-12", "ID-34"})
  void idTokensAreKakaosAndForKeysOfTheApp() {
    Kakao openId = kakao.withOpenIdConnect().alsoAccepting("native-key", "rest-key");

    assertThat(openId.descriptor().issuer()).contains("https://kauth.kakao.com");
    assertThat(openId.descriptor().idTokenAlgorithms()).containsExactly("RS256");
    assertThat(openId.client().audiences()).containsExactlyInAnyOrder("rest-key", "native-key");
    assertThat(kakao.client().audiences()).containsExactly("rest-key");
  }

  @Test
  void unlinkingAndLogoutUseTheAdminKeyWhereThereIsOne() {
    ProviderCall byKey = withAdmin.unlink("4021987766").orElseThrow();
    assertThat(byKey.uri()).isEqualTo(URI.create("https://kapi.kakao.com/v1/user/unlink"));
    assertThat(byKey.isPost()).isTrue();
    assertThat(byKey.authorizationScheme()).contains("KakaoAK");
    assertThat(byKey.credential()).contains(Secret.of("admin-key"));
    assertThat(byKey.parameters())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("target_id_type", "user_id", "target_id", "4021987766"));

    ProviderCall byToken = kakao.unlink("4021987766").orElseThrow();
    assertThat(byToken.authorizationScheme()).isEmpty();
    assertThat(byToken.parameters()).isEmpty();
    assertThat(withAdmin.logout("1").orElseThrow().uri())
        .isEqualTo(URI.create("https://kapi.kakao.com/v1/user/logout"));
  }

  @Test
  void termsAreReported() {
    ProviderCall report = withAdmin.reportTerms("1", List.of("ads", "night")).orElseThrow();
    assertThat(report.uri())
        .isEqualTo(URI.create("https://kapi.kakao.com/v2/user/upgrade/service_terms"));
    assertThat(report.parameters())
        .containsEntry("tags", "ads,night")
        .containsEntry("target_id", "1");
    assertThat(kakao.reportTerms("1", List.of("ads")).orElseThrow().parameters())
        .containsExactlyEntriesOf(Map.of("tags", "ads"));
  }

  @Test
  void termsAndScopesAreTakenBack() {
    ProviderCall terms = withAdmin.revokeTerms("1", List.of("ads", "night")).orElseThrow();
    assertThat(terms.isPost()).isTrue();
    assertThat(terms.uri())
        .isEqualTo(URI.create("https://kapi.kakao.com/v2/user/revoke/service_terms"));
    assertThat(terms.authorizationScheme()).contains("KakaoAK");
    assertThat(terms.parameters())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("target_id_type", "user_id", "target_id", "1", "tags", "ads,night"));

    ProviderCall scopes = kakao.revokeScopes("1", List.of("gender", "birthday")).orElseThrow();
    assertThat(scopes.isPost()).isTrue();
    assertThat(scopes.uri()).isEqualTo(URI.create("https://kapi.kakao.com/v2/user/revoke/scopes"));
    assertThat(scopes.authorizationScheme()).isEmpty();
    assertThat(scopes.parameters())
        .containsExactlyEntriesOf(Map.of("scopes", "[\"gender\",\"birthday\"]"));
  }

  @Test
  void theLogoutPageComesBackToTheShop() {
    assertThat(kakao.logoutPage(URI.create("https://shop.example/bye?a=1&b=2"), "s1"))
        .contains(URI.create("https://kauth.kakao.com/oauth/logout?client_id=rest-key"
            + "&logout_redirect_uri=https%3A%2F%2Fshop.example%2Fbye%3Fa%3D1%26b%3D2&state=s1"));
  }

  @Test
  void onlyKakaoTalkSignsInSilently() {
    assertThat(kakao.signsInSilently(
            "Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36;KAKAOTALK 2410740"))
        .isTrue();
    assertThat(kakao.signsInSilently("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0"))
        .isFalse();
  }

  @Test
  void severalAppsAreSeveralRegistrations() {
    Kakao old = kakao.withId(ProviderId.of("kakao-old"));

    assertThat(old.descriptor().id()).isEqualTo(ProviderId.of("kakao-old"));
    assertThat(kakao.descriptor().id()).isEqualTo(Kakao.ID);
    assertThat(old.descriptor().brand()).isEqualTo("KAKAO");
  }

  @Test
  @Fault("CF-17")
  void nothingSecretIsPrinted() {
    assertThat(withAdmin.toString()).isEqualTo("Kakao[kakao]");
    assertThat(withAdmin.client().toString()).doesNotContain("client-secret");
    assertThat(withAdmin.unlink("4021987766").orElseThrow().toString())
        .doesNotContain("admin-key", "4021987766");
  }
}
