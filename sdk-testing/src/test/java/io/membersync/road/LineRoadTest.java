package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Begun;
import io.membersync.MemberSync;
import io.membersync.MemberSync.Observer.Kind;
import io.membersync.Members.Standing;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.SignInResult.Unavailable;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.line.Line;
import io.membersync.testing.Failure;
import io.membersync.testing.FakeLine;
import io.membersync.testing.FakeVisitor;
import io.membersync.testing.LineEndpoint;
import io.membersync.testing.ReceivedRequest;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** LINE, from its sign-in page to the shop's row and back, with what only LINE does. */
class LineRoadTest extends SocialFixture<FakeLine> {
  private static final String IN_LINE = "Mozilla/5.0 (iPhone) Safari Line/14.16.0";
  private static final Map<String, String> JSON =
      Map.of("Content-Type", "application/json;charset=UTF-8");

  LineRoadTest() {
    super(Line.ID);
  }

  @Override
  FakeLine start() {
    return FakeLine.setup().clock(clock).start();
  }

  @Override
  Provider registered() {
    return fake.provider(ours());
  }

  private Line ours() {
    return Line.of(fake.clientId(), Secret.of(fake.clientSecret()));
  }

  private MemberSync open(Line registration) {
    return open(with(told(), fake.provider(registration)));
  }

  // ---- the sign-in

  @Test
  void fillsTheMembersRow() {
    FieldMapping mapping =
        FieldMapping.basic().map(Field.NICKNAME, "nickname").map(Field.PICTURE, "picture");
    useMembers(mapping);
    sync = open(with(told(), registered()).mapping(mapping));

    MemberId member = comesAndIsMember("haneul");

    assertThat(written(member))
        .containsEntry("email", "haneul@shop.example")
        .containsEntry("nickname", "하늘이")
        .containsEntry("picture", "https://img.example/haneul.jpg")
        .doesNotContainKey("phone");
    assertThat(comesAndIsMember("haneul")).isEqualTo(member);
    assertThat(wayIn("haneul").orElseThrow().subject()).matches("U[0-9a-f]{32}");
  }

  @Test
  void provesItselfByTheChannelSecretAndPkce() {
    comesAndIsMember("haneul");

    ReceivedRequest asked = fake.requests(LineEndpoint.AUTHORIZE).get(0);
    ReceivedRequest token = fake.requests(LineEndpoint.TOKEN).get(0);
    assertThat(asked.queryParameter("scope")).contains("profile openid email");
    assertThat(asked.queryParameter("state").orElseThrow()).matches("[A-Za-z0-9]+");
    assertThat(asked.queryParameter("nonce")).isPresent();
    assertThat(token.formParameter("client_secret")).contains(fake.clientSecret());
    assertThat(token.formParameter("code_verifier")).isPresent();
    assertThat(fake.calls(LineEndpoint.KEYS)).as("the secret is the key").isZero();
  }

  @Test
  void anAccountWithoutAnythingMakesAMember() {
    assertThat(written(comesAndIsMember("bare"))).doesNotContainKey("email");
  }

  @Test
  void anEmailThatWasDeclinedComesWhenItIsAskedOnceMore() {
    MemberId member = memberOf(comes("haneul", visitor -> visitor.withholding(FakeLine.EMAIL)));
    assertThat(written(member)).doesNotContainKey("email");

    TestBrowser again = new TestBrowser();
    URI asked =
        again.begin(sync, id, SignIn.askingAgain(member, List.of("email"), List.of(), "/me"));
    assertThat(parameter(asked, "prompt")).isEqualTo("consent");
    memberOf(again.complete(sync, id, fake.visitor("haneul").agree(asked)));

    assertThat(written(member)).containsEntry("email", "haneul@shop.example");
  }

  @Test
  @Fault("LK-05")
  void anEmailIsNeverVerifiedWhateverATokenSays() {
    sync = open(shop(told()).provider(registered()));
    MemberId byKakao = signUp("haneul"); // with the same e-mail, verified there

    fake.changeNextIdToken(token -> token.claim("email_verified", true));
    MemberId byLine = comesAndIsMember("haneul");

    assertThat(byLine).as("another member, and no question").isNotEqualTo(byKakao);
  }

  // ---- the official account

  @Test
  void theFriendshipIsAChannelOfTheMember() {
    sync = openWithFriendship(ours().withOfficialAccount("@shop"));
    fake.setFriend(fake.person("haneul"), true);

    assertThat(written(comesAndIsMember("haneul")).get("channels")).contains("@shop", "added");
    assertThat(written(comesAndIsMember("doyun")).get("channels")).contains("@shop", "none");
  }

  @Test
  void whoBecomesAFriendOnTheWayIsOne() {
    sync = openWithFriendship(
        ours().withOfficialAccount("@shop").withBotPrompt(Line.BotPrompt.NORMAL));

    MemberId member = comesAndIsMember("haneul");
    MemberId without = memberOf(comes("doyun", visitor -> visitor.withholding(FakeLine.FRIEND)));

    assertThat(written(member).get("channels")).contains("added");
    assertThat(written(without).get("channels")).contains("none");
  }

  @Test
  void aFriendshipThatCannotBeReadCostsNothingElse() {
    sync = openWithFriendship(ours().withOfficialAccount("@shop"));
    fake.failNext(LineEndpoint.FRIENDSHIP, Failure.raw(403, JSON, "{\"message\":\"fake\"}"));

    assertThat(written(comesAndIsMember("haneul")))
        .containsKey("email")
        .doesNotContainKey("channels");
  }

  private MemberSync openWithFriendship(Line registration) {
    FieldMapping mapping = FieldMapping.basic().map(Field.CHANNELS, "channels");
    useMembers(mapping);
    Notices notices = Notices.of(
        "Wine Shop",
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE, Field.CHANNELS)
            .text("en", "Processed for the contract", "Contacts and channels.")
            .build());
    return open(with(notices, fake.provider(registration)).mapping(mapping));
  }

  // ---- who is speaking

  @Test
  @Fault({"ID-02", "ID-05"})
  void aTokenThatTheChannelSecretDidNotSignIsRefused() {
    fake.changeNextIdToken(
        token -> token.signedBy(key("fedcba9876543210fedcba9876543210"), "HmacSHA256"));
    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);

    fake.changeNextIdToken(
        token -> token.header("alg", "none").signature(signature -> new byte[0]));
    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);
    assertNobodyBecameAMember();
  }

  @Test
  void aNonceOfAnotherSignInAndNoneAreRefused() {
    fake.changeNextIdToken(token -> token.claim("nonce", "of-another-sign-in"));
    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);

    fake.changeNextIdToken(token -> token.withoutClaim("nonce"));
    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);
    assertNobodyBecameAMember();
  }

  @Test
  void aTokenOfTheNativeSdkIsTakenWhereTheShopSaysSoOnly() {
    fake.signAsNativeApp(true);
    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);
    assertThat(fake.calls(LineEndpoint.KEYS)).as("no key is looked for").isZero();
    assertNobodyBecameAMember();

    sync = open(ours().withNativeApp());
    comesAndIsMember("haneul");

    assertThat(fake.calls(LineEndpoint.KEYS)).isOne();
  }

  @Test
  @Fault({"ID-08", "ID-09"})
  void aTokenOfTheWebIsRefusedWhereTheNativeSdksAreTaken() throws Exception {
    sync = open(ours().withNativeApp());
    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);

    // What is published is no secret: nobody signs with the key's text, or with a point's
    // coordinate.
    String keys = get(fake.uri(LineEndpoint.KEYS)).body();
    String x = keys.replaceAll("(?s).*\"x\":\"([^\"]*)\".*", "$1");
    fake.changeNextIdToken(token -> token.signedBy(key(keys), "HmacSHA256"));
    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);
    fake.changeNextIdToken(token -> token
        .header("kid", "fake-line-key-1")
        .signedBy(new SecretKeySpec(Base64.getUrlDecoder().decode(x), "HMAC"), "HmacSHA256"));
    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);
    fake.changeNextIdToken(token -> token.header("alg", "ES256").header("kid", "fake-line-key-1"));
    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);
    assertNobodyBecameAMember();
  }

  private static SecretKeySpec key(String text) {
    return new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  @Test
  void aProfileOfSomebodyElseIsRefused() {
    fake.failNext(LineEndpoint.USER_INFO, Failure.set("sub", "\"U0\""));

    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);
    assertNobodyBecameAMember();
  }

  // ---- back without a code

  @Test
  @Fault("AR-13")
  void cancelIsCancel() {
    SignInResult result = browser.signIn(sync, id, uri -> fake.visitor("haneul").cancel(uri));

    assertThat(((Cancelled) result).reason()).isEqualTo(CancelReason.VISITOR);
  }

  @Test
  void signsInSilentlyInLinesOwnBrowserOnly() {
    comesAndIsMember("haneul");
    FakeVisitor visitor = fake.visitor("haneul").by(IN_LINE);
    assertThat(((Cancelled) silently(visitor)).reason())
        .as("nobody was asked, so nobody said no")
        .isEqualTo(CancelReason.NOT_SILENTLY);

    visitor.agree(new TestBrowser().begin(sync, id, SignIn.returningTo("/")));
    assertThat(silently(visitor)).isInstanceOf(SignedIn.class);

    fake.unlink(fake.person("haneul"));
    assertThat(((Cancelled) silently(visitor)).reason()).isEqualTo(CancelReason.NOT_SILENTLY);
    assertThat(sync.begin(
            id, new TestBrowser(), SignIn.returningTo("/").silently("Mozilla/5.0 Safari")))
        .isInstanceOf(Begun.NotStarted.class);
  }

  private SignInResult silently(FakeVisitor visitor) {
    TestBrowser fresh = new TestBrowser();
    URI asked = fresh.begin(sync, id, SignIn.returningTo("/").silently(IN_LINE));
    return fresh.complete(sync, id, visitor.open(asked).orElseThrow());
  }

  // ---- bad days

  @Test
  void aWrongSecretIsTheShopsConfiguration() {
    fake.changeClientSecret("another");

    refused(comes("haneul"), RejectReason.CONFIGURATION);
  }

  @Test
  void aProviderThatIsDownIsUnavailable() {
    fake.failNext(LineEndpoint.TOKEN, Failure.status(503));
    assertThat(comes("haneul")).isInstanceOf(Unavailable.class);

    fake.failUntilCleared(LineEndpoint.USER_INFO, Failure.status(500));
    assertThat(comes("haneul")).isInstanceOf(Unavailable.class);
    assertNobodyBecameAMember();
  }

  // ---- ending the link

  @Test
  void theShopsWordDeauthorizesTheVisitorByATokenOfTheChannel() {
    MemberId member = comesAndIsMember("haneul");

    assertThat(sync.members().unlink(member, id)).isTrue();
    assertThat(runDue()).isOne();

    ReceivedRequest channel = fake.requests(LineEndpoint.CHANNEL_TOKEN).get(0);
    assertThat(channel.parameterNames())
        .containsExactlyInAnyOrder("grant_type", "client_id", "client_secret");
    assertThat(channel.formParameter("grant_type")).contains("client_credentials");
    ReceivedRequest deauthorize = fake.requests(LineEndpoint.DEAUTHORIZE).get(0);
    assertThat(deauthorize.header("Content-Type")).contains("application/json");
    assertThat(deauthorize.header("Authorization").orElseThrow()).startsWith("Bearer ");
    assertThat(new String(deauthorize.body(), StandardCharsets.UTF_8))
        .matches("\\{\"userAccessToken\":\"[A-Za-z0-9_-]+\"}");
    assertThat(fake.calls(LineEndpoint.TOKEN)).as("the sign-in's alone").isOne();
    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
  }

  @Test
  void whoLeavesTheShopIsDeauthorizedToo() {
    MemberId member = comesAndIsMember("haneul");

    sync.members().left(member);
    runDue();

    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
  }

  @Test
  void anExpiredTokenIsRefreshedBeforeItIsUsedToDeauthorize() {
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofDays(31));

    sync.members().unlink(member, id);
    assertThat(runDue()).isOne();

    assertThat(fake.requests(LineEndpoint.TOKEN).get(1).formParameter("grant_type"))
        .contains("refresh_token");
    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
  }

  @Test
  void afterNinetyDaysItIsRecordedThatLineCannotBeToldAndTheLinkEndsAllTheSame() {
    Heard heard = new Heard();
    sync = open(with(told(), registered()).observer(heard));
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofDays(91));

    assertThat(sync.members().unlink(member, id)).isTrue();
    runDue();

    assertThat(heard.ends(Kind.TASK, "unlink")).containsExactly("given-up token-dead");
    assertThat(fake.calls(LineEndpoint.DEAUTHORIZE)).isZero();
    assertThat(fake.isLinked(fake.person("haneul")))
        .as("the consent at LINE stays")
        .isTrue();
    assertThat(books.tasks().findOpen(SHOP, 10)).as("nothing to repeat").isEmpty();
    assertThat(wayIn("haneul")).isEmpty();
    comesAndIsMember("haneul");
  }

  @Test
  void afterNinetyDaysAKeptTokenIsGoneUntilTheMemberComesAgain() {
    sync = open(with(told(), registered()).tokens(id, TokenPolicy.KEEP));
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofDays(91));

    assertThat(sync.members().withAccessToken(member, id, Secret::reveal)).isEmpty();
    assertThat(wayIn("haneul")).as("the link stays").isPresent();

    assertThat(comesAndIsMember("haneul")).isEqualTo(member);
    assertThat(sync.members().withAccessToken(member, id, Secret::reveal)).isPresent();
  }

  @Test
  void aConsentThatEndedAtLinesSideIsDoneAfterOneLook() {
    Heard heard = new Heard();
    sync = open(with(told(), registered()).observer(heard));
    MemberId member = comesAndIsMember("haneul");
    fake.unlink(fake.person("haneul"));

    assertThat(sync.members().unlink(member, id)).isTrue();
    runDue();

    assertThat(fake.calls(LineEndpoint.DEAUTHORIZE)).isOne();
    assertThat(fake.calls(LineEndpoint.VERIFY)).isOne();
    assertThat(heard.ends(Kind.TASK, "unlink")).containsExactly("done token-dead");
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  @Test
  void aTokenThatDiesBeforeItsTimeIsRefreshedAndLineIsStillTold() {
    fake.failNext(LineEndpoint.TOKEN, Failure.set("expires_in", "31536000"));
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofDays(31));

    sync.members().unlink(member, id);
    assertThat(runDue()).isOne();

    assertThat(fake.calls(LineEndpoint.DEAUTHORIZE)).isEqualTo(2);
    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  @Test
  void whereNobodyAnswersWhileTheTokenIsRefreshedItIsTriedAgain() {
    fake.failNext(LineEndpoint.TOKEN, Failure.set("expires_in", "31536000"));
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofDays(31));
    fake.failNext(LineEndpoint.TOKEN, Failure.status(503));
    sync.members().unlink(member, id);

    runDue();
    assertThat(books.tasks().findOpen(SHOP, 10)).isNotEmpty();
    clock.advance(Duration.ofHours(1));
    runDue();

    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  @Test
  void somebodyElsesTokensInTheirPlaceAreNotUsedAndNotAskedForAgain() {
    Heard heard = new Heard();
    sync = open(with(told(), registered()).observer(heard));
    fake.failNext(LineEndpoint.TOKEN, Failure.set("expires_in", "31536000"));
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofDays(31));
    fake.failNext(LineEndpoint.TOKEN, Failure.set("id_token", "\"a.b.c\""));
    sync.members().unlink(member, id);

    runDue();

    assertThat(heard.ends(Kind.TASK, "unlink")).containsExactly("given-up protocol");
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
    assertThat(fake.calls(LineEndpoint.DEAUTHORIZE)).isOne();
  }

  @Test
  void aRefusalOfATokenThatLivesIsNotTakenForAnEnd() {
    MemberId member = comesAndIsMember("haneul");
    fake.failNext(
        LineEndpoint.DEAUTHORIZE, Failure.raw(400, JSON, "{\"message\":\"invalid token\"}"));
    sync.members().unlink(member, id);

    runDue();
    assertThat(books.tasks().findOpen(SHOP, 10)).isNotEmpty();
    clock.advance(Duration.ofHours(1));
    runDue();

    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  @Test
  void anUnlinkThatLineCannotTakeNowIsTriedAgain() {
    MemberId member = comesAndIsMember("haneul");
    fake.failNext(LineEndpoint.DEAUTHORIZE, Failure.status(503));
    sync.members().unlink(member, id);

    runDue();
    assertThat(books.tasks().findOpen(SHOP, 10)).isNotEmpty();
    clock.advance(Duration.ofHours(1));
    runDue();

    assertThat(fake.calls(LineEndpoint.DEAUTHORIZE)).isEqualTo(2);
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  @Test
  void aChannelTokenThatIsRefusedSaysNothingOfTheVisitor() {
    MemberId member = comesAndIsMember("haneul");
    fake.failNext(
        LineEndpoint.CHANNEL_TOKEN, Failure.raw(400, JSON, "{\"error\":\"invalid_grant\"}"));
    sync.members().unlink(member, id);

    runDue();
    assertThat(fake.isLinked(fake.person("haneul"))).isTrue();
    clock.advance(Duration.ofHours(1));
    runDue();

    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
  }

  private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aLinkThatEndedAtLineIsFoundThoughLineTellsNobody() {
    aLostEndIsFoundAndWaitsForAnOperator();
  }

  @Test
  void aRefreshTokenThatIsOlderThanNinetyDaysSaysNothing() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofDays(89));
    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.LINKED, 1));

    clock.advance(Duration.ofDays(2));
    assertThat(reconcile().looked())
        .as("its life is counted from the sign-in, not from the last refresh")
        .containsOnly(Map.entry(Standing.NO_TOKEN, 1));
  }
}
