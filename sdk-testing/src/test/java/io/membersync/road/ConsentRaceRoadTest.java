package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.Consents.Agreed;
import io.membersync.Consents.By;
import io.membersync.Consents.State;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two things at once about one member's consents, and a ledger that is away. */
class ConsentRaceRoadTest extends RoadFixture {
  private static final FieldMapping WITH_BIRTHDAY =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday");

  private MemberId member = new MemberId("none yet");

  private static Notices notices() {
    return Notices.korea("Wine Shop").askedBy("mkt", "marketing_20260401");
  }

  @BeforeEach
  void aMemberWhoAgreedToTheProfile() {
    useMembers(WITH_BIRTHDAY);
    store = erasing(store);
    sync = open(shop(notices()).mapping(WITH_BIRTHDAY));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    Answers answers = AGREED;
    for (Notice notice : needs.missing().asked()) {
      answers = answers.consent(notice.tag(), !notice.tag().equals("ad_sms"));
    }
    member = memberOf(sync.resume(browser, needs.parked(), answers));
    runDue();
    clock.advance(Duration.ofHours(1));
    kakao.forgetRequests();
    events.clear();
  }

  private State state(String tag) {
    return sync.consents().of(member).stream()
        .filter(entry -> entry.tag().equals(tag))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private PersonId person() {
    return books.identities().findPersonOf(SHOP, member).orElseThrow().id();
  }

  private List<ConsentEvent> eventsOf(ConsentEvent.Type type, String tag) {
    return books.evidence().eventsOf(SHOP, person()).stream()
        .filter(event -> event.type() == type)
        .filter(event -> event.notice().orElseThrow().tag().equals(tag))
        .toList();
  }

  /** In another thread, which has come as far as waiting for the person when this returns. */
  private CompletableFuture<Void> untilItWaits(Runnable work) {
    CountDownLatch waits = new CountDownLatch(1);
    watched.beforeNext("identities.hold", waits::countDown);
    CompletableFuture<Void> done = CompletableFuture.runAsync(work);
    try {
      assertThat(waits.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return done;
  }

  @Test
  @Fault("T15")
  void aWithdrawalDuringTheCommitOfASignInComesAfterItAndBlanksWhatItWrote() {
    kakao.put(kakao.person("haneul").toBuilder().birthday("0707").build());
    CompletableFuture<?>[] withdrawn = new CompletableFuture<?>[1];
    watched.afterNext("evidence.eventsOf", () -> {}); // before the commit
    watched.afterNext(
        "evidence.eventsOf",
        () -> withdrawn[0] =
            untilItWaits(() -> sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER)));

    signedIn(signIn("haneul"));
    withdrawn[0].orTimeout(20, TimeUnit.SECONDS).join();
    runDue();

    assertThat(state("opt_profile")).isEqualTo(State.WITHDRAWN);
    assertThat(sync.consents().openSteps(10)).isEmpty();
    assertThat(values(member)).doesNotContainKey("birthday");
    assertThat(sync.consents().withoutGround(member)).isEmpty();
  }

  @Test
  @Fault("T15")
  void twoPressesAtOnceAreOneWithdrawal() {
    CompletableFuture<?>[] second = new CompletableFuture<?>[1];
    watched.afterNext(
        "evidence.eventsOf",
        () -> second[0] =
            untilItWaits(() -> sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER)));

    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);
    second[0].orTimeout(20, TimeUnit.SECONDS).join();
    runDue();

    assertThat(eventsOf(ConsentEvent.Type.WITHDRAWN, "mkt")).hasSize(1);
    assertThat(kakao.calls(KakaoEndpoint.REVOKE_SERVICE_TERMS)).isEqualTo(1);
  }

  private List<ConsentEvent.NoticeReference> shown(String tag) {
    return List.of(notices().find(tag).orElseThrow().referenceIn("ko"));
  }

  @Test
  void twoAgreementsAtOnceAreOne() {
    CompletableFuture<?>[] second = new CompletableFuture<?>[1];
    watched.afterNext(
        "evidence.eventsOf",
        () -> second[0] = untilItWaits(() ->
            assertThat(sync.consents().agree(member, shown("ad_sms"))).isEqualTo(Agreed.ALREADY)));

    assertThat(sync.consents().agree(member, shown("ad_sms"))).isEqualTo(Agreed.AGREED);
    second[0].orTimeout(20, TimeUnit.SECONDS).join();

    assertThat(eventsOf(ConsentEvent.Type.GRANTED, "ad_sms")).hasSize(1);
  }

  @Test
  void whoLeavesWhileAgreeingStaysAway() {
    watched.beforeNext(
        "consents.assurancesOf",
        () -> CompletableFuture.runAsync(() -> sync.members().left(member))
            .orTimeout(20, TimeUnit.SECONDS)
            .join());

    assertThat(sync.consents().agree(member, shown("ad_sms"))).isEqualTo(Agreed.NO_MEMBER);

    assertThat(books.identities().findPersonOf(SHOP, member).orElseThrow().state())
        .isEqualTo(Records.PersonState.LEFT);
    assertThat(eventsOf(ConsentEvent.Type.GRANTED, "ad_sms")).isEmpty();
  }

  private void ledgerIsAway(String method) {
    watched.beforeNext(method, () -> {
      throw MemberStoreException.unavailable("records-unavailable", "the table is locked");
    });
  }

  @Test
  @Fault("T24")
  void whileTheLedgerCannotBeReadAMemberIsLetInAndNothingIsWritten() {
    kakao.put(kakao.person("haneul").toBuilder().birthday("0707").build());
    var before = values(member);
    ledgerIsAway("evidence.eventsOf");

    var result = signedIn(signIn("haneul"));

    assertThat(memberOf(result)).isEqualTo(member);
    assertThat(result.details().droppedFields())
        .containsEntry("birthday", "LEDGER_UNAVAILABLE")
        .containsEntry("email", "LEDGER_UNAVAILABLE");
    assertThat(values(member)).isEqualTo(before);
    clock.advance(Duration.ofMinutes(1));
    signedIn(signIn("haneul"));
    runDue();
    assertThat(values(member)).containsEntry("birthday", "--07-07");
  }

  @Test
  @Fault("T24")
  void whileTheLedgerCannotBeWrittenAMemberIsLetInAndTheProvidersWordIsTakenTheNextTime() {
    kakao.link(kakao.person("haneul"), link -> link.declining("marketing_20260401"));
    ledgerIsAway("evidence.append");

    signedIn(signIn("haneul"));

    assertThat(eventsOf(ConsentEvent.Type.REVOKED, "mkt")).isEmpty();
    clock.advance(Duration.ofMinutes(1));
    signedIn(signIn("haneul"));
    assertThat(eventsOf(ConsentEvent.Type.REVOKED, "mkt")).hasSize(1);
  }

  @Test
  @Fault("T24")
  void nobodyNewIsTakenInWithoutTheLedger() {
    NeedsConsent needs = needsConsent(signIn("doyun"));
    ledgerIsAway("evidence.append");

    assertThatThrownBy(() -> sync.resume(browser, needs.parked(), AGREED))
        .isInstanceOf(MemberStoreException.class);

    assertThat(identity("doyun")).isEmpty();
  }
}
