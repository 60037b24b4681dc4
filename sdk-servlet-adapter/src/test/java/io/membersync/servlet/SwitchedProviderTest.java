package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync.Switches.Position;
import io.membersync.Secret;
import io.membersync.consent.Notices;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.FakeNotice;
import io.membersync.testing.KakaoEndpoint;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** What visitors see of a provider that an operator has hidden or switched off. */
class SwitchedProviderTest extends RealShopFixture {
  private static final ProviderId OLD = ProviderId.of("kakao-old");

  SwitchedProviderTest() {
    super(
        new InMemoryMemberStore(),
        Notices.korea("위키드와인"),
        (builder, kakao) -> builder.provider(kakao.provider(
            Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret())).withId(OLD))));
  }

  private String callback(String start) {
    Shop.Answer answer = shop.get(start);
    assertThat(answer.status()).isEqualTo(303);
    return pathOf(kakao.visitor("haneul").agree(URI.create(answer.header("Location"))));
  }

  @Test
  void aHiddenProviderHasNoButtonAndAnOlderLinkGoesOn() {
    sync.switches().set(Kakao.ID, Position.HIDDEN);

    assertThat(shop.get("/login/").body())
        .contains("start/kakao-old")
        .doesNotContain("start/kakao\"");
    assertThat(shop.json("/login/").body()).doesNotContain("\"id\":\"kakao\"");
    Shop.Answer back = shop.get(callback("/login/start/kakao?returnTo=%2Fcart"));
    assertThat(back.location()).startsWith("/login/resume/");
    assertThat(shop.get(back.location()).status()).isEqualTo(200);
  }

  @Test
  void aStartAtAProviderThatIsOffShowsTheOtherWays() {
    sync.switches().set(Kakao.ID, Position.OFF);

    Shop.Answer page = shop.get("/login/start/kakao?returnTo=%2Fcart");

    assertThat(page.status()).isEqualTo(503);
    assertThat(page.body())
        .contains("지금은 카카오 로그인을 이용하기 어렵습니다")
        .contains("start/kakao-old?returnTo=/cart")
        .doesNotContain("start/kakao?");
    Shop.Answer json = shop.json("/login/start/kakao");
    assertThat(json.status()).isEqualTo(503);
    assertThat(json.body())
        .contains("\"reason\":\"unavailable\"")
        .contains("\"id\":\"kakao-old\"")
        .doesNotContain("\"id\":\"kakao\"");
    assertThat(shop.cookies.keySet()).noneMatch(name -> name.matches("ms[0-3]"));
  }

  @Test
  void aCallbackOfAProviderThatIsOffEndsOnThatPageAndIsGoodOnceItIsOnAgain() {
    String callback = callback("/login/start/kakao?returnTo=%2Fcart");
    sync.switches().set(Kakao.ID, Position.OFF);

    Shop.Answer answer = shop.get(callback);
    assertThat(answer.location())
        .matches("/login/unavailable\\?provider=kakao&id=[A-Za-z0-9]{12}&returnTo=/cart");
    Shop.Answer page = shop.get(answer.location());
    assertThat(page.status()).isEqualTo(503);
    assertThat(page.body())
        .contains("지금은 카카오 로그인을 이용하기 어렵습니다")
        .contains("start/kakao-old?returnTo=/cart")
        .doesNotContain("start/kakao?");
    assertThat(shop.json(callback).body()).contains("\"reason\":\"unavailable\"");
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isZero();

    sync.switches().set(Kakao.ID, Position.ON);
    assertThat(shop.get(callback).location()).startsWith("/login/resume/");
  }

  @Test
  void theWebhookOfAProviderThatIsOffIsTaken() {
    sync.switches().set(Kakao.ID, Position.OFF);

    assertThat(kakao.unlinkWebhook(shop.uri("/login/webhooks/kakao")).send(kakao.person("haneul")))
        .allMatch(FakeNotice.Reply::isAccepted);
  }

  @Test
  void withoutAnyProviderThePageSaysSo() {
    sync.switches().set(Kakao.ID, Position.OFF);
    sync.switches().set(OLD, Position.HIDDEN);

    assertThat(shop.get("/login/?lang=en").body())
        .contains("No way to sign in is available right now");
  }

  @Test
  void aSilentStartAtAProviderThatIsNotOfferedNamesNoLinkToIt() {
    sync.switches().set(Kakao.ID, Position.HIDDEN);

    assertThat(shop.get("/login/start/kakao?silent=true", "User-Agent", "KAKAOTALK 11.0")
            .location())
        .isEqualTo("/login/");
    assertThat(shop.get(
                "/login/start/kakao?silent=true",
                "User-Agent",
                "KAKAOTALK 11.0",
                "Accept",
                "application/json")
            .body())
        .contains("\"result\":\"not_silently\"")
        .doesNotContain("start/kakao");
  }
}
