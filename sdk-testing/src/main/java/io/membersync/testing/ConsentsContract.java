package io.membersync.testing;

import static io.membersync.testing.ContractSamples.NOON;
import static io.membersync.testing.ContractSamples.assertOneWins;
import static io.membersync.testing.ContractSamples.person;
import static io.membersync.testing.ContractSamples.shop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Assurance;
import io.membersync.records.Records.AssuranceKind;
import io.membersync.records.Records.NoticeText;
import io.membersync.records.Records.Suppression;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link RecordsContract} asks of the texts of notices, of what is sent no more and of ages. */
interface ConsentsContract {
  Records records();

  private Records.Consents consents() {
    return records().consents();
  }

  private static String content() {
    return "TERMS\nCONTRACT\n-\ntrue\n-";
  }

  private static NoticeText text(String tag, int version, String language, String sha256) {
    return new NoticeText(
        tag, version, language, sha256, content(), "\uc81c\ubaa9", "\ubcf8\ubb38\nbody", NOON);
  }

  private static NoticeText keptAt(NoticeText text, Instant time) {
    return new NoticeText(
        text.tag(),
        text.version(),
        text.language(),
        text.sha256(),
        text.content(),
        text.title(),
        text.body(),
        time);
  }

  private static Suppression suppression(String medium) {
    return new Suppression(medium, "withdrawn", NOON);
  }

  @Test
  default void aTextIsKeptWhole() {
    ShopId shop = shop();
    assertEquals(List.of(), consents().textsOf(shop, "tos", 1));
    NoticeText longest = new NoticeText(
        "t".repeat(64),
        Integer.MAX_VALUE,
        "l".repeat(35),
        "0a".repeat(32),
        "USE|MARKETING|email|\ud3d9\n".repeat(3_000),
        "\ub3d9".repeat(1_000),
        "\ub3d9\uc758 \ud83d\udcdc 'text' \\ \"%_\"\r\n\t".repeat(3_000) + " \n ",
        NOON);
    consents().keepText(shop, longest);
    assertEquals(
        List.of(longest), consents().textsOf(shop, longest.tag(), longest.version()), "whole");
    NoticeText empty = new NoticeText("tos", 1, "ko", "0b".repeat(32), content(), "", "", NOON);
    consents().keepText(shop, keptAt(empty, NOON.plusNanos(999_999)));
    assertEquals(
        List.of(empty), consents().textsOf(shop, "tos", 1), "times are in whole milliseconds");
  }

  @Test
  default void aTextIsKeptForGood() {
    ShopId shop = shop();
    NoticeText first = text("tos", 1, "ko", "a");
    consents().keepText(shop, first);
    consents().keepText(shop, first);
    consents()
        .keepText(shop, new NoticeText("tos", 1, "ko", "a", "d", "", "", NOON.plusSeconds(1)));
    consents().keepText(shop, keptAt(first, NOON.minusSeconds(1)));
    records().deleteExpired(shop, NOON.plusSeconds(1_000_000_000), 100);
    assertEquals(List.of(first), consents().textsOf(shop, "tos", 1), "as it was first kept");
  }

  @Test
  default void everyTextOfAVersionIsFoundByLanguageAndTime() {
    ShopId shop = shop();
    NoticeText later = keptAt(text("tos", 2, "ko", "a"), NOON.plusMillis(1));
    NoticeText second = text("tos", 2, "ko", "c");
    NoticeText first = text("tos", 2, "ko", "b");
    NoticeText english = keptAt(text("tos", 2, "en", "d"), NOON.plusSeconds(60));
    for (NoticeText one : List.of(later, second, english, first)) {
      consents().keepText(shop, one);
    }
    for (NoticeText other : List.of(
        text("tos", 1, "ko", "a"),
        text("tos", 22, "ko", "a"),
        text("TOS", 2, "ko", "a"),
        text("t_s", 2, "ko", "a"),
        text("tos.", 2, "ko", "a"))) {
      consents().keepText(shop, other);
      assertEquals(
          List.of(other),
          consents().textsOf(shop, other.tag(), other.version()),
          "of this notice and version alone");
    }
    assertEquals(List.of(english, first, second, later), consents().textsOf(shop, "tos", 2));
  }

  /** Every node keeps the texts it has, so they meet; whatever else a unit does must go on. */
  @Test
  default void of64UnitsThatKeepATextAllCommit() {
    ShopId shop = shop();
    Race.run(i -> records().unitOfWork().execute(() -> {
      consents().keepText(shop, keptAt(text("tos", 1, "ko", "a"), NOON.plusSeconds(i)));
      consents().keepText(shop, text("own-" + i, 1, "ko", "a"));
      return true;
    }));
    assertEquals(1, consents().textsOf(shop, "tos", 1).size());
    for (int i = 0; i < Race.CALLERS; i++) {
      assertEquals(1, consents().textsOf(shop, "own-" + i, 1).size(), "the other text of a unit");
    }
  }

  @Test
  default void aSuppressionStaysAsItIsUntilItIsTakenBack() {
    ShopId shop = shop();
    PersonId person = person();
    assertEquals(List.of(), consents().suppressionsOf(shop, person));
    assertFalse(consents().release(shop, person, "SMS"), "there is none");
    consents().suppress(shop, person, suppression("SMS"));
    consents().suppress(shop, person, new Suppression("SMS", "bounced", NOON.plusSeconds(9)));
    records().deleteExpired(shop, NOON.plusSeconds(1_000_000_000), 100);
    assertEquals(List.of(suppression("SMS")), consents().suppressionsOf(shop, person));

    assertTrue(consents().release(shop, person, "SMS"));
    assertFalse(consents().release(shop, person, "SMS"), "it is taken back already");
    assertEquals(List.of(), consents().suppressionsOf(shop, person));
    Suppression again = new Suppression("SMS", "bounced", NOON.plusSeconds(9));
    consents().suppress(shop, person, again);
    assertEquals(List.of(again), consents().suppressionsOf(shop, person));
  }

  @Test
  default void anotherCauseTakesThePlaceOfAWithdrawalAndNeverTheReverse() {
    ShopId shop = shop();
    PersonId person = person();
    Suppression withdrawn = new Suppression("SMS", Suppression.WITHDRAWN, NOON);
    Suppression bounced = new Suppression("SMS", "BOUNCED", NOON.plusSeconds(9));
    consents().suppress(shop, person, withdrawn);
    consents().suppress(shop, person, new Suppression("EMAIL", "BOUNCED", NOON));
    consents()
        .suppress(shop, person, new Suppression("SMS", Suppression.WITHDRAWN, NOON.plusSeconds(5)));
    assertEquals(withdrawn, consents().suppressionsOf(shop, person).get(1), "the first stays");

    consents().suppress(shop, person, bounced);
    consents().suppress(shop, person, withdrawn);
    consents().suppress(shop, person, new Suppression("SMS", "COMPLAINED", NOON.plusSeconds(10)));

    assertEquals(
        List.of(new Suppression("EMAIL", "BOUNCED", NOON), bounced),
        consents().suppressionsOf(shop, person));
  }

  @Test
  default void suppressionsAreFoundByMedium() {
    ShopId shop = shop();
    PersonId person = person();
    Suppression longest = new Suppression("SIXTEEN_LETTERS_", "c".repeat(40), NOON);
    consents().suppress(shop, person, suppression("SMS"));
    consents().suppress(shop, person, longest);
    consents()
        .suppress(shop, person, new Suppression("EMAIL", "withdrawn", NOON.plusNanos(5_999_999)));
    assertEquals(
        List.of(
            new Suppression("EMAIL", "withdrawn", NOON.plusMillis(5)), longest, suppression("SMS")),
        consents().suppressionsOf(shop, person));
    assertTrue(consents().release(shop, person, longest.medium()));
    assertEquals(
        List.of("EMAIL", "SMS"),
        consents().suppressionsOf(shop, person).stream()
            .map(Suppression::medium)
            .toList());
    assertEquals(List.of(), consents().suppressionsOf(shop, person()), "another person");
    assertFalse(consents().release(shop, person(), "SMS"), "another person");
  }

  @Test
  default void of64UnitsThatSuppressAllCommit() {
    ShopId shop = shop();
    PersonId person = person();
    Race.run(i -> records().unitOfWork().execute(() -> {
      consents().suppress(shop, person, new Suppression("SMS", "c" + i, NOON));
      consents().suppress(shop, person, suppression("OWN_" + i));
      return true;
    }));
    assertEquals(1 + Race.CALLERS, consents().suppressionsOf(shop, person).size());
    assertOneWins(Race.run(i -> consents().release(shop, person, "SMS")), "release");
  }

  @Test
  default void textsAndSuppressionsRollBackWithTheirUnit() {
    ShopId shop = shop();
    PersonId person = person();
    consents().suppress(shop, person, suppression("EMAIL"));
    assertThrows(
        MemberFixture.Interrupted.class,
        () -> records().unitOfWork().execute(() -> {
          consents().keepText(shop, text("tos", 1, "ko", "a"));
          consents().suppress(shop, person, suppression("SMS"));
          assertTrue(consents().release(shop, person, "EMAIL"));
          assertEquals(1, consents().textsOf(shop, "tos", 1).size(), "a unit sees its own");
          assertEquals(List.of(suppression("SMS")), consents().suppressionsOf(shop, person));
          throw new MemberFixture.Interrupted();
        }));
    assertEquals(List.of(), consents().textsOf(shop, "tos", 1), "keepText");
    assertEquals(
        List.of(suppression("EMAIL")),
        consents().suppressionsOf(shop, person),
        "suppress, release");
  }

  @Test
  default void twoShopsDoNotSeeEachOthersTextsAndSuppressions() {
    ShopId one = shop();
    ShopId two = shop();
    PersonId person = person();
    consents().keepText(one, text("tos", 1, "ko", "a"));
    consents().suppress(one, person, suppression("SMS"));
    assertEquals(List.of(), consents().textsOf(two, "tos", 1));
    assertEquals(List.of(), consents().suppressionsOf(two, person));
    assertFalse(consents().release(two, person, "SMS"));

    NoticeText other = new NoticeText("tos", 1, "ko", "a", content(), "another", "shop's", NOON);
    consents().keepText(two, other);
    consents().suppress(two, person, new Suppression("SMS", "bounced", NOON));
    assertEquals(List.of(other), consents().textsOf(two, "tos", 1));
    assertTrue(consents().release(two, person, "SMS"));
    assertEquals(List.of(text("tos", 1, "ko", "a")), consents().textsOf(one, "tos", 1));
    assertEquals(List.of(suppression("SMS")), consents().suppressionsOf(one, person));
  }

  private static Assurance assurance(AssuranceKind kind, String outcome) {
    return new Assurance(kind, "vendor", outcome, "tx-1", NOON, Optional.of(NOON.plusSeconds(60)));
  }

  @Test
  default void ofEachKindOfAssuranceTheLastIsKept() {
    ShopId shop = shop();
    PersonId person = person();
    assertEquals(List.of(), consents().assurancesOf(shop, person));
    Assurance longest = new Assurance(
        AssuranceKind.GUARDIAN,
        "\ubcf8".repeat(80),
        "P".repeat(40),
        "\uc99d".repeat(200),
        NOON,
        Optional.empty());
    Assurance refused = assurance(AssuranceKind.ADULT, "NOT_PASSED");
    consents().putAssurance(shop, person, assurance(AssuranceKind.CHILD, "KNOWN"));
    consents().putAssurance(shop, person, longest);
    consents().putAssurance(shop, person, assurance(AssuranceKind.ADULT, "PASSED"));
    consents().putAssurance(shop, person, refused);
    records().deleteExpired(shop, NOON.plusSeconds(1_000_000_000), 100);
    assertEquals(
        List.of(refused, longest, assurance(AssuranceKind.CHILD, "KNOWN")),
        consents().assurancesOf(shop, person),
        "by kind, and past their end too");
    assertEquals(List.of(), consents().assurancesOf(shop, person()), "another person");

    assertTrue(consents().removeAssurance(shop, person, AssuranceKind.ADULT));
    assertFalse(consents().removeAssurance(shop, person, AssuranceKind.ADULT), "it is gone");
    assertFalse(consents().removeAssurance(shop, person(), AssuranceKind.CHILD), "another person");
    Assurance exact = new Assurance(
        AssuranceKind.ADULT,
        "",
        "PASSED",
        "",
        NOON.plusNanos(999_999),
        Optional.of(NOON.plusNanos(5_999_999)));
    consents().putAssurance(shop, person, exact);
    assertEquals(
        new Assurance(AssuranceKind.ADULT, "", "PASSED", "", NOON, Optional.of(NOON.plusMillis(5))),
        consents().assurancesOf(shop, person).get(0),
        "times are in whole milliseconds");
  }

  @Test
  default void assurancesRollBackWithTheirUnit() {
    ShopId shop = shop();
    PersonId person = person();
    consents().putAssurance(shop, person, assurance(AssuranceKind.CHILD, "KNOWN"));
    assertThrows(
        MemberFixture.Interrupted.class,
        () -> records().unitOfWork().execute(() -> {
          consents().putAssurance(shop, person, assurance(AssuranceKind.GUARDIAN, "CARD"));
          assertTrue(consents().removeAssurance(shop, person, AssuranceKind.CHILD));
          assertEquals(
              List.of(assurance(AssuranceKind.GUARDIAN, "CARD")),
              consents().assurancesOf(shop, person),
              "a unit sees its own");
          throw new MemberFixture.Interrupted();
        }));
    assertEquals(
        List.of(assurance(AssuranceKind.CHILD, "KNOWN")), consents().assurancesOf(shop, person));
  }

  @Test
  default void twoShopsDoNotSeeEachOthersAssurances() {
    ShopId one = shop();
    ShopId two = shop();
    PersonId person = person();
    consents().putAssurance(one, person, assurance(AssuranceKind.ADULT, "PASSED"));
    assertEquals(List.of(), consents().assurancesOf(two, person));
    assertFalse(consents().removeAssurance(two, person, AssuranceKind.ADULT));
    consents().putAssurance(two, person, assurance(AssuranceKind.ADULT, "NOT_PASSED"));
    assertEquals(
        List.of(assurance(AssuranceKind.ADULT, "PASSED")), consents().assurancesOf(one, person));
  }
}
