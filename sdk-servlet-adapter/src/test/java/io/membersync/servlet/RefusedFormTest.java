package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.membersync.testsupport.Logged;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A form that nobody wants is read all the same, so that its connection survives the answer. */
class RefusedFormTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/login/resume/aaaaaaaaaaaaaaaaaaaaaa", // of another site
        "/login/sign-in", // takes no forms
        "/login/webhooks/nobody",
        "/login/no/such/page"
      })
  void leavesTheConnectionToTheNextRequest(String path) throws IOException {
    try (Shop shop = Shop.open();
        Socket browser = new Socket(InetAddress.getLoopbackAddress(), shop.port())) {
      String host = "Host: 127.0.0.1:" + shop.port() + "\r\n";
      send(
          browser,
          "POST " + path + " HTTP/1.1\r\n" + host
              + "Content-Type: application/x-www-form-urlencoded\r\n"
              + "Sec-Fetch-Site: cross-site\r\nContent-Length: 9\r\n\r\n");
      browser.setSoTimeout(200);
      assertThatExceptionOfType(SocketTimeoutException.class)
          .as("an answer before the form")
          .isThrownBy(() -> browser.getInputStream().read());

      send(browser, "agree=tos");
      send(browser, "GET /session HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n");

      browser.setSoTimeout(10_000);
      String answers = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answers).startsWith("HTTP/1.1 4").contains("HTTP/1.1 200 OK");
    }
  }

  @Test
  void tellsWhoReadAFormThatIsEmptyByNow() {
    String logged = Logged.during(() -> {
      try (Shop shop = Shop.open()) {
        shop.readsParametersFirst = true;
        assertThat(
                shop.post("/login/resume/aaaaaaaaaaaaaaaaaaaaaa", "agree=tos").status())
            .isEqualTo(400);
      }
    });

    assertThat(logged).contains("filter that calls getParameter()");
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
