package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.membersync.MemberSync;
import io.membersync.Secret;
import io.membersync.consent.Notices;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.ShopId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testsupport.servers.Server;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ScheduledWorkTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void twoSchedulersDoItInTurn() throws Exception {
    twoSchedulersDoItInTurn(Server.H2);
  }

  /** In real time, as db-scheduler polls. */
  static void twoSchedulersDoItInTurn(Server server) throws Exception {
    try (TestDatabase database = TestDatabase.on(server)) {
      JdbcRecords.createTables(database.dataSource());
      Counting counting = new Counting(database);
      try (MemberSync one = counting.engine();
          MemberSync two = counting.engine()) {
        List<Scheduler> schedulers = List.of(
            ScheduledWork.scheduler(database.dataSource(), one, ShopId.DEFAULT, SECOND),
            ScheduledWork.scheduler(database.dataSource(), two, ShopId.DEFAULT, SECOND));
        schedulers.forEach(Scheduler::start);
        try {
          assertThat(counting.runs.tryAcquire(3, 60, TimeUnit.SECONDS)).isTrue();
          schedulers.get(0).stop();
          counting.runs.drainPermits();
          assertThat(counting.runs.tryAcquire(2, 60, TimeUnit.SECONDS))
              .as("the other goes on alone")
              .isTrue();
        } finally {
          schedulers.forEach(Scheduler::stop);
        }
        assertThat(counting.mostAtOnce).as("never on both at once").hasValue(1);
        assertThat(one(database, "SELECT COUNT(*) FROM " + ScheduledWork.TABLE))
            .as("one task for all nodes")
            .isOne();
      }
    }
  }

  private static int one(TestDatabase database, String query) {
    return database
        .unit()
        .step("count", sql -> sql.findOne(row -> row.getInt(1), query).orElseThrow());
  }

  /** Engines whose runs are counted, and how many went on at once. */
  private static final class Counting {
    final Semaphore runs = new Semaphore(0);
    final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger now = new AtomicInteger();
    private final TestDatabase database;
    private final Records records;

    Counting(TestDatabase database) {
      this.database = database;
      Records books = new JdbcRecords(database.unit());
      this.records = TestProxy.of(Records.class, (method, arguments) -> {
        if (!method.getName().equals("deleteExpired")) {
          return method.invoke(books, arguments);
        }
        mostAtOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
        try {
          // Long enough for the other to be seen, were it at work too.
          LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
          return method.invoke(books, arguments);
        } finally {
          now.decrementAndGet();
          runs.release();
        }
      });
    }

    MemberSync engine() {
      return MemberSync.builder(
              JdbcMemberStore.builder(database.unit(), "member").build(),
              Notices.korea("Wine Shop"))
          .provider(Kakao.of("rest-api-key", Secret.of("client-secret")))
          .callbacks(URI.create("https://shop.example/login/callback/"))
          .records(records)
          .build();
    }
  }

  @Test
  void anUnreasonableTimeIsRefused() {
    try (MemberSync sync = MemberSync.builder(new InMemoryMemberStore(), Notices.korea("Wine Shop"))
        .provider(Kakao.of("rest-api-key", Secret.of("client-secret")))
        .callbacks(URI.create("https://shop.example/login/callback/"))
        .build()) {
      for (Duration every : List.of(Duration.ZERO, Duration.ofMillis(999), Duration.ofDays(2))) {
        assertThatThrownBy(() -> ScheduledWork.task(sync, ShopId.DEFAULT, every))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(every.toString());
      }
      assertThat(ScheduledWork.task(sync, new ShopId("wine"), SECOND).getName())
          .isEqualTo("membersync-work-wine");
    }
  }
}
