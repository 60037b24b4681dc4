package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Members;
import io.membersync.Members.Event.Kind;
import io.membersync.SignInResult;
import io.membersync.consent.Notices;
import io.membersync.lifecycle.Webhook;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.records.Records.PersonState;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that ends very many links within an hour, by a mistake of whoever's. */
class MassUnlinkRoadTest extends RoadFixture {

  @ParameterizedTest
  @CsvSource({
    "30, 10, the floor: a few people of a small shop",
    "1000, 10, exactly the floor",
    "2500, 25, one in a hundred",
    "10000, 100, the ceiling",
    "10500, 100, the ceiling of a large shop"
  })
  void whatFollowsWaitsOnceSoManyAreGone(int links, int stopAt, String why) {
    link(links);

    unlink(0, stopAt - 1);
    runAll();
    assertThat(kinds()).as(why).hasSize(stopAt - 1).containsOnly(Kind.LEAVE_PENDING);

    unlink(stopAt - 1, stopAt + 2);
    runAll();

    assertThat(kinds().subList(stopAt - 1, stopAt + 3))
        .as(why)
        .containsExactlyInAnyOrder(Kind.UNLINKED, Kind.HELD_BACK, Kind.UNLINKED, Kind.UNLINKED);
    assertThat(books.identities().count(SHOP, "kakao", links))
        .as("links close at once all the same")
        .isEqualTo(links - stopAt - 2);
    assertThat(sync.members().heldBack(Kakao.ID, 10)).hasSize(3).allSatisfy(held -> {
      assertThat(held.endedAt()).isEqualTo(clock.instant());
      assertThat(stateOf(held.person())).isEqualTo(PersonState.ACTIVE);
    });
  }

  @Test
  void fewInEachHourAreNeverHeldBack() {
    link(100);
    for (int hour = 0; hour < 4; hour++) {
      unlink(hour * 9, hour * 9 + 9);
      runAll();
      clock.advance(Duration.ofMinutes(61));
    }

    assertThat(kinds()).hasSize(36).containsOnly(Kind.LEAVE_PENDING);
    assertThat(sync.members().heldBack(Kakao.ID, 10)).isEmpty();
  }

  @Test
  void theStopStaysUntilSomebodyReleasesItAndIsToldOnce() {
    link(100);
    unlink(0, 12);
    runAll();
    clock.advance(Duration.ofHours(5));
    unlink(12, 14);
    runAll();

    assertThat(kinds()).filteredOn(Kind.HELD_BACK::equals).hasSize(1);
    assertThat(sync.members().heldBack(Kakao.ID, 10)).hasSize(5);
    assertThat(sync.members().heldBack(Kakao.ID, 2))
        .extracting(Members.HeldBack::endedAt)
        .isSorted()
        .doesNotContain(clock.instant());
    events.clear();

    assertThat(sync.members().release(Kakao.ID)).isEqualTo(5);
    assertThat(kinds()).as("by the worker").isEmpty();
    runAll();

    assertThat(kinds()).hasSize(5).containsOnly(Kind.LEAVE_PENDING);
    assertThat(events).allSatisfy(event -> {
      assertThat(stateOf(event.person())).isEqualTo(PersonState.LEAVE_PENDING);
      assertThat(event.provider()).isEqualTo(Kakao.ID);
    });
    assertThat(sync.members().heldBack(Kakao.ID, 10)).isEmpty();
    assertThat(sync.members().release(Kakao.ID)).isZero();

    events.clear();
    unlink(14, 16);
    runAll();
    assertThat(kinds()).as("and goes on as before").containsOnly(Kind.LEAVE_PENDING);
  }

  @Test
  void afterAReleaseThoseWhoComeStillTooManyAreHeldBackAgain() {
    link(100);
    unlink(0, 10);
    runAll();
    sync.members().release(Kakao.ID);
    runAll();
    events.clear();

    unlink(10, 12);
    runAll();

    assertThat(kinds()).containsExactlyInAnyOrder(Kind.UNLINKED, Kind.HELD_BACK, Kind.UNLINKED);
    assertThat(sync.members().heldBack(Kakao.ID, 10)).hasSize(2);
  }

  @Test
  void whoHasAnotherWayInAgainDoesNotLeave() {
    sync = open(shop().provider(oldKakao()));
    MemberId member = signUp("haneul");
    link(20);
    unlink(0, 10);
    runAll();
    webhook(kakao.person("haneul").id());
    runAll();
    assertThat(sync.members().heldBack(Kakao.ID, 10))
        .extracting(held -> held.member().orElse(new MemberId("none")))
        .contains(member);
    events.clear();

    new TestBrowser().link(sync, OLD, member, kakao.visitor("seoyeon")::agree);
    assertThat(sync.members().heldBack(Kakao.ID, 10)).hasSize(1);
    assertThat(sync.members().release(Kakao.ID)).isEqualTo(2);
    runAll();

    assertThat(kinds()).containsExactly(Kind.LINKED, Kind.LEAVE_PENDING);
    assertThat(books.identities().findPersonOf(SHOP, member).orElseThrow().state())
        .isEqualTo(PersonState.ACTIVE);
  }

  @Test
  void anotherProvidersLinksAndTheShopsOwnWordAreNotHeldBack() {
    ProviderId old = OLD;
    sync = open(shop().provider(oldKakao()));
    MemberId member = signUp("haneul");
    link(20);
    unlink(0, 12);
    runAll();
    assertThat(sync.members().heldBack(Kakao.ID, 10)).hasSize(3);
    assertThat(sync.members().heldBack(old, 10)).isEmpty();
    events.clear();

    assertThat(sync.members().unlink(member, Kakao.ID)).isTrue();

    assertThat(kinds()).containsExactly(Kind.LEAVE_PENDING);
    assertThat(sync.members().release(old)).isZero();
    assertThatThrownBy(() -> sync.members().release(ProviderId.of("none")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPersonWithAnotherWayInIsCountedAndNothingWaits() {
    link(20);
    for (int i = 0; i < 20; i++) {
      books
          .identities()
          .link(SHOP, new Records.Identity("other", subject(i), personOf(i), clock.instant()));
    }

    unlink(0, 15);
    runAll();

    assertThat(kinds()).hasSize(15).containsOnly(Kind.UNLINKED);
    assertThat(sync.members().heldBack(Kakao.ID, 10)).isEmpty();
    books.identities().unlink(SHOP, "other", subject(15), Instant.MAX);
    unlink(15, 16);
    runAll();
    assertThat(kinds()).endsWith(Kind.UNLINKED, Kind.HELD_BACK);
  }

  @Test
  void aCrashBetweenReleaseAndWorkLosesNobody() {
    link(30);
    unlink(0, 12);
    runAll();
    sync.members().release(Kakao.ID);
    events.clear();
    watched.beforeNext("identities.setState", () -> {
      throw MemberStoreException.unavailable("records-unavailable", "no connection");
    });

    runAll();
    assertThat(kinds()).hasSize(2);
    assertThat(sync.members().heldBack(Kakao.ID, 10)).as("it was released").isEmpty();
    clock.advance(Duration.ofMinutes(2));
    runAll();

    assertThat(kinds()).hasSize(3).containsOnly(Kind.LEAVE_PENDING);
  }

  @Test
  void whoHasComeBackTakesNobodysPlaceAndKeepsNoStopUp() {
    link(30);
    unlink(0, 12);
    runAll();
    List<Members.HeldBack> held = sync.members().heldBack(Kakao.ID, 10);
    assertThat(held).hasSize(3);

    comesBack(held.get(0));
    assertThat(sync.members().heldBack(Kakao.ID, 1)).containsExactly(held.get(1));
    assertThat(sync.members().heldBack(Kakao.ID, 2)).containsExactly(held.get(1), held.get(2));
    comesBack(held.get(1));
    comesBack(held.get(2));
    assertThat(sync.members().heldBack(Kakao.ID, 1)).isEmpty();
    clock.advance(Duration.ofDays(2));
    events.clear();

    unlink(12, 13);
    runAll();

    assertThat(kinds())
        .as("nobody waits, so nothing is stopped")
        .containsExactly(Kind.LEAVE_PENDING);
  }

  @Test
  @Fault("T27")
  void twoThatReachTheLimitAtOnceAreToldOnce() {
    link(30);
    unlink(0, 9);
    runAll();
    events.clear();
    unlink(9, 10);
    watched.beforeNext("tasks.add", () -> {
      Runnable another = () -> {
        unlink(10, 11);
        runAll();
      };
      CompletableFuture.runAsync(another).orTimeout(20, TimeUnit.SECONDS).join();
    });

    runAll();

    assertThat(kinds()).containsExactlyInAnyOrder(Kind.UNLINKED, Kind.UNLINKED, Kind.HELD_BACK);
    assertThat(sync.members().heldBack(Kakao.ID, 10)).hasSize(2);
    assertThat(sync.members().release(Kakao.ID)).isEqualTo(2);
    runAll();
    unlink(11, 13);
    runAll();
    assertThat(kinds())
        .as("a second stop is told again")
        .filteredOn(Kind.HELD_BACK::equals)
        .hasSize(2);
  }

  @Test
  void whoHasAgreedAnewSinceKeepsThatAtTheRelease() {
    sync = open(shop(Notices.korea("Wine Shop").askedBy("mkt", "marketing_20260401")));
    SignInResult.NeedsConsent needs = needsConsent(signIn("haneul"));
    MemberId member = memberOf(sync.resume(browser, needs.parked(), allOf(needs)));
    link(20);
    unlink(0, 10);
    runAll();
    kakao.unlink(kakao.person("haneul"));
    webhook(kakao.person("haneul").id());
    runAll();
    assertThat(sync.members().heldBack(Kakao.ID, 10))
        .extracting(Members.HeldBack::member)
        .contains(Optional.of(member));
    clock.advance(Duration.ofMinutes(1));

    new TestBrowser().link(sync, Kakao.ID, member, kakao.visitor("haneul")::agree);
    assertThat(sync.consents().hasAgreed(member, "mkt")).isTrue();
    sync.members().release(Kakao.ID);
    runAll();

    assertThat(sync.consents().hasAgreed(member, "mkt")).isTrue();
    assertThat(sync.consents().openSteps(10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoWasMergedOrHasLeftMeanwhileStaysGone(boolean merged) {
    MemberId member = signUp("haneul");
    MemberId other = signUp("seoyeon");
    link(20);
    unlink(0, 10);
    runAll();
    webhook(kakao.person("haneul").id());
    runAll();
    PersonId person =
        books.identities().findPersonOf(SHOP, member).orElseThrow().id();
    assertThat(sync.members().heldBack(Kakao.ID, 10))
        .extracting(Members.HeldBack::person)
        .contains(person);
    assertThat(merged ? sync.members().merged(member, other) : sync.members().left(member))
        .isTrue();
    events.clear();

    sync.members().release(Kakao.ID);
    runAll();

    assertThat(stateOf(person)).isEqualTo(PersonState.LEFT);
    assertThat(events).extracting(Members.Event::person).doesNotContain(person);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatEndedWithTheLinkOfWhoHasComeBackEndsAlsoWhereNobodyReleases(boolean released) {
    sync = open(shop(Notices.korea("Wine Shop").askedBy("mkt", "marketing_20260401")));
    SignInResult.NeedsConsent needs = needsConsent(signIn("haneul"));
    MemberId member = memberOf(sync.resume(browser, needs.parked(), allOf(needs)));
    assertThat(sync.consents().hasAgreed(member, "mkt")).isTrue();
    link(20);
    unlink(0, 9);
    runAll();
    clock.advance(Duration.ofMinutes(1));
    unlink(9, 10); // the one that stops
    webhook(kakao.person("haneul").id());
    runAll();
    assertThat(sync.consents().hasAgreed(member, "mkt")).as("it waits").isTrue();
    sync.members().heldBack(Kakao.ID, 10).forEach(this::comesBack);

    if (released) {
      sync.members().release(Kakao.ID);
    } else {
      clock.advance(Duration.ofHours(2));
      unlink(10, 11);
    }
    runAll();
    runAll();

    assertThat(sync.consents().hasAgreed(member, "mkt")).isFalse();
  }

  private void comesBack(Members.HeldBack held) {
    books
        .identities()
        .link(
            SHOP,
            new Records.Identity("other", "of " + held.person(), held.person(), clock.instant()));
  }

  // ---- links in bulk

  private void link(int links) {
    books.unitOfWork().execute(() -> {
      for (int i = 0; i < links; i++) {
        books
            .identities()
            .addPerson(
                SHOP,
                new Records.Person(
                    personOf(i), Optional.empty(), PersonState.ACTIVE, clock.instant()));
        books
            .identities()
            .link(SHOP, new Records.Identity("kakao", subject(i), personOf(i), clock.instant()));
      }
      return true;
    });
    clock.advance(Duration.ofSeconds(1));
    events.clear();
  }

  private static PersonId personOf(int i) {
    return new PersonId(new UUID(7, i));
  }

  private static String subject(int i) {
    return String.valueOf(6_000_000_000L + i);
  }

  private void unlink(int from, int to) {
    for (int i = from; i < to; i++) {
      webhook(6_000_000_000L + i);
    }
  }

  private void webhook(long user) {
    Webhook webhook = new Webhook(
        "GET",
        "app_id=" + kakao.app().appId() + "&user_id=" + user + "&referrer_type=UNLINK_FROM_APPS",
        Map.of("Authorization", List.of("KakaoAK " + kakao.app().adminKey())),
        new byte[0]);
    assertThat(sync.receive(Kakao.ID, webhook).httpStatus()).isEqualTo(200);
  }

  private void runAll() {
    sync.work().runDue(RoadShop.BUDGET);
  }

  private List<Kind> kinds() {
    return events.stream().map(Members.Event::kind).toList();
  }

  private PersonState stateOf(PersonId person) {
    return books.identities().findPerson(SHOP, person).orElseThrow().state();
  }
}
