package io.membersync.jdbc;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.membersync.MemberSync;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ShopId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * The work that is due as a recurring task of db-scheduler, so that of many nodes one at a time does
 * it, and another goes on when that one dies. A shop that uses this adds {@code
 * com.github.kagkarlsson:db-scheduler} to its own dependencies; MemberSync needs it nowhere else.
 *
 * <p>{@code runDue} on every node is right too, as each task is leased by one node; this spares the
 * other nodes the asking.
 *
 * <pre>{@code
 * Scheduler scheduler = ScheduledWork.scheduler(dataSource, sync, ShopId.DEFAULT, Duration.ofMinutes(1));
 * scheduler.start(); // on each node; stop() it before sync.close()
 * }</pre>
 */
public final class ScheduledWork {
  /** The table of db-scheduler that MemberSync's own scripts make. */
  public static final String TABLE = "membersync_scheduled_task";

  private static final String NAME = "membersync-work-";

  /** Longer work waits for the next time; a node's heartbeat goes on meanwhile. */
  private static final Duration BUDGET = Duration.ofSeconds(30);

  private ScheduledWork() {}

  /**
   * The task {@code membersync-work-SHOP}, for a scheduler that the shop has already.
   *
   * @param shop the engine's shop: several shops on one database have a task each
   * @param every from the end of one run to the start of the next: 1 second to 1 day
   * @throws IllegalArgumentException if the time is out of range
   */
  public static RecurringTask<Void> task(MemberSync sync, ShopId shop, Duration every) {
    if (every.compareTo(Duration.ofSeconds(1)) < 0 || every.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("work is scheduled every 1 second to 1 day: " + every);
    }
    return Tasks.recurring(NAME + shop, FixedDelay.of(every))
        .execute((instance, context) -> sync.work().runDue(BUDGET));
  }

  /**
   * A scheduler of its own for this one task, in {@link #TABLE}; not started yet. It looks for due
   * work as often as the task is run, at most every 10 seconds, in one thread of its own.
   *
   * @param dataSource leads to the database of {@link JdbcRecords}
   * @param every as for {@link #task}
   * @throws MemberStoreException if the database cannot be asked what it is
   */
  public static Scheduler scheduler(
      DataSource dataSource, MemberSync sync, ShopId shop, Duration every) {
    SchedulerBuilder builder = Scheduler.create(dataSource)
        .startTasks(task(sync, shop, every))
        .tableName(TABLE)
        .threads(1)
        .commitWhenAutocommitDisabled(true)
        .pollingInterval(
            every.compareTo(Duration.ofSeconds(10)) < 0 ? every : Duration.ofSeconds(10));
    // Their columns know no zone, so the time must be the same one on every node.
    return (isMySql(dataSource) ? builder.alwaysPersistTimestampInUTC() : builder).build();
  }

  private static boolean isMySql(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      return Dialect.of(connection) == Dialect.MYSQL;
    } catch (SQLException e) {
      throw SqlFailures.translate("asking the database what it is", e);
    }
  }
}
