package io.membersync.oauth;

import java.time.Duration;

/** A moment of real time until which waiting is allowed. */
final class Deadline {
  private final long startNanos;
  private final long endNanos;

  private Deadline(long startNanos, long endNanos) {
    this.startNanos = startNanos;
    this.endNanos = endNanos;
  }

  static Deadline in(Duration time) {
    long now = System.nanoTime();
    return new Deadline(now, now + time.toNanos());
  }

  /** At least zero. */
  long nanosLeft() {
    return Math.max(0, endNanos - System.nanoTime());
  }

  /** What is left of it, and not more than that. */
  long nanosLeft(Duration atMost) {
    return Math.min(nanosLeft(), atMost.toNanos());
  }

  boolean isOver() {
    return nanosLeft() == 0;
  }

  Duration sinceStart() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
