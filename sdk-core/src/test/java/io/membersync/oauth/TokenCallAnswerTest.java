package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.provider.ErrorKind;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.TestClock;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider may answer to the exchange of a code besides tokens. */
class TokenCallAnswerTest {
  final GatewayFixture it = new GatewayFixture();

  private int posts() {
    return it.server.seen(GatewayFixture.TOKEN).size();
  }

  @AfterEach
  void close() {
    it.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 429, 408})
  @Fault("TR-10")
  void aServerInTroubleIsToldFromARefusalAndNotAskedAgain(int status) {
    it.server.status(GatewayFixture.TOKEN, status, "{}");
    ProviderFailure failure = it.refusal(it.plain());

    assertThat(failure.kind())
        .isEqualTo(status == 429 ? ErrorKind.RATE_LIMITED : ErrorKind.PROVIDER_DOWN);
    assertThat(failure.error().httpStatus()).isEqualTo(status);
    assertThat(posts()).isEqualTo(1);
  }

  @Test
  @Fault("TR-10")
  void theTimeToWaitIsReadInEveryFormAndNeverPastAnHour() {
    String inTwoMinutes = DateTimeFormatter.RFC_1123_DATE_TIME.format(
        TestClock.START.plusSeconds(120).atOffset(ZoneOffset.UTC));
    assertThat(waitAfter("5")).contains(Duration.ofSeconds(5));
    assertThat(waitAfter(inTwoMinutes)).contains(Duration.ofMinutes(2));
    assertThat(waitAfter("1000000000")).contains(Duration.ofHours(1));
    assertThat(waitAfter("9".repeat(40))).contains(Duration.ofHours(1));
    assertThat(waitAfter("0")).contains(Duration.ZERO);
    assertThat(waitAfter("soon")).isEmpty();
    assertThat(posts()).isEqualTo(6);
  }

  @Test
  @Fault("TR-08")
  void aBodyThatIsNotDeclaredAsJsonInUtf8IsRefused() throws Exception {
    String json = "{\"access_token\":\"at-1\",\"token_type\":\"bearer\",\"name\":\"미나\"}";
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Answer(String type, byte[] body) {}
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    byte[] withMark = ("\uFEFF" + json).getBytes(StandardCharsets.UTF_8);
    byte[] korean = json.getBytes(Charset.forName("EUC-KR"));
    for (Answer answer : List.of(
        new Answer("text/html", utf8),
        new Answer("text/plain", utf8),
        new Answer("application/json", withMark),
        new Answer("application/json;charset=EUC-KR", korean),
        new Answer("application/json", korean),
        new Answer(
            "application/x-www-form-urlencoded",
            "access_token=at-1&token_type=bearer".getBytes(StandardCharsets.UTF_8)))) {
      it.server.on(
          GatewayFixture.TOKEN,
          (request, out) -> LoopbackServer.send(out, 200, answer.type(), answer.body()));
      ProviderFailure failure = it.refusal(it.plain());
      assertThat(failure.kind()).as(answer.type()).isEqualTo(ErrorKind.SHAPE);
      assertThat(failure).hasMessageNotContaining("at-1");
    }
    for (String type : List.of("application/json; charset=\"UTF-8\"", "application/x+json", "")) {
      it.server.on(
          GatewayFixture.TOKEN, (request, out) -> LoopbackServer.send(out, 200, type, utf8));
      assertThat(it.signIn(it.plain()).calls()).isEqualTo(2);
    }
  }

  @Test
  @Fault("TR-09")
  void aRefusalInAnyFormIsTypedAndNotRepeated() {
    record Answer(int status, String type, String body, ErrorKind kind) {}
    for (Answer answer : List.of(
        new Answer(400, "application/json", "{\"error\":\"invalid_grant\"}", ErrorKind.TOKEN_DEAD),
        new Answer(
            401, "application/json", "{\"error\":\"invalid_client\"}", ErrorKind.CONFIGURATION),
        new Answer(
            400, "application/json", "{\"error\":\"invalid_request\"}", ErrorKind.CONFIGURATION),
        new Answer(401, "text/plain", "{\"error\":\"invalid_client\"}", ErrorKind.CONFIGURATION),
        new Answer(400, "text/html", "<h1>Bad Request</h1>", ErrorKind.SHAPE),
        new Answer(400, "", "", ErrorKind.SHAPE),
        new Answer(400, "text/plain", "invalid_grant", ErrorKind.SHAPE),
        new Answer(502, "text/html", "<h1>Bad Gateway</h1>", ErrorKind.PROVIDER_DOWN))) {
      int before = posts();
      it.server.on(
          GatewayFixture.TOKEN,
          (request, out) ->
              LoopbackServer.send(out, answer.status(), answer.type(), answer.body()));
      assertThat(it.refusal(it.plain()).kind()).as(answer.toString()).isEqualTo(answer.kind());
      assertThat(posts()).isEqualTo(before + 1);
    }
  }

  @Test
  @Fault("TR-02")
  void anErrorInsideASuccessIsTyped() {
    it.server.json(
        GatewayFixture.TOKEN, "{\"error\":\"invalid_grant\",\"error_description\":\"used\"}");

    assertThat(it.refusal(it.plain()).kind()).isEqualTo(ErrorKind.TOKEN_DEAD);
    assertThat(it.server.seen(GatewayFixture.PROFILE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void noRedirectIsFollowed(int status) {
    try (LoopbackServer elsewhere = LoopbackServer.start()) {
      it.server.on(
          GatewayFixture.TOKEN,
          (request, out) -> LoopbackServer.send(
              out, status, "", "", "Location: " + elsewhere.uri(GatewayFixture.TOKEN)));
      assertThat(it.refusal(it.plain()).kind()).isEqualTo(ErrorKind.SHAPE);
      assertThat(elsewhere.connections()).isZero();
    }
  }

  @Test
  void cookiesAreNeitherKeptNorSent() throws Exception {
    it.server.on(
        GatewayFixture.TOKEN,
        (request, out) -> LoopbackServer.send(
            out,
            200,
            "application/json",
            "{\"access_token\":\"at-1\",\"token_type\":\"bearer\"}",
            "Set-Cookie: a=b; Path=/"));
    it.signIn(it.plain());
    it.signIn(it.plain());

    assertThat(it.server.seen()).noneMatch(request -> request.headers().containsKey("cookie"));
  }

  private java.util.Optional<Duration> waitAfter(String header) {
    it.server.on(
        GatewayFixture.TOKEN,
        (request, out) ->
            LoopbackServer.send(out, 503, "text/html", "<p>", "Retry-After: " + header));
    return it.refusal(it.plain()).error().retryAfter();
  }
}
