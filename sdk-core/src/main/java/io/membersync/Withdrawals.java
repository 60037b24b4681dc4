package io.membersync;

import static io.membersync.consent.ConsentEvent.Type.SUSPENDED;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.Act;
import io.membersync.consent.ConsentEvent.Actor;
import io.membersync.consent.ConsentEvent.Channel;
import io.membersync.consent.ConsentEvent.Quality;
import io.membersync.consent.Gate;
import io.membersync.consent.Notice;
import io.membersync.internal.TimeOrderedId;
import io.membersync.member.MemberEraser.Erasure;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import io.membersync.records.Records.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Ends consents, and sees to it that everybody hears of it: nothing is sent any more from the same
 * commit on; the shop's store, the providers and the shop's listeners follow, each by a step that is
 * tried until it is done, or given up by a person.
 */
final class Withdrawals {
  static final String LEFT = "LEFT";
  static final String MERGED = "MERGED";
  private static final String UNDONE = "SIGN_UP_INCOMPLETE";

  private final Engine engine;
  private final Ledger ledger;
  private final Grounds grounds;
  private final WithdrawalPlan plan;
  private final MergedConsents merged;

  Withdrawals(Engine engine, Ledger ledger) {
    this.engine = engine;
    this.ledger = ledger;
    this.grounds = new Grounds(engine);
    this.plan = new WithdrawalPlan(engine, grounds);
    this.merged = new MergedConsents(engine);
  }

  /** As what, by whom, where and why agreements end. */
  private record Ending(
      ConsentEvent.Type type, Actor by, Channel channel, String via, Optional<String> reason) {
    static Ending withdrawal(Actor by, Channel channel) {
      return new Ending(ConsentEvent.Type.WITHDRAWN, by, channel, "NONE", Optional.empty());
    }

    /** Whether the agreement stands on, used or not. */
    boolean isHold() {
      return type == SUSPENDED || type == ConsentEvent.Type.RESUMED;
    }

    /** Nobody has said anything of what was agreed to; it was never finished. */
    boolean isUndone() {
      return reason.filter(UNDONE::equals).isPresent();
    }

    /** Nobody's own word either; it can be let go on. */
    static Ending holding(String reason) {
      return new Ending(SUSPENDED, Actor.SYSTEM, Channel.JOB, "NONE", Optional.of(reason));
    }

    /** Nobody's own word, but what follows from something else. */
    static Ending following(String reason) {
      return new Ending(
          ConsentEvent.Type.REVOKED, Actor.SYSTEM, Channel.JOB, "NONE", Optional.of(reason));
    }
  }

  /** Ends what of these is agreed to; the steps of it, or none where nothing was. */
  List<Step> withdraw(MemberId member, Set<String> tags, Actor by, Channel channel) {
    String id = TimeOrderedId.create(engine.clock().instant());
    return engine.repeated("withdrawal", () -> {
      Optional<PersonId> person = merged.personOf(member);
      List<ConsentEvent> events = person.map(this::settledEventsOf).orElse(List.of());
      requireWithdrawable(tags, events);
      return person.isEmpty()
          ? List.of()
          : end(id, person.get(), tags, events, Ending.withdrawal(by, channel));
    });
  }

  /**
   * In the unit that ends a link: what was agreed to on that provider's own screen ends with it.
   *
   * @param byProvider whether the provider told of it, rather than the shop
   */
  void revoke(PersonId person, ProviderId provider, boolean byProvider) {
    Questions.drop(engine, person, asked -> asked.origin().equals(provider.value()));
    Provider known = engine.providers().get(provider);
    if (known == null) {
      return;
    }
    String brand = known.descriptor().brand();
    List<ConsentEvent> events = settledEventsOf(person);
    Instant now = Gate.now(events, engine.clock().instant());
    List<String> tags = givenAt(brand, events, now);
    if (!tags.isEmpty()) {
      end(
          TimeOrderedId.create(now),
          person,
          tags,
          events,
          new Ending(
              ConsentEvent.Type.REVOKED,
              byProvider ? Actor.PROVIDER : Actor.SYSTEM,
              byProvider ? Channel.WEBHOOK : Channel.WEB,
              brand,
              Optional.of("UNLINKED")));
    }
  }

  /**
   * In the unit that ends a link whose sign-up the provider says was never finished: there was no
   * contract by it, so that what came with it is erased on whatever ground it was written.
   *
   * @param last whether it was the only way in
   */
  void undo(PersonId person, ProviderId provider, boolean last) {
    Questions.drop(engine, person, asked -> asked.origin().equals(provider.value()));
    Provider known = engine.providers().get(provider);
    if (known == null) {
      return;
    }
    String brand = known.descriptor().brand();
    List<ConsentEvent> events = settledEventsOf(person);
    Instant now = Gate.now(events, engine.clock().instant());
    List<String> given = last && engine.memberOf(person).isEmpty()
        ? engine.notices().asked().stream().map(Notice::tag).toList()
        : givenAt(brand, events, now);
    Ending undone = new Ending(
        ConsentEvent.Type.REVOKED, Actor.PROVIDER, Channel.WEBHOOK, brand, Optional.of(UNDONE));
    List<String> ended = record(person, given, events, undone);
    plan.follow(
        TimeOrderedId.create(now),
        person,
        ended,
        WithdrawalPlan.ATTEMPT + provider,
        Optional.empty(),
        engine.clock().instant());
  }

  /**
   * In the unit of a sign-in: the rest follows of what has ended by it, because the provider says that
   * it is no more, or because who had agreed to it before has said no now. Nobody tells the provider
   * what it has just said itself.
   *
   * @param before what was recorded of the person
   * @param fresh what the sign-in has recorded
   */
  void follow(
      PersonId person, List<ConsentEvent> before, List<ConsentEvent> fresh, ProviderId provider) {
    Set<String> heard = new LinkedHashSet<>();
    Set<String> declined = new LinkedHashSet<>();
    Instant now = engine.clock().instant();
    List<String> stood = fresh.isEmpty() ? List.of() : standing(before, Gate.now(before, now));
    for (ConsentEvent event : fresh) {
      String tag = event.notice().map(ConsentEvent.NoticeReference::tag).orElse("");
      if (!stood.contains(tag)) {
        continue;
      }
      switch (event.type()) {
        case REVOKED -> heard.add(tag);
        case DECLINED -> declined.add(tag);
        case GRANTED -> {
          heard.remove(tag);
          declined.remove(tag);
        }
        default -> {}
      }
    }
    heard.removeAll(declined);
    followUp(person, List.copyOf(heard), Optional.of(provider), now);
    followUp(person, List.copyOf(declined), Optional.empty(), now);
  }

  private void followUp(
      PersonId person, List<String> tags, Optional<ProviderId> except, Instant now) {
    if (!tags.isEmpty()) {
      plan.follow(TimeOrderedId.create(now), person, tags, WithdrawalPlan.STORE, except, now);
    }
  }

  private List<String> givenAt(String brand, List<ConsentEvent> events, Instant now) {
    return standing(events, now).stream()
        .filter(tag -> isGivenAt(brand, tag, events))
        .toList();
  }

  /** Whether the last agreement to this notice was given on the screen of this brand. */
  private static boolean isGivenAt(String brand, String tag, List<ConsentEvent> events) {
    return events.stream()
        .filter(event -> event.type() == ConsentEvent.Type.GRANTED && isOf(tag, event))
        .reduce((earlier, later) -> later)
        .filter(event -> event.via().equals(brand) && event.act() == Act.PROVIDER_SCREEN)
        .isPresent();
  }

  private static boolean isOf(String tag, ConsentEvent event) {
    return event.notice().filter(reference -> reference.tag().equals(tag)).isPresent();
  }

  /** The consents that stand or are suspended, those to notices that the shop has no more included. */
  private List<String> standing(List<ConsentEvent> events, Instant now) {
    return tags(events)
        .filter(tag -> engine
            .notices()
            .find(tag)
            .map(notice -> notice.basis() == Notice.Basis.CONSENT)
            .orElse(true))
        .filter(tag ->
            engine.gate().stateOf(tag, events, now).filter(Withdrawals::isOpen).isPresent())
        .toList();
  }

  static Stream<String> tags(List<ConsentEvent> events) {
    return events.stream()
        .flatMap(event -> event.notice().stream())
        .map(ConsentEvent.NoticeReference::tag)
        .distinct();
  }

  static boolean isOpen(ConsentEvent state) {
    return state.type().isAgreement() || state.type() == SUSPENDED;
  }

  /** In the unit in which a member leaves: all of it ends, and every field loses its ground. */
  void endAll(PersonId person) {
    Questions.drop(engine, person, asked -> true);
    List<ConsentEvent> events = settledEventsOf(person);
    Instant now = Gate.now(events, engine.clock().instant());
    end(TimeOrderedId.create(now), person, standing(events, now), events, Ending.following(LEFT));
  }

  /**
   * In the unit in which two members become one: of each notice the stricter answer counts, and what
   * is sent to one of them no more by some medium is not sent to the one that stays.
   */
  void merge(PersonId from, PersonId into) {
    List<ConsentEvent> gone = settledEventsOf(from);
    List<ConsentEvent> events = settledEventsOf(into);
    Instant now = Gate.now(
        Stream.concat(gone.stream(), events.stream()).toList(), engine.clock().instant());
    List<String> held = standingWhere(events, gone, state -> state.type() == SUSPENDED, now);
    List<String> ended = standingWhere(
        events, gone, state -> !state.type().isAgreement() && state.type() != SUSPENDED, now);
    ledger.append(into, merged.refusals(into, gone, events, now, ended));
    record(into, held, events, Ending.holding(MERGED));
    record(into, ended, events, Ending.following(MERGED));
    List<String> over = Stream.concat(
            ended.stream(),
            // The accounts that have come over do not know what the one who stays has refused.
            standingWhere(gone, events, MergedConsents::isRefusal, now).stream())
        .toList();
    followUp(into, over, Optional.empty(), now);
    Questions.drop(engine, from, asked -> true);
    Records.Consents consents = engine.records().consents();
    consents
        .suppressionsOf(engine.shop(), from)
        .forEach(one -> consents.suppress(engine.shop(), into, one));
  }

  /** What stands by the one's events, and is such by the other's. */
  private List<String> standingWhere(
      List<ConsentEvent> events,
      List<ConsentEvent> others,
      Predicate<ConsentEvent> such,
      Instant now) {
    return standing(events, now).stream()
        .filter(tag -> engine.gate().stateOf(tag, others, now).filter(such).isPresent())
        .toList();
  }

  /** What only a guardian may agree to stands on the guardian's word alone, whoever lets it go on. */
  private static Actor resumedBy(Actor by, Actor agreed) {
    return (by == Actor.GUARDIAN) == (agreed == Actor.GUARDIAN) ? by : agreed;
  }

  private static Actor agreedBy(ConsentEvent held, List<ConsentEvent> events) {
    return events.stream()
        .filter(event -> event.type().isAgreement() && event.type() != ConsentEvent.Type.RESUMED)
        .filter(event -> isOf(held.notice().orElseThrow().tag(), event))
        .reduce((earlier, later) -> later)
        .map(ConsentEvent::actor)
        .orElse(held.actor());
  }

  /** Holds the use of what was agreed to, or lets it go on; the notices for which anything changed. */
  List<String> hold(MemberId member, Set<String> tags, boolean held, Actor by) {
    ConsentEvent.Type type = held ? SUSPENDED : ConsentEvent.Type.RESUMED;
    return engine.repeated("holding of consents", () -> {
      Optional<PersonId> person = merged.personOf(member);
      List<ConsentEvent> events = person.map(this::settledEventsOf).orElse(List.of());
      requireWithdrawable(tags, events);
      if (person.isEmpty()) {
        return List.of();
      }
      Instant now = Ledger.afterAll(events, engine.clock().instant());
      Channel channel = by == Actor.OPERATOR ? Channel.CONSOLE : Channel.WEB;
      List<ConsentEvent> changed = standing(events, now).stream()
          .filter(tags::contains)
          .flatMap(tag -> engine.gate().stateOf(tag, events, now).stream())
          .filter(state -> (state.type() == SUSPENDED) != held)
          .map(state -> {
            Actor actor = held ? by : resumedBy(by, agreedBy(state, events));
            Ending change = new Ending(type, actor, channel, "NONE", Optional.empty());
            return event(person.get(), state, change, now);
          })
          .toList();
      ledger.append(person.get(), changed);
      return changed.stream()
          .flatMap(event -> event.notice().stream())
          .map(ConsentEvent.NoticeReference::tag)
          .toList();
    });
  }

  /** A notice that the shop has no more can be withdrawn by those who once answered it. */
  private void requireWithdrawable(Collection<String> tags, List<ConsentEvent> events) {
    for (String tag : tags) {
      Optional<Notice> notice = engine.notices().find(tag);
      if (notice.isEmpty() && events.stream().noneMatch(event -> isOf(tag, event))) {
        throw new IllegalArgumentException("there is no notice " + tag + "; there are "
            + engine.notices().asked().stream().map(Notice::tag).toList());
      }
      if (notice.filter(one -> one.basis() != Notice.Basis.CONSENT).isPresent()) {
        throw new IllegalArgumentException("notice " + tag
            + " is no consent: whoever ends it leaves the shop, by members().left()");
      }
    }
  }

  private List<Step> end(
      String id,
      PersonId person,
      Collection<String> wanted,
      List<ConsentEvent> before,
      Ending ending) {
    List<String> tags = record(person, wanted, before, ending);
    boolean leaves = ending.reason().filter(LEFT::equals).isPresent();
    return tags.isEmpty() && !(leaves && engine.members().erases())
        ? List.of()
        : plan.follow(
            id,
            person,
            tags,
            WithdrawalPlan.STORE,
            Optional.empty(),
            engine.clock().instant());
  }

  /** Records that what of these is agreed to has ended, and tells what that was. */
  private List<String> record(
      PersonId person, Collection<String> wanted, List<ConsentEvent> before, Ending ending) {
    Instant moment = Gate.now(before, engine.clock().instant());
    List<ConsentEvent> ended = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    for (String tag : wanted) {
      Optional<ConsentEvent> open =
          engine.gate().stateOf(tag, before, moment).filter(Withdrawals::isOpen);
      open.filter(state -> state.type() != ending.type()).ifPresent(state -> {
        ended.add(event(person, state, ending, moment));
        tags.add(tag);
      });
    }
    ledger.append(person, ended);
    return List.copyOf(tags);
  }

  private ConsentEvent event(PersonId person, ConsentEvent state, Ending ending, Instant now) {
    return new ConsentEvent(
        TimeOrderedId.create(now),
        engine.shop().value(),
        person.toString(),
        ending.type(),
        state.notice(),
        now,
        now,
        ending.by(),
        ending.channel(),
        ending.via(),
        ending.type() == ConsentEvent.Type.WITHDRAWN ? Act.BUTTON : Act.NONE,
        Optional.empty(),
        Optional.empty(),
        ending.isHold() ? state.validUntil() : Optional.empty(),
        List.of(state.id()),
        ending.isHold() ? state.quality() : ending.isUndone() ? Quality.WEAK : Quality.STRONG,
        ending.reason());
  }

  /** What a withdrawal of these would blank, as the store says; of what is agreed to. */
  List<Erasure> preview(MemberId member, Set<String> tags) {
    Optional<Records.Person> person = engine.personOf(member);
    requireWithdrawable(tags, person.map(one -> engine.eventsOf(one.id())).orElse(List.of()));
    if (person.isEmpty()) {
      return List.of();
    }
    List<ConsentEvent> after = new ArrayList<>(engine.eventsOf(person.get().id()));
    Instant now = Gate.now(after, engine.clock().instant());
    Set<String> ended = new HashSet<>(tags);
    ended.retainAll(standing(after, now));
    for (String tag : ended) {
      engine
          .gate()
          .stateOf(tag, List.copyOf(after), now)
          .ifPresent(state -> after.add(
              event(person.get().id(), state, Ending.withdrawal(Actor.SUBJECT, Channel.WEB), now)));
    }
    return planned(member, grounds.groundless(person.get().id(), after, ended));
  }

  /** What is blanked of a member who leaves, as the store says. */
  List<Erasure> previewLeaving(MemberId member) {
    return planned(member, grounds.groundless());
  }

  private List<Erasure> planned(MemberId member, Set<String> attributes) {
    return attributes.isEmpty()
        ? List.of()
        : engine.members().planErasure(member, attributes).orElse(List.of());
  }

  /** In the unit of work; whoever writes down more of this person waits until it ends. */
  private List<ConsentEvent> settledEventsOf(PersonId person) {
    engine.hold(person);
    return engine.eventsOf(person);
  }
}
