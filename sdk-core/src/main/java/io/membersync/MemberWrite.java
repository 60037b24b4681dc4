package io.membersync;

import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.FieldValue;
import io.membersync.profile.FieldValue.Verification;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Merge: makes the member in the shop's store, or changes it, with what the gate let pass. */
final class MemberWrite {
  private final Engine engine;
  private final ContactIndex contactIndex;

  MemberWrite(Engine engine, ContactIndex contactIndex) {
    this.engine = engine;
    this.contactIndex = contactIndex;
  }

  /**
   * Where values come from.
   *
   * @param operation tells this write from every other
   * @param firstPages lists of which only the first page is there; it replaces nothing
   * @param completes lists whose first page the sign-in has written: the whole one may replace that,
   *     whatever the rule
   * @param again whether this write was tried before, and may have been done without an answer
   * @param signsUp whether the member was made elsewhere for this very sign-up, and may lack values
   *     that a new member would have got
   */
  record Reading(
      ProviderId provider,
      String operation,
      List<Field<?>> firstPages,
      List<Field<?>> completes,
      boolean again,
      boolean signsUp) {
    /** What a sign-in reads, or a task of its own, and writes at once. */
    static Reading once(
        ProviderId provider,
        String operation,
        List<Field<?>> firstPages,
        List<Field<?>> completes) {
      return new Reading(provider, operation, firstPages, completes, false, false);
    }
  }

  /**
   * What the rules make of values, for a member as it was read.
   *
   * @param allowed what passed the gate
   * @param wanted what is to be written
   * @param left what stays as it is, but may have to be remembered
   * @param there what an earlier try of the same write has left in the member
   */
  record Merged(
      Merge merge,
      GatedPatch allowed,
      GatedPatch wanted,
      Map<GatedPatch.Entry, Preview.Effect> left,
      List<GatedPatch.Entry> there) {}

  /** A member that was made, with the values that its store has taken. */
  record Made(MemberId member, List<GatedPatch.Entry> entries, Map<String, String> dropped) {}

  /**
   * What was done.
   *
   * @param member empty where the shop makes its members elsewhere and has not yet
   */
  record Written(Optional<MemberId> member, List<GatedPatch.Entry> entries) {}

  /**
   * Writes; called in the unit of work of the commit.
   *
   * @param dropped gets what the store did not take, by field name, each with the reason
   * @param looksAgain whether a proven contact that a member has taken since it was looked for is to
   *     be looked for again, rather than left out
   */
  Written write(
      Arrival arrival,
      Admission.Standing standing,
      GatedPatch patch,
      Map<String, String> dropped,
      boolean looksAgain) {
    PersonId person = standing.person();
    if (standing.member().isPresent()) {
      MemberId member = standing.member().get();
      Reading reading = Reading.once(
          arrival.provider(), "update-" + arrival.attemptKey(), arrival.firstPages(), List.of());
      return new Written(standing.member(), update(reading, person, member, patch, dropped));
    }
    MemberCreator creator = (MemberCreator) engine.members(); // others write later
    return create(creator, arrival, person, patch, dropped, looksAgain);
  }

  /** Leaves out, one by one, the values that the shop's own rules refuse. */
  private Written create(
      MemberCreator creator,
      Arrival arrival,
      PersonId person,
      GatedPatch patch,
      Map<String, String> dropped,
      boolean looksAgain) {
    GatedMember wanted = engine.gate().member(person, patch, arrival.entry());
    while (true) {
      MemberCreator.Creation creation = creator.create(
          wanted,
          new OperationId("create-" + person + "-" + wanted.values().entries().size()));
      if (creation instanceof MemberCreator.Creation.Created created) {
        rememberMade(person, created.member(), wanted.values().entries());
        return new Written(Optional.of(created.member()), wanted.values().entries());
      }
      Optional<GatedPatch.Entry> entry = refused(creation).flatMap(wanted.values()::find);
      boolean refusedValue = creation instanceof MemberCreator.Creation.Refused;
      if (entry.isPresent() && refusedValue && isRequired(entry.get())) {
        throw new Commit.FieldRefused(entry.get().field());
      }
      if (entry.isPresent()
          && !refusedValue
          && looksAgain
          && ProvenContact.of(entry.get().value()).isPresent()) {
        throw Commit.LostRace.identifyAgain();
      }
      if (entry.isEmpty()) {
        throw notMade(creation);
      }
      dropped.put(entry.get().field().name(), refusedValue ? "REFUSED" : "TAKEN");
      wanted = wanted.without(entry.get().attribute());
    }
  }

  /**
   * Makes the member after the commit, outside of every transaction. Nobody can be asked any more,
   * so what is refused is left out, required or not.
   */
  Made make(MemberCreator creator, GatedMember member, Map<String, String> dropped) {
    OperationId operation = new OperationId("create-" + member.person());
    GatedMember wanted = member;
    while (true) {
      MemberCreator.Creation creation = creator.create(wanted, operation);
      if (creation instanceof MemberCreator.Creation.Created created) {
        return new Made(created.member(), wanted.values().entries(), dropped);
      }
      GatedPatch.Entry entry =
          refused(creation).flatMap(wanted.values()::find).orElseThrow(() -> notMade(creation));
      boolean refusedValue = creation instanceof MemberCreator.Creation.Refused;
      dropped.put(entry.field().name(), refusedValue ? "REFUSED" : "TAKEN");
      wanted = wanted.without(entry.attribute());
    }
  }

  private static Optional<String> refused(MemberCreator.Creation creation) {
    if (creation instanceof MemberCreator.Creation.Taken taken) {
      return Optional.of(taken.attribute());
    }
    return creation instanceof MemberCreator.Creation.Refused refusal
        ? Optional.of(refusal.attribute())
        : Optional.empty();
  }

  private static MemberStoreException notMade(MemberCreator.Creation creation) {
    return MemberStoreException.unavailable(
        "member-not-made",
        "the shop's store did not make the member"
            + refused(creation).map(name -> " because of attribute " + name).orElse(""));
  }

  /** In the unit that records a new member: what its source has shown, where a rule asks for it. */
  void rememberMade(PersonId person, MemberId member, List<GatedPatch.Entry> entries) {
    index(member, entries);
    for (GatedPatch.Entry entry : entries) {
      if (isRemembered(entry)) {
        engine
            .records()
            .offers()
            .put(
                engine.shop(),
                person,
                Merge.offer(
                    engine, person, entry, entry.value().firstSeen(), Preview.Effect.WRITE));
      }
    }
  }

  private boolean isRequired(GatedPatch.Entry entry) {
    return engine.mapping().entries().stream()
        .anyMatch(mapped -> mapped.required() && mapped.field().equals(entry.field()));
  }

  /** Changes a member; called in a unit of work. */
  List<GatedPatch.Entry> update(
      Reading reading,
      PersonId person,
      MemberId member,
      GatedPatch patch,
      Map<String, String> dropped) {
    MemberRecord record = engine
        .members()
        .find(member)
        .orElseThrow(() -> MemberStoreException.conflict(
            "member-gone", "the member was deleted while signing in"));
    Merged merged = merge(reading, person, record, patch);
    if (merged.wanted().isEmpty()) {
      return remember(merged, new UpdateReport(true, Map.of()), dropped);
    }
    UpdateReport report = engine
        .members()
        .update(member, record.version(), merged.wanted(), new OperationId(reading.operation()));
    if (!report.versionFits()) {
      throw MemberStoreException.conflict("member-changed", "the member changed meanwhile");
    }
    return remember(merged, report, dropped);
  }

  /** Decides field by field; writes nothing. */
  Merged merge(Reading reading, PersonId person, MemberRecord record, GatedPatch patch) {
    Merge merge = new Merge(engine, person, record, reading);
    GatedPatch wanted = patch;
    Map<GatedPatch.Entry, Preview.Effect> left = new LinkedHashMap<>();
    List<GatedPatch.Entry> there = new ArrayList<>();
    for (GatedPatch.Entry entry : patch.entries()) {
      Merge.Verdict verdict = merge.decide(entry);
      if (verdict.effect() == Preview.Effect.WRITE) {
        continue;
      }
      wanted = wanted.without(entry.attribute());
      if (reading.again() && verdict.reason() == Preview.Reason.SAME && !merge.wrote(entry)) {
        there.add(entry);
      } else if (verdict.reason() != Preview.Reason.FIRST_PAGE_ONLY) {
        left.put(entry, verdict.effect());
      }
    }
    return new Merged(merge, patch, wanted, left, there);
  }

  /**
   * In the unit that records a write: what sources have shown.
   *
   * @param dropped gets what the store did not take
   * @return what is in the member now because of this write
   */
  List<GatedPatch.Entry> remember(Merged merged, UpdateReport report, Map<String, String> dropped) {
    merged.left().forEach(merged.merge()::remember);
    List<GatedPatch.Entry> written = new ArrayList<>(merged.there());
    for (GatedPatch.Entry entry : merged.wanted().entries()) {
      UpdateReport.Outcome outcome =
          report.outcomes().getOrDefault(entry.attribute(), UpdateReport.Outcome.UNKNOWN);
      if (outcome == UpdateReport.Outcome.APPLIED
          || (outcome == UpdateReport.Outcome.UNCHANGED && merged.merge().isAgain())) {
        written.add(entry);
      } else if (outcome != UpdateReport.Outcome.UNCHANGED) {
        dropped.put(entry.field().name(), outcome.name());
      }
    }
    written.forEach(entry -> merged.merge().remember(entry, Preview.Effect.WRITE));
    // What the member has had before is not written, and may be missing in the index.
    List<GatedPatch.Entry> held = new ArrayList<>(written);
    merged.left().keySet().stream().filter(merged.merge()::holds).forEach(held::add);
    index(merged.merge().member(), held);
    return written;
  }

  /** In the unit that records a write: what the member is found by. */
  void index(MemberId member, List<GatedPatch.Entry> held) {
    contactIndex.add(member, held);
  }

  /** In the unit that records a write: where each value came from. */
  void keepProvenance(PersonId person, List<GatedPatch.Entry> written, Instant now) {
    engine
        .records()
        .evidence()
        .putProvenance(engine.shop(), person, provenance(person, written, now));
  }

  /** Without what is synchronised only at the sign-in that adds a way in, at every other one. */
  GatedPatch due(GatedPatch allowed, boolean known) {
    GatedPatch due = allowed;
    for (FieldMapping.Entry mapped : engine.mapping().entries()) {
      if (known && mapped.firstSignInOnly()) {
        due = due.without(mapped.attribute());
      }
    }
    return due;
  }

  private List<Records.Provenance> provenance(
      PersonId person, List<GatedPatch.Entry> written, Instant now) {
    List<Records.Provenance> rows = new ArrayList<>();
    Map<String, Instant> shown = firstShown(person, written);
    for (GatedPatch.Entry entry : written) {
      FieldValue<?> value = entry.value();
      rows.add(new Records.Provenance(
          entry.attribute(),
          entry.field().name(),
          value.source().origin(),
          value.source().path(),
          value.verification().map(Verification::by),
          shown.getOrDefault(entry.attribute(), value.firstSeen()),
          now,
          engine
              .sealer()
              .key("value", Merge.hashed(person, entry.attribute(), Merge.stored(engine, entry))),
          entry.basis()));
    }
    return rows;
  }

  /** Since when the sources have shown these values, where that is remembered. */
  private Map<String, Instant> firstShown(PersonId person, List<GatedPatch.Entry> written) {
    Map<String, Instant> shown = new HashMap<>();
    if (written.stream().noneMatch(this::isRemembered)) {
      return shown;
    }
    for (Records.Offer offer : engine.records().offers().ofPerson(engine.shop(), person)) {
      written.stream()
          .filter(entry -> entry.attribute().equals(offer.attribute()))
          .filter(entry -> entry.value().source().origin().equals(offer.origin()))
          .forEach(entry -> shown.put(offer.attribute(), offer.firstSeen()));
    }
    return shown;
  }

  private boolean isRemembered(GatedPatch.Entry entry) {
    return Merge.mapped(engine.mapping(), entry.attribute())
        .filter(mapped -> Merge.remembers(mapped.rule()))
        .isPresent();
  }
}
