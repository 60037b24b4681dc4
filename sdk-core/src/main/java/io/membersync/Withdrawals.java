package io.membersync;

import static java.util.stream.Collectors.joining;

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
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.PersonId;
import io.membersync.oauth.ProviderFailure;
import io.membersync.oauth.TokenSet;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final Duration WITHIN = Duration.ofDays(3);
  private static final int LONGEST_TEXT = 200;
  private static final Pattern REASON = Pattern.compile("[\\p{L}\\p{N} .,:/_-]{3,200}");

  private final Engine engine;
  private final Ledger ledger;

  Withdrawals(Engine engine, Ledger ledger) {
    this.engine = engine;
    this.ledger = ledger;
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
    return ended(
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

  private static Step ended(Step step, StepState state, String receipt, Instant now) {
    return new Step(
        step.id(),
        step.withdrawal(),
        step.person(),
        step.target(),
        state,
        step.tags(),
        step.createdAt(),
        step.deadline(),
        now,
        step.attempts() + 1,
        Optional.empty(),
        Optional.of(receipt.substring(0, Math.min(receipt.length(), LONGEST_TEXT))),
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

  /** What has come of a step that is due: what to answer for it, or why it is to be tried again. */
  record Fate(StepState state, String word) {
    static Fate again(String errorCode) {
      return new Fate(StepState.OPEN, errorCode);
    }
  }

  /** Does a step; false when it is to be tried again. */
  boolean run(String stepId, Records.Task task) {
    Optional<Step> step = engine.records().consents().findStep(engine.shop(), stepId);
    if (step.isEmpty() || step.get().state() != StepState.OPEN) {
      return true; // done before, or given up
    }
    Fate fate = run(step.get());
    if (fate.state() == StepState.OPEN) {
      tried(step.get(), fate.word(), task);
      return false;
    }
    Instant now = engine.clock().instant();
    engine
        .records()
        .consents()
        .changeStep(
            engine.shop(), ended(step.get(), fate.state(), fate.word(), now), StepState.OPEN);
    return true;
  }

  private Fate run(Step step) {
    if (step.target().equals(STORE)) {
      return erase(step);
    }
    if (step.target().equals(LISTENERS)) {
      return tellListeners(step);
    }
    return atProvider(step, ProviderId.of(step.target().substring(PROVIDER.length())));
  }

  private Fate erase(Step step) {
    Optional<MemberId> member = engine.memberOf(step.person());
    List<ConsentEvent> events = engine.records().evidence().eventsOf(engine.shop(), step.person());
    Set<String> attributes =
        groundless(events, Set.copyOf(step.tags()), engine.clock().instant());
    if (member.isEmpty() || attributes.isEmpty()) {
      return new Fate(StepState.NOT_APPLICABLE, member.isEmpty() ? "no-member" : "no-field");
    }
    Optional<UpdateReport> report = engine.members().isRemote()
        ? engine.members().erase(member.get(), attributes, new OperationId(step.id()))
        : engine.repeated(
            step.id(),
            () -> engine.members().erase(member.get(), attributes, new OperationId(step.id())));
    if (report.isEmpty()) {
      return new Fate(StepState.NOT_APPLICABLE, "no-eraser");
    }
    List<String> words = new ArrayList<>();
    report
        .get()
        .outcomes()
        .forEach((attribute, outcome) ->
            words.add(attribute + " " + outcome.name().toLowerCase(Locale.ROOT)));
    return new Fate(
        StepState.DONE,
        words.isEmpty() ? "no such member" : words.stream().sorted().collect(joining(", ")));
  }

  /** The attributes that these notices gave a ground for, and that have none now. */
  private Set<String> groundless(List<ConsentEvent> events, Set<String> tags, Instant now) {
    Set<String> attributes = new LinkedHashSet<>();
    for (FieldMapping.Entry mapped : engine.mapping().entries()) {
      boolean covered = engine.notices().covering(mapped.field()).stream()
          .anyMatch(notice -> tags.contains(notice.tag()));
      if (covered && !engine.gate().decide(mapped.field(), events, now).allowed()) {
        attributes.add(mapped.attribute());
      }
    }
    return attributes;
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
    Set<String> attributes = groundless(after, tags, now);
    return attributes.isEmpty()
        ? List.of()
        : engine.members().planErasure(member, attributes).orElse(List.of());
  }

  /** What one of them throws is logged by whoever tells them; it is told again then. */
  private Fate tellListeners(Step step) {
    boolean heard = engine.tell(new Members.Event(
        Members.Event.Kind.CONSENT_WITHDRAWN,
        step.person(),
        engine.memberOf(step.person()),
        ShopWord.SHOP,
        Optional.empty(),
        engine.clock().instant()));
    return heard ? new Fate(StepState.DONE, "told") : Fate.again("listener-failed");
  }

  private Fate atProvider(Step step, ProviderId id) {
    Provider provider = engine.providers().get(id);
    if (provider == null) {
      return Fate.again(
          "no-provider"); // the shop has taken it away, or another node has it already
    }
    Optional<String> subject =
        engine.records().identities().ofPerson(engine.shop(), step.person()).stream()
            .filter(way -> way.namespace().equals(id.value()))
            .map(Records.Identity::subject)
            .findFirst();
    if (subject.isEmpty()) {
      return new Fate(StepState.NOT_APPLICABLE, "no-link");
    }
    List<String> tags = step.tags().stream()
        .flatMap(tag -> engine.notices().find(tag).stream())
        .flatMap(notice -> notice.providerTags().stream())
        .sorted()
        .toList();
    Optional<ProviderCall> call = provider.revokeTerms(subject.get(), tags);
    if (call.isEmpty()) {
      return new Fate(StepState.NOT_APPLICABLE, "no-such-call");
    }
    try {
      Optional<Secret> token = call.get().credential().isPresent()
          ? Optional.empty()
          : new TokenVault(engine).fresh(id, subject.get()).map(TokenSet::accessToken);
      if (call.get().credential().isEmpty() && token.isEmpty()) {
        return new Fate(StepState.NOT_APPLICABLE, "no-token");
      }
      engine.gateway().call(provider, call.get(), token);
      return new Fate(StepState.DONE, "revoked " + String.join(", ", tags));
    } catch (ProviderFailure failure) {
      return failed(failure);
    }
  }

  /** What the provider will never do is not asked again. */
  private static Fate failed(ProviderFailure failure) {
    String code = failure.error().code();
    return switch (failure.kind()) {
      case TOKEN_DEAD, VISITOR -> new Fate(StepState.NOT_APPLICABLE, code);
      default -> Fate.again(code);
    };
  }

  private void tried(Step step, String errorCode, Records.Task task) {
    Instant now = engine.clock().instant();
    if (now.isAfter(step.deadline())) {
      LOG.error(
          "what follows from withdrawal {} is overdue at {}: {}; it is tried on until consents().giveUp",
          step.withdrawal(),
          step.target(),
          errorCode);
    }
    Step tried = new Step(
        step.id(),
        step.withdrawal(),
        step.person(),
        step.target(),
        StepState.OPEN,
        step.tags(),
        step.createdAt(),
        step.deadline(),
        now,
        step.attempts() + 1,
        Optional.of(errorCode),
        Optional.empty(),
        Optional.empty());
    engine.records().consents().changeStep(engine.shop(), tried, StepState.OPEN);
    DueWork.postpone(engine, task, errorCode, Optional.empty());
  }

  /** A person ends it; false when it has ended already. */
  boolean giveUp(String stepId, String reason) {
    if (!REASON.matcher(reason).matches()) {
      throw new IllegalArgumentException(
          "a reason has 3 to 200 letters, digits, blanks and . , : / _ - and names nobody");
    }
    return engine.repeated("giving up " + stepId, () -> {
      Optional<Step> step = engine.records().consents().findStep(engine.shop(), stepId);
      if (step.isEmpty() || step.get().state() != StepState.OPEN) {
        return false;
      }
      Instant now = engine.clock().instant();
      Step before = step.get();
      boolean given = engine
          .records()
          .consents()
          .changeStep(
              engine.shop(),
              new Step(
                  before.id(),
                  before.withdrawal(),
                  before.person(),
                  before.target(),
                  StepState.GIVEN_UP,
                  before.tags(),
                  before.createdAt(),
                  before.deadline(),
                  now,
                  before.attempts(),
                  before.errorCode(),
                  Optional.empty(),
                  Optional.of(reason)),
              StepState.OPEN);
      if (given) {
        engine
            .records()
            .tasks()
            .finish(engine.shop(), "step-" + stepId, now.plus(DueWork.REMEMBER));
        LOG.warn("step {} of a withdrawal was given up", stepId);
      }
      return given;
    });
  }
}
