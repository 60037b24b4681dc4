package io.membersync.servlet;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does MemberSync's due work on one daemon thread until it is closed. */
final class DueWork implements AutoCloseable {
  static final String THREAD_NAME = "membersync-work";

  private static final Logger log = LoggerFactory.getLogger(DueWork.class);
  private static final Duration BUDGET = Duration.ofSeconds(5);
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final Engine engine;
  private final ScheduledExecutorService executor;
  private boolean failing; // touched by the one thread only

  private DueWork(Engine engine, ScheduledExecutorService executor) {
    this.engine = engine;
    this.executor = executor;
  }

  static DueWork start(Engine engine, Duration every) {
    ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
      Thread thread = new Thread(task, THREAD_NAME);
      thread.setDaemon(true);
      return thread;
    });
    DueWork work = new DueWork(engine, executor);
    var unused = executor.scheduleWithFixedDelay(
        work::run, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    return work;
  }

  private void run() {
    try {
      engine.runDue(BUDGET);
      if (failing) {
        failing = false;
        log.info("Due work is done again");
      }
    } catch (RuntimeException e) {
      // The next round tries again; a thrown exception would end them all. One line is enough for
      // an outage that lasts.
      if (!failing) {
        failing = true;
        log.warn("Due work failed and is tried again until it works: {}", Faults.describe(e));
      }
    }
  }

  /** Ends the thread, after what it is doing now if that does not take long. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
