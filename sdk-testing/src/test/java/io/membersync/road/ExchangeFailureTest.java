package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.SignInResult;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.SignInResult.Unavailable;
import io.membersync.provider.HttpOptions;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoError;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a sign-in whose code was sent and brought no tokens. */
class ExchangeFailureTest extends RoadFixture {

  @Test
  @Fault("TR-12")
  void aLostAnswerSpendsTheSignInAndANewOneMayBegin() {
    for (Failure lost : List.of(Failure.reset(), Failure.close(), Failure.halfBody())) {
      freshShop();
      isSpentAndOfferedAnew(lost);
    }
  }

  @Test
  @Fault("TR-12")
  void anAnswerThatNeverComesSpendsTheSignInWithinTheDeadline() {
    sync =
        open(shop().http(HttpOptions.builder().perAttempt(Duration.ofSeconds(2)).build()));
    long begun = System.nanoTime(); // real time: it is the deadline that is looked at

    isSpentAndOfferedAnew(Failure.hang());

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  @Fault("TR-10")
  void aProviderInTroubleIsNotSentTheCodeAgain() {
    for (Failure trouble :
        List.of(Failure.status(500), Failure.status(503), Failure.tooManyRequests("5"))) {
      freshShop();
      isSpentAndOfferedAnew(trouble);
    }
  }

  @Test
  @Fault("TR-09")
  void aRefusedClientAlarmsTheOperatorOnceAndIsNoFaultOfTheVisitor() {
    URI callback = callback("haneul");
    kakao.failNext(KakaoEndpoint.TOKEN, KakaoError.koe(10));

    String log = Logged.during(() -> refused(complete(callback), RejectReason.CONFIGURATION));

    assertThat(log.lines().filter(line -> line.contains(" ERROR ")))
        .singleElement()
        .asString()
        .contains("kakao", "KOE010", "Client secret");
    refused(complete(callback), RejectReason.CONFIGURATION);
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
    assertNobodyBecameAMember();
  }

  private void isSpentAndOfferedAnew(Failure failure) {
    URI callback = callback("haneul");
    kakao.failNext(KakaoEndpoint.TOKEN, failure);

    SignInResult result = complete(callback);

    assertThat(result).isInstanceOf(Unavailable.class);
    assertThat(((Unavailable) result).details().mayStartAgain()).isTrue();
    assertThat(((Unavailable) result).details().returnPath()).isEqualTo("/cart");
    assertThat(complete(callback)).as("a reload").isInstanceOf(Unavailable.class);
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
    assertThat(kakao.calls(KakaoEndpoint.USER_ME)).isZero();
    assertNobodyBecameAMember();
    assertThat(complete(callback("haneul"))).isInstanceOf(SignedIn.class);
  }
}
