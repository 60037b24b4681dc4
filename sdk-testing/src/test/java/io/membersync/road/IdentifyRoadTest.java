package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.ProvenContact;
import io.membersync.member.ShopId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.AtOnce;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who somebody is: known, a member with the same contact, of another shop, not let in. */
class IdentifyRoadTest extends RoadFixture {
  private static final FieldMapping UNIQUE_EMAIL =
      FieldMapping.none().map(Field.NAME, "name").map(Field.EMAIL, "email").unique();

  @Test
  void aProvenContactOfAMemberAsksForAProof() {
    MemberId existing = members.add(Map.of("email", "haneul@shop.example", "name", "Old Name"));

    NeedsProof needs = needsProof(signIn("haneul"));

    assertThat(needs.choices().hints())
        .contains("ha***@shop.example")
        .noneMatch(hint -> hint.contains("Old") || hint.contains("haneul@"));
    assertThat(members.count()).isOne();
    assertThat(watched.calls("identities.link")).isEmpty();
    assertThat(values(existing)).containsEntry("name", "Old Name");
  }

  @Test
  void theProofIsAskedInTheLanguageThatTheSignInWasBegunIn() {
    members.add(Map.of("email", "haneul@shop.example"));
    URI uri = browser.begin(
        sync,
        io.membersync.provider.kakao.Kakao.ID,
        SignIn.returningTo("/").in(java.util.Locale.KOREAN));

    NeedsProof needs = needsProof(complete(kakao.visitor("haneul").agree(uri)));

    assertThat(needs.choices().language()).isEqualTo("ko");
  }

  @Test
  void theShopsOwnSignInIsAProofAndLinks() {
    MemberId existing = members.add(Map.of("email", "haneul@shop.example", "name", "Old Name"));
    NeedsProof needs = needsProof(signIn("haneul"));

    SignedIn result =
        signedIn(sync.resume(browser, needs.parked(), Answers.none().signedInAs(existing)));

    assertThat(result.member()).contains(existing);
    assertThat(result.details().isNewMember()).isFalse();
    assertThat(members.count()).isOne();
    assertThat(values(existing))
        .containsEntry("name", "Old Name")
        .containsEntry("phone", "+821055501234");
    assertThat(signUp("haneul")).isEqualTo(existing);
  }

  @Test
  void beingSignedInAsSomebodyElseProvesNothing() {
    members.add(Map.of("email", "haneul@shop.example"));
    MemberId other = members.add(Map.of("email", "other@shop.example"));
    NeedsProof needs = needsProof(signIn("haneul"));

    needsProof(sync.resume(browser, needs.parked(), Answers.none().signedInAs(other)));

    assertThat(sync.members().find(other)).isEmpty();
    assertThat(identity("haneul")).isEmpty();
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void anotherMemberIsMadeOnRequestWithoutTheUniqueValue() {
    useMembers(UNIQUE_EMAIL);
    sync = open(shop().mapping(UNIQUE_EMAIL));
    MemberId existing = members.add(Map.of("email", "haneul@shop.example"));
    NeedsProof needs = needsProof(signIn("haneul"));
    assertThat(needs.choices().newMemberAllowed()).isTrue();

    SignedIn result =
        signedIn(sync.resume(browser, needs.parked(), Answers.none().asNewMember()));

    MemberId made = memberOf(result);
    assertThat(made).isNotEqualTo(existing);
    assertThat(values(made)).containsEntry("name", "Kim Haneul").doesNotContainKey("email");
    assertThat(result.details().droppedFields()).containsEntry("email", "TAKEN");
    assertThat(sync.members().find(made).orElseThrow().provenance())
        .extracting(Records.Provenance::attribute)
        .containsExactly("name");
    assertThat(values(existing)).containsEntry("email", "haneul@shop.example");
  }

  @Test
  @Fault("LK-01")
  void anUnknownIdentityThatMatchesNobodyBecomesOneNewMember() {
    members.add(Map.of("email", "other@shop.example", "phone", "+821055500000"));

    SignedIn result = signedIn(signIn("haneul"));

    assertThat(result.details().isNewMember()).isTrue();
    assertThat(members.count()).isEqualTo(2);
    assertThat(memberOf(signIn("haneul"))).isEqualTo(memberOf(result));
    assertThat(members.count()).isEqualTo(2);
  }

  @Test
  @Fault("LK-16")
  void aHundredFirstSignInsOfOneIdentityOnTwoNodesMakeOneMember() throws Exception {
    MemberSync other = open(shop());
    List<Callable<SignInResult>> arrivals = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      TestBrowser own = new TestBrowser();
      MemberSync node = i % 2 == 0 ? sync : other;
      URI callback =
          kakao.visitor("haneul").agree(own.begin(node, Kakao.ID, SignIn.returningTo("/")));
      MemberSync answering = i % 3 == 0 ? other : node;
      arrivals.add(() -> own.complete(answering, Kakao.ID, callback));
    }

    List<MemberId> signedIn =
        AtOnce.call(arrivals).stream().map(this::memberOf).distinct().toList();

    assertThat(signedIn).hasSize(1);
    assertThat(members.count()).isOne();
    assertThat(sync.members().find(signedIn.get(0)).orElseThrow().identities()).hasSize(1);
    assertThat(events)
        .filteredOn(event -> event.kind() == Members.Event.Kind.SIGNED_UP)
        .hasSize(1);
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void aMemberWhoAppearsWithTheSameProvenContactMeanwhileHasToBeProven() {
    useMembers(UNIQUE_EMAIL);
    sync = open(shop().mapping(UNIQUE_EMAIL));
    watched.afterNext(
        "members.findByContact", () -> members.add(Map.of("email", "haneul@shop.example")));

    needsProof(signIn("haneul"));

    assertThat(members.count()).as("no second member of one person").isOne();
    assertThat(identity("haneul")).isEmpty();
  }

  @Test
  void anUnprovenContactIsNeverLookedUpNorWrittenToAUniqueColumn() {
    useMembers(UNIQUE_EMAIL);
    sync = open(shop().mapping(UNIQUE_EMAIL));
    members.add(Map.of("email", "unproven@shop.example"));
    members.add(Map.of("email", "lost@shop.example"));

    for (String person : List.of("unverified-email", "lost-email")) {
      SignedIn result = signedIn(signIn(person));
      assertThat(result.details().isNewMember()).isTrue();
      assertThat(values(memberOf(result))).doesNotContainKey("email");
      assertThat(result.details().droppedFields()).containsEntry("email", "UNPROVEN_UNIQUE");
    }
    assertThat(watched.calls("members.findByContact"))
        .noneMatch(call -> ((ProvenContact) call.arguments().get(0)).field().equals(Field.EMAIL));
  }

  @Test
  void aKnownPersonIsNotLookedUpByContact() {
    MemberId member = signUp("haneul");
    members.add(Map.of("email", "haneul@shop.example"));

    assertThat(signUp("haneul")).isEqualTo(member);
  }

  @Test
  @Fault("LK-24")
  void aMemberWhomTheShopDoesNotLetInIsRefused() {
    MemberId member = signUp("haneul");
    for (MemberRecord.Status status : MemberRecord.Status.values()) {
      members.setStatus(member, status);
      SignInResult result = signIn("haneul");
      if (status == MemberRecord.Status.ACTIVE || status == MemberRecord.Status.DORMANT) {
        assertThat(memberOf(result)).isEqualTo(member);
      } else {
        refused(result, RejectReason.MEMBER_NOT_ADMITTED);
      }
    }
    assertThat(members.count()).isOne();
    assertThat(identity("haneul")).isPresent();
  }

  @Test
  @Fault("LK-24")
  void provingToBeABlockedMemberDoesNotHelp() {
    MemberId existing = members.add(Map.of("email", "haneul@shop.example"));
    members.setStatus(existing, MemberRecord.Status.BLOCKED);
    NeedsProof needs = needsProof(signIn("haneul"));

    refused(
        sync.resume(browser, needs.parked(), Answers.none().signedInAs(existing)),
        RejectReason.MEMBER_NOT_ADMITTED);

    assertThat(identity("haneul")).isEmpty();
  }

  @Test
  void severalAppKeysAreSeveralWaysInToOneMember() {
    String secondKey = "ffff1111ffff2222ffff3333ffff4444";
    kakao.reconfigure(app -> app.toBuilder().key(secondKey, "second-secret").build());
    kakao.registerRedirectUri(CALLBACKS.resolve("kakao-old"));
    sync = open(shop()
        .provider(kakao.provider(
            Kakao.of(secondKey, Secret.of("second-secret")).withId(OLD).withOpenIdConnect())));
    MemberId member = signUp("haneul");

    URI uri = browser.begin(sync, OLD, SignIn.returningTo("/"));
    assertThat(parameter(uri, "client_id")).isEqualTo(secondKey);
    assertThat(parameter(uri, "redirect_uri")).endsWith("/kakao-old");
    NeedsProof needs =
        needsProof(browser.complete(sync, OLD, kakao.visitor("haneul").agree(uri)));
    SignedIn second =
        signedIn(sync.resume(browser, needs.parked(), Answers.none().signedInAs(member)));

    assertThat(second.member()).contains(member);
    assertThat(sync.members().find(member).orElseThrow().identities())
        .extracting(Records.Identity::namespace)
        .containsExactly("kakao", "kakao-old");
    assertThat(kakao.requests(KakaoEndpoint.TOKEN).get(1).formParameter("client_secret"))
        .contains("second-secret");
    assertThat(sync.members().unlink(member, OLD)).isTrue();
    assertThat(events)
        .last()
        .extracting(Members.Event::kind)
        .isEqualTo(Members.Event.Kind.UNLINKED);
  }

  @Test
  void anIdTokenForAnotherKeyOfTheSameAppIsTakenOnlyWhereTheShopNamesThatKey() {
    Kakao rest = Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret())).withOpenIdConnect();
    sync = open(bare(told()).callbacks(CALLBACKS).provider(kakao.provider(rest)));
    kakao.changeNextIdToken(draft -> draft.claim("aud", "native-key"));
    refused(signIn("haneul"), RejectReason.PROVIDER_PROTOCOL);
    assertThat(members.count()).isZero();

    sync = open(bare(told())
        .callbacks(CALLBACKS)
        .provider(kakao.provider(rest.alsoAccepting("native-key"))));
    kakao.changeNextIdToken(draft -> draft.claim("aud", "native-key"));
    assertThat(signUp("haneul")).isNotNull();
    kakao.changeNextIdToken(draft -> draft.claim("aud", "a-strangers-key"));
    refused(signIn("haneul"), RejectReason.PROVIDER_PROTOCOL);
  }

  @Test
  void twoShopsInOneSetOfBooksSeeNothingOfEachOther() {
    MemberId mine = signUp("haneul");
    InMemoryMemberStore otherMembers = new InMemoryMemberStore();
    ShopId other = new ShopId("other");
    MemberSync otherShop = open(MemberSync.builder(otherMembers, told())
        .provider(kakao.provider())
        .callbacks(CALLBACKS)
        .records(records)
        .keys(KEYS)
        .clock(clock)
        .http(PATIENT)
        .shop(other));
    TestBrowser otherBrowser = new TestBrowser();

    SignedIn there =
        signedIn(otherBrowser.signIn(otherShop, Kakao.ID, kakao.visitor("haneul")::agree));

    assertThat(there.details().isNewMember()).isTrue();
    assertThat(there.person()).isNotEqualTo(identity("haneul").orElseThrow().person());
    assertThat(otherMembers.count()).isOne();
    MemberId theirs = there.member().orElseThrow();
    assertThat(sync.members().find(mine).orElseThrow().person()).isNotEqualTo(there.person());

    assertThat(otherShop.members().unlink(theirs, Kakao.ID)).isTrue();
    assertThat(runDue()).as("another shop's outbox").isZero();
    assertThat(identity("haneul")).isPresent();
    assertThat(otherShop.work().runDue(RoadShop.BUDGET)).isOne();
    assertThat(books
            .identities()
            .find(other, "kakao", String.valueOf(kakao.person("haneul").id())))
        .isEmpty();
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void theEntryReachesTheMemberRow() {
    URI uri = browser.begin(sync, Kakao.ID, SignIn.returningTo("/").from("store12"));
    SignedIn result = signedIn(complete(kakao.visitor("haneul").agree(uri)));

    assertThat(members.entryOf(memberOf(result))).contains("store12");
    assertThat(result.details().entry()).contains("store12");
    assertThat(events.get(0).entry()).contains("store12");
  }

  private static NeedsProof needsProof(SignInResult result) {
    assertThat(result).isInstanceOf(NeedsProof.class);
    return (NeedsProof) result;
  }
}
