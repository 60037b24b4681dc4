package io.membersync.internal;

import io.membersync.member.MemberStoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A transaction over {@link MemoryTable}s, bound to the thread that runs it. It behaves as a SQL
 * database does at READ COMMITTED: others see nothing of it before it ends, whoever writes a row
 * that it has written waits for its end, and waiting in a circle is a conflict.
 */
public final class MemoryUnit {
  /** Guards every table; held for one step, never for a whole unit. */
  static final Object MONITOR = new Object();

  private static final ThreadLocal<@Nullable MemoryUnit> CURRENT = new ThreadLocal<>();
  private static final long LONGEST_WAIT_NANOS = 5_000_000_000L;

  private final Set<MemoryTable<?, ?, ?>> written =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable MemoryUnit waitingFor;
  private @Nullable MemberStoreException failure;

  private MemoryUnit() {}

  /** Runs the work in a unit of its own. */
  public static <T> T execute(Supplier<T> work) {
    OpenUnit.enter();
    try {
      return run(work);
    } finally {
      OpenUnit.leave();
    }
  }

  /** Runs the steps in this thread's unit, or in one of their own. */
  public static <T> T join(Supplier<T> steps) {
    return CURRENT.get() == null ? run(steps) : steps.get();
  }

  private static <T> T run(Supplier<T> work) {
    MemoryUnit unit = new MemoryUnit();
    CURRENT.set(unit);
    boolean committed = false;
    try {
      T result = work.get();
      if (unit.failure != null) {
        throw unit.failure;
      }
      unit.end(true);
      committed = true;
      return result;
    } finally {
      if (!committed) {
        unit.end(false);
      }
      CURRENT.remove();
    }
  }

  /** The unit of this thread; a table is only touched inside {@link #join}. */
  static MemoryUnit current() {
    MemoryUnit unit = CURRENT.get();
    if (unit == null) {
      throw new IllegalStateException("not inside MemoryUnit.join");
    }
    return unit;
  }

  void wrote(MemoryTable<?, ?, ?> table) {
    written.add(table);
  }

  /** Waits, with the monitor released, until the owner has ended or somebody else has. */
  @SuppressWarnings("WaitNotInLoop") // the table calls it in a loop
  void awaitEndOf(MemoryUnit owner, long startedNanos) {
    for (MemoryUnit unit = owner; unit != null; unit = unit.waitingFor) {
      if (unit == this) {
        throw fail(MemberStoreException.conflict(
            "store-deadlock", "in memory: two units of work wait for each other"));
      }
    }
    long leftMillis = (LONGEST_WAIT_NANOS - (System.nanoTime() - startedNanos)) / 1_000_000;
    if (leftMillis <= 0) {
      throw fail(MemberStoreException.conflict(
          "store-lock-timeout", "in memory: another unit of work held a row for 5 seconds"));
    }
    waitingFor = owner;
    try {
      MONITOR.wait(leftMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw fail(MemberStoreException.unavailable(
          "store-interrupted", "in memory: interrupted while waiting for a row"));
    } finally {
      waitingFor = null;
    }
  }

  /** Marks this thread's unit as failed. */
  public static MemberStoreException failed(MemberStoreException exception) {
    return current().fail(exception);
  }

  /** After a failure a unit can only be rolled back, even if its work swallows the exception. */
  private MemberStoreException fail(MemberStoreException exception) {
    if (failure == null) {
      failure = exception;
    }
    return exception;
  }

  private void end(boolean commit) {
    synchronized (MONITOR) {
      List<MemoryTable<?, ?, ?>> tables = new ArrayList<>(written);
      written.clear();
      for (MemoryTable<?, ?, ?> table : tables) {
        table.end(this, commit);
      }
      MONITOR.notifyAll();
    }
  }
}
