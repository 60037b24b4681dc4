package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.provider.ClientAuth;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.testsupport.Eventually;
import io.membersync.testsupport.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The one call that must never be made twice, on a bad line and against a bad server. */
class TokenCallTest {
  private static final HttpOptions SHORT =
      HttpOptions.builder().perAttempt(Duration.ofMillis(1_500)).build();

  GatewayFixture it = new GatewayFixture();
  final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() {
    end.countDown();
    it.close();
  }

  /** Once the classes are loaded, so that this does not take an attempt's time. */
  private void shortAttempts() throws Exception {
    it.signIn(it.plain());
    it.close();
    it = new GatewayFixture(SHORT);
  }

  private int posts() {
    return it.server.seen(GatewayFixture.TOKEN).size();
  }

  @Test
  @Fault("TR-11")
  void aConnectionRefusedOnceIsTriedAgainWithOnePostInAll() throws Exception {
    AtomicInteger connects = new AtomicInteger();
    beforeEachConnect(() -> {
      if (connects.incrementAndGet() == 1) {
        throw new ConnectException("refused");
      }
    });

    assertThat(it.signIn(it.plain()).profile().subject()).isEqualTo(TokenMaker.SUBJECT);
    assertThat(posts()).isEqualTo(1);
  }

  @Test
  @Fault("TR-11")
  void aServerThatComesUpAMomentLaterIsReached() throws Exception {
    List<Long> connects = new CopyOnWriteArrayList<>();
    List<LoopbackServer> again = new ArrayList<>();
    beforeEachConnect(() -> {
      connects.add(System.nanoTime());
      if (connects.size() == 2) {
        again.add(LoopbackServer.startAt(it.server.port())
            .json(GatewayFixture.TOKEN, "{\"access_token\":\"at-1\",\"token_type\":\"bearer\"}")
            .json(GatewayFixture.PROFILE, "{\"sub\":\"1\"}"));
      }
    });
    it.server.close();

    try {
      assertThat(it.signIn(it.plain()).profile().subject()).isEqualTo("1");
    } finally {
      again.forEach(LoopbackServer::close);
    }
    assertThat(Duration.ofNanos(connects.get(1) - connects.get(0)))
        .as("a moment for the server to come up")
        .isGreaterThanOrEqualTo(Duration.ofMillis(250));
  }

  private void beforeEachConnect(WatchedSockets.BeforeConnect action) {
    it.close();
    it = new GatewayFixture(HttpOptions.builder()
        .perAttempt(GatewayFixture.ATTEMPT)
        .client(
            new OkHttpClient.Builder().socketFactory(new WatchedSockets(action)).build())
        .build());
  }

  @Test
  void aServerThatStaysDownIsGivenUpSoon() {
    it.server.close();
    ProviderFailure failure = it.refusal(it.plain());

    assertThat(failure.kind()).isEqualTo(ErrorKind.PROVIDER_DOWN);
    assertThat(failure.error().code()).isEqualTo("connection_refused");
  }

  @Test
  @Fault("TR-12")
  void anAnswerThatIsResetIsNotAskedForAgain() {
    it.server.on(GatewayFixture.TOKEN, (request, out) -> false);
    ProviderFailure failure = it.refusal(it.plain());

    assertThat(failure.kind()).isEqualTo(ErrorKind.PROVIDER_DOWN);
    assertThat(failure.error().code()).isEqualTo("connection_lost");
    assertThat(posts()).isEqualTo(1);
    assertThat(it.server.seen(GatewayFixture.PROFILE)).isEmpty();
  }

  @Test
  @Fault("TR-12")
  void anAnswerThatNeverComesIsGivenUpAndNotAskedForAgain() throws Exception {
    shortAttempts();
    it.server.on(GatewayFixture.TOKEN, (request, out) -> {
      end.await();
      return false;
    });
    long start = System.nanoTime();
    ProviderFailure failure = it.refusal(it.plain());

    assertThat(failure.error().code()).isEqualTo("timeout");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(posts()).isEqualTo(1);
  }

  @Test
  @Fault("TR-12")
  void anAnswerCutInHalfIsNotAskedForAgain() {
    it.server.on(GatewayFixture.TOKEN, (request, out) -> {
      start(out, "Content-Length: 200");
      write(out, "{\"access_token\":\"at-");
      return false;
    });
    ProviderFailure failure = it.refusal(it.plain());

    assertThat(failure.kind()).isEqualTo(ErrorKind.PROVIDER_DOWN);
    assertThat(posts()).isEqualTo(1);
  }

  @Test
  @Fault("TR-12")
  void aConnectionThatTheServerClosedMeanwhileCostsNoCode() throws Exception {
    it.server.on(GatewayFixture.TOKEN, (request, out) -> {
      LoopbackServer.send(
          out,
          200,
          "application/json",
          "{\"access_token\":\"at-1\",\"token_type\":\"bearer\"}",
          "Connection: close");
      return false;
    });
    for (int i = 0; i < 5; i++) {
      it.signIn(it.plain());
    }

    assertThat(posts()).isEqualTo(5);
  }

  @Test
  @Fault("TR-12")
  void aConnectionThatTheServerClosedSilentlyIsFoundBeforeTheCodeIsSent() throws Exception {
    it.server.on(GatewayFixture.TOKEN, (request, out) -> {
      LoopbackServer.send(
          out, 200, "application/json", "{\"access_token\":\"at-1\",\"token_type\":\"bearer\"}");
      return false; // without a word
    });
    it.signIn(it.plain());
    Eventually.isTrue(() -> it.server.closed() == 1);
    Thread.sleep(300); // real time: a connection used just now is not doubted
    it.signIn(it.plain());

    assertThat(posts()).isEqualTo(2);
  }

  @Test
  @Fault("TR-12")
  void aShopsOwnClientCannotSendACodeTwice() {
    it.close();
    OkHttpClient insistent = new OkHttpClient.Builder()
        .retryOnConnectionFailure(true)
        .addInterceptor(chain -> {
          chain.proceed(chain.request()).close();
          return chain.proceed(chain.request());
        })
        .build();
    it = new GatewayFixture(HttpOptions.builder().client(insistent).build());
    ProviderFailure failure = it.refusal(it.plain());

    assertThat(failure.kind()).isEqualTo(ErrorKind.PROVIDER_DOWN);
    assertThat(posts()).isEqualTo(1);
  }

  @Test
  void aShopsClientThatThrowsIsSaidSoWithoutItsMessage() {
    it.close();
    OkHttpClient broken = new OkHttpClient.Builder()
        .addInterceptor(chain -> {
          throw new IllegalStateException("code-1 was in there");
        })
        .build();
    it = new GatewayFixture(HttpOptions.builder().client(broken).build());
    ProviderFailure failure = it.refusal(it.plain());

    assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(failure)
        .hasMessageContaining("IllegalStateException")
        .hasMessageNotContaining("code-1")
        .hasNoCause();
  }

  @Test
  void anInterruptedVisitorIsNoException() throws Exception {
    it.server.on(GatewayFixture.TOKEN, (request, out) -> {
      end.await();
      return false;
    });
    AtomicInteger interrupted = new AtomicInteger();
    Thread visitor = new Thread(() -> {
      it.refusal(it.plain());
      interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 2);
    });
    visitor.start();
    visitor.interrupt();
    visitor.join();

    assertThat(interrupted).hasValue(1);
  }

  @Test
  void aShopsAuthenticatorCannotSendACodeTwice() {
    it.close();
    OkHttpClient client = new OkHttpClient.Builder()
        .authenticator((route, response) ->
            response.request().newBuilder().header("Authorization", "Basic x").build())
        .build();
    it = new GatewayFixture(HttpOptions.builder().client(client).build());
    it.server.status(GatewayFixture.TOKEN, 401, "{\"error\":\"invalid_grant\"}");

    assertThat(it.refusal(it.plain()).kind()).isEqualTo(ErrorKind.TOKEN_DEAD);
    assertThat(posts()).isEqualTo(1);
  }

  @Test
  @Fault("TR-14")
  void aHugeBodyIsCutAtTheLimit() {
    AtomicInteger mebibytes = new AtomicInteger();
    it.server.on(GatewayFixture.TOKEN, (request, out) -> {
      start(out, "Content-Length: 104857600");
      byte[] blanks = new byte[1 << 20];
      for (int i = 0; i < 100; i++) {
        out.write(blanks);
        mebibytes.incrementAndGet();
      }
      return false;
    });
    long before = allocated();
    ProviderFailure failure = it.refusal(it.plain());

    assertThat(allocated() - before).as("bytes for a body of 100 MiB").isLessThan(4L << 20);
    assertThat(failure.error().code()).isEqualTo("body_too_large");
    assertThat(posts()).isEqualTo(1);
    assertThat(mebibytes.get()).isLessThan(40); // the rest stays in the sockets' own buffers
  }

  @Test
  @Fault("TR-14")
  void chunksWithoutEndAreCutAtTheLimit() {
    it.server.on(GatewayFixture.TOKEN, (request, out) -> {
      start(out, "Transfer-Encoding: chunked");
      String chunk = "1000\r\n" + " ".repeat(4_096) + "\r\n";
      while (end.getCount() > 0) {
        write(out, chunk);
      }
      return false;
    });

    assertThat(it.refusal(it.plain()).error().code()).isEqualTo("body_too_large");
  }

  @Test
  @Fault("TR-14")
  void aPackedBodyIsCountedUnpacked() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[50 << 20]);
    }
    it.server.on(
        GatewayFixture.TOKEN,
        (request, out) -> LoopbackServer.send(
            out, 200, "application/json", packed.toByteArray(), "Content-Encoding: gzip"));

    assertThat(it.refusal(it.plain()).error().code()).isEqualTo("body_too_large");
  }

  @Test
  @Fault("TR-14")
  void aBodyShorterThanItSaysIsNoAnswer() {
    it.server.on(GatewayFixture.TOKEN, (request, out) -> {
      start(out, "Content-Length: 900");
      write(out, "{\"access_token\":\"at-1\",\"token_type\":\"bearer\"}");
      return false;
    });

    assertThat(it.refusal(it.plain()).kind()).isEqualTo(ErrorKind.PROVIDER_DOWN);
  }

  @Test
  @Fault("TR-15")
  void aBodyThatDripsDoesNotOutliveTheAttempt() throws Exception {
    shortAttempts();
    it.server.on(GatewayFixture.TOKEN, (request, out) -> {
      start(out, "Content-Length: 90");
      while (end.getCount() > 0) {
        write(out, " ");
        end.await(100, java.util.concurrent.TimeUnit.MILLISECONDS);
      }
      return false;
    });
    long start = System.nanoTime();
    ProviderFailure failure = it.refusal(it.plain());

    assertThat(failure.error().code()).isEqualTo("timeout");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(posts()).isEqualTo(1);
  }

  @Test
  @Fault("PO-14")
  void aHandshakeThatStallsIsGivenUp() throws Exception {
    shortAttempts();
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Provider provider = Provider.of(
          it.descriptor()
              .token("https://127.0.0.1:" + silent.getLocalPort() + "/token", ClientAuth.POST_BODY)
              .build(),
          GatewayFixture.client());
      long start = System.nanoTime();
      ProviderFailure failure = it.refusal(provider);

      assertThat(failure.kind()).isEqualTo(ErrorKind.PROVIDER_DOWN);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  private static void start(OutputStream out, String header) throws IOException {
    write(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + header + "\r\n\r\n");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** By this thread, which reads the token answer. */
  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
