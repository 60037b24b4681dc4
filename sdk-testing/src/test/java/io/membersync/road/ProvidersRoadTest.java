package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Begun;
import io.membersync.Begun.NotStarted;
import io.membersync.Begun.RedirectTo;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.SignInResult.Unavailable;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Notice;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.Capability;
import io.membersync.provider.ProviderId;
import io.membersync.provider.apple.Apple;
import io.membersync.provider.google.Google;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.Failure;
import io.membersync.testing.FakeApple;
import io.membersync.testing.FakeGoogle;
import io.membersync.testing.FakePeople;
import io.membersync.testing.FakePerson;
import io.membersync.testing.FakeSocialLogin;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoVisitor;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What only some providers do: sign in silently, ask again, forget links, send a name once. */
class ProvidersRoadTest extends RoadFixture {
  private static final String KAKAOTALK = "Mozilla/5.0 (Linux) Mobile KAKAOTALK 26.1.0";

  // ---- whose ids they are

  @Test
  @Fault("LK-03")
  void theSameIdAtTwoIssuersOrTwoAppsIsEachTimeAnotherMember() {
    FakePerson same = FakePeople.bare().with("sub", "000001.same.0001");
    ProviderId second = ProviderId.of("google-second");
    try (FakeGoogle google = FakeGoogle.setup().clock(clock).start();
        FakeApple apple = FakeApple.setup().clock(clock).start()) {
      sync = open(bare(told())
          .provider(google.provider())
          .provider(google.provider(
              Google.of(google.clientId(), Secret.of(google.clientSecret())).withId(second)))
          .provider(apple.provider())
          .callbacks(CALLBACKS));
      Map<ProviderId, FakeSocialLogin<?>> ways =
          Map.of(Google.ID, google, second, google, Apple.ID, apple);
      Set<MemberId> met = new HashSet<>();
      ways.forEach((id, fake) -> {
        fake.registerRedirectUri(CALLBACKS.resolve(id.value()));
        fake.put(same);
        met.add(memberOf(new TestBrowser().signIn(sync, id, fake.visitor(same.key())::agree)));
      });

      assertThat(met).hasSize(ways.size());
      assertThat(ways.keySet())
          .allSatisfy(
              id -> assertThat(books.identities().find(SHOP, id.value(), "000001.same.0001"))
                  .isPresent());
    }
  }

  // ---- fields that are sent once

  @Tag(RoadShop.WRITES_THE_NAME)
  @Test
  void aNameThatIsSentOnceSurvivesAFailureOfTheStore() {
    try (SmallProvider apple = new SmallProvider()) {
      sync = open(
          bare(told()).provider(apple.provider(Capability.SENDS_FIELDS_ONCE)).callbacks(CALLBACKS));
      apple.profile = "{\"sub\":\"a1\",\"name\":\"Only Once\"}";
      watched.beforeNext("members.create", () -> {
        throw MemberStoreException.unavailable("store-unavailable", "no connection");
      });
      assertThatThrownBy(() -> atSmall("c1")).isInstanceOf(MemberStoreException.class);
      assertThat(members.count()).isZero();
      apple.profile = "{\"sub\":\"a1\"}";

      MemberId member = memberOf(atSmall("c2"));

      assertThat(values(member)).containsEntry("name", "Only Once");
      members.edit(member, "name", java.util.Optional.of("Other"));
      assertThat(memberOf(atSmall("c3"))).isEqualTo(member);
      assertThat(values(member)).containsEntry("name", "Other");
    }
  }

  @Test
  void aNameThatIsSentOnceSurvivesAVisitorWhoComesBackLaterAndIsForgottenOnCancelling() {
    try (SmallProvider apple = new SmallProvider()) {
      sync = open(bare(io.membersync.consent.Notices.korea("Wine Shop"))
          .provider(apple.provider(Capability.SENDS_FIELDS_ONCE))
          .callbacks(CALLBACKS));
      apple.profile = "{\"sub\":\"a1\",\"name\":\"Only Once\"}";
      needsConsent(atSmall("c1"));
      apple.profile = "{\"sub\":\"a1\"}";
      clock.advance(Duration.ofMinutes(20));
      var second = needsConsent(atSmall("c2"));
      assertThat(sync.resume(browser, second.parked(), io.membersync.Answers.cancel()))
          .isInstanceOf(Cancelled.class);

      var third = needsConsent(atSmall("c3"));
      MemberId member = memberOf(sync.resume(browser, third.parked(), AGREED));

      assertThat(values(member)).doesNotContainKey("name");
    }
  }

  // ---- links that end unread

  @Test
  void dataThatCouldNotBeReadAreReadLaterSoThatTheLinkLives() {
    kapiIsDown();
    assertThat(signIn("haneul")).isInstanceOf(Unavailable.class);
    assertNobodyBecameAMember();
    assertThat(runDue()).isZero();

    clock.advance(Duration.ofMinutes(2));
    runDue(); // still down
    kakao.clearFailures();
    clock.advance(Duration.ofMinutes(40));
    assertThat(runDue()).isOne();

    clock.advance(Duration.ofHours(25));
    assertThat(kakao.unlinkIncompleteSignUps()).isEmpty();
    assertThat(kakao.findLink(kakao.person("haneul"))).isPresent();
    assertThat(members.count()).as("nothing read is kept").isZero();
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
    assertThat(signIn("haneul")).isInstanceOf(SignedIn.class);
  }

  @Test
  void withoutTheLateReadTheLinkWouldHaveEnded() {
    kapiIsDown();
    signIn("haneul");
    kakao.clearFailures();
    clock.advance(Duration.ofHours(25));

    assertThat(kakao.unlinkIncompleteSignUps()).containsExactly(kakao.person("haneul"));

    runDue(); // the token is dead by now; the task gives up
    clock.advance(Duration.ofDays(2));
    runDue();
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  private void kapiIsDown() {
    for (KakaoEndpoint endpoint : List.of(
        KakaoEndpoint.USER_ME,
        KakaoEndpoint.SERVICE_TERMS,
        KakaoEndpoint.SHIPPING_ADDRESSES,
        KakaoEndpoint.CHANNELS)) {
      kakao.failUntilCleared(endpoint, Failure.raw(503, java.util.Map.of(), ""));
    }
  }

  // ---- silently

  @Test
  void kakaoTalkSignsInSilentlyOnce() {
    MemberId member = signUp("haneul");
    browser = new TestBrowser();
    KakaoVisitor visitor = kakao.visitor("haneul").inKakaoTalk();

    URI silent = begunSilently();
    assertThat(silent.getRawQuery()).contains("prompt=none");
    SignInResult result = complete(visitor.open(silent).orElseThrow());

    assertThat(memberOf(result)).isEqualTo(member);
    assertThat(notStarted(sync.begin(Kakao.ID, browser, quietly(KAKAOTALK))))
        .isEqualTo(Begun.Reason.NOT_SILENTLY);
  }

  @Test
  void aSilentAttemptThatNeedsTheVisitorShowsTheButtonAndIsNotRepeated() {
    URI silent = begunSilently();
    SignInResult result =
        complete(kakao.visitor("haneul").inKakaoTalk().open(silent).orElseThrow());

    assertThat(result).isInstanceOf(Cancelled.class);
    assertThat(((Cancelled) result).reason()).isEqualTo(CancelReason.NOT_SILENTLY);
    assertNothingHappened();
    assertThat(notStarted(sync.begin(Kakao.ID, browser, quietly(KAKAOTALK))))
        .isEqualTo(Begun.Reason.NOT_SILENTLY);
    assertThat(complete(callback("haneul"))).isInstanceOf(SignedIn.class);
  }

  @Test
  void anyOtherBrowserIsNotTriedSilently() {
    assertThat(notStarted(sync.begin(Kakao.ID, browser, quietly("Mozilla/5.0 Chrome/150"))))
        .isEqualTo(Begun.Reason.NOT_SILENTLY);
    assertThat(browser.cookies()).isEmpty();
  }

  private SignIn quietly(String userAgent) {
    return SignIn.returningTo("/").silently(userAgent);
  }

  private URI begunSilently() {
    return ((RedirectTo) sync.begin(Kakao.ID, browser, quietly(KAKAOTALK))).uri();
  }

  private static Begun.Reason notStarted(Begun begun) {
    assertThat(begun).isInstanceOf(NotStarted.class);
    return ((NotStarted) begun).reason();
  }

  // ---- asking again

  @Test
  void aFurtherScopeIsAskedAndItsFieldArrives() {
    mapGender();
    MemberId member = memberOf(signIn("haneul", v -> v.withholding("gender")));
    assertThat(values(member)).doesNotContainKey("gender");

    URI uri = browser.begin(
        sync, Kakao.ID, SignIn.askingAgain(member, List.of("gender"), List.of(), "/me"));
    assertThat(parameter(uri, "scope").split(",")).contains("gender", "openid");
    SignedIn result = signedIn(complete(kakao.visitor("haneul").agree(uri)));

    assertThat(result.member()).contains(member);
    assertThat(result.details().isNewMember()).isFalse();
    assertThat(result.details().returnPath()).isEqualTo("/me");
    assertThat(values(member)).containsEntry("gender", "female");
  }

  @Test
  void whatWasGrantedEarlierIsReadAfterAFurtherQuestionToo() {
    FieldMapping mapping =
        FieldMapping.basic().map(Field.GENDER, "gender").map(Field.SHIPPING_ADDRESSES, "addresses");
    useMembers(mapping);
    sync = open(shop().mapping(mapping));
    MemberId member = memberOf(signIn("haneul", v -> v.withholding("gender")));
    kakao.forgetRequests();

    URI uri = browser.begin(
        sync, Kakao.ID, SignIn.askingAgain(member, List.of("gender"), List.of(), "/me"));
    URI callback = kakao.visitor("haneul").agree(uri);
    String log = Logged.during(() -> assertThat(memberOf(complete(callback))).isEqualTo(member));

    assertThat(kakao.calls(KakaoEndpoint.SHIPPING_ADDRESSES)).isOne();
    assertThat(log).as("Kakao names what it granted before").doesNotContain("not asked for");
  }

  @Test
  void aFurtherTermIsAskedAndItsConsentRecorded() {
    Notice marketing = Notice.consent("mkt", Notice.Kind.MARKETING_USE)
        .text("ko", "마케팅", "…")
        .askedBy("marketing_20260401")
        .build();
    sync = open(shop(told().with(marketing)));
    MemberId member = memberOf(signIn("haneul", v -> v.declining("marketing_20260401")));
    clock.advance(Duration.ofMinutes(1));

    URI uri = browser.begin(
        sync,
        Kakao.ID,
        // Kakao shows no screen for optional terms alone.
        SignIn.askingAgain(
            member, List.of(), List.of("tos_20260101", "marketing_20260401"), "/me"));
    assertThat(parameter(uri, "service_terms")).isEqualTo("tos_20260101,marketing_20260401");
    assertThat(memberOf(complete(kakao.visitor("haneul").agree(uri)))).isEqualTo(member);

    assertThat(sync.members().find(member).orElseThrow().consents())
        .extracting(ConsentEvent::type)
        .contains(ConsentEvent.Type.DECLINED)
        .endsWith(ConsentEvent.Type.GRANTED);
  }

  @Test
  void somebodyElsesAnswerIsRefused() {
    mapGender();
    MemberId member = memberOf(signIn("haneul", v -> v.withholding("gender")));
    MemberId other = signUp("seoyeon");
    int before = members.count();

    for (String person : List.of("seoyeon", "doyun")) {
      URI uri = browser.begin(
          sync, Kakao.ID, SignIn.askingAgain(member, List.of("gender"), List.of(), "/me"));
      refused(complete(kakao.visitor(person).agree(uri)), RejectReason.WRONG_MEMBER);
    }

    assertThat(values(member)).doesNotContainKey("gender");
    assertThat(members.count()).isEqualTo(before);
    assertThat(identity("doyun")).isEmpty();
    assertThat(identity("seoyeon").orElseThrow().person())
        .isEqualTo(sync.members().find(other).orElseThrow().person());
  }

  @Test
  void decliningTheFurtherQuestionChangesNothing() {
    mapGender();
    MemberId member = memberOf(signIn("haneul", v -> v.withholding("gender")));

    URI uri = browser.begin(
        sync, Kakao.ID, SignIn.askingAgain(member, List.of("gender"), List.of(), "/me"));
    assertThat(complete(kakao.visitor("haneul").cancel(uri))).isInstanceOf(Cancelled.class);

    assertThat(values(member)).containsKeys("name", "email").doesNotContainKey("gender");
    runDue();
    assertThat(kakao.findLink(kakao.person("haneul"))).isPresent();
    assertThat(memberOf(signIn("haneul"))).isEqualTo(member);
  }

  private void mapGender() {
    FieldMapping mapping = FieldMapping.basic().map(Field.GENDER, "gender");
    useMembers(mapping);
    sync = open(shop().mapping(mapping));
  }

  // ---- unavailable

  @Test
  void aProviderThatIsDownOffersTheOthers() {
    sync = open(shop().provider(oldKakao()));
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.raw(503, java.util.Map.of(), ""));
    URI uri = browser.begin(
        sync, Kakao.ID, SignIn.returningTo("/cart").from("store12").in(Locale.ENGLISH));

    SignInResult result = complete(kakao.visitor("haneul").agree(uri));

    assertThat(result).isInstanceOf(Unavailable.class);
    Unavailable unavailable = (Unavailable) result;
    assertThat(unavailable.others().providers()).containsExactly(OLD);
    assertThat(unavailable.details().returnPath()).isEqualTo("/cart");
    assertThat(unavailable.details().entry()).contains("store12");
    assertThat(unavailable.details().mayStartAgain()).isTrue();
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
    assertThat(kakao.calls(KakaoEndpoint.USER_ME)).isZero();
    assertNobodyBecameAMember();
  }

  private SignInResult atSmall(String code) {
    browser = new TestBrowser();
    URI uri = browser.begin(sync, SmallProvider.ID, SignIn.returningTo("/"));
    return browser.complete(
        sync,
        SmallProvider.ID,
        URI.create("http://localhost/?code=" + code + "&state=" + parameter(uri, "state")));
  }
}
