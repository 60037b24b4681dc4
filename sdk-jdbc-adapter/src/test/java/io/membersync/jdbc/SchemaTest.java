package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.membersync.member.MemberStoreException;
import io.membersync.member.ShopId;
import io.membersync.testsupport.servers.Server;
import java.time.Instant;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** MemberSync's tables on H2; {@link SchemaIT} repeats this on servers. */
class SchemaTest {

  @Test
  void flywayRunsTheScripts() {
    try (TestDatabase database = TestDatabase.inMemory()) {
      database.run("CREATE TABLE tb_member (id INTEGER)");
      assertThat(flyway(database, "h2").migrate().migrationsExecuted)
          .isEqualTo(Schema.names().size());
      assertUsable(database);
    }
  }

  @Test
  void tablesOfAnOlderVersionAreRefusedByNameOfTheScript() {
    try (TestDatabase database = TestDatabase.inMemory()) {
      olderTablesAreRefused(database, "h2");
    }
  }

  @Test
  void tablesOfAnOlderVersionAreBroughtUpToDate() {
    try (TestDatabase database = TestDatabase.inMemory()) {
      olderTablesAreBroughtUpToDate(database, Dialect.H2);
    }
  }

  @Test
  void eachDatabaseHasEveryScript() {
    for (Dialect dialect : Dialect.values()) {
      for (int i = 0; i < Schema.names().size(); i++) {
        String name = Schema.names().get(i);
        assertThat(name).startsWith("V" + (i + 1) + "__");
        assertThat(Schema.script(dialect, name))
            .endsWith("INSERT INTO membersync_schema (version) VALUES (" + (i + 1) + ");\n");
      }
    }
  }

  /** The same tables and columns in the same order everywhere. */
  @Test
  void theScriptsDifferInTypesOnly() {
    for (String name : Schema.names()) {
      String h2 = names(Schema.script(Dialect.H2, name));
      assertThat(names(Schema.script(Dialect.POSTGRESQL, name))).isEqualTo(h2);
      assertThat(names(Schema.script(Dialect.MYSQL, name))).isEqualTo(h2);
    }
  }

  private static String names(String script) {
    StringBuilder names = new StringBuilder();
    script
        .lines()
        .filter(line -> line.startsWith("CREATE TABLE ") || line.matches(" {2}[a-z].*"))
        .map(
            line -> line.replace("IF NOT EXISTS ", "").strip().replaceAll("^([a-z_0-9]+) .*", "$1"))
        .forEach(line -> names.append(line).append('\n'));
    return names.toString();
  }

  static void olderTablesAreRefused(TestDatabase database, String folder) {
    JdbcRecords.createTables(database.dataSource());
    int newest = Schema.names().size();
    database.run("DELETE FROM membersync_schema WHERE version = " + newest);

    MemberStoreException thrown =
        catchThrowableOfType(MemberStoreException.class, () -> assertUsable(database));

    assertThat(thrown.code()).isEqualTo("store-schema-old");
    assertThat(thrown)
        .hasMessageContaining("at version " + (newest - 1))
        .hasMessageContaining("schema/" + folder + "/" + Schema.names().get(newest - 1))
        .hasMessageNotContaining("V1__");
    assertThat(database.lent()).isZero();
    database.run("INSERT INTO membersync_schema (version) VALUES (" + newest + ")");
    assertUsable(database);
  }

  static void olderTablesAreBroughtUpToDate(TestDatabase database, Dialect dialect) {
    for (String name : Schema.names().subList(0, Schema.names().size() - 1)) {
      database.run(Schema.commands(Schema.script(dialect, name)).toArray(new String[0]));
    }
    database.run(
        "INSERT INTO membersync_claim (shop, claim_key, expires_at) VALUES ('shop', 'k', 1)");

    JdbcRecords.createTables(database.dataSource());
    JdbcRecords.createTables(database.dataSource());

    assertUsable(database);
    JdbcRecords records = new JdbcRecords(database.unit());
    assertThat(records.attempts().findClaim(ShopId.DEFAULT, "k")).isPresent();
    assertThat(records.consents().openSteps(ShopId.DEFAULT, 1)).isEmpty();
  }

  static String folder(Server server) {
    return switch (server) {
      case H2 -> "h2";
      case POSTGRESQL -> "postgresql";
      case MARIADB, MYSQL_DRIVER -> "mysql";
    };
  }

  static Flyway flyway(TestDatabase database, String folder) {
    return Flyway.configure()
        .dataSource(database.dataSource())
        .locations("classpath:io/membersync/jdbc/schema/" + folder)
        .table("membersync_flyway")
        .baselineOnMigrate(true) // the shop's own tables are there
        .baselineVersion("0")
        .load();
  }

  /** As whoever keeps the database would. */
  static void runPrinted(TestDatabase database) {
    StringBuilder printed = new StringBuilder();
    JdbcRecords.printSchema(database.dataSource(), printed);
    database.run(Schema.commands(printed.toString()).toArray(new String[0]));
  }

  static void assertUsable(TestDatabase database) {
    JdbcRecords records = new JdbcRecords(database.unit());
    assertThat(records.attempts().claim(ShopId.DEFAULT, "key-" + System.nanoTime(), Instant.EPOCH))
        .isTrue();
    assertThat(records.tasks().findOpen(ShopId.DEFAULT, 1)).isEmpty();
  }
}
