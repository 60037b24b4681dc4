package io.membersync.testing;

import static io.membersync.testing.ContractSamples.NOON;
import static io.membersync.testing.ContractSamples.bytes;
import static io.membersync.testing.ContractSamples.person;
import static io.membersync.testing.ContractSamples.shop;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Offer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link RecordsContract} asks of what sources last showed. */
interface OffersContract {
  Records records();

  private Records.Offers offers() {
    return records().offers();
  }

  private static Offer offer(String attribute, String origin, Optional<byte[]> question) {
    return new Offer(attribute, origin, "a".repeat(64), question.isEmpty(), NOON, question);
  }

  @Test
  default void anOfferIsKeptWholeAndReplacedByAttributeAndOrigin() {
    ShopId shop = shop();
    PersonId person = person();
    assertEquals(List.of(), offers().ofPerson(shop, person));
    offers().put(shop, person, offer("phone", "naver", Optional.empty()));
    offers().put(shop, person, offer("phone", "kakao", Optional.of(bytes(2_000))));
    offers().put(shop, person, offer("\uc774\uba54\uc77c", "kakao", Optional.empty()));

    List<Offer> kept = offers().ofPerson(shop, person);
    assertEquals(
        List.of("phone kakao", "phone naver", "\uc774\uba54\uc77c kakao"),
        kept.stream().map(one -> one.attribute() + " " + one.origin()).toList());
    assertArrayEquals(bytes(2_000), kept.get(0).question().orElseThrow());
    assertEquals(NOON, kept.get(0).firstSeen());
    assertEquals("a".repeat(64), kept.get(0).valueHash());
    assertTrue(!kept.get(0).verified() && kept.get(1).verified());

    Instant later = NOON.plusSeconds(1);
    offers().put(shop, person, new Offer("phone", "kakao", "b", true, later, Optional.empty()));
    List<Offer> replaced = offers().ofPerson(shop, person);
    assertEquals(3, replaced.size());
    assertEquals(new Offer("phone", "kakao", "b", true, later, Optional.empty()), replaced.get(0));
  }

  @Test
  default void callersWhoPutAnOfferAtOnceLeaveOneRow() {
    ShopId shop = shop();
    PersonId person = person();
    Race.run(i -> {
      offers().put(shop, person, new Offer("phone", "kakao", "hash-" + i, true, NOON, none()));
      return true;
    });
    assertEquals(1, offers().ofPerson(shop, person).size());
  }

  private static Optional<byte[]> none() {
    return Optional.empty();
  }

  @Test
  default void offersBelongToOneShopAndOnePerson() {
    ShopId one = shop();
    PersonId person = person();
    offers().put(one, person, offer("phone", "kakao", Optional.empty()));
    assertEquals(List.of(), offers().ofPerson(shop(), person));
    assertEquals(List.of(), offers().ofPerson(one, person()));
    assertEquals(1, offers().ofPerson(one, person).size());
  }
}
