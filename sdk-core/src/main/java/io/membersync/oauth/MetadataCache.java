package io.membersync.oauth;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderError;
import io.membersync.provider.ProviderId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of every provider: from its descriptor, or from its issuer's metadata, loaded once
 * at a time and kept when a newer copy cannot be had.
 */
final class MetadataCache {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataCache.class);
  private static final Duration FLOOR = Duration.ofMinutes(5);
  private static final Duration OTHERWISE = Duration.ofHours(1);
  private static final Duration CEILING = Duration.ofHours(24);
  private static final Duration AFTER_FAILED_RENEWAL = Duration.ofSeconds(30);
  // Real time: a page that shows the button asks at every visit, and a dead issuer answers at once.
  private static final long NANOS_AFTER_FAILURE = TimeUnit.MILLISECONDS.toNanos(200);

  private final HttpTransport transport;
  private final AnswerReader answers;
  private final EndpointMap map;
  private final WorkerPool pool;
  private final Clock clock;
  private final Duration perAttempt;
  private final Map<ProviderId, Entry> entries = new ConcurrentHashMap<>();

  MetadataCache(
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

  /** The addresses at hand; what is missing or stale is ordered. Never waits. */
  Optional<Endpoints> find(Provider provider) {
    if (!provider.descriptor().isDiscovered()) {
      return Optional.of(described(provider.descriptor()));
    }
    Entry entry = entry(provider);
    Endpoints known = entry.endpoints;
    if (known == null ? entry.mayTryAgain() : !clock.instant().isBefore(entry.renewAt)) {
      entry.order(provider);
    }
    return Optional.ofNullable(known);
  }

  /** Why the last load failed; empty when it did not. */
  Optional<ProviderError> failure(Provider provider) {
    Entry entry = entries.get(provider.descriptor().id());
    ProviderFailure failure = entry == null ? null : entry.failure;
    return Optional.ofNullable(failure).map(ProviderFailure::error);
  }

  /** The addresses, waited for when they are not at hand. */
  Endpoints await(Provider provider, Deadline deadline) throws ProviderFailure {
    Optional<Endpoints> known = find(provider);
    if (known.isPresent()) {
      return known.get();
    }
    try {
      return entry(provider).load(provider).get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Steps.timeout(provider, Metadata.STEP);
    } catch (TimeoutException e) {
      throw Steps.timeout(provider, Metadata.STEP);
    } catch (ExecutionException e) {
      throw Steps.shared(provider, Metadata.STEP, e.getCause());
    }
  }

  private Entry entry(Provider provider) {
    return entries.computeIfAbsent(provider.descriptor().id(), id -> new Entry());
  }

  private static Endpoints described(ProviderDescriptor descriptor) {
    return new Endpoints(
        descriptor.authorization().orElseThrow(),
        descriptor.token().orElseThrow(),
        descriptor.profile(),
        descriptor.keys(),
        descriptor.issuer(),
        descriptor.capabilities().contains(io.membersync.provider.Capability.ISSUER_IN_CALLBACK));
  }

  private final class Entry {
    private volatile @Nullable Endpoints endpoints;
    private volatile @Nullable ProviderFailure failure;
    private volatile Instant renewAt = Instant.MAX;
    private volatile long failedAtNanos;
    private @Nullable CompletableFuture<Endpoints> loading;

    boolean mayTryAgain() {
      return failure == null || System.nanoTime() - failedAtNanos > NANOS_AFTER_FAILURE;
    }

    @SuppressWarnings(
        "FutureReturnValueIgnored") // nobody waits; a failure is logged where it falls
    void order(Provider provider) {
      load(provider);
    }

    synchronized CompletableFuture<Endpoints> load(Provider provider) {
      CompletableFuture<Endpoints> running = loading;
      if (running != null) {
        return running;
      }
      Endpoints known = endpoints;
      if (known != null && clock.instant().isBefore(renewAt)) {
        return CompletableFuture.completedFuture(known); // it came since the caller looked
      }
      CompletableFuture<Endpoints> started = new CompletableFuture<>();
      loading = started;
      try {
        pool.run(provider.descriptor().id().value(), () -> fetch(provider, started));
      } catch (RejectedExecutionException e) {
        loading = null;
        started.completeExceptionally(Steps.busy(provider, Metadata.STEP));
      }
      return started;
    }

    private void fetch(Provider provider, CompletableFuture<Endpoints> result) {
      Endpoints read = null;
      ProviderFailure failed = null;
      try {
        read = request(provider);
      } catch (ProviderFailure e) {
        failed = e;
      } catch (RuntimeException | Error e) { // whatever it is, those who wait must hear of it
        failed = Steps.broken(provider, Metadata.STEP, "metadata", e);
      }
      synchronized (this) {
        loading = null;
        failure = failed;
        failedAtNanos = System.nanoTime();
        if (read != null) {
          endpoints = read;
        } else if (endpoints != null) {
          Instant again = clock.instant().plus(AFTER_FAILED_RENEWAL);
          renewAt = renewAt.isBefore(again) ? again : renewAt;
        }
      }
      if (failed != null) {
        LOG.warn(
            "{}{}",
            failed.getMessage(),
            endpoints == null ? "" : " The last good metadata stay in use.");
        result.completeExceptionally(failed);
      } else {
        result.complete(read);
      }
    }

    private Endpoints request(Provider provider) throws ProviderFailure {
      ProviderId id = provider.descriptor().id();
      String issuer = provider.descriptor().issuer().orElseThrow();
      HttpAsk ask = HttpAsk.get(id, Metadata.STEP, map.toServer(Metadata.address(issuer)));
      HttpAnswer answer = transport.send(ask, Deadline.in(perAttempt), new CallGroup());
      Provider.Answer json;
      try {
        json = answers.read(provider, Metadata.STEP, answer);
      } catch (ProviderFailure e) {
        boolean theirs = e.kind() == ErrorKind.PROVIDER_DOWN || e.kind() == ErrorKind.RATE_LIMITED;
        throw theirs ? e : unusable(provider, answer.status());
      }
      if (json.body().isEmpty()) {
        throw unusable(provider, answer.status());
      }
      Endpoints read = Metadata.read(provider, json.body().get());
      renewAt = clock.instant().plus(answer.lifetime(FLOOR, OTHERWISE, CEILING));
      return read;
    }

    private ProviderFailure unusable(Provider provider, int status) {
      return new ProviderFailure(
          provider.descriptor().id(),
          Metadata.STEP,
          ProviderError.of(
              ErrorKind.CONFIGURATION,
              "metadata_unusable",
              status,
              "The issuer answers no metadata at .well-known/openid-configuration; check the"
                  + " issuer that is configured."));
    }
  }
}
