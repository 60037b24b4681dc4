package io.membersync.jdbc;

import static io.membersync.jdbc.Shopping.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.membersync.member.MemberEraser.Erasure;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport.Outcome;
import io.membersync.member.MemberStoreException;
import io.membersync.profile.Field;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a withdrawal blanks: what the shop has marked, and nothing else. */
class ErasureTest extends OldTableFixture {
  private static final Set<String> ALL =
      Set.of("name", "email", "phone", "birth_year", "birthday", "gender", "address");
  private static final MemberId MEMBER = new MemberId("2");

  private JdbcMemberStore marked() {
    return builder()
        .eraseOnWithdrawal("phone")
        .eraseOnWithdrawal("address")
        .eraseOnWithdrawal("name", member -> "탈퇴 " + member)
        .eraseOnWithdrawal("birthday")
        .build();
  }

  private String row(String columns) {
    return one("SELECT CONCAT('', " + columns + ") FROM TB_MEMBER WHERE MEMBER_NO = 2");
  }

  @Test
  void thePlanSaysWhatWouldBeBlankedAndBlanksNothing() {
    JdbcMemberStore store = marked();
    String before = row("MB_NAME, EMAIL, HP, BIRTH, SEX");
    assertThat(store.plan(MEMBER, ALL))
        .containsExactly(
            new Erasure("name", "TB_MEMBER.MB_NAME", true, "'탈퇴 2'"),
            new Erasure("phone", "TB_MEMBER.HP", true, "NULL"),
            new Erasure(
                "address",
                "TB_MEMBER.ZIP, TB_MEMBER.ADDR1, TB_MEMBER.ADDR2",
                false,
                "NULL, NULL, NULL"));
    assertThat(store.plan(MEMBER, Set.of("phone", "no such attribute")))
        .containsExactly(new Erasure("phone", "TB_MEMBER.HP", true, "NULL"));
    assertThat(store.plan(new MemberId("77777"), ALL)).isEmpty();
    assertThat(row("MB_NAME, EMAIL, HP, BIRTH, SEX")).isEqualTo(before);
  }

  @Test
  void aColumnIsNotBlankedWhileAnotherAttributeInItHasAGround() {
    JdbcMemberStore store =
        builder().eraseOnWithdrawal("birthday").eraseOnWithdrawal("birth_year").build();
    String before = row("BIRTH");
    Set<String> day = Set.of("birthday");

    assertThat(store.plan(MEMBER, day)).isEmpty();
    assertThat(store.erase(MEMBER, day, new OperationId("the day")).outcomes())
        .isEqualTo(Map.of("birthday", Outcome.READ_ONLY));
    assertThat(row("BIRTH")).isEqualTo(before);

    Set<String> both = Set.of("birthday", "birth_year");
    assertThat(store.plan(MEMBER, both)).hasSize(2);
    assertThat(store.erase(MEMBER, both, new OperationId("both")).outcomes())
        .isEqualTo(Map.of("birthday", Outcome.APPLIED, "birth_year", Outcome.APPLIED));
    assertThat(store.find(MEMBER).orElseThrow().value("birthday")).isEmpty();
    assertThat(store.find(MEMBER).orElseThrow().value("birth_year")).isEmpty();
  }

  @Test
  void onlyMarkedColumnsAreBlankedAndOnce() {
    JdbcMemberStore store = marked();
    String kept = row("USER_ID, PASSWD, EMAIL, BIRTH, SEX, GRADE_CD, STATUS_CD, REG_DT");
    OperationId operation = new OperationId("withdrawal-1");
    Map<String, Outcome> outcomes = Map.of(
        "name", Outcome.APPLIED,
        "phone", Outcome.APPLIED,
        "address", Outcome.UNCHANGED,
        "birthday", Outcome.READ_ONLY, // shares its column with the year, which is not marked
        "birth_year", Outcome.READ_ONLY,
        "email", Outcome.READ_ONLY,
        "gender", Outcome.READ_ONLY);

    assertThat(store.erase(MEMBER, ALL, operation).outcomes()).isEqualTo(outcomes);
    assertThat(row("MB_NAME, COALESCE(HP, '-')")).isEqualTo("탈퇴 2-");
    assertThat(row("USER_ID, PASSWD, EMAIL, BIRTH, SEX, GRADE_CD, STATUS_CD, REG_DT"))
        .isEqualTo(kept);

    Shopping shop = new Shopping(store);
    shop.update(MEMBER, value(Field.PHONE, "+821055509999"));
    assertThat(store.erase(MEMBER, ALL, operation).outcomes())
        .as("the same operation again")
        .isEqualTo(outcomes);
    assertThat(row("HP")).as("what came later stays").isEqualTo("010-5550-9999");
    assertThat(store.erase(MEMBER, Set.of("name"), new OperationId("two")).outcomes())
        .containsOnly(Map.entry("name", Outcome.UNCHANGED));
    assertThat(store.erase(new MemberId("77777"), ALL, new OperationId("three")).versionFits())
        .isFalse();
  }

  @Test
  void anErasureRollsBackWithItsUnit() {
    JdbcMemberStore store = marked();
    String before = row("HP");
    assertThatThrownBy(() -> database.unit().execute(() -> {
          store.erase(MEMBER, ALL, new OperationId("one"));
          throw new IllegalStateException("stopped");
        }))
        .hasMessage("stopped");
    assertThat(row("HP")).isEqualTo(before);
    assertThat(store.erase(MEMBER, Set.of("phone"), new OperationId("one")).outcomes())
        .containsOnly(Map.entry("phone", Outcome.APPLIED));
  }

  @Test
  void aUniqueColumnNeedsAnotherTextForEachMember() {
    database.run("ALTER TABLE TB_MEMBER ADD CONSTRAINT UK_NAME UNIQUE (MB_NAME, EMAIL)");
    database.run("UPDATE TB_MEMBER SET EMAIL = 'gone' WHERE MEMBER_NO = 3");
    JdbcMemberStore store =
        builder().eraseOnWithdrawal("email", member -> "gone").build();
    MemberStoreException thrown = catchThrowableOfType(
        MemberStoreException.class,
        () -> store.erase(MEMBER, Set.of("email"), new OperationId("one")));
    assertThat(thrown.code()).isEqualTo("store-erase");
    assertThat(thrown.getMessage()).contains("\"EMAIL\"", "another text for each member");
  }

  @Test
  void whatTakesNeitherNullNorNothingIsNamed() {
    database.run(
        "UPDATE TB_MEMBER SET SEX = 'F'", "ALTER TABLE TB_MEMBER ALTER COLUMN SEX SET NOT NULL");
    JdbcMemberStore blank = builder().eraseOnWithdrawal("gender").build();
    assertThat(blank.erase(MEMBER, Set.of("gender"), new OperationId("one")).outcomes())
        .containsOnly(Map.entry("gender", Outcome.APPLIED));
    assertThat(row("'[', SEX, ']'")).isEqualTo("[ ]");

    JdbcMemberStore tooLong =
        builder().eraseOnWithdrawal("phone", m -> "x".repeat(21)).build();
    assertThatThrownBy(() -> tooLong.plan(MEMBER, Set.of("phone")))
        .isInstanceOf(MemberStoreException.class)
        .hasMessageContaining("TB_MEMBER.HP");
  }
}
