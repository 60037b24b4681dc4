package io.membersync;

import io.membersync.MemberSync.Observer;
import io.membersync.MemberSync.Observer.Ending;
import io.membersync.MemberSync.Observer.Kind;
import io.membersync.MemberSync.Observer.Outcome;
import io.membersync.MemberSync.Observer.Step;
import io.membersync.member.MemberStoreException;
import io.membersync.oauth.CallWatch;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the shop's observers. What one of them throws goes no further; one that is slow is left
 * alone for a while. Safe for many threads.
 */
final class Watch implements CallWatch, AutoCloseable {
  static final String OK = "ok";
  static final String FAILED = "failed";

  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final Duration SLOW = Duration.ofMillis(500);
  private static final Duration REST = Duration.ofSeconds(30);
  private static final Pattern CODE =
      Pattern.compile("(?!(?:.*\\d){4})[A-Za-z][A-Za-z0-9_.-]{0,63}");

  private final Guarded[] observers;

  /** Calls whose threads may end with the engine, before they can tell. */
  private final Set<Running> calls = ConcurrentHashMap.newKeySet();

  Watch(List<Observer> observers) {
    this.observers = observers.stream().map(Guarded::new).toArray(Guarded[]::new);
  }

  /**
   * A step begins.
   *
   * @param provider one that was added: others come from outside, and there is no end of them
   */
  Running begin(Kind kind, @Nullable ProviderId provider, String name) {
    if (observers.length == 0) {
      return Running.UNSEEN;
    }
    Step step = new Step(kind, Optional.ofNullable(provider), name);
    Running running = new Running(this, step.provider(), new Ending[observers.length]);
    for (int i = 0; i < observers.length; i++) {
      running.endings[i] = observers[i].begin(step);
    }
    return running;
  }

  @Override
  public Ordered order(ProviderId provider, String step) {
    Running call = begin(Kind.PROVIDER_CALL, provider, step);
    if (call != Running.UNSEEN) {
      calls.add(call);
    }
    return call;
  }

  /** Ends the calls that are still under way. */
  @Override
  public void close() {
    calls.forEach(Ordered::cancel);
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A store's code, if it looks like one: a shop may have put a value into it. */
  static String plain(String code) {
    return CODE.matcher(code).matches() ? code : "unprintable";
  }

  /** A step under way. Only its first end counts. */
  static final class Running implements Ordered {
    private static final Running UNSEEN =
        new Running(new Watch(List.of()), Optional.empty(), new Ending[0]);

    private final Watch watch;
    private final @Nullable Ending[] endings;
    private final AtomicBoolean ended = new AtomicBoolean();
    private Optional<ProviderId> provider;
    private Optional<Duration> away = Optional.empty();
    private boolean again;

    private Running(Watch watch, Optional<ProviderId> provider, @Nullable Ending[] endings) {
      this.watch = watch;
      this.endings = endings;
      this.provider = provider;
    }

    /** Whose it is, where that is learnt on the way. */
    void of(ProviderId id) {
      if (this != UNSEEN) {
        provider = Optional.of(id);
      }
    }

    /** How long the visitor was at the provider. */
    void awayFor(Duration time) {
      if (this != UNSEEN) {
        away = Optional.of(time);
      }
    }

    /** Another request has the same answer already, or will have. */
    void again() {
      if (this != UNSEEN) {
        again = true;
      }
    }

    SignInResult told(SignInResult result) {
      if (this == UNSEEN) {
        return result;
      }
      if (result instanceof SignInResult.SignedIn in) {
        SignInResult.Details details = in.details();
        String word = details.isLinking() ? "linked" : "signed-in";
        end(details.isNewMember() ? "signed-up" : word, again ? "again" : null);
      } else if (result instanceof SignInResult.NeedsFields) {
        end("needs-fields", null);
      } else if (result instanceof SignInResult.NeedsConsent) {
        end("needs-consent", null);
      } else if (result instanceof SignInResult.NeedsProof) {
        end("needs-proof", null);
      } else if (result instanceof SignInResult.Cancelled cancelled) {
        end("cancelled", word(cancelled.reason()));
      } else if (result instanceof SignInResult.Unavailable down) {
        end(
            "unavailable",
            down.details().error().map(ProviderError::kind).map(Watch::word).orElse("callback"));
      } else if (result instanceof SignInResult.Rejected rejected) {
        end("rejected", word(rejected.reason()));
      }
      return result;
    }

    void failed(Throwable thrown) {
      if (this == UNSEEN) {
        return;
      }
      if (!(thrown instanceof MemberStoreException store)) {
        end(FAILED, thrown.getClass().getName());
        return;
      }
      end(store.isRepeatable() ? "conflict" : FAILED, plain(store.code()));
    }

    @Override
    public void end(String word, @Nullable String reason) {
      if (this == UNSEEN || !ended.compareAndSet(false, true)) {
        return;
      }
      watch.calls.remove(this);
      Outcome outcome = new Outcome(word, Optional.ofNullable(reason), provider, away);
      for (int i = endings.length - 1; i >= 0; i--) {
        Ending ending = endings[i];
        if (ending != null) {
          watch.observers[i].end(ending, outcome);
        }
      }
    }
  }

  /** One observer. Time is real time: this is about the threads of the shop. */
  private static final class Guarded {
    private final Observer observer;
    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile long restsSince;
    private volatile boolean rests;

    Guarded(Observer observer) {
      this.observer = observer;
    }

    @Nullable
    Ending begin(Step step) {
      long now = System.nanoTime();
      if (rests) {
        if (now - restsSince < REST.toNanos()) {
          return null;
        }
        rests = false;
      }
      try {
        return Objects.requireNonNull(observer.begin(step));
      } catch (Exception | LinkageError | AssertionError e) { // Kotlin throws anything
        warn(e);
        return null;
      } finally {
        time(now);
      }
    }

    void end(Ending ending, Outcome outcome) {
      long now = System.nanoTime();
      try {
        ending.end(outcome);
      } catch (Exception | LinkageError | AssertionError e) {
        warn(e);
      } finally {
        time(now);
      }
    }

    private void warn(Throwable thrown) {
      if (failed.compareAndSet(false, true)) {
        LOG.warn(
            "observer {} failed ({}); it is told on, and this is not said again",
            observer.getClass().getName(),
            thrown.getClass().getName());
      }
    }

    /** Every sign-in would wait for it, and providers would seem to be slow. */
    private void time(long since) {
      long end = System.nanoTime();
      if (end - since > SLOW.toNanos() && !rests) {
        restsSince = end;
        rests = true;
        LOG.warn(
            "observer {} took {} ms; it hears of no new step for {} s",
            observer.getClass().getName(),
            (end - since) / 1_000_000,
            REST.toSeconds());
      }
    }
  }
}
