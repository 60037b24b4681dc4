package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Members;
import io.membersync.SignInResult;
import io.membersync.lifecycle.Webhook;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.FakeNotice;
import io.membersync.testing.UnlinkWebhook;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kakao's word that somebody ended the link, over HTTP. */
class UnlinkWebhookRoadTest extends RoadFixture {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final WebhookShop shop = new WebhookShop(() -> sync);

  @AfterAll
  void stopListening() {
    shop.close();
    threads.shutdownNow();
  }

  @Test
  @Fault("T27")
  void aLinkClosesAndNoColumnOfTheMemberIsTouched() {
    MemberId member = signUp("haneul");
    var before = values(member);

    assertThat(webhook().send(kakao.person("haneul"))).allMatch(FakeNotice.Reply::isAccepted);
    assertThat(identity("haneul")).as("the effect is the worker's").isPresent();
    runDue();

    assertThat(identity("haneul")).isEmpty();
    assertThat(values(member)).isEqualTo(before);
    assertThat(events)
        .extracting(Members.Event::kind)
        .containsExactly(Members.Event.Kind.SIGNED_UP, Members.Event.Kind.LEAVE_PENDING);
    assertThat(books.identities().findPersonOf(SHOP, member).orElseThrow().state())
        .isEqualTo(Records.PersonState.LEAVE_PENDING);
    assertThat(kakao.calls(io.membersync.testing.KakaoEndpoint.UNLINK)).isZero();
  }

  @Test
  void aGetDoesTheSame() {
    signUp("haneul");

    assertThat(webhook().byGet().referrer("ACCOUNT_DELETE").send(kakao.person("haneul")))
        .allMatch(FakeNotice.Reply::isAccepted);
    runDue();

    assertThat(identity("haneul")).isEmpty();
  }

  @Test
  void aWrongCredentialIsRefusedAndHasNoEffect() {
    signUp("haneul");
    watched.forget();
    String key = kakao.app().adminKey();
    for (Optional<String> header : List.of(
        Optional.<String>empty(),
        Optional.of("KakaoAK wrong"),
        Optional.of("KakaoAK " + key + "x"),
        Optional.of("KakaoAK " + key.substring(1)),
        Optional.of("Bearer " + key),
        Optional.of("kakaoak " + key),
        Optional.of(key),
        Optional.of("KakaoAK "))) {
      for (boolean get : new boolean[] {true, false}) {
        UnlinkWebhook webhook = header
            .map(text -> webhook().authorization(text))
            .orElseGet(() -> webhook().withoutAuthorization());
        assertThat((get ? webhook.byGet() : webhook).send(kakao.person("haneul")))
            .allSatisfy(reply -> assertThat(reply.status().orElseThrow()).isIn(401, 403));
      }
    }
    assertThat(webhook().appId("1").send(kakao.person("haneul")))
        .allSatisfy(reply -> assertThat(reply.status()).hasValue(403));
    assertThat(runDue()).isZero();
    assertThat(watched.calls("tasks.add")).isEmpty();
    assertThat(identity("haneul")).isPresent();
  }

  @Test
  void anUnknownUserIsAcceptedWithoutEffect() {
    MemberId member = signUp("haneul");

    assertThat(webhook().send("5555555555")).allMatch(FakeNotice.Reply::isAccepted);
    runDue();

    assertThat(identity("haneul")).isPresent();
    assertThat(sync.members().find(member).orElseThrow().identities()).hasSize(1);
    assertThat(events).hasSize(1);
  }

  @Test
  void malformedOnesAreRefused() {
    signUp("haneul");
    List<FakeNotice.Reply> twice = webhook().repeating("user_id", "1").send(kakao.person("haneul"));
    assertThat(twice.get(0).status()).hasValue(400);
    for (String user : List.of("", "abc", "-1", "1e3", "9".repeat(20))) {
      assertThat(webhook().send(user).get(0).status()).hasValue(400);
    }
    runDue();
    assertThat(identity("haneul")).isPresent();
  }

  @Test
  void fiveAtOnceHaveOneEffect() {
    signUp("haneul");

    List<FakeNotice.Reply> replies = webhook().times(5).inParallel().send(kakao.person("haneul"));
    runDue();
    assertThat(webhook().send(kakao.person("haneul"))).allMatch(FakeNotice.Reply::isAccepted);
    runDue();

    assertThat(replies).hasSize(5).allMatch(FakeNotice.Reply::isAccepted);
    assertThat(events)
        .extracting(Members.Event::kind)
        .containsExactly(Members.Event.Kind.SIGNED_UP, Members.Event.Kind.LEAVE_PENDING);
  }

  @Test
  @Fault("WH-07")
  void aLinkThatEndsBetweenIdentifyAndCommitOpensNoSessionAndLeavesNoToken() {
    sync = open(shop().tokens(Kakao.ID, TokenPolicy.KEEP));
    MemberId member = signUp("haneul");
    clock.advance(Duration.ofMinutes(1));
    watched.beforeNext("members.find", () -> {
      assertThat(webhook().send(kakao.person("haneul"))).allMatch(FakeNotice.Reply::isAccepted);
      runDue();
    });

    SignInResult result = signIn("haneul");

    assertThat(result)
        .as("the member is found by contact only, and has to be proven")
        .isInstanceOf(SignInResult.NeedsProof.class);
    assertThat(identity("haneul")).isEmpty();
    assertThat(books
            .tokens()
            .find(SHOP, "kakao", String.valueOf(kakao.person("haneul").id())))
        .isEmpty();
    assertThat(books.identities().findPersonOf(SHOP, member).orElseThrow().state())
        .isEqualTo(Records.PersonState.LEAVE_PENDING);
  }

  @Test
  void aSecondEndWithinADayIsKnownAsLongAsTheFirst() {
    sync = open(korea());
    assertThat(webhook().send(kakao.person("haneul"))).allMatch(FakeNotice.Reply::isAccepted);
    runDue();
    clock.advance(Duration.ofDays(1).minusMinutes(10));
    var needs = needsConsent(signIn("haneul"));
    clock.advance(Duration.ofMinutes(5));
    kakao.unlink(kakao.person("haneul"));
    assertThat(webhook().send(kakao.person("haneul"))).allMatch(FakeNotice.Reply::isAccepted);
    runDue();
    clock.advance(Duration.ofMinutes(6));
    runDue();

    refused(sync.resume(browser, needs.parked(), AGREED), SignInResult.RejectReason.INTERRUPTED);
  }

  @Test
  @Fault("WH-07")
  void aLinkThatEndsWhileItsSignUpWaitsForTheVisitorIsNotMade() {
    sync = open(korea());
    var needs = needsConsent(signIn("haneul"));
    clock.advance(Duration.ofMinutes(1));
    kakao.unlink(kakao.person("haneul"));
    assertThat(webhook().send(kakao.person("haneul"))).allMatch(FakeNotice.Reply::isAccepted);
    runDue();

    refused(sync.resume(browser, needs.parked(), AGREED), SignInResult.RejectReason.INTERRUPTED);

    assertNobodyBecameAMember();
    clock.advance(Duration.ofMinutes(1));
    var anew = needsConsent(signIn("haneul"));
    assertThat(sync.resume(browser, anew.parked(), AGREED))
        .isInstanceOf(SignInResult.SignedIn.class);
  }

  @Test
  void aLinkMadeAfterTheEventIsNotEndedByIt() {
    MemberId member = signUp("haneul");
    clock.advance(Duration.ofMinutes(1));
    assertThat(webhook().send(kakao.person("haneul"))).allMatch(FakeNotice.Reply::isAccepted);
    kakao.unlink(kakao.person("haneul"));
    sync.members().unlink(member, Kakao.ID);
    clock.advance(Duration.ofSeconds(1));
    var proof = signIn("haneul");
    sync.resume(
        browser,
        ((io.membersync.SignInResult.NeedsProof) proof).parked(),
        io.membersync.Answers.none().signedInAs(member));
    assertThat(identity("haneul")).isPresent();

    runDue();

    assertThat(identity("haneul")).isPresent();
    assertThat(kakao.calls(io.membersync.testing.KakaoEndpoint.UNLINK))
        .as("nor by telling the provider late")
        .isZero();
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void theAnswerComesAtOnceWhileTheMemberStoreHangs() throws Exception {
    signUp("doyun");
    sync.receive(Kakao.ID, new Webhook("GET", "", java.util.Map.of(), new byte[0])); // warm
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    watched.beforeNext("members.create", () -> {
      hangs.countDown();
      await(released);
    });
    URI callback = callback("haneul");
    Future<?> signIn = threads.submit(() -> complete(callback));
    try {
      await(hangs);
      webhook().send("5555555555"); // connection and classes
      List<FakeNotice.Reply> replies = new ArrayList<>(webhook().send(kakao.person("doyun")));
      for (int i = 0; i < 4; i++) {
        replies.addAll(webhook().send("666666666" + i));
      }
      assertThat(replies).hasSize(5).allMatch(FakeNotice.Reply::isAccepted);
      // A busy machine may hold up any of them, but not all.
      assertThat(replies).anyMatch(reply -> reply.took().compareTo(Duration.ofMillis(300)) < 0);
      runDue();
      assertThat(identity("doyun")).isEmpty();
    } finally {
      released.countDown();
    }
    signIn.get(20, TimeUnit.SECONDS);
    assertThat(identity("haneul")).isPresent();
  }

  @Test
  void withoutBooksItAsksToBeSentAgain() {
    signUp("haneul");
    watched.beforeNext("tasks.add", () -> {
      throw MemberStoreException.unavailable("records-unavailable", "no connection");
    });

    assertThat(webhook().send(kakao.person("haneul")).get(0).status()).hasValue(503);
    assertThat(webhook().send(kakao.person("haneul")).get(0).isAccepted()).isTrue();
    runDue();

    assertThat(identity("haneul")).isEmpty();
  }

  @Test
  void anEffectThatFailsIsRepeated() {
    signUp("haneul");
    webhook().send(kakao.person("haneul"));
    watched.beforeNext("identities.unlink", () -> {
      throw MemberStoreException.unavailable("records-unavailable", "no connection");
    });
    runDue();
    assertThat(identity("haneul")).isPresent();

    clock.advance(Duration.ofMinutes(2));
    runDue();

    assertThat(identity("haneul")).isEmpty();
  }

  @Test
  void anotherTransactionInTheWayNeitherRefusesAWebhookNorPutsOffItsEffect() {
    signUp("haneul");
    conflict("tasks.add");

    assertThat(webhook().send(kakao.person("haneul"))).allMatch(FakeNotice.Reply::isAccepted);
    conflict("identities.unlink");
    runDue();

    assertThat(identity("haneul")).isEmpty();
    assertThat(events)
        .extracting(Members.Event::kind)
        .containsExactly(Members.Event.Kind.SIGNED_UP, Members.Event.Kind.LEAVE_PENDING);
  }

  @Test
  void idsBeyondADoubleAreToldApart() {
    signUp("edge");
    signUp("neighbour");

    webhook().send("9007199254740993");
    runDue();

    assertThat(identity("edge")).isPresent();
    assertThat(identity("neighbour")).isEmpty();
  }

  private UnlinkWebhook webhook() {
    return kakao
        .unlinkWebhook(shop.uri(Kakao.ID))
        .timeout(Duration.ofSeconds(20)); // a busy machine is no fault of the shop
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Test
  void aSignInWhileAnEarlierEndIsAppliedIsNotLeftWithoutItsLink() {
    signUp("haneul");
    clock.advance(Duration.ofMinutes(1));
    assertThat(webhook().send(kakao.person("haneul"))).allMatch(FakeNotice.Reply::isAccepted);
    kakao.unlink(kakao.person("haneul"));
    clock.advance(Duration.ofMinutes(1));
    List<CompletableFuture<SignInResult>> signIns = new ArrayList<>();
    watched.afterNext("tokens.find", () -> {
      CompletableFuture<SignInResult> signIn =
          CompletableFuture.supplyAsync(() -> signIn("haneul"));
      signIns.add(signIn);
      // By then it is through, or waits until the end is written.
      assertThat(CompletableFuture.anyOf(
                  signIn, new CompletableFuture<>().completeOnTimeout(1, 1, TimeUnit.SECONDS))
              .join())
          .isNotNull();
    });

    runDue();

    assertThat(identity("haneul").isPresent())
        .as("whoever is let in has a link")
        .isEqualTo(signIns.get(0).join() instanceof SignInResult.SignedIn);
  }
}
