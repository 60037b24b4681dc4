package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.SignInResult.RejectReason;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ServletOptionsTest {
  @Test
  void variablesHeaderAndFooterChangeTheLook() {
    try (Shop shop = Shop.open(builder -> builder
        .cssVariable("--ms-accent", "#7c3aed")
        .stylesheet("/assets/shop.css")
        .header(locale -> "<p class=\"brand\">" + locale.getLanguage() + "</p>")
        .footer(locale -> "<p>Wicked Wine</p>")
        .home("/main")
        .providerName(ProviderId.of("corp-login"), "사내 계정")
        .language(Locale.ENGLISH))) {
      String page = shop.get("/login/").body();

      assertThat(page)
          .contains("<html lang=\"en\">")
          .contains("<p class=\"brand\">en</p>")
          .contains("<p>Wicked Wine</p>")
          .contains("href=\"/assets/shop.css\"")
          .contains("Sign in with 사내 계정");
      assertThat(page.indexOf("style.css")).isLessThan(page.indexOf("/assets/shop.css"));
      assertThat(shop.get("/login/style.css").body()).contains("--ms-accent: #7c3aed;");
      assertThat(shop.get("/login/cancelled").body()).contains("href=\"/main\"");
      shop.get("/login/start/kakao");
      assertThat(Made.of(shop.engine.begins.get(0).signIn(), "returnPath")).isEqualTo("/main");
    }
  }

  @Test
  void theShopKnowsTheVisitorsLanguageUntilTheVisitorChoosesOneHere() {
    try (Shop shop = Shop.open(builder -> builder
        .languageOf(request ->
            Optional.ofNullable(request.getParameter("shop")).map(Locale::forLanguageTag))
        .language(Locale.ENGLISH))) {
      assertThat(shop.get("/login/?shop=ko-KR").body()).contains("<html lang=\"ko\">");
      assertThat(shop.get("/login/?shop=fr").body()).contains("<html lang=\"en\">");
      assertThat(shop.get("/login/").body()).contains("<html lang=\"en\">");
      assertThat(shop.get("/login/?shop=ko&lang=en").body()).contains("<html lang=\"en\">");
    }
  }

  @Test
  void aShopThatLeadsNoMemberToItsOwnSignInIsWarned() {
    String sentence = "set shopSignIn(path, parameter) or shopLogin(…)";
    assertThat(Logged.during(() -> Shop.open().close())).containsOnlyOnce(sentence);
    assertThat(Logged.during(() ->
            Shop.open(builder -> builder.shopSignIn("/member/login", "next")).close()))
        .doesNotContain(sentence);
    assertThat(Logged.during(
            () -> Shop.open(builder -> builder.shopLogin(new OwnLogin())).close()))
        .doesNotContain(sentence);
    assertThat(Logged.during(
            () -> Shop.open(builder -> builder.pages((page, exchange) -> false)).close()))
        .doesNotContain(sentence);
  }

  @Test
  void aFormMayEndAtAnotherOriginThatTheShopNames() {
    URI mobile = URI.create("https://m.shop.example");
    try (Shop shop = Shop.open(builder -> builder.formsMayLeadTo(mobile))) {
      assertThat(shop.get("/login/").header("Content-Security-Policy"))
          .endsWith("form-action 'self' https://m.shop.example");
    }
    MemberSyncServlet.Builder builder =
        MemberSyncServlet.builder(new Script(), HttpSessions.attribute("m"));
    for (String wrong : List.of("http://m.shop.example", "https://a.example/x", "https:", "*")) {
      assertThatThrownBy(() -> builder.formsMayLeadTo(URI.create(wrong)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theShopWritesThePagesItWantsAndLeavesTheRest() {
    AtomicReference<Page> seen = new AtomicReference<>();
    Pages own = (page, exchange) -> {
      seen.set(page);
      if (!(page instanceof Page.SignIn signIn)) {
        return false;
      }
      exchange.response().setContentType("text/plain; charset=UTF-8");
      exchange.response().getWriter().print("own " + signIn.providers().get(0).href());
      return true;
    };
    try (Shop shop = Shop.open(builder -> builder.pages(own))) {
      Shop.Answer page = shop.get("/login/?returnTo=/cart");
      assertThat(page.body()).isEqualTo("own ./start/kakao?returnTo=/cart");
      assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");

      Shop.Answer failed = shop.get("/login/failed?reason=expired");
      assertThat(failed.status()).isEqualTo(410);
      assertThat(failed.body()).contains("<h1>");
      assertThat(seen.get()).isInstanceOf(Page.Failed.class);
      assertThat(shop.json("/login/").body()).startsWith("{");
    }
  }

  @Test
  void aFrontEndOfTheShopsOwnIsToldWhatToShowAndReadsItAsJson() {
    try (Shop shop = Shop.open(builder -> builder.frontEnd("/app/login"))) {
      assertThat(shop.get("/login/?returnTo=/cart&entry=store12&lang=en").location())
          .isEqualTo("/app/login?page=sign_in&returnTo=/cart&entry=store12&lang=en");

      shop.engine.result = Made.rejected(RejectReason.OTHER_BROWSER, true, "/cart");
      String clean = shop.get("/login/callback/kakao?code=c").location();
      assertThat(shop.get(clean).location())
          .isEqualTo("/app/login?page=failed&reason=other_browser&provider=kakao&again=1&id="
              + Made.CORRELATION_ID
              + "&returnTo=/cart");
      String told = shop.get(clean).location();
      assertThat(shop.json("/login/failed" + told.substring(told.indexOf('?'))).body())
          .as("what the front end reads with what it was told")
          .contains("\"startAgain\":\"/login/start/kakao?returnTo=/cart\\u0026again=1\"");
      assertThat(shop.json(clean).body())
          .contains("\"startAgain\":\"/login/start/kakao?returnTo=/cart\\u0026again=1\"");
    }
  }

  @Test
  @Fault("CF-13")
  void refusesValuesThatCannotBe() {
    MemberSyncServlet.Builder builder =
        MemberSyncServlet.builder(new Script(), HttpSessions.attribute("m"));

    for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(1))) {
      assertThatThrownBy(() -> builder.workEvery(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong.toString());
    }
    for (Duration wrong : List.of(Duration.ofSeconds(59), Duration.ofMinutes(61))) {
      assertThatThrownBy(() -> builder.shopLoginWithin(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong.toString());
    }
    for (String path : List.of("https://evil.example", "//evil.example", "home", "/a\r\nb", "")) {
      assertThatThrownBy(() -> builder.home(path)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.shopSignIn(path, "next"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> builder.cssVariable("--ms-accent", "red} body{display:none"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.cssVariable("--ms-accent", "url(//evil.example)"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.cssVariable("color", "red"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.language(Locale.FRENCH))
        .hasMessageContaining("Korean and English");
    assertThatThrownBy(() -> builder.shopSignIn("/login", "a=b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Fault("CF-07")
  void hasNoSwitchThatSkipsACheck() {
    assertThat(MemberSyncServlet.Builder.class.getMethods())
        .extracting(java.lang.reflect.Method::getName)
        .noneMatch(name -> name.matches("(?i).*(insecure|unsafe|csrf|skip|trust|disable).*"));
  }
}
