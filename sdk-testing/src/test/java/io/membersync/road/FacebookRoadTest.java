package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.Members.Standing;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.Unavailable;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.facebook.Facebook;
import io.membersync.testing.FacebookEndpoint;
import io.membersync.testing.Failure;
import io.membersync.testing.FakeFacebook;
import io.membersync.testing.FakeNotice;
import io.membersync.testing.ReceivedRequest;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Facebook, from its sign-in page to the shop's row and back, with what only Facebook does. */
class FacebookRoadTest extends SocialFixture<FakeFacebook> {
  private static final String STATUS_PAGE = "https://shop.example/privacy/deletion?id={code}";
  private static final Map<String, String> JSON =
      Map.of("Content-Type", "application/json; charset=UTF-8");

  FacebookRoadTest() {
    super(Facebook.ID);
  }

  @Override
  FakeFacebook start() {
    return FakeFacebook.setup().clock(clock).start();
  }

  @Override
  Provider registered() {
    return fake.provider(ours());
  }

  private Facebook ours() {
    return Facebook.of(fake.clientId(), Secret.of(fake.clientSecret()))
        .withDataDeletion(STATUS_PAGE);
  }

  private MemberSync open(Facebook registration) {
    return open(with(told(), fake.provider(registration)));
  }

  private static Failure error(int status, int code) {
    return Failure.raw(
        status,
        JSON,
        "{\"error\":{\"message\":\"fake\",\"type\":\"OAuthException\",\"code\":" + code + "}}");
  }

  // ---- the sign-in

  @Test
  void fillsTheMembersRow() {
    FieldMapping mapping = FieldMapping.basic()
        .map(Field.BIRTHDAY, "birthday")
        .map(Field.BIRTH_YEAR, "birth_year")
        .map(Field.GENDER, "sex")
        .map(Field.PICTURE, "picture");
    useMembers(mapping);
    sync = open(with(
            told(), fake.provider(ours().asking(Field.BIRTHDAY, Field.BIRTH_YEAR, Field.GENDER)))
        .mapping(mapping));

    MemberId member = comesAndIsMember("haneul");

    assertThat(written(member))
        .containsEntry("email", "haneul@shop.example")
        .containsEntry("birthday", "--04-15")
        .containsEntry("birth_year", "1991")
        .containsEntry("sex", "female")
        .doesNotContainKey("phone");
    assertThat(comesAndIsMember("haneul")).isEqualTo(member);
    assertThat(wayIn("haneul").orElseThrow().subject()).matches("1022[0-9]{13}");
  }

  @Test
  void asksForWhatIsReadAndProvesTheAppSecretWithEachToken() {
    comesAndIsMember("haneul");

    ReceivedRequest asked = fake.requests(FacebookEndpoint.AUTHORIZE).get(0);
    assertThat(asked.path()).isEqualTo("/v25.0/dialog/oauth");
    assertThat(asked.parameterNames())
        .containsExactlyInAnyOrder("response_type", "client_id", "redirect_uri", "state", "scope");
    assertThat(asked.queryParameter("scope")).contains("public_profile,email");
    ReceivedRequest token = fake.requests(FacebookEndpoint.TOKEN).get(0);
    assertThat(token.method()).as("no secret in an address").isEqualTo("POST");
    assertThat(token.formParameter("client_secret")).contains(fake.clientSecret());
    ReceivedRequest me = fake.requests(FacebookEndpoint.ME).get(0);
    assertThat(me.parameterNames()).containsExactlyInAnyOrder("fields", "appsecret_proof");
    assertThat(me.queryParameter("fields")).contains("id,name,picture,email");
    assertThat(fake.requests(FacebookEndpoint.PERMISSIONS).get(0).queryParameter("appsecret_proof"))
        .isEqualTo(me.queryParameter("appsecret_proof"));
  }

  @Test
  void theTokenGoesIntoTheAddressWhereTheShopSaysSoOnly() {
    sync = open(ours().withTokenInAddress());

    MemberId member = comesAndIsMember("haneul");
    sync.members().unlink(member, id);
    runDue();

    ReceivedRequest me = fake.requests(FacebookEndpoint.ME).get(0);
    assertThat(me.queryParameter("access_token")).isPresent();
    assertThat(me.header("Authorization")).isEmpty();
    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
  }

  @Test
  void anAccountWithoutAnythingMakesAMember() {
    assertThat(written(comesAndIsMember("bare"))).doesNotContainKey("email");
  }

  @Test
  @Fault("LK-05")
  void anEmailIsNeverVerifiedWhateverAnAnswerSays() {
    sync = open(shop(told()).provider(registered()));
    MemberId byKakao = signUp("haneul"); // with the same e-mail, verified there
    fake.failNext(FacebookEndpoint.ME, Failure.set("email_verified", "true"));

    assertThat(comesAndIsMember("haneul"))
        .as("another member, and no question")
        .isNotEqualTo(byKakao);
  }

  // ---- permissions

  @Test
  void anEmailThatWasDeclinedComesWhenItIsAskedOnceMore() {
    MemberId member = memberOf(comes("haneul", visitor -> visitor.withholding(FakeFacebook.EMAIL)));
    assertThat(written(member)).doesNotContainKey("email");
    comesAndIsMember("haneul");
    assertThat(written(member)).as("is not asked by itself").doesNotContainKey("email");

    TestBrowser again = new TestBrowser();
    URI asked =
        again.begin(sync, id, SignIn.askingAgain(member, List.of("email"), List.of(), "/me"));
    assertThat(parameter(asked, "auth_type")).isEqualTo("rerequest");
    assertThat(parameter(asked, "scope")).isEqualTo("email");
    memberOf(again.complete(sync, id, fake.visitor("haneul").agree(asked)));

    assertThat(written(member)).containsEntry("email", "haneul@shop.example");
  }

  @Test
  void whatComesThoughItWasDeclinedIsDroppedWithTheReason() {
    fake.failNext(FacebookEndpoint.ME, Failure.set("email", "\"haneul@shop.example\""));

    SignInResult result = comes("haneul", visitor -> visitor.withholding(FakeFacebook.EMAIL));

    assertThat(signedIn(result).details().droppedFields())
        .containsEntry("email", "PROVIDER_NOT_GRANTED");
    assertThat(written(memberOf(result))).doesNotContainKey("email");
  }

  @Test
  void permissionsThatCannotBeReadCostNothing() {
    fake.failNext(FacebookEndpoint.PERMISSIONS, error(500, 2));

    assertThat(written(comesAndIsMember("haneul"))).containsKey("email");
  }

  // ---- back without a code

  @Test
  @Fault("AR-13")
  void cancelIsCancel() {
    SignInResult result = browser.signIn(sync, id, uri -> fake.visitor("haneul").cancel(uri));

    assertThat(((Cancelled) result).reason()).isEqualTo(CancelReason.VISITOR);
  }

  // ---- bad days

  @Test
  void aWrongSecretIsTheShopsConfiguration() {
    fake.changeClientSecret("another");

    refused(comes("haneul"), RejectReason.CONFIGURATION);
  }

  @Test
  void aWrongProofIsTheShopsConfiguration() {
    fake.failNext(
        FacebookEndpoint.ME,
        Failure.raw(
            400,
            JSON,
            "{\"error\":{\"message\":\"demo: invalid appsecret_proof\",\"type\":"
                + "\"GraphMethodException\",\"code\":100,\"fbtrace_id\":\"ADemoTrace6\"}}"));

    refused(comes("haneul"), RejectReason.CONFIGURATION);
    assertNobodyBecameAMember();
  }

  @Test
  void aDisabledAppIsTheShopsConfiguration() {
    fake.failNext(FacebookEndpoint.TOKEN, error(400, 101));
    refused(comes("haneul"), RejectReason.CONFIGURATION);

    fake.failNext(FacebookEndpoint.TOKEN, error(400, 200));
    refused(comes("haneul"), RejectReason.CONFIGURATION);
  }

  @Test
  void aDeadTokenAndAUsedCodeAreDead() {
    fake.failNext(FacebookEndpoint.ME, error(400, 190));
    refused(comes("haneul"), RejectReason.CODE_DEAD);
    fake.failNext(
        FacebookEndpoint.ME,
        Failure.raw(
            400,
            JSON,
            "{\"error\":{\"message\":\"demo: user has not authorized application\",\"type\":"
                + "\"OAuthException\",\"code\":190,\"error_subcode\":458,\"fbtrace_id\":"
                + "\"ADemoTrace2\"}}"));
    refused(comes("haneul"), RejectReason.CODE_DEAD);

    URI callback = fake.visitor("haneul").agree(browser.begin(sync, id, SignIn.returningTo("/")));
    clock.advance(Duration.ofMinutes(6));
    refused(browser.complete(sync, id, callback), RejectReason.CODE_DEAD);
    assertNobodyBecameAMember();
  }

  @Test
  void aProviderThatIsDownOrBusyIsUnavailable() {
    for (int code : new int[] {1, 2, 4, 17, 32, 613}) {
      fake.failNext(FacebookEndpoint.ME, error(400, code));
      assertThat(comes("haneul")).as("code %s", code).isInstanceOf(Unavailable.class);
    }
    fake.failNext(FacebookEndpoint.TOKEN, Failure.status(503));
    assertThat(comes("haneul")).isInstanceOf(Unavailable.class);
    assertNobodyBecameAMember();
  }

  // ---- tokens

  @Test
  void aKeptTokenIsExchangedForALongLivedOneBeforeItDies() {
    sync = open(with(told(), registered()).tokens(id, TokenPolicy.KEEP));
    MemberId member = comesAndIsMember("haneul");
    runDue();
    ReceivedRequest exchange = fake.requests(FacebookEndpoint.TOKEN).get(1);
    assertThat(exchange.formParameter("grant_type")).contains("fb_exchange_token");
    assertThat(exchange.formParameter("fb_exchange_token")).isPresent();

    clock.advance(Duration.ofDays(30));
    Optional<String> held = token(member);
    assertThat(held).isPresent();
    assertThat(fake.requests(FacebookEndpoint.TOKEN)).as("is good still").hasSize(2);

    clock.advance(Duration.ofDays(29).plusHours(12));
    assertThat(token(member)).isPresent().isNotEqualTo(held);
    clock.advance(Duration.ofDays(61));
    assertThat(token(member)).as("has died unused").isEmpty();
    assertThat(fake.requests(FacebookEndpoint.TOKEN)).hasSize(3);
  }

  private Optional<String> token(MemberId member) {
    return sync.members().withAccessToken(member, id, Secret::reveal);
  }

  // ---- ending the link

  @Test
  void theShopEndsTheLinkWithTheAppsOwnTokenWhenever() {
    MemberId member = comesAndIsMember("haneul");
    assertThat(watched.calls("tokens.put")).as("none is kept for it").isEmpty();
    clock.advance(Duration.ofDays(400));

    assertThat(sync.members().unlink(member, id)).isTrue();
    assertThat(runDue()).isOne();

    ReceivedRequest delete = fake.requests(FacebookEndpoint.PERMISSIONS_BY_ID).get(0);
    assertThat(delete.method()).isEqualTo("DELETE");
    assertThat(delete.path())
        .isEqualTo("/v25.0/" + fake.subject(fake.person("haneul")) + "/permissions");
    assertThat(delete.header("Authorization"))
        .contains("Bearer " + fake.clientId() + "|" + fake.clientSecret());
    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  @Test
  void anUnlinkThatFacebookCannotTakeNowIsTriedAgain() {
    MemberId member = comesAndIsMember("haneul");
    fake.failNext(FacebookEndpoint.PERMISSIONS_BY_ID, error(400, 2));
    sync.members().unlink(member, id);

    runDue();
    assertThat(books.tasks().findOpen(SHOP, 10)).isNotEmpty();
    clock.advance(Duration.ofHours(1));
    fake.failNext(FacebookEndpoint.PERMISSIONS_BY_ID, Failure.raw(200, JSON, "{\"success\":true}"));
    runDue();

    assertThat(fake.calls(FacebookEndpoint.PERMISSIONS_BY_ID)).isEqualTo(2);
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  @Test
  void anAppThatTheVisitorHasRemovedIsNothingToRepeat() {
    MemberId member = comesAndIsMember("haneul");
    fake.unlink(fake.person("haneul"));

    assertThat(sync.members().unlink(member, id)).isTrue();
    runDue();

    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  @Test
  void aSecretThatFacebookDoesNotKnowAnyMoreEndsNoUnlink() {
    MemberId member = comesAndIsMember("haneul");
    String former = fake.clientSecret();
    fake.changeClientSecret("another");
    sync.members().unlink(member, id);

    runDue();

    assertThat(books.tasks().findOpen(SHOP, 10)).as("is tried again").isNotEmpty();
    fake.changeClientSecret(former);
    clock.advance(Duration.ofHours(1));
    runDue();
    assertThat(fake.isLinked(fake.person("haneul"))).isFalse();
  }

  // ---- notices

  private URI deletions() {
    return URI.create(shop.uri(id) + "?deletion");
  }

  private List<Members.Event.Kind> heard() {
    return events.stream().map(Members.Event::kind).toList();
  }

  @Test
  @Fault("WH-03")
  void removingTheAppClosesTheLinkOnce() {
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    FakeNotice notice = fake.deauthorizeCallback(shop.uri(id), fake.person("haneul"));

    assertThat(notice.times(5).inParallel().send()).allMatch(FakeNotice.Reply::isAccepted);
    runDue();

    assertThat(wayIn("haneul")).isEmpty();
    assertThat(heard())
        .containsExactly(Members.Event.Kind.SIGNED_UP, Members.Event.Kind.LEAVE_PENDING);
    assertThat(books.identities().findPersonOf(SHOP, member)).isPresent();
    assertThat(fake.calls(FacebookEndpoint.PERMISSIONS_BY_ID))
        .as("Facebook knows it already")
        .isZero();
  }

  @Test
  @Fault({"WH-03", "WH-18"})
  void aRequestForDeletionEndsTheLinkTellsTheShopAndIsAnsweredWithACode() {
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));

    List<FakeNotice.Reply> replies = fake.deletionRequest(deletions(), fake.person("haneul"))
        .times(5)
        .inParallel()
        .send();
    runDue();

    assertThat(replies).allMatch(FakeNotice.Reply::isAccepted);
    assertThat(replies)
        .extracting(FakeNotice.Reply::text)
        .containsOnly(replies.get(0).text());
    assertThat(wayIn("haneul")).isEmpty();
    assertThat(heard())
        .containsExactly(
            Members.Event.Kind.SIGNED_UP,
            Members.Event.Kind.LEAVE_PENDING,
            Members.Event.Kind.DELETION_REQUESTED);
    Members.Event asked = events.get(2);
    String code = asked.entry().orElseThrow();
    assertThat(asked.member()).contains(member);
    assertThat(replies.get(0).text())
        .isEqualTo("{\"url\":\"" + STATUS_PAGE.replace("{code}", code)
            + "\",\"confirmation_code\":\"" + code + "\"}");
  }

  @Test
  void whoRemovesTheAppFirstAndAsksForDeletionThenIsHeard() {
    MemberId member = comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    fake.deauthorizeCallback(shop.uri(id), fake.person("haneul")).send();
    runDue();
    clock.advance(Duration.ofMinutes(3));

    fake.deletionRequest(deletions(), fake.person("haneul")).send();
    runDue();

    assertThat(heard())
        .containsExactly(
            Members.Event.Kind.SIGNED_UP,
            Members.Event.Kind.LEAVE_PENDING,
            Members.Event.Kind.DELETION_REQUESTED);
    assertThat(events.get(2).member()).contains(member);
  }

  @Test
  void aRequestForDeletionOfWhoWasMergedSinceNamesTheMemberWhoIsThere() {
    MemberId merged = comesAndIsMember("haneul");
    MemberId into = comesAndIsMember("doyun");
    clock.advance(Duration.ofMinutes(1));
    fake.deauthorizeCallback(shop.uri(id), fake.person("haneul")).send();
    runDue();
    assertThat(sync.members().merged(merged, into)).isTrue();
    events.clear();
    clock.advance(Duration.ofMinutes(3));

    fake.deletionRequest(deletions(), fake.person("haneul")).send();
    runDue();

    assertThat(events).singleElement().satisfies(event -> {
      assertThat(event.kind()).isEqualTo(Members.Event.Kind.DELETION_REQUESTED);
      assertThat(event.member()).contains(into);
    });
  }

  @Test
  @Fault("WH-06")
  void noticesAboutSomebodyUnknownAreAnsweredLikeAnyOther() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));

    FakeNotice.Reply known =
        fake.deletionRequest(deletions(), fake.person("haneul")).send().get(0);
    FakeNotice.Reply unknown =
        fake.deletionRequest(deletions(), fake.person("doyun")).send().get(0);
    assertThat(status(fake.deauthorizeCallback(shop.uri(id), fake.person("doyun"))))
        .isEqualTo(200);
    runDue();

    assertThat(unknown.status()).isEqualTo(known.status());
    assertThat(unknown.text().replaceAll("[0-9a-f]{24}", "*"))
        .isEqualTo(known.text().replaceAll("[0-9a-f]{24}", "*"));
    assertThat(unknown.text()).isNotEqualTo(known.text());
    assertThat(heard())
        .containsExactly(
            Members.Event.Kind.SIGNED_UP,
            Members.Event.Kind.LEAVE_PENDING,
            Members.Event.Kind.DELETION_REQUESTED);
  }

  @Test
  void noticesFromBeforeTheLinkDoNotEndIt() {
    comesAndIsMember("haneul");
    String subject = fake.subject(fake.person("haneul"));
    Instant before = clock.instant().minus(Duration.ofMinutes(2));

    assertThat(status(fake.notice(shop.uri(id), subject, before, fake.clientSecret())))
        .isEqualTo(200);
    assertThat(status(fake.notice(deletions(), subject, before, fake.clientSecret())))
        .isEqualTo(200);
    runDue();

    assertThat(wayIn("haneul")).as("it was made after that").isPresent();
    assertThat(heard()).containsExactly(Members.Event.Kind.SIGNED_UP);
  }

  @Test
  void aNoticeThatIsSentAgainAfterANewLinkDoesNotEndThat() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    FakeNotice notice = fake.deletionRequest(deletions(), fake.person("haneul"));
    notice.send();
    runDue();
    clock.advance(Duration.ofMinutes(1));
    comesAndIsMember("haneul");
    events.clear();

    assertThat(status(notice)).isEqualTo(200);
    runDue();

    assertThat(wayIn("haneul")).isPresent();
    assertThat(events).isEmpty();
  }

  @Test
  void theLogTellsWhatDeletionRequestsNeedAndWhichSecretDoesNotFit() {
    sync = open(
        with(told(), fake.provider(Facebook.of(fake.clientId(), Secret.of(fake.clientSecret())))));
    String subject = fake.subject(fake.person("haneul"));

    assertThat(
            Logged.during(() -> status(fake.deletionRequest(deletions(), fake.person("haneul")))))
        .contains("webhook of facebook refused with 404: provider facebook takes no deletion"
            + " requests: Facebook.withDataDeletion(…)");
    assertThat(Logged.during(() ->
            status(fake.notice(shop.uri(id), subject, clock.instant(), "another-apps-secret"))))
        .contains("refused with 403: its signature does not fit the app secret")
        .doesNotContain(subject, "another-apps-secret", fake.clientSecret());
  }

  @Test
  @Fault({"WH-01", "WH-02", "WH-04"})
  void aNoticeThatIsForgedChangedOldOrAnotherAppsIsRefused() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(10));
    String subject = fake.subject(fake.person("haneul"));
    for (URI address : List.of(shop.uri(id), deletions())) {
      FakeNotice.Reply forged = fake.deletionRequest(address, fake.person("haneul"))
          .body(body -> body.replace("signed_request=", "signed_request=A"))
          .send()
          .get(0);
      assertThat(forged.status().orElseThrow()).isEqualTo(403);
      assertThat(forged.text()).isEmpty();
      assertThat(status(
              fake.deletionRequest(address, fake.person("haneul")).body(body -> body + "%20")))
          .isEqualTo(403);
      assertThat(status(fake.notice(address, subject, clock.instant(), "another-apps-secret")))
          .isEqualTo(403);
      assertThat(status(fake.notice(
              address, subject, clock.instant().minus(Duration.ofMinutes(6)), fake.clientSecret())))
          .isEqualTo(400);
      assertThat(status(fake.deletionRequest(address, fake.person("haneul")).method("PUT")))
          .isEqualTo(405);
    }
    runDue();

    assertThat(wayIn("haneul")).isPresent();
    assertThat(heard()).containsExactly(Members.Event.Kind.SIGNED_UP);
  }

  @Test
  void aLostCallbackIsMadeUpForByTheExtendedToken() {
    sync = open(with(told(), registered()).tokens(id, TokenPolicy.KEEP));
    aLostEndIsFoundAndWaitsForAnOperator();

    clock.advance(Duration.ofDays(70)); // an extended token lives for 60 days
    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.NO_TOKEN, 1));
  }

  @Test
  void withoutAKeptTokenFacebookCannotBeAsked() {
    comesAndIsMember("haneul"); // the app itself unlinks, so nothing is kept for that
    clock.advance(Duration.ofDays(2));
    fake.unlink(fake.person("haneul"));

    assertThat(reconcile().looked()).containsOnly(Map.entry(Standing.NO_TOKEN, 1));
  }

  @Test
  void aRequestForDeletionThatTheShopCouldNotTakeIsToldAgain() {
    List<String> codes = new ArrayList<>();
    sync = open(with(told(), registered()).listener(event -> {
      if (event.kind() == Members.Event.Kind.DELETION_REQUESTED) {
        codes.add(event.entry().orElseThrow());
        if (codes.size() == 1) {
          throw new IllegalStateException("the mail server is away");
        }
      }
    }));
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    fake.deletionRequest(deletions(), fake.person("haneul")).send();

    runDue();
    clock.advance(Duration.ofMinutes(2));
    runDue();
    clock.advance(Duration.ofDays(1));
    runDue();

    assertThat(codes).hasSize(2);
    assertThat(codes.get(1)).isEqualTo(codes.get(0));
  }

  @Test
  void whoAsksForDeletionDaysAfterRemovingTheAppIsHeard() {
    comesAndIsMember("haneul");
    clock.advance(Duration.ofMinutes(1));
    fake.deauthorizeCallback(shop.uri(id), fake.person("haneul")).send();
    runDue();
    clock.advance(Duration.ofDays(2));
    runDue();

    fake.deletionRequest(deletions(), fake.person("haneul")).send();
    runDue();

    assertThat(heard()).contains(Members.Event.Kind.DELETION_REQUESTED);
  }

  @Test
  void whoAsksForDeletionAfterTheShopHasEndedTheLinkIsHeard() {
    MemberId member = comesAndIsMember("haneul");
    sync.members().unlink(member, id);
    runDue();
    clock.advance(Duration.ofMinutes(3));

    fake.deletionRequest(deletions(), fake.person("haneul")).send();
    runDue();

    assertThat(heard()).contains(Members.Event.Kind.DELETION_REQUESTED);
  }
}
