package io.membersync.testing;

import io.membersync.member.MemberStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Starts many callers at one moment, as callbacks, nodes and workers meet in a shop. */
final class Race {
  /** More than a connection pool usually has. */
  static final int CALLERS = 64;

  private static final int MOST_REPETITIONS = 20;

  private Race() {}

  /** What each of 64 callers got; a conflict is repeated, as MemberSync does. */
  static <T> List<T> run(IntFunction<T> caller) {
    return run(CALLERS, caller);
  }

  static <T> List<T> run(int callers, IntFunction<T> caller) {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      CountDownLatch ready = new CountDownLatch(callers);
      CountDownLatch start = new CountDownLatch(1);
      List<Future<T>> runs = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        int number = i;
        runs.add(threads.submit(() -> {
          ready.countDown();
          start.await();
          return repeating(() -> caller.apply(number));
        }));
      }
      ready.await();
      start.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> run : runs) {
        results.add(run.get(60, TimeUnit.SECONDS));
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError("one of " + callers + " callers at once failed", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(callers + " callers at once were not done in a minute", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  static <T> T repeating(Supplier<T> work) {
    for (int i = 1; ; i++) {
      try {
        return work.get();
      } catch (MemberStoreException e) {
        if (!e.isRepeatable() || i == MOST_REPETITIONS) {
          throw e;
        }
      }
    }
  }
}
