package io.membersync.examples.toyshop;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Members;
import io.membersync.consent.ConsentEvent;
import io.membersync.member.MemberId;
import io.membersync.records.Records;
import io.membersync.testsupport.Fault;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Visitors in one shop; each test has a person of its own. */
class ToyShopTest {
  private static final int OLD = OldMembers.TABLE.members().size();

  private static Shop shop;

  @BeforeAll
  static void open() throws IOException {
    shop = Shop.open(0);
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void theEntryOfAPosterReachesTheMemberRow() {
    Visitor visitor = new Visitor(shop, "haneul");
    String signIn =
        visitor.open("/poster?entry=hongdae2").link("/login/?entry=").toString();

    DemoPage end = visitor.signUp(signIn);

    assertThat(end.status()).isEqualTo(200);
    assertThat(visitor.row())
        .containsEntry("MB_NAME", Optional.of("Kim Haneul"))
        .containsEntry("EMAIL", Optional.of("haneul@shop.example"))
        .containsEntry("HP", Optional.of("010-5550-1234"))
        .containsEntry("ENTRY_CD", Optional.of("hongdae2"))
        .containsEntry("GRADE_CD", Optional.of("01"))
        .containsEntry("PASSWD", Optional.of("!…"));
    assertThat(report(visitor).consents())
        .allMatch(event -> event.channel() == ConsentEvent.Channel.QR_STORE);
  }

  @Test
  void whatWasAgreedOnKakaosScreenIsNotAskedAgainAndNotLost() {
    Visitor visitor = new Visitor(shop, "seoyeon");

    DemoPage notices = visitor.atShopNotices("/login/");
    visitor.answer(notices, Visitor.REQUIRED::contains);

    assertThat(notices.body()).doesNotContain("value=\"tos\"").contains("value=\"opt_profile\"");
    Members.Report report = report(visitor);
    assertThat(report.consents())
        .filteredOn(event -> event.type() == ConsentEvent.Type.GRANTED)
        .extracting(event -> event.notice().orElseThrow().tag())
        .containsExactlyInAnyOrder("tos", "ad_messenger", "age19");
    assertThat(visitor.row())
        .as("nothing that only a declined consent would let in")
        .containsEntry("BIRTH", Optional.empty())
        .containsEntry("SEX", Optional.empty());
    assertThat(report.provenance())
        .extracting(Records.Provenance::attribute)
        .containsExactlyInAnyOrder("MB_NAME", "EMAIL", "HP");
  }

  @Test
  @Fault("UP-05")
  void aWithheldEmailLeavesItsColumnEmpty() {
    Visitor visitor = new Visitor(shop, "edge");

    visitor.signUp("/login/", "account_email");

    Map<String, Optional<String>> row = visitor.row();
    assertThat(row)
        .containsEntry("MB_NAME", Optional.of("Edge Twin"))
        .containsEntry("EMAIL", Optional.empty());
    assertThat(visitor.open("/me").body()).contains("받지 않았거나 동의하지 않음");
  }

  @Test
  void aMissingNameIsAskedAndSaidToBeTyped() {
    Visitor visitor = new Visitor(shop, "doyun");

    DemoPage fields = visitor.signUp("/login/");
    DemoForm form = fields.form("field.name").typing("field.name", "김도윤");
    visitor.send(fields, form.with("action", "continue"));

    assertThat(visitor.row()).containsEntry("MB_NAME", Optional.of("김도윤"));
    assertThat(visitor.open("/me").body()).contains("직접 입력 · 근거 basic v1");
  }

  @Test
  void cancellingAtKakaoMakesNoMember() {
    Visitor visitor = new Visitor(shop, "abroad");
    int before = shop.database.memberIds().size();

    DemoPage items = visitor.atConsentItems("/login/");
    DemoPage end = visitor.send(items, items.form("action", "cancel"));

    assertThat(end.address().getPath()).isEqualTo("/login/cancelled");
    assertThat(shop.database.memberIds()).hasSize(before);
    assertThat(visitor.open("/me").address().getPath()).isEqualTo("/login/");
  }

  @Test
  void decliningWhatIsRequiredMakesNoMember() {
    // Nobody else's: their link at Kakao is ended a moment later, by the thread of due work.
    Visitor visitor = new Visitor(shop, "mover");
    int before = shop.database.memberIds().size();

    DemoPage end = visitor.answer(visitor.atShopNotices("/login/"), tag -> false);

    assertThat(end.address().getPath()).isEqualTo("/login/cancelled");
    assertThat(shop.database.memberIds()).hasSize(before);
  }

  @Test
  @Fault("RC-10")
  void aGuestsCartGoesOnInASessionWithANewId() {
    Visitor visitor = new Visitor(shop, "neighbour");
    visitor.addToCart("muscat");
    String guest = visitor.sessionId().orElseThrow();

    DemoPage end = visitor.signUp("/login/?returnTo=/");

    assertThat(end.body()).contains("영동 머스캣 로제 2025</span><span>28,000원 × 1");
    assertThat(visitor.sessionId()).isPresent().isNotEqualTo(Optional.of(guest));
    Visitor thief = new Visitor(shop, "nobody");
    thief.browser.setCookie("localhost", "JSESSIONID", guest);
    assertThat(thief.open("/me").address().getPath()).isEqualTo("/login/");
    assertThat(thief.open("/").body()).doesNotContain("28,000원 × 1");
  }

  @Test
  void aSecondVisitIsTheSameMemberAndAsksNothing() {
    Visitor first = new Visitor(shop, "longest");
    first.signUp("/login/");
    Visitor later = new Visitor(shop, "longest");

    DemoPage people = later.atKakao("/login/?returnTo=/me");
    DemoPage end = later.send(people, people.form("person", "longest"));

    assertThat(end.address().getPath()).isEqualTo("/me");
    assertThat(later.row().get("MEMBER_NO")).isEqualTo(first.row().get("MEMBER_NO"));
    assertThat(shop.database.signIns(memberOf(later))).hasSize(2);
  }

  @Test
  void aSecondWayInIsAddedOnTheMembersPageAndLeadsToTheSameMember() throws IOException {
    try (Shop own = Shop.open(0)) {
      Visitor visitor = new Visitor(own, "haneul");
      visitor.signUp("/login/");
      Map<String, Optional<String>> before = visitor.row();

      DemoPage end = addSampleId(visitor, "seoyeon"); // whose e-mail is another one

      assertThat(end.address().getPath()).isEqualTo("/me");
      assertThat(end.body())
          .contains("<b>카카오</b>", "<b>Sample ID</b>")
          .doesNotContain("/login/link/");
      assertThat(visitor.row()).as("nothing is overwritten").isEqualTo(before);

      DemoPage out = visitor.open("/me");
      visitor.send(out, signOut(out));
      assertThat(visitor.open("/me").address().getPath()).isEqualTo("/login/");
      visitor.open(visitor.open("/login/").link("start/sample-id")); // who is signed in there still
      assertThat(visitor.row()).isEqualTo(before);
      assertThat(own.database.memberIds()).hasSize(OLD + 1);
    }
  }

  @Test
  @Fault("LK-15")
  void anAccountThatAnotherMemberUsesIsNotMoved() throws IOException {
    try (Shop own = Shop.open(0)) {
      Visitor owner = new Visitor(own, "haneul");
      owner.signUp("/login/");
      addSampleId(owner, "minjun");
      Visitor other = new Visitor(own, "seoyeon");
      other.signUp("/login/");
      String member = other.row().getOrDefault("MEMBER_NO", Optional.empty()).orElseThrow();

      DemoPage end = addSampleId(other, "minjun");

      assertThat(end.status()).isEqualTo(409);
      assertThat(end.body()).contains("이미 다른 회원이 사용 중인 계정입니다");
      assertThat(other.row()).containsEntry("MEMBER_NO", Optional.of(member));
      assertThat(other.open("/me").body()).contains("/login/link/sample-id");
    }
  }

  @Test
  void pagesNeedNoScriptAndSpeakBothLanguages() {
    Visitor visitor = new Visitor(shop, "nobody");
    for (String path : new String[] {"/", "/poster", "/sign-in", "/inbox"}) {
      DemoPage korean = visitor.open(path + "?lang=ko");
      DemoPage english = visitor.open(path + "?lang=en");

      assertThat(korean.body()).contains("<html lang=\"ko\">").doesNotContain("<script");
      assertThat(english.body())
          .contains("<html lang=\"en\">")
          .doesNotContain("style=\"")
          .doesNotContainPattern("[\\x{AC00}-\\x{D7A3}]{6,}");
    }
    assertThat(visitor.open("/").body()).as("the choice is kept").contains("<html lang=\"en\">");
  }

  /** By the button on the member's page, as this person of the other provider. */
  private static DemoPage addSampleId(Visitor visitor, String person) {
    DemoPage mine = visitor.open("/me");
    DemoPage leaving = visitor.send(mine, mine.form("returnTo"));
    DemoPage people = visitor.open(leaving.link("/oauth/authorize"));
    DemoPage next = visitor.send(people, people.form("person", person));
    boolean linkedBefore = next.address().getPath().startsWith("/login/");
    return linkedBefore ? next : visitor.send(next, next.form("action", "agree-all"));
  }

  private static DemoForm signOut(DemoPage page) {
    return DemoForm.allOf(page.body()).stream()
        .filter(form -> form.action().equals("/sign-out"))
        .findFirst()
        .orElseThrow();
  }

  private static MemberId memberOf(Visitor visitor) {
    return new MemberId(
        visitor.row().getOrDefault("MEMBER_NO", Optional.empty()).orElseThrow());
  }

  private static Members.Report report(Visitor visitor) {
    return shop.sync.members().find(memberOf(visitor)).orElseThrow();
  }
}
