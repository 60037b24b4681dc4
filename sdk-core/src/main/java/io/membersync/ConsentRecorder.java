package io.membersync;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.Act;
import io.membersync.consent.ConsentEvent.Actor;
import io.membersync.consent.ConsentEvent.Channel;
import io.membersync.consent.ConsentEvent.NoticeReference;
import io.membersync.consent.ConsentEvent.Quality;
import io.membersync.consent.Notice;
import io.membersync.internal.TimeOrderedId;
import io.membersync.member.PersonId;
import io.membersync.oauth.PendingSignIn.Purpose;
import io.membersync.provider.ProviderProfile.ServiceTerm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what a visitor answered, on the provider's screen or on a page of the shop, into consent
 * events that are still to be recorded.
 */
final class ConsentRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final int MOST_TOLD = 50;
  private static final Pattern TELLABLE = Pattern.compile("[\\p{L}\\p{N}_.:/-]{1,100}");

  private final Engine engine;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  ConsentRecorder(Engine engine) {
    this.engine = engine;
  }

  /** The new events of this sign-in, given those recorded before. */
  List<ConsentEvent> events(
      Arrival arrival,
      Given given,
      Admission.Standing standing,
      List<ConsentEvent> recorded,
      Instant now) {
    PersonId person = standing.person();
    List<ConsentEvent> fresh = new ArrayList<>();
    for (ServiceTerm term : arrival.terms()) {
      Optional<Notice> notice = engine.notices().findByProviderTag(term.tag());
      if (notice.isEmpty()) {
        tellUnknown(arrival, term);
      }
      notice
          .filter(found -> found.kind().isAsked())
          .flatMap(found -> fromProvider(arrival, term, found, standing, recorded, now))
          .ifPresent(fresh::add);
    }
    given.consentedAt().ifPresent(at -> {
      // What was answered before, here or on the provider's screen, was not on this page.
      List<ConsentEvent> before =
          Stream.concat(recorded.stream(), fresh.stream()).toList();
      List<Notice> asked = engine.gate().unanswered(before, now);
      fresh.addAll(fromPage(arrival, given, asked, person, at, now));
    });
    return fresh;
  }

  /** A term that nobody knows is asked for again on the shop's own page. */
  private void tellUnknown(Arrival arrival, ServiceTerm term) {
    String tag = term.tag();
    List<String> asked = engine.notices().asked().stream().map(Notice::tag).toList();
    if (asked.isEmpty()) {
      return; // this shop asks nothing twice
    }
    if (told.size() < MOST_TOLD && TELLABLE.matcher(tag).matches() && told.add(tag)) {
      LOG.warn(
          "provider {} has asked for the term {}, which answers no notice, so visitors may be asked"
              + " twice; say Notices.askedBy(tag, \"{}\") if one of {} is the same. Told once",
          arrival.provider(),
          tag,
          tag,
          asked);
    }
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
    boolean granted = engine.gate().isGranted(notice, recorded, now);
    ConsentEvent.Type type;
    if (term.agreed() && (!known || isAgreedAfterAll(arrival, term, notice, recorded))) {
      type = ConsentEvent.Type.GRANTED;
    } else if (!term.agreed() && granted && givenThrough(arrival, notice, recorded)) {
      type = ConsentEvent.Type.REVOKED;
    } else if (!term.agreed() && !known && !notice.isRequired() && !standing.existing()) {
      type = ConsentEvent.Type.DECLINED; // shown on the sign-up screen and left open
    } else {
      return Optional.empty();
    }
    Instant asserted = term.agreed() ? term.agreedAt().orElse(arrival.arrivedAt()) : now;
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
        Quality.WEAK, // no snapshot of what the provider's page was set to show
        clockAhead ? Optional.of("CLOCK_SKEW") : Optional.empty()));
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
      Arrival arrival, Given given, List<Notice> asked, PersonId person, Instant at, Instant now) {
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
          Actor.SUBJECT,
          "NONE",
          agreed == null ? Act.NONE : Act.TICK,
          Optional.of(given.presentation()),
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
      Quality quality,
      Optional<String> reason) {
    Notice.Text text = notice.textIn(arrival.language());
    return new ConsentEvent(
        TimeOrderedId.create(now),
        engine.shop().value(),
        person.toString(),
        type,
        Optional.of(
            new NoticeReference(notice.tag(), notice.version(), text.language(), text.sha256())),
        occurredAt,
        now,
        actor,
        arrival.entry().isPresent() ? Channel.QR_STORE : Channel.WEB,
        via,
        act,
        presentation,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        quality,
        reason);
  }

  private boolean givenThrough(Arrival arrival, Notice notice, List<ConsentEvent> recorded) {
    return recorded.stream()
        .filter(event -> event.notice().map(n -> n.tag().equals(notice.tag())).orElse(false))
        .anyMatch(event ->
            event.type() == ConsentEvent.Type.GRANTED && event.via().equals(brand(arrival)));
  }

  private String brand(Arrival arrival) {
    return engine.provider(arrival.provider()).descriptor().brand();
  }
}
