package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.Consents;
import io.membersync.Consents.By;
import io.membersync.Consents.State;
import io.membersync.MemberSyncBuilder;
import io.membersync.Members;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate.Use;
import io.membersync.consent.Gate.Verdict;
import io.membersync.consent.Jurisdiction.Message;
import io.membersync.consent.Jurisdiction.Obstacle;
import io.membersync.consent.Notice;
import io.membersync.consent.Notice.Kind;
import io.membersync.consent.Notice.Medium;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberEraser;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A member takes consents back in the shop. */
class WithdrawalRoadTest extends RoadFixture {
  private static final FieldMapping WITH_BIRTHDAY =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday");
  private static final Use PRESENT = Use.of(Purpose.PERSONALISE);
  private static final Set<String> ALL = Set.of("opt_profile", "mkt", "ad_sms");

  private final AtomicBoolean deaf = new AtomicBoolean();
  private MemberId member = new MemberId("none yet");

  private static Notices notices() {
    return Notices.korea("Wine Shop").askedBy("mkt", "marketing_20260401");
  }

  private MemberSyncBuilder shopWith(Notices notices) {
    return shop(notices).mapping(WITH_BIRTHDAY).listener(event -> {
      if (deaf.get()) {
        throw new IllegalStateException("the shop's mail server is away");
      }
    });
  }

  @BeforeEach
  void aMemberWhoAgreedToAll() {
    deaf.set(false);
    useMembers(WITH_BIRTHDAY);
    sync = open(shopWith(notices()));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    member = memberOf(sync.resume(browser, needs.parked(), allOf(needs)));
    runDue();
    kakao.forgetRequests();
    events.clear();
  }

  private Map<String, Step> steps() {
    return sync.consents().steps(member).stream()
        .collect(Collectors.toMap(Step::target, step -> step));
  }

  private Step step(String target) {
    return Objects.requireNonNull(steps().get(target), target);
  }

  private State state(String tag) {
    return entry(tag).state();
  }

  private Consents.Entry entry(String tag) {
    return sync.consents().of(member).stream()
        .filter(entry -> entry.tag().equals(tag))
        .findFirst()
        .orElseThrow();
  }

  private List<String> obstacles() {
    return obstacles(Message.Kind.ADVERTISING);
  }

  private List<String> obstacles(Message.Kind kind) {
    return sync.consents().findObstacles(member, Medium.SMS, kind, clock.instant()).stream()
        .map(Obstacle::code)
        .toList();
  }

  @Test
  @Fault({"T15", "CL-08"})
  void nothingGoesThroughFromTheCommitOnAndEverybodyHearsOfIt() {
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT).allowed())
        .isTrue();
    assertThat(obstacles()).doesNotContain("NO_CONSENT", "NO_MARKETING_USE", "SUPPRESSED");

    List<Step> begun = sync.consents().withdraw(member, ALL, By.MEMBER);

    assertThat(begun)
        .extracting(Step::target)
        .containsExactly(
            "messages", "store", "provider:kakao", "scope:kakao:birthday", "listeners");
    assertThat(begun.get(0).state()).isEqualTo(StepState.DONE);
    assertThat(begun.get(0).receipt()).contains("suppressed SMS");
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT))
        .isEqualTo(new Verdict(false, "WITHDRAWN"));
    assertThat(obstacles()).contains("NO_CONSENT", "NO_MARKETING_USE", "SUPPRESSED");
    assertThat(sync.consents().openSteps(10)).hasSize(4);

    runDue();

    assertThat(sync.consents().openSteps(10)).isEmpty();
    assertThat(sync.consents().steps(member))
        .allSatisfy(step -> assertThat(step.receipt()).isPresent());
    assertThat(step("provider:kakao").state()).isEqualTo(StepState.DONE);
    assertThat(kakao.requests(KakaoEndpoint.REVOKE_SERVICE_TERMS))
        .singleElement()
        .satisfies(call ->
            assertThat(call.formParameter("tags").orElseThrow()).contains("marketing_20260401"));
    assertThat(kakao.findLink(kakao.person("haneul")).orElseThrow().agreedTerms())
        .doesNotContainKey("marketing_20260401");
    assertThat(step("provider:kakao").receipt())
        .contains("revoked marketing_20260401; nothing" + " taken back for ad_sms, opt_profile");
    assertThat(kakao.findLink(kakao.person("haneul")).orElseThrow().agreedItems())
        .doesNotContain("birthday")
        .contains("account_email", "gender");
    assertThat(events)
        .extracting(Members.Event::kind)
        .containsExactly(Members.Event.Kind.CONSENT_WITHDRAWN);
    assertThat(ALL).allSatisfy(tag -> assertThat(state(tag)).isEqualTo(State.WITHDRAWN));
    assertThat(state("tos")).isEqualTo(State.GRANTED);
  }

  @Test
  void aSecondWithdrawalFindsNothingToEnd() {
    sync.consents().withdraw(member, ALL, By.MEMBER);
    runDue();
    assertThat(sync.consents().withdraw(member, ALL, By.OPERATOR)).isEmpty();
    assertThat(runDue()).isZero();
    assertThat(books.evidence().eventsOf(SHOP, person()))
        .filteredOn(event -> event.type() == ConsentEvent.Type.WITHDRAWN)
        .hasSize(3);
  }

  private PersonId person() {
    return books.identities().findPersonOf(SHOP, member).orElseThrow().id();
  }

  @Test
  void aProviderThatIsDownIsTriedAgainAndTheStepIsSeen() {
    kakao.failUntilCleared(KakaoEndpoint.REVOKE_SERVICE_TERMS, Failure.raw(503, Map.of(), ""));
    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);

    runDue();
    assertThat(step("provider:kakao").state()).isEqualTo(StepState.OPEN);
    assertThat(step("provider:kakao").errorCode()).isPresent();
    assertThat(step("provider:kakao").attempts()).isOne();
    kakao.clearFailures();
    clock.advance(Duration.ofMinutes(2));
    runDue();

    assertThat(step("provider:kakao").state()).isEqualTo(StepState.DONE);
    assertThat(step("provider:kakao").attempts()).isEqualTo(2);
  }

  @Test
  @Fault("T74")
  void afterDaysItIsOpenStillAndOnlyAPersonEndsItWithAReason() {
    kakao.failUntilCleared(KakaoEndpoint.REVOKE_SERVICE_TERMS, Failure.raw(500, Map.of(), ""));
    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);
    for (int i = 0; i < 50; i++) {
      runDue();
      clock.advance(Duration.ofHours(7));
    }
    Step open = step("provider:kakao");
    assertThat(open.state()).isEqualTo(StepState.OPEN);
    assertThat(open.deadline()).isBefore(clock.instant());

    assertThatThrownBy(() -> sync.consents().giveUp(open.id(), ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(sync.consents().giveUp(open.id(), "the app was deleted, ticket 4711"))
        .isTrue();
    assertThat(sync.consents().giveUp(open.id(), "again, ticket 4711")).isFalse();
    kakao.clearFailures();
    kakao.forgetRequests();
    clock.advance(Duration.ofHours(7));
    runDue();

    assertThat(kakao.calls(KakaoEndpoint.REVOKE_SERVICE_TERMS)).isZero();
    assertThat(step("provider:kakao").reason()).contains("the app was deleted, ticket 4711");
    assertThat(sync.consents().openSteps(10)).isEmpty();
  }

  @Test
  @Fault("T36")
  void whatTheProviderNeverTakesBackIsNotAskedAgain() {
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER); // no term of the provider's
    runDue();
    assertThat(step("provider:kakao").state()).isEqualTo(StepState.NOT_APPLICABLE);
    assertThat(step("provider:kakao").receipt()).isPresent();
    assertThat(state("opt_profile")).isEqualTo(State.WITHDRAWN);
    int calls = kakao.calls(KakaoEndpoint.REVOKE_SERVICE_TERMS);
    clock.advance(Duration.ofDays(2));
    runDue();
    assertThat(kakao.calls(KakaoEndpoint.REVOKE_SERVICE_TERMS)).isEqualTo(calls);
  }

  @Test
  void aListenerThatFailsIsToldAgain() {
    deaf.set(true);
    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);
    runDue();
    assertThat(step("listeners").state()).isEqualTo(StepState.OPEN);
    deaf.set(false);
    clock.advance(Duration.ofMinutes(2));
    runDue();
    assertThat(step("listeners").state()).isEqualTo(StepState.DONE);
  }

  @ParameterizedTest
  @EnumSource(
      value = UpdateReport.Outcome.class,
      names = {"UNKNOWN", "NEEDS_APPROVAL", "INVALID"})
  void aStoreThatHasNotBlankedOrCannotTellIsAskedAgain(UpdateReport.Outcome outcome) {
    store = erasing(store);
    sync = open(shopWith(notices()));
    erasure = outcome;
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);

    runDue();

    assertThat(step("store").state()).isEqualTo(StepState.OPEN);
    assertThat(step("store").errorCode())
        .contains("store-" + outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    assertThat(sync.consents().withoutGround(member)).containsExactly("birthday");
    erasure = UpdateReport.Outcome.APPLIED;
    clock.advance(Duration.ofMinutes(2));
    runDue();
    assertThat(step("store").state()).isEqualTo(StepState.DONE);
    assertThat(values(member)).doesNotContainKey("birthday");
    assertThat(sync.consents().withoutGround(member)).isEmpty();
  }

  @Test
  void nothingIsBlankedForWhatIsNotAgreedToAndThePreviewSaysSo() {
    store = erasing(store);
    sync = open(shopWith(notices()));
    assertThat(sync.consents().preview(member, Set.of("opt_profile", "mkt")))
        .extracting(MemberEraser.Erasure::attribute)
        .containsExactly("birthday");
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
    runDue();
    members.edit(member, "birthday", Optional.of("--04-15"));

    assertThat(sync.consents().preview(member, Set.of("opt_profile", "mkt"))).isEmpty();
    assertThat(sync.consents().preview(member, Set.of("opt_profile"))).isEmpty();
  }

  @Test
  void termsAndUnknownNoticesAreNotWithdrawn() {
    assertThatThrownBy(() -> sync.consents().withdraw(member, Set.of("tos"), By.MEMBER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("whoever ends it leaves the shop");
    assertThatThrownBy(() -> sync.consents().withdraw(member, Set.of("mtk"), By.MEMBER))
        .hasMessageContaining("there is no notice mtk; there are [tos, age14");
    assertThat(sync.consents().withdraw(new MemberId("999999"), Set.of("mkt"), By.MEMBER))
        .isEmpty();
  }

  @Test
  void whatWasAgreedToIsShownToTheLetterWhateverTheNoticeSaysToday() {
    String before = notices().find("opt_profile").orElseThrow().textIn("ko").body();
    assertThat(entry("opt_profile").text().orElseThrow().body()).isEqualTo(before);

    Notice later = Notice.consent("opt_profile", Kind.COLLECT_USE)
        .version(2)
        .covers(Purpose.PERSONALISE, Field.BIRTHDAY, Field.GENDER)
        .text("ko", "다른 제목", "다른 글")
        .build();
    sync = open(shopWith(notices().with(later)));

    assertThat(entry("opt_profile").text().orElseThrow().body()).isEqualTo(before);
    assertThat(state("opt_profile")).isEqualTo(State.SUPERSEDED);
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT))
        .isEqualTo(new Verdict(false, "SUPERSEDED"));
    Notice gifts = Notice.contract("gifts")
        .covers(new Purpose("GIFTS"), Field.BIRTHDAY)
        .text("ko", "선물", "생일 선물")
        .build();
    sync = open(shopWith(notices().without("opt_profile").with(gifts)));
    assertThat(entry("opt_profile").text().orElseThrow().body()).isEqualTo(before);
    assertThat(entry("opt_profile").kind()).isEmpty();
  }

  @Test
  void ofSomebodyWhoHasLeftNothingMayBeUsed() {
    assertThat(sync.consents()
            .mayUse(member, Field.PHONE, Use.of(Purpose.ORDER_FULFIL))
            .allowed())
        .isTrue();
    sync.members().left(member);
    assertThat(sync.consents().mayUse(member, Field.PHONE, Use.of(Purpose.ORDER_FULFIL)))
        .isEqualTo(new Verdict(false, "NO_BASIS"));
  }

  @Test
  void theShopSuppressesAMediumByItself() {
    assertThat(sync.consents().suppress(member, Medium.SMS, "BOUNCED")).isTrue();
    assertThat(obstacles()).containsOnlyOnce("SUPPRESSED");
    assertThat(obstacles(Message.Kind.SERVICE)).containsExactly("SUPPRESSED");
    assertThat(sync.consents().release(member, Medium.SMS)).isTrue();
    assertThat(sync.consents().release(member, Medium.SMS)).isFalse();
    assertThat(obstacles()).doesNotContain("SUPPRESSED");
    assertThatThrownBy(() -> sync.consents().suppress(member, Medium.SMS, "Kim Haneul"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoWantsNoOffersAnyMoreIsStillToldOfTheParcel() {
    sync.consents().withdraw(member, Set.of("ad_sms"), By.MEMBER);

    assertThat(obstacles()).contains("SUPPRESSED");
    assertThat(obstacles(Message.Kind.SERVICE)).isEmpty();
  }

  @Test
  void messagesThatComeBackAfterAWithdrawalAreNotForgottenByANewAgreement() {
    sync.consents().withdraw(member, Set.of("ad_sms"), By.MEMBER);
    clock.advance(Duration.ofMinutes(1));
    assertThat(sync.consents().suppress(member, Medium.SMS, "BOUNCED")).isTrue();
    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);
    clock.advance(Duration.ofMinutes(1));

    sync.consents()
        .agree(member, List.of(notices().find("ad_sms").orElseThrow().referenceIn("ko")));

    assertThat(state("ad_sms")).isEqualTo(State.GRANTED);
    assertThat(obstacles()).contains("SUPPRESSED");
  }

  @Test
  void aWithdrawalDuringASignInWins() {
    kakao.put(kakao.person("haneul").toBuilder().birthday("1225").build());
    watched.afterNext(
        "evidence.eventsOf",
        () -> sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER));

    assertThat(signedIn(signIn("haneul")).details().droppedFields())
        .containsEntry("birthday", "WITHDRAWN");
    assertThat(members.valuesOf(member)).doesNotContainEntry("birthday", "--12-25");
  }

  @Test
  @Fault("T33")
  void whatTheProviderSaysLaterGivesNoConsentBack() {
    kakao.failUntilCleared(KakaoEndpoint.REVOKE_SERVICE_TERMS, Failure.raw(503, Map.of(), ""));
    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);
    runDue();
    assertThat(kakao.findLink(kakao.person("haneul")).orElseThrow().agreedTerms())
        .as("the provider has not heard of it")
        .containsKey("marketing_20260401");
    clock.advance(Duration.ofMinutes(1));

    signedIn(signIn("haneul"));

    assertThat(state("mkt")).isEqualTo(State.WITHDRAWN);
    kakao.clearFailures();
    clock.advance(Duration.ofHours(1));
    runDue();
    assertThat(step("provider:kakao").state()).isEqualTo(StepState.DONE);
  }

  @Test
  void whoAgreesAgainIsSentToAgain() {
    sync.consents().withdraw(member, Set.of("ad_sms"), By.MEMBER);
    assertThat(obstacles()).contains("SUPPRESSED");
    clock.advance(Duration.ofDays(91)); // before, nobody asks again
    Notice second = Notice.advertising("ad_sms", Medium.SMS)
        .version(2)
        .text("ko", "광고 문자", "새로운 글")
        .build();
    Notice terms = Notice.terms("tos").version(2).text("ko", "약관", "새 약관").build();
    sync = open(shopWith(notices().with(second).with(terms)));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    signedIn(sync.resume(
        browser, needs.parked(), Answers.none().consent("tos", true).consent("ad_sms", true)));

    assertThat(state("ad_sms")).isEqualTo(State.GRANTED);
    assertThat(obstacles()).doesNotContain("SUPPRESSED", "NO_CONSENT");
  }

  @Test
  @Fault({"T64", "T65"})
  void aMomentOfThePastIsProvenAsItWasKnownThen() {
    Instant agreed = clock.instant();
    clock.advance(Duration.ofMinutes(1));
    Instant between = clock.instant();
    clock.advance(Duration.ofMinutes(1));
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
    Instant ended = clock.instant();

    Consents.Proof before = proof(between, ended);
    assertThat(before.verdict().allowed()).isTrue();
    assertThat(before.event()).isPresent();
    assertThat(before.text().orElseThrow().sha256())
        .isEqualTo(before.event().orElseThrow().notice().orElseThrow().sha256());
    assertThat(before.considered())
        .extracting(ConsentEvent::type)
        .containsExactly(ConsentEvent.Type.GRANTED, ConsentEvent.Type.WITHDRAWN);
    assertThat(proof(ended, ended).verdict()).isEqualTo(new Verdict(false, "WITHDRAWN"));
    assertThat(proof(ended, between).verdict().allowed())
        .as("as it was known before")
        .isTrue();
    assertThat(proof(agreed.minusSeconds(1), ended).verdict())
        .isEqualTo(new Verdict(false, "NO_CONSENT"));
  }

  private Consents.Proof proof(Instant at, Instant knownAt) {
    return sync.consents().proof(member, Field.BIRTHDAY, PRESENT, at, knownAt).orElseThrow();
  }

  @Test
  @Fault("T63")
  void aMemberMayHaveEverything() {
    String json = sync.consents().export(member).orElseThrow();
    assertThat(json)
        .contains("\"member\":\"" + member.value() + "\"")
        .contains("\"field\":\"birthday\"", "\"source\":\"kakao\"")
        .contains("\"tag\":\"opt_profile\",\"state\":\"GRANTED\"")
        .contains("수집 항목: 생일")
        .contains("\"provider\":\"kakao\"");
    assertThat(sync.consents().export(new MemberId("999999"))).isEmpty();
  }

  @Test
  void whatHasNoGroundIsTold() {
    assertThat(sync.consents().withoutGround(member)).isEmpty();
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
    assertThat(sync.consents().withoutGround(member)).containsExactly("birthday");
  }

  @Test
  @Fault({"T26", "CL-08"})
  void whatWasAgreedToOnTheProvidersScreenEndsWithTheLink() {
    assertThat(entry("mkt").via()).as("agreed to at Kakao").contains("KAKAO");
    String key = "KakaoAK " + kakao.app().adminKey();
    long id = kakao.person("haneul").id();

    assertThat(sync.receive(Kakao.ID, unlinkWebhook(id, key)).httpStatus()).isEqualTo(200);
    assertThat(sync.receive(Kakao.ID, unlinkWebhook(id, key)).httpStatus()).isEqualTo(200);
    runDue();
    runDue(); // what follows is due from then on

    assertThat(state("mkt")).isEqualTo(State.WITHDRAWN);
    assertThat(state("opt_profile")).as("agreed to in the shop").isEqualTo(State.GRANTED);
    assertThat(books.evidence().eventsOf(SHOP, person()))
        .filteredOn(event -> event.type() == ConsentEvent.Type.REVOKED)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.actor()).isEqualTo(ConsentEvent.Actor.PROVIDER);
          assertThat(event.reason()).contains("UNLINKED");
        });
    assertThat(kakao.calls(KakaoEndpoint.REVOKE_SERVICE_TERMS)).isZero();
    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).as("no call back").isZero();
    assertThat(steps().keySet()).doesNotContain("provider:kakao");
    assertThat(sync.consents().openSteps(10)).isEmpty();
  }
}
