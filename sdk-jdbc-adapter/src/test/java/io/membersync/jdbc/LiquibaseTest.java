package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Objects;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.Test;

/** MemberSync's tables made by Liquibase; {@link SchemaIT} repeats this on servers. */
class LiquibaseTest {
  private static final String CHANGELOG = "membersync-changelog.yaml";

  @Test
  void liquibaseRunsTheScripts() throws Exception {
    try (TestDatabase database = TestDatabase.inMemory()) {
      makesTables(database);
    }
  }

  /** What the shop copies is what runs here. */
  @Test
  void theChangelogIsThatOfTheDocumentation() throws IOException {
    Path page = Path.of(System.getProperty("basedir", ""), "..", "docs", "databases.md");
    try (InputStream changelog = Objects.requireNonNull(
        LiquibaseTest.class.getClassLoader().getResourceAsStream(CHANGELOG))) {
      assertThat(Files.readString(page))
          .contains(new String(changelog.readAllBytes(), StandardCharsets.UTF_8).indent(2));
    }
  }

  static void makesTables(TestDatabase database) throws Exception {
    database.run("CREATE TABLE tb_member (id INTEGER)");
    update(database);
    SchemaTest.assertUsable(database);
    update(database);
    assertThat(changes(database))
        .as("each script once")
        .isEqualTo(Schema.names().size());

    JdbcRecords.createTables(database.dataSource());
    SchemaTest.assertUsable(database);
    assertThat(database.lent()).isZero();
  }

  private static void update(TestDatabase database) throws Exception {
    try (Connection connection = database.dataSource().getConnection();
        Liquibase liquibase = new Liquibase(
            CHANGELOG,
            new ClassLoaderResourceAccessor(LiquibaseTest.class.getClassLoader()),
            DatabaseFactory.getInstance()
                .findCorrectDatabaseImplementation(new JdbcConnection(connection)))) {
      liquibase.update(new Contexts());
    }
  }

  private static int changes(TestDatabase database) {
    return database.unit().withConnection(connection -> {
      try (var statement = connection.createStatement();
          var row = statement.executeQuery("SELECT COUNT(*) FROM DATABASECHANGELOG")) {
        row.next();
        return row.getInt(1);
      }
    });
  }
}
