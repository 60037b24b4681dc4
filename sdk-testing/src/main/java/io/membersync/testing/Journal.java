package io.membersync.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was asked: exact counts, and the newest thousand requests of each endpoint. */
final class Journal {
  private static final int MOST = 1000;

  private final Map<KakaoEndpoint, Integer> counts = new EnumMap<>(KakaoEndpoint.class);
  private final Map<KakaoEndpoint, Deque<ReceivedRequest>> requests =
      new EnumMap<>(KakaoEndpoint.class);

  synchronized void add(KakaoEndpoint endpoint, ReceivedRequest request) {
    counts.merge(endpoint, 1, Integer::sum);
    Deque<ReceivedRequest> kept = requests.computeIfAbsent(endpoint, any -> new ArrayDeque<>());
    kept.addLast(request);
    if (kept.size() > MOST) {
      kept.removeFirst();
    }
  }

  synchronized int count(KakaoEndpoint endpoint) {
    return counts.getOrDefault(endpoint, 0);
  }

  synchronized int count() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized List<ReceivedRequest> requests(KakaoEndpoint endpoint) {
    return List.copyOf(requests.getOrDefault(endpoint, new ArrayDeque<>()));
  }

  synchronized void forget() {
    counts.clear();
    requests.clear();
  }
}
