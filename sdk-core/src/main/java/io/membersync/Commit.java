package io.membersync;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate;
import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.FieldValue;
import io.membersync.profile.FieldValue.Verification;
import io.membersync.profile.SyncRule;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gate, merge and commit: identity, person, member, consent events, provenance, tokens and outcome
 * in one transaction, or nothing of it.
 */
final class Commit {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final int TRIES = 3;

  private final Engine engine;
  private final Outcomes outcomes;
  private final TokenVault tokens;
  private final EndedLinks endedLinks;

  Commit(Engine engine, Outcomes outcomes) {
    this.engine = engine;
    this.outcomes = outcomes;
    this.tokens = new TokenVault(engine);
    this.endedLinks = new EndedLinks(engine);
  }

  /** Another request was faster; what it left decides. */
  static final class LostRace extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean finishedElsewhere;

    private LostRace(boolean finishedElsewhere) {
      super("another request was faster", null, false, false);
      this.finishedElsewhere = finishedElsewhere;
    }

    static LostRace finished() {
      return new LostRace(true);
    }

    boolean isFinishedElsewhere() {
      return finishedElsewhere;
    }

    MemberStoreException asFailure() {
      return MemberStoreException.unavailable(
          "records-contended", "an identity was linked and ended again and again; try later");
    }
  }

  /** The shop's store refuses the value of a field without which there is no member. */
  static final class FieldRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Field<?> field;

    private FieldRefused(Field<?> field) {
      super("the shop refuses the value of a required field", null, false, false);
      this.field = field;
    }

    Field<?> field() {
      return field;
    }
  }

  /**
   * Commits.
   *
   * @param looksAgain whether a proven contact that a member has taken since it was looked for is to
   *     be looked for again, rather than left out
   */
  SignInResult run(
      Arrival arrival,
      Admission.Standing standing,
      List<ConsentEvent> recorded,
      List<ConsentEvent> fresh,
      Optional<ParkedSignIns.Place> place,
      boolean looksAgain) {
    for (int i = 1; ; i++) {
      try {
        SignInResult.SignedIn result = engine
            .unit()
            .execute(() -> inUnit(arrival, standing, recorded, fresh, place, looksAgain));
        tell(arrival, standing, result);
        return result;
      } catch (MemberStoreException e) {
        if (!e.isRepeatable() || i == TRIES) {
          throw e;
        }
        LOG.info(
            "{}: commit met another one ({}), try {} of {}",
            arrival.correlationId(),
            e.code(),
            i + 1,
            TRIES);
      }
    }
  }

  private SignInResult.SignedIn inUnit(
      Arrival arrival,
      Admission.Standing standing,
      List<ConsentEvent> recorded,
      List<ConsentEvent> fresh,
      Optional<ParkedSignIns.Place> place,
      boolean looksAgain) {
    Instant now = engine.clock().instant();
    Records records = engine.records();
    if (place.isPresent()
        && !records.attempts().removeParked(engine.shop(), place.get().key())) {
      throw LostRace.finished();
    }
    PersonId person = standing.person();
    if (standing.known() && !isStillLinked(arrival, person)) {
      throw new LostRace(false); // ended since it was identified: no session may come of it
    }
    if (!standing.known()) {
      if (endedLinks.isEnded(arrival)) {
        throw new LostRace(false);
      }
      Records.Identity identity =
          new Records.Identity(arrival.provider().value(), arrival.subject(), person, now);
      if (!records.identities().link(engine.shop(), identity)) {
        throw new LostRace(false);
      }
    }
    if (!standing.existing()) {
      records
          .identities()
          .addPerson(
              engine.shop(),
              new Records.Person(person, Optional.empty(), Records.PersonState.ACTIVE, now));
    }
    records.evidence().append(engine.shop(), fresh);
    TermsReport.plan(engine, arrival, fresh);
    List<ConsentEvent> events = Stream.concat(recorded.stream(), fresh.stream()).toList();
    Gate.Decision decision =
        engine.gate().evaluate(arrival.profile(), engine.mapping(), events, now);
    Map<String, String> dropped = new LinkedHashMap<>(decision.dropped());
    engine.unreadable(arrival.profile()).forEach(field -> dropped.put(field.name(), "UNREADABLE"));

    Optional<MemberId> member = standing.member();
    boolean created = false;
    List<GatedPatch.Entry> written;
    if (member.isPresent()) {
      written = update(arrival, person, member.get(), decision.patch(), dropped);
    } else if (engine.members() instanceof MemberCreator creator) {
      Made made = create(creator, arrival, person, decision.patch(), dropped, looksAgain);
      member = Optional.of(made.member());
      written = made.written();
      created = true;
    } else {
      decision.patch().entries().forEach(e -> dropped.put(e.field().name(), "NO_MEMBER_YET"));
      written = List.of();
    }
    boolean untied = created || !standing.existing() || standing.member().isEmpty();
    if (member.isPresent()
        && untied
        && !records.identities().assignMember(engine.shop(), person, member.get())) {
      if (!created && !standing.existing()) {
        throw new LostRace(
            false); // another way in of this member was linked first: join its person
      }
      throw MemberStoreException.conflict(
          "member-tied", "member and person were tied to others by another request");
    }
    if (standing.existing() && !standing.known()) {
      records.identities().setState(engine.shop(), person, Records.PersonState.ACTIVE);
    }
    records.evidence().putProvenance(engine.shop(), person, provenance(person, written, now));
    tokens.keep(arrival, standing.known());
    OnceOnly.forget(engine, arrival);
    SignInResult.SignedIn result =
        new SignInResult.SignedIn(person, member, Admission.details(arrival, created, dropped));
    keepOutcome(arrival, place, result);
    return result;
  }

  private boolean isStillLinked(Arrival arrival, PersonId person) {
    return engine
        .records()
        .identities()
        .find(engine.shop(), arrival.provider().value(), arrival.subject())
        .map(Records.Identity::person)
        .filter(person::equals)
        .isPresent();
  }

  private void keepOutcome(
      Arrival arrival, Optional<ParkedSignIns.Place> place, SignInResult result) {
    String key = arrival.attemptKey();
    if (place.isPresent()) {
      key = outcomes.keyOfParked(place.get());
      outcomes.claim(key);
    }
    outcomes.keep(key, result);
  }

  private record Made(MemberId member, List<GatedPatch.Entry> written) {}

  /** Leaves out, one by one, the values that the shop's own rules refuse. */
  private Made create(
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
        return new Made(created.member(), wanted.values().entries());
      }
      Optional<String> refused = creation instanceof MemberCreator.Creation.Taken taken
          ? Optional.of(taken.attribute())
          : creation instanceof MemberCreator.Creation.Refused refusal
              ? Optional.of(refusal.attribute())
              : Optional.empty();
      Optional<GatedPatch.Entry> entry = refused.flatMap(wanted.values()::find);
      boolean refusedValue = creation instanceof MemberCreator.Creation.Refused;
      if (entry.isPresent() && refusedValue && isRequired(entry.get())) {
        throw new FieldRefused(entry.get().field());
      }
      if (entry.isPresent() && !refusedValue && looksAgain && isProvenContact(entry.get())) {
        throw new LostRace(false);
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

  private static boolean isProvenContact(GatedPatch.Entry entry) {
    boolean contact = entry.field().equals(Field.EMAIL) || entry.field().equals(Field.PHONE);
    return contact && entry.value().isVerified();
  }

  private boolean isRequired(GatedPatch.Entry entry) {
    return engine.mapping().entries().stream()
        .anyMatch(mapped -> mapped.required() && mapped.field().equals(entry.field()));
  }

  private List<GatedPatch.Entry> update(
      Arrival arrival,
      PersonId person,
      MemberId member,
      GatedPatch patch,
      Map<String, String> dropped) {
    MemberRecord record = engine
        .members()
        .find(member)
        .orElseThrow(() -> MemberStoreException.conflict(
            "member-gone", "the member was deleted while signing in"));
    Map<String, Records.Provenance> before =
        engine.records().evidence().provenanceOf(engine.shop(), person).stream()
            .collect(Collectors.toMap(Records.Provenance::attribute, row -> row));
    Set<String> otherWays = otherWays(arrival, person);
    GatedPatch wanted = patch;
    for (GatedPatch.Entry entry : patch.entries()) {
      if (!isToWrite(entry, record, before, otherWays, person)) {
        wanted = wanted.without(entry.attribute());
      }
    }
    if (wanted.isEmpty()) {
      return List.of();
    }
    UpdateReport report = engine
        .members()
        .update(
            member, record.version(), wanted, new OperationId("update-" + arrival.attemptKey()));
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

  /** The other providers through which this person comes in. */
  private Set<String> otherWays(Arrival arrival, PersonId person) {
    return engine.records().identities().ofPerson(engine.shop(), person).stream()
        .map(Records.Identity::namespace)
        .filter(namespace -> !namespace.equals(arrival.provider().value()))
        .collect(Collectors.toSet());
  }

  private boolean isToWrite(
      GatedPatch.Entry entry,
      MemberRecord record,
      Map<String, Records.Provenance> before,
      Set<String> otherWays,
      PersonId person) {
    Optional<String> held = record.value(entry.attribute()).filter(text -> !text.isEmpty());
    if (held.equals(Optional.of(entry.text()))) {
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
    boolean cleared = ours != null && held.isEmpty(); // an edit like any other
    return engine.mapping().entries().stream()
        .filter(mapped -> mapped.attribute().equals(entry.attribute()))
        .map(FieldMapping.Entry::rule)
        .allMatch(rule ->
            rule.writes(held.isPresent(), untouched) && !(cleared && rule == SyncRule.KEEP_EDITS));
  }

  private List<Records.Provenance> provenance(
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
          valueHash(person, entry.attribute(), entry.text()),
          entry.basis()));
    }
    return rows;
  }

  private String valueHash(PersonId person, String attribute, String text) {
    return engine.sealer().key("value", hashed(person, attribute, text));
  }

  private static String hashed(PersonId person, String attribute, String text) {
    return person + "\n" + attribute + "\n" + text;
  }

  private void tell(Arrival arrival, Admission.Standing standing, SignInResult.SignedIn result) {
    boolean linked = result.details().isLinking() && !standing.known();
    Members.Event.Kind kind = result.details().isNewMember()
        ? Members.Event.Kind.SIGNED_UP
        : linked ? Members.Event.Kind.LINKED : Members.Event.Kind.SIGNED_IN;
    LOG.info(
        "{}: {} at {}, person {}",
        arrival.correlationId(),
        kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        arrival.provider(),
        result.person());
    engine.tell(new Members.Event(
        kind,
        result.person(),
        result.member(),
        arrival.provider(),
        arrival.entry(),
        engine.clock().instant()));
  }
}
