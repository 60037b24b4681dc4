package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the rows, indexes and constraints of the shop's table say before the first visitor comes. */
class TableProbeTest extends OldTableFixture {
  private static final Duration SHORT = Duration.ofSeconds(30);

  private static List<String> codes(List<TableFinding> findings) {
    return findings.stream()
        .map(finding -> finding.code() + " " + finding.place())
        .toList();
  }

  private static TableFinding finding(List<TableFinding> findings, String start) {
    return findings.stream()
        .filter(one -> (one.code() + " " + one.place()).startsWith(start))
        .findFirst()
        .orElseThrow(() -> new AssertionError(start + " is not among " + findings));
  }

  @Test
  void theOldTableIsTakenApart() {
    List<TableFinding> findings = builder().build().probe(SHORT, 1_000_000);

    assertThat(codes(findings))
        .containsExactlyInAnyOrder(
            "index-missing TB_MEMBER.EMAIL (field email)",
            "index-missing TB_MEMBER.HP (field phone)",
            "duplicates TB_MEMBER.EMAIL (field email)",
            "duplicates TB_MEMBER.HP (field phone)");
    long phones = OLD.members().stream()
        .flatMap(old -> old.canonicalPhone().stream())
        .collect(java.util.stream.Collectors.groupingBy(
            phone -> phone, java.util.stream.Collectors.counting()))
        .values()
        .stream()
        .filter(members -> members > 1)
        .count();
    assertThat(phones).isGreaterThan(10);
    assertThat(finding(findings, "duplicates TB_MEMBER.HP").mend())
        .as("in whatever of the five forms it stands")
        .startsWith(phones + " values are shared by " + 2 * phones + " members, of ")
        .doesNotContain("there may be more");
    assertThat(findings.toString()).doesNotContain("0105550", "@");
  }

  @Test
  void theStatementsMendWhatTheyStandBeside() {
    List<TableFinding> before = builder().build().probe(SHORT, 1_000_000);
    for (TableFinding finding : before) {
      if (finding.code().equals("index-missing")) {
        database.run(finding.sql().orElseThrow().split("; "));
      }
    }
    ColumnCodec lower =
        ColumnCodec.of(text -> text.toLowerCase(java.util.Locale.ROOT), text -> text);
    JdbcMemberStore store = builder().soughtBy("email", "EMAIL_LOWER", lower).build();

    assertThat(codes(store.probe(SHORT, 1_000_000)))
        .containsExactlyInAnyOrder(
            "duplicates TB_MEMBER.EMAIL (field email)", "duplicates TB_MEMBER.HP (field phone)");
    String email = OLD.members().get(13).email().orElseThrow();
    assertThat(new Shopping(store).holders(Field.EMAIL, email)).contains("14");
    String list = finding(before, "duplicates TB_MEMBER.HP").sql().orElseThrow();
    assertThat(one(list + " ORDER BY 2 DESC LIMIT 1")).startsWith("0105550");
  }

  @Test
  void aCountSaysHowItWasBounded() {
    List<TableFinding> findings = builder().build().probe(SHORT, 500);
    assertThat(finding(findings, "duplicates TB_MEMBER.HP").mend())
        .contains("of 500 rows with one (the first that the database gave; there may be more)");
  }

  @Test
  void aCountThatTakesTooLongIsGivenUpAndTold() {
    database.run(
        "CREATE VIEW SLOW_MEMBER AS SELECT MEMBER_NO, MB_NAME, CASE WHEN (SELECT COUNT(*)"
            + " FROM SYSTEM_RANGE(1, 2000000) WHERE X > MEMBER_NO) > 0 THEN HP END AS HP FROM TB_MEMBER");
    JdbcMemberStore store = JdbcMemberStore.builder(
            database.unit(),
            "SLOW_MEMBER",
            FieldMapping.none().map(Field.NAME, "mb_name").map(Field.PHONE, "hp"))
        .key("member_no")
        .build();

    TableFinding finding =
        finding(store.probe(Duration.ofSeconds(1), 1_000_000), "not-counted SLOW_MEMBER.HP");

    assertThat(finding.mend()).contains("longer than 1 seconds");
    assertThat(finding.sql().orElseThrow()).contains("HAVING COUNT(*) > 1");
    assertThat(database.lent()).isZero();
  }

  @Test
  void constraintsAndMappingAreCompared() {
    database.run(
        "CREATE INDEX I_HP ON TB_MEMBER (HP)",
        "UPDATE TB_MEMBER SET STATUS_CD = 'X' WHERE MEMBER_NO <= 3",
        "ALTER TABLE TB_MEMBER ADD COLUMN NICK VARCHAR_IGNORECASE(50)",
        "ALTER TABLE TB_MEMBER ADD CONSTRAINT UK_NICK UNIQUE (NICK)");
    FieldMapping other = FieldMapping.none()
        .map(Field.EMAIL, "email")
        .map(Field.PHONE, "hp")
        .unique()
        .map(Field.NICKNAME, "nick")
        .unique();
    JdbcMemberStore store = JdbcMemberStore.builder(database.unit(), "TB_MEMBER", other)
        .key("MEMBER_NO")
        .whenMade("USER_ID", () -> "x")
        .whenMade("PASSWD", UnusablePassword.supplier(20))
        .literal("GRADE_CD", "01")
        .joinedAt("REG_DT", "yyyyMMddHHmmss")
        .status("STATUS_CD", Map.of(io.membersync.member.MemberRecord.Status.ACTIVE, "A"))
        .eraseOnWithdrawal("nick")
        .build();

    List<TableFinding> findings = store.probe(SHORT, 1_000_000);

    assertThat(codes(findings))
        .contains(
            "unique-unmapped TB_MEMBER.EMAIL (field email)",
            "unique-missing TB_MEMBER.HP (field phone)",
            "collation TB_MEMBER.NICK (field nickname)",
            "status-unknown TB_MEMBER.STATUS_CD (the status)");
    long notActive = OLD.members().stream()
        .filter(old -> old.number() <= 3 || !old.status().equals("A"))
        .count();
    assertThat(finding(findings, "status-unknown").mend()).startsWith(notActive + " members ");
    assertThat(finding(findings, "unique-missing").sql())
        .contains("CREATE UNIQUE INDEX TB_MEMBER_HP_ix_uk ON TB_MEMBER (HP)");
    assertThat(finding(findings, "collation").mend()).contains("VARCHAR_IGNORECASE");
  }

  @Test
  void whatCannotBeLookedForIsTold() {
    ColumnCodec sealed =
        ColumnCodec.of(text -> "x" + text, text -> text.substring(1)).notSought();
    JdbcMemberStore store = builder().column("email", "EMAIL", sealed).build();
    assertThat(codes(store.probe(SHORT, 1_000_000)))
        .contains(
            "not-looked-for TB_MEMBER.EMAIL (field email)",
            "not-counted TB_MEMBER.EMAIL (field email)");
    assertThat(codes(builder().contactLookup(contact -> List.of()).build().probe(SHORT, 1_000_000)))
        .as("with an index of its own none of the columns needs one")
        .noneMatch(code -> code.startsWith("index-missing"));
  }

  @Test
  void aColumnThatCannotBeBlankedIsTold() {
    database.run(
        "DELETE FROM TB_MEMBER WHERE EMAIL IS NULL",
        "ALTER TABLE TB_MEMBER ALTER COLUMN EMAIL SET NOT NULL");
    JdbcMemberStore store = builder().eraseOnWithdrawal("email").build();
    TableFinding finding = finding(store.probe(SHORT, 1_000), "erase-refused TB_MEMBER.EMAIL");
    assertThat(finding.mend()).contains("eraseOnWithdrawal(\"email\", member -> …)");
    assertThat(finding.sql()).contains("ALTER TABLE TB_MEMBER ALTER COLUMN EMAIL DROP NOT NULL");
    assertThat(codes(builder()
            .eraseOnWithdrawal("email", member -> "erased-" + member)
            .build()
            .probe(SHORT, 1_000)))
        .noneMatch(code -> code.startsWith("erase-refused"));
  }

  @Test
  void anOldIdentityWithoutAnIndexIsTold() {
    database.run("CREATE TABLE old_link (sns VARCHAR(20), member_no BIGINT)");
    JdbcMemberStore store =
        builder().oldIdentities(KAKAO, "old_link", "sns", "member_no").build();
    assertThat(finding(store.probe(SHORT, 1_000), "index-missing old_link.SNS").sql())
        .contains("CREATE INDEX old_link_SNS_ix ON old_link (SNS)");
  }

  @Test
  void aTableThatIsNotThereEndsTheProbe() {
    JdbcMemberStore store =
        JdbcMemberStore.builder(database.unit(), "no_such_table").build();
    assertThat(store.probe()).extracting(TableFinding::code).containsExactly("table-missing");
  }

  @Test
  void aProbeHasBoundsAndStaysOutOfUnits() {
    JdbcMemberStore store = builder().build();
    assertThatThrownBy(() -> store.probe(Duration.ofMillis(999), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.probe(Duration.ofMinutes(11), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.probe(SHORT, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> database.unit().execute(store::probe))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("outside of units of work");
  }

  @Test
  void statementsAreWrittenInEachDatabasesOwnWay() {
    MemberColumn column =
        new MemberColumn("`HP`", "HP", "VARCHAR", MemberColumn.Kind.TEXT, 11, false);
    Mends postgresql = new Mends(ShopDialect.POSTGRESQL, "tb_member");
    assertThat(postgresql.index("hp_ix", false, "hp"))
        .isEqualTo("CREATE INDEX CONCURRENTLY hp_ix ON tb_member (hp)");
    assertThat(postgresql.lowerCaseIndex("hp_ix", column))
        .isEqualTo("CREATE INDEX CONCURRENTLY hp_ix ON tb_member (LOWER(HP))");
    assertThat(postgresql.widen(column, 16))
        .contains("ALTER TABLE tb_member ALTER COLUMN HP TYPE VARCHAR(16)");
    Mends mySql = new Mends(ShopDialect.MYSQL, "tb_member");
    assertThat(mySql.index("hp_ix", true, "HP"))
        .isEqualTo("CREATE UNIQUE INDEX hp_ix ON tb_member (HP) ALGORITHM=INPLACE LOCK=NONE");
    assertThat(mySql.widen(column, 16))
        .isEqualTo(Optional.of("ALTER TABLE tb_member MODIFY HP VARCHAR(16) NOT NULL"));
    assertThat(mySql.allowNull(column))
        .isEqualTo(Optional.of("ALTER TABLE tb_member MODIFY HP VARCHAR(11) NULL"));
  }
}
