package io.membersync.testing;

import io.membersync.testsupport.TestClock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;

/** A fake whose time a test sets, and what a shop's server sends to it. */
abstract class FakeKakaoFixture {
  final TestClock clock = new TestClock(Instant.parse("2026-11-21T00:00:00Z"));
  FakeKakao kakao = FakeKakao.builder().clock(clock).start();
  TestCalls calls = new TestCalls(kakao);

  /** Goes on with a fake of other settings, its clock the same. */
  final void restart(FakeKakaoBuilder builder) {
    kakao.close();
    kakao = builder.clock(clock).start();
    calls = new TestCalls(kakao);
  }

  @AfterEach
  void close() {
    kakao.close();
  }
}
