package io.membersync;

import io.membersync.Members.Event;
import io.membersync.Members.KnownAs;
import io.membersync.consent.ConsentEvent;
import io.membersync.internal.TimeOrderedId;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import io.membersync.records.Records.AssuranceKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the shop says of its members: they left, were blocked, were merged, are known elsewhere. */
final class ShopWord {
  /** Whose word an event is that comes from no provider. */
  static final ProviderId SHOP = ProviderId.of("shop");

  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);

  private final Engine engine;
  private final TokenVault tokens;
  private final EndedLinks endedLinks;
  private final ContactIndex contactIndex;
  private final Withdrawals withdrawals;

  ShopWord(Engine engine, ContactIndex contactIndex, Withdrawals withdrawals) {
    this.engine = engine;
    this.withdrawals = withdrawals;
    this.contactIndex = contactIndex;
    this.tokens = new TokenVault(engine);
    this.endedLinks = new EndedLinks(engine);
  }

  boolean left(MemberId member) {
    Optional<PersonId> left = engine.repeated("left", () -> {
      hold(member);
      Optional<Records.Person> person = engine.personOf(member);
      if (person.isEmpty()) {
        return Optional.empty();
      }
      PersonId id = person.get().id();
      List<Records.Identity> ways = identities().ofPerson(engine.shop(), id);
      for (Records.Identity way : ways) {
        // What this engine has no provider for is linked by another one, which tells it.
        configured(way)
            .ifPresent(provider -> Abandonment.addUnlink(
                engine, provider, way.subject(), tokens.find(provider, way.subject())));
        identities().unlink(engine.shop(), way.namespace(), way.subject(), Instant.MAX);
        engine.records().tokens().remove(engine.shop(), way.namespace(), way.subject());
        configured(way)
            .ifPresent(provider -> endedLinks.rememberPerson(provider, way.subject(), id));
      }
      if (ways.isEmpty() && person.get().hasLeft()) {
        return Optional.empty();
      }
      withdrawals.endAll(id);
      identities().setState(engine.shop(), id, Records.PersonState.LEFT);
      forgetAge(id);
      return Optional.of(id);
    });
    left.ifPresent(person -> {
      warnOfOpenRow(member, person);
      tell(Event.Kind.LEFT, person, member);
    });
    return left.isPresent();
  }

  /** In one order, whichever comes first: two that merge in opposite ways wait for each other. */
  private void hold(MemberId... members) {
    Stream.of(members)
        .flatMap(member -> engine.personOf(member).stream())
        .map(Records.Person::id)
        .sorted(Comparator.comparing(PersonId::value))
        .forEach(engine::hold);
  }

  private void warnOfOpenRow(MemberId member, PersonId person) {
    try {
      if (!engine.members().isRemote() && Admission.isAdmitted(engine.members().find(member))) {
        LOG.warn(
            "person {} has left, and the member's row still lets them in: mark or delete it",
            person);
      }
    } catch (MemberStoreException e) {
      LOG.info("whether the row of person {} was marked could not be seen: {}", person, e.code());
    }
  }

  Members.Joined joined(PersonId person, MemberId member) {
    Members.Joined joined = engine.repeated("joined", () -> {
      Optional<Records.Person> there = identities().findPerson(engine.shop(), person);
      if (there.isEmpty()) {
        return Members.Joined.NO_PERSON;
      }
      boolean before = there.get().member().equals(Optional.of(member));
      // A sign-in that is being committed for this person is waited for, with what it plans.
      engine.hold(person);
      if (!identities().assignMember(engine.shop(), person, member)) {
        return Members.Joined.TIED_TO_ANOTHER;
      }
      LaterWrite.wake(engine, person);
      return before ? Members.Joined.ALREADY : Members.Joined.TIED;
    });
    if (joined == Members.Joined.TIED) {
      tell(Event.Kind.JOINED, person, member);
    } else if (joined == Members.Joined.TIED_TO_ANOTHER) {
      LOG.error("person {} or the member told for it is tied to another: nothing changed", person);
    }
    if (engine.contactIndexed() && engine.memberOf(person).equals(Optional.of(member))) {
      contactIndex.refresh(member); // with what it got where it was made
    }
    return joined;
  }

  boolean blocked(MemberId member) {
    Optional<PersonId> blocked = engine.personOf(member).map(Records.Person::id);
    blocked.ifPresent(person -> tell(Event.Kind.BLOCKED, person, member));
    return blocked.isPresent();
  }

  boolean merged(MemberId from, MemberId into) {
    if (from.equals(into)) {
      throw new IllegalArgumentException("a member cannot be merged into itself: " + from);
    }
    Optional<PersonId> moved = engine.repeated("merged", () -> {
      hold(from, into);
      Optional<Records.Person> old = engine.personOf(from);
      if (old.isEmpty() || old.get().hasLeft()) {
        return Optional.empty();
      }
      PersonId person = survivor(into, old.get().id());
      for (Records.Identity way : identities().ofPerson(engine.shop(), old.get().id())) {
        identities().unlink(engine.shop(), way.namespace(), way.subject(), Instant.MAX);
        identities()
            .link(
                engine.shop(),
                new Records.Identity(way.namespace(), way.subject(), person, way.linkedAt()));
      }
      moveAge(old.get().id(), person);
      identities().setState(engine.shop(), old.get().id(), Records.PersonState.LEFT);
      identities().setState(engine.shop(), person, Records.PersonState.ACTIVE);
      withdrawals.merge(old.get().id(), person);
      engine
          .records()
          .evidence()
          .append(engine.shop(), List.of(mergedInto(old.get().id(), person)));
      return Optional.of(person);
    });
    moved.ifPresent(
        person -> tell(Event.Kind.MERGED, person, engine.memberOf(person).orElse(into)));
    if (engine.contactIndexed()) { // said before or not: the shop has moved contacts as well
      contactIndex.refresh(from);
      contactIndex.refresh(into);
      moved
          .flatMap(engine::memberOf)
          .filter(member -> !member.equals(into))
          .ifPresent(contactIndex::refresh);
    }
    return moved.isPresent();
  }

  /** Who that member has become, where it was merged itself before. */
  private PersonId survivor(MemberId into, PersonId from) {
    MergedConsents merged = new MergedConsents(engine);
    return engine
        .hold(() -> isMergedAway(into) ? merged.personOf(into) : Optional.empty())
        .filter(person -> !person.equals(from) && !engine.hasLeft(person))
        .orElseGet(() -> personFor(engine, into));
  }

  /** What was checked ends with the membership; what proves a guardian's consents stays with them. */
  private void forgetAge(PersonId person) {
    for (AssuranceKind kind : List.of(AssuranceKind.ADULT, AssuranceKind.CHILD)) {
      engine.records().consents().removeAssurance(engine.shop(), person, kind);
    }
  }

  /** The one who stays keeps what is known of them, and gets what is not. */
  private void moveAge(PersonId old, PersonId person) {
    Records.Consents consents = engine.records().consents();
    List<AssuranceKind> there = consents.assurancesOf(engine.shop(), person).stream()
        .map(Records.Assurance::kind)
        .toList();
    consents.assurancesOf(engine.shop(), old).stream()
        .filter(known -> !there.contains(known.kind()))
        .forEach(known -> consents.putAssurance(engine.shop(), person, known));
    forgetAge(old);
  }

  /** The history of consents stays with the person it was given by, and says where it goes on. */
  private ConsentEvent mergedInto(PersonId old, PersonId person) {
    Instant now = engine.clock().instant();
    return new ConsentEvent(
        TimeOrderedId.create(now),
        engine.shop().value(),
        old.toString(),
        ConsentEvent.Type.MERGED,
        Optional.empty(),
        now,
        now,
        ConsentEvent.Actor.OPERATOR,
        ConsentEvent.Channel.JOB,
        "NONE",
        ConsentEvent.Act.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(person.toString()),
        ConsentEvent.Quality.WEAK,
        Optional.of("MERGED_INTO"));
  }

  /**
   * Links an identity that the shop knows.
   *
   * @param quietly listeners are not told, as of a whole file
   * @param dry only says what would happen
   */
  KnownAs knownAs(
      MemberId member, ProviderId provider, String subject, boolean quietly, boolean dry) {
    if (subject.isBlank() || subject.length() > 255) {
      throw new IllegalArgumentException("a provider's id of a visitor has 1 to 255 characters");
    }
    record Done(KnownAs known, Optional<PersonId> person) {}
    boolean isThere =
        !engine.members().isRemote() || engine.members().find(member).isPresent();
    Done done = engine.repeated("known as", () -> {
      hold(member);
      Optional<Records.Identity> there = engine.findIdentity(provider, subject);
      if (there.isPresent()) {
        boolean same = engine.memberOf(there.get().person()).equals(Optional.of(member));
        return new Done(same ? KnownAs.ALREADY : KnownAs.ANOTHER_MEMBER, Optional.empty());
      }
      if (!isThere
          || isMergedAway(member)
          || (!engine.members().isRemote() && engine.members().find(member).isEmpty())) {
        return new Done(KnownAs.NO_MEMBER, Optional.empty());
      }
      if (dry) {
        return new Done(KnownAs.LINKED, Optional.empty());
      }
      PersonId person = personFor(engine, member);
      Instant now = engine.clock().instant();
      boolean linked = identities()
          .link(engine.shop(), new Records.Identity(provider.value(), subject, person, now));
      if (!linked) {
        throw MemberStoreException.conflict(
            "records-contended", "the identity was linked meanwhile");
      }
      return new Done(KnownAs.LINKED, Optional.of(person));
    });
    done.person()
        .filter(person -> !quietly)
        .ifPresent(person -> engine.tell(event(Event.Kind.LINKED, person, member, provider)));
    return done.known();
  }

  /** Whose ways in are another member's now. */
  private boolean isMergedAway(MemberId member) {
    MergedConsents merged = new MergedConsents(engine);
    return engine
        .personOf(member)
        .filter(person -> person.hasLeft() && !merged.isGone(person.id()))
        .isPresent();
  }

  /** In a unit of work: the person who is this member, who may have left and be back. */
  static PersonId personFor(Engine engine, MemberId member) {
    Records.Identities identities = engine.records().identities();
    Optional<Records.Person> there = engine.personOf(member);
    if (there.isPresent()) {
      if (there.get().hasLeft()) {
        identities.setState(engine.shop(), there.get().id(), Records.PersonState.ACTIVE);
      }
      return there.get().id();
    }
    Instant now = engine.clock().instant();
    PersonId person = new PersonId(TimeOrderedId.uuid(now));
    identities.addPerson(
        engine.shop(),
        new Records.Person(person, Optional.of(member), Records.PersonState.ACTIVE, now));
    return person;
  }

  private void tell(Event.Kind kind, PersonId person, MemberId member) {
    LOG.info("{} by the shop's word, person {}", kind, person);
    engine.tell(event(kind, person, member, SHOP));
  }

  private Event event(Event.Kind kind, PersonId person, MemberId member, ProviderId provider) {
    return new Event(
        kind,
        person,
        Optional.of(member),
        provider,
        Optional.empty(),
        engine.clock().instant());
  }

  private Optional<ProviderId> configured(Records.Identity way) {
    return engine.providers().keySet().stream()
        .filter(id -> id.value().equals(way.namespace()))
        .findFirst();
  }

  private Records.Identities identities() {
    return engine.records().identities();
  }
}
