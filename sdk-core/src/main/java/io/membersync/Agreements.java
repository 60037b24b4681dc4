package io.membersync;

import io.membersync.Consents.Agreed;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.Act;
import io.membersync.consent.ConsentEvent.Actor;
import io.membersync.consent.ConsentEvent.Channel;
import io.membersync.consent.ConsentEvent.NoticeReference;
import io.membersync.consent.ConsentEvent.Quality;
import io.membersync.consent.Gate;
import io.membersync.consent.Notice;
import io.membersync.internal.TimeOrderedId;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Agreements that a member gives outside of a sign-in, on a page of the shop's own. */
final class Agreements {
  private final Engine engine;
  private final Ledger ledger;
  private final Minors minors;

  Agreements(Engine engine, Ledger ledger, Minors minors) {
    this.engine = engine;
    this.ledger = ledger;
    this.minors = minors;
  }

  Agreed agree(MemberId member, List<NoticeReference> shown) {
    if (shown.isEmpty()) {
      throw new IllegalArgumentException("there is no notice to agree to");
    }
    List<Notice> notices = new ArrayList<>();
    for (NoticeReference text : shown) {
      Optional<Notice> notice = engine.notices().find(text.tag());
      if (notice.isEmpty() || !isInForce(text, notice.get())) {
        return Agreed.TEXT_CHANGED;
      }
      requireAsked(notice.get());
      notices.add(notice.get());
    }
    if (!isMember(member)) {
      return Agreed.NO_MEMBER;
    }
    Instant clock = engine.clock().instant();
    Optional<Gate.Minority> minority = engine
        .personOf(member)
        .flatMap(
            known -> minors.ofBooksOrRow(known.id(), () -> engine.members().find(member), clock));
    if (minority.filter(known -> clock.isBefore(known.until())).isPresent()) {
      return Agreed.CHILD;
    }
    Optional<PersonId> found = engine.repeated(
        "person of a member",
        () -> engine.hasLeft(member)
            ? Optional.<PersonId>empty()
            : Optional.of(ShopWord.personFor(engine, member)));
    if (found.isEmpty()) {
      return Agreed.NO_MEMBER;
    }
    PersonId person = found.get();
    String presentation = engine.sealer().randomLetters(20);
    ledger.keepTexts(
        shown.stream().map(text -> event(person, text, presentation, clock)).toList());
    return engine.repeated("agreement", () -> {
      engine.hold(person);
      if (engine.hasLeft(member)) {
        return Agreed.NO_MEMBER;
      }
      List<ConsentEvent> recorded = engine.eventsOf(person);
      Instant now = Ledger.afterAll(recorded, engine.clock().instant());
      List<ConsentEvent> fresh = new ArrayList<>();
      for (int i = 0; i < notices.size(); i++) {
        Gate gate = minors.gate(minority);
        if (!gate.isGranted(notices.get(i), recorded, now)
            || gate.isOutgrown(notices.get(i), recorded, now)) {
          fresh.add(event(person, shown.get(i), presentation, now));
        }
      }
      if (fresh.isEmpty()) {
        return Agreed.ALREADY;
      }
      ledger.append(person, fresh);
      return Agreed.AGREED;
    });
  }

  private static boolean isInForce(NoticeReference shown, Notice notice) {
    Notice.Text text = notice.texts().get(shown.language());
    return notice.version() == shown.version()
        && text != null
        && text.sha256().equals(shown.sha256());
  }

  private static void requireAsked(Notice notice) {
    if (!isForMembers(notice)) {
      throw new IllegalArgumentException(
          "notice " + notice.tag() + " is not for the member to agree to: " + notice.kind());
    }
  }

  static boolean isForMembers(Notice notice) {
    return notice.kind().isAsked() && notice.kind() != Notice.Kind.GUARDIAN;
  }

  /** A member of long ago, whom no provider has brought, can agree as well. */
  private boolean isMember(MemberId member) {
    return engine
        .personOf(member)
        .map(person -> !person.hasLeft())
        .orElseGet(() -> engine.members().find(member).isPresent());
  }

  private ConsentEvent event(
      PersonId person, NoticeReference text, String presentation, Instant now) {
    return new ConsentEvent(
        TimeOrderedId.create(now),
        engine.shop().value(),
        person.toString(),
        ConsentEvent.Type.GRANTED,
        Optional.of(text),
        now,
        now,
        Actor.SUBJECT,
        Channel.WEB,
        "NONE",
        Act.BUTTON,
        Optional.of(presentation),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Quality.STRONG,
        Optional.empty());
  }
}
