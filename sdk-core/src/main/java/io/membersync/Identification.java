package io.membersync;

import io.membersync.SignInResult.ProofChoices;
import io.membersync.SignInResult.RejectReason;
import io.membersync.internal.TimeOrderedId;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore;
import io.membersync.member.PersonId;
import io.membersync.member.ProvenContact;
import io.membersync.oauth.PendingSignIn.Purpose;
import io.membersync.profile.Field;
import io.membersync.records.Records;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which person this is: a known one, a member who was found and proven, or somebody new. */
final class Identification {
  private final Engine engine;
  private final EndedLinks endedLinks;

  Identification(Engine engine) {
    this.engine = engine;
    this.endedLinks = new EndedLinks(engine);
  }

  /** How far it got. */
  sealed interface Outcome {
    record Known(Admission.Standing standing) implements Outcome {}

    record Refused(RejectReason reason) implements Outcome {}

    /** The link at the provider ended after it was read. */
    record Ended() implements Outcome {}

    record NeedsProof(ProofChoices choices) implements Outcome {}
  }

  Outcome identify(Arrival arrival, Given given) {
    Optional<Records.Identity> identity = identityOf(arrival);
    if (arrival.purpose() == Purpose.ASK_AGAIN && !isBegunFor(arrival, identity)) {
      return new Outcome.Refused(RejectReason.WRONG_MEMBER);
    }
    if (identity.isEmpty() && endedLinks.isEnded(arrival)) {
      return new Outcome.Ended();
    }
    if (arrival.purpose() == Purpose.LINK) {
      return identity.isPresent() && !isBegunFor(arrival, identity)
          ? new Outcome.Refused(RejectReason.LINKED_TO_ANOTHER_MEMBER)
          : new Outcome.Known(standingOf(arrival.member().orElseThrow(), identity.isPresent()));
    }
    if (identity.isPresent()) {
      return new Outcome.Known(standingOf(identity.get()));
    }
    List<MemberStore.Match> matches = given.asNewMember() ? List.of() : matches(arrival);
    if (matches.isEmpty()) {
      return new Outcome.Known(newcomer());
    }
    if (identityOf(arrival).isPresent()) {
      // Linked since the first look: the member found may be the one just made of this person.
      return identify(arrival, given);
    }
    Optional<MemberId> proven = given
        .provenMember()
        .filter(m -> matches.stream().anyMatch(match -> match.member().equals(m)));
    return proven.isEmpty()
        ? new Outcome.NeedsProof(choices(arrival))
        : new Outcome.Known(standingOf(proven.get(), false));
  }

  /** Who it would be by what is proven so far; nobody is told that somebody was found. */
  Admission.Standing soFar(Arrival arrival, Given given) {
    Optional<Records.Identity> identity = identityOf(arrival);
    if (arrival.purpose() == Purpose.LINK) {
      return standingOf(arrival.member().orElseThrow(), identity.isPresent());
    }
    return identity
        .map(this::standingOf)
        .or(() -> given
            .provenMember()
            .filter(
                m -> matches(arrival).stream().anyMatch(match -> match.member().equals(m)))
            .map(m -> standingOf(m, false)))
        .orElseGet(this::newcomer);
  }

  private Optional<Records.Identity> identityOf(Arrival arrival) {
    return engine.findIdentity(arrival.provider(), arrival.subject());
  }

  private List<MemberStore.Match> matches(Arrival arrival) {
    Map<MemberId, MemberStore.Match> matches = new LinkedHashMap<>();
    contacts(arrival)
        .forEach(contact -> engine
            .members()
            .findByContact(contact)
            .forEach(match -> matches.putIfAbsent(match.member(), match)));
    return List.copyOf(matches.values());
  }

  private static Stream<ProvenContact> contacts(Arrival arrival) {
    return Stream.of(Field.EMAIL, Field.PHONE)
        .flatMap(field -> arrival.profile().find(field).stream())
        .flatMap(value -> ProvenContact.of(value).stream());
  }

  /** The hints show only what the visitor has just proven, nothing of the member found. */
  private ProofChoices choices(Arrival arrival) {
    return new ProofChoices(
        arrival.language(), contacts(arrival).map(Masking::mask).toList(), List.of(), true, true);
  }

  private Admission.Standing standingOf(Records.Identity identity) {
    PersonId person = identity.person();
    return new Admission.Standing(person, true, true, engine.memberOf(person));
  }

  private Admission.Standing standingOf(MemberId member, boolean known) {
    return engine
        .records()
        .identities()
        .findPersonOf(engine.shop(), member)
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
