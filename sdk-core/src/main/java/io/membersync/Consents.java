package io.membersync;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.Actor;
import io.membersync.consent.ConsentEvent.Channel;
import io.membersync.consent.Gate;
import io.membersync.consent.Jurisdiction;
import io.membersync.consent.Notice;
import io.membersync.consent.Notice.Medium;
import io.membersync.member.MemberEraser.Erasure;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.records.Records;
import io.membersync.records.Records.NoticeText;
import io.membersync.records.Records.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What members have agreed to, what may be done by it, and how it ends. Safe for many threads. None of
 * it is legal advice.
 */
public final class Consents {
  private final Engine engine;
  private final Withdrawals withdrawals;
  private final WithdrawalSteps steps;
  private final ConsentAnswers answers;

  Consents(Engine engine, Withdrawals withdrawals, WithdrawalSteps steps) {
    this.steps = steps;
    this.engine = engine;
    this.withdrawals = withdrawals;
    this.answers = new ConsentAnswers(engine);
  }

  /**
   * How each notice stands with this member: those that are asked now, then those of long ago that the
   * member answered. For a page of the signed-in member.
   */
  public List<Entry> of(MemberId member) {
    Instant now = engine.clock().instant();
    List<ConsentEvent> events = eventsOf(member);
    Set<String> tags = new LinkedHashSet<>();
    engine.notices().asked().forEach(notice -> tags.add(notice.tag()));
    events.forEach(event -> event.notice().ifPresent(reference -> tags.add(reference.tag())));
    List<Entry> entries = new ArrayList<>();
    for (String tag : tags) {
      entries.add(entry(tag, engine.gate().stateOf(tag, events, now), now));
    }
    return List.copyOf(entries);
  }

  private Entry entry(String tag, Optional<ConsentEvent> event, Instant now) {
    Optional<Notice> notice = engine.notices().find(tag);
    State state = event.map(one -> stateOf(one, notice, now)).orElse(State.NOT_ASKED);
    return new Entry(
        tag,
        notice.map(Notice::kind),
        state,
        event.map(ConsentEvent::occurredAt),
        event.map(ConsentEvent::via),
        event.flatMap(answers::textOf),
        notice.map(Notice::isRequired).orElse(false),
        (state == State.GRANTED || state == State.SUSPENDED)
            && notice.map(one -> one.basis() == Notice.Basis.CONSENT).orElse(false));
  }

  private State stateOf(ConsentEvent event, Optional<Notice> notice, Instant now) {
    return switch (event.type()) {
      case GRANTED, RECONFIRMED, RESUMED, IMPORTED -> {
        if (event.validUntil().filter(end -> !now.isBefore(end)).isPresent()) {
          yield State.EXPIRED;
        }
        boolean counts =
            notice.map(one -> engine.gate().isGranted(one, List.of(event), now)).orElse(false);
        yield counts ? State.GRANTED : State.SUPERSEDED;
      }
      case DECLINED -> State.DECLINED;
      case WITHDRAWN, REVOKED, ERASED -> State.WITHDRAWN;
      case EXPIRED -> State.EXPIRED;
      case SUPERSEDED, INVALIDATED -> State.SUPERSEDED;
      case SUSPENDED -> State.SUSPENDED;
      default -> State.NOT_ASKED;
    };
  }

  /**
   * Whether the member's agreement to this notice is live now.
   *
   * @throws IllegalArgumentException if there is no such notice
   */
  public boolean hasAgreed(MemberId member, String tag) {
    Notice notice = engine
        .notices()
        .find(tag)
        .orElseThrow(() -> new IllegalArgumentException("there is no notice " + tag));
    return engine.gate().isGranted(notice, eventsOf(member), engine.clock().instant());
  }

  /**
   * Whether a field that the shop holds of this member may be used so now: for the delivery service, for
   * a campaign. Where the ledger cannot be read the answer is no, with {@code LEDGER_UNAVAILABLE}; of a
   * member who has left it is no, too.
   */
  public Gate.Verdict mayUse(MemberId member, Field<?> field, Gate.Use use) {
    try {
      Optional<Records.Person> person = engine.personOf(member);
      if (person.filter(one -> one.state() == Records.PersonState.LEFT).isPresent()) {
        return new Gate.Verdict(false, "NO_BASIS");
      }
      return engine
          .gate()
          .decide(
              field,
              use,
              person.map(Records.Person::id).map(this::eventsOf).orElse(List.of()),
              engine.clock().instant());
    } catch (MemberStoreException e) {
      return new Gate.Verdict(false, "LEDGER_UNAVAILABLE");
    }
  }

  /**
   * What proves that a field of this member might be used so at a moment, or that it might not.
   *
   * @param at the moment of the use
   * @param knownAt what was written down later than this is left out, so that an answer of the past can
   *     be given again
   * @return empty when MemberSync knows no such member
   */
  public Optional<Proof> proof(
      MemberId member, Field<?> field, Gate.Use use, Instant at, Instant knownAt) {
    return engine
        .personOf(member)
        .map(person -> answers.proof(person.id(), field, use, at, knownAt));
  }

  /**
   * The attributes that MemberSync has written for this member and that nothing gives a ground for any
   * more: to be empty once the steps of every withdrawal are done, but for what the shop's store does
   * not erase.
   */
  public List<String> withoutGround(MemberId member) {
    return engine
        .personOf(member)
        .map(person -> answers.withoutGround(person.id()))
        .orElse(List.of());
  }

  /**
   * Everything that MemberSync and the mapped attributes of the shop's row hold of this member, as a JSON
   * object: values, where each came from and on what ground, the notices with their exact texts, and the
   * ways in. For the member; it is full of personal data.
   *
   * @return empty when MemberSync knows no such member
   * @throws MemberStoreException if the shop's store cannot answer
   */
  public Optional<String> export(MemberId member) {
    return engine.personOf(member).map(person -> answers.export(member, person.id(), of(member)));
  }

  /**
   * What stands in the way of sending something to this member; to be asked when it is sent, not when it
   * is planned. An empty list says that MemberSync knows of nothing, and not that it is allowed.
   *
   * @throws MemberStoreException if the ledger cannot be read: nothing may be sent then
   */
  public List<Jurisdiction.Obstacle> findObstacles(
      MemberId member, Medium medium, Jurisdiction.Message.Kind kind, Instant at) {
    Optional<PersonId> person = engine.personOf(member).map(Records.Person::id);
    Set<Medium> suppressed = person.stream()
        .flatMap(one -> engine.records().consents().suppressionsOf(engine.shop(), one).stream())
        .map(Records.Suppression::medium)
        .filter(word -> isMedium(word))
        .map(Medium::valueOf)
        .collect(Collectors.toSet());
    return engine
        .jurisdiction()
        .findObstacles(
            new Jurisdiction.Message(medium, kind, at),
            new Jurisdiction.Addressee(
                person.map(this::eventsOf).orElse(List.of()),
                suppressed,
                false,
                engine.weakestEvidence()),
            engine.gate());
  }

  private static boolean isMedium(String word) {
    for (Medium medium : Medium.values()) {
      if (medium.name().equals(word)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Sends the member nothing by this medium any more, whatever was agreed to, for example because
   * messages come back. A withdrawal does it by itself.
   *
   * @param cause a code of 2 to 40 capitals, digits and underscores, such as {@code BOUNCED}
   * @return false when there is no such member
   */
  public boolean suppress(MemberId member, Medium medium, String cause) {
    if (!cause.matches("[A-Z][A-Z0-9_]{1,39}")) {
      throw new IllegalArgumentException(
          "a cause has 2 to 40 capitals, digits and underscores: " + cause);
    }
    Optional<PersonId> person = engine.personOf(member).map(Records.Person::id);
    person.ifPresent(one -> engine
        .records()
        .consents()
        .suppress(
            engine.shop(),
            one,
            new Records.Suppression(medium.name(), cause, engine.clock().instant())));
    return person.isPresent();
  }

  /** Takes it back; false when there was nothing. */
  public boolean release(MemberId member, Medium medium) {
    return engine
        .personOf(member)
        .map(person ->
            engine.records().consents().release(engine.shop(), person.id(), medium.name()))
        .orElse(false);
  }

  /**
   * Ends the member's agreement to these notices, at once: from this call's commit on the gate lets
   * nothing through by them, and nothing is sent. The shop's store, the providers and the listeners
   * follow, each by a step that {@link MemberSync#work()} does and tries again.
   *
   * @param tags of notices that are consents; those that are not agreed to are left out
   * @return the steps; none when nothing was agreed to
   * @throws IllegalArgumentException if there is no such notice, or it is no consent
   * @throws IllegalStateException if a transaction is open around the call
   */
  public List<Step> withdraw(MemberId member, Set<String> tags, By by) {
    return withdrawals.withdraw(
        member,
        Set.copyOf(tags),
        switch (by) {
          case MEMBER -> Actor.SUBJECT;
          case GUARDIAN -> Actor.GUARDIAN;
          case OPERATOR -> Actor.OPERATOR;
        },
        by == By.OPERATOR ? Channel.CONSOLE : Channel.WEB);
  }

  /**
   * What a withdrawal of these would blank in the shop's store. Changes nothing.
   *
   * @return empty also where the store cannot erase
   */
  public List<Erasure> preview(MemberId member, Set<String> tags) {
    return withdrawals.plan(member, Set.copyOf(tags));
  }

  /** Every step of every withdrawal of this member, the oldest first. */
  public List<Step> steps(MemberId member) {
    return engine
        .personOf(member)
        .map(person -> engine.records().consents().stepsOf(engine.shop(), person.id()))
        .orElse(List.of());
  }

  /** What is still to be done, the most urgent first. */
  public List<Step> openSteps(int limit) {
    return engine.records().consents().openSteps(engine.shop(), limit);
  }

  /**
   * Ends a step that will never succeed, by a person's decision. It stays visible with its reason.
   *
   * @param reason 3 to 200 letters, digits, blanks and {@code . , : / _ -}; it names nobody
   * @return false when the step has ended already
   */
  public boolean giveUp(String step, String reason) {
    return steps.giveUp(step, reason);
  }

  private List<ConsentEvent> eventsOf(MemberId member) {
    return engine.personOf(member).map(person -> eventsOf(person.id())).orElse(List.of());
  }

  private List<ConsentEvent> eventsOf(PersonId person) {
    return engine.records().evidence().eventsOf(engine.shop(), person);
  }

  /**
   * Why a field might be used, or not.
   *
   * @param event the agreement it rests on; empty for a contract, and for a no
   * @param text what was shown then, to the letter
   * @param considered every event of the notices that cover the field, in the order they were recorded
   */
  public record Proof(
      Gate.Verdict verdict,
      Optional<ConsentEvent> event,
      Optional<NoticeText> text,
      List<ConsentEvent> considered) {
    public Proof {
      considered = List.copyOf(considered);
    }
  }

  /** Who ends a consent. */
  public enum By {
    MEMBER,
    GUARDIAN,
    OPERATOR
  }

  /** How a notice stands with a member. */
  public enum State {
    NOT_ASKED,
    GRANTED,
    DECLINED,
    WITHDRAWN,
    EXPIRED,
    /** Agreed to in a version that says something else than the one in force. */
    SUPERSEDED,
    SUSPENDED
  }

  /**
   * A notice as it stands with a member.
   *
   * @param kind empty for a notice that the shop does not have any more
   * @param at when the member said so
   * @param via the brand it came through, or {@code NONE}
   * @param text what the member saw, to the letter; empty while nothing was said, and for what was said
   *     before MemberSync kept texts
   * @param withdrawable whether {@link #withdraw} would end it
   */
  public record Entry(
      String tag,
      Optional<Notice.Kind> kind,
      State state,
      Optional<Instant> at,
      Optional<String> via,
      Optional<NoticeText> text,
      boolean required,
      boolean withdrawable) {}
}
