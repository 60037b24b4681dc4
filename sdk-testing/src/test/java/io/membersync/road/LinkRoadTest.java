package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.Members;
import io.membersync.Parked;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.NeedsFields;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A further way in, added while the member is signed in at the shop. */
class LinkRoadTest extends LinkFixture {
  @Test
  void aSecondWayInLeadsToTheSameMember() {
    MemberId member = signUp("haneul");

    SignedIn linked = signedIn(link(member, "seoyeon"));

    assertThat(linked.member()).contains(member);
    assertThat(linked.details().isLinking()).isTrue();
    assertThat(linked.details().isNewMember()).isFalse();
    assertThat(waysIn(member)).containsExactly("kakao", "kakao-old");
    assertThat(members.count()).isOne();
    assertThat(events).last().satisfies(event -> {
      assertThat(event.kind()).isEqualTo(Members.Event.Kind.LINKED);
      assertThat(event.member()).contains(member);
      assertThat(event.provider()).isEqualTo(OLD);
    });
    assertThat(memberOf(signInAtOld("seoyeon"))).isEqualTo(member);
    assertThat(events)
        .last()
        .extracting(Members.Event::kind)
        .isEqualTo(Members.Event.Kind.SIGNED_IN);
  }

  @Test
  void aSecondWayInFillsWhatIsEmptyAndReplacesNothing() {
    MemberId member = memberOf(signIn("haneul", visitor -> visitor.withholding("phone_number")));
    Map<String, String> before = values(member);
    assertThat(before).containsEntry("name", "Kim Haneul").doesNotContainKey("phone");

    signedIn(link(member, "seoyeon"));
    Map<String, String> after = values(member);

    assertThat(after).containsAllEntriesOf(before).containsKey("phone");
    signedIn(signInAtOld("seoyeon"));
    assertThat(values(member)).isEqualTo(after);
    signedIn(signIn("haneul"));
    assertThat(values(member)).as("what the second way in gave stays too").isEqualTo(after);
  }

  @Tag(RoadShop.WRITES_THE_NAME)
  @Test
  void whatAnEndedWayInHadGivenMayBeReplaced() {
    MemberId member = signUp("haneul");
    signedIn(link(member, "seoyeon"));
    assertThat(sync.members().unlink(member, Kakao.ID)).isTrue();

    signedIn(signInAtOld("seoyeon"));

    assertThat(values(member)).doesNotContainEntry("name", "Kim Haneul");
  }

  @Test
  void aMemberWhomOnlyTheShopKnowsGetsAPerson() {
    MemberId member = members.add(Map.of("name", "Shop's Own"));

    SignedIn linked = signedIn(link(member, "haneul"));

    assertThat(linked.member()).contains(member);
    assertThat(members.count()).isOne();
    assertThat(waysIn(member)).containsExactly("kakao-old");
    assertThat(values(member))
        .containsEntry("name", "Shop's Own")
        .containsEntry("email", "haneul@shop.example");
  }

  @Test
  void nobodyIsLookedUpByContact() {
    MemberId other = members.add(Map.of("email", "seoyeon@shop.example"));
    MemberId member = signUp("haneul");
    watched.forget();

    signedIn(link(member, "seoyeon"));

    assertThat(watched.calls("members.findByContact")).isEmpty();
    assertThat(sync.members().find(other)).isEmpty();
  }

  @Test
  void aWayInThatTheMemberHasAlreadyChangesNoLink() {
    MemberId member = signUp("haneul");
    signedIn(link(member, "seoyeon"));
    List<Records.Identity> before = sync.members().find(member).orElseThrow().identities();

    SignedIn again = signedIn(link(member, "seoyeon"));

    assertThat(again.member()).contains(member);
    assertThat(sync.members().find(member).orElseThrow().identities()).isEqualTo(before);
    assertThat(events)
        .last()
        .extracting(Members.Event::kind)
        .isEqualTo(Members.Event.Kind.SIGNED_IN);
  }

  @Test
  @Fault("LK-15")
  void anIdentityOfAnotherMemberStaysWhereItIs() {
    MemberId owner = memberOf(signInAtOld("seoyeon"));
    MemberId member = signUp("haneul");
    Map<String, String> before = values(member);
    int told = events.size();

    refused(link(member, "seoyeon"), RejectReason.LINKED_TO_ANOTHER_MEMBER);

    assertThat(waysIn(owner)).containsExactly("kakao-old");
    assertThat(waysIn(member)).containsExactly("kakao");
    assertThat(values(member)).isEqualTo(before);
    assertThat(events).hasSize(told);
    assertThat(runDue()).as("nothing is told to the provider").isZero();
    assertThat(memberOf(signInAtOld("seoyeon"))).isEqualTo(owner);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BLOCKED", "LEFT"})
  void aMemberWhomTheShopDoesNotLetInGetsNoWayIn(String status) {
    MemberId member = signUp("haneul");
    members.setStatus(member, MemberRecord.Status.valueOf(status));

    refused(link(member, "seoyeon"), RejectReason.MEMBER_NOT_ADMITTED);

    assertThat(waysIn(member)).containsExactly("kakao");
  }

  @Test
  void aMemberWhomTheShopHasNotGetsNoWayIn() {
    refused(link(new MemberId("no-such"), "seoyeon"), RejectReason.MEMBER_NOT_ADMITTED);

    assertThat(watched.calls("identities.link")).isEmpty();
  }

  // ---- the member's session and browser

  @Test
  @Fault("LK-13")
  void theAnswerIsTakenOnlyInTheSessionOfTheMemberItWasBegunFor() {
    MemberId member = signUp("haneul");
    MemberId other = members.add(Map.of("name", "Somebody Else"));
    browser = new TestBrowser();
    URI callback = atOld("seoyeon", browser, member);
    kakao.forgetRequests();

    refused(browser.complete(sync, OLD, callback, other), RejectReason.WRONG_MEMBER);
    var signedOut = refused(browser.complete(sync, OLD, callback), RejectReason.WRONG_MEMBER);

    assertThat(signedOut.details().mayStartAgain()).isFalse();
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isZero();
    assertThat(waysIn(member)).containsExactly("kakao");
    assertThat(sync.members().find(other)).isEmpty();
    assertThat(memberOf(browser.complete(sync, OLD, callback, member))).isEqualTo(member);
  }

  @Test
  @Fault({"AR-05", "LK-13"})
  void anotherBrowserIsRefusedAndNotOfferedToStartAgain() {
    MemberId member = signUp("haneul");
    MemberId attacker = members.add(Map.of("name", "Attacker"));
    URI callback = atOld("seoyeon", new TestBrowser(), attacker);
    kakao.forgetRequests();

    var refused = refused(
        new TestBrowser().complete(sync, OLD, callback, member), RejectReason.OTHER_BROWSER);

    assertThat(refused.details().mayStartAgain()).isFalse();
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isZero();
    assertThat(waysIn(member)).containsExactly("kakao");
  }

  @Test
  void aLinkIsNeverMadeSilently() {
    assertThatThrownBy(() -> SignIn.linking(new MemberId("1"), "/").silently("KAKAOTALK"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("silently");
  }

  @Test
  void aSecondCallbackGetsTheSameAnswerAndNobodyElseDoes() {
    MemberId member = signUp("haneul");
    MemberId other = members.add(Map.of("name", "Somebody Else"));
    browser = new TestBrowser();
    URI callback = atOld("seoyeon", browser, member);
    kakao.forgetRequests();
    signedIn(browser.complete(sync, OLD, callback, member));

    assertThat(memberOf(browser.complete(sync, OLD, callback, member))).isEqualTo(member);
    assertThat(memberOf(browser.complete(sync, OLD, callback)))
        .as("the first answer has ended the session that this one came with")
        .isEqualTo(member);
    refused(browser.complete(sync, OLD, callback, other), RejectReason.WRONG_MEMBER);
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
  }

  @Test
  @Fault("LK-13")
  void aSecondCallbackOfAParkedLinkAddsNothingWithoutTheSession() {
    FieldMapping mapping = FieldMapping.basic().required(); // the phone
    useMembers(mapping);
    sync = open(shop().mapping(mapping).provider(oldKakao()));
    MemberId member = members.add(Map.of("name", "Shop's Own"));
    browser = new TestBrowser();
    URI callback = kakao
        .visitor("haneul")
        .withholding("phone_number")
        .agree(browser.begin(sync, OLD, SignIn.linking(member, "/me")));
    assertThat(browser.complete(sync, OLD, callback, member)).isInstanceOf(NeedsFields.class);
    members.edit(member, "phone", Optional.of("+821055509999")); // so that nothing is missing

    refused(browser.complete(sync, OLD, callback), RejectReason.WRONG_MEMBER);

    assertThat(sync.members().find(member)).isEmpty();
    assertThat(memberOf(browser.complete(sync, OLD, callback, member))).isEqualTo(member);
  }

  // ---- consents

  @Test
  void whatTheMemberAcceptedBeforeIsNotAskedAgainAndNothingOptionalHoldsTheLinkUp() {
    sync = open(korea().provider(oldKakao()));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    MemberId member = memberOf(sync.resume(browser, needs.parked(), AGREED));

    assertThat(memberOf(link(member, "seoyeon"))).isEqualTo(member);
  }

  @Test
  void whatIsRequiredIsAskedAndAnsweredOnlyInTheMembersSession() {
    sync = open(korea().provider(oldKakao()));
    MemberId member = members.add(Map.of("name", "Shop's Own"));
    MemberId other = members.add(Map.of("name", "Somebody Else"));
    browser = new TestBrowser();
    URI callback = atOld("seoyeon", browser, member);
    Parked parked = needsConsent(browser.complete(sync, OLD, callback, member)).parked();

    refused(sync.resume(browser, parked, AGREED), RejectReason.WRONG_MEMBER);
    refused(sync.resume(browser, parked, AGREED.inSessionOf(other)), RejectReason.WRONG_MEMBER);
    refused(sync.resume(browser, parked, Answers.none()), RejectReason.WRONG_MEMBER);
    assertThat(needsConsent(browser.complete(sync, OLD, callback, member)).parked())
        .as("a second callback comes to the same page")
        .isEqualTo(parked);
    assertThat(watched.calls("identities.link")).isEmpty();

    assertThat(memberOf(sync.resume(browser, parked, AGREED.inSessionOf(member))))
        .isEqualTo(member);
    assertThat(waysIn(member)).containsExactly("kakao-old");
    assertThat(memberOf(sync.resume(browser, parked, Answers.none().inSessionOf(member))))
        .as("the same answer once more")
        .isEqualTo(member);
    refused(
        sync.resume(browser, parked, Answers.none().inSessionOf(other)), RejectReason.WRONG_MEMBER);
  }

  @Test
  void decliningOrGivingUpLeavesTheMemberAsItWasAndEndsTheStrangersLink() {
    sync = open(korea().provider(oldKakao()));
    MemberId member = members.add(Map.of("name", "Shop's Own"));
    for (Answers answers :
        List.of(Answers.none().consent("tos", false).inSessionOf(member), Answers.cancel())) {
      browser = new TestBrowser();
      URI callback = atOld("seoyeon", browser, member);
      Parked parked =
          needsConsent(browser.complete(sync, OLD, callback, member)).parked();

      SignInResult result = sync.resume(browser, parked, answers);

      assertThat(result).isInstanceOf(Cancelled.class);
      assertThat(((Cancelled) result).reason())
          .isIn(CancelReason.VISITOR, CancelReason.REQUIRED_CONSENT_DECLINED);
      assertThat(sync.members().find(member)).isEmpty();
      assertThat(runDue()).as("the provider is told").isOne();
    }
    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).isEqualTo(2);
  }
}
