package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.profile.Field;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the member, the shop or Kakao does before the rest of the addresses is read. */
class FurtherAddressesStoppedTest extends FurtherAddressesFixture {
  // ---- what the member or the shop does in between

  @Test
  void aConsentWithdrawnInBetweenStopsIt() {
    sync = open(askingForDelivery());
    MemberId member = answering(DELIVERED);
    clock.advance(Duration.ofSeconds(1));
    books.evidence().append(SHOP, List.of(withdrawn(granted(member))));

    assertThat(runDue()).isOne();

    assertThat(ids(member)).hasSize(10);
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void whatIsNotAgreedToIsNotReadAtAll() {
    sync = open(askingForDelivery());
    MemberId member = answering(Answers.none().consent("delivery", false));

    assertThat(values(member)).doesNotContainKey("addresses");
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void aConsentTakenBackAtKakaoStopsIt() {
    MemberId member = signUp("mover");
    kakao.link(kakao.person("mover"), link -> link.withholding("shipping_address"));

    assertThat(runDue()).isOne();

    assertThat(ids(member)).hasSize(10);
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void whoIsUnlinkedInBetweenIsNotReadAgain() {
    MemberId member = signUp("mover");
    assertThat(sync.members().unlink(member, Kakao.ID)).isTrue();
    kakao.forgetRequests();

    runDue();

    assertThat(ids(member)).hasSize(10);
    assertThat(kakao.calls(KakaoEndpoint.SHIPPING_ADDRESSES)).isZero();
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void whoIsUnlinkedWhileThePagesAreReadGetsNothingWritten() {
    MemberId member = signUp("mover");
    watched.forget();
    atTheLastPage(() -> sync.members().unlink(member, Kakao.ID));

    runDue();

    assertThat(ids(member)).hasSize(10);
    assertThat(watched.calls("members.update")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"BLOCKED", "LEFT"})
  void aMemberWhomTheShopHasShutOutIsNotReadAgain(MemberRecord.Status status) {
    MemberId member = signUp("mover");
    members.setStatus(member, status);
    kakao.forgetRequests();

    assertThat(runDue()).isOne();

    assertThat(ids(member)).hasSize(10);
    assertThat(kakao.calls()).isZero();
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void anEditOfTheMembersStays() {
    MemberId member = signUp("mover");
    String own = Field.SHIPPING_ADDRESSES.toText(addresses(member).subList(0, 2));
    members.edit(member, "addresses", Optional.of(own));

    assertThat(runDue()).isOne();

    assertThat(values(member)).containsEntry("addresses", own);
  }

  @Test
  void aListThatTheMemberHasEmptiedStaysEmpty() {
    MemberId member = signUp("mover");
    members.edit(member, "addresses", Optional.empty());

    assertThat(runDue()).isOne();

    assertThat(values(member)).doesNotContainKey("addresses");
  }

  @Test
  void anEditAtTheVeryMomentOfTheWriteWins() {
    MemberId member = signUp("mover");
    String own = Field.SHIPPING_ADDRESSES.toText(addresses(member).subList(3, 5));
    int triesOfAUnit = 3;
    for (int i = 0; i < (kind.writesLater() ? 1 : triesOfAUnit); i++) {
      conflict("members.update");
    }

    assertThat(runDue()).as("put off").isEqualTo(kind.writesLater() ? 1 : 0);
    members.edit(member, "addresses", Optional.of(own));
    clock.advance(Duration.ofMinutes(2));

    assertThat(runDue()).isEqualTo(kind.writesLater() ? 0 : 1);
    assertThat(values(member)).containsEntry("addresses", own);
    assertThat(openTasks()).isEmpty();
  }

  // ---- what Kakao does in between

  @Test
  void aDeadTokenEndsItAndTheFirstPageStays() {
    MemberId member = signUp("mover");
    assertThat(sync.members().logOut(member, Kakao.ID)).isTrue();

    assertThat(runDue()).isOne();

    assertThat(ids(member)).hasSize(10);
    assertThat(openTasks()).isEmpty();
    assertThat(identity("mover")).as("a token is no link").isPresent();
  }

  @Test
  void aProviderThatIsDownIsAskedAgainLater() {
    MemberId member = signUp("mover");
    kakao.failUntilCleared(KakaoEndpoint.SHIPPING_ADDRESSES, DOWN);

    assertThat(runDue()).isZero();
    assertThat(runDue()).as("not before a minute has passed").isZero();
    assertThat(ids(member)).hasSize(10);
    kakao.clearFailures();
    clock.advance(Duration.ofMinutes(2));

    assertThat(runDue()).isOne();
    assertThat(ids(member)).isEqualTo(numbers(0, 23));
  }

  @Test
  void halfAListIsNotWritten() {
    MemberId member = signUp("mover");
    failingAtPage(3, DOWN);

    assertThat(runDue()).isZero();

    assertThat(ids(member)).hasSize(10);
    clock.advance(Duration.ofMinutes(2));
    assertThat(runDue()).isOne();
    assertThat(ids(member)).isEqualTo(numbers(0, 23));
  }

  @Test
  void aPageAboutSomebodyElseIsRefused() {
    MemberId member = signUp("mover");
    failingAtPage(2, Failure.set("user_id", "1"));

    assertThat(runDue()).isZero();

    assertThat(ids(member)).hasSize(10);
  }

  @Test
  void itIsGivenUpWhenTheTokenCanLiveNoLonger() {
    MemberId member = signUp("mover");
    kakao.failUntilCleared(KakaoEndpoint.SHIPPING_ADDRESSES, DOWN);
    assertThat(runDue()).isZero();
    clock.advance(Duration.ofHours(7));
    kakao.failUntilCleared(KakaoEndpoint.USER_ME, DOWN);

    assertThat(runDue()).isOne();

    assertThat(openTasks()).isEmpty();
    assertThat(ids(member)).hasSize(10);
  }
}
