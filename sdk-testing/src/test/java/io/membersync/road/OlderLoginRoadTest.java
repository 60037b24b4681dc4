package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.Members;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.KnowsIdentities;
import io.membersync.member.LinkPolicy;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStoreException;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A shop whose members came in by a social login of its own before. */
class OlderLoginRoadTest extends RoadFixture {
  private Map<String, MemberId> older = new HashMap<>();
  private MemberId old = new MemberId("nobody");

  @BeforeEach
  void aMemberOfAnOlderLogin() {
    older = new HashMap<>();
    store = withOlderLogin(members.store(), older);
    sync = open(shop());
    old = members.add(Map.of("name", "Old Name"));
    older.put("kakao " + kakao.person("haneul").id(), old);
  }

  @Test
  void whoTheOlderLoginKnowsIsTheSameMemberWithoutAnotherProof() {
    SignedIn result = signedIn(signIn("haneul"));

    assertThat(result.member()).contains(old);
    assertThat(result.details().isNewMember()).isFalse();
    assertThat(members.count()).isOne();
    assertThat(values(old)).containsEntry("name", "Old Name").containsKey("email");
    assertThat(events).singleElement().satisfies(event -> {
      assertThat(event.kind()).isEqualTo(Members.Event.Kind.LINKED);
      assertThat(event.member()).contains(old);
    });
    assertThat(memberOf(signIn("haneul"))).isEqualTo(old);
    assertThat(members.count()).isOne();
  }

  @Test
  void theOlderLoginGoesBeforeAContact() {
    members.add(Map.of("email", "haneul@shop.example"));

    assertThat(memberOf(signIn("haneul"))).isEqualTo(old);
  }

  @Test
  void whomTheOlderLoginDoesNotKnowGoesTheOrdinaryWay() {
    SignedIn result = signedIn(signIn("seoyeon"));

    assertThat(result.details().isNewMember()).isTrue();
    assertThat(members.count()).isEqualTo(2);
  }

  @Test
  @Fault("LK-24")
  void aMemberOfTheOlderLoginWhoIsNotLetInIsRefusedAndGetsNoTwin() {
    members.setStatus(old, MemberRecord.Status.BLOCKED);

    refused(signIn("haneul"), RejectReason.MEMBER_NOT_ADMITTED);

    assertThat(members.count()).isOne();
    assertThat(identity("haneul")).isEmpty();
  }

  @Test
  void whoHasLeftMayComeBackWhereThePolicySaysSo() {
    sync = open(shop().linking(LinkPolicy.asking().rejoiningAsNewMember()));
    members.setStatus(old, MemberRecord.Status.LEFT);

    assertThat(signedIn(signIn("haneul")).details().isNewMember()).isTrue();
  }

  @Test
  @Fault("LK-15")
  void anIdentityOfAnotherMembersOlderLoginIsNotLinked() {
    MemberId signedIn = signUp("seoyeon");

    refused(
        new TestBrowser()
            .link(
                sync,
                io.membersync.provider.kakao.Kakao.ID,
                signedIn,
                kakao.visitor("haneul")::agree),
        RejectReason.LINKED_TO_ANOTHER_MEMBER);

    assertThat(identity("haneul")).isEmpty();
  }

  @Test
  void anOlderLoginThatNamesTwoMembersLetsNobodyIn() {
    older.put("kakao " + kakao.person("haneul").id(), new MemberId("two"));

    assertThatThrownBy(() -> signIn("haneul"))
        .isInstanceOfSatisfying(
            MemberStoreException.class,
            e -> assertThat(e.code()).isEqualTo("store-identity-ambiguous"));

    assertThat(members.count()).isOne();
    assertThat(identity("haneul")).isEmpty();
  }

  @Test
  void whatTheStoreThrowsOfItsOwnIsToldWithoutWhatItQuotes() {
    older.put("kakao " + kakao.person("haneul").id(), new MemberId("broken"));

    assertThatThrownBy(() -> signIn("haneul"))
        .isInstanceOf(MemberStoreException.class)
        .hasMessageContaining("findByIdentity()")
        .hasMessageNotContaining(String.valueOf(kakao.person("haneul").id()));
  }

  @Test
  @Fault("LK-24")
  void nobodyJoinsAgainBesideABlockedMemberWithTheSameContact() {
    older.clear();
    MemberId blocked = members.add(Map.of("email", "haneul@shop.example"));
    members.setStatus(blocked, MemberRecord.Status.BLOCKED);
    NeedsProof needs = (NeedsProof) signIn("haneul");
    assertThat(needs.choices().newMemberAllowed()).isFalse();

    assertThat(sync.resume(browser, needs.parked(), Answers.none().asNewMember()))
        .isInstanceOf(NeedsProof.class);

    assertThat(members.count()).isEqualTo(2);
    assertThat(identity("haneul")).isEmpty();
  }

  /** The store, which can also ask the tables of the older login. */
  private static MemberStore withOlderLogin(MemberStore real, Map<String, MemberId> older) {
    KnowsIdentities knows = (namespace, subject) -> {
      Optional<MemberId> found = Optional.ofNullable(older.get(namespace + " " + subject));
      if (found.equals(Optional.of(new MemberId("two")))) {
        throw MemberStoreException.unavailable(
            "store-identity-ambiguous", "an identity of the older login has two members");
      }
      if (found.equals(Optional.of(new MemberId("broken")))) {
        throw new IllegalStateException("no column for " + subject);
      }
      return found;
    };
    Class<?>[] powers = real instanceof MemberCreator
        ? new Class<?>[] {MemberStore.class, KnowsIdentities.class, MemberCreator.class}
        : new Class<?>[] {MemberStore.class, KnowsIdentities.class};
    return (MemberStore) Proxy.newProxyInstance(
        MemberStore.class.getClassLoader(),
        powers,
        (proxy, method, arguments) -> Watched.invoke(
            method.getDeclaringClass() == KnowsIdentities.class ? knows : real, method, arguments));
  }
}
