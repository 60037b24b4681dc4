package io.membersync.benchmarks.measuring;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs sign-ins, one after the other on each of some threads, and says what they took. */
final class StopWatch implements AutoCloseable {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Contender contender;
  private final ExecutorService visitors = Executors.newCachedThreadPool();

  StopWatch(Contender contender) {
    this.contender = contender;
  }

  Measurement measure(int signIns, int threads) throws InterruptedException {
    int each = Math.max(1, signIns / threads);
    Map<Long, Long> allocatedBefore = allocated();
    long cpu = PROCESS.getProcessCpuTime();
    long start = System.nanoTime();
    List<Future<long[]>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(visitors.submit(() -> signIn(each)));
    }
    List<long[]> parts = new ArrayList<>();
    for (Future<long[]> part : running) {
      try {
        parts.add(part.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a sign-in failed", e.getCause());
      }
    }
    long wall = System.nanoTime() - start;
    cpu = PROCESS.getProcessCpuTime() - cpu;
    long bytes = 0;
    for (Map.Entry<Long, Long> after : allocated().entrySet()) {
      bytes += after.getValue() - allocatedBefore.getOrDefault(after.getKey(), 0L);
    }
    long[] times = parts.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Measurement(
        each * threads,
        threads,
        cpu,
        bytes,
        wall,
        times[times.length / 2],
        times[Math.min(times.length - 1, times.length * 99 / 100)]);
  }

  private long[] signIn(int times) throws Exception {
    long[] took = new long[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      String subject = contender.signIn();
      took[i] = System.nanoTime() - start;
      if (!subject.equals(Provider.SUBJECT)) {
        throw new IllegalStateException("signed somebody else in: " + subject);
      }
    }
    return took;
  }

  private static Map<Long, Long> allocated() {
    long[] ids = THREADS.getAllThreadIds();
    long[] bytes = THREADS.getThreadAllocatedBytes(ids);
    Map<Long, Long> byThread = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      byThread.put(ids[i], Math.max(0, bytes[i]));
    }
    return byThread;
  }

  @Override
  public void close() {
    visitors.shutdownNow();
  }
}
