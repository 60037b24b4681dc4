package io.membersync.records;

import static io.membersync.records.InMemoryRecords.millis;

import io.membersync.internal.MemoryTable;
import io.membersync.internal.MemoryUnit;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records.Assurance;
import io.membersync.records.Records.AssuranceKind;
import io.membersync.records.Records.NoticeText;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import io.membersync.records.Records.Suppression;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Texts, suppressions, steps and what is known of ages, in memory. */
final class MemoryConsents implements Records.Consents {
  private record Owner(ShopId shop, PersonId person) {}

  private record TextKey(ShopId shop, String tag, int version, String language, String sha256) {}

  private record TextGroup(ShopId shop, String tag, int version) {}

  private record TextRow(TextGroup group, NoticeText text) {}

  private record SuppressionKey(Owner owner, String medium) {}

  private record SuppressionRow(Owner owner, Suppression suppression) {}

  private record StepKey(ShopId shop, String id) {}

  /** Grouped by person, and those that are open by shop too. */
  private record StepRow(ShopId shop, Step step) {
    List<Object> groups() {
      Owner owner = new Owner(shop, step.person());
      return step.state() == StepState.OPEN ? List.of(owner, shop) : List.of(owner);
    }
  }

  private record AssuranceKey(Owner owner, AssuranceKind kind) {}

  private record AssuranceRow(Owner owner, Assurance assurance) {}

  private final MemoryTable<AssuranceKey, AssuranceRow, Owner> assurances =
      new MemoryTable<>(row -> List.of(row.owner()));
  private final MemoryTable<TextKey, TextRow, TextGroup> texts =
      new MemoryTable<>(row -> List.of(row.group()));
  private final MemoryTable<SuppressionKey, SuppressionRow, Owner> suppressions =
      new MemoryTable<>(row -> List.of(row.owner()));
  private final MemoryTable<StepKey, StepRow, Object> steps = new MemoryTable<>(StepRow::groups);

  @Override
  public void keepText(ShopId shop, NoticeText text) {
    NoticeText kept = new NoticeText(
        text.tag(),
        text.version(),
        text.language(),
        text.sha256(),
        text.content(),
        text.title(),
        text.body(),
        millis(text.keptAt()));
    MemoryUnit.join(() -> texts.insert(
        new TextKey(shop, text.tag(), text.version(), text.language(), text.sha256()),
        new TextRow(new TextGroup(shop, text.tag(), text.version()), kept)));
  }

  @Override
  public List<NoticeText> textsOf(ShopId shop, String tag, int version) {
    return MemoryUnit.join(() -> texts.findGroup(new TextGroup(shop, tag, version)).stream()
        .map(TextRow::text)
        .sorted(Comparator.comparing(NoticeText::language)
            .thenComparing(NoticeText::keptAt)
            .thenComparing(NoticeText::sha256))
        .toList());
  }

  @Override
  public void suppress(ShopId shop, PersonId person, Suppression suppression) {
    Owner owner = new Owner(shop, person);
    Suppression kept =
        new Suppression(suppression.medium(), suppression.cause(), millis(suppression.since()));
    SuppressionKey key = new SuppressionKey(owner, suppression.medium());
    SuppressionRow row = new SuppressionRow(owner, kept);
    MemoryUnit.join(() -> suppressions.insert(key, row)
        || suppressions.replace(
            key,
            there -> there.suppression().cause().equals(Suppression.WITHDRAWN),
            there -> kept.cause().equals(Suppression.WITHDRAWN) ? there : row));
  }

  @Override
  public boolean release(ShopId shop, PersonId person, String medium) {
    return MemoryUnit.join(() -> suppressions
        .remove(new SuppressionKey(new Owner(shop, person), medium), any -> true)
        .isPresent());
  }

  @Override
  public List<Suppression> suppressionsOf(ShopId shop, PersonId person) {
    return MemoryUnit.join(() -> suppressions.findGroup(new Owner(shop, person)).stream()
        .map(SuppressionRow::suppression)
        .sorted(Comparator.comparing(Suppression::medium))
        .toList());
  }

  @Override
  public boolean addStep(ShopId shop, Step step) {
    return MemoryUnit.join(
        () -> steps.insert(new StepKey(shop, step.id()), new StepRow(shop, copy(step))));
  }

  @Override
  public boolean changeStep(ShopId shop, Step step, StepState before) {
    return MemoryUnit.join(() -> steps.replace(
        new StepKey(shop, step.id()),
        row -> row.step().state() == before,
        row -> new StepRow(shop, copy(step))));
  }

  @Override
  public Optional<Step> findStep(ShopId shop, String id) {
    return MemoryUnit.join(() -> steps.find(new StepKey(shop, id)).map(StepRow::step));
  }

  @Override
  public List<Step> stepsOf(ShopId shop, PersonId person) {
    return MemoryUnit.join(() -> steps.findGroup(new Owner(shop, person)).stream()
        .map(StepRow::step)
        .sorted(Comparator.comparing(Step::createdAt).thenComparing(Step::id))
        .toList());
  }

  @Override
  public List<Step> openSteps(ShopId shop, int limit) {
    return MemoryUnit.join(() -> steps.findGroup(shop).stream()
        .map(StepRow::step)
        .sorted(Comparator.comparing(Step::deadline).thenComparing(Step::id))
        .limit(limit)
        .toList());
  }

  @Override
  public void putAssurance(ShopId shop, PersonId person, Assurance assurance) {
    Owner owner = new Owner(shop, person);
    Assurance kept = new Assurance(
        assurance.kind(),
        assurance.source(),
        assurance.outcome(),
        assurance.reference(),
        millis(assurance.at()),
        assurance.until().map(InMemoryRecords::millis));
    MemoryUnit.join(() -> {
      assurances.put(new AssuranceKey(owner, kept.kind()), new AssuranceRow(owner, kept));
      return true;
    });
  }

  @Override
  public boolean removeAssurance(ShopId shop, PersonId person, AssuranceKind kind) {
    return MemoryUnit.join(() -> assurances
        .remove(new AssuranceKey(new Owner(shop, person), kind), any -> true)
        .isPresent());
  }

  @Override
  public List<Assurance> assurancesOf(ShopId shop, PersonId person) {
    return MemoryUnit.join(() -> assurances.findGroup(new Owner(shop, person)).stream()
        .map(AssuranceRow::assurance)
        .sorted(Comparator.comparing(Assurance::kind))
        .toList());
  }

  private static Step copy(Step step) {
    return new Step(
        step.id(),
        step.withdrawal(),
        step.person(),
        step.target(),
        step.state(),
        step.tags(),
        millis(step.createdAt()),
        millis(step.deadline()),
        millis(step.changedAt()),
        step.attempts(),
        step.errorCode(),
        step.receipt(),
        step.reason());
  }
}
