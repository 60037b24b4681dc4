package io.membersync.testing;

import static io.membersync.testing.TestCalls.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.testing.http.HttpCaller;
import io.membersync.testing.http.Parameters;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages, as a person or a visitor object meets them. */
class AuthorizePageTest extends FakeKakaoFixture {

  @Test
  void signInPageOffersEveryPersonAndSaysThatItIsFake() {
    HttpCaller.Reply page = calls.open(calls.authorize(""));

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.findHeader("Content-Type")).contains("text/html;charset=UTF-8");
    assertThat(page.text())
        .contains("테스트용 가짜 카카오입니다", "It is not Kakao", "name=\"viewport\"")
        .doesNotContain("<script");
    for (KakaoPerson person : kakao.people()) {
      assertThat(page.text()).contains("name=\"person\" value=\"" + person.key() + "\"");
    }
    assertThat(page.findHeader("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'");
  }

  @Test
  void consentPageTicksNothingAndMarksWhatIsRequired() {
    String page = signIn("haneul", "").text();

    assertThat(page)
        .contains("name=\"item\" value=\"account_email\"")
        .contains("name=\"term\" value=\"marketing_20260401\"")
        .contains("name=\"channel\" value=\"_AbCdEf\"")
        .contains("[필수 required]</b> 닉네임")
        .contains("[선택 optional]</b> 카카오계정(이메일)")
        .doesNotContain(" checked", " required>", "talk_message");
  }

  @Test
  void agreeingToWhatIsTickedLinksJustThat() {
    KakaoPerson haneul = kakao.person("haneul");

    URI callback = kakao
        .visitor(haneul)
        .withholding("account_email", "phone_number")
        .declining("marketing_20260401")
        .withoutChannels()
        .agree(calls.authorize(""));

    assertThat(callback.toString()).startsWith(TestCalls.CALLBACK + "?code=");
    assertThat(parameter(callback, "state")).isEqualTo("s1");
    KakaoLink link = kakao.findLink(haneul).orElseThrow();
    assertThat(link.agreedItems())
        .contains("profile_nickname", "name", "shipping_address")
        .doesNotContain("account_email", "phone_number", "talk_message");
    assertThat(link.agreedTerms()).containsOnlyKeys("tos_20260101", "night_push_20260401");
    assertThat(link.agreedTerms().get("tos_20260101"))
        .isEqualTo(new KakaoLink.AgreedTerm(clock.instant(), "KAUTH"));
    assertThat(link.connectedAt()).isEqualTo(clock.instant());
    assertThat(link.synchedAt()).contains(clock.instant());
  }

  @Test
  void withoutARequiredTickThePageComesBackAndKeepsTheOthers() {
    HttpCaller.Reply page = signIn("haneul", "");
    HttpCaller.Reply again =
        consent("person", "haneul", "item", "gender", "term", "tos_20260101", "action", "agree");

    assertThat(page.text()).doesNotContain("role=\"alert\"");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.text())
        .contains("role=\"alert\"", "KOE203", "닉네임")
        .contains("value=\"gender\" checked", "value=\"tos_20260101\" checked")
        .doesNotContain("value=\"name\" checked");
    assertThat(kakao.findLink(kakao.person("haneul"))).isEmpty();
    assertThatThrownBy(() ->
            kakao.visitor("haneul").withholding("profile_nickname").agree(calls.authorize("")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("KakaoPerson[haneul] withheld or declined");
  }

  @Test
  void agreeToEverythingNeedsNoTick() {
    HttpCaller.Reply reply = consent("person", "haneul", "action", "agree-all");

    assertThat(reply.status()).isEqualTo(302);
    KakaoLink link = kakao.findLink(kakao.person("haneul")).orElseThrow();
    assertThat(link.agreedTerms()).hasSize(3);
    assertThat(link.agreedItems()).hasSize(12);
  }

  @Test
  void cancellingOnEitherPageGoesBackWithAnError() {
    assertThat(parameter(kakao.visitor("doyun").cancel(calls.authorize("")), "error"))
        .isEqualTo("access_denied");
    HttpCaller.Reply onConsent = consent("person", "doyun", "action", "cancel");
    assertThat(onConsent.findHeader("Location").orElse("")).contains("error=access_denied");
    assertThat(kakao.findLink(kakao.person("doyun"))).isEmpty();
  }

  @Test
  void theSecondSignInShowsNoPage() {
    KakaoVisitor visitor = kakao.visitor("haneul");
    visitor.agree(calls.authorize(""));

    assertThat(visitor.open(calls.authorize("")).map(uri -> parameter(uri, "code")))
        .hasValueSatisfying(code -> assertThat(code).isNotEmpty());
    assertThat(visitor.inAnotherBrowser().open(calls.authorize(""))).isEmpty();
    assertThatThrownBy(() -> kakaoLinked(visitor).cancel(calls.authorize("")))
        .hasMessageContaining("no page to cancel on");
  }

  @Test
  void theAccountSessionEndsAfterADay() {
    KakaoVisitor visitor = kakao.visitor("haneul");
    visitor.agree(calls.authorize(""));
    clock.advance(Duration.ofHours(24));

    assertThat(visitor.open(calls.authorize(""))).isEmpty();
  }

  @Test
  void promptsShowAPageEvenToThoseWhoAreSignedIn() {
    KakaoVisitor visitor = kakao.visitor("haneul");
    visitor.agree(calls.authorize(""));

    assertThat(visitor.open(calls.authorize("prompt=login"))).isEmpty();
    assertThat(visitor.open(calls.authorize("prompt=select_account"))).isEmpty();
    assertThat(visitor.open(calls.authorize("prompt=create"))).isEmpty();
    assertThat(visitor.inKakaoTalk().open(calls.authorize("prompt=login"))).isPresent();
    assertThat(calls.open(calls.authorize("prompt=create")).text()).contains("새 계정 만들기");
    assertThat(calls.open(calls.authorize("prompt=select_account")).text()).contains("계정 선택");
  }

  @Test
  void promptNoneNeverShowsAPage() {
    KakaoVisitor stranger = kakao.visitor("doyun");
    assertThat(silently(stranger, "error")).isEqualTo("login_required");

    KakaoVisitor haneul = kakao.visitor("haneul").inKakaoTalk();
    assertThat(silently(haneul, "error")).isEqualTo("consent_required");
    kakao.link(kakao.person("haneul"));
    assertThat(silently(haneul, "code")).isNotEmpty();

    kakao.put(kakao.person("haneul").toBuilder().needingInteraction().build());
    assertThat(silently(haneul, "error")).isEqualTo("interaction_required");
  }

  @Test
  void furtherConsentAsksOnlyForWhatIsMissing() {
    KakaoPerson haneul = kakao.person("haneul");
    kakao.link(haneul, link -> link.withholding("account_email", "gender"));

    HttpCaller.Reply page = signIn("haneul", "scope=account_email,talk_message,name");
    assertThat(page.text())
        .contains("value=\"account_email\"", "value=\"talk_message\"")
        .doesNotContain("value=\"gender\"", "value=\"name\"", "name=\"term\"");

    kakao.visitor(haneul).agree(calls.authorize("scope=account_email%20talk_message"));
    assertThat(kakao.findLink(haneul).orElseThrow().agreedItems())
        .contains("account_email", "talk_message")
        .doesNotContain("gender");
  }

  @Test
  void termsAreAskedAgainByTagIfOneOfThemIsRequired() {
    KakaoPerson haneul = kakao.person("haneul");
    kakao.link(haneul, link -> link.declining("marketing_20260401"));
    KakaoVisitor visitor = kakao.visitor(haneul);
    visitor.agree(calls.authorize(""));

    assertThat(visitor.open(calls.authorize("service_terms=marketing_20260401")))
        .isPresent();
    URI asked = calls.authorize("service_terms=tos_20260101,marketing_20260401");
    assertThat(visitor.open(asked)).isEmpty();
    visitor.agree(asked);
    assertThat(kakao.findLink(haneul).orElseThrow().agreedTerms())
        .containsKey("marketing_20260401");
  }

  @Test
  void aNewRequiredTermIsNotAskedUntilTheShopNamesIt() {
    KakaoPerson haneul = kakao.person("haneul");
    KakaoVisitor visitor = kakao.visitor(haneul);
    visitor.agree(calls.authorize(""));
    kakao.reconfigure(app ->
        app.toBuilder().term(KakaoServiceTerm.required("tos_20270101", "New")).build());

    assertThat(visitor.open(calls.authorize(""))).isPresent();
    assertThat(visitor.open(calls.authorize("service_terms=tos_20270101"))).isEmpty();
  }

  @Test
  void peopleFromBeforeKakaoSyncSeeTheConsentPageOnce() {
    KakaoPerson haneul = kakao.person("haneul");
    kakao.link(haneul, link -> link.neverSynched().declining("tos_20260101"));
    KakaoVisitor visitor = kakao.visitor(haneul);

    assertThat(visitor.inKakaoTalk().open(calls.authorize(""))).isEmpty();
    visitor.agree(calls.authorize(""));
    assertThat(kakao.findLink(haneul).orElseThrow().synchedAt()).isPresent();
    assertThat(visitor.open(calls.authorize(""))).isPresent();
  }

  @Test
  void channelsAreAddedOnTheConsentPage() {
    KakaoPerson haneul = kakao.person("haneul");
    kakao.follow(haneul, "_GhIjKl", KakaoChannel.Relation.ADDED, clock.instant());

    String page = signIn("haneul", "channel_public_id=_AbCdEf").text();

    assertThat(page).contains("value=\"_AbCdEf\"").doesNotContain("value=\"_GhIjKl\"");
    assertThat(signIn("haneul", "").text()).doesNotContain("value=\"_GhIjKl\"");
  }

  @Test
  void loginHintPutsThePersonFirst() {
    String page =
        calls.open(calls.authorize("login_hint=abroad%40shop.example")).text();

    assertThat(page.indexOf("value=\"abroad\"")).isLessThan(page.indexOf("value=\"haneul\""));
    assertThat(page).contains("<b id=\"login-hint\">abroad@shop.example</b>");
  }

  @Test
  void whatComesInIsEscaped() {
    String hint = Parameters.encode("\"><script>alert(1)</script>");
    kakao.put(KakaoPerson.named("mallory", 66)
        .nickname("<img src=x onerror=alert(1)>")
        .build());

    assertThat(calls.open(calls.authorize("login_hint=" + hint)).text())
        .contains("&quot;&gt;&lt;script&gt;", "&lt;img src=x")
        .doesNotContain("<script", "<img");
  }

  @Test
  void logoutEndsTheAccountSession() {
    URI back = URI.create("https://shop.example/bye");
    kakao.reconfigure(app -> app.toBuilder().logoutRedirectUri(back).build());
    String query =
        "?client_id=" + kakao.clientId() + "&logout_redirect_uri=https://shop.example/bye&state=z";

    kakao.link(kakao.person("haneul"));
    String cookie = signIn("haneul", "").findHeader("Set-Cookie").orElseThrow().split(";", 2)[0];
    assertThat(calls.open(calls.authorize(""), cookie).status()).isEqualTo(302);

    HttpCaller.Reply reply =
        calls.open(URI.create(kakao.uri(KakaoEndpoint.ACCOUNT_LOGOUT) + query), cookie);
    assertThat(reply.findHeader("Location")).contains("https://shop.example/bye?state=z");
    assertThat(reply.findHeader("Set-Cookie").orElse("")).contains("Max-Age=0");
    assertThat(calls.open(calls.authorize(""), cookie).status())
        .as("the sign-in page, also for a browser that kept the cookie")
        .isEqualTo(200);
    HttpCaller.Reply wrong = calls.open(
        URI.create(kakao.uri(KakaoEndpoint.ACCOUNT_LOGOUT) + query.replace("/bye", "/other")));
    assertThat(wrong.text()).contains("KOE007");
  }

  @Test
  void cookieIsHostOnlyAndSecureUnderTls() {
    String cookie = signIn("haneul", "").findHeader("Set-Cookie").orElseThrow();

    assertThat(List.of(cookie.split("; ", -1)))
        .contains("Path=/", "HttpOnly", "SameSite=Lax")
        .doesNotContain("Secure")
        .noneMatch(part -> part.startsWith("Domain"));
  }

  private KakaoVisitor kakaoLinked(KakaoVisitor visitor) {
    visitor.agree(calls.authorize(""));
    return visitor;
  }

  private String silently(KakaoVisitor visitor, String parameter) {
    Optional<URI> callback = visitor.open(calls.authorize("prompt=none"));
    return parameter(callback.orElseThrow(), parameter);
  }

  private HttpCaller.Reply signIn(String key, String more) {
    return calls.post(
        kakao.uri(KakaoEndpoint.SIGN_IN_FORM),
        Map.of(),
        "request",
        calls.authorize(more).getRawQuery(),
        "person",
        key);
  }

  /** The consent page's form, for a usual sign-in. */
  private HttpCaller.Reply consent(String... form) {
    String[] asked = {"request", calls.authorize("").getRawQuery()};
    return calls.post(
        kakao.uri(KakaoEndpoint.CONSENT_FORM),
        Map.of(),
        Stream.of(asked, form).flatMap(Stream::of).toArray(String[]::new));
  }
}
