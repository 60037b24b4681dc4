package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.testsupport.Eventually;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.TestClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedDnsTest {
  private static final List<InetAddress> OUTSIDE = List.of(address("8.8.8.8"));

  final TestClock clock = new TestClock();
  final WorkerPool pool = new WorkerPool("test-dns", 8, 8);
  final AtomicInteger looked = new AtomicInteger();
  final CountDownLatch end = new CountDownLatch(1);
  volatile Answer answer = name -> OUTSIDE;

  interface Answer {
    List<InetAddress> to(String name) throws UnknownHostException, InterruptedException;
  }

  final BoundedDns dns = new BoundedDns(
      name -> {
        looked.incrementAndGet();
        try {
          return answer.to(name);
        } catch (InterruptedException e) {
          throw new UnknownHostException("interrupted");
        }
      },
      pool,
      clock);

  @AfterEach
  void close() {
    end.countDown();
    pool.close();
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private List<InetAddress> lookup(Duration patience) throws UnknownHostException {
    dns.enter("good.example", Deadline.in(patience));
    try {
      return dns.lookup("good.example");
    } finally {
      dns.leave();
    }
  }

  @Test
  void anAnswerServesForHalfAMinute() throws Exception {
    lookup(Duration.ofSeconds(3));
    clock.advance(BoundedDns.FRESH.minusMillis(1));
    lookup(Duration.ofSeconds(3));
    assertThat(looked).hasValue(1);
    clock.advance(Duration.ofMillis(1));
    lookup(Duration.ofSeconds(3));
    Eventually.isTrue(() -> looked.get() >= 2); // with an old answer at hand the wait is short
    assertThat(looked).hasValue(2);
  }

  @Test
  @Fault("PO-13")
  void aResolverThatHangsCostsNoMoreThanTheDeadline() {
    answer = name -> {
      end.await();
      return OUTSIDE;
    };
    long start = System.nanoTime();

    assertThatThrownBy(() -> lookup(Duration.ofMillis(200)))
        .isInstanceOf(UnknownHostException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  @Fault("PO-13")
  void whileAResolverHangsItIsNotAskedAgain() {
    answer = name -> {
      end.await();
      return OUTSIDE;
    };
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> lookup(Duration.ofMillis(5)))
          .isInstanceOf(UnknownHostException.class);
    }
    Eventually.isTrue(() -> looked.get() >= 1);
    assertThat(looked).hasValue(1);
    assertThat(pool.threadCount()).isEqualTo(1);
  }

  @Test
  @Fault("PO-13")
  void theLastGoodAnswerServesWhenNoneComes() throws Exception {
    lookup(Duration.ofSeconds(3));
    clock.advance(Duration.ofHours(1));
    answer = name -> {
      throw new UnknownHostException(name);
    };
    assertThat(lookup(Duration.ofSeconds(3))).isEqualTo(OUTSIDE);
    answer = name -> {
      end.await();
      return OUTSIDE;
    };
    long start = System.nanoTime();
    assertThat(lookup(Duration.ofSeconds(30))).isEqualTo(OUTSIDE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  @Fault("PO-13")
  void aNameThatDoesNotExistIsSaidSo() {
    answer = name -> {
      throw new UnknownHostException(name);
    };
    assertThatThrownBy(() -> lookup(Duration.ofSeconds(3)))
        .isInstanceOf(UnknownHostException.class);
  }

  @Test
  @Fault("JD-12")
  void internalAnswersAreLeftOutAndNothingElseIsLeft() throws Exception {
    answer = name -> List.of(address("10.0.0.1"), address("8.8.8.8"), address("::1"));
    assertThat(lookup(Duration.ofSeconds(3))).isEqualTo(OUTSIDE);
    clock.advance(BoundedDns.FRESH);
    answer = name -> List.of(address("169.254.169.254"));
    Eventually.isTrue(() -> !isAnswered()); // with an old answer at hand the wait is short
    assertThatThrownBy(() -> lookup(Duration.ofSeconds(3)))
        .isInstanceOf(BoundedDns.InternalAddressException.class);
  }

  private boolean isAnswered() {
    try {
      return !lookup(Duration.ofSeconds(3)).isEmpty();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Test
  void theProxyOfAShopMayBeInternal() throws Exception {
    answer = name -> List.of(address("10.0.0.1"));
    dns.enter("good.example", Deadline.in(Duration.ofSeconds(3)));
    try {
      assertThat(dns.lookup("proxy.shop.internal")).containsExactly(address("10.0.0.1"));
    } finally {
      dns.leave();
    }
  }

  @Test
  void localhostIsNotLookedUp() throws Exception {
    dns.enter("localhost", Deadline.in(Duration.ofSeconds(3)));
    try {
      assertThat(dns.lookup("localhost")).allMatch(InetAddress::isLoopbackAddress);
    } finally {
      dns.leave();
    }
    assertThat(looked).hasValue(0);
  }

  @Test
  @Fault("PO-13")
  void aSignInDoesNotWaitForAResolverLongerThanOneAttempt() {
    OkHttpClient client = new OkHttpClient.Builder()
        .dns(name -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return OUTSIDE;
        })
        .build();
    HttpOptions options =
        HttpOptions.builder().client(client).perAttempt(Duration.ofMillis(500)).build();
    try (GatewayFixture it = new GatewayFixture(options)) {
      Provider provider = Provider.of(
          it.descriptor()
              .token("https://slow.example/token", io.membersync.provider.ClientAuth.POST_BODY)
              .build(),
          GatewayFixture.client());
      long start = System.nanoTime();
      ProviderFailure failure = it.refusal(provider);

      assertThat(failure.kind()).isEqualTo(ErrorKind.PROVIDER_DOWN);
      assertThat(failure.error().code()).isIn("timeout", "dns");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }
  }

  @Test
  void manyNamesDoNotGrowTheCacheWithoutEnd() throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      names.add("n" + i + ".example");
    }
    for (String name : names) {
      dns.enter(name, Deadline.in(Duration.ofSeconds(3)));
      dns.lookup(name);
      dns.leave();
    }
    assertThat(dns.size()).isLessThanOrEqualTo(1_024);
  }
}
