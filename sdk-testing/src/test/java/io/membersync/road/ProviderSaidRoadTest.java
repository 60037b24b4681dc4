package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.Consents.State;
import io.membersync.MemberSyncBuilder;
import io.membersync.Members;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.lifecycle.Webhook;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of consents by a provider's word, or while a provider says nothing. */
class ProviderSaidRoadTest extends RoadFixture {
  private static final FieldMapping WITH_BIRTHDAY =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday");
  private static final String TERM = "marketing_20260401";

  private MemberId member = new MemberId("none yet");

  /** A consent to the birthday that Kakao asks, and one to messages that it asks as well. */
  private static Notices notices() {
    return Notices.korea("Wine Shop")
        .without("opt_profile")
        .with(Notice.consent("birthdays", Notice.Kind.COLLECT_USE)
            .covers(Purpose.PERSONALISE, Field.BIRTHDAY)
            .text("ko", "생일", "생일 선물")
            .askedBy(TERM)
            .build())
        .askedBy("ad_sms", "night_push_20260401");
  }

  private MemberSyncBuilder erasingShop() {
    return shop(notices()).mapping(WITH_BIRTHDAY);
  }

  @BeforeEach
  void aMemberWhoAgreedToAllAtKakao() {
    useMembers(WITH_BIRTHDAY);
    store = erasing(store);
    sync = open(erasingShop());
    member = join();
  }

  private MemberId join() {
    NeedsConsent needs = needsConsent(signIn("haneul"));
    MemberId joined = memberOf(sync.resume(browser, needs.parked(), allOf(needs)));
    runDue();
    kakao.forgetRequests();
    events.clear();
    return joined;
  }

  private State state(String tag) {
    return sync.consents().of(member).stream()
        .filter(entry -> entry.tag().equals(tag))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private List<ConsentEvent> events(ConsentEvent.Type type) {
    return sync.members().find(member).orElseThrow().consents().stream()
        .filter(event -> event.type() == type)
        .toList();
  }

  private Step step(String target) {
    Map<String, Step> steps = sync.consents().steps(member).stream()
        .collect(Collectors.toMap(Step::target, step -> step));
    return Objects.requireNonNull(steps.get(target), () -> target + " of " + steps.keySet());
  }

  private Webhook webhook(String user, String cause, String key) {
    String form = "app_id=" + kakao.app().appId() + "&user_id=" + user + "&referrer_type=" + cause;
    return new Webhook(
        "POST",
        "",
        Map.of(
            "Authorization",
            List.of("KakaoAK " + key),
            "Content-Type",
            List.of("application/x-www-form-urlencoded")),
        form.getBytes(StandardCharsets.UTF_8));
  }

  private int receive(String user, String cause) {
    return sync.receive(Kakao.ID, webhook(user, cause, kakao.app().adminKey())).httpStatus();
  }

  private String user() {
    return String.valueOf(kakao.person("haneul").id());
  }

  // ---- a term that is agreed to no more

  @Test
  @Fault("T34")
  void aTermThatTheProviderShowsAsNotAgreedEndsTheConsentAndAllFollows() {
    assertThat(values(member)).containsKey("birthday");
    String agreed = events(ConsentEvent.Type.GRANTED).stream()
        .filter(event -> event.notice().orElseThrow().tag().equals("birthdays"))
        .findFirst()
        .orElseThrow()
        .id();
    clock.advance(Duration.ofHours(1));
    kakao.link(kakao.person("haneul"), link -> link.declining(TERM, "night_push_20260401"));

    SignedIn result = signedIn(signIn("haneul"));

    assertThat(result.details().droppedFields()).containsEntry("birthday", "WITHDRAWN");
    assertThat(events(ConsentEvent.Type.REVOKED)).hasSize(2).allSatisfy(event -> {
      assertThat(event.actor()).isEqualTo(ConsentEvent.Actor.PROVIDER);
      assertThat(event.via()).isEqualTo("KAKAO");
      assertThat(event.reason()).contains("POLLED");
      assertThat(event.causes()).hasSize(1);
    });
    assertThat(events(ConsentEvent.Type.REVOKED)).flatMap(ConsentEvent::causes).contains(agreed);
    assertThat(sync.consents().steps(member))
        .extracting(Step::target)
        .as("nobody tells the provider what it has said itself")
        .containsExactly("messages", "store", "listeners");
    assertThat(step("messages").receipt()).contains("suppressed SMS");

    runDue();

    assertThat(values(member)).doesNotContainKey("birthday").containsKey("email");
    assertThat(step("store").state()).isEqualTo(StepState.DONE);
    assertThat(events)
        .extracting(Members.Event::kind)
        .contains(Members.Event.Kind.CONSENT_WITHDRAWN);
    assertThat(state("birthdays")).isEqualTo(State.WITHDRAWN);
    signedIn(signIn("haneul"));
    assertThat(events(ConsentEvent.Type.REVOKED)).as("once").hasSize(2);
    assertThat(sync.consents().steps(member)).hasSize(3);
  }

  @Test
  @Fault("T34")
  void aTermThatIsAgreedToNoMoreEndsAConsentThatWasHeldOnceAsWell() {
    clock.advance(Duration.ofHours(1));
    sync.consents().suspend(member, Set.of("birthdays"), io.membersync.Consents.By.MEMBER);
    clock.advance(Duration.ofHours(1));
    sync.consents().resume(member, Set.of("birthdays"), io.membersync.Consents.By.MEMBER);
    clock.advance(Duration.ofHours(1));
    kakao.link(kakao.person("haneul"), link -> link.declining(TERM, "night_push_20260401"));

    signedIn(signIn("haneul"));

    assertThat(state("birthdays")).isEqualTo(State.WITHDRAWN);
  }

  @Test
  void anAgreementOnTheShopsOwnPageIsNotEndedByWhatTheProviderShows() {
    sync.consents().withdraw(member, Set.of("birthdays"), io.membersync.Consents.By.MEMBER);
    runDue();
    clock.advance(Duration.ofDays(91));
    Notice rules = Notice.terms("rules").text("ko", "규칙", "글").build();
    Notice second = Notice.consent("birthdays", Notice.Kind.COLLECT_USE)
        .version(2)
        .covers(Purpose.PERSONALISE, Field.BIRTHDAY)
        .text("ko", "생일", "새 글")
        .askedBy(TERM)
        .build();
    sync = open(shop(notices().with(rules).with(second)).mapping(WITH_BIRTHDAY));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    signedIn(sync.resume(
        browser, needs.parked(), Answers.none().consent("rules", true).consent("birthdays", true)));
    clock.advance(Duration.ofMinutes(1));
    kakao.link(kakao.person("haneul"), link -> link.declining(TERM));

    signedIn(signIn("haneul"));

    assertThat(state("birthdays")).isEqualTo(State.GRANTED);
  }

  @Test
  void whatWasAgreedToAnewIsNotTakenBackByAStepOfBefore() {
    kakao.failUntilCleared(KakaoEndpoint.REVOKE_SERVICE_TERMS, Failure.status(503));
    kakao.failUntilCleared(KakaoEndpoint.REVOKE_SCOPES, Failure.status(503));
    sync.consents().withdraw(member, Set.of("birthdays"), io.membersync.Consents.By.MEMBER);
    runDue();
    assertThat(step("provider:kakao").state()).isEqualTo(StepState.OPEN);
    assertThat(step("scope:kakao:birthday").state()).isEqualTo(StepState.OPEN);
    Notice second = Notice.consent("birthdays", Notice.Kind.COLLECT_USE)
        .version(2)
        .covers(Purpose.PERSONALISE, Field.BIRTHDAY)
        .text("ko", "생일", "새 글")
        .askedBy(TERM)
        .build();
    Notice rules = Notice.terms("rules").text("ko", "규칙", "글").build();
    clock.advance(Duration.ofDays(91));
    sync = open(shop(notices().with(rules).with(second)).mapping(WITH_BIRTHDAY));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    signedIn(sync.resume(
        browser, needs.parked(), Answers.none().consent("rules", true).consent("birthdays", true)));
    kakao.clearFailures();
    kakao.forgetRequests();

    runDue();

    assertThat(step("provider:kakao").receipt()).contains("agreed-anew");
    assertThat(step("scope:kakao:birthday").receipt()).contains("in-use");
    assertThat(kakao.calls(KakaoEndpoint.REVOKE_SERVICE_TERMS)).isZero();
    assertThat(kakao.calls(KakaoEndpoint.REVOKE_SCOPES)).isZero();
  }

  @Test
  void anItemThatIsRequiredThereIsNotTakenBackAndNotTriedAgain() {
    kakao.reconfigure(app -> app.toBuilder()
        .withoutItem("birthday")
        .item(io.membersync.testing.KakaoConsentItem.required("birthday"))
        .build());
    sync.consents().withdraw(member, Set.of("birthdays"), io.membersync.Consents.By.MEMBER);
    runDue();

    assertThat(step("scope:kakao:birthday").state()).isEqualTo(StepState.NOT_APPLICABLE);
    assertThat(step("scope:kakao:birthday").receipt()).contains("-3");
    assertThat(step("provider:kakao").state())
        .as("the terms all the same")
        .isEqualTo(StepState.DONE);
    int calls = kakao.calls(KakaoEndpoint.REVOKE_SCOPES);
    clock.advance(Duration.ofDays(2));
    runDue();
    assertThat(kakao.calls(KakaoEndpoint.REVOKE_SCOPES)).isEqualTo(calls).isOne();
  }

  // ---- links that end

  @Test
  @Fault("T28")
  void aWordAboutSomebodyUnknownIsTakenAndChangesNothing() {
    String log = Logged.during(() -> {
      assertThat(receive("5555555555", "UNLINK_FROM_APPS")).isEqualTo(200);
      runDue();
    });

    assertThat(log).contains("kakao has ended a link that nobody has here");
    assertThat(events(ConsentEvent.Type.REVOKED)).isEmpty();
    assertThat(identity("haneul")).isPresent();
    assertThat(events).isEmpty();
  }

  @Test
  @Fault("T29")
  void aWordWithAnotherKeyIsRefusedToldToTheOperatorAndNeverApplied() {
    String log = Logged.during(() -> {
      assertThat(sync.receive(Kakao.ID, webhook(user(), "UNLINK_FROM_APPS", "wrong"))
              .httpStatus())
          .isEqualTo(401);
      assertThat(runDue()).isZero();
    });

    assertThat(log).contains("webhook of kakao refused with 401");
    assertThat(events(ConsentEvent.Type.REVOKED)).isEmpty();
    assertThat(identity("haneul")).isPresent();
  }

  @Test
  @Fault("T30")
  void theSameWordTwiceEndsAConsentOnce() {
    assertThat(receive(user(), "UNLINK_FROM_APPS")).isEqualTo(200);
    assertThat(receive(user(), "UNLINK_FROM_APPS")).isEqualTo(200);
    runDue();
    clock.advance(Duration.ofMinutes(5));
    assertThat(receive(user(), "UNLINK_FROM_APPS")).as("late, as another one").isEqualTo(200);
    runDue();

    assertThat(events(ConsentEvent.Type.REVOKED))
        .extracting(event -> event.notice().orElseThrow().tag())
        .containsExactlyInAnyOrder("birthdays", "ad_sms");
    assertThat(sync.consents().steps(member)).hasSize(3);
  }

  @Test
  @Fault("T31")
  void whoLeavesTheShopIsUnlinkedByTheShopAndNoWordIsWaitedFor() {
    sync.members().left(member);
    runDue();

    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).isOne();
    assertThat(kakao.findLink(kakao.person("haneul"))).isEmpty();
    assertThat(books.tasks().findOpen(SHOP, 10))
        .as("its answer was the receipt")
        .isEmpty();
    assertThat(sync.consents().openSteps(10)).isEmpty();
  }

  @Test
  void whoLeavesHavingAgreedToNothingIsBlankedAllTheSame() {
    useMembers(WITH_BIRTHDAY);
    store = erasing(store);
    useBooks();
    sync = open(shop().mapping(WITH_BIRTHDAY));
    kakao.unlink(kakao.person("haneul"));
    member = signUp("haneul");
    assertThat(values(member)).containsKeys("email", "birthday");

    sync.members().left(member);
    runDue();

    assertThat(values(member)).doesNotContainKeys("email", "birthday");
    assertThat(sync.consents().openSteps(10)).isEmpty();
  }

  @Test
  @Fault("T32")
  void ofASignUpThatWasNeverFinishedEverythingGoes() {
    if (!kind.writesLater()) {
      assertThat(values(member)).containsKeys("name", "email", "phone", "birthday");
    }

    assertThat(receive(user(), "INCOMPLETE_SIGN_UP")).isEqualTo(200);
    runDue();
    runDue();

    assertThat(identity("haneul")).isEmpty();
    assertThat(events(ConsentEvent.Type.REVOKED)).hasSize(2).allSatisfy(event -> {
      assertThat(event.reason()).contains("SIGN_UP_INCOMPLETE");
      assertThat(event.quality()).isEqualTo(ConsentEvent.Quality.WEAK);
      assertThat(event.channel()).isEqualTo(ConsentEvent.Channel.WEBHOOK);
    });
    assertThat(step("attempt:kakao").state()).isEqualTo(StepState.DONE);
    assertThat(values(member))
        .as("a contract is no ground where there was none")
        .doesNotContainKeys("email", "phone", "birthday");
    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).as("no call back").isZero();
    assertThat(sync.consents().openSteps(10)).isEmpty();
  }

  @Test
  @Fault("T32")
  void ofASignUpThatWasNeverFinishedEverythingGoesWhenItWasHeldBackAndIsReleased() {
    clock.advance(Duration.ofMinutes(1));
    List<String> others = linkSome(20);
    for (String other : others.subList(0, 11)) {
      assertThat(receive(other, "UNLINK_FROM_APPS")).isEqualTo(200);
    }
    runDue();
    kakao.unlink(kakao.person("haneul"));
    assertThat(receive(user(), "INCOMPLETE_SIGN_UP")).isEqualTo(200);
    runDue();
    assertThat(sync.members().heldBack(Kakao.ID, 10))
        .extracting(Members.HeldBack::member)
        .contains(Optional.of(member));

    sync.members().release(Kakao.ID);
    runDue();
    runDue();

    assertThat(step("attempt:kakao").state()).isEqualTo(StepState.DONE);
    assertThat(events(ConsentEvent.Type.REVOKED))
        .hasSize(2)
        .allSatisfy(event -> assertThat(event.reason()).contains("SIGN_UP_INCOMPLETE"));
    assertThat(values(member)).doesNotContainKeys("email", "phone", "birthday");
  }

  /** Visitors who are linked, and nothing more. */
  private List<String> linkSome(int count) {
    List<String> users = new ArrayList<>();
    books.unitOfWork().execute(() -> {
      for (int i = 0; i < count; i++) {
        PersonId person = new PersonId(new UUID(7, i));
        String user = String.valueOf(6_000_000_000L + i);
        books
            .identities()
            .addPerson(
                SHOP,
                new Records.Person(
                    person, Optional.empty(), Records.PersonState.ACTIVE, clock.instant()));
        books.identities().link(SHOP, new Records.Identity("kakao", user, person, clock.instant()));
        users.add(user);
      }
      return true;
    });
    return users;
  }

  @Test
  @Fault("T32")
  void aSignUpThatStillWaitsIsNotFinishedAfterIt() {
    freshShop();
    useMembers(WITH_BIRTHDAY);
    sync = open(erasingShop().keepAbandonedLinks());
    NeedsConsent needs = needsConsent(signIn("haneul"));
    clock.advance(Duration.ofMinutes(1));
    kakao.unlink(kakao.person("haneul"));
    assertThat(receive(user(), "INCOMPLETE_SIGN_UP")).isEqualTo(200);
    runDue();

    refused(
        sync.resume(
            browser, needs.parked(), Answers.none().consent("tos", true).consent("age14", true)),
        RejectReason.INTERRUPTED);

    assertNobodyBecameAMember();
    clock.advance(Duration.ofMinutes(31));
    runDue();
    assertThat(parkedRowsLeft()).isZero();
  }

  // ---- a provider that is down

  @Test
  @Fault("T25")
  void whileOneProviderIsDownAnotherSignsInAndPassesTheSameGate() {
    try (SmallProvider small = new SmallProvider()) {
      Notices notices = Notices.of(
          "Wine Shop",
          Notice.contract("basic")
              .covers(Purpose.MEMBER_IDENTIFY, Field.EMAIL, Field.PHONE)
              .text("ko", "안내", "…")
              .build(),
          Notice.consent("names", Notice.Kind.COLLECT_USE)
              .covers(Purpose.PERSONALISE, Field.NAME)
              .text("ko", "이름", "…")
              .build(),
          Notice.consent("birthdays", Notice.Kind.COLLECT_USE)
              .covers(Purpose.PERSONALISE, Field.BIRTHDAY)
              .text("ko", "생일", "…")
              .build());
      freshShop();
      useMembers(WITH_BIRTHDAY);
      sync = open(shop(notices).provider(small.provider()).mapping(WITH_BIRTHDAY));
      NeedsConsent needs = needsConsent(signIn("haneul"));
      member =
          memberOf(sync.resume(browser, needs.parked(), Answers.none().consent("birthdays", true)));
      small.profile = "{\"sub\":\"u1\",\"name\":\"Small\"}";
      TestBrowser linking = new TestBrowser();
      URI begun = linking.begin(sync, SmallProvider.ID, SignIn.linking(member, "/"));
      signedIn(linking.complete(sync, SmallProvider.ID, back(begun), member));
      String birthday = Objects.requireNonNull(values(member).get("birthday"));
      kakao.put(kakao.person("haneul").toBuilder().birthday("1225").build());
      kakao.failUntilCleared(KakaoEndpoint.TOKEN, Failure.status(503));
      clock.advance(Duration.ofDays(1));
      List<ConsentEvent> before = sync.members().find(member).orElseThrow().consents();

      assertThat(signIn("haneul")).isInstanceOf(SignInResult.Unavailable.class);
      TestBrowser other = new TestBrowser();
      SignedIn result = signedIn(other.complete(
          sync,
          SmallProvider.ID,
          back(other.begin(sync, SmallProvider.ID, SignIn.returningTo("/")))));

      assertThat(memberOf(result)).isEqualTo(member);
      assertThat(result.details().droppedFields()).containsEntry("name", "NO_CONSENT");
      assertThat(sync.members().find(member).orElseThrow().consents()).isEqualTo(before);
      assertThat(values(member)).containsEntry("birthday", birthday);
    }
  }

  private static URI back(URI begun) {
    return URI.create(
        CALLBACKS.resolve("small") + "?code=any&state=" + encode(parameter(begun, "state")));
  }

  // ---- times

  @Test
  @Fault({"T77", "CL-03"})
  void theProvidersTimeStandsBesideOurOwnAndIsNeverInTheFuture() {
    freshShop();
    useMembers(WITH_BIRTHDAY);
    sync = open(erasingShop());
    Instant earlier = clock.instant().minus(Duration.ofDays(30)).minusMillis(123);
    Instant ahead = clock.instant().plus(Duration.ofMinutes(20));
    kakao.link(
        kakao.person("haneul"),
        link -> link.accepting(TERM, earlier, "KAUTH")
            .accepting("night_push_20260401", ahead, "KAUTH"));
    member = join();

    assertThat(events(ConsentEvent.Type.GRANTED))
        .filteredOn(event -> event.via().equals("KAKAO"))
        .hasSize(2)
        .allSatisfy(event -> {
          assertThat(event.occurredAt()).isBeforeOrEqualTo(event.recordedAt());
          boolean skewed = event.notice().orElseThrow().tag().equals("ad_sms");
          assertThat(event.reason().isPresent()).isEqualTo(skewed);
          if (skewed) {
            assertThat(event.occurredAt()).isEqualTo(event.recordedAt());
            assertThat(event.reason()).contains("CLOCK_SKEW");
          } else {
            assertThat(event.occurredAt())
                .isEqualTo(Instant.ofEpochSecond(earlier.getEpochSecond()));
          }
        });
  }

  @Test
  void aLinkOfYearsIsNoSignUpThatWasNeverFinished() {
    Map<String, String> before = values(member);
    clock.advance(Duration.ofDays(400));

    assertThat(receive(user(), "INCOMPLETE_SIGN_UP")).isEqualTo(200);
    runDue();
    runDue();

    assertThat(values(member)).containsEntry("email", before.get("email"));
  }
}
