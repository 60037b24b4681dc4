package io.membersync.testing;

import static io.membersync.testing.ContractSamples.NOON;
import static io.membersync.testing.ContractSamples.assertOneWins;
import static io.membersync.testing.ContractSamples.bytes;
import static io.membersync.testing.ContractSamples.key;
import static io.membersync.testing.ContractSamples.shop;
import static io.membersync.testing.ContractSamples.task;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Task;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link RecordsContract} asks of work that is due later. */
interface TasksContract {
  Records records();

  private Records.Tasks tasks() {
    return records().tasks();
  }

  private static List<String> ids(List<Task> tasks) {
    return tasks.stream().map(Task::id).toList();
  }

  @Test
  default void aTaskIsKeptWhole() {
    ShopId shop = shop();
    String id = key();
    Task task =
        new Task(id, "inbox", bytes(3_000), NOON, NOON.minusSeconds(9), 2, Optional.of("down"));
    assertTrue(tasks().add(shop, task));
    Task kept = tasks().findOpen(shop, 10).get(0);
    assertEquals(id, kept.id());
    assertEquals("inbox", kept.kind());
    assertArrayEquals(bytes(3_000), kept.sealed());
    assertEquals(NOON, kept.dueAt());
    assertEquals(NOON.minusSeconds(9), kept.createdAt());
    assertEquals(2, kept.attempts());
    assertEquals(Optional.of("down"), kept.errorCode());
  }

  @Test
  default void aTaskIsAddedOnce() {
    ShopId shop = shop();
    String id = key();
    assertTrue(tasks().add(shop, task(id, NOON)));
    assertFalse(tasks().add(shop, task(id, NOON.plusSeconds(60))), "it is there");
    assertEquals(NOON, tasks().findOpen(shop, 10).get(0).dueAt(), "and nothing changed");
    tasks().finish(shop, id, NOON.plusSeconds(600));
    assertFalse(tasks().add(shop, task(id, NOON)), "it is done, and remembered");
    assertEquals(List.of(), tasks().findOpen(shop, 10));
  }

  @Test
  default void of64CallersOneAdds() {
    ShopId shop = shop();
    String id = key();
    assertOneWins(Race.run(i -> tasks().add(shop, task(id, NOON.plusSeconds(i)))), "add");
    assertEquals(1, tasks().findOpen(shop, 100).size());
  }

  @Test
  default void dueTasksAreLeasedSoonestFirst() {
    ShopId shop = shop();
    for (int second : new int[] {3, 1, 2, 9}) {
      tasks().add(shop, task("t" + second, NOON.plusSeconds(second)));
    }
    Instant now = NOON.plusSeconds(3);
    assertEquals(
        List.of("t1", "t2"), ids(tasks().lease(shop, now, now.plusSeconds(30), 2)), "at most two");
    assertEquals(
        List.of("t3"),
        ids(tasks().lease(shop, now, now.plusSeconds(30), 2)),
        "due from its moment on; t9 is not due yet");
    assertEquals(List.of(), ids(tasks().lease(shop, now, now.plusSeconds(30), 2)));
    assertEquals(
        List.of("t1", "t2", "t3", "t9"), ids(tasks().findOpen(shop, 10)), "leased tasks are open");
    assertEquals(List.of("t1"), ids(tasks().findOpen(shop, 1)));
  }

  @Test
  default void aLeaseEndsByItself() {
    ShopId shop = shop();
    tasks().add(shop, task("t1", NOON));
    Task first = tasks().lease(shop, NOON, NOON.plusSeconds(30), 1).get(0);
    assertEquals(1, first.attempts(), "a lease is an attempt");
    assertEquals(List.of(), tasks().lease(shop, NOON.plusSeconds(29), NOON.plusSeconds(60), 1));
    Task second =
        tasks().lease(shop, NOON.plusSeconds(30), NOON.plusSeconds(60), 1).get(0);
    assertEquals("t1", second.id());
    assertEquals(2, second.attempts(), "so a worker that died is counted too");
    assertArrayEquals(bytes(40), second.sealed());
  }

  @Test
  default void of64WorkersOneGetsTheTask() {
    ShopId shop = shop();
    tasks().add(shop, task("t1", NOON));
    assertOneWins(
        Race.run(i -> !tasks().lease(shop, NOON, NOON.plusSeconds(30), 5).isEmpty()),
        "lease of a task");
  }

  @Test
  default void workersAtOnceShareTheTasks() {
    ShopId shop = shop();
    for (int i = 0; i < 40; i++) {
      tasks().add(shop, task("t" + i, NOON.plusMillis(i)));
    }
    Instant now = NOON.plusSeconds(1);
    List<List<String>> shares =
        Race.run(8, i -> ids(tasks().lease(shop, now, now.plusSeconds(30), 3)));
    List<String> all = shares.stream().flatMap(List::stream).toList();
    assertEquals(all.size(), new HashSet<>(all).size(), "no task was given to two workers");
    for (List<String> rest = all; !rest.isEmpty(); ) {
      rest = ids(tasks().lease(shop, now, now.plusSeconds(30), 7));
      all = java.util.stream.Stream.concat(all.stream(), rest.stream()).toList();
    }
    assertEquals(40, new HashSet<>(all).size(), "and every task to one");
    assertEquals(40, all.size());
  }

  @Test
  default void aFinishedTaskIsNotLeasedAgain() {
    ShopId shop = shop();
    tasks().add(shop, task("t1", NOON));
    tasks().lease(shop, NOON, NOON.plusSeconds(30), 1);
    tasks().finish(shop, "t1", NOON.plusSeconds(600));
    assertEquals(List.of(), tasks().lease(shop, NOON.plusSeconds(60), NOON.plusSeconds(90), 5));
    tasks().postpone(shop, "t1", NOON, "late");
    assertEquals(
        List.of(),
        tasks().lease(shop, NOON.plusSeconds(60), NOON.plusSeconds(90), 5),
        "a worker that comes late must not wake what another has finished");
    tasks().finish(shop, "t1", NOON.plusSeconds(600));
    tasks().finish(shop, "never-added", NOON.plusSeconds(600));
    assertTrue(tasks().add(shop, task("never-added", NOON)), "finishing adds nothing");
  }

  @Test
  default void aPostponedTaskIsFreeAndDueLater() {
    ShopId shop = shop();
    tasks().add(shop, task("t1", NOON));
    tasks().lease(shop, NOON, NOON.plusSeconds(300), 1);
    tasks().postpone(shop, "t1", NOON.plusSeconds(60), "provider-down");
    assertEquals(List.of(), tasks().lease(shop, NOON.plusSeconds(59), NOON.plusSeconds(300), 1));
    Task again =
        tasks().lease(shop, NOON.plusSeconds(60), NOON.plusSeconds(300), 1).get(0);
    assertEquals(2, again.attempts());
    assertEquals(Optional.of("provider-down"), again.errorCode());
    assertEquals(NOON.plusSeconds(60), again.dueAt());
    tasks().postpone(shop, "never-added", NOON, "late");
    assertEquals(1, tasks().findOpen(shop, 10).size(), "postponing adds nothing");
  }

  @Test
  default void finishedTasksAreForgottenAfterTheirTime() {
    ShopId shop = shop();
    tasks().add(shop, task("open", NOON));
    tasks().add(shop, task("t1", NOON));
    tasks().add(shop, task("t2", NOON));
    tasks().finish(shop, "t1", NOON.plusSeconds(10));
    tasks().finish(shop, "t2", NOON.plusSeconds(20));
    assertEquals(0, records().deleteExpired(shop, NOON.plusSeconds(9), 100));
    assertEquals(1, records().deleteExpired(shop, NOON.plusSeconds(10), 100));
    assertTrue(tasks().add(shop, task("t1", NOON)), "forgotten");
    assertFalse(tasks().add(shop, task("t2", NOON)), "remembered");
    assertEquals(1, records().deleteExpired(shop, NOON.plusSeconds(9_999), 100));
    assertFalse(tasks().add(shop, task("open", NOON)), "what is not done is never deleted");
  }

  @Test
  default void expiredRowsOfAllKindsCountTowardsTheLimit() {
    ShopId shop = shop();
    for (int i = 0; i < 3; i++) {
      records().attempts().claim(shop, key(), NOON);
      tasks().add(shop, task("t" + i, NOON));
      tasks().finish(shop, "t" + i, NOON);
    }
    assertEquals(4, records().deleteExpired(shop, NOON, 4));
    assertEquals(2, records().deleteExpired(shop, NOON, 4));
    assertEquals(0, records().deleteExpired(shop, NOON, 4));
  }

  @Test
  default void aMebibyteOfTaskIsKept() {
    ShopId shop = shop();
    byte[] mebibyte = bytes(1 << 20);
    tasks().add(shop, new Task("big", "inbox", mebibyte, NOON, NOON, 0, Optional.empty()));
    assertArrayEquals(
        mebibyte, tasks().lease(shop, NOON, NOON.plusSeconds(1), 1).get(0).sealed());
  }

  @Test
  default void twoShopsDoNotSeeEachOthersTasks() {
    ShopId one = shop();
    ShopId two = shop();
    tasks().add(one, task("t1", NOON));
    assertEquals(List.of(), tasks().findOpen(two, 10));
    assertEquals(List.of(), tasks().lease(two, NOON, NOON.plusSeconds(30), 10));
    assertTrue(tasks().add(two, task("t1", NOON)), "an id is unique within a shop");
    tasks().finish(two, "t1", NOON);
    assertEquals(1, records().deleteExpired(two, NOON, 100));
    assertEquals(List.of("t1"), ids(tasks().lease(one, NOON, NOON.plusSeconds(30), 10)));
  }

  @Test
  default void tasksOfAKindAreCountedDoneOrNotAndFoundWhileTheyWait() {
    ShopId shop = shop();
    for (int second = 0; second < 4; second++) {
      Instant made = NOON.plusSeconds(second);
      tasks().add(shop, waiting("t" + second, "ended", NOON.plusSeconds(1_000 - second), made));
    }
    tasks().add(shop, waiting("other", "unlink", NOON.plusSeconds(1_000), NOON));
    tasks().finish(shop, "t3", NOON.plusSeconds(9_000));
    tasks().postpone(shop, "t0", NOON, "released");

    assertEquals(4, tasks().countCreated(shop, "ended", NOON, 10), "done ones too");
    assertEquals(2, tasks().countCreated(shop, "ended", NOON.plusSeconds(2), 10), "from then on");
    assertEquals(3, tasks().countCreated(shop, "ended", NOON, 3), "no further than asked");
    assertEquals(0, tasks().countCreated(shop, "none", NOON, 3));
    assertEquals(0, tasks().countCreated(shop(), "ended", NOON, 3), "another shop");
    assertEquals(
        List.of("t1", "t2"), ids(tasks().findDueAfter(shop, "ended", NOON, 10)), "oldest first");
    assertEquals(List.of("t1"), ids(tasks().findDueAfter(shop, "ended", NOON, 1)));
    assertEquals(List.of(), tasks().findDueAfter(shop(), "ended", NOON, 10));
  }

  private static Task waiting(String id, String kind, Instant dueAt, Instant createdAt) {
    return new Task(id, kind, bytes(40), dueAt, createdAt, 0, Optional.empty());
  }
}
