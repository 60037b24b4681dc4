package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What follows where a consent ends otherwise than by a plain withdrawal, and where one came between. */
class ConsentEndsRoadTest extends RoadFixture {
  private static final FieldMapping WITH_BIRTHDAY =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday");
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
    return sync.notices().find(tag).orElseThrow().referenceIn("ko");
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

  @Test
  @Fault("T34")
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

  @Test
  @Fault("T34")
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

  @Test
  void whatIsBlankedIsFoundWhileNobodyElseWritesAboutThePerson() {
    joinedAt(Notices.korea("Wine Shop"), WITH_BIRTHDAY);
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
    watched.forget();

    runDue();

    List<String> looks =
        List.of("evidence.eventsOf", "evidence.provenanceOf", "evidence.removeProvenance");
    List<String> held = new ArrayList<>(looks);
    held.add(0, "identities.hold");
    assertThat(watched.names())
        .as("nobody is held while a store that is an API answers")
        .containsSubsequence(kind.writesLater() ? looks : held);
    assertThat(values(member)).doesNotContainKey("birthday");
  }

  @Test
  @Fault("T69")
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
  @Fault("T69")
  void messagesThatComeBackToWhoWasMergedAreNotSentAnyMore() {
    joinedAt(Notices.korea("Wine Shop"), WITH_BIRTHDAY);
    MemberId old = joins("seoyeon");
    runDue();
    clock.advance(Duration.ofMinutes(1));
    sync.members().merged(old, member);

    assertThat(sync.consents().suppress(old, Medium.SMS, "BOUNCED")).isTrue();

    assertThat(obstacles(member)).contains("SUPPRESSED");
  }
}
