package io.membersync.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.membersync.consent.ConsentEvent;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records.Identity;
import io.membersync.records.Records.Person;
import io.membersync.records.Records.PersonState;
import io.membersync.records.Records.Provenance;
import io.membersync.records.Records.Task;
import io.membersync.records.Records.TokenRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Rows that the contract tests write; everything in them is invented. */
final class ContractSamples {
  static final String NAMESPACE = "kakao";
  static final Instant NOON = Instant.parse("2026-11-21T03:00:00.123Z");

  /** Pairs of texts that a careless column, collation or trim takes for one. */
  static final List<List<String>> LOOK_ALIKES = List.of(
      List.of("9007199254740992", "9007199254740993"),
      List.of("abc", "ABC"),
      List.of("abc", "abc "),
      List.of("abc", " abc"),
      List.of("7", "07"),
      List.of("caf\u00e9", "cafe\u0301"),
      List.of("\uac00", "\u1100\u1161"),
      List.of("resume", "r\u00e9sum\u00e9"),
      List.of("strasse", "stra\u00dfe"),
      List.of("a_b", "a%b"));

  private ContractSamples() {}

  /** A shop of its own for each test, so that the tests can share one set of tables. */
  static ShopId shop() {
    return new ShopId("s" + UUID.randomUUID().toString().substring(0, 13));
  }

  static PersonId person() {
    return new PersonId(UUID.randomUUID());
  }

  static String key() {
    return UUID.randomUUID().toString();
  }

  static Identity identity(String subject, PersonId person) {
    return new Identity(NAMESPACE, subject, person, NOON);
  }

  static Person active(PersonId person) {
    return new Person(person, Optional.empty(), PersonState.ACTIVE, NOON);
  }

  static Person activeMember(PersonId person, String member) {
    return new Person(person, Optional.of(new MemberId(member)), PersonState.ACTIVE, NOON);
  }

  static TokenRow tokens(String subject, byte[] sealed) {
    return new TokenRow(NAMESPACE, subject, sealed, NOON);
  }

  static Task task(String id, Instant dueAt) {
    return new Task(id, "unlink", bytes(40), dueAt, NOON, 0, Optional.empty());
  }

  static Provenance provenance(String attribute, String hash) {
    return new Provenance(
        attribute,
        "email",
        NAMESPACE,
        "kakao_account.email",
        Optional.of("kakao"),
        NOON,
        NOON.plusSeconds(1),
        hash,
        "terms v1");
  }

  static ConsentEvent event(ShopId shop, PersonId person, String id, Instant recordedAt) {
    return new ConsentEvent(
        id,
        shop.value(),
        person.toString(),
        ConsentEvent.Type.GRANTED,
        Optional.of(new ConsentEvent.NoticeReference("opt_profile", 3, "ko", "0a".repeat(32))),
        NOON.minusSeconds(5),
        recordedAt,
        ConsentEvent.Actor.SUBJECT,
        ConsentEvent.Channel.WEB,
        "KAKAO",
        ConsentEvent.Act.PROVIDER_SCREEN,
        Optional.of("presentation-1"),
        Optional.empty(),
        Optional.of(NOON.plusSeconds(86_400)),
        List.of("cause-1", "cause-2"),
        ConsentEvent.Quality.PROVIDER,
        Optional.of("sign_up"));
  }

  /** The same bytes each time, every value among them from 256 bytes on. */
  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    for (int i = 0; i < Math.min(length, 256); i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  static void assertOneWins(List<Boolean> answers, String what) {
    long winners = answers.stream().filter(answer -> answer).count();
    assertEquals(
        1, winners, what + ": of " + answers.size() + " callers at once exactly one gets true");
  }
}
