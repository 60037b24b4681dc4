package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.membersync.consent.GatedMember;
import io.membersync.member.MemberCreator.Creation;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStore.UpdateReport.Outcome;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.testsupport.Logged;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is written to and read from the shop's own table. */
class JdbcMemberStoreTest extends ShopTableFixture {
  @Test
  void aMemberIsMadeInTheShopsOwnTable() {
    JdbcMemberStore store = builder()
        .entry("entry")
        .status("state", Map.of(MemberRecord.Status.ACTIVE, "act", MemberRecord.Status.LEFT, "out"))
        .whenMade("joined", () -> NOON)
        .build();
    MemberId member = made(store.create(
        member(value(Field.NAME, "Mina"), value(Field.BIRTH_YEAR, 1999)), new OperationId("one")));
    assertThat(member).isEqualTo(new MemberId("1"));
    assertThat(one("SELECT name || entry || birth_year || state FROM \"USER\""))
        .isEqualTo("Minastore121999act");
    assertThat(one("SELECT joined AT TIME ZONE 'UTC' FROM \"USER\""))
        .startsWith("2026-11-21 03:00:00");
    assertThat(store.find(member).orElseThrow().status()).isEqualTo(MemberRecord.Status.ACTIVE);
    database.run("UPDATE \"USER\" SET state = 'out'");
    assertThat(store.find(member).orElseThrow().status()).isEqualTo(MemberRecord.Status.LEFT);
    database.run("UPDATE \"USER\" SET state = '?'");
    assertThat(store.find(member).orElseThrow().status())
        .as("a state that the shop did not name lets nobody in")
        .isEqualTo(MemberRecord.Status.BLOCKED);
  }

  @Test
  void aValueThatDoesNotFitIsRefusedAndNeverCut() {
    JdbcMemberStore store = builder().build();
    assertThat(store.create(member(value(Field.NAME, "x".repeat(51))), new OperationId("one")))
        .isEqualTo(new Creation.Refused("name"));
    assertThat(store.create(member(value(Field.BIRTH_YEAR, 199_900)), new OperationId("two")))
        .isEqualTo(new Creation.Refused("birth_year"));
    MemberId member = made(store.create(member(value(Field.NAME, "Mina")), new OperationId("two")));
    MemberRecord seen = store.find(member).orElseThrow();
    UpdateReport report = store.update(
        member,
        seen.version(),
        patch(MAPPING, value(Field.NAME, "x".repeat(51)), value(Field.NICKNAME, "mi")),
        new OperationId("three"));
    assertThat(report.outcomes())
        .containsOnly(Map.entry("name", Outcome.INVALID), Map.entry("nick", Outcome.APPLIED));
    assertThat(store.find(member).orElseThrow().values())
        .containsOnly(Map.entry("name", "Mina"), Map.entry("nick", "mi"));
  }

  @Test
  void phonesInTheShopsOwnSpellingAreFoundAndLeft() {
    database.run(
        "INSERT INTO \"USER\" (name, phone) VALUES ('a', '010-5550-1234')",
        "INSERT INTO \"USER\" (name, phone) VALUES ('b', '01055501234')",
        "INSERT INTO \"USER\" (name, phone) VALUES ('c', '+821055501234')",
        "INSERT INTO \"USER\" (name, phone) VALUES ('d', '010-5550-1235')");
    JdbcMemberStore store = builder().build();
    String mobile = "+821055501234";
    assertThat(store.findByContact(phone(mobile)).stream()
            .map(MemberStore.Match::member)
            .toList())
        .containsExactly(new MemberId("1"), new MemberId("2"), new MemberId("3"));
    MemberRecord seen = store.find(new MemberId("1")).orElseThrow();
    UpdateReport report = store.update(
        seen.id(),
        seen.version(),
        patch(MAPPING, value(Field.PHONE, mobile)),
        new OperationId("one"));
    assertThat(report.outcomes()).containsOnly(Map.entry("phone", Outcome.UNCHANGED));
    assertThat(one("SELECT phone FROM \"USER\" WHERE id = 1")).isEqualTo("010-5550-1234");
  }

  @Test
  void aUniquePhoneIsTakenInWhateverSpelling() {
    database.run("INSERT INTO \"USER\" (name, phone) VALUES ('a', '010-5550-1234')");
    FieldMapping unique =
        FieldMapping.none().map(Field.NAME, "name").map(Field.PHONE, "phone").unique();
    JdbcMemberStore store =
        JdbcMemberStore.builder(database.unit(), "user", unique).build();
    GatedMember wanted = gate()
        .member(
            new PersonId(UUID.randomUUID()),
            patch(unique, value(Field.NAME, "b"), value(Field.PHONE, "+821055501234")),
            Optional.empty());
    assertThat(store.create(wanted, new OperationId("one"))).isEqualTo(new Creation.Taken("phone"));
  }

  @Test
  void emptyTextIsNoValue() {
    database.run("INSERT INTO \"USER\" (name, email, nick) VALUES ('', 'a@example.com', '  ')");
    JdbcMemberStore store = builder().build();
    assertThat(store.find(new MemberId("1")).orElseThrow().values())
        .containsOnly(Map.entry("email", "a@example.com"));
  }

  @Test
  void aKeyOfNumbersKnowsOneSpelling() {
    database.run("INSERT INTO \"USER\" (id, name) VALUES (2147483647, 'a')");
    JdbcMemberStore store = builder().build();
    assertThat(store.find(new MemberId("2147483647"))).isPresent();
    for (String other :
        List.of("02147483647", "+2147483647", "2147483647.0", " 2147483647", "2147483648", "x")) {
      assertThat(store.find(new MemberId(other))).as(other).isEmpty();
    }
  }

  @Test
  void aColumnThatLosesValuesIsToldOnceForEachReason() {
    database.run("INSERT INTO \"USER\" (name, phone) VALUES ('a', '+821055501234')");
    FieldMapping unique = FieldMapping.none().map(Field.NAME, "name").map(Field.PHONE, "phone");
    JdbcMemberStore store =
        JdbcMemberStore.builder(database.unit(), "user", unique.unique()).build();
    String log = Logged.during(() -> {
      for (String operation : List.of("one", "two")) {
        store.create(
            gate()
                .member(
                    new PersonId(UUID.randomUUID()),
                    patch(unique, value(Field.NAME, MARKER.repeat(20))),
                    Optional.empty()),
            new OperationId(operation));
        store.create(
            gate()
                .member(
                    new PersonId(UUID.randomUUID()),
                    patch(unique, value(Field.PHONE, "+821055501234")),
                    Optional.empty()),
            new OperationId(operation));
      }
    });
    assertThat(log)
        .containsOnlyOnce("field name was left out of column \"NAME\": it is longer")
        .containsOnlyOnce("field phone was left out of column \"PHONE\": it belongs to another")
        .doesNotContain(MARKER)
        .doesNotContain("5550");
  }

  @Test
  void aFailureOfTheTableQuotesNoValue() {
    database.run("ALTER TABLE \"USER\" ADD CONSTRAINT no_marker CHECK (state <> 'ok')");
    MemberStoreException thrown = catchThrowableOfType(
        MemberStoreException.class,
        () -> builder().build().create(member(value(Field.NAME, MARKER)), new OperationId("one")));
    assertThat(thrown.code()).isEqualTo("store-constraint");
    assertThat(thrown)
        .hasMessageContaining("user: create member")
        .hasMessageContaining("NO_MARKER");
    assertThat(thrown.getMessage()).doesNotContain(MARKER);
    assertThat(thrown.getCause()).isNull();
    for (Throwable detail : thrown.getSuppressed()) {
      assertThat(detail.toString()).doesNotContain(MARKER);
    }
  }

  @Test
  void answersAreForgottenAfterAWeek() {
    JdbcMemberStore store = builder().clock(Clock.fixed(NOON, ZoneOffset.UTC)).build();
    JdbcRecords records = new JdbcRecords(database.unit());
    MemberId member = made(store.create(member(value(Field.NAME, "Mina")), new OperationId("one")));
    MemberRecord seen = store.find(member).orElseThrow();
    store.update(
        member, seen.version(), patch(MAPPING, value(Field.NAME, "Mi")), new OperationId("two"));
    Instant week = NOON.plus(Duration.ofDays(7));
    assertThat(records.deleteExpired(ShopId.DEFAULT, week.minusMillis(1), 100)).isZero();
    assertThat(made(store.create(member(value(Field.NAME, "Mina")), new OperationId("one"))))
        .isEqualTo(member);
    assertThat(records.deleteExpired(ShopId.DEFAULT, week, 1)).isEqualTo(1);
    assertThat(records.deleteExpired(ShopId.DEFAULT, week, 100)).isEqualTo(1);
    assertThat(one("SELECT COUNT(*) FROM membersync_operation")).isEqualTo("0");
  }

  @Test
  void nothingIsRememberedOfAWriteThatFailed() {
    JdbcMemberStore store = builder().build();
    store.create(member(value(Field.NAME, "x".repeat(51))), new OperationId("one"));
    assertThat(one("SELECT COUNT(*) FROM membersync_operation")).isEqualTo("0");
    assertThat(database.lent()).isZero();
  }
}
