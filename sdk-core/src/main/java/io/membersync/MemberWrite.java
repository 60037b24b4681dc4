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
import io.membersync.profile.SyncRule;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Merge: makes the member in the shop's store, or changes it, with what the gate let pass. */
final class MemberWrite {
  private final Engine engine;

  MemberWrite(Engine engine) {
    this.engine = engine;
  }

  /**
   * Where values come from.
   *
   * @param operation tells this write from every other
   * @param firstPages lists of which only the first page is there; it replaces nothing
   * @param completes lists whose first page the sign-in has written: the whole one may replace that,
   *     whatever the rule
   */
  record Reading(
      ProviderId provider, String operation, List<Field<?>> firstPages, List<Field<?>> completes) {}

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
      Reading reading = new Reading(
          arrival.provider(), "update-" + arrival.attemptKey(), arrival.firstPages(), List.of());
      return new Written(standing.member(), update(reading, person, member, patch, dropped));
    }
    if (engine.members() instanceof MemberCreator creator) {
      return create(creator, arrival, person, patch, dropped, looksAgain);
    }
    patch.entries().forEach(entry -> dropped.put(entry.field().name(), "NO_MEMBER_YET"));
    return new Written(Optional.empty(), List.of());
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
        return new Written(Optional.of(created.member()), wanted.values().entries());
      }
      Optional<String> refused = creation instanceof MemberCreator.Creation.Taken taken
          ? Optional.of(taken.attribute())
          : creation instanceof MemberCreator.Creation.Refused refusal
              ? Optional.of(refusal.attribute())
              : Optional.empty();
      Optional<GatedPatch.Entry> entry = refused.flatMap(wanted.values()::find);
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
        throw MemberStoreException.unavailable(
            "member-not-made",
            "the shop's store did not make the member"
                + refused.map(name -> " because of attribute " + name).orElse(""));
      }
      dropped.put(entry.get().field().name(), refusedValue ? "REFUSED" : "TAKEN");
      wanted = wanted.without(entry.get().attribute());
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
    GatedPatch differing = patch;
    for (GatedPatch.Entry entry : patch.entries()) {
      if (record.value(entry.attribute()).equals(Optional.of(entry.text()))) {
        differing = differing.without(entry.attribute());
      }
    }
    GatedPatch wanted =
        differing.isEmpty() ? differing : merged(differing, record, reading, person);
    if (wanted.isEmpty()) {
      return List.of();
    }
    UpdateReport report = engine
        .members()
        .update(member, record.version(), wanted, new OperationId(reading.operation()));
    if (!report.versionFits()) {
      throw MemberStoreException.conflict("member-changed", "the member changed meanwhile");
    }
    List<GatedPatch.Entry> written = new ArrayList<>();
    for (GatedPatch.Entry entry : wanted.entries()) {
      UpdateReport.Outcome outcome =
          report.outcomes().getOrDefault(entry.attribute(), UpdateReport.Outcome.UNKNOWN);
      if (outcome == UpdateReport.Outcome.APPLIED) {
        written.add(entry);
      } else if (outcome != UpdateReport.Outcome.UNCHANGED) {
        dropped.put(entry.field().name(), outcome.name());
      }
    }
    return written;
  }

  /** What of these may replace the shop's values, by the rule of each. */
  private GatedPatch merged(
      GatedPatch differing, MemberRecord record, Reading reading, PersonId person) {
    Map<String, Records.Provenance> before =
        engine.records().evidence().provenanceOf(engine.shop(), person).stream()
            .collect(Collectors.toMap(Records.Provenance::attribute, row -> row));
    Set<String> otherWays = otherWays(reading.provider(), person);
    GatedPatch wanted = differing;
    for (GatedPatch.Entry entry : differing.entries()) {
      if (!isToWrite(entry, record, reading, before, otherWays, person)) {
        wanted = wanted.without(entry.attribute());
      }
    }
    return wanted;
  }

  /** The other providers through which this person comes in. */
  private Set<String> otherWays(ProviderId provider, PersonId person) {
    return engine.records().identities().ofPerson(engine.shop(), person).stream()
        .map(Records.Identity::namespace)
        .filter(namespace -> !namespace.equals(provider.value()))
        .collect(Collectors.toSet());
  }

  private boolean isToWrite(
      GatedPatch.Entry entry,
      MemberRecord record,
      Reading reading,
      Map<String, Records.Provenance> before,
      Set<String> otherWays,
      PersonId person) {
    Optional<String> held = record.value(entry.attribute()).filter(text -> !text.isEmpty());
    if (held.isPresent() && reading.firstPages().contains(entry.field())) {
      return false;
    }
    Records.Provenance ours = before.get(entry.attribute());
    boolean untouched = ours != null
        && held.isPresent()
        && !otherWays.contains(ours.origin()) // or two ways in would overwrite each other for ever
        && engine
            .sealer()
            .rowKeys("value", hashed(person, entry.attribute(), held.get()))
            .contains(ours.valueHash());
    boolean has = held.isPresent() && !(untouched && reading.completes().contains(entry.field()));
    boolean cleared = ours != null && held.isEmpty(); // an edit like any other
    return engine.mapping().entries().stream()
        .filter(mapped -> mapped.attribute().equals(entry.attribute()))
        .map(FieldMapping.Entry::rule)
        .allMatch(rule -> rule.writes(has, untouched) && !(cleared && rule == SyncRule.KEEP_EDITS));
  }

  /** Where what was written came from. */
  List<Records.Provenance> provenance(
      PersonId person, List<GatedPatch.Entry> written, Instant now) {
    List<Records.Provenance> rows = new ArrayList<>();
    for (GatedPatch.Entry entry : written) {
      FieldValue<?> value = entry.value();
      rows.add(new Records.Provenance(
          entry.attribute(),
          entry.field().name(),
          value.source().origin(),
          value.source().path(),
          value.verification().map(Verification::by),
          value.firstSeen(),
          now,
          engine.sealer().key("value", hashed(person, entry.attribute(), entry.text())),
          entry.basis()));
    }
    return rows;
  }

  private static String hashed(PersonId person, String attribute, String text) {
    return person + "\n" + attribute + "\n" + text;
  }
}
