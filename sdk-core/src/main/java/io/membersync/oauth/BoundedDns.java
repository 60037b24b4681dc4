package io.membersync.oauth;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * Name resolution that nobody waits for longer than the deadline of the call. A name is looked up
 * by one thread at a time; an answer is used for 30 seconds, and longer when no newer one comes.
 */
final class BoundedDns implements Dns {
  static final Duration FRESH = Duration.ofSeconds(30);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
  // With an older answer at hand a slow resolver is not worth the whole deadline.
  private static final Duration WAIT_WITH_OLD_ANSWER = Duration.ofMillis(500);
  private static final int MOST_NAMES = 1_024;
  // OkHttp tells a Dns neither for which call it asks nor how long that call may take.
  private static final ThreadLocal<@Nullable Target> TARGET = new ThreadLocal<>();

  private final Dns resolver;
  private final WorkerPool pool;
  private final Clock clock;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  BoundedDns(Dns resolver, WorkerPool pool, Clock clock) {
    this.resolver = resolver;
    this.pool = pool;
    this.clock = clock;
  }

  /** Says for the call that this thread is about to make which host it is for, and how long. */
  void enter(String host, Deadline deadline) {
    TARGET.set(new Target(host, deadline));
  }

  void leave() {
    TARGET.remove();
  }

  @Override
  public List<InetAddress> lookup(String hostname) throws UnknownHostException {
    Target current = TARGET.get();
    if (current != null && !current.host().equalsIgnoreCase(hostname)) {
      // A proxy of the shop's own: it may well be internal.
      return resolve(hostname, current.deadline());
    }
    if (AddressGuard.isLoopbackHost(hostname)) {
      return List.of(
          InetAddress.getByAddress(hostname, new byte[] {127, 0, 0, 1}),
          InetAddress.getByAddress(
              hostname, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
    }
    Deadline deadline = current == null ? Deadline.in(LONGEST_WAIT) : current.deadline();
    List<InetAddress> outside =
        resolve(hostname, deadline).stream().filter(AddressGuard::isPublic).toList();
    if (outside.isEmpty()) {
      throw new InternalAddressException(hostname);
    }
    return outside;
  }

  private List<InetAddress> resolve(String hostname, Deadline deadline)
      throws UnknownHostException {
    Entry entry = entry(hostname);
    Answer known = entry.answer;
    Instant now = clock.instant();
    if (known != null && now.isBefore(known.at().plus(FRESH)) && !now.isBefore(known.at())) {
      return known.addresses();
    }
    Duration patience = known == null ? LONGEST_WAIT : WAIT_WITH_OLD_ANSWER;
    try {
      return entry.load().get(deadline.nanosLeft(patience), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(hostname + ": interrupted");
    } catch (TimeoutException e) {
      return lastGood(known, hostname + ": name resolution took too long");
    } catch (ExecutionException | RejectedExecutionException e) {
      return lastGood(known, hostname + ": name resolution failed");
    }
  }

  private static List<InetAddress> lastGood(@Nullable Answer known, String message)
      throws UnknownHostException {
    if (known == null) {
      throw new UnknownHostException(message);
    }
    return known.addresses();
  }

  private Entry entry(String hostname) {
    if (entries.size() >= MOST_NAMES && !entries.containsKey(hostname)) {
      entries.clear(); // only a provider with ever new names gets here
    }
    return entries.computeIfAbsent(hostname, Entry::new);
  }

  /** How many names are remembered. */
  int size() {
    return entries.size();
  }

  /** The configured host resolves to nothing but internal addresses. */
  static final class InternalAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    InternalAddressException(String hostname) {
      super(hostname + ": resolves to internal addresses only");
    }
  }

  private record Target(String host, Deadline deadline) {}

  private record Answer(List<InetAddress> addresses, Instant at) {}

  private final class Entry {
    private final String hostname;
    private volatile @Nullable Answer answer;
    private @Nullable CompletableFuture<List<InetAddress>> loading;

    Entry(String hostname) {
      this.hostname = hostname;
    }

    synchronized CompletableFuture<List<InetAddress>> load() {
      CompletableFuture<List<InetAddress>> running = loading;
      if (running != null) {
        return running;
      }
      CompletableFuture<List<InetAddress>> started = new CompletableFuture<>();
      loading = started;
      try {
        pool.run("dns", () -> look(started));
      } catch (RejectedExecutionException e) {
        loading = null;
        throw e;
      }
      return started;
    }

    private void look(CompletableFuture<List<InetAddress>> result) {
      List<InetAddress> found = List.of();
      try {
        found = List.copyOf(resolver.lookup(hostname));
      } catch (UnknownHostException | RuntimeException e) {
        // An empty answer below says the same, and nothing of the message is needed.
      } finally {
        synchronized (this) {
          loading = null;
          if (!found.isEmpty()) {
            answer = new Answer(found, clock.instant());
          }
        }
        if (found.isEmpty()) {
          result.completeExceptionally(new UnknownHostException(hostname));
        } else {
          result.complete(found);
        }
      }
    }
  }
}
