package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.lifecycle.Webhook;
import io.membersync.testsupport.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.gzip.GzipHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks whose body is too long, packed, slow or cut, byte by byte over a connection. */
@Fault("WH-13")
class WebhookBodyTest {
  private static final String ADDRESS = "/login/webhooks/kakao";
  private static final int MEGABYTE = 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  /** The answer comes while most of it has never been sent: nobody can have it in memory. */
  @Test
  void tenMegabytesAreRefusedWhenAFifthOfThemHasCome() throws IOException {
    try (Socket provider = connect("Content-Length: " + 10 * MEGABYTE)) {
      write(provider, new byte[2 * MEGABYTE + 256 * 1024]);

      assertThat(answer(provider)).startsWith("HTTP/1.1 413 ");
    }
    assertThat(shop.engine.asked()).isEmpty();
  }

  @Test
  void tenMegabytesInChunksAreRefusedWhenAThirdOfThemHasCome() throws IOException {
    try (Socket provider = connect("Transfer-Encoding: chunked")) {
      byte[] chunk = new byte[64 * 1024];
      for (int sent = 0; sent < 3 * MEGABYTE + 512 * 1024; sent += chunk.length) {
        write(
            provider,
            (Integer.toHexString(chunk.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        write(provider, chunk);
        write(provider, "\r\n".getBytes(StandardCharsets.US_ASCII));
      }

      assertThat(answer(provider)).startsWith("HTTP/1.1 413 ");
    }
    assertThat(shop.engine.asked()).isEmpty();
  }

  @Test
  void aPackedBodyIsHandedOnAsItCame() throws Exception {
    byte[] bomb = Bodies.bomb();

    assertThat(sendPacked(bomb)).isEqualTo(200); // by this script's engine, which refuses nothing
    Webhook webhook = shop.engine.webhooks.get(0);
    assertThat(webhook.body()).isEqualTo(bomb);
    assertThat(webhook.findHeader("content-encoding")).contains("gzip");
  }

  @Test
  void ofABombThatTheServerInflatesAMegabyteIsRead() throws Exception {
    shop.close();
    shop = Shop.behind(WebhookBodyTest::inflating);

    assertThat(sendPacked(Bodies.bomb())).isEqualTo(413);
    assertThat(shop.engine.asked()).isEmpty();
  }

  @Test
  void aBodyThatComesTooSlowlyEndsWithTheServersPatience() throws IOException {
    shop.waitsForBytes(Duration.ofMillis(300));
    long start = System.nanoTime();
    try (Socket provider = connect("Content-Length: 100")) {
      write(provider, "app_id=1".getBytes(StandardCharsets.US_ASCII));

      assertThat(answer(provider)).doesNotStartWith("HTTP/1.1 2");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
    assertThat(shop.engine.asked()).isEmpty();
    assertThat(shop.get("/login/").status()).isEqualTo(200);
  }

  @Test
  void aBodyThatIsCutIsNoWebhook() throws IOException {
    for (String length : new String[] {"Content-Length: 100", "Transfer-Encoding: chunked"}) {
      try (Socket provider = connect(length)) {
        String half = length.startsWith("C") ? "app_id=1" : "64\r\napp_id=1";
        write(provider, half.getBytes(StandardCharsets.US_ASCII));
        provider.shutdownOutput();

        assertThat(answer(provider)).as(length).doesNotStartWith("HTTP/1.1 2");
      }
    }
    assertThat(shop.engine.asked()).isEmpty();
  }

  @SuppressWarnings({"deprecation", "removal"}) // its successor is a module of its own
  private static Handler inflating(Handler shop) {
    GzipHandler gzip = new GzipHandler(shop);
    gzip.setInflateBufferSize(8 * 1024);
    return gzip;
  }

  private int sendPacked(byte[] body) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(shop.uri(ADDRESS))
        .header("Content-Encoding", "gzip")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** The head of a request is sent; its body is the test's. */
  private Socket connect(String length) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), shop.port());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    String head = "POST " + ADDRESS + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + length
        + "\r\nContent-Type: application/json\r\n\r\n";
    write(socket, head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void write(Socket socket, byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  /** The status line; empty where the connection is closed without one. */
  private static String answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString();
  }
}
