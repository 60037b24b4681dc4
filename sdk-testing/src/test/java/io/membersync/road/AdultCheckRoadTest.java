package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Consents.AdultCheck;
import io.membersync.Consents.AdultResult;
import io.membersync.MemberSync;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records.AssuranceKind;
import io.membersync.records.Records.PersonState;
import io.membersync.testsupport.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is an adult, by the word of the shop's vendor and of nobody else. */
class AdultCheckRoadTest extends RoadFixture {
  private static final FieldMapping WITH_AGE =
      FieldMapping.basic().map(Field.BIRTH_YEAR, "birth_year").map(Field.BIRTHDAY, "birthday");

  /** By transaction: for whom it was begun, and what the vendor says. */
  private final Map<String, Map.Entry<MemberId, AdultCheck.Answer>> vendor = new HashMap<>();

  private MemberId member = new MemberId("none yet");

  @BeforeEach
  void aMemberOf35() {
    clock.set(TestClock.START);
    vendor.clear();
    useMembers(WITH_AGE);
    sync = open(shop()
        .mapping(WITH_AGE)
        .adults(
            (asked, transaction) -> Optional.ofNullable(vendor.get(transaction))
                .filter(known -> known.getKey().equals(asked))
                .map(Map.Entry::getValue),
            Period.ofMonths(6)));
    member = signUp("haneul");
    runDue();
  }

  private void answers(String transaction, MemberId asked, boolean passed, Instant at) {
    vendor.put(transaction, Map.entry(asked, new AdultCheck.Answer(passed, "NICE", at)));
  }

  private void passed(String transaction) {
    answers(transaction, member, true, clock.instant());
    assertThat(sync.consents().checkAdult(member, transaction)).isEqualTo(AdultResult.PASSED);
  }

  @Test
  void noSocialBirthDateMakesAnAdult() {
    assertThat(values(member)).containsEntry("birth_year", "1991");
    assertThat(sync.consents().isAdult(member)).isFalse();
    kakao.put(kakao.person("haneul").toBuilder()
        .birthyear("1950")
        .birthday("0101")
        .ageRange("70~79")
        .build());
    signedIn(signIn("haneul"));
    assertThat(sync.consents().isAdult(member)).isFalse();
    assertThat(sync.consents().assurancesOf(member)).isEmpty();
  }

  @Test
  void theVendorsWordIsKeptWithSourceAndDateAsLongAsItHolds() {
    passed("tx-1");
    assertThat(sync.consents().isAdult(member)).isTrue();
    assertThat(sync.consents().assurancesOf(member)).singleElement().satisfies(known -> {
      assertThat(known.kind()).isEqualTo(AssuranceKind.ADULT);
      assertThat(known.source()).isEqualTo("NICE");
      assertThat(known.outcome()).isEqualTo("PASSED");
      assertThat(known.reference()).isEqualTo("tx-1");
      assertThat(known.at()).isEqualTo(clock.instant());
      assertThat(known.until()).contains(Instant.parse("2027-05-21T03:00:00Z"));
      assertThat(known).asString().doesNotContain("2027");
    });
    clock.set(Instant.parse("2027-05-21T02:59:59Z"));
    assertThat(sync.consents().isAdult(member)).isTrue();
    clock.set(Instant.parse("2027-05-21T03:00:00Z"));
    assertThat(sync.consents().isAdult(member)).isFalse();
  }

  @Test
  void whoDoesNotPassIsNoAdultAnyMore() {
    passed("tx-1");
    clock.advance(Duration.ofMinutes(1));
    answers("tx-2", member, false, clock.instant());
    assertThat(sync.consents().checkAdult(member, "tx-2")).isEqualTo(AdultResult.NOT_PASSED);
    assertThat(sync.consents().isAdult(member)).isFalse();
    assertThat(sync.consents().checkAdult(member, "tx-1")).isEqualTo(AdultResult.STALE);
    assertThat(sync.consents().isAdult(member)).isFalse();
  }

  @Test
  void anOlderCheckThatIsHandedInLaterReplacesNoNewerOne() {
    answers("tx-1", member, true, clock.instant());
    clock.advance(Duration.ofHours(1));
    answers("tx-2", member, false, clock.instant());
    assertThat(sync.consents().checkAdult(member, "tx-2")).isEqualTo(AdultResult.NOT_PASSED);
    assertThat(sync.consents().checkAdult(member, "tx-1")).isEqualTo(AdultResult.STALE);
    assertThat(sync.consents().isAdult(member)).isFalse();
    assertThat(sync.consents().checkAdult(member, "tx-2"))
        .as("a double click")
        .isEqualTo(AdultResult.NOT_PASSED);

    answers("tx-3", member, true, clock.instant());
    assertThat(sync.consents().checkAdult(member, "tx-3"))
        .as("of the same moment the worse one stays")
        .isEqualTo(AdultResult.STALE);
    clock.advance(Duration.ofSeconds(1));
    passed("tx-4");
    assertThat(sync.consents().isAdult(member)).isTrue();
  }

  @Test
  void whoHasLeftIsNotBroughtBackByACheck() {
    AtomicInteger asked = new AtomicInteger();
    sync = open(shop()
        .mapping(WITH_AGE)
        .adults(
            (who, transaction) -> {
              if (asked.incrementAndGet() == 2) {
                sync.members().left(who); // while the vendor is asked
              }
              return Optional.of(new AdultCheck.Answer(true, "NICE", clock.instant()));
            },
            Period.ofYears(1)));
    sync.members().left(member);
    assertThat(sync.consents().checkAdult(member, "tx-1")).isEqualTo(AdultResult.NO_MEMBER);
    assertThat(asked).as("nobody is asked about who has left").hasValue(0);
    MemberId other = signUp("seoyeon");
    runDue();
    passedBy(other, "tx-2");
    assertThat(sync.consents().checkAdult(other, "tx-3")).isEqualTo(AdultResult.NO_MEMBER);
    for (MemberId gone : List.of(member, other)) {
      assertThat(books.identities().findPersonOf(SHOP, gone).orElseThrow().state())
          .isEqualTo(PersonState.LEFT);
      assertThat(sync.consents().assurancesOf(gone)).isEmpty();
    }
  }

  private void passedBy(MemberId who, String transaction) {
    assertThat(sync.consents().checkAdult(who, transaction)).isEqualTo(AdultResult.PASSED);
  }

  @Test
  void aTransactionCountsForOneMemberAndForADay() {
    passed("tx-1");
    assertThat(sync.consents().checkAdult(member, "tx-1"))
        .as("a double click")
        .isEqualTo(AdultResult.PASSED);
    MemberId other = signUp("seoyeon");
    assertThat(sync.consents().checkAdult(other, "tx-1"))
        .as("begun for another")
        .isEqualTo(AdultResult.NO_ANSWER);
    answers("tx-1", other, true, clock.instant());
    assertThat(sync.consents().checkAdult(other, "tx-1"))
        .as("a vendor that mixes them up")
        .isEqualTo(AdultResult.STALE);
    answers("old", other, true, clock.instant().minus(Duration.ofHours(25)));
    assertThat(sync.consents().checkAdult(other, "old")).isEqualTo(AdultResult.STALE);
    assertThat(sync.consents().isAdult(other)).isFalse();
  }

  @Test
  void whereTheVendorDoesNotAnswerNothingIsKept() {
    assertThat(sync.consents().checkAdult(member, "unknown")).isEqualTo(AdultResult.NO_ANSWER);
    try (MemberSync away = shop()
        .mapping(WITH_AGE)
        .adults(
            (asked, transaction) -> {
              throw new IllegalStateException("Kim Haneul, 1991-04-15: the vendor is away");
            },
            Period.ofYears(1))
        .build()) {
      assertThat(away.consents().checkAdult(member, "tx-9")).isEqualTo(AdultResult.NO_ANSWER);
    }
    assertThat(sync.consents().assurancesOf(member)).isEmpty();
    assertThat(sync.consents().checkAdult(new MemberId("999999"), "tx-1"))
        .isEqualTo(AdultResult.NO_MEMBER);
  }

  @Test
  void itSurvivesAMergeAndEndsWhenTheMemberLeaves() {
    passed("tx-1");
    MemberId into = signUp("seoyeon");
    runDue();
    assertThat(sync.members().merged(member, into)).isTrue();
    assertThat(sync.consents().isAdult(into)).isTrue();
    assertThat(sync.consents().isAdult(member)).isFalse();

    signedIn(signIn("haneul"));
    assertThat(sync.consents().isAdult(into)).isTrue();
    sync.members().left(into);
    assertThat(sync.consents().isAdult(into)).isFalse();
    assertThat(sync.consents().assurancesOf(into)).isEmpty();
  }

  @Test
  void theOneWhoStaysKeepsTheVendorsOwnWord() {
    passed("tx-1");
    MemberId into = signUp("seoyeon");
    runDue();
    answers("tx-2", into, false, clock.instant());
    assertThat(sync.consents().checkAdult(into, "tx-2")).isEqualTo(AdultResult.NOT_PASSED);
    assertThat(sync.members().merged(member, into)).isTrue();
    assertThat(sync.consents().isAdult(into)).isFalse();
  }

  @Test
  void whoHasAnAdultCheckNeedsNoGuardianWhateverTheRowSays() {
    passed("tx-1");
    kakao.put(
        kakao.person("haneul").toBuilder().birthyear("2013").birthday("0301").build());
    signedIn(signIn("haneul"));
    assertThat(sync.consents().needsGuardian(member)).isFalse();
  }

  @Test
  void mistakesAreToldAtTheCall() {
    MemberSync without = open(shop().mapping(WITH_AGE));
    assertThatThrownBy(() -> without.consents().checkAdult(member, "tx-1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("adults(…)");
    assertThatThrownBy(() -> sync.consents().checkAdult(member, ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> shop().adults((asked, transaction) -> Optional.empty(), Period.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
