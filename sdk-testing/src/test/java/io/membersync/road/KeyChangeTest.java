package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.MemberSync;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.lifecycle.Webhook;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.AtOnce;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes that do not have the same newest key yet, and what reaches several of them. */
class KeyChangeTest extends RoadFixture {

  private static final Secret OLD_KEY = KEYS.secrets().get(0);
  private static final Secret NEW_KEY = Secret.of("the-next-key-0123456789abcdefghijklmn");
  private static final KeyRing OLD_ONLY = KeyRing.of(OLD_KEY);
  private static final KeyRing OLD_FIRST = KeyRing.of(OLD_KEY, NEW_KEY);
  private static final KeyRing NEW_FIRST = KeyRing.of(NEW_KEY, OLD_KEY);

  @Test
  @Fault("AR-01")
  void aCallbackThatReachesNodesOfBothKindsIsExchangedOnce() {
    for (KeyRing earlier : List.of(OLD_ONLY, OLD_FIRST)) {
      freshShop();
      MemberSync before = open(shop().keys(earlier));
      MemberSync after = open(shop().keys(NEW_FIRST));

      Both both = completed(begunAt(before), before, after);

      assertThat(memberOf(both.slower())).isEqualTo(memberOf(both.faster()));
      assertThat(members.count()).isOne();
      assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
    }
  }

  @Test
  @Fault("AR-01")
  void itIsAlsoExchangedOnceWhenTheNodeWithTheNewKeyIsFaster() {
    for (KeyRing earlier : List.of(OLD_ONLY, OLD_FIRST)) {
      freshShop();
      MemberSync before = open(shop().keys(earlier));
      MemberSync after = open(shop().keys(NEW_FIRST));

      Both both = completed(begunAt(before), after, before);

      assertThat(both.faster()).isInstanceOf(SignedIn.class);
      if (earlier == OLD_FIRST) {
        assertThat(memberOf(both.slower())).isEqualTo(memberOf(both.faster()));
      } else {
        refused(both.slower(), RejectReason.ALREADY_USED); // it cannot open what the new key sealed
      }
      assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
    }
  }

  @Test
  @Fault("AR-01")
  void givenToBothAtOnceItIsExchangedOnce() throws Exception {
    MemberSync before = open(shop().keys(OLD_FIRST));
    MemberSync after = open(shop().keys(NEW_FIRST));
    for (int i = 0; i < 10; i++) {
      kakao.forgetRequests();
      URI callback = begunAt(i % 2 == 0 ? before : after);

      List<SignInResult> results = AtOnce.call(
          () -> browser.complete(before, Kakao.ID, callback),
          () -> browser.complete(after, Kakao.ID, callback));

      assertThat(memberOf(results.get(0))).isEqualTo(memberOf(results.get(1)));
      assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
    }
    assertThat(members.count()).isOne();
  }

  @Test
  void anAnswerGivenToBothAtOnceMakesOneMember() throws Exception {
    MemberSync before = open(korea().keys(OLD_FIRST));
    MemberSync after = open(korea().keys(NEW_FIRST));
    for (MemberSync first : List.of(before, after)) {
      browser = new io.membersync.testing.TestBrowser();
      URI uri = browser.begin(first, Kakao.ID, SignIn.returningTo("/"));
      String person = first == before ? "haneul" : "doyun";
      var needs =
          needsConsent(browser.complete(first, Kakao.ID, kakao.visitor(person).agree(uri)));

      List<SignInResult> results = AtOnce.call(
          () -> before.resume(browser, needs.parked(), AGREED),
          () -> after.resume(browser, needs.parked(), AGREED));

      assertThat(memberOf(results.get(0))).isEqualTo(memberOf(results.get(1)));
    }
    assertThat(members.count()).isEqualTo(2);
  }

  @Test
  void aWebhookThatReachesNodesOfBothKindsHasOneEffect() throws Exception {
    for (KeyRing earlier : List.of(OLD_ONLY, OLD_FIRST)) {
      MemberSync before = open(shop().keys(earlier));
      MemberSync after = open(shop().keys(NEW_FIRST));
      for (int i = 0; i < 10; i++) {
        long user = 9_000_000_000L + i;
        List<Integer> statuses = AtOnce.call(
            () -> before.receive(Kakao.ID, unlinked(user)).httpStatus(),
            () -> after.receive(Kakao.ID, unlinked(user)).httpStatus());
        assertThat(statuses).containsOnly(200);
      }
      assertThat(books.tasks().findOpen(SHOP, 100)).hasSize(10);
      assertThat(after.work().runDue(RoadShop.BUDGET)).isEqualTo(10);
      assertThat(after.receive(Kakao.ID, unlinked(9_000_000_000L)).httpStatus()).isEqualTo(200);
      assertThat(before.receive(Kakao.ID, unlinked(9_000_000_001L)).httpStatus())
          .isEqualTo(200);
      assertThat(books.tasks().findOpen(SHOP, 100))
          .as("of what was done before")
          .isEmpty();
      freshShop();
    }
  }

  @Test
  void aWebhookRepeatedAfterTheKeyChangeEndsNoLinkMadeSince() {
    assertThat(signUp("haneul")).isNotNull();
    assertThat(sync.receive(Kakao.ID, unlinked(kakao.person("haneul").id())).httpStatus())
        .isEqualTo(200);
    assertThat(runDue()).isOne();
    assertThat(identity("haneul")).isEmpty();
    clock.advance(Duration.ofSeconds(20));
    var proof = (NeedsProof) signIn("haneul");
    assertThat(sync.resume(browser, proof.parked(), Answers.none().asNewMember()))
        .isInstanceOf(SignedIn.class);
    clock.advance(Duration.ofSeconds(20));

    MemberSync after = open(shop().keys(NEW_FIRST));
    assertThat(after.receive(Kakao.ID, unlinked(kakao.person("haneul").id())).httpStatus())
        .isEqualTo(200);
    after.work().runDue(RoadShop.BUDGET);

    assertThat(identity("haneul")).isPresent();
  }

  private URI begunAt(MemberSync node) {
    return kakao.visitor("haneul").agree(browser.begin(node, Kakao.ID, SignIn.returningTo("/")));
  }

  private Webhook unlinked(long user) {
    return unlinkWebhook(user, "KakaoAK " + kakao.app().adminKey());
  }

  private record Both(SignInResult faster, SignInResult slower) {}

  /** One callback at two nodes: the slower one comes to the claim when the faster one is done. */
  private Both completed(URI callback, MemberSync faster, MemberSync slower) {
    List<SignInResult> first = new ArrayList<>();
    watched.beforeNext(
        "attempts.claim", () -> first.add(browser.complete(faster, Kakao.ID, callback)));
    SignInResult second = browser.complete(slower, Kakao.ID, callback);
    return new Both(first.get(0), second);
  }
}
