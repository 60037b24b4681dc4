package io.membersync.jdbc;

import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Task;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Work that is due, in SQL. */
final class JdbcTasks implements Records.Tasks {
  private static final String OPEN = """
      SELECT id, kind, sealed, due_at, created_at, attempts, error_code
      FROM membersync_task WHERE shop = ? AND remember_until IS NULL\
      """;
  private static final String FREE =
      " AND due_at <= ? AND (lease_until IS NULL OR lease_until <= ?)";

  private final JdbcUnitOfWork unit;

  JdbcTasks(JdbcUnitOfWork unit) {
    this.unit = unit;
  }

  @Override
  public boolean add(ShopId shop, Task task) {
    return unit.step(
        "records: add task",
        sql -> sql.insertUnlessThere(
            """
                INSERT INTO membersync_task (
                  shop, id, kind, sealed, due_at, created_at, attempts, error_code)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            shop.value(),
            task.id(),
            task.kind(),
            task.sealed(),
            task.dueAt(),
            task.createdAt(),
            task.attempts(),
            task.errorCode()));
  }

  @Override
  public List<Task> lease(ShopId shop, Instant now, Instant until, int limit) {
    return unit.step("records: lease tasks", sql -> {
      List<Task> free = sql.findAll(
          JdbcTasks::task,
          OPEN + FREE + " ORDER BY due_at, id LIMIT ? FOR UPDATE SKIP LOCKED",
          shop.value(),
          now,
          now,
          limit);
      List<Task> leased = new ArrayList<>();
      for (Task task : free) {
        // Asked again of the locked row: it may have been leased while it was looked for.
        int taken =
            sql.update("""
                    UPDATE membersync_task SET lease_until = ?, attempts = ?
                    WHERE shop = ? AND id = ? AND remember_until IS NULL\
                    """ + FREE, until, task.attempts() + 1, shop.value(), task.id(), now, now);
        if (taken == 1) {
          leased.add(tried(task));
        }
      }
      return leased;
    });
  }

  @Override
  public void finish(ShopId shop, String id, Instant rememberUntil) {
    unit.step(
        "records: finish task",
        sql -> sql.update("""
                UPDATE membersync_task SET sealed = ?, lease_until = NULL, remember_until = ?
                WHERE shop = ? AND id = ? AND remember_until IS NULL
                """, new byte[0], rememberUntil, shop.value(), id));
  }

  @Override
  public void postpone(ShopId shop, String id, Instant dueAt, String errorCode) {
    unit.step("records: postpone task", sql -> sql.update("""
                UPDATE membersync_task SET due_at = ?, error_code = ?, lease_until = NULL
                WHERE shop = ? AND id = ? AND remember_until IS NULL
                """, dueAt, errorCode, shop.value(), id));
  }

  @Override
  public List<Task> findOpen(ShopId shop, int limit) {
    return unit.alone(
        "records: find open tasks",
        sql -> sql.findAll(
            JdbcTasks::task, OPEN + " ORDER BY due_at, id LIMIT ?", shop.value(), limit));
  }

  @Override
  public List<Task> findDueAfter(ShopId shop, String kind, Instant moment, int limit) {
    return unit.alone(
        "records: find tasks of a kind",
        sql -> sql.findAll(
            JdbcTasks::task,
            OPEN + " AND kind = ? AND due_at > ? ORDER BY created_at, id LIMIT ?",
            shop.value(),
            kind,
            moment,
            limit));
  }

  @Override
  public int countCreated(ShopId shop, String kind, Instant since, int limit) {
    return unit.alone(
        "records: count tasks of a kind", sql -> sql.count("""
            SELECT 1 FROM membersync_task WHERE shop = ? AND kind = ? AND created_at >= ? LIMIT ?\
            """, shop.value(), kind, since, limit));
  }

  int deleteExpired(Sql sql, ShopId shop, Instant now, int limit) throws SQLException {
    List<String> ids =
        sql.findAll(row -> row.getString("id"), """
            SELECT id FROM membersync_task WHERE shop = ? AND remember_until <= ?
            ORDER BY id LIMIT ?
            """, shop.value(), now, Math.max(0, limit));
    int deleted = 0;
    for (String id : ids) {
      deleted += sql.update(
          "DELETE FROM membersync_task WHERE shop = ? AND id = ? AND remember_until <= ?",
          shop.value(),
          id,
          now);
    }
    return deleted;
  }

  private static Task task(ResultSet row) throws SQLException {
    return new Task(
        row.getString("id"),
        row.getString("kind"),
        row.getBytes("sealed"),
        Sql.time(row, "due_at"),
        Sql.time(row, "created_at"),
        row.getInt("attempts"),
        Sql.findText(row, "error_code"));
  }

  private static Task tried(Task task) {
    return new Task(
        task.id(),
        task.kind(),
        task.sealed(),
        task.dueAt(),
        task.createdAt(),
        task.attempts() + 1,
        task.errorCode());
  }
}
