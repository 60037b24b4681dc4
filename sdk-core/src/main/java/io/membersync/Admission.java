package io.membersync;

import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.CodeFault;
import io.membersync.SignInResult.CodeWay;
import io.membersync.SignInResult.MissingConsents;
import io.membersync.SignInResult.MissingFields;
import io.membersync.SignInResult.ProofChoices;
import io.membersync.SignInResult.ProofSubject;
import io.membersync.SignInResult.RejectReason;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate;
import io.membersync.consent.Notice;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.PersonId;
import io.membersync.oauth.PendingSignIn.Purpose;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.FieldValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The second half of the road: which person this is, what is still missing, and the commit. It is
 * entered after the provider's answers were read, and again each time the visitor has answered.
 */
final class Admission {
  private static final int TRIES = 3;

  private final Engine engine;
  private final ParkedSignIns parkedSignIns;
  private final Outcomes outcomes;
  private final ConsentRecorder consents;
  private final Commit commit;
  private final OnceOnly onceOnly;
  private final Identification identification;
  private final Codes codes;
  private final Minors minors;
  private final AskAgain askAgain;

  Admission(
      Engine engine,
      ParkedSignIns parkedSignIns,
      Outcomes outcomes,
      Identification identification,
      Codes codes,
      OnceOnly onceOnly,
      ConsentRecorder consents,
      Minors minors,
      Commit commit) {
    this.minors = minors;
    this.engine = engine;
    this.parkedSignIns = parkedSignIns;
    this.outcomes = outcomes;
    this.consents = consents;
    this.commit = commit;
    this.onceOnly = onceOnly;
    this.identification = identification;
    this.codes = codes;
    this.askAgain = new AskAgain(engine, minors);
  }

  /**
   * Who stands at the door.
   *
   * @param person the known person, or a new id
   * @param known whether this very identity is linked already
   * @param member the shop's member, read before the commit
   */
  record Standing(PersonId person, boolean known, boolean existing, Optional<MemberId> member) {}

  /**
   * What was wrong with the visitor's last answers.
   *
   * @param fields that were typed and are no values of their field
   * @param code of the code that was asked for or typed
   */
  record Faults(List<Field<?>> fields, Optional<CodeFault> code) {
    static final Faults NONE = new Faults(List.of(), Optional.empty());
  }

  /**
   * Goes as far as it can.
   *
   * @param place where it is parked already
   * @param faults what was wrong with the answers
   */
  SignInResult admit(
      Browser browser,
      Arrival arrived,
      Given given,
      Optional<ParkedSignIns.Place> place,
      Faults faults) {
    Arrival arrival = onceOnly.complete(arrived);
    for (int i = 0; ; i++) {
      try {
        return once(browser, arrival, given, place, faults, i == 0);
      } catch (Commit.FieldRefused refused) {
        return askAgain(browser, arrival, given, place, refused.field());
      } catch (Commit.LostRace lost) {
        if (lost.isFinishedElsewhere()) {
          return finishedElsewhere(arrival, place);
        }
        if (i == TRIES) {
          throw lost.asFailure();
        }
      }
    }
  }

  private SignInResult once(
      Browser browser,
      Arrival arrival,
      Given given,
      Optional<ParkedSignIns.Place> place,
      Faults faults,
      boolean firstTry) {
    Identification.Outcome who =
        identification.identify(arrival, given, faults.code(), place.isPresent() || !firstTry);
    if (who instanceof Identification.Outcome.Refused refused) {
      return rejected(arrival, refused.reason(), "identify");
    }
    if (who instanceof Identification.Outcome.Ended) {
      return startAgain(arrival);
    }
    if (who instanceof Identification.Outcome.NeedsProof needs) {
      return park(
          browser, arrival, given, place, at -> new SignInResult.NeedsProof(at, needs.choices()));
    }
    Standing standing = ((Identification.Outcome.Known) who).standing();
    Optional<MemberRecord> record = standing.member().flatMap(engine.members()::find);
    if (standing.member().isPresent() && !isAdmitted(record)) {
      return rejected(arrival, RejectReason.MEMBER_NOT_ADMITTED, "identify");
    }

    try {
      return gated(browser, arrival, given, place, faults, firstTry, standing, record);
    } catch (Ledger.Unavailable down) {
      if (!standing.known()
          || standing.member().isEmpty()
          || arrival.purpose() != Purpose.SIGN_IN
          || place.isPresent()) {
        throw down.failure();
      }
      return commit.withoutLedger(arrival, standing);
    }
  }

  private SignInResult gated(
      Browser browser,
      Arrival arrival,
      Given given,
      Optional<ParkedSignIns.Place> place,
      Faults faults,
      boolean firstTry,
      Standing standing,
      Optional<MemberRecord> record) {
    Minors.Step age = minors.step(arrival, standing, record, engine.clock().instant());
    if (age.refused()) {
      return rejected(arrival, RejectReason.UNDER_AGE, "age");
    }
    if (!age.asked().isEmpty()) {
      List<MissingFields.Missing> asked = age.asked().stream()
          .map(field -> missing(arrival, field, faults.fields()))
          .toList();
      MissingFields fields = new MissingFields(arrival.language(), asked);
      return park(browser, arrival, given, place, at -> new SignInResult.NeedsFields(at, fields));
    }
    if (age.reference().isPresent()) {
      ProofChoices choices = new ProofChoices(
          arrival.language(),
          ProofSubject.GUARDIAN,
          List.of(),
          List.of(),
          List.of(),
          false,
          false,
          age.reference());
      return park(browser, arrival, given, place, at -> new SignInResult.NeedsProof(at, choices));
    }
    Minors.Ward ward = age.ward();
    List<ConsentEvent> recorded = standing.existing()
        ? Ledger.orUnavailable(() -> engine.eventsOf(standing.person()))
        : List.of();
    Instant now = Gate.now(recorded, engine.clock().instant());
    List<ConsentEvent> fresh = consents.events(arrival, given, standing, ward, recorded, now);
    List<ConsentEvent> all = Stream.concat(recorded.stream(), fresh.stream()).toList();
    boolean declined = fresh.stream()
        .filter(event -> event.type() == ConsentEvent.Type.DECLINED)
        .flatMap(event -> event.notice().stream())
        .flatMap(notice -> engine.notices().find(notice.tag()).stream())
        .anyMatch(Notice::isRequired);
    if (declined) {
      return new SignInResult.Cancelled(
          CancelReason.REQUIRED_CONSENT_DECLINED, details(arrival, false, Map.of()));
    }
    List<Notice> unanswered = unanswered(arrival, standing, ward, all, now);
    if (!unanswered.isEmpty()) {
      List<Notice> told = engine.notices().all().stream()
          .filter(notice -> notice.kind() == Notice.Kind.CONTRACT_INFO)
          .toList();
      List<String> atProvider = ward.minority().isPresent()
          ? List.of() // a page alone tells a guardian's answer, or the first one of one's own
          : askAgain.atProvider(arrival, given, standing, unanswered);
      Given asked = given.shown(told, arrival.language()).shown(unanswered, arrival.language());
      return park(
          browser,
          arrival,
          atProvider.isEmpty() ? asked : asked.withProviderAsked(),
          place,
          at -> new SignInResult.NeedsConsent(
              at,
              new MissingConsents(
                  engine.notices().shopName(),
                  arrival.language(),
                  unanswered,
                  told,
                  ward.isChild(),
                  askAgain.signIn(arrival, standing, atProvider, at))));
    }
    List<MissingFields.Missing> missing = missingFields(arrival, standing, record, faults.fields());
    if (!missing.isEmpty()) {
      MissingFields fields = new MissingFields(arrival.language(), missing);
      return park(browser, arrival, given, place, at -> new SignInResult.NeedsFields(at, fields));
    }
    List<CodeWay> unproven = toProve(arrival, standing, record)
        .map(contact -> codes.way(contact, given.code(), faults.code()))
        .toList();
    if (!unproven.isEmpty()) {
      ProofChoices choices = new ProofChoices(
          arrival.language(), ProofSubject.CONTACT, List.of(), unproven, List.of(), false, false);
      return park(browser, arrival, given, place, at -> new SignInResult.NeedsProof(at, choices));
    }
    boolean looksAgain = firstTry && !given.asNewMember();
    return commit.run(arrival, standing, ward, recorded, fresh, place, looksAgain);
  }

  /**
   * Required contacts that nobody has verified and a code could: unproven they are neither looked up
   * nor written where they are unique, so their member would be made a second time.
   */
  private Stream<Codes.Contact> toProve(
      Arrival arrival, Standing standing, Optional<MemberRecord> record) {
    return engine.mapping().entries().stream()
        .filter(FieldMapping.Entry::required)
        .filter(mapped -> record.flatMap(r -> r.value(mapped.attribute())).isEmpty())
        .filter(mapped -> !standing.existing() || mapped.unique())
        .flatMap(mapped -> codes.unproven(arrival, mapped.field()).stream());
  }

  /**
   * A member is held up only by what is required, or by what a guardian agreed to for the child that the
   * member was; somebody new is asked everything once. A child without a guardian is asked nothing.
   */
  private List<Notice> unanswered(
      Arrival arrival,
      Standing standing,
      Minors.Ward ward,
      List<ConsentEvent> events,
      Instant now) {
    if (ward.lacksGuardian()) {
      return List.of();
    }
    List<Notice> unanswered = askAgain.unanswered(ward.gate(), events, now);
    boolean asksRequired = unanswered.stream()
        .anyMatch(notice -> notice.isRequired() || ward.gate().isOutgrown(notice, events, now));
    boolean member = standing.existing() || arrival.purpose() == Purpose.LINK;
    return member && !asksRequired ? List.of() : unanswered;
  }

  private List<MissingFields.Missing> missingFields(
      Arrival arrival,
      Standing standing,
      Optional<MemberRecord> record,
      List<Field<?>> rejectedFields) {
    List<MissingFields.Missing> missing = new ArrayList<>();
    for (FieldMapping.Entry mapped : engine.mapping().entries()) {
      if (mapped.unique() && standing.existing() && !codes.reaches(mapped.field())) {
        continue; // what is typed is unproven and would not be written, at every sign-in anew
      }
      boolean held = record.flatMap(r -> r.value(mapped.attribute())).isPresent();
      if (mapped.required() && !held && arrival.profile().value(mapped.field()).isEmpty()) {
        missing.add(missing(arrival, mapped.field(), rejectedFields));
      }
    }
    return missing;
  }

  private static MissingFields.Missing missing(
      Arrival arrival, Field<?> field, List<Field<?>> rejected) {
    return new MissingFields.Missing(
        field, arrival.profile().presence(field), rejected.contains(field));
  }

  /** The value goes before the sign-in is parked: it would only be refused again. */
  private SignInResult askAgain(
      Browser browser,
      Arrival arrival,
      Given given,
      Optional<ParkedSignIns.Place> place,
      Field<?> field) {
    MissingFields fields = new MissingFields(
        arrival.language(),
        List.of(new MissingFields.Missing(field, arrival.profile().presence(field), true)));
    return park(
        browser,
        arrival.without(field),
        given,
        place,
        at -> new SignInResult.NeedsFields(at, fields));
  }

  private interface ParkedResult {
    SignInResult at(Parked parked);
  }

  private SignInResult park(
      Browser browser,
      Arrival arrival,
      Given given,
      Optional<ParkedSignIns.Place> place,
      ParkedResult result) {
    ParkedSignIns.Place at = place.orElseGet(parkedSignIns::newPlace);
    int slot = parkedSignIns.slotFor(browser, at);
    engine.repeated(arrival.correlationId() + ": park", () -> {
      if (place.isPresent() && !parkedSignIns.take(at)) {
        throw Commit.LostRace.finished(); // and must not come back to life
      }
      parkedSignIns.park(at, new ParkedCodec.Content(arrival, given));
      if (place.isEmpty()) {
        outcomes.keepParked(arrival.attemptKey(), at.handle());
      }
      return true;
    });
    parkedSignIns.hand(browser, slot, at);
    return result.at(at.parked());
  }

  /** What was answered before, unless the shop has shut the member out since. */
  SignInResult again(String correlationId, SignInResult kept) {
    if (!(kept instanceof SignInResult.SignedIn signedIn)) {
      return kept;
    }
    // One that is made after the commit may be there by now, or is being made.
    Optional<MemberId> member = signedIn
        .member()
        .or(() -> engine.members() instanceof MemberCreator
            ? outcomes.awaitMember(signedIn.person())
            : engine.memberOf(signedIn.person()));
    SignInResult.Details details = signedIn.details();
    if (member.isPresent() && !isAdmitted(engine.members().find(member.get()))) {
      return new SignInResult.Rejected(
          RejectReason.MEMBER_NOT_ADMITTED,
          new SignInResult.FailureDetails(
              correlationId,
              details.provider(),
              "claim",
              Optional.empty(),
              false,
              details.returnPath(),
              details.entry()));
    }
    return new SignInResult.SignedIn(signedIn.person(), member, details);
  }

  /** Whether the sign-in ends here, and what it brought is to be deleted. */
  static boolean keepsNothing(SignInResult result) {
    return result instanceof SignInResult.Cancelled
        || (result instanceof SignInResult.Rejected rejected
            && rejected.reason() == RejectReason.UNDER_AGE);
  }

  static boolean isAdmitted(Optional<MemberRecord> record) {
    return record
        .map(MemberRecord::status)
        .filter(
            status -> status == MemberRecord.Status.ACTIVE || status == MemberRecord.Status.DORMANT)
        .isPresent();
  }

  private SignInResult finishedElsewhere(Arrival arrival, Optional<ParkedSignIns.Place> place) {
    return place
        .flatMap(at -> outcomes.await(outcomes.keyOfParked(at)))
        .flatMap(Outcomes.Kept::result)
        .orElseGet(() -> rejected(arrival, RejectReason.ALREADY_USED, "commit"));
  }

  private static SignInResult rejected(Arrival arrival, RejectReason reason, String step) {
    return rejected(arrival, reason, step, false);
  }

  /** What the visitor agreed to at the provider has ended there, and so it has to be asked anew. */
  private static SignInResult startAgain(Arrival arrival) {
    boolean again = arrival.purpose() == Purpose.SIGN_IN;
    return rejected(arrival, RejectReason.INTERRUPTED, "identify", again);
  }

  private static SignInResult rejected(
      Arrival arrival, RejectReason reason, String step, boolean mayStartAgain) {
    return new SignInResult.Rejected(
        reason,
        new SignInResult.FailureDetails(
            arrival.correlationId(),
            arrival.provider(),
            step,
            Optional.empty(),
            mayStartAgain,
            arrival.returnPath(),
            arrival.entry()));
  }

  static SignInResult.Details details(
      Arrival arrival, boolean newMember, Map<String, String> dropped) {
    return new SignInResult.Details(
        arrival.provider(),
        arrival.returnPath(),
        arrival.entry(),
        newMember,
        arrival.purpose() == Purpose.LINK,
        dropped);
  }

  static Optional<FieldValue<?>> typed(Field<?> field, String text, Instant now) {
    return typedValue(field, text, now);
  }

  private static <T> Optional<FieldValue<?>> typedValue(Field<T> field, String text, Instant now) {
    return field
        .fromText(text)
        .map(value -> FieldValue.present(field, value, FieldValue.Source.VISITOR, now));
  }
}
