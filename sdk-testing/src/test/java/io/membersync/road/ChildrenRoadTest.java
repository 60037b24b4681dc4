package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.Consents.By;
import io.membersync.Consents.Children;
import io.membersync.Consents.Entry;
import io.membersync.Consents.MemberToAsk;
import io.membersync.Consents.State;
import io.membersync.MemberSyncBuilder;
import io.membersync.SignInResult;
import io.membersync.SignInResult.MissingFields;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.NeedsFields;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.SignInResult.ProofSubject;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.Actor;
import io.membersync.consent.Gate.Use;
import io.membersync.consent.Gate.Verdict;
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
import io.membersync.records.Records.AssuranceKind;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Children, and whoever may be one, on the way in. It is 21 November 2026. */
class ChildrenRoadTest extends RoadFixture {
  private static final FieldMapping WITH_BIRTHDAY =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday");
  private static final Use PRESENT = Use.of(Purpose.PERSONALISE);

  @BeforeEach
  void aShopInKorea() {
    clock.set(TestClock.START);
    useMembers(WITH_BIRTHDAY);
    sync = open(shopWith(Children.refused()));
  }

  private MemberSyncBuilder shopWith(Children policy) {
    Notices notices = Notices.korea("Wine Shop").askedBy("mkt", "marketing_20260401");
    return shop(notices).mapping(WITH_BIRTHDAY).children(policy);
  }

  private void born(@Nullable String year, @Nullable String day, @Nullable String range) {
    kakao.put(kakao.person("haneul").toBuilder()
        .birthyear(year)
        .birthday(day)
        .ageRange(range)
        .build());
  }

  private SignInResult type(NeedsFields needs, String... namesAndTexts) {
    Answers answers = Answers.none();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      answers = answers.field(Field.named(namesAndTexts[i]), namesAndTexts[i + 1]);
    }
    return sync.resume(browser, needs.parked(), answers);
  }

  private static NeedsFields asks(SignInResult result, Field<?>... fields) {
    assertThat(result).isInstanceOf(NeedsFields.class);
    NeedsFields needs = (NeedsFields) result;
    assertThat(needs.missing().fields().stream().map(MissingFields.Missing::field))
        .containsExactlyInAnyOrder(fields);
    return needs;
  }

  private static NeedsProof needsGuardian(SignInResult result) {
    assertThat(result).isInstanceOf(NeedsProof.class);
    NeedsProof needs = (NeedsProof) result;
    assertThat(needs.choices().subject()).isEqualTo(ProofSubject.GUARDIAN);
    assertThat(needs.choices().hints()).isEmpty();
    assertThat(needs.choices().codes()).isEmpty();
    assertThat(needs.choices().newMemberAllowed()).isFalse();
    return needs;
  }

  private static String reference(NeedsProof needs) {
    return needs.choices().guardianReference().orElseThrow();
  }

  private SignInResult agree(NeedsConsent needs) {
    return sync.resume(browser, needs.parked(), allOf(needs));
  }

  private boolean consents(String reference) {
    return sync.consents()
        .guardianConsented(reference, GuardianMethod.PHONE_IDENTITY, clock.instant(), "NICE-4711");
  }

  /** A member of 13 whose guardian agreed to everything. */
  private MemberId childWithGuardian() {
    sync = open(shopWith(Children.withGuardian()));
    NeedsProof waits = needsGuardian(signIn("haneul"));
    assertThat(consents(reference(waits))).isTrue();
    NeedsConsent asked = needsConsent(sync.resume(browser, waits.parked(), Answers.none()));
    MemberId member = memberOf(agree(asked));
    runDue();
    return member;
  }

  private List<ConsentEvent> eventsOf(MemberId member) {
    return sync.members().find(member).orElseThrow().consents();
  }

  private State state(MemberId member, String tag) {
    return sync.consents().of(member).stream()
        .filter(entry -> entry.tag().equals(tag))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private List<String> obstacles(MemberId member) {
    return sync
        .consents()
        .findObstacles(member, Medium.SMS, Message.Kind.ADVERTISING, clock.instant())
        .stream()
        .map(Obstacle::code)
        .toList();
  }

  @Test
  @Fault({"LK-25", "T48"})
  void aChildIsRefusedBeforeAnythingIsKept() {
    born("2013", "0301", "10~14");
    refused(signIn("haneul"), RejectReason.UNDER_AGE);

    assertNobodyBecameAMember();
    assertThat(watched.calls("attempts.park")).isEmpty();
    assertThat(watched.calls("consents.putAssurance")).isEmpty();
    runDue();
    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).isOne();
    assertThat(kakao.findLink(kakao.person("haneul"))).isEmpty();
  }

  @Test
  @Fault("T50")
  void whoseYearAloneSaysFifteenIsAskedNothing() {
    born("2011", null, null);
    assertThat(needsConsent(signIn("haneul")).missing().byGuardian()).isFalse();
  }

  @Test
  @Fault("T49")
  void whoMayBeAChildIsAskedForTheDayAndNotForTheYear() {
    born("2012", null, null);
    NeedsFields needs = asks(signIn("haneul"), Field.BIRTHDAY);
    asks(type(needs, "birthday", "nonsense"), Field.BIRTHDAY);
    needsConsent(type(needs, "birthday", "--11-21", "birth_year", "1990"));
    assertThat(watched.calls("consents.putAssurance")).isEmpty();
  }

  @Test
  @Fault("T49")
  void whoIsFourteenTomorrowIsAChildToday() {
    born("2012", null, null);
    NeedsFields needs = asks(signIn("haneul"), Field.BIRTHDAY);
    refused(type(needs, "birthday", "--11-22", "birth_year", "1990"), RejectReason.UNDER_AGE);
    refused(sync.resume(browser, needs.parked(), Answers.none()), RejectReason.UNDER_AGE);
    assertNobodyBecameAMember();
    assertThat(parkedRowsLeft()).isZero();
    runDue();
    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).isOne();
  }

  @Test
  void aTypedDateMakesNobodyOlderThanTheProvidersRange() {
    born(null, null, "10~14");
    NeedsFields needs = asks(signIn("haneul"), Field.BIRTH_YEAR, Field.BIRTHDAY);
    refused(type(needs, "birth_year", "1990", "birthday", "--01-01"), RejectReason.UNDER_AGE);

    needs = asks(signIn("haneul"), Field.BIRTH_YEAR, Field.BIRTHDAY);
    needsConsent(type(needs, "birth_year", "2012", "birthday", "--01-01"));
  }

  @Test
  void aRangeBelowFourteenAsksNothing() {
    born(null, null, "1~9");
    refused(signIn("haneul"), RejectReason.UNDER_AGE);
    born(null, null, "15~19");
    needsConsent(signIn("haneul"));
  }

  @Test
  void whereNothingIsKnownTheNoticeDecidesOrEverybodyIsAsked() {
    born(null, null, null);
    NeedsConsent needs = needsConsent(signIn("haneul"));
    assertThat(needs.missing().asked()).extracting(Notice::tag).contains("age14");

    sync = open(shopWith(Children.refused().askingEverybody()));
    NeedsFields asked = asks(signIn("haneul"), Field.BIRTH_YEAR, Field.BIRTHDAY);
    refused(type(asked, "birth_year", "2014", "birthday", "--05-05"), RejectReason.UNDER_AGE);
    asked = asks(signIn("haneul"), Field.BIRTH_YEAR, Field.BIRTHDAY);
    needsConsent(type(asked, "birth_year", "1991", "birthday", "--05-05"));
  }

  @Test
  void aDayThatWasTypedIsStoredOnlyWithAConsent() {
    born("2012", null, null);
    NeedsConsent declining =
        needsConsent(type(asks(signIn("haneul"), Field.BIRTHDAY), "birthday", "--03-01"));
    MemberId member = memberOf(sync.resume(browser, declining.parked(), AGREED));
    runDue();
    assertThat(values(member)).doesNotContainKey("birthday");

    // and is not asked for again, although the provider leaves it open again
    clock.advance(Duration.ofDays(1));
    assertThat(memberOf(signIn("haneul"))).isEqualTo(member);
    assertThat(sync.consents().needsGuardian(member)).isFalse();
  }

  @Test
  @Fault("T49")
  void aDayThatWasTypedDoesNotOutdoTheProvidersLaterDate() {
    born("2012", null, null);
    MemberId member = memberOf(
        agree(needsConsent(type(asks(signIn("haneul"), Field.BIRTHDAY), "birthday", "--01-01"))));
    runDue();
    assertThat(sync.consents().needsGuardian(member)).isFalse();

    clock.advance(Duration.ofDays(1));
    born("2016", "1225", "1~9");
    assertThat(memberOf(signIn("haneul"))).as("is let in").isEqualTo(member);
    assertThat(sync.consents().needsGuardian(member)).isTrue();
    assertThat(obstacles(member)).contains("GUARDIAN_MISSING");
    assertThat(childhoodEnds(member)).contains(Instant.parse("2030-12-24T15:00:00Z"));

    // nor does an earlier one of the provider's, or none
    for (String year : new @Nullable String[] {"1990", null, "2012"}) {
      born(year, null, null);
      clock.advance(Duration.ofDays(1));
      signedIn(signIn("haneul"));
      assertThat(childhoodEnds(member)).contains(Instant.parse("2030-12-24T15:00:00Z"));
    }
    assertThat(
            sync.consents().guardianConsented(member, GuardianMethod.SMS, clock.instant(), "sms 7"))
        .isTrue();
    born("2016", "1230", null);
    needsConsent(signIn("haneul"));
    assertThat(sync.consents().needsGuardian(member)).isFalse();
  }

  @Test
  void theProvidersLaterYearOutdoesADayThatWasTyped() {
    born("2012", null, null);
    MemberId member = memberOf(
        agree(needsConsent(type(asks(signIn("haneul"), Field.BIRTHDAY), "birthday", "--11-20"))));
    runDue();
    born("2012", "1120", "10~14");
    clock.advance(Duration.ofDays(1));
    signedIn(signIn("haneul"));
    assertThat(sync.consents().needsGuardian(member)).isFalse();

    clock.set(Instant.parse("2027-01-10T03:00:00Z"));
    born("2013", null, null);
    signedIn(signIn("haneul"));
    assertThat(sync.consents().needsGuardian(member)).isTrue();
    int kept = watched.calls("consents.putAssurance").size();
    signedIn(signIn("haneul"));
    assertThat(watched.calls("consents.putAssurance")).as("learned once").hasSize(kept);
  }

  @Test
  void anAgeRangeOfDayAfterDayIsLearnedOnce() {
    MemberId member = memberOf(agree(needsConsent(signIn("haneul"))));
    runDue();
    born(null, null, "1~9");
    clock.advance(Duration.ofDays(1));
    signedIn(signIn("haneul"));
    Optional<Instant> ends = childhoodEnds(member);
    assertThat(ends).isPresent();
    for (int day = 0; day < 3; day++) {
      clock.advance(Duration.ofDays(1));
      signedIn(signIn("haneul"));
      assertThat(childhoodEnds(member)).isEqualTo(ends);
    }
  }

  private Optional<Instant> childhoodEnds(MemberId member) {
    return sync.consents().assurancesOf(member).stream()
        .filter(known -> known.kind() == AssuranceKind.CHILD)
        .findFirst()
        .flatMap(known -> known.until());
  }

  @Test
  @Fault("T48")
  void aChildWaitsForAGuardianAndGoesOnWithWhatTheGuardianAgreesTo() {
    born("2013", "0301", null);
    sync = open(shopWith(Children.withGuardian()));
    NeedsProof waits = needsGuardian(signIn("haneul"));
    assertNobodyBecameAMember();
    assertThat(needsGuardian(sync.resume(browser, waits.parked(), Answers.none())))
        .isEqualTo(waits);

    // ticking the boxes is no way around
    needsGuardian(sync.resume(
        browser, waits.parked(), Answers.none().consent("tos", true).consent("mkt", true)));
    assertThat(consents("ABCD-EFGH-JKLM")).as("never handed out").isFalse();
    assertThat(consents(reference(waits).toLowerCase(java.util.Locale.ROOT).replace("-", " ")))
        .isTrue();

    NeedsConsent needs = needsConsent(sync.resume(browser, waits.parked(), Answers.none()));
    assertThat(needs.missing().byGuardian()).isTrue();
    assertThat(needs.missing().asked())
        .extracting(Notice::tag)
        .as("what the child agreed to at Kakao counts for nothing; nobody says to be 14")
        .contains("tos", "mkt")
        .doesNotContain("age14");
    MemberId member = memberOf(agree(needs));
    runDue();

    assertThat(eventsOf(member))
        .filteredOn(event -> event.type() == ConsentEvent.Type.GRANTED)
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.actor()).isEqualTo(Actor.GUARDIAN));
    assertThat(values(member)).containsEntry("birthday", "--03-01");
    assertThat(sync.consents().assurancesOf(member)).singleElement().satisfies(known -> {
      assertThat(known.kind()).isEqualTo(AssuranceKind.GUARDIAN);
      assertThat(known.outcome()).isEqualTo("PHONE_IDENTITY");
      assertThat(known.reference()).isEqualTo("NICE-4711");
      assertThat(known.until()).contains(Instant.parse("2027-02-28T15:00:00Z"));
    });
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT).allowed())
        .isTrue();
    assertThat(sync.consents().needsGuardian(member)).isFalse();
    assertThat(sync.consents().isAdult(member)).isFalse();
    assertThat(obstacles(member)).doesNotContain("GUARDIAN_MISSING");
    assertThat(sync.consents().export(member).orElseThrow())
        .contains("\"kind\":\"GUARDIAN\",\"outcome\":\"PHONE_IDENTITY\"");
    assertThat(parkedRowsLeft()).as("the proof counts once").isZero();
  }

  @Test
  void aPaperOfDaysLaterFindsTheChildAgain() {
    born("2013", "0301", null);
    sync = open(shopWith(Children.withGuardian()));
    String reference = reference(needsGuardian(signIn("haneul")));
    clock.advance(Duration.ofDays(3));
    runDue();
    assertThat(parkedRowsLeft()).isZero();
    assertThat(sync.consents()
            .guardianConsented(reference, GuardianMethod.PAPER, clock.instant(), "paper 12"))
        .isTrue();
    clock.advance(Duration.ofDays(3));
    runDue();
    needsConsent(signIn("haneul"));

    clock.advance(Duration.ofDays(40));
    assertThat(reference(needsGuardian(signIn("haneul")))).isEqualTo(reference);
  }

  @Test
  void anothersReferenceHelpsNobody() {
    born("2013", "0301", null);
    sync = open(shopWith(Children.withGuardian()));
    String haneul = reference(needsGuardian(signIn("haneul")));
    kakao.put(
        kakao.person("seoyeon").toBuilder().birthyear("2014").birthday("0401").build());
    NeedsProof other = needsGuardian(signIn("seoyeon"));
    assertThat(reference(other)).isNotEqualTo(haneul);
    assertThat(consents(haneul)).isTrue();
    needsGuardian(sync.resume(browser, other.parked(), Answers.none()));
  }

  @Test
  void aProofNamesNoMomentToComeAndKeepsItsReferenceShort() {
    born("2013", "0301", null);
    sync = open(shopWith(Children.withGuardian()));
    String reference = reference(needsGuardian(signIn("haneul")));
    assertThatThrownBy(() -> sync.consents()
            .guardianConsented(
                reference, GuardianMethod.CARD, clock.instant().plusSeconds(3_600), "c"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            sync.consents().guardianConsented(reference, GuardianMethod.CARD, clock.instant(), " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 200");
  }

  @Test
  @Fault("T52")
  void aGuardianTakesTheConsentBack() {
    born("2013", "0301", null);
    MemberId member = childWithGuardian();
    clock.advance(Duration.ofMinutes(1));
    assertThat(sync.consents().withdraw(member, Set.of("opt_profile"), By.GUARDIAN))
        .isNotEmpty();
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT))
        .isEqualTo(new Verdict(false, "WITHDRAWN"));
    assertThat(eventsOf(member))
        .filteredOn(event -> event.type() == ConsentEvent.Type.WITHDRAWN)
        .singleElement()
        .satisfies(event -> assertThat(event.actor()).isEqualTo(Actor.GUARDIAN));
  }

  @Test
  @Fault("T52")
  void aGuardiansConsentThatWasHeldGoesOnAsTheGuardians() {
    born("2013", "0301", null);
    MemberId member = childWithGuardian();
    clock.advance(Duration.ofMinutes(1));
    sync.consents().suspend(member, Set.of("opt_profile"), By.OPERATOR);
    assertThat(state(member, "opt_profile")).isEqualTo(State.SUSPENDED);
    clock.advance(Duration.ofMinutes(1));

    sync.consents().resume(member, Set.of("opt_profile"), By.OPERATOR);

    assertThat(state(member, "opt_profile")).isEqualTo(State.GRANTED);
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT).allowed())
        .isTrue();
  }

  @Test
  @Fault("T51")
  void theMemberIsAskedAgainOnceAfterTheBirthday() {
    born("2013", "0301", null);
    MemberId member = childWithGuardian();
    clock.set(Instant.parse("2027-02-28T14:59:59Z"));
    signedIn(signIn("haneul"));
    assertThat(state(member, "opt_profile")).isEqualTo(State.GRANTED);
    assertThat(sync.consents().toAskAgain(clock.instant(), Optional.empty(), 10).members())
        .isEmpty();
    assertThat(sync.consents().of(member))
        .as("a child agrees to nothing alone")
        .noneMatch(Entry::agreeable);

    clock.set(Instant.parse("2027-02-28T15:00:00Z"));
    assertThat(state(member, "opt_profile")).isEqualTo(State.NEEDS_REASK);
    assertThat(sync.consents().toAskAgain(clock.instant(), Optional.empty(), 10).members())
        .contains(
            new MemberToAsk(member, "opt_profile", MemberToAsk.Reason.OUTGROWN, Optional.empty()));
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT).allowed())
        .as("until she is asked")
        .isTrue();
    NeedsConsent needs = needsConsent(signIn("haneul"));
    assertThat(needs.missing().byGuardian()).isFalse();
    assertThat(needs.missing().asked())
        .extracting(Notice::tag)
        .contains("tos", "age14", "opt_profile", "mkt");
    SignedIn again = signedIn(sync.resume(
        browser, needs.parked(), AGREED.consent("opt_profile", true).consent("mkt", false)));
    assertThat(memberOf(again)).isEqualTo(member);

    assertThat(state(member, "opt_profile")).isEqualTo(State.GRANTED);
    assertThat(state(member, "mkt")).isEqualTo(State.DECLINED);
    assertThat(eventsOf(member))
        .filteredOn(event -> event.notice().orElseThrow().tag().equals("opt_profile"))
        .extracting(ConsentEvent::actor)
        .as("the guardian's stays as evidence")
        .containsExactly(Actor.GUARDIAN, Actor.SUBJECT);
    clock.advance(Duration.ofDays(1));
    signedIn(signIn("haneul"));
  }

  @Test
  @Fault("T48")
  void aMemberOfLongAgoWhoIsAChildIsLetInAndNothingIsUsedByConsent() {
    MemberId member = memberOf(agree(needsConsent(signIn("haneul"))));
    runDue();
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT).allowed())
        .isTrue();
    born("2013", "0301", null);
    clock.advance(Duration.ofDays(1));

    SignedIn result = signedIn(signIn("haneul"));
    assertThat(memberOf(result)).isEqualTo(member);
    if (result.details().droppedFields().containsKey("birthday")) {
      assertThat(result.details().droppedFields()).containsEntry("birthday", "GUARDIAN_MISSING");
    }
    runDue();
    assertThat(values(member)).doesNotContainEntry("birthday", "--03-01");
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT))
        .isEqualTo(new Verdict(false, "GUARDIAN_MISSING"));
    assertThat(sync.consents()
            .mayUse(member, Field.PHONE, Use.of(Purpose.ORDER_FULFIL))
            .allowed())
        .as("by the contract")
        .isTrue();
    assertThat(state(member, "opt_profile")).isEqualTo(State.GUARDIAN_MISSING);
    assertThat(obstacles(member)).contains("GUARDIAN_MISSING").doesNotContain("NO_CONSENT");
    assertThat(sync.consents().withoutGround(member)).containsExactly("birthday");
    assertThat(sync.consents().needsGuardian(member)).isTrue();

    assertThat(
            sync.consents().guardianConsented(member, GuardianMethod.SMS, clock.instant(), "sms 7"))
        .isTrue();
    assertThat(sync.consents().needsGuardian(member)).isFalse();
    assertThat(state(member, "opt_profile"))
        .as("the child's own word stays none")
        .isEqualTo(State.GUARDIAN_MISSING);
    NeedsConsent needs = needsConsent(signIn("haneul"));
    assertThat(needs.missing().byGuardian()).isTrue();
    signedIn(agree(needs));
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT).allowed())
        .isTrue();
  }

  @Test
  void ofWhoIsNoChildNoGuardianIsKept() {
    MemberId member = memberOf(agree(needsConsent(signIn("haneul"))));
    assertThat(
            sync.consents().guardianConsented(member, GuardianMethod.SMS, clock.instant(), "sms 7"))
        .isFalse();
    assertThat(sync.consents().assurancesOf(member)).isEmpty();
  }
}
