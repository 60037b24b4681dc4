package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JdbcRecordsTest {
  private final TestDatabase database = TestDatabase.inMemory();

  @AfterEach
  void close() {
    database.close();
  }

  private List<String> texts(String query) {
    return database.unit().withConnection(connection -> {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(query)) {
        List<String> texts = new ArrayList<>();
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
        return texts;
      }
    });
  }

  private List<String> tables() {
    return texts("SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'");
  }

  @Test
  void nothingMakesTablesByItself() {
    JdbcRecords records = new JdbcRecords(database.unit());
    MemberStoreException thrown = catchThrowableOfType(
        MemberStoreException.class,
        () -> records.attempts().claim(ShopId.DEFAULT, "key", Instant.EPOCH));
    assertThat(thrown.code()).isEqualTo("store-table-missing");
    assertThat(thrown).hasMessageContaining("JdbcRecords.createTables(dataSource)");
    assertThat(thrown.isRepeatable()).isFalse();
    assertThat(tables()).isEmpty();
  }

  @Test
  void tablesAreMadeOnce() {
    JdbcRecords.createTables(database.dataSource());
    JdbcRecords records = new JdbcRecords(database.unit());
    records.attempts().claim(ShopId.DEFAULT, "key", Instant.EPOCH);
    JdbcRecords.createTables(database.dataSource());
    assertThat(records.attempts().findClaim(ShopId.DEFAULT, "key")).isPresent();
    assertThat(tables()).hasSizeGreaterThan(9).allMatch(name -> name.startsWith("MEMBERSYNC_"));
  }

  /** But for db-scheduler's table: its rows are no shop's. */
  @Test
  void everyKeyBeginsWithTheShop() {
    JdbcRecords.createTables(database.dataSource());
    List<String> first = texts("""
            SELECT k.table_name || '.' || k.column_name
            FROM information_schema.key_column_usage k
            JOIN information_schema.table_constraints c
              ON c.constraint_name = k.constraint_name
            WHERE k.ordinal_position = 1 AND c.constraint_type IN ('PRIMARY KEY', 'UNIQUE')
              AND k.table_name <> 'MEMBERSYNC_SCHEDULED_TASK'
            """);
    assertThat(first)
        .hasSizeGreaterThan(9)
        .allMatch(column -> column.endsWith(".SHOP")
            || column.equals("MEMBERSYNC_CONSENT_EVENT.TENANT")
            || column.equals("MEMBERSYNC_SCHEMA.VERSION"));
    assertThat(texts("SELECT table_name || '.' || column_name FROM information_schema.index_columns"
            + " WHERE ordinal_position = 1 AND table_name <> 'MEMBERSYNC_SCHEDULED_TASK'"))
        .allMatch(column -> column.endsWith(".SHOP")
            || column.endsWith(".TENANT")
            || column.equals("MEMBERSYNC_SCHEMA.VERSION"));
  }

  @Test
  void consentEventsHaveTheirFinalColumns() {
    JdbcRecords.createTables(database.dataSource());
    assertThat(texts("SELECT column_name FROM information_schema.columns"
            + " WHERE table_name = 'MEMBERSYNC_CONSENT_EVENT'"))
        .containsExactlyInAnyOrder(
            "ID",
            "TENANT",
            "SEQ",
            "SUBJ",
            "TYPE",
            "NOTICE_TAG",
            "NOTICE_VER",
            "NOTICE_LANG",
            "NOTICE_SHA256",
            "OCCURRED_AT",
            "RECORDED_AT",
            "ACTOR",
            "CHANNEL",
            "VIA",
            "ACT",
            "PRESENTATION_ID",
            "EVID",
            "VALID_UNTIL",
            "CAUSES",
            "QUALITY",
            "REASON");
    assertThat(texts("SELECT DISTINCT data_type FROM information_schema.columns"
            + " WHERE table_name LIKE 'MEMBERSYNC_%' AND (column_name LIKE '%\\_AT'"
            + " OR column_name LIKE '%\\_UNTIL')"))
        .containsExactly("BIGINT");
  }

  static Records.Step step(PersonId person, List<String> tags) {
    return new Records.Step(
        "step-1",
        "withdrawal-1",
        person,
        "store",
        Records.StepState.OPEN,
        tags,
        Instant.EPOCH,
        Instant.EPOCH,
        Instant.EPOCH,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** They would be read back as others. */
  @Test
  void tagsThatCannotBeKeptAreRefused() {
    JdbcRecords.createTables(database.dataSource());
    Records.Consents consents = new JdbcRecords(database.unit()).consents();
    PersonId person = new PersonId(new UUID(7, 1));
    assertThat(consents.addStep(ShopId.DEFAULT, step(person, List.of("tos")))).isTrue();
    for (List<String> tags : List.of(List.<String>of(), List.of("tos", "opt,ad"))) {
      assertThatThrownBy(() -> step(person, tags))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("step-1")
          .hasMessageContaining("comma");
    }
    assertThat(consents.findStep(ShopId.DEFAULT, "step-1").orElseThrow().tags())
        .containsExactly("tos");
  }

  @Test
  void theSchemaIsPrintedForWhoeverKeepsTheDatabase() {
    StringBuilder printed = new StringBuilder();
    JdbcRecords.printSchema(database.dataSource(), printed);
    assertThat(printed.toString())
        .startsWith("-- V1__membersync.sql\n")
        .contains("CREATE TABLE membersync_identity");
    assertThat(tables()).isEmpty();
    String[] commands =
        printed.toString().lines().filter(line -> !line.startsWith("--")).toList().stream()
            .reduce("", (text, line) -> text + line + "\n")
            .split(";\\n", -1);
    for (String command : commands) {
      if (!command.isBlank()) {
        database.run(command);
      }
    }
    JdbcRecords.createTables(database.dataSource());
    assertThat(new JdbcRecords(database.unit()).tasks().findOpen(ShopId.DEFAULT, 1))
        .isEmpty();
  }

  @Test
  void anUnknownDatabaseIsRefused() {
    DataSource other = TestProxy.of(DataSource.class, (lend, none) -> {
      Connection connection = (Connection) lend.invoke(database.dataSource(), none);
      DatabaseMetaData foreign = TestProxy.of(DatabaseMetaData.class, (asked, with) -> "Altibase");
      return TestProxy.of(
          Connection.class,
          (asked, with) ->
              asked.getName().equals("getMetaData") ? foreign : asked.invoke(connection, with));
    });
    JdbcRecords records = new JdbcRecords(new JdbcUnitOfWork(other));
    assertThatThrownBy(() -> JdbcRecords.createTables(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Altibase");
    assertThatThrownBy(() -> JdbcRecords.printSchema(other, new StringBuilder()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> records.tasks().findOpen(ShopId.DEFAULT, 1))
        .isInstanceOf(MemberStoreException.class)
        .hasMessageContaining("Altibase");
    assertThat(database.lent()).isZero();
    assertThat(tables()).isEmpty();
  }

  @Test
  void ofTwoWaysInThatEndAtOnceTheLaterSeesThatNoneIsLeft() throws Exception {
    JdbcRecords.createTables(database.dataSource());
    JdbcRecords records = new JdbcRecords(database.unit());
    PersonId person = new PersonId(new UUID(7, 1));
    Records.Identities identities = records.identities();
    identities.addPerson(
        ShopId.DEFAULT,
        new Records.Person(person, Optional.empty(), Records.PersonState.ACTIVE, Instant.EPOCH));
    for (String provider : List.of("one", "two")) {
      identities.link(ShopId.DEFAULT, new Records.Identity(provider, "5", person, Instant.EPOCH));
    }
    CountDownLatch firstEnded = new CountDownLatch(1);
    CountDownLatch secondEnded = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> second = thread.submit(() -> {
        firstEnded.await();
        return database.unit().execute(() -> {
          identities.unlink(ShopId.DEFAULT, "two", "5", Instant.MAX);
          secondEnded.countDown();
          return identities.ofPerson(ShopId.DEFAULT, person).isEmpty();
        });
      });
      boolean first = database.unit().execute(() -> {
        identities.unlink(ShopId.DEFAULT, "one", "5", Instant.MAX);
        firstEnded.countDown();
        // Long enough for the second to go ahead, were it not held up by this unit.
        assertThat(await(secondEnded)).isFalse();
        return identities.ofPerson(ShopId.DEFAULT, person).isEmpty();
      });

      assertThat(first).isFalse();
      assertThat(second.get(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      thread.shutdownNow();
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(500, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
