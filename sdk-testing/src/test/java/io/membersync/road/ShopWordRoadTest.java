package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Members;
import io.membersync.Members.Event.Kind;
import io.membersync.Members.KnownAs;
import io.membersync.SignInResult.RejectReason;
import io.membersync.consent.ConsentEvent;
import io.membersync.member.LinkPolicy;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testsupport.Eventually;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the shop says of its members: left, blocked, merged, known as. */
class ShopWordRoadTest extends LinkFixture {
  @Test
  void leavingEndsEveryWayInTellsTheProvidersAndKeepsTheEvidence() {
    MemberId member = signUp("haneul");
    signedIn(link(member, "seoyeon"));
    Map<String, String> before = values(member);
    Members.Report known = sync.members().find(member).orElseThrow();

    String log = Logged.during(() -> assertThat(sync.members().left(member)).isTrue());

    assertThat(log.contains("the member's row still lets them in"))
        .as("a store over the network is not asked")
        .isEqualTo(!kind.writesLater());
    Members.Report after = sync.members().find(member).orElseThrow();
    assertThat(known.state()).isEqualTo(Records.PersonState.ACTIVE);
    assertThat(after.state()).isEqualTo(Records.PersonState.LEFT);
    assertThat(after.identities()).isEmpty();
    assertThat(after.consents()).isEqualTo(known.consents());
    assertThat(after.provenance()).isEqualTo(known.provenance());
    assertThat(values(member)).isEqualTo(before);
    assertThat(stateOf(member)).isEqualTo(Records.PersonState.LEFT);
    assertThat(last(Kind.LEFT).member()).contains(member);
    runDue();
    assertThat(kakao.findLink(kakao.person("haneul"))).isEmpty();
    assertThat(kakao.findLink(kakao.person("seoyeon"))).isEmpty();

    int told = events.size();
    assertThat(sync.members().left(member)).as("said before").isFalse();
    assertThat(events).hasSize(told);
    assertThat(sync.members().left(new MemberId("stranger"))).isFalse();
  }

  @Test
  @Fault("LK-24")
  void whoHasLeftByTheShopsWordGetsNoTwinUnlessThePolicySaysSo() {
    MemberId member = signUp("haneul");
    members.setStatus(member, MemberRecord.Status.LEFT);
    sync.members().left(member);

    assertThat(signIn("haneul")).isInstanceOf(io.membersync.SignInResult.NeedsProof.class);
    assertThat(members.count()).isOne();

    sync = open(shop().linking(LinkPolicy.asking().rejoiningAsNewMember()));
    assertThat(signedIn(signIn("haneul")).details().isNewMember()).isTrue();
    assertThat(members.count()).isEqualTo(2);
    assertThat(stateOf(member)).isEqualTo(Records.PersonState.LEFT);
  }

  @Test
  void blockingKeepsTheWaysInAndTellsTheListeners() {
    MemberId member = signUp("haneul");
    members.setStatus(member, MemberRecord.Status.BLOCKED);

    assertThat(sync.members().blocked(member)).isTrue();

    assertThat(last(Kind.BLOCKED).member()).contains(member);
    assertThat(waysIn(member)).containsExactly("kakao");
    refused(signIn("haneul"), RejectReason.MEMBER_NOT_ADMITTED);
    assertThat(members.count()).isOne();
    assertThat(sync.members().blocked(new MemberId("stranger"))).isFalse();
  }

  @Test
  void mergingMovesTheWaysInAndTheConsentsKeepTheirHistory() {
    sync = open(korea().provider(oldKakao()));
    MemberId from = joined("haneul");
    MemberId into = joined("seoyeon");
    Members.Report old = sync.members().find(from).orElseThrow();
    Members.Report other = sync.members().find(into).orElseThrow();

    assertThat(sync.members().merged(from, into)).isTrue();

    assertThat(memberOf(signIn("haneul"))).isEqualTo(into);
    assertThat(memberOf(signIn("seoyeon"))).isEqualTo(into);
    assertThat(sync.members().find(into).orElseThrow().identities()).hasSize(2);
    assertThat(sync.members().find(into).orElseThrow().person()).isEqualTo(other.person());
    List<ConsentEvent> history = sync.members().find(from).orElseThrow().consents();
    assertThat(old.consents()).isNotEmpty();
    assertThat(history.subList(0, history.size() - 1)).isEqualTo(old.consents());
    assertThat(history).last().satisfies(event -> {
      assertThat(event.type()).isEqualTo(ConsentEvent.Type.MERGED);
      assertThat(event.causes()).containsExactly(other.person().toString());
    });
    assertThat(stateOf(from)).isEqualTo(Records.PersonState.LEFT);
    assertThat(events).anySatisfy(event -> {
      assertThat(event.kind()).isEqualTo(Kind.MERGED);
      assertThat(event.member()).contains(into);
    });
    assertThat(sync.members().merged(from, into)).as("said before").isFalse();
  }

  @Test
  void aMergeThatIsSaidTwiceAtOnceIsOneAndSoIsALeaving() {
    MemberId from = signUp("haneul");
    MemberId into = signUp("seoyeon");
    meanwhile(() -> assertThat(sync.members().merged(from, into)).isTrue());
    assertThat(sync.members().merged(from, into)).isFalse();
    meanwhile(() -> assertThat(sync.members().left(into)).isTrue());
    assertThat(sync.members().left(into)).isFalse();

    assertThat(sync.members().find(from).orElseThrow().consents())
        .filteredOn(event -> event.type() == ConsentEvent.Type.MERGED)
        .hasSize(1);
    assertThat(events)
        .extracting(Members.Event::kind)
        .filteredOn(kind -> kind == Kind.MERGED || kind == Kind.LEFT)
        .containsExactly(Kind.MERGED, Kind.LEFT);
  }

  @Test
  void whatIsMergedIntoAMemberWhoWasMergedItselfGoesToTheOneWhoIsThere() {
    MemberId first = signUp("haneul");
    MemberId second = signUp("seoyeon");
    MemberId third = signUp("doyun");
    sync.members().merged(first, second);

    assertThat(sync.members().merged(third, first)).isTrue();

    assertThat(last(Kind.MERGED).member()).contains(second);
    assertThat(memberOf(signIn("doyun"))).isEqualTo(second);
    assertThat(stateOf(first)).isEqualTo(Records.PersonState.LEFT);

    assertThat(sync.members().merged(second, first)).as("it is there again").isTrue();
    assertThat(memberOf(signIn("seoyeon"))).isEqualTo(first);
    assertThat(stateOf(first)).isEqualTo(Records.PersonState.ACTIVE);
  }

  @Test
  void whatIsMergedIntoAMemberWhoseSuccessorHasLeftStaysWithTheOneWhoIsNamed() {
    MemberId first = signUp("haneul");
    MemberId second = signUp("seoyeon");
    MemberId third = signUp("doyun");
    sync.members().merged(first, second);
    sync.members().left(second);

    assertThat(sync.members().merged(third, first)).isTrue();

    assertThat(last(Kind.MERGED).member()).contains(first);
    assertThat(memberOf(signIn("doyun"))).isEqualTo(first);
    assertThat(stateOf(second)).isEqualTo(Records.PersonState.LEFT);
  }

  @Test
  void theEndOfALinkThatAMergeMovesMeanwhileIsOfTheOneWhoIsThere() {
    MemberId from = signUp("haneul");
    MemberId into = signUp("seoyeon");
    clock.advance(Duration.ofMinutes(1));
    sync.receive(
        Kakao.ID,
        unlinkWebhook(kakao.person("haneul").id(), "KakaoAK " + kakao.app().adminKey()));
    meanwhile(() -> assertThat(sync.members().merged(from, into)).isTrue());

    runDue();

    assertThat(identity("haneul")).isEmpty();
    assertThat(last(Kind.UNLINKED).member()).contains(into);
    assertThat(waysIn(into)).containsExactly("kakao");
  }

  @Test
  void anIdentityIsNotTiedToAMemberWhoWasMergedMeanwhile() {
    MemberId from = signUp("haneul");
    MemberId into = signUp("seoyeon");
    meanwhile(() -> assertThat(sync.members().merged(from, into)).isTrue());

    assertThat(sync.members().knownAs(from, Kakao.ID, "4000000001")).isEqualTo(KnownAs.NO_MEMBER);
    assertThat(sync.members().knownAs(into, Kakao.ID, "4000000001")).isEqualTo(KnownAs.LINKED);

    assertThat(stateOf(from)).isEqualTo(Records.PersonState.LEFT);
  }

  /** On another node, before the next unit of work has its person to itself. */
  private void meanwhile(Runnable other) {
    watched.beforeNext(
        "identities.hold",
        () -> CompletableFuture.runAsync(other)
            .orTimeout(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join());
  }

  @Test
  void mergingIntoAMemberWhomMemberSyncDoesNotKnowWorksToo() {
    MemberId from = signUp("haneul");
    MemberId into = members.add(Map.of("name", "Old Name"));

    assertThat(sync.members().merged(from, into)).isTrue();

    assertThat(memberOf(signIn("haneul"))).isEqualTo(into);
    assertThatThrownBy(() -> sync.members().merged(into, into))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("itself");
    assertThat(sync.members().merged(new MemberId("stranger"), into)).isFalse();
  }

  @Test
  void anIdentityThatTheShopKnowsIsAWayInFromThenOn() {
    MemberId old = members.add(Map.of("name", "Old Name"));
    String subject = String.valueOf(kakao.person("haneul").id());

    assertThat(sync.members().knownAs(old, Kakao.ID, subject)).isEqualTo(KnownAs.LINKED);
    assertThat(last(Kind.LINKED).member()).contains(old);
    assertThat(sync.members().knownAs(old, Kakao.ID, subject)).isEqualTo(KnownAs.ALREADY);

    assertThat(memberOf(signIn("haneul"))).isEqualTo(old);
    assertThat(members.count()).isOne();
    assertThat(sync.members().knownAs(old, OLD, "another")).isEqualTo(KnownAs.LINKED);
    assertThat(waysIn(old)).containsExactly("kakao", "kakao-old");
  }

  @Test
  @Fault("LK-15")
  void anIdentityOfSomebodyElseIsNotMovedByTheShopsWord() {
    MemberId owner = signUp("haneul");
    MemberId other = members.add(Map.of("name", "Other"));
    String subject = String.valueOf(kakao.person("haneul").id());

    assertThat(sync.members().knownAs(other, Kakao.ID, subject)).isEqualTo(KnownAs.ANOTHER_MEMBER);
    assertThat(sync.members().knownAs(new MemberId("gone"), Kakao.ID, "77"))
        .isEqualTo(KnownAs.NO_MEMBER);

    assertThat(memberOf(signIn("haneul"))).isEqualTo(owner);
    assertThat(books.identities().find(SHOP, "kakao", "77")).isEmpty();
    assertThatThrownBy(() -> sync.members().knownAs(other, Kakao.ID, " "))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private MemberId joined(String person) {
    var needs = needsConsent(signIn(person)); // in a browser of its own
    return memberOf(sync.resume(browser, needs.parked(), AGREED));
  }

  private Members.Event last(Kind kind) {
    return events.stream()
        .filter(event -> event.kind() == kind)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private Records.PersonState stateOf(MemberId member) {
    return books.identities().findPersonOf(SHOP, member).orElseThrow().state();
  }
}
