package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.Consents;
import io.membersync.Consents.By;
import io.membersync.Consents.Children;
import io.membersync.Consents.State;
import io.membersync.Secret;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.consent.ConsentEvent.NoticeReference;
import io.membersync.consent.Jurisdiction.GuardianMethod;
import io.membersync.consent.Jurisdiction.Message;
import io.membersync.consent.Jurisdiction.Obstacle;
import io.membersync.consent.Notice;
import io.membersync.consent.Notice.Medium;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.SyncRule;
import io.membersync.provider.TokenPolicy;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a tenth attack has proven. */
class AttackTenTest extends RoadFixture {
  private static final FieldMapping WITH_BIRTHDAY =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday");
  private static final FieldMapping ASKING =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday").rule(SyncRule.ASK);
  private static final String TERM = "marketing_20260401";
  private static final Notice RULES =
      Notice.terms("rules").text("ko", "규칙", "글").build();

  private MemberId member = new MemberId("none yet");

  @BeforeEach
  void aShop() {
    clock.set(TestClock.START);
    useMembers(WITH_BIRTHDAY);
    store = erasing(store);
  }

  private static Notices korea(String tag) {
    return Notices.korea("Wine Shop").askedBy(tag, TERM);
  }

  private void joinedAt(Notices notices, FieldMapping mapping) {
    sync = open(shop(notices).mapping(mapping));
    member = joins("haneul");
    runDue();
    kakao.forgetRequests();
    clock.advance(Duration.ofHours(1));
  }

  private State state(MemberId of, String tag) {
    return sync.consents().of(of).stream()
        .filter(entry -> entry.tag().equals(tag))
        .map(Consents.Entry::state)
        .findFirst()
        .orElseThrow();
  }

  private List<String> obstacles(MemberId of) {
    return sync
        .consents()
        .findObstacles(of, Medium.SMS, Message.Kind.ADVERTISING, clock.instant())
        .stream()
        .map(Obstacle::code)
        .toList();
  }

  private NoticeReference text(String tag) {
    Notice notice = sync.notices().find(tag).orElseThrow();
    Notice.Text text = notice.textIn("ko");
    return new NoticeReference(tag, notice.version(), text.language(), text.sha256());
  }

  private Step step(String target) {
    return sync.consents().steps(member).stream()
        .filter(step -> step.target().equals(target))
        .findFirst()
        .orElseThrow();
  }

  private static Notice profile2() {
    return Notice.consent("opt_profile", Notice.Kind.COLLECT_USE)
        .version(2)
        .covers(Purpose.PERSONALISE, Field.BIRTHDAY, Field.GENDER)
        .covers(new Purpose("HOROSCOPE"), Field.BIRTHDAY)
        .text("ko", "맞춤", "새 글")
        .build();
  }

  // ---- a no to what was agreed to before

  @Test
  void whoDeclinesTheNewVersionIsBlankedOfWhatTheOldOneGave() {
    joinedAt(Notices.korea("Wine Shop"), WITH_BIRTHDAY);
    assertThat(values(member)).containsKey("birthday");
    sync =
        open(shop(Notices.korea("Wine Shop").with(profile2()).with(RULES)).mapping(WITH_BIRTHDAY));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    assertThat(needs.missing().asked()).extracting(Notice::tag).contains("opt_profile");
    signedIn(sync.resume(
        browser,
        needs.parked(),
        Answers.none().consent("rules", true).consent("opt_profile", false)));
    assertThat(state(member, "opt_profile")).isEqualTo(State.DECLINED);
    clock.advance(Duration.ofHours(1));
    runDue();

    assertThat(sync.consents().steps(member)).as("INV-7").isNotEmpty();
    assertThat(sync.consents().withoutGround(member)).as("INV-1").isEmpty();
    assertThat(values(member)).doesNotContainKey("birthday");
  }

  @Test
  void whoDeclinesAtFourteenWhatTheGuardianAgreedToIsBlanked() {
    kakao.put(
        kakao.person("haneul").toBuilder().birthyear("2013").birthday("0301").build());
    sync = open(
        shop(Notices.korea("Wine Shop")).mapping(WITH_BIRTHDAY).children(Children.withGuardian()));
    NeedsProof waits = (NeedsProof) signIn("haneul");
    assertThat(sync.consents()
            .guardianConsented(
                waits.choices().guardianReference().orElseThrow(),
                GuardianMethod.PHONE_IDENTITY,
                clock.instant(),
                "NICE-4711"))
        .isTrue();
    NeedsConsent asked = needsConsent(sync.resume(browser, waits.parked(), Answers.none()));
    member = memberOf(sync.resume(browser, asked.parked(), allOf(asked)));
    runDue();
    assertThat(values(member)).containsKey("birthday");
    clock.set(Instant.parse("2027-03-01T00:00:00Z"));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    signedIn(sync.resume(
        browser,
        needs.parked(),
        AGREED.consent("opt_profile", false).consent("mkt", false).consent("ad_sms", false)));
    assertThat(state(member, "opt_profile")).isEqualTo(State.DECLINED);
    clock.advance(Duration.ofHours(1));
    runDue();

    assertThat(sync.consents().steps(member)).as("INV-7").isNotEmpty();
    assertThat(sync.consents().withoutGround(member)).as("INV-1").isEmpty();
    assertThat(values(member)).doesNotContainKey("birthday");
  }

  // ---- a provider's word while it is held

  @Test
  void aTermThatEndsWhileTheConsentIsHeldDoesNotGoOnWhenItIsLetGoOn() {
    joinedAt(korea("ad_sms"), WITH_BIRTHDAY);
    assertThat(obstacles(member)).doesNotContain("NO_CONSENT");
    sync.consents().suspend(member, Set.of("ad_sms"), By.MEMBER);
    clock.advance(Duration.ofHours(1));
    kakao.link(kakao.person("haneul"), link -> link.declining(TERM));
    signedIn(signIn("haneul"));
    clock.advance(Duration.ofHours(1));

    sync.consents().resume(member, Set.of("ad_sms"), By.OPERATOR);

    assertThat(state(member, "ad_sms")).isEqualTo(State.WITHDRAWN);
    assertThat(obstacles(member)).contains("NO_CONSENT");
  }

  // ---- steps

  @Test
  void whatWasAgreedToAnewAndIsHeldIsNotTakenBackAtTheProvider() {
    joinedAt(korea("mkt"), WITH_BIRTHDAY);
    kakao.failUntilCleared(KakaoEndpoint.REVOKE_SERVICE_TERMS, Failure.status(503));
    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);
    runDue();
    clock.advance(Duration.ofMinutes(10));
    assertThat(sync.consents().agree(member, List.of(text("mkt"))))
        .isEqualTo(Consents.Agreed.AGREED);
    clock.advance(Duration.ofMinutes(1));
    sync.consents().suspend(member, Set.of("mkt"), By.MEMBER);
    kakao.clearFailures();
    kakao.forgetRequests();
    clock.advance(Duration.ofHours(1));
    runDue();

    assertThat(step("provider:kakao").state()).isNotEqualTo(StepState.OPEN);
    assertThat(kakao.calls(KakaoEndpoint.REVOKE_SERVICE_TERMS)).isZero();
  }

  @Test
  void aStepWhoseTokenSomebodyElseIsRefreshingIsTriedAgain() {
    sync = open(bare(korea("mkt"))
        .mapping(WITH_BIRTHDAY)
        .callbacks(CALLBACKS)
        .provider(kakao.provider(
            Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret())).withOpenIdConnect()))
        .tokens(Kakao.ID, TokenPolicy.KEEP));
    member = joins("haneul");
    runDue();
    clock.advance(Duration.ofHours(13));
    String subject = identity("haneul").orElseThrow().subject();
    assertThat(books
            .tokens()
            .lease(
                SHOP,
                "kakao",
                subject,
                "another-node",
                clock.instant(),
                clock.instant().plusSeconds(30)))
        .isTrue();
    kakao.forgetRequests();
    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);

    runDue();
    clock.advance(Duration.ofHours(1));
    runDue();

    assertThat(step("provider:kakao").receipt()).isNotEqualTo(Optional.of("no-token"));
    assertThat(kakao.calls(KakaoEndpoint.REVOKE_SERVICE_TERMS)).isPositive();
    assertThat(kakao.findLink(kakao.person("haneul")).orElseThrow().agreedTerms())
        .doesNotContainKey(TERM);
  }

  // ---- who has become another member

  @Test
  void whoWithdrawsByTheNumberOfBeforeTheMergeHasWithdrawn() {
    joinedAt(Notices.korea("Wine Shop"), WITH_BIRTHDAY);
    MemberId old = joins("seoyeon");
    runDue();
    clock.advance(Duration.ofMinutes(1));
    assertThat(sync.members().merged(old, member)).isTrue();
    runDue();
    clock.advance(Duration.ofMinutes(1));

    List<Step> steps = sync.consents().withdraw(old, Set.of("ad_sms"), By.MEMBER);

    assertThat(steps).as("it was taken as a withdrawal").isNotEmpty();
    assertThat(obstacles(member)).contains("NO_CONSENT");
  }

  @Test
  void messagesThatComeBackToWhoWasMergedAreNotSentAnyMore() {
    joinedAt(Notices.korea("Wine Shop"), WITH_BIRTHDAY);
    MemberId old = joins("seoyeon");
    runDue();
    clock.advance(Duration.ofMinutes(1));
    sync.members().merged(old, member);

    assertThat(sync.consents().suppress(old, Medium.SMS, "BOUNCED")).isTrue();

    assertThat(obstacles(member)).contains("SUPPRESSED");
  }

  // ---- asking again

  @Test
  void whoHasAgreedSinceIsAskedAboutTheNewVersion() {
    sync = open(shop(Notices.korea("Wine Shop")).mapping(WITH_BIRTHDAY));
    NeedsConsent first = needsConsent(signIn("haneul"));
    member = memberOf(sync.resume(browser, first.parked(), AGREED.consent("opt_profile", false)));
    runDue();
    clock.advance(Duration.ofDays(1));
    sync.consents().agree(member, List.of(text("opt_profile")));
    clock.advance(Duration.ofDays(1));
    sync =
        open(shop(Notices.korea("Wine Shop").with(profile2()).with(RULES)).mapping(WITH_BIRTHDAY));

    NeedsConsent needs = needsConsent(signIn("haneul"));

    assertThat(needs.missing().asked()).extracting(Notice::tag).contains("opt_profile");
  }

  // ---- what is kept to be asked about

  private void aQuestion() {
    useMembers(ASKING);
    store = erasing(store);
    joinedAt(Notices.korea("Wine Shop"), ASKING);
    kakao.put(kakao.person("haneul").toBuilder().birthday("1225").build());
    signedIn(signIn("haneul"));
    runDue();
    assertThat(sync.members().questions(member)).hasSize(1);
  }

  @Test
  void aValueThatIsKeptForAQuestionGoesWithTheConsent() {
    aQuestion();
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
    runDue();
    clock.advance(Duration.ofDays(1));
    runDue();

    assertThat(values(member)).doesNotContainKey("birthday");
    assertThat(sync.members().questions(member)).isEmpty();
    assertThat(books
            .offers()
            .ofPerson(
                SHOP,
                books.identities().findPersonOf(SHOP, member).orElseThrow().id()))
        .noneMatch(offer -> offer.question().isPresent());
  }

  @Test
  void aValueThatIsKeptForAQuestionGoesWithTheMember() {
    aQuestion();
    sync.members().left(member);
    runDue();
    clock.advance(Duration.ofDays(40));
    runDue();

    assertThat(books
            .offers()
            .ofPerson(
                SHOP,
                books.identities().findPersonOf(SHOP, member).orElseThrow().id()))
        .noneMatch(offer -> offer.question().isPresent());
  }

  @Test
  void theExportHasWhatIsKeptForAQuestion() {
    aQuestion();
    assertThat(sync.consents().export(member).orElseThrow()).contains("12-25");
  }

  // ---- texts that the books cannot keep

  @Test
  void aTitleThatTheBooksCannotKeepIsRefusedWhenTheNoticeIsMade() {
    assertThatThrownBy(
            () -> Notice.terms("tos").text("ko", "가".repeat(1001), "글").build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTextWithAZeroByteIsRefusedWhenTheNoticeIsMade() {
    assertThatThrownBy(() -> Notice.terms("tos").text("ko", "약관", "글\u0000").build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoeverIsShownATitleOfManyLettersCanSignUp() {
    sync = open(shop(
        told().with(Notice.terms("tos").text("ko", "가".repeat(1001), "글").build())));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    assertThat(memberOf(sync.resume(browser, needs.parked(), Answers.none().consent("tos", true))))
        .isNotNull();
  }

  @Test
  void aLanguageThatIsNoneIsRefusedWhenTheNoticeIsMade() {
    for (String language : List.of("", "ko:KR", "en-" + "x".repeat(40))) {
      assertThatThrownBy(() -> Notice.terms("tos").text(language, "약관", "글").build())
          .as(language)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  // ---- at the same time

  @Test
  void whoAgreesWhileTheStepLooksIsNotBlanked() {
    joinedAt(Notices.korea("Wine Shop"), WITH_BIRTHDAY);
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
    clock.advance(Duration.ofMinutes(1));
    watched.afterNext(
        "evidence.provenanceOf",
        () -> assertThat(sync.consents().agree(member, List.of(text("opt_profile"))))
            .isEqualTo(Consents.Agreed.AGREED));

    runDue();

    assertThat(state(member, "opt_profile")).isEqualTo(State.GRANTED);
    assertThat(values(member)).containsKey("birthday");
  }

  @Test
  void aTermThatEndedBeforeItWasHeldOnceHasEndedWhenTheSignInGoesOn() {
    joinedAt(korea("ad_sms"), WITH_BIRTHDAY);
    kakao.link(kakao.person("haneul"), link -> link.declining(TERM));
    sync = open(shop(korea("ad_sms").with(RULES)).mapping(WITH_BIRTHDAY));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    clock.advance(Duration.ofMinutes(1));
    sync.consents().suspend(member, Set.of("ad_sms"), By.MEMBER);
    clock.advance(Duration.ofMinutes(1));
    sync.consents().resume(member, Set.of("ad_sms"), By.MEMBER);
    clock.advance(Duration.ofMinutes(1));

    signedIn(sync.resume(browser, needs.parked(), Answers.none().consent("rules", true)));

    assertThat(state(member, "ad_sms")).isEqualTo(State.WITHDRAWN);
  }

  @Test
  void whoMergesHasNothingLeftOfQuestionsOfBefore() {
    aQuestion();
    MemberId other = joins("seoyeon");
    runDue();
    clock.advance(Duration.ofMinutes(1));
    sync.consents().withdraw(other, Set.of("opt_profile"), By.MEMBER);
    runDue();
    clock.advance(Duration.ofMinutes(1));

    sync.members().merged(member, other);
    clock.advance(Duration.ofMinutes(1));
    runDue();

    assertThat(books
            .offers()
            .ofPerson(
                SHOP,
                books.identities().findPersonOf(SHOP, member).orElseThrow().id()))
        .noneMatch(offer -> offer.question().isPresent());
  }

  @Test
  void theExportHasTheTextOfTheGroundItNames() {
    joinedAt(Notices.korea("Wine Shop"), WITH_BIRTHDAY);
    assertThat(sync.consents().export(member).orElseThrow())
        .contains("\"notice\":\"basic\"")
        .contains("\"tag\":\"basic\"");
  }

  @Test
  void aMessageOfBeforeTheAgreementHadNoConsent() {
    joinedAt(Notices.korea("Wine Shop"), WITH_BIRTHDAY);
    assertThat(sync.consents()
            .findObstacles(
                member,
                Medium.SMS,
                Message.Kind.ADVERTISING,
                clock.instant().minus(Duration.ofDays(1))))
        .extracting(Obstacle::code)
        .contains("NO_CONSENT");
  }

  @Test
  void theNightBeginsAndEndsOnTheMoment() {
    joinedAt(Notices.korea("Wine Shop"), WITH_BIRTHDAY);
    for (String night : List.of("12:00:00Z", "22:59:59.999Z")) {
      assertThat(at("2026-11-22T" + night)).as(night).contains("NIGHT");
    }
    for (String day : List.of("11:59:59.999Z", "23:00:00Z")) {
      assertThat(at("2026-11-22T" + day)).as(day).doesNotContain("NIGHT");
    }
  }

  private List<String> at(String moment) {
    return sync
        .consents()
        .findObstacles(member, Medium.SMS, Message.Kind.ADVERTISING, Instant.parse(moment))
        .stream()
        .map(Obstacle::code)
        .toList();
  }
}
