package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Members;
import io.membersync.Secret;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberId;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.Failure;
import io.membersync.testing.FakeNotice;
import io.membersync.testing.IdTokenDraft;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What Kakao tells of an account, signed and over HTTP, by a shop that wants no ID tokens. */
class AccountStatusRoadTest extends RoadFixture {
  private static final String TYPES = "https://schemas.openid.net/secevent/";
  private static final String UNLINKED = TYPES + "oauth/event-type/user-unlinked";
  private static final String TOKENS_REVOKED = TYPES + "oauth/event-type/tokens-revoked";
  private static final String SESSIONS_REVOKED = TYPES + "risc/event-type/sessions-revoked";

  private final WebhookShop shop = new WebhookShop(() -> sync);

  @AfterAll
  void stopListening() {
    shop.close();
  }

  @Test
  @Fault("WH-03")
  void aLinkThatEndedAtKakaoClosesOnceHoweverOftenItIsTold() {
    MemberId member = signUp("haneul");
    var before = values(member);
    clock.advance(Duration.ofMinutes(1));

    assertThat(notice(UNLINKED).times(5).inParallel().send())
        .allMatch(FakeNotice.Reply::isAccepted)
        .allMatch(reply -> reply.text().isEmpty());
    runDue();
    kakao.unlinkWebhook(shop.uri(Kakao.ID)).send(kakao.person("haneul")); // the other webhook, too
    runDue();

    assertThat(identity("haneul")).isEmpty();
    assertThat(values(member)).isEqualTo(before);
    assertThat(kinds())
        .containsExactly(Members.Event.Kind.SIGNED_UP, Members.Event.Kind.LEAVE_PENDING);
    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).isZero();
  }

  @Test
  void sessionsThatKakaoEndsEndAtTheShop() {
    MemberId member = signUp("haneul");
    for (String type : List.of(
        SESSIONS_REVOKED,
        TYPES + "risc/event-type/account-disabled",
        TYPES + "risc/event-type/credential-compromise")) {
      clock.advance(Duration.ofMinutes(1));
      events.clear();
      assertThat(status(notice(type))).isEqualTo(202);
      runDue();

      assertThat(events).as(type).singleElement().satisfies(event -> {
        assertThat(event.kind()).isEqualTo(Members.Event.Kind.SESSIONS_REVOKED);
        assertThat(event.member()).contains(member);
      });
    }
    assertThat(identity("haneul")).as("the link stays").isPresent();
  }

  @Test
  void aSessionThatBeganSinceStays() {
    signUp("haneul");
    clock.advance(Duration.ofMinutes(1));
    FakeNotice early = notice(SESSIONS_REVOKED);
    clock.advance(Duration.ofMinutes(1));
    signIn("haneul");
    events.clear();
    clock.advance(Duration.ofMinutes(1));

    assertThat(status(early)).isEqualTo(202);
    runDue();

    assertThat(events).isEmpty();
  }

  @Test
  void aSignInThatWaitsForTheVisitorOpensNoSessionAfterKakaoHasEndedThem() {
    signUp("haneul");
    sync = open(korea());
    NeedsConsent neighbours = needsConsent(signIn("doyun"));
    TestBrowser neighbour = browser;
    for (String person : List.of("haneul", "seoyeon")) { // a member, and who is none yet
      NeedsConsent before = needsConsent(signIn(person));
      clock.advance(Duration.ofMinutes(1));
      assertThat(status(
              kakao.accountStatus(shop.uri(Kakao.ID), SESSIONS_REVOKED, kakao.person(person))))
          .isEqualTo(202);
      runDue();

      assertThat(refused(sync.resume(browser, before.parked(), AGREED), RejectReason.INTERRUPTED)
              .details()
              .mayStartAgain())
          .isTrue();
      NeedsConsent since = needsConsent(signIn(person));
      assertThat(sync.resume(browser, since.parked(), AGREED)).isInstanceOf(SignedIn.class);
    }
    assertThat(sync.resume(neighbour, neighbours.parked(), AGREED)).isInstanceOf(SignedIn.class);
  }

  @Test
  void aTokenThatWasExchangedSinceIsNoSessionThatBeganSince() {
    sync = open(shop().tokens(Kakao.ID, TokenPolicy.KEEP));
    MemberId member = signUp("haneul");
    clock.advance(Duration.ofMinutes(1));
    FakeNotice early = notice(SESSIONS_REVOKED);
    clock.advance(Duration.ofHours(13));
    assertThat(sync.members().withAccessToken(member, Kakao.ID, Secret::reveal)).isPresent();

    assertThat(status(early)).isEqualTo(202);
    runDue();

    assertThat(kinds()).contains(Members.Event.Kind.SESSIONS_REVOKED);
    assertThat(sync.members().withAccessToken(member, Kakao.ID, Secret::reveal)).isPresent();
  }

  @Test
  void aWordThatRepetitionsAreNoLongerKnownForEndsNoSession() {
    signUp("haneul");
    clock.advance(Duration.ofMinutes(1));
    FakeNotice captured = notice(SESSIONS_REVOKED);
    assertThat(status(captured)).isEqualTo(202);
    runDue();
    clock.advance(Duration.ofDays(31));
    runDue();
    events.clear();

    assertThat(status(captured)).isEqualTo(202);
    runDue();

    assertThat(events).isEmpty();
  }

  @Test
  void tokensThatKakaoEndsAreForgotten() {
    sync = open(shop().tokens(Kakao.ID, TokenPolicy.KEEP));
    MemberId member = signUp("haneul");
    assertThat(sync.members().withAccessToken(member, Kakao.ID, Secret::reveal)).isPresent();
    clock.advance(Duration.ofMinutes(1));

    assertThat(status(notice(TOKENS_REVOKED))).isEqualTo(202);
    runDue();

    assertThat(sync.members().withAccessToken(member, Kakao.ID, Secret::reveal)).isEmpty();
    assertThat(kinds()).contains(Members.Event.Kind.SESSIONS_REVOKED);
  }

  @Test
  void aTokenThatKakaoTellsTheEndOfWhileItIsTriedMakesNobodyMissing() {
    sync = open(bare(told())
        .callbacks(CALLBACKS)
        .provider(kakao.provider(
            Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret())).withOpenIdConnect()))
        .tokens(Kakao.ID, TokenPolicy.KEEP));
    signUp("haneul");
    clock.advance(Duration.ofDays(2));
    FakeNotice ended = notice(TOKENS_REVOKED);
    watched.afterNext("tokens.find", () -> {});
    watched.afterNext("tokens.find", () -> {
      kakao.unlink(kakao.person("haneul")); // the fake's way to make a token die
      assertThat(status(ended)).isEqualTo(202);
      runDue();
    });

    assertThat(sync.members().reconcile(Kakao.ID, Optional.empty(), 100).missing())
        .isEmpty();

    assertThat(kinds()).contains(Members.Event.Kind.SESSIONS_REVOKED);
  }

  @Test
  void aLinkThatWasMadeIsNoneThatEndedWhateverReasonIsGiven() {
    signUp("haneul");
    clock.advance(Duration.ofMinutes(1));
    String linked = TYPES + "oauth/event-type/user-linked";

    String log = Logged.during(() -> assertThat(status(notice(
            linked,
            draft -> draft.claimJson(
                "events", "{\"" + linked + "\":{\"reason\":\"UNLINK_FROM_APPS\"}}"))))
        .isEqualTo(202));
    runDue();

    assertThat(log).contains("provider kakao tells user-linked, from which nothing follows here");
    assertThat(identity("haneul")).isPresent();
    assertThat(kinds()).containsExactly(Members.Event.Kind.SIGNED_UP);
  }

  @Test
  @Fault("WH-06")
  void somebodyUnknownIsAnsweredAlike() {
    signUp("haneul");
    clock.advance(Duration.ofMinutes(1));

    assertThat(status(kakao.accountStatus(shop.uri(Kakao.ID), UNLINKED, kakao.person("doyun"))))
        .isEqualTo(202);
    runDue();

    assertThat(identity("haneul")).isPresent();
    assertThat(kinds()).containsExactly(Members.Event.Kind.SIGNED_UP);
  }

  @Test
  void whatHappenedBeforeTheLinkIsNotAboutIt() {
    signUp("haneul");
    long before = clock.instant().getEpochSecond() - 60;

    for (String type : List.of(UNLINKED, TOKENS_REVOKED, SESSIONS_REVOKED)) {
      assertThat(status(notice(type, draft -> draft.claim("toe", before)))).isEqualTo(202);
    }
    runDue();

    assertThat(identity("haneul")).isPresent();
    assertThat(kinds()).containsExactly(Members.Event.Kind.SIGNED_UP);
  }

  @Test
  void anEndInTheSecondOfTheSignInIsNoneFromBeforeIt() {
    clock.advance(Duration.ofMillis(400));
    signUp("haneul");
    clock.advance(Duration.ofMillis(300));
    FakeNotice inWholeSeconds = notice(UNLINKED);
    clock.advance(Duration.ofMinutes(1)); // it comes late

    assertThat(status(inWholeSeconds)).isEqualTo(202);
    runDue();

    assertThat(identity("haneul")).isEmpty();
    assertThat(kinds()).contains(Members.Event.Kind.LEAVE_PENDING);
  }

  @Test
  void whatHappenedBeforeTheLastSignInIsNotAboutItThoughNoTokensAreKept() {
    MemberId member = signUp("haneul");
    clock.advance(Duration.ofHours(1));
    long unlinked = clock.instant().getEpochSecond();
    clock.advance(Duration.ofMinutes(1));
    signIn("haneul"); // has agreed anew before the notice arrives
    clock.advance(Duration.ofMinutes(1));

    assertThat(status(notice(UNLINKED, draft -> draft.claim("toe", unlinked)))).isEqualTo(202);
    runDue();

    assertThat(identity("haneul")).isPresent();
    assertThat(kinds()).doesNotContain(Members.Event.Kind.UNLINKED);
    assertThat(sync.members().withAccessToken(member, Kakao.ID, Secret::reveal))
        .as("no token is kept")
        .isEmpty();

    clock.advance(Duration.ofHours(1));
    assertThat(status(notice(UNLINKED))).isEqualTo(202);
    runDue();

    assertThat(identity("haneul")).as("ended since").isEmpty();
  }

  @Test
  @Fault("WH-07")
  void aSignInUnderWayLosesAgainstTheEndOfItsLink() {
    sync = open(shop().tokens(Kakao.ID, TokenPolicy.KEEP));
    signUp("haneul");
    clock.advance(Duration.ofMinutes(1));
    watched.beforeNext("members.find", () -> {
      assertThat(status(notice(UNLINKED))).isEqualTo(202);
      runDue();
    });

    SignInResult result = signIn("haneul");

    assertThat(result).as("no session").isInstanceOf(SignInResult.NeedsProof.class);
    assertThat(identity("haneul")).as("no link").isEmpty();
    assertThat(books
            .tokens()
            .find(SHOP, "kakao", String.valueOf(kakao.person("haneul").id())))
        .as("no token")
        .isEmpty();
  }

  @Test
  @Fault("WH-08")
  void onlyWhatKakaoSignedForThisAppIsTaken() {
    signUp("haneul");
    clock.advance(Duration.ofMinutes(1));
    Map<String, UnaryOperator<IdTokenDraft>> wrong = Map.of(
        "invalid_audience", draft -> draft.claim("aud", "another-app"),
        "invalid_issuer", draft -> draft.claim("iss", "https://kauth.kakao.com.evil.example"),
        "invalid_key", draft -> draft.signature(bytes -> new byte[256]),
        "invalid_request", draft -> draft.withoutClaim("jti"));
    wrong.forEach((code, change) -> {
      FakeNotice.Reply reply = notice(UNLINKED, change).send().get(0);
      assertThat(reply.status()).as(code).hasValue(400);
      assertThat(reply.text()).startsWith("{\"err\":\"" + code + "\",\"description\":\"");
    });
    List<UnaryOperator<IdTokenDraft>> more = List.of(
        draft -> draft.header("alg", "none").signature(bytes -> new byte[0]),
        draft -> draft.header("typ", "at+jwt"),
        draft -> draft.header("kid", "unknown"),
        draft -> draft.claim("iat", clock.instant().getEpochSecond() + 600),
        draft -> draft.claim("sub", "1"),
        draft -> draft.compact(text -> text + "."),
        draft -> draft.compact(text -> ""));
    more.forEach(change -> assertThat(status(notice(UNLINKED, change))).isEqualTo(400));

    assertThat(runDue()).isZero();
    assertThat(identity("haneul")).isPresent();
  }

  @Test
  @Fault("WH-16")
  void whatIsRefusedTellsNoSecretAndNobodyInAnswersAndLogs() {
    signUp("haneul");
    clock.advance(Duration.ofMinutes(1));
    String key = kakao.app().adminKey();
    String user = String.valueOf(kakao.person("haneul").id());
    var channel = kakao.app().channels().get(0);
    List<FakeNotice.Reply> replies = new ArrayList<>();

    String log = Logged.during(() -> {
      replies.addAll(
          notice(UNLINKED, draft -> draft.claim("aud", "another-app")).send());
      replies.addAll(notice(UNLINKED, draft -> draft.withoutClaim("events")).send());
      replies.addAll(
          notice(UNLINKED, draft -> draft.header("kid", "key-" + user)).send());
      for (String authorization : List.of("KakaoAK " + key + "x", "Bearer " + key)) {
        replies.addAll(kakao
            .channelWebhook(
                shop.uri(Kakao.ID), kakao.person("haneul"), channel, true, clock.instant())
            .header("Authorization", authorization)
            .send());
        replies.addAll(kakao
            .unlinkWebhook(shop.uri(Kakao.ID))
            .authorization(authorization)
            .send(kakao.person("haneul")));
      }
      replies.addAll(kakao
          .unlinkWebhook(shop.uri(Kakao.ID))
          .repeating("user_id", user)
          .send(kakao.person("haneul")));
    });

    assertThat(replies).hasSize(8).noneMatch(FakeNotice.Reply::isAccepted);
    assertThat(log)
        .contains(
            "webhook of kakao refused with 401: its admin key is none of this registration's");
    for (String secret : List.of(key, kakao.clientId(), kakao.clientSecret(), user)) {
      assertThat(log).doesNotContain(secret);
      assertThat(replies).allSatisfy(reply -> assertThat(reply.text()).doesNotContain(secret));
    }
  }

  @Test
  void anotherKeyOfTheAppIsTakenWhereTheShopNamesIt() {
    sync = open(bare(told())
        .provider(kakao.provider(Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret()))
            .alsoAccepting(String.valueOf(kakao.app().appId()))))
        .callbacks(CALLBACKS));
    signUp("haneul");
    clock.advance(Duration.ofMinutes(1));

    assertThat(status(notice(
            UNLINKED, draft -> draft.claim("aud", String.valueOf(kakao.app().appId())))))
        .isEqualTo(202);
    runDue();

    assertThat(identity("haneul")).isEmpty();
  }

  @Test
  void theUnlinkWebhookGoesOnAtTheSameAddress() {
    signUp("haneul");
    clock.advance(Duration.ofMinutes(1));

    assertThat(kakao
            .unlinkWebhook(shop.uri(Kakao.ID))
            .timeout(Duration.ofSeconds(20))
            .send(kakao.person("haneul")))
        .allMatch(FakeNotice.Reply::isAccepted);
    assertThat(status(notice(UNLINKED).header("Content-Type", "text/plain")))
        .as("a token that does not say what it is")
        .isEqualTo(401);
    runDue();

    assertThat(identity("haneul")).isEmpty();
  }

  @Test
  void withoutKeysItIsToComeAgain() {
    signUp("haneul");
    clock.advance(Duration.ofMinutes(1));
    kakao.rotateKeys(); // so that no key at hand fits
    kakao.failUntilCleared(KakaoEndpoint.KEYS, Failure.status(500));
    assertThat(status(notice(UNLINKED))).isEqualTo(503);

    kakao.clearFailures();
    clock.advance(Duration.ofMinutes(1));
    assertThat(status(notice(UNLINKED))).isEqualTo(202);
    runDue();

    assertThat(identity("haneul")).isEmpty();
  }

  private List<Members.Event.Kind> kinds() {
    return events.stream().map(Members.Event::kind).toList();
  }

  private FakeNotice notice(String type) {
    return notice(type, draft -> draft);
  }

  private FakeNotice notice(String type, UnaryOperator<IdTokenDraft> change) {
    return kakao
        .accountStatus(shop.uri(Kakao.ID), type, kakao.person("haneul"), change)
        .timeout(Duration.ofSeconds(20)); // a busy machine is no fault of the shop
  }

  private static int status(FakeNotice notice) {
    return notice.send().get(0).status().orElseThrow();
  }

  @Test
  void whatHappenedBeforeTheLastSignInIsNotAboutItThoughTheVisitorHasLoggedOutSince() {
    MemberId member = signUp("haneul");
    clock.advance(Duration.ofHours(1));
    long unlinked = clock.instant().getEpochSecond();
    clock.advance(Duration.ofMinutes(1));
    signIn("haneul");
    assertThat(sync.members().logOut(member, Kakao.ID)).isTrue();
    clock.advance(Duration.ofMinutes(1));

    assertThat(status(notice(UNLINKED, draft -> draft.claim("toe", unlinked)))).isEqualTo(202);
    runDue();

    assertThat(identity("haneul")).isPresent();
  }
}
