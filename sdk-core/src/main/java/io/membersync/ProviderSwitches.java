package io.membersync;

import io.membersync.MemberSync.Switches;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ShopId;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The switches, as the books have them. A sign-in goes by a copy and waits for no database: the copy
 * is read by who sets a switch, by each round of due work, and beside whoever finds it old. One per
 * {@link MemberSync}; safe for many threads.
 */
final class ProviderSwitches implements Switches {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final Duration FRESH = Duration.ofSeconds(10);
  private static final State NEVER_SET = new State(Position.ON, Optional.empty());

  private final ShopId shop;
  private final Clock clock;
  private final Records records;
  private final List<ProviderId> providers;
  private final Misconfigurations misconfigurations;
  private final AtomicBoolean ordered = new AtomicBoolean();
  private volatile Map<ProviderId, State> copy = Map.of();
  private volatile Instant readAt = Instant.MIN;
  private volatile boolean closed;
  private boolean failing;

  ProviderSwitches(ShopId shop, Clock clock, Records records, Collection<ProviderId> providers) {
    this.shop = shop;
    this.clock = clock;
    this.records = records;
    this.providers = List.copyOf(providers);
    this.misconfigurations = new Misconfigurations(clock);
  }

  @Override
  public void set(ProviderId provider, Position position) {
    if (!providers.contains(provider)) {
      throw Engine.noProvider(provider, providers);
    }
    if (position == Position.MISCONFIGURED) {
      throw new IllegalArgumentException(
          "the engine itself finds out what is misconfigured: set ON, HIDDEN or OFF");
    }
    misconfigurations.mended(provider);
    if (kept().getOrDefault(provider, NEVER_SET).position() != position) {
      records
          .switches()
          .put(
              shop, new Records.ProviderSwitch(provider.value(), position.name(), clock.instant()));
    }
    if (!records.unitOfWork().isOpen()) {
      refresh(); // in a transaction of the caller's it may still be undone
    }
  }

  @Override
  public Map<ProviderId, State> all() {
    Map<ProviderId, State> all = new LinkedHashMap<>(kept());
    all.replaceAll((provider, state) -> state.position() != Position.ON
        ? state
        : misconfigurations
            .hiding(provider)
            .map(trouble -> new State(Position.MISCONFIGURED, Optional.of(trouble.since())))
            .orElse(state));
    return Collections.unmodifiableMap(all);
  }

  private Map<ProviderId, State> kept() {
    Map<String, State> kept = new LinkedHashMap<>();
    for (Records.ProviderSwitch row : records.switches().all(shop)) {
      kept.put(row.namespace(), new State(position(row.position()), Optional.of(row.since())));
    }
    Map<ProviderId, State> all = new LinkedHashMap<>();
    providers.forEach(id -> all.put(id, kept.getOrDefault(id.value(), NEVER_SET)));
    return Collections.unmodifiableMap(all);
  }

  /** What a later version has written shuts out something; hiding breaks nothing that is under way. */
  private static Position position(String word) {
    for (Position position : Position.values()) {
      if (position != Position.MISCONFIGURED && position.name().equals(word)) {
        return position;
      }
    }
    return Position.HIDDEN;
  }

  /** By the copy. Orders a new one beside the caller when it is old. */
  Position of(ProviderId provider) {
    Instant now = clock.instant();
    Instant last = readAt;
    boolean old = last.equals(Instant.MIN) || now.isBefore(last) || !now.isBefore(last.plus(FRESH));
    if (old && !closed && ordered.compareAndSet(false, true)) {
      start();
    }
    Position position = copy.getOrDefault(provider, NEVER_SET).position();
    return position == Position.ON && misconfigurations.hiding(provider).isPresent()
        ? Position.MISCONFIGURED
        : position;
  }

  /** The provider has refused the shop, or failed. */
  void failed(ProviderId provider, ProviderError error) {
    misconfigurations.failed(provider, error);
  }

  /** The provider has let somebody in. */
  void succeeded(ProviderId provider) {
    misconfigurations.mended(provider);
  }

  Optional<Misconfigurations.Trouble> findTrouble(ProviderId provider) {
    return misconfigurations.hiding(provider);
  }

  /** Looks again, at times, at those that have refused the shop. */
  void probeDue(Predicate<ProviderId> isWell) {
    misconfigurations.dueForProbe().stream().filter(isWell).forEach(misconfigurations::probedWell);
  }

  boolean isOn(ProviderId provider) {
    return of(provider) == Position.ON;
  }

  boolean isOff(ProviderId provider) {
    return of(provider) == Position.OFF;
  }

  private void start() {
    Runnable work = () -> {
      try {
        refresh();
      } finally {
        ordered.set(false);
      }
    };
    // Without the thread locals of the visitor's request, its transaction among them.
    Thread thread = new Thread(null, work, "membersync-switches", 0, false);
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError e) { // no thread to be had: the next one who asks tries again
      ordered.set(false);
    }
  }

  /**
   * Reads the copy anew; where the books do not answer, the last one stays. One at a time, so that
   * none is replaced by an older one.
   */
  synchronized void refresh() {
    Instant begun = clock.instant();
    try {
      Map<ProviderId, State> read = kept();
      Map<ProviderId, State> before = copy;
      copy = read;
      read.forEach((provider, state) -> {
        if (before.getOrDefault(provider, NEVER_SET).position() != state.position()) {
          LOG.info("provider {} is switched {}", provider, state.position());
        }
      });
      failing = false;
    } catch (RuntimeException e) {
      if (!failing && !closed) {
        failing = true;
        LOG.warn(
            "the switches of providers cannot be read ({}); they stay as they were",
            e instanceof MemberStoreException store
                ? store.code()
                : e.getClass().getName());
      }
    }
    readAt = begun;
  }

  void close() {
    closed = true;
  }
}
