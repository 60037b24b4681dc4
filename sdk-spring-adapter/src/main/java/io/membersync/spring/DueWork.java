package io.membersync.spring;

import io.membersync.MemberSync;
import io.membersync.member.MemberStoreException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Calls for due work while the application runs. It ends before the web server does, after the round
 * under way, so that nothing is begun that could not be finished.
 */
final class DueWork implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(DueWork.class);
  private static final Duration BUDGET = Duration.ofSeconds(5);

  private final Runnable start;
  private final Runnable stop;
  private final AtomicBoolean running = new AtomicBoolean();

  private DueWork(Runnable start, Runnable stop) {
    this.start = start;
    this.stop = stop;
  }

  /** The shop calls for it itself. */
  static DueWork none() {
    return new DueWork(() -> {}, () -> {});
  }

  /** A scheduler that nodes share; without its class in a signature, as it need not be there. */
  static DueWork byDatabase(Runnable start, Runnable stop) {
    return new DueWork(start, stop);
  }

  /**
   * On a scheduler of its own: the shop's may have one thread, which the shop's own tasks need.
   *
   * @throws IllegalArgumentException if the time is out of range
   */
  static DueWork bySpring(MemberSync sync, Duration every, boolean virtual) {
    if (every.compareTo(Duration.ofMillis(100)) < 0 || every.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("due work must be done every 100 ms to 1 hour");
    }
    ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    scheduler.setThreadNamePrefix("membersync-work-");
    scheduler.setDaemon(true);
    scheduler.setVirtualThreads(virtual);
    scheduler.setWaitForTasksToCompleteOnShutdown(true);
    scheduler.setAwaitTerminationMillis(BUDGET.plusSeconds(5).toMillis());
    Round round = new Round(sync);
    return new DueWork(
        () -> {
          scheduler.initialize();
          var unused =
              scheduler.scheduleWithFixedDelay(round::run, every); // ends with the scheduler
        },
        scheduler::shutdown);
  }

  /** One line is enough for an outage that lasts. */
  private static final class Round {
    private final MemberSync sync;
    private boolean failing; // touched by the one thread only

    Round(MemberSync sync) {
      this.sync = sync;
    }

    void run() {
      try {
        sync.work().runDue(BUDGET);
        if (failing) {
          failing = false;
          log.info("Due work is done again");
        }
      } catch (RuntimeException e) {
        if (!failing) {
          failing = true;
          log.warn("Due work failed and is tried again until it works: {}", described(e));
        }
      }
    }

    /** Our own messages hold no data; those of others may. */
    private static String described(RuntimeException failure) {
      return failure instanceof MemberStoreException ours
          ? ours.code() + ": " + ours.getMessage()
          : failure.getClass().getName();
    }
  }

  @Override
  public void start() {
    if (running.compareAndSet(false, true)) {
      start.run();
    }
  }

  @Override
  public void stop() {
    if (running.compareAndSet(true, false)) {
      stop.run();
    }
  }

  @Override
  public boolean isRunning() {
    return running.get();
  }
}
