package io.membersync;

import io.membersync.internal.JsonText;
import io.membersync.member.PersonId;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Remembers for a while whose link at a provider has ended there, so that a sign-in that was read
 * before, and waits for the visitor, does not make a link that the provider no longer has.
 */
final class EndedLinks {
  private static final String USE = "ended";

  /** A claim is not prolonged, so it is kept for much longer than anything can be parked. */
  private static final Duration REMEMBER = Duration.ofDays(1);

  private final Engine engine;

  EndedLinks(Engine engine) {
    this.engine = engine;
  }

  /**
   * Remembers it.
   *
   * @param person whose it was, where that is known
   */
  void remember(ProviderId provider, String subject, Instant at, Optional<PersonId> person) {
    String key = engine.sealer().key(USE, name(provider, subject));
    byte[] content = JsonText.object(json -> {
      json.name("at").value(at.toEpochMilli());
      if (person.isPresent()) {
        json.name("person").value(person.get().toString());
      }
    });
    Records.Attempts attempts = engine.records().attempts();
    Instant until = engine.clock().instant().plus(REMEMBER);
    attempts.claim(engine.shop(), key, until);
    attempts.putOutcome(engine.shop(), key, engine.sealer().seal(USE, key, content), until);
  }

  /** Whether the link that this arrival was read through has ended since. */
  boolean isEnded(Arrival arrival) {
    long arrivedAt = arrival.arrivedAt().toEpochMilli();
    return remembered(arrival.provider(), arrival.subject())
        .flatMap(json -> json.findWhole("at").stream())
        .anyMatch(at -> at > arrivedAt);
  }

  /** Whose the link was that has ended last. */
  Optional<PersonId> findPerson(ProviderId provider, String subject) {
    return remembered(provider, subject)
        .flatMap(json -> json.findString("person").stream())
        .findFirst()
        .map(PersonId::parse);
  }

  private Stream<JsonDocument> remembered(ProviderId provider, String subject) {
    return engine.sealer().rowKeys(USE, name(provider, subject)).stream()
        .flatMap(key -> engine.records().attempts().findClaim(engine.shop(), key).stream())
        .flatMap(claim ->
            claim
                .outcome()
                .flatMap(bytes -> engine.sealer().open(USE, claim.key(), bytes))
                .stream())
        .flatMap(bytes -> JsonText.read(bytes).stream());
  }

  private static String name(ProviderId provider, String subject) {
    return provider + "\n" + subject;
  }
}
