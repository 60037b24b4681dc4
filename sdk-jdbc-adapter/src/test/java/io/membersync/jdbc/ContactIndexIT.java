package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.Members.IndexProgress;
import io.membersync.Secret;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.AtOnce;
import io.membersync.testsupport.servers.Server;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The contact index over the shop's table on servers. {@code -Dindex.rows=2000000} gives PostgreSQL
 * that many rows and prints what they cost.
 */
@Tag("real")
class ContactIndexIT {
  private static final URI CALLBACKS = URI.create("http://localhost:8080/login/callback/");

  /** The old table with more members, and a shop that wants an index of its contacts. */
  abstract static class ManyMembers extends OldTableFixture {
    final FakeKakao kakao = FakeKakao.onLoopback();

    abstract int rows();

    /** As many more members, by the server's own numbers: their phones stand in a form of their own. */
    abstract String insert(int rows);

    @BeforeEach
    void fill() {
      kakao.registerRedirectUri(CALLBACKS.resolve("kakao"));
      database.run(insert(rows()));
    }

    @AfterEach
    void closeFake() {
      kakao.close();
    }

    final MemberSync engine() {
      FieldMapping mapping = FieldMapping.none()
          .map(Field.NAME, "name")
          .map(Field.EMAIL, "email")
          .unique()
          .map(Field.PHONE, "phone");
      return MemberSync.builder(
              builder().build(),
              Notices.of(
                  "Wine Shop",
                  Notice.contract("basic")
                      .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
                      .text("en", "Processed for the contract", "Name and contacts.")
                      .build()))
          .provider(kakao.provider())
          .mapping(mapping)
          .callbacks(CALLBACKS)
          .records(new JdbcRecords(database.unit()))
          .keys(KeyRing.of(Secret.of("a secret of this shop, long enough to be one")))
          .contactIndex()
          .build();
    }

    static IndexProgress pass(MemberSync sync) {
      return sync.members().indexContacts(Duration.ofHours(1), progress -> {});
    }

    /** Somebody whose phone is that of the added member of this number. */
    final SignInResult signIn(MemberSync sync, int number) {
      KakaoPerson person = KakaoPerson.named("visitor" + number, 7_000_000_000L + number)
          .nickname("Visitor")
          .name("Visitor")
          .phoneNumber(String.format(
              Locale.ROOT, "+82 10-%04d-%04d", 2_000 + number / 10_000, number % 10_000))
          .build();
      kakao.put(person);
      return new TestBrowser()
          .signIn(sync, Kakao.ID, authorization -> kakao.visitor(person).agree(authorization));
    }

    final int all() {
      return rows() + 1_000;
    }
  }

  abstract static class OnAServer extends ManyMembers {
    @Override
    int rows() {
      return 5_000;
    }

    @Test
    void twoNodesReadEverybodyOnceAndEachIsFoundByAPhoneInAnOddForm() throws Exception {
      try (MemberSync sync = engine();
          MemberSync other = engine()) {
        List<IndexProgress> ends = AtOnce.call(() -> pass(sync), () -> pass(other));

        assertThat(ends).allMatch(IndexProgress::ended);
        assertThat(one("SELECT members FROM membersync_index_pass"))
            .isEqualTo(Integer.toString(all()));
        assertThat(one("SELECT COUNT(DISTINCT member_id) FROM membersync_contact"))
            .as("all who have a contact")
            .isEqualTo(
                one("SELECT COUNT(*) FROM TB_MEMBER WHERE EMAIL IS NOT NULL OR HP IS NOT NULL"));
        assertThat(signIn(sync, 17)).isInstanceOf(NeedsProof.class);
        assertThat(signIn(other, rows())).isInstanceOf(NeedsProof.class);
        assertThat(one("SELECT COUNT(*) FROM TB_MEMBER")).isEqualTo(Integer.toString(all()));
      }
    }

    @Test
    void editedAndDeletedRowsAreReadAnewWhenTheShopSaysSo() {
      try (MemberSync sync = engine()) {
        pass(sync);
        database.run("UPDATE TB_MEMBER SET HP = '010/2999-0001' WHERE MEMBER_NO = 1");
        database.run("DELETE FROM TB_MEMBER WHERE MEMBER_NO = 2");

        assertThat(sync.members().changed(new MemberId("1"))).isTrue();
        assertThat(sync.members().changed(new MemberId("2"))).isFalse();

        assertThat(signIn(sync, 9_990_001)).isInstanceOf(NeedsProof.class);
        assertThat(one("SELECT COUNT(*) FROM membersync_contact WHERE member_id = '2'"))
            .isEqualTo("0");
      }
    }
  }

  @Nested
  class OnPostgreSql extends OnAServer {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.POSTGRESQL);
    }

    @Override
    String insert(int rows) {
      return insertOnPostgreSql(rows);
    }
  }

  private static String insertOnPostgreSql(int rows) {
    return "INSERT INTO TB_MEMBER (USER_ID, PASSWD, MB_NAME, EMAIL, HP, GRADE_CD, STATUS_CD, REG_DT)"
        + " SELECT 'm' || n, 'x', 'Name ' || n, 'M' || n || '@Many.example', '(010) ' ||"
        + " lpad((2000 + n / 10000)::text, 4, '0') || '-' || lpad((n % 10000)::text, 4, '0'), '01',"
        + " 'A', '20060415093000' FROM generate_series(1, " + rows + ") AS n";
  }

  @Nested
  class OnMariaDb extends OnAServer {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.MARIADB);
    }

    @Override
    String insert(int rows) {
      return "INSERT INTO TB_MEMBER"
          + " (USER_ID, PASSWD, MB_NAME, EMAIL, HP, GRADE_CD, STATUS_CD, REG_DT)"
          + " SELECT CONCAT('m', seq), 'x', CONCAT('Name ', seq), CONCAT('M', seq, '@Many.example'),"
          + " CONCAT('(010) ', LPAD(2000 + seq DIV 10000, 4, '0'), '-', LPAD(seq % 10000, 4, '0')),"
          + " '01', 'A', '20060415093000' FROM seq_1_to_" + rows;
    }
  }

  @Nested
  class ByMySqlsDriver extends OnMariaDb {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.MYSQL_DRIVER);
    }
  }

  @Nested
  class TriggersOfPostgreSql extends ChangeRecipesTest {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.POSTGRESQL);
    }

    @Override
    String recipe() {
      return "PostgreSQL";
    }
  }

  @Nested
  class TriggersOfMariaDb extends ChangeRecipesTest {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.MARIADB);
    }

    @Override
    String recipe() {
      return "MySQL and MariaDB";
    }
  }

  @Nested
  class ListingOnPostgreSql extends MemberListingTest {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.POSTGRESQL);
    }
  }

  @Nested
  class ListingOnMariaDb extends MemberListingTest {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.MARIADB);
    }
  }

  @Nested
  class ListingByMySqlsDriver extends MemberListingTest {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.MYSQL_DRIVER);
    }
  }

  /** What PostgreSQL does for each statement, on a table of some size. */
  @Nested
  class Plans extends ManyMembers {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.POSTGRESQL);
    }

    @Override
    String insert(int rows) {
      return insertOnPostgreSql(rows);
    }

    @Override
    int rows() {
      return Integer.getInteger("index.rows", 100_000);
    }

    @Test
    void everyStatementIsAnIndexScan() {
      try (MemberSync sync = engine()) {
        long first = minutes(sync, "first");
        database.run("ANALYZE membersync_contact", "ANALYZE TB_MEMBER");
        String hash = one("SELECT contact_hash FROM membersync_contact LIMIT 1");
        String find = "SELECT DISTINCT member_id FROM membersync_contact WHERE shop = 'shop'"
            + " AND contact_hash IN ('" + hash + "') LIMIT 50";
        assertThat(plan(find)).contains("membersync_contact_pk").doesNotContain("Seq Scan");
        assertThat(plan("DELETE FROM membersync_contact WHERE shop = 'shop' AND member_id = '4711'"
                + " AND contact_hash NOT IN ('" + hash + "')"))
            .contains("membersync_contact_member")
            .doesNotContain("Seq Scan");
        assertThat(plan("SELECT contact_hash, member_id FROM membersync_contact WHERE shop = 'shop'"
                + " AND seen_at < 1000 LIMIT 1000"))
            .contains("membersync_contact_seen")
            .doesNotContain("Seq Scan");
        assertThat(plan("SELECT MEMBER_NO, EMAIL, HP FROM TB_MEMBER WHERE MEMBER_NO > 4711"
                + " ORDER BY MEMBER_NO LIMIT 500"))
            .contains("tb_member_pkey")
            .doesNotContain("Seq Scan", "Sort");
        database.run("CREATE TABLE coded (id CHAR(8) PRIMARY KEY)");
        assertThat(plan("SELECT id FROM coded WHERE id > CAST('m1'::varchar AS bpchar)"
                + " ORDER BY id LIMIT 500"))
            .contains("Index Cond");
        System.out.println(plan("EXPLAIN (ANALYZE, BUFFERS)", find));
        long second = minutes(sync, "second");
        assertThat(first + second).isPositive();
        System.out.println("table and indexes of the contact index: "
            + one("SELECT pg_size_pretty(pg_total_relation_size('membersync_contact'))"));
        assertThat(signIn(sync, rows())).isInstanceOf(NeedsProof.class);
      }
    }

    private long minutes(MemberSync sync, String which) {
      long begun = System.nanoTime();
      IndexProgress end = pass(sync);
      long millis = (System.nanoTime() - begun) / 1_000_000;
      assertThat(end.ended()).isTrue();
      assertThat(end.members()).isEqualTo(all());
      System.out.printf(
          Locale.ROOT, "%s pass over %d members: %d ms%n", which, end.members(), millis);
      return millis;
    }

    private String plan(String statement) {
      return plan("EXPLAIN", statement);
    }

    private String plan(String explain, String statement) {
      return database.unit().withConnection(connection -> {
        try (Statement sql = connection.createStatement();
            ResultSet lines = sql.executeQuery(explain + " " + statement)) {
          StringBuilder plan = new StringBuilder();
          while (lines.next()) {
            plan.append(lines.getString(1)).append('\n');
          }
          return plan.toString();
        }
      });
    }
  }
}
