package io.membersync.member;

/**
 * The shop's database or MemberSync's own tables cannot answer. Nothing was recorded. The message
 * holds no data; nor does the cause, as {@link #describe} copies only what is safe.
 */
public final class MemberStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final boolean repeatable;

  private MemberStoreException(String code, String message, boolean repeatable) {
    super(message);
    this.code = code;
    this.repeatable = repeatable;
  }

  /**
   * The store cannot answer now.
   *
   * @param code stable, for alarms, such as {@code store-unavailable}
   * @param message what happened, without any value
   */
  public static MemberStoreException unavailable(String code, String message) {
    return new MemberStoreException(code, message, false);
  }

  /**
   * The unit of work met another one: a unique violation, a deadlock, a serialization failure. It
   * is rolled back and run again, three times at most.
   */
  public static MemberStoreException conflict(String code, String message) {
    return new MemberStoreException(code, message, true);
  }

  public String code() {
    return code;
  }

  /** Whether running the unit of work again may help. */
  public boolean isRepeatable() {
    return repeatable;
  }

  /** A cause whose message may quote data, as text that does not: class name and frames only. */
  public MemberStoreException describe(Throwable unsafe) {
    Throwable safe = new Throwable(unsafe.getClass().getName());
    safe.setStackTrace(unsafe.getStackTrace());
    addSuppressed(safe);
    return this;
  }
}
