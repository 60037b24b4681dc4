package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Consents;
import io.membersync.Consents.Agreed;
import io.membersync.Consents.Ground;
import io.membersync.Consents.Held;
import io.membersync.Consents.State;
import io.membersync.consent.Notice;
import io.membersync.consent.Notice.Kind;
import io.membersync.member.MemberEraser.Erasure;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.records.Records.Identity;
import io.membersync.records.Records.NoticeText;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the consent centre says of each state that the books may tell. */
class CentreStatesTest {
  private static final Instant AT = Instant.parse("2026-11-22T05:30:00Z");
  private static final PersonId PERSON = new PersonId(new UUID(0, 1));
  private static final NoticeText OLD_TEXT =
      new NoticeText("mkt", 1, "ko", "0".repeat(64), "", "예전 제목", "예전 본문", AT);

  private final Shop shop = Shop.open();
  private final Books books = shop.engine.books;

  @BeforeEach
  void somebodyIsSignedIn() {
    shop.signInAtShop("m1");
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private static Consents.Entry entry(
      String tag, Optional<Kind> kind, State state, Optional<NoticeText> text, boolean ends) {
    boolean said = state != State.NOT_ASKED;
    return new Consents.Entry(
        tag,
        kind,
        state,
        said ? Optional.of(AT) : Optional.empty(),
        said ? Optional.of("KAKAO") : Optional.empty(),
        text,
        false,
        ends,
        kind.filter(one -> one != Kind.GUARDIAN).isPresent()
            && state != State.GRANTED
            && state != State.SUSPENDED);
  }

  private static Step step(String target, StepState state) {
    return new Step(
        "w-" + target,
        "w",
        PERSON,
        target,
        state,
        List.of("mkt"),
        AT,
        AT,
        AT,
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private String page(String language) {
    Shop.Answer answer = shop.get("/login/consents?lang=" + language);
    assertThat(answer.status()).isEqualTo(200);
    return answer.body();
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_ASKED, Not agreed yet, agree",
    "GRANTED, Agreed, withdraw",
    "DECLINED, Not agreed, agree",
    "WITHDRAWN, Withdrawn, agree",
    "EXPIRED, Expired, agree",
    "SUPERSEDED, Needs your answer again, agree",
    "SUSPENDED, Suspended, withdraw"
  })
  void eachStateHasItsWordAndItsButton(State state, String word, String button) {
    books.notices = List.of(entry(
        "mkt",
        Optional.of(Kind.MARKETING_USE),
        state,
        Optional.empty(),
        state == State.GRANTED || state == State.SUSPENDED));

    assertThat(page("en"))
        .contains(">" + word + "</span>", "action=\"./consents/" + button + "\"")
        .doesNotContain(
            "action=\"./consents/" + (button.equals("agree") ? "withdraw" : "agree") + "\"");
  }

  @Test
  void aNoticeThatIsGoneIsStillReadAndHasNoButton() {
    books.notices =
        List.of(entry("gone", Optional.empty(), State.SUPERSEDED, Optional.of(OLD_TEXT), false));

    assertThat(notices("ko"))
        .contains("예전 제목", "예전 본문", "지금은 없는 항목", "그때 보신 전문 보기 (버전 1)", "카카오에서")
        .doesNotContain("<button");
  }

  @Test
  void whatWasSeenAndWhatIsInForceStandBesideEachOther() {
    books.notices = List.of(entry(
        "mkt", Optional.of(Kind.MARKETING_USE), State.SUPERSEDED, Optional.of(OLD_TEXT), false));

    assertThat(page("ko")).contains("예전 본문", "다시 동의 필요", "보유 기간: 동의를 철회할 때까지", "동의하기");
  }

  @Test
  void aGuardiansConsentIsNotTheMembersToGive() {
    shop.engine.notices = shop.engine.notices.with(Notice.consent("parent", Kind.GUARDIAN)
        .text("en", "A parent agrees", "For children.")
        .build());
    books.notices = List.of(
        entry("parent", Optional.of(Kind.GUARDIAN), State.NOT_ASKED, Optional.empty(), false));

    assertThat(notices("en")).contains("A parent agrees").doesNotContain("<button");
  }

  /** The page as far as the ways in, which have buttons of their own. */
  private String notices(String language) {
    return page(language).split("id=\"ways\"", 2)[0];
  }

  @Test
  void whatIsToBeBlankedIsNamedUntilItIs() {
    books.notices = List.of(
        entry("mkt", Optional.of(Kind.MARKETING_USE), State.WITHDRAWN, Optional.empty(), false));
    books.held = List.of(held("birth", Field.BIRTHDAY, "--04-15L", Optional.empty()));
    books.toBlank = List.of(new Erasure("birth", "member.birth", true, "NULL"));
    books.steps = List.of(
        step("messages", StepState.DONE),
        step("store", StepState.OPEN),
        step("provider:kakao", StepState.GIVEN_UP),
        step("scope:kakao:birthday", StepState.DONE),
        step("scope:kakao:gender", StepState.DONE),
        step("something-new", StepState.DONE),
        step("listeners", StepState.NOT_APPLICABLE));

    Shop.Answer pressed =
        shop.post("/login/consents/withdraw", "token=" + token(page("en")) + "&notice=mkt");

    assertThat(shop.get(pressed.location()).body())
        .contains(
            "Consent withdrawn: Use of details for offers",
            "Stop sending messages: done",
            "Blank in your member record: Birthday: under way",
            "Tell Kakao: could not be done",
            "End the sharing of it at Kakao: done",
            "What else follows: done",
            "15 April (Lunar calendar)",
            "There is no basis for using this now")
        .doesNotContain("other systems");
  }

  private static String token(String page) {
    return page.replaceAll("(?s).*name=\"token\" value=\"([0-9a-f]+)\".*", "$1");
  }

  private static Held held(
      String attribute, Field<?> field, String value, Optional<Ground> ground) {
    return new Held(
        attribute,
        field,
        Optional.of(value),
        Optional.of("visitor"),
        Optional.of(AT),
        ground,
        false);
  }

  @Test
  void valuesStandAsPeopleWriteThem() {
    Optional<Ground> ground = Optional.of(new Ground("contract", 1));
    books.held = List.of(
        held("phone", Field.PHONE, "+821055501234", ground),
        held("home", Field.named("phone2"), "+821055501234", ground),
        held("gender", Field.GENDER, "FEMALE", ground),
        held("age", Field.AGE_RANGE, "20~29", ground),
        held("ci", Field.CI, "q".repeat(86) + "==", ground),
        held(
            "address",
            Field.SHIPPING_ADDRESSES,
            "[{\"id\":\"1\",\"base\":\"서울 중구 세종대로 110\",\"detail\":\"3층\",\"postal_code\":\"04524\","
                + "\"receiver\":\"김하늘\",\"phone\":\"+82255501234\",\"default\":true}]",
            ground));

    assertThat(page("ko"))
        .contains("010-5550-1234", "+821055501234", "여성", "20~29세")
        .contains("qqqqqqqq…")
        .doesNotContain("qqqqqqqqq")
        .contains("(04524) 서울 중구 세종대로 110 3층 김하늘 02-5550-1234")
        .contains("직접 입력 · 2026년 11월 22일", "근거: 회원 관리를 위한 정보 (버전 1)");
  }

  @Test
  void aWayInIsToldWithItsDay() {
    books.waysIn = List.of(new Identity("kakao", "s", PERSON, AT));

    assertThat(page("ko")).contains("2026년 11월 22일 연결");
  }

  @Test
  void aShopThatCannotAnswerHasAClearPage() {
    shop.engine.failure =
        Optional.of(MemberStoreException.unavailable("records-down", "the database is away"));

    Shop.Answer html = shop.get("/login/consents?lang=en");
    assertThat(html.status()).isEqualTo(503);
    assertThat(html.body()).contains("Something went wrong").doesNotContain("database");
    assertThat(shop.json("/login/consents").body())
        .contains("\"reason\":\"store_unavailable\"", "correlationId");
    assertThat(shop.get("/login/consents/download").status()).isEqualTo(503);
  }

  @Test
  void whoHasLeftAgreesToNothing() {
    books.notices = List.of(
        entry("mkt", Optional.of(Kind.MARKETING_USE), State.DECLINED, Optional.empty(), false));
    books.agreed = Agreed.NO_MEMBER;
    String page = page("en");
    String shown = page.replaceAll("(?s).*name=\"shown\" value=\"([^\"]+)\".*", "$1");

    assertThat(shop.post("/login/consents/agree", "token=" + token(page) + "&shown=" + shown)
            .status())
        .isEqualTo(403);
    assertThat(shop.get("/login/consents/download.json").status()).isEqualTo(404);
  }
}
