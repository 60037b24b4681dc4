package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync.Observer.Kind;
import io.membersync.Members.Standing;
import io.membersync.Secret;
import io.membersync.SignInResult;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.Rejected;
import io.membersync.member.MemberId;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.facebook.Facebook;
import io.membersync.provider.line.Line;
import io.membersync.testing.FacebookEndpoint;
import io.membersync.testing.Failure;
import io.membersync.testing.FakeFacebook;
import io.membersync.testing.FakeLine;
import io.membersync.testing.LineEndpoint;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-ins in the shop's own app by LINE and Facebook, which say whose app an access token is for. */
class OwnAppSocialRoadTest extends RoadFixture {
  private final FakeLine line = FakeLine.setup().clock(clock).start();
  private final FakeFacebook facebook = FakeFacebook.setup().clock(clock).start();
  private TestBrowser phone = new TestBrowser();

  @BeforeEach
  void newPhone() {
    phone = new TestBrowser();
    line.registerRedirectUri(CALLBACKS.resolve("line"));
    facebook.registerRedirectUri(CALLBACKS.resolve("facebook"));
    line.unlink(line.person("haneul"));
    facebook.unlink(facebook.person("haneul"));
    line.clearFailures();
    facebook.clearFailures();
    line.forgetRequests();
    facebook.forgetRequests();
  }

  @AfterAll
  void closeProviders() {
    line.close();
    facebook.close();
  }

  private void sells(Provider provider) {
    sync = open(bare(told()).provider(provider).callbacks(CALLBACKS));
  }

  private Line oursAtLine() {
    return Line.of(line.clientId(), Secret.of(line.clientSecret()));
  }

  private SignInResult byLine(String channelId, String... handedOver) {
    return phone.signInByApp(
        sync,
        Line.ID,
        nonce -> line.signInByApp(line.person("haneul"), channelId, nonce),
        handedOver);
  }

  private SignInResult byFacebook(String appId) {
    return phone.signInByApp(
        sync, Facebook.ID, nonce -> facebook.signInByApp(facebook.person("haneul"), appId));
  }

  private void refused(SignInResult result, RejectReason reason, String code) {
    assertThat(result).isInstanceOf(Rejected.class);
    Rejected rejected = (Rejected) result;
    assertThat(rejected.reason()).isEqualTo(reason);
    assertThat(rejected.details().error().orElseThrow().code()).isEqualTo(code);
    assertThat(members.count()).isZero();
  }

  // ---- LINE

  @Test
  void theWebsRefreshTokenIsUsedWhenAnAppsTokenWithoutAnEndHasRunOut() {
    sells(line.provider(oursAtLine()));
    MemberId member =
        memberOf(browser.signIn(sync, Line.ID, uri -> line.visitor("haneul").agree(uri)));
    assertThat(memberOf(byLine(line.clientId(), "access_token"))).isEqualTo(member);
    clock.advance(Duration.ofDays(31));

    sync.members().unlink(member, Line.ID);
    runDue();

    assertThat(line.isLinked(line.person("haneul"))).as("told to LINE").isFalse();
  }

  @Test
  void aLineTokenAndIdTokenOfOurChannelMakeTheSameMemberAsTheWeb() {
    sells(line.provider(oursAtLine().withNativeApp()));
    line.signAsNativeApp(true);
    SignInResult onTheWeb =
        browser.signIn(sync, Line.ID, uri -> line.visitor("haneul").agree(uri));
    line.signAsNativeApp(false);

    assertThat(memberOf(byLine(line.clientId()))).isEqualTo(memberOf(onTheWeb));
    assertThat(line.calls(LineEndpoint.VERIFY)).isOne();
    assertThat(line.calls(LineEndpoint.TOKEN)).as("by the web alone").isOne();
  }

  @Test
  void aLineAccessTokenAloneIsEnough() {
    sells(line.provider(oursAtLine()));

    memberOf(byLine(line.clientId(), "access_token"));
  }

  @Test
  void anIdTokenOfTheAppAtARegistrationOfTheWebIsToldWithWhatToDo() {
    sells(line.provider(oursAtLine()));

    String log = Logged.during(
        () -> refused(byLine(line.clientId()), RejectReason.PROVIDER_PROTOCOL, "alg"));

    assertThat(log)
        .contains(
            "signed by ES256 and only HS256 is accepted",
            "the provider's app SDK? Then leave it out and hand over the access token");
  }

  @Test
  @Fault("UP-19")
  void aLineTokenOfAnotherChannelIsRefusedBeforeAnybodyIsLookedUp() {
    sells(line.provider(oursAtLine()));

    refused(byLine("2000000002", "access_token"), RejectReason.PROVIDER_PROTOCOL, "other_app");
    assertThat(line.calls(LineEndpoint.USER_INFO)).isZero();
  }

  @Test
  void aLineTokenThatHasEndedIsDead() {
    sells(line.provider(oursAtLine()));

    SignInResult result = phone.signInByApp(
        sync,
        Line.ID,
        nonce -> {
          Map<String, String> given =
              line.signInByApp(line.person("haneul"), line.clientId(), nonce);
          line.unlink(line.person("haneul"));
          return given;
        },
        "access_token");

    refused(result, RejectReason.CODE_DEAD, "invalid_request");
    assertThat(line.calls(LineEndpoint.USER_INFO)).isZero();
  }

  @Test
  void aTokenOfTheAppThatHasRunOutCannotTellLineAnyMore() {
    Heard heard = new Heard();
    sync = open(
        bare(told()).provider(line.provider(oursAtLine())).callbacks(CALLBACKS).observer(heard));
    MemberId member = memberOf(byLine(line.clientId(), "access_token"));
    clock.advance(Duration.ofDays(31));

    sync.members().unlink(member, Line.ID);
    runDue();

    assertThat(heard.ends(Kind.TASK, "unlink")).containsExactly("given-up token-dead");
    assertThat(line.isLinked(line.person("haneul"))).isTrue();
  }

  @Test
  void aTokenOfTheAppThatLivesEndsTheConsentAtLine() {
    sells(line.provider(oursAtLine()));
    MemberId member = memberOf(byLine(line.clientId(), "access_token"));

    sync.members().unlink(member, Line.ID);
    runDue();

    assertThat(line.isLinked(line.person("haneul"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 503})
  void theAppsLivingTokenIsUsedWhereTheWebsRefreshTokenCannotBeExchanged(int status) {
    MemberId member = agreesAnewInTheApp();
    clock.advance(Duration.ofHours(2));
    line.failNext(
        LineEndpoint.TOKEN,
        Failure.raw(
            status,
            Map.of("Content-Type", "application/json"),
            "{\"error\":\"invalid_client\",\"error_description\":\"wrong\"}"));

    sync.members().unlink(member, Line.ID);
    runDue();

    assertThat(line.isLinked(line.person("haneul"))).isFalse();
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  @Test
  void anAppsTokenIsGivenOutAsOftenAsItIsAskedForThoughTheWebsRefreshTokenIsDead() {
    MemberId member = agreesAnewInTheApp(TokenPolicy.KEEP);
    clock.advance(Duration.ofHours(2));

    assertThat(sync.members().withAccessToken(member, Line.ID, Secret::reveal)).isPresent();
    int asked = line.calls(LineEndpoint.TOKEN);
    assertThat(sync.members().withAccessToken(member, Line.ID, Secret::reveal)).isPresent();
    assertThat(line.calls(LineEndpoint.TOKEN)).as("not tried again").isEqualTo(asked);
  }

  // ---- Facebook

  @Test
  void anAppsTokenIsExchangedForALongerLivedOneAtOnce() {
    sync = open(bare(told())
        .provider(facebook.provider())
        .callbacks(CALLBACKS)
        .tokens(Facebook.ID, TokenPolicy.KEEP));
    MemberId member = memberOf(byFacebook(facebook.clientId()));
    runDue();
    assertThat(facebook.calls(FacebookEndpoint.TOKEN)).isOne();
    clock.advance(Duration.ofDays(50));
    assertThat(sync.members().withAccessToken(member, Facebook.ID, Secret::reveal))
        .isPresent();

    clock.advance(Duration.ofDays(61));
    assertThat(sync.members().withAccessToken(member, Facebook.ID, Secret::reveal))
        .as("a dead one is none")
        .isEmpty();
  }

  @Test
  void aTokenThatCannotBeExchangedNowIsAfterAWhile() {
    sync = open(bare(told())
        .provider(facebook.provider())
        .callbacks(CALLBACKS)
        .tokens(Facebook.ID, TokenPolicy.KEEP));
    facebook.failNext(FacebookEndpoint.TOKEN, Failure.status(503));
    MemberId member = memberOf(byFacebook(facebook.clientId()));
    assertThat(sync.members().withAccessToken(member, Facebook.ID, Secret::reveal))
        .isEmpty();
    runDue(); // whoever has failed is still the one to try
    clock.advance(Duration.ofMinutes(2));

    runDue();

    clock.advance(Duration.ofHours(5));
    assertThat(sync.members().withAccessToken(member, Facebook.ID, Secret::reveal))
        .isPresent();
  }

  @Test
  void aTokenThatHasRunOutIsNotTriedInPlaceOfTheAppsThatLives() {
    sync = open(bare(told())
        .provider(facebook.provider())
        .callbacks(CALLBACKS)
        .tokens(Facebook.ID, TokenPolicy.KEEP));
    MemberId member = memberOf(
        browser.signIn(sync, Facebook.ID, uri -> facebook.visitor("haneul").agree(uri)));
    runDue();
    clock.advance(Duration.ofDays(70));
    assertThat(memberOf(byFacebook(facebook.clientId()))).isEqualTo(member);
    runDue();
    clock.advance(Duration.ofDays(2));

    assertThat(sync.members().reconcile(Facebook.ID, Optional.empty(), 100).looked())
        .containsOnly(Map.entry(Standing.LINKED, 1));
  }

  @Test
  void aFacebookTokenOfOurAppMakesTheSameMemberAsTheWeb() {
    sells(facebook.provider());
    SignInResult onTheWeb =
        browser.signIn(sync, Facebook.ID, uri -> facebook.visitor("haneul").agree(uri));

    assertThat(memberOf(byFacebook(facebook.clientId()))).isEqualTo(memberOf(onTheWeb));
    assertThat(facebook.calls(FacebookEndpoint.TOKEN_INFO)).isOne();
    assertThat(facebook.requests(FacebookEndpoint.TOKEN_INFO).get(0).header("Authorization"))
        .contains("Bearer " + facebook.clientId() + "|" + facebook.clientSecret());
  }

  @Test
  @Fault("UP-19")
  void aFacebookTokenOfAnotherAppIsRefusedBeforeAnybodyIsLookedUp() {
    sells(facebook.provider());

    refused(byFacebook("100000000000002"), RejectReason.PROVIDER_PROTOCOL, "other_app");
    assertThat(facebook.calls(FacebookEndpoint.ME)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"data.type, PAGE", "data.is_valid, false", "data.app_id, 100000000000002"})
  @Fault("UP-19")
  void whatIsNoLivingTokenOfAVisitorOfOursIsRefused(String path, String value) {
    sells(facebook.provider());
    String json = value.equals("false") ? value : "\"" + value + "\"";
    facebook.failNext(FacebookEndpoint.TOKEN_INFO, Failure.set(path, json));

    refused(byFacebook(facebook.clientId()), RejectReason.PROVIDER_PROTOCOL, "other_app");
  }

  @ParameterizedTest
  @CsvSource({"data.app_id, 100000000000001", "data.expires_at, 0"})
  void anAppIdThatIsANumberAndATokenThatNeverEndsAreTaken(String path, String json) {
    sells(facebook.provider());
    facebook.failNext(FacebookEndpoint.TOKEN_INFO, Failure.set(path, json));

    memberOf(byFacebook(facebook.clientId()));
  }

  @Test
  void aFacebookTokenThatIsSomebodyElsesThanTheProfileIsRefused() {
    sells(facebook.provider());
    facebook.failNext(
        FacebookEndpoint.TOKEN_INFO, Failure.set("data.user_id", "\"10220000000000009\""));

    refused(byFacebook(facebook.clientId()), RejectReason.PROVIDER_PROTOCOL, "subject");
  }

  @Test
  void aFacebookTokenThatHasEndedIsDead() {
    sells(facebook.provider());

    SignInResult result = phone.signInByApp(sync, Facebook.ID, nonce -> {
      Map<String, String> given =
          facebook.signInByApp(facebook.person("haneul"), facebook.clientId());
      facebook.unlink(facebook.person("haneul"));
      return given;
    });

    refused(result, RejectReason.CODE_DEAD, "190");
  }

  @Test
  @Fault("UP-19")
  void aTokenInTheRefreshTokensPlaceIsNotExchangedWhereThereAreNoRefreshTokens() {
    sells(facebook.provider());

    SignInResult result = phone.signInByApp(
        sync,
        Facebook.ID,
        nonce -> Map.of(
            "refresh_token",
            facebook
                .signInByApp(facebook.person("haneul"), "100000000000002")
                .get("access_token")));

    refused(result, RejectReason.CONFIGURATION, "refresh_token_unproven");
    assertThat(facebook.calls(FacebookEndpoint.TOKEN)).isZero();
  }

  private MemberId agreesAnewInTheApp() {
    return agreesAnewInTheApp(TokenPolicy.KEEP_FOR_UNLINKING);
  }

  private MemberId agreesAnewInTheApp(TokenPolicy policy) {
    sync = open(bare(told())
        .provider(line.provider(oursAtLine()))
        .callbacks(CALLBACKS)
        .tokens(Line.ID, policy));
    MemberId member =
        memberOf(browser.signIn(sync, Line.ID, uri -> line.visitor("haneul").agree(uri)));
    clock.advance(Duration.ofDays(1));
    line.unlink(line.person("haneul")); // of which LINE tells nobody
    assertThat(memberOf(byLine(line.clientId(), "access_token"))).isEqualTo(member);
    return member;
  }

  @Test
  void aRefreshTokenFromBeforeTheAppsSignInMakesNobodyMissing() {
    agreesAnewInTheApp();
    clock.advance(Duration.ofDays(2));

    assertThat(sync.members().reconcile(Line.ID, Optional.empty(), 100).missing())
        .isEmpty();
  }

  @Test
  void theAppsLivingTokenTellsLineThatAMemberLeaves() {
    MemberId member = agreesAnewInTheApp();

    sync.members().unlink(member, Line.ID);
    runDue();

    assertThat(line.isLinked(line.person("haneul"))).isFalse();
  }
}
