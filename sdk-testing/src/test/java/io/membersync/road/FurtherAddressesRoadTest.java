package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.Secret;
import io.membersync.member.MemberId;
import io.membersync.profile.PostalAddress;
import io.membersync.profile.SyncRule;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The shipping addresses behind the first page, which are read after the sign-in. */
class FurtherAddressesRoadTest extends FurtherAddressesFixture {
  @Test
  @Fault("UP-13")
  void tenAreThereAtOnceAndTheRestAfterTheDueWork() {
    MemberId member = signUp("mover");

    assertThat(ids(member)).isEqualTo(numbers(0, 10));
    assertThat(addresses(member)).noneMatch(PostalAddress::isDefault);
    assertThat(kakao.calls(KakaoEndpoint.SHIPPING_ADDRESSES)).isOne();
    Records.Provenance before = provenance(member);
    kakao.forgetRequests();
    clock.advance(Duration.ofSeconds(30));

    assertThat(runDue()).isOne();

    assertThat(ids(member)).isEqualTo(numbers(0, 23));
    assertThat(addresses(member).get(22).isDefault()).isTrue();
    assertThat(provenance(member).writtenAt()).isEqualTo(before.writtenAt().plusSeconds(30));
    assertThat(provenance(member).valueHash()).isNotEqualTo(before.valueHash());
    assertThat(kakao.requests(KakaoEndpoint.SHIPPING_ADDRESSES))
        .extracting(request -> request.queryParameter("from_updated_at").isPresent())
        .containsExactly(false, true, true);
    assertThat(kakao.calls()).as("only who it is beside the pages").isEqualTo(4);
    assertThat(openTasks()).isEmpty();
    assertThat(runDue()).as("nothing more").isZero();
  }

  @Test
  void thoseWhoHaveFewerThanAPageAreNotReadAgain() {
    kakao.put(moverWith(9, 86_400));
    assertThat(ids(signUp("mover"))).hasSize(9);

    assertThat(openTasks()).isEmpty();
  }

  @Test
  void aFullPageThatIsTheWholeListIsLeftAsItIs() {
    kakao.put(moverWith(10, 86_400));
    MemberId member = signUp("mover");
    Records.Provenance before = provenance(member);
    watched.forget();

    assertThat(runDue()).isOne();

    assertThat(ids(member)).hasSize(10);
    assertThat(provenance(member)).isEqualTo(before);
    assertThat(watched.calls("members.update")).isEmpty();
  }

  @Test
  void addressesChangedInTheSameSecondAreNotLostAtTheEndOfAPage() {
    kakao.put(moverWith(23, 86_400, 6));
    MemberId member = signUp("mover");

    runDue();

    assertThat(ids(member)).containsExactlyInAnyOrderElementsOf(numbers(0, 23));
  }

  @Test
  @Fault("UP-13")
  void whoHasHundredsIsReadUpToTenPagesAndKeepsFifty() {
    kakao.put(moverWith(500, 60));
    MemberId member = signUp("mover");
    kakao.forgetRequests();

    assertThat(runDue()).isOne();

    assertThat(ids(member)).isEqualTo(numbers(0, 50));
    assertThat(kakao.calls(KakaoEndpoint.SHIPPING_ADDRESSES)).isEqualTo(10);
  }

  @Test
  void theNextSignInDoesNotShortenTheList() {
    MemberId member = signUp("mover");
    runDue();
    kakao.put(moverWith(24, 86_400));

    assertThat(signUp("mover")).isEqualTo(member);

    assertThat(ids(member)).as("until the whole list is there").isEqualTo(numbers(0, 23));
    assertThat(runDue()).isOne();
    assertThat(ids(member)).isEqualTo(numbers(0, 24));
  }

  @Test
  void aShopThatOnlyFillsGetsTheWholeListOnce() {
    use(WITH_ADDRESSES.rule(SyncRule.FILL_EMPTY));
    MemberId member = signUp("mover");

    runDue();
    assertThat(ids(member)).isEqualTo(numbers(0, 23));

    kakao.put(moverWith(24, 86_400));
    signUp("mover");
    runDue();
    assertThat(ids(member)).isEqualTo(numbers(0, 23));
  }

  @Test
  void aSignUpThatWaitedForAnAnswerGetsThemToo() {
    sync = open(askingForDelivery());
    MemberId member = answering(DELIVERED);
    assertThat(ids(member)).hasSize(10);

    assertThat(runDue()).isOne();

    assertThat(ids(member)).isEqualTo(numbers(0, 23));
    assertThat(provenance(member).basis()).isEqualTo(granted(member).id());
  }

  @Test
  void anIdTokenIsAsGoodAsBefore() {
    sync = open(bare(told())
        .mapping(WITH_ADDRESSES)
        .callbacks(CALLBACKS)
        .provider(kakao.provider(
            Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret())).withOpenIdConnect())));
    MemberId member = signUp("mover");
    kakao.failNext(KakaoEndpoint.USER_ME, DOWN);
    assertThat(runDue()).isZero();
    clock.advance(Duration.ofMinutes(30));

    assertThat(runDue()).isOne();

    assertThat(ids(member)).isEqualTo(numbers(0, 23));
  }

  // ---- crashes

  @Test
  void aCrashBeforeTheEndOfTheTransactionLeavesTheFirstPageAndTheTask() {
    MemberId member = signUp("mover");
    watched.beforeNext("tasks.finish", () -> {
      throw new IllegalStateException("the process dies here");
    });

    assertThat(runDue()).isZero();
    assertThat(ids(member)).hasSize(10);
    clock.advance(Duration.ofMinutes(2));

    assertThat(runDue()).isOne();
    assertThat(ids(member)).isEqualTo(numbers(0, 23));
  }

  @Test
  void doneTwiceItHasTheEffectOfOnce() {
    MemberId member = signUp("mover");
    watched.forget();
    MemberSync other = open(askingNothing());
    AtomicInteger doneByOther = new AtomicInteger();
    atTheLastPage(() -> {
      clock.advance(Duration.ofSeconds(61)); // the lease has ended, another node takes the task
      doneByOther.set(other.work().runDue(RoadShop.BUDGET));
    });

    runDue();

    assertThat(doneByOther).hasValue(1);
    assertThat(ids(member)).isEqualTo(numbers(0, 23));
    assertThat(watched.calls("members.update")).hasSize(1);
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void theTaskHoldsNoAddressAndNoRefreshTokenInTheClear() {
    MemberId member = signUp("mover");

    Records.Task task = openTasks().get(0);

    assertThat(new String(task.sealed(), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("access", addresses(member).get(0).id());
    assertThat(watched.calls("tokens.put")).as("no policy keeps tokens here").isEmpty();
    runDue();
    assertThat(openTasks()).isEmpty();
  }
}
