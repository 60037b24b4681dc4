package io.membersync;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate;
import io.membersync.consent.Notice;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.oauth.ProviderFailure;
import io.membersync.oauth.TokenSet;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
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

  /** Answers of the store that leave nothing to be done for an attribute. */
  private static final Set<UpdateReport.Outcome> FINAL = Set.of(
      UpdateReport.Outcome.APPLIED, UpdateReport.Outcome.UNCHANGED, UpdateReport.Outcome.READ_ONLY);

  private static final Pattern REASON = Pattern.compile("[\\p{L}\\p{N} .,:/_-]{3,200}");

  private final Engine engine;
  private final Grounds grounds;
  private final MergedConsents merged;

  WithdrawalSteps(Engine engine) {
    this.engine = engine;
    this.grounds = new Grounds(engine);
    this.merged = new MergedConsents(engine);
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
    } catch (RuntimeException e) { // of a provider or a store that the shop has made
      LOG.error(
          "step {} of a withdrawal failed: {}",
          step.get().target(),
          e.getClass().getName());
      fate = Fate.again("failed");
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
    if (step.target().equals(WithdrawalPlan.STORE)) {
      return erase(step, () -> groundless(step));
    }
    if (step.target().equals(WithdrawalPlan.LISTENERS)) {
      return tellListeners(step);
    }
    if (step.target().startsWith(WithdrawalPlan.ATTEMPT)) {
      return erase(
          step, () -> broughtBy(step, step.target().substring(WithdrawalPlan.ATTEMPT.length())));
    }
    if (step.target().startsWith(WithdrawalPlan.SCOPE)) {
      return takeBackScope(step);
    }
    return takeBackTerms(
        step, ProviderId.of(step.target().substring(WithdrawalPlan.PROVIDER.length())));
  }

  private Set<String> groundless(Step step) {
    return merged.isGone(step.person())
        ? grounds.groundless()
        : grounds.groundless(
            step.person(), engine.eventsOf(step.person()), Set.copyOf(step.tags()));
  }

  /** What a provider's sign-up has brought, unless the person has come back by it since. */
  private Set<String> broughtBy(Step step, String provider) {
    PersonId now = merged.successorOf(step.person());
    boolean isBack = engine.records().identities().ofPerson(engine.shop(), now).stream()
        .anyMatch(way -> way.namespace().equals(provider));
    Set<String> mapped = isBack ? Set.of() : grounds.groundless();
    return engine.records().evidence().provenanceOf(engine.shop(), step.person()).stream()
        .filter(row -> row.origin().equals(provider))
        .map(Records.Provenance::attribute)
        .filter(mapped::contains)
        .collect(toCollection(LinkedHashSet::new));
  }

  /** An agreement of just now is seen, or waits until what it covers is blank. */
  private Fate erase(Step step, Supplier<Set<String>> attributes) {
    Optional<MemberId> member = engine.memberOf(step.person());
    if (member.isEmpty()) {
      return new Fate(StepState.NOT_APPLICABLE, "no-member");
    }
    if (engine.members().isRemote()) {
      return blank(step, member.get(), attributes.get());
    }
    return engine.repeated(step.id(), () -> {
      engine.hold(step.person());
      return blank(step, member.get(), attributes.get());
    });
  }

  private Fate blank(Step step, MemberId member, Set<String> attributes) {
    if (attributes.isEmpty()) {
      return new Fate(StepState.NOT_APPLICABLE, "no-field");
    }
    Optional<UpdateReport> report =
        engine.members().erase(member, attributes, new OperationId(step.id()));
    if (report.isEmpty()) {
      return new Fate(StepState.NOT_APPLICABLE, "no-eraser");
    }
    forget(step.person(), report.get());
    Optional<UpdateReport.Outcome> open = report.get().outcomes().values().stream()
        .filter(outcome -> !FINAL.contains(outcome))
        .min(Comparator.naturalOrder());
    if (open.isPresent()) {
      return Fate.again("store-" + word(open.get()).replace('_', '-'));
    }
    String blanked = report.get().outcomes().entrySet().stream()
        .map(one -> one.getKey() + " " + word(one.getValue()))
        .sorted()
        .collect(joining(", "));
    return new Fate(StepState.DONE, blanked.isEmpty() ? "no such member" : blanked);
  }

  private static String word(UpdateReport.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  /** What is blank was written by nobody: who agrees again has it filled again. */
  private void forget(PersonId person, UpdateReport report) {
    Set<String> blank = report.outcomes().entrySet().stream()
        .filter(one -> one.getValue() == UpdateReport.Outcome.APPLIED
            || one.getValue() == UpdateReport.Outcome.UNCHANGED)
        .map(Map.Entry::getKey)
        .collect(toSet());
    engine.records().evidence().removeProvenance(engine.shop(), person, blank);
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

  /** What of these is not agreed to anew by now, held or not: a provider must not take that back. */
  private List<String> stillEnded(Step step, PersonId person) {
    List<ConsentEvent> events = engine.eventsOf(person);
    Instant now = Gate.now(events, engine.clock().instant());
    return step.tags().stream()
        .filter(tag ->
            engine.gate().stateOf(tag, events, now).filter(Withdrawals::isOpen).isEmpty())
        .toList();
  }

  /** The provider's tags of a notice; the shop may have that notice no more. */
  private Set<String> providerTags(String tag) {
    return engine.notices().find(tag).map(Notice::providerTags).orElse(Set.of(tag));
  }

  private Fate takeBackTerms(Step step, ProviderId id) {
    PersonId person = merged.successorOf(step.person());
    List<String> ended = stillEnded(step, person);
    if (ended.isEmpty()) {
      return new Fate(StepState.NOT_APPLICABLE, "agreed-anew");
    }
    List<String> tags =
        ended.stream().flatMap(tag -> providerTags(tag).stream()).sorted().toList();
    return atProvider(
        step,
        person,
        id,
        (provider, subject) -> provider.revokeTerms(subject, tags),
        (provider, answer) -> receipt(ended, provider.revokedTerms(answer).orElse(tags)));
  }

  /** What the provider says counts, and not what it was asked for. */
  private Fate receipt(List<String> ended, List<String> revoked) {
    Set<String> done = new TreeSet<>();
    Set<String> left = new TreeSet<>();
    for (String tag : ended) {
      List<String> own = providerTags(tag).stream().filter(revoked::contains).toList();
      done.addAll(own);
      if (own.isEmpty()) {
        left.add(tag);
      }
    }
    String not = left.isEmpty() ? "" : "nothing taken back for " + String.join(", ", left);
    if (done.isEmpty()) {
      return new Fate(StepState.NOT_APPLICABLE, not);
    }
    String receipt = "revoked " + String.join(", ", done);
    return new Fate(StepState.DONE, left.isEmpty() ? receipt : receipt + "; " + not);
  }

  private Fate takeBackScope(Step step) {
    String[] parts = step.target().substring(WithdrawalPlan.SCOPE.length()).split(":", 2);
    ProviderId id = ProviderId.of(parts[0]);
    String scope = parts[1];
    PersonId person = merged.successorOf(step.person());
    List<ConsentEvent> events = engine.eventsOf(person);
    Provider provider = engine.providers().get(id);
    if (provider != null
        && !grounds.unusedScopes(provider, events, Set.copyOf(step.tags())).contains(scope)) {
      return new Fate(StepState.NOT_APPLICABLE, "in-use"); // agreed to anew
    }
    return atProvider(
        step,
        person,
        id,
        (known, subject) -> known.revokeScopes(subject, List.of(scope)),
        (known, answer) -> new Fate(StepState.DONE, "revoked " + scope));
  }

  /** The call for this visitor; empty where the provider has none. */
  private interface Call {
    Optional<ProviderCall> of(Provider provider, String subject);
  }

  /** What a good answer means. */
  private interface Receipt {
    Fate of(Provider provider, Provider.Answer answer);
  }

  /** By each of the person's ways in at this provider, which knows them apart. */
  private Fate atProvider(Step step, PersonId person, ProviderId id, Call wanted, Receipt receipt) {
    Provider provider = engine.providers().get(id);
    if (provider == null) {
      return Fate.again(
          "no-provider"); // the shop has taken it away, or another node has it already
    }
    List<Fate> fates = engine.records().identities().ofPerson(engine.shop(), person).stream()
        .filter(way -> way.namespace().equals(id.value()))
        .map(way -> atProvider(provider, way.subject(), wanted, receipt))
        .toList();
    for (StepState strongest : List.of(StepState.OPEN, StepState.DONE, StepState.NOT_APPLICABLE)) {
      List<String> words = fates.stream()
          .filter(fate -> fate.state() == strongest)
          .map(Fate::word)
          .distinct()
          .toList();
      if (!words.isEmpty()) {
        return new Fate(
            strongest, strongest == StepState.OPEN ? words.get(0) : String.join("; ", words));
      }
    }
    return merged.successorOf(step.person()).equals(person)
        ? new Fate(StepState.NOT_APPLICABLE, "no-link")
        : Fate.again("merged"); // while it was looked for
  }

  private Fate atProvider(Provider provider, String subject, Call wanted, Receipt receipt) {
    Optional<ProviderCall> call = wanted.of(provider, subject);
    if (call.isEmpty()) {
      return new Fate(StepState.NOT_APPLICABLE, "no-such-call");
    }
    ProviderId id = provider.descriptor().id();
    TokenVault vault = new TokenVault(engine);
    try {
      Optional<TokenSet> tokens = !call.get().needsVisitorToken()
          ? Optional.empty()
          : vault.fresh(id, subject).filter(held -> held.accessToken().isPresent());
      if (call.get().needsVisitorToken() && tokens.isEmpty()) {
        return vault.find(id, subject).isPresent()
            ? Fate.again("token-busy") // somebody else is refreshing it
            : new Fate(StepState.NOT_APPLICABLE, "no-token");
      }
      return receipt.of(provider, engine.gateway().call(provider, call.get(), tokens));
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
    new TaskBook(engine).postpone(task, errorCode, Optional.empty());
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
