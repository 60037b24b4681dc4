package io.membersync.road;

import io.membersync.Members;
import io.membersync.Members.Confirmed;
import io.membersync.Members.Event.Kind;
import io.membersync.Members.Reconciled;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.records.Records.PersonState;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.TestBrowser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** Kakao ends links and its word of it is lost; it is asked by the admin key. */
abstract class ReconciliationFixture extends RoadFixture {
  @BeforeEach
  final void answersAsDocumented() {
    kakao.refuseUnknownUsers(false);
    kakao.people().forEach(kakao::unlink);
  }

  final Reconciled reconcile() {
    return reconcile(Optional.empty(), 100);
  }

  final Reconciled reconcile(Optional<String> place, int limit) {
    return sync.members().reconcile(Kakao.ID, place, limit);
  }

  final Map<PersonId, Confirmed> confirm(MemberId member) {
    return confirm(personOf(member));
  }

  final Map<PersonId, Confirmed> confirm(PersonId... persons) {
    return sync.members().confirmUnlinked(Kakao.ID, List.of(persons));
  }

  /** Kakao ends the link, and nobody hears of it. */
  final void lost(String person) {
    later();
    kakao.unlink(kakao.person(person));
  }

  final void comesBack(String person) {
    later();
    new TestBrowser().signIn(sync, Kakao.ID, kakao.visitor(person)::agree);
  }

  final PersonState stateOf(MemberId member) {
    return books.identities().findPersonOf(SHOP, member).orElseThrow().state();
  }

  final void later() {
    clock.advance(Duration.ofMinutes(1));
  }

  final PersonId personOf(MemberId member) {
    return books.identities().findPersonOf(SHOP, member).orElseThrow().id();
  }

  final List<Kind> kinds() {
    return events.stream().map(Members.Event::kind).toList();
  }

  final void link(int from, int to) {
    books.unitOfWork().execute(() -> {
      for (int i = from; i < to; i++) {
        books
            .identities()
            .addPerson(
                SHOP,
                new Records.Person(
                    personOf(i), Optional.empty(), PersonState.ACTIVE, clock.instant()));
        books
            .identities()
            .link(
                SHOP,
                new Records.Identity(
                    "kakao", String.valueOf(person(i).id()), personOf(i), clock.instant()));
      }
      return true;
    });
    later();
  }

  final PersonId personOf(int i) {
    return new PersonId(new UUID(7, i));
  }

  static KakaoPerson person(int i) {
    return KakaoPerson.named("bulk-" + i, 6_000_000_000L + i).build();
  }
}
