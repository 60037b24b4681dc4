package io.membersync;

import io.membersync.member.PersonId;
import io.membersync.provider.ProviderId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Remembers for a while which links at a provider have ended, and whose they were. */
final class EndedLinks {
  /** Ends are known for at least one of these, which is much longer than anything can be parked. */
  private static final Duration DAY = Duration.ofDays(1);

  /** Who it was is known for at least two of these: Facebook reminds of a deletion after 21 days. */
  private static final Duration PERIOD = Duration.ofDays(45);

  private final Engine engine;
  private final Remembered times;
  private final Remembered persons;

  EndedLinks(Engine engine) {
    this.engine = engine;
    this.times = new Remembered(engine, "ended");
    this.persons = new Remembered(engine, "ended-of");
  }

  /**
   * Remembers when a link has ended at the provider, so that a sign-in that was read before, and waits
   * for the visitor, does not make a link that the provider no longer has.
   */
  void remember(ProviderId provider, String subject, Instant at) {
    String name = name(provider, subject);
    long last = Math.max(at.toEpochMilli(), endedAt(name).max().orElse(0));
    times.keep(
        name + "\n" + period(DAY),
        until(DAY.multipliedBy(2)),
        json -> json.name("at").value(last));
  }

  /** Whether the link that this arrival was read through has ended since. */
  boolean isEnded(Arrival arrival) {
    long arrivedAt = arrival.arrivedAt().toEpochMilli();
    return endedAt(name(arrival.provider(), arrival.subject())).anyMatch(at -> at > arrivedAt);
  }

  private LongStream endedAt(String name) {
    return Stream.of(period(DAY), period(DAY) - 1)
        .flatMap(within -> times.find(name + "\n" + within))
        .flatMap(json -> json.findWhole("at").stream())
        .mapToLong(Long::longValue);
  }

  /** Remembers whose a link was, whoever has ended it: the provider may speak of that person yet. */
  void rememberPerson(ProviderId provider, String subject, PersonId person) {
    persons.keep(
        name(provider, subject) + "\n" + period(PERIOD),
        until(PERIOD.multipliedBy(3)),
        json -> json.name("person").value(person.toString()));
  }

  /** Whose the link was that has ended last. */
  Optional<PersonId> findPerson(ProviderId provider, String subject) {
    long now = period(PERIOD);
    return Stream.of(now, now - 1, now - 2)
        .flatMap(within -> persons.find(name(provider, subject) + "\n" + within))
        .flatMap(json -> json.findString("person").stream())
        .findFirst()
        .map(PersonId::parse);
  }

  private Instant until(Duration life) {
    return engine.clock().instant().plus(life);
  }

  /** A claim is not prolonged, so each period has one of its own. */
  private long period(Duration length) {
    return engine.clock().instant().getEpochSecond() / length.toSeconds();
  }

  private static String name(ProviderId provider, String subject) {
    return provider + "\n" + subject;
  }
}
