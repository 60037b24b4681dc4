package io.membersync.testing;

import static io.membersync.testing.Samples.assertLike;
import static io.membersync.testing.Samples.assertSameParameters;
import static io.membersync.testing.Samples.decoded;
import static io.membersync.testing.Samples.lines;
import static io.membersync.testing.Samples.member;
import static io.membersync.testing.Samples.text;
import static io.membersync.testing.TestCalls.parameter;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.membersync.testing.http.HttpCaller;
import io.membersync.testing.http.Request;
import io.membersync.testsupport.TestClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the fake LINE serves is like the samples, in {@code samples/line}. */
class LineSamplesTest {
  private static final String USER = "Uaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  private static final String TEXT = "error_description";

  private final TestClock clock = new TestClock(Instant.parse("2026-11-21T00:00:00Z"));
  private final FakeLine line = FakeLine.setup().clock(clock).start();
  private final PlainClient client = new PlainClient(line);
  private final FakePerson demo = FakePerson.of("demo")
      .with("sub", USER)
      .with("name", "Demo User")
      .with("picture", "https://profile.line-scdn.example/p/1")
      .with("status_message", "demo")
      .with("email", "demo.user@example.com");

  LineSamplesTest() {
    line.put(demo);
  }

  @AfterEach
  void close() {
    line.close();
  }

  private URI asked(String scope, String... more) {
    String[] whole = PlainClient.with(more, "scope", scope);
    return client.challenged(line.uri(LineEndpoint.AUTHORIZE), whole);
  }

  private HttpCaller.Reply exchange(URI callback, String verifier) {
    return client.authenticated(
        line.uri(LineEndpoint.TOKEN),
        "grant_type",
        "authorization_code",
        "code",
        parameter(callback, "code"),
        "redirect_uri",
        PlainClient.CALLBACK.toString(),
        "code_verifier",
        verifier);
  }

  private String token() {
    URI asked = asked("profile openid email", "nonce", "n0nceDemo1");
    return exchange(line.visitor("demo").agree(asked), PlainClient.VERIFIER).text();
  }

  private HttpCaller.Reply refresh(String refreshToken) {
    return client.authenticated(
        line.uri(LineEndpoint.TOKEN), "grant_type", "refresh_token", "refresh_token", refreshToken);
  }

  private static void assertRefused(
      HttpCaller.Reply reply, int status, String sample, String... changing) {
    assertThat(reply.status()).isEqualTo(status);
    assertLike(reply.text(), sample, changing);
  }

  @Test
  void callbacks() {
    FakeVisitor visitor = line.visitor("demo");
    URI asked = asked("profile openid email", "bot_prompt", "aggressive");
    assertSameParameters(
        visitor.cancel(asked),
        "error=ACCESS_DENIED&error_description=demo+refused&state=st4teDemo1",
        TEXT);
    assertThat(line.visitor("demo").open(asked("profile openid", "prompt", "none")))
        .hasValueSatisfying(callback -> assertSameParameters(
            callback, "error=LOGIN_REQUIRED&error_description=demo&state=st4teDemo1", TEXT));
    assertSameParameters(
        visitor.agree(asked),
        "code=LnDemoCode0001&state=st4teDemo1&friendship_status_changed=true",
        "code");
  }

  /** Signed by HS256 with the channel secret. */
  @Test
  void tokenAndIdToken() throws ParseException, JOSEException {
    String token = token();
    assertLike(token, text("line/token.json"), "access_token", "refresh_token", "id_token");
    String idToken = member(token, "id_token");
    assertLike(
        decoded(idToken),
        "{\"header\":{\"typ\":\"JWT\",\"alg\":\"HS256\"},\"claims\":" + text("line/id-token.json")
            + "}");
    assertThat(SignedJWT.parse(idToken).verify(new MACVerifier("0123456789abcdef0123456789abcdef")))
        .isTrue();

    String refreshed = refresh(member(token, "refresh_token")).text();
    assertLike(refreshed, text("line/refreshed.json"), "access_token", "refresh_token");
    assertThat(member(refreshed, "refresh_token")).isEqualTo(member(token, "refresh_token"));
  }

  /** The sample leaves out {@code amr}, which every ID token of the web has. */
  @Test
  void idTokenWithProfilePlus() {
    line.put(FakePerson.of("demo")
        .with("sub", USER)
        .with("name", "shown nowhere")
        .with("given_name", "太郎")
        .with("given_name_pronunciation", "タロウ")
        .with("family_name", "見本")
        .with("family_name_pronunciation", "ミホン")
        .with("gender", "male")
        .with("birthdate", "1990-01-31")
        .with("phone_number", "+819012345678")
        .with("postal_code", "1000001")
        .with("region", "東京都")
        .with("locality", "千代田区")
        .with("street_address", "見本1-1")
        .with("country", "JP"));
    URI asked = asked("openid real_name gender birthdate phone address");

    String all =
        exchange(line.visitor("demo").agree(asked), PlainClient.VERIFIER).text();
    assertLike(claims(all), text("line/id-token-plus.json"));

    line.unlink(demo);
    URI some = line.visitor("demo").withholding("real_name", "phone", "address").agree(asked);
    assertThat(claims(exchange(some, PlainClient.VERIFIER).text()))
        .contains("\"gender\":\"male\"", "\"birthdate\":")
        .doesNotContain("given_name", "phone_number", "address");
  }

  private static String claims(String token) {
    String decoded = decoded(member(token, "id_token"));
    assertThat(decoded).contains(",\"amr\":[\"linesso\"]");
    return "{"
        + decoded.substring(decoded.indexOf("\"claims\":")).replace(",\"amr\":[\"linesso\"]", "");
  }

  @Test
  void errorsOfTheTokenAddress() {
    List<String> errors = lines("line/errors-token.jsonl");
    URI callback = line.visitor("demo").agree(asked("profile openid"));

    assertRefused(refresh("another"), 400, errors.get(0), TEXT);
    assertRefused(exchange(callback, PlainClient.VERIFIER + "-wrong"), 400, errors.get(1), TEXT);
    assertRefused(
        client.post(line.uri(LineEndpoint.TOKEN), "client_id", "2000000001"),
        401,
        errors.get(2),
        TEXT);
  }

  @Test
  void checkOfAnAccessToken() {
    List<String> errors = lines("line/errors-verify.jsonl");
    URI verify = line.uri(LineEndpoint.VERIFY);
    String token = member(token(), "access_token");
    clock.advance(Duration.ofSeconds(341));
    assertLike(client.get(verify, "", "access_token", token).text(), text("line/verify.json"));

    clock.advance(Duration.ofDays(30));
    assertRefused(client.get(verify, "", "access_token", token), 400, errors.get(0));
    String revoked = member(token(), "access_token");
    client.authenticated(line.uri(LineEndpoint.REVOKE), "access_token", revoked);
    assertRefused(client.get(verify, "", "access_token", revoked), 400, errors.get(1));
    assertRefused(client.get(verify, "", "access_token", "no token"), 400, errors.get(2));
  }

  @Test
  void checkOfAnIdToken() {
    URI verify = line.uri(LineEndpoint.VERIFY);
    String idToken = member(token(), "id_token");

    assertLike(
        client
            .post(verify, "id_token", idToken, "client_id", "2000000001", "nonce", "n0nceDemo1")
            .text(),
        text("line/id-token.json"));
    assertRefused(
        client.post(verify, "id_token", idToken, "client_id", "2000000001", "nonce", "another"),
        400,
        text("line/error-verify-id-token.json"));
  }

  @Test
  void whatTheVisitorsTokenOpens() {
    String token = member(token(), "access_token");
    line.setFriend(demo, true);

    assertLike(
        client.get(line.uri(LineEndpoint.USER_INFO), token).text(), text("line/userinfo.json"));
    assertLike(client.get(line.uri(LineEndpoint.PROFILE), token).text(), text("line/profile.json"));
    assertLike(
        client.get(line.uri(LineEndpoint.FRIENDSHIP), token).text(), text("line/friendship.json"));
    assertRefused(
        client.get(line.uri(LineEndpoint.PROFILE), "another"),
        401,
        lines("line/errors-api.jsonl").get(0),
        "message");
  }

  @Test
  void revocationAndDeauthorization() {
    String token = member(token(), "access_token");
    String channel = client
        .authenticated(line.uri(LineEndpoint.CHANNEL_TOKEN), "grant_type", "client_credentials")
        .text();
    assertLike(channel, text("line/channel-token.json"), "access_token");

    String body = "{\"userAccessToken\":\"" + token + "\"}";
    HttpCaller.Reply done = deauthorize(channel, body);
    assertThat(done.status()).isEqualTo(204);
    assertThat(done.text()).isEmpty();
    assertRefused(deauthorize(channel, body), 400, text("line/error-deauthorize.json"));

    String other = member(token(), "access_token");
    URI revoke = line.uri(LineEndpoint.REVOKE);
    assertThat(client.authenticated(revoke, "access_token", other).text()).isEmpty();
    assertRefused(
        client.authenticated(revoke, "access_token", other),
        400,
        "{\"error\":\"invalid_request\",\"error_description\":\"demo: access_token invalid\"}",
        TEXT);
  }

  private HttpCaller.Reply deauthorize(String channel, String body) {
    return client.send(
        "POST", line.uri(LineEndpoint.DEAUTHORIZE), member(channel, "access_token"), body);
  }

  // ---- webhooks of the official account

  /** Another each time are the account, the ids and the tokens for a reply. */
  @Test
  void webhooks() throws GeneralSecurityException {
    List<String> samples = lines("line/webhooks.jsonl");
    assertThat(signature("0123456789abcdef0123456789abcdef", samples.get(0)))
        .isEqualTo("QGd6q/BkEvKM1dJCDURvzfvBW81xnhw0MUvjiChf35I=");
    try (ListeningShop shop = new ListeningShop(200)) {
      assertLike(
          received(
              shop,
              line.friendWebhook(
                  shop.uri(), false, Instant.ofEpochMilli(1_795_219_200_123L), demo)),
          samples.get(0),
          "destination",
          "events.webhookEventId");
      assertLike(
          received(
              shop,
              line.friendWebhook(shop.uri(), true, Instant.ofEpochMilli(1_795_219_100_000L), demo)),
          samples.get(1),
          "destination",
          "events.webhookEventId",
          "events.replyToken");
      assertLike(
          received(shop, line.friendWebhook(shop.uri(), true, clock.instant())),
          samples.get(2),
          "destination");
      assertLike(
          received(
              shop,
              line.accountLinkWebhook(
                  shop.uri(), Instant.ofEpochMilli(1_795_219_300_000L), demo, "linkNonceDemo")),
          "{\"destination\":\"" + USER + "\",\"events\":[" + text("line/account-link.json") + "]}",
          "destination",
          "events.webhookEventId",
          "events.replyToken");
    }
  }

  private String received(ListeningShop shop, FakeNotice notice) throws GeneralSecurityException {
    Request request = shop.receive(notice);
    String body = request.bodyText();
    assertThat(request.findHeader("X-Line-Signature"))
        .contains(signature(line.messagingSecret(), body));
    assertThat(member(body, "destination")).matches("U[0-9a-f]{32}");
    assertThat(body.replaceAll("\"webhookEventId\":\"[0-9A-HJKMNP-TV-Z]{26}\"", ""))
        .as("ids as the samples have them")
        .doesNotContain("webhookEventId");
    return body;
  }

  private static String signature(String secret, String body) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
  }
}
