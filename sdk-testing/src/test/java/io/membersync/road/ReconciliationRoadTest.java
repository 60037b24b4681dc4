package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.MemberSync;
import io.membersync.Members.Confirmed;
import io.membersync.Members.Missing;
import io.membersync.Members.Reconciled;
import io.membersync.Members.Standing;
import io.membersync.Secret;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records.PersonState;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Logged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is missing at Kakao, which is reported and nothing else. */
class ReconciliationRoadTest extends ReconciliationFixture {
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  @Test
  void aLostUnlinkIsReportedAndNothingIsChanged() {
    MemberId haneul = signUp("haneul");
    Instant linkedAt = clock.instant();
    signUp("doyun");
    lost("haneul");
    events.clear();

    Reconciled page = reconcile();

    assertThat(page.missing())
        .containsExactly(new Missing(
            personOf(haneul), Optional.of(haneul), linkedAt, clock.instant(), Optional.empty()));
    assertThat(page.looked())
        .containsExactly(Map.entry(Standing.LINKED, 1), Map.entry(Standing.MISSING, 1));
    assertThat(page.doubtful()).isFalse();
    assertThat(page.stopped()).isEmpty();
    assertThat(page.next()).isEmpty();
    runDue();
    assertThat(identity("haneul")).isPresent();
    assertThat(stateOf(haneul)).isEqualTo(PersonState.ACTIVE);
    assertThat(events).isEmpty();
    assertThat(kakao.requests(KakaoEndpoint.USERS)).hasSize(2).allSatisfy(asked -> {
      assertThat(asked.header("Authorization"))
          .contains("KakaoAK " + kakao.app().adminKey());
      assertThat(asked.queryParameter("property_keys")).as("nothing personal").isEmpty();
    });
  }

  @Test
  void bothShapesOfTheAnswerAreRead() {
    MemberId haneul = signUp("haneul");
    signUp("edge");
    signUp("neighbour"); // ids that a double cannot tell apart
    lost("haneul");
    kakao.unlink(kakao.person("neighbour"));

    Reconciled bare = reconcile();
    kakao.failNext(KakaoEndpoint.USERS, Failure.text(list -> "{\"elements\":" + list + "}"));
    Reconciled object = reconcile();

    assertThat(object.missing()).isEqualTo(bare.missing()).hasSize(2);
    assertThat(bare.missing()).extracting(Missing::person).contains(personOf(haneul));
    assertThat(bare.looked()).containsEntry(Standing.LINKED, 1);
  }

  @Test
  void whoIsNotSignedUpFullyAtKakaoIsLinked() {
    signUp("haneul");
    later();
    kakao.link(kakao.person("haneul"), link -> link.waiting(true).signUpComplete(false));

    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.LINKED, 1));
  }

  @Test
  void aLinkThatIsYoungerThanTheQuestionIsNotReported() {
    MemberId haneul = signUp("haneul"); // at the very moment of the question
    kakao.unlink(kakao.person("haneul"));

    Reconciled page = reconcile();

    assertThat(page.missing()).extracting(Missing::person).doesNotContain(personOf(haneul));
    assertThat(page.looked()).containsEntry(Standing.RECENT, 1);
  }

  @Test
  void aLinkThatIsMadeAnewWhileKakaoIsAskedIsNotReportedNorEnded() {
    MemberId haneul = signUp("haneul");
    signUp("doyun");
    Runnable anew = () -> {
      later();
      sync.members().unlink(haneul, Kakao.ID);
      new TestBrowser().link(sync, Kakao.ID, haneul, kakao.visitor("haneul")::agree);
    };
    lost("haneul");
    watched.beforeNext("identities.find", anew);

    Reconciled page = reconcile();

    assertThat(page.missing()).isEmpty();
    assertThat(page.looked()).containsEntry(Standing.RECENT, 1);
    lost("haneul");
    watched.beforeNext("identities.find", anew);
    assertThat(confirm(haneul)).containsValue(Confirmed.LINKED);
    assertThat(identity("haneul")).isPresent();
  }

  @Test
  void whoseTokenIsYoungerThanTheQuestionIsNotReported() {
    sync = open(shop().tokens(Kakao.ID, TokenPolicy.KEEP));
    signUp("haneul");
    lost("haneul");
    watched.beforeNext("identities.find", () -> comesBack("haneul"));

    assertThat(reconcile().missing()).isEmpty();
  }

  @Test
  void anImportedIdThatIsNoneOfKakaosIsNotAskedAboutAndHarmsNobodyElse() {
    MemberId haneul = signUp("haneul");
    link(0, 1);
    for (String none : List.of("1],\"x\":[2", "0042", "9223372036854775808", "-1", "+7")) {
      sync.members().knownAs(haneul, Kakao.ID, none);
    }
    later();
    kakao.link(person(0));

    Reconciled page = reconcile();

    assertThat(page.missing()).isEmpty();
    assertThat(page.looked())
        .containsOnly(Map.entry(Standing.LINKED, 2), Map.entry(Standing.UNANSWERED, 5));
    assertThat(confirm(haneul)).containsValue(Confirmed.LINKED);
  }

  @Test
  void idsUpToTheLastOfKakaosRangeAreAskedAbout() {
    MemberId haneul = signUp("haneul");
    KakaoPerson late = KakaoPerson.named("late", 9_100_000_000_000_000_001L).build();
    for (KakaoPerson person : List.of(late, kakao.person("longest"))) {
      sync.members().knownAs(haneul, Kakao.ID, String.valueOf(person.id()));
      kakao.link(person);
    }
    later();

    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.LINKED, 3));
  }

  @Test
  void whereNoIdIsOfKakaosKakaoIsNotCalled() {
    signUp("haneul");
    String place = reconcile(Optional.empty(), 1).next().orElseThrow();
    sync.members().knownAs(memberOf(signIn("haneul")), Kakao.ID, "none-of-kakaos");
    later();
    kakao.forgetRequests();

    assertThat(reconcile(Optional.of(place), 10).looked())
        .containsOnly(Map.entry(Standing.UNANSWERED, 1));

    assertThat(kakao.calls(KakaoEndpoint.USERS)).isZero();
  }

  @Test
  void anAnswerThatIsAlwaysCutMakesNobodyMissingWhoIsNot() {
    link(0, 30);
    IntStream.range(1, 30).forEach(i -> kakao.link(person(i)));
    kakao.failUntilCleared(KakaoEndpoint.USERS, Failure.text(list -> {
      String[] users = list.substring(1, list.length() - 1).split("(?<=\\}),(?=\\{)");
      return "[" + String.join(",", Arrays.copyOf(users, (users.length + 1) / 2)) + "]";
    }));

    Reconciled page = reconcile();

    assertThat(page.missing()).extracting(Missing::person).containsExactly(personOf(0));
    assertThat(page.looked())
        .containsOnly(Map.entry(Standing.LINKED, 29), Map.entry(Standing.MISSING, 1));
  }

  @Test
  void twoShopsInOneDatabaseDoNotSeeEachOther() {
    signUp("haneul");
    lost("haneul");
    MemberSync other = open(shop().shop(new ShopId("other")));

    Reconciled page = other.members().reconcile(Kakao.ID, Optional.empty(), 100);

    assertThat(page.missing()).isEmpty();
    assertThat(page.looked()).isEmpty();
    assertThat(kakao.calls(KakaoEndpoint.USERS)).as("nobody to ask about").isZero();
    String place =
        sync.members().reconcile(Kakao.ID, Optional.empty(), 1).next().orElseThrow();
    assertThatThrownBy(() -> other.members().reconcile(Kakao.ID, Optional.of(place), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // ---- page by page

  @Test
  void manyAreAskedAboutByTheHundredAndEachIsLookedAtOnce() {
    link(0, 250);
    IntStream.range(0, 250).filter(i -> i % 50 != 7).forEach(i -> kakao.link(person(i)));

    Reconciled whole = reconcile(Optional.empty(), 1_000);
    List<Missing> missing = new ArrayList<>();
    int looked = 0;
    Optional<String> place = Optional.empty();
    do {
      Reconciled page = reconcile(place, 60);
      missing.addAll(page.missing());
      looked += page.looked().values().stream().mapToInt(count -> count).sum();
      place = page.next();
    } while (place.isPresent());

    assertThat(whole.missing())
        .extracting(Missing::person)
        .containsExactlyInAnyOrder(
            personOf(7), personOf(57), personOf(107), personOf(157), personOf(207));
    assertThat(missing).isEqualTo(whole.missing());
    assertThat(looked).isEqualTo(250);
    assertThat(kakao.calls(KakaoEndpoint.USERS))
        .as("whom it leaves out it is asked about again")
        .isEqualTo(6 + 9);
  }

  @Test
  void aRateLimitInTheMiddleStopsAndTheNextCallGoesOnThere() {
    link(0, 250);
    IntStream.range(0, 240).forEach(i -> kakao.link(person(i)));
    kakao.failNext(KakaoEndpoint.USERS, Failure.text(good -> good));
    kakao.failNext(
        KakaoEndpoint.USERS,
        Failure.raw(
            429,
            Map.of("Content-Type", "application/json", "Retry-After", "60"),
            "{\"code\":-10,\"msg\":\"API limit has been exceeded.\"}"));

    Reconciled first = reconcile(Optional.empty(), 1_000);
    Reconciled rest = reconcile(first.next(), 1_000);

    ProviderError stopped = first.stopped().orElseThrow();
    assertThat(stopped.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
    assertThat(stopped.code()).isEqualTo("-10");
    assertThat(stopped.retryAfter()).contains(Duration.ofMinutes(1));
    assertThat(sum(first)).isEqualTo(100);
    assertThat(sum(rest)).isEqualTo(150);
    assertThat(rest.next()).isEmpty();
    assertThat(first.missing().size() + rest.missing().size()).isEqualTo(10);
  }

  @Test
  void aPlaceShowsNoIdAndIsOfItsProviderAlone() {
    sync = open(shop().provider(oldKakao()));
    signUp("haneul");

    String place = reconcile(Optional.empty(), 1).next().orElseThrow();

    assertThat(place).doesNotContain(String.valueOf(kakao.person("haneul").id()));
    assertThat(reconcile(Optional.of(place), 1).next()).isEmpty();
    for (String other : List.of("", "haneul", place + "x")) {
      assertThatThrownBy(() -> reconcile(Optional.of(other), 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> sync.members().reconcile(OLD, Optional.of(place), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> reconcile(Optional.empty(), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> reconcile(Optional.empty(), 1_001))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sync.members().reconcile(ProviderId.of("none"), Optional.empty(), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> books.unitOfWork().execute(this::reconcile))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("transaction");
  }

  @Test
  void whereKakaoRefusesTheWholeCallForOneTheOthersAreAskedAboutWithoutThem() {
    kakao.refuseUnknownUsers(true);
    link(0, 130);
    IntStream.range(0, 130).filter(i -> i != 3 && i != 77).forEach(i -> kakao.link(person(i)));

    Reconciled page = reconcile(Optional.empty(), 1_000);

    assertThat(page.missing())
        .extracting(Missing::person)
        .containsExactlyInAnyOrder(personOf(3), personOf(77));
    assertThat(page.looked()).containsEntry(Standing.LINKED, 128);
    assertThat(kakao.calls(KakaoEndpoint.USERS)).isLessThan(50);
  }

  @Test
  void oneAboutWhomTheAnswerIsAlwaysBrokenIsPassedOverAndTheOthersAreAskedAbout() {
    link(0, 130);
    IntStream.range(0, 120).forEach(i -> kakao.link(person(i)));
    String odd = String.valueOf(person(0).id());
    kakao.failUntilCleared(
        KakaoEndpoint.USERS, Failure.text(good -> good.contains(odd) ? "[{}]" : good));
    later();

    Reconciled page = reconcile(Optional.empty(), 1_000);

    assertThat(page.stopped()).isEmpty();
    assertThat(page.looked())
        .containsOnly(
            Map.entry(Standing.UNANSWERED, 1),
            Map.entry(Standing.LINKED, 119),
            Map.entry(Standing.MISSING, 10));
  }

  // ---- bad days

  @ParameterizedTest
  @ValueSource(
      strings = {
        "html",
        "html 502",
        "503",
        "empty",
        "half",
        "{}",
        "null",
        "true",
        "{\"elements\":null}",
        "{\"elements\":{}}",
        "[null]",
        "[6000000000]",
        "[{}]",
        "[{\"id\":1}]",
        "[]]",
        "{\"elements\":[],\"elements\":[]}",
        "{\"code\":-1,\"msg\":\"internal\"}",
        "{\"error\":\"server_error\"}"
      })
  void aBrokenAnswerIsNoAnswerAndLosesNoPlace(String broken) {
    link(0, 3);
    later();
    kakao.failUntilCleared(
        KakaoEndpoint.USERS,
        switch (broken) {
          case "html" -> Failure.html();
          case "html 502" -> Failure.html(502);
          case "503" -> Failure.status(503);
          case "empty" -> Failure.emptyBody();
          case "half" -> Failure.halfBody();
          default -> Failure.raw(200, JSON, broken);
        });

    Reconciled page = reconcile();

    assertThat(page.missing()).isEmpty();
    assertThat(page.looked()).isEmpty();
    assertThat(page.stopped()).isPresent();
    assertThat(confirm(personOf(0))).containsValue(Confirmed.NOT_ASKED);
    kakao.clearFailures();
    IntStream.range(0, 3).forEach(i -> kakao.link(person(i)));
    assertThat(reconcile(page.next(), 100).looked()).containsOnly(Map.entry(Standing.LINKED, 3));
  }

  @Test
  void anEmptyListForEverybodyIsDoubtedAloudAndEndsNobody() {
    link(0, 12);
    IntStream.range(0, 12).forEach(i -> kakao.link(person(i)));
    kakao.failUntilCleared(KakaoEndpoint.USERS, Failure.raw(200, JSON, "[]"));

    Reconciled[] page = new Reconciled[1];
    String log = Logged.during(() -> page[0] = reconcile());

    assertThat(page[0].doubtful()).isTrue();
    assertThat(page[0].missing()).hasSize(12);
    assertThat(log).contains("ERROR", "registration");
    PersonId[] all = IntStream.range(0, 12).mapToObj(this::personOf).toArray(PersonId[]::new);
    assertThat(confirm(all)).hasSize(12).containsValue(Confirmed.NOT_CREDIBLE);
    assertThat(confirm(personOf(4)))
        .as("nor one of them")
        .containsOnly(Map.entry(personOf(4), Confirmed.NOT_CREDIBLE));
    runDue();
    assertThat(books.identities().count(SHOP, "kakao", 100)).isEqualTo(12);
    assertThat(events).isEmpty();
  }

  @Test
  void aKeyThatKakaoDoesNotKnowIsToldAndMakesNobodyMissing() {
    sync = open(bare(told())
        .callbacks(CALLBACKS)
        .provider(kakao.provider(Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret()))
            .withAdminKey(Secret.of("99990000999900009999000099990000")))));
    link(0, 3);

    Reconciled page = reconcile();

    assertThat(page.missing()).isEmpty();
    assertThat(page.stopped().orElseThrow().kind()).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(page.stopped().orElseThrow().fix()).contains("admin key");
  }

  @Test
  void oneWhoIsMissingAmongManyWhoAreNotIsNoDoubt() {
    link(0, 30);
    IntStream.range(1, 30).forEach(i -> kakao.link(person(i)));
    later();

    Optional<String> place = Optional.empty();
    boolean doubtful = false;
    do {
      Reconciled page = reconcile(place, 1); // each is a page of its own
      doubtful |= page.doubtful();
      place = page.next();
    } while (place.isPresent());

    assertThat(doubtful).isFalse();
  }

  private static int sum(Reconciled page) {
    return page.looked().values().stream().mapToInt(count -> count).sum();
  }

  @Test
  void theLastOneAboutWhomTheAnswerIsAlwaysBrokenIsPassedOverToo() {
    link(0, 5);
    IntStream.range(0, 5).forEach(i -> kakao.link(person(i)));
    String odd = String.valueOf(person(4).id());
    kakao.failUntilCleared(
        KakaoEndpoint.USERS, Failure.text(good -> good.contains(odd) ? "[{}]" : good));
    later();

    Reconciled page = reconcile();

    assertThat(page.looked())
        .containsOnly(Map.entry(Standing.UNANSWERED, 1), Map.entry(Standing.LINKED, 4));
    assertThat(page.next()).isEmpty();
  }
}
