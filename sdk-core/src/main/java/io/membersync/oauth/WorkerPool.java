package io.membersync.oauth;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of the gateway: daemons that are started when there is work and end when there is
 * none. Each lane (one a provider) may use only a part of them, so that a slow provider does not
 * take the threads of the others.
 */
final class WorkerPool implements AutoCloseable {
  private static final int MOST_WAITING = 2_048;

  private final ThreadPoolExecutor threads;
  private final int mostPerLane;
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

  WorkerPool(String name, int mostThreads, int mostPerLane) {
    this.mostPerLane = mostPerLane;
    AtomicInteger number = new AtomicInteger();
    HandOff queue = new HandOff();
    this.threads = new ThreadPoolExecutor(
        0,
        mostThreads,
        30,
        TimeUnit.SECONDS,
        queue,
        work -> {
          // Without what a visitor's thread would hand down: the worker outlives the request.
          Thread thread = new Thread(null, work, name + "-" + number.incrementAndGet(), 0, false);
          thread.setDaemon(true);
          return thread;
        },
        (work, pool) -> {
          if (pool.isShutdown() || queue.size() >= MOST_WAITING) {
            throw new RejectedExecutionException("busy");
          }
          queue.put(work);
        });
  }

  /**
   * Runs the work in a thread of the pool, soon.
   *
   * @throws RejectedExecutionException if the lane is full or the pool is closed
   */
  void run(String lane, Runnable work) {
    lanes.computeIfAbsent(lane, any -> new Lane()).run(work);
  }

  int threadCount() {
    return threads.getPoolSize();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** Gives work to an idle thread, else lets the pool start one, and queues only when it may not. */
  private static final class HandOff extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable work) {
      return tryTransfer(work);
    }
  }

  private final class Lane {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    void run(Runnable work) {
      synchronized (this) {
        if (running == mostPerLane) {
          if (waiting.size() >= MOST_WAITING) {
            throw new RejectedExecutionException("busy");
          }
          waiting.add(work);
          return;
        }
        running++;
      }
      try {
        threads.execute(() -> runAll(work));
      } catch (RejectedExecutionException e) {
        synchronized (this) {
          running--;
        }
        throw e;
      }
    }

    private void runAll(Runnable first) {
      Runnable work = first;
      while (work != null) {
        try {
          work.run();
        } catch (RuntimeException | Error e) {
          Thread thread = Thread.currentThread();
          thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
        synchronized (this) {
          work = waiting.poll();
          if (work == null) {
            running--;
          }
        }
      }
    }
  }
}
