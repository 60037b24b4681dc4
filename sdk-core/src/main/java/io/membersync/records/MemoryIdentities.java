package io.membersync.records;

import static io.membersync.records.InMemoryRecords.millis;

import io.membersync.internal.MemoryTable;
import io.membersync.internal.MemoryUnit;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records.Identity;
import io.membersync.records.Records.Person;
import io.membersync.records.Records.PersonState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Identities, persons and the ties between persons and members, in memory. */
final class MemoryIdentities implements Records.Identities {
  private record IdentityKey(ShopId shop, String namespace, String subject) {}

  private record PersonKey(ShopId shop, PersonId person) {}

  private record MemberKey(ShopId shop, MemberId member) {}

  private record IdentityRow(PersonKey owner, Identity identity) {}

  private record Namespace(ShopId shop, String name) {}

  private final MemoryTable<IdentityKey, IdentityRow, Record> identities = new MemoryTable<>(row ->
      List.of(row.owner(), new Namespace(row.owner().shop(), row.identity().namespace())));
  private final MemoryTable<PersonKey, Person, PersonKey> persons =
      new MemoryTable<>(row -> List.of());
  private final MemoryTable<MemberKey, PersonKey, ShopId> members =
      new MemoryTable<>(tie -> List.of(tie.shop()));

  /** Those who are tied to a member. */
  List<Person> withMember(ShopId shop) {
    return MemoryUnit.join(() -> members.findGroup(shop).stream()
        .flatMap(tie -> persons.find(tie).stream())
        .toList());
  }

  @Override
  public boolean link(ShopId shop, Identity identity) {
    Identity stored = new Identity(
        identity.namespace(), identity.subject(), identity.person(), millis(identity.linkedAt()));
    IdentityKey key = new IdentityKey(shop, identity.namespace(), identity.subject());
    IdentityRow row = new IdentityRow(new PersonKey(shop, identity.person()), stored);
    return MemoryUnit.join(() -> identities.insert(key, row));
  }

  @Override
  public Optional<Identity> find(ShopId shop, String namespace, String subject) {
    IdentityKey key = new IdentityKey(shop, namespace, subject);
    return MemoryUnit.join(() -> identities.find(key).map(IdentityRow::identity));
  }

  @Override
  public int count(ShopId shop, String namespace, int limit) {
    return MemoryUnit.join(() ->
        Math.min(limit, identities.findGroup(new Namespace(shop, namespace)).size()));
  }

  @Override
  public List<Identity> page(ShopId shop, String namespace, String after, int limit) {
    return MemoryUnit.join(() -> identities.findGroup(new Namespace(shop, namespace)).stream()
        .map(IdentityRow::identity)
        .filter(identity -> identity.subject().compareTo(after) > 0)
        .sorted(Comparator.comparing(Identity::subject))
        .limit(limit)
        .toList());
  }

  @Override
  public List<Identity> ofPerson(ShopId shop, PersonId person) {
    return MemoryUnit.join(() -> identities.findGroup(new PersonKey(shop, person)).stream()
        .map(IdentityRow::identity)
        .sorted(Comparator.comparing(Identity::linkedAt)
            .thenComparing(Identity::namespace)
            .thenComparing(Identity::subject))
        .toList());
  }

  @Override
  public Optional<Identity> unlink(
      ShopId shop, String namespace, String subject, Instant madeUntil) {
    IdentityKey key = new IdentityKey(shop, namespace, subject);
    return MemoryUnit.join(() -> identities
        .remove(key, row -> !row.identity().linkedAt().isAfter(madeUntil))
        .map(IdentityRow::identity));
  }

  @Override
  public void addPerson(ShopId shop, Person person) {
    Person stored =
        new Person(person.id(), person.member(), person.state(), millis(person.createdAt()));
    MemoryUnit.join(() -> {
      if (!persons.insert(new PersonKey(shop, person.id()), stored)) {
        throw MemoryUnit.failed(
            MemberStoreException.conflict("store-unique", "in memory: the person is there"));
      }
      if (person.member().isPresent()
          && !members.insert(
              new MemberKey(shop, person.member().get()), new PersonKey(shop, person.id()))) {
        throw MemoryUnit.failed(MemberStoreException.conflict(
            "store-unique", "in memory: the member is tied to another person"));
      }
      return true;
    });
  }

  @Override
  public Optional<Person> findPerson(ShopId shop, PersonId person) {
    return MemoryUnit.join(() -> persons.find(new PersonKey(shop, person)));
  }

  @Override
  public Optional<Person> findPersonOf(ShopId shop, MemberId member) {
    return MemoryUnit.join(() -> members.find(new MemberKey(shop, member)).flatMap(persons::find));
  }

  @Override
  public boolean assignMember(ShopId shop, PersonId person, MemberId member) {
    PersonKey key = new PersonKey(shop, person);
    MemberKey tie = new MemberKey(shop, member);
    return MemoryUnit.join(() -> {
      requirePerson(key);
      if (!members.insert(tie, key)) {
        return members.find(tie).filter(key::equals).isPresent();
      }
      boolean tied = persons.replace(
          key,
          row -> row.member().isEmpty(),
          row -> new Person(row.id(), Optional.of(member), row.state(), row.createdAt()));
      if (!tied) {
        members.remove(tie, key::equals);
      }
      return tied;
    });
  }

  @Override
  public void setState(ShopId shop, PersonId person, PersonState state) {
    PersonKey key = new PersonKey(shop, person);
    MemoryUnit.join(() -> {
      requirePerson(key);
      return persons.replace(
          key, row -> true, row -> new Person(row.id(), row.member(), state, row.createdAt()));
    });
  }

  @Override
  public boolean hold(ShopId shop, PersonId person) {
    return MemoryUnit.join(
        () -> persons.replace(new PersonKey(shop, person), row -> true, row -> row));
  }

  private void requirePerson(PersonKey key) {
    if (persons.find(key).isEmpty()) {
      throw new IllegalArgumentException(
          "shop " + key.shop() + " has no person " + key.person() + "; add the person first");
    }
  }
}
