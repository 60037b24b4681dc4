package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.Consents;
import io.membersync.Consents.By;
import io.membersync.Consents.State;
import io.membersync.Members;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate.Use;
import io.membersync.consent.Gate.Verdict;
import io.membersync.consent.Jurisdiction.Message;
import io.membersync.consent.Jurisdiction.Obstacle;
import io.membersync.consent.Notice;
import io.membersync.consent.Notice.Medium;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records.Step;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of consents when clocks jump, when they are held, and when members leave or merge. */
class ConsentLifeRoadTest extends RoadFixture {
  private static final FieldMapping WITH_BIRTHDAY =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday");
  private static final Use PRESENT = Use.of(Purpose.PERSONALISE);
  private static final Use ORDER = Use.of(Purpose.ORDER_FULFIL);

  private MemberId member = new MemberId("none yet");

  @BeforeEach
  void aMemberWhoAgreedToAll() {
    useMembers(WITH_BIRTHDAY);
    sync = open(korea().mapping(WITH_BIRTHDAY));
    member = joins("haneul");
    events.clear();
  }

  private MemberId joins(String person) {
    NeedsConsent needs = needsConsent(signIn(person));
    return memberOf(sync.resume(browser, needs.parked(), allOf(needs)));
  }

  private static Answers allOf(NeedsConsent needs) {
    Answers answers = Answers.none();
    for (Notice notice : needs.missing().asked()) {
      answers = answers.consent(notice.tag(), true);
    }
    return answers;
  }

  private State state(String tag) {
    return state(member, tag);
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

  private List<ConsentEvent> recorded() {
    PersonId person =
        books.identities().findPersonOf(SHOP, member).orElseThrow().id();
    return books.evidence().eventsOf(SHOP, person);
  }

  // ---- clocks

  @Test
  @Fault("CL-10")
  void aClockThatGoesBackUndoesNoWithdrawal() {
    clock.advance(Duration.ofHours(2));
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
    Instant withdrawn = clock.instant();
    clock.advance(Duration.ofHours(-1));

    assertThat(state("opt_profile")).isEqualTo(State.WITHDRAWN);
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT))
        .isEqualTo(new Verdict(false, "WITHDRAWN"));

    sync.consents().withdraw(member, Set.of("ad_sms"), By.MEMBER);
    assertThat(state("ad_sms")).isEqualTo(State.WITHDRAWN);
    assertThat(obstacles(member)).contains("NO_CONSENT");
    assertThat(recorded())
        .extracting(ConsentEvent::recordedAt)
        .as("in the order of what happened, in spite of the clock")
        .isSorted()
        .last()
        .isEqualTo(withdrawn.plusMillis(1));
    clock.advance(Duration.ofDays(-1));
    signedIn(signIn("haneul"));
    assertThat(state("opt_profile")).isEqualTo(State.WITHDRAWN);
    assertThat(sync.consents().hasAgreed(member, "mkt")).isTrue();
  }

  @Test
  @Fault("CL-10")
  void whoAgreesAgainWhileTheClockIsBehindHasAgreed() {
    clock.advance(Duration.ofHours(2));
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
    clock.advance(Duration.ofHours(-1));
    sync = open(shop(asking()).mapping(WITH_BIRTHDAY));

    NeedsConsent needs = needsConsent(signIn("haneul"));
    signedIn(sync.resume(browser, needs.parked(), allOf(needs)));

    assertThat(state("opt_profile")).isEqualTo(State.GRANTED);
  }

  /** The starter set, with a second version of a consent that everybody is asked for. */
  private static Notices asking() {
    return Notices.korea("Wine Shop")
        .with(Notice.consent("opt_profile", Notice.Kind.COLLECT_USE)
            .version(2)
            .required()
            .covers(Purpose.PERSONALISE, Field.BIRTHDAY, Field.GENDER)
            .text("ko", "맞춤", "생일과 성별")
            .text("en", "Personal", "Birthday and gender")
            .build());
  }

  // ---- held

  @Test
  @Fault("T76")
  void whatIsHeldStopsAndTheContractGoesOn() {
    assertThat(sync.consents().suspend(member, Set.of("opt_profile", "ad_sms"), By.MEMBER))
        .containsExactlyInAnyOrder("opt_profile", "ad_sms");

    assertThat(state("opt_profile")).isEqualTo(State.SUSPENDED);
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT))
        .isEqualTo(new Verdict(false, "SUSPENDED"));
    assertThat(sync.consents().mayUse(member, Field.PHONE, ORDER).allowed())
        .as("the parcel is on its way")
        .isTrue();
    assertThat(obstacles(member)).contains("NO_CONSENT");
    assertThat(runDue()).as("nothing is blanked").isZero();
    assertThat(members.valuesOf(member)).containsKey("birthday");
    assertThat(sync.consents().suspend(member, Set.of("opt_profile"), By.MEMBER))
        .isEmpty();

    clock.advance(Duration.ofDays(3));
    assertThat(sync.consents().resume(member, Set.of("opt_profile"), By.OPERATOR))
        .containsExactly("opt_profile");

    assertThat(state("opt_profile")).isEqualTo(State.GRANTED);
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT).allowed())
        .isTrue();
    assertThat(state("ad_sms")).isEqualTo(State.SUSPENDED);
    assertThat(recorded()).last().satisfies(event -> {
      assertThat(event.type()).isEqualTo(ConsentEvent.Type.RESUMED);
      assertThat(event.actor()).isEqualTo(ConsentEvent.Actor.OPERATOR);
    });
    assertThatThrownBy(() -> sync.consents().suspend(member, Set.of("tos"), By.MEMBER))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsHeldCanBeWithdrawnAndStaysSo() {
    sync.consents().suspend(member, Set.of("opt_profile"), By.MEMBER);
    clock.advance(Duration.ofMinutes(1));
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
    clock.advance(Duration.ofMinutes(1));
    assertThat(sync.consents().resume(member, Set.of("opt_profile"), By.MEMBER)).isEmpty();
    assertThat(state("opt_profile")).isEqualTo(State.WITHDRAWN);
  }

  // ---- notices that are gone

  @Test
  void anAgreementToANoticeThatIsGoneCanBeWithdrawn() {
    sync = open(shop(Notices.korea("Wine Shop")
            .without("opt_profile")
            .with(Notice.contract("gifts")
                .covers(new Purpose("GIFTS"), Field.BIRTHDAY)
                .text("ko", "선물", "생일 선물")
                .text("en", "Gifts", "A gift on your birthday")
                .build()))
        .mapping(WITH_BIRTHDAY));

    List<Step> steps = sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);

    assertThat(steps).isNotEmpty();
    assertThat(state("opt_profile")).isEqualTo(State.WITHDRAWN);
    runDue();
    assertThat(sync.consents().openSteps(10)).isEmpty();
    assertThatThrownBy(() -> sync.consents().withdraw(member, Set.of("opt_profil"), By.MEMBER))
        .hasMessageContaining("there is no notice opt_profil;");
  }

  // ---- members who leave or become one

  @Test
  void whoLeavesHasAgreedToNothingAnyMore() {
    clock.advance(Duration.ofMinutes(1));
    sync.members().left(member);
    runDue();

    assertThat(recorded())
        .filteredOn(event -> event.type() == ConsentEvent.Type.REVOKED)
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.reason()).contains("LEFT"))
        .extracting(event -> event.notice().orElseThrow().tag())
        .contains("opt_profile", "mkt", "ad_sms")
        .doesNotContain("tos");
    assertThat(obstacles(member)).contains("NO_CONSENT", "SUPPRESSED");
    assertThat(events).extracting(Members.Event::kind).contains(Members.Event.Kind.LEFT);
    assertThat(sync.consents().openSteps(10)).isEmpty();
    assertThat(sync.members().left(member)).as("said again").isFalse();
  }

  @Test
  @Fault("T69")
  void ofTwoMembersWhoBecomeOneTheStricterAnswerCounts() {
    MemberId other = joins("seoyeon");
    clock.advance(Duration.ofMinutes(1));
    sync.consents().withdraw(other, Set.of("ad_sms"), By.MEMBER);
    runDue();
    clock.advance(Duration.ofMinutes(1));

    assertThat(sync.members().merged(other, member)).isTrue();

    assertThat(state("ad_sms")).isEqualTo(State.WITHDRAWN);
    assertThat(state("opt_profile")).isEqualTo(State.GRANTED);
    assertThat(obstacles(member)).contains("NO_CONSENT", "SUPPRESSED");
    assertThat(recorded())
        .filteredOn(event -> event.type() == ConsentEvent.Type.REVOKED)
        .singleElement()
        .satisfies(event -> assertThat(event.reason()).contains("MERGED"));
    assertThat(sync.consents().openSteps(10)).as("as after each withdrawal").isNotEmpty();
    runDue();
    assertThat(sync.consents().openSteps(10)).isEmpty();
  }

  @Test
  @Fault("T69")
  void whatOnlyTheOneWhoGoesHasAgreedToIsNotTheOthersWord() {
    NeedsConsent needs = needsConsent(signIn("seoyeon"));
    MemberId other = memberOf(sync.resume(
        browser, needs.parked(), AGREED.consent("opt_profile", false).consent("mkt", false)));
    assertThat(state(other, "opt_profile")).isEqualTo(State.DECLINED);
    clock.advance(Duration.ofMinutes(1));

    sync.members().merged(member, other);

    assertThat(state(other, "opt_profile")).isEqualTo(State.DECLINED);
    assertThat(sync.consents().mayUse(other, Field.BIRTHDAY, PRESENT).allowed()).isFalse();
  }

  @Test
  @Fault("T17")
  void ofWhoHasLeftNothingIsProvenAndNothingHasAGround() {
    clock.advance(Duration.ofMinutes(1));
    Instant before = clock.instant();
    clock.advance(Duration.ofMinutes(1));
    sync.members().left(member);
    clock.advance(Duration.ofMinutes(1));

    Instant now = clock.instant();
    assertThat(sync.consents()
            .proof(member, Field.NAME, ORDER, now, now)
            .orElseThrow()
            .verdict())
        .isEqualTo(new Verdict(false, "NO_BASIS"));
    assertThat(sync.consents()
            .proof(member, Field.NAME, ORDER, before, now)
            .orElseThrow()
            .verdict())
        .extracting(Verdict::allowed)
        .isEqualTo(true);
    assertThat(sync.consents().withoutGround(member)).contains("email", "phone");
    assertThat(sync.consents().hasAgreed(member, "ad_sms")).isFalse();
    assertThat(sync.consents().held(member)).allMatch(held -> held.ground().isEmpty());
  }

  @Test
  @Fault("T69")
  void whoBecameAnotherMemberIsSentNothingByTheOldNumber() {
    MemberId into = joins("doyun");
    clock.advance(Duration.ofMinutes(1));
    assertThat(obstacles(member)).doesNotContain("NO_CONSENT");

    sync.members().merged(member, into);
    clock.advance(Duration.ofMinutes(1));

    assertThat(obstacles(member)).contains("NO_CONSENT");
    assertThat(sync.consents().hasAgreed(member, "ad_sms")).isFalse();
  }

  @Test
  void anAgreementToAnOlderTextCanBeEndedToo() {
    Notice now = sync.notices().find("opt_profile").orElseThrow();
    sync = open(shop(Notices.korea("Wine Shop")
            .without("opt_profile")
            .with(Notice.consent("opt_profile", now.kind())
                .version(now.version() + 1)
                .covers(Purpose.PERSONALISE, Field.BIRTHDAY, Field.GENDER)
                .text("ko", "\uc0dd\uc77c", "\uc0dd\uc77c\uacfc \uc131\ubcc4")
                .build()))
        .mapping(WITH_BIRTHDAY));
    assertThat(state("opt_profile")).isEqualTo(State.SUPERSEDED);
    assertThat(sync.consents().of(member))
        .filteredOn(entry -> entry.tag().equals("opt_profile"))
        .allMatch(Consents.Entry::withdrawable)
        .allMatch(Consents.Entry::agreeable);

    assertThat(sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER))
        .isNotEmpty();

    assertThat(state("opt_profile")).isEqualTo(State.WITHDRAWN);
  }

  @Test
  @Fault("T48")
  void aChildByTheShopsRowAloneIsAChildInEveryAnswer() {
    FieldMapping withYear = WITH_BIRTHDAY.map(Field.BIRTH_YEAR, "birth_year");
    freshShop();
    useMembers(withYear);
    sync = open(korea().mapping(withYear));
    MemberId child = joins("seoyeon");
    members.edit(child, "birth_year", Optional.of("2016"));
    members.edit(child, "birthday", Optional.of("--01-01"));
    clock.advance(Duration.ofMinutes(1));

    Verdict no = new Verdict(false, "GUARDIAN_MISSING");
    assertThat(sync.consents().mayUse(child, Field.BIRTHDAY, PRESENT)).isEqualTo(no);
    Instant now = clock.instant();
    assertThat(sync.consents()
            .proof(child, Field.BIRTHDAY, PRESENT, now, now)
            .orElseThrow()
            .verdict())
        .isEqualTo(no);
    assertThat(sync.consents().withoutGround(child)).contains("birthday");
  }
}
