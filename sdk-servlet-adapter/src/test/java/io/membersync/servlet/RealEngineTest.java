package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Notices;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberId;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.SyncRule;
import io.membersync.testing.FakeNotice;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoError;
import io.membersync.testing.KakaoVisitor;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Sign-ins through the servlet, the engine and a fake Kakao together. */
class RealEngineTest extends RealShopFixture {
  private static final Pattern SHOWN = Pattern.compile("name=\"shown\" value=\"([^\"]+)\"");
  private static final FieldMapping MAPPING =
      FieldMapping.basic().rule(SyncRule.KEEP_EDITS).required();

  RealEngineTest() {
    super(
        new InMemoryMemberStore(MAPPING),
        Notices.korea("위키드와인"),
        (builder, kakao) -> builder.mapping(MAPPING));
  }

  @Test
  void aVisitorSignsUpThroughThePages() {
    String page = atConsent("haneul", "/login/start/kakao?returnTo=%2Fcart&entry=store12");
    assertThat(page).contains("위키드와인 이용약관").contains("메신저 메시지로 광고성 정보 받기");
    assertThat(page).doesNotContain("checked");

    shop.putIntoCart("pinot");
    Shop.Answer done = shop.post(parked, answers(page, "tos", "age14", "ad_sms"));

    assertThat(done.status()).isEqualTo(303);
    assertThat(done.location()).isEqualTo("/cart");
    MemberId member = new MemberId(shop.session().get(1));
    assertThat(shop.session().get(2)).isEqualTo("pinot");
    assertThat(members.valuesOf(member))
        .containsEntry("email", "haneul@shop.example")
        .containsEntry("phone", "+821055501234");
    assertThat(members.entryOf(member)).contains("store12");
    assertThat(sync.members().find(member).orElseThrow().consents())
        .filteredOn(event -> event.type() == ConsentEvent.Type.GRANTED)
        .extracting(event -> event.notice().orElseThrow().tag())
        .containsExactlyInAnyOrder("tos", "age14", "ad_sms");

    assertThat(shop.get(parked).location()).as("the page once more").isEqualTo("/cart");
    assertThat(shop.session().get(1)).isEqualTo(member.value());
  }

  @Test
  @Fault("T06")
  void anAgreementBesideABoxThatWasNotShownIsNone() {
    String page = atConsent("haneul", "/login/start/kakao");
    assertThat(page).doesNotContain("checked");
    String form = answers(page, "tos", "age14", "ad_sms", "rules");
    String without = form.replaceFirst("&shown=ad_sms[^&]*", "");
    assertThat(without).isNotEqualTo(form);

    assertThat(shop.post(parked, without).status()).isEqualTo(303);

    assertThat(sync.members()
            .find(new MemberId(shop.session().get(1)))
            .orElseThrow()
            .consents())
        .filteredOn(event -> event.type() == ConsentEvent.Type.GRANTED)
        .extracting(event -> event.notice().orElseThrow().tag())
        .containsExactlyInAnyOrder("tos", "age14");
  }

  /** Sign-in begun by a third party: https://openid.net/specs/openid-connect-core-1_0.html, 4. */
  @Test
  @Fault("JD-21")
  void whereAnotherSiteWantsTheSignInToEndItDoesNot() {
    String evil = "https%3A%2F%2Fevil.example%2F";
    String asked = "iss=" + evil + "&target_link_uri=" + evil + "&login_hint=mallory";
    assertThat(shop.get("/login/start/kakao?" + asked, "Sec-Fetch-Site", "cross-site")
            .header("Location"))
        .startsWith(kakao.baseUri().toString())
        .doesNotContain("evil", "mallory", "login_hint");

    String page = atConsent("haneul", "/login/start/kakao?" + asked);
    assertThat(shop.post(parked, answers(page, "tos", "age14")).location()).isEqualTo("/");
  }

  @Test
  @Fault("JD-21")
  void aSignInThatAnotherSitePostsOrThatBringsTooMuchIsRefused() {
    String form = "application/x-www-form-urlencoded";
    Shop.Answer posted = shop.send(
        "POST",
        "/login/start/kakao",
        Optional.of("login_hint=mallory"),
        "Content-Type",
        form,
        "Sec-Fetch-Site",
        "cross-site");
    assertThat(posted.status()).isEqualTo(403);
    String bomb = "login_hint=" + "a".repeat(100_000);
    assertThat(shop.post("/login/start/kakao", bomb).status()).isEqualTo(413);
    assertThat(shop.get("/login/start/kakao?" + bomb).status()).isIn(414, 431);
    assertThat(shop.cookies).isEmpty();
  }

  @Test
  @Fault("RC-09")
  void cookiesAreHostOnlyHttpOnlyLaxAndShortLived() {
    Shop.Answer start = shop.get("/login/start/kakao");
    assertThat(start.headers("Set-Cookie"))
        .isNotEmpty()
        .allSatisfy(cookie -> assertThat(cookie)
            .contains("; Path=/")
            .contains("; HttpOnly")
            .contains("; SameSite=Lax")
            .contains("; Max-Age=600")
            .doesNotContain("Domain"));
  }

  @Test
  @Fault({"AR-01", "AR-09"})
  void theSameCallbackTwiceEndsOnTheSamePage() {
    signUp("haneul");
    String callback = callback("haneul", "/login/start/kakao?returnTo=%2Fcart");
    assertThat(shop.get(callback).location()).isEqualTo("/cart");
    String member = shop.session().get(1);
    assertThat(shop.get(callback).location()).isEqualTo("/cart");
    assertThat(shop.session().get(1)).isEqualTo(member);
    assertThat(members.count()).isEqualTo(1);
  }

  @Test
  @Fault({"AR-04", "AR-05", "RC-07", "RC-14"})
  void aCallbackInAnotherBrowserUsesNoCodeAndOneButtonStartsAgain() {
    String callback = callback("haneul", "/login/start/kakao?entry=store12");
    shop.cookies.clear();

    Shop.Answer refused = shop.get(callback);
    assertThat(refused.location()).startsWith("/login/failed?reason=other_browser&provider=kakao");
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isZero();
    String page = shop.get(refused.location()).body();
    assertThat(page)
        .contains("href=\"./start/kakao?entry=store12&amp;again=1\"")
        .doesNotContain("code=");
    assertThat(shop.get("/login/start/kakao?entry=store12").status()).isEqualTo(303);
  }

  @Test
  void aParkedSignInBelongsToOneBrowser() {
    atConsent("haneul", "/login/start/kakao");
    shop.cookies.clear();

    assertThat(shop.get(parked).location()).startsWith("/login/failed?reason=other_browser");
    assertThat(shop.post(parked, "action=cancel").location())
        .startsWith("/login/failed?reason=other_browser");
  }

  @Test
  void decliningWhatIsRequiredLeavesNothing() {
    String page = atConsent("haneul", "/login/start/kakao?returnTo=%2Fcart");

    Shop.Answer declined = shop.post(parked, answers(page, "age14"));

    assertThat(declined.location())
        .isEqualTo("/login/cancelled?reason=required_consent_declined&returnTo=/cart");
    assertThat(shop.get(declined.location()).body()).contains("가입이 완료되지 않았습니다");
    assertThat(members.count()).isZero();
    assertThat(shop.session().get(1)).isEmpty();
  }

  @Test
  void cancellingAtKakaoAndOnThePageLeadsToTheSamePlace() {
    KakaoVisitor visitor = kakao.visitor("haneul");
    URI authorization = URI.create(shop.get("/login/start/kakao").header("Location"));
    String back = pathOf(visitor.cancel(authorization));
    assertThat(shop.get(back).location()).isEqualTo("/login/cancelled?reason=visitor");

    atConsent("haneul", "/login/start/kakao");
    assertThat(shop.post(parked, "action=cancel").location())
        .isEqualTo("/login/cancelled?reason=visitor");
    assertThat(members.count()).isZero();
  }

  @Test
  void aWithheldFieldIsTypedIn() {
    KakaoVisitor visitor = kakao.visitor("haneul").withholding("phone_number");
    parked = shop.get(callback(visitor, "/login/start/kakao")).location();
    String consents = answers(shop.get(parked).body(), "tos", "age14");
    assertThat(shop.post(parked, consents).location()).isEqualTo(parked);
    assertThat(shop.get(parked).body()).contains("name=\"field.phone\"");

    Shop.Answer wrong = shop.post(parked, "field.phone=010&action=continue");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body()).contains("휴대전화 번호를 정확히 입력해 주세요.").contains("value=\"010\"");

    Shop.Answer right = shop.post(parked, "field.phone=010-5550-9876&action=continue");
    assertThat(right.location()).isEqualTo("/");
    assertThat(members.valuesOf(new MemberId(shop.session().get(1))))
        .containsEntry("phone", "+821055509876");
  }

  @Test
  void aProviderThatFailsLeadsToThePageWithOtherWays() {
    String callback = callback("haneul", "/login/start/kakao?returnTo=%2Fcart");
    kakao.failNext(KakaoEndpoint.TOKEN, io.membersync.testing.Failure.status(503));

    Shop.Answer answer = shop.get(callback);
    assertThat(answer.location())
        .matches("/login/unavailable\\?provider=kakao&id=[A-Za-z0-9]{12}&returnTo=/cart");
    Shop.Answer page = shop.get(answer.location());
    assertThat(page.status()).isEqualTo(503);
    assertThat(page.body()).contains("href=\"./?returnTo=/cart\"");
  }

  @Test
  void aShopThatIsSetUpWronglyAtTheProviderSaysNothingOfItToTheVisitor() {
    String callback = callback("haneul", "/login/start/kakao");
    kakao.failNext(KakaoEndpoint.TOKEN, KakaoError.koe(303).withStatus(500));

    Shop.Answer answer = shop.get(callback);
    assertThat(answer.location())
        .matches("/login/failed\\?reason=configuration&.*id=[A-Za-z0-9]{12}.*");
    assertThat(shop.get(answer.location()).body()).doesNotContain("KOE", "redirect", "HTTP");
  }

  @Test
  @Fault("RC-11")
  void aSessionIsNoSignInCookieAndASignInCookieIsNoSession() {
    signUp("haneul");
    String session = shop.cookies.get("JSESSIONID");
    shop.cookies.clear();
    String callback = callback("haneul", "/login/start/kakao");
    atConsent("doyun", "/login/start/kakao");
    List<String> ofSignIns = List.copyOf(shop.cookies.values());
    assertThat(shop.cookies.keySet())
        .allMatch(name -> name.matches("msp?[0-3]"))
        .anyMatch(name -> name.startsWith("msp"))
        .anyMatch(name -> !name.startsWith("msp"));
    int calls = kakao.calls(KakaoEndpoint.TOKEN);

    for (String value : ofSignIns) {
      shop.cookies.clear();
      shop.cookies.put("JSESSIONID", value);
      assertThat(shop.session().get(1)).isEmpty();
    }
    shop.cookies.clear();
    for (int slot = 0; slot < 4; slot++) {
      shop.cookies.put("ms" + slot, session);
      shop.cookies.put("msp" + slot, session);
    }
    for (String address : List.of(callback, parked)) {
      assertThat(shop.get(address).location()).startsWith("/login/failed?reason=other_browser");
    }
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isEqualTo(calls);
    assertThat(members.count()).isOne();
  }

  @Test
  void pagesSpeakTheLanguageTheVisitorBeganIn() {
    String page = atConsent("haneul", "/login/start/kakao?lang=en");
    assertThat(page).contains("<html lang=\"en\">").contains("terms of service");
  }

  @Test
  void anUnlinkAtKakaoArrivesAndIsApplied() {
    String member = signUp("haneul");

    List<FakeNotice.Reply> replies =
        kakao.unlinkWebhook(shop.uri("/login/webhooks/kakao")).send(kakao.person("haneul"));
    assertThat(replies).allMatch(FakeNotice.Reply::isAccepted);
    assertThat(kakao
            .unlinkWebhook(shop.uri("/login/webhooks/kakao"))
            .authorization("KakaoAK wrong")
            .send(kakao.person("haneul")))
        .noneMatch(FakeNotice.Reply::isAccepted);

    sync.work().runDue(Duration.ofMinutes(1));
    assertThat(sync.members().find(new MemberId(member)).orElseThrow().identities())
        .isEmpty();
  }

  private String parked = "";

  private String signUp(String person) {
    String page = atConsent(person, "/login/start/kakao");
    shop.post(parked, answers(page, "tos", "age14"));
    return shop.session().get(1);
  }

  /** The consent page that a new visitor comes to. */
  private String atConsent(String person, String start) {
    Shop.Answer answer = shop.get(callback(person, start));
    assertThat(answer.location()).startsWith("/login/resume/");
    parked = answer.location();
    return shop.get(parked).body();
  }

  private String callback(String person, String start) {
    return callback(kakao.visitor(person), start);
  }

  private String callback(KakaoVisitor visitor, String start) {
    Shop.Answer answer = shop.get(start);
    assertThat(answer.status()).isEqualTo(303);
    return pathOf(visitor.agree(URI.create(answer.header("Location"))));
  }

  private static String answers(String page, String... agreed) {
    StringBuilder form = new StringBuilder("action=continue");
    Matcher shown = SHOWN.matcher(page);
    while (shown.find()) {
      form.append("&shown=").append(URLEncoder.encode(shown.group(1), StandardCharsets.UTF_8));
    }
    for (String tag : agreed) {
      form.append("&agree=").append(tag);
    }
    return form.toString();
  }

  @Test
  void aProviderThatTheShopHasNotIsNowhere() {
    assertThat(shop.get("/login/start/naver").status()).isEqualTo(404);
    assertThat(shop.send("POST", "/login/webhooks/naver", Optional.of("x")).status())
        .isEqualTo(404);
    assertThat(shop.get("/login/callback/naver?code=c").location())
        .isEqualTo("/login/failed?reason=not_found");
  }
}
