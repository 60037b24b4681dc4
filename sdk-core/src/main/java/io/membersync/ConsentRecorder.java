package io.membersync;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.Act;
import io.membersync.consent.ConsentEvent.Actor;
import io.membersync.consent.ConsentEvent.Channel;
import io.membersync.consent.ConsentEvent.Quality;
import io.membersync.consent.Gate;
import io.membersync.consent.Notice;
import io.membersync.internal.TimeOrderedId;
import io.membersync.member.PersonId;
import io.membersync.oauth.PendingSignIn.Purpose;
import io.membersync.provider.ProviderProfile.ServiceTerm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Turns what a visitor answered, on the provider's screen or on a page of the shop, into consent
 * events that are still to be recorded.
 */
final class ConsentRecorder {
  private final Engine engine;
  private final TermsSeen termsSeen;

  ConsentRecorder(Engine engine, TermsSeen termsSeen) {
    this.engine = engine;
    this.termsSeen = termsSeen;
  }

  /** The new events of this sign-in, given those recorded before. */
  List<ConsentEvent> events(
      Arrival arrival,
      Given given,
      Admission.Standing standing,
      Minors.Ward ward,
      List<ConsentEvent> recorded,
      Instant now) {
    PersonId person = standing.person();
    List<ConsentEvent> fresh = new ArrayList<>();
    termsSeen.see(arrival.provider(), arrival.terms());
    for (ServiceTerm term : arrival.terms()) {
      engine
          .notices()
          .findByProviderTag(term.tag())
          .filter(found -> found.kind().isAsked())
          .filter(found -> !term.agreed() || !ward.isChild()) // a child's own word is none
          .flatMap(found -> fromProvider(arrival, term, found, standing, recorded, now))
          .ifPresent(fresh::add);
    }
    given.consentedAt().ifPresent(at -> {
      // What was answered before, here or on the provider's screen, was not on this page.
      List<ConsentEvent> before =
          Stream.concat(recorded.stream(), fresh.stream()).toList();
      List<Notice> asked = ward.gate().unanswered(before, now);
      boolean clockBehind = now.isAfter(engine.clock().instant());
      fresh.addAll(
          fromPage(arrival, given, asked, person, ward.actor(), clockBehind ? now : at, now));
    });
    return fresh;
  }

  /**
   * A provider's word adds an answer where there is none yet, and may take an agreement away. It
   * never undoes what the person decided here, unless the shop has asked again just now; a later
   * answer on the provider's screen replaces an earlier one there.
   */
  private Optional<ConsentEvent> fromProvider(
      Arrival arrival,
      ServiceTerm term,
      Notice notice,
      Admission.Standing standing,
      List<ConsentEvent> recorded,
      Instant now) {
    boolean known = engine.gate().isKnown(notice, recorded, now);
    // An answer on a page of ours comes after what the provider said: it must not be outdone by it.
    boolean clockBehind = now.isAfter(engine.clock().instant());
    Instant heard = clockBehind ? now.minusMillis(1) : arrival.arrivedAt();
    ConsentEvent.Type type;
    if (term.agreed()
        && (!known
            || isAgreedAfterAll(arrival, term, notice, recorded)
            || isAgreedAnew(term, notice, recorded, now))) {
      type = ConsentEvent.Type.GRANTED;
    } else if (!term.agreed() && endsWhatStands(arrival, notice, recorded, heard, now)) {
      type = ConsentEvent.Type.REVOKED;
    } else if (!term.agreed() && !known && !notice.isRequired() && !standing.existing()) {
      type = ConsentEvent.Type.DECLINED; // shown on the sign-up screen and left open
    } else {
      return Optional.empty();
    }
    Instant asserted = term.agreedAt()
        .filter(at -> term.agreed())
        .orElse(
            type == ConsentEvent.Type.REVOKED ? afterHolds(notice, recorded, heard, now) : heard);
    boolean clockAhead = asserted.isAfter(now);
    return Optional.of(event(
        arrival,
        standing.person(),
        type,
        notice,
        clockAhead ? now : asserted,
        now,
        type == ConsentEvent.Type.REVOKED ? Actor.PROVIDER : Actor.SUBJECT,
        brand(arrival),
        Act.PROVIDER_SCREEN,
        Optional.empty(),
        type == ConsentEvent.Type.REVOKED
            ? engine.gate().stateOf(notice.tag(), recorded, now).map(ConsentEvent::id)
            : Optional.empty(),
        Quality.WEAK, // no snapshot of what the provider's page was set to show
        clockAhead
            ? Optional.of("CLOCK_SKEW")
            : Optional.of("POLLED").filter(why -> type == ConsentEvent.Type.REVOKED)));
  }

  /** Whether it is agreed to in the version in force, where the agreement to an earlier one ended. */
  private boolean isAgreedAnew(
      ServiceTerm term, Notice notice, List<ConsentEvent> recorded, Instant now) {
    Optional<ConsentEvent> earlier = engine
        .gate()
        .stateOf(notice.tag(), recorded, now)
        .filter(state -> state.type().isAgreement() || state.type() == ConsentEvent.Type.EXPIRED);
    return earlier.isPresent()
        && !engine.gate().isGranted(notice, recorded, now)
        && term.agreedAt()
            .filter(at -> at.isAfter(earlier.get().occurredAt()))
            .filter(at -> notice.effectiveFrom().filter(at::isBefore).isEmpty())
            .isPresent();
  }

  private boolean isAgreedAfterAll(
      Arrival arrival, ServiceTerm term, Notice notice, List<ConsentEvent> recorded) {
    return recorded.stream()
        .filter(event -> event.type() != ConsentEvent.Type.PRESENTED)
        .filter(event -> event
            .notice()
            .filter(reference ->
                reference.tag().equals(notice.tag()) && reference.version() == notice.version())
            .isPresent())
        .reduce((earlier, later) -> later)
        .filter(last ->
            last.type() == ConsentEvent.Type.DECLINED || last.type() == ConsentEvent.Type.REVOKED)
        .filter(last -> last.via().equals(brand(arrival)) || arrival.purpose() == Purpose.ASK_AGAIN)
        .filter(
            last -> term.agreedAt().filter(at -> at.isAfter(last.occurredAt())).isPresent())
        .isPresent();
  }

  private List<ConsentEvent> fromPage(
      Arrival arrival,
      Given given,
      List<Notice> asked,
      PersonId person,
      Actor actor,
      Instant at,
      Instant now) {
    List<ConsentEvent> events = new ArrayList<>();
    for (Notice notice : engine.notices().all()) {
      Boolean agreed = given.consents().get(notice.tag());
      if (notice.kind().isAsked() && (agreed == null || !asked.contains(notice))) {
        continue;
      }
      if (!given.hasSeen(notice, arrival.language())) {
        continue; // its text was changed after the page was made: it has to be asked again
      }
      ConsentEvent.Type type = agreed == null
          ? ConsentEvent.Type.PRESENTED
          : agreed ? ConsentEvent.Type.GRANTED : ConsentEvent.Type.DECLINED;
      events.add(event(
          arrival,
          person,
          type,
          notice,
          at,
          now,
          actor,
          "NONE",
          agreed == null ? Act.NONE : Act.TICK,
          Optional.of(given.presentation()),
          Optional.empty(),
          Quality.STRONG,
          Optional.empty()));
    }
    return events;
  }

  private ConsentEvent event(
      Arrival arrival,
      PersonId person,
      ConsentEvent.Type type,
      Notice notice,
      Instant occurredAt,
      Instant now,
      Actor actor,
      String via,
      Act act,
      Optional<String> presentation,
      Optional<String> cause,
      Quality quality,
      Optional<String> reason) {
    return new ConsentEvent(
        TimeOrderedId.create(now),
        engine.shop().value(),
        person.toString(),
        type,
        Optional.of(notice.referenceIn(arrival.language())),
        occurredAt,
        now,
        actor,
        channel(arrival),
        via,
        act,
        presentation,
        Optional.empty(),
        Optional.empty(),
        cause.stream().toList(),
        quality,
        reason);
  }

  private static Channel channel(Arrival arrival) {
    if (arrival.inApp()) {
      return Channel.APP;
    }
    return arrival.entry().isPresent() ? Channel.QR_STORE : Channel.WEB;
  }

  /**
   * Whether an agreement stands, used or held, that was given on this provider's screen before the
   * provider said that it is none.
   */
  private boolean endsWhatStands(
      Arrival arrival, Notice notice, List<ConsentEvent> recorded, Instant heard, Instant now) {
    Gate gate = engine.gate();
    List<ConsentEvent> said = recorded.stream()
        .filter(event -> event.type() != ConsentEvent.Type.SUSPENDED
            && event.type() != ConsentEvent.Type.RESUMED)
        .toList();
    return gate.stateOf(notice.tag(), recorded, now).filter(Withdrawals::isOpen).isPresent()
        && gate.isGranted(notice, said, now)
        && gate.stateOf(notice.tag(), said, now)
            .filter(
                state -> state.via().equals(brand(arrival)) && state.act() == Act.PROVIDER_SCREEN)
            .filter(state -> !state.occurredAt().isAfter(heard))
            .isPresent();
  }

  /** That it was held meanwhile, or let go on, does not outdo what was heard before. */
  private Instant afterHolds(
      Notice notice, List<ConsentEvent> recorded, Instant heard, Instant now) {
    return engine
        .gate()
        .stateOf(notice.tag(), recorded, now)
        .filter(state -> state.occurredAt().isAfter(heard))
        .map(state -> now)
        .orElse(heard);
  }

  private String brand(Arrival arrival) {
    return engine.provider(arrival.provider()).descriptor().brand();
  }
}
