package io.membersync.oauth;

import io.membersync.provider.Capability;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The addresses of every provider: from its descriptor, or from its issuer's metadata, loaded once
 * at a time and kept when a newer copy cannot be had.
 */
final class MetadataCache {
  // Real time: a page that shows the button asks at every visit, and a dead issuer answers at once.
  private static final long NANOS_AFTER_FAILURE = TimeUnit.MILLISECONDS.toNanos(200);

  private final HttpTransport transport;
  private final AnswerReader answers;
  private final EndpointMap map;
  private final WorkerPool pool;
  private final Clock clock;
  private final Duration perAttempt;
  private final CallWatch watch;
  private final Map<ProviderId, Entry> entries = new ConcurrentHashMap<>();

  MetadataCache(
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

  /** The addresses at hand; what is missing or stale is ordered. Never waits. */
  Optional<Endpoints> find(Provider provider) {
    if (!provider.descriptor().isDiscovered()) {
      return Optional.of(described(provider.descriptor()));
    }
    Entry entry = entry(provider);
    Optional<Endpoints> known = entry.value();
    boolean due = known.isPresent() ? !entry.isFresh() : !entry.failedWithin(NANOS_AFTER_FAILURE);
    if (due) {
      entry.order(provider);
    }
    return known;
  }

  /** Why the last load failed; empty when it did not. */
  Optional<ProviderError> failure(Provider provider) {
    return Optional.ofNullable(entries.get(provider.descriptor().id()))
        .flatMap(Entry::failure)
        .map(ProviderFailure::error);
  }

  /** The addresses, waited for when they are not at hand. */
  Endpoints await(Provider provider, Deadline deadline) throws ProviderFailure {
    Optional<Endpoints> known = find(provider);
    return known.isPresent()
        ? known.get()
        : Steps.await(provider, Metadata.STEP, entry(provider).renew(provider), deadline);
  }

  /** The addresses as they are published now. */
  Endpoints anew(Provider provider, Deadline deadline) throws ProviderFailure {
    return provider.descriptor().isDiscovered()
        ? Steps.await(provider, Metadata.STEP, entry(provider).load(provider), deadline)
        : described(provider.descriptor());
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
        descriptor.capabilities().contains(Capability.ISSUER_IN_CALLBACK));
  }

  private final class Entry extends LastGood<Endpoints> {
    Entry() {
      super(Metadata.STEP, pool, clock, watch);
    }

    @Override
    Endpoints request(Provider provider) throws ProviderFailure {
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
      keepFor(answer);
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
