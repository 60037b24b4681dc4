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
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
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
    if (step.target().equals(Withdrawals.STORE)) {
      return erase(step, groundless(step));
    }
    if (step.target().equals(Withdrawals.LISTENERS)) {
      return tellListeners(step);
    }
    if (step.target().startsWith(Withdrawals.ATTEMPT)) {
      return erase(step, broughtBy(step, step.target().substring(Withdrawals.ATTEMPT.length())));
    }
    if (step.target().startsWith(Withdrawals.SCOPE)) {
      return takeBackScope(step);
    }
    return takeBackTerms(
        step, ProviderId.of(step.target().substring(Withdrawals.PROVIDER.length())));
  }

  private Set<String> groundless(Step step) {
    return isLeft(step.person()) && mergedInto(step.person()).isEmpty()
        ? groundless()
        : groundless(
            step.person(),
            engine.records().evidence().eventsOf(engine.shop(), step.person()),
            Set.copyOf(step.tags()));
  }

  /** What a provider's sign-up has brought, unless the person has come back by it since. */
  private Set<String> broughtBy(Step step, String provider) {
    PersonId now = successorOf(step.person());
    boolean isBack = engine.records().identities().ofPerson(engine.shop(), now).stream()
        .anyMatch(way -> way.namespace().equals(provider));
    Set<String> mapped = isBack ? Set.of() : groundless();
    return engine.records().evidence().provenanceOf(engine.shop(), step.person()).stream()
        .filter(row -> row.origin().equals(provider))
        .map(Records.Provenance::attribute)
        .filter(mapped::contains)
        .collect(toCollection(LinkedHashSet::new));
  }

  private Fate erase(Step step, Set<String> attributes) {
    Optional<MemberId> member = engine.memberOf(step.person());
    if (member.isEmpty() || attributes.isEmpty()) {
      return new Fate(StepState.NOT_APPLICABLE, member.isEmpty() ? "no-member" : "no-field");
    }
    OperationId operation = new OperationId(step.id());
    Optional<UpdateReport> report;
    if (engine.members().isRemote()) {
      report = engine.members().erase(member.get(), attributes, operation);
      report.ifPresent(done -> forget(step.person(), done));
    } else {
      report = engine.repeated(step.id(), () -> {
        Optional<UpdateReport> done = engine.members().erase(member.get(), attributes, operation);
        done.ifPresent(one -> forget(step.person(), one));
        return done;
      });
    }
    if (report.isEmpty()) {
      return new Fate(StepState.NOT_APPLICABLE, "no-eraser");
    }
    Optional<UpdateReport.Outcome> open = report.get().outcomes().values().stream()
        .filter(outcome -> !FINAL.contains(outcome))
        .min(Comparator.naturalOrder());
    if (open.isPresent()) {
      return Fate.again("store-" + open.get().name().toLowerCase(Locale.ROOT).replace('_', '-'));
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

  /** What is blank was written by nobody: who agrees again has it filled again. */
  private void forget(PersonId person, UpdateReport report) {
    Set<String> blank = report.outcomes().entrySet().stream()
        .filter(one -> one.getValue() == UpdateReport.Outcome.APPLIED
            || one.getValue() == UpdateReport.Outcome.UNCHANGED)
        .map(Map.Entry::getKey)
        .collect(toSet());
    engine.records().evidence().removeProvenance(engine.shop(), person, blank);
  }

  private boolean isLeft(PersonId person) {
    return engine
        .records()
        .identities()
        .findPerson(engine.shop(), person)
        .filter(Records.Person::hasLeft)
        .isPresent();
  }

  /** Who is this person now: whoever was merged into another one has gone, and did not leave. */
  private PersonId successorOf(PersonId person) {
    Set<PersonId> seen = new HashSet<>();
    PersonId last = person;
    for (Optional<PersonId> next = Optional.of(person);
        next.isPresent() && seen.add(next.get());
        next = mergedInto(last)) {
      last = next.get();
    }
    return last;
  }

  private Optional<PersonId> mergedInto(PersonId person) {
    return isLeft(person)
        ? engine.records().evidence().eventsOf(engine.shop(), person).stream()
            .filter(event -> event.type() == ConsentEvent.Type.MERGED
                || event.reason().filter(Withdrawals.LEFT::equals).isPresent())
            .reduce((earlier, later) -> later)
            .filter(event -> event.type() == ConsentEvent.Type.MERGED)
            .map(event -> PersonId.parse(event.causes().get(0)))
        : Optional.empty();
  }

  /** Of who has left, nothing has a ground. */
  Set<String> groundless() {
    return engine.mapping().entries().stream()
        .map(FieldMapping.Entry::attribute)
        .collect(toCollection(LinkedHashSet::new));
  }

  /** The attributes that any version of these notices gave a ground for, and that have none now. */
  Set<String> groundless(PersonId person, List<ConsentEvent> events, Set<String> tags) {
    Instant now = Gate.now(events, engine.clock().instant());
    Set<String> written = writtenBy(person, events, tags, now);
    Set<String> attributes = new LinkedHashSet<>();
    for (FieldMapping.Entry mapped : engine.mapping().entries()) {
      boolean covered = written.contains(mapped.attribute())
          || tags.stream()
              .flatMap(tag -> engine.notices().versions(tag).stream())
              .flatMap(notice -> notice.coverage().stream())
              .anyMatch(one -> one.fields().contains(mapped.field()));
      if (covered
          && !engine.gate().decide(mapped.field(), events, now).allowed()
          && !isForNow(mapped.field(), events, now)) {
        attributes.add(mapped.attribute());
      }
    }
    return attributes;
  }

  /**
   * Whether a consent to it is only held, or waits to be asked again: that forbids its use for now, and
   * nobody has ended it.
   */
  boolean isForNow(Field<?> field, List<ConsentEvent> events, Instant now) {
    return isForNow(field, covers -> covers.recipient().isEmpty(), events, now);
  }

  private boolean isForNow(
      Field<?> field, Predicate<Notice.Coverage> use, List<ConsentEvent> events, Instant now) {
    return engine.notices().covering(field).stream()
        .filter(notice -> notice.basis() == Notice.Basis.CONSENT)
        .filter(notice -> notice.coverage().stream()
            .anyMatch(covers -> covers.fields().contains(field) && use.test(covers)))
        .flatMap(notice -> engine.gate().stateOf(notice.tag(), events, now).stream())
        .filter(state -> state.validUntil().map(now::isBefore).orElse(true))
        .map(ConsentEvent::type)
        .anyMatch(type -> type.isAgreement()
            || type == ConsentEvent.Type.SUSPENDED
            || type == ConsentEvent.Type.SUPERSEDED);
  }

  /**
   * The attributes that were last written on the ground of these, which the shop may have no more, or
   * of what has ended before: one that shares its column waits until the other one may go.
   */
  private Set<String> writtenBy(
      PersonId person, List<ConsentEvent> events, Set<String> tags, Instant now) {
    Set<String> grounds = events.stream()
        .filter(event -> event
            .notice()
            .map(ConsentEvent.NoticeReference::tag)
            .filter(tag -> tags.contains(tag)
                || engine
                    .gate()
                    .stateOf(tag, events, now)
                    .filter(Withdrawals::isRefusal)
                    .isPresent())
            .isPresent())
        .map(ConsentEvent::id)
        .collect(toSet());
    return engine.records().evidence().provenanceOf(engine.shop(), person).stream()
        .filter(one -> grounds.contains(one.basis()))
        .map(Records.Provenance::attribute)
        .collect(toSet());
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

  /** What of these is not agreed to anew by now: a provider must not take that back. */
  private List<String> stillEnded(Step step, PersonId person) {
    List<ConsentEvent> events = engine.records().evidence().eventsOf(engine.shop(), person);
    Instant now = Gate.now(events, engine.clock().instant());
    return step.tags().stream()
        .filter(tag -> engine
            .notices()
            .find(tag)
            .filter(notice -> engine.gate().isGranted(notice, events, now))
            .isEmpty())
        .toList();
  }

  /** The provider's tags of a notice; the shop may have that notice no more. */
  private Set<String> providerTags(String tag) {
    return engine.notices().find(tag).map(Notice::providerTags).orElse(Set.of(tag));
  }

  private Fate takeBackTerms(Step step, ProviderId id) {
    PersonId person = successorOf(step.person());
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
    String[] parts = step.target().substring(Withdrawals.SCOPE.length()).split(":", 2);
    ProviderId id = ProviderId.of(parts[0]);
    String scope = parts[1];
    PersonId person = successorOf(step.person());
    List<ConsentEvent> events = engine.records().evidence().eventsOf(engine.shop(), person);
    Provider provider = engine.providers().get(id);
    if (provider != null
        && !unusedScopes(provider, events, Set.copyOf(step.tags())).contains(scope)) {
      return new Fate(StepState.NOT_APPLICABLE, "in-use"); // agreed to anew
    }
    return atProvider(
        step,
        person,
        id,
        (known, subject) -> known.revokeScopes(subject, List.of(scope)),
        (known, answer) -> new Fate(StepState.DONE, "revoked " + scope));
  }

  /**
   * What a provider may give, by its own names, only for the sake of these notices: for fields that
   * none of them, nor any other, gives a use to now.
   */
  Set<String> unusedScopes(Provider provider, List<ConsentEvent> events, Set<String> tags) {
    Instant now = Gate.now(events, engine.clock().instant());
    Set<String> unused = new TreeSet<>();
    Set<String> used = new HashSet<>();
    for (FieldMapping.Entry mapped : engine.mapping().entries()) {
      List<Notice> covering = engine.notices().covering(mapped.field());
      provider.scopeOf(mapped.field()).ifPresent(scope -> {
        if (isUsed(mapped.field(), covering, events, now)) {
          used.add(scope);
        } else if (covering.stream().anyMatch(notice -> tags.contains(notice.tag()))) {
          unused.add(scope);
        }
      });
    }
    unused.removeAll(used);
    return unused;
  }

  /** By the shop, or by somebody it gives the field to; what is held has a use again one day. */
  private boolean isUsed(
      Field<?> field, List<Notice> covering, List<ConsentEvent> events, Instant now) {
    return isForNow(field, covers -> true, events, now)
        || covering.stream()
            .flatMap(notice -> notice.coverage().stream())
            .filter(covered -> covered.fields().contains(field))
            .map(covered -> new Gate.Use(covered.purpose(), covered.recipient()))
            .anyMatch(use -> engine.gate().decide(field, use, events, now).allowed());
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
    return successorOf(step.person()).equals(person)
        ? new Fate(StepState.NOT_APPLICABLE, "no-link")
        : Fate.again("merged"); // while it was looked for
  }

  private Fate atProvider(Provider provider, String subject, Call wanted, Receipt receipt) {
    Optional<ProviderCall> call = wanted.of(provider, subject);
    if (call.isEmpty()) {
      return new Fate(StepState.NOT_APPLICABLE, "no-such-call");
    }
    ProviderId id = provider.descriptor().id();
    try {
      Optional<Secret> token = call.get().credential().isPresent()
          ? Optional.empty()
          : new TokenVault(engine).fresh(id, subject).map(TokenSet::accessToken);
      if (call.get().credential().isEmpty() && token.isEmpty()) {
        return new Fate(StepState.NOT_APPLICABLE, "no-token");
      }
      return receipt.of(provider, engine.gateway().call(provider, call.get(), token));
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
