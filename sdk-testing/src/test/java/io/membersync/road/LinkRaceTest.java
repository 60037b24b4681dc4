package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Members;
import io.membersync.SignInResult;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.AtOnce;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links that meet each other, an unlink or a failure of the store on their way. */
class LinkRaceTest extends LinkFixture {
  @Test
  void twoTabsMakeOneLink() throws Exception {
    MemberId member = signUp("haneul");
    TestBrowser first = new TestBrowser();
    TestBrowser second = new TestBrowser();
    URI one = atOld("seoyeon", first, member);
    URI two = atOld("seoyeon", second, member);

    List<SignInResult> results = AtOnce.call(
        () -> first.complete(sync, OLD, one, member),
        () -> second.complete(sync, OLD, two, member));

    assertThat(results).allSatisfy(result -> assertThat(memberOf(result)).isEqualTo(member));
    assertThat(waysIn(member)).containsExactly("kakao", "kakao-old");
    assertThat(events)
        .filteredOn(event -> event.kind() == Members.Event.Kind.LINKED)
        .hasSize(1);
  }

  @Test
  @Fault("LK-15")
  void anIdentityThatTwoMembersWantAtOnceGoesToOneOfThem() throws Exception {
    MemberId one = signUp("haneul");
    MemberId two = signUp("doyun");
    TestBrowser first = new TestBrowser();
    TestBrowser second = new TestBrowser();
    URI ones = atOld("seoyeon", first, one);
    URI twos = atOld("seoyeon", second, two);

    List<SignInResult> results = AtOnce.call(
        () -> first.complete(sync, OLD, ones, one), () -> second.complete(sync, OLD, twos, two));

    assertThat(results).filteredOn(SignedIn.class::isInstance).hasSize(1);
    assertThat(results)
        .filteredOn(SignInResult.Rejected.class::isInstance)
        .singleElement()
        .satisfies(result -> refused(result, RejectReason.LINKED_TO_ANOTHER_MEMBER));
    assertThat(waysIn(one).size() + waysIn(two).size()).isEqualTo(3);
  }

  @Test
  void twoWaysInOfAMemberWithoutAPersonMakeOnePerson() {
    MemberId member = members.add(Map.of("name", "Shop's Own"));
    TestBrowser other = new TestBrowser();
    URI second = atOld("seoyeon", other, member);
    watched.beforeNext(
        "members.find",
        () -> { // between identify and commit
          assertThat(other.complete(sync, OLD, second, member)).isInstanceOf(SignedIn.class);
        });

    SignInResult result =
        new TestBrowser().link(sync, Kakao.ID, member, kakao.visitor("haneul")::agree);

    assertThat(memberOf(result)).isEqualTo(member);
    assertThat(waysIn(member)).containsExactlyInAnyOrder("kakao", "kakao-old");
  }

  @Test
  void aWayInThatEndsWhileItIsLinkedOnceMoreIsLinkedAfterAll() {
    MemberId member = signUp("haneul");
    signedIn(link(member, "seoyeon"));
    watched.beforeNext("members.find", () -> sync.members().unlink(member, OLD));

    assertThat(memberOf(link(member, "seoyeon"))).isEqualTo(member);

    assertThat(waysIn(member)).containsExactly("kakao", "kakao-old");
    assertThat(runDue()).isOne();
    assertThat(kakao.calls(KakaoEndpoint.UNLINK))
        .as("the new link is not ended")
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "identities.link",
        "evidence.append",
        "evidence.putProvenance",
        "attempts.putOutcome"
      })
  void aStoreThatGoesAwayAtAnyStepLeavesNothingHalfDone(String step) {
    goesAwayAt(step);
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void aStoreThatGoesAwayWhileTheMemberIsChangedLeavesNothingHalfDone() {
    goesAwayAt("members.update");
  }

  private void goesAwayAt(String step) {
    MemberId member = memberOf(signIn("haneul", visitor -> visitor.withholding("phone_number")));
    Map<String, String> before = values(member);
    browser = new TestBrowser();
    URI callback = atOld("seoyeon", browser, member);
    watched.beforeNext(step, () -> {
      throw MemberStoreException.unavailable("store-gone", "gone");
    });

    assertThatThrownBy(() -> browser.complete(sync, OLD, callback, member))
        .isInstanceOf(MemberStoreException.class);

    assertThat(waysIn(member)).containsExactly("kakao");
    assertThat(values(member)).isEqualTo(before);
    refused(browser.complete(sync, OLD, callback, member), RejectReason.INTERRUPTED);
    assertThat(memberOf(link(member, "seoyeon"))).isEqualTo(member);
  }
}
