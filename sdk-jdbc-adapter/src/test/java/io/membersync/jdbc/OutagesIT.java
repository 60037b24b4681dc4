package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.membersync.member.MemberStoreException;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.servers.CutProxy;
import io.membersync.testsupport.servers.Server;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What servers do on bad days, and what the shop is told then: a code, what to do, and no value. */
@Tag("real")
class OutagesIT extends ServerFixture {
  @ParameterizedTest
  @EnumSource(value = Server.class, mode = EnumSource.Mode.EXCLUDE, names = "H2")
  void aConnectionThatBreaksIsToldAndTheNextUnitHasAnother(Server server) throws IOException {
    String url = server.newDatabase();
    try (TestDatabase direct = shop(url);
        CutProxy proxy = CutProxy.before(url);
        HikariDataSource pool = Server.pool(proxy.through(url), 1)) {
      JdbcUnitOfWork unit = new JdbcUnitOfWork(pool);

      MemberStoreException broken = failure(
          "store-unavailable",
          () -> unit.execute(() -> {
            insert(unit, MARKER);
            proxy.cut();
            return insert(unit, "d");
          }));
      assertThat(broken.isRepeatable()).isFalse();
      assertThat(broken).hasMessageContaining("the connection broke");
      assertThat(touch(unit, "a")).isOne();

      MemberStoreException unknown = failure(
          "store-outcome-unknown",
          () -> unit.execute(() -> {
            new JdbcRecords(unit).attempts().claim(SHOP, "key", NOON);
            proxy.cut();
            return true;
          }));
      assertThat(unknown.isRepeatable()).isFalse();
      assertThat(touch(unit, "a")).isOne();
      assertThat(touch(direct.unit(), MARKER)).as("nothing was committed").isZero();
      assertThat(new JdbcRecords(direct.unit()).attempts().findClaim(SHOP, "key"))
          .isEmpty();
    }
  }

  /** As when a cable is pulled, or a firewall forgets the connection. */
  @ParameterizedTest
  @EnumSource(value = Server.class, mode = EnumSource.Mode.EXCLUDE, names = "H2")
  @Fault("MS-02")
  void aServerThatFallsSilentIsGivenUp(Server server) throws IOException {
    String url = server.newDatabase();
    try (TestDatabase direct = shop(url);
        CutProxy proxy = CutProxy.before(url);
        HikariDataSource pool = Server.pool(proxy.through(url), 2)) {
      JdbcUnitOfWork unit = new JdbcUnitOfWork(pool, Duration.ofSeconds(2));
      JdbcRecords records = new JdbcRecords(unit);
      records.attempts().claim(SHOP, "before", NOON);
      long[] begun = new long[1];

      MemberStoreException thrown = catchThrowableOfType(
          MemberStoreException.class,
          () -> unit.execute(() -> {
            records.attempts().claim(SHOP, "key", NOON);
            proxy.fallSilent();
            begun[0] = System.nanoTime();
            return records.attempts().findClaim(SHOP, "key");
          }));

      assertThat(Duration.ofNanos(System.nanoTime() - begun[0])).isLessThan(Duration.ofSeconds(15));
      assertThat(thrown.code()).isIn("store-unavailable", "store-timeout");
      assertThat(thrown.isRepeatable()).isFalse();
      proxy.speakAgain();
      assertThat(records.attempts().claim(SHOP, "after", NOON)).isTrue();
      assertThat(new JdbcRecords(direct.unit()).attempts().findClaim(SHOP, "key"))
          .isEmpty();
    }
  }

  /** Such as a replica, or a primary that was demoted: here the session is told to be like one. */
  @ParameterizedTest
  @CsvSource({
    "POSTGRESQL, &options=-c%20default_transaction_read_only=on",
    "MARIADB, &sessionVariables=tx_read_only=1",
    "MYSQL_DRIVER, &sessionVariables=tx_read_only=1"
  })
  void aReadOnlyReplicaIsToldToBeOne(Server server, String setting) {
    String url = server.newDatabase();
    try (TestDatabase direct = shop(url);
        TestDatabase database = TestDatabase.at(url + setting)) {
      new JdbcRecords(direct.unit()).attempts().claim(SHOP, "key", NOON);

      MemberStoreException thrown = failure(
          "store-read-only",
          () -> new JdbcRecords(database.unit()).attempts().claim(SHOP, "key-2", NOON));

      assertThat(thrown.isRepeatable()).isFalse();
      assertThat(thrown).hasMessageContaining("replica").hasMessageContaining("primary");
      assertThat(database.lent()).isZero();
    }
  }

  /** No disk is filled here: a trigger fails as the server does then. */
  @ParameterizedTest
  @EnumSource(value = Server.class, mode = EnumSource.Mode.EXCLUDE, names = "H2")
  void aFullDiskIsToldToBeFull(Server server) {
    try (TestDatabase database = shop(server.newDatabase())) {
      if (server == Server.POSTGRESQL) {
        database.run(
            """
            CREATE FUNCTION full_disk() RETURNS trigger AS $$
            BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END
            $$ LANGUAGE plpgsql
            """,
            "CREATE TRIGGER full_disk BEFORE INSERT ON membersync_claim"
                + " FOR EACH ROW EXECUTE FUNCTION full_disk()");
      } else {
        database.run("CREATE TRIGGER full_disk BEFORE INSERT ON membersync_claim FOR EACH ROW"
            + " SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'table is full'");
      }

      MemberStoreException thrown = failure(
          "store-full", () -> new JdbcRecords(database.unit()).attempts().claim(SHOP, "key", NOON));

      assertThat(thrown.isRepeatable()).isFalse();
      assertThat(thrown).hasMessageContaining("no room left");
      assertUsable(database);
    }
  }

  /** PostgreSQL would answer such a commit with a rollback. */
  @Test
  void aFailureThatTheShopsCodeSwallowedIsToldAtTheLatestByTheCommit() {
    try (TestDatabase database = shop(Server.POSTGRESQL.newDatabase())) {
      JdbcUnitOfWork unit = database.unit();

      MemberStoreException thrown = failure(
          "store-error",
          () -> unit.withConnection(connection -> {
            try (Statement statement = connection.createStatement()) {
              return statement.executeUpdate("INSERT INTO note VALUES ('a')");
            } catch (SQLException e) {
              return 0;
            }
          }));

      assertThat(thrown.isRepeatable()).isFalse();
      assertThat(thrown).hasMessageContaining("let its SQLException through");
      assertUsable(database);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Server.class, mode = EnumSource.Mode.EXCLUDE, names = "H2")
  void aConnectionIsGivenBackAsItWas(Server server) throws SQLException {
    try (TestDatabase database = shop(server.newDatabase());
        Connection connection = database.dataSource().getConnection()) {
      for (boolean autoCommit : new boolean[] {true, false}) {
        connection.setAutoCommit(autoCommit);
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        connection.setNetworkTimeout(Runnable::run, 60_000);

        JdbcUnitOfWork unit = new JdbcUnitOfWork(JdbcUnitOfWorkTest.lending(connection));
        int inside = unit.withConnection(Connection::getTransactionIsolation);
        touch(unit, "a");

        assertThat(inside).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
        assertThat(connection.getTransactionIsolation())
            .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        assertThat(connection.getNetworkTimeout()).isEqualTo(60_000);
        if (!autoCommit) {
          connection.rollback();
        }
      }
    }
  }
}
