package io.membersync.lifecycle;

import java.util.List;

/**
 * What a provider made of a webhook: the answer it is owed, and the events in it.
 *
 * @param httpStatus the status to answer with
 * @param events to be kept in the inbox before the answer is sent; empty when refused
 */
public record Received(int httpStatus, List<LifecycleEvent> events) {
  public Received {
    events = List.copyOf(events);
  }

  /** Authentic; answered with 200. */
  public static Received accepted(List<LifecycleEvent> events) {
    return new Received(200, events);
  }

  /** Not authentic or not readable. */
  public static Received refused(int httpStatus) {
    return new Received(httpStatus, List.of());
  }
}
