package io.membersync.jdbc;

import static io.membersync.jdbc.Shopping.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.testsupport.Logged;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a new member gets beside the visitor's values: keys, codes, passwords, dates. */
class NewMemberColumnsTest {
  private static final FieldMapping MAPPING =
      FieldMapping.none().map(Field.NAME, "name").map(Field.NICKNAME, "nick");

  private final TestDatabase database = TestDatabase.inMemory();

  @BeforeEach
  void createTables() {
    JdbcRecords.createTables(database.dataSource());
    database.run(
        "CREATE SEQUENCE member_seq START WITH 500",
        "CREATE TABLE counter (last INTEGER)",
        "INSERT INTO counter VALUES (70)",
        """
        CREATE TABLE member (
          no VARCHAR(36) PRIMARY KEY,
          name VARCHAR(50) NOT NULL,
          nick VARCHAR(50) DEFAULT 'none' NOT NULL,
          joined DATE,
          joined_at TIMESTAMP,
          moment TIMESTAMP WITH TIME ZONE,
          joined_text CHAR(8),
          grade INTEGER,
          entry VARCHAR(8))
        """);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private JdbcMemberStoreBuilder builder() {
    return JdbcMemberStore.builder(database.unit(), "member", MAPPING)
        .key("no", () -> UUID.randomUUID().toString())
        .clock(Clock.fixed(Shopping.NOON, ZoneOffset.UTC))
        .zone(ZoneId.of("Asia/Seoul"));
  }

  private String one(String query) {
    return database.unit().withConnection(connection -> one(connection.createStatement(), query));
  }

  private static String one(Statement statement, String query) throws SQLException {
    try (statement;
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  @Test
  void aKeyComesFromASequence() {
    Shopping shop = new Shopping(builder().keySequence("no", "member_seq").build());
    assertThat(shop.join(value(Field.NAME, "a"))).isEqualTo(new MemberId("500"));
    assertThat(shop.join(value(Field.NAME, "b"))).isEqualTo(new MemberId("501"));
  }

  @Test
  void aKeyIsMadeOfThePersonAndTheEntry() {
    Shopping shop = new Shopping(builder()
        .keyFrom(
            "no",
            member ->
                member.entry().orElse("web") + "-" + member.person().toString().substring(0, 8))
        .build());
    assertThat(shop.join(value(Field.NAME, "a")).value()).matches("poster-[0-9a-f]{8}");
  }

  @Test
  void aKeyFromATableOfTheShopIsPartOfTheUnit() {
    JdbcUnitOfWork unit = database.unit();
    JdbcMemberStore store = builder()
        .key(
            "no",
            () -> unit.withConnection(connection -> {
              try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE counter SET last = last + 1");
              }
              return one(connection.createStatement(), "SELECT last FROM counter");
            }))
        .build();
    Shopping shop = new Shopping(store);
    assertThat(shop.join(value(Field.NAME, "a"))).isEqualTo(new MemberId("71"));
    assertThatThrownBy(() -> unit.execute(() -> {
          shop.join(value(Field.NAME, "b"));
          throw new IllegalStateException("the sign-up fails");
        }))
        .hasMessage("the sign-up fails");
    assertThat(one("SELECT last FROM counter")).as("the number is given back").isEqualTo("71");
  }

  @Test
  void theMomentOfJoiningFitsItsColumn() {
    JdbcMemberStore store = builder()
        .joinedAt("joined")
        .joinedAt("joined_at")
        .joinedAt("moment")
        .joinedAt("joined_text", "yyyyMMdd")
        .literal("grade", 3)
        .build();
    new Shopping(store).join(value(Field.NAME, "a"));
    assertThat(one("SELECT CONCAT(joined, ' ', joined_at, ' ', moment AT TIME ZONE 'UTC', ' ',"
            + " joined_text, ' ', grade) FROM member"))
        .as("noon in Seoul is three in the morning in Greenwich")
        .isEqualTo("2026-11-21 2026-11-21 12:00:00 2026-11-21 03:00:00+00 20261121 3");
  }

  @Test
  void aSupplierStandsInForWhatTheVisitorWithholds() {
    AtomicInteger asked = new AtomicInteger();
    Shopping shop = new Shopping(
        builder().whenMade("name", () -> "guest" + asked.incrementAndGet()).build());
    shop.join(value(Field.NAME, "Mina"));
    assertThat(one("SELECT name FROM member")).isEqualTo("Mina");
    database.run("DELETE FROM member");
    shop.join(value(Field.NICKNAME, "mi"));
    assertThat(one("SELECT name FROM member")).isEqualTo("guest1");
  }

  @Test
  void aSupplierThatGivesNothingOrTooMuchIsNamedWithoutItsText() {
    Shopping none =
        new Shopping(builder().whenMade("joined_text", () -> nothing()).build());
    assertThatThrownBy(() -> none.join(value(Field.NAME, "a")))
        .isInstanceOfSatisfying(
            MemberStoreException.class,
            thrown -> assertThat(thrown.code()).isEqualTo("store-new-member"))
        .hasMessage("member.JOINED_TEXT: what whenMade(…) gives for a new member is null");
    Shopping much =
        new Shopping(builder().whenMade("joined_text", () -> "secret-4711").build());
    assertThatThrownBy(() -> much.join(value(Field.NAME, "a")))
        .isInstanceOfSatisfying(
            MemberStoreException.class,
            thrown -> assertThat(thrown.code()).isEqualTo("store-new-member"))
        .hasMessage("member.JOINED_TEXT: what whenMade(…) gives for a new member does not fit: 11"
            + " characters, the column holds 8");
    assertThatThrownBy(() -> new Shopping(
                builder().whenMade("joined_text", UUID::randomUUID).build())
            .join(value(Field.NAME, "a")))
        .isInstanceOf(MemberStoreException.class)
        .hasMessageEndingWith("does not fit: 36 characters, the column holds 8");
    assertThatThrownBy(
            () -> new Shopping(builder().whenMade("grade", () -> "gold").build())
                .join(value(Field.NAME, "a")))
        .isInstanceOf(MemberStoreException.class)
        .hasMessageEndingWith("is no value of a column of type INTEGER")
        .hasMessageNotContaining("gold");
    assertThat(one("SELECT COUNT(*) FROM member")).isEqualTo("0");
  }

  @Test
  void aKeyThatIsNoKeyIsNamedWithoutIt() {
    Shopping none = new Shopping(builder().key("no", () -> (String) nothing()).build());
    assertThatThrownBy(() -> none.join(value(Field.NAME, "a")))
        .isInstanceOf(MemberStoreException.class)
        .hasMessage("member.NO: what key(…) gives for a new member is null");
    Shopping empty = new Shopping(builder().key("no", () -> "").build());
    assertThatThrownBy(() -> empty.join(value(Field.NAME, "a")))
        .isInstanceOf(MemberStoreException.class)
        .hasMessageEndingWith("has 0 characters, and a member id has 1 to 255");
    Shopping much = new Shopping(builder().key("no", () -> "4711".repeat(10)).build());
    assertThatThrownBy(() -> much.join(value(Field.NAME, "a")))
        .isInstanceOf(MemberStoreException.class)
        .hasMessageEndingWith("does not fit: 40 characters, the column holds 36")
        .hasMessageNotContaining("4711");
    assertThat(one("SELECT COUNT(*) FROM member")).isEqualTo("0");
  }

  @Test
  void aUuidIsWrittenAsTextWhereTheColumnHoldsText() {
    database.run("ALTER TABLE member ADD COLUMN token CHAR(36)");
    UUID token = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
    new Shopping(builder().whenMade("token", () -> token).build()).join(value(Field.NAME, "a"));
    assertThat(one("SELECT token FROM member")).isEqualTo(token.toString());
  }

  @SuppressWarnings("NullAway") // what a shop's code may do all the same
  private static Object nothing() {
    return null;
  }

  @Test
  void aKeyThatSomebodyHasIsNoUniqueValueOfTheVisitor() {
    AtomicInteger asked = new AtomicInteger();
    Shopping shop = new Shopping(
        builder().key("no", () -> asked.incrementAndGet() <= 2 ? "A1" : "A2").build());
    shop.join(value(Field.NAME, "a"));
    assertThatThrownBy(() -> shop.join(value(Field.NAME, "a")))
        .isInstanceOfSatisfying(MemberStoreException.class, thrown -> {
          assertThat(thrown.code()).isEqualTo("store-unique");
          assertThat(thrown.isRepeatable())
              .as("the supplier gives another one next")
              .isTrue();
        });
    assertThat(shop.join(value(Field.NAME, "a"))).isEqualTo(new MemberId("A2"));
  }

  @Test
  void anEntryThatDoesNotFitIsLeftOutAndTold() {
    Shopping shop = new Shopping(builder().entry("entry").build());
    String log = Logged.during(() -> {
      shop.create("an-entry-that-is-too-long", value(Field.NAME, "a"));
      shop.create("an-entry-that-is-too-long", value(Field.NAME, "b"));
    });
    assertThat(one("SELECT COUNT(*) FROM member WHERE entry IS NULL")).isEqualTo("2");
    assertThat(log).containsOnlyOnce("the entry of a sign-up was left out of column \"ENTRY\"");
  }
}
