package io.membersync.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Which endpoint fails next, and how. Safe for many threads. */
final class Faults {
  private final Map<KakaoEndpoint, Deque<Fault>> next = new EnumMap<>(KakaoEndpoint.class);
  private final Map<KakaoEndpoint, Fault> standing = new EnumMap<>(KakaoEndpoint.class);

  synchronized void next(KakaoEndpoint endpoint, int times, Fault fault) {
    Deque<Fault> queue = next.computeIfAbsent(endpoint, any -> new ArrayDeque<>());
    for (int i = 0; i < times; i++) {
      queue.add(fault);
    }
  }

  synchronized void untilCleared(KakaoEndpoint endpoint, Fault fault) {
    standing.put(endpoint, fault);
  }

  synchronized void clear(KakaoEndpoint endpoint) {
    next.remove(endpoint);
    standing.remove(endpoint);
  }

  synchronized void clear() {
    next.clear();
    standing.clear();
  }

  /** The fault for a call that has just come in: queued ones first. */
  synchronized Optional<Fault> take(KakaoEndpoint endpoint) {
    Deque<Fault> queue = next.get(endpoint);
    Fault queued = queue == null ? null : queue.poll();
    return Optional.ofNullable(queued == null ? standing.get(endpoint) : queued);
  }
}
