package io.membersync.member;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The shop's database or MemberSync's own tables cannot answer. Nothing was recorded. The message
 * holds no data; nor does the cause, as {@link #describe} copies only what is safe.
 */
public final class MemberStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Duration SOONEST = Duration.ofSeconds(1);
  private static final Duration LATEST = Duration.ofHours(6);

  private final String code;
  private final boolean repeatable;
  private final transient @Nullable Duration retryAfter;

  private MemberStoreException(
      String code, String message, boolean repeatable, @Nullable Duration retryAfter) {
    super(message);
    this.code = code;
    this.repeatable = repeatable;
    this.retryAfter = retryAfter;
  }

  /**
   * The store cannot answer now.
   *
   * @param code stable, for alarms, such as {@code store-unavailable}
   * @param message what happened, without any value
   */
  public static MemberStoreException unavailable(String code, String message) {
    return new MemberStoreException(code, message, false, null);
  }

  /**
   * The store takes no more calls for now, such as an API that answers 429. What was to be written
   * later is put off for this long and never given up because of it.
   *
   * @param retryAfter as the store said; kept between one second and six hours
   */
  public static MemberStoreException limited(String code, String message, Duration retryAfter) {
    Duration atLeast = retryAfter.compareTo(SOONEST) < 0 ? SOONEST : retryAfter;
    return new MemberStoreException(
        code, message, false, atLeast.compareTo(LATEST) > 0 ? LATEST : atLeast);
  }

  /**
   * The unit of work met another one: a unique violation, a deadlock, a serialization failure. It
   * is rolled back and run again, three times at most.
   */
  public static MemberStoreException conflict(String code, String message) {
    return new MemberStoreException(code, message, true, null);
  }

  public String code() {
    return code;
  }

  /** Whether running the unit of work again may help. */
  public boolean isRepeatable() {
    return repeatable;
  }

  /** How long the store wants to be left alone, where it said so. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** A cause whose message may quote data, as text that does not: class name and frames only. */
  public MemberStoreException describe(Throwable unsafe) {
    Throwable safe = new Throwable(unsafe.getClass().getName());
    safe.setStackTrace(unsafe.getStackTrace());
    addSuppressed(safe);
    return this;
  }
}
