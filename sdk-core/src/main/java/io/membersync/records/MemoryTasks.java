package io.membersync.records;

import static io.membersync.records.InMemoryRecords.millis;

import io.membersync.internal.MemoryTable;
import io.membersync.internal.MemoryUnit;
import io.membersync.member.ShopId;
import io.membersync.records.Records.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tasks in memory: due ones, leased ones, and the ids of those that are done. */
final class MemoryTasks implements Records.Tasks {
  private static final Comparator<Row> SOONEST = Comparator.comparing(
          (Row row) -> row.task().dueAt())
      .thenComparing(row -> row.task().id());

  private record Key(ShopId shop, String id) {}

  private record Group(ShopId shop, boolean open) {}

  private record Row(
      Key key, Task task, Optional<Instant> leasedUntil, Optional<Instant> rememberUntil) {
    boolean isOpen() {
      return rememberUntil.isEmpty();
    }

    boolean isFree(Instant now) {
      return isOpen()
          && !task.dueAt().isAfter(now)
          && leasedUntil.filter(until -> until.isAfter(now)).isEmpty();
    }
  }

  private record Kind(ShopId shop, String name) {}

  private final MemoryTable<Key, Row, Record> rows = new MemoryTable<>(row -> List.of(
      new Group(row.key().shop(), row.isOpen()),
      new Kind(row.key().shop(), row.task().kind())));

  @Override
  public boolean add(ShopId shop, Task task) {
    Key key = new Key(shop, task.id());
    Task own =
        with(task, task.sealed().clone(), millis(task.dueAt()), task.attempts(), task.errorCode());
    return MemoryUnit.join(
        () -> rows.insert(key, new Row(key, own, Optional.empty(), Optional.empty())));
  }

  @Override
  public List<Task> lease(ShopId shop, Instant now, Instant until, int limit) {
    return MemoryUnit.join(() -> {
      List<Task> leased = new ArrayList<>();
      List<Row> due = rows.findGroup(new Group(shop, true)).stream()
          .filter(row -> row.isFree(now))
          .sorted(SOONEST)
          .toList();
      for (Row row : due) {
        if (leased.size() >= limit) {
          break;
        }
        Task tried = tried(row.task());
        // Equal only while nobody has leased, finished or postponed it since it was read.
        if (rows.replace(
            row.key(),
            row::equals,
            r -> new Row(r.key(), tried, Optional.of(millis(until)), Optional.empty()))) {
          leased.add(copy(tried));
        }
      }
      return leased;
    });
  }

  @Override
  public void finish(ShopId shop, String id, Instant rememberUntil) {
    MemoryUnit.join(() -> rows.replace(
        new Key(shop, id),
        Row::isOpen,
        row -> new Row(
            row.key(),
            with(
                row.task(),
                new byte[0],
                row.task().dueAt(),
                row.task().attempts(),
                row.task().errorCode()),
            Optional.empty(),
            Optional.of(millis(rememberUntil)))));
  }

  @Override
  public void postpone(ShopId shop, String id, Instant dueAt, String errorCode) {
    MemoryUnit.join(() -> rows.replace(
        new Key(shop, id),
        Row::isOpen,
        row -> new Row(
            row.key(),
            with(
                row.task(),
                row.task().sealed(),
                millis(dueAt),
                row.task().attempts(),
                Optional.of(errorCode)),
            Optional.empty(),
            Optional.empty())));
  }

  @Override
  public List<Task> findOpen(ShopId shop, int limit) {
    return MemoryUnit.join(() -> rows.findGroup(new Group(shop, true)).stream()
        .sorted(SOONEST)
        .limit(limit)
        .map(row -> copy(row.task()))
        .toList());
  }

  @Override
  public List<Task> findDueAfter(ShopId shop, String kind, Instant moment, int limit) {
    return MemoryUnit.join(() -> rows.findGroup(new Kind(shop, kind)).stream()
        .filter(row -> row.isOpen() && row.task().dueAt().isAfter(moment))
        .map(Row::task)
        .sorted(Comparator.comparing(Task::createdAt).thenComparing(Task::id))
        .limit(limit)
        .map(MemoryTasks::copy)
        .toList());
  }

  @Override
  public int countCreated(ShopId shop, String kind, Instant since, int limit) {
    return MemoryUnit.join(() -> (int) rows.findGroup(new Kind(shop, kind)).stream()
        .filter(row -> !row.task().createdAt().isBefore(since))
        .limit(limit)
        .count());
  }

  int deleteExpired(ShopId shop, Instant now, int limit) {
    int done = 0;
    for (Row row : rows.findGroup(new Group(shop, false))) {
      if (done == limit) {
        break;
      }
      if (row.rememberUntil().filter(until -> !until.isAfter(now)).isPresent()) {
        done += rows.remove(row.key(), row::equals).isPresent() ? 1 : 0;
      }
    }
    return done;
  }

  private static Task tried(Task task) {
    return with(task, task.sealed(), task.dueAt(), task.attempts() + 1, task.errorCode());
  }

  private static Task copy(Task task) {
    return with(task, task.sealed().clone(), task.dueAt(), task.attempts(), task.errorCode());
  }

  private static Task with(
      Task task, byte[] sealed, Instant dueAt, int attempts, Optional<String> errorCode) {
    return new Task(
        task.id(), task.kind(), sealed, dueAt, millis(task.createdAt()), attempts, errorCode);
  }
}
