package io.membersync.servlet.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people do with the back button, the reload button, two clicks and two tabs. */
@Tag("real")
class HistoryIT {
  private static final Pattern CALLBACK = Pattern.compile(".*/login/callback/kakao\\?.*");

  @RegisterExtension
  final ThreeSites sites = new ThreeSites();

  @Test
  void goingBackAfterTheSignUpLeadsForwardAgain() {
    Visitor visitor = sites.visitor();
    visitor.signsUpAs("haneul");
    visitor.page().goBack(); // to the consent page, which is finished
    visitor.arrivesAt("/cart");
    assertThat(visitor.member()).isEqualTo("m1");
    assertThat(sites.world().members.count()).isEqualTo(1);
    assertThat(sites.kakao().calls(KakaoEndpoint.TOKEN)).isEqualTo(1);
  }

  @Test
  void goingBackToTheSignInPageAndSigningInOnceMoreIsTheSameMember() {
    Visitor visitor = sites.visitor();
    visitor.signsUpAs("haneul");
    visitor.opensSignIn("/orders").pressesKakao().arrivesAt("/orders"); // Kakao asks nothing again
    assertThat(visitor.member()).isEqualTo("m1");
    visitor.page().goBack();
    visitor.pressesKakao().arrivesAt("/orders");
    assertThat(visitor.member()).isEqualTo("m1");
    assertThat(sites.world().members.count()).isEqualTo(1);
  }

  @Test
  void goingBackToKakaoFromTheConsentPageEndsOnTheSameConsentPage() {
    Visitor visitor = sites.visitor();
    visitor.comesFromKakaoAs("haneul");
    String consent = visitor.page().url();

    // Two steps back: the page between was the answer to a form, which Chromium would send again.
    // Kakao has no more to ask and gives another code for the same state.
    visitor.page().waitForResponse(CALLBACK, () -> visitor.page().evaluate("history.go(-2)"));
    visitor.isAskedForConsent();
    assertThat(visitor.page().url()).isEqualTo(consent);
    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/cart");
    assertThat(sites.world().members.count()).isEqualTo(1);
    assertThat(sites.kakao().calls(KakaoEndpoint.TOKEN)).isEqualTo(1);
  }

  @Test
  void goingBackToTheSignInPageInTheMiddleStartsAfresh() {
    Visitor visitor = sites.visitor();
    visitor.opensSignIn().pressesKakao();
    visitor.page().locator("button[name=person]").first().waitFor();
    visitor.page().goBack();
    visitor.arrivesAt("/login/?returnTo=/cart");
    visitor.pressesKakao().isPerson("haneul").agreesToEverything().isAskedForConsent();
    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/cart");
  }

  @Test
  void twoClicksOnEveryButtonMakeOneMember() {
    Visitor visitor = sites.visitor();
    visitor.opensSignIn().page().locator("a.ms-kakao").dblclick();
    visitor.isPerson("haneul").page().locator("button[value=agree-all]").dblclick();
    visitor.isAskedForConsent().agreesTo("tos", "age14").button("continue").dblclick();
    visitor.arrivesAt("/cart");
    assertThat(visitor.member()).isEqualTo("m1");
    assertThat(sites.world().members.count()).isEqualTo(1);
    assertThat(sites.kakao().calls(KakaoEndpoint.TOKEN)).isEqualTo(1);
  }

  @Test
  @Fault("AR-01")
  void theSameCallbackTwiceAtOnceIsOneExchangeAndOneSession() {
    Visitor visitor = sites.visitor();
    visitor.signsUpAs("haneul");
    visitor.context().clearCookies();
    visitor.opensSignIn().pressesKakao();
    URI callback = visitor.holdsCallbackAs("haneul");
    sites.kakao().forgetRequests();
    Page first = visitor.page();
    first.navigate(sites.world().atShop("/").toString());
    Page second = visitor.openTab();
    second.navigate(sites.world().atShop("/").toString());

    sites.kakao().failNext(KakaoEndpoint.TOKEN, Failure.delay(Duration.ofMillis(700)));
    for (Page tab : new Page[] {first, second}) {
      tab.waitForRequest(
          callback.toString(),
          () -> tab.evaluate("to => { location.href = to; }", callback.toString()));
    }
    for (Page tab : new Page[] {second, first}) {
      visitor.turnTo(tab);
      visitor.arrivesAt("/cart");
      assertThat(visitor.member()).isEqualTo("m1");
    }
    first.reload();
    assertThat(first.locator("#member").textContent()).isEqualTo("m1");
    assertThat(sites.kakao().calls(KakaoEndpoint.TOKEN)).isEqualTo(1);
  }

  @Test
  void theCallbackOpenedOnceMoreAfterTheSignInEndsWhereItEndedBefore() {
    Visitor visitor = sites.visitor();
    visitor.signsUpAs("haneul");
    visitor.context().clearCookies();
    visitor.opensSignIn("/orders").pressesKakao();
    URI callback = visitor.holdsCallbackAs("haneul");
    visitor.page().navigate(callback.toString());
    visitor.arrivesAt("/orders");
    sites.kakao().forgetRequests();

    visitor.page().navigate(callback.toString());
    visitor.arrivesAt("/orders");
    visitor.page().reload();
    assertThat(visitor.member()).isEqualTo("m1");
    assertThat(sites.kakao().calls()).isZero();
  }

  @Test
  void reloadingTheConsentPageAsksTheSameAgain() {
    Visitor visitor = sites.visitor();
    visitor.comesFromKakaoAs("haneul").agreesTo("tos");
    String consent = visitor.page().url();
    visitor.page().reload();
    visitor.isAskedForConsent();
    assertThat(visitor.page().url()).isEqualTo(consent);
    // Chromium keeps ticked boxes over a reload unless the page says that they are not to be.
    assertThat(visitor.page().locator("input[name=agree]:checked").count()).isZero();
    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/cart");
    assertThat(sites.kakao().calls(KakaoEndpoint.TOKEN)).isEqualTo(1);
  }

  @Test
  void twoTabsCanFinishInReverseOrder() {
    Visitor visitor = sites.visitor();
    Page first = visitor.opensSignIn("/first").page();
    visitor.pressesKakao();
    Page second = visitor.openTab();
    visitor.opensSignIn("/second").pressesKakao();
    visitor.isPerson("haneul").agreesToEverything().isAskedForConsent();
    visitor.turnTo(first);
    visitor.isPerson("haneul").isAskedForConsent();
    assertThat(first.url()).isNotEqualTo(second.url());

    visitor.turnTo(second);
    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/second");
    visitor.turnTo(first);
    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/first");
    assertThat(visitor.member()).isEqualTo("m1");
    assertThat(sites.world().members.count()).isEqualTo(1);
  }

  @Test
  void twoTabsWithTwoPeopleDoNotCrossOver() {
    Visitor visitor = sites.visitor();
    Page first = visitor.opensSignIn("/first").page();
    visitor.pressesKakao();
    visitor.openTab();
    visitor.opensSignIn("/second").pressesKakao();
    visitor.isPerson("seoyeon").agreesToEverything().isAskedForConsent();
    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/second");
    String seoyeon = visitor.member();
    visitor.turnTo(first);
    visitor.isPerson("haneul").agreesToEverything().isAskedForConsent();
    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/first");
    assertThat(visitor.member()).isNotEqualTo(seoyeon);
    assertThat(sites.world().members.count()).isEqualTo(2);
  }
}
