package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.MemberSync.Switches.Position;
import io.membersync.Members;
import io.membersync.Members.Event.Kind;
import io.membersync.Members.GivenUp;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStoreException;
import io.membersync.member.WaysIn;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.AtOnce;
import io.membersync.testsupport.Fault;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member gives up a way in; the last one stays. */
class GiveUpRoadTest extends LinkFixture {
  private final Set<String> withPassword = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void nobodyHasAPassword() {
    withPassword.clear();
  }

  private void storeTells() {
    store = telling(store);
    sync = open(shop().provider(oldKakao()));
  }

  @Test
  void oneOfTwoIsGivenUpAndTheProviderIsTold() {
    MemberId member = signUp("haneul");
    memberOf(link(member, "seoyeon"));
    events.clear();

    assertThat(sync.members().giveUp(member, OLD)).isEqualTo(GivenUp.DONE);
    runDue();

    assertThat(waysIn(member)).containsExactly("kakao");
    assertThat(events).extracting(Members.Event::kind).containsExactly(Kind.UNLINKED);
    assertThat(kakao.findLink(kakao.person("seoyeon"))).isEmpty();
    assertThat(sync.members().giveUp(member, OLD)).isEqualTo(GivenUp.NOT_LINKED);
  }

  @Test
  @Fault("LK-18")
  void theLastOneStays() {
    MemberId member = signUp("haneul");

    assertThat(sync.members().giveUp(member, Kakao.ID)).isEqualTo(GivenUp.LAST_WAY_IN);
    runDue();

    assertThat(waysIn(member)).containsExactly("kakao");
    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).isZero();
    assertThat(signIn("haneul")).isInstanceOf(SignedIn.class);
  }

  @Test
  @Fault("LK-18")
  void aProviderThatIsSwitchedOffIsNoWayIn() {
    MemberId member = signUp("haneul");
    memberOf(link(member, "seoyeon"));
    sync.switches().set(OLD, Position.OFF);

    assertThat(sync.members().giveUp(member, Kakao.ID)).isEqualTo(GivenUp.LAST_WAY_IN);
    sync.switches().set(OLD, Position.HIDDEN);
    assertThat(sync.members().giveUp(member, Kakao.ID))
        .as("whoever comes by it is let in")
        .isEqualTo(GivenUp.DONE);
  }

  @Test
  @Fault("LK-18")
  void aProviderThatTheShopHasNoMoreIsNoWayIn() {
    MemberId member = signUp("haneul");
    memberOf(link(member, "seoyeon"));
    sync = open(shop());

    assertThat(sync.members().giveUp(member, Kakao.ID)).isEqualTo(GivenUp.LAST_WAY_IN);
  }

  @Test
  void theShopsOwnLoginIsOneWhereTheStoreSaysSo() {
    storeTells();
    MemberId member = signUp("haneul");
    withPassword.add(member.value());
    events.clear();

    assertThat(sync.members().giveUp(member, Kakao.ID)).isEqualTo(GivenUp.DONE);

    assertThat(events)
        .as("the member stays, and nobody has to decide anything")
        .extracting(Members.Event::kind)
        .containsExactly(Kind.UNLINKED);
    assertThat(sync.members().find(member).orElseThrow().state())
        .isEqualTo(Records.PersonState.ACTIVE);
  }

  @Test
  void whoHasAPasswordDoesNotLeaveWhenTheProviderEndsTheLink() {
    storeTells();
    MemberId member = signUp("haneul");
    withPassword.add(member.value());
    events.clear();

    unlinkedAtKakao("haneul");

    assertThat(events).extracting(Members.Event::kind).containsExactly(Kind.UNLINKED);
    assertThat(sync.members().find(member).orElseThrow().state())
        .isEqualTo(Records.PersonState.ACTIVE);
  }

  @Test
  void nothingIsGivenUpWhileTheStoreCannotTell() {
    storeTells();
    MemberId member = signUp("haneul");
    withPassword.add("down");

    assertThatThrownBy(() -> sync.members().giveUp(member, Kakao.ID))
        .isInstanceOf(MemberStoreException.class);

    assertThat(waysIn(member)).containsExactly("kakao");
  }

  @Test
  @Fault("LK-18")
  void twoPressesAtOnceDoNotTakeTheLastTwo() throws Exception {
    MemberId member = signUp("haneul");
    memberOf(link(member, "seoyeon"));

    List<GivenUp> results = AtOnce.call(
        () -> sync.members().giveUp(member, Kakao.ID), () -> sync.members().giveUp(member, OLD));

    assertThat(results).containsExactlyInAnyOrder(GivenUp.DONE, GivenUp.LAST_WAY_IN);
    assertThat(waysIn(member)).hasSize(1);
  }

  @Test
  void everyAccountAtTheProviderGoes() {
    MemberId member = signUp("haneul");
    memberOf(link(member, "seoyeon"));
    memberOf(link(member, "doyun"));

    assertThat(sync.members().giveUp(member, OLD)).isEqualTo(GivenUp.DONE);

    assertThat(waysIn(member)).containsExactly("kakao");
  }

  @Test
  void aMemberOrProviderThatIsNotThereIsSaid() {
    assertThat(sync.members().giveUp(new MemberId("404"), Kakao.ID)).isEqualTo(GivenUp.NOT_LINKED);
    assertThatThrownBy(() -> sync.members().giveUp(new MemberId("1"), ProviderId.of("nobody")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void unlinkedAtKakao(String person) {
    try (WebhookShop shop = new WebhookShop(() -> sync)) {
      kakao.unlink(kakao.person(person));
      assertThat(kakao
              .unlinkWebhook(shop.uri(Kakao.ID))
              .send(kakao.person(person))
              .get(0)
              .status())
          .hasValue(200);
    }
    runDue();
  }

  /** The store, which also knows who has a password. */
  private MemberStore telling(MemberStore real) {
    WaysIn ways = member -> {
      if (withPassword.contains("down")) {
        throw MemberStoreException.unavailable("store-unavailable", "no connection");
      }
      return withPassword.contains(member.value());
    };
    Class<?>[] powers = real instanceof MemberCreator
        ? new Class<?>[] {MemberStore.class, WaysIn.class, MemberCreator.class}
        : new Class<?>[] {MemberStore.class, WaysIn.class};
    return (MemberStore) Proxy.newProxyInstance(
        MemberStore.class.getClassLoader(),
        powers,
        (proxy, method, arguments) -> Watched.invoke(
            method.getDeclaringClass() == WaysIn.class ? ways : real, method, arguments));
  }
}
