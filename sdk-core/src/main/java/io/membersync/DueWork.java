package io.membersync;

import io.membersync.MemberSync.Observer.Kind;
import io.membersync.internal.JsonText;
import io.membersync.member.MemberStoreException;
import io.membersync.oauth.Exchanged;
import io.membersync.oauth.ProviderFailure;
import io.membersync.oauth.TokenSet;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.TokenInspection;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what is due: webhooks in the inbox, calls in the outbox, and expiry. */
final class DueWork implements MemberSync.Work {
  static final String USE = "task";
  static final String WEBHOOK = "webhook";
  static final String UNLINK = "unlink";
  static final String READ = "read";
  static final String EXTEND = "extend";
  static final String READ_LIST = "read-list";
  static final String REPORT_TERMS = "report-terms";
  private static final Set<String> KINDS =
      Set.of(WEBHOOK, UNLINK, READ, EXTEND, READ_LIST, REPORT_TERMS, WithdrawalPlan.KIND);
  private static final String PUT_OFF = "put-off";
  private static final String GIVEN_UP = "given-up";
  static final Duration FIRST_RETRY = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final List<Duration> RETRIES = List.of(
      FIRST_RETRY,
      Duration.ofMinutes(5),
      Duration.ofMinutes(30),
      Duration.ofHours(2),
      Duration.ofHours(6));
  private static final Duration UNLINK_WITHIN = Duration.ofDays(10);
  private static final Duration REPORT_WITHIN = Duration.ofDays(1);
  private static final Duration READ_WITHIN = Duration.ofHours(23);
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration LONGEST_TASK = Duration.ofSeconds(20);
  static final Duration REMEMBER = Duration.ofDays(30);
  private static final int BATCH = 20;
  private static final int ROWS = 500;

  private final DoctorReport doctor;
  private final Engine engine;
  private final Abandonment abandonment;
  private final LinkEnding linkEnding;
  private final MemberWrite memberWrite;
  private final LaterWrite laterWrite;
  private final WithdrawalSteps withdrawalSteps;

  DueWork(
      Engine engine,
      Abandonment abandonment,
      MemberWrite memberWrite,
      LaterWrite laterWrite,
      Withdrawals withdrawals,
      WithdrawalSteps steps,
      DoctorReport doctor) {
    this.doctor = doctor;
    this.engine = engine;
    this.abandonment = abandonment;
    this.linkEnding = new LinkEnding(engine, withdrawals);
    this.memberWrite = memberWrite;
    this.laterWrite = laterWrite;
    this.withdrawalSteps = steps;
  }

  /** Plans work; false when a task of this id was planned before. */
  static boolean plan(Engine engine, String id, String kind, byte[] content, Instant dueAt) {
    return engine
        .records()
        .tasks()
        .add(
            engine.shop(),
            new Records.Task(
                id,
                kind,
                engine.sealer().seal(USE, id, content),
                dueAt,
                engine.clock().instant(),
                0,
                Optional.empty()));
  }

  @Override
  public int runDue(Duration budget) {
    if (budget.isNegative() || budget.isZero()) {
      throw new IllegalArgumentException("budget must be positive: " + budget);
    }
    long end = System.nanoTime() + budget.toNanos();
    engine.switches().refresh();
    engine.switches().probeDue(doctor::isWell);
    int done = 0;
    boolean more = true;
    while (more && System.nanoTime() < end) {
      Instant now = engine.clock().instant();
      List<Records.Task> due =
          engine.records().tasks().lease(engine.shop(), now, now.plus(LEASE), BATCH);
      Instant lastStart = now.plus(LEASE).minus(LONGEST_TASK);
      for (Records.Task task : due) {
        if (System.nanoTime() >= end || engine.clock().instant().isAfter(lastStart)) {
          laterWrite.giveBack(task); // of other kinds the lease ends by itself
        } else {
          done += run(task).isDone() ? 1 : 0;
        }
      }
      int expired = expireParked(now);
      int deleted = engine.records().deleteExpired(engine.shop(), now, ROWS);
      done += expired;
      more = due.size() == BATCH || expired == BATCH || deleted == ROWS;
    }
    return done;
  }

  /** What became of a task, in words of ours or the store's. No record: nobody compares it. */
  private static final class Fate {
    static final Fate DONE = new Fate("done", null);

    private final String word;
    private final @Nullable String reason;

    Fate(String word, @Nullable String reason) {
      this.word = word;
      this.reason = reason;
    }

    /** Whether nothing of it is left. */
    boolean isDone() {
      return !word.equals(PUT_OFF);
    }
  }

  private Fate run(Records.Task task) {
    Optional<JsonDocument> content =
        engine.sealer().open(USE, task.id(), task.sealed()).flatMap(JsonText::read);
    ProviderId provider = content
        .flatMap(json -> json.findString("provider"))
        .flatMap(id -> engine.providers().keySet().stream()
            .filter(known -> known.value().equals(id))
            .findFirst())
        .orElse(null);
    Watch.Running step = engine.watch().begin(Kind.TASK, provider, name(task.kind()));
    try {
      Fate fate = run(task, content);
      step.end(fate.word, fate.reason);
      return fate;
    } catch (RuntimeException | Error e) {
      step.failed(e);
      throw e;
    }
  }

  /** Some kinds carry a person or a provider. */
  private static String name(String kind) {
    if (LaterWrite.isKind(kind)) {
      return "write";
    }
    return UnlinkStop.isKind(kind) ? "ended-link" : KINDS.contains(kind) ? kind : "unknown";
  }

  private Fate run(Records.Task task, Optional<JsonDocument> content) {
    if (content.isEmpty()) {
      if (laterWrite.isTooOld(task)) {
        LOG.error("{} is given up: its key is not in the ring", task);
        finish(task);
        return new Fate(GIVEN_UP, LaterWrite.UNREADABLE);
      }
      return postpone(task, LaterWrite.UNREADABLE); // an older key may come back to the ring
    }
    try {
      return switch (task.kind()) {
        case WEBHOOK -> {
          linkEnding.apply(content.get());
          yield finish(task);
        }
        case UNLINK -> unlink(task, content.get());
        case READ -> read(task, content.get());
        case EXTEND -> extend(task, content.get());
        case READ_LIST -> readList(task, content.get());
        case REPORT_TERMS -> reportTerms(task, content.get());
        case WithdrawalPlan.KIND ->
          withdrawalSteps.run(content.get().findString("step").orElseThrow(), task)
              ? finish(task)
              : new Fate(PUT_OFF, null);
        default -> {
          if (LaterWrite.isKind(task.kind())) {
            yield laterWrite.run(task, content.get()) ? Fate.DONE : new Fate(PUT_OFF, null);
          }
          if (!UnlinkStop.isKind(task.kind())) {
            yield postpone(task, "unknown-kind");
          }
          linkEnding.follow(content.get());
          yield finish(task);
        }
      };
    } catch (MemberStoreException e) {
      return putOff(task, e.code(), e.retryAfter());
    } catch (RuntimeException e) {
      LOG.error("{} failed: {}", task, e.getClass().getName());
      return putOff(task, Watch.FAILED, Optional.empty());
    }
  }

  /** Who is told to come later is not given up. */
  private Fate putOff(Records.Task task, String code, Optional<Duration> retryAfter) {
    if (retryAfter.isEmpty() && laterWrite.isTooOld(task)) {
      LOG.error("{} is given up: {}", task, code);
      finish(task);
      return new Fate(GIVEN_UP, Watch.plain(code));
    }
    LOG.warn("{} is put off: {}", task, code);
    postpone(engine, task, code, retryAfter);
    return new Fate(PUT_OFF, Watch.plain(code));
  }

  /** What a task does at its provider. */
  private interface AtProvider {
    Fate run(Provider provider) throws ProviderFailure;
  }

  /** Runs it, and again later where the provider or the shop's registration is not there. */
  private Fate at(Records.Task task, JsonDocument content, Duration within, AtProvider work) {
    ProviderId id = ProviderId.of(content.findString("provider").orElseThrow());
    Provider provider = engine.providers().get(id);
    if (provider == null) {
      // The shop has taken it away, or another node has it already and this one not yet.
      return retry(task, "there is no provider " + id, "no-provider", "no-provider", within);
    }
    try {
      return work.run(provider);
    } catch (ProviderFailure failure) {
      return endOrRetry(task, failure, within);
    }
  }

  private Fate unlink(Records.Task task, JsonDocument content) {
    String subject = content.findString("subject").orElseThrow();
    return at(task, content, UNLINK_WITHIN, provider -> {
      ProviderId id = provider.descriptor().id();
      Optional<ProviderCall> call = provider.unlink(subject);
      if (call.isEmpty() || engine.findIdentity(id, subject).isPresent()) {
        return finish(task); // linked again meanwhile: that link is not to be ended
      }
      Optional<TokenSet> held = heldTokens(call.get(), content);
      Optional<TokenSet> usable;
      try {
        usable = usable(provider, subject, held);
      } catch (ProviderFailure failure) {
        return failure.kind() == ErrorKind.TOKEN_DEAD || failure.kind() == ErrorKind.PROTOCOL
            ? untold(task, failure)
            : endOrRetry(task, failure, UNLINK_WITHIN);
      }
      Records.Task mine = withTokens(task, id, subject, held, usable);
      if (engine.findIdentity(id, subject).isPresent()) {
        return finish(mine); // while the token was refreshed
      }
      try {
        engine.gateway().call(provider, call.get(), usable);
      } catch (ProviderFailure failure) {
        return failure.kind() == ErrorKind.TOKEN_DEAD && usable.isPresent()
            ? endUnlessAlive(mine, provider, failure, usable)
            : endOrRetry(mine, failure, UNLINK_WITHIN);
      }
      return engine.joined(mine.id(), () -> {
        new EndedLinks(engine).remember(id, subject, engine.clock().instant(), Optional.empty());
        return finish(mine);
      });
    });
  }

  /** Without a live token nothing can be said there: the link stays open at the provider alone. */
  private Fate untold(Records.Task task, ProviderFailure failure) {
    LOG.warn(
        "{} is not possible, as no live token is left; the link ends here, and at the provider only"
            + " the visitor can end it: {}",
        task,
        failure.getMessage());
    finish(task);
    return new Fate(GIVEN_UP, Watch.word(failure.kind()));
  }

  /**
   * A token that the provider itself still takes was not what the call was refused for. One that was
   * never refreshed may have run out alone, and the link not have ended.
   */
  private Fate endUnlessAlive(
      Records.Task task, Provider provider, ProviderFailure failure, Optional<TokenSet> tokens) {
    Optional<TokenInspection> inspection = provider.tokenInspection();
    boolean alive = false;
    if (inspection.isPresent()) {
      try {
        alive = engine
            .gateway()
            .call(provider, inspection.get().call(), tokens)
            .body()
            .filter(inspection.get().isOurs())
            .isPresent();
      } catch (ProviderFailure checked) {
        boolean mayHaveRunOut = tokens.flatMap(TokenSet::refreshToken).isEmpty();
        return checked.kind() == ErrorKind.TOKEN_DEAD && mayHaveRunOut
            ? untold(task, checked)
            : endOrRetry(task, checked, UNLINK_WITHIN);
      }
    }
    return alive
        ? retry(
            task,
            "the token lives, and was refused: " + failure.getMessage(),
            failure.error().code(),
            Watch.word(failure.kind()),
            UNLINK_WITHIN)
        : endOrRetry(task, failure, UNLINK_WITHIN);
  }

  /**
   * The task with the tokens of now where the refresh token is another one: the one before may be
   * spent. A task's content never changes, so another takes its place, as old as it is.
   */
  private Records.Task withTokens(
      Records.Task task,
      ProviderId provider,
      String subject,
      Optional<TokenSet> held,
      Optional<TokenSet> usable) {
    if (held.flatMap(TokenSet::refreshToken).equals(usable.flatMap(TokenSet::refreshToken))) {
      return task;
    }
    String id = Abandonment.unlinkId(engine);
    Records.Task next = new Records.Task(
        id,
        task.kind(),
        engine.sealer().seal(USE, id, Abandonment.unlinkContent(provider, subject, usable)),
        engine.clock().instant().plus(LEASE), // this run goes on with it
        task.createdAt(),
        task.attempts(),
        Optional.empty());
    return engine.joined(task.id(), () -> {
      engine.records().tasks().add(engine.shop(), next);
      finish(task);
      return next;
    });
  }

  private Fate reportTerms(Records.Task task, JsonDocument content) {
    String subject = content.findString("subject").orElseThrow();
    return at(task, content, REPORT_WITHIN, provider -> {
      Optional<ProviderCall> call = engine
          .findIdentity(provider.descriptor().id(), subject)
          .flatMap(way -> TermsReport.call(engine, provider, way, content));
      if (call.isEmpty()) {
        return finish(task); // what has ended meanwhile has no terms any more
      }
      Optional<TokenSet> usable = usable(provider, subject, heldTokens(call.get(), content));
      engine.gateway().call(provider, call.get(), usable);
      return finish(task);
    });
  }

  private Fate read(Records.Task task, JsonDocument content) {
    TokenSet held = ParkedCodec.readTokens(content.findObject("tokens").orElseThrow());
    return at(task, content, READ_WITHIN, provider -> {
      engine.gateway().fetch(provider, held, Optional.empty());
      return finish(task);
    });
  }

  /** Whatever became of the token meanwhile: one that has died or gone is not waited for. */
  private Fate extend(Records.Task task, JsonDocument content) {
    String subject = content.findString("subject").orElseThrow();
    return at(task, content, READ_WITHIN, provider -> {
      new TokenVault(engine).fresh(provider.descriptor().id(), subject);
      return finish(task);
    });
  }

  /** The token is kept no longer than it lives. */
  private Fate readList(Records.Task task, JsonDocument content) {
    TokenSet held = ParkedCodec.readTokens(content.findObject("tokens").orElseThrow());
    Duration within = held.expiresAt()
        .map(end -> Duration.between(task.createdAt(), end))
        .filter(life -> life.compareTo(READ_WITHIN) < 0)
        .orElse(READ_WITHIN);
    RestOfList rest = new RestOfList(engine, memberWrite, task.id(), content);
    return at(task, content, within, provider -> {
      if (rest.member().isEmpty()) {
        LOG.info("{} ends: the way in or the member has gone", task);
        return finish(task);
      }
      Exchanged read = engine.gateway().fetchWhole(provider, held, rest.list());
      return engine.repeated(task.id(), () -> {
        rest.write(read);
        return finish(task);
      });
    });
  }

  /** The visitor's tokens for this call; empty where a key of the shop makes it. */
  private static Optional<TokenSet> heldTokens(ProviderCall call, JsonDocument content) {
    return !call.needsVisitorToken()
        ? Optional.empty()
        : content.findObject("tokens").map(ParkedCodec::readTokens);
  }

  private Optional<TokenSet> usable(Provider provider, String subject, Optional<TokenSet> held)
      throws ProviderFailure {
    return held.isEmpty()
        ? held
        : Optional.of(new TokenVault(engine).usable(provider, subject, held.get()));
  }

  private Fate endOrRetry(Records.Task task, ProviderFailure failure, Duration within) {
    ErrorKind kind = failure.kind();
    if (kind == ErrorKind.TOKEN_DEAD || kind == ErrorKind.VISITOR) {
      LOG.info("{} ends: {}", task, failure.getMessage());
      finish(task); // nothing is linked there any more
      return new Fate("done", Watch.word(kind));
    }
    return retry(
        task,
        String.valueOf(failure.getMessage()),
        failure.error().code(),
        Watch.word(kind),
        within);
  }

  private Fate retry(Records.Task task, String why, String code, String reason, Duration within) {
    if (engine.clock().instant().isAfter(task.createdAt().plus(within))) {
      LOG.error("{} is given up: {}", task, why);
      finish(task);
      return new Fate(GIVEN_UP, reason);
    }
    LOG.warn("{} is put off: {}", task, why);
    postpone(engine, task, code, Optional.empty());
    return new Fate(PUT_OFF, reason);
  }

  private Fate finish(Records.Task task) {
    engine
        .records()
        .tasks()
        .finish(engine.shop(), task.id(), engine.clock().instant().plus(REMEMBER));
    return Fate.DONE;
  }

  private Fate postpone(Records.Task task, String code) {
    postpone(engine, task, code, Optional.empty());
    return new Fate(PUT_OFF, code);
  }

  /**
   * Puts a task off.
   *
   * @param wait as long as this, rather than longer with each try
   */
  static void postpone(Engine engine, Records.Task task, String code, Optional<Duration> wait) {
    Duration longer = RETRIES.get(Math.min(Math.max(task.attempts(), 1), RETRIES.size()) - 1);
    Instant dueAt = engine.clock().instant().plus(wait.orElse(longer));
    engine.records().tasks().postpone(engine.shop(), task.id(), dueAt, code);
  }

  /** What waited too long for the visitor. */
  private int expireParked(Instant now) {
    List<Records.ParkedRow> expired =
        engine.records().attempts().findExpiredParked(engine.shop(), now, BATCH);
    for (Records.ParkedRow row : expired) {
      Optional<ParkedCodec.Content> content = engine
          .sealer()
          .open(ParkedSignIns.USE, row.key(), row.sealed())
          .flatMap(ParkedCodec::read)
          .filter(parked -> engine.providers().containsKey(parked.arrival().provider()));
      if (content.isPresent()) {
        abandonment.abandon(
            content.get().arrival(),
            Optional.of(new ParkedSignIns.Place("", row.key(), new Parked(""), row.expiresAt())),
            () -> {});
      } else {
        engine.records().attempts().removeParked(engine.shop(), row.key());
      }
    }
    return expired.size();
  }
}
