package io.membersync.testing;

import static io.membersync.testing.ContractSamples.LOOK_ALIKES;
import static io.membersync.testing.ContractSamples.NOON;
import static io.membersync.testing.ContractSamples.key;
import static io.membersync.testing.ContractSamples.shop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.member.MemberId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Contact;
import io.membersync.records.Records.IndexPass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link RecordsContract} asks of the contact index. */
interface ContactsContract {
  Records records();

  private Records.Contacts contacts() {
    return records().contacts();
  }

  private static Contact contact(String member, String hash) {
    return new Contact(new MemberId(member), hash);
  }

  private Set<String> holders(ShopId shop, String... hashes) {
    List<MemberId> found = contacts().find(shop, List.of(hashes), 100);
    Set<String> holders = new HashSet<>();
    found.forEach(member -> holders.add(member.value()));
    assertEquals(found.size(), holders.size(), "each member once");
    return holders;
  }

  @Test
  default void whoHoldsAContactIsFoundByItsHash() {
    ShopId shop = shop();
    String shared = key();
    String own = key();
    contacts()
        .add(shop, List.of(contact("1", shared), contact("2", shared), contact("1", own)), NOON);
    assertEquals(Set.of("1", "2"), holders(shop, shared));
    assertEquals(Set.of("1"), holders(shop, own));
    assertEquals(Set.of(), holders(shop, key()), "of nobody");
    assertEquals(Set.of("1", "2"), holders(shop, own, shared), "under an older key as well");
    assertEquals(1, contacts().find(shop, List.of(shared), 1).size(), "no more than was asked for");
  }

  @Test
  default void membersAndHashesAreComparedExactly() {
    for (List<String> pair : LOOK_ALIKES) {
      ShopId shop = shop();
      String hash = key();
      contacts().add(shop, List.of(contact(pair.get(0), hash), contact(pair.get(1), hash)), NOON);
      assertEquals(Set.copyOf(pair), holders(shop, hash));
      contacts().replace(shop, new MemberId(pair.get(0)), List.of(), NOON);
      assertEquals(Set.of(pair.get(1)), holders(shop, hash));
    }
    ShopId shop = shop();
    contacts().add(shop, List.of(contact("1", "abcDEF-_")), NOON);
    assertEquals(Set.of(), holders(shop, "ABCdef-_"));
  }

  @Test
  default void addingAgainOnlyTellsWhenItWasSeen() {
    ShopId shop = shop();
    String hash = key();
    Instant later = NOON.plusSeconds(60);
    contacts().add(shop, List.of(contact("1", hash), contact("2", hash)), NOON);
    contacts().add(shop, List.of(contact("1", hash), contact("1", hash)), later);
    assertEquals(Set.of("1", "2"), holders(shop, hash));

    assertEquals(1, contacts().removeSeenBefore(shop, later, 10));
    assertEquals(Set.of("1"), holders(shop, hash), "seen at this very moment, so it stays");
    assertEquals(0, contacts().removeSeenBefore(shop, later, 10));
  }

  @Test
  default void manyContactsAreAddedAtOnce() {
    ShopId shop = shop();
    List<Contact> many = new ArrayList<>();
    for (int i = 0; i < 1_234; i++) {
      many.add(contact("m" + i, "hash-" + i));
    }
    contacts().add(shop, many, NOON);
    contacts().add(shop, many, NOON.plusSeconds(1));
    contacts().add(shop, List.of(), NOON.plusSeconds(1));
    for (int i = 0; i < 1_234; i += 137) {
      assertEquals(Set.of("m" + i), holders(shop, "hash-" + i));
    }
    assertEquals(0, contacts().removeSeenBefore(shop, NOON.plusSeconds(1), 10));
    assertEquals(1_000, contacts().removeSeenBefore(shop, NOON.plusSeconds(2), 1_000));
    assertEquals(234, contacts().removeSeenBefore(shop, NOON.plusSeconds(2), 1_000));
  }

  @Test
  default void replacedContactsAreAllThatAMemberHas() {
    ShopId shop = shop();
    String old = key();
    String kept = key();
    String fresh = key();
    contacts().add(shop, List.of(contact("1", old), contact("1", kept), contact("2", old)), NOON);
    contacts().replace(shop, new MemberId("1"), List.of(kept, fresh, fresh), NOON);
    assertEquals(Set.of("2"), holders(shop, old), "another member's stays");
    assertEquals(Set.of("1"), holders(shop, kept));
    assertEquals(Set.of("1"), holders(shop, fresh));
    contacts().replace(shop, new MemberId("1"), List.of(), NOON);
    assertEquals(Set.of(), holders(shop, kept, fresh), "a member who is gone");
  }

  @Test
  default void renewingKeepsWhatIsThereAndAddsNothing() {
    ShopId shop = shop();
    String hash = key();
    contacts().add(shop, List.of(contact("1", hash), contact("2", hash)), NOON);
    contacts()
        .renew(shop, List.of(new MemberId("1"), new MemberId("stranger")), NOON.plusSeconds(9));
    contacts().renew(shop, List.of(), NOON.plusSeconds(9));
    assertEquals(1, contacts().removeSeenBefore(shop, NOON.plusSeconds(9), 10));
    assertEquals(Set.of("1"), holders(shop, hash));
  }

  @Test
  default void contactsRollBackWithTheirUnit() {
    ShopId shop = shop();
    String hash = key();
    contacts().add(shop, List.of(contact("1", hash)), NOON);
    assertThrows(
        MemberFixture.Interrupted.class,
        () -> records().unitOfWork().execute(() -> {
          contacts().replace(shop, new MemberId("1"), List.of(), NOON);
          contacts().add(shop, List.of(contact("2", hash)), NOON);
          contacts().putPass(shop, Optional.empty(), pass(1, 0));
          throw new MemberFixture.Interrupted();
        }));
    assertEquals(Set.of("1"), holders(shop, hash));
    assertEquals(Optional.empty(), contacts().findPass(shop));
  }

  @Test
  default void callersWhoAddAtOnceLeaveEachRowOnce() {
    ShopId shop = shop();
    String hash = key();
    Race.run(i -> Race.repeating(() -> {
      contacts()
          .add(shop, List.of(contact("1", hash), contact("m" + i % 4, hash)), NOON.plusSeconds(i));
      contacts().replace(shop, new MemberId("own" + i), List.of(hash), NOON);
      return true;
    }));
    assertEquals(5 + 64, holders(shop, hash).size());
  }

  private static IndexPass pass(long number, long step) {
    return new IndexPass(
        number,
        step,
        "covers",
        Optional.empty(),
        NOON,
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        0);
  }

  private static IndexPass ended() {
    return new IndexPass(
        7,
        4_000_000_000L,
        "c".repeat(43),
        Optional.of("b".repeat(43)),
        NOON,
        Optional.of(NOON.plusSeconds(60)),
        Optional.of(new MemberId("\ubbf8\ub098 ")),
        3_000_000_000L,
        Optional.of(5_000_000_000L),
        12);
  }

  @Test
  default void aPassIsKeptWhole() {
    ShopId shop = shop();
    assertEquals(Optional.empty(), contacts().findPass(shop));
    assertTrue(contacts().putPass(shop, Optional.empty(), pass(1, 0)));
    assertEquals(Optional.of(pass(1, 0)), contacts().findPass(shop));
    assertTrue(contacts().putPass(shop, Optional.of(pass(1, 0)), ended()));
    assertEquals(Optional.of(ended()), contacts().findPass(shop));
    assertEquals(Optional.empty(), contacts().findPass(shop()), "of another shop");
  }

  @Test
  default void aPassThatSomebodyElseHasMovedIsNotMoved() {
    ShopId shop = shop();
    assertTrue(contacts().putPass(shop, Optional.empty(), pass(1, 0)));
    assertFalse(contacts().putPass(shop, Optional.empty(), pass(1, 5)), "it is there");
    assertTrue(contacts().putPass(shop, Optional.of(pass(1, 0)), pass(1, 1)));
    assertFalse(contacts().putPass(shop, Optional.of(pass(1, 0)), pass(1, 2)), "it was moved");
    assertFalse(contacts().putPass(shop, Optional.of(pass(2, 1)), pass(2, 2)), "another pass");
    assertEquals(Optional.of(pass(1, 1)), contacts().findPass(shop));
  }

  @Test
  default void ofCallersWhoMoveAPassAtOnceOneDoes() {
    ShopId shop = shop();
    ContractSamples.assertOneWins(
        Race.run(i -> contacts().putPass(shop, Optional.empty(), pass(1, i))), "beginning");
    IndexPass begun = contacts().findPass(shop).orElseThrow();
    ContractSamples.assertOneWins(
        Race.run(i -> contacts().putPass(shop, Optional.of(begun), pass(2, 100 + i))), "moving");
  }

  @Test
  default void twoShopsDoNotSeeEachOthersContacts() {
    ShopId one = shop();
    ShopId two = shop();
    String hash = key();
    contacts().add(one, List.of(contact("1", hash)), NOON);
    contacts().add(two, List.of(contact("2", hash)), NOON);
    assertEquals(Set.of("1"), holders(one, hash));
    contacts().replace(one, new MemberId("2"), List.of(), NOON);
    contacts().renew(one, List.of(new MemberId("2")), NOON.plusSeconds(5));
    assertEquals(Set.of("2"), holders(two, hash));
    assertEquals(1, contacts().removeSeenBefore(two, NOON.plusSeconds(5), 10));
    assertEquals(Set.of("1"), holders(one, hash));
  }
}
