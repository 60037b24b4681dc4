package io.membersync;

import io.membersync.consent.ConsentEvent;
import io.membersync.internal.TimeOrderedId;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Who a person has become by a merge, and what of their word goes on to count. */
final class MergedConsents {
  private final Engine engine;

  MergedConsents(Engine engine) {
    this.engine = engine;
  }

  /** Whether the member has left by the shop's word, rather than become another one. */
  boolean isGone(PersonId person) {
    return engine.hasLeft(person) && mergedInto(person).isEmpty();
  }

  /** Who is this member now, called by the id of before a merge too. */
  Optional<PersonId> personOf(MemberId member) {
    return engine
        .personOf(member)
        .map(person -> person.hasLeft() ? successorOf(person.id()) : person.id());
  }

  /** Who is this person now: whoever was merged into another one has gone, and did not leave. */
  PersonId successorOf(PersonId person) {
    Set<PersonId> seen = new HashSet<>();
    PersonId last = person;
    for (Optional<PersonId> next = Optional.of(person);
        next.isPresent() && seen.add(next.get());
        next = mergedInto(last)) {
      last = next.get();
    }
    return last;
  }

  private Optional<PersonId> mergedInto(PersonId person) {
    return engine.hasLeft(person)
        ? engine.eventsOf(person).stream()
            .filter(event -> event.type() == ConsentEvent.Type.MERGED
                || event.reason().filter(Withdrawals.LEFT::equals).isPresent())
            .reduce((earlier, later) -> later)
            .filter(event -> event.type() == ConsentEvent.Type.MERGED)
            .map(event -> PersonId.parse(event.causes().get(0)))
        : Optional.empty();
  }

  /**
   * What the one who goes has declined, withdrawn or put off, as the word of the one who stays: at the
   * moment it was said, so that nobody is asked the earlier for it, and no provider undoes it.
   */
  List<ConsentEvent> refusals(
      PersonId into,
      List<ConsentEvent> gone,
      List<ConsentEvent> events,
      Instant now,
      List<String> endsNow) {
    Stream<ConsentEvent> no = Withdrawals.tags(gone)
        .filter(tag -> !endsNow.contains(tag))
        .flatMap(tag -> engine.gate().stateOf(tag, gone, now).stream()
            .filter(MergedConsents::isRefusal)
            .filter(state -> engine
                .gate()
                .stateOf(tag, events, now)
                .filter(there -> outweighs(there, state))
                .isEmpty()));
    Stream<ConsentEvent> later = gone.stream()
        .filter(event -> event.type() == ConsentEvent.Type.DEFERRED)
        .filter(event -> event.validUntil().filter(now::isBefore).isPresent());
    return Stream.concat(no, later).map(event -> carried(event, into, now)).toList();
  }

  /** Whether the one has said so more firmly, or as firmly and not before. */
  private static boolean outweighs(ConsentEvent there, ConsentEvent gone) {
    return firmness(there) > firmness(gone)
        || (firmness(there) == firmness(gone) && !there.occurredAt().isBefore(gone.occurredAt()));
  }

  /** Whether it was declined, or has ended by anybody's word. */
  static boolean isRefusal(ConsentEvent state) {
    return firmness(state) > 0;
  }

  /** A provider's later word undoes no withdrawal, but may undo what else was refused. */
  private static int firmness(ConsentEvent state) {
    return switch (state.type()) {
      case WITHDRAWN -> 2;
      case DECLINED, REVOKED, ERASED -> 1;
      default -> 0;
    };
  }

  private static ConsentEvent carried(ConsentEvent said, PersonId into, Instant now) {
    return new ConsentEvent(
        TimeOrderedId.create(now),
        said.tenant(),
        into.toString(),
        said.type(),
        said.notice(),
        said.occurredAt(),
        now,
        said.actor(),
        said.channel(),
        said.via(),
        said.act(),
        said.presentationId(),
        said.evidence(),
        said.validUntil(),
        List.of(said.id()),
        said.quality(),
        Optional.of(Withdrawals.MERGED));
  }
}
