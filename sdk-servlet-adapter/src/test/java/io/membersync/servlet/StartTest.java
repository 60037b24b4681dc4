package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Begun;
import io.membersync.Browser;
import io.membersync.SignInResult.OtherWays;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.Fault;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartTest {
  private final Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void sendsTheBrowserToTheProviderWithTheEnginesCookies() {
    shop.engine.cookieUse =
        browser -> browser.add(new Browser.Cookie("__Host-ms0", "sealed", 600, true));

    Shop.Answer answer =
        shop.get("/login/start/kakao?returnTo=%2Fcart%3Fstep%3D2&entry=store12&lang=en");

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location"))
        .isEqualTo("https://kauth.kakao.com/oauth/authorize?client_id=app&state=s");
    assertThat(answer.headers("Set-Cookie"))
        .contains("__Host-ms0=sealed; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax")
        .contains("ms-lang=en; Path=/; HttpOnly; SameSite=Lax");
    assertThat(shop.engine.begins).hasSize(1);
    Script.Begin begin = shop.engine.begins.get(0);
    assertThat(begin.provider()).isEqualTo(Made.KAKAO);
    assertThat(Made.of(begin.signIn(), "returnPath")).isEqualTo("/cart?step=2");
    assertThat(Made.of(begin.signIn(), "entry")).isEqualTo(Optional.of("store12"));
    assertThat(Made.of(begin.signIn(), "language")).isEqualTo(Optional.of(Locale.ENGLISH));
  }

  @Test
  void aRequestWithoutAReturnPathLeadsWhereTheShopSays() {
    for (String known : List.of("/orders/1", "https://evil.example/", "/")) {
      try (Shop other =
          Shop.open(servlet -> servlet.home("/first").returnPath(exchange -> Optional.of(known)))) {
        other.get("/login/start/kakao");
        other.get("/login/start/kakao?returnTo=/cart");

        assertThat(other.engine.begins)
            .extracting(begin -> Made.of(begin.signIn(), "returnPath"))
            .containsExactly(known.equals("/orders/1") ? known : "/first", "/cart");
      }
    }
  }

  @Test
  void beginsByAFormOfTheShopsOwnPageToo() {
    Shop.Answer answer = shop.post("/login/start/kakao", "returnTo=%2Fcart&entry=store12");

    assertThat(answer.status()).isEqualTo(303);
    assertThat(Made.of(shop.engine.begins.get(0).signIn(), "returnPath")).isEqualTo("/cart");
  }

  @Test
  void tellsAFrontEndWhereToGo() {
    assertThat(shop.json("/login/start/kakao").body())
        .isEqualTo("{\"result\":\"redirect\",\"location\":"
            + "\"https://kauth.kakao.com/oauth/authorize?client_id=app\\u0026state=s\"}");
    assertThat(
            shop.send("POST", "/login/start/kakao", Optional.empty(), "Accept", "application/json")
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example",
        "/%5Cevil.example",
        "https:evil.example",
        "%2F%2Fevil.example",
        "/%09/evil.example",
        "/%0A/evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "%20//evil.example",
        "http://127.0.0.1.evil.example/",
        "/cart%0D%0ASet-Cookie:%20a=b",
        "%ED%A0%80",
        "%FF%FE",
        "/%C0%AFevil"
      })
  @Fault({"RC-01", "RC-02", "RC-03", "RC-04", "RC-05"})
  void returnsNowhereElseButToThisShop(String returnTo) {
    Shop.Answer answer = shop.get("/login/start/kakao?returnTo=" + encoded(returnTo));

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.headers("Set-Cookie")).isEmpty();
    assertThat(Made.of(shop.engine.begins.get(0).signIn(), "returnPath")).isEqualTo("/");
  }

  @Test
  @Fault("RC-05")
  void aReturnPathOfManyKilobytesIsTheDefaultPage() {
    Shop.Answer answer = shop.get("/login/start/kakao?returnTo=/" + "a".repeat(4_000));

    assertThat(answer.status()).isEqualTo(303);
    assertThat(Made.of(shop.engine.begins.get(0).signIn(), "returnPath")).isEqualTo("/");
  }

  @Test
  void aRepeatedOrMalformedParameterIsNoParameter() {
    shop.get("/login/start/kakao?returnTo=/a&returnTo=/b&entry=not-an-entry&lang=zz");

    Script.Begin begin = shop.engine.begins.get(0);
    assertThat(Made.of(begin.signIn(), "returnPath")).isEqualTo("/");
    assertThat(Made.of(begin.signIn(), "entry")).isEqualTo(Optional.empty());
    assertThat(Made.of(begin.signIn(), "language")).isEqualTo(Optional.of(Locale.KOREAN));
  }

  @Test
  void waitsForAProviderThatIsBeingMadeReadyAndAsksAgainByItselfFiveTimes() {
    shop.engine.begun =
        new Begun.NotStarted(Begun.Reason.STARTING, new OtherWays(List.of(Made.KAKAO)));

    Shop.Answer first = shop.get("/login/start/kakao?returnTo=%2Fcart");
    assertThat(first.status()).isEqualTo(503);
    assertThat(first.header("Retry-After")).isEqualTo("1");
    assertThat(first.body())
        .contains("<meta http-equiv=\"refresh\""
            + " content=\"1;url=../start/kakao?returnTo=/cart&amp;try=1\">");

    Shop.Answer last = shop.get("/login/start/kakao?returnTo=%2Fcart&try=5");
    assertThat(last.body()).doesNotContain("http-equiv").contains("카카오 로그인</span>");
    assertThat(shop.json("/login/start/kakao").body())
        .contains("\"reason\":\"starting\"")
        .contains("\"retry\":\"/login/start/kakao?try=1\"");
  }

  @Test
  void offersOtherWaysWhenAProviderCannotBeUsed() {
    shop.engine.begun = new Begun.NotStarted(
        Begun.Reason.UNAVAILABLE, new OtherWays(List.of(ProviderId.of("corp-login"))));

    Shop.Answer page = shop.get("/login/start/kakao?returnTo=%2Fcart");

    assertThat(page.status()).isEqualTo(503);
    assertThat(page.body())
        .contains("지금은 카카오 로그인을 이용하기 어렵습니다")
        .contains("start/corp-login?returnTo=/cart")
        .doesNotContain("start/kakao");
  }

  @Test
  void aSilentStartThatIsNotPossibleShowsTheButtons() {
    shop.engine.begun =
        new Begun.NotStarted(Begun.Reason.NOT_SILENTLY, new OtherWays(List.of(Made.KAKAO)));

    Shop.Answer answer =
        shop.get("/login/start/kakao?returnTo=%2Fcart&silent=true", "User-Agent", "KAKAOTALK 11.0");

    assertThat(answer.location()).isEqualTo("/login/?returnTo=/cart");
    assertThat(Made.of(shop.engine.begins.get(0).signIn(), "silentUserAgent"))
        .isEqualTo(Optional.of("KAKAOTALK 11.0"));
  }

  @Test
  void aProviderThatTheShopHasNotIsNowhere() {
    assertThat(shop.get("/login/start/naver").status()).isEqualTo(404);
    assertThat(shop.engine.asked()).isEmpty();
  }

  @Test
  void beginsNothingForAPrefetchAHeadOrAnotherSitesForm() {
    assertThat(
            shop.get("/login/start/kakao", "Sec-Purpose", "prefetch;prerender").status())
        .isEqualTo(503);
    Shop.Answer head = shop.send("HEAD", "/login/start/kakao", Optional.empty());
    assertThat(head.status()).isEqualTo(405);
    assertThat(head.header("Allow")).isEqualTo("GET, POST");
    assertThat(shop.send(
                "POST",
                "/login/start/kakao",
                Optional.of("returnTo=%2Fcart"),
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Sec-Fetch-Site",
                "cross-site")
            .status())
        .isEqualTo(403);
    assertThat(shop.engine.asked()).isEmpty();
  }

  private static String encoded(String text) {
    return text.replace(":", "%3A").replace("<", "%3C");
  }
}
