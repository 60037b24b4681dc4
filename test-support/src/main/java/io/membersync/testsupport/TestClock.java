package io.membersync.testsupport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test moves it. */
public final class TestClock extends Clock {
  /** Where it stands when nothing else is said. */
  public static final Instant START = Instant.parse("2026-11-21T03:00:00Z");

  private volatile Instant now;

  /** Stands at {@link #START}. */
  public TestClock() {
    this(START);
  }

  /** Stands at this time. */
  public TestClock(Instant now) {
    this.now = now;
  }

  /** Moves to this time, backwards too. */
  public void set(Instant time) {
    now = time;
  }

  /** Moves on. One thread at a time. */
  public void advance(Duration time) {
    set(now.plus(time));
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
