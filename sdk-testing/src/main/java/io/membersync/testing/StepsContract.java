package io.membersync.testing;

import static io.membersync.testing.ContractSamples.NOON;
import static io.membersync.testing.ContractSamples.assertOneWins;
import static io.membersync.testing.ContractSamples.person;
import static io.membersync.testing.ContractSamples.shop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link RecordsContract} asks of the steps of withdrawals. */
interface StepsContract {
  Records records();

  private Records.Consents consents() {
    return records().consents();
  }

  private static Step step(String id, PersonId person, Instant createdAt, Instant deadline) {
    return new Step(
        id,
        "withdrawal-1",
        person,
        "store",
        StepState.OPEN,
        List.of("opt_profile"),
        createdAt,
        deadline,
        createdAt,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Step open(String id, PersonId person) {
    return step(id, person, NOON, NOON.plusSeconds(60));
  }

  private static Step in(StepState state, Step step, Optional<String> receipt) {
    return new Step(
        step.id(),
        step.withdrawal(),
        step.person(),
        step.target(),
        state,
        step.tags(),
        step.createdAt(),
        step.deadline(),
        step.changedAt(),
        step.attempts(),
        step.errorCode(),
        receipt,
        step.reason());
  }

  private static Step in(StepState state, Step step) {
    return in(state, step, step.receipt());
  }

  private static List<String> ids(List<Step> steps) {
    return steps.stream().map(Step::id).toList();
  }

  /** Everything as long as it may be, and times with more than milliseconds. */
  private static Step longest(String id, PersonId person, int nanos) {
    return new Step(
        id,
        "w".repeat(40),
        person,
        "p".repeat(80),
        StepState.NOT_APPLICABLE,
        IntStream.range(100, 400).mapToObj(i -> "Tag_.-" + "t".repeat(55) + i).toList(),
        NOON.plusNanos(nanos),
        NOON.plusSeconds(864_000).plusNanos(nanos),
        NOON.plusSeconds(7).plusNanos(nanos),
        Integer.MAX_VALUE,
        Optional.of("e".repeat(255)),
        Optional.of("r".repeat(200)),
        Optional.of("\ub3d9".repeat(200)));
  }

  @Test
  default void aStepIsKeptWhole() {
    ShopId shop = shop();
    PersonId person = person();
    String id = "i".repeat(80);
    assertEquals(Optional.empty(), consents().findStep(shop, id));
    assertTrue(consents().addStep(shop, longest(id, person, 999_999)));
    assertTrue(consents().addStep(shop, open("bare", person)));
    assertEquals(Optional.of(longest(id, person, 0)), consents().findStep(shop, id));
    assertEquals(Optional.of(open("bare", person)), consents().findStep(shop, "bare"));
    assertEquals(Optional.empty(), consents().findStep(shop, "BARE"));
    assertEquals(Optional.empty(), consents().findStep(shop, "b_re"));
    records().deleteExpired(shop, NOON.plusSeconds(1_000_000_000), 100);
    assertEquals(2, consents().stepsOf(shop, person).size(), "steps do not expire");
  }

  @Test
  default void everyStateOfAStepIsKept() {
    ShopId shop = shop();
    PersonId person = person();
    for (StepState state : StepState.values()) {
      Step added = in(state, open("added-" + state, person));
      assertTrue(consents().addStep(shop, added));
      Step changed = in(state, open("changed-" + state, person));
      assertTrue(consents().addStep(shop, open("changed-" + state, person)));
      assertTrue(consents().changeStep(shop, changed, StepState.OPEN));
      assertEquals(Optional.of(added), consents().findStep(shop, added.id()));
      assertEquals(Optional.of(changed), consents().findStep(shop, changed.id()));
    }
  }

  @Test
  default void aStepIsAddedOnce() {
    ShopId shop = shop();
    PersonId person = person();
    Step first = open("s1", person);
    assertTrue(consents().addStep(shop, first));
    assertFalse(consents().addStep(shop, first));
    assertFalse(consents().addStep(shop, longest("s1", person(), 0)), "it is there");
    assertEquals(Optional.of(first), consents().findStep(shop, "s1"), "and nothing changed");
    Step done = in(StepState.DONE, first);
    assertTrue(consents().changeStep(shop, done, StepState.OPEN));
    assertFalse(consents().addStep(shop, first), "it is done");
    assertEquals(List.of(done), consents().stepsOf(shop, person));
  }

  @Test
  default void of64UnitsOneAddsTheStepAndAllCommit() {
    ShopId shop = shop();
    PersonId person = person();
    assertOneWins(
        Race.run(i -> records().unitOfWork().execute(() -> {
          boolean added = consents().addStep(shop, open("shared", person));
          assertTrue(consents().addStep(shop, open("own-" + i, person)));
          return added;
        })),
        "addStep");
    assertEquals(1 + Race.CALLERS, consents().stepsOf(shop, person).size());
  }

  @Test
  default void aChangedStepIsReplacedWhole() {
    ShopId shop = shop();
    PersonId before = person();
    PersonId after = person();
    consents().addStep(shop, open("s1", before));
    consents().addStep(shop, open("s2", before));
    assertTrue(consents().changeStep(shop, longest("s1", after, 999_999), StepState.OPEN));
    assertEquals(Optional.of(longest("s1", after, 0)), consents().findStep(shop, "s1"));
    assertEquals(List.of(longest("s1", after, 0)), consents().stepsOf(shop, after));
    assertEquals(List.of(open("s2", before)), consents().stepsOf(shop, before), "no other one");
    assertTrue(consents().changeStep(shop, open("s1", before), StepState.NOT_APPLICABLE));
    assertEquals(Optional.of(open("s1", before)), consents().findStep(shop, "s1"), "emptied too");
  }

  @Test
  default void aStepIsChangedInTheStateItIsIn() {
    ShopId shop = shop();
    PersonId person = person();
    Step open = open("s1", person);
    assertFalse(consents().changeStep(shop, open, StepState.OPEN), "it is not there");
    assertEquals(Optional.empty(), consents().findStep(shop, "s1"), "and is not added");
    consents().addStep(shop, open);
    Step done = in(StepState.DONE, open);
    for (StepState other : List.of(StepState.DONE, StepState.NOT_APPLICABLE, StepState.GIVEN_UP)) {
      assertFalse(consents().changeStep(shop, done, other), "it is open");
    }
    assertEquals(Optional.of(open), consents().findStep(shop, "s1"), "nothing changed");
    assertTrue(consents().changeStep(shop, open, StepState.OPEN), "what is the same counts too");
    assertTrue(consents().changeStep(shop, done, StepState.OPEN));
    assertFalse(consents().changeStep(shop, in(StepState.GIVEN_UP, open), StepState.OPEN));
    assertEquals(Optional.of(done), consents().findStep(shop, "s1"));
  }

  @Test
  default void of64CallersOneChangesTheStep() {
    ShopId shop = shop();
    Step open = open("s1", person());
    consents().addStep(shop, open);
    List<Boolean> changed = Race.run(i -> consents()
        .changeStep(
            shop,
            in(i % 2 == 0 ? StepState.DONE : StepState.GIVEN_UP, open, Optional.of("caller-" + i)),
            StepState.OPEN));
    assertOneWins(changed, "changeStep");
    int winner = changed.indexOf(true);
    Step kept = consents().findStep(shop, "s1").orElseThrow();
    assertEquals(Optional.of("caller-" + winner), kept.receipt());
    assertEquals(winner % 2 == 0 ? StepState.DONE : StepState.GIVEN_UP, kept.state());
  }

  @Test
  default void stepsOfAPersonAreFoundOldestFirst() {
    ShopId shop = shop();
    PersonId person = person();
    consents().addStep(shop, step("a", person, NOON.plusMillis(1), NOON));
    consents().addStep(shop, step("c", person, NOON, NOON.plusSeconds(9)));
    consents().addStep(shop, in(StepState.DONE, step("b", person, NOON, NOON.plusSeconds(10))));
    consents().addStep(shop, step("d", person, NOON.minusMillis(1), NOON.plusSeconds(11)));
    consents().addStep(shop, open("other", person()));
    assertEquals(List.of("d", "b", "c", "a"), ids(consents().stepsOf(shop, person)));
    assertEquals(List.of(), consents().stepsOf(shop, person()));
  }

  @Test
  default void openStepsAreFoundByDeadline() {
    ShopId shop = shop();
    assertEquals(List.of(), consents().openSteps(shop, 10));
    consents().addStep(shop, step("a", person(), NOON, NOON.plusMillis(2)));
    consents().addStep(shop, step("c", person(), NOON.plusSeconds(9), NOON));
    consents().addStep(shop, step("b", person(), NOON.plusSeconds(10), NOON));
    consents().addStep(shop, step("d", person(), NOON, NOON.minusMillis(1)));
    for (StepState ended : List.of(StepState.DONE, StepState.NOT_APPLICABLE, StepState.GIVEN_UP)) {
      consents().addStep(shop, in(ended, step(ended.name(), person(), NOON, NOON)));
    }
    assertEquals(List.of("d", "b", "c", "a"), ids(consents().openSteps(shop, 10)));
    assertEquals(List.of("d", "b"), ids(consents().openSteps(shop, 2)), "no more than asked for");

    Step first = consents().openSteps(shop, 1).get(0);
    assertTrue(consents().changeStep(shop, in(StepState.DONE, first), StepState.OPEN));
    Step again = consents().findStep(shop, "GIVEN_UP").orElseThrow();
    assertTrue(consents().changeStep(shop, in(StepState.OPEN, again), StepState.GIVEN_UP));
    assertEquals(
        List.of("GIVEN_UP", "b", "c", "a"), ids(consents().openSteps(shop, 10)), "as they are now");
  }

  @Test
  default void stepsRollBackWithTheirUnit() {
    ShopId shop = shop();
    PersonId person = person();
    Step before = open("s1", person);
    consents().addStep(shop, before);
    assertThrows(
        MemberFixture.Interrupted.class,
        () -> records().unitOfWork().execute(() -> {
          assertTrue(consents().addStep(shop, open("s2", person)));
          assertTrue(consents().changeStep(shop, in(StepState.DONE, before), StepState.OPEN));
          assertEquals(List.of("s2"), ids(consents().openSteps(shop, 10)), "a unit sees its own");
          throw new MemberFixture.Interrupted();
        }));
    assertEquals(List.of(before), consents().stepsOf(shop, person), "addStep, changeStep");
    assertEquals(List.of(before), consents().openSteps(shop, 10));
    assertTrue(consents().addStep(shop, open("s2", person)), "it can be done again");
  }

  @Test
  default void twoShopsDoNotSeeEachOthersSteps() {
    ShopId one = shop();
    ShopId two = shop();
    PersonId person = person();
    consents().addStep(one, open("s1", person));
    assertEquals(Optional.empty(), consents().findStep(two, "s1"));
    assertEquals(List.of(), consents().stepsOf(two, person));
    assertEquals(List.of(), consents().openSteps(two, 10));
    Step done = in(StepState.DONE, open("s1", person));
    assertFalse(consents().changeStep(two, done, StepState.OPEN));

    assertTrue(consents().addStep(two, open("s1", person)), "an id is unique within a shop");
    assertTrue(consents().changeStep(two, done, StepState.OPEN));
    assertEquals(List.of(open("s1", person)), consents().stepsOf(one, person));
    assertEquals(List.of(open("s1", person)), consents().openSteps(one, 10));
  }
}
