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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * What members have agreed to, what may be done by it, and how it ends. Safe for many threads. None of
 * it is legal advice.
 */
public final class Consents {
  /** For whom nobody may consent: what is allowed then needs no consent. */
  private static final Gate.Minority NOBODY = new Gate.Minority(Instant.MAX, false, Set.of());

  private static final int PAGE = 500;

  private final Engine engine;
  private final Withdrawals withdrawals;
  private final WithdrawalSteps steps;
  private final Agreements agreements;
  private final ConsentAnswers answers;
  private final Minors minors;
  private final GuardianProofs guardians;
  private final Adults adults;
  private final AskAgain askAgain;
  private final Questions questions;

  Consents(
      Engine engine,
      Withdrawals withdrawals,
      WithdrawalSteps steps,
      Agreements agreements,
      Minors minors,
      GuardianProofs guardians,
      Adults adults,
      Questions questions) {
    this.steps = steps;
    this.agreements = agreements;
    this.engine = engine;
    this.withdrawals = withdrawals;
    this.answers = new ConsentAnswers(engine, minors);
    this.minors = minors;
    this.guardians = guardians;
    this.adults = adults;
    this.askAgain = new AskAgain(engine, minors);
    this.questions = questions;
  }

  /**
   * How each notice stands with this member: those that are asked now, then those of long ago that the
   * member answered. For a page of the signed-in member.
   */
  public List<Entry> of(MemberId member) {
    List<ConsentEvent> events = eventsOf(member);
    Instant now = now(events);
    Set<String> tags = new LinkedHashSet<>();
    engine.notices().asked().forEach(notice -> tags.add(notice.tag()));
    events.stream()
        .filter(event -> event.type() != ConsentEvent.Type.PRESENTED) // told, and not answered
        .forEach(event -> event.notice().ifPresent(reference -> tags.add(reference.tag())));
    List<Entry> entries = new ArrayList<>();
    Optional<Gate.Minority> minority = minorityOf(member, engine.clock().instant());
    boolean child = minority.filter(known -> now.isBefore(known.until())).isPresent();
    Gate gate = minors.gate(minority);
    for (String tag : tags) {
      entries.add(entry(tag, gate.stateOf(tag, events, now), gate, now, child));
    }
    return List.copyOf(entries);
  }

  private Entry entry(
      String tag, Optional<ConsentEvent> event, Gate gate, Instant now, boolean child) {
    Optional<Notice> notice = engine.notices().find(tag);
    State state = event.map(one -> stateOf(one, notice, gate, now)).orElse(State.NOT_ASKED);
    return new Entry(
        tag,
        notice.map(Notice::kind),
        state,
        event.map(ConsentEvent::occurredAt),
        event.map(ConsentEvent::via),
        event.flatMap(answers::textOf),
        notice.map(Notice::isRequired).orElse(false),
        event.filter(Withdrawals::isOpen).isPresent()
            && notice.map(one -> one.basis() == Notice.Basis.CONSENT).orElse(true),
        !child
            && state != State.GRANTED
            && state != State.SUSPENDED
            && notice.filter(Agreements::isForMembers).isPresent());
  }

  private State stateOf(ConsentEvent event, Optional<Notice> notice, Gate gate, Instant now) {
    return switch (event.type()) {
      case GRANTED, RECONFIRMED, RESUMED, IMPORTED -> {
        if (event.validUntil().filter(end -> !now.isBefore(end)).isPresent()) {
          yield State.EXPIRED;
        }
        List<ConsentEvent> only = List.of(event);
        if (notice.filter(one -> engine.gate().isGranted(one, only, now)).isEmpty()) {
          yield State.SUPERSEDED;
        }
        if (notice.filter(one -> gate.isGranted(one, only, now)).isEmpty()) {
          yield State.GUARDIAN_MISSING;
        }
        yield notice.filter(one -> gate.isOutgrown(one, only, now)).isPresent()
            ? State.NEEDS_REASK
            : State.GRANTED;
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
   * The mapped attributes of this member that the shop has a value of, in the order of the mapping, with
   * where each came from and what gives a ground for it now. For a page of the signed-in member; it is
   * full of personal data.
   *
   * @return empty also when the shop's store has no such member
   * @throws MemberStoreException if the shop's store cannot answer
   */
  public List<Held> held(MemberId member) {
    return answers.held(member, engine.personOf(member)).stream()
        .filter(one -> one.value().isPresent())
        .toList();
  }

  /**
   * Whether the member's agreement to this notice is live now; not of a member who has left.
   *
   * @throws IllegalArgumentException if there is no such notice
   */
  public boolean hasAgreed(MemberId member, String tag) {
    Notice notice = engine
        .notices()
        .find(tag)
        .orElseThrow(() -> new IllegalArgumentException("there is no notice " + tag));
    if (engine.hasLeft(member)) {
      return false;
    }
    List<ConsentEvent> events = eventsOf(member);
    return gateOf(member).isGranted(notice, events, now(events));
  }

  private Gate gateOf(MemberId member) {
    return minors.gate(minorityOf(member, engine.clock().instant()));
  }

  private Optional<Gate.Minority> minorityOf(MemberId member, Instant at) {
    return engine
        .personOf(member)
        .flatMap(
            person -> minors.ofBooksOrRow(person.id(), () -> engine.members().find(member), at));
  }

  /**
   * Whether a field that the shop holds of this member may be used so now: for the delivery service, for
   * a campaign. Where the ledger cannot be read the answer is no, with {@code LEDGER_UNAVAILABLE}; of a
   * member who has left it is no, too. A contract covers members of before MemberSync as well: nothing is
   * said about whether there is a member of this id.
   */
  public Gate.Verdict mayUse(MemberId member, Field<?> field, Gate.Use use) {
    try {
      Optional<Records.Person> person = engine.personOf(member);
      if (person.filter(Records.Person::hasLeft).isPresent()) {
        return new Gate.Verdict(false, "NO_BASIS");
      }
      List<ConsentEvent> events =
          person.map(Records.Person::id).map(engine::eventsOf).orElse(List.of());
      Instant now = now(events);
      Gate.Verdict verdict = engine.gate().decide(field, use, events, now);
      boolean byConsent = verdict.allowed()
          && !engine.gate().withMinority(NOBODY).decide(field, use, events, now).allowed();
      return byConsent ? gateOf(member).decide(field, use, events, now) : verdict;
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
    return engine.personOf(member).map(person -> answers.proof(person, field, use, at, knownAt));
  }

  /**
   * The attributes that MemberSync has written for this member and that nothing gives a ground for any
   * more: to be empty once the steps of every withdrawal are done, but for what the shop's store does
   * not erase. What may not be used for now, because it is suspended or its notice says something else
   * since, is not among them: nobody has ended that.
   */
  public List<String> withoutGround(MemberId member) {
    return engine.personOf(member).map(answers::withoutGround).orElse(List.of());
  }

  /**
   * The same of every member, which takes a while: a few reads for each. To be none.
   *
   * @param each is called with every member who has such attributes, as they are found
   */
  public void withoutGround(BiConsumer<MemberId, List<String>> each) {
    Optional<PersonId> last = Optional.empty();
    List<PersonId> page;
    do {
      page = engine.records().evidence().withProvenance(engine.shop(), last, PAGE);
      for (PersonId id : page) {
        engine.records().identities().findPerson(engine.shop(), id).ifPresent(person -> {
          List<String> attributes = answers.withoutGround(person);
          if (!attributes.isEmpty()) {
            person.member().ifPresent(member -> each.accept(member, attributes));
          }
        });
        last = Optional.of(id);
      }
    } while (page.size() == PAGE);
  }

  /**
   * Everything that MemberSync and the mapped attributes of the shop's row hold of this member, as a JSON
   * object: values, where each came from and on what ground, the notices with their exact texts, those of
   * a contract too, the values of open {@link Members#questions}, and the ways in. For the member; it is
   * full of personal data.
   *
   * @return empty when neither MemberSync nor the shop's store knows such a member
   * @throws MemberStoreException if the shop's store cannot answer
   */
  public Optional<String> export(MemberId member) {
    Optional<Records.Person> person = engine.personOf(member);
    return person.isPresent() || engine.members().find(member).isPresent()
        ? Optional.of(answers.export(member, person, of(member), questions.of(member)))
        : Optional.empty();
  }

  /**
   * What stands in the way of sending something to this member; to be asked when it is sent, not when it
   * is planned. An empty list says that MemberSync knows of nothing, and not that it is allowed.
   *
   * @param at the moment of sending, and none of the past: of that {@link #proof} tells
   * @throws MemberStoreException if the ledger cannot be read: nothing may be sent then
   */
  public List<Jurisdiction.Obstacle> findObstacles(
      MemberId member, Medium medium, Jurisdiction.Message.Kind kind, Instant at) {
    Optional<Records.Person> there = engine.personOf(member);
    Optional<PersonId> person = there.map(Records.Person::id);
    // Who has left, or is another member by now, has agreed to nothing.
    boolean gone = there.filter(Records.Person::hasLeft).isPresent();
    Optional<Gate.Minority> minority = minorityOf(member, at);
    boolean needsGuardian = minority.filter(known -> known.lacksGuardian(at)).isPresent();
    Set<String> words = person.stream()
        .flatMap(one -> engine.records().consents().suppressionsOf(engine.shop(), one).stream())
        // Who wants no offers any more still waits for the parcel.
        .filter(one -> kind == Jurisdiction.Message.Kind.ADVERTISING
            || !one.cause().equals(Records.Suppression.WITHDRAWN))
        .map(Records.Suppression::medium)
        .collect(Collectors.toSet());
    Set<Medium> suppressed = Arrays.stream(Medium.values())
        .filter(one -> words.contains(one.name()))
        .collect(Collectors.toSet());
    return engine
        .jurisdiction()
        .findObstacles(
            new Jurisdiction.Message(medium, kind, at),
            new Jurisdiction.Addressee(
                gone ? List.of() : person.map(engine::eventsOf).orElse(List.of()),
                suppressed,
                needsGuardian,
                engine.weakestEvidence()),
            needsGuardian ? engine.gate() : minors.gate(minority));
  }

  /**
   * Sends the member nothing by this medium any more, advertising or not, whatever is agreed to before or
   * after, for example because messages come back. A withdrawal of advertising does it by itself, for
   * advertising alone and until it is agreed to again.
   *
   * @param cause a code of 2 to 40 capitals, digits and underscores, such as {@code BOUNCED}
   * @return false when there is no such member
   */
  public boolean suppress(MemberId member, Medium medium, String cause) {
    if (!cause.matches("[A-Z][A-Z0-9_]{1,39}")) {
      throw new IllegalArgumentException(
          "a cause has 2 to 40 capitals, digits and underscores: " + cause);
    }
    Optional<PersonId> person = new MergedConsents(engine).personOf(member);
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
    return new MergedConsents(engine)
        .personOf(member)
        .map(person -> engine.records().consents().release(engine.shop(), person, medium.name()))
        .orElse(false);
  }

  /**
   * Records that the member has agreed to these notices, on a page of the signed-in member, by a button
   * beside the text of each: by the member's own wish, outside of a sign-in. What the notices cover is
   * written at the next sign-in.
   *
   * @param shown the texts that were on the page, as {@link Notice#referenceIn} names them. Where one of them is not in force any more, nothing is
   *     recorded
   * @throws IllegalArgumentException if there is none, or one is of a notice that members are not asked,
   *     or that is for a guardian
   * @throws IllegalStateException if a transaction is open around the call
   */
  public Agreed agree(MemberId member, List<ConsentEvent.NoticeReference> shown) {
    return agreements.agree(member, List.copyOf(shown));
  }

  /**
   * The shop has made sure that the guardian of a child consents to the child's sign-up, which is told by
   * the reference of {@link SignInResult.ProofChoices#guardianReference()}. {@link MemberSync#resume} of
   * the child's browser goes on from then on; if it has ended meanwhile, the child signs in again within
   * 30 days, with the same way in. Nothing is checked of the guardian here.
   *
   * @param reference as it was handed out; blanks, hyphens and small letters do no harm
   * @param at when the guardian's consent was verified
   * @param source where the shop finds the proof again, such as the vendor's transaction or the number of
   *     a paper: 1 to 200 characters, and neither the guardian's name nor contact
   * @return false when it can be no reference, as its last letter shows: mistyped. True does not say that
   *     it was handed out; a proof that no child comes for ends after 30 days
   */
  public boolean guardianConsented(
      String reference, Jurisdiction.GuardianMethod method, Instant at, String source) {
    return guardians.keep(reference, method, at, source);
  }

  /**
   * The same of a child who is a member already, as {@link #needsGuardian} tells. The guardian is asked
   * what to agree to when the child signs in the next time.
   *
   * @return false when MemberSync does not know the member as a child
   */
  public boolean guardianConsented(
      MemberId member, Jurisdiction.GuardianMethod method, Instant at, String source) {
    Optional<Records.Person> person = engine.personOf(member);
    Instant now = engine.clock().instant();
    Optional<Instant> until =
        minorityOf(member, now).map(Gate.Minority::until).filter(now::isBefore);
    if (person.isEmpty() || until.isEmpty()) {
      return false;
    }
    engine
        .records()
        .consents()
        .putAssurance(engine.shop(), person.get().id(), guardians.proof(method, at, source, until));
    return true;
  }

  /**
   * Whether this member is a child, by what the books know and the date of birth in the shop's row, and no
   * guardian's consent is proven.
   */
  public boolean needsGuardian(MemberId member) {
    Instant now = engine.clock().instant();
    return minorityOf(member, now).filter(known -> known.lacksGuardian(now)).isPresent();
  }

  /**
   * Asks the shop's vendor, by {@link MemberSyncBuilder#adults}, what became of a check of this member,
   * and keeps what it says in place of what it said before. A transaction counts for one member and for a
   * day.
   *
   * @param transaction the vendor's id of the check, 1 to 200 characters; a browser may have brought it
   * @throws IllegalStateException if there is no vendor, or a transaction is open around the call
   * @throws MemberStoreException if the shop's database cannot answer; nothing is kept then
   */
  public AdultResult checkAdult(MemberId member, String transaction) {
    return adults.check(member, transaction);
  }

  /**
   * Whether this member is an adult by the vendor's word, and it still holds. No birth date and no age
   * range counts, whoever has verified it.
   */
  public boolean isAdult(MemberId member) {
    return adults.isAdult(member);
  }

  /** What is known of the member's age, by whom. */
  public List<Records.Assurance> assurancesOf(MemberId member) {
    return engine
        .personOf(member)
        .map(person -> engine.records().consents().assurancesOf(engine.shop(), person.id()))
        .orElse(List.of());
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
        member, Set.copyOf(tags), actor(by), by == By.OPERATOR ? Channel.CONSOLE : Channel.WEB);
  }

  /**
   * What this member has not agreed to, and from when on the shop may ask for it unbidden. On a page
   * that the member opens to decide, everything may be asked at any time. No more than one question
   * should hold a member up in one visit: that is for the shop to see to, MemberSync knows no visits.
   */
  public List<Askable> askable(MemberId member) {
    List<ConsentEvent> events = eventsOf(member);
    Instant now = now(events);
    List<Askable> askable = new ArrayList<>();
    Gate gate = gateOf(member);
    for (Notice notice : engine.notices().asked()) {
      State state = gate.stateOf(notice.tag(), events, now)
          .map(event -> stateOf(event, Optional.of(notice), gate, now))
          .orElse(State.NOT_ASKED);
      if (state != State.GRANTED && state != State.SUSPENDED) {
        askable.add(new Askable(
            notice.tag(),
            notice.isRequired(),
            state,
            notice.isRequired()
                ? Optional.empty()
                : askAgain.notBefore(notice, events).filter(now::isBefore)));
      }
    }
    return List.copyOf(askable);
  }

  /**
   * The member wants to be asked later: a button such as "not now, not for seven days". Until then these
   * are not to be asked unbidden. Korean law lets a shop ask again for a choice that was made only where
   * the member can be spared it for seven days or more (E-Commerce Act 21-2(1)5, read 2026-11-21).
   *
   * @param tags of optional notices; those that are agreed to are left out
   * @param rest more than nothing, at most a year
   * @return false when MemberSync knows no such member
   * @throws IllegalArgumentException if there is no such notice, it is required, or is never asked
   */
  public boolean defer(MemberId member, Set<String> tags, Duration rest) {
    if (rest.isNegative() || rest.isZero() || rest.compareTo(Duration.ofDays(366)) > 0) {
      throw new IllegalArgumentException(
          "a question is put off by more than nothing and at most a year: " + rest);
    }
    List<Notice> notices = tags.stream().map(this::optional).toList();
    return engine.repeated("deferral", () -> {
      Optional<PersonId> person = engine.personOf(member).map(Records.Person::id);
      person.ifPresent(one -> {
        List<ConsentEvent> events = engine.eventsOf(one);
        Instant now = now(events);
        List<Notice> open = notices.stream()
            .filter(notice -> !engine.gate().isGranted(notice, events, now))
            .toList();
        engine
            .records()
            .evidence()
            .append(engine.shop(), askAgain.deferral(one, open, now, now.plus(rest)));
      });
      return person.isPresent();
    });
  }

  private Notice optional(String tag) {
    return engine
        .notices()
        .find(tag)
        .filter(notice -> notice.kind().isAsked() && !notice.isRequired())
        .orElseThrow(() -> new IllegalArgumentException(
            "there is no optional notice " + tag + " that can be put off"));
  }

  /**
   * The members who must be asked for an agreement, page by page: it is to an earlier version, ends
   * before a moment, is a guardian's of somebody who has grown up, or is required and not there. By what
   * the books hold; whoever MemberSync does not know is not among them.
   *
   * @param endingBefore agreements that end earlier are meant too; those of the past always are
   * @param after {@link MembersToAsk#next} of the page before; empty for the first
   * @param limit how many members are looked at, 1 to 1,000; a page may have fewer and still not be the
   *     last one
   */
  public MembersToAsk toAskAgain(Instant endingBefore, Optional<String> after, int limit) {
    if (limit < 1 || limit > 1_000) {
      throw new IllegalArgumentException("a page has 1 to 1,000 members: " + limit);
    }
    return askAgain.page(endingBefore, after, limit);
  }

  /**
   * What a withdrawal of these would blank in the shop's store. Changes nothing.
   *
   * @return empty also where the store cannot erase
   */
  public List<Erasure> preview(MemberId member, Set<String> tags) {
    return withdrawals.preview(member, Set.copyOf(tags));
  }

  /**
   * What would be blanked in the shop's store if this member left. Changes nothing.
   *
   * @return empty also where the store cannot erase
   */
  public List<Erasure> previewLeaving(MemberId member) {
    return withdrawals.previewLeaving(member);
  }

  /**
   * Holds the use of what the member agreed to, for as long as they want it held (in Korea PIPA 37):
   * the gate lets nothing through by these notices, and nothing is blanked. What the contract needs
   * goes on.
   *
   * @param tags of notices that are consents; those that are not agreed to are left out
   * @return those that are held now and were not before
   * @throws IllegalArgumentException if there is no such notice, or it is no consent
   */
  public List<String> suspend(MemberId member, Set<String> tags, By by) {
    return withdrawals.hold(member, Set.copyOf(tags), true, actor(by));
  }

  /** Lets the use of what is held go on, as far as the member wants it; the notices that were held. */
  public List<String> resume(MemberId member, Set<String> tags, By by) {
    return withdrawals.hold(member, Set.copyOf(tags), false, actor(by));
  }

  private static Actor actor(By by) {
    return switch (by) {
      case MEMBER -> Actor.SUBJECT;
      case GUARDIAN -> Actor.GUARDIAN;
      case OPERATOR -> Actor.OPERATOR;
    };
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

  private Instant now(List<ConsentEvent> events) {
    return Gate.now(events, engine.clock().instant());
  }

  private List<ConsentEvent> eventsOf(MemberId member) {
    return engine.personOf(member).map(person -> engine.eventsOf(person.id())).orElse(List.of());
  }

  /**
   * Why a field might be used, or not.
   *
   * @param event the agreement it rests on; empty for a contract, and for a no
   * @param text what was shown then, to the letter; of a contract, when it was shown last, and empty where
   *     no page has shown it
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

  /** What became of an agreement. */
  public enum Agreed {
    AGREED,
    /** To all of them the member had agreed before. */
    ALREADY,
    /** Another text is in force by now, or none: show that one, and let the member decide anew. */
    TEXT_CHANGED,
    /** The shop has no such member, or the member has left. */
    NO_MEMBER,
    /** The member is a child, for whom the guardian agrees. */
    CHILD
  }

  /**
   * A mapped attribute as the shop holds it. Prints no value.
   *
   * @param attribute the shop's name of it
   * @param value in the field's text form
   * @param source the provider it came from, or {@code visitor} where it was typed; empty where
   *     MemberSync did not write it
   * @param since when MemberSync wrote it
   * @param ground what gives a ground for it now; empty: nothing does
   * @param edited whether the shop or the member has changed it since MemberSync wrote it
   */
  public record Held(
      String attribute,
      Field<?> field,
      Optional<String> value,
      Optional<String> source,
      Optional<Instant> since,
      Optional<Ground> ground,
      boolean edited) {
    @Override
    public String toString() {
      return "Held[" + attribute + "]";
    }
  }

  /** The version of a notice that gives a ground for a field. */
  public record Ground(String tag, int version) {}

  /**
   * A notice that the member has not agreed to.
   *
   * @param notBefore the moment from which on the shop may ask it unbidden; empty: now
   */
  public record Askable(String tag, boolean required, State state, Optional<Instant> notBefore) {}

  /**
   * Members who must be asked.
   *
   * @param next to go on with; empty on the last page
   */
  public record MembersToAsk(List<MemberToAsk> members, Optional<String> next) {
    public MembersToAsk {
      members = List.copyOf(members);
    }
  }

  /**
   * One member and one notice.
   *
   * @param notBefore the moment from which on the shop may ask unbidden; empty: now
   */
  public record MemberToAsk(
      MemberId member, String tag, Reason reason, Optional<Instant> notBefore) {
    /** Why. */
    public enum Reason {
      /** The agreement is to a version that says something else than the one in force. */
      SUPERSEDED,
      /** The agreement has run out, or will before the moment asked for. */
      EXPIRING,
      /** A guardian agreed for somebody who is no child any more. */
      OUTGROWN,
      /** Nobody is a member without it, and it has never been agreed to or has ended. */
      REQUIRED
    }
  }

  /** Who ends a consent. */
  public enum By {
    MEMBER,
    GUARDIAN,
    OPERATOR
  }

  /**
   * What becomes of visitors who are children by the law that the engine goes by, or may be: under 14 in
   * Korea. Decided before anything is asked and before anything is kept, by the birth date or year or the
   * age range of the provider, and by what the visitor types where these leave it open. Where nothing is
   * known, the shop's notice decides ("I am 14 or older"). Immutable.
   */
  public static final class Children {
    private final boolean guarded;
    private final boolean askingEverybody;
    private final Set<String> declarations;

    private Children(boolean guarded, boolean askingEverybody, Set<String> declarations) {
      this.guarded = guarded;
      this.askingEverybody = askingEverybody;
      this.declarations = Set.copyOf(declarations);
    }

    /** No member is made of a child: {@link SignInResult.RejectReason#UNDER_AGE}. */
    public static Children refused() {
      return new Children(false, false, Set.of("age14"));
    }

    /**
     * A child becomes a member when a guardian consents: the sign-up is parked, with {@link
     * SignInResult.ProofSubject#GUARDIAN}, until {@link Consents#guardianConsented} is called.
     */
    public static Children withGuardian() {
      return new Children(true, false, Set.of("age14"));
    }

    /** Asks every new visitor for the birth date where the provider gives neither it nor an age. */
    public Children askingEverybody() {
      return new Children(guarded, true, declarations);
    }

    /**
     * The notices by which visitors say that they are no children; a child with a guardian is not asked
     * them. Default: {@code age14}.
     */
    public Children declaredBy(Set<String> tags) {
      return new Children(guarded, askingEverybody, tags);
    }

    boolean isGuarded() {
      return guarded;
    }

    boolean isAskingEverybody() {
      return askingEverybody;
    }

    Set<String> declarations() {
      return declarations;
    }
  }

  /**
   * The shop's vendor of identity verification, for what is sold to adults only. Called outside of every
   * transaction, from many threads.
   */
  @FunctionalInterface
  public interface AdultCheck {
    /**
     * Asks the vendor, from server to server, what became of a check.
     *
     * @param transaction as it came, perhaps from a browser: only the vendor's answer counts
     * @return empty when the vendor knows no such check, it is not finished, or it was not begun for this
     *     member
     */
    Optional<Answer> ask(MemberId member, String transaction);

    /**
     * What the vendor says.
     *
     * @param passed whether the person is an adult
     * @param vendor its name, at most 80 characters
     * @param at when the person was checked
     */
    record Answer(boolean passed, String vendor, Instant at) {
      public Answer {
        if (vendor.isBlank() || vendor.length() > 80) {
          throw new IllegalArgumentException("a vendor's name has 1 to 80 characters");
        }
      }
    }
  }

  /** What came of a check. */
  public enum AdultResult {
    PASSED,
    /** The vendor says that the person is no adult. */
    NOT_PASSED,
    /** The transaction is older than a day or than what is held, or was used for another member. */
    STALE,
    /** The vendor could not be asked, or knows nothing; nothing was kept. */
    NO_ANSWER,
    /** The shop has no such member, or does not let them in. */
    NO_MEMBER
  }

  /** How a notice stands with a member. */
  public enum State {
    NOT_ASKED,
    GRANTED,
    /** Agreed to by a guardian of somebody who is no child any more: counts until the next sign-in asks. */
    NEEDS_REASK,
    /** Agreed to by a child without a guardian: counts for nothing. */
    GUARDIAN_MISSING,
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
   * @param agreeable whether the member may {@link #agree} to it now; not a child, whose guardian does
   */
  public record Entry(
      String tag,
      Optional<Notice.Kind> kind,
      State state,
      Optional<Instant> at,
      Optional<String> via,
      Optional<NoticeText> text,
      boolean required,
      boolean withdrawable,
      boolean agreeable) {}
}
