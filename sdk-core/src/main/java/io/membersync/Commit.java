package io.membersync;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate;
import io.membersync.consent.GatedPatch;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.oauth.PendingSignIn.Purpose;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits identity, person, member, consent events, provenance, tokens and outcome in one
 * transaction, or nothing of it.
 */
final class Commit {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);

  /** Of a field that came though the visitor had not let the provider give it. */
  static final String UNGRANTED = "PROVIDER_NOT_GRANTED";

  private final Engine engine;
  private final Identification identification;
  private final Outcomes outcomes;
  private final ParkedSignIns parkedSignIns;
  private final TokenVault tokens;
  private final EndedLinks endedLinks;
  private final MemberWrite memberWrite;
  private final LaterWrite laterWrite;
  private final Ledger ledger;
  private final Minors minors;
  private final Withdrawals withdrawals;

  Commit(
      Engine engine,
      Outcomes outcomes,
      Identification identification,
      ParkedSignIns parkedSignIns,
      MemberWrite memberWrite,
      LaterWrite laterWrite,
      Ledger ledger,
      Withdrawals withdrawals,
      Minors minors) {
    this.ledger = ledger;
    this.withdrawals = withdrawals;
    this.minors = minors;
    this.parkedSignIns = parkedSignIns;
    this.engine = engine;
    this.identification = identification;
    this.outcomes = outcomes;
    this.tokens = new TokenVault(engine);
    this.endedLinks = new EndedLinks(engine);
    this.memberWrite = memberWrite;
    this.laterWrite = laterWrite;
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

    /** What was read before the commit is true no more: it has to be identified again. */
    static LostRace identifyAgain() {
      return new LostRace(false);
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

    FieldRefused(Field<?> field) {
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
      Minors.Ward ward,
      List<ConsentEvent> recorded,
      List<ConsentEvent> fresh,
      Optional<ParkedSignIns.Place> place,
      boolean looksAgain) {
    // A remote store is asked before the transaction, or not at all.
    Optional<Records.Identity> left =
        engine.members().isRemote() ? ofWhoHasLeft(arrival) : Optional.empty();
    ledger.keepTexts(fresh);
    SignInResult.SignedIn committed = engine.repeated(
        arrival.correlationId() + ": commit",
        () -> inUnit(arrival, standing, ward, recorded, fresh, place, looksAgain, left));
    SignInResult.SignedIn result =
        committed.member().isEmpty() && engine.members() instanceof MemberCreator
            ? laterWrite
                .makeNow(committed.person())
                .map(made -> made(arrival, committed, made))
                .orElse(committed)
            : committed;
    tell(arrival, standing, result);
    return result;
  }

  /**
   * Lets a member in while the ledger cannot be read or written. Nothing is refreshed or recorded then;
   * the next sign-in does it.
   */
  SignInResult withoutLedger(Arrival arrival, Admission.Standing standing) {
    Map<String, String> dropped = new LinkedHashMap<>();
    engine.mapping().entries().stream()
        .map(FieldMapping.Entry::field)
        .filter(field -> arrival.profile().value(field).isPresent())
        .forEach(field -> dropped.put(field.name(), "LEDGER_UNAVAILABLE"));
    SignInResult.SignedIn result =
        engine.repeated(arrival.correlationId() + ": sign-in without the ledger", () -> {
          PersonId person = standing.person();
          engine.hold(person);
          if (!isStillLinked(arrival, person)) {
            throw LostRace.identifyAgain();
          }
          tokens.keep(arrival, true);
          SignInResult.SignedIn signedIn = new SignInResult.SignedIn(
              person, standing.member(), Admission.details(arrival, false, dropped));
          keepOutcome(arrival, Optional.empty(), signedIn);
          return signedIn;
        });
    LOG.error("{}: the ledger is not available: nothing is refreshed", arrival.correlationId());
    tell(arrival, standing, result);
    return result;
  }

  private SignInResult.SignedIn inUnit(
      Arrival arrival,
      Admission.Standing standing,
      Minors.Ward ward,
      List<ConsentEvent> recorded,
      List<ConsentEvent> fresh,
      Optional<ParkedSignIns.Place> place,
      boolean looksAgain,
      Optional<Records.Identity> left) {
    Instant now = engine.clock().instant();
    Records records = engine.records();
    if (place.isPresent() && !parkedSignIns.take(place.get())) {
      throw LostRace.finished();
    }
    PersonId person = standing.person();
    if (standing.existing()) {
      engine.hold(person); // a consent that ends now ends before or after
    }
    if (standing.existing() && recorded(person).size() != recorded.size()) {
      throw LostRace.identifyAgain(); // a consent was given or has ended meanwhile
    }
    if (standing.known()) {
      // Ended since, or its sessions were: no session may come of it.
      if (!isStillLinked(arrival, person) || (place.isPresent() && endedLinks.isEnded(arrival))) {
        throw LostRace.identifyAgain();
      }
    } else {
      if (endedLinks.isEnded(arrival)) {
        throw LostRace.identifyAgain();
      }
      Records.Identity identity =
          new Records.Identity(arrival.provider().value(), arrival.subject(), person, now);
      if (!records.identities().link(engine.shop(), identity)
          && !rejoins(arrival, identity, left)) {
        throw LostRace.identifyAgain();
      }
    }
    if (!standing.existing()) {
      records
          .identities()
          .addPerson(
              engine.shop(),
              new Records.Person(person, Optional.empty(), Records.PersonState.ACTIVE, now));
    }
    minors.keep(arrival, person, ward);
    Ledger.orUnavailable(() -> {
      ledger.append(person, fresh);
      return true;
    });
    withdrawals.follow(person, recorded, fresh, arrival.provider());
    TermsReport.plan(engine, arrival, fresh);
    List<ConsentEvent> events = Stream.concat(recorded.stream(), fresh.stream()).toList();
    Gate.Decision decision =
        ward.gate().evaluate(arrival.profile(), engine.mapping(), events, Gate.now(events, now));
    Map<String, String> dropped = new LinkedHashMap<>(decision.dropped());
    engine.unreadable(arrival.profile()).forEach(field -> dropped.put(field.name(), "UNREADABLE"));
    engine.ungranted(arrival.profile()).forEach(field -> dropped.put(field.name(), UNGRANTED));

    GatedPatch due = memberWrite.due(decision.patch(), standing.known());
    boolean later = LaterWrite.isFor(engine, standing.member());
    if (later) {
      requireNotJoined(standing);
      LaterWrite.plan(engine, arrival, standing, due);
    }
    MemberWrite.Written written = later
        ? new MemberWrite.Written(standing.member(), List.of())
        : memberWrite.write(arrival, standing, due, dropped, looksAgain);
    Optional<MemberId> member = written.member();
    boolean created = standing.member().isEmpty() && (member.isPresent() || !standing.existing());
    boolean untied = created || !standing.existing() || standing.member().isEmpty();
    if (member.isPresent()
        && untied
        && !records.identities().assignMember(engine.shop(), person, member.get())) {
      if (!created && !standing.existing()) {
        throw LostRace.identifyAgain(); // another way in of this member came first: join its person
      }
      throw MemberStoreException.conflict(
          "member-tied", "member and person were tied to others by another request");
    }
    if (standing.existing() && !standing.known()) {
      records.identities().setState(engine.shop(), person, Records.PersonState.ACTIVE);
    }
    memberWrite.keepProvenance(person, written.entries(), now);
    if (!later) {
      RestOfList.plan(engine, RestOfList.Source.of(arrival), person, due, written.entries());
    }
    tokens.keep(arrival, standing.known());
    OnceOnly.forget(engine, arrival);
    SignInResult.SignedIn result =
        new SignInResult.SignedIn(person, member, Admission.details(arrival, created, dropped));
    keepOutcome(arrival, place, result);
    return result;
  }

  private List<ConsentEvent> recorded(PersonId person) {
    return Ledger.orUnavailable(() -> engine.eventsOf(person));
  }

  /**
   * A person who had no member may have been given one before the person was held: what is planned here
   * would wait in vain.
   */
  private void requireNotJoined(Admission.Standing standing) {
    if (standing.existing()
        && standing.member().isEmpty()
        && engine.memberOf(standing.person()).isPresent()) {
      throw LostRace.identifyAgain();
    }
  }

  private static SignInResult.SignedIn made(
      Arrival arrival, SignInResult.SignedIn committed, MemberWrite.Made made) {
    Map<String, String> dropped = new LinkedHashMap<>(committed.details().droppedFields());
    dropped.putAll(made.dropped());
    return new SignInResult.SignedIn(
        committed.person(),
        Optional.of(made.member()),
        Admission.details(arrival, committed.details().isNewMember(), dropped));
  }

  /** The way in of somebody who has left, which policy lets a new member take. */
  private Optional<Records.Identity> ofWhoHasLeft(Arrival arrival) {
    return arrival.purpose() == Purpose.SIGN_IN
        ? engine
            .findIdentity(arrival.provider(), arrival.subject())
            .filter(identification::mayRejoin)
        : Optional.empty();
  }

  /**
   * The way in of somebody who has left becomes that of the new member.
   *
   * @param left what a remote store said of it before
   */
  private boolean rejoins(
      Arrival arrival, Records.Identity identity, Optional<Records.Identity> left) {
    Optional<Records.Identity> old = engine.findAndHold(arrival.provider(), arrival.subject());
    Optional<Records.Identity> may = engine.members().isRemote() ? left : ofWhoHasLeft(arrival);
    if (old.isEmpty() || !old.equals(may)) {
      return false; // another sign-in may have rejoined by it
    }
    Records.Identities identities = engine.records().identities();
    identities.unlink(
        engine.shop(), identity.namespace(), identity.subject(), old.get().linkedAt());
    identities.setState(engine.shop(), old.get().person(), Records.PersonState.LEFT);
    return identities.link(engine.shop(), identity);
  }

  private boolean isStillLinked(Arrival arrival, PersonId person) {
    return engine
        .findIdentity(arrival.provider(), arrival.subject())
        .filter(identity -> identity.person().equals(person))
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

  private void tell(Arrival arrival, Admission.Standing standing, SignInResult.SignedIn result) {
    boolean linked = !standing.known() && standing.member().isPresent();
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
