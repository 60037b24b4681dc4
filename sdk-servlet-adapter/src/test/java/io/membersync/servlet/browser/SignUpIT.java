package io.membersync.servlet.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.membersync.member.MemberId;
import io.membersync.testing.KakaoEndpoint;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ways a sign-up can go, each from the shop's sign-in page on. */
@Tag("real")
class SignUpIT {
  @RegisterExtension
  final ThreeSites sites = new ThreeSites();

  @Test
  void aVisitorBecomesAMemberAndGetsBackToTheCart() {
    Visitor visitor = sites.visitor();
    visitor.opensSignIn();
    visitor
        .page()
        .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("카카오 로그인"))
        .click();
    visitor.isPerson("seoyeon").agreesToEverything().isAskedForConsent();
    for (Locator box : visitor.page().locator("input[name=agree]").all()) {
      assertThat(box).not().isChecked();
    }
    visitor.agreesTo("tos", "age14", "opt_profile").presses("continue").arrivesAt("/cart");

    MemberId member = new MemberId(visitor.member());
    assertThat(sites.world().members.valuesOf(member))
        .containsEntry("name", "박서연")
        .containsEntry("email", "seoyeon@shop.example")
        .containsEntry("phone", "+821055507788")
        .containsKey("birthday");
  }

  @Test
  void theKeyboardIsEnough() {
    Visitor visitor = sites.visitor(Chromium.Screen.DESKTOP, Locale.KOREA);
    Page page = visitor.opensSignIn().page();
    tabTo(page, "a.ms-kakao");
    page.keyboard().press("Enter");
    page.locator("button[name=person]").first().waitFor();
    tabTo(page, "button[value=haneul]");
    page.keyboard().press("Enter");
    page.locator("input[name=item]").first().waitFor();
    tabTo(page, "button[value=agree-all]");
    page.keyboard().press("Enter");
    visitor.isAskedForConsent();
    tabTo(page, "input[name=agree][value=tos]");
    page.keyboard().press("Space");
    tabTo(page, "input[name=agree][value=age14]");
    page.keyboard().press("Space");
    tabTo(page, "button[value=continue]");
    page.keyboard().press("Enter");

    visitor.arrivesAt("/cart");
    assertThat(visitor.member()).isEqualTo("m1");
  }

  @Test
  void noScriptIsNeeded() {
    Visitor visitor = sites.visitorWithoutJavaScript();
    visitor.signsUpAs("haneul");
    assertThat(visitor.member()).isEqualTo("m1");
  }

  @Test
  void aVisitorWhoReadsEnglishIsSpokenToInEnglish() {
    Visitor visitor = sites.visitor(Chromium.Screen.DESKTOP, Locale.US);
    visitor.opensSignIn();
    assertThat(visitor.page().locator("html")).hasAttribute("lang", "en");
    visitor
        .page()
        .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Login with Kakao"))
        .click();
    visitor.isPerson("haneul").agreesToEverything().isAskedForConsent();
    assertThat(visitor.page().locator("label").first())
        .containsText("Sodam Market terms of service");
    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/cart");
  }

  @Test
  void aChosenLanguageIsKeptOnTheWay() {
    Visitor visitor = sites.visitor();
    visitor.opensSignIn();
    visitor.page().locator("footer a[hreflang=en]").click();
    assertThat(visitor.page().locator("html")).hasAttribute("lang", "en");
    visitor.pressesKakao().isPerson("haneul").agreesToEverything().isAskedForConsent();
    assertThat(visitor.page().locator("html")).hasAttribute("lang", "en");
  }

  @Test
  void aWithheldRequiredFieldIsAskedForInAForm() {
    Visitor visitor = sites.visitor();
    visitor.opensSignIn().pressesKakao().isPerson("haneul").withholdsAtKakao("account_email");
    visitor.isAskedForConsent().agreesTo("tos", "age14").presses("continue");
    Locator email = visitor.page().getByLabel("이메일");
    assertThat(email).isVisible();
    assertThat(visitor.page().locator("input.ms-input")).hasCount(1);
    assertThat(sites.world().members.count()).isZero();

    // What a browser lets pass and the shop does not.
    email.fill("haneul@shop");
    visitor.presses("continue");
    assertThat(visitor.page().getByRole(AriaRole.ALERT)).isVisible();
    assertThat(email).hasValue("haneul@shop");
    assertThat(email).hasAttribute("aria-invalid", "true");

    email.fill("haneul.kim@shop.example");
    visitor.presses("continue").arrivesAt("/cart");
    assertThat(sites.world().members.valuesOf(new MemberId(visitor.member())))
        .containsEntry("email", "haneul.kim@shop.example")
        .containsEntry("name", "Kim Haneul");
  }

  @Test
  void aMemberOfTheShopProvesItByTheShopsOwnSignIn() {
    MemberId member = sites.world().members.add(Map.of("email", "haneul@shop.example"));
    Visitor visitor = sites.visitor();
    visitor.opensSignIn().pressesKakao().isPerson("haneul").agreesToEverything();
    visitor.button("new").waitFor();
    assertThat(visitor.page().locator("main")).containsText("ha***@shop.example");
    visitor.page().locator("main a[href*='member/login']").click();
    visitor.presses("prove").isAskedForConsent();
    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/cart");
    assertThat(visitor.member()).isEqualTo(member.value());
    assertThat(sites.world().members.count()).isEqualTo(1);
    assertThat(sites.world().members.valuesOf(member)).containsEntry("name", "Kim Haneul");
  }

  @Test
  void cancellingAtTheProviderLeadsBackAndKeepsNothing() {
    Visitor visitor = sites.visitor();
    visitor.opensSignIn().pressesKakao().isPerson("haneul").presses("cancel");
    visitor.arrivesAt(Pattern.compile(".*/login/cancelled\\?.*"));
    visitor.seesHeading("로그인이 취소되었습니다");
    assertThat(sites.world().members.count()).isZero();
    assertThat(sites.kakao().calls(KakaoEndpoint.TOKEN)).isZero();

    visitor.page().locator("a.ms-button").first().click();
    visitor.pressesKakao().agreesToEverything().isAskedForConsent();
    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/cart");
  }

  @Test
  void cancellingOnOurPageKeepsNothing() {
    Visitor visitor = sites.visitor();
    visitor.comesFromKakaoAs("haneul").presses("cancel");
    visitor.arrivesAt(Pattern.compile(".*/login/cancelled\\?.*"));
    visitor.seesHeading("로그인이 취소되었습니다");
    visitor.opens("/cart");
    assertThat(visitor.member()).isEqualTo("guest");
    assertThat(sites.world().members.count()).isZero();
  }

  @Test
  void aRequiredBoxLeftEmptyIsPointedOutBeforeAnythingIsSent() {
    Visitor visitor = sites.visitor();
    visitor.comesFromKakaoAs("haneul").agreesTo("tos");
    visitor.forgetRequests();
    visitor.presses("continue");
    assertThat(visitor.box("age14")).isFocused();
    assertThat(visitor.requests()).isEmpty();
  }

  @Test
  void aRequiredConsentThatIsDeclinedAllTheSameCancelsTheSignUp() {
    Visitor visitor = sites.visitor();
    visitor.comesFromKakaoAs("haneul").agreesTo("tos");
    visitor.page().locator("form").evaluate("form => form.noValidate = true");
    visitor.presses("continue");
    visitor.arrivesAt(Pattern.compile(".*/login/cancelled\\?reason=required_consent_declined.*"));
    visitor.seesHeading("가입이 완료되지 않았습니다");
    assertThat(sites.world().members.count()).isZero();
  }

  /** Goes on with the Tab key until this has the focus, which must be visible. */
  private static void tabTo(Page page, String selector) {
    Locator wanted = page.locator(selector);
    for (int i = 0; i < 60; i++) {
      page.keyboard().press("Tab");
      boolean there = (boolean) wanted.evaluate("element => element === document.activeElement");
      if (there) {
        String outline =
            (String) wanted.evaluate("element => getComputedStyle(element).outlineStyle");
        assertThat(outline).as("outline of %s", selector).isNotEqualTo("none");
        return;
      }
    }
    throw new AssertionError("the Tab key does not get to " + selector);
  }
}
