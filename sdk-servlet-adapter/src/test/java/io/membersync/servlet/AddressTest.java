package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.SignInResult.RejectReason;
import io.membersync.testsupport.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as they come over the wire, without a client that tidies them. */
class AddressTest {
  private final Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/login/start",
        "/login/start/",
        "/login/start/kakao/",
        "/login/start/kakao/x",
        "/login//start/kakao",
        "/login/start//kakao",
        "/login/start/%6bakao",
        "/login/start%2Fkakao",
        "/login/start/kakao%00",
        "/login/x/../start/kakao",
        "/login/./start/kakao",
        "/login/start;a=b/kakao",
        "/login/START/kakao",
        "/login/resume/short",
        "/login/resume/..%2f..%2fadmin000000000",
        "/login/webhooks/kakao/",
        "/login/style.css/x"
      })
  void onlyTheExactSpellingIsAnAddress(String path) throws IOException {
    String answer = raw("GET " + path + " HTTP/1.1", "Host: 127.0.0.1");

    assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*");
    assertThat(shop.engine.asked()).isEmpty();
  }

  @Test
  void theSessionIdThatContainersWriteBehindALinkIsNoPartOfIt() throws IOException {
    assertThat(raw("GET /login/start/kakao;jsessionid=abc HTTP/1.1", "Host: 127.0.0.1"))
        .startsWith("HTTP/1.1 303");
  }

  @Test
  @Fault("RC-15")
  void forgedHostsBendNoAddress() throws IOException {
    shop.engine.result = Made.rejected(RejectReason.OTHER_BROWSER, true, "/cart");
    String[] requests = {
      "GET /login/ HTTP/1.1",
      "GET /login HTTP/1.1",
      "GET /login/callback/kakao?code=c HTTP/1.1",
      "GET /login/failed?reason=other_browser&provider=kakao&again=1 HTTP/1.1",
      "GET /login/start/kakao HTTP/1.1"
    };
    for (String request : requests) {
      String honest = raw(request, "Host: shop.example");
      String forged = raw(
          request,
          "Host: evil.example",
          "X-Forwarded-Host: evil.example",
          "Forwarded: host=evil.example;proto=http",
          "X-Forwarded-Prefix: //evil.example");
      assertThat(forged).doesNotContain("evil.example");
      assertThat(withoutDate(forged)).isEqualTo(withoutDate(honest));
    }
  }

  @Test
  void cleanAddressesShowOnlyWhatIsOnTheList() {
    assertThat(shop.get("/login/failed?reason=you_won").status()).isEqualTo(404);
    assertThat(shop.get("/login/failed").status()).isEqualTo(404);
    assertThat(shop.get("/login/unavailable?provider=evil").status()).isEqualTo(404);

    String page = shop.get("/login/failed?reason=internal&id=CALL+0900+NOW&again=1&provider=evil"
            + "&returnTo=https://evil.example")
        .body();
    assertThat(page).doesNotContain("CALL").doesNotContain("evil").contains("href=\"./\"");
  }

  @Test
  void aBrokenRequestLineOrQueryIsNoExceptionPage() throws IOException {
    assertThat(raw("GET /login/?returnTo=%zz&lang=%E0%A4%A HTTP/1.1", "Host: 127.0.0.1"))
        .doesNotContain("Exception");
  }

  private static String withoutDate(String answer) {
    return answer.replaceAll("Date: [^\r]*\r\n", "");
  }

  private String raw(String requestLine, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), shop.port())) {
      String request = requestLine
          + "\r\n"
          + String.join("\r\n", headers)
          + "\r\nAccept-Language: ko\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
