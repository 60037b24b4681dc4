package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.testsupport.servers.Server;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The shop's table on servers. */
@Tag("real")
class OldTableIT {
  private static final String MYSQL_KEY = "BIGINT AUTO_INCREMENT PRIMARY KEY";

  @Nested
  class OldTableOnPostgreSql extends OldTableTest {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.POSTGRESQL);
    }
  }

  @Nested
  class OldTableOnMariaDb extends OldTableTest {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.MARIADB);
    }
  }

  @Nested
  class OldTableByMySqlsDriver extends OldTableTest {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.MYSQL_DRIVER);
    }
  }

  @Nested
  class KeptFormsOfPostgreSql extends KeptFormTest {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.POSTGRESQL);
    }
  }

  @Nested
  class KeptFormsOfMariaDb extends KeptFormTest {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.MARIADB);
    }

    @Override
    String key() {
      return MYSQL_KEY;
    }
  }

  @Nested
  class KeptFormsByMySqlsDriver extends KeptFormsOfMariaDb {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.MYSQL_DRIVER);
    }
  }

  @Nested
  class RefusalsOfPostgreSql extends UniqueRefusalTest {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.POSTGRESQL);
    }

    @Override
    String nickname() {
      return "VARCHAR(50)";
    }

    @Override
    String taken() {
      return "Mina";
    }
  }

  @Nested
  class RefusalsOfMariaDb extends UniqueRefusalTest {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.MARIADB);
    }

    @Override
    String key() {
      return MYSQL_KEY;
    }

    @Override
    String nickname() {
      return "VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci";
    }
  }

  @Nested
  class RefusalsByMySqlsDriver extends RefusalsOfMariaDb {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.MYSQL_DRIVER);
    }
  }

  private static final FieldMapping MAPPING = FieldMapping.none()
      .map(Field.NAME, "name")
      .map(Field.EMAIL, "email")
      .unique()
      .map(Field.PHONE, "phone")
      .map(Field.text("news"), "news")
      .map(Field.text("wedding_day"), "wedding_day");

  private static void typedColumns(Server server, String table, List<String> expected) {
    try (TestDatabase database = TestDatabase.on(server)) {
      JdbcRecords.createTables(database.dataSource());
      database.run("CREATE SEQUENCE member_seq START WITH 500", table);
      JdbcMemberStore store = JdbcMemberStore.builder(database.unit(), "member", MAPPING)
          .keySequence("no", "member_seq")
          .column("wedding_day", "wedding_day", ColumnCodec.date("yyyy-MM-dd"))
          .clock(Clock.fixed(Shopping.NOON, ZoneOffset.UTC))
          .zone(ZoneId.of("Asia/Seoul"))
          .joinedAt("joined")
          .joinedAt("joined_at")
          .build();
      Shopping shop = new Shopping(store);
      MemberId member = shop.join(
          Shopping.value(Field.NAME, "Mina"),
          Shopping.value(Field.EMAIL, "Mina@example.com"),
          Shopping.value(Field.PHONE, "010-5550-1234"),
          Shopping.value(Field.text("news"), "true"),
          Shopping.value(Field.text("wedding_day"), "2020-02-29"));

      assertThat(member).isEqualTo(new MemberId("500"));
      assertThat(shop.read(member).values())
          .containsEntry("news", "true")
          .containsEntry("wedding_day", "2020-02-29");
      assertThat(shop.holders(Field.EMAIL, "mINA@example.com")).containsExactly("500");
      List<String> joined = database.unit().withConnection(connection -> {
        try (var statement = connection.createStatement();
            var row = statement.executeQuery("SELECT joined, joined_at FROM member")) {
          row.next();
          return List.of(row.getString(1), row.getString(2).substring(0, 19));
        }
      });
      assertThat(joined).containsExactly("2026-11-21", "2026-11-21 12:00:00");

      List<TableFinding> findings = store.probe(Duration.ofSeconds(30), 1_000_000);
      assertThat(findings.stream().map(one -> one.code() + " " + one.place()).toList())
          .containsExactlyElementsOf(expected);
      for (TableFinding finding : findings) {
        finding.sql().ifPresent(database::run);
      }
      assertThat(store.probe(Duration.ofSeconds(30), 1_000_000).stream()
              .filter(one -> one.sql().isPresent())
              .toList())
          .as("the statements have mended what they stood beside")
          .isEmpty();
      assertThat(database.lent()).isZero();
    }
  }

  @Test
  void typedColumnsAndTheProbeOnPostgreSql() {
    typedColumns(
        Server.POSTGRESQL,
        """
        CREATE TABLE member (
          no BIGINT PRIMARY KEY,
          name VARCHAR(50) NOT NULL,
          email VARCHAR(254),
          phone VARCHAR(13),
          news BOOLEAN,
          wedding_day DATE,
          joined DATE,
          joined_at TIMESTAMP)
        """,
        List.of(
            "column-not-null member.name (field name)",
            "column-short member.phone (field phone)",
            "index-missing member.email (field email)",
            "unique-missing member.email (field email)",
            "index-missing member.phone (field phone)"));
  }

  @Test
  void typedColumnsAndTheProbeOnMariaDb() {
    for (Server server : List.of(Server.MARIADB, Server.MYSQL_DRIVER)) {
      typedColumns(
          server,
          """
          CREATE TABLE member (
            no BIGINT PRIMARY KEY,
            name VARCHAR(50) NOT NULL,
            email VARCHAR(254),
            phone VARCHAR(16),
            news BOOLEAN,
            wedding_day DATE,
            joined DATE,
            joined_at DATETIME) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci
          """,
          List.of(
              "column-not-null member.name (field name)",
              "index-missing member.email (field email)",
              "unique-missing member.email (field email)",
              "index-missing member.phone (field phone)"));
    }
  }
}
