package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.SignInResult.Unavailable;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ShopId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.provider.google.Google;
import io.membersync.testing.Failure;
import io.membersync.testing.FakeGoogle;
import io.membersync.testing.FakeNotice;
import io.membersync.testing.GoogleEndpoint;
import io.membersync.testing.IdTokenDraft;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Google, from its sign-in page to the shop's row and back, with what only Google does. */
class GoogleRoadTest extends SocialFixture<FakeGoogle> {
  private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";
  private static final String OAUTH = "https://schemas.openid.net/secevent/oauth/event-type/";
  private static final String PHONES = "https://www.googleapis.com/auth/user.phonenumbers.read";
  private static final String BIRTHDAYS = "https://www.googleapis.com/auth/user.birthday.read";

  private static final ProviderId SECOND = ProviderId.of("google-second");

  GoogleRoadTest() {
    super(Google.ID);
  }

  @Override
  FakeGoogle start() {
    return FakeGoogle.setup().clock(clock).start();
  }

  @Override
  Provider registered() {
    return fake.provider(ours());
  }

  private Google ours() {
    return Google.of(fake.clientId(), Secret.of(fake.clientSecret()));
  }

  // ---- the sign-in

  @Test
  void fillsTheMembersRowFromTheIdTokenAlone() {
    MemberId member = comesAndIsMember("haneul");

    assertThat(written(member)).containsEntry("email", "haneul@shop.example");
    assertThat(fake.calls(GoogleEndpoint.PEOPLE)).isZero();
    assertThat(fake.calls(GoogleEndpoint.USER_INFO)).isZero();
    assertThat(fake.requests(GoogleEndpoint.TOKEN).get(0).formParameter("code_verifier"))
        .isPresent();
  }

  @Test
  void readsMoreFromThePeopleApiAndNoContactCard() {
    FieldMapping mapping =
        FieldMapping.basic().map(Field.BIRTHDAY, "birthday").map(Field.BIRTH_YEAR, "birth_year");
    useMembers(mapping);
    Google more = ours().asking(Field.PHONE, Field.BIRTHDAY, Field.BIRTH_YEAR);
    sync = open(with(told(), fake.provider(more)).mapping(mapping));

    MemberId member = comesAndIsMember("haneul");

    assertThat(written(member))
        .containsEntry("phone", "+821055501234")
        .containsEntry("birthday", "--04-15")
        .containsEntry("birth_year", "1991");
  }

  @Test
  void aScopeThatWasUntickedIsWithheldAndComesWhenItIsAskedAgain() {
    FieldMapping mapping = FieldMapping.basic().map(Field.BIRTHDAY, "birthday");
    useMembers(mapping);
    Google more = ours().asking(Field.PHONE, Field.BIRTHDAY);
    sync = open(with(told(), fake.provider(more)).mapping(mapping));
    MemberId member = memberOf(comes("haneul", visitor -> visitor.withholding(PHONES)));
    assertThat(written(member)).doesNotContainKey("phone").containsKey("birthday");

    TestBrowser again = new TestBrowser();
    URI asked =
        again.begin(sync, id, SignIn.askingAgain(member, List.of(PHONES), List.of(), "/me"));
    assertThat(parameter(asked, "include_granted_scopes")).isEqualTo("true");
    memberOf(again.complete(sync, id, fake.visitor("haneul").agree(asked)));

    assertThat(written(member)).containsEntry("phone", "+821055501234");
    assertThat(fake.requests(GoogleEndpoint.PEOPLE)).hasSize(2);
  }

  @Test
  void anEmailThatGoogleDoesNotOwnIsNotMatchedByAndOneOfItsOwnIs() {
    fake.put(fake.person("doyun").with("email", "haneul@shop.example"));
    sync = open(shop(told()).provider(registered()));
    MemberId byKakao = signUp("haneul"); // with the same e-mail, verified there

    MemberId another = comesAndIsMember("doyun");

    assertThat(another).as("no question, and nobody's account").isNotEqualTo(byKakao);
  }

  @Test
  void cancelIsCancel() {
    SignInResult result = browser.signIn(sync, id, uri -> fake.visitor("haneul").cancel(uri));

    assertThat(((Cancelled) result).reason()).isEqualTo(CancelReason.VISITOR);
  }

  // ---- who is speaking

  @Test
  @Fault("AR-07")
  void anIssuerInTheCallbackMustBeGooglesOwn() {
    URI callback = fake.visitor("haneul").agree(browser.begin(sync, id, SignIn.returningTo("/")));
    String raw = callback.toString();
    assertThat(raw).contains("iss=");
    fake.forgetRequests();

    refused(
        browser.complete(
            sync, id, URI.create(raw.replaceAll("iss=[^&]*", "iss=https%3A%2F%2Fevil.example"))),
        RejectReason.WRONG_PROVIDER);
    assertThat(fake.calls()).as("the code goes nowhere").isZero();
  }

  @Test
  void aCallbackInWhichGoogleDoesNotNameItselfIsTaken() {
    URI callback = fake.visitor("haneul").agree(browser.begin(sync, id, SignIn.returningTo("/")));
    String unnamed = callback.toString().replaceAll("iss=[^&]*&?", "");
    assertThat(unnamed).doesNotContain("iss=");

    assertThat(browser.complete(sync, id, URI.create(unnamed))).isInstanceOf(SignedIn.class);
  }

  @Test
  @Fault("AR-06")
  void twoRegistrationsAtOneClientAreNotMixedUp() {
    fake.registerRedirectUri(CALLBACKS.resolve(SECOND.value()));
    sync = open(with(told(), registered()).provider(fake.provider(ours().withId(SECOND))));
    URI callback = fake.visitor("haneul").agree(browser.begin(sync, id, SignIn.returningTo("/")));
    URI atTheOther = URI.create(callback.toString().replace("/google?", "/google-second?"));
    fake.forgetRequests();

    refused(browser.complete(sync, SECOND, atTheOther), RejectReason.UNKNOWN_STATE);
    assertThat(fake.calls()).as("the code goes nowhere").isZero();

    URI second = browser.begin(sync, SECOND, SignIn.returningTo("/"));
    URI mixed = URI.create(
        atTheOther.toString().replaceAll("state=[^&]*", "state=" + parameter(second, "state")));
    refused(browser.complete(sync, SECOND, mixed), RejectReason.CODE_DEAD);
    assertNobodyBecameAMember();
  }

  @Test
  void theSignInOfOneShopIsNoneAtAnotherWithTheSameKeys() {
    MemberSync other = open(with(told(), registered()).shop(new ShopId("other")));
    URI callback = fake.visitor("haneul").agree(browser.begin(sync, id, SignIn.returningTo("/")));
    fake.forgetRequests();

    refused(browser.complete(other, id, callback), RejectReason.UNKNOWN_STATE);
    assertThat(fake.calls()).as("the code goes nowhere").isZero();

    assertThat(browser.complete(sync, id, callback)).isInstanceOf(SignedIn.class);
  }

  @Test
  void takesTheIssuersShortNameInAnIdTokenAndNoOther() {
    fake.changeNextIdToken(token -> token.claim("iss", "accounts.google.com"));
    comesAndIsMember("haneul");

    fake.changeNextIdToken(token -> token.claim("iss", "https://accounts.google.com/"));
    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);
  }

  @Test
  void aTokenOfAnotherClientIsRefused() {
    fake.changeNextIdToken(token -> token.claim("aud", "another-client"));

    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);
    assertNobodyBecameAMember();
  }

  @Test
  void keysThatChangeInTheMiddleAreFetchedAnew() {
    comesAndIsMember("haneul");
    fake.rotateKeys();

    assertThat(comes("doyun")).isInstanceOf(SignedIn.class);
    assertThat(fake.calls(GoogleEndpoint.KEYS)).isEqualTo(2);
  }

  @Test
  void aPeopleAnswerAboutSomebodyElseIsRefused() {
    sync = open(with(told(), fake.provider(ours().asking(Field.PHONE))));
    fake.failNext(GoogleEndpoint.PEOPLE, Failure.set("resourceName", "\"people/1\""));

    refused(comes("haneul"), RejectReason.PROVIDER_PROTOCOL);
    assertNobodyBecameAMember();
  }

  // ---- bad days

  @Test
  void aPeopleApiThatIsSwitchedOffCostsItsFieldsOnly() {
    sync = open(with(told(), fake.provider(ours().asking(Field.PHONE))));
    fake.failNext(
        GoogleEndpoint.PEOPLE,
        Failure.raw(
            403,
            Map.of("Content-Type", "application/json; charset=UTF-8"),
            "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\",\"details\":[{\"reason\":"
                + "\"SERVICE_DISABLED\"}]}}"));

    MemberId member = comesAndIsMember("haneul");

    assertThat(written(member)).containsKey("email").doesNotContainKey("phone");
  }

  @Test
  void aPeopleAnswerWithoutEndCostsItsFieldsOnly() {
    sync = open(with(told(), fake.provider(ours().asking(Field.PHONE))));
    fake.failNext(GoogleEndpoint.PEOPLE, Failure.endless());

    MemberId member = comesAndIsMember("haneul");

    assertThat(written(member)).containsKey("email").doesNotContainKey("phone");
  }

  @Test
  void aWrongSecretIsTheShopsConfiguration() {
    fake.changeClientSecret("another");

    refused(comes("haneul"), RejectReason.CONFIGURATION);
  }

  @Test
  void keysThatCannotBeHadMakeItUnavailable() {
    fake.failUntilCleared(GoogleEndpoint.KEYS, Failure.status(503));

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
    assertThat(fake.requests(GoogleEndpoint.REVOKE).get(0).parameterNames())
        .as("Google wants no client here")
        .containsExactly("token");
  }

  @Test
  void theRefreshTokenOfTheFirstTimeIsKeptWhenNoneComesAgain() {
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofDays(1));
    comesAndIsMember("haneul");
    clock.advance(Duration.ofDays(1));

    sync.members().unlink(member, id);
    runDue();

    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
  }

  @Test
  void aLinkThatGoogleHasEndedAlreadyIsNoFailure() {
    MemberId member = comesAndIsMember("haneul");
    fake.unlink(fake.person("haneul"));

    assertThat(sync.members().unlink(member, id)).isTrue();
    runDue();

    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  @Test
  void asksForABirthdayByItsScope() {
    sync = open(with(told(), fake.provider(ours().asking(Field.BIRTHDAY))));

    URI asked = browser.begin(sync, id, SignIn.returningTo("/"));

    assertThat(parameter(asked, "scope").split(" "))
        .containsExactly("openid", "email", "profile", BIRTHDAYS);
  }

  // ---- what Google tells later

  @Test
  @Fault("WH-03")
  void sessionsThatGoogleEndsEndAtTheShopOnce() {
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    for (String type : List.of(RISC + "sessions-revoked", RISC + "account-disabled")) {
      events.clear();
      assertThat(fake.securityEvent(shop.uri(id), type, fake.person("haneul"))
              .times(3)
              .send())
          .allMatch(FakeNotice.Reply::isAccepted);
      runDue();

      assertThat(events).as(type).singleElement().satisfies(event -> {
        assertThat(event.kind()).isEqualTo(Members.Event.Kind.SESSIONS_REVOKED);
        assertThat(event.member()).contains(member);
      });
    }
    assertThat(wayIn("haneul")).as("the link stays").isPresent();
  }

  @Test
  void tokensThatGoogleEndsAreForgotten() {
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    assertThat(sync.members().withAccessToken(member, id, Secret::reveal)).isPresent();

    fake.securityEvent(shop.uri(id), OAUTH + "tokens-revoked", fake.person("haneul"))
        .send();
    runDue();

    assertThat(sync.members().withAccessToken(member, id, Secret::reveal)).isEmpty();
    assertThat(events)
        .extracting(Members.Event::kind)
        .contains(Members.Event.Kind.SESSIONS_REVOKED);
  }

  @Test
  void tokensOfAConsentSinceAreNotMeant() {
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    long ended = clock.instant().getEpochSecond();
    fake.unlink(fake.person("haneul"));
    clock.advance(Duration.ofMinutes(1));
    comesAndIsMember("haneul"); // is asked anew, and has another refresh token

    fake.securityEvent(
            shop.uri(id),
            OAUTH + "tokens-revoked",
            fake.person("haneul"),
            draft -> draft.claim("iat", ended))
        .send();
    runDue();

    clock.advance(Duration.ofDays(1));
    sync.members().unlink(member, id);
    runDue();
    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
  }

  @Test
  void noticesThatWaitForKeysHoldFewThreadsOfTheShop() {
    fake.failUntilCleared(GoogleEndpoint.KEYS, Failure.hang());

    List<FakeNotice.Reply> replies = event(draft -> draft.header("kid", "unknown"))
        .times(40)
        .inParallel()
        .timeout(Duration.ofSeconds(30))
        .send();

    assertThat(replies).allMatch(reply -> reply.status().orElse(0) == 503);
    assertThat(replies.stream().map(FakeNotice.Reply::took))
        .as("the others are told at once to come again")
        .filteredOn(took -> took.compareTo(PATIENT.perAttempt().dividedBy(2)) < 0)
        .hasSizeGreaterThanOrEqualTo(24);
  }

  @Test
  void aNewKeyThatNobodyLooksForJustNowMakesTheNoticeComeAgain() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    assertThat(status(event(draft -> draft.header("kid", "forged")))).isEqualTo(400);
    fake.rotateKeys();
    assertThat(status(event(draft -> draft)))
        .as("keys were looked for a moment ago")
        .isEqualTo(503);

    clock.advance(Duration.ofMinutes(1));
    assertThat(status(event(draft -> draft))).isEqualTo(202);
    runDue();

    assertThat(events)
        .extracting(Members.Event::kind)
        .contains(Members.Event.Kind.SESSIONS_REVOKED);
  }

  @Test
  void aNoticeIsTakenOnlyWhenItIsKept() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    events.clear();
    watched.beforeNext("tasks.add", () -> {
      throw MemberStoreException.unavailable("records-unavailable", "no connection");
    });
    assertThat(status(event(draft -> draft))).isEqualTo(503);
    assertThat(status(event(draft -> draft))).isEqualTo(202);
    watched.beforeNext("identities.find", () -> {
      throw MemberStoreException.unavailable("records-unavailable", "no connection");
    });
    runDue();

    clock.advance(Duration.ofMinutes(5));
    runDue();

    assertThat(events)
        .extracting(Members.Event::kind)
        .containsExactly(Members.Event.Kind.SESSIONS_REVOKED);
  }

  @Test
  void sessionsOfAMergedMemberAreTheOthersNow() {
    MemberId merged = comesAndIsMember("haneul");
    MemberId into = comesAndIsMember("doyun");
    sync.members().merged(merged, into);
    clock.advance(Duration.ofMinutes(1));
    events.clear();

    assertThat(status(event(draft -> draft))).isEqualTo(202);
    runDue();

    assertThat(events).singleElement().satisfies(event -> {
      assertThat(event.kind()).isEqualTo(Members.Event.Kind.SESSIONS_REVOKED);
      assertThat(event.member()).contains(into);
    });
  }

  @Test
  @Fault("WH-08")
  void aNoticeForOneClientIsNoneForAnotherOfTheShops() {
    Google other =
        Google.of("another-client", Secret.of("the-secret-of-another-client")).withId(SECOND);
    sync = open(with(told(), registered()).provider(fake.provider(other)));
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));

    assertThat(status(
            fake.securityEvent(shop.uri(SECOND), RISC + "sessions-revoked", fake.person("haneul"))))
        .isEqualTo(400);
  }

  @Test
  void anEventFromBeforeTheLinkIsNotAboutIt() {
    comesAndIsMember("haneul");
    long before = clock.instant().getEpochSecond() - 60;

    assertThat(status(fake.securityEvent(
            shop.uri(id),
            RISC + "sessions-revoked",
            fake.person("haneul"),
            draft -> draft.claim("iat", before))))
        .isEqualTo(202);
    runDue();

    assertThat(events)
        .extracting(Members.Event::kind)
        .doesNotContain(Members.Event.Kind.SESSIONS_REVOKED);
  }

  @Test
  void aRefreshTokenThatGoogleNamesAsDeadIsForgottenAndNobodyElseIs() {
    List.of("haneul", "doyun").forEach(name -> fake.unlink(fake.person(name)));
    MemberId member =
        comesAndIsMember("haneul"); // agrees at Google, who gives a refresh token then
    MemberId other = comesAndIsMember("doyun");
    clock.advance(Duration.ofMinutes(1));
    assertThat(sync.members().withAccessToken(member, id, Secret::reveal)).isPresent();

    assertThat(status(fake.tokenRevoked(shop.uri(id), fake.person("haneul")))).isEqualTo(202);
    runDue();

    assertThat(sync.members().withAccessToken(member, id, Secret::reveal)).isEmpty();
    assertThat(sync.members().withAccessToken(other, id, Secret::reveal)).isPresent();
    assertThat(wayIn("haneul")).as("the link stays").isPresent();
    assertThat(events)
        .extracting(Members.Event::kind)
        .as("and so does the session")
        .doesNotContain(Members.Event.Kind.SESSIONS_REVOKED);
  }

  @Test
  @Fault({"WH-08", "WH-09"})
  void whatIsGooglesWordIsTakenHoweverItIsSpeltAndNothingElse() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    Map<String, UnaryOperator<IdTokenDraft>> right = Map.of(
        "issuer without a slash", draft -> draft.claim("iss", "https://accounts.google.com"),
        "issuer without a scheme", draft -> draft.claim("iss", "accounts.google.com"),
        "several clients", draft -> draft.claim("aud", List.of("demo-android", fake.clientId())),
        "expired", draft -> draft.claim("exp", 1),
        "its own type", draft -> draft.header("typ", "secevent+jwt"),
        "verification",
            draft -> draft.claimJson("events", "{\"" + RISC + "verification\":{\"state\":\"s\"}}"),
        "a token by its beginning",
            draft -> draft.claimJson(
                "events",
                "{\"" + OAUTH + "token-revoked\":{\"subject\":{\"subject_type\":\"oauth_token\","
                    + "\"token_type\":\"refresh_token\",\"token_identifier_alg\":\"prefix\","
                    + "\"token\":\"1//0unknown\"}}}"),
        "verification without state",
            draft -> draft.claimJson("events", "{\"" + RISC + "verification\":{}}"),
        "unknown", draft -> draft.claimJson("events", "{\"https://example.org/new\":{\"a\":1}}"));
    right.forEach((what, change) -> assertThat(status(event(change))).as(what).isEqualTo(202));

    Map<String, UnaryOperator<IdTokenDraft>> wrong = Map.of(
        "audience", draft -> draft.claim("aud", List.of("another", "third")),
        "issuer", draft -> draft.claim("iss", "https://accounts.google.com.evil.example/"),
        "unsigned", draft -> draft.header("alg", "none").signature(bytes -> new byte[0]),
        "signature", draft -> draft.signature(bytes -> new byte[256]),
        "brings its own key", draft -> draft.header("jku", "https://evil.example/keys"),
        "key", draft -> draft.header("kid", "unknown"),
        "no id", draft -> draft.withoutClaim("jti"),
        "no events", draft -> draft.withoutClaim("events"),
        "nobody", draft -> draft.claimJson("events", "{\"" + RISC + "sessions-revoked\":{}}"));
    wrong.forEach((what, change) -> assertThat(status(event(change))).as(what).isEqualTo(400));
  }

  private FakeNotice event(UnaryOperator<IdTokenDraft> change) {
    return fake.securityEvent(
        shop.uri(id), RISC + "sessions-revoked", fake.person("haneul"), change);
  }

  @Test
  void aLostSecurityEventIsMadeUpForByTheDeadRefreshToken() {
    aLostEndIsFoundAndWaitsForAnOperator();
  }
}
