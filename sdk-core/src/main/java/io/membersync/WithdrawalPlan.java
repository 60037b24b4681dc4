package io.membersync;

import io.membersync.consent.Notice;
import io.membersync.internal.JsonText;
import io.membersync.member.PersonId;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans what follows when consents have ended, in the unit of work that has ended them. */
final class WithdrawalPlan {
  static final String KIND = "withdrawal";
  static final String MESSAGES = "messages";
  static final String STORE = "store";
  static final String PROVIDER = "provider:";

  /** Followed by the provider whose sign-up came to nothing. */
  static final String ATTEMPT = "attempt:";

  /** Followed by the provider, a colon, and the provider's name of the consent to a field. */
  static final String SCOPE = "scope:";

  static final String LISTENERS = "listeners";

  private static final Duration WITHIN = Duration.ofDays(3);

  private final Engine engine;
  private final Grounds grounds;

  WithdrawalPlan(Engine engine, Grounds grounds) {
    this.engine = engine;
    this.grounds = grounds;
  }

  /**
   * Records what is to be done, and plans it.
   *
   * @param ended what has ended, by tag
   * @param store what is done in the shop's store
   * @param except the provider that knows already, unless the person has another way in there too
   */
  List<Step> follow(
      String id,
      PersonId person,
      List<String> ended,
      String store,
      Optional<ProviderId> except,
      Instant now) {
    List<String> tags = ended.isEmpty() ? grounds() : ended;
    Set<String> groundless = grounds.groundless(person, engine.eventsOf(person), Set.copyOf(tags));
    Questions.drop(engine, person, asked -> groundless.contains(asked.attribute()));
    List<Step> steps = new ArrayList<>();
    steps.add(suppress(id, person, ended, tags, now));
    List<String> targets = new ArrayList<>(List.of(store));
    List<ProviderId> ways = engine.records().identities().ofPerson(engine.shop(), person).stream()
        .map(way -> ProviderId.of(way.namespace()))
        .toList();
    ways.stream()
        .distinct()
        .filter(provider ->
            !except.equals(Optional.of(provider)) || Collections.frequency(ways, provider) > 1)
        .forEach(provider -> {
          targets.add(PROVIDER + provider);
          scopes(provider, person, ended).forEach(targets::add);
        });
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

  /** Where no consent has ended, every other ground has. */
  private List<String> grounds() {
    return engine.notices().all().stream()
        .filter(notice -> !notice.coverage().isEmpty())
        .map(Notice::tag)
        .toList();
  }

  /** A provider may refuse all of several for the sake of one, so each is a step. */
  private List<String> scopes(ProviderId id, PersonId person, List<String> tags) {
    Provider provider = engine.providers().get(id);
    return provider == null
        ? List.of()
        : grounds.unusedScopes(provider, engine.eventsOf(person), Set.copyOf(tags)).stream()
            .map(scope -> SCOPE + id + ":" + scope)
            .toList();
  }

  /** First of all, in the commit itself: nothing that waits to be sent slips through. */
  private Step suppress(
      String id, PersonId person, List<String> ended, List<String> tags, Instant now) {
    Set<String> media = new LinkedHashSet<>();
    for (String tag : ended) {
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
        .suppress(
            engine.shop(),
            person,
            new Records.Suppression(medium, Records.Suppression.WITHDRAWN, now)));
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
}
