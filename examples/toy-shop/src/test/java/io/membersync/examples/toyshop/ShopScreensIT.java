package io.membersync.examples.toyshop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.membersync.testsupport.browser.Accessibility;
import io.membersync.testsupport.browser.InstalledChromium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The shop in a real browser, clicked through as the home page says. Pictures are left in {@code
 * target/screens}.
 */
@Tag("real")
class ShopScreensIT {
  private static final Path PICTURES =
      Path.of(System.getProperty("basedir", "."), "target", "screens");

  @SuppressWarnings("NullAway.Init") // started before all tests
  private static InstalledChromium chromium;

  @BeforeAll
  static void start() {
    chromium = new InstalledChromium();
  }

  @AfterAll
  static void stop() {
    chromium.close();
  }

  @ParameterizedTest
  @CsvSource({"phone,390,844,ko", "desktop,1280,800,ko", "phone,390,844,en", "desktop,1280,800,en"})
  void everythingThatTheHomePageSaysCanBeClickedThrough(
      String device, int width, int height, String language) throws IOException {
    try (Shop shop = Shop.open(0);
        BrowserContext context = chromium.open(
            new Browser.NewContextOptions().setViewportSize(width, height).setLocale(language))) {
      Walk walk = new Walk(shop, context.newPage(), device + "-" + language + "-");
      walk.oldMemberByCode();
      walk.joinedTwiceByPassword();
      walk.passwordMemberAddsKakao();
      walk.somebodyNew();
      assertThat(walk.complaints).isEmpty();
      assertThat(shop.database.memberIds()).hasSize(OldMembers.TABLE.members().size() + 1);
    }
  }

  /** A visitor who looks at each page. */
  private static final class Walk {
    private final Shop shop;
    private final Page page;
    private final String prefix;
    final List<String> complaints = new ArrayList<>();

    Walk(Shop shop, Page page, String prefix) {
      this.shop = shop;
      this.page = page;
      this.prefix = prefix;
      page.onConsoleMessage(message -> {
        if (!message.text().startsWith("Failed to load resource: the server responded")) {
          complaints.add(message.text());
        }
      });
      page.onPageError(complaints::add);
    }

    void oldMemberByCode() {
      open("/");
      look("home");
      page.locator(".try li:nth-child(2) a").click();
      look("login");
      page.locator("a.ms-kakao").click();
      page.locator("button[name=person][value=old-member]").waitFor();
      look("kakao-people");
      page.locator("button[name=person][value=old-member]").click();
      page.locator("button[value=agree-all]").click();
      page.locator("button[value=send-phone]").waitFor();
      look("proof");
      open("/inbox");
      look("inbox-empty");
      page.goBack();
      page.locator("button[value=send-phone]").click();
      page.locator("input[name=code]").waitFor();
      look("proof-code-sent");
      Page inbox =
          page.waitForPopup(() -> page.locator("footer a[href='/inbox']").click());
      inbox.locator(".messages .code").first().waitFor();
      inbox.screenshot(picture("inbox"));
      String code = inbox.locator(".messages .code").first().textContent();
      inbox.close();
      page.locator("input[name=code]").fill(code.equals("000000") ? "000001" : "000000");
      page.locator("button[value=code]").click();
      assertThat(page.locator("[role=alert]")).hasCount(1);
      look("proof-code-wrong");
      page.locator("input[name=code]").fill(code);
      page.locator("button[value=code]").click();
      agree("consent");
      assertThat(page.locator("main")).containsText(OldMembers.KNOWN.userId());
      look("my-page-old-member");
      signOut();
    }

    void joinedTwiceByPassword() {
      page.context().clearCookies();
      open("/login/?returnTo=/me");
      page.locator("a.ms-kakao").click();
      page.locator("button[name=person][value=joined-twice]").click();
      page.locator("button[value=agree-all]").click();
      page.locator("main a[href*='/sign-in']").click();
      look("own-sign-in");
      page.locator("#user").fill(OldMembers.ONCE.userId());
      page.locator("#password").fill("not this");
      page.locator("button.go").click();
      assertThat(page.locator("[role=alert]")).isVisible();
      look("own-sign-in-wrong");
      page.locator("#user").fill(OldMembers.ONCE.userId());
      page.locator("#password").fill(OldMembers.PASSWORD);
      page.locator("button.go").click();
      page.locator("button[value=prove]").waitFor();
      look("proof-signed-in");
      page.locator("button[value=prove]").click();
      agree("consent-after-proof");
      signOut();
    }

    void passwordMemberAddsKakao() {
      page.context().clearCookies();
      open("/");
      page.locator(".try li:nth-child(3) a").click();
      page.locator("#user").fill(OldMembers.PASSWORD_ONLY.userId());
      page.locator("#password").fill(OldMembers.PASSWORD);
      page.locator("button.go").click();
      assertThat(page).hasURL(Pattern.compile(".*/me$"));
      look("my-page-password-only");
      page.locator("form[action^='/login/link/kakao'] button").click();
      page.locator("button[name=person][value=seoyeon]").click();
      page.locator("button[value=agree-all]").click();
      agree("link-consent");
      look("my-page-linked");
      signOut();
    }

    void somebodyNew() {
      page.context().clearCookies();
      open("/");
      page.locator(".wine .add").first().click();
      page.locator(".cart a.go").click();
      page.locator("a.ms-kakao").click();
      page.locator("button[name=person][value=haneul]").click();
      page.locator("button[value=agree-all]").click();
      agree("consent-new");
      look("home-member");
      open("/me");
      look("my-page-new");
      decidesAboutConsents();
    }

    void decidesAboutConsents() {
      page.locator("#centre").click();
      look("centre");
      assertThat(Accessibility.findings(page)).isEmpty();
      page.locator("#notice-opt_profile summary").click();
      assertThat(page.locator("#notice-opt_profile .ms-notice-body")).isVisible();
      page.locator("#withdraw-opt_profile").click();
      assertThat(page.locator("#done")).isFocused();
      look("centre-withdrawn");
      assertThat(Accessibility.findings(page)).isEmpty();
      assertThat(page.locator("#agree-opt_profile")).isVisible();
      page.locator("#agree-opt_profile").click();
      assertThat(page.locator("#notice-opt_profile .ms-badge-on")).isVisible();
      look("centre-agreed-again");
    }

    private void agree(String name) {
      page.locator("input[name=agree][value=age19]").waitFor();
      look(name);
      Locator boxes = page.locator("input[name=agree]");
      for (Locator box : boxes.all()) {
        box.check();
      }
      page.locator("button[value=continue]").click();
      page.waitForURL(Pattern.compile(".*(/me|/|/#cart)$"));
    }

    private void open(String path) {
      page.navigate(shop.address().resolve(path).toString());
    }

    private void signOut() {
      open("/me");
      page.locator("form[action='/sign-out'] button").click();
      page.waitForURL(shop.address().toString());
    }

    private void look(String name) {
      assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
          .as(name + " fits the width")
          .isEqualTo(true);
      assertThat(page.evaluate(UNNAMED)).as(name + ": without a name").isEqualTo(List.of());
      assertThat(page.locator("h1").count()).as(name).isOne();
      page.screenshot(picture(name));
    }

    private Page.ScreenshotOptions picture(String name) {
      return new Page.ScreenshotOptions()
          .setFullPage(true)
          .setPath(PICTURES.resolve(prefix + name + ".png"));
    }

    /** Finds what a screen reader could not name. */
    private static final String UNNAMED = """
        [...document.querySelectorAll('input:not([type=hidden]), select, button, a')].filter(e =>
          !((e.labels && e.labels.length > 0) || e.getAttribute('aria-label') || e.textContent.trim())
        ).map(e => e.outerHTML)
        """;
  }
}
