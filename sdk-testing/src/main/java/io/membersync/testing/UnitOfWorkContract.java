package io.membersync.testing;

import static io.membersync.testing.ContractSamples.NAMESPACE;
import static io.membersync.testing.ContractSamples.NOON;
import static io.membersync.testing.ContractSamples.active;
import static io.membersync.testing.ContractSamples.bytes;
import static io.membersync.testing.ContractSamples.event;
import static io.membersync.testing.ContractSamples.identity;
import static io.membersync.testing.ContractSamples.key;
import static io.membersync.testing.ContractSamples.person;
import static io.membersync.testing.ContractSamples.provenance;
import static io.membersync.testing.ContractSamples.shop;
import static io.membersync.testing.ContractSamples.task;
import static io.membersync.testing.ContractSamples.tokens;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.ParkedRow;
import io.membersync.records.Records.PersonState;
import io.membersync.records.UnitOfWork;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What {@link RecordsContract} asks of units of work. */
interface UnitOfWorkContract {
  Records records();

  private UnitOfWork unit() {
    return records().unitOfWork();
  }

  /** Thrown by the tests' own work. */
  final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  default void aUnitCommitsAndReturns() {
    ShopId shop = shop();
    PersonId person = person();
    String answer = unit().execute(() -> {
      records().identities().link(shop, identity("1234", person));
      records().identities().addPerson(shop, active(person));
      return "done";
    });
    assertEquals("done", answer);
    assertTrue(records().identities().find(shop, NAMESPACE, "1234").isPresent());
    assertTrue(records().identities().findPerson(shop, person).isPresent());
  }

  @Test
  default void anExceptionRollsEverythingBack() {
    ShopId shop = shop();
    PersonId person = person();
    PersonId before = person();
    seed(shop, before);
    Interrupted own = new Interrupted();
    Interrupted thrown = assertThrows(
        Interrupted.class,
        () -> unit().execute(() -> {
          writeEverything(shop, person, before);
          throw own;
        }));
    assertSame(own, thrown, "the work's own exception comes through");
    assertNothingChanged(shop, person, before);
  }

  @Test
  default void anErrorRollsEverythingBack() {
    ShopId shop = shop();
    PersonId person = person();
    PersonId before = person();
    seed(shop, before);
    assertThrows(
        AssertionError.class,
        () -> unit().execute(() -> {
          writeEverything(shop, person, before);
          throw new AssertionError("of the work");
        }));
    assertNothingChanged(shop, person, before);
    assertFalse(unit().isOpen(), "the unit has ended");
  }

  private void seed(ShopId shop, PersonId person) {
    records().identities().addPerson(shop, active(person));
    records().identities().link(shop, identity("linked", person));
    records().attempts().park(shop, new ParkedRow("parked", bytes(10), NOON));
    records().attempts().claim(shop, "claimed", NOON.plusSeconds(600));
    records().tokens().put(shop, tokens("linked", bytes(10)));
    records().tasks().add(shop, task("added", NOON));
  }

  private void writeEverything(ShopId shop, PersonId person, PersonId before) {
    Records.Identities identities = records().identities();
    assertTrue(identities.link(shop, identity("1234", person)));
    identities.addPerson(shop, active(person));
    assertTrue(identities.assignMember(shop, before, new MemberId("member-1")));
    identities.setState(shop, before, PersonState.LEFT);
    assertTrue(identities.unlink(shop, NAMESPACE, "linked", NOON).isPresent());
    assertTrue(records().attempts().claim(shop, "key", NOON));
    records().attempts().putOutcome(shop, "claimed", bytes(10), NOON);
    assertTrue(records().attempts().removeParked(shop, "parked"));
    records().attempts().park(shop, new ParkedRow("new", bytes(10), NOON));
    records().evidence().append(shop, List.of(event(shop, person, key(), NOON)));
    records().evidence().putProvenance(shop, person, List.of(provenance("email", "hash")));
    records().tokens().put(shop, tokens("1234", bytes(10)));
    records().tokens().remove(shop, NAMESPACE, "linked");
    assertTrue(records().tasks().add(shop, task("new", NOON.plusSeconds(1))));
    assertEquals(1, records().tasks().lease(shop, NOON, NOON.plusSeconds(30), 5).size());
    records().tasks().finish(shop, "added", NOON);
    records().deleteExpired(shop, NOON, 100);

    assertTrue(identities.find(shop, NAMESPACE, "1234").isPresent(), "a unit sees its own writes");
    assertTrue(identities.findPersonOf(shop, new MemberId("member-1")).isPresent());
    assertTrue(records().attempts().findParked(shop, "parked").isEmpty());
    assertEquals(1, records().evidence().eventsOf(shop, person).size());
    assertEquals(List.of("new"), openTasks(shop));
  }

  private List<String> openTasks(ShopId shop) {
    return records().tasks().findOpen(shop, 10).stream().map(Records.Task::id).toList();
  }

  private void assertNothingChanged(ShopId shop, PersonId person, PersonId before) {
    Records.Identities identities = records().identities();
    assertEquals(Optional.empty(), identities.find(shop, NAMESPACE, "1234"), "link");
    assertEquals(Optional.empty(), identities.findPerson(shop, person), "addPerson");
    assertEquals(
        Optional.of(active(before)), identities.findPerson(shop, before), "assignMember, setState");
    assertEquals(
        Optional.empty(), identities.findPersonOf(shop, new MemberId("member-1")), "assignMember");
    assertTrue(identities.find(shop, NAMESPACE, "linked").isPresent(), "unlink");
    assertEquals(Optional.empty(), records().attempts().findClaim(shop, "key"), "claim");
    assertTrue(
        records().attempts().findClaim(shop, "claimed").orElseThrow().outcome().isEmpty(),
        "putOutcome");
    assertTrue(records().attempts().findParked(shop, "parked").isPresent(), "removeParked");
    assertTrue(records().attempts().findParked(shop, "new").isEmpty(), "park");
    assertEquals(List.of(), records().evidence().eventsOf(shop, person), "append");
    assertEquals(List.of(), records().evidence().provenanceOf(shop, person), "putProvenance");
    assertTrue(records().tokens().find(shop, NAMESPACE, "1234").isEmpty(), "put");
    assertTrue(records().tokens().find(shop, NAMESPACE, "linked").isPresent(), "remove");
    assertEquals(List.of("added"), openTasks(shop), "add, finish");
    assertEquals(
        1,
        records().tasks().lease(shop, NOON, NOON.plusSeconds(30), 5).size(),
        "the lease is free again");
    assertTrue(
        records().attempts().claim(shop, "key", NOON), "what was rolled back can be done again");
  }

  @Test
  default void othersSeeNothingBeforeTheCommit() throws Exception {
    ShopId shop = shop();
    PersonId person = person();
    unit().execute(() -> {
      records().identities().link(shop, identity("1234", person));
      records().identities().addPerson(shop, active(person));
      boolean seen =
          elsewhere(() -> records().identities().find(shop, NAMESPACE, "1234").isPresent()
              || records().identities().findPerson(shop, person).isPresent()
              || !records().identities().ofPerson(shop, person).isEmpty());
      assertFalse(seen, "another thread reads what is not committed");
      return true;
    });
    assertTrue(elsewhere(() -> records().identities().findPerson(shop, person).isPresent()));
  }

  @Test
  default void whoWritesTheSameWaitsForTheEnd() throws Exception {
    ShopId shop = shop();
    CompletableFuture<Boolean> second = new CompletableFuture<>();
    assertThrows(
        Interrupted.class,
        () -> unit().execute(() -> {
          records().identities().link(shop, identity("1234", person()));
          second.completeAsync(
              () -> Race.repeating(
                  () -> records().identities().link(shop, identity("1234", person()))),
              work -> start(work));
          throw new Interrupted();
        }));
    assertTrue(
        second.get(30, TimeUnit.SECONDS), "the first was rolled back, so the second has linked");
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "contract-test");
    thread.setDaemon(true);
    thread.start();
  }

  private static boolean elsewhere(java.util.function.BooleanSupplier work) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    answer.completeAsync(work::getAsBoolean, task -> start(task));
    return answer.orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Test
  default void aUnitWithinAUnitIsRefused() {
    ShopId shop = shop();
    unit().execute(() -> {
      records().attempts().claim(shop, "key", NOON);
      assertThrows(
          IllegalStateException.class,
          () -> unit().execute(() -> true),
          "only the outermost unit can be run again");
      return true;
    });
    assertTrue(records().attempts().findClaim(shop, "key").isPresent(), "the outer one goes on");
  }

  @Test
  default void aUnitIsOpenWhileItRuns() {
    assertFalse(unit().isOpen());
    assertTrue(unit().execute(() -> unit().isOpen()));
    assertFalse(unit().execute(() -> elsewhere(() -> unit().isOpen())), "for its thread only");
    assertFalse(unit().isOpen());
    assertThrows(
        Interrupted.class,
        () -> unit().execute(() -> {
          throw new Interrupted();
        }));
    assertFalse(unit().isOpen(), "ended by an exception too");
  }

  @Test
  default void aSwallowedFailureStillRollsBack() {
    ShopId shop = shop();
    PersonId person = person();
    records().identities().addPerson(shop, active(person));
    MemberStoreException thrown = assertThrows(
        MemberStoreException.class,
        () -> unit().execute(() -> {
          records().attempts().claim(shop, "key", NOON);
          assertThrows(
              MemberStoreException.class,
              () -> records().identities().addPerson(shop, active(person)));
          return true;
        }),
        "a unit in which a store has failed must not be committed");
    assertTrue(thrown.isRepeatable());
    assertEquals(Optional.empty(), records().attempts().findClaim(shop, "key"));
  }

  @Test
  default void unitsThatMeetCrosswiseAllEnd() {
    ShopId shop = shop();
    PersonId one = person();
    PersonId two = person();
    records().identities().addPerson(shop, active(one));
    records().identities().addPerson(shop, active(two));
    List<Boolean> ended = Race.run(
        8,
        i -> repeated(() -> {
          PersonId first = i % 2 == 0 ? one : two;
          PersonId second = i % 2 == 0 ? two : one;
          PersonState state = i % 2 == 0 ? PersonState.LEFT : PersonState.LEAVE_PENDING;
          records().identities().setState(shop, first, state);
          records().identities().setState(shop, second, state);
          return true;
        }));
    assertEquals(8, ended.size());
    assertEquals(
        records().identities().findPerson(shop, one).map(Records.Person::state),
        records().identities().findPerson(shop, two).map(Records.Person::state),
        "each unit wrote both or neither");
  }

  /** A unit gives up after a few tries; whoever meets seven others may need more of them. */
  private boolean repeated(Supplier<Boolean> work) {
    for (int i = 0; ; i++) {
      try {
        return unit().execute(work);
      } catch (MemberStoreException e) {
        if (!e.isRepeatable() || i == 100) {
          throw e;
        }
      }
    }
  }
}
