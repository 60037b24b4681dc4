package io.membersync;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which providers refuse this shop because of a setting: after three such answers and no success in
 * between, one is not offered any more, and the operator is told what to mend. What a visitor's browser
 * or app brings is no such answer, for anybody could bring it. Of this node; safe for many threads.
 */
final class Misconfigurations {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final int ERRORS = 3;
  private static final Duration BETWEEN_PROBES = Duration.ofMinutes(10);

  private final Clock clock;
  private final Map<ProviderId, Trouble> troubles = new ConcurrentHashMap<>();

  /**
   * What a provider has said.
   *
   * @param since of the last one, or of the last probe
   */
  record Trouble(int errors, ProviderError last, Instant since) {
    boolean hides() {
      return errors >= ERRORS;
    }
  }

  Misconfigurations(Clock clock) {
    this.clock = clock;
  }

  @SuppressWarnings("ReferenceEquality") // the same answer, and not another one that says the same
  synchronized void failed(ProviderId provider, ProviderError error) {
    if (error.kind() != ErrorKind.CONFIGURATION || error.httpStatus() == 0) {
      return;
    }
    Trouble met = troubles.get(provider);
    if (met != null && met.last() == error) {
      return; // metadata is loaded once for many who begin
    }
    Trouble now = troubles.merge(
        provider,
        new Trouble(1, error, clock.instant()),
        (before, one) ->
            new Trouble(before.errors() + 1, error, before.hides() ? before.since() : one.since()));
    if (now.errors() == ERRORS) {
      LOG.error(
          "provider {} refuses this shop for a setting ({}) and is not offered any more: {} It is"
              + " looked at again every 10 minutes, and offered at once when it is switched on",
          provider,
          error.code(),
          error.fix());
    }
  }

  /** Somebody was identified, or the operator says that it is mended. */
  void mended(ProviderId provider) {
    Trouble before = troubles.remove(provider);
    if (before != null && before.hides()) {
      LOG.info("provider {} is offered again", provider);
    }
  }

  Optional<Trouble> hiding(ProviderId provider) {
    return Optional.ofNullable(troubles.get(provider)).filter(Trouble::hides);
  }

  /** Those to be probed now; asked for once each time. */
  List<ProviderId> dueForProbe() {
    Instant now = clock.instant();
    return troubles.keySet().stream().filter(provider -> isDue(provider, now)).toList();
  }

  private boolean isDue(ProviderId provider, Instant now) {
    Trouble before = troubles.get(provider);
    return before != null
        && before.hides()
        && !now.isBefore(before.since().plus(BETWEEN_PROBES))
        && troubles.replace(provider, before, new Trouble(before.errors(), before.last(), now));
  }

  /** A probe cannot tell whether a secret is right, so the next such answer hides it again. */
  void probedWell(ProviderId provider) {
    troubles.computeIfPresent(
        provider, (id, before) -> new Trouble(ERRORS - 1, before.last(), before.since()));
    LOG.info("provider {} is offered again after a good probe", provider);
  }
}
