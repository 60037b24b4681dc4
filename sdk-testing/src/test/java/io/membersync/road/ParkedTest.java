package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.MemberSync;
import io.membersync.Parked;
import io.membersync.SignInResult;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberId;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.AtOnce;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A sign-in that waits for the visitor. */
class ParkedTest extends RoadFixture {
  @BeforeEach
  void askForConsents() {
    sync = open(korea());
  }

  @Test
  void anotherNodeGoesOn() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));
    MemberSync otherNode = open(korea());

    SignInResult result = otherNode.resume(browser, needs.parked(), AGREED);

    assertThat(values(memberOf(result))).containsEntry("email", "haneul@shop.example");
    assertThat(signedIn(result).details().returnPath()).isEqualTo("/cart");
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
  }

  @Test
  void aRestartLosesNothing() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));
    sync.close();
    sync = open(korea());

    assertThat(sync.resume(browser, needs.parked(), AGREED)).isInstanceOf(SignedIn.class);
  }

  @Test
  void finishingOnASecondDeviceReachesTheSameMember() {
    NeedsConsent phone = needsConsent(complete(callback("haneul")));
    TestBrowser phonesBrowser = browser;
    browser = new TestBrowser();
    NeedsConsent desktop = needsConsent(complete(callback("haneul")));
    MemberId member = memberOf(sync.resume(browser, desktop.parked(), AGREED));

    assertThat(memberOf(sync.resume(phonesBrowser, phone.parked(), AGREED))).isEqualTo(member);
    assertThat(members.count()).isOne();
  }

  @Test
  void aMisspeltNoticeIsRefusedAndNothingIsDeclinedByIt() {
    sync = open(korea());
    NeedsConsent needs = needsConsent(signIn("haneul"));

    assertThatThrownBy(
            () -> sync.resume(browser, needs.parked(), Answers.none().consent("toss", true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("toss")
        .hasMessageContaining("tos, age14");

    assertThat(sync.resume(browser, needs.parked(), AGREED)).isInstanceOf(SignedIn.class);
  }

  @Test
  void anotherBrowserIsRefused() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));
    TestBrowser other = new TestBrowser();
    refused(sync.resume(other, needs.parked(), AGREED), RejectReason.OTHER_BROWSER);

    TestBrowser busy = new TestBrowser();
    URI begun = busy.begin(
        sync, io.membersync.provider.kakao.Kakao.ID, io.membersync.SignIn.returningTo("/"));
    needsConsent(busy.complete(
        sync, io.membersync.provider.kakao.Kakao.ID, kakao.visitor("doyun").agree(begun)));
    refused(sync.resume(busy, needs.parked(), AGREED), RejectReason.OTHER_BROWSER);

    assertNobodyBecameAMember();
    assertThat(sync.resume(browser, needs.parked(), AGREED)).isInstanceOf(SignedIn.class);
  }

  @Test
  void answeringTwiceGivesTheSameResultAndOneMember() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));

    SignedIn first = signedIn(sync.resume(browser, needs.parked(), AGREED));
    SignedIn second = signedIn(sync.resume(browser, needs.parked(), AGREED));

    assertThat(second.person()).isEqualTo(first.person());
    assertThat(second.member()).isEqualTo(first.member());
    assertThat(members.count()).isOne();
    assertThat(events).hasSize(1);
    assertThat(watched.calls("evidence.append")).hasSize(1);
  }

  @Test
  void answeringTenTimesAtOnceMakesOneMember() throws Exception {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));

    List<SignInResult> results =
        AtOnce.call(10, () -> sync.resume(browser, needs.parked(), AGREED));

    assertThat(results).extracting(this::memberOf).containsOnly(memberOf(results.get(0)));
    assertThat(members.count()).isOne();
    assertThat(events).hasSize(1);
  }

  @Test
  void whoWasJustMadeAMemberByAnotherClickIsNotAskedToProveIt() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));
    List<SignInResult> faster = new ArrayList<>();
    // The second click looks for the identity, finds none, and is overtaken there.
    watched.afterNext(
        "identities.find", () -> faster.add(sync.resume(browser, needs.parked(), AGREED)));

    SignInResult slower = sync.resume(browser, needs.parked(), AGREED);

    assertThat(memberOf(slower)).isEqualTo(memberOf(faster.get(0)));
    assertThat(members.count()).isOne();
    assertThat(parkedRowsLeft()).isZero();
  }

  @Test
  void aReloadOfTheCallbackShowsTheQuestionAgainAndLaterTheResult() {
    URI callback = callback("haneul");
    NeedsConsent needs = needsConsent(complete(callback));
    assertThat(needsConsent(complete(callback)).parked()).isEqualTo(needs.parked());
    MemberId member = memberOf(sync.resume(browser, needs.parked(), AGREED));

    assertThat(memberOf(complete(callback))).isEqualTo(member);
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
  }

  @Test
  void whatIsFinishedMakesRoomBeforeWhatIsNot() {
    NeedsConsent waiting = needsConsent(complete(callback("haneul")));
    NeedsConsent last = waiting;
    MemberId made = null;
    for (int i = 0; i < 6; i++) {
      clock.advance(Duration.ofSeconds(1));
      last = parkStranger(i);
      made = memberOf(sync.resume(browser, last.parked(), AGREED));
    }

    assertThat(memberOf(sync.resume(browser, last.parked(), AGREED)))
        .as("a reload of the last form")
        .isEqualTo(made);
    assertThat(sync.resume(browser, waiting.parked(), AGREED)).isInstanceOf(SignedIn.class);
  }

  @Test
  void whereNothingIsFinishedTheOldestMakesRoom() {
    List<NeedsConsent> parked = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      clock.advance(Duration.ofSeconds(1));
      parked.add(parkStranger(i));
    }

    for (NeedsConsent replaced : parked.subList(0, 2)) {
      refused(sync.resume(browser, replaced.parked(), AGREED), RejectReason.OTHER_BROWSER);
    }
    for (NeedsConsent kept : parked.subList(2, 6)) {
      assertThat(sync.resume(browser, kept.parked(), AGREED)).isInstanceOf(SignedIn.class);
    }
  }

  @Test
  void theCookieLivesAsLongAsWhatIsParkedAndEndsWithIt() {
    Responses responses = new Responses(browser);
    NeedsConsent needs = needsConsent(complete(callback("haneul")));
    clock.advance(Duration.ofMinutes(10));
    needsConsent(sync.resume(responses, needs.parked(), Answers.none()));
    assertThat(responses.last().maxAgeSeconds()).as("of 30 minutes").isEqualTo(20 * 60);
    String handle = responses.last().value();

    sync.resume(responses, needs.parked(), AGREED);
    assertThat(responses.last().maxAgeSeconds()).as("for a reload").isEqualTo(2 * 60);
    assertThat(responses.last().value()).isEqualTo(handle);
    sync.resume(responses, needs.parked(), AGREED);
    clock.advance(Duration.ofMinutes(3));
    refused(sync.resume(responses, needs.parked(), AGREED), RejectReason.EXPIRED);
    assertThat(responses.last().maxAgeSeconds()).isZero();
    assertThat(responses.last().value()).isEmpty();
    assertThat(browser.cookies().keySet()).noneMatch(name -> name.startsWith("msp"));
  }

  @Test
  void aCancelledSignInLeavesItsPlaceAfterAReload() {
    Responses responses = new Responses(browser);
    NeedsConsent needs = needsConsent(complete(callback("haneul")));

    sync.resume(responses, needs.parked(), Answers.cancel());

    assertThat(responses.last().maxAgeSeconds()).isEqualTo(2 * 60);
    assertThat(sync.resume(browser, needs.parked(), Answers.cancel()))
        .isInstanceOf(Cancelled.class);
  }

  @Test
  void garbageReferencesAreRefused() {
    needsConsent(complete(callback("haneul")));
    for (String reference :
        List.of("", " ", "x", "a".repeat(22), "a".repeat(100_000), "\u0000", "../..", "가", "%00")) {
      refused(sync.resume(browser, new Parked(reference), AGREED), RejectReason.OTHER_BROWSER);
    }
    assertNobodyBecameAMember();
  }

  @Test
  void theNewestKeyAndTheOlderOneOpenWhatIsParked() {
    URI callback = callback("haneul");
    NeedsConsent needs = needsConsent(complete(callback));
    var next = io.membersync.Secret.of("the-next-key-0123456789abcdefghijklmn");

    sync =
        open(korea().keys(io.membersync.records.KeyRing.of(next, KEYS.secrets().get(0))));

    assertThat(needsConsent(complete(callback)).parked()).isEqualTo(needs.parked());
    SignedIn result = signedIn(sync.resume(browser, needs.parked(), AGREED));
    assertThat(signedIn(sync.resume(browser, needs.parked(), AGREED)).member())
        .isEqualTo(result.member());
    assertThat(signedIn(complete(callback)).member()).isEqualTo(result.member());
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
  }

  private NeedsConsent parkStranger(int number) {
    kakao.put(KakaoPerson.named("stranger" + number, 8_000_000_000L + number)
        .name("Stranger")
        .email("stranger" + number + "@shop.example")
        .build());
    return needsConsent(complete(callback("stranger" + number)));
  }
}
