package io.membersync;

import io.membersync.Members.Answered;
import io.membersync.Members.Question;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Differences that a member is asked about, and what is done with the answer. */
final class Questions {
  private final Engine engine;
  private final MemberWrite memberWrite;

  Questions(Engine engine, MemberWrite memberWrite) {
    this.engine = engine;
    this.memberWrite = memberWrite;
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
          && !holds(held, offer.attribute(), value.get())) {
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

  /** Whether the shop has the value, or what its store keeps of it. */
  private boolean holds(Optional<String> held, String attribute, FieldValue<?> value) {
    Optional<String> stored = value.text().map(text -> engine.members().asStored(attribute, text));
    return held.isPresent() && (held.equals(value.text()) || held.equals(stored));
  }

  Answered answer(MemberId member, Question question, boolean takeOver) {
    OperationId operation = new OperationId("answer-" + engine.sealer().random(12));
    if (takeOver && engine.members().isRemote()) {
      return inTwoSteps(member, question, operation);
    }
    return engine.repeated("answer", () -> {
      Optional<Asked> asked = asked(member, question);
      if (asked.isEmpty()) {
        return Answered.NOT_OPEN;
      }
      Sent sent = takeOver ? send(member, asked.get(), operation) : Sent.nothing(Answered.KEPT);
      record(member, asked.get(), sent);
      return sent.answered();
    });
  }

  /** No transaction waits for a store that is an API. */
  private Answered inTwoSteps(MemberId member, Question question, OperationId operation) {
    if (engine.unit().isOpen()) {
      throw new IllegalStateException(
          "answer() calls the shop's store over the network: close the transaction around it");
    }
    Optional<Asked> asked = asked(member, question);
    if (asked.isEmpty()) {
      return Answered.NOT_OPEN;
    }
    Sent sent = sendAgain(member, asked.get(), operation);
    engine.repeated("answer", () -> {
      record(member, asked.get(), sent);
      return true;
    });
    return sent.answered();
  }

  private Sent sendAgain(MemberId member, Asked asked, OperationId operation) {
    for (int i = 1; ; i++) {
      try {
        return send(member, asked, operation);
      } catch (MemberStoreException e) {
        if (!e.isRepeatable() || i == Engine.TRIES) {
          throw e;
        }
      }
    }
  }

  /** A question that is still open. */
  private record Asked(PersonId person, Records.Offer offer) {}

  /** What became of the value. */
  private record Sent(Answered answered, List<GatedPatch.Entry> written) {
    static Sent nothing(Answered answered) {
      return new Sent(answered, List.of());
    }
  }

  private Optional<Asked> asked(MemberId member, Question question) {
    return personOf(member)
        .flatMap(person -> open(person).stream()
            .filter(one -> one.attribute().equals(question.attribute()))
            .filter(one -> one.origin().equals(question.provider().value()))
            .filter(one -> Merge.open(engine, person, one)
                .flatMap(FieldValue::text)
                .equals(Optional.of(question.revealOffered())))
            .findFirst()
            .map(offer -> new Asked(person, offer)));
  }

  /** In a unit: closes the question, unless it could not be answered as the member wants. */
  private void record(MemberId member, Asked asked, Sent sent) {
    if (sent.answered() != Answered.TAKEN_OVER && sent.answered() != Answered.KEPT) {
      return;
    }
    if (!sent.written().isEmpty()) {
      memberWrite.index(member, sent.written());
      memberWrite.keepProvenance(asked.person(), sent.written(), engine.clock().instant());
    }
    close(engine, asked.person(), asked.offer(), asked.offer().valueHash());
  }

  private static void close(Engine engine, PersonId person, Records.Offer offer, String valueHash) {
    Records.Offer closed = new Records.Offer(
        offer.attribute(),
        offer.origin(),
        valueHash,
        offer.verified(),
        offer.firstSeen(),
        Optional.empty());
    engine.records().offers().put(engine.shop(), person, closed);
  }

  /**
   * In a unit: keeps the values no more of which the member is asked whether to take them over; nobody
   * has answered, so the same value is asked about again where it comes again.
   */
  static void drop(Engine engine, PersonId person, Predicate<Records.Offer> which) {
    engine.records().offers().ofPerson(engine.shop(), person).stream()
        .filter(offer -> offer.question().isPresent())
        .filter(which)
        .forEach(offer -> close(engine, person, offer, ""));
  }

  /** The way of any other value: gate, by the consents of this moment, and the shop's store. */
  private Sent send(MemberId member, Asked asked, OperationId operation) {
    Optional<FieldValue<?>> value = Merge.open(engine, asked.person(), asked.offer());
    Gate.Decision decision =
        engine.allowed(asked.person(), Profile.of(value.stream().toList()));
    Optional<GatedPatch.Entry> entry = decision.patch().find(asked.offer().attribute());
    Optional<MemberRecord> record = engine.members().find(member);
    if (entry.isEmpty() || !Admission.isAdmitted(record)) {
      return Sent.nothing(Answered.NOT_ALLOWED);
    }
    UpdateReport report = engine
        .members()
        .update(member, record.orElseThrow().version(), decision.patch(), operation);
    if (!report.versionFits()) {
      throw MemberStoreException.conflict("member-changed", "the member changed meanwhile");
    }
    UpdateReport.Outcome outcome =
        report.outcomes().getOrDefault(asked.offer().attribute(), UpdateReport.Outcome.UNKNOWN);
    if (outcome == UpdateReport.Outcome.UNKNOWN) {
      throw MemberStoreException.unavailable(
          "store-outcome-unknown", "the store did not say whether it took the value; answer again");
    }
    return outcome == UpdateReport.Outcome.APPLIED || outcome == UpdateReport.Outcome.UNCHANGED
        ? new Sent(Answered.TAKEN_OVER, List.of(entry.get()))
        : Sent.nothing(Answered.REFUSED);
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
