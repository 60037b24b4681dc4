package io.membersync.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.membersync.MemberSync;
import io.membersync.SignInResult;
import io.membersync.SignInResult.SignedIn;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.AtOnce;
import io.membersync.testsupport.Eventually;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.servers.Server;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two engines, each with connections of its own, on one database of a server. */
@Tag("real")
class TwoEnginesIT {
  private static final Duration THINKING = Duration.ofSeconds(3);

  /** A shop on a server, with two engines. */
  private static final class TwoEngines implements AutoCloseable {
    final CrowdedKakao kakao = new CrowdedKakao();
    final List<HikariDataSource> pools = new ArrayList<>();
    final List<MemberSync> engines = new ArrayList<>();
    final List<MemberStore> stores = new ArrayList<>();

    /** The Runnable is for a {@link NumberingStore}; without one the store is ours. */
    TwoEngines(Server server, List<Runnable> afterNumber) {
      String url = server.newDatabase();
      CrowdedKakao.createTables(server, url);
      for (int i = 0; i < 2; i++) {
        HikariDataSource pool = Server.pool(url, 10);
        JdbcUnitOfWork unit = new JdbcUnitOfWork(pool);
        MemberStore store = afterNumber.isEmpty()
            ? Node.members(unit)
            : new NumberingStore(unit, afterNumber.get(0));
        pools.add(pool);
        stores.add(store);
        engines.add(kakao.engine(unit, store));
      }
    }

    MemberSync other(MemberSync engine) {
      return engines.get(1 - engines.indexOf(engine));
    }

    int count(String query) {
      return CrowdedKakao.count(pools.get(0), query);
    }

    /** So many people, from this one on, on their way back to the first engine. */
    List<Callable<SignInResult>> callbacks(int first, int people) {
      MemberSync engine = engines.get(0);
      List<Callable<SignInResult>> callbacks = new ArrayList<>();
      for (int i = first; i < first + people; i++) {
        TestBrowser browser = new TestBrowser();
        URI callback = kakao.callback(engine, browser, kakao.person(i));
        callbacks.add(() -> browser.complete(engine, Kakao.ID, callback));
      }
      return callbacks;
    }

    /**
     * How many connections the first engine has while all these visitors wait for the provider;
     * empty when the first may have had an answer before.
     */
    OptionalInt lentWhileAllWait(int visitors) {
      long begun = System.nanoTime();
      Eventually.isTrue(() -> kakao.fake.calls(KakaoEndpoint.TOKEN) == visitors);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      int lent = pools.get(0).getHikariPoolMXBean().getActiveConnections();
      return System.nanoTime() - begun < THINKING.toNanos()
          ? OptionalInt.of(lent)
          : OptionalInt.empty();
    }

    @Override
    public void close() {
      engines.forEach(MemberSync::close);
      pools.forEach(HikariDataSource::close);
      kakao.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  @Fault("MS-04")
  void aNumberThatTwoNodesGaveIsGivenAgain(Server server) throws Exception {
    CyclicBarrier bothHaveANumber = new CyclicBarrier(2);
    AtomicInteger numbers = new AtomicInteger();
    Runnable meet = () -> {
      if (numbers.incrementAndGet() <= 2) {
        meet(bothHaveANumber);
      }
    };
    try (TwoEngines shop = new TwoEngines(server, List.of(meet))) {
      List<Callable<SignInResult>> callbacks = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        MemberSync engine = shop.engines.get(i);
        TestBrowser browser = new TestBrowser();
        URI callback = shop.kakao.callback(engine, browser, shop.kakao.person(i));
        callbacks.add(() -> browser.complete(engine, Kakao.ID, callback));
      }

      List<SignInResult> results = AtOnce.call(callbacks);

      assertThat(results)
          .extracting(TwoEnginesIT::memberOf)
          .containsExactlyInAnyOrder(new MemberId("1"), new MemberId("2"));
      assertThat(shop.stores.stream()
              .mapToInt(store -> ((NumberingStore) store).tries())
              .sum())
          .as("one unique violation of the shop's own")
          .isEqualTo(3);
      assertThat(shop.count("SELECT COUNT(*) FROM member")).isEqualTo(2);
      assertThat(shop.count("SELECT COUNT(*) FROM membersync_member")).isEqualTo(2);
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException("the other did not come", e);
    }
  }

  private static MemberId memberOf(SignInResult result) {
    assertThat(result).isInstanceOf(SignedIn.class);
    return ((SignedIn) result).member().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  @Fault({"AR-01", "MS-09"})
  void oneCallbackAtBothIsExchangedOnce(Server server) throws Exception {
    try (TwoEngines shop = new TwoEngines(server, List.of())) {
      for (int i = 0; i < 10; i++) {
        TestBrowser browser = new TestBrowser();
        URI callback = shop.kakao.callback(shop.engines.get(0), browser, shop.kakao.person(i));

        List<SignInResult> results = AtOnce.call(shop.engines.stream()
            .<Callable<SignInResult>>map(
                engine -> () -> browser.copy().complete(engine, Kakao.ID, callback))
            .toList());

        assertThat(memberOf(results.get(0))).isEqualTo(memberOf(results.get(1)));
        assertThat(shop.kakao.fake.calls(KakaoEndpoint.TOKEN)).isEqualTo(i + 1);
      }
      assertThat(shop.count("SELECT COUNT(*) FROM member")).isEqualTo(10);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  @Fault("LK-16")
  void aHundredFirstSignInsOfOneIdentityMakeOneMember(Server server) throws Exception {
    try (TwoEngines shop = new TwoEngines(server, List.of())) {
      KakaoPerson person = shop.kakao.person(1);
      List<Callable<SignInResult>> callbacks = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        MemberSync engine = shop.engines.get(i % 2);
        TestBrowser browser = new TestBrowser();
        URI callback = shop.kakao.callback(engine, browser, person);
        callbacks.add(() -> browser.complete(shop.other(engine), Kakao.ID, callback));
      }

      List<SignInResult> results = AtOnce.call(callbacks);

      assertThat(results.stream().map(TwoEnginesIT::memberOf).distinct()).hasSize(1);
      assertThat(shop.count("SELECT COUNT(*) FROM member")).isOne();
      assertThat(shop.count("SELECT COUNT(*) FROM membersync_identity")).isOne();
      assertThat(shop.count("SELECT COUNT(*) FROM membersync_person")).isOne();
    }
  }

  /**
   * In real time: what is shown is that nobody holds a connection while the provider thinks. Where
   * the machine is so busy that the first has its answer before the last has asked, others come.
   */
  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  @Fault("MS-20")
  void aPoolOfTenServesTwoHundredSignInsWhileTheProviderThinks(Server server) throws Exception {
    int visitors = 200;
    try (TwoEngines shop = new TwoEngines(server, List.of())) {
      OptionalInt lentWhileAllWait = OptionalInt.empty();
      int rounds = 0;
      while (lentWhileAllWait.isEmpty() && rounds < 4) {
        List<Callable<SignInResult>> callbacks = shop.callbacks(visitors * rounds, visitors);
        shop.kakao.fake.forgetRequests();
        shop.kakao.fake.failUntilCleared(KakaoEndpoint.TOKEN, Failure.delay(THINKING));
        var watch = CompletableFuture.supplyAsync(() -> shop.lentWhileAllWait(visitors));

        List<SignInResult> results = AtOnce.call(callbacks);

        assertThat(results).hasSize(visitors);
        assertThat(results.stream().map(TwoEnginesIT::memberOf).distinct()).hasSize(visitors);
        assertThat(shop.count("SELECT COUNT(*) FROM member")).isEqualTo(visitors * ++rounds);
        lentWhileAllWait = watch.get(30, TimeUnit.SECONDS);
      }

      assertThat(lentWhileAllWait).as("connections lent while all wait").hasValue(0);
    }
  }
}
