package io.membersync.internal;

/**
 * Knows whether this thread is inside a unit of work of MemberSync, whatever database it is in, so
 * that none is opened within another.
 */
public final class OpenUnit {
  private static final ThreadLocal<Boolean> OPEN = ThreadLocal.withInitial(() -> false);

  private OpenUnit() {}

  /**
   * Marks this thread as being inside a unit of work.
   *
   * @throws IllegalStateException if this thread is inside one already
   */
  public static void enter() {
    if (isOpen()) {
      throw new IllegalStateException(
          "a unit of work is open on this thread already; only the outermost one can be run again"
              + " after a conflict, so remove the inner execute(...) or call it after the outer one");
    }
    OPEN.set(true);
  }

  public static void leave() {
    OPEN.remove();
  }

  public static boolean isOpen() {
    return OPEN.get();
  }
}
