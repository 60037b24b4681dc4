package io.membersync;

import io.membersync.member.PersonId;
import io.membersync.provider.ProviderId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.LongStream;

/** Remembers for a while which links at a provider have ended, and whose they were. */
final class EndedLinks {
  /** Ends are known for at least one of these, which is much longer than anything can be parked. */
  private static final Duration DAY = Duration.ofDays(1);

  /** Who it was is known for at least two of these: Facebook reminds of a deletion after 21 days. */
  private static final Duration PERIOD = Duration.ofDays(45);

  private final Remembered times;
  private final Remembered persons;

  EndedLinks(Engine engine) {
    this.times = new Remembered(engine, "ended", DAY, 2);
    this.persons = new Remembered(engine, "ended-of", PERIOD, 3);
  }

  /**
   * Remembers when a link or the sessions by it have ended at the provider, so that a sign-in that was
   * read before, and waits for the visitor, leads nowhere.
   */
  void remember(ProviderId provider, String subject, Instant at) {
    String name = name(provider, subject);
    long last = Math.max(at.toEpochMilli(), endedAt(name).max().orElse(0));
    times.keep(name, json -> json.name("at").value(last));
  }

  /** Whether the link that this arrival was read through has ended since, or the sessions by it. */
  boolean isEnded(Arrival arrival) {
    long arrivedAt = arrival.arrivedAt().toEpochMilli();
    return endedAt(name(arrival.provider(), arrival.subject())).anyMatch(at -> at > arrivedAt);
  }

  private LongStream endedAt(String name) {
    return times
        .find(name)
        .flatMap(json -> json.findWhole("at").stream())
        .mapToLong(Long::longValue);
  }

  /** Remembers whose a link was, whoever has ended it: the provider may speak of that person yet. */
  void rememberPerson(ProviderId provider, String subject, PersonId person) {
    persons.keep(name(provider, subject), json -> json.name("person").value(person.toString()));
  }

  /** Whose the link was that has ended last. */
  Optional<PersonId> findPerson(ProviderId provider, String subject) {
    return persons
        .find(name(provider, subject))
        .flatMap(json -> json.findString("person").stream())
        .findFirst()
        .map(PersonId::parse);
  }

  private static String name(ProviderId provider, String subject) {
    return provider + "\n" + subject;
  }
}
