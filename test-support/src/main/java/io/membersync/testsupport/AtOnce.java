package io.membersync.testsupport;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Calls that begin at the same moment, each in a thread of its own. */
public final class AtOnce {
  private AtOnce() {}

  /** What each of so many calls gave. */
  public static <T> List<T> call(int times, Callable<T> call) throws Exception {
    return call(Collections.nCopies(times, call));
  }

  /** What the two calls gave, in their order. */
  public static <T> List<T> call(Callable<T> one, Callable<T> other) throws Exception {
    return call(List.of(one, other));
  }

  /** What each of these calls gave, in their order. */
  public static <T> List<T> call(List<Callable<T>> calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      CyclicBarrier ready = new CyclicBarrier(calls.size());
      List<Future<T>> running = new ArrayList<>();
      for (Callable<T> call : calls) {
        running.add(threads.submit(() -> {
          ready.await();
          return call.call();
        }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> run : running) {
        results.add(run.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
