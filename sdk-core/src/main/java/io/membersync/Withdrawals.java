package io.membersync;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.Act;
import io.membersync.consent.ConsentEvent.Actor;
import io.membersync.consent.ConsentEvent.Channel;
import io.membersync.consent.ConsentEvent.Quality;
import io.membersync.consent.Notice;
import io.membersync.internal.JsonText;
import io.membersync.internal.TimeOrderedId;
import io.membersync.member.MemberEraser.Erasure;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ends consents, and sees to it that everybody hears of it: nothing is sent any more from the same
 * commit on; the shop's store, the providers and the shop's listeners follow, each by a step that is
 * tried until it is done, or given up by a person.
 */
final class Withdrawals {
  static final String KIND = "withdrawal";
  static final String MESSAGES = "messages";
  static final String STORE = "store";
  static final String PROVIDER = "provider:";
  static final String LISTENERS = "listeners";

  private static final Duration WITHIN = Duration.ofDays(3);

  private final Engine engine;
  private final Ledger ledger;
  private final WithdrawalSteps steps;

  Withdrawals(Engine engine, Ledger ledger, WithdrawalSteps steps) {
    this.engine = engine;
    this.ledger = ledger;
    this.steps = steps;
  }

  /** As what, by whom, where and why agreements end. */
  private record Ending(
      ConsentEvent.Type type, Actor by, Channel channel, String via, Optional<String> reason) {
    static Ending withdrawal(Actor by, Channel channel) {
      return new Ending(ConsentEvent.Type.WITHDRAWN, by, channel, "NONE", Optional.empty());
    }
  }

  /** Ends what of these is agreed to; the steps of it, or none where nothing was. */
  List<Step> withdraw(MemberId member, Set<String> tags, Actor by, Channel channel) {
    List<Notice> notices = tags.stream().map(this::withdrawable).toList();
    String id = TimeOrderedId.create(engine.clock().instant());
    return engine.repeated("withdrawal", () -> {
      Optional<Records.Person> person = engine.personOf(member);
      return person.isEmpty()
          ? List.of()
          : inUnit(
              id,
              person.get().id(),
              notices.stream().map(Notice::tag).toList(),
              Ending.withdrawal(by, channel));
    });
  }

  /**
   * In the unit that ends a link: what was agreed to on that provider's own screen ends with it.
   *
   * @param byProvider whether the provider told of it, rather than the shop
   */
  void revoke(PersonId person, ProviderId provider, boolean byProvider) {
    Provider known = engine.providers().get(provider);
    if (known == null) {
      return;
    }
    String brand = known.descriptor().brand();
    Instant now = engine.clock().instant();
    List<ConsentEvent> events = engine.records().evidence().eventsOf(engine.shop(), person);
    List<String> tags = engine.notices().all().stream()
        .filter(notice -> notice.basis() == Notice.Basis.CONSENT)
        .map(Notice::tag)
        .filter(tag -> engine
            .gate()
            .stateOf(tag, events, now)
            .filter(state -> isAgreed(state.type()))
            .filter(state -> state.via().equals(brand) && state.act() == Act.PROVIDER_SCREEN)
            .isPresent())
        .toList();
    if (!tags.isEmpty()) {
      inUnit(
          TimeOrderedId.create(now),
          person,
          tags,
          new Ending(
              ConsentEvent.Type.REVOKED,
              byProvider ? Actor.PROVIDER : Actor.SYSTEM,
              byProvider ? Channel.WEBHOOK : Channel.WEB,
              brand,
              Optional.of("UNLINKED")));
    }
  }

  private Notice withdrawable(String tag) {
    Notice notice = engine
        .notices()
        .find(tag)
        .orElseThrow(() -> new IllegalArgumentException("there is no notice " + tag + "; there are "
            + engine.notices().asked().stream().map(Notice::tag).toList()));
    if (notice.basis() != Notice.Basis.CONSENT) {
      throw new IllegalArgumentException(
          "notice " + tag + " is no consent: whoever ends it leaves the shop, by members().left()");
    }
    return notice;
  }

  private List<Step> inUnit(String id, PersonId person, List<String> wanted, Ending ending) {
    Instant now = engine.clock().instant();
    List<ConsentEvent> before = engine.records().evidence().eventsOf(engine.shop(), person);
    List<ConsentEvent> ended = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    for (String tag : wanted) {
      engine
          .gate()
          .stateOf(tag, before, now)
          .filter(state -> isAgreed(state.type()) || state.type() == ConsentEvent.Type.SUSPENDED)
          .ifPresent(state -> {
            ended.add(event(person, state, ending, now));
            tags.add(tag);
          });
    }
    if (ended.isEmpty()) {
      return List.of();
    }
    ledger.append(person, ended);
    List<Step> steps = new ArrayList<>();
    steps.add(suppress(id, person, tags, now));
    List<String> targets = new ArrayList<>(List.of(STORE));
    engine.records().identities().ofPerson(engine.shop(), person).stream()
        .map(way -> PROVIDER + way.namespace())
        .forEach(targets::add);
    targets.add(LISTENERS);
    for (String target : targets) {
      steps.add(step(id, steps.size(), person, target, tags, now));
    }
    for (Step step : steps) {
      engine.records().consents().addStep(engine.shop(), step);
      if (step.state() == StepState.OPEN) {
        plan(step);
      }
    }
    return List.copyOf(steps);
  }

  private static boolean isAgreed(ConsentEvent.Type type) {
    return switch (type) {
      case GRANTED, RECONFIRMED, RESUMED, IMPORTED -> true;
      default -> false;
    };
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
        Optional.empty(),
        List.of(state.id()),
        Quality.STRONG,
        ending.reason());
  }

  /** First of all, in the commit itself: nothing that waits to be sent slips through. */
  private Step suppress(String id, PersonId person, List<String> tags, Instant now) {
    Set<String> media = new LinkedHashSet<>();
    for (String tag : tags) {
      engine
          .notices()
          .find(tag)
          .filter(notice -> notice.kind() == Notice.Kind.AD_RECEIVE)
          .flatMap(Notice::medium)
          .ifPresent(medium -> media.add(medium.name()));
    }
    media.forEach(medium -> engine
        .records()
        .consents()
        .suppress(engine.shop(), person, new Records.Suppression(medium, Ledger.WITHDRAWN, now)));
    Step open = step(id, 0, person, MESSAGES, tags, now);
    return WithdrawalSteps.ended(
        open,
        media.isEmpty() ? StepState.NOT_APPLICABLE : StepState.DONE,
        media.isEmpty() ? "no-medium" : "suppressed " + String.join(", ", media),
        now);
  }

  private static Step step(
      String id, int number, PersonId person, String target, List<String> tags, Instant now) {
    return new Step(
        id + "-" + number,
        id,
        person,
        target,
        StepState.OPEN,
        tags,
        now,
        now.plus(WITHIN),
        now,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private void plan(Step step) {
    DueWork.plan(
        engine,
        "step-" + step.id(),
        KIND,
        JsonText.object(json -> json.name("step").value(step.id())),
        engine.clock().instant());
  }

  /** What a withdrawal of these would blank, as the store says. */
  List<Erasure> plan(MemberId member, Set<String> tags) {
    tags.forEach(this::withdrawable);
    Optional<Records.Person> person = engine.personOf(member);
    if (person.isEmpty()) {
      return List.of();
    }
    Instant now = engine.clock().instant();
    List<ConsentEvent> after = new ArrayList<>(
        engine.records().evidence().eventsOf(engine.shop(), person.get().id()));
    for (String tag : tags) {
      engine
          .gate()
          .stateOf(tag, List.copyOf(after), now)
          .ifPresent(state -> after.add(
              event(person.get().id(), state, Ending.withdrawal(Actor.SUBJECT, Channel.WEB), now)));
    }
    Set<String> attributes = steps.groundless(after, tags, now);
    return attributes.isEmpty()
        ? List.of()
        : engine.members().planErasure(member, attributes).orElse(List.of());
  }
}
