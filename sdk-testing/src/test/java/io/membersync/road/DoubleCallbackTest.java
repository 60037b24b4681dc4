package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.SignInResult;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.AtOnce;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same callback again: a double click, a reload, a replay. */
class DoubleCallbackTest extends RoadFixture {

  @ParameterizedTest
  @ValueSource(ints = {2, 20})
  @Fault("AR-01")
  void parallelCallbacksExchangeOnceAndEndAtTheSamePerson(int clicks) throws Exception {
    URI callback = callback("haneul");
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.delay(Duration.ofMillis(100)));

    List<SignInResult> results = AtOnce.call(clicks, () -> complete(callback));

    assertThat(results).hasSize(clicks).allSatisfy(result -> {
      SignedIn signedIn = signedIn(result);
      assertThat(signedIn.person()).isEqualTo(signedIn(results.get(0)).person());
      assertThat(signedIn.member()).isEqualTo(signedIn(results.get(0)).member());
      assertThat(signedIn.details().returnPath()).isEqualTo("/cart");
    });
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
    assertThat(members.count()).isOne();
    assertThat(events).hasSize(1);
  }

  @Test
  void aRepeatedCallbackLetsNobodyInWhomTheShopHasBlockedSince() {
    URI callback = callback("haneul");
    MemberId member = memberOf(complete(callback));
    assertThat(complete(callback)).isInstanceOf(SignedIn.class);

    members.setStatus(member, MemberRecord.Status.BLOCKED);

    refused(complete(callback), RejectReason.MEMBER_NOT_ADMITTED);
  }

  @Test
  @Fault("AR-01")
  void parallelCallbacksOfAFailingSignInFailAlike() throws Exception {
    URI callback = callback("haneul");
    kakao.failNext(
        KakaoEndpoint.TOKEN, Failure.status(503).and(Failure.delay(Duration.ofMillis(50))));

    List<SignInResult> results = AtOnce.call(5, () -> complete(callback));

    assertThat(results)
        .allSatisfy(result -> assertThat(result).isInstanceOf(SignInResult.Unavailable.class));
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
    assertNobodyBecameAMember();
  }

  @Test
  @Fault("AR-01")
  void parallelCallbacksThatNeedAConsentAllLeadToTheOneParkedSignIn() throws Exception {
    sync = open(korea());
    URI callback = callback("haneul");
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.delay(Duration.ofMillis(100)));

    List<SignInResult> results = AtOnce.call(5, () -> complete(callback));

    assertThat(results)
        .extracting(result -> needsConsent(result).parked())
        .containsOnly(needsConsent(results.get(0)).parked());
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
  }

  @Test
  void parallelFirstSignInsOfOnePersonMakeOneMember() throws Exception {
    Queue<Map.Entry<TestBrowser, URI>> devices = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 10; i++) {
      browser = new TestBrowser();
      devices.add(Map.entry(browser, callback("haneul")));
    }

    List<SignInResult> results = AtOnce.call(10, () -> {
      Map.Entry<TestBrowser, URI> device = devices.remove();
      return device.getKey().complete(sync, Kakao.ID, device.getValue());
    });

    assertThat(results)
        .allSatisfy(result -> assertThat(memberOf(result)).isEqualTo(memberOf(results.get(0))));
    assertThat(members.count()).isOne();
    assertThat(results).filteredOn(r -> signedIn(r).details().isNewMember()).hasSize(1);
  }

  @Test
  @Fault("AR-09")
  void aReplayAfterASecondAnswersTheSame() {
    URI callback = callback("haneul");
    MemberId member = memberOf(complete(callback));

    clock.advance(Duration.ofSeconds(1));
    SignedIn again = signedIn(complete(callback));

    assertThat(again.member()).contains(member);
    assertThat(again.details().isNewMember()).isTrue();
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
    assertThat(events).hasSize(1);
  }

  @Test
  @Fault("AR-09")
  void aReplayAfterNineMinutesIsRefusedAndHarmsNothing() {
    URI callback = callback("haneul");
    MemberId member = memberOf(complete(callback));

    clock.advance(Duration.ofMinutes(9));
    runDue();
    refused(complete(callback), RejectReason.ALREADY_USED);

    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).isZero();
    assertThat(sync.members().find(member)).isPresent();
    assertThat(signUp("haneul")).isEqualTo(member);
  }
}
