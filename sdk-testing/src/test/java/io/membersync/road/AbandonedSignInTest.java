package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberId;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.TestBrowser;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A sign-in that waits for the visitor, who gives it up or never comes back. */
class AbandonedSignInTest extends RoadFixture {
  @BeforeEach
  void askForConsents() {
    sync = open(korea());
  }

  @Test
  void aSecondBeforeHalfAnHourItIsThereAndASecondAfterItIsGone() {
    NeedsConsent kept = needsConsent(complete(callback("haneul")));
    clock.advance(Duration.ofMinutes(30).minusSeconds(1));
    assertThat(sync.resume(browser, kept.parked(), AGREED)).isInstanceOf(SignedIn.class);

    browser = new TestBrowser();
    NeedsConsent lost = needsConsent(complete(callback("doyun")));
    clock.advance(Duration.ofMinutes(30).plusSeconds(1));
    refused(sync.resume(browser, lost.parked(), AGREED), RejectReason.EXPIRED);
    assertThat(members.count()).isOne();
  }

  @Test
  void whatExpiredIsDeletedAndTheProviderIsTold() {
    needsConsent(complete(callback("haneul")));
    clock.advance(Duration.ofMinutes(31));

    runDue();
    runDue();

    assertThat(parkedRowsLeft()).isZero();
    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).isOne();
    assertThat(kakao.findLink(kakao.person("haneul"))).isEmpty();
    assertNobodyBecameAMember();
  }

  @Test
  void whatExpiredAfterTheVisitorFinishedElsewhereEndsNoLink() {
    NeedsConsent phone = needsConsent(complete(callback("haneul")));
    TestBrowser phonesBrowser = browser;
    browser = new TestBrowser();
    NeedsConsent desktop = needsConsent(complete(callback("haneul")));
    MemberId member = memberOf(sync.resume(browser, desktop.parked(), AGREED));

    clock.advance(Duration.ofMinutes(31));
    runDue();
    runDue();

    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).isZero();
    assertThat(kakao.findLink(kakao.person("haneul"))).isPresent();
    assertThat(sync.members().find(member).orElseThrow().identities()).hasSize(1);
    refused(sync.resume(phonesBrowser, phone.parked(), AGREED), RejectReason.EXPIRED);
  }

  @Test
  void whatWasGivenUpOnOneDeviceAndEndedAtTheProviderIsNotLinkedByTheOther() {
    NeedsConsent phone = needsConsent(complete(callback("haneul")));
    TestBrowser phonesBrowser = browser;
    browser = new TestBrowser();
    NeedsConsent desktop = needsConsent(complete(callback("haneul")));
    clock.advance(Duration.ofMinutes(1));
    sync.resume(phonesBrowser, phone.parked(), Answers.cancel());
    runDue();
    assertThat(kakao.findLink(kakao.person("haneul"))).isEmpty();

    var refused = refused(sync.resume(browser, desktop.parked(), AGREED), RejectReason.INTERRUPTED);

    assertThat(refused.details().mayStartAgain()).isTrue();
    assertNobodyBecameAMember();
    clock.advance(Duration.ofMinutes(1));
    browser = new TestBrowser();
    NeedsConsent anew = needsConsent(complete(callback("haneul")));
    assertThat(sync.resume(browser, anew.parked(), AGREED)).isInstanceOf(SignedIn.class);
    assertThat(kakao.findLink(kakao.person("haneul"))).isPresent();
  }

  @Test
  void neitherIsItWhereTheProvidersAnswerToThatWasLost() {
    NeedsConsent phone = needsConsent(complete(callback("haneul")));
    TestBrowser phonesBrowser = browser;
    browser = new TestBrowser();
    NeedsConsent desktop = needsConsent(complete(callback("haneul")));
    clock.advance(Duration.ofMinutes(1));
    kakao.failNext(KakaoEndpoint.UNLINK, Failure.halfBody());
    sync.resume(phonesBrowser, phone.parked(), Answers.cancel());
    runDue();
    assertThat(kakao.findLink(kakao.person("haneul"))).isEmpty();

    refused(sync.resume(browser, desktop.parked(), AGREED), RejectReason.INTERRUPTED);

    assertNobodyBecameAMember();
  }

  @Test
  void noAnswerAsksAgainAndCancellingDeletesWhatWasParked() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));
    NeedsConsent again = needsConsent(sync.resume(browser, needs.parked(), Answers.none()));
    assertThat(again.parked()).isEqualTo(needs.parked());
    assertThat(again.missing().asked()).isEqualTo(needs.missing().asked());

    SignInResult cancelled = sync.resume(browser, needs.parked(), Answers.cancel());

    assertThat(cancelled).isInstanceOf(Cancelled.class);
    assertThat(((Cancelled) cancelled).reason()).isEqualTo(CancelReason.VISITOR);
    assertThat(((Cancelled) cancelled).details().returnPath()).isEqualTo("/cart");
    assertThat(sync.resume(browser, needs.parked(), AGREED)).isInstanceOf(Cancelled.class);
    assertThat(parkedRowsLeft()).isZero();
    runDue();
    assertThat(kakao.findLink(kakao.person("haneul"))).isEmpty();
    assertNobodyBecameAMember();
  }

  @Test
  void howItWasCancelledIsKeptInTheSameTransaction() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));
    List<Boolean> inside = new ArrayList<>();
    watched.beforeNext(
        "attempts.putOutcome", () -> inside.add(books.unitOfWork().isOpen()));

    sync.resume(browser, needs.parked(), Answers.cancel());

    assertThat(inside).as("a second click finds it gone and the outcome there").containsOnly(true);
  }

  @Test
  void aQuestionAskedToASlowClickBringsNothingParkedBackToLife() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));
    watched.afterNext(
        "identities.find", () -> sync.resume(browser, needs.parked(), Answers.cancel()));

    assertThat(sync.resume(browser, needs.parked(), Answers.none())).isInstanceOf(Cancelled.class);
    assertThat(parkedRowsLeft()).isZero();
  }

  @Test
  void whatIsParkedForAProviderThatWasTakenAwayIsDeletedAndStopsNoOtherWork() {
    sync = open(korea().provider(oldKakao()));
    URI uri = browser.begin(sync, OLD, io.membersync.SignIn.returningTo("/"));
    NeedsConsent orphan =
        needsConsent(browser.complete(sync, OLD, kakao.visitor("doyun").agree(uri)));
    needsConsent(complete(callback("haneul")));

    sync = open(korea());
    refused(sync.resume(browser, orphan.parked(), AGREED), RejectReason.EXPIRED);
    clock.advance(Duration.ofMinutes(31));
    runDue();
    runDue();

    assertThat(parkedRowsLeft()).isZero();
    assertThat(kakao.findLink(kakao.person("haneul"))).isEmpty();
  }

  @Test
  void aTaskIsNotStartedOnALeaseThatHasEnded() {
    for (String person : List.of("haneul", "doyun")) {
      browser = new TestBrowser();
      NeedsConsent needs = needsConsent(complete(callback(person)));
      sync.resume(browser, needs.parked(), Answers.cancel());
    }
    watched.afterNext("tasks.finish", () -> clock.advance(Duration.ofSeconds(61)));

    assertThat(runDue()).as("by now another node may have the second").isOne();
    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).isOne();

    assertThat(runDue()).isOne();
    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).isEqualTo(2);
  }

  @Test
  void aCallToAProviderThatWasTakenAwayIsGivenUpAfterItsTime() {
    sync = open(korea().provider(oldKakao()));
    URI uri = browser.begin(sync, OLD, io.membersync.SignIn.returningTo("/"));
    NeedsConsent needs =
        needsConsent(browser.complete(sync, OLD, kakao.visitor("doyun").agree(uri)));
    sync.resume(browser, needs.parked(), Answers.cancel());

    sync = open(korea());
    assertThat(runDue()).as("it may come back").isZero();
    assertThat(books.tasks().findOpen(SHOP, 10)).hasSize(1);
    clock.advance(Duration.ofDays(11));
    assertThat(runDue()).isOne();

    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }
}
