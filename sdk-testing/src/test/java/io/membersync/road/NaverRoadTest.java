package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Begun;
import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.SignInResult.Unavailable;
import io.membersync.consent.Notices;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.Provider;
import io.membersync.provider.naver.Naver;
import io.membersync.testing.Failure;
import io.membersync.testing.FakeNaver;
import io.membersync.testing.FakeNotice;
import io.membersync.testing.FakeVisitor;
import io.membersync.testing.NaverEndpoint;
import io.membersync.testing.ReceivedRequest;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Naver, from its sign-in page to the shop's row and back, with what only Naver does. */
class NaverRoadTest extends SocialFixture<FakeNaver> {
  private static final String IN_NAVER = "Mozilla/5.0 (Linux) NAVER(inapp; search; 1200; 12.9.1)";

  NaverRoadTest() {
    super(Naver.ID);
  }

  @Override
  FakeNaver start() {
    return FakeNaver.setup().clock(clock).start();
  }

  @Override
  Provider registered() {
    return fake.provider(ours());
  }

  private Naver ours() {
    return Naver.of(fake.clientId(), Secret.of(fake.clientSecret()));
  }

  private MemberSync open(Notices notices, Naver registration) {
    return open(with(notices, fake.provider(registration)));
  }

  // ---- the sign-in

  @Test
  void fillsTheMembersRow() {
    FieldMapping mapping = FieldMapping.basic()
        .map(Field.BIRTHDAY, "birthday")
        .map(Field.BIRTH_YEAR, "birth_year")
        .map(Field.GENDER, "sex");
    useMembers(mapping);
    sync = open(with(told(), fake.provider(ours())).mapping(mapping));

    MemberId member = comesAndIsMember("haneul");

    assertThat(written(member))
        .containsEntry("email", "haneul@shop.example")
        .containsEntry("phone", "+821055501234")
        .containsEntry("birthday", "--04-15")
        .containsEntry("birth_year", "1991")
        .containsEntry("sex", "female");
  }

  @Test
  void nothingThatNaverSaysIsMatchedByForNothingIsVerified() {
    sync = open(shop(told()).provider(fake.provider(ours())));
    MemberId byKakao = signUp("haneul"); // with the same, verified, phone number

    MemberId byNaver = comesAndIsMember("haneul");

    assertThat(byNaver).as("another member, and no question").isNotEqualTo(byKakao);
  }

  @Test
  void provesItselfByItsSecretAndTheState() {
    comesAndIsMember("haneul");

    ReceivedRequest asked = fake.requests(NaverEndpoint.AUTHORIZE).get(0);
    ReceivedRequest token = fake.requests(NaverEndpoint.TOKEN).get(0);
    assertThat(asked.parameterNames())
        .containsExactlyInAnyOrder("response_type", "client_id", "redirect_uri", "state");
    assertThat(token.formParameter("state")).isEqualTo(asked.queryParameter("state"));
    assertThat(token.formParameter("client_secret")).contains(fake.clientSecret());
    assertThat(token.parameterNames()).doesNotContain("code_verifier");
  }

  @Test
  @Fault("AR-21")
  void aCodeOfOneTabWithTheStateOfTheOtherIsRefusedByNaver() {
    URI one = browser.begin(sync, id, SignIn.returningTo("/"));
    URI two = browser.begin(sync, id, SignIn.returningTo("/"));
    String stolen = fake.visitor("haneul").agree(one).toString();
    String own = fake.visitor("doyun").agree(two).toString();
    String injected = own.replaceAll("code=[^&]*", "code=" + codeOf(stolen));

    refused(browser.complete(sync, id, URI.create(injected)), RejectReason.CODE_DEAD);

    assertThat(wayIn("haneul")).isEmpty();
    assertThat(wayIn("doyun")).isEmpty();
  }

  private static String codeOf(String callback) {
    return callback.replaceAll(".*[?&]code=([^&]*).*", "$1");
  }

  @Test
  void anAccountWithoutAnythingMakesAMember() {
    MemberId member = comesAndIsMember("bare");

    assertThat(values(member).values())
        .as("no masked nickname and no star")
        .noneMatch(value -> value.contains("*"));
  }

  @Test
  void whatWasDeclinedComesWhenItIsAskedOnceMore() {
    sync = open(told(), ours().withItems(Field.EMAIL, Field.PHONE));
    MemberId member = memberOf(comes("haneul", visitor -> visitor.withholding("email", "mobile")));
    assertThat(written(member)).doesNotContainKey("email");

    TestBrowser again = new TestBrowser();
    URI asked =
        again.begin(sync, Naver.ID, SignIn.askingAgain(member, List.of("email"), List.of(), "/me"));
    assertThat(asked.getRawQuery()).contains("auth_type=reprompt");
    memberOf(again.complete(sync, Naver.ID, fake.visitor("haneul").agree(asked)));

    assertThat(written(member)).containsEntry("email", "haneul@shop.example");
  }

  @Test
  void cancelIsCancel() {
    SignInResult result =
        browser.signIn(sync, Naver.ID, uri -> fake.visitor("haneul").cancel(uri));

    assertThat(((Cancelled) result).reason()).isEqualTo(CancelReason.VISITOR);
  }

  @Test
  void signsInSilentlyInNaversOwnBrowserOnly() {
    comesAndIsMember("haneul");
    FakeVisitor visitor = fake.visitor("haneul").by(IN_NAVER);
    visitor.agree(new TestBrowser().begin(sync, Naver.ID, SignIn.returningTo("/")));

    assertThat(silently(visitor, IN_NAVER)).isInstanceOf(SignedIn.class);

    FakeVisitor stranger = fake.visitor("doyun").by(IN_NAVER);
    SignInResult unknown = silently(stranger, IN_NAVER);
    assertThat(((Cancelled) unknown).reason())
        .as("nobody was asked, so nobody said no")
        .isEqualTo(CancelReason.NOT_SILENTLY);
    assertThat(sync.begin(
            Naver.ID, new TestBrowser(), SignIn.returningTo("/").silently("Mozilla/5.0 Safari")))
        .isInstanceOf(Begun.NotStarted.class);
  }

  private SignInResult silently(FakeVisitor visitor, String agent) {
    TestBrowser fresh = new TestBrowser();
    URI asked = fresh.begin(sync, Naver.ID, SignIn.returningTo("/").silently(agent));
    return fresh.complete(sync, Naver.ID, visitor.open(asked).orElseThrow());
  }

  // ---- OpenID Connect

  @Test
  void speaksOpenIdConnectWithPkce() {
    sync = open(told(), ours().withOpenIdConnect());

    MemberId member = comesAndIsMember("haneul");

    assertThat(fake.calls(NaverEndpoint.TOKEN)).isZero();
    assertThat(fake.requests(NaverEndpoint.OPENID_TOKEN).get(0).formParameter("code_verifier"))
        .isPresent();
    assertThat(comesAndIsMember("haneul")).isEqualTo(member);
  }

  @Test
  void toleratesATokenWithoutNonceAndRefusesAnotherOne() {
    sync = open(told(), ours().withOpenIdConnect());

    fake.changeNextIdToken(token -> token.withoutClaim("nonce"));
    comesAndIsMember("haneul");
    fake.changeNextIdToken(token -> token.claim("nonce", "of-another-sign-in"));

    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);
  }

  // ---- terms and addresses

  @Test
  void termsAgreedOnNaversScreenAreConsentsAndOthersAreAskedHere() {
    fake.delegateTerms(List.of("tos", "age14"), List.of("marketing"));
    sync = open(Notices.korea("Wine Shop"), ours().withServiceTerms());

    NeedsConsent needs =
        needsConsent(comes("haneul", visitor -> visitor.withholding(FakeNaver.TERM + "marketing")));

    assertThat(needs.missing().asked()).noneMatch(notice -> notice.tag().equals("tos"));
    assertThat(needs.missing().asked()).noneMatch(notice -> notice.tag().equals("age14"));
  }

  @Test
  void theDeliveryAddressComesWithItsOwnConsentAndIsMissedByNobodyElse() {
    FieldMapping mapping = FieldMapping.basic().map(Field.SHIPPING_ADDRESSES, "addresses");
    useMembers(mapping);
    fake.offerItems("email", FakeNaver.PAY_ADDRESS);
    sync = open(with(told(), fake.provider(ours().withDeliveryAddress())).mapping(mapping));

    MemberId member = comesAndIsMember("haneul");
    MemberId without =
        memberOf(comes("doyun", visitor -> visitor.withholding(FakeNaver.PAY_ADDRESS)));

    assertThat(written(member).get("addresses")).contains("서울특별시 중구 견본로 12");
    assertThat(values(without)).doesNotContainKey("addresses");
  }

  // ---- bad days

  @Test
  void aFailureInsideAStatusOf200IsOne() {
    URI callback =
        fake.visitor("haneul").agree(browser.begin(sync, Naver.ID, SignIn.returningTo("/")));
    fake.failNext(
        NaverEndpoint.TOKEN,
        Failure.raw(
            200,
            Map.of("Content-Type", "application/json;charset=UTF-8"),
            "{\"error\":\"invalid_request\",\"error_description\":\"no valid data in session\"}"));
    assertThat(browser.complete(sync, Naver.ID, callback)).isNotInstanceOf(SignedIn.class);

    fake.failNext(
        NaverEndpoint.PROFILE,
        Failure.raw(
            200,
            Map.of("Content-Type", "application/json;charset=UTF-8"),
            "{\"resultcode\":\"024\",\"message\":\"Authentication failed\"}"));
    refused(comes("haneul"), RejectReason.CODE_DEAD);
    assertNobodyBecameAMember();
  }

  @Test
  void aWrongSecretIsTheShopsConfiguration() {
    fake.changeClientSecret("another");

    refused(comes("haneul"), RejectReason.CONFIGURATION);
  }

  @Test
  void aProviderThatIsDownIsUnavailable() {
    fake.failUntilCleared(NaverEndpoint.PROFILE, Failure.status(503));

    assertThat(comes("haneul")).isInstanceOf(Unavailable.class);
    assertNobodyBecameAMember();
  }

  @Test
  void aLifetimeThatIsTextIsOneAndEveryCharacterOfATokenIsSentAsItCame() {
    fake.failNext(NaverEndpoint.TOKEN, Failure.set("expires_in", "\"3600\""));
    MemberId member = comesAndIsMember("haneul");
    fake.failNext(NaverEndpoint.TOKEN, Failure.set("access_token", "\"AAAAO+/1+2w==\""));
    refused(comes("doyun"), RejectReason.CODE_DEAD); // no token of anybody's

    assertThat(fake.requests(NaverEndpoint.PROFILE).get(1).header("Authorization"))
        .contains("Bearer AAAAO+/1+2w==");
    clock.advance(Duration.ofHours(2));
    sync.members().unlink(member, id);
    runDue();
    assertThat(fake.requests(NaverEndpoint.TOKEN).get(2).formParameter("grant_type"))
        .as("it was over after an hour")
        .contains("refresh_token");
  }

  // ---- ending the link

  @Test
  void theShopEndsTheLinkWithATokenThatIsRefreshedFirst() {
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofDays(30));

    assertThat(sync.members().unlink(member, Naver.ID)).isTrue();
    assertThat(runDue()).isOne();

    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
    ReceivedRequest refresh = fake.requests(NaverEndpoint.TOKEN).get(1);
    assertThat(refresh.formParameter("grant_type")).contains("refresh_token");
    ReceivedRequest revoke = fake.requests(NaverEndpoint.REVOKE).get(0);
    assertThat(revoke.formParameter("token")).isPresent();
    assertThat(revoke.header("Authorization")).isEmpty();
  }

  @Test
  void anUnlinkThatNaverCannotTakeNowIsTriedAgain() {
    MemberId member = comesAndIsMember("haneul");
    fake.failNext(
        NaverEndpoint.REVOKE,
        Failure.raw(
            503,
            Map.of("Content-Type", "application/json"),
            "{\"error\":\"temporarily_unavailable\"}"));
    sync.members().unlink(member, Naver.ID);

    runDue();
    assertThat(fake.isLinked(fake.person("haneul"))).isTrue();
    clock.advance(Duration.ofHours(1));
    runDue();

    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
  }

  @Test
  void aLinkThatNaverHasEndedAlreadyIsNoFailure() {
    MemberId member = comesAndIsMember("haneul");
    fake.unlink(fake.person("haneul")); // and the shop was never told

    assertThat(sync.members().unlink(member, id)).isTrue();
    runDue();

    assertThat(fake.calls(NaverEndpoint.REVOKE)).isOne();
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  @Test
  void anUnlinkThatNaverRefusesToAWrongSecretWaitsForTheRightOne() {
    MemberId member = comesAndIsMember("haneul");
    String right = fake.clientSecret();
    fake.changeClientSecret("another");
    sync.members().unlink(member, id);
    runDue();
    assertThat(books.tasks().findOpen(SHOP, 10)).hasSize(1);

    fake.changeClientSecret(right);
    clock.advance(Duration.ofMinutes(30));
    runDue();

    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  @Test
  @Fault("WH-03")
  void naversOwnCallbackClosesTheLinkOnce() {
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    FakeNotice notice = fake.unlinkCallback(shop.uri(Naver.ID), fake.person("haneul"));

    assertThat(notice.times(5).inParallel().send()).allMatch(FakeNotice.Reply::isAccepted);
    runDue();

    assertThat(wayIn("haneul")).isEmpty();
    assertThat(events)
        .extracting(Members.Event::kind)
        .containsExactly(Members.Event.Kind.SIGNED_UP, Members.Event.Kind.LEAVE_PENDING);
    assertThat(books.identities().findPersonOf(SHOP, member)).isPresent();
    assertThat(fake.calls(NaverEndpoint.REVOKE)).as("Naver knows it already").isZero();
  }

  @Test
  @Fault("WH-06")
  void aCallbackAboutSomebodyUnknownIsAnsweredLikeAnyOther() {
    comesAndIsMember("haneul");

    assertThat(fake.unlinkCallback(shop.uri(Naver.ID), fake.person("doyun")).send())
        .allMatch(FakeNotice.Reply::isAccepted);
    runDue();

    assertThat(wayIn("haneul")).isPresent();
  }

  @Test
  void aCallbackFromBeforeTheLinkDoesNotEndIt() {
    comesAndIsMember("haneul");

    assertThat(fake.unlinkCallback(
                shop.uri(Naver.ID),
                fake.subject(fake.person("haneul")),
                clock.instant().minus(Duration.ofMinutes(2)),
                fake.clientSecret())
            .send())
        .allMatch(FakeNotice.Reply::isAccepted);
    runDue();

    assertThat(wayIn("haneul")).as("it was made after that").isPresent();
  }

  @Test
  void aCallbackAboutWhatWasAgreedToAnewMeanwhileDoesNotEndTheLink() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    Instant ended = clock.instant();
    fake.unlink(fake.person("haneul"));
    clock.advance(Duration.ofMinutes(1));
    comesAndIsMember("haneul");

    assertThat(status(fake.unlinkCallback(
            shop.uri(id), fake.subject(fake.person("haneul")), ended, fake.clientSecret())))
        .isEqualTo(204);
    runDue();

    assertThat(wayIn("haneul")).isPresent();
  }

  @Test
  @Fault("WH-02")
  void aCallbackThatWasChangedOrIsOldIsRefused() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(10));
    String subject = fake.subject(fake.person("haneul"));
    URI address = shop.uri(Naver.ID);

    assertThat(status(fake.unlinkCallback(address, fake.person("haneul"))
            .query(query -> query.replace("signature=", "signature=A"))))
        .isEqualTo(403);
    assertThat(status(fake.unlinkCallback(address, fake.person("haneul"))
            .query(query -> query.replace("&timestamp=", "%20&timestamp="))))
        .isEqualTo(403);
    assertThat(status(fake.unlinkCallback(address, subject, clock.instant(), "not-our-secret")))
        .isEqualTo(403);
    assertThat(status(fake.unlinkCallback(
            address, subject, clock.instant().minus(Duration.ofMinutes(6)), fake.clientSecret())))
        .isEqualTo(400);
    assertThat(status(fake.unlinkCallback(address, fake.person("haneul")).method("GET")))
        .isEqualTo(405);
    runDue();

    assertThat(wayIn("haneul")).isPresent();
  }

  @Test
  void theLogTellsWhichSecretACallbackDoesNotFit() {
    String subject = fake.subject(fake.person("haneul"));

    assertThat(Logged.during(() -> status(
            fake.unlinkCallback(shop.uri(Naver.ID), subject, clock.instant(), "not-our-secret"))))
        .contains("webhook of naver refused with 403: its signature does not fit the client secret")
        .doesNotContain(subject, fake.clientSecret());
  }

  @Test
  void aCallbackByTheFormerSecretCountsWhileTheShopNamesIt() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    String former = fake.clientSecret();
    fake.changeClientSecret("the-new-secret");
    String subject = fake.subject(fake.person("haneul"));
    sync = open(told(), ours());
    assertThat(status(fake.unlinkCallback(shop.uri(Naver.ID), subject, clock.instant(), former)))
        .isEqualTo(403);

    sync = open(told(), ours().withFormerClientSecrets(Secret.of(former)));
    assertThat(status(fake.unlinkCallback(shop.uri(Naver.ID), subject, clock.instant(), former)
            .asForm()))
        .isEqualTo(204);
    runDue();

    assertThat(wayIn("haneul")).isEmpty();
  }

  @Test
  void aCallbackThatWasNeverDeliveredIsMadeUpForByTheDeadRefreshToken() {
    aLostEndIsFoundAndWaitsForAnOperator();
  }
}
