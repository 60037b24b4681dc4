package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Members;
import io.membersync.Members.Standing;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.SignInResult.Unavailable;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.provider.Provider;
import io.membersync.provider.apple.Apple;
import io.membersync.testing.AppleEndpoint;
import io.membersync.testing.Failure;
import io.membersync.testing.FakeApple;
import io.membersync.testing.FakeNotice;
import io.membersync.testing.IdTokenDraft;
import io.membersync.testing.ReceivedRequest;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign in with Apple, from its page to the shop's row and back, with what only Apple does. */
class AppleRoadTest extends SocialFixture<FakeApple> {
  AppleRoadTest() {
    super(Apple.ID);
  }

  @Override
  FakeApple start() {
    return FakeApple.setup().clock(clock).start();
  }

  @Override
  Provider registered() {
    return fake.provider();
  }

  // ---- the sign-in

  @Tag(RoadShop.WRITES_THE_NAME)
  @Test
  void fillsTheMembersRowFromTheIdTokenAndTheFormsName() {
    MemberId member = comesAndIsMember("haneul");

    assertThat(written(member))
        .containsEntry("name", "김하늘")
        .containsEntry("email", "haneul@shop.example");
  }

  @Test
  void provesItselfByATokenThatItSignsItself() {
    comesAndIsMember("haneul");

    ReceivedRequest asked = fake.requests(AppleEndpoint.AUTHORIZE).get(0);
    assertThat(asked.queryParameter("response_mode")).contains("form_post");
    ReceivedRequest token = fake.requests(AppleEndpoint.TOKEN).get(0);
    assertThat(token.formParameter("client_secret").orElseThrow().split("\\.")).hasSize(3);
  }

  @Tag(RoadShop.WRITES_THE_NAME)
  @Test
  void theNameOfTheFirstTimeStaysWhenNoneComesAgain() {
    MemberId member = comesAndIsMember("haneul");

    assertThat(comesAndIsMember("haneul")).isEqualTo(member);
    assertThat(written(member)).containsEntry("name", "김하늘");
  }

  @Tag(RoadShop.WRITES_THE_NAME)
  @Test
  void theNameSurvivesAStoreThatIsDown() {
    watched.beforeNext("members.create", () -> {
      throw MemberStoreException.unavailable("store-unavailable", "no connection");
    });
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> comes("haneul"))
        .isInstanceOf(MemberStoreException.class);

    MemberId member = comesAndIsMember("haneul"); // Apple sends no name any more

    assertThat(written(member)).containsEntry("name", "김하늘");
  }

  @Tag(RoadShop.WRITES_THE_NAME)
  @Test
  void theNameSurvivesKeysThatCannotBeHad() {
    fake.failUntilCleared(AppleEndpoint.KEYS, Failure.status(503));
    assertThat(comes("haneul")).isInstanceOf(Unavailable.class);

    fake.clearFailures();
    clock.advance(Duration.ofMinutes(1));
    MemberId member = comesAndIsMember("haneul"); // Apple sends no name any more

    assertThat(written(member)).containsEntry("name", "김하늘");
  }

  @Test
  void nothingButTheNameIsKeptOfATokenThatCouldNotBeChecked() {
    fake.failUntilCleared(AppleEndpoint.KEYS, Failure.status(503));
    fake.changeNextIdToken(token -> token.claim("email", "another@shop.example"));
    assertThat(comes("haneul")).isInstanceOf(Unavailable.class);

    fake.clearFailures();
    clock.advance(Duration.ofMinutes(1));
    fake.changeNextIdToken(token -> token.withoutClaim("email"));
    MemberId member = comesAndIsMember("haneul");

    assertThat(written(member)).doesNotContainKey("email");
  }

  @Test
  void aRelayAddressIsTakenAndNeverMatchedBy() {
    MemberId member = memberOf(comes("haneul", visitor -> visitor.withholding(FakeApple.EMAIL)));

    assertThat(written(member).get("email")).endsWith("@privaterelay.appleid.com");
  }

  @Test
  void truthMayBeWrittenAsText() {
    fake.writeFlagsAsText();
    sync = open(shop(told()).provider(registered()));
    MemberId byKakao = signUp("haneul"); // has the same e-mail, verified there and here

    SignInResult result = comes("haneul");

    assertThat(byKakao).isNotNull();
    assertThat(result)
        .as("a verified address that is a member's: prove it first")
        .isInstanceOf(SignInResult.NeedsProof.class);
  }

  @Test
  void cancelIsCancel() {
    SignInResult result = browser.signIn(sync, id, uri -> fake.visitor("haneul").cancel(uri));

    assertThat(((Cancelled) result).reason()).isEqualTo(CancelReason.VISITOR);
  }

  // ---- who is speaking

  @Test
  @Fault("AR-20")
  void theFormIsFinishedByTheBrowserThatBeganOnly() {
    TestBrowser mallory = new TestBrowser();
    URI hers = fake.visitor("haneul").agree(mallory.begin(sync, id, SignIn.returningTo("/")));

    refused(new TestBrowser().complete(sync, id, hers), RejectReason.OTHER_BROWSER);
    assertThat(fake.calls(AppleEndpoint.TOKEN)).isZero();
  }

  @Test
  void aTokenThatSaysItRepeatsTheNonceMustDoSo() {
    fake.changeNextIdToken(token -> token.withoutClaim("nonce"));
    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);

    fake.changeNextIdToken(token -> token.claim("nonce", "of-another-sign-in"));
    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);
    assertNobodyBecameAMember();
  }

  @Test
  void keysThatChangeInTheMiddleAreFetchedAnew() {
    comesAndIsMember("haneul");
    fake.rotateKeys();

    assertThat(comes("doyun")).isInstanceOf(SignedIn.class);
  }

  // ---- bad days

  @Test
  void aKeyThatAppleDoesNotKnowIsTheShopsConfiguration() {
    try (FakeApple another = start()) {
      sync = open(with(
          told(),
          fake.provider(
              Apple.of(fake.clientId(), "TEAMID0001", "ABC123DEFG", another.privateKey()))));

      refused(comes("haneul"), RejectReason.CONFIGURATION);
    }
  }

  @Test
  void aProviderThatIsDownIsUnavailable() {
    fake.failUntilCleared(AppleEndpoint.TOKEN, Failure.html(503));

    assertThat(comes("haneul")).isInstanceOf(Unavailable.class);
    assertNobodyBecameAMember();
  }

  // ---- ending the link

  @Test
  void theShopEndsTheLinkWithATokenThatIsRefreshedFirst() {
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofDays(30));

    assertThat(sync.members().unlink(member, id)).isTrue();
    assertThat(runDue()).isOne();

    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
    assertThat(fake.requests(AppleEndpoint.REVOKE).get(0).formParameter("token_type_hint"))
        .contains("access_token");
  }

  @Test
  void aRefreshTokenThatWasReplacedIsNotLostWhenTheUnlinkCallFails() {
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofDays(30));
    fake.forgetRequests();
    fake.failNext(AppleEndpoint.TOKEN, Failure.set("refresh_token", "\"another\""));
    fake.failNext(AppleEndpoint.REVOKE, Failure.status(503));
    sync.members().unlink(member, id);
    runDue();

    clock.advance(Duration.ofMinutes(5));
    runDue();

    assertThat(fake.requests(AppleEndpoint.TOKEN))
        .as("the first one may be spent")
        .hasSize(1);
    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  // ---- what Apple tells later

  @ParameterizedTest
  @ValueSource(strings = {"consent-revoked", "account-delete", "account-deleted"})
  @Fault("WH-03")
  void aRevokedConsentClosesTheLinkOnce(String type) {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    FakeNotice notice = fake.notification(shop.uri(id), type, fake.person("haneul"));

    assertThat(notice.times(3).send()).allMatch(FakeNotice.Reply::isAccepted);
    runDue();

    assertThat(wayIn("haneul")).isEmpty();
    assertThat(events)
        .extracting(Members.Event::kind)
        .containsExactly(Members.Event.Kind.SIGNED_UP, Members.Event.Kind.LEAVE_PENDING);
    assertThat(fake.calls(AppleEndpoint.REVOKE)).as("Apple knows it already").isZero();
  }

  @Test
  void aNotificationFromBeforeTheLinkDoesNotEndIt() {
    comesAndIsMember("haneul");

    assertThat(status(fake.notification(
            shop.uri(id),
            "consent-revoked",
            fake.person("haneul"),
            clock.instant().minus(Duration.ofHours(2)),
            draft -> draft)))
        .isEqualTo(200);
    runDue();

    assertThat(wayIn("haneul")).isPresent();
  }

  @Test
  void aNotificationOfWhatWasAgreedToAnewMeanwhileDoesNotEndTheLink() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    Instant revoked = clock.instant();
    fake.unlink(fake.person("haneul"));
    clock.advance(Duration.ofMinutes(1));
    comesAndIsMember("haneul");

    assertThat(status(fake.notification(
            shop.uri(id), "consent-revoked", fake.person("haneul"), revoked, draft -> draft)))
        .isEqualTo(200);
    runDue();

    assertThat(wayIn("haneul")).isPresent();
    assertThat(events)
        .extracting(Members.Event::kind)
        .doesNotContain(Members.Event.Kind.LEAVE_PENDING);
  }

  @Test
  void aClockThatIsAheadAtAppleKeepsNobodyOutWhoComesBack() {
    comes("haneul", visitor -> visitor.withholding(FakeApple.EMAIL));
    clock.advance(Duration.ofMinutes(1));
    Instant ahead = clock.instant().plus(Duration.ofSeconds(40));
    assertThat(status(fake.notification(
            shop.uri(id), "consent-revoked", fake.person("haneul"), ahead, draft -> draft)))
        .isEqualTo(200);
    runDue();
    assertThat(wayIn("haneul")).isEmpty();

    clock.advance(Duration.ofSeconds(5));
    SignInResult result = comes("haneul", visitor -> visitor.withholding(FakeApple.EMAIL));

    assertThat(result).isInstanceOf(SignedIn.class);
    assertThat(wayIn("haneul")).isPresent();
  }

  @Test
  void anEventThatIsAnObjectAndNoTextIsReadToo() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    String event = "{\"type\":\"consent-revoked\",\"sub\":\"" + fake.subject(fake.person("haneul"))
        + "\",\"event_time\":" + clock.instant().toEpochMilli() + "}";

    assertThat(status(fake.notification(
            shop.uri(id),
            "email-enabled",
            fake.person("haneul"),
            clock.instant(),
            draft -> draft.claimJson("events", event))))
        .isEqualTo(200);
    runDue();

    assertThat(wayIn("haneul")).isEmpty();
  }

  @Test
  void aSwitchedOffRelayAddressAndAnEventOfTomorrowAreTakenWithoutEffect() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    for (String type : List.of("email-disabled", "email-enabled", "some-new-event")) {
      assertThat(status(fake.notification(shop.uri(id), type, fake.person("haneul"))))
          .isEqualTo(200);
    }
    runDue();

    assertThat(wayIn("haneul")).isPresent();
  }

  @Test
  @Fault("WH-08")
  void aNotificationThatIsNotApplesWordToUsIsRefused() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    String idToken = "the ID token of a sign-in has no events";
    Map<String, UnaryOperator<IdTokenDraft>> wrong = Map.of(
        "audience",
        draft -> draft.claim("aud", "com.example.other"),
        "issuer",
        draft -> draft.claim("iss", "https://appleid.apple.com.evil.example"),
        "unsigned",
        draft -> draft.header("alg", "none").signature(bytes -> new byte[0]),
        "signature",
        draft -> draft.signature(bytes -> new byte[256]),
        "key",
        draft -> draft.header("kid", "unknown"),
        "no id",
        draft -> draft.withoutClaim("jti"),
        "from tomorrow",
        draft -> draft.claim("iat", clock.instant().getEpochSecond() + 86_400),
        "type",
        draft -> draft.header("typ", "at+jwt"),
        idToken,
        draft -> draft.withoutClaim("events"));
    wrong.forEach((why, change) -> assertThat(status(fake.notification(
            shop.uri(id), "consent-revoked", fake.person("haneul"), clock.instant(), change)))
        .as(why)
        .isEqualTo(400));
    assertThat(status(fake.notification(shop.uri(id), "consent-revoked", fake.person("haneul"))
            .method("GET")))
        .isEqualTo(405);
    assertThat(status(fake.notification(shop.uri(id), "consent-revoked", fake.person("haneul"))
            .body(json -> "{}")))
        .isEqualTo(400);
    runDue();

    assertThat(wayIn("haneul")).isPresent();
  }

  @Test
  void aNotificationThatCannotBeCheckedNowMayComeAgain() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    fake.rotateKeys();
    fake.failUntilCleared(AppleEndpoint.KEYS, Failure.status(503));
    FakeNotice notice = fake.notification(shop.uri(id), "consent-revoked", fake.person("haneul"));
    assertThat(status(notice)).isEqualTo(503);

    fake.clearFailures();
    clock.advance(Duration.ofMinutes(1));
    assertThat(status(notice)).isEqualTo(200);
    runDue();

    assertThat(wayIn("haneul")).isEmpty();
  }

  @Test
  void aLostNotificationIsMadeUpForByOneRefreshADayAtMost() {
    aLostEndIsFoundAndWaitsForAnOperator();

    long refreshes = fake.calls(AppleEndpoint.TOKEN);
    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.RECENT, 1));
    assertThat(fake.calls(AppleEndpoint.TOKEN)).isEqualTo((int) refreshes);
  }
}
