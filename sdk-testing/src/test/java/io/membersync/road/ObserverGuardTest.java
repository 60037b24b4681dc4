package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.MemberSync.Observer;
import io.membersync.MemberSync.Observer.Kind;
import io.membersync.SignIn;
import io.membersync.SignInResult.SignedIn;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.AtOnce;
import io.membersync.testsupport.Eventually;
import io.membersync.testsupport.Logged;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What an observer may do, and what it can rely on. */
class ObserverGuardTest extends RoadFixture {
  /** A socket that is read from hears no interrupt: it ends with the attempt. */
  private static final HttpOptions SHORT =
      HttpOptions.builder().perAttempt(Duration.ofSeconds(3)).build();

  private final Heard heard = new Heard();

  @Test
  void oneThatThrowsFailsNoSignInAndIsNamedOnce() {
    heard.forget();
    sync = open(shop().observer(new Throwing()).observer(heard));

    String log = Logged.during(() -> {
      assertThat(signIn("haneul")).isInstanceOf(SignedIn.class);
      assertThat(signIn("haneul")).isInstanceOf(SignedIn.class);
    });

    assertThat(log.lines().filter(line -> line.contains(Throwing.class.getName())))
        .singleElement()
        .asString()
        .contains("IllegalStateException")
        .doesNotContain("its own secret");
    assertThat(heard.ends(Kind.COMPLETE)).containsExactly("signed-up", "signed-in");
    heard.assertEachEndedOnce();
  }

  /** Throws at every turn. */
  private static final class Throwing implements Observer {
    private final AtomicInteger turns = new AtomicInteger();

    @Override
    public Ending begin(Step step) {
      if (turns.getAndIncrement() % 2 == 0) {
        throw new IllegalStateException("its own secret");
      }
      return outcome -> {
        throw new NoClassDefFoundError("its own secret");
      };
    }
  }

  @Test
  void oneThatGivesNothingBackFailsNoSignIn() {
    sync = open(shop().observer(step -> nothing()));

    String log = Logged.during(() -> assertThat(signIn("haneul")).isInstanceOf(SignedIn.class));

    assertThat(log).contains("NullPointerException");
  }

  @SuppressWarnings("NullAway") // what a shop without a checker can do
  private static Observer.Ending nothing() {
    return null;
  }

  @Test
  void oneThatIsSlowIsLeftAloneSoThatNoSignInWaitsForItAgainAndAgain() {
    heard.forget();
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    sync = open(shop()
        .observer(step -> {
          begun.incrementAndGet();
          LockSupport.parkNanos(Duration.ofMillis(700).toNanos()); // real time: it is slow
          return outcome -> ended.incrementAndGet();
        })
        .observer(heard));

    String log = Logged.during(() -> assertThat(signIn("haneul")).isInstanceOf(SignedIn.class));

    assertThat(begun).hasValue(1);
    assertThat(ended).hasValue(1);
    assertThat(log.lines().filter(line -> line.contains("hears of no new step")))
        .hasSize(1);
    assertThat(heard.ends(Kind.COMPLETE)).containsExactly("signed-up");
  }

  @Test
  void severalAreToldInTheirOrderAndEndInTheReverse() {
    List<String> order = new ArrayList<>();
    sync = open(shop().observer(saying("one", order)).observer(saying("two", order)));

    browser.begin(sync, Kakao.ID, SignIn.returningTo("/"));

    assertThat(order).containsExactly("one begins", "two begins", "two ends", "one ends");
  }

  private static Observer saying(String name, List<String> order) {
    return step -> {
      order.add(name + " begins");
      return outcome -> order.add(name + " ends");
    };
  }

  @Test
  void manyAtOnceOnGoodAndBadDaysEachEndOnce() throws Exception {
    heard.forget();
    sync = open(shop().observer(heard));
    List<Callable<Object>> all = new ArrayList<>();
    for (String person : List.of("haneul", "seoyeon", "doyun", "haneul", "seoyeon", "doyun")) {
      TestBrowser own = new TestBrowser();
      URI callback =
          kakao.visitor(person).agree(own.begin(sync, Kakao.ID, SignIn.returningTo("/")));
      all.add(() -> own.complete(sync, Kakao.ID, callback));
      all.add(() -> own.copy().complete(sync, Kakao.ID, callback)); // a double click
    }
    kakao.failNext(KakaoEndpoint.USER_ME, 2, Failure.raw(503, Map.of(), ""));
    kakao.failNext(KakaoEndpoint.TOKEN, 1, Failure.close());

    AtOnce.call(all);

    assertThat(heard.of(Kind.COMPLETE)).hasSize(12);
    assertThat(heard.ends(Kind.PROVIDER_CALL, "token")).hasSize(6);
    assertThat(heard.ends(Kind.COMPLETE))
        .filteredOn(end -> end.startsWith("unavailable"))
        .isNotEmpty();
    heard.assertEachEndedOnce();
  }

  @Test
  void aThreadThatIsInterruptedWhileTheProviderHangsEndsItsSteps() throws Exception {
    heard.forget();
    sync = open(shop().observer(heard).http(SHORT));
    URI callback = callback("haneul");
    for (KakaoEndpoint endpoint :
        List.of(KakaoEndpoint.USER_ME, KakaoEndpoint.SERVICE_TERMS, KakaoEndpoint.CHANNELS)) {
      kakao.failUntilCleared(endpoint, Failure.hang());
    }
    Thread visitor = new Thread(() -> complete(callback));
    visitor.start();
    Eventually.isTrue(() -> kakao.calls(KakaoEndpoint.USER_ME) == 1);

    visitor.interrupt();
    visitor.join(Eventually.PATIENCE.toMillis());

    heard.assertEachEndedOnce();
    assertThat(heard.ends(Kind.PROVIDER_CALL, "profile"))
        .containsExactly("provider-down interrupted");
  }

  @Test
  void anEngineThatIsClosedEndsWhatIsUnderWay() throws Exception {
    heard.forget();
    MemberSync closing = open(shop().observer(heard).http(SHORT));
    sync = closing;
    URI callback = callback("haneul");
    kakao.failUntilCleared(KakaoEndpoint.TOKEN, Failure.hang());
    Thread visitor = new Thread(() -> complete(callback));
    visitor.start();
    Eventually.isTrue(() -> kakao.calls(KakaoEndpoint.TOKEN) == 1);

    closing.close();

    assertThat(heard.ends(Kind.PROVIDER_CALL, "token")).containsExactly("cancelled");
    visitor.interrupt();
    visitor.join(Eventually.PATIENCE.toMillis());
    heard.assertEachEndedOnce();
  }
}
