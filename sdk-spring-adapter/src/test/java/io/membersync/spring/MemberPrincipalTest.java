package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.session.HttpSessionEventPublisher;

/** A shop whose only sign-in is MemberSync, and whose filter chain is its own. */
class MemberPrincipalTest {
  private static SpringShop shop;

  @Configuration(proxyBeanMethods = false)
  static class OwnChain {
    @Bean
    SecurityFilterChain shop(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(requests -> requests
              .requestMatchers("/orders/**")
              .hasRole("MEMBER")
              .requestMatchers("/limited")
              .hasAnyAuthority("ROLE_MEMBER", SecuritySessions.LIMITED_MEMBER)
              .anyRequest()
              .permitAll())
          .exceptionHandling(errors ->
              errors.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint("/membersync")))
          .sessionManagement(sessions -> sessions.maximumSessions(10))
          .build();
    }

    @Bean
    SessionRegistry sessions() {
      return new SessionRegistryImpl();
    }

    @Bean
    HttpSessionEventPublisher sessionEvents() {
      return new HttpSessionEventPublisher();
    }
  }

  @BeforeAll
  static void start() {
    shop = SpringShop.with(SpringShop.MemberTable.class, SecuredShop.class, OwnChain.class)
        .secured()
        .start();
    for (String person : List.of("haneul", "doyun")) {
      try (ShopVisitor visitor = shop.visitor(person)) {
        visitor.signUp();
      }
    }
  }

  @AfterAll
  static void end() {
    shop.close();
  }

  @AfterEach
  void reset() {
    shop.bean(SecuredShop.SetClock.class).ahead(Duration.ZERO);
    shop.bean(SecuredShop.Events.class).all.clear();
  }

  @Test
  void whoeverWasLedToTheSignInPageComesBackAMemberToTheVeryPageTheyWanted() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      HtmlPage signIn = (HtmlPage) haneul.open("/orders/2026?month=11&day=a%20b");
      assertThat(signIn.getUrl().getPath()).isEqualTo("/membersync/");

      String back = haneul.signIn("/membersync/start/kakao").getWebResponse().getContentAsString();

      assertThat(back)
          .isEqualTo("/orders/2026?month=11&day=a%20b for MemberPrincipal 1 [ROLE_MEMBER]");
      assertThat(haneul.signIn("/membersync/start/kakao").getUrl().getPath())
          .as("used once")
          .isEqualTo("/");
    }
  }

  @Test
  void aPathThatTheRequestNamesGoesBeforeTheSavedOne() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.open("/orders/2026");
      assertThat(
              haneul.signIn("/membersync/start/kakao?returnTo=/cart").getUrl().getPath())
          .isEqualTo("/cart");
      assertThat(haneul.read("/orders/1")).endsWith("for MemberPrincipal 1 [ROLE_MEMBER]");
    }
  }

  @Test
  void aFormThatWasNotAllowedIsNoPageToComeBackToNorIsOneThatIsTooLong() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.ask(HttpMethod.POST, shop.resolve("/orders/2026"));
      assertThat(haneul.signIn("/membersync/start/kakao").getUrl().getPath()).isEqualTo("/");
    }
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.open("/orders/" + "a".repeat(600));
      assertThat(haneul.signIn("/membersync/start/kakao").getUrl().getPath()).isEqualTo("/");
    }
  }

  @Test
  @Fault("RC-10")
  void theSessionsIdIsNewAndTheGuestsCartIsStillThere() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.read("/cart?wine=pinot");
      String known = haneul.sessionId();

      haneul.signIn("/membersync/start/kakao");

      assertThat(haneul.sessionId()).isNotEqualTo(known);
      assertThat(haneul.read("/cart")).isEqualTo("pinot");
      assertThat(ask("/whoami", known)).contains("anonymousUser");
      assertThat(ask("/cart", known)).isEqualTo("null");
    }
  }

  @Test
  void whatAnotherMemberHadInTheSessionIsGone() {
    try (ShopVisitor visitor = shop.visitor("haneul");
        ShopVisitor doyun = shop.visitor("doyun")) {
      visitor.signIn("/membersync/start/kakao");
      visitor.read("/cart?wine=of+haneul");
      visitor
          .browser
          .getCookieManager()
          .getCookies()
          .forEach(doyun.browser.getCookieManager()::addCookie);

      doyun.signIn("/membersync/start/kakao");

      assertThat(doyun.read("/whoami")).isEqualTo("MemberPrincipal 2 [ROLE_MEMBER]");
      assertThat(doyun.read("/cart")).isEqualTo("null");
    }
  }

  @Test
  void theTokenAgainstForgedFormsIsRenewed() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      String before = haneul.read("/csrf").split(" ", -1)[0];
      assertThat(haneul.read("/csrf")).startsWith(before);
      haneul.signIn("/membersync/start/kakao");
      assertThat(haneul.read("/csrf")).doesNotStartWith(before);
    }
  }

  @Test
  void bothEventsOfASignInAreHeard() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.signIn("/membersync/start/kakao");

      var events = shop.bean(SecuredShop.Events.class).all;
      assertThat(events)
          .hasSize(2)
          .hasAtLeastOneElementOfType(AuthenticationSuccessEvent.class)
          .hasAtLeastOneElementOfType(InteractiveAuthenticationSuccessEvent.class)
          .allSatisfy(event -> assertThat(event.getAuthentication().getPrincipal())
              .isEqualTo(new MemberPrincipal("1")));
      assertThat(events.get(0).getAuthentication())
          .asString()
          .isEqualTo("MemberAuthentication[member 1, [ROLE_MEMBER]]");
    }
  }

  @Test
  void logoutOfSpringSecurityEndsIt() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.signIn("/membersync/start/kakao");
      String token = haneul.read("/csrf").split(" ", -1)[1];
      haneul.ask(HttpMethod.POST, shop.resolve("/logout?_csrf=" + token));

      assertThat(haneul.read("/whoami")).contains("anonymousUser");
      assertThat(haneul.open("/orders/1").getUrl().getPath()).isEqualTo("/membersync/");
    }
  }

  @Test
  void limitedRightsAreOneAuthorityAndEndByThemselves() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.read("/rescue?member=1");

      assertThat(haneul.read("/limited")).endsWith("for MemberPrincipal 1 [LIMITED_MEMBER]");
      assertThat(haneul.open("/orders/1").getWebResponse().getStatusCode()).isEqualTo(403);
      assertThat(link(haneul).getResponseHeaderValue("Location"))
          .as("adds no way in")
          .isEqualTo("../");

      shop.bean(SecuredShop.SetClock.class).ahead(Duration.ofHours(23));
      assertThat(haneul.read("/limited")).contains("LIMITED_MEMBER");
      shop.bean(SecuredShop.SetClock.class).ahead(Duration.ofHours(25));
      assertThat(haneul.read("/whoami")).contains("anonymousUser");
      assertThat(haneul.open("/limited").getUrl().getPath()).isEqualTo("/membersync/");
      assertThat(haneul.signIn("/membersync/start/kakao").getWebResponse().getContentAsString())
          .isEqualTo("/limited for MemberPrincipal 1 [ROLE_MEMBER]");
    }
  }

  @Test
  void anExpiredLimitedSessionLeavesNothingToTheNextMember() {
    try (ShopVisitor doyun = shop.visitor("doyun")) {
      doyun.read("/rescue?member=1");
      doyun.read("/cart?wine=of+haneul");
      shop.bean(SecuredShop.SetClock.class).ahead(Duration.ofHours(25));
      doyun.signIn("/membersync/start/kakao");
      assertThat(doyun.read("/whoami")).contains("MemberPrincipal 2");
      assertThat(doyun.read("/cart")).isEqualTo("null");
    }
  }

  @Test
  void theRegistryOfSessionsKnowsTheSignInAndMayEndIt() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.signIn("/membersync/start/kakao");
      SessionInformation known = Objects.requireNonNull(
          shop.bean(SessionRegistry.class).getSessionInformation(haneul.sessionId()));
      assertThat(known.getPrincipal()).isEqualTo(new MemberPrincipal("1"));
      assertThat(link(haneul).getStatusCode()).isEqualTo(200);

      known.expireNow();

      assertThat(link(haneul).getResponseHeaderValue("Location")).isEqualTo("../");
      assertThat(haneul.read("/whoami")).contains("expired");
    }
  }

  @Test
  void ourPagesHaveEachHeaderOnceAndOpenNoSession() {
    try (ShopVisitor guest = shop.visitor("haneul")) {
      WebResponse page = guest.open("/membersync/").getWebResponse();
      for (String header : List.of(
          "Cache-Control", "X-Frame-Options", "Content-Security-Policy", "Referrer-Policy")) {
        assertThat(page.getResponseHeaders().stream()
                .filter(one -> one.getName().equalsIgnoreCase(header)))
            .as(header)
            .hasSize(1);
      }
      assertThat(page.getResponseHeaderValue("Cache-Control")).isEqualTo("no-store");
      assertThat(guest.sessionId()).isEqualTo("none");
    }
  }

  @Test
  void aWebhookNeedsNoTokenOfSpringSecurityAndTheShopsOwnFormsStillDo() {
    try (ShopVisitor guest = shop.visitor("haneul")) {
      assertThat(guest
              .ask(HttpMethod.POST, shop.resolve("/membersync/webhooks/kakao"))
              .getStatusCode())
          .isIn(400, 401, 415);
      assertThat(guest.ask(HttpMethod.POST, shop.resolve("/cart")).getStatusCode())
          .isEqualTo(403);
    }
  }

  @Test
  @Fault("AR-01")
  void ofTwoCallbacksOneAfterTheOtherEachGetsASessionWithTheCart() throws Exception {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.read("/cart?wine=pinot");
      URI callback =
          haneul.callback("/membersync/start/kakao", shop.kakao.visitor("haneul")::agree);
      String cookies = cookies(haneul);

      String first = sessionOf(get(callback, cookies).join());
      String second = sessionOf(get(callback, cookies).join());

      assertThat(second).isNotEqualTo(first);
      assertWorks(first);
      assertWorks(second);
    }
  }

  @Test
  @Fault("AR-01")
  void ofTwoCallbacksAtOnceWhicheverAnswerTheBrowserKeepsWorks() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.read("/cart?wine=pinot");
      URI callback =
          haneul.callback("/membersync/start/kakao", shop.kakao.visitor("haneul")::agree);
      String cookies = cookies(haneul);
      shop.kakao.failNext(KakaoEndpoint.TOKEN, Failure.delay(Duration.ofSeconds(1)));

      CompletableFuture<HttpResponse<String>> one = get(callback, cookies);
      CompletableFuture<HttpResponse<String>> other = get(callback, cookies);

      assertWorks(sessionOf(one.join()));
      assertWorks(sessionOf(other.join()));
    }
  }

  private static void assertWorks(String session) {
    assertThat(ask("/whoami", session)).isEqualTo("MemberPrincipal 1 [ROLE_MEMBER]");
    assertThat(ask("/cart", session)).isEqualTo("pinot");
  }

  /** A member's wish for a further way in, as a form of the shop's own page sends it. */
  private static WebResponse link(ShopVisitor visitor) {
    visitor.browser.addRequestHeader("Sec-Fetch-Site", "same-origin");
    try {
      return visitor.ask(HttpMethod.POST, shop.resolve("/membersync/link/kakao"));
    } finally {
      visitor.browser.removeRequestHeader("Sec-Fetch-Site");
    }
  }

  private static String cookies(ShopVisitor visitor) {
    return String.join(
        "; ",
        visitor.browser.getCookieManager().getCookies().stream()
            .map(cookie -> cookie.getName() + "=" + cookie.getValue())
            .toList());
  }

  private static String sessionOf(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(303);
    assertThat(response.headers().firstValue("Location")).contains("/");
    return response.headers().allValues("Set-Cookie").stream()
        .filter(cookie -> cookie.startsWith("JSESSIONID="))
        .reduce((earlier, later) -> later)
        .orElseThrow()
        .replaceAll("JSESSIONID=([^;]+).*", "$1");
  }

  private static CompletableFuture<HttpResponse<String>> get(URI address, String cookies) {
    return HttpClient.newHttpClient()
        .sendAsync(
            HttpRequest.newBuilder(address).header("Cookie", cookies).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static String ask(String path, String session) {
    return get(shop.resolve(path), "JSESSIONID=" + session).join().body();
  }
}
