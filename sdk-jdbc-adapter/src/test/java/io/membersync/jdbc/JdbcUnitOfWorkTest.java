package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.testsupport.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdbcUnitOfWorkTest {
  private static final ShopId SHOP = ShopId.DEFAULT;
  private static final Instant NOON = Instant.parse("2026-11-21T03:00:00Z");
  private static final String MARKER = "marker-4711@example.com";

  private final TestDatabase database = TestDatabase.inMemory();
  private final JdbcUnitOfWork unit = database.unit();

  @BeforeEach
  void createTables() {
    JdbcRecords.createTables(database.dataSource());
    database.run("CREATE TABLE note (email VARCHAR(40) CONSTRAINT note_email UNIQUE NOT NULL)");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private int insert(String email) {
    return unit.withConnection(connection -> {
      try (var insert = connection.prepareStatement("INSERT INTO note VALUES (?)")) {
        insert.setString(1, email);
        return insert.executeUpdate();
      }
    });
  }

  private int notes() {
    return unit.withConnection(connection -> {
      try (Statement statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT COUNT(*) FROM note")) {
        rows.next();
        return rows.getInt(1);
      }
    });
  }

  @Test
  void oneConnectionServesAUnitAndNoneIsHeldOutside() {
    Records records = new JdbcRecords(unit);
    unit.execute(() -> {
      records.attempts().claim(SHOP, "key", NOON);
      insert("a");
      assertThat(database.lent()).isEqualTo(1);
      return true;
    });
    assertThat(database.lent()).isZero();
    records.attempts().claim(SHOP, "key-2", NOON);
    assertThatThrownBy(() -> records.identities().setState(SHOP, person(), LEFT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(database.lent()).isZero();
  }

  private static final Records.PersonState LEFT = Records.PersonState.LEFT;

  private static PersonId person() {
    return new PersonId(UUID.randomUUID());
  }

  @Test
  void aPoolOfOneIsEnough() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database.dataSource());
    config.setMaximumPoolSize(1);
    config.setConnectionTimeout(30_000);
    try (HikariDataSource single = new HikariDataSource(config)) {
      JdbcUnitOfWork own = new JdbcUnitOfWork(single);
      Records records = new JdbcRecords(own);
      PersonId person = person();
      boolean valid = own.execute(() -> {
        records.identities().addPerson(SHOP, active(person));
        return own.withConnection(connection -> connection.isValid(30));
      });
      assertThat(valid).isTrue();
      assertThat(records.identities().findPerson(SHOP, person)).isPresent();
    }
  }

  private static Records.Person active(PersonId person) {
    return new Records.Person(person, Optional.empty(), Records.PersonState.ACTIVE, NOON);
  }

  @Test
  void theShopsOwnStatementsTakePart() {
    assertThatThrownBy(() -> unit.execute(() -> {
          insert("a");
          throw new IllegalStateException("stop");
        }))
        .hasMessage("stop");
    assertThat(notes()).isZero();
    unit.execute(() -> insert("a"));
    insert("b");
    assertThat(notes()).isEqualTo(2);
  }

  @Test
  @Fault("MS-18")
  void aUniqueViolationIsAConflictAndQuotesNothing() {
    insert(MARKER);
    MemberStoreException thrown =
        catchThrowableOfType(MemberStoreException.class, () -> insert(MARKER));
    assertThat(thrown.isRepeatable()).isTrue();
    assertThat(thrown.code()).isEqualTo("store-unique");
    assertThat(thrown).hasMessageContaining("SQLState 23505").hasMessageContaining("NOTE_EMAIL");
    assertThat(thrown.getCause()).isNull();
    assertThat(stackTraceOf(thrown)).doesNotContain(MARKER).contains("org.h2");
  }

  @Test
  void anotherConstraintIsNoConflictAndQuotesNothing() {
    MemberStoreException thrown =
        catchThrowableOfType(MemberStoreException.class, () -> insert(MARKER + "x".repeat(100)));
    assertThat(thrown.isRepeatable()).isFalse();
    assertThat(stackTraceOf(thrown)).doesNotContain(MARKER);

    MemberStoreException missing = catchThrowableOfType(
        MemberStoreException.class,
        () -> unit.withConnection(connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("INSERT INTO note VALUES (NULL)");
          }
        }));
    assertThat(missing.isRepeatable()).isFalse();
    assertThat(missing.code()).isEqualTo("store-constraint");
  }

  private static String stackTraceOf(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  @Test
  @Fault("MS-18")
  void aDeadlockIsAConflict() throws Exception {
    insert("a");
    insert("b");
    CountDownLatch bothHold = new CountDownLatch(2);
    List<CompletableFuture<MemberStoreException>> units = new ArrayList<>();
    for (List<String> order : List.of(List.of("a", "b"), List.of("b", "a"))) {
      units.add(CompletableFuture.supplyAsync(
          () -> {
            try {
              unit.execute(() -> {
                touch(order.get(0));
                bothHold.countDown();
                awaitQuietly(bothHold);
                return touch(order.get(1));
              });
              return MemberStoreException.unavailable("none", "committed");
            } catch (MemberStoreException e) {
              return e;
            }
          },
          task -> new Thread(task, "deadlock").start()));
    }
    List<MemberStoreException> ends = new ArrayList<>();
    for (CompletableFuture<MemberStoreException> end : units) {
      ends.add(end.get(30, TimeUnit.SECONDS));
    }
    assertThat(ends).anyMatch(MemberStoreException::isRepeatable);
    assertThat(ends).allMatch(end -> end.isRepeatable() || end.code().equals("none"));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int touch(String email) {
    return unit.withConnection(connection -> {
      try (var update =
          connection.prepareStatement("UPDATE note SET email = email WHERE email = ?")) {
        update.setString(1, email);
        return update.executeUpdate();
      }
    });
  }

  @Test
  @Fault("MS-02")
  void aStatementOfOursHasATimeLimit() {
    JdbcUnitOfWork impatient = new JdbcUnitOfWork(database.dataSource(), Duration.ofSeconds(1));
    MemberStoreException thrown = catchThrowableOfType(
        MemberStoreException.class,
        () -> impatient.step(
            "slow statement",
            sql -> sql.findAll(
                row -> row.getInt(1),
                "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 1000000), SYSTEM_RANGE(1, 1000000)")));
    assertThat(thrown.code()).isEqualTo("store-timeout");
    assertThat(thrown.isRepeatable()).isFalse();
    assertThat(thrown).hasMessageStartingWith("slow statement failed");
  }

  @Test
  void aConnectionIsGivenBackAsItWas() throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      DataSource one = lending(connection);
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      new JdbcRecords(new JdbcUnitOfWork(one)).attempts().claim(SHOP, "key", NOON);
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
      try (Statement statement = connection.createStatement()) {
        assertThat(statement.getQueryTimeout()).isZero();
      }
    }
  }

  /** A data source that lends the same connection and never closes it. */
  static DataSource lending(Connection connection) {
    Connection kept = TestProxy.of(
        Connection.class,
        (method, arguments) ->
            method.getName().equals("close") ? null : method.invoke(connection, arguments));
    return TestProxy.of(DataSource.class, (method, arguments) -> kept);
  }

  @Test
  void aCommitWithoutAnAnswerIsNotRepeated() {
    DataSource losing = TestProxy.of(DataSource.class, (method, arguments) -> {
      Connection connection = (Connection) method.invoke(database.dataSource(), arguments);
      return TestProxy.of(Connection.class, (called, with) -> {
        Object answer = called.invoke(connection, with);
        if (called.getName().equals("commit")) {
          throw new InvocationTargetException(
              new SQLException("connection lost " + MARKER, "08006"));
        }
        return answer;
      });
    });
    MemberStoreException thrown = catchThrowableOfType(
        MemberStoreException.class,
        () -> new JdbcRecords(new JdbcUnitOfWork(losing)).attempts().removeParked(SHOP, "key"));
    assertThat(thrown.code()).isEqualTo("store-outcome-unknown");
    assertThat(thrown.isRepeatable()).as("it was committed in truth").isFalse();
    assertThat(stackTraceOf(thrown)).doesNotContain(MARKER);
    assertThat(database.lent()).isZero();
  }

  @Test
  void aDatabaseThatIsGoneIsUnavailable() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:tcp://localhost:1/nowhere");
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(300);
    try (HikariDataSource gone = new HikariDataSource(config)) {
      Records records = new JdbcRecords(new JdbcUnitOfWork(gone));
      MemberStoreException thrown = catchThrowableOfType(
          MemberStoreException.class,
          () -> records.identities().findPersonOf(SHOP, new MemberId("1")));
      assertThat(thrown.code()).isEqualTo("store-unavailable");
      assertThat(thrown.isRepeatable()).isFalse();
      assertThatThrownBy(() -> records.unitOfWork().execute(() -> true))
          .isInstanceOf(MemberStoreException.class);
      assertThat(records.unitOfWork().isOpen()).isFalse();
    }
  }

  @Test
  void unitsDoNotNestAcrossDatabases() {
    JdbcUnitOfWork other = new JdbcUnitOfWork(database.dataSource());
    unit.execute(() -> {
      assertThat(other.isOpen()).isTrue();
      assertThatThrownBy(() -> other.execute(() -> true))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("remove the inner execute");
      assertThatThrownBy(() -> Records.inMemory().unitOfWork().execute(() -> true))
          .isInstanceOf(IllegalStateException.class);
      return true;
    });
    assertThatThrownBy(() -> unit.withConnection(connection -> unit.execute(() -> true)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("withConnection");
    assertThat(unit.isOpen()).isFalse();
  }

  @Test
  void anUnreasonableTimeLimitIsRefused() {
    for (Duration limit : List.of(
        Duration.ZERO, Duration.ofSeconds(-1), Duration.ofMillis(999), Duration.ofSeconds(61))) {
      assertThatThrownBy(() -> new JdbcUnitOfWork(database.dataSource(), limit))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(limit.toString());
    }
    assertThatCode(() -> new JdbcUnitOfWork(database.dataSource(), Duration.ofMillis(1_500)))
        .doesNotThrowAnyException();
  }
}
