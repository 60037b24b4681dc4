package io.membersync;

import static java.util.stream.Collectors.joining;

import io.membersync.consent.ConsentEvent;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStoreException;
import io.membersync.oauth.ProviderFailure;
import io.membersync.oauth.TokenSet;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
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
 * Does the steps of withdrawals: in the shop's store, at the providers, with the shop's listeners. Each
 * is tried until it is done or a person gives it up.
 */
final class WithdrawalSteps {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final int LONGEST_TEXT = 200;
  private static final Pattern REASON = Pattern.compile("[\\p{L}\\p{N} .,:/_-]{3,200}");

  private final Engine engine;

  WithdrawalSteps(Engine engine) {
    this.engine = engine;
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
    Fate fate;
    try {
      fate = run(step.get());
    } catch (MemberStoreException e) {
      fate = Fate.again(e.code());
    }
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
    if (step.target().equals(Withdrawals.STORE)) {
      return erase(step);
    }
    if (step.target().equals(Withdrawals.LISTENERS)) {
      return tellListeners(step);
    }
    return atProvider(step, ProviderId.of(step.target().substring(Withdrawals.PROVIDER.length())));
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
  Set<String> groundless(List<ConsentEvent> events, Set<String> tags, Instant now) {
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
    Step tried = changed(
        step, StepState.OPEN, Optional.of(errorCode), Optional.empty(), Optional.empty(), now);
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
      Step given = changed(
          step.get(),
          StepState.GIVEN_UP,
          step.get().errorCode(),
          Optional.empty(),
          Optional.of(reason),
          now);
      if (!engine.records().consents().changeStep(engine.shop(), given, StepState.OPEN)) {
        return false;
      }
      engine.records().tasks().finish(engine.shop(), "step-" + stepId, now.plus(DueWork.REMEMBER));
      LOG.warn("step {} of a withdrawal was given up", stepId);
      return true;
    });
  }

  static Step ended(Step step, StepState state, String receipt, Instant now) {
    String kept = receipt.substring(0, Math.min(receipt.length(), LONGEST_TEXT));
    return changed(step, state, Optional.empty(), Optional.of(kept), Optional.empty(), now);
  }

  private static Step changed(
      Step step,
      StepState state,
      Optional<String> errorCode,
      Optional<String> receipt,
      Optional<String> reason,
      Instant now) {
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
        state == StepState.GIVEN_UP ? step.attempts() : step.attempts() + 1,
        errorCode,
        receipt,
        reason);
  }
}
