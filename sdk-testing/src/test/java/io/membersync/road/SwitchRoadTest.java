package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Begun;
import io.membersync.Callback;
import io.membersync.MemberSync.Switches.Position;
import io.membersync.Members;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.SignInResult.OtherWays;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.SignInResult.Unavailable;
import io.membersync.consent.Notices;
import io.membersync.member.CodeSender;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a visitor of a provider meets that an operator has hidden or switched off. */
class SwitchRoadTest extends RoadFixture {
  private static final String KAKAOTALK = "Mozilla/5.0 (Linux) Mobile KAKAOTALK 26.1.0";

  @BeforeEach
  void twoProviders() {
    sync = open(shop().provider(oldKakao()));
  }

  private void set(ProviderId provider, Position position) {
    sync.switches().set(provider, position);
  }

  private List<ProviderId> offered() {
    return sync.providers().stream().map(ProviderDescriptor::id).toList();
  }

  // ---- hidden

  @Test
  void aHiddenProviderIsNotOfferedAndAnOlderLinkStillSignsIn() {
    assertThat(offered()).containsExactly(Kakao.ID, OLD);

    set(Kakao.ID, Position.HIDDEN);

    assertThat(offered()).containsExactly(OLD);
    assertThat(sync.addedProviders())
        .extracting(ProviderDescriptor::id)
        .containsExactly(Kakao.ID, OLD);
    assertThat(signIn("haneul")).isInstanceOf(SignedIn.class);

    set(Kakao.ID, Position.ON);
    assertThat(offered()).containsExactly(Kakao.ID, OLD);
  }

  @Test
  void aHiddenProviderIsNoOtherWay() {
    set(Kakao.ID, Position.HIDDEN);
    URI uri = browser.begin(sync, OLD, SignIn.returningTo("/cart"));
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.raw(503, java.util.Map.of(), ""));

    SignInResult result = browser.complete(sync, OLD, kakao.visitor("haneul").agree(uri));

    assertThat(((Unavailable) result).others().providers()).isEmpty();
  }

  @Test
  void aSignInThatWasBegunBeforeHidingEnds() {
    URI callback = callback("haneul");
    set(Kakao.ID, Position.HIDDEN);

    assertThat(complete(callback)).isInstanceOf(SignedIn.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Position.class,
      names = {"ON", "MISCONFIGURED"},
      mode = EnumSource.Mode.EXCLUDE)
  void nobodyIsTriedSilentlyAtAProviderThatIsNotOffered(Position position) {
    set(Kakao.ID, position);

    Begun begun = sync.begin(Kakao.ID, browser, SignIn.returningTo("/").silently(KAKAOTALK));

    assertThat(((Begun.NotStarted) begun).reason()).isEqualTo(Begun.Reason.NOT_SILENTLY);
    assertThat(browser.cookies()).isEmpty();
  }

  // ---- off

  @Test
  void nobodyBeginsAtAProviderThatIsOff() {
    set(Kakao.ID, Position.OFF);

    assertThat(offered()).containsExactly(OLD);
    assertThat(sync.begin(Kakao.ID, browser, SignIn.returningTo("/")))
        .isEqualTo(new Begun.NotStarted(Begun.Reason.UNAVAILABLE, new OtherWays(List.of(OLD))));
    assertThat(browser.cookies()).isEmpty();
  }

  @Test
  @Fault({"AR-18", "CF-08"})
  void aCallbackOfAProviderThatIsOffSpendsNothing() {
    URI uri = browser.begin(sync, Kakao.ID, SignIn.returningTo("/cart").from("store12"));
    URI callback = kakao.visitor("haneul").agree(uri);
    set(Kakao.ID, Position.OFF);

    Unavailable refused = (Unavailable) complete(callback);

    assertThat(refused.provider()).isEqualTo(Kakao.ID);
    assertThat(refused.others().providers()).containsExactly(OLD);
    assertThat(refused.details().returnPath()).isEqualTo("/cart");
    assertThat(refused.details().entry()).contains("store12");
    assertThat(refused.details().mayStartAgain()).isFalse();
    assertThat(watched.calls("attempts.claim")).isEmpty();
    assertNothingHappened();

    set(Kakao.ID, Position.ON);
    assertThat(signedIn(complete(callback)).details().returnPath()).isEqualTo("/cart");
  }

  @Test
  void aFormOfAProviderThatIsOffIsKeptForItsMinute() {
    try (SmallProvider small = new SmallProvider()) {
      sync = open(shop().provider(small.provider(Capability.FORM_POST)));
      URI uri = browser.begin(sync, SmallProvider.ID, SignIn.returningTo("/"));
      set(SmallProvider.ID, Position.OFF);
      String handle = sync.receiveForm(
              Callback.form(SmallProvider.ID, "code=c1&state=" + parameter(uri, "state")))
          .orElseThrow();
      Callback callback = Callback.query(SmallProvider.ID, handle);

      assertThat(sync.complete(browser, callback)).isInstanceOf(Unavailable.class);
      assertThat(small.exchanges()).isEmpty();

      set(SmallProvider.ID, Position.ON);
      assertThat(sync.complete(browser, callback)).isInstanceOf(SignedIn.class);
      refused(sync.complete(browser, callback), RejectReason.MALFORMED);
    }
  }

  @Test
  void aCallbackThatWasAnsweredBeforeGetsTheSameAnswer() {
    URI callback = callback("haneul");
    MemberId member = memberOf(complete(callback));
    set(Kakao.ID, Position.OFF);

    assertThat(memberOf(complete(callback))).isEqualTo(member);
  }

  @Test
  void whoLostTheCookieIsNotToldToStartAgainWhereThatIsOff() {
    URI callback = callback("haneul");
    set(Kakao.ID, Position.OFF);

    SignInResult result = new TestBrowser().complete(sync, Kakao.ID, callback);

    assertThat(((Unavailable) result).details().mayStartAgain()).isFalse();
    refused(complete("code=c&state=forged"), RejectReason.UNKNOWN_STATE);
  }

  // ---- what goes on all the same

  @ParameterizedTest
  @EnumSource(value = Position.class, names = "MISCONFIGURED", mode = EnumSource.Mode.EXCLUDE)
  void whatIsParkedIsResumed(Position position) {
    sync = open(korea());
    NeedsConsent needs = needsConsent(signIn("haneul"));
    set(Kakao.ID, position);

    assertThat(sync.resume(browser, needs.parked(), AGREED)).isInstanceOf(SignedIn.class);
  }

  @ParameterizedTest
  @EnumSource(value = Position.class, names = "MISCONFIGURED", mode = EnumSource.Mode.EXCLUDE)
  void webhooksAreTakenAndApplied(Position position) {
    signUp("haneul");
    set(Kakao.ID, position);

    String key = "KakaoAK " + kakao.app().adminKey();
    assertThat(sync.receive(Kakao.ID, unlinkWebhook(kakao.person("haneul").id(), key))
            .httpStatus())
        .isEqualTo(200);
    runDue();

    assertThat(identity("haneul")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = Position.class, names = "MISCONFIGURED", mode = EnumSource.Mode.EXCLUDE)
  void tokensAreRefreshedAndLinksAreEnded(Position position) {
    sync = open(shop().tokens(Kakao.ID, TokenPolicy.KEEP));
    MemberId member = signUp("haneul");
    String first = token(member).orElseThrow();
    set(Kakao.ID, position);

    clock.advance(Duration.ofHours(13));
    assertThat(token(member)).isPresent().isNotEqualTo(Optional.of(first));
    assertThat(sync.members().unlink(member, Kakao.ID)).isTrue();
    runDue();

    assertThat(kakao.findLink(kakao.person("haneul"))).isEmpty();
    assertThat(events).extracting(Members.Event::kind).endsWith(Members.Event.Kind.LEAVE_PENDING);
  }

  private Optional<String> token(MemberId member) {
    return sync.members().withAccessToken(member, Kakao.ID, Secret::reveal);
  }

  @ParameterizedTest
  @EnumSource(value = Position.class, names = "MISCONFIGURED", mode = EnumSource.Mode.EXCLUDE)
  void whoCancelsIsForgottenAndTheProviderIsTold(Position position) {
    sync = open(korea());
    NeedsConsent needs = needsConsent(signIn("haneul"));
    set(Kakao.ID, position);

    assertThat(sync.resume(browser, needs.parked(), io.membersync.Answers.cancel()))
        .isInstanceOf(Cancelled.class);
    runDue();

    assertThat(kakao.findLink(kakao.person("haneul"))).isEmpty();
  }

  // ---- proofs

  @Test
  void aHiddenProviderIsAProofOnlyWhereThereIsNoOther() {
    memberOf(new TestBrowser().signIn(sync, OLD, kakao.visitor("haneul")::agree));

    set(OLD, Position.HIDDEN);
    assertThat(proofs()).containsExactly(OLD);
    set(OLD, Position.OFF);
    assertThat(proofs()).isEmpty();

    sync = open(shop()
        .provider(oldKakao())
        .codes(new Inbox(Set.of(Field.EMAIL)), CodeSender.Limits.defaults()));
    set(OLD, Position.HIDDEN);
    assertThat(proofs()).as("a code proves it too").isEmpty();
    set(OLD, Position.ON);
    assertThat(proofs()).containsExactly(OLD);
  }

  private List<ProviderId> proofs() {
    return ((NeedsProof) signIn("haneul")).choices().providers();
  }

  // ---- all of it at a shop whose notices are asked

  @Test
  void aSignUpUnderWayIsNotLostByHiding() {
    sync = open(shop(Notices.korea("Wine Shop")));
    URI callback = callback("haneul");
    set(Kakao.ID, Position.HIDDEN);
    NeedsConsent needs = needsConsent(complete(callback));

    memberOf(sync.resume(browser, needs.parked(), AGREED));

    assertThat(members.count()).isOne();
  }

  @Test
  void aMisspeltProviderIsRefused() {
    ProviderId naver = ProviderId.of("naver");
    assertThatThrownBy(() -> set(naver, Position.OFF))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no provider naver; added were [kakao, kakao-old]");
    assertThat(watched.calls("switches.put")).isEmpty();
  }
}
