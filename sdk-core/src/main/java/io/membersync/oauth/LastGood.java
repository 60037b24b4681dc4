package io.membersync.oauth;

import io.membersync.provider.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that one provider publishes, for as long as its answer says and, while no newer copy can
 * be had, for longer. It is loaded by a thread of the pool, once at a time. Safe for many threads.
 */
abstract class LastGood<T> {
  private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);
  private static final Duration FLOOR = Duration.ofMinutes(5);
  private static final Duration OTHERWISE = Duration.ofHours(1);
  private static final Duration CEILING = Duration.ofHours(24);
  private static final Duration AFTER_FAILED_RENEWAL = Duration.ofSeconds(30);

  private final String step;
  private final WorkerPool pool;
  private final Clock clock;
  private final CallWatch watch;
  private volatile @Nullable T value;
  private volatile @Nullable ProviderFailure failure;
  private volatile long failedAtNanos;
  private volatile Instant renewAt = Instant.MAX;
  private @Nullable CompletableFuture<T> loading;

  LastGood(String step, WorkerPool pool, Clock clock, CallWatch watch) {
    this.step = step;
    this.pool = pool;
    this.clock = clock;
    this.watch = watch;
  }

  /** Asks the provider. Calls {@link #keepFor} when the answer is a good one. */
  abstract T request(Provider provider) throws ProviderFailure;

  /** How long the copy counts as fresh, by the answer's own word within our bounds. */
  final void keepFor(HttpAnswer answer) {
    renewAt = clock.instant().plus(answer.lifetime(FLOOR, OTHERWISE, CEILING));
  }

  final Optional<T> value() {
    return Optional.ofNullable(value);
  }

  /** Why the last load failed; empty when it did not. */
  final Optional<ProviderFailure> failure() {
    return Optional.ofNullable(failure);
  }

  final boolean failedWithin(long nanos) {
    return failure != null && System.nanoTime() - failedAtNanos <= nanos;
  }

  final boolean isFresh() {
    return value != null && clock.instant().isBefore(renewAt);
  }

  /** The load under way; empty when there is none. Holds under this object's lock only. */
  final Optional<CompletableFuture<T>> loading() {
    return Optional.ofNullable(loading);
  }

  /** Renews beside the caller, who goes on with what there is. */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits; a failure is logged where it falls
  final void order(Provider provider) {
    renew(provider);
  }

  /** A fresh copy: the one at hand when it came since the caller looked. */
  final synchronized CompletableFuture<T> renew(Provider provider) {
    T known = value;
    return known != null && isFresh() ? CompletableFuture.completedFuture(known) : load(provider);
  }

  /** A copy newer than the one at hand. */
  final synchronized CompletableFuture<T> load(Provider provider) {
    CompletableFuture<T> running = loading;
    if (running != null) {
      return running;
    }
    CompletableFuture<T> started = new CompletableFuture<>();
    loading = started;
    CallWatch.Ordered call = watch.order(provider.descriptor().id(), step);
    try {
      pool.run(provider.descriptor().id().value(), () -> fetch(provider, started, call));
    } catch (RejectedExecutionException e) {
      loading = null;
      ProviderFailure busy = Steps.busy(provider, step);
      call.fail(busy);
      started.completeExceptionally(busy);
    }
    return started;
  }

  private void fetch(Provider provider, CompletableFuture<T> result, CallWatch.Ordered call) {
    T read = null;
    ProviderFailure failed = null;
    try {
      read = CallWatch.during(call, new CallGroup(), () -> request(provider));
    } catch (ProviderFailure e) {
      failed = e;
    } catch (RuntimeException | Error e) { // whatever it is, those who wait must hear of it
      failed = Steps.broken(provider, step, step, e);
    }
    synchronized (this) {
      loading = null;
      failure = failed;
      failedAtNanos = System.nanoTime();
      if (read != null) {
        value = read;
      } else if (value != null) {
        Instant again = clock.instant().plus(AFTER_FAILED_RENEWAL);
        renewAt = renewAt.isBefore(again) ? again : renewAt;
      }
    }
    if (failed == null) {
      result.complete(read);
      return;
    }
    LOG.warn(
        "{}{}",
        failed.getMessage(),
        value == null ? "" : " The last good " + step + " stay in use.");
    result.completeExceptionally(failed);
  }
}
