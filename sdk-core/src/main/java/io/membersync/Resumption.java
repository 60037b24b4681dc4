package io.membersync;

import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.CodeFault;
import io.membersync.SignInResult.RejectReason;
import io.membersync.consent.Notice;
import io.membersync.member.MemberId;
import io.membersync.oauth.PendingSignIn.Purpose;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.FieldValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Goes on with what is parked: takes the visitor's answers and enters the road at identify. */
final class Resumption {
  private final Engine engine;
  private final ParkedSignIns parkedSignIns;
  private final Outcomes outcomes;
  private final Admission admission;
  private final Abandonment abandonment;
  private final Previews previews;
  private final Codes codes;
  private final Minors minors;

  Resumption(
      Engine engine,
      ParkedSignIns parkedSignIns,
      Outcomes outcomes,
      Admission admission,
      Abandonment abandonment,
      Previews previews,
      Codes codes,
      Minors minors) {
    this.minors = minors;
    this.engine = engine;
    this.parkedSignIns = parkedSignIns;
    this.outcomes = outcomes;
    this.admission = admission;
    this.abandonment = abandonment;
    this.previews = previews;
    this.codes = codes;
  }

  Optional<Preview> preview(Browser browser, Parked parked) {
    return parkedSignIns
        .findPlace(browser, parked)
        .flatMap(parkedSignIns::find)
        .map(found -> previews.of(found.content().arrival(), found.content().given()));
  }

  SignInResult resume(Browser browser, Parked parked, Answers answers, Watch.Running step) {
    Optional<ParkedSignIns.Place> place = parkedSignIns.findPlace(browser, parked);
    if (place.isEmpty()) {
      return rejected(RejectReason.OTHER_BROWSER, Optional.empty());
    }
    return resume(browser, place.get(), answers, step);
  }

  /** The visitor has come back from the provider without an answer: the shop asks. */
  Optional<SignInResult> instead(
      Browser browser, Parked parked, Optional<MemberId> sessionMember, Watch.Running step) {
    Answers none = sessionMember.map(Answers.none()::inSessionOf).orElse(Answers.none());
    return parkedSignIns
        .findPlace(browser, parked)
        .filter(place -> parkedSignIns.find(place).isPresent())
        .map(place -> resume(browser, place, none, step));
  }

  /** Another sign-in of the same visitor has taken its place. */
  void drop(Browser browser, Parked parked) {
    parkedSignIns.findPlace(browser, parked).ifPresent(place -> {
      engine.repeated("end of a parked sign-in", () -> parkedSignIns.take(place));
      parkedSignIns.forget(browser, place);
    });
  }

  /**
   * A second callback of a state whose sign-in is parked: if it still is, this response gets the
   * cookie as well.
   */
  SignInResult again(
      Browser browser,
      Completion.Attempt attempt,
      String handle,
      Optional<MemberId> sessionMember,
      Watch.Running step) {
    ParkedSignIns.Place place =
        parkedSignIns.placeOf(handle, older -> outcomes.isClaimed(outcomes.keyOfParked(older)));
    Answers none = sessionMember.map(Answers.none()::inSessionOf).orElse(Answers.none());
    SignInResult result = resume(browser, place, none, step);
    boolean gone =
        result instanceof SignInResult.Rejected refused && refused.reason() == RejectReason.EXPIRED;
    return gone ? attempt.rejected(RejectReason.ALREADY_USED, "claim") : result;
  }

  private SignInResult resume(
      Browser browser, ParkedSignIns.Place place, Answers answers, Watch.Running step) {
    Optional<ParkedSignIns.Found> found = parkedSignIns.find(place);
    if (found.isEmpty()) {
      step.again();
      return finished(browser, place, answers.sessionMember());
    }
    Arrival arrival = found.get().content().arrival();
    step.of(arrival.provider());
    Given given = found.get().content().given();
    ParkedSignIns.Place at = found.get().place();
    requireAsked(answers);
    if (answers.isCancelled()) {
      return end(
          browser,
          arrival,
          at,
          answers,
          new SignInResult.Cancelled(
              CancelReason.VISITOR, Admission.details(arrival, false, Map.of())));
    }
    if (arrival.purpose() == Purpose.LINK && !answers.sessionMember().equals(arrival.member())) {
      return rejected(RejectReason.WRONG_MEMBER, Optional.of(arrival));
    }
    Instant now = engine.clock().instant();
    List<FieldValue<?>> typed = new ArrayList<>();
    List<Field<?>> rejected = new ArrayList<>();
    for (Field<?> field : asked(arrival, now)) {
      String text = answers.fields().get(field.name());
      if (text != null) {
        Admission.typed(field, text, now).ifPresentOrElse(typed::add, () -> rejected.add(field));
      }
    }
    Coded coded = code(arrival.with(typed), merge(given, answers, now), answers, typed);
    SignInResult result = admission.admit(
        browser,
        coded.arrival(),
        coded.given(),
        Optional.of(at),
        new Admission.Faults(rejected, coded.fault()));
    if (Admission.keepsNothing(result)) {
      return end(browser, arrival, at, answers, result);
    }
    if (result instanceof SignInResult.SignedIn) {
      parkedSignIns.release(browser, at);
    }
    return result;
  }

  /** The fields that a visitor may have typed: nothing that the provider said is replaced. */
  private Set<Field<?>> asked(Arrival arrival, Instant now) {
    Set<Field<?>> asked = new LinkedHashSet<>(minors.asked(arrival, now));
    engine.mapping().entries().stream()
        .filter(FieldMapping.Entry::required)
        .map(FieldMapping.Entry::field)
        .filter(field -> arrival.profile().value(field).isEmpty()
            || codes.unproven(arrival, field).isPresent())
        .forEach(asked::add);
    return asked;
  }

  /** What stands after codes were sent or came back. */
  private record Coded(Arrival arrival, Given given, Optional<CodeFault> fault) {}

  private Coded code(Arrival arrival, Given given, Answers answers, List<FieldValue<?>> typed) {
    if (answers.typedCode().isPresent()) {
      Optional<CodeFault> fault = given
          .code()
          .map(sent -> codes.check(sent, answers.typedCode().get()))
          .orElse(Optional.of(CodeFault.EXPIRED));
      return fault.isPresent()
          ? new Coded(arrival, given, fault)
          : proven(arrival, given, given.code().orElseThrow().contact());
    }
    Optional<Codes.Contact> to = answers
        .codeTo()
        .flatMap(field -> contact(arrival, field))
        .or(() -> typed.stream()
            .flatMap(value -> codes.unproven(arrival, value.field()).stream())
            .findFirst());
    if (to.isEmpty()) {
      return new Coded(arrival, given, Optional.empty());
    }
    Codes.Attempt attempt = codes.send(to.get(), answers.clientAddress(), arrival.language());
    return new Coded(arrival, attempt.sent().map(given::sent).orElse(given), attempt.fault());
  }

  /** A code goes only to what the visitor has given or the provider has proven. */
  private Optional<Codes.Contact> contact(Arrival arrival, Field<String> field) {
    return codes
        .unproven(arrival, field)
        .or(() -> Identification.contacts(arrival)
            .filter(contact -> contact.field().equals(field) && codes.reaches(field))
            .map(Identification::contactOf)
            .findFirst());
  }

  /** A contact that nobody had verified is verified now; one of the provider's counts twice. */
  private Coded proven(Arrival arrival, Given given, Codes.Contact contact) {
    Instant now = engine.clock().instant();
    List<FieldValue<?>> verified = new ArrayList<>();
    if (codes.unproven(arrival, contact.field()).equals(Optional.of(contact))) {
      arrival
          .profile()
          .find(contact.field())
          .ifPresent(value -> verified.add(value.verified(Identification.BY_CODE, now)));
    }
    return new Coded(arrival.with(verified), given.proven(contact), Optional.empty());
  }

  /** A misspelt tag would decline, in silence, the notice that was meant. */
  private void requireAsked(Answers answers) {
    for (String tag : answers.consents().keySet()) {
      if (engine.notices().find(tag).isEmpty()) {
        throw new IllegalArgumentException("there is no notice " + tag + " to agree to; there are "
            + engine.notices().asked().stream().map(Notice::tag).toList());
      }
    }
  }

  private Given merge(Given given, Answers answers, Instant now) {
    Map<String, Boolean> consents = new LinkedHashMap<>(given.consents());
    Optional<Instant> at = given.consentedAt();
    if (!answers.consents().isEmpty()) {
      engine
          .notices()
          .asked()
          .forEach(notice -> consents.put(
              notice.tag(),
              answers
                  .consents()
                  .getOrDefault(notice.tag(), given.consents().getOrDefault(notice.tag(), false))));
      at = Optional.of(now);
    }
    Optional<MemberId> proven = answers.signedInMember().or(given::provenMember);
    return new Given(
        consents,
        given.texts(),
        given.presentation(),
        at,
        proven,
        given.code(),
        given.provenByCode(),
        given.asNewMember() || answers.isNewMember(),
        given.askedAtProvider());
  }

  /** Nothing is kept of it but how it ended. */
  private SignInResult end(
      Browser browser,
      Arrival arrival,
      ParkedSignIns.Place at,
      Answers answers,
      SignInResult result) {
    boolean ended = abandonment.abandon(arrival, Optional.of(at), () -> {
      String key = outcomes.keyOfParked(at);
      outcomes.claim(key);
      outcomes.keep(key, result);
    });
    if (!ended) {
      return finished(browser, at, answers.sessionMember());
    }
    parkedSignIns.release(browser, at);
    return result;
  }

  private SignInResult finished(
      Browser browser, ParkedSignIns.Place place, Optional<MemberId> sessionMember) {
    Optional<SignInResult> kept =
        outcomes.await(outcomes.keyOfParked(place)).flatMap(Outcomes.Kept::result);
    if (kept.isEmpty()) {
      parkedSignIns.forget(browser, place);
      return rejected(RejectReason.EXPIRED, Optional.empty());
    }
    SignInResult result = admission.again(engine.sealer().randomLetters(12), kept.get());
    boolean othersLink = result instanceof SignInResult.SignedIn signedIn
        && signedIn.details().isLinking()
        && sessionMember.isPresent()
        && !sessionMember.equals(signedIn.member());
    return othersLink ? rejected(RejectReason.WRONG_MEMBER, Optional.empty()) : result;
  }

  private SignInResult rejected(RejectReason reason, Optional<Arrival> arrival) {
    return new SignInResult.Rejected(
        reason,
        new SignInResult.FailureDetails(
            arrival.map(Arrival::correlationId).orElseGet(() -> engine.sealer().randomLetters(12)),
            arrival
                .map(Arrival::provider)
                .orElseGet(() -> engine.providers().keySet().iterator().next()), // nothing tells it
            "resume",
            Optional.empty(),
            false,
            arrival.map(Arrival::returnPath).orElse(ReturnPath.DEFAULT),
            arrival.flatMap(Arrival::entry)));
  }
}
