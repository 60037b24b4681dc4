package io.membersync.road;

import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.Members.Event.Kind;
import io.membersync.consent.GatedPatch;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberRecord.Version;
import io.membersync.member.MemberStore;
import io.membersync.member.PersonId;
import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;
import io.membersync.testing.PretendMall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * A hosted mall: it logs in each person that signs up, which makes the member, tells of it by an
 * event, and gets the values afterwards. Nobody may call it inside a transaction.
 */
final class MallShop extends RoadShop {
  /** What the visitors of the tests type where a mall asks for the name, by their ids at Kakao. */
  private static final Map<String, String> NAMES = Map.of(
      "4021987766", "Kim Haneul",
      "3141592653", "박서연",
      "9007199254740992", "Edge Twin",
      "9007199254740993", "Neighbour Twin",
      "9223372036854775807", "Longest Id",
      "2718281829", "Lee Lost",
      "2718281830", "Choi Unproven",
      "2718281831", "Jung Abroad",
      "2718281832", "Mo Ver",
      "7070707070707", "markName7Q");

  private final Queue<PersonId> arrived = new ConcurrentLinkedQueue<>();
  private Records books = Records.inMemory();
  private PretendMall mall = new PretendMall(FieldMapping.basic());
  private String nameAttribute = "name";

  @Override
  Records books() {
    arrived.clear();
    books = Records.inMemory();
    return books;
  }

  @Override
  RoadMembers members(FieldMapping mapping) {
    arrived.clear();
    mall = new PretendMall(mapping);
    nameAttribute = mapping.entries().stream()
        .filter(entry -> entry.field().equals(Field.NAME))
        .map(FieldMapping.Entry::attribute)
        .findFirst()
        .orElse("name");
    return RoadMembers.of(mall, new Outside(mall));
  }

  @Override
  boolean isOrdinary(Members.Event event) {
    if (event.kind() == Kind.SIGNED_UP && event.member().isEmpty()) {
      arrived.add(event.person());
    }
    return event.kind() != Kind.JOINED && event.kind() != Kind.UPDATED;
  }

  @Override
  boolean writesLater() {
    return true;
  }

  @Override
  int settle(MemberSync sync) {
    for (PersonId person = arrived.poll(); person != null; person = arrived.poll()) {
      mall.logIn(person, typedBy(person));
    }
    mall.deliver(sync.members()::joined);
    return writes().isEmpty() ? 0 : runDue(sync);
  }

  @Override
  int runDue(MemberSync sync) {
    Set<String> before = writes();
    int done = super.runDue(sync);
    before.removeAll(writes());
    return done - before.size();
  }

  /** The ids of what is still to be written to members. */
  private Set<String> writes() {
    return books.tasks().findOpen(RoadFixture.SHOP, 100).stream()
        .filter(task -> task.kind().startsWith(LATER))
        .map(Records.Task::id)
        .collect(Collectors.toSet());
  }

  private Map<String, String> typedBy(PersonId person) {
    return books.identities().ofPerson(RoadFixture.SHOP, person).stream()
        .flatMap(identity -> Optional.ofNullable(NAMES.get(identity.subject())).stream())
        .findFirst()
        .map(name -> Map.of(nameAttribute, name))
        .orElse(Map.of());
  }

  /** The mall's address is somewhere else: a transaction would wait for it. */
  private final class Outside implements MemberStore {
    private final MemberStore real;

    Outside(MemberStore real) {
      this.real = real;
    }

    @Override
    public Optional<MemberRecord> find(MemberId member) {
      return outside().find(member);
    }

    @Override
    public List<Match> findByContact(ProvenContact contact) {
      return outside().findByContact(contact);
    }

    @Override
    public UpdateReport update(
        MemberId member, Version seen, GatedPatch patch, OperationId operation) {
      return outside().update(member, seen, patch, operation);
    }

    private MemberStore outside() {
      if (books.unitOfWork().isOpen()) {
        throw new AssertionError("the mall is called inside a transaction");
      }
      return real;
    }
  }
}
