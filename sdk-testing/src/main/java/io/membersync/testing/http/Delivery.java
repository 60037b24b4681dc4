package io.membersync.testing.http;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How an answer travels, apart from what it says.
 *
 * @param delay waited before the first byte
 * @param pause waited after every byte of the body; zero for a normal answer
 * @param end what becomes of the connection
 * @param declaredLength the Content-Length to claim instead of the true one
 * @param leastBytes blanks fill a shorter body up to this length
 */
public record Delivery(
    Duration delay, Duration pause, End end, OptionalLong declaredLength, long leastBytes) {

  public static final Delivery NORMAL =
      new Delivery(Duration.ZERO, Duration.ZERO, End.COMPLETE, OptionalLong.empty(), 0);

  /** How the answer ends. */
  public enum End {
    /** The whole answer, the connection stays usable. */
    COMPLETE,
    /** Not one byte; the connection stays open until the caller gives up. */
    HANG,
    /** Status line and headers, then nothing. */
    HANG_AFTER_HEADERS,
    /** Half of the body, then the connection closes. */
    HALF_BODY,
    /** A TCP reset instead of an answer. */
    RESET,
    /** An orderly close instead of an answer. */
    CLOSE,
    /** A chunked body that goes on until the caller gives up. */
    ENDLESS
  }

  public Delivery withDelay(Duration value) {
    return new Delivery(value, pause, end, declaredLength, leastBytes);
  }

  public Delivery withPause(Duration value) {
    return new Delivery(delay, value, end, declaredLength, leastBytes);
  }

  public Delivery withEnd(End value) {
    return new Delivery(delay, pause, value, declaredLength, leastBytes);
  }

  public Delivery withDeclaredLength(long value) {
    return new Delivery(delay, pause, end, OptionalLong.of(value), leastBytes);
  }

  public Delivery withLeastBytes(long value) {
    return new Delivery(delay, pause, end, declaredLength, value);
  }
}
