package io.membersync;

import io.membersync.Members.Answered;
import io.membersync.Members.Question;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate;
import io.membersync.consent.GatedPatch;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.FieldValue;
import io.membersync.profile.Profile;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Differences that a member is asked about, and what is done with the answer. */
final class Questions {
  private final Engine engine;
  private final MemberWrite memberWrite;

  Questions(Engine engine) {
    this.engine = engine;
    this.memberWrite = new MemberWrite(engine);
  }

  List<Question> of(MemberId member) {
    Optional<PersonId> person = personOf(member);
    Optional<MemberRecord> record = engine.members().find(member);
    if (person.isEmpty() || record.isEmpty()) {
      return List.of();
    }
    List<Question> questions = new ArrayList<>();
    for (Records.Offer offer : open(person.get())) {
      Optional<FieldValue<?>> value = Merge.open(engine, person.get(), offer);
      Optional<FieldMapping.Entry> mapped = Merge.mapped(engine.mapping(), offer.attribute());
      Optional<String> held = record.get().value(offer.attribute());
      if (value.isPresent()
          && mapped.isPresent()
          && mapped.get().field().equals(value.get().field())
          && !held.equals(value.get().text())) {
        questions.add(new Question(
            offer.attribute(),
            ProviderId.of(offer.origin()),
            value.get(),
            offer.firstSeen(),
            held));
      }
    }
    return questions;
  }

  Answered answer(MemberId member, Question question, boolean takeOver) {
    OperationId operation = new OperationId("answer-" + engine.sealer().random(12));
    return engine.repeated("answer", () -> inUnit(member, question, takeOver, operation));
  }

  private Answered inUnit(
      MemberId member, Question question, boolean takeOver, OperationId operation) {
    PersonId person = personOf(member).orElse(null);
    Records.Offer offer = person == null
        ? null
        : open(person).stream()
            .filter(one -> one.attribute().equals(question.attribute()))
            .filter(one -> one.origin().equals(question.provider().value()))
            .filter(one -> Merge.open(engine, person, one)
                .flatMap(FieldValue::text)
                .equals(Optional.of(question.revealOffered())))
            .findFirst()
            .orElse(null);
    if (person == null || offer == null) {
      return Answered.NOT_OPEN;
    }
    if (takeOver) {
      Answered written = write(member, person, Merge.open(engine, person, offer), offer, operation);
      if (written != Answered.TAKEN_OVER) {
        return written;
      }
    }
    engine
        .records()
        .offers()
        .put(
            engine.shop(),
            person,
            new Records.Offer(
                offer.attribute(),
                offer.origin(),
                offer.valueHash(),
                offer.verified(),
                offer.firstSeen(),
                Optional.empty()));
    return takeOver ? Answered.TAKEN_OVER : Answered.KEPT;
  }

  /** The way of any other value: gate, by the consents of this moment, and the shop's store. */
  private Answered write(
      MemberId member,
      PersonId person,
      Optional<FieldValue<?>> value,
      Records.Offer offer,
      OperationId operation) {
    Instant now = engine.clock().instant();
    List<ConsentEvent> events = engine.records().evidence().eventsOf(engine.shop(), person);
    Gate.Decision decision =
        engine.gate().evaluate(Profile.of(value.stream().toList()), engine.mapping(), events, now);
    GatedPatch patch = decision.patch();
    Optional<GatedPatch.Entry> entry = patch.find(offer.attribute());
    Optional<MemberRecord> record = engine.members().find(member);
    if (entry.isEmpty() || !Admission.isAdmitted(record)) {
      return Answered.NOT_ALLOWED;
    }
    UpdateReport report =
        engine.members().update(member, record.orElseThrow().version(), patch, operation);
    if (!report.versionFits()) {
      throw MemberStoreException.conflict("member-changed", "the member changed meanwhile");
    }
    UpdateReport.Outcome outcome =
        report.outcomes().getOrDefault(offer.attribute(), UpdateReport.Outcome.UNKNOWN);
    if (outcome != UpdateReport.Outcome.APPLIED && outcome != UpdateReport.Outcome.UNCHANGED) {
      return Answered.REFUSED;
    }
    engine
        .records()
        .evidence()
        .putProvenance(
            engine.shop(), person, memberWrite.provenance(person, List.of(entry.get()), now));
    return Answered.TAKEN_OVER;
  }

  /** What came through a way in that has ended is asked no more. */
  private List<Records.Offer> open(PersonId person) {
    List<String> linked = engine.records().identities().ofPerson(engine.shop(), person).stream()
        .map(Records.Identity::namespace)
        .toList();
    return engine.records().offers().ofPerson(engine.shop(), person).stream()
        .filter(offer -> offer.question().isPresent() && linked.contains(offer.origin()))
        .toList();
  }

  private Optional<PersonId> personOf(MemberId member) {
    return engine.personOf(member).map(Records.Person::id);
  }
}
