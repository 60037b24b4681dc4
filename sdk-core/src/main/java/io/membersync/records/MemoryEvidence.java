package io.membersync.records;

import static io.membersync.records.InMemoryRecords.millis;

import io.membersync.consent.ConsentEvent;
import io.membersync.internal.MemoryTable;
import io.membersync.internal.MemoryUnit;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records.Agreement;
import io.membersync.records.Records.Person;
import io.membersync.records.Records.PersonState;
import io.membersync.records.Records.Provenance;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Consent events and provenance, in memory. */
final class MemoryEvidence implements Records.Evidence {
  private record EventKey(ShopId shop, String id) {}

  private record Subject(ShopId shop, String subject) {}

  private record EventRow(Subject subject, long order, ConsentEvent event) {}

  private record ProvenanceKey(Subject subject, String attribute) {}

  private record ProvenanceRow(Subject subject, Provenance provenance) {}

  private final MemoryIdentities identities;
  private final AtomicLong order = new AtomicLong();
  private final MemoryTable<EventKey, EventRow, Subject> events =
      new MemoryTable<>(row -> List.of(row.subject()));
  private final MemoryTable<ProvenanceKey, ProvenanceRow, Subject> provenance =
      new MemoryTable<>(row -> List.of(row.subject(), everybody(row.subject().shop())));

  MemoryEvidence(MemoryIdentities identities) {
    this.identities = identities;
  }

  @Override
  public void append(ShopId shop, List<ConsentEvent> added) {
    for (ConsentEvent event : added) {
      if (!event.tenant().equals(shop.value())) {
        throw new IllegalArgumentException(
            "consent event " + event.id() + " names another shop than " + shop);
      }
    }
    MemoryUnit.join(() -> {
      for (ConsentEvent event : added) {
        Subject subject = new Subject(shop, event.subject());
        events.insert(
            new EventKey(shop, event.id()),
            new EventRow(subject, order.incrementAndGet(), inMillis(event)));
      }
      return true;
    });
  }

  @Override
  public List<ConsentEvent> eventsOf(ShopId shop, PersonId person) {
    return MemoryUnit.join(() -> events.findGroup(new Subject(shop, person.toString())).stream()
        .sorted(Comparator.comparingLong(EventRow::order))
        .map(EventRow::event)
        .toList());
  }

  @Override
  public List<Person> lacking(
      ShopId shop, Agreement agreement, Optional<PersonId> after, int limit) {
    String first = after.map(PersonId::toString).orElse("");
    return MemoryUnit.join(() -> identities.withMember(shop).stream()
        .filter(person -> person.state() == PersonState.ACTIVE)
        .filter(person -> person.id().toString().compareTo(first) > 0)
        .sorted(Comparator.comparing(person -> person.id().toString()))
        .filter(person -> lacks(agreement, eventsOf(shop, person.id())))
        .limit(limit)
        .toList());
  }

  private static boolean lacks(Agreement wanted, List<ConsentEvent> events) {
    List<ConsentEvent> own = events.stream()
        .filter(event ->
            event.notice().filter(notice -> notice.tag().equals(wanted.tag())).isPresent())
        .toList();
    boolean agreedOnce = own.stream().anyMatch(event -> event.type().isAgreement());
    boolean lasts = own.stream()
        .filter(event -> event.type().isAgreement())
        .filter(event -> event.notice().orElseThrow().version() >= wanted.oldest())
        .anyMatch(event ->
            event.validUntil().map(end -> end.isAfter(millis(wanted.until()))).orElse(true));
    boolean ended = own.stream().anyMatch(event -> switch (event.type()) {
      case REVOKED, EXPIRED, SUPERSEDED, INVALIDATED -> true;
      default -> false;
    });
    boolean byGuardian = own.stream()
        .anyMatch(
            event -> event.type().isAgreement() && event.actor() == ConsentEvent.Actor.GUARDIAN);
    boolean gone = own.stream()
        .anyMatch(event ->
            event.type().isAgreement() && event.notice().orElseThrow().version() > wanted.newest());
    return (agreedOnce || !wanted.agreedOnce()) && (!lasts || ended || byGuardian || gone);
  }

  @Override
  public void putProvenance(ShopId shop, PersonId person, List<Provenance> rows) {
    Subject subject = new Subject(shop, person.toString());
    MemoryUnit.join(() -> {
      for (Provenance row : rows) {
        provenance.put(
            new ProvenanceKey(subject, row.attribute()), new ProvenanceRow(subject, inMillis(row)));
      }
      return true;
    });
  }

  @Override
  public void removeProvenance(ShopId shop, PersonId person, Set<String> attributes) {
    Subject subject = new Subject(shop, person.toString());
    MemoryUnit.join(() -> {
      attributes.forEach(
          attribute -> provenance.remove(new ProvenanceKey(subject, attribute), row -> true));
      return true;
    });
  }

  @Override
  public List<Provenance> provenanceOf(ShopId shop, PersonId person) {
    return MemoryUnit.join(() -> provenance.findGroup(new Subject(shop, person.toString())).stream()
        .map(ProvenanceRow::provenance)
        .sorted(Comparator.comparing(Provenance::attribute))
        .toList());
  }

  private static Subject everybody(ShopId shop) {
    return new Subject(shop, "");
  }

  @Override
  public List<PersonId> withProvenance(ShopId shop, Optional<PersonId> after, int limit) {
    String first = after.map(PersonId::toString).orElse("");
    return MemoryUnit.join(() -> provenance.findGroup(everybody(shop)).stream()
        .map(row -> row.subject().subject())
        .filter(subject -> subject.compareTo(first) > 0)
        .distinct()
        .sorted()
        .limit(limit)
        .map(PersonId::parse)
        .toList());
  }

  private static Provenance inMillis(Provenance row) {
    return new Provenance(
        row.attribute(),
        row.field(),
        row.origin(),
        row.path(),
        row.verifiedBy(),
        millis(row.firstSeen()),
        millis(row.writtenAt()),
        row.valueHash(),
        row.basis());
  }

  private static ConsentEvent inMillis(ConsentEvent event) {
    return new ConsentEvent(
        event.id(),
        event.tenant(),
        event.subject(),
        event.type(),
        event.notice(),
        millis(event.occurredAt()),
        millis(event.recordedAt()),
        event.actor(),
        event.channel(),
        event.via(),
        event.act(),
        event.presentationId(),
        event.evidence(),
        event.validUntil().map(InMemoryRecords::millis),
        event.causes(),
        event.quality(),
        event.reason());
  }
}
