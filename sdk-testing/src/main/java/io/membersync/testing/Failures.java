package io.membersync.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Which endpoint fails next, and how. Safe for many threads. */
final class Failures {
  private final Map<KakaoEndpoint, Deque<Failure>> next = new EnumMap<>(KakaoEndpoint.class);
  private final Map<KakaoEndpoint, Failure> standing = new EnumMap<>(KakaoEndpoint.class);

  synchronized void next(KakaoEndpoint endpoint, int times, Failure failure) {
    Deque<Failure> queue = next.computeIfAbsent(endpoint, any -> new ArrayDeque<>());
    for (int i = 0; i < times; i++) {
      queue.add(failure);
    }
  }

  synchronized void untilCleared(KakaoEndpoint endpoint, Failure failure) {
    standing.put(endpoint, failure);
  }

  synchronized void clear(KakaoEndpoint endpoint) {
    next.remove(endpoint);
    standing.remove(endpoint);
  }

  synchronized void clear() {
    next.clear();
    standing.clear();
  }

  /** The failure for a call that has just come in: queued ones first. */
  synchronized Optional<Failure> take(KakaoEndpoint endpoint) {
    Deque<Failure> queue = next.get(endpoint);
    Failure queued = queue == null ? null : queue.poll();
    return Optional.ofNullable(queued == null ? standing.get(endpoint) : queued);
  }
}
