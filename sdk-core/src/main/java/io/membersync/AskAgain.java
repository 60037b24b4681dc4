package io.membersync;

import io.membersync.Consents.MemberToAsk.Reason;
import io.membersync.SignInResult.MissingConsents.AtProvider;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate;
import io.membersync.consent.Notice;
import io.membersync.internal.TimeOrderedId;
import io.membersync.member.PersonId;
import io.membersync.oauth.PendingSignIn.Purpose;
import io.membersync.provider.ProviderProfile.ServiceTerm;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What may be asked of a member once more, when, and where. */
final class AskAgain {
  private final Engine engine;
  private final Minors minors;

  AskAgain(Engine engine, Minors minors) {
    this.engine = engine;
    this.minors = minors;
  }

  /**
   * What to ask at a sign-in. Nobody is asked again by themselves what they have declined, withdrawn or
   * put off a while ago.
   */
  List<Notice> unanswered(Gate gate, List<ConsentEvent> events, Instant now) {
    return gate.unanswered(events, now).stream()
        .filter(notice -> notice.isRequired()
            || notBefore(notice, events).filter(now::isBefore).isEmpty())
        .toList();
  }

  /**
   * The moment from which on an optional notice may be asked by the shop's own will; empty where nothing
   * was said against it since it was agreed to last. What was put off stays so.
   */
  Optional<Instant> notBefore(Notice notice, List<ConsentEvent> events) {
    List<Instant> refused = new ArrayList<>();
    List<Instant> putOff = new ArrayList<>();
    for (ConsentEvent event : events) {
      if (event.notice().filter(about -> about.tag().equals(notice.tag())).isEmpty()) {
        continue;
      }
      switch (event.type()) {
        case DECLINED, WITHDRAWN, REVOKED ->
          refused.add(event.occurredAt().plus(engine.askAgainAfter()));
        case DEFERRED -> event.validUntil().ifPresent(putOff::add);
        default -> {
          if (event.type().isAgreement()) {
            refused.clear();
          }
        }
      }
    }
    return Stream.concat(refused.stream(), putOff.stream()).max(Comparator.naturalOrder());
  }

  /** The events of a person who wants to decide on these later. */
  List<ConsentEvent> deferral(PersonId person, List<Notice> notices, Instant now, Instant until) {
    return notices.stream()
        .map(notice -> new ConsentEvent(
            TimeOrderedId.create(now),
            engine.shop().value(),
            person.toString(),
            ConsentEvent.Type.DEFERRED,
            Optional.of(notice.referenceIn(engine.language(Optional.empty()))),
            now,
            now,
            ConsentEvent.Actor.SUBJECT,
            ConsentEvent.Channel.WEB,
            "NONE",
            ConsentEvent.Act.BUTTON,
            Optional.empty(),
            Optional.empty(),
            Optional.of(until),
            List.of(),
            ConsentEvent.Quality.STRONG,
            Optional.empty()))
        .toList();
  }

  /** A page of those who must be asked, notice by notice, each by person. */
  Consents.MembersToAsk page(Instant endingBefore, Optional<String> after, int limit) {
    List<Notice> asked = engine.notices().asked();
    int at = 0;
    Optional<PersonId> last = Optional.empty();
    if (after.isPresent()) {
      String[] parts = after.get().split("/", 2);
      while (at < asked.size() && !asked.get(at).tag().equals(parts[0])) {
        at++;
      }
      if (at == asked.size() || parts.length < 2) {
        throw new IllegalArgumentException("this page does not follow one of the notices of now");
      }
      last = Optional.of(PersonId.parse(parts[1]));
    }
    List<Consents.MemberToAsk> found = new ArrayList<>();
    int left = limit;
    for (; at < asked.size(); at++) {
      Notice notice = asked.get(at);
      List<Records.Person> persons = lacking(notice, endingBefore, last, left);
      persons.forEach(person -> toAsk(notice, person, endingBefore).ifPresent(found::add));
      if (persons.size() == left) {
        return new Consents.MembersToAsk(
            found, Optional.of(notice.tag() + "/" + persons.get(left - 1).id()));
      }
      left -= persons.size();
      last = Optional.empty();
    }
    return new Consents.MembersToAsk(found, Optional.empty());
  }

  private List<Records.Person> lacking(
      Notice notice, Instant endingBefore, Optional<PersonId> after, int limit) {
    Instant now = engine.clock().instant();
    Records.Agreement agreement = new Records.Agreement(
        notice.tag(),
        engine.gate().oldestCounting(notice),
        engine.notices().versions(notice.tag()).stream()
            .mapToInt(Notice::version)
            .max()
            .orElseThrow(),
        endingBefore.isAfter(now) ? endingBefore.minusMillis(1) : now,
        !notice.isRequired());
    return engine.records().evidence().lacking(engine.shop(), agreement, after, limit);
  }

  private Optional<Consents.MemberToAsk> toAsk(
      Notice notice, Records.Person person, Instant endingBefore) {
    List<ConsentEvent> events = engine.eventsOf(person.id());
    Instant now = Gate.now(events, engine.clock().instant());
    Gate gate = minors.gate(minors.ofBooks(person.id()));
    return reason(gate, notice, events, now, endingBefore)
        .map(reason -> new Consents.MemberToAsk(
            person.member().orElseThrow(),
            notice.tag(),
            reason,
            notice.isRequired()
                ? Optional.empty()
                : notBefore(notice, events).filter(now::isBefore)));
  }

  private Optional<Reason> reason(
      Gate gate, Notice notice, List<ConsentEvent> events, Instant now, Instant endingBefore) {
    Optional<ConsentEvent> state = engine.gate().stateOf(notice.tag(), events, now);
    boolean ends = state
        .filter(event -> event.type().isAgreement())
        .flatMap(ConsentEvent::validUntil)
        .filter(end -> end.isBefore(endingBefore) || !now.isBefore(end))
        .isPresent();
    if (ends || state.filter(event -> event.type() == ConsentEvent.Type.EXPIRED).isPresent()) {
      return Optional.of(Reason.EXPIRING);
    }
    if (gate.isOutgrown(notice, events, now)) {
      return Optional.of(Reason.OUTGROWN);
    }
    if (engine.gate().isGranted(notice, events, now)) {
      return Optional.empty();
    }
    if (state
        .map(ConsentEvent::type)
        .filter(type -> type.isAgreement() || type == ConsentEvent.Type.SUPERSEDED)
        .isPresent()) {
      return Optional.of(Reason.SUPERSEDED);
    }
    boolean needed = notice.isRequired() && gate.unanswered(events, now).contains(notice);
    return needed ? Optional.of(Reason.REQUIRED) : Optional.empty();
  }

  /**
   * The provider's terms that ask all that is required, so that the provider's own screen can do it;
   * none where it cannot, or was offered before.
   */
  List<String> atProvider(
      Arrival arrival, Given given, Admission.Standing standing, List<Notice> unanswered) {
    if (given.askedAtProvider()
        || arrival.inApp()
        || arrival.purpose() != Purpose.SIGN_IN
        || !standing.known()
        || standing.member().isEmpty()
        || !engine.switches().isOn(arrival.provider())) {
      return List.of();
    }
    List<ServiceTerm> terms = new ArrayList<>();
    for (Notice notice : unanswered) {
      if (notice.isRequired()) {
        Optional<ServiceTerm> term = arrival.terms().stream()
            .filter(one -> !one.agreed() && notice.providerTags().contains(one.tag()))
            .min(Comparator.comparing(one -> !one.required()));
        if (term.isEmpty()) {
          return List.of(); // the shop's page is needed anyway, and asks all
        }
        terms.add(term.get());
      }
    }
    return engine.provider(arrival.provider()).asksAgain(terms)
        ? terms.stream().map(ServiceTerm::tag).toList()
        : List.of();
  }

  Optional<AtProvider> signIn(
      Arrival arrival, Admission.Standing standing, List<String> terms, Parked parked) {
    if (terms.isEmpty()) {
      return Optional.empty();
    }
    SignIn signIn = SignIn.askingAgain(
            standing.member().orElseThrow(), List.of(), terms, arrival.returnPath())
        .in(Locale.forLanguageTag(arrival.language()))
        .inPlaceOf(parked);
    return Optional.of(
        new AtProvider(arrival.provider(), arrival.entry().map(signIn::from).orElse(signIn)));
  }
}
