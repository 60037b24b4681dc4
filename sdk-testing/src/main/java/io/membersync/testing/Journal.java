package io.membersync.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was asked: exact counts, and the newest thousand requests of each endpoint. */
final class Journal<E> {
  private static final int MOST = 1000;

  private final Map<E, Integer> counts = new HashMap<>();
  private final Map<E, Deque<ReceivedRequest>> requests = new HashMap<>();

  synchronized void add(E endpoint, ReceivedRequest request) {
    counts.merge(endpoint, 1, Integer::sum);
    Deque<ReceivedRequest> kept = requests.computeIfAbsent(endpoint, any -> new ArrayDeque<>());
    kept.addLast(request);
    if (kept.size() > MOST) {
      kept.removeFirst();
    }
  }

  synchronized int count(E endpoint) {
    return counts.getOrDefault(endpoint, 0);
  }

  synchronized int count() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized List<ReceivedRequest> requests(E endpoint) {
    return List.copyOf(requests.getOrDefault(endpoint, new ArrayDeque<>()));
  }

  synchronized void forget() {
    counts.clear();
    requests.clear();
  }
}
