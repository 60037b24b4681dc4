package io.membersync.testing;

import static io.membersync.testing.TestCalls.bearer;
import static io.membersync.testing.TestCalls.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.testing.http.HttpCaller;
import io.membersync.testsupport.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong on the wire, seen from a plain socket. */
class FailuresTest {
  private final FakeKakao kakao = FakeKakao.onLoopback();
  private final TestCalls calls = new TestCalls(kakao);

  @AfterEach
  void close() {
    kakao.close();
  }

  @Test
  void hangReadsTheRequestAndAnswersNothing() throws IOException {
    kakao.failNext(KakaoEndpoint.KEYS, Failure.hang());

    try (Socket socket = request(KakaoEndpoint.KEYS)) {
      Eventually.isTrue(() -> kakao.calls(KakaoEndpoint.KEYS) > 0);
      socket.setSoTimeout(300);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(kakao.calls(KakaoEndpoint.KEYS)).isEqualTo(1);
    assertThat(calls.get(KakaoEndpoint.KEYS, "").status()).isEqualTo(200);
  }

  @Test
  void hangAfterHeadersSendsTheHeadersOnly() throws IOException {
    kakao.failNext(KakaoEndpoint.KEYS, Failure.hangAfterHeaders());

    try (Socket socket = request(KakaoEndpoint.KEYS)) {
      assertThat(head(socket)).startsWith("HTTP/1.1 200");
      socket.setSoTimeout(300);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void slowSendsOneByteAtATime() throws IOException {
    kakao.failNext(KakaoEndpoint.KEYS, Failure.slow(Duration.ofMillis(150)));

    long start = System.nanoTime();
    try (Socket socket = request(KakaoEndpoint.KEYS)) {
      head(socket);
      InputStream in = socket.getInputStream();
      assertThat(in.readNBytes(3)).asString(StandardCharsets.UTF_8).isEqualTo("{\"k");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(250));
    }
  }

  @Test
  void delayKeepsTheTrueAnswerBack() {
    kakao.failNext(KakaoEndpoint.KEYS, Failure.delay(Duration.ofMillis(300)));

    long start = System.nanoTime();
    assertThat(calls.get(KakaoEndpoint.KEYS, "").text()).startsWith("{\"keys\"");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
  }

  @Test
  void halfBodyEndsInTheMiddle() throws IOException {
    kakao.failNext(KakaoEndpoint.DISCOVERY, Failure.halfBody());

    try (Socket socket = request(KakaoEndpoint.DISCOVERY)) {
      int length = contentLength(head(socket));
      assertThat(socket.getInputStream().readAllBytes()).hasSize(length / 2);
    }
  }

  @Test
  void resetIsATcpReset() throws IOException {
    kakao.failNext(KakaoEndpoint.KEYS, Failure.reset());

    try (Socket socket = request(KakaoEndpoint.KEYS)) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void closeIsAnOrderlyEnd() throws IOException {
    kakao.failNext(KakaoEndpoint.KEYS, Failure.close());

    try (Socket socket = request(KakaoEndpoint.KEYS)) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void refusedConnectionsAreNeverRead() throws IOException {
    kakao.refuseConnections(1);

    try (Socket socket = request(KakaoEndpoint.KEYS)) {
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    } catch (SocketException alreadyOnWriting) {
      assertThat(alreadyOnWriting).hasMessageMatching("(?i).*(reset|broken pipe|abort).*");
    }
    assertThat(kakao.calls()).isZero();
    assertThat(calls.get(KakaoEndpoint.KEYS, "").status()).isEqualTo(200);
  }

  @Test
  void nobodyListensUntilItListensAgain() throws IOException {
    kakao.stopListening();
    assertThatThrownBy(() -> request(KakaoEndpoint.KEYS)).isInstanceOf(ConnectException.class);

    kakao.listenAgain();
    assertThat(calls.get(KakaoEndpoint.KEYS, "").status()).isEqualTo(200);
  }

  @Test
  void emptyHtmlAndOtherTypes() {
    kakao.failNext(KakaoEndpoint.KEYS, Failure.emptyBody());
    kakao.failNext(KakaoEndpoint.KEYS, Failure.html());
    kakao.failNext(KakaoEndpoint.KEYS, Failure.html(502));
    kakao.failNext(KakaoEndpoint.KEYS, Failure.contentType("text/html"));
    kakao.failNext(KakaoEndpoint.KEYS, Failure.byteOrderMark());

    HttpCaller.Reply empty = calls.get(KakaoEndpoint.KEYS, "");
    assertThat(empty.status()).isEqualTo(200);
    assertThat(empty.text()).isEmpty();
    assertThat(calls.get(KakaoEndpoint.KEYS, "").text()).startsWith("<!doctype html>");
    assertThat(calls.get(KakaoEndpoint.KEYS, "").status()).isEqualTo(502);
    HttpCaller.Reply typed = calls.get(KakaoEndpoint.KEYS, "");
    assertThat(typed.findHeader("Content-Type")).contains("text/html");
    assertThat(typed.text()).startsWith("{\"keys\"");
    assertThat(calls.get(KakaoEndpoint.KEYS, "").text()).startsWith("\uFEFF{\"keys\"");
  }

  @Test
  void otherEncodings() throws IOException {
    KakaoPerson person = kakao.person("seoyeon");
    kakao.link(person);
    String token = bearer(kakao.issueAccessToken(person));
    kakao.failNext(KakaoEndpoint.USER_ME, Failure.encodedAs(Charset.forName("EUC-KR")));

    try (Socket socket = request(KakaoEndpoint.USER_ME, "Authorization: " + token)) {
      String head = head(socket);
      assertThat(head).contains("charset=EUC-KR");
      byte[] body = socket.getInputStream().readNBytes(contentLength(head));
      assertThat(new String(body, Charset.forName("EUC-KR"))).contains("\"name\":\"박서연\"");
    }

    kakao.failNext(KakaoEndpoint.TOKEN_INFO, Failure.formEncoded());
    HttpCaller.Reply form = calls.get(KakaoEndpoint.TOKEN_INFO, token);
    assertThat(form.findHeader("Content-Type").orElse("")).startsWith("application/x-www-form");
    assertThat(form.text()).startsWith("id=3141592653&expires_in=").endsWith("&app_id=700123");
  }

  @Test
  void bodiesTooLargeOrWithoutEnd() throws IOException {
    kakao.failNext(KakaoEndpoint.KEYS, Failure.oversized(3_000_000));
    assertThat(calls.get(KakaoEndpoint.KEYS, "").text()).hasSize(3_000_000).startsWith("{\"keys\"");

    kakao.failNext(KakaoEndpoint.KEYS, Failure.endless());
    try (Socket socket = request(KakaoEndpoint.KEYS)) {
      assertThat(head(socket)).contains("Transfer-Encoding: chunked");
      assertThat(socket.getInputStream().readNBytes(5_000_000)).hasSize(5_000_000);
    }
  }

  @Test
  void wrongContentLengths() throws IOException {
    kakao.failNext(KakaoEndpoint.KEYS, Failure.contentLength(5));
    assertThat(calls.get(KakaoEndpoint.KEYS, "").text()).isEqualTo("{\"key");

    kakao.failNext(KakaoEndpoint.KEYS, Failure.contentLength(50_000));
    try (Socket socket = request(KakaoEndpoint.KEYS)) {
      assertThat(contentLength(head(socket))).isEqualTo(50_000);
      socket.setSoTimeout(300);
      InputStream in = socket.getInputStream();
      assertThatThrownBy(() -> in.readNBytes(50_000)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void statusHeadersRedirectsAndLimits() {
    kakao.failNext(KakaoEndpoint.KEYS, Failure.status(500));
    kakao.failNext(KakaoEndpoint.KEYS, Failure.tooManyRequests("1000000000"));
    kakao.failNext(
        KakaoEndpoint.KEYS, Failure.redirect(302, URI.create("http://169.254.169.254/")));
    kakao.failNext(KakaoEndpoint.KEYS, Failure.raw(418, Map.of("X-Tea", "pot"), "short"));

    HttpCaller.Reply failed = calls.get(KakaoEndpoint.KEYS, "");
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.text()).startsWith("{\"keys\"");
    HttpCaller.Reply limited = calls.get(KakaoEndpoint.KEYS, "");
    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.findHeader("Retry-After")).contains("1000000000");
    assertThat(calls.get(KakaoEndpoint.KEYS, "").findHeader("Location"))
        .contains("http://169.254.169.254/");
    kakao.failNext(
        KakaoEndpoint.KEYS,
        Failure.header("X-More", "1").and(Failure.text(text -> text.replace("keys", "locks"))));
    HttpCaller.Reply raw = calls.get(KakaoEndpoint.KEYS, "");
    assertThat(raw.status()).isEqualTo(418);
    assertThat(raw.findHeader("X-Tea")).contains("pot");
    assertThat(raw.text()).isEqualTo("short");
    HttpCaller.Reply changed = calls.get(KakaoEndpoint.KEYS, "");
    assertThat(changed.findHeader("X-More")).contains("1");
    assertThat(changed.text()).startsWith("{\"locks\":");
  }

  @Test
  void changedMembersOfAJsonAnswer() {
    KakaoPerson person = kakao.person("haneul");
    kakao.link(person);
    String token = bearer(kakao.issueAccessToken(person));
    kakao.failNext(KakaoEndpoint.TOKEN_INFO, Failure.set("app_id", "\"x\""));
    kakao.failNext(
        KakaoEndpoint.TOKEN_INFO, Failure.remove("expires_in").and(Failure.remove("app_id")));
    kakao.failNext(
        KakaoEndpoint.TOKEN_INFO, Failure.remove("expires_in").and(Failure.duplicate("id", "7")));
    kakao.failNext(
        KakaoEndpoint.TOKEN_INFO, Failure.remove("expires_in").and(Failure.nest("app_id", 3)));
    kakao.failNext(KakaoEndpoint.SHIPPING_ADDRESSES, Failure.set("shipping_addresses.1.id", "1e1"));

    assertThat(calls.get(KakaoEndpoint.TOKEN_INFO, token).text()).endsWith("\"app_id\":\"x\"}");
    assertThat(calls.get(KakaoEndpoint.TOKEN_INFO, token).text()).isEqualTo("{\"id\":4021987766}");
    assertThat(calls.get(KakaoEndpoint.TOKEN_INFO, token).text())
        .isEqualTo("{\"id\":4021987766,\"app_id\":700123,\"id\":7}");
    assertThat(calls.get(KakaoEndpoint.TOKEN_INFO, token).text())
        .isEqualTo("{\"id\":4021987766,\"app_id\":[[[]]]}");
    assertThat(calls.get(KakaoEndpoint.SHIPPING_ADDRESSES, token).text())
        .contains("{\"id\":881,")
        .contains("{\"id\":1e1,");
  }

  @Test
  void everyErrorOfTheCatalogueIsServed() {
    assertThat(KakaoError.catalogue()).hasSize(55);
    for (KakaoError error : KakaoError.catalogue()) {
      KakaoEndpoint endpoint = error.isApi() ? KakaoEndpoint.USER_ME : KakaoEndpoint.TOKEN;
      kakao.failNext(endpoint, error);
      HttpCaller.Reply reply =
          error.isApi() ? calls.get(endpoint, "Bearer any") : calls.exchange("any");
      assertThat(reply.status()).as(error.code()).isEqualTo(error.status());
      assertThat(reply.text())
          .startsWith(error.isApi() ? "{\"code\":" + error.code() + ",\"msg\":" : "{\"error\":")
          .contains(error.code());
    }
  }

  @Test
  void errorsInDisguise() {
    kakao.failNext(KakaoEndpoint.TOKEN, KakaoError.koe(320).withStatus(200));
    kakao.failNext(KakaoEndpoint.TOKEN, KakaoError.koe(10).withoutCode());
    kakao.failNext(KakaoEndpoint.USER_ME, KakaoError.addressNotAllowed());
    kakao.failNext(KakaoEndpoint.USER_ME, KakaoError.expiredToken());

    HttpCaller.Reply disguised = calls.exchange("any");
    assertThat(disguised.status()).isEqualTo(200);
    assertThat(member(disguised, "error_code")).isEqualTo("KOE320");
    assertThat(calls.exchange("any").text())
        .isEqualTo(
            "{\"error\":\"invalid_client\",\"error_description\":\"Bad client credentials\"}");
    HttpCaller.Reply address = calls.get(KakaoEndpoint.USER_ME, "Bearer any");
    assertThat(address.text()).startsWith("{\"code\":-401,\"msg\":\"ip mismatched!");
    assertThat(address.findHeader("WWW-Authenticate")).isEmpty();
    assertThat(calls.get(KakaoEndpoint.USER_ME, "Bearer any").findHeader("WWW-Authenticate"))
        .contains("Bearer error=invalid_token");
  }

  @Test
  void aFaultOfTheJourneyLetsKakaoDoItsWork() throws IOException {
    String code = calls.code(kakao.visitor("haneul"));
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.halfBody());
    assertThatThrownBy(() -> calls.exchange(code)).hasMessageContaining("no whole answer");

    assertThat(member(calls.exchange(code), "error_code")).isEqualTo("KOE320");
  }

  @Test
  void aFaultInsteadOfTheAnswerLeavesEverythingAsItWas() {
    String code = calls.code(kakao.visitor("haneul"));
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.delay(Duration.ofMillis(1)).and(KakaoError.koe(3)));

    assertThat(member(calls.exchange(code), "error_code")).isEqualTo("KOE003");
    assertThat(member(calls.exchange(code), "access_token")).isNotEmpty();
  }

  @Test
  void faultsQueueUpAndAreCleared() {
    kakao.failNext(KakaoEndpoint.KEYS, 2, Failure.status(503));
    kakao.failUntilCleared(KakaoEndpoint.KEYS, Failure.status(500));
    kakao.failUntilCleared(KakaoEndpoint.DISCOVERY, Failure.status(500));

    assertThat(calls.get(KakaoEndpoint.KEYS, "").status()).isEqualTo(503);
    assertThat(calls.get(KakaoEndpoint.KEYS, "").status()).isEqualTo(503);
    assertThat(calls.get(KakaoEndpoint.KEYS, "").status()).isEqualTo(500);
    assertThat(calls.get(KakaoEndpoint.KEYS, "").status()).isEqualTo(500);
    kakao.clearFailures(KakaoEndpoint.KEYS);
    assertThat(calls.get(KakaoEndpoint.KEYS, "").status()).isEqualTo(200);
    assertThat(calls.get(KakaoEndpoint.DISCOVERY, "").status()).isEqualTo(500);
    kakao.clearFailures();
    assertThat(calls.get(KakaoEndpoint.DISCOVERY, "").status()).isEqualTo(200);
  }

  @Test
  void closingEndsWhatHangs() throws IOException {
    kakao.failNext(KakaoEndpoint.KEYS, Failure.hang());
    try (Socket socket = request(KakaoEndpoint.KEYS)) {
      socket.setSoTimeout(5_000);
      Eventually.isTrue(() -> kakao.calls(KakaoEndpoint.KEYS) > 0);
      kakao.close();
      int end;
      try {
        end = socket.getInputStream().read();
      } catch (SocketException reset) {
        end = -1;
      }
      assertThat(end).isEqualTo(-1);
    }
  }

  private Socket request(KakaoEndpoint endpoint, String... headers) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), kakao.baseUri().getPort());
    String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    socket
        .getOutputStream()
        .write(("GET " + endpoint.path() + " HTTP/1.1\r\nHost: fake\r\n" + lines + "\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) socket.getInputStream().read());
    }
    return head.toString();
  }

  private static int contentLength(String head) {
    return Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
  }
}
