package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Begun;
import io.membersync.Console;
import io.membersync.MemberSync;
import io.membersync.MemberSync.Switches.Position;
import io.membersync.MemberSync.Switches.State;
import io.membersync.SignIn;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ShopId;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records.ProviderSwitch;
import io.membersync.testsupport.Eventually;
import io.membersync.testsupport.Logged;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How an operator's switch is kept, reaches other nodes, and is set by the console. */
class SwitchesTest extends RoadFixture {
  private static final Duration FOLLOWS = Duration.ofSeconds(10);

  @BeforeEach
  void twoProviders() {
    sync = open(shop().provider(oldKakao()));
  }

  private static List<ProviderId> offered(MemberSync engine) {
    return engine.providers().stream().map(ProviderDescriptor::id).toList();
  }

  /** A second node on the same books that has read them. */
  private MemberSync otherNode() {
    MemberSync other = open(shop().provider(oldKakao()));
    other.work().runDue(RoadShop.BUDGET);
    return other;
  }

  // ---- kept

  @Test
  void eachProviderStandsOnUntilItIsSwitched() {
    assertThat(sync.switches().all().entrySet())
        .containsExactly(
            Map.entry(Kakao.ID, new State(Position.ON, Optional.empty())),
            Map.entry(OLD, new State(Position.ON, Optional.empty())));

    sync.switches().set(OLD, Position.OFF);
    Instant since = clock.instant();

    assertThat(sync.switches().all())
        .containsEntry(OLD, new State(Position.OFF, Optional.of(millis(since))))
        .containsEntry(Kakao.ID, new State(Position.ON, Optional.empty()));
  }

  private static Instant millis(Instant time) {
    return Instant.ofEpochMilli(time.toEpochMilli());
  }

  @Test
  void theSamePositionAgainIsNoNews() {
    sync.switches().set(Kakao.ID, Position.ON);
    assertThat(watched.calls("switches.put")).isEmpty();

    sync.switches().set(Kakao.ID, Position.HIDDEN);
    State hidden = sync.switches().all().get(Kakao.ID);
    clock.advance(Duration.ofHours(1));
    sync.switches().set(Kakao.ID, Position.HIDDEN);

    assertThat(sync.switches().all()).containsEntry(Kakao.ID, hidden);
  }

  @Test
  void aSwitchOutlivesTheProcess() {
    sync.switches().set(Kakao.ID, Position.OFF);
    sync.close();

    assertThat(offered(otherNode())).containsExactly(OLD);
  }

  @Test
  void aSwitchOfAnotherShopIsNone() {
    MemberSync other = open(shop().provider(oldKakao()).shop(new ShopId("other-shop")));
    other.switches().set(Kakao.ID, Position.OFF);

    sync.work().runDue(RoadShop.BUDGET);

    assertThat(offered(sync)).containsExactly(Kakao.ID, OLD);
    assertThat(offered(other)).containsExactly(OLD);
  }

  @Test
  void whatALaterVersionHasWrittenHidesAndAnUnknownProviderIsNoFault() {
    books.switches().put(SHOP, new ProviderSwitch("kakao", "MISCONFIGURED", clock.instant()));
    books.switches().put(SHOP, new ProviderSwitch("gone", "OFF", clock.instant()));

    sync.work().runDue(RoadShop.BUDGET);

    assertThat(offered(sync)).containsExactly(OLD);
    assertThat(sync.switches().all().get(Kakao.ID).position()).isEqualTo(Position.HIDDEN);
    assertThat(sync.switches().all()).containsOnlyKeys(Kakao.ID, OLD);
  }

  @Test
  void aSwitchInATransactionThatIsUndoneIsUndone() {
    assertThatThrownBy(() -> books.unitOfWork().execute(() -> {
          sync.switches().set(Kakao.ID, Position.OFF);
          throw new IllegalStateException("the shop has changed its mind");
        }))
        .hasMessageContaining("changed its mind");

    assertThat(offered(sync)).containsExactly(Kakao.ID, OLD);
    sync.work().runDue(RoadShop.BUDGET);
    assertThat(offered(sync)).containsExactly(Kakao.ID, OLD);
  }

  // ---- on other nodes

  @Test
  void anotherNodeFollowsAfterTenSecondsAndOneRequest() {
    MemberSync other = otherNode();
    sync.switches().set(Kakao.ID, Position.OFF);

    clock.advance(FOLLOWS.minusMillis(1));
    assertThat(offered(other)).containsExactly(Kakao.ID, OLD);
    clock.advance(Duration.ofMillis(1));
    offered(other);

    Eventually.isTrue(() -> offered(other).equals(List.of(OLD)));
  }

  @Test
  void aBeginAndACallbackMakeANodeFollowToo() {
    MemberSync other = otherNode();
    sync.switches().set(OLD, Position.HIDDEN);
    clock.advance(FOLLOWS);
    browser.begin(other, Kakao.ID, SignIn.returningTo("/"));
    clock.advance(FOLLOWS.minusMillis(1)); // what is read now was ordered by that request
    Eventually.isTrue(() -> offered(other).equals(List.of(Kakao.ID)));

    sync.switches().set(OLD, Position.ON);
    clock.advance(FOLLOWS);
    browser.complete(other, Kakao.ID, URI.create("http://localhost/?code=c&state=s"));
    clock.advance(FOLLOWS.minusMillis(1));
    Eventually.isTrue(() -> offered(other).equals(List.of(Kakao.ID, OLD)));
  }

  @Test
  void aRoundOfDueWorkMakesANodeFollowAtOnce() {
    MemberSync other = otherNode();
    sync.switches().set(Kakao.ID, Position.HIDDEN);
    assertThat(offered(other)).containsExactly(Kakao.ID, OLD);

    other.work().runDue(RoadShop.BUDGET);

    assertThat(offered(other)).containsExactly(OLD);
  }

  // ---- books that do not answer

  @Test
  void noSignInWaitsForTheBooksToTellTheSwitches() {
    sync.switches().set(Kakao.ID, Position.OFF);
    MemberSync other = open(shop().provider(oldKakao()));
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    watched.beforeNext("switches.all", () -> {
      asked.countDown();
      await(answered);
    });

    assertThat(offered(other)).as("not read yet").containsExactly(Kakao.ID, OLD);
    await(asked);
    assertThat(other.begin(Kakao.ID, browser, SignIn.returningTo("/")))
        .isInstanceOf(Begun.RedirectTo.class);
    answered.countDown();

    Eventually.isTrue(() -> offered(other).equals(List.of(OLD)));
    assertThat(watched.calls("switches.all"))
        .as("by the operator twice, then once")
        .hasSize(3);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whileTheBooksDoNotAnswerTheLastCopyStaysAndOneWarningIsLogged() {
    MemberSync other = otherNode();
    sync.switches().set(Kakao.ID, Position.HIDDEN);
    other.work().runDue(RoadShop.BUDGET);
    sync.switches().set(Kakao.ID, Position.ON);

    String log = Logged.during(() -> {
      for (int i = 0; i < 3; i++) {
        unreadable();
        other.work().runDue(RoadShop.BUDGET);
        assertThat(offered(other)).containsExactly(OLD);
      }
    });
    assertThat(log.lines().filter(line -> line.contains("switches of providers cannot be read")))
        .singleElement()
        .asString()
        .contains("store-unavailable")
        .doesNotContain("no connection");

    other.work().runDue(RoadShop.BUDGET);
    assertThat(offered(other)).containsExactly(Kakao.ID, OLD);

    unreadable();
    assertThat(Logged.during(() -> other.work().runDue(RoadShop.BUDGET)))
        .as("the next outage is told again")
        .contains("switches of providers cannot be read");
  }

  @Test
  void aSwitchThatCannotBeWrittenIsNotSet() {
    watched.beforeNext("switches.put", SwitchesTest::noConnection);

    assertThatThrownBy(() -> sync.switches().set(Kakao.ID, Position.OFF))
        .isInstanceOf(MemberStoreException.class);

    assertThat(offered(sync)).containsExactly(Kakao.ID, OLD);
    assertThat(console("switch")).isEqualTo("0 kakao on\nkakao-old on\n");
  }

  private void unreadable() {
    watched.beforeNext("switches.all", SwitchesTest::noConnection);
  }

  private static void noConnection() {
    throw MemberStoreException.unavailable("store-unavailable", "no connection");
  }

  // ---- the console

  @Test
  void theConsoleSwitchesAndTellsHowAllStand() {
    String since = " since " + millis(clock.instant());

    assertThat(console("switch", "kakao", "hidden"))
        .isEqualTo("0 kakao hidden" + since + "\nkakao-old on\n");
    assertThat(offered(sync)).containsExactly(OLD);
    assertThat(console("switch", "kakao-old", "off"))
        .isEqualTo("0 kakao hidden" + since + "\nkakao-old off" + since + "\n");
    assertThat(console("switch", "kakao", "on")).startsWith("0 kakao on" + since);
    assertThat(console("switch")).contains("kakao-old off");
    assertThat(offered(sync)).containsExactly(Kakao.ID);
  }

  @Test
  void theConsoleSaysWhichWordIsWrong() {
    assertThat(console("switch", "naver", "off"))
        .isEqualTo("2 there is no provider naver; added were [kakao, kakao-old]\n");
    assertThat(console("switch", "No Provider", "off"))
        .startsWith("2 provider id must be 1 to 32 lower-case letters")
        .endsWith("No Provider\n");
    assertThat(console("switch", "kakao", "OFF"))
        .isEqualTo("2 a provider is switched on, hidden or off, not 'OFF'\n");
    assertThat(console("switch", "kakao"))
        .startsWith("2 import-identities")
        .contains("switch [PROVIDER on|hidden|off]");
    unreadable();
    assertThat(console("switch", "kakao", "off"))
        .isEqualTo("3 the database does not answer: store-unavailable\n");
    assertThat(watched.calls("switches.put")).isEmpty();
  }

  private String console(String... args) {
    StringWriter out = new StringWriter();
    int code = Console.run(sync, args, new PrintWriter(out));
    return code + " " + out.toString().replace(System.lineSeparator(), "\n");
  }
}
