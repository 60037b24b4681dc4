package io.membersync;

import io.membersync.MemberSync.Observer.Kind;
import io.membersync.TaskBook.Fate;
import io.membersync.internal.JsonText;
import io.membersync.member.MemberStoreException;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration LONGEST_TASK = Duration.ofSeconds(30);
  static final Duration REMEMBER = Duration.ofDays(30);
  private static final int BATCH = 20;
  private static final int ROWS = 500;

  private final DoctorReport doctor;
  private final Engine engine;
  private final Abandonment abandonment;
  private final LinkEnding linkEnding;
  private final TaskBook book;
  private final ProviderTasks providerTasks;
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
    this.book = new TaskBook(engine);
    this.providerTasks = new ProviderTasks(engine, book, memberWrite);
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
        book.finish(task);
        return Fate.givenUp(LaterWrite.UNREADABLE);
      }
      return book.postpone(task, LaterWrite.UNREADABLE); // an older key may come back to the ring
    }
    try {
      return switch (task.kind()) {
        case WEBHOOK ->
          linkEnding.apply(content.get()) ? book.finish(task) : book.postpone(task, "not-heard");
        case UNLINK -> providerTasks.unlink(task, content.get());
        case READ -> providerTasks.read(task, content.get());
        case EXTEND -> providerTasks.extend(task, content.get());
        case READ_LIST -> providerTasks.readList(task, content.get());
        case REPORT_TERMS -> providerTasks.reportTerms(task, content.get());
        case WithdrawalPlan.KIND ->
          withdrawalSteps.run(content.get().findString("step").orElseThrow(), task)
              ? book.finish(task)
              : Fate.putOff(null);
        default -> {
          if (LaterWrite.isKind(task.kind())) {
            yield laterWrite.run(task, content.get()) ? Fate.DONE : Fate.putOff(null);
          }
          if (!UnlinkStop.isKind(task.kind())) {
            yield book.postpone(task, "unknown-kind");
          }
          linkEnding.follow(content.get());
          yield book.finish(task);
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
      book.finish(task);
      return Fate.givenUp(Watch.plain(code));
    }
    LOG.warn("{} is put off: {}", task, code);
    book.postpone(task, code, retryAfter);
    return Fate.putOff(Watch.plain(code));
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
