package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.AtOnce;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.util.List;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebResponse;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttribute;

/** Faults of the callback through the whole stack: web server, starter, engine, database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttackedShopTest {
  private static final String START = "/membersync/start/kakao?returnTo=/me";

  private final SpringShop shop =
      SpringShop.with(SpringShop.MemberTable.class, Me.class).start();

  @RestController
  static class Me {
    @GetMapping("/me")
    String me(@SessionAttribute(name = "memberId", required = false) String member) {
      return member == null ? "nobody" : "member " + member;
    }
  }

  @BeforeAll
  void haneulIsAMember() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.signUp();
      assertThat(haneul.read("/me")).isEqualTo("member 1");
    }
  }

  @AfterAll
  void close() {
    shop.close();
  }

  private long identities() {
    return shop.count("membersync_identity");
  }

  @Test
  @Fault("AR-01")
  void aDoubleClickIsOneExchangeAndOneSession() throws Exception {
    try (ShopVisitor haneul = shop.visitor("haneul");
        ShopVisitor sameBrowser = shop.visitor("haneul")) {
      URI callback = haneul.callback(START, shop.kakao.visitor("haneul")::agree);
      haneul
          .browser
          .getCookieManager()
          .getCookies()
          .forEach(sameBrowser.browser.getCookieManager()::addCookie);
      int tokens = shop.kakao.calls(KakaoEndpoint.TOKEN);
      List<Page> pages =
          AtOnce.call(List.of(() -> haneul.open(callback), () -> sameBrowser.open(callback)));
      assertThat(pages).allSatisfy(page -> {
        assertThat(page.getUrl().getPath()).isEqualTo("/me");
        assertThat(page.getWebResponse().getContentAsString()).isEqualTo("member 1");
      });
      assertThat(shop.kakao.calls(KakaoEndpoint.TOKEN) - tokens).isOne();
    }
  }

  @Test
  @Fault({"AR-04", "RC-07"})
  void aCallbackInAnotherBrowserUsesNoCodeAndOffersToStartAgain() {
    try (ShopVisitor haneul = shop.visitor("haneul");
        ShopVisitor another = shop.visitor("haneul")) {
      URI callback = haneul.callback(START, shop.kakao.visitor("haneul")::agree);
      int tokens = shop.kakao.calls(KakaoEndpoint.TOKEN);
      Page page = another.open(callback);
      assertThat(shop.kakao.calls(KakaoEndpoint.TOKEN)).isEqualTo(tokens);
      assertThat(page.getWebResponse().getContentAsString()).contains("start/kakao");
      assertThat(another.read("/me")).isEqualTo("nobody");
    }
  }

  @Test
  @Fault("AR-05")
  void anAttackersCallbackChangesNobodysSessionAndLinks() {
    try (ShopVisitor attacker = shop.visitor("doyun");
        ShopVisitor victim = shop.visitor("haneul")) {
      long before = identities();
      URI loggedOut = attacker.callback(START, shop.kakao.visitor("doyun")::agree);
      victim.open(loggedOut);
      assertThat(victim.read("/me")).as("logged out").isEqualTo("nobody");

      victim.signIn(START);
      URI loggedIn = attacker.callback(START, shop.kakao.visitor("doyun")::agree);
      victim.open(loggedIn);
      assertThat(victim.read("/me")).as("logged in").isEqualTo("member 1");
      assertThat(identities()).isEqualTo(before);

      // In link mode: the attacker links, as a member, and the victim opens the callback.
      attacker.signUp();
      long linked = identities();
      attacker.browser.addRequestHeader("Origin", shop.address.toString());
      WebResponse link = attacker.ask(HttpMethod.POST, shop.resolve("/membersync/link/kakao"));
      assertThat(link.getStatusCode()).isEqualTo(200);
      URI authorization = URI.create(link.getWebRequest().getUrl().toString()); // by its refresh
      victim.open(shop.kakao.visitor("seoyeon").agree(authorization));
      assertThat(identities()).isEqualTo(linked);
      assertThat(victim.read("/me")).as("linking").isEqualTo("member 1");
    }
  }

  @Test
  @Fault("RC-09")
  void theCookieIsOfThisHostAloneAndSaysNothing() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      List<String> cookies =
          haneul.ask(HttpMethod.GET, shop.resolve(START)).getResponseHeaders().stream()
              .filter(header -> header.getName().equalsIgnoreCase("Set-Cookie"))
              .map(NameValuePair::getValue)
              .toList();
      assertThat(cookies)
          .hasSize(1)
          .allSatisfy(cookie -> assertThat(cookie)
              .startsWith("ms") // on loopback; elsewhere __Host-ms and Secure
              .contains("HttpOnly")
              .contains("SameSite=Lax")
              .contains("Path=/")
              .contains("Max-Age=600")
              .doesNotContain("Domain")
              .doesNotContain("haneul"));
    }
  }

  @Test
  @Fault("RC-10")
  void theSessionIsAnotherOneAfterASignIn() {
    try (ShopVisitor haneul = shop.visitor("haneul");
        ShopVisitor thief = shop.visitor("haneul")) {
      haneul.signIn(START);
      String first = haneul.sessionId();
      assertThat(haneul.read("/me")).isEqualTo("member 1");
      haneul.signIn(START);
      assertThat(haneul.sessionId()).isNotEqualTo(first);
      thief
          .browser
          .getCookieManager()
          .addCookie(new org.htmlunit.util.Cookie("127.0.0.1", "JSESSIONID", first));
      assertThat(thief.read("/me")).as("the old one is dead").isEqualTo("nobody");
    }
  }

  @Test
  @Fault("RC-11")
  void theTwoKindsOfCookieAreNotTakenForEachOther() {
    try (ShopVisitor haneul = shop.visitor("haneul");
        ShopVisitor mixed = shop.visitor("haneul")) {
      URI callback = haneul.callback(START, shop.kakao.visitor("haneul")::agree);
      var pending = haneul.browser.getCookieManager().getCookies().stream()
          .filter(cookie -> cookie.getName().startsWith("ms"))
          .findFirst()
          .orElseThrow();
      mixed
          .browser
          .getCookieManager()
          .addCookie(new org.htmlunit.util.Cookie("127.0.0.1", "JSESSIONID", pending.getValue()));
      assertThat(mixed.read("/me")).isEqualTo("nobody");

      haneul.open(callback);
      mixed.browser.getCookieManager().clearCookies();
      mixed
          .browser
          .getCookieManager()
          .addCookie(
              new org.htmlunit.util.Cookie("127.0.0.1", pending.getName(), haneul.sessionId()));
      int tokens = shop.kakao.calls(KakaoEndpoint.TOKEN);
      mixed.open(callback);
      assertThat(mixed.read("/me")).isEqualTo("nobody");
      assertThat(shop.kakao.calls(KakaoEndpoint.TOKEN)).isEqualTo(tokens);
    }
  }
}
