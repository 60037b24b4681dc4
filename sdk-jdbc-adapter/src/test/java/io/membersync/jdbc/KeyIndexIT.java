package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.member.MemberId;
import io.membersync.member.MemberStore.UpdateReport.Outcome;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.servers.Server;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Columns of type CHAR on PostgreSQL are found by their index: its driver sends a text as VARCHAR, which
 * the server takes for a CHAR. Sent as TEXT it would read the whole table.
 */
@Tag("real")
class KeyIndexIT {
  private static final ProviderId KAKAO = ProviderId.of("kakao");
  private static final FieldMapping MAPPING =
      FieldMapping.none().map(Field.NAME, "name").map(Field.PHONE, "phone").unique();
  private static final MemberId MEMBER = new MemberId("M004711");

  private final TestDatabase database = TestDatabase.on(Server.POSTGRESQL);

  @BeforeEach
  void createTable() {
    JdbcRecords.createTables(database.dataSource());
    database.run(
        """
        CREATE TABLE member (
          no CHAR(10) PRIMARY KEY,
          name VARCHAR(50),
          phone CHAR(16),
          kakao_no CHAR(20))
        """,
        """
        INSERT INTO member
        SELECT 'M' || LPAD(i::text, 6, '0'), 'Kim', '010' || LPAD(i::text, 8, '0'), 'k' || i
        FROM generate_series(1, 20000) i
        """,
        "CREATE INDEX member_phone ON member (phone)",
        "CREATE INDEX member_kakao ON member (kakao_no)",
        "ANALYZE member");
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** Does it in one transaction, of which the server tells how it has read the table. */
  private <T> T byIndex(Supplier<T> work) {
    return database.unit().execute(() -> {
      int whole = scans("seq_scan");
      int byIndex = scans("idx_scan");
      T result = work.get();
      assertThat(scans("seq_scan") - whole).as("scans of the whole table").isZero();
      assertThat(scans("idx_scan") - byIndex).as("scans of an index").isPositive();
      return result;
    });
  }

  private int scans(String kind) {
    return database.unit().withConnection(connection -> {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(
              "SELECT " + kind + " FROM pg_stat_xact_user_tables WHERE relname = 'member'")) {
        row.next();
        return row.getInt(1);
      }
    });
  }

  @Test
  void aKeyAContactAndAnOldIdentity() {
    JdbcMemberStore store = JdbcMemberStore.builder(database.unit(), "member", MAPPING)
        .key("no", () -> "M999999")
        .oldIdentities(KAKAO, OldIdentities.inMemberTable("kakao_no").storedAs(id -> "k" + id))
        .build();
    Shopping shop = new Shopping(store);
    assertThat(shop.read(MEMBER).value("name")).as("the columns are known now").contains("Kim");

    assertThat(byIndex(() -> store.find(MEMBER))).isPresent();
    assertThat(byIndex(() -> store.list(Optional.of(MEMBER), 2)).members()).hasSize(2);
    assertThat(byIndex(() -> shop.holders(Field.PHONE, "+821000004711")))
        .containsExactly(MEMBER.value());
    assertThat(store.findByIdentity("kakao", "4711")).contains(MEMBER);
    assertThat(byIndex(() -> store.findByIdentity("kakao", "4711"))).contains(MEMBER);
    assertThat(byIndex(() -> shop.update(
                MEMBER,
                Shopping.value(Field.NAME, "Lee"),
                Shopping.value(Field.PHONE, "+821055501234")))
            .outcomes())
        .containsOnly(Map.entry("name", Outcome.APPLIED), Map.entry("phone", Outcome.APPLIED));
  }
}
