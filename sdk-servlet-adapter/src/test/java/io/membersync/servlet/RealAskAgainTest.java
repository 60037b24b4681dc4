package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync.Switches.Position;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberId;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.KakaoServiceTerm;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A member of long ago, and terms that are new since: through the servlet, the engine and a fake Kakao. */
class RealAskAgainTest extends RealShopFixture {
  private static final String TERM = "rules_20261201";
  private static final TestClock CLOCK = new TestClock();

  private String member = "";

  RealAskAgainTest() {
    super(
        new InMemoryMemberStore(FieldMapping.basic()),
        notices(),
        (builder, kakao) -> builder.clock(CLOCK));
  }

  /** The fake Kakao goes by the real time. */
  private static Notices notices() {
    CLOCK.set(Instant.now());
    return Notices.of(
        "위키드와인",
        Notice.terms("tos").text("ko", "약관", "제1조").askedBy("tos_20260101").build(),
        Notice.contract("basic")
            .covers(
                io.membersync.consent.Purpose.MEMBER_IDENTIFY,
                io.membersync.profile.Field.NAME,
                io.membersync.profile.Field.EMAIL,
                io.membersync.profile.Field.PHONE)
            .text("ko", "안내", "이름")
            .build(),
        Notice.terms("rules")
            .effectiveFrom(CLOCK.instant().plusSeconds(10))
            .text("ko", "새 규칙", "제2조")
            .askedBy(TERM)
            .build());
  }

  /** A member, and then new terms; back from a sign-in of today. */
  private String backFromToday() {
    assertThat(back("/login/start/kakao").location()).isEqualTo("/");
    member = shop.session().get(1);
    shop.cookies.clear();
    kakao.reconfigure(
        app -> app.toBuilder().term(KakaoServiceTerm.required(TERM, "새 규칙")).build());
    CLOCK.advance(Duration.ofSeconds(20));
    return pathOf(kakao
        .visitor("haneul")
        .agree(URI.create(shop.get("/login/start/kakao?returnTo=%2Fcart").header("Location"))));
  }

  private Shop.Answer back(String start) {
    URI authorization = URI.create(shop.get(start).header("Location"));
    return shop.get(pathOf(kakao.visitor("haneul").agree(authorization)));
  }

  @Test
  @Fault("T35")
  void newTermsAreAskedAtTheProviderAndTheVisitorGoesOn() {
    Shop.Answer detour = shop.get(backFromToday());

    assertThat(detour.status()).isEqualTo(303);
    URI authorization = URI.create(detour.header("Location"));
    assertThat(authorization.getPath()).isEqualTo("/oauth/authorize");
    assertThat(authorization.getRawQuery()).contains("service_terms=" + TERM + "&");
    Shop.Answer done = shop.get(pathOf(kakao.visitor("haneul").agree(authorization)));
    assertThat(done.location()).isEqualTo("/cart");
    assertThat(shop.session().get(1)).isEqualTo(member);
    assertThat(sync.members().find(new MemberId(member)).orElseThrow().consents())
        .filteredOn(event -> event.notice().orElseThrow().tag().equals("rules"))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.type()).isEqualTo(ConsentEvent.Type.GRANTED);
          assertThat(event.act()).isEqualTo(ConsentEvent.Act.PROVIDER_SCREEN);
        });
    shop.cookies.clear();
    assertThat(back("/login/start/kakao").location()).isEqualTo("/");
  }

  @Test
  @Fault("T35")
  void whoCancelsThereComesToThePageOfTheShop() {
    URI authorization = URI.create(shop.get(backFromToday()).header("Location"));

    Shop.Answer page = shop.get(pathOf(kakao.visitor("haneul").cancel(authorization)));

    assertThat(page.location()).startsWith("/login/resume/");
    String html = shop.get(page.location()).body();
    assertThat(html).contains("새 규칙").doesNotContain("checked");
    String token = html.replaceFirst("(?s).*name=\"shown\" value=\"([^\"]+)\".*", "$1");
    String form = "action=continue&agree=rules&shown="
        + java.net.URLEncoder.encode(token, java.nio.charset.StandardCharsets.UTF_8);
    assertThat(shop.post(page.location(), form).location()).isEqualTo("/cart");
    assertThat(shop.session().get(1)).isEqualTo(member);
  }

  @Test
  void aFrontEndOfJsonIsToldWhereToGo() {
    assertThat(shop.json(backFromToday()).body())
        .contains("\"result\":\"redirect\"")
        .contains("service_terms=" + TERM);
  }

  @Test
  void aHiddenProviderIsNotAsked() {
    String callback = backFromToday();
    sync.switches().set(Kakao.ID, Position.HIDDEN);

    assertThat(shop.get(callback).location()).startsWith("/login/resume/");
  }
}
