package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.MemberSyncBuilder;
import io.membersync.Members;
import io.membersync.Members.Confirmed;
import io.membersync.Members.Event.Kind;
import io.membersync.Members.Missing;
import io.membersync.Members.Reconciled;
import io.membersync.Members.Standing;
import io.membersync.Secret;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.consent.Notices;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.Failure;
import io.membersync.testing.FakeEndpoints;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.ReceivedRequest;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links that are looked for by the tokens that were kept: here of a Kakao without an admin key. */
class TokenTrialRoadTest extends RoadFixture {
  private static final List<String> PEOPLE =
      List.of("haneul", "doyun", "seoyeon", "bare", "edge", "neighbour");

  @BeforeEach
  void withoutAdminKey() {
    sync = open(keeping(TokenPolicy.KEEP));
  }

  private MemberSyncBuilder keeping(TokenPolicy policy) {
    return keeping(told(), policy);
  }

  private MemberSyncBuilder keeping(Notices notices, TokenPolicy policy) {
    return bare(notices)
        .callbacks(CALLBACKS)
        .provider(kakao.provider(
            Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret())).withOpenIdConnect()))
        .tokens(Kakao.ID, policy);
  }

  @Test
  void aDeadTokenIsReportedAndAGoodOneIsExchangedAndKept() {
    MemberId haneul = signUp("haneul");
    Instant signedUp = clock.instant();
    MemberId doyun = signUp("doyun");
    byte[] before = row("doyun").sealed();
    later();
    kakao.unlink(kakao.person("haneul"));
    events.clear();

    Reconciled page = reconcile();

    assertThat(page.missing())
        .containsExactly(new Missing(
            personOf(haneul),
            Optional.of(haneul),
            signedUp,
            clock.instant(),
            Optional.of(signedUp)));
    assertThat(page.looked())
        .containsOnly(Map.entry(Standing.LINKED, 1), Map.entry(Standing.MISSING, 1));
    assertThat(page.doubtful()).isFalse();
    assertThat(row("doyun").sealed()).isNotEqualTo(before);
    assertThat(identity("haneul")).isPresent();
    assertThat(events).isEmpty();
    assertThat(sync.members().withAccessToken(doyun, Kakao.ID, Secret::reveal)).isPresent();
    assertThat(refreshes()).hasSize(2);
  }

  @Test
  void anOperatorsWordEndsItWhileTheTokenIsStillDead() {
    MemberId haneul = signUp("haneul");
    MemberId doyun = signUp("doyun");
    later();
    kakao.unlink(kakao.person("haneul"));
    assertThat(reconcile().missing()).hasSize(1);
    events.clear();

    assertThat(confirm(haneul, doyun))
        .containsOnly(
            Map.entry(personOf(haneul), Confirmed.ENDED),
            Map.entry(personOf(doyun), Confirmed.LINKED));

    assertThat(identity("haneul")).isEmpty();
    assertThat(events).extracting(event -> event.kind()).containsExactly(Kind.LEAVE_PENDING);
    assertThat(books.tokens().find(SHOP, "kakao", subject("haneul"))).isEmpty();
    assertThat(confirm(haneul)).containsValue(Confirmed.NOT_LINKED);
  }

  @Test
  void whoSignsInAgainAfterTheReportIsLeftAlone() {
    MemberId haneul = signUp("haneul");
    signUp("doyun");
    later();
    kakao.unlink(kakao.person("haneul"));
    assertThat(reconcile().missing()).hasSize(1);
    clock.advance(Duration.ofMinutes(1));
    signIn("haneul");

    assertThat(confirm(haneul)).containsValue(Confirmed.NOT_ASKED);

    assertThat(identity("haneul")).isPresent();
  }

  @Test
  void whoAgreesAnewWhileTheDeadTokenIsTriedKeepsTheLink() {
    MemberId haneul = signUp("haneul");
    MemberId doyun = signUp("doyun");
    later();
    kakao.unlink(kakao.person("haneul"));
    URI anew = callback("haneul");
    LateCommit signIn = new LateCommit(watched, () -> complete(anew));
    clock.advance(Duration.ofSeconds(1));
    watched.beforeNext("identities.find", () -> signedIn(signIn.commit()));
    events.clear();

    assertThat(confirm(haneul, doyun)).containsEntry(personOf(haneul), Confirmed.LINKED);

    assertThat(identity("haneul")).isPresent();
    assertThat(events).extracting(Members.Event::kind).containsOnly(Kind.SIGNED_IN);
  }

  @Test
  void aSignInThatWaitsForTheVisitorOutlivesTheEndThatAnOlderTokenTold() {
    MemberId haneul = signUp("haneul");
    signUp("doyun");
    later();
    kakao.unlink(kakao.person("haneul"));
    sync = open(keeping(Notices.korea("Wine Shop"), TokenPolicy.KEEP));
    NeedsConsent parked = needsConsent(signIn("haneul"));
    clock.advance(Duration.ofMinutes(1));

    assertThat(confirm(haneul)).containsValue(Confirmed.ENDED);

    assertThat(sync.resume(browser, parked.parked(), allOf(parked)))
        .as("nothing links it to the member any more, and it is good")
        .isInstanceOf(NeedsProof.class);
  }

  @Test
  void withoutAKeptTokenNobodyCanBeAskedAndNobodyIsMissing() {
    sync = open(keeping(TokenPolicy.DISCARD));
    MemberId haneul = signUp("haneul");
    later();
    kakao.unlink(kakao.person("haneul"));

    Reconciled page = reconcile();

    assertThat(page.missing()).isEmpty();
    assertThat(page.looked()).containsOnly(Map.entry(Standing.NO_TOKEN, 1));
    assertThat(page.next()).isEmpty();
    assertThat(confirm(haneul)).containsValue(Confirmed.NOT_ASKED);
    assertThat(identity("haneul")).isPresent();
    assertThat(refreshes()).isEmpty();
  }

  @Test
  void aTokenThatHasRunOutByItselfSaysNothing() {
    signUp("haneul");
    clock.advance(Duration.ofDays(20));
    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.LINKED, 1));
    clock.advance(Duration.ofDays(45)); // 60 days after the sign-in, and it was not given anew

    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.NO_TOKEN, 1));
  }

  @Test
  void aTokenOfTheLastDayIsNotAskedWith() {
    signUp("haneul");
    clock.advance(Duration.ofHours(23));

    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.RECENT, 1));

    assertThat(refreshes()).isEmpty();
    clock.advance(Duration.ofHours(1));
    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.LINKED, 1));
  }

  @Test
  void aTokenInUseIsLeftToWhomeverUsesIt() {
    signUp("haneul");
    later();
    Instant now = clock.instant();
    books.tokens().lease(SHOP, "kakao", subject("haneul"), "another", now, now.plusSeconds(15));

    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.UNANSWERED, 1));

    assertThat(refreshes()).isEmpty();
  }

  @Test
  void aRateLimitStopsAtTheOneWhoWasNotAnswered() {
    PEOPLE.forEach(this::signUp);
    later();
    kakao.unlink(kakao.person("haneul"));
    kakao.failNext(KakaoEndpoint.TOKEN, 2, Failure.text(good -> good));
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.tooManyRequests("30"));

    Reconciled first = reconcile();
    Reconciled rest = reconcile(first.next());

    assertThat(first.stopped().orElseThrow().kind()).isEqualTo(ErrorKind.RATE_LIMITED);
    assertThat(first.stopped().orElseThrow().retryAfter()).contains(Duration.ofSeconds(30));
    assertThat(first.looked().values().stream().mapToInt(count -> count).sum()).isEqualTo(2);
    assertThat(rest.looked().values().stream().mapToInt(count -> count).sum()).isEqualTo(4);
    List<Missing> missing = new ArrayList<>(first.missing());
    missing.addAll(rest.missing());
    assertThat(missing).hasSize(1);
  }

  @Test
  void oneWithoutAnAnswerIsPassedOverAndThreeInARowAreAskedAgain() {
    PEOPLE.forEach(this::signUp);
    later();
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.status(503));
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.text(good -> good));
    kakao.failNext(KakaoEndpoint.TOKEN, 3, Failure.html());

    Reconciled first = reconcile();
    Reconciled rest = reconcile(first.next());

    assertThat(first.looked())
        .containsOnly(Map.entry(Standing.UNANSWERED, 1), Map.entry(Standing.LINKED, 1));
    assertThat(first.stopped()).isPresent();
    assertThat(rest.looked()).containsOnly(Map.entry(Standing.LINKED, 4));
    assertThat(rest.stopped()).isEmpty();
  }

  @Test
  void threeWhoAreNeverAnsweredDoNotKeepThoseAfterThemFromBeingAsked() {
    PEOPLE.forEach(this::signUp);
    later();
    kakao.failNext(KakaoEndpoint.TOKEN, 3, Failure.html());

    Reconciled first = reconcile();
    Reconciled rest = reconcile(first.next());

    assertThat(first.looked()).containsOnly(Map.entry(Standing.UNANSWERED, 3));
    assertThat(first.stopped().orElseThrow().kind()).isEqualTo(ErrorKind.SHAPE);
    assertThat(rest.looked()).containsOnly(Map.entry(Standing.LINKED, 3));
    assertThat(rest.next()).isEmpty();
  }

  @Test
  void aProviderThatIsDownForDaysMakesNobodyMissing() {
    PEOPLE.forEach(this::signUp);
    later();
    kakao.failUntilCleared(KakaoEndpoint.TOKEN, Failure.status(503));
    for (int hour = 0; hour < 128; hour += 32) {
      Reconciled page = reconcile();
      assertThat(page.missing()).isEmpty();
      assertThat(page.stopped().orElseThrow().kind()).isEqualTo(ErrorKind.PROVIDER_DOWN);
      clock.advance(Duration.ofHours(32));
    }
    kakao.clearFailures();

    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.LINKED, 6));
  }

  @Test
  void aWrongSecretIsToldAtOnceAndMakesNobodyMissing() {
    PEOPLE.forEach(this::signUp);
    later();
    sync = open(bare(told())
        .callbacks(CALLBACKS)
        .provider(kakao.provider(
            Kakao.of(kakao.clientId(), Secret.of("another-secret")).withOpenIdConnect()))
        .tokens(Kakao.ID, TokenPolicy.KEEP));

    Reconciled page = reconcile();

    assertThat(page.missing()).isEmpty();
    assertThat(page.looked()).isEmpty();
    assertThat(page.stopped().orElseThrow().kind()).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(refreshes()).hasSize(1);
  }

  @Test
  void tokensThatAreAllDeadAreDoubtedAndNobodyEnds() {
    MemberId[] all = PEOPLE.stream().map(this::signUp).toArray(MemberId[]::new);
    later();
    PEOPLE.forEach(person -> kakao.unlink(kakao.person(person)));

    Reconciled page = reconcile();

    assertThat(page.missing()).hasSize(6);
    assertThat(page.doubtful()).isTrue();
    assertThat(confirm(all[0])).containsValue(Confirmed.NOT_CREDIBLE);
    assertThat(identity("haneul")).isPresent();
  }

  @Test
  void whoeverIsReportedADayLaterIsNoDoubtBecauseTheOthersWereAskedThen() {
    PEOPLE.forEach(this::signUp);
    later();
    kakao.unlink(kakao.person("haneul"));
    reconcile();
    clock.advance(Duration.ofHours(1));

    Reconciled again = reconcile();

    assertThat(again.looked())
        .containsOnly(Map.entry(Standing.RECENT, 5), Map.entry(Standing.MISSING, 1));
    assertThat(again.doubtful()).isFalse();
  }

  // ---- who vouches for whom

  @Test
  void othersWhoAreNotAnsweredVouchForNobody() {
    MemberId haneul = signUp("haneul");
    signUp("doyun");
    signUp("seoyeon");
    later();
    List.of("haneul", "doyun", "seoyeon").forEach(one -> kakao.unlink(kakao.person(one)));
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.text(good -> good));
    kakao.failNext(KakaoEndpoint.TOKEN, 2, Failure.html(503));

    assertThat(confirm(haneul)).containsValue(Confirmed.NOT_CREDIBLE);

    assertThat(identity("haneul")).isPresent();
  }

  @Test
  void othersWithoutATokenVouchForNobodyNorDoThoseWhoAreConfirmedWithThem() {
    MemberId haneul = signUp("haneul");
    MemberId doyun = signUp("doyun");
    later();
    kakao.unlink(kakao.person("haneul"));
    books.tokens().remove(SHOP, "kakao", subject("doyun"));

    assertThat(confirm(haneul)).containsValue(Confirmed.NOT_CREDIBLE);
    assertThat(confirm(haneul, doyun))
        .containsOnly(
            Map.entry(personOf(haneul), Confirmed.NOT_CREDIBLE),
            Map.entry(personOf(doyun), Confirmed.NOT_ASKED));
  }

  @Test
  void aSignInOfTodayVouchesForNobody() {
    MemberId[] all = PEOPLE.stream().map(this::signUp).toArray(MemberId[]::new);
    later();
    PEOPLE.forEach(person -> kakao.unlink(kakao.person(person)));
    signIn("edge");

    Reconciled page = reconcile();

    assertThat(page.looked())
        .containsOnly(Map.entry(Standing.RECENT, 1), Map.entry(Standing.MISSING, 5));
    assertThat(page.doubtful()).isTrue();
    assertThat(confirm(all[0], all[1]))
        .hasSize(2)
        .containsValue(Confirmed.NOT_CREDIBLE)
        .doesNotContainValue(Confirmed.ENDED);
    assertThat(confirm(all[PEOPLE.indexOf("edge")])).containsValue(Confirmed.NOT_ASKED);
  }

  // ---- tokens that may have been spent

  @ParameterizedTest
  @ValueSource(strings = {"half", "html", "crash"})
  void aTokenWhoseSuccessorWasLostSaysNothing(String loss) {
    signUp("haneul");
    clock.advance(Duration.ofDays(40)); // so late Kakao gives another refresh token
    signUp("doyun");
    later();
    lose(loss, () -> assertThat(reconcile().missing()).isEmpty());
    clock.advance(Duration.ofDays(1));

    Reconciled next = reconcile();

    assertThat(kakao.findLink(kakao.person("haneul"))).isPresent();
    assertThat(next.missing()).isEmpty();
    assertThat(next.looked())
        .containsOnly(Map.entry(Standing.LINKED, 1), Map.entry(Standing.NO_TOKEN, 1));
  }

  @Test
  void aTokenThatWasSpentOnAnyOtherCallSaysNothing() {
    MemberId haneul = signUp("haneul");
    clock.advance(Duration.ofDays(40));
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.halfBody());
    assertThat(sync.members().withAccessToken(haneul, Kakao.ID, Secret::reveal)).isEmpty();
    clock.advance(Duration.ofMinutes(1));

    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.NO_TOKEN, 1));
  }

  @Test
  void aTokenThatTheProviderHasNotTakenYetIsAskedWithAgain() {
    signUp("haneul");
    signUp("doyun");
    later();
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.tooManyRequests("30"));
    assertThat(reconcile().stopped()).isPresent();
    kakao.unlink(kakao.person("haneul"));

    assertThat(reconcile().missing()).as("nothing was spent").hasSize(1);
    assertThat(reconcile().missing()).as("nor is it by a refusal").hasSize(1);
  }

  @Test
  void aSignInWhileATokenIsTriedIsNotOverwrittenByThatToken() {
    MemberId haneul = signUp("haneul");
    signUp("doyun");
    later();
    watched.afterNext("tokens.find", () -> {});
    watched.afterNext(
        "tokens.find",
        () -> { // and before it is noted as spent
          kakao.unlink(kakao.person("haneul"));
          signIn("haneul");
        });

    assertThat(reconcile().missing()).isEmpty();

    assertThat(sync.members().withAccessToken(haneul, Kakao.ID, Secret::reveal)).isPresent();
    later();
    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.LINKED, 2));
  }

  @Test
  void aTokenThatWasKeptBeforeItsLifeWasKnownHasRunOutByThatLife() {
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.remove("refresh_token_expires_in"));
    signUp("haneul");
    sync = open(bare(told())
        .callbacks(CALLBACKS)
        .provider(living(Duration.ofDays(59)))
        .tokens(Kakao.ID, TokenPolicy.KEEP));
    clock.advance(Duration.ofDays(61));

    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.NO_TOKEN, 1));
  }

  /** A Kakao that says how long its refresh tokens live, and no more than is needed here. */
  private Provider living(Duration life) {
    Provider real = Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret()));
    ProviderDescriptor old = real.descriptor();
    ProviderDescriptor known = ProviderDescriptor.builder(Kakao.ID)
        .authorization(old.authorization().orElseThrow().toString())
        .token(old.token().orElseThrow().toString(), old.clientAuth())
        .profile(old.profile().orElseThrow().toString())
        .subject("id")
        .refreshTokensLive(life)
        .build();
    Provider living = (Provider) Proxy.newProxyInstance(
        Provider.class.getClassLoader(),
        new Class<?>[] {Provider.class},
        (proxy, method, arguments) -> method.getName().equals("descriptor")
            ? known
            : Watched.invoke(real, method, arguments));
    return FakeEndpoints.lead(living, kakao.baseUri(), "https://kauth.kakao.com");
  }

  /** The exchange succeeds at Kakao, and the shop does not get its tokens. */
  private void lose(String how, Runnable exchange) {
    switch (how) {
      case "half" -> kakao.failNext(KakaoEndpoint.TOKEN, Failure.halfBody());
      case "html" -> kakao.failNext(KakaoEndpoint.TOKEN, Failure.text(good -> "<html>"));
      default -> {
        Runnable crash = () -> {
          if (!refreshes().isEmpty()) {
            throw new IllegalStateException("crash");
          }
        };
        watched.beforeNext("tokens.put", crash);
        watched.beforeNext("tokens.put", crash);
        assertThatThrownBy(exchange::run).hasMessage("crash");
        return;
      }
    }
    exchange.run();
  }

  private Reconciled reconcile() {
    return reconcile(Optional.empty());
  }

  private Reconciled reconcile(Optional<String> place) {
    return sync.members().reconcile(Kakao.ID, place, 100);
  }

  private Map<PersonId, Confirmed> confirm(MemberId... members) {
    return sync.members()
        .confirmUnlinked(Kakao.ID, List.of(members).stream().map(this::personOf).toList());
  }

  private PersonId personOf(MemberId member) {
    return books.identities().findPersonOf(SHOP, member).orElseThrow().id();
  }

  private String subject(String person) {
    return String.valueOf(kakao.person(person).id());
  }

  private Records.TokenRow row(String person) {
    return books.tokens().find(SHOP, "kakao", subject(person)).orElseThrow();
  }

  private void later() {
    clock.advance(Duration.ofDays(2));
  }

  private List<ReceivedRequest> refreshes() {
    return kakao.requests(KakaoEndpoint.TOKEN).stream()
        .filter(request -> request.formParameter("refresh_token").isPresent())
        .toList();
  }

  @Test
  void theTokensOfASignInWhileATokenIsTriedStay() {
    MemberId haneul = signUp("haneul");
    clock.advance(Duration.ofDays(20));
    watched.afterNext("tokens.find", () -> {});
    watched.afterNext("tokens.find", () -> signIn("haneul")); // its refresh token lives longer

    assertThat(reconcile().missing()).isEmpty();
    clock.advance(Duration.ofDays(45));

    assertThat(sync.members().withAccessToken(haneul, Kakao.ID, Secret::reveal)).isPresent();
  }
}
