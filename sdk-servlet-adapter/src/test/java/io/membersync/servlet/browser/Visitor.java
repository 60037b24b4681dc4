package io.membersync.servlet.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.Cookie;
import io.membersync.provider.ProviderId;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** A person in front of Chromium. Waits for what is to come as Playwright does, never by a clock. */
final class Visitor implements AutoCloseable {
  /** With Apple's answer in it. */
  static final String FORM_OF_APPLE = "form[action$='/login/callback/apple']";

  /** Where Facebook's {@code #_=_} stood, an empty fragment is left. */
  static final String FRAGMENT_ENDED = "#?$";

  private final World world;
  private final BrowserContext context;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private Page page;

  Visitor(World world, BrowserContext context) {
    this.world = world;
    this.context = context;
    context.onConsoleMessage(message -> {
      if (message.text().contains("Content Security Policy")) {
        complaints.add(message.text());
      }
    });
    context.onRequest(requests::add);
    this.page = context.pages().isEmpty() ? context.newPage() : context.pages().get(0);
  }

  BrowserContext context() {
    return context;
  }

  /** The tab in front. */
  Page page() {
    return page;
  }

  Page openTab() {
    page = context.newPage();
    return page;
  }

  void turnTo(Page tab) {
    page = tab;
  }

  // ---- at the shop

  /** On the shop's sign-in page, on the way to {@code /cart}. */
  Visitor opensSignIn() {
    return opensSignIn("/cart");
  }

  Visitor opensSignIn(String returnTo) {
    return opens("/login/?returnTo=" + returnTo);
  }

  Visitor opens(String path) {
    page.navigate(world.atShop(path).toString());
    return this;
  }

  Visitor pressesKakao() {
    page.locator("a.ms-kakao").click();
    return this;
  }

  /** On the sign-in page. */
  Visitor presses(ProviderId provider) {
    page.locator("main a[href*='start/" + provider + "']").click();
    return this;
  }

  /** On the consent page. */
  Visitor agreesTo(String... tags) {
    for (String tag : tags) {
      box(tag).check();
    }
    return this;
  }

  /** The box of a notice on the consent page. */
  Locator box(String tag) {
    return page.locator("input[name=agree][value=" + tag + "]");
  }

  /** Presses a button of a form of ours: {@code continue}, {@code cancel}, {@code new} … */
  Visitor presses(String action) {
    button(action).click();
    return this;
  }

  Locator button(String action) {
    return page.locator("button[name=action][value=" + action + "]");
  }

  // ---- at Kakao

  Visitor isPerson(String key) {
    page.locator("button[name=person][value=" + key + "]").click();
    return this;
  }

  /** There as at every other provider. */
  Visitor agreesToEverything() {
    return presses("agree-all");
  }

  /** Ticks all boxes but this one. */
  Visitor withholdsAtKakao(String item) {
    page.locator("input[type=checkbox]").first().waitFor();
    for (Locator box :
        page.locator("input[type=checkbox]:not([value=" + item + "])").all()) {
      box.check();
    }
    return presses("agree");
  }

  // ---- at Apple

  /** Leaves Apple's last page, which posts its answer to the shop. */
  Visitor continuesFromApple() {
    page.locator(FORM_OF_APPLE + " button").click();
    return this;
  }

  // ---- whole ways

  /** From the sign-in page to our consent page. */
  Visitor comesFromKakaoAs(String person) {
    opensSignIn().pressesKakao().isPerson(person).agreesToEverything();
    return isAskedForConsent();
  }

  /** From the sign-in page to {@code /cart}, as a new member. */
  Visitor signsUpAs(String person) {
    comesFromKakaoAs(person).agreesTo("tos", "age14").presses("continue");
    return arrivesAt("/cart");
  }

  // ---- what is seen

  Visitor isAskedForConsent() {
    assertThat(page).hasURL(Pattern.compile(".*/login/resume/[A-Za-z0-9]+" + FRAGMENT_ENDED));
    assertThat(box("tos")).isVisible();
    return this;
  }

  Visitor arrivesAt(String path) {
    assertThat(page).hasURL(world.atShop(path).toString());
    return this;
  }

  Visitor arrivesAt(Pattern url) {
    assertThat(page).hasURL(url);
    return this;
  }

  /** Who the shop says is signed in: a member's id, or {@code guest}. */
  String member() {
    return page.locator("#member").textContent();
  }

  Visitor seesHeading(String text) {
    assertThat(page.locator("h1")).hasText(text);
    return this;
  }

  // ---- what the browser holds and sent

  List<Cookie> cookiesOfShop() {
    return context.cookies(world.atShop("/").toString());
  }

  List<Cookie> cookiesOfMemberSync() {
    return cookiesOfShop().stream()
        .filter(cookie -> cookie.name.startsWith("__Host-ms"))
        .toList();
  }

  /** Loses what the shop knows of this browser; the providers know it still. */
  Visitor isForgottenByTheShop() {
    context.clearCookies(new BrowserContext.ClearCookiesOptions().setDomain("shop.test"));
    return this;
  }

  /** Loses the cookies that bind a sign-in to this browser, and no others. */
  Visitor losesPendingSignIns() {
    context.clearCookies(
        new BrowserContext.ClearCookiesOptions().setName(Pattern.compile("__Host-ms[0-3]")));
    return this;
  }

  /** Every request so far, oldest first. */
  List<Request> requests() {
    return new ArrayList<>(requests);
  }

  void forgetRequests() {
    requests.clear();
  }

  /**
   * Stands before Kakao's page and does there what leads to the callback, without opening it.
   *
   * @return the callback's address, with a code that is good
   */
  URI holdsCallbackAs(String person) {
    page.locator("button[name=person]").first().waitFor();
    return world.kakao.visitor(person).agree(URI.create(page.url()));
  }

  List<String> policyComplaints() {
    return new ArrayList<>(complaints);
  }

  /** For what is meant to be refused. */
  void forgetPolicyComplaints() {
    complaints.clear();
  }

  @Override
  public void close() {
    context.close();
  }
}
