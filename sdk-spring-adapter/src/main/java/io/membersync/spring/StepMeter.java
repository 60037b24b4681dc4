package io.membersync.spring;

import io.membersync.MemberSync.Observer.Kind;
import io.membersync.MemberSync.Observer.Outcome;
import io.membersync.MemberSync.Observer.Step;
import io.membersync.provider.ProviderId;
import java.util.Optional;

/**
 * The meters and observations, one a kind of step. Every one has the tags {@code provider}, {@code
 * outcome} and {@code reason}, {@value #NONE} where there is none, and one for the step's name.
 */
enum StepMeter {
  /** {@link Kind#BEGIN}: how many visitors are sent to a provider. */
  BEGIN("membersync.begin", "purpose", "Sign-ins that are begun"),
  /** {@link Kind#COMPLETE} and {@link Kind#RESUME}: how sign-ins end, and how long that takes. */
  SIGN_IN("membersync.sign.in", "step", "Callbacks of providers and answers of visitors"),
  /** {@link Kind#PROVIDER_CALL}: how fast a provider is, and what goes wrong with it. */
  PROVIDER_CALL("membersync.provider.call", "call", "Calls to providers"),
  /** {@link Kind#WEBHOOK}: what providers tell. */
  WEBHOOK("membersync.webhook", "step", "Webhooks of providers"),
  /** {@link Kind#TASK}: work that is done later. */
  TASK("membersync.task", "task", "Tasks that were due"),
  /** {@link Kind#STORE}: how fast the shop's own member store is. */
  STORE("membersync.store", "method", "Calls of the shop's member store");

  /** How long visitors were at a provider, with the tag {@code provider} only. */
  static final String VISIT = "membersync.provider.visit";

  static final String PROVIDER = "provider";
  static final String OUTCOME = "outcome";
  static final String REASON = "reason";
  static final String NONE = "none";

  private final String text;
  private final String nameTag;
  private final String description;

  StepMeter(String text, String nameTag, String description) {
    this.text = text;
    this.nameTag = nameTag;
    this.description = description;
  }

  static StepMeter of(Kind kind) {
    return switch (kind) {
      case BEGIN -> BEGIN;
      case COMPLETE, RESUME -> SIGN_IN;
      case PROVIDER_CALL -> PROVIDER_CALL;
      case WEBHOOK -> WEBHOOK;
      case TASK -> TASK;
      case STORE -> STORE;
    };
  }

  String text() {
    return text;
  }

  /** The tag for the name of the step. */
  String nameTag() {
    return nameTag;
  }

  String description() {
    return description;
  }

  static String provider(Optional<ProviderId> provider) {
    return provider.map(ProviderId::value).orElse(NONE);
  }

  static String reason(Outcome outcome) {
    return outcome.reason().orElse(NONE);
  }

  /** What a trace calls the step, such as {@code membersync profile kakao}. */
  static String span(Step step) {
    return "membersync " + step.name() + step.provider().map(id -> " " + id).orElse("");
  }
}
