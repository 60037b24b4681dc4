package io.membersync;

import io.membersync.internal.JsonText;
import io.membersync.member.PersonId;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Counts the links that a provider ends, and holds back what follows once very many have ended within
 * an hour: a wrong setting or a leaked key at the provider must not make a shop's members leave.
 *
 * <p>Each ended link is a task of the provider's own kind. One that nothing waits for is done at
 * once and only counted; one that is held back is due in a far year, until it is released.
 */
final class UnlinkStop {
  private static final String KIND = "ended-";

  /** The one task for the operator; it stays until what waits is released. */
  private static final String ALARM = "stopped-";

  private static final Duration WINDOW = Duration.ofHours(1);
  private static final Instant WHEN_RELEASED = Instant.parse("9999-01-01T00:00:00Z");
  private static final int BATCH = 100;

  /** So that a small shop is not stopped by a few people who unlink one evening. */
  private static final int FEWEST = 10;

  private static final int MOST = 100;
  private static final int ONE_IN = 100;

  private final Engine engine;

  UnlinkStop(Engine engine) {
    this.engine = engine;
  }

  /** What becomes of the rest, once a link is closed. */
  enum Verdict {
    FOLLOWS,
    /** The first that is held back since the last release. */
    HELD_BACK_FIRST,
    HELD_BACK
  }

  /** One that was held back and has been opened. */
  record Held(PersonId person, Instant endedAt) {}

  static boolean isKind(String kind) {
    return kind.startsWith(KIND);
  }

  static PersonId personOf(JsonDocument content) {
    return PersonId.parse(content.findString("person").orElseThrow());
  }

  static ProviderId providerOf(JsonDocument content) {
    return ProviderId.of(content.findString("provider").orElseThrow());
  }

  static boolean isIncomplete(JsonDocument content) {
    return content.findFlag("incomplete").orElse(false);
  }

  /**
   * Counts an ended link; called in the unit that ends it.
   *
   * @param last whether it was the person's last link, so that something follows
   * @param incomplete whether the provider says that the sign-up by it was never finished
   */
  Verdict count(ProviderId provider, PersonId person, boolean last, boolean incomplete) {
    Instant now = engine.clock().instant();
    String id = KIND + engine.sealer().random(12);
    byte[] content = JsonText.object(json -> {
      json.name("provider").value(provider.value());
      json.name("person").value(person.toString());
      json.name("incomplete").value(incomplete);
    });
    boolean stopped = isStopped(provider);
    DueWork.plan(engine, id, KIND + provider, content, WHEN_RELEASED);
    if (last && (stopped || isTooMany(provider, now))) {
      return !stopped && raiseAlarm(provider, content)
          ? Verdict.HELD_BACK_FIRST
          : Verdict.HELD_BACK;
    }
    engine.records().tasks().finish(engine.shop(), id, now.plus(WINDOW));
    return Verdict.FOLLOWS;
  }

  /**
   * False when somebody else has raised it: units at the same time do not see each other's waiting
   * ones, but no two can add the same task.
   */
  private boolean raiseAlarm(ProviderId provider, byte[] content) {
    for (int episode = 0; ; episode++) {
      String id = ALARM + provider + "-" + episode;
      if (DueWork.plan(engine, id, ALARM + provider, content, WHEN_RELEASED)) {
        return true;
      }
      if (!waiting(ALARM, provider, 1).isEmpty()) {
        return false;
      }
    }
  }

  private void endAlarm(ProviderId provider) {
    for (Records.Task alarm : waiting(ALARM, provider, BATCH)) {
      finish(alarm);
    }
  }

  private void follows(Records.Task task) {
    engine
        .records()
        .tasks()
        .postpone(engine.shop(), task.id(), engine.clock().instant(), "released");
  }

  private void finish(Records.Task task) {
    engine.records().tasks().finish(engine.shop(), task.id(), engine.clock().instant());
  }

  /** Whether anybody waits still; of who has come back by another way in, what is left follows now. */
  private boolean isStopped(ProviderId provider) {
    boolean cameBack = false;
    for (List<Records.Task> some = waiting(KIND, provider, BATCH);
        !some.isEmpty();
        some = waiting(KIND, provider, BATCH)) {
      for (Records.Task task : some) {
        Optional<PersonId> person = open(task).map(UnlinkStop::personOf);
        if (person.isEmpty() || !engine.hasWayIn(person.get())) {
          return true;
        }
        follows(task);
        cameBack = true;
      }
    }
    if (cameBack) {
      endAlarm(provider);
    }
    return false;
  }

  /** Looks at the number of links only while it matters, and at no more of them than matter. */
  private boolean isTooMany(ProviderId provider, Instant now) {
    int gone = engine
        .records()
        .tasks()
        .countCreated(engine.shop(), KIND + provider, now.minus(WINDOW), MOST);
    if (gone < FEWEST || gone >= MOST) {
      return gone >= MOST;
    }
    int left = engine.records().identities().count(engine.shop(), provider.value(), MOST * ONE_IN);
    return (long) gone * ONE_IN >= left + (long) gone;
  }

  /** Who waits still, oldest first. */
  List<Held> held(ProviderId provider, int limit) {
    for (int look = limit; ; look = look > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : 2 * look) {
      List<Records.Task> tasks = waiting(KIND, provider, look);
      List<Held> held = tasks.stream()
          .flatMap(task ->
              open(task).map(content -> new Held(personOf(content), task.createdAt())).stream())
          .filter(one -> !engine.hasWayIn(one.person()))
          .limit(limit)
          .toList();
      if (held.size() == limit || tasks.size() < look) {
        return held;
      }
    }
  }

  /** Lets what was held back follow, by the worker. */
  int release(ProviderId provider) {
    int released = 0;
    endAlarm(provider);
    for (List<Records.Task> some = waiting(KIND, provider, BATCH);
        !some.isEmpty();
        some = waiting(KIND, provider, BATCH)) {
      for (Records.Task task : some) {
        follows(task);
        released++;
      }
    }
    return released;
  }

  private List<Records.Task> waiting(String kind, ProviderId provider, int limit) {
    // A released one that failed and is tried again is due before.
    Instant justBefore = WHEN_RELEASED.minusMillis(1);
    return engine.records().tasks().findDueAfter(engine.shop(), kind + provider, justBefore, limit);
  }

  private Optional<JsonDocument> open(Records.Task task) {
    return engine.sealer().open(DueWork.USE, task.id(), task.sealed()).flatMap(JsonText::read);
  }
}
