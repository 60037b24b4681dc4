package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync.Observer.Kind;
import io.membersync.MemberSync.Observer.Outcome;
import io.membersync.MemberSync.Observer.Step;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.AtOnce;
import io.membersync.testsupport.TestClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProviderActivityTest {
  private static final ProviderId KAKAO = ProviderId.of("kakao");

  private final TestClock clock = new TestClock();
  private final ProviderActivity activity = new ProviderActivity(clock);

  @Test
  void whatIsLongAgoIsForgotten() {
    happens(Kind.BEGIN, "redirected", null);
    clock.advance(Duration.ofMinutes(10));
    happens(Kind.COMPLETE, "signed-up", null);
    assertThat(activity.of(KAKAO).lately()).isEqualTo(Map.of("redirected", 1L, "signed-up", 1L));

    clock.advance(Duration.ofMinutes(5));
    assertThat(activity.of(KAKAO).lately()).isEqualTo(Map.of("signed-up", 1L));

    clock.advance(Duration.ofDays(1));
    assertThat(activity.of(KAKAO).lately()).isEmpty();
  }

  @Test
  void aReloadIsNoSecondSignIn() {
    happens(Kind.COMPLETE, "signed-up", null);
    happens(Kind.COMPLETE, "signed-up", "again");

    assertThat(activity.of(KAKAO).lately()).isEqualTo(Map.of("signed-up", 1L));
  }

  @Test
  void aProviderFailsUntilItsNextAnswer() {
    happens(Kind.PROVIDER_CALL, "ok", null);
    clock.advance(Duration.ofSeconds(1));
    happens(Kind.PROVIDER_CALL, "provider-down", "timeout");

    ProviderActivity.Summary failing = activity.of(KAKAO);
    assertThat(failing.isFailing()).isTrue();
    assertThat(failing.lastFailure())
        .contains(new ProviderActivity.Failure(
            clock.instant(), "token", "provider-down", Optional.of("timeout")));

    clock.advance(Duration.ofSeconds(1));
    happens(Kind.PROVIDER_CALL, "ok", null);
    assertThat(activity.of(KAKAO).isFailing()).isFalse();
    assertThat(activity.of(KAKAO).lastFailure()).isPresent();
  }

  @Test
  void whatIsNoFaultOfTheProviderIsNone() {
    for (String word : new String[] {"cancelled", "visitor", "token-dead"}) {
      happens(Kind.PROVIDER_CALL, word, null);
    }

    assertThat(activity.of(KAKAO)).isEqualTo(ProviderActivity.Summary.NOTHING);
  }

  @Test
  void othersAreNotMixedIn() {
    happens(Kind.STORE, "failed", "store-unavailable");
    happens(Kind.TASK, "put-off", "provider-down");

    assertThat(activity.of(KAKAO)).isEqualTo(ProviderActivity.Summary.NOTHING);
    assertThat(activity.of(ProviderId.of("naver"))).isEqualTo(ProviderActivity.Summary.NOTHING);
  }

  @Test
  void manyAtOnceAreAllCounted() throws Exception {
    AtOnce.call(16, () -> {
      for (int i = 0; i < 500; i++) {
        happens(Kind.COMPLETE, "signed-in", null);
      }
      return true;
    });

    assertThat(activity.of(KAKAO).lately()).isEqualTo(Map.of("signed-in", 8_000L));
  }

  private void happens(Kind kind, String word, @org.jspecify.annotations.Nullable String reason) {
    activity
        .begin(new Step(kind, Optional.of(KAKAO), "token"))
        .end(new Outcome(word, Optional.ofNullable(reason), Optional.of(KAKAO), Optional.empty()));
  }
}
