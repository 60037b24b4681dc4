package io.membersync.examples.springshop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoPerson;
import io.membersync.testsupport.browser.Accessibility;
import io.membersync.testsupport.browser.InstalledChromium;
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
 * The shop in a real browser, on {@code localhost}, and Kakao on {@code 127.0.0.1}: two sites that
 * share no cookies. Pictures are left in {@code target/screens}.
 */
@Tag("real")
class ShopScreensIT extends RunningShop {
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
  @CsvSource({"phone,390,844,ko", "desktop,1280,900,ko", "phone,390,844,en", "desktop,1280,900,en"})
  void everyPageCanBeUsed(String device, int width, int height, String language) {
    try (BrowserContext context = chromium.open(
        new Browser.NewContextOptions().setViewportSize(width, height).setLocale(language))) {
      Walk walk = new Walk(context.newPage(), device + "-" + language);
      walk.guestBecomesMemberAndOrders();
      walk.whileKakaoIsDown();
      walk.oldMemberProves();
      walk.passwordMemberAddsKakao();
      walk.whoChangesTheirMind();
      assertThat(walk.complaints).isEmpty();
    }
  }

  /** A visitor who looks at each page. */
  private final class Walk {
    private final Page page;
    private final String name;
    final List<String> complaints = new ArrayList<>();

    Walk(Page page, String name) {
      this.page = page;
      this.name = name;
      page.onConsoleMessage(message -> {
        if (!message.text().startsWith("Failed to load resource: the server responded")) {
          complaints.add(message.text());
        }
      });
      page.onPageError(complaints::add);
    }

    void guestBecomesMemberAndOrders() {
      KakaoPerson person = kakaoPerson("guest");
      open("/");
      look("home");
      page.locator("form[action='/cart/add'] button").first().click();
      open("/");
      page.locator("form[action='/cart/add'] button").nth(4).click();
      look("cart-guest");
      page.locator("#sign-in-and-order").click();
      look("sign-in");
      agreeAtKakao(person);
      look("consent");
      agree();
      assertThat(page).hasURL(address().resolve("/cart").toString());
      assertThat(page.locator(".lines li")).hasCount(2);
      look("cart-member");
      open("/me");
      look("me-new");
      page.locator("#centre").click();
      look("centre");
      assertThat(Accessibility.findings(page)).isEmpty();
      page.locator("#withdraw-opt_birthday").click();
      assertThat(page.locator("#done")).isFocused();
      look("centre-withdrawn");
      page.locator("#agree-opt_birthday").click();
      assertThat(page.locator("#notice-opt_birthday .ms-badge-on")).isVisible();
      open("/cart");
      page.locator("form[action='/orders'] button").click();
      look("orders");
      signOut();
    }

    void whileKakaoIsDown() {
      asSomebodyElse();
      kakao.failNext(KakaoEndpoint.TOKEN, Failure.status(503));
      open("/membersync?returnTo=/cart");
      agreeAtKakao(kakaoPerson("unlucky"));
      assertThat(page.locator("a[href*='sign-in']")).isVisible();
      look("unavailable");
      kakao.clearFailures();
    }

    void oldMemberProves() {
      asSomebodyElse();
      String email = key("old") + "@shop.example";
      long before = oldMember(email).id();
      open("/membersync?returnTo=/me");
      agreeAtKakao(kakaoPerson("old"));
      look("proof");
      page.locator("a[href*='sign-in']").click();
      look("password");
      password(email, "not this");
      assertThat(page.locator("[role=alert]")).isVisible();
      look("password-wrong");
      password(email, PASSWORD);
      look("proof-signed-in");
      page.locator("button[value=prove]").click();
      agree();
      assertThat(page.locator("#email")).hasText(email);
      assertThat(members.findById(before).orElseThrow().birthday()).isPresent();
    }

    void passwordMemberAddsKakao() {
      asSomebodyElse();
      String email = key("link") + "@shop.example";
      oldMember(email);
      open("/sign-in");
      password(email, PASSWORD);
      open("/me");
      look("me-password");
      page.locator("#ways form button").click();
      atKakao(kakaoPerson("adds"));
      agree();
      assertThat(page.locator("#ways .badge")).hasCount(1);
      look("me-linked");
    }

    void whoChangesTheirMind() {
      asSomebodyElse();
      open("/membersync");
      agreeAtKakao(kakaoPerson("nameless").toBuilder().name(null).nickname(null).build());
      agree();
      look("fields");
      page.locator("button[value=cancel]").click();
      look("cancelled");
      open("/membersync/callback/kakao?code=made-up&state=made-up");
      look("failed");
      open("/nowhere");
      look("not-found");
    }

    private String key(String who) {
      return name + "-" + who;
    }

    private KakaoPerson kakaoPerson(String who) {
      return kakao.people().stream()
          .filter(person -> person.key().equals(key(who)))
          .findFirst()
          .orElseGet(() -> {
            KakaoPerson person = somebody(key(who)).toBuilder().name("한지우").build();
            kakao.put(person);
            return person;
          });
    }

    private void agreeAtKakao(KakaoPerson person) {
      page.locator("a.kakao").click();
      atKakao(person);
    }

    private void atKakao(KakaoPerson person) {
      kakao.put(person);
      page.waitForURL(Pattern.compile(".*127\\.0\\.0\\.1.*"));
      page.reload(); // the page shows who has an account now
      page.locator("button[name=person][value=" + person.key() + "]").click();
      page.locator("button[value=agree-all]").click();
    }

    private void agree() {
      page.locator("input[name=agree]").first().waitFor();
      for (Locator box : page.locator("input[name=agree]").all()) {
        box.check();
      }
      page.locator("button[value=continue]").click();
    }

    private void password(String email, String password) {
      page.locator("#email").fill(email);
      page.locator("#password").fill(password);
      page.locator("form[action='/sign-in'] button").click();
    }

    /** At Kakao as well. */
    private void asSomebodyElse() {
      page.context().clearCookies();
    }

    private void signOut() {
      open("/me");
      page.locator("form[action='/sign-out'] button").click();
      page.waitForURL(address().toString());
    }

    private void open(String path) {
      page.navigate(address().resolve(path).toString());
    }

    private void look(String picture) {
      page.locator("h1").waitFor();
      page.screenshot(new Page.ScreenshotOptions()
          .setFullPage(true)
          .setPath(PICTURES.resolve(picture + "-" + name + ".png")));
      assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
          .as(picture + " fits the width")
          .isEqualTo(true);
      assertThat(page.evaluate(UNNAMED)).as(picture + ": without a name").isEqualTo(List.of());
      assertThat(page.locator("h1").count()).as(picture).isOne();
    }

    /** Finds what a screen reader could not name. */
    static final String UNNAMED = """
        [...document.querySelectorAll('input:not([type=hidden]), select, button, a')].filter(e =>
          !((e.labels && e.labels.length > 0) || e.getAttribute('aria-label') || e.textContent.trim())
        ).map(e => e.outerHTML)
        """;
  }
}
