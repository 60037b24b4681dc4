package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.member.MemberStoreException;
import io.membersync.member.ShopId;
import io.membersync.testsupport.servers.Server;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MemberSync's tables on servers: made by Flyway, by Liquibase, by hand and by createTables, and told apart. */
@Tag("real")
class SchemaIT {

  @ParameterizedTest
  @EnumSource(Server.class)
  void flywayRunsTheScripts(Server server) {
    try (TestDatabase database = TestDatabase.on(server)) {
      database.run("CREATE TABLE tb_member (id INTEGER)");
      int ran = SchemaTest.flyway(database, SchemaTest.folder(server)).migrate().migrationsExecuted;

      assertThat(ran).isEqualTo(Schema.names().size());
      SchemaTest.assertUsable(database);
      JdbcRecords.createTables(database.dataSource());
      assertThat(
              SchemaTest.flyway(database, SchemaTest.folder(server)).migrate().migrationsExecuted)
          .isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void liquibaseRunsTheScripts(Server server) throws Exception {
    try (TestDatabase database = TestDatabase.on(server)) {
      LiquibaseTest.makesTables(database);
    }
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void whatIsPrintedMakesTheTables(Server server) {
    try (TestDatabase database = TestDatabase.on(server)) {
      SchemaTest.runPrinted(database);

      JdbcRecords.createTables(database.dataSource());
      SchemaTest.assertUsable(database);
    }
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void tablesOfAnOlderVersionAreRefusedByNameOfTheScript(Server server) {
    try (TestDatabase database = TestDatabase.on(server)) {
      SchemaTest.olderTablesAreRefused(database, SchemaTest.folder(server));
    }
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void tablesOfAnOlderVersionAreBroughtUpToDate(Server server) {
    try (TestDatabase database = TestDatabase.on(server)) {
      SchemaTest.olderTablesAreBroughtUpToDate(database, dialect(server));
    }
  }

  private static Dialect dialect(Server server) {
    return Dialect.valueOf(SchemaTest.folder(server).toUpperCase(Locale.ROOT));
  }

  @Test
  void onPostgreSqlAFailureLeavesNoTableBehind() {
    try (TestDatabase database = TestDatabase.on(Server.POSTGRESQL)) {
      database.run("CREATE VIEW membersync_task AS SELECT 1 AS shop");
      assertThatThrownBy(() -> JdbcRecords.createTables(database.dataSource()))
          .isInstanceOf(MemberStoreException.class)
          .hasMessageContaining("creating MemberSync's tables failed");

      database.run("DROP VIEW membersync_task", "CREATE TABLE membersync_identity (shop INTEGER)");
      database.run("DROP TABLE membersync_identity");
      JdbcRecords.createTables(database.dataSource());

      SchemaTest.assertUsable(database);
    }
  }

  /** They commit each statement that makes a table. */
  @Test
  void onMySqlAndMariaDbMakingTablesGoesOnWhereItFailed() {
    try (TestDatabase database = TestDatabase.on(Server.MARIADB)) {
      List<String> commands =
          Schema.commands(Schema.script(Dialect.MYSQL, Schema.names().get(0)));
      database.run(commands.subList(0, 5).toArray(new String[0]));

      JdbcRecords.createTables(database.dataSource());

      SchemaTest.assertUsable(database);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"MARIADB", "MYSQL_DRIVER"})
  void aDriverThatCountsOnlyChangedRowsIsRefused(Server server) {
    String url = server.newDatabase() + "&useAffectedRows=true";
    try (TestDatabase database = TestDatabase.at(url)) {
      JdbcRecords.createTables(database.dataSource());

      assertThatThrownBy(() -> new JdbcRecords(database.unit()).tasks().findOpen(ShopId.DEFAULT, 1))
          .isInstanceOf(MemberStoreException.class)
          .hasMessageContaining("useAffectedRows");
      assertThat(database.lent()).isZero();
    }
  }
}
