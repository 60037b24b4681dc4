package io.membersync;

import io.membersync.oauth.ProviderFailure;
import io.membersync.provider.ErrorKind;
import io.membersync.records.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends tasks that were run, or puts them off. */
final class TaskBook {
  static final Duration FIRST_RETRY = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final List<Duration> RETRIES = List.of(
      FIRST_RETRY,
      Duration.ofMinutes(5),
      Duration.ofMinutes(30),
      Duration.ofHours(2),
      Duration.ofHours(6));

  private final Engine engine;

  TaskBook(Engine engine) {
    this.engine = engine;
  }

  /** What became of a task, in words of ours or the store's. No record: nobody compares it. */
  static final class Fate {
    private static final String PUT_OFF = "put-off";
    static final Fate DONE = new Fate("done", null);

    final String word;
    final @Nullable String reason;

    private Fate(String word, @Nullable String reason) {
      this.word = word;
      this.reason = reason;
    }

    static Fate putOff(@Nullable String reason) {
      return new Fate(PUT_OFF, reason);
    }

    static Fate givenUp(String reason) {
      return new Fate("given-up", reason);
    }

    /** Whether nothing of it is left. */
    boolean isDone() {
      return !word.equals(PUT_OFF);
    }
  }

  Fate endOrRetry(Records.Task task, ProviderFailure failure, Duration within) {
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

  Fate retry(Records.Task task, String why, String code, String reason, Duration within) {
    if (engine.clock().instant().isAfter(task.createdAt().plus(within))) {
      LOG.error("{} is given up: {}", task, why);
      finish(task);
      return Fate.givenUp(reason);
    }
    LOG.warn("{} is put off: {}", task, why);
    postpone(task, code, Optional.empty());
    return Fate.putOff(reason);
  }

  Fate finish(Records.Task task) {
    engine
        .records()
        .tasks()
        .finish(engine.shop(), task.id(), engine.clock().instant().plus(DueWork.REMEMBER));
    return Fate.DONE;
  }

  Fate postpone(Records.Task task, String code) {
    postpone(task, code, Optional.empty());
    return Fate.putOff(code);
  }

  /**
   * Puts a task off.
   *
   * @param wait as long as this, rather than longer with each try
   */
  void postpone(Records.Task task, String code, Optional<Duration> wait) {
    Duration longer = RETRIES.get(Math.min(Math.max(task.attempts(), 1), RETRIES.size()) - 1);
    Instant dueAt = engine.clock().instant().plus(wait.orElse(longer));
    engine.records().tasks().postpone(engine.shop(), task.id(), dueAt, code);
  }
}
