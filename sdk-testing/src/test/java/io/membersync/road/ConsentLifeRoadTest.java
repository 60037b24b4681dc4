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
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoLink;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of consents when clocks jump, when they are held, and when members leave or merge. */
class ConsentLifeRoadTest extends RoadFixture {
  private static final FieldMapping WITH_BIRTHDAY =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday");
  private static final Use PRESENT = Use.of(Purpose.PERSONALISE);
  private static final String TERM = "marketing_20260401";
  private static final Use ORDER = Use.of(Purpose.ORDER_FULFIL);

  private MemberId member = new MemberId("none yet");

  @BeforeEach
  void aMemberWhoAgreedToAll() {
    useMembers(WITH_BIRTHDAY);
    sync = open(korea().mapping(WITH_BIRTHDAY));
    member = joins("haneul");
    events.clear();
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
  void whatGoesOnInTheMomentInWhichItWasHeldGoesOn() {
    sync.consents().suspend(member, Set.of("opt_profile"), By.MEMBER);
    assertThat(sync.consents().resume(member, Set.of("opt_profile"), By.MEMBER))
        .containsExactly("opt_profile");

    assertThat(state("opt_profile")).isEqualTo(State.GRANTED);
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT).allowed())
        .isTrue();
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

  @Test
  @Fault("T76")
  void whatIsHeldIsNotBlankedByTheEndOfAnotherConsentToIt() {
    for (String first : List.of("gifts", "zoo")) { // before and behind the one that is held
      Notice gifts = Notice.consent(first, Notice.Kind.COLLECT_USE)
          .covers(Purpose.PERSONALISE, Field.BIRTHDAY)
          .text("ko", "선물", "생일 선물")
          .text("en", "Gifts", "A gift on your birthday")
          .build();
      Notice held = Notices.korea("Wine Shop").find("opt_profile").orElseThrow();
      Notices starter = Notices.korea("Wine Shop");
      freshShop();
      useMembers(WITH_BIRTHDAY);
      store = erasing(store);
      sync = open(shop(first.equals("gifts")
              ? starter.with(gifts)
              : starter.without("opt_profile").with(gifts).with(held))
          .mapping(WITH_BIRTHDAY));
      member = joins("haneul");
      runDue();
      sync.consents().suspend(member, Set.of("opt_profile"), By.MEMBER);
      clock.advance(Duration.ofHours(1));

      List<Step> steps = sync.consents().withdraw(member, Set.of(first), By.MEMBER);

      assertThat(steps).extracting(Step::target).doesNotContain("scope:kakao:birthday");
      runDue();
      assertThat(values(member)).as(first).containsKey("birthday");

      clock.advance(Duration.ofHours(1));
      assertThat(sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER))
          .extracting(Step::target)
          .contains("scope:kakao:birthday");
      runDue();
      assertThat(values(member)).as(first).doesNotContainKey("birthday");
    }
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
  void whatTheOneWhoGoesHasHeldIsHeldAndNotEnded() {
    MemberId other = joins("seoyeon");
    runDue();
    clock.advance(Duration.ofMinutes(1));
    sync.consents().suspend(other, Set.of("opt_profile", "ad_sms"), By.MEMBER);
    sync.consents().suspend(member, Set.of("ad_sms"), By.MEMBER);
    clock.advance(Duration.ofMinutes(1));

    assertThat(sync.members().merged(other, member)).isTrue();

    assertThat(state("opt_profile")).isEqualTo(State.SUSPENDED);
    assertThat(state("ad_sms")).as("held by both").isEqualTo(State.SUSPENDED);
    assertThat(sync.consents().openSteps(10)).as("nothing is blanked").isEmpty();
    clock.advance(Duration.ofMinutes(1));
    assertThat(sync.consents().resume(member, Set.of("opt_profile"), By.MEMBER))
        .containsExactly("opt_profile");
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT).allowed())
        .isTrue();
  }

  @Test
  @Fault({"T69", "T33"})
  void anAccountThatComesOverHearsWhatTheOneWhoStaysHadWithdrawn() {
    askedAtKakao();
    MemberId other = joins("seoyeon");
    clock.advance(Duration.ofMinutes(1));
    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);
    runDue();
    assertThat(agreedTermsOf("seoyeon")).containsKey(TERM);
    clock.advance(Duration.ofMinutes(1));

    sync.members().merged(other, member);
    runDue();

    assertThat(state("mkt")).isEqualTo(State.WITHDRAWN);
    assertThat(agreedTermsOf("seoyeon")).doesNotContainKey(TERM);
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
  @Fault({"T69", "T33"})
  void whatTheOneWhoGoesHasWithdrawnIsNotGivenBackByAProvidersEcho() {
    askedAtKakao();
    kakao.failUntilCleared(KakaoEndpoint.REVOKE_SERVICE_TERMS, Failure.raw(503, Map.of(), ""));
    clock.advance(Duration.ofMinutes(1));
    Instant withdrawn = clock.instant();
    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);
    MemberId never = members.add(Map.of("name", "old"));
    clock.advance(Duration.ofDays(1));

    assertThat(sync.members().merged(member, never)).isTrue();

    assertThat(agreedTermsOf("haneul")).as("the provider has not heard of it").containsKey(TERM);
    NeedsConsent needs = needsConsent(signIn("haneul"));
    signedIn(sync.resume(
        browser, needs.parked(), Answers.none().consent("tos", true).consent("age14", true)));
    assertThat(state(never, "mkt")).isEqualTo(State.WITHDRAWN);
    assertThat(askable(never, "mkt").notBefore())
        .as("it rests from when it was said")
        .contains(withdrawn.plus(Duration.ofDays(90)));

    kakao.clearFailures();
    runDue();
    assertThat(sync.consents().openSteps(10)).isEmpty();
    assertThat(agreedTermsOf("haneul"))
        .as("by the account that the other member has now")
        .doesNotContainKey(TERM);
  }

  @Test
  @Fault("T69")
  void whatWasDeclinedOrPutOffRestsOnWhenMembersBecomeOne() {
    Instant declined = clock.instant();
    NeedsConsent needs = needsConsent(signIn("seoyeon"));
    MemberId other = memberOf(sync.resume(
        browser, needs.parked(), AGREED.consent("ad_sms", false).consent("mkt", false)));
    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);
    clock.advance(Duration.ofMinutes(1));
    assertThat(sync.consents().defer(other, Set.of("ad_email"), Duration.ofDays(200)))
        .isTrue();
    MemberId never = members.add(Map.of("name", "old"));
    clock.advance(Duration.ofDays(10));

    sync.members().merged(other, never);

    assertThat(state(never, "ad_sms")).isEqualTo(State.DECLINED);
    assertThat(askable(never, "ad_sms").notBefore()).contains(declined.plus(Duration.ofDays(90)));
    assertThat(askable(never, "ad_email").notBefore())
        .contains(declined.plus(Duration.ofMinutes(1)).plus(Duration.ofDays(200)));
    clock.advance(Duration.ofDays(1));
    sync.members().merged(never, member);
    assertThat(state("mkt")).as("the firmer word stays").isEqualTo(State.WITHDRAWN);
    assertThat(recorded())
        .filteredOn(
            event -> event.notice().filter(one -> one.tag().equals("mkt")).isPresent())
        .extracting(ConsentEvent::type)
        .containsExactly(ConsentEvent.Type.GRANTED, ConsentEvent.Type.WITHDRAWN);
  }

  @Test
  @Fault("T69")
  void aWithdrawalThatIsUnderWayReachesTheProviderOfWhoIsMergedMeanwhile() {
    askedAtKakao();
    MemberId other = joins("seoyeon");
    runDue();
    kakao.failUntilCleared(KakaoEndpoint.REVOKE_SERVICE_TERMS, Failure.raw(503, Map.of(), ""));
    kakao.failUntilCleared(KakaoEndpoint.REVOKE_SCOPES, Failure.raw(503, Map.of(), ""));
    clock.advance(Duration.ofMinutes(1));
    sync.consents().withdraw(other, Set.of("mkt", "opt_profile"), By.MEMBER);
    sync.consents().withdraw(member, Set.of("mkt", "opt_profile"), By.MEMBER);
    runDue();
    clock.advance(Duration.ofSeconds(10));

    assertThat(sync.members().merged(other, member)).isTrue();
    kakao.clearFailures();
    clock.advance(Duration.ofHours(1));
    runDue();

    assertThat(sync.consents().openSteps(10)).isEmpty();
    for (String visitor : List.of("haneul", "seoyeon")) {
      assertThat(agreedTermsOf(visitor)).as(visitor).doesNotContainKey(TERM);
      assertThat(kakao.findLink(kakao.person(visitor)).orElseThrow().agreedItems())
          .as(visitor)
          .doesNotContain("birthday");
    }
  }

  @Test
  @Fault("T69")
  void whatWhoIsMergedHadAgreedToAnewIsNotTakenBackForTheOther() {
    askedAtKakao();
    kakao.failUntilCleared(KakaoEndpoint.REVOKE_SERVICE_TERMS, Failure.raw(503, Map.of(), ""));
    clock.advance(Duration.ofMinutes(1));
    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);
    runDue();
    MemberId other = joins("seoyeon");
    clock.advance(Duration.ofMinutes(1));
    sync.members().merged(member, other);
    clock.advance(Duration.ofMinutes(1));
    Notice mkt = engineNotice("mkt");
    sync.consents().agree(other, List.of(mkt.referenceIn("ko")));
    kakao.clearFailures();
    kakao.forgetRequests();
    clock.advance(Duration.ofHours(1));
    runDue();

    assertThat(sync.consents().openSteps(10)).isEmpty();
    assertThat(sync.consents().steps(member))
        .filteredOn(step -> step.target().equals("provider:kakao"))
        .singleElement()
        .satisfies(step -> assertThat(step.receipt()).contains("agreed-anew"));
    assertThat(kakao.calls(KakaoEndpoint.REVOKE_SERVICE_TERMS)).isZero();
  }

  private static Notice engineNotice(String tag) {
    return Notices.korea("Wine Shop").find(tag).orElseThrow();
  }

  @Test
  @Fault("T69")
  void whoIsMergedIsBlankedOfNoMoreThanWasWithdrawn() {
    store = erasing(store);
    sync = open(korea().mapping(WITH_BIRTHDAY));
    runDue();
    clock.advance(Duration.ofMinutes(1));
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
    MemberId other = members.add(Map.of("name", "old"));

    sync.members().merged(member, other);
    runDue();

    assertThat(values(member)).doesNotContainKey("birthday").containsKeys("email", "phone");
    assertThat(sync.consents().openSteps(10)).isEmpty();
    sync.members().left(other);
    runDue();
    assertThat(values(other)).as("who leaves").doesNotContainKeys("name", "email", "phone");
  }

  @Test
  void eachAccountAtAProviderHearsOfAWithdrawal() {
    askedAtKakao();
    MemberId other = joins("seoyeon");
    sync.members().merged(other, member);
    runDue();
    kakao.forgetRequests();
    clock.advance(Duration.ofMinutes(1));
    kakao.failNext(KakaoEndpoint.REVOKE_SERVICE_TERMS, Failure.raw(503, Map.of(), ""));

    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);
    runDue();

    assertThat(sync.consents().openSteps(10))
        .as("one of them has not heard of it")
        .extracting(Step::target)
        .containsExactly("provider:kakao");
    clock.advance(Duration.ofMinutes(2));
    runDue();
    assertThat(sync.consents().openSteps(10)).isEmpty();
    for (String visitor : List.of("haneul", "seoyeon")) {
      assertThat(agreedTermsOf(visitor)).as(visitor).doesNotContainKey(TERM);
    }
  }

  private Map<String, KakaoLink.AgreedTerm> agreedTermsOf(String visitor) {
    return kakao.findLink(kakao.person(visitor)).orElseThrow().agreedTerms();
  }

  private Consents.Askable askable(MemberId of, String tag) {
    return sync.consents().askable(of).stream()
        .filter(one -> one.tag().equals(tag))
        .findFirst()
        .orElseThrow();
  }

  /** A member who agreed to everything, and to the use for marketing on Kakao's screen. */
  private void askedAtKakao() {
    freshShop();
    useMembers(WITH_BIRTHDAY);
    sync = open(shop(Notices.korea("Wine Shop").askedBy("mkt", TERM)).mapping(WITH_BIRTHDAY));
    member = joins("haneul");
    events.clear();
  }
}
