package io.membersync;

import io.membersync.consent.ConsentEvent.Actor;
import io.membersync.consent.Gate;
import io.membersync.consent.Jurisdiction;
import io.membersync.consent.Jurisdiction.Childhood;
import io.membersync.member.MemberRecord;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.FieldValue;
import io.membersync.profile.Profile;
import io.membersync.records.Records;
import io.membersync.records.Records.Assurance;
import io.membersync.records.Records.AssuranceKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Whether somebody is a child, by what is known of them, and who agrees for them. A guess is never on
 * the side of the older one.
 */
final class Minors {
  private static final List<Field<?>> DATE = List.of(Field.BIRTH_YEAR, Field.BIRTHDAY);

  private final Engine engine;
  private final GuardianProofs proofs;

  Minors(Engine engine, GuardianProofs proofs) {
    this.engine = engine;
    this.proofs = proofs;
  }

  /**
   * Somebody as far as their age goes.
   *
   * @param minority empty for who was never known to be a child
   * @param gate for this person
   * @param proof what the books get to know in the commit
   */
  record Ward(Optional<Gate.Minority> minority, Gate gate, Instant now, Optional<Assurance> proof) {
    boolean isChild() {
      return minority.filter(known -> now.isBefore(known.until())).isPresent();
    }

    boolean lacksGuardian() {
      return minority.filter(known -> known.lacksGuardian(now)).isPresent();
    }

    /** Who answers on the shop's page. */
    Actor actor() {
      return isChild() ? Actor.GUARDIAN : Actor.SUBJECT;
    }
  }

  /**
   * How a sign-in goes on.
   *
   * @param asked fields to ask for first
   * @param refused whether no member is made of this visitor
   * @param reference by which a guardian's consent is waited for
   */
  record Step(List<Field<?>> asked, boolean refused, Optional<String> reference, Ward ward) {}

  /** Decides it before anything else is asked and before anything is kept. */
  Step step(Arrival arrival, Admission.Standing standing, Optional<MemberRecord> row, Instant now) {
    if (standing.existing() || standing.member().isPresent()) {
      return goOn(existing(arrival, standing, row, now)); // the shop has this member already
    }
    boolean maybe = mayBeChild(arrival.profile(), now);
    boolean guarded = engine.ages().children().isGuarded();
    Optional<Assurance> proof =
        maybe && guarded ? proofs.find(arrival, childhoodEnds(arrival, now)) : Optional.empty();
    if (proof.isPresent()) {
      return goOn(ward(Optional.of(minority(proof.get())), now, proof));
    }
    List<Field<?>> asked = asked(arrival, now);
    Ward alone = ward(Optional.empty(), now, Optional.empty());
    if (!asked.isEmpty()) {
      return new Step(asked, false, Optional.empty(), alone);
    }
    if (!maybe) {
      return goOn(grown(arrival, now));
    }
    return guarded
        ? new Step(List.of(), false, Optional.of(proofs.reference(arrival)), alone)
        : new Step(List.of(), true, Optional.empty(), alone);
  }

  /** Fields of the birth date that are to be asked of a visitor: only what the provider did not say. */
  List<Field<?>> asked(Arrival arrival, Instant now) {
    Childhood childhood = childhood(arrival.profile(), now);
    boolean wanted = childhood == Childhood.UNCERTAIN
        || (childhood == Childhood.UNKNOWN && engine.ages().children().isAskingEverybody());
    return wanted
        ? DATE.stream()
            .filter(field -> arrival.profile().value(field).isEmpty())
            .toList()
        : List.of();
  }

  /** Somebody whom the shop has already is let in, whatever their age; only fields are held back. */
  private Ward existing(
      Arrival arrival, Admission.Standing standing, Optional<MemberRecord> row, Instant now) {
    List<Assurance> known = standing.existing() ? assurances(standing.person()) : List.of();
    Optional<Gate.Minority> books = ofBooks(known);
    if (books.isPresent() || isAdult(known, now)) {
      Optional<Assurance> later =
          isAdult(known, now) ? Optional.empty() : laterThanBooks(arrival, known, now);
      return ward(later.map(this::minority).or(() -> books), now, later);
    }
    Profile held = row.map(record -> dateIn(record, now)).orElse(Profile.of(List.of()));
    Profile both = held.with(
        arrival.profile().values().stream().filter(FieldValue::isPresent).toList());
    if (!mayBeChild(both, now) && childhood(held, now) != Childhood.CHILD) {
      return ward(Optional.empty(), now, Optional.empty());
    }
    Instant until = Stream.of(both, held)
        .flatMap(one -> engine.jurisdiction().childhoodEnds(one, now).stream())
        .max(Comparator.naturalOrder())
        .orElseThrow();
    Optional<Assurance> learned = mayBeChild(arrival.profile(), now)
        ? Optional.of(learned(arrival, until, now))
        : Optional.empty();
    return ward(Optional.of(minority(until, false)), now, learned);
  }

  /**
   * What the provider says where by that childhood ends later than the books say, and not on one of the
   * days that it leaves open: the books may have it from a date that was typed.
   */
  private Optional<Assurance> laterThanBooks(Arrival arrival, List<Assurance> known, Instant now) {
    if (known.stream().anyMatch(one -> one.kind() == AssuranceKind.GUARDIAN)) {
      return Optional.empty();
    }
    Profile said = byProvider(arrival);
    Jurisdiction law = engine.jurisdiction();
    return known.stream()
        .filter(one -> one.kind() == AssuranceKind.CHILD)
        .filter(one -> one.until()
            .filter(until -> childhood(said, until) == Childhood.CHILD)
            // as of when the books learned it, for an age range is of the day
            .filter(until ->
                law.childhoodEnds(said, one.at()).filter(until::isBefore).isPresent())
            .isPresent())
        .findFirst()
        .flatMap(one -> law.childhoodEnds(said, now))
        .map(until -> learned(arrival, until, now));
  }

  private static Profile byProvider(Arrival arrival) {
    return Profile.of(arrival.profile().values().stream()
        .filter(value -> !value.source().equals(FieldValue.Source.VISITOR))
        .toList());
  }

  private static Assurance learned(Arrival arrival, Instant until, Instant now) {
    return new Assurance(
        AssuranceKind.CHILD, arrival.provider().value(), "KNOWN", "", now, Optional.of(until));
  }

  /**
   * Who has typed the day that the provider left open is remembered to have outgrown it: the provider
   * will leave it open again.
   */
  private Ward grown(Arrival arrival, Instant now) {
    return childhood(byProvider(arrival), now) == Childhood.UNCERTAIN
        ? ward(
            Optional.empty(), now, Optional.of(learned(arrival, childhoodEnds(arrival, now), now)))
        : ward(Optional.empty(), now, Optional.empty());
  }

  private Childhood childhood(Profile profile, Instant now) {
    return engine.jurisdiction().childhood(profile, now);
  }

  private boolean mayBeChild(Profile profile, Instant now) {
    Childhood childhood = childhood(profile, now);
    return childhood == Childhood.CHILD || childhood == Childhood.UNCERTAIN;
  }

  /** In the unit that makes or changes the member. */
  void keep(Arrival arrival, PersonId person, Ward ward) {
    ward.proof().ifPresent(proof -> {
      engine.records().consents().putAssurance(engine.shop(), person, proof);
      if (proof.kind() == AssuranceKind.GUARDIAN) {
        proofs.forget(arrival);
      }
    });
  }

  /** What the books know; empty for who was never known to be a child. */
  Optional<Gate.Minority> ofBooks(PersonId person) {
    return ofBooks(assurances(person));
  }

  /** What the books know, or the shop's row where they do not. */
  Optional<Gate.Minority> ofBooksOrRow(
      PersonId person, Supplier<Optional<MemberRecord>> row, Instant at) {
    List<Assurance> known = assurances(person);
    Optional<Gate.Minority> books = ofBooks(known);
    boolean rowTells = engine.mapping().entries().stream()
        .anyMatch(mapped -> mapped.field().equals(Field.BIRTH_YEAR));
    return books.isPresent() || isAdult(known, at) || !rowTells
        ? books
        : row.get().flatMap(record -> endsByRow(record, at)).map(until -> minority(until, false));
  }

  /** The gate for this person. */
  Gate gate(Optional<Gate.Minority> minority) {
    return minority.map(engine.gate()::withMinority).orElse(engine.gate());
  }

  private Optional<Gate.Minority> ofBooks(List<Assurance> known) {
    return Stream.of(AssuranceKind.GUARDIAN, AssuranceKind.CHILD)
        .flatMap(kind -> known.stream().filter(one -> one.kind() == kind))
        .findFirst()
        .map(this::minority);
  }

  /** When childhood ends by the date of birth in the shop's row; empty for who is no child now. */
  private Optional<Instant> endsByRow(MemberRecord row, Instant at) {
    return engine.jurisdiction().childhoodEnds(dateIn(row, at), at).filter(at::isBefore);
  }

  /** The shop's date of birth; its age range is of nobody knows when. */
  private Profile dateIn(MemberRecord row, Instant at) {
    List<FieldValue<?>> values = new ArrayList<>();
    for (FieldMapping.Entry mapped : engine.mapping().entries()) {
      if (DATE.contains(mapped.field())) {
        row.value(mapped.attribute())
            .flatMap(text -> Admission.typed(mapped.field(), text, at))
            .ifPresent(values::add);
      }
    }
    return Profile.of(values);
  }

  private Instant childhoodEnds(Arrival arrival, Instant now) {
    return engine.jurisdiction().childhoodEnds(arrival.profile(), now).orElseThrow();
  }

  static boolean isAdult(List<Assurance> known, Instant at) {
    return known.stream()
        .filter(one -> one.kind() == AssuranceKind.ADULT && one.outcome().equals(Adults.PASSED))
        .anyMatch(one -> one.until().map(at::isBefore).orElse(true));
  }

  private Gate.Minority minority(Assurance known) {
    return minority(known.until().orElse(Instant.MAX), known.kind() == AssuranceKind.GUARDIAN);
  }

  private Gate.Minority minority(Instant until, boolean guardian) {
    return new Gate.Minority(until, guardian, engine.ages().children().declarations());
  }

  private Ward ward(Optional<Gate.Minority> minority, Instant now, Optional<Assurance> proof) {
    return new Ward(minority, gate(minority), now, proof);
  }

  private static Step goOn(Ward ward) {
    return new Step(List.of(), false, Optional.empty(), ward);
  }

  private List<Assurance> assurances(PersonId person) {
    Records records = engine.records();
    return records.consents().assurancesOf(engine.shop(), person);
  }
}
