package io.membersync.testing;

import static io.membersync.testing.ContractSamples.NOON;
import static io.membersync.testing.ContractSamples.active;
import static io.membersync.testing.ContractSamples.activeMember;
import static io.membersync.testing.ContractSamples.event;
import static io.membersync.testing.ContractSamples.key;
import static io.membersync.testing.ContractSamples.person;
import static io.membersync.testing.ContractSamples.provenance;
import static io.membersync.testing.ContractSamples.shop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.consent.ConsentEvent;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Agreement;
import io.membersync.records.Records.Person;
import io.membersync.records.Records.PersonState;
import io.membersync.records.Records.Provenance;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link RecordsContract} asks of consent events and provenance. */
interface EvidenceContract {
  Records records();

  private Records.Evidence evidence() {
    return records().evidence();
  }

  @Test
  default void anEventIsKeptWhole() {
    ShopId shop = shop();
    PersonId person = person();
    ConsentEvent full = event(shop, person, key(), NOON);
    ConsentEvent bare = new ConsentEvent(
        key(),
        shop.value(),
        person.toString(),
        ConsentEvent.Type.ERASED,
        Optional.empty(),
        NOON,
        NOON,
        ConsentEvent.Actor.OPERATOR,
        ConsentEvent.Channel.CONSOLE,
        "NONE",
        ConsentEvent.Act.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        ConsentEvent.Quality.WEAK,
        Optional.empty());
    evidence().append(shop, List.of(full, bare));
    assertEquals(List.of(full, bare), evidence().eventsOf(shop, person));
  }

  @Test
  default void everyWordOfAnEventIsKept() {
    ShopId shop = shop();
    PersonId person = person();
    int words = Math.max(ConsentEvent.Type.values().length, ConsentEvent.Channel.values().length);
    for (int i = 0; i < words; i++) {
      ConsentEvent sample = event(shop, person, "event-" + i, NOON);
      evidence()
          .append(
              shop,
              List.of(new ConsentEvent(
                  sample.id(),
                  sample.tenant(),
                  sample.subject(),
                  pick(ConsentEvent.Type.values(), i),
                  sample.notice(),
                  sample.occurredAt(),
                  sample.recordedAt(),
                  pick(ConsentEvent.Actor.values(), i),
                  pick(ConsentEvent.Channel.values(), i),
                  sample.via(),
                  pick(ConsentEvent.Act.values(), i),
                  sample.presentationId(),
                  Optional.of("commitment"),
                  sample.validUntil(),
                  sample.causes(),
                  pick(ConsentEvent.Quality.values(), i),
                  sample.reason())));
    }
    List<ConsentEvent> kept = evidence().eventsOf(shop, person);
    assertEquals(words, kept.size());
    for (int i = 0; i < words; i++) {
      assertEquals(pick(ConsentEvent.Type.values(), i), kept.get(i).type());
      assertEquals(pick(ConsentEvent.Actor.values(), i), kept.get(i).actor());
      assertEquals(pick(ConsentEvent.Channel.values(), i), kept.get(i).channel());
      assertEquals(pick(ConsentEvent.Act.values(), i), kept.get(i).act());
      assertEquals(pick(ConsentEvent.Quality.values(), i), kept.get(i).quality());
      assertEquals(Optional.of("commitment"), kept.get(i).evidence());
    }
  }

  private static <T> T pick(T[] values, int index) {
    return values[index % values.length];
  }

  @Test
  default void eventsKeepTheOrderTheyWereAppendedIn() {
    ShopId shop = shop();
    PersonId person = person();
    // Ids and clocks that run backwards, as those of two nodes may.
    List<ConsentEvent> first =
        List.of(event(shop, person, "f", NOON.plusSeconds(9)), event(shop, person, "c", NOON));
    List<ConsentEvent> second = List.of(event(shop, person, "a", NOON.minusSeconds(9)));
    evidence().append(shop, first);
    evidence().append(shop, second);
    assertEquals(
        List.of("f", "c", "a"),
        evidence().eventsOf(shop, person).stream().map(ConsentEvent::id).toList());
  }

  @Test
  default void anEventIsRecordedOnce() {
    ShopId shop = shop();
    PersonId person = person();
    ConsentEvent event = event(shop, person, key(), NOON);
    ConsentEvent sameId = event(shop, person, event.id(), NOON.plusSeconds(1));
    ConsentEvent next = event(shop, person, key(), NOON);
    evidence().append(shop, List.of(event));
    evidence().append(shop, List.of(sameId, next, next));
    assertEquals(List.of(event, next), evidence().eventsOf(shop, person));
    evidence().append(shop, List.of());
  }

  @Test
  default void of64CallersOneRecordsTheEvent() {
    ShopId shop = shop();
    PersonId person = person();
    String id = key();
    Race.run(i -> {
      evidence()
          .append(
              shop,
              List.of(event(shop, person, id, NOON), event(shop, person, id + "-" + i, NOON)));
      return true;
    });
    List<ConsentEvent> kept = evidence().eventsOf(shop, person);
    assertEquals(Race.CALLERS + 1, kept.size(), "one shared event and one of each caller");
    assertEquals(kept.size(), new HashSet<>(kept.stream().map(ConsentEvent::id).toList()).size());
  }

  @Test
  default void anEventOfAnotherShopIsRefused() {
    ShopId shop = shop();
    PersonId person = person();
    ConsentEvent foreign = event(shop(), person, key(), NOON);
    assertThrows(
        IllegalArgumentException.class,
        () -> evidence().append(shop, List.of(event(shop, person, key(), NOON), foreign)),
        "an event names the shop whose books it stands in");
    assertEquals(List.of(), evidence().eventsOf(shop, person));
  }

  @Test
  default void whoLacksAnAgreementIsFoundByPages() {
    ShopId shop = shop();
    PersonId never = member(shop);
    PersonId older = member(shop);
    PersonId ends = member(shop);
    PersonId revoked = member(shop);
    PersonId lasting = member(shop);
    PersonId declined = member(shop);
    PersonId guarded = member(shop);
    PersonId left = member(shop);
    PersonId noMember = person();
    records().identities().addPerson(shop, active(noMember));
    records().identities().setState(shop, left, PersonState.LEFT);
    Instant soon = NOON.plusSeconds(60);
    evidence()
        .append(
            shop,
            List.of(
                agreement(shop, older, ConsentEvent.Type.GRANTED, 1, Optional.empty()),
                agreement(shop, ends, ConsentEvent.Type.IMPORTED, 2, Optional.of(soon)),
                agreement(shop, revoked, ConsentEvent.Type.GRANTED, 2, Optional.empty()),
                agreement(shop, revoked, ConsentEvent.Type.REVOKED, 2, Optional.empty()),
                agreement(
                    shop,
                    lasting,
                    ConsentEvent.Type.RECONFIRMED,
                    3,
                    Optional.of(soon.plusMillis(1))),
                agreement(shop, declined, ConsentEvent.Type.DECLINED, 2, Optional.empty()),
                agreement(
                    shop,
                    guarded,
                    ConsentEvent.Type.GRANTED,
                    2,
                    Optional.empty(),
                    ConsentEvent.Actor.GUARDIAN)));

    assertEquals(
        Set.of(never, older, ends, revoked, declined, guarded),
        lacking(shop, new Agreement("tos", 2, 3, soon, false)));
    assertEquals(
        Set.of(older, ends, revoked, guarded),
        lacking(shop, new Agreement("tos", 2, 3, soon, true)));
    assertEquals(
        Set.of(never, declined, revoked, guarded),
        lacking(shop, new Agreement("tos", 1, 3, soon.minusMillis(1), false)));
    assertEquals(
        Set.of(never, older, ends, revoked, lasting, declined, guarded),
        lacking(shop, new Agreement("other", 1, 3, soon, false)));
    assertEquals(Set.of(), lacking(shop, new Agreement("other", 1, 3, soon, true)));
    assertEquals(
        Set.of(never, declined, revoked, guarded, lasting),
        lacking(shop, new Agreement("tos", 1, 2, soon.minusMillis(1), false)),
        "a later version that the shop has no more");
    assertEquals(Set.of(), lacking(shop(), new Agreement("tos", 2, 3, soon, false)));
  }

  /** All of them, two by two, each with the member. */
  private Set<PersonId> lacking(ShopId shop, Agreement agreement) {
    Set<PersonId> found = new HashSet<>();
    Optional<PersonId> after = Optional.empty();
    while (true) {
      List<Person> page = evidence().lacking(shop, agreement, after, 2);
      for (Person person : page) {
        assertTrue(found.add(person.id()), "a person stands on one page");
        assertEquals(Optional.of(new MemberId("m-" + person.id())), person.member());
      }
      if (page.size() < 2) {
        return found;
      }
      after = Optional.of(page.get(1).id());
    }
  }

  private PersonId member(ShopId shop) {
    PersonId person = person();
    records().identities().addPerson(shop, activeMember(person, "m-" + person));
    return person;
  }

  private static ConsentEvent agreement(
      ShopId shop,
      PersonId person,
      ConsentEvent.Type type,
      int version,
      Optional<Instant> validUntil) {
    return agreement(shop, person, type, version, validUntil, ConsentEvent.Actor.SUBJECT);
  }

  private static ConsentEvent agreement(
      ShopId shop,
      PersonId person,
      ConsentEvent.Type type,
      int version,
      Optional<Instant> validUntil,
      ConsentEvent.Actor actor) {
    return new ConsentEvent(
        key(),
        shop.value(),
        person.toString(),
        type,
        Optional.of(new ConsentEvent.NoticeReference("tos", version, "ko", "0a".repeat(32))),
        NOON,
        NOON,
        actor,
        ConsentEvent.Channel.WEB,
        "NONE",
        ConsentEvent.Act.TICK,
        Optional.empty(),
        Optional.empty(),
        validUntil,
        List.of(),
        ConsentEvent.Quality.STRONG,
        Optional.empty());
  }

  @Test
  default void provenanceIsKeptByAttribute() {
    ShopId shop = shop();
    PersonId person = person();
    Provenance email = provenance("email", "a".repeat(64));
    Provenance bare = new Provenance(
        "\uc774\ub984",
        "name",
        "visitor",
        "form",
        Optional.empty(),
        NOON,
        NOON,
        "b".repeat(64),
        "age_declaration v12");
    evidence().putProvenance(shop, person, List.of(bare, email));
    assertEquals(List.of(email, bare), evidence().provenanceOf(shop, person));
    assertEquals(List.of(), evidence().provenanceOf(shop, person()));
  }

  @Test
  default void provenanceIsReplacedByAttribute() {
    ShopId shop = shop();
    PersonId person = person();
    Provenance phone = provenance("phone", "a".repeat(64));
    evidence().putProvenance(shop, person, List.of(provenance("email", "b".repeat(64)), phone));
    Provenance newer = provenance("email", "c".repeat(64));
    evidence().putProvenance(shop, person, List.of(newer));
    assertEquals(List.of(newer, phone), evidence().provenanceOf(shop, person));
    evidence().putProvenance(shop, person, List.of());
    assertEquals(2, evidence().provenanceOf(shop, person).size());
  }

  @Test
  default void whoHasProvenanceIsFoundByPages() {
    ShopId shop = shop();
    Set<PersonId> written = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      PersonId person = person();
      written.add(person);
      evidence()
          .putProvenance(
              shop,
              person,
              List.of(provenance("email", "a".repeat(64)), provenance("phone", "b".repeat(64))));
    }
    evidence().putProvenance(shop(), person(), List.of(provenance("email", "a".repeat(64))));

    Set<PersonId> found = new HashSet<>();
    Optional<PersonId> after = Optional.empty();
    List<PersonId> page;
    do {
      page = evidence().withProvenance(shop, after, 2);
      page.forEach(person -> assertTrue(found.add(person), "a person stands on one page"));
      after = page.isEmpty() ? after : Optional.of(page.get(page.size() - 1));
    } while (page.size() == 2);
    assertEquals(written, found);
  }

  @Test
  default void provenanceOfWhatWasBlankedGoes() {
    ShopId shop = shop();
    PersonId person = person();
    PersonId other = person();
    Provenance phone = provenance("phone", "a".repeat(64));
    Provenance email = provenance("email", "b".repeat(64));
    evidence().putProvenance(shop, person, List.of(email, phone));
    evidence().putProvenance(shop, other, List.of(email));
    evidence().removeProvenance(shop, person, Set.of("email", "birthday"));
    evidence().removeProvenance(shop, person, Set.of());
    assertEquals(List.of(phone), evidence().provenanceOf(shop, person));
    assertEquals(List.of(email), evidence().provenanceOf(shop, other));
    evidence().putProvenance(shop, person, List.of(email));
    assertEquals(List.of(email, phone), evidence().provenanceOf(shop, person));
  }

  @Test
  default void callersWhoPutProvenanceAtOnceLeaveOneRow() {
    ShopId shop = shop();
    PersonId person = person();
    Race.run(i -> {
      evidence().putProvenance(shop, person, List.of(provenance("email", "hash-" + i)));
      return true;
    });
    assertEquals(1, evidence().provenanceOf(shop, person).size());
  }

  @Test
  default void twoShopsDoNotSeeEachOthersEvidence() {
    ShopId one = shop();
    ShopId two = shop();
    PersonId person = person();
    String id = key();
    evidence().append(one, List.of(event(one, person, id, NOON)));
    evidence().putProvenance(one, person, List.of(provenance("email", "hash-1")));
    assertEquals(List.of(), evidence().eventsOf(two, person));
    assertEquals(List.of(), evidence().provenanceOf(two, person));

    evidence().append(two, List.of(event(two, person, id, NOON)));
    evidence().putProvenance(two, person, List.of(provenance("email", "hash-2")));
    assertEquals(
        List.of(event(one, person, id, NOON)),
        evidence().eventsOf(one, person),
        "an id is unique within a shop");
    assertEquals(List.of(provenance("email", "hash-1")), evidence().provenanceOf(one, person));
  }
}
