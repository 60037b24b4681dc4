package io.membersync.testsupport;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** The processor's time of one thread: what the machine does besides is not counted. */
public final class ThreadTime {
  private ThreadTime() {}

  /** How long this thread has computed so far. */
  public static Duration now() {
    return Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
  }

  /** How long this thread computes to do this. */
  public static Duration of(Runnable work) {
    Duration before = now();
    work.run();
    return now().minus(before);
  }
}
