package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.membersync.consent.GatedMember;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Names of tables and columns: odd, wrong or missing ones. */
class MemberTableNamesTest extends ShopTableFixture {
  @Test
  void namesThatAreNoIdentifiersAreRefused() {
    for (String name : List.of("", "a b", "a;b", "a\"b", "1a", "a'--", "a`", "x".repeat(129))) {
      assertThatThrownBy(() -> JdbcMemberStore.builder(database.unit(), name, MAPPING))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder().key(name)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder().column("email", name))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> builder().column("mail", "email"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no attribute mail");
    FieldMapping spaced = FieldMapping.none().map(Field.NAME, "full name");
    assertThatThrownBy(
            () -> JdbcMemberStore.builder(database.unit(), "user", spaced).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("full name");
    assertThatThrownBy(() -> builder().status("state", Map.of(MemberRecord.Status.LEFT, "out")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ACTIVE");
  }

  @Test
  void aTableOfASchemaAndNamesBeyondAsciiWork() {
    database.run(
        "CREATE SCHEMA mall",
        "CREATE TABLE mall.회원 (번호 BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, 이름 VARCHAR(50))");
    FieldMapping mapping = FieldMapping.none().map(Field.NAME, "이름");
    JdbcMemberStore store =
        JdbcMemberStore.builder(database.unit(), "mall.회원", mapping).key("번호").build();
    GatedMember wanted = gate()
        .member(
            new PersonId(UUID.randomUUID()),
            patch(mapping, value(Field.NAME, "미나")),
            Optional.empty());
    MemberId member = made(store.create(wanted, new OperationId("one")));
    assertThat(store.find(member).orElseThrow().value("이름")).contains("미나");
  }

  @Test
  void whatIsMissingInTheTableIsNamed() {
    FieldMapping mapping = FieldMapping.none().map(Field.NAME, "no_such_column");
    MemberStoreException thrown = catchThrowableOfType(
        MemberStoreException.class,
        () -> JdbcMemberStore.builder(database.unit(), "user", mapping)
            .build()
            .find(new MemberId("1")));
    assertThat(thrown)
        .hasMessageContaining("user: reading its columns \"ID\", \"NO_SUCH_COLUMN\"")
        .hasMessageContaining("JdbcMemberStore.check()");
    MemberStoreException noTable = catchThrowableOfType(
        MemberStoreException.class,
        () -> JdbcMemberStore.builder(database.unit(), "tb_member", MAPPING)
            .build()
            .find(new MemberId("1")));
    assertThat(noTable.code()).isEqualTo("store-table-missing");
    assertThat(noTable.getMessage())
        .startsWith("tb_member: reading its columns ")
        .as("no call of MemberSync makes the shop's own table")
        .doesNotContain("createTables");

    FieldMapping blob = FieldMapping.none().map(Field.PICTURE, "picture");
    JdbcMemberStore onBlob =
        JdbcMemberStore.builder(database.unit(), "user", blob).build();
    GatedMember wanted = gate()
        .member(
            new PersonId(UUID.randomUUID()),
            patch(blob, value(Field.PICTURE, "https://img.example.com/a.jpg")),
            Optional.empty());
    assertThatThrownBy(() -> onBlob.create(wanted, new OperationId("one")))
        .isInstanceOf(MemberStoreException.class)
        .hasMessageContaining("\"PICTURE\"");
    JdbcMemberStore narrow = JdbcMemberStore.builder(
            database.unit(), "user", FieldMapping.none().map(Field.NAME, "name"))
        .build();
    assertThatThrownBy(() ->
            narrow.create(member(value(Field.EMAIL, "a@example.com")), new OperationId("two")))
        .isInstanceOf(MemberStoreException.class)
        .hasMessageContaining("does not map attribute email");
    assertThat(one("SELECT COUNT(*) FROM \"USER\"")).isEqualTo("0");
  }

  @Test
  void aColumnThatMustBeFilledIsAmongThoseNotNamed() {
    database.run("ALTER TABLE \"USER\" ADD COLUMN password VARCHAR(100) NOT NULL");
    MemberStoreException thrown = catchThrowableOfType(
        MemberStoreException.class,
        () -> builder().build().create(member(value(Field.NAME, MARKER)), new OperationId("one")));
    assertThat(thrown)
        .hasMessageStartingWith("user: create member with columns \"NAME\" (JdbcMemberStore.")
        .hasMessageContaining("JdbcMemberStore.check() names columns that must be filled")
        .hasMessageContaining("SQLState 23502");
    assertThat(thrown.getMessage()).doesNotContain(MARKER);
  }
}
