package io.membersync.testing;

import static io.membersync.testing.ContractSamples.LOOK_ALIKES;
import static io.membersync.testing.ContractSamples.NAMESPACE;
import static io.membersync.testing.ContractSamples.NOON;
import static io.membersync.testing.ContractSamples.active;
import static io.membersync.testing.ContractSamples.activeMember;
import static io.membersync.testing.ContractSamples.assertOneWins;
import static io.membersync.testing.ContractSamples.event;
import static io.membersync.testing.ContractSamples.identity;
import static io.membersync.testing.ContractSamples.key;
import static io.membersync.testing.ContractSamples.person;
import static io.membersync.testing.ContractSamples.shop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Identity;
import io.membersync.records.Records.Person;
import io.membersync.records.Records.PersonState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link RecordsContract} asks of identities, persons and members. */
interface IdentitiesContract {
  Records records();

  private Records.Identities identities() {
    return records().identities();
  }

  @Test
  default void whoHoldsAPersonIsWaitedFor() {
    ShopId shop = shop();
    PersonId person = person();
    records().identities().addPerson(shop, active(person));

    List<Integer> seen = Race.run(
        8,
        i -> records().unitOfWork().execute(() -> {
          assertTrue(identities().hold(shop, person));
          int before = records().evidence().eventsOf(shop, person).size();
          records().evidence().append(shop, List.of(event(shop, person, key(), NOON)));
          return before;
        }));

    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7), seen.stream().sorted().toList());
    assertFalse(records().unitOfWork().execute(() -> identities().hold(shop, person())));
  }

  @Test
  default void pagesOfIdentitiesHaveEachOfThemOnce() {
    ShopId shop = shop();
    List<String> subjects = new java.util.ArrayList<>();
    LOOK_ALIKES.forEach(subjects::addAll);
    for (String subject : subjects) {
      identities().link(shop, identity(subject, person()));
    }
    identities().link(shop, new Identity("other", "1", person(), NOON));
    identities().link(shop(), identity("2", person()));
    java.util.Set<String> distinct = new java.util.HashSet<>(subjects);
    java.util.Set<String> found = new java.util.HashSet<>();
    int rows = 0;
    String after = "";
    for (List<Identity> page = identities().page(shop, NAMESPACE, after, 3);
        !page.isEmpty();
        page = identities().page(shop, NAMESPACE, after, 3)) {
      assertTrue(page.size() <= 3);
      for (Identity one : page) {
        found.add(one.subject());
        rows++;
      }
      after = page.get(page.size() - 1).subject();
    }
    assertEquals(distinct, found);
    assertEquals(distinct.size(), rows);
  }

  @Test
  default void aLinkedIdentityIsFound() {
    ShopId shop = shop();
    Identity identity = identity("1234", person());
    assertTrue(identities().link(shop, identity), "a new identity is linked");
    assertEquals(Optional.of(identity), identities().find(shop, NAMESPACE, "1234"));
    assertEquals(
        Optional.empty(),
        identities().find(shop, "kakao-old", "1234"),
        "the same subject at another registration is somebody else");
  }

  @Test
  default void aLinkedIdentityStaysWithItsPerson() {
    ShopId shop = shop();
    PersonId first = person();
    identities().link(shop, identity("1234", first));
    assertFalse(
        identities().link(shop, identity("1234", person())), "the identity is linked already");
    assertEquals(
        Optional.of(first), identities().find(shop, NAMESPACE, "1234").map(Identity::person));
  }

  @Test
  default void linkedIdentitiesAreCountedUpToALimit() {
    ShopId shop = shop();
    for (int i = 0; i < 5; i++) {
      identities().link(shop, identity("subject-" + i, person()));
    }
    identities().unlink(shop, NAMESPACE, "subject-4", NOON.plusSeconds(9_000));
    assertEquals(4, identities().count(shop, NAMESPACE, 100), "those that are linked now");
    assertEquals(3, identities().count(shop, NAMESPACE, 3), "no further than asked");
    assertEquals(0, identities().count(shop, "kakao-old", 100), "another registration");
    assertEquals(0, identities().count(shop(), NAMESPACE, 100), "another shop");
  }

  @Test
  default void subjectsAreComparedExactly() {
    for (List<String> pair : LOOK_ALIKES) {
      ShopId shop = shop();
      List<PersonId> persons = new ArrayList<>();
      for (String subject : pair) {
        PersonId person = person();
        assertTrue(
            identities().link(shop, identity(subject, person)),
            "no trimming, folding, normalising or rounding of subjects: " + pair);
        persons.add(person);
      }
      for (int i = 0; i < pair.size(); i++) {
        Optional<Identity> found = identities().find(shop, NAMESPACE, pair.get(i));
        assertEquals(Optional.of(persons.get(i)), found.map(Identity::person), "of " + pair);
        assertEquals(Optional.of(pair.get(i)), found.map(Identity::subject), "kept as it came");
      }
    }
  }

  @Test
  default void aSubjectMayHave255Characters() {
    ShopId shop = shop();
    String longest = "\ud55c".repeat(254);
    identities().link(shop, identity(longest + "1", person()));
    assertTrue(
        identities().link(shop, identity(longest + "2", person())), "the last character counts");
    assertTrue(identities().find(shop, NAMESPACE, longest + "1").isPresent());
  }

  @Test
  default void of64CallersOneLinks() {
    ShopId shop = shop();
    List<PersonId> persons = new ArrayList<>();
    for (int i = 0; i < Race.CALLERS; i++) {
      persons.add(person());
    }
    List<Boolean> linked = Race.run(i -> identities().link(shop, identity("1234", persons.get(i))));
    assertOneWins(linked, "link");
    PersonId winner = persons.get(linked.indexOf(true));
    assertEquals(
        Optional.of(winner),
        identities().find(shop, NAMESPACE, "1234").map(Identity::person),
        "the identity belongs to the caller that was told so");
  }

  @Test
  default void thePersonsWaysInAreListedOldestFirst() {
    ShopId shop = shop();
    PersonId person = person();
    Identity newer = new Identity("naver", "n1", person, NOON.plusSeconds(60));
    Identity older = new Identity(NAMESPACE, "k1", person, NOON);
    identities().link(shop, newer);
    identities().link(shop, older);
    identities().link(shop, identity("other", person()));
    assertEquals(List.of(older, newer), identities().ofPerson(shop, person));
    assertEquals(List.of(), identities().ofPerson(shop, person()));
  }

  @Test
  default void unlinkEndsTheLinkAndTellsWhich() {
    ShopId shop = shop();
    Identity identity = identity("1234", person());
    identities().link(shop, identity);
    assertEquals(
        Optional.of(identity), identities().unlink(shop, NAMESPACE, "1234", NOON), "made by then");
    assertEquals(Optional.empty(), identities().find(shop, NAMESPACE, "1234"));
    assertEquals(
        Optional.empty(), identities().unlink(shop, NAMESPACE, "1234", NOON), "gone already");
    assertTrue(identities().link(shop, identity), "it may be linked again");
    assertEquals(
        Optional.of(identity),
        identities().unlink(shop, NAMESPACE, "1234", Instant.MAX),
        "whenever it was made");
  }

  @Test
  default void unlinkLeavesALinkThatWasMadeLater() {
    ShopId shop = shop();
    identities().link(shop, identity("1234", person()));
    assertEquals(
        Optional.empty(),
        identities().unlink(shop, NAMESPACE, "1234", NOON.minusMillis(1)),
        "a late message of the provider must not end a newer link");
    assertTrue(identities().find(shop, NAMESPACE, "1234").isPresent());
  }

  @Test
  default void aPersonIsKept() {
    ShopId shop = shop();
    Person bare = active(person());
    Person tied = activeMember(person(), "member-1");
    identities().addPerson(shop, bare);
    identities().addPerson(shop, tied);
    assertEquals(Optional.of(bare), identities().findPerson(shop, bare.id()));
    assertEquals(Optional.of(tied), identities().findPerson(shop, tied.id()));
    assertEquals(Optional.of(tied), identities().findPersonOf(shop, new MemberId("member-1")));
    assertEquals(Optional.empty(), identities().findPerson(shop, person()));
  }

  @Test
  default void aPersonIsAddedOnce() {
    ShopId shop = shop();
    Person person = activeMember(person(), "member-1");
    identities().addPerson(shop, person);
    assertConflict(() -> identities().addPerson(shop, person));
    Person other = activeMember(person(), "member-1");
    assertConflict(() -> identities().addPerson(shop, other));
    assertEquals(
        Optional.empty(),
        identities().findPerson(shop, other.id()),
        "a person whose member is tied to another is not added at all");
  }

  private static void assertConflict(Runnable work) {
    MemberStoreException thrown = assertThrows(MemberStoreException.class, work::run);
    assertTrue(thrown.isRepeatable(), "it may have met another unit of work: " + thrown);
  }

  @Test
  default void aPersonIsTiedToOneMember() {
    ShopId shop = shop();
    PersonId person = person();
    PersonId other = person();
    MemberId member = new MemberId("member-1");
    identities().addPerson(shop, active(person));
    identities().addPerson(shop, active(other));
    assertTrue(identities().assignMember(shop, person, member));
    assertTrue(identities().assignMember(shop, person, member), "again changes nothing");
    assertFalse(identities().assignMember(shop, other, member), "the member has a person");
    assertFalse(
        identities().assignMember(shop, person, new MemberId("member-2")),
        "the person has a member");
    assertEquals(
        Optional.of(member), identities().findPerson(shop, person).flatMap(Person::member));
    assertEquals(Optional.empty(), identities().findPerson(shop, other).flatMap(Person::member));
    assertEquals(
        Optional.empty(),
        identities().findPersonOf(shop, new MemberId("member-2")),
        "a tie that was refused leaves nothing behind");
  }

  @Test
  default void of64PersonsOneGetsTheMember() {
    ShopId shop = shop();
    MemberId member = new MemberId("member-1");
    List<PersonId> persons = new ArrayList<>();
    for (int i = 0; i < Race.CALLERS; i++) {
      persons.add(person());
      identities().addPerson(shop, active(persons.get(i)));
    }
    List<Boolean> tied = Race.run(i -> identities().assignMember(shop, persons.get(i), member));
    assertOneWins(tied, "assignMember");
    assertEquals(
        Optional.of(persons.get(tied.indexOf(true))),
        identities().findPersonOf(shop, member).map(Person::id));
  }

  @Test
  default void of64MembersOneGetsThePerson() {
    ShopId shop = shop();
    PersonId person = person();
    identities().addPerson(shop, active(person));
    List<Boolean> tied =
        Race.run(i -> identities().assignMember(shop, person, new MemberId("member-" + i)));
    assertOneWins(tied, "assignMember");
    assertEquals(
        Optional.of(new MemberId("member-" + tied.indexOf(true))),
        identities().findPerson(shop, person).flatMap(Person::member));
  }

  @Test
  default void memberIdsAreComparedExactly() {
    for (List<String> pair : LOOK_ALIKES) {
      ShopId shop = shop();
      for (String member : pair) {
        identities().addPerson(shop, activeMember(person(), member));
      }
      for (String member : pair) {
        assertEquals(
            Optional.of(new MemberId(member)),
            identities().findPersonOf(shop, new MemberId(member)).flatMap(Person::member),
            "no trimming, folding, normalising or rounding of member ids: " + pair);
      }
    }
  }

  @Test
  default void aMemberIdMayHave255Characters() {
    ShopId shop = shop();
    String longest = "m".repeat(255);
    identities().addPerson(shop, activeMember(person(), longest));
    assertTrue(identities().findPersonOf(shop, new MemberId(longest)).isPresent());
  }

  @Test
  default void thePersonsStateChanges() {
    ShopId shop = shop();
    Person person = activeMember(person(), "member-1");
    identities().addPerson(shop, person);
    for (PersonState state : PersonState.values()) {
      identities().setState(shop, person.id(), state);
      assertEquals(
          Optional.of(new Person(person.id(), person.member(), state, person.createdAt())),
          identities().findPerson(shop, person.id()),
          "only the state changes");
    }
  }

  @Test
  default void aPersonWhoIsNotThereIsAMistake() {
    ShopId shop = shop();
    PersonId nobody = person();
    assertThrows(
        IllegalArgumentException.class,
        () -> identities().setState(shop, nobody, PersonState.LEFT));
    assertThrows(
        IllegalArgumentException.class,
        () -> identities().assignMember(shop, nobody, new MemberId("member-1")));
    assertEquals(Optional.empty(), identities().findPersonOf(shop, new MemberId("member-1")));
  }

  @Test
  default void timesAreKeptInMilliseconds() {
    ShopId shop = shop();
    Instant precise = Instant.parse("2026-11-21T03:00:00.123456789Z");
    Instant kept = Instant.parse("2026-11-21T03:00:00.123Z");
    identities().link(shop, new Identity(NAMESPACE, "1234", person(), precise));
    assertEquals(
        Optional.of(kept), identities().find(shop, NAMESPACE, "1234").map(Identity::linkedAt));
    assertTrue(
        identities().unlink(shop, NAMESPACE, "1234", kept).isPresent(), "compared as it is kept");
  }

  @Test
  default void twoShopsDoNotSeeEachOthersPeople() {
    ShopId one = shop();
    ShopId two = shop();
    PersonId person = person();
    identities().link(one, identity("1234", person));
    identities().addPerson(one, activeMember(person, "member-1"));

    assertEquals(Optional.empty(), identities().find(two, NAMESPACE, "1234"));
    assertEquals(List.of(), identities().ofPerson(two, person));
    assertEquals(Optional.empty(), identities().findPerson(two, person));
    assertEquals(Optional.empty(), identities().findPersonOf(two, new MemberId("member-1")));
    assertEquals(Optional.empty(), identities().unlink(two, NAMESPACE, "1234", NOON));

    PersonId neighbour = person();
    assertTrue(
        identities().link(two, identity("1234", neighbour)),
        "another shop may know the same visitor");
    identities().addPerson(two, activeMember(neighbour, "member-1"));
    assertEquals(
        Optional.of(person), identities().find(one, NAMESPACE, "1234").map(Identity::person));
    assertEquals(
        Optional.of(person),
        identities().findPersonOf(one, new MemberId("member-1")).map(Person::id));
  }
}
