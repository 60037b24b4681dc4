package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.Parked;
import io.membersync.SignInResult;
import io.membersync.SignInResult.MissingConsents;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.testsupport.Fault;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsentPageTest {
  private static final String PARKED = "aaaaaaaaaaaaaaaaaaaaaa";
  private static final String PAGE = "/login/resume/" + PARKED;

  private final Shop shop = Shop.open();

  @BeforeEach
  void askForConsent() {
    shop.engine.result = needs("ko");
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void tellsFirstThenAsksEachByABoxOfItsOwnOfWhichNoneIsTicked() {
    Shop.Answer answer = shop.get(PAGE);
    String page = answer.body();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(shop.engine.resumes.get(0).parked()).isEqualTo(new Parked(PARKED));
    assertThat(page.indexOf("회원 관리를 위한 정보")).isPositive().isLessThan(page.indexOf("이용약관"));
    assertThat(page.split("type=\"checkbox\"", -1)).hasSize(3);
    assertThat(page).doesNotContain("checked");
    assertThat(page)
        .contains("name=\"agree\" value=\"tos\" required>")
        .contains("name=\"agree\" value=\"mkt\">")
        .contains("<form method=\"post\" action=\"../resume/" + PARKED + "\"")
        .contains("value=\"continue\"")
        .contains("value=\"cancel\" formnovalidate");
    assertThat(badgeBefore(page, "이용약관")).isEqualTo("필수");
    assertThat(badgeBefore(page, "맞춤 혜택 안내를 위한 정보 이용")).isEqualTo("선택");
  }

  @Test
  void showsTheWholeTextAndHidesNothingThatMustBeSeen() {
    String page = shop.get(PAGE).body();

    assertThat(page).contains("제1조 (목적)").contains("항목: 생일\n목적: 혜택 안내\n보유 기간");
    assertThat(page.split("<details>", -1)).as("the long terms are folded").hasSize(2);
    int marketing = page.indexOf("항목: 생일");
    assertThat(page.lastIndexOf("<details>", marketing))
        .as("the details that stand before it are closed")
        .isLessThan(page.lastIndexOf("</details>", marketing));
  }

  @Test
  @Fault("RC-16")
  void cannotBeFramed() {
    Shop.Answer page = shop.get(PAGE);

    assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(page.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
  }

  @Test
  void isInTheLanguageThatTheAnswersAreKeptIn() {
    shop.engine.result = needs("en");
    String page = shop.get(PAGE, "Accept-Language", "ko").body();

    assertThat(page)
        .contains("<html lang=\"en\">")
        .contains("Terms of service")
        .contains("Agree to selected items and continue")
        .doesNotContain("hreflang");
  }

  @Test
  void aNoticeWithoutTextInThatLanguageSaysWhichItIsIn() {
    Notice korean = Notice.terms("tos2").text("ko", "추가 약관", "본문").build();
    shop.engine.result = new SignInResult.NeedsConsent(
        new Parked(PARKED), new MissingConsents("위키드와인", "en", List.of(korean), List.of()));

    assertThat(shop.get(PAGE).body())
        .contains("<html lang=\"en\">")
        .contains("<span class=\"ms-notice-title\" lang=\"ko\">추가 약관</span>");
  }

  @Test
  void countsWhatIsTickedAsAgreedAndTheRestAsDeclined() {
    shop.engine.result = Made.signedIn("mina", "/cart");

    Shop.Answer answer = shop.post(
        PAGE,
        shown(Script.TERMS, "ko") + shown(Script.MARKETING, "ko") + "agree=tos&action=continue");

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.location()).isEqualTo("/cart");
    assertThat(shop.session().get(1)).isEqualTo("mina");
    assertThat(consents(shop.engine.resumes.get(0).answers()))
        .isEqualTo(Map.of("tos", true, "mkt", false));
  }

  @Test
  void countsNoTickBesideATextThatWasNotShownOrIsNotInForceAnyMore() {
    String oldTerms = shown(Script.TERMS, "ko");
    Notice newTerms = Notice.terms("tos")
        .version(2)
        .text("ko", "위키드와인 이용약관", "제1조 (목적) 새 약관입니다.")
        .build();
    shop.engine.notices = Notices.of("위키드와인", newTerms, Script.CONTRACT, Script.MARKETING);

    Shop.Answer answer = shop.post(
        PAGE, shown(Script.MARKETING, "ko") + oldTerms + "agree=tos&agree=mkt&action=continue");

    assertThat(consents(shop.engine.resumes.get(0).answers())).isEqualTo(Map.of());
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.location()).as("the page again, with the new text").isEqualTo(PAGE);
  }

  @Test
  void cancelIsCancelWhateverIsTicked() {
    shop.post(PAGE, shown(Script.TERMS, "ko") + "agree=tos&action=cancel");

    Answers answers = shop.engine.resumes.get(0).answers();
    assertThat(Made.of(answers, "isCancelled")).isEqualTo(true);
    assertThat(consents(answers)).isEqualTo(Map.of());
  }

  @Test
  void takesNoFormOfAnotherSite() {
    String form = shown(Script.TERMS, "ko") + "agree=tos&action=continue";
    String type = "application/x-www-form-urlencoded";

    for (String site : List.of("cross-site", "same-site")) {
      assertThat(shop.send(
                  "POST", PAGE, Optional.of(form), "Content-Type", type, "Sec-Fetch-Site", site)
              .status())
          .isEqualTo(403);
    }
    assertThat(shop.send(
                "POST",
                PAGE,
                Optional.of(form),
                "Content-Type",
                type,
                "Origin",
                "https://evil.example")
            .status())
        .isEqualTo(403);
    assertThat(shop.engine.asked()).isEmpty();

    shop.send(
        "POST",
        PAGE,
        Optional.of(form),
        "Content-Type",
        type,
        "Origin",
        "http://127.0.0.1:" + shop.port());
    assertThat(shop.engine.resumes).as("an older browser's own form").hasSize(1);
  }

  @Test
  void refusesWhatIsNoForm() {
    assertThat(shop.send(
                "POST",
                PAGE,
                Optional.of("{}"),
                "Content-Type",
                "application/json",
                "Sec-Fetch-Site",
                "same-origin")
            .status())
        .isEqualTo(415);
    assertThat(shop.post(PAGE, "action=" + "x".repeat(65_536)).status()).isEqualTo(413);
    assertThat(shop.post(PAGE, "action=anything").status()).isEqualTo(400);
    assertThat(shop.engine.asked()).isEmpty();
  }

  @Test
  void givesAFrontEndTheTextsAndTakesItsAnswers() {
    String page = shop.json(PAGE).body();
    assertThat(page)
        .startsWith("{\"result\":\"needs_consent\",\"parked\":\"" + PARKED + "\"")
        .contains("\"told\":[{\"tag\":\"contract\"")
        .contains("\"asked\":[{\"tag\":\"tos\",\"version\":1,\"kind\":\"terms\",\"required\":true")
        .contains("\"shown\":\"" + NoticeToken.of(Script.TERMS, text(Script.TERMS, "ko")) + "\"");

    shop.engine.result = Made.signedIn("mina", "/cart");
    Shop.Answer answer =
        shop.post(PAGE, shown(Script.TERMS, "ko") + "agree=tos", "Accept", "application/json");
    assertThat(answer.body()).contains("\"result\":\"signed_in\"");
    assertThat(consents(shop.engine.resumes.get(1).answers())).isEqualTo(Map.of("tos", true));
  }

  @Test
  void aLaterAnswerAfterTheEndLeadsToTheLandingPage() {
    shop.engine.result = Made.signedIn("mina", "/cart");
    assertThat(shop.get(PAGE).location()).isEqualTo("/cart");
  }

  private static SignInResult needs(String language) {
    return new SignInResult.NeedsConsent(
        new Parked(PARKED),
        new MissingConsents(
            "위키드와인", language, List.of(Script.TERMS, Script.MARKETING), List.of(Script.CONTRACT)));
  }

  private static String shown(Notice notice, String language) {
    String token = NoticeToken.of(notice, text(notice, language));
    return "shown=" + URLEncoder.encode(token, StandardCharsets.UTF_8) + "&";
  }

  private static Notice.Text text(Notice notice, String language) {
    return notice.textIn(language);
  }

  private static Object consents(Answers answers) {
    return Made.of(answers, "consents");
  }

  private static String badgeBefore(String page, String title) {
    int end = page.lastIndexOf("</span>", page.indexOf(title) - 1);
    return page.substring(page.lastIndexOf('>', end - 1) + 1, end);
  }
}
