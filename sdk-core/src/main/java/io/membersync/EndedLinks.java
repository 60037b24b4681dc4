package io.membersync;

import io.membersync.internal.JsonText;
import io.membersync.member.PersonId;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Remembers for a while which links at a provider have ended, and whose they were. */
final class EndedLinks {
  private static final String USE = "ended";
  private static final String WHOSE = "ended-of";

  /** A claim is not prolonged, so it is kept for much longer than anything can be parked. */
  private static final Duration REMEMBER = Duration.ofDays(1);

  /** Who it was is known for at least two of these: Facebook reminds of a deletion after 21 days. */
  private static final Duration PERIOD = Duration.ofDays(45);

  private final Engine engine;

  EndedLinks(Engine engine) {
    this.engine = engine;
  }

  /**
   * Remembers when a link has ended at the provider, so that a sign-in that was read before, and waits
   * for the visitor, does not make a link that the provider no longer has.
   */
  void remember(ProviderId provider, String subject, Instant at) {
    String name = name(provider, subject);
    long last = Math.max(at.toEpochMilli(), endedAt(name).max().orElse(0));
    keep(USE, name, REMEMBER, json -> json.name("at").value(last));
  }

  /** Whether the link that this arrival was read through has ended since. */
  boolean isEnded(Arrival arrival) {
    long arrivedAt = arrival.arrivedAt().toEpochMilli();
    return endedAt(name(arrival.provider(), arrival.subject())).anyMatch(at -> at > arrivedAt);
  }

  private LongStream endedAt(String name) {
    return remembered(USE, name)
        .flatMap(json -> json.findWhole("at").stream())
        .mapToLong(Long::longValue);
  }

  /** Remembers whose a link was, whoever has ended it: the provider may speak of that person yet. */
  void rememberPerson(ProviderId provider, String subject, PersonId person) {
    keep(
        WHOSE,
        name(provider, subject) + "\n" + period(),
        PERIOD.multipliedBy(3),
        json -> json.name("person").value(person.toString()));
  }

  /** Whose the link was that has ended last. */
  Optional<PersonId> findPerson(ProviderId provider, String subject) {
    return Stream.of(period(), period() - 1, period() - 2)
        .flatMap(within -> remembered(WHOSE, name(provider, subject) + "\n" + within))
        .flatMap(json -> json.findString("person").stream())
        .findFirst()
        .map(PersonId::parse);
  }

  private void keep(String use, String name, Duration life, JsonText.Body content) {
    String key = engine.sealer().key(use, name);
    Records.Attempts attempts = engine.records().attempts();
    Instant until = engine.clock().instant().plus(life);
    attempts.claim(engine.shop(), key, until);
    attempts.putOutcome(
        engine.shop(), key, engine.sealer().seal(use, key, JsonText.object(content)), until);
  }

  private Stream<JsonDocument> remembered(String use, String name) {
    return engine.sealer().rowKeys(use, name).stream()
        .flatMap(key -> engine.records().attempts().findClaim(engine.shop(), key).stream())
        .flatMap(claim ->
            claim
                .outcome()
                .flatMap(bytes -> engine.sealer().open(use, claim.key(), bytes))
                .stream())
        .flatMap(bytes -> JsonText.read(bytes).stream());
  }

  private long period() {
    return engine.clock().instant().getEpochSecond() / PERIOD.toSeconds();
  }

  private static String name(ProviderId provider, String subject) {
    return provider + "\n" + subject;
  }
}
