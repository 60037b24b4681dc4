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

  private final HttpTransport transport;
  private final AnswerReader answers;
  private final EndpointMap map;
  private final WorkerPool pool;
  private final Clock clock;
  private final Duration perAttempt;
  private final CallWatch watch;
  private final Map<Name, Entry> entries = new ConcurrentHashMap<>();

  KeyCache(
      HttpTransport transport,
      AnswerReader answers,
      EndpointMap map,
      WorkerPool pool,
      Clock clock,
      Duration perAttempt,
      CallWatch watch) {
    this.transport = transport;
    this.answers = answers;
    this.map = map;
    this.pool = pool;
    this.clock = clock;
    this.perAttempt = perAttempt;
    this.watch = watch;
  }

  /** The keys at hand. Stale ones are renewed beside, without anybody waiting. */
  Optional<KeySet> cached(Provider provider, URI address) {
    Entry entry = entry(provider, address);
    Optional<KeySet> keys = entry.value();
    if (keys.isPresent() && !entry.isFresh()) {
      entry.order(provider);
    }
    return keys;
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

  private final class Entry extends LastGood<KeySet> {
    private final URI address;
    private @Nullable Instant unknownAt;

    Entry(URI address) {
      super(STEP, pool, clock, watch);
      this.address = address;
    }

    synchronized Optional<CompletableFuture<KeySet>> loadForUnknown(
        Provider provider, Optional<KeySet> tried) {
      Optional<KeySet> known = value();
      if (loading().isEmpty() && known.isPresent()) {
        if (tried.isEmpty() || tried.get() != known.get()) {
          return known.map(CompletableFuture::completedFuture); // they have come meanwhile
        }
        Instant now = clock.instant();
        if (unknownAt != null && now.isBefore(unknownAt.plus(BETWEEN_UNKNOWN))) {
          return Optional.empty();
        }
        unknownAt = now;
      }
      return Optional.of(load(provider));
    }

    @Override
    KeySet request(Provider provider) throws ProviderFailure {
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
      keepFor(answer);
      return read;
    }
  }
}
