package io.membersync;

import io.membersync.internal.JsonText;
import io.membersync.provider.JsonDocument;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.stream.Stream;

/** What is remembered for a while, sealed, under a name that nobody reads in the books. */
final class Remembered {
  private final Engine engine;
  private final String use;

  Remembered(Engine engine, String use) {
    this.engine = engine;
    this.use = use;
  }

  /** In place of what was remembered under this name; its end stays as it was first given. */
  void keep(String name, Instant until, JsonText.Body content) {
    String key = engine.sealer().key(use, name);
    Records.Attempts attempts = engine.records().attempts();
    attempts.claim(engine.shop(), key, until);
    attempts.putOutcome(
        engine.shop(), key, engine.sealer().seal(use, key, JsonText.object(content)), until);
  }

  /** One for each key of the shop's ring that it was remembered by. */
  Stream<JsonDocument> find(String name) {
    return engine.sealer().rowKeys(use, name).stream()
        .flatMap(key -> engine.records().attempts().findClaim(engine.shop(), key).stream())
        .flatMap(claim ->
            claim
                .outcome()
                .flatMap(bytes -> engine.sealer().open(use, claim.key(), bytes))
                .stream())
        .flatMap(bytes -> JsonText.read(bytes).stream());
  }
}
