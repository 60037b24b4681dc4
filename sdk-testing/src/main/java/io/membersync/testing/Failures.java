package io.membersync.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which endpoint fails next, and how. Safe for many threads. */
final class Failures<E> {
  private final Map<E, Deque<Failure>> next = new HashMap<>();
  private final Map<E, Failure> standing = new HashMap<>();

  synchronized void next(E endpoint, int times, Failure failure) {
    Deque<Failure> queue = next.computeIfAbsent(endpoint, any -> new ArrayDeque<>());
    for (int i = 0; i < times; i++) {
      queue.add(failure);
    }
  }

  synchronized void untilCleared(E endpoint, Failure failure) {
    standing.put(endpoint, failure);
  }

  synchronized void clear(E endpoint) {
    next.remove(endpoint);
    standing.remove(endpoint);
  }

  synchronized void clear() {
    next.clear();
    standing.clear();
  }

  /** The failure for a call that has just come in: queued ones first. */
  synchronized Optional<Failure> take(E endpoint) {
    Deque<Failure> queue = next.get(endpoint);
    Failure queued = queue == null ? null : queue.poll();
    return Optional.ofNullable(queued == null ? standing.get(endpoint) : queued);
  }
}
