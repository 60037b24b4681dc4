package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.membersync.Begun;
import io.membersync.Parked;
import io.membersync.SignInResult;
import io.membersync.SignInResult.MissingConsents;
import io.membersync.SignInResult.MissingFields;
import io.membersync.SignInResult.OtherWays;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.browser.InstalledChromium;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages in a real browser. Pictures of them are left in {@code target/screens}. */
@Tag("real")
class PagesIT {
  private static final String PARKED = "dddddddddddddddddddddd";
  private static InstalledChromium chromium;

  private final Shop shop = Shop.open(builder ->
      builder.shopSignIn("/member/login", "next").guardianPage("/guardian").home("/session"));
  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void start() {
    chromium = new InstalledChromium();
  }

  @AfterAll
  static void stop() {
    chromium.close();
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @ParameterizedTest
  @CsvSource({"phone,390,844,ko", "phone,390,844,en", "desktop,1280,800,ko", "desktop,1280,800,en"})
  void everyPageFitsAndLoadsNothingThatIsForbidden(
      String device, int width, int height, String language) {
    shop.engine.notices = Notices.of(language.equals("ko") ? "위키드와인" : "Wicked Wine", notices());
    try (BrowserContext context = context(width, height, language)) {
      Page page = page(context);
      String lang = "lang=" + language;
      look(page, "/login/?" + lang, "sign-in", device, language);

      shop.engine.begun =
          new Begun.NotStarted(Begun.Reason.STARTING, new OtherWays(List.of(Made.KAKAO)));
      look(page, "/login/start/kakao?try=5&" + lang, "slow", device, language);

      shop.engine.result = new SignInResult.NeedsConsent(
          new Parked(PARKED),
          new MissingConsents(
              "위키드와인",
              language,
              List.of(notices()).stream().filter(n -> n.kind().isAsked()).toList(),
              List.of(notices()).stream().filter(n -> !n.kind().isAsked()).toList()));
      look(page, "/login/resume/" + PARKED, "consent", device, language);

      shop.engine.result = needsFields(language, false);
      look(page, "/login/resume/" + PARKED, "fields", device, language);
      shop.engine.result = needsFields(language, true);
      page.locator("#f-phone").fill("010");
      page.locator("#f-email").fill("mina@example.com");
      page.locator("select").nth(0).selectOption("2");
      page.locator("select").nth(1).selectOption("30");
      page.locator("input[type=radio]").first().check();
      page.locator("#f-shipping_addresses-receiver").fill("Mina");
      page.locator("#f-shipping_addresses-postal_code").fill("06236");
      page.locator("#f-shipping_addresses-base").fill("서울특별시 강남구 테헤란로 1");
      page.locator("button[value=continue]").click();
      picture(page, "fields-wrong", device, language);
      assertThat(page.locator("#f-phone").inputValue()).isEqualTo("010");

      shop.engine.result = new SignInResult.NeedsProof(
          new Parked(PARKED),
          Made.choices(
              language,
              List.of("mi***@example.com"),
              List.of(ProviderId.of("corp-login")),
              true,
              true));
      look(page, "/login/resume/" + PARKED, "proof", device, language);
      shop.engine.result = new SignInResult.NeedsProof(
          new Parked(PARKED), ProofPageTest.ofGuardian(language, "ABCD-EFGH-JKLM"));
      look(page, "/login/resume/" + PARKED, "guardian", device, language);

      String details = "&id=" + Made.CORRELATION_ID + "&returnTo=/cart&" + lang;
      look(
          page,
          "/login/failed?reason=other_browser&provider=kakao&again=1" + details,
          "other-browser",
          device,
          language);
      look(page, "/login/failed?reason=internal" + details, "failed", device, language);
      look(page, "/login/failed?reason=under_age" + details, "under-age", device, language);
      look(page, "/login/unavailable?provider=kakao" + details, "unavailable", device, language);
      look(
          page,
          "/login/cancelled?reason=required_consent_declined&" + lang,
          "cancelled",
          device,
          language);
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void aVisitorWithoutAMouseReachesEverythingAndSeesWhere() {
    try (BrowserContext context = context(390, 844, "ko")) {
      Page page = page(context);
      page.navigate(shop.uri("/login/").toString());
      List<String> reached = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        page.keyboard().press("Tab");
        reached.add(String.valueOf(
            page.evaluate("() => { const e = document.activeElement; const s = getComputedStyle(e);"
                + " return e.textContent.trim() + '|' + s.outlineStyle; }")));
      }
      assertThat(reached)
          .containsExactly(
              "본문으로 건너뛰기|solid",
              "위키드와인|solid",
              "카카오 로그인|solid",
              "Corp Login 계정으로 로그인|solid",
              "아이디로 로그인|solid",
              "English|solid");
    }
  }

  @Test
  void theBrowserItselfAsksForARequiredTickAndNotForOneToCancel() {
    shop.engine.result = new SignInResult.NeedsConsent(
        new Parked(PARKED),
        new MissingConsents("위키드와인", "ko", List.of(Script.TERMS), List.of(Script.CONTRACT)));
    try (BrowserContext context = context(390, 844, "ko")) {
      Page page = page(context);
      page.navigate(shop.uri("/login/resume/" + PARKED).toString());
      assertThat(page.locator("input[type=checkbox]:checked").count()).isZero();
      page.locator("button[value=continue]").click();
      assertThat(shop.engine.resumes).as("nothing was sent").hasSize(1);

      shop.engine.result = Made.cancelled(io.membersync.SignInResult.CancelReason.VISITOR, "/cart");
      page.locator("button[value=cancel]").click();
      assertThat(page.locator("h1").textContent()).isEqualTo("로그인이 취소되었습니다");

      shop.engine.result = new SignInResult.NeedsConsent(
          new Parked(PARKED),
          new MissingConsents("위키드와인", "ko", List.of(Script.TERMS), List.of(Script.CONTRACT)));
      page.navigate(shop.uri("/login/resume/" + PARKED).toString());
      page.locator("label", new Page.LocatorOptions().setHasText("이용약관")).click();
      shop.engine.result = Made.signedIn("mina", "/session");
      page.locator("button[value=continue]").click();
      assertThat(page.textContent("body")).contains("|mina|");
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void aPageThatWaitsGoesOnByItself() {
    shop.engine.begun =
        new Begun.NotStarted(Begun.Reason.STARTING, new OtherWays(List.of(Made.KAKAO)));
    try (BrowserContext context = context(390, 844, "ko")) {
      Page page = page(context);
      page.navigate(shop.uri("/login/start/kakao").toString());
      assertThat(page.locator("h1").textContent()).isEqualTo("로그인 화면을 준비하고 있습니다");
      picture(page, "starting", "phone", "ko");
      shop.engine.begun = new Begun.RedirectTo(shop.uri("/session"));
      page.waitForURL("**/session");
      assertThat(page.textContent("body")).isEqualTo("||");
    }
  }

  private SignInResult needsFields(String language, boolean wrong) {
    List<MissingFields.Missing> missing = List.of(
        new MissingFields.Missing(Field.EMAIL, Presence.WITHHELD, false),
        new MissingFields.Missing(Field.PHONE, Presence.WITHHELD, wrong),
        new MissingFields.Missing(Field.BIRTHDAY, Presence.EMPTY, wrong),
        new MissingFields.Missing(Field.GENDER, Presence.EMPTY, false),
        new MissingFields.Missing(Field.SHIPPING_ADDRESSES, Presence.NOT_OFFERED, false));
    return new SignInResult.NeedsFields(new Parked(PARKED), new MissingFields(language, missing));
  }

  private static Notice[] notices() {
    return new Notice[] {
      Notice.contract("contract")
          .text(
              "ko",
              "회원 가입 및 관리",
              "처리 항목: 이름, 이메일, 휴대전화 번호\n처리 목적: 회원 식별, 주문 및 배송 안내\n보유 기간: 회원 탈퇴 시까지\n"
                  + "처리 근거: 개인정보 보호법 제15조 제1항 제4호(계약의 이행)")
          .text(
              "en",
              "Membership",
              "Items: name, email, mobile number\nPurpose: identifying members, orders and"
                  + " delivery\nKept: until you leave\nBasis: performance of a contract")
          .build(),
      Notice.terms("tos")
          .text("ko", "위키드와인 이용약관", "제1조 (목적)\n이 약관은 위키드와인이 제공하는 서비스의 이용 조건과 절차를 정합니다.\n".repeat(6))
          .text("en", "Terms of service", "1. These terms govern the use of the shop.\n".repeat(6))
          .build(),
      Notice.terms("age")
          .text("ko", "만 14세 이상입니다", "만 14세 미만은 법정대리인의 동의가 있어야 가입할 수 있습니다.")
          .text("en", "I am 14 or older", "Younger visitors need the consent of a guardian.")
          .build(),
      Notice.consent("opt_profile", Notice.Kind.COLLECT_USE)
          .text(
              "ko",
              "맞춤 추천을 위한 개인정보 수집·이용",
              "수집 항목: 생일, 성별\n이용 목적: 취향에 맞는 와인 추천\n보유 기간: 동의 철회 또는 회원 탈퇴 시까지")
          .text(
              "en",
              "Details for recommendations",
              "Items: birthday, gender\nPurpose: wines to your taste\nKept: until you withdraw")
          .build(),
      Notice.advertising("ad_sms", Notice.Medium.SMS)
          .text("ko", "문자로 광고성 정보 수신", "할인과 행사 소식을 문자로 보내 드립니다. 언제든지 수신을 거부하실 수 있습니다.")
          .text("en", "Advertising by text message", "Offers and events. You can stop at any time.")
          .build()
    };
  }

  private static BrowserContext context(int width, int height, String language) {
    return chromium.open(
        new Browser.NewContextOptions().setViewportSize(width, height).setLocale(language));
  }

  private Page page(BrowserContext context) {
    Page page = context.newPage();
    page.onConsoleMessage(message -> {
      if (!message.text().startsWith("Failed to load resource: the server responded")) {
        complaints.add(message.text());
      }
    });
    page.onPageError(complaints::add);
    return page;
  }

  @ParameterizedTest
  @CsvSource({"phone,390,844,ko", "phone,390,844,en"})
  void theStrongButtonOfAShopWithoutASignInPageIsNotASecondMembership(
      String device, int width, int height, String language) {
    try (Shop silent = Shop.open(builder -> builder.home("/session"));
        BrowserContext context = context(width, height, language)) {
      silent.engine.notices = Notices.of("Wicked Wine", notices());
      silent.engine.result = new SignInResult.NeedsProof(
          new Parked(PARKED),
          Made.choices(language, List.of("mi***@example.com"), List.of(), true, true));
      Page page = page(context);
      page.navigate(silent.uri("/login/resume/" + PARKED).toString());
      picture(page, "proof-without-sign-in", device, language);
      String accent = page.locator("main a.ms-button:not(.ms-neutral)")
          .evaluate("e => getComputedStyle(e).backgroundColor")
          .toString();
      assertThat(page.locator("button[value=new]")
              .evaluate("e => getComputedStyle(e).backgroundColor"))
          .isNotEqualTo(accent);
      page.locator("main a.ms-neutral").click();
      assertThat(page.url()).endsWith("/login/resume/" + PARKED);
    }
  }

  private void look(Page page, String path, String name, String device, String language) {
    page.navigate(shop.uri(path).toString());
    picture(page, name, device, language);
  }

  private static void picture(Page page, String name, String device, String language) {
    assertThat(page.evaluate("document.documentElement.lang")).as(name).isEqualTo(language);
    assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
        .as(name + " fits the width")
        .isEqualTo(true);
    assertThat(page.evaluate(UNNAMED)).as(name + ": inputs without a name").isEqualTo(List.of());
    assertThat(page.locator("h1").count()).as(name).isEqualTo(1);
    assertThat(page.locator("main").count()).as(name).isEqualTo(1);
    page.screenshot(new Page.ScreenshotOptions()
        .setFullPage(true)
        .setPath(Path.of("target/screens", device + "-" + language + "-" + name + ".png")));
  }

  /** Finds what a screen reader could not name, and what is described by nothing. */
  private static final String UNNAMED = """
      [...document.querySelectorAll('input:not([type=hidden]), select, button, a')].filter(e => {
        const described = (e.getAttribute('aria-describedby') || '').split(' ').filter(id => id);
        const named = (e.labels && e.labels.length > 0) || e.getAttribute('aria-label')
            || e.textContent.trim();
        return !named || described.some(id => !document.getElementById(id));
      }).map(e => e.outerHTML)
      """;
}
