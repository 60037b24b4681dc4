package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.profile.Profile;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderProfile;
import io.membersync.testsupport.Eventually;
import io.membersync.testsupport.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes out together after the tokens, and what happens when a part of it fails. */
class ProfileFetchTest {
  GatewayFixture it = new GatewayFixture();
  final CountDownLatch end = new CountDownLatch(1);
  volatile Optional<Provider.Answers> read = Optional.empty();

  private Provider.Answers answers() {
    return read.orElseThrow();
  }

  @AfterEach
  void close() {
    end.countDown();
    it.close();
  }

  /** A provider with these calls; it remembers what it was given to read. */
  private Provider provider(ProviderDescriptor descriptor, List<ProviderCall> calls) {
    return new Provider() {
      @Override
      public ProviderDescriptor descriptor() {
        return descriptor;
      }

      @Override
      public ClientRegistration client() {
        return GatewayFixture.client();
      }

      @Override
      public List<ProviderCall> calls(Grant grant) {
        return calls;
      }

      @Override
      public ProviderProfile read(Provider.Answers answers) {
        read = Optional.of(answers);
        return new ProviderProfile(TokenMaker.SUBJECT, Profile.of(List.of()), List.of(), false);
      }
    };
  }

  private ProviderCall call(String name) {
    return ProviderCall.get(name, it.server.uri("/" + name));
  }

  private List<ProviderCall> four() {
    return List.of(call("me"), call("terms"), call("addresses"), call("channels"));
  }

  private void hang(String path) {
    it.server.on(path, (request, out) -> {
      end.await();
      return false;
    });
  }

  @Test
  void allCallsAndTheKeysGoOutAtOnce() throws Exception {
    CyclicBarrier together = new CyclicBarrier(5);
    for (String path : List.of("/me", "/terms", "/addresses", "/channels", GatewayFixture.KEYS)) {
      it.server.on(path, (request, out) -> {
        try {
          together.await(10, TimeUnit.SECONDS); // passes only when all five are under way
        } catch (java.util.concurrent.BrokenBarrierException
            | java.util.concurrent.TimeoutException e) {
          throw new IOException(e);
        }
        return LoopbackServer.send(
            out,
            200,
            "application/json",
            path.equals(GatewayFixture.KEYS) ? TokenMaker.keySet(TokenMaker.RSA) : "{\"a\":1}");
      });
    }
    it.idToken(TokenMaker.good());
    Exchanged exchanged = it.signIn(provider(it.openId().descriptor(), four()));

    assertThat(exchanged.calls()).isEqualTo(5);
    assertThat(answers().byCall()).containsOnlyKeys("me", "terms", "addresses", "channels");
    assertThat(answers().identityToken().orElseThrow().findString("sub"))
        .contains(TokenMaker.SUBJECT);
  }

  @Test
  void aCallWithoutItsScopeIsLeftOut() throws Exception {
    it.server.json(
        GatewayFixture.TOKEN,
        "{\"access_token\":\"at-1\",\"token_type\":\"bearer\",\"scope\":\"birthday\"}");
    it.server.json("/me", "{}");
    it.signIn(provider(
        it.plain().descriptor(),
        List.of(call("me"), call("addresses").onlyWithScope("shipping_address"))));

    assertThat(it.server.seen("/addresses")).isEmpty();
    assertThat(answers().byCall()).containsOnlyKeys("me");
  }

  @Test
  void aCallThatIsNotEssentialMayFail() throws Exception {
    it.server.json("/me", "{}");
    it.server.status("/terms", 500, "{}");
    it.server.on("/channels", (request, out) -> LoopbackServer.send(out, 200, "text/html", "<p>"));
    Exchanged exchanged = it.signIn(provider(
        it.plain().descriptor(),
        List.of(call("terms").notEssential(), call("me"), call("channels").notEssential())));

    assertThat(exchanged.profile().subject()).isEqualTo(TokenMaker.SUBJECT);
    assertThat(answers().byCall()).containsOnlyKeys("me");
  }

  @Test
  void aFaultCancelsWhatIsUnderWay() {
    hang("/me");
    it.server.status("/terms", 500, "{}");
    hang("/addresses");
    long start = System.nanoTime();
    ProviderFailure failure =
        it.refusal(provider(it.plain().descriptor(), four().subList(0, 3)));

    assertThat(failure.step()).isEqualTo("terms");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(GatewayFixture.ATTEMPT.minusMillis(100));
    assertThat(read).isEmpty();
  }

  @Test
  void aBadSignatureCancelsTheProfileCallsAndNothingIsRead() {
    hang("/me");
    hang("/terms");
    it.idToken(TokenMaker.signWith(
        TokenMaker.OTHER_RSA,
        "RS256",
        "{\"alg\":\"RS256\",\"kid\":\"key-1\"}",
        TokenMaker.json(TokenMaker.claims())));
    long start = System.nanoTime();
    ProviderFailure failure =
        it.refusal(provider(it.openId().descriptor(), four().subList(0, 2)));

    assertThat(failure.kind()).isEqualTo(ErrorKind.PROTOCOL);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(GatewayFixture.ATTEMPT.minusMillis(100));
    assertThat(read).isEmpty();
  }

  @Test
  void afterABadClaimNothingIsStartedAtAll() {
    Map<String, String> claims = TokenMaker.claims();
    claims.put("nonce", "\"another\"");
    it.idToken(TokenMaker.sign(TokenMaker.RSA, claims));
    it.refusal(provider(it.openId().descriptor(), four()));

    assertThat(it.server.seen()).hasSize(1);
    assertThat(read).isEmpty();
  }

  @Test
  void keysThatDoNotComeEndTheSignInThoughTheProfileIsThere() {
    it.server.json("/me", "{}");
    it.server.status(GatewayFixture.KEYS, 503, "{}");
    it.idToken(TokenMaker.good());
    ProviderFailure failure = it.refusal(provider(it.openId().descriptor(), List.of(call("me"))));

    assertThat(failure.step()).isEqualTo("keys");
    assertThat(read).isEmpty();
  }

  @Test
  void theWholeSignInHasADeadline() {
    it.close();
    it = new GatewayFixture(HttpOptions.builder()
        .perAttempt(Duration.ofMillis(600))
        .perSignIn(Duration.ofMillis(600))
        .build());
    it.server.on(GatewayFixture.TOKEN, (request, out) -> {
      end.await(400, TimeUnit.MILLISECONDS);
      return LoopbackServer.send(
          out, 200, "application/json", "{\"access_token\":\"at-1\",\"token_type\":\"bearer\"}");
    });
    for (ProviderCall call : four()) {
      hang("/" + call.name());
    }
    long start = System.nanoTime();
    ProviderFailure failure = it.refusal(provider(it.plain().descriptor(), four()));

    assertThat(failure.error().code()).isEqualTo("timeout");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void aProviderClassThatThrowsIsSaidSoWithoutItsMessage() {
    Provider broken = new Provider() {
      @Override
      public ProviderDescriptor descriptor() {
        return it.plain().descriptor();
      }

      @Override
      public ClientRegistration client() {
        return GatewayFixture.client();
      }

      @Override
      public ProviderProfile read(Provider.Answers answers) {
        throw new IllegalStateException("mina@shop.example");
      }
    };
    ProviderFailure failure = it.refusal(broken);

    assertThat(failure.kind()).isEqualTo(ErrorKind.SHAPE);
    assertThat(failure)
        .hasMessageContaining("IllegalStateException")
        .hasMessageNotContaining("mina")
        .hasNoCause();
    assertThat(failure.getStackTrace()[0].getClassName()).contains("ProfileFetchTest");
  }

  @Test
  @Fault("PO-02")
  void threadsAreBoundedDaemonsWithANameHoweverManyVisitorsWait() throws Exception {
    it.close();
    it = new GatewayFixture(HttpOptions.defaults());
    for (ProviderCall call : four()) {
      hang("/" + call.name());
    }
    Provider provider = provider(it.plain().descriptor(), four());
    List<Thread> visitors = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Thread visitor = new Thread(() -> it.refusal(provider));
      visitor.start();
      visitors.add(visitor);
    }
    int most = 0;
    while (visitors.stream().anyMatch(Thread::isAlive)) {
      List<Thread> ours = Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().startsWith("membersync-"))
          .toList();
      assertThat(ours).allMatch(Thread::isDaemon);
      most = Math.max(most, ours.size());
      Thread.sleep(50); // real time: threads are counted while the calls hang
    }
    for (Thread visitor : visitors) {
      visitor.join();
    }
    assertThat(most).isBetween(1, 64);
  }

  @Test
  @Fault("PO-02")
  void aFullPoolSaysSoAtOnce() throws Exception {
    WorkerPool pool = new WorkerPool("test-pool", 4, 2);
    CountDownLatch busy = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    int admitted = 0;
    try {
      while (true) {
        pool.run("slow", () -> {
          try {
            busy.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          done.incrementAndGet();
        });
        admitted++;
      }
    } catch (java.util.concurrent.RejectedExecutionException e) {
      assertThat(admitted).isEqualTo(2 + 2_048);
    }
    CountDownLatch other = new CountDownLatch(1);
    pool.run("other", other::countDown); // another provider is not held up
    assertThat(other.await(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(pool.threadCount()).isLessThanOrEqualTo(4);
    busy.countDown();
    int all = admitted;
    Eventually.isTrue(() -> done.get() >= all);
    assertThat(done).hasValue(admitted);
    pool.close();
  }

  @Test
  void aClosedGatewayRefuses() {
    it.gateway.close();
    it.server.json("/me", "{}");
    ProviderFailure failure = it.refusal(provider(it.plain().descriptor(), four()));

    assertThat(failure.error().code()).isEqualTo("busy");
  }
}
