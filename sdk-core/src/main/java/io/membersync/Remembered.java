package io.membersync;

import io.membersync.internal.JsonText;
import io.membersync.provider.JsonDocument;
import io.membersync.records.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What is remembered for a while, sealed, under a name that nobody reads in the books. A claim is not
 * prolonged, so each period has one of its own, which outlives those that it is looked for in.
 */
final class Remembered {
  private final Engine engine;
  private final String use;
  private final Duration period;
  private final int periods;

  /**
   * Known for one period less than these at least.
   *
   * @param periods two or more
   */
  Remembered(Engine engine, String use, Duration period, int periods) {
    this.engine = engine;
    this.use = use;
    this.period = period;
    this.periods = periods;
  }

  /** In place of what was remembered under this name in this period. */
  void keep(String name, JsonText.Body content) {
    String key = engine.sealer().key(use, row(name, now()));
    Instant until = engine.clock().instant().plus(period.multipliedBy(periods));
    Records.Attempts attempts = engine.records().attempts();
    attempts.claim(engine.shop(), key, until);
    attempts.putOutcome(
        engine.shop(), key, engine.sealer().seal(use, key, JsonText.object(content)), until);
  }

  /** Of the newest period first. */
  Stream<JsonDocument> find(String name) {
    long now = now();
    return LongStream.range(0, periods)
        .boxed()
        .flatMap(before -> engine.sealer().rowKeys(use, row(name, now - before)).stream())
        .flatMap(key -> engine.records().attempts().findClaim(engine.shop(), key).stream())
        .flatMap(claim ->
            claim
                .outcome()
                .flatMap(bytes -> engine.sealer().open(use, claim.key(), bytes))
                .stream())
        .flatMap(bytes -> JsonText.read(bytes).stream());
  }

  private long now() {
    return engine.clock().instant().getEpochSecond() / period.toSeconds();
  }

  private static String row(String name, long period) {
    return name + "\n" + period;
  }
}
