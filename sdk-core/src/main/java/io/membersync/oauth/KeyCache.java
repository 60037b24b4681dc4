package io.membersync.oauth;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of every provider, as long as their answers say, and the last good ones for as long as
 * no newer come. One load a provider at a time; unknown key ids order at most one in 30 seconds.
 */
final class KeyCache {
  static final String STEP = "keys";
  private static final Logger LOG = LoggerFactory.getLogger(KeyCache.class);
  private static final Duration BETWEEN_UNKNOWN = Duration.ofSeconds(30);
  private static final Duration FLOOR = Duration.ofMinutes(5);
  private static final Duration OTHERWISE = Duration.ofHours(1);
  private static final Duration CEILING = Duration.ofHours(24);

  private final HttpTransport transport;
  private final AnswerReader answers;
  private final EndpointMap map;
  private final WorkerPool pool;
  private final Clock clock;
  private final Duration perAttempt;
  private final Map<Name, Entry> entries = new ConcurrentHashMap<>();

  KeyCache(
      HttpTransport transport,
      AnswerReader answers,
      EndpointMap map,
      WorkerPool pool,
      Clock clock,
      Duration perAttempt) {
    this.transport = transport;
    this.answers = answers;
    this.map = map;
    this.pool = pool;
    this.clock = clock;
    this.perAttempt = perAttempt;
  }

  /** The keys at hand. Stale ones are renewed beside, without anybody waiting. */
  Optional<KeySet> cached(Provider provider, URI address) {
    Entry entry = entry(provider, address);
    KeySet keys = entry.keys;
    if (keys != null && !clock.instant().isBefore(entry.renewAt)) {
      entry.order(provider);
    }
    return Optional.ofNullable(keys);
  }

  /**
   * Loads the keys because none at hand fits. Never waits.
   *
   * @param tried the keys that were at hand
   * @return empty when keys are at hand and an unknown one was looked for a moment ago
   */
  Optional<CompletableFuture<KeySet>> load(Provider provider, URI address, Optional<KeySet> tried) {
    return entry(provider, address).loadForUnknown(provider, tried);
  }

  private Entry entry(Provider provider, URI address) {
    return entries.computeIfAbsent(
        new Name(provider.descriptor().id(), address), name -> new Entry(address));
  }

  private record Name(ProviderId provider, URI address) {}

  private final class Entry {
    private final URI address;
    private volatile @Nullable KeySet keys;
    private volatile Instant renewAt = Instant.MAX;
    private @Nullable Instant unknownAt;
    private @Nullable CompletableFuture<KeySet> loading;

    Entry(URI address) {
      this.address = address;
    }

    synchronized Optional<CompletableFuture<KeySet>> loadForUnknown(
        Provider provider, Optional<KeySet> tried) {
      if (loading != null) {
        return Optional.of(loading);
      }
      KeySet known = keys;
      if (known != null) {
        if (tried.isEmpty() || tried.get() != known) {
          return Optional.of(CompletableFuture.completedFuture(known)); // they have come meanwhile
        }
        Instant now = clock.instant();
        if (unknownAt != null && now.isBefore(unknownAt.plus(BETWEEN_UNKNOWN))) {
          return Optional.empty();
        }
        unknownAt = now;
      }
      return Optional.of(load(provider));
    }

    @SuppressWarnings(
        "FutureReturnValueIgnored") // nobody waits; a failure is logged where it falls
    void order(Provider provider) {
      load(provider);
    }

    synchronized CompletableFuture<KeySet> load(Provider provider) {
      CompletableFuture<KeySet> running = loading;
      if (running != null) {
        return running;
      }
      CompletableFuture<KeySet> started = new CompletableFuture<>();
      loading = started;
      try {
        pool.run(provider.descriptor().id().value(), () -> fetch(provider, started));
      } catch (RejectedExecutionException e) {
        loading = null;
        started.completeExceptionally(Steps.busy(provider, STEP));
      }
      return started;
    }

    private void fetch(Provider provider, CompletableFuture<KeySet> result) {
      KeySet read = null;
      Throwable failure = null;
      try {
        read = request(provider);
      } catch (ProviderFailure e) {
        failure = e;
        LOG.warn(
            "provider {}, step keys: {}{}",
            provider.descriptor().id(),
            ProviderFailure.plain(e.error().code()),
            keys == null ? "" : "; the last good keys stay in use");
      } catch (RuntimeException | Error e) { // whatever it is, those who wait must hear of it
        failure = Steps.broken(provider, STEP, "keys", e);
        LOG.error(
            "provider {}, step keys: {}",
            provider.descriptor().id(),
            e.getClass().getName());
      }
      synchronized (this) {
        loading = null;
        if (read != null) {
          keys = read;
        } else if (keys != null) {
          Instant again = clock.instant().plus(BETWEEN_UNKNOWN);
          renewAt = renewAt.isBefore(again) ? again : renewAt;
        }
      }
      if (read != null) {
        result.complete(read);
      } else {
        result.completeExceptionally(failure);
      }
    }

    private KeySet request(Provider provider) throws ProviderFailure {
      HttpAsk ask = HttpAsk.get(provider.descriptor().id(), STEP, map.toServer(address));
      HttpAnswer answer = transport.send(ask, Deadline.in(perAttempt), new CallGroup());
      Provider.Answer json = answers.read(provider, STEP, answer);
      KeySet read = json.body().flatMap(KeySet::read).orElse(null);
      if (read != null && read.privateKeys() > 0) {
        LOG.error(
            "provider {}: its key set publishes {} private keys; they are not used, tell the"
                + " provider",
            provider.descriptor().id(),
            read.privateKeys());
      }
      if (read == null || read.isEmpty()) {
        throw ProviderFailure.of(
            provider.descriptor().id(),
            STEP,
            ErrorKind.SHAPE,
            "no_usable_keys",
            "The key set holds no usable public key or too many; check the keys address.");
      }
      renewAt = clock.instant().plus(answer.lifetime(FLOOR, OTHERWISE, CEILING));
      return read;
    }
  }
}
