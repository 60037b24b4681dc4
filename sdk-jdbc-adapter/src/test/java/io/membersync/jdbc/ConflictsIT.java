package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.records.Records;
import io.membersync.records.Records.NoticeText;
import io.membersync.records.Records.Suppression;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.servers.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Units of work that meet each other on servers: a conflict that is run again, or a code. */
@Tag("real")
class ConflictsIT extends ServerFixture {
  private static final PersonId PERSON = new PersonId(new UUID(7, 1));

  @ParameterizedTest
  @EnumSource(value = Server.class, mode = EnumSource.Mode.EXCLUDE, names = "H2")
  @Fault("MS-18")
  void aUniqueViolationIsAConflictThatNamesItsConstraint(Server server) {
    try (TestDatabase database = shop(server.newDatabase())) {
      insert(database.unit(), MARKER);

      MemberStoreException thrown = failure("store-unique", () -> insert(database.unit(), MARKER));

      assertThat(thrown.isRepeatable()).isTrue();
      assertThat(thrown).hasMessageContaining("note_email");
      assertUsable(database);
    }
  }

  /** On PostgreSQL everything after a failed statement would fail too. */
  @ParameterizedTest
  @EnumSource(value = Server.class, mode = EnumSource.Mode.EXCLUDE, names = "H2")
  void anInsertThatMeetsItsRowLeavesTheUnitUsable(Server server) {
    try (TestDatabase database = shop(server.newDatabase())) {
      JdbcRecords records = new JdbcRecords(database.unit());
      records.attempts().claim(SHOP, "key", NOON);

      boolean second = database.unit().execute(() -> {
        boolean again = records.attempts().claim(SHOP, "key", NOON);
        insert(database.unit(), "c");
        return again;
      });

      assertThat(second).isFalse();
      assertThat(touch(database.unit(), "c")).isOne();
    }
  }

  /** Nodes keep the same texts, and a withdrawal may begin on two at once. */
  @ParameterizedTest
  @EnumSource(value = Server.class, mode = EnumSource.Mode.EXCLUDE, names = "H2")
  void aUnitThatMeetsConsentsOfAnotherGoesOnWithoutBeingRunAgain(Server server) throws Exception {
    try (TestDatabase database = shop(server.newDatabase())) {
      CountDownLatch written = new CountDownLatch(1);
      CountDownLatch begun = new CountDownLatch(1);
      AtomicInteger runs = new AtomicInteger();
      CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(
          () -> {
            awaitQuietly(written);
            return database.unit().execute(() -> {
              runs.incrementAndGet();
              insert(database.unit(), "c");
              begun.countDown();
              return keepConsents(database);
            });
          },
          task -> new Thread(task, "second").start());

      boolean first = database.unit().execute(() -> {
        boolean added = keepConsents(database);
        written.countDown();
        awaitQuietly(begun);
        return added;
      });

      assertThat(first).isTrue();
      assertThat(second.get(30, TimeUnit.SECONDS)).isFalse();
      assertThat(runs).hasValue(1);
      assertThat(touch(database.unit(), "c")).isOne();
      assertUsable(database);
    }
  }

  private static boolean keepConsents(TestDatabase database) {
    Records.Consents consents = new JdbcRecords(database.unit()).consents();
    consents.keepText(SHOP, new NoticeText("tos", 1, "ko", "a", "b", "title", "body", NOON));
    consents.suppress(SHOP, PERSON, new Suppression("SMS", "withdrawn", NOON));
    return consents.addStep(SHOP, JdbcRecordsTest.step(PERSON, List.of("tos")));
  }

  /** Nothing that does not fit is cut, and nothing but a duplicate is taken for one. */
  @ParameterizedTest
  @EnumSource(value = Server.class, mode = EnumSource.Mode.EXCLUDE, names = "H2")
  void anInsertThatFailsOtherwiseIsToldSo(Server server) {
    try (TestDatabase database = shop(server.newDatabase())) {
      failure(
          "store-error",
          () -> new JdbcRecords(database.unit()).attempts().claim(SHOP, "k".repeat(766), NOON));
      assertUsable(database);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Server.class, mode = EnumSource.Mode.EXCLUDE, names = "H2")
  @Fault("MS-18")
  void aDeadlockIsAConflictOfOneOfTheTwo(Server server) throws Exception {
    try (TestDatabase database = shop(server.newDatabase())) {
      CountDownLatch bothHold = new CountDownLatch(2);
      List<CompletableFuture<String>> ends = new ArrayList<>();
      for (List<String> order : List.of(List.of("a", "b"), List.of("b", "a"))) {
        ends.add(CompletableFuture.supplyAsync(
            () -> {
              try {
                return database.unit().execute(() -> {
                  touch(database.unit(), order.get(0));
                  bothHold.countDown();
                  awaitQuietly(bothHold);
                  touch(database.unit(), order.get(1));
                  return "committed";
                });
              } catch (MemberStoreException e) {
                return e.code() + " " + e.isRepeatable();
              }
            },
            task -> new Thread(task, "deadlock").start()));
      }
      assertThat(
              List.of(ends.get(0).get(30, TimeUnit.SECONDS), ends.get(1).get(30, TimeUnit.SECONDS)))
          .containsExactlyInAnyOrder("committed", "store-deadlock true");
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A shop's own statement may ask for more isolation than MemberSync does. */
  @Test
  @Fault("MS-18")
  void aSerializationFailureIsAConflict() {
    try (TestDatabase database = shop(Server.POSTGRESQL.newDatabase())) {
      JdbcUnitOfWork unit = database.unit();
      JdbcUnitOfWork other = new JdbcUnitOfWork(database.dataSource());

      MemberStoreException thrown = failure(
          "store-serialization",
          () -> unit.execute(() -> {
            execute(unit, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "SELECT 1 FROM note");
            CompletableFuture.supplyAsync(() -> touch(other, "a")).join();
            return touch(unit, "a");
          }));

      assertThat(thrown.isRepeatable()).isTrue();
      assertThat(thrown).hasMessageContaining("SQLState 40001");
      assertUsable(database);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Server.class, mode = EnumSource.Mode.EXCLUDE, names = "H2")
  @Fault("MS-02")
  void aRowThatStaysLockedEndsAStatementOfOursAtItsTimeLimit(Server server) {
    try (TestDatabase database = shop(server.newDatabase())) {
      JdbcUnitOfWork impatient = new JdbcUnitOfWork(database.dataSource(), Duration.ofSeconds(1));
      new JdbcRecords(impatient).attempts().claim(SHOP, "key", NOON);

      Duration[] waited = new Duration[1];
      MemberStoreException thrown = database.unit().execute(() -> {
        execute(database.unit(), "UPDATE membersync_claim SET expires_at = 1");
        long begun = System.nanoTime();
        MemberStoreException late = failure(
            "store-timeout",
            () -> apart(() -> {
              new JdbcRecords(impatient).attempts().putOutcome(SHOP, "key", new byte[1], NOON);
              return true;
            }));
        waited[0] = Duration.ofNanos(System.nanoTime() - begun);
        return late;
      });

      assertThat(waited[0]).isBetween(Duration.ofMillis(900), Duration.ofSeconds(10));
      assertThat(thrown.isRepeatable()).isFalse();
      assertThat(thrown).hasMessageContaining("waited for a lock");
      assertUsable(database);
    }
  }

  /** The shop's own limit on lock waits, where it has set one, makes them conflicts. */
  @ParameterizedTest
  @CsvSource({
    "POSTGRESQL, &options=-c%20lock_timeout=200",
    "MARIADB, &sessionVariables=innodb_lock_wait_timeout=1",
    "MYSQL_DRIVER, &sessionVariables=innodb_lock_wait_timeout=1"
  })
  @Fault("MS-18")
  void aLockWaitThatTheServerEndsIsAConflict(Server server, String setting) {
    String url = server.newDatabase();
    try (TestDatabase database = shop(url);
        HikariDataSource pool = Server.pool(url + setting, 2)) {
      JdbcUnitOfWork waiting = new JdbcUnitOfWork(pool);

      MemberStoreException thrown = database.unit().execute(() -> {
        touch(database.unit(), "a");
        return failure("store-lock-timeout", () -> apart(() -> touch(waiting, "a")));
      });

      assertThat(thrown.isRepeatable()).isTrue();
      assertUsable(database);
    }
  }
}
