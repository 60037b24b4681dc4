package io.membersync.spring;

import io.membersync.MemberSync.Observer;
import io.membersync.provider.ProviderId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this process has lately seen of each provider, for an operator who wonders whether to switch
 * it. Kept in memory: a restart forgets it, and each node has its own. Safe for many threads.
 */
final class ProviderActivity implements Observer {
  static final Duration LATELY = Duration.ofMinutes(15);
  private static final int MINUTES = (int) LATELY.toMinutes();

  /** Ends of a call that say nothing against the provider. */
  private static final Set<String> NOT_ITS_FAULT = Set.of("cancelled", "visitor", "token-dead");

  private static final Set<Kind> SIGN_INS = Set.of(Kind.BEGIN, Kind.COMPLETE, Kind.RESUME);
  private static final Ending NOTHING = outcome -> {};

  private final Clock clock;
  private final Map<ProviderId, Seen> seen = new ConcurrentHashMap<>();

  ProviderActivity(Clock clock) {
    this.clock = clock;
  }

  /**
   * A call that failed.
   *
   * @param call its name, such as {@code token}
   * @param error the kind of error, such as {@code provider-down}
   * @param reason such as {@code timeout}, where no whole answer came
   */
  record Failure(Instant at, String call, String error, Optional<String> reason) {}

  /**
   * What was seen of one provider.
   *
   * @param lately how many sign-ins were begun and how others ended within {@link #LATELY}
   * @param lastAnswer when a call last succeeded
   */
  record Summary(
      Map<String, Long> lately, Optional<Instant> lastAnswer, Optional<Failure> lastFailure) {
    static final Summary NOTHING = new Summary(Map.of(), Optional.empty(), Optional.empty());

    /** Whether the last call that said anything about the provider failed. */
    boolean isFailing() {
      return lastFailure
          .filter(failure -> lastAnswer.filter(at -> at.isAfter(failure.at())).isEmpty())
          .isPresent();
    }
  }

  Summary of(ProviderId provider) {
    Seen one = seen.get(provider);
    return one == null ? Summary.NOTHING : one.summary(clock.instant());
  }

  @Override
  public Ending begin(Step step) {
    if (step.kind() == Kind.PROVIDER_CALL && step.provider().isPresent()) {
      return outcome -> seen(step.provider().get()).call(step.name(), outcome, clock.instant());
    }
    if (!SIGN_INS.contains(step.kind())) {
      return NOTHING;
    }
    return outcome -> {
      if (outcome.provider().isPresent() && !outcome.reason().equals(Optional.of("again"))) {
        seen(outcome.provider().get()).count(outcome.word(), clock.instant());
      }
    };
  }

  private Seen seen(ProviderId provider) {
    return seen.computeIfAbsent(provider, id -> new Seen());
  }

  private static final class Seen {
    private final Deque<Minute> minutes = new ArrayDeque<>();
    private @Nullable Instant lastAnswer;
    private @Nullable Failure lastFailure;

    private record Minute(long number, Map<String, Long> counts) {}

    synchronized void call(String call, Outcome outcome, Instant now) {
      if (outcome.word().equals("ok")) {
        lastAnswer = now;
      } else if (!NOT_ITS_FAULT.contains(outcome.word())) {
        lastFailure = new Failure(now, call, outcome.word(), outcome.reason());
      }
    }

    synchronized void count(String word, Instant now) {
      Minute current = minutes.peekLast();
      if (current == null || current.number() != minute(now)) {
        current = new Minute(minute(now), new TreeMap<>());
        minutes.addLast(current);
        forget(now);
      }
      current.counts().merge(word, 1L, Long::sum);
    }

    synchronized Summary summary(Instant now) {
      forget(now);
      Map<String, Long> lately = new TreeMap<>();
      minutes.forEach(
          minute -> minute.counts().forEach((word, count) -> lately.merge(word, count, Long::sum)));
      return new Summary(lately, Optional.ofNullable(lastAnswer), Optional.ofNullable(lastFailure));
    }

    private void forget(Instant now) {
      minutes.removeIf(minute -> minute.number() <= minute(now) - MINUTES);
    }

    private static long minute(Instant at) {
      return Math.floorDiv(at.getEpochSecond(), 60L);
    }
  }
}
