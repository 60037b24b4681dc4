package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.membersync.member.MemberStoreException;
import io.membersync.member.ShopId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The books and a table of the shop on a server, and failures that quote nothing. */
abstract class ServerFixture {
  static final ShopId SHOP = ShopId.DEFAULT;
  static final Instant NOON = Instant.parse("2026-11-21T03:00:00Z");
  static final String MARKER = "marker-4711@example.com";

  /** Tables of the books, and one of the shop with two rows. */
  static TestDatabase shop(String url) {
    TestDatabase database = TestDatabase.at(url);
    JdbcRecords.createTables(database.dataSource());
    database.run(
        "CREATE TABLE note (email VARCHAR(40) NOT NULL, CONSTRAINT note_email UNIQUE (email))",
        "INSERT INTO note VALUES ('a')",
        "INSERT INTO note VALUES ('b')");
    return database;
  }

  static int insert(JdbcUnitOfWork unit, String email) {
    return update(unit, "INSERT INTO note (email) VALUES (?)", email);
  }

  static int touch(JdbcUnitOfWork unit, String email) {
    return update(unit, "UPDATE note SET email = email WHERE email = ?", email);
  }

  static int update(JdbcUnitOfWork unit, String statement, String email) {
    return unit.withConnection(connection -> {
      try (PreparedStatement prepared = connection.prepareStatement(statement)) {
        prepared.setString(1, email);
        return prepared.executeUpdate();
      }
    });
  }

  static int execute(JdbcUnitOfWork unit, String... statements) {
    return unit.withConnection(connection -> {
      try (Statement statement = connection.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
        return statements.length;
      }
    });
  }

  static MemberStoreException failure(String code, ThrowingCallable work) {
    MemberStoreException thrown = catchThrowableOfType(MemberStoreException.class, work);
    assertThat(thrown).as("a failure with code " + code).isNotNull();
    assertThat(thrown.code()).as(thrown.getMessage()).isEqualTo(code);
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    assertThat(text.toString()).doesNotContain(MARKER);
    return thrown;
  }

  static void assertUsable(TestDatabase database) {
    assertThat(database.lent()).isZero();
    assertThat(touch(database.unit(), "a")).isOne();
  }

  /** Does it in another thread, outside this thread's unit, and fails as it does. */
  static <T> T apart(Supplier<T> work) throws Throwable {
    try {
      return CompletableFuture.supplyAsync(work).get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }
}
