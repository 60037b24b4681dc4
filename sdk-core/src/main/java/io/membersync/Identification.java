package io.membersync;

import io.membersync.SignInResult.CodeFault;
import io.membersync.SignInResult.CodeWay;
import io.membersync.SignInResult.ProofChoices;
import io.membersync.SignInResult.ProofSubject;
import io.membersync.SignInResult.RejectReason;
import io.membersync.internal.TimeOrderedId;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.PersonId;
import io.membersync.member.ProvenContact;
import io.membersync.oauth.PendingSignIn.Purpose;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which person this is: a known one, a member who was found and proven, or somebody new. */
final class Identification {
  /** Who verified a contact that a code was sent to. */
  static final String BY_CODE = "code";

  private final Engine engine;
  private final EndedLinks endedLinks;
  private final Codes codes;
  private final ContactIndex contactIndex;

  Identification(Engine engine, Codes codes, ContactIndex contactIndex) {
    this.engine = engine;
    this.codes = codes;
    this.contactIndex = contactIndex;
    this.endedLinks = new EndedLinks(engine);
  }

  /** How far it got. */
  sealed interface Outcome {
    record Known(Admission.Standing standing) implements Outcome {}

    record Refused(RejectReason reason) implements Outcome {}

    /** The link at the provider, or the sessions by it, ended after it was read. */
    record Ended() implements Outcome {}

    record NeedsProof(ProofChoices choices) implements Outcome {}
  }

  /**
   * Looks who it is.
   *
   * @param fault of the code that was asked for or typed just now
   * @param isOld whether time has passed since the provider answered, so that the link or its sessions
   *     may have ended there; the commit asks in any case
   */
  Outcome identify(Arrival arrival, Given given, Optional<CodeFault> fault, boolean isOld) {
    Optional<Records.Identity> identity = identityOf(arrival);
    if (arrival.purpose() == Purpose.ASK_AGAIN && !isBegunFor(arrival, identity)) {
      return new Outcome.Refused(RejectReason.WRONG_MEMBER);
    }
    if (isOld && endedLinks.isEnded(arrival)) {
      return new Outcome.Ended();
    }
    Optional<MemberId> older = identity.isPresent() ? Optional.empty() : ofOlderLogin(arrival);
    if (arrival.purpose() == Purpose.LINK) {
      MemberId member = arrival.member().orElseThrow();
      boolean ofAnother = identity.isPresent()
          ? !isBegunFor(arrival, identity)
          : older.filter(owner -> !owner.equals(member)).isPresent();
      return ofAnother
          ? new Outcome.Refused(RejectReason.LINKED_TO_ANOTHER_MEMBER)
          : new Outcome.Known(standingOf(member, identity.isPresent()));
    }
    if (older.isPresent()) {
      return new Outcome.Known(standingOf(older.get(), false)); // proven when that login linked it
    }
    if (identity.isPresent() && !mayRejoin(identity.get())) {
      return new Outcome.Known(standingOf(identity.get()));
    }
    Map<ProvenContact, List<MemberId>> matches = matches(arrival);
    if (given.asNewMember() && mayBeNew(matches)) {
      return new Outcome.Known(newcomer());
    }
    if (matches.isEmpty()) {
      return new Outcome.Known(newcomer());
    }
    if (identity.isEmpty() && identityOf(arrival).isPresent()) {
      // Linked since the first look: the member found may be the one just made of this person.
      return identify(arrival, given, fault, isOld);
    }
    return proven(arrival, given, matches)
        .<Outcome>map(member -> new Outcome.Known(standingOf(member, false)))
        .orElseGet(() -> new Outcome.NeedsProof(choices(arrival, given, matches, fault)));
  }

  /** The member that the visitor has proven to be, of those who were found. */
  private Optional<MemberId> proven(
      Arrival arrival, Given given, Map<ProvenContact, List<MemberId>> matches) {
    Optional<MemberId> byShop = given
        .provenMember()
        .filter(member -> matches.values().stream().anyMatch(some -> some.contains(member)));
    if (byShop.isPresent()) {
      return byShop;
    }
    for (Map.Entry<ProvenContact, List<MemberId>> match : matches.entrySet()) {
      MemberId only = match.getValue().get(0);
      boolean proven = match.getKey().field().equals(Field.CI)
          ? isBornTheSameDay(arrival, only)
          : isProvenByCode(arrival, given, match.getKey());
      if (proven && match.getValue().size() == 1) {
        return Optional.of(only);
      }
    }
    return engine.linkPolicy().isAutomatic() ? verifiedOnBothSides(matches) : Optional.empty();
  }

  /** A CI tells a person; where both sides know the birth date, a mistake in either shows. */
  private boolean isBornTheSameDay(Arrival arrival, MemberId member) {
    Optional<MemberRecord> record = engine.members().find(member);
    return Stream.of(Field.BIRTH_YEAR, Field.BIRTHDAY).allMatch(field -> {
      Optional<String> here = arrival.profile().find(field).flatMap(FieldValue::text);
      return here.isPresent()
          && engine.mapping().entries().stream()
              .filter(mapped -> mapped.field().equals(field))
              .anyMatch(mapped ->
                  record.flatMap(held -> held.value(mapped.attribute())).equals(here));
    });
  }

  private static boolean isProvenByCode(Arrival arrival, Given given, ProvenContact contact) {
    boolean typed = arrival
        .profile()
        .find(contact.field())
        .flatMap(FieldValue::verification)
        .filter(proof -> proof.by().equals(BY_CODE))
        .isPresent();
    return typed || given.provenByCode().contains(contactOf(contact));
  }

  static Codes.Contact contactOf(ProvenContact contact) {
    return new Codes.Contact(contact.field(), contact.value());
  }

  /** The only member found, whose contact the books know as verified and unchanged since. */
  private Optional<MemberId> verifiedOnBothSides(Map<ProvenContact, List<MemberId>> matches) {
    List<MemberId> found =
        matches.values().stream().flatMap(List::stream).distinct().toList();
    if (found.size() != 1) {
      return Optional.empty();
    }
    MemberId member = found.get(0);
    return matches.keySet().stream()
        .filter(contact -> isVerifiedIn(member, contact))
        .findFirst()
        .map(contact -> member);
  }

  private boolean isVerifiedIn(MemberId member, ProvenContact contact) {
    Optional<PersonId> person = engine.personOf(member).map(Records.Person::id);
    Optional<MemberRecord> record = engine.members().find(member);
    if (person.isEmpty() || record.isEmpty()) {
      return false;
    }
    return engine.records().evidence().provenanceOf(engine.shop(), person.get()).stream()
        .filter(row ->
            row.verifiedBy().isPresent() && row.field().equals(contact.field().name()))
        .anyMatch(row -> record
            .get()
            .value(row.attribute())
            .filter(text -> engine
                .sealer()
                .rowKeys("value", Merge.hashed(person.get(), row.attribute(), text))
                .contains(row.valueHash()))
            .isPresent());
  }

  /** The member of an older login of the shop, unless that member may come back as somebody new. */
  private Optional<MemberId> ofOlderLogin(Arrival arrival) {
    return engine
        .members()
        .findByIdentity(arrival.provider().value(), arrival.subject())
        .filter(member -> !engine.linkPolicy().isRejoining() || !hasLeft(member));
  }

  /** Whom the shop does not let in does not come in as a second member either. */
  private boolean mayBeNew(Map<ProvenContact, List<MemberId>> matches) {
    return engine.linkPolicy().isNewMemberAllowed()
        && matches.values().stream()
            .flatMap(List::stream)
            .distinct()
            .allMatch(member -> Admission.isAdmitted(engine.members().find(member)));
  }

  /** Who has left may come back as somebody new, where the shop's policy says so. */
  boolean mayRejoin(Records.Identity identity) {
    return engine.linkPolicy().isRejoining()
        && engine.memberOf(identity.person()).filter(this::hasLeft).isPresent();
  }

  private boolean hasLeft(MemberId member) {
    return engine
        .members()
        .find(member)
        .filter(record -> record.status() == MemberRecord.Status.LEFT)
        .isPresent();
  }

  /** Who it would be by what is proven so far; nobody is told that somebody was found. */
  Admission.Standing soFar(Arrival arrival, Given given) {
    Optional<Records.Identity> identity = identityOf(arrival);
    if (arrival.purpose() == Purpose.LINK) {
      return standingOf(arrival.member().orElseThrow(), identity.isPresent());
    }
    if (identity.isPresent() && !mayRejoin(identity.get())) {
      return standingOf(identity.get());
    }
    Optional<MemberId> older = identity.isPresent() ? Optional.empty() : ofOlderLogin(arrival);
    if (older.isPresent()) {
      return standingOf(older.get(), false);
    }
    return Optional.of(given)
        .filter(answers -> !answers.asNewMember())
        .flatMap(answers -> proven(arrival, answers, matches(arrival)))
        .map(member -> standingOf(member, false))
        .orElseGet(this::newcomer);
  }

  private Optional<Records.Identity> identityOf(Arrival arrival) {
    return engine.findIdentity(arrival.provider(), arrival.subject());
  }

  /** Who has the contacts that are proven, where anybody has. */
  private Map<ProvenContact, List<MemberId>> matches(Arrival arrival) {
    List<ProvenContact> proven = Stream.concat(contacts(arrival), ci(arrival)).toList();
    Map<ProvenContact, List<MemberId>> matches = new LinkedHashMap<>();
    contactIndex.findHolders(proven).forEach((contact, holders) -> {
      List<MemberId> found = holders.stream()
          .filter(member -> !engine.linkPolicy().isRejoining() || !hasLeft(member))
          .toList();
      if (!found.isEmpty()) {
        matches.put(contact, found);
      }
    });
    return matches;
  }

  private Stream<ProvenContact> ci(Arrival arrival) {
    boolean mapped =
        engine.mapping().entries().stream().anyMatch(entry -> entry.field().equals(Field.CI));
    return arrival
        .profile()
        .find(Field.CI)
        .filter(value -> mapped)
        .flatMap(ProvenContact::of)
        .stream();
  }

  static Stream<ProvenContact> contacts(Arrival arrival) {
    return Stream.of(Field.EMAIL, Field.PHONE)
        .flatMap(field -> arrival.profile().find(field).stream())
        .flatMap(value -> ProvenContact.of(value).stream());
  }

  /**
   * The hints show only what the visitor has just proven, nothing of the member found. A code proves
   * nothing where several members have the contact.
   */
  private ProofChoices choices(
      Arrival arrival,
      Given given,
      Map<ProvenContact, List<MemberId>> matches,
      Optional<CodeFault> fault) {
    List<CodeWay> ways = matches.entrySet().stream()
        .filter(match ->
            match.getValue().size() == 1 && codes.reaches(match.getKey().field()))
        .map(match -> codes.way(contactOf(match.getKey()), given.code(), fault))
        .toList();
    List<ProviderId> linked = matches.values().stream()
        .flatMap(List::stream)
        .distinct()
        .flatMap(member -> engine.personOf(member).stream())
        .flatMap(
            person -> engine.records().identities().ofPerson(engine.shop(), person.id()).stream())
        .map(identity -> ProviderId.of(identity.namespace()))
        .filter(id -> !id.equals(arrival.provider())
            && engine.providers().containsKey(id)
            && !engine.switches().isOff(id))
        .distinct()
        .toList();
    List<ProviderId> offered = linked.stream().filter(engine.switches()::isOn).toList();
    boolean lastWay = ways.isEmpty() && offered.isEmpty(); // a hidden one still proves
    return new ProofChoices(
        arrival.language(),
        ProofSubject.MEMBER,
        contacts(arrival).map(Masking::mask).toList(),
        ways,
        lastWay ? linked : offered,
        true,
        mayBeNew(matches));
  }

  private Admission.Standing standingOf(Records.Identity identity) {
    PersonId person = identity.person();
    return new Admission.Standing(person, true, true, engine.memberOf(person));
  }

  private Admission.Standing standingOf(MemberId member, boolean known) {
    return engine
        .personOf(member)
        .map(person -> new Admission.Standing(person.id(), known, true, Optional.of(member)))
        .orElseGet(() -> new Admission.Standing(newPerson(), false, false, Optional.of(member)));
  }

  private Admission.Standing newcomer() {
    return new Admission.Standing(newPerson(), false, false, Optional.empty());
  }

  private boolean isBegunFor(Arrival arrival, Optional<Records.Identity> identity) {
    return identity.isPresent()
        && engine.memberOf(identity.get().person()).equals(arrival.member());
  }

  private PersonId newPerson() {
    return new PersonId(TimeOrderedId.uuid(engine.clock().instant()));
  }
}
