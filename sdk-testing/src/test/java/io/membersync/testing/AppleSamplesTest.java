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
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.membersync.testing.http.HttpCaller;
import io.membersync.testing.http.Request;
import io.membersync.testsupport.TestClock;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the fake Apple serves is like the samples, in {@code samples/apple}. */
class AppleSamplesTest {
  private static final String RELAY = "[0-9a-z]+@privaterelay\\.appleid\\.com";

  private final TestClock clock = new TestClock(Instant.parse("2026-11-20T23:59:55Z"));
  private final FakeApple apple = FakeApple.setup().clock(clock).start();
  private final PlainClient client = new PlainClient(apple);
  private final FakePerson demo = FakePerson.of("demo")
      .with("sub", "000001.0123456789abcdef0123456789abcdef.0001")
      .with("name", "Demo User")
      .with("given_name", "Demo")
      .with("family_name", "User")
      .with("email", "demo.user@example.com");

  AppleSamplesTest() {
    apple.put(demo);
  }

  @AfterEach
  void close() {
    apple.close();
  }

  private URI asked() {
    return client.authorization(
        apple.uri(AppleEndpoint.AUTHORIZE),
        "response_mode",
        "form_post",
        "scope",
        "name email",
        "nonce",
        "n0nceDemo1");
  }

  /** The token that stands for a client secret, by another library. */
  private String clientSecret() {
    try {
      String pem = apple.privateKey().reveal().replaceAll("-----[A-Z ]+-----", "");
      PrivateKey key = KeyFactory.getInstance("EC")
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
      Instant now = Instant.now();
      SignedJWT secret = new SignedJWT(
          new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ABC123DEFG").build(),
          new JWTClaimsSet.Builder()
              .issuer("TEAMID0001")
              .issueTime(Date.from(now))
              .expirationTime(Date.from(now.plusSeconds(3600)))
              .audience("https://appleid.apple.com")
              .subject("com.example.shop.web")
              .build());
      secret.sign(new ECDSASigner(key, Curve.P_256));
      return secret.serialize();
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpCaller.Reply tokens(String... form) {
    String[] whole =
        PlainClient.with(form, "client_id", apple.clientId(), "client_secret", clientSecret());
    return client.post(apple.uri(AppleEndpoint.TOKEN), whole);
  }

  private HttpCaller.Reply exchange(String code) {
    return tokens(
        "grant_type",
        "authorization_code",
        "code",
        code,
        "redirect_uri",
        PlainClient.CALLBACK.toString());
  }

  private static void assertRefused(HttpCaller.Reply reply, int line, String... changing) {
    assertThat(reply.status()).isEqualTo(400);
    assertLike(reply.text(), lines("apple/errors.jsonl").get(line), changing);
  }

  @Test
  void callbacksOfTheFirstConsentALaterOneAndNone() {
    URI both = URI.create(
        asked().toString().replace("response_type=code", "response_type=code%20id_token"));
    FakeVisitor visitor = apple.visitor("demo").withholding(FakeApple.EMAIL);

    assertSameParameters(visitor.cancel(both), "state=st4teDemo1&error=user_cancelled_authorize");
    URI first = visitor.agree(both);
    assertSameParameters(
        first,
        "state=st4teDemo1&code=c0ddemo.0.apple.0001&id_token=any&user=any",
        "code",
        "id_token",
        "user");
    assertLike(parameter(first, "user"), text("apple/user.json"), "email");
    assertThat(member(parameter(first, "user"), "email")).matches(RELAY);
    client.assertSignedByPublishedKey(parameter(first, "id_token"), apple.uri(AppleEndpoint.KEYS));

    assertSameParameters(
        visitor.agree(both),
        "state=st4teDemo1&code=c0ddemo.0.apple.0001&id_token=any",
        "code",
        "id_token");
  }

  @Test
  void tokenAndIdTokenWithARelayAddress() {
    String code =
        parameter(apple.visitor("demo").withholding(FakeApple.EMAIL).agree(asked()), "code");
    clock.advance(Duration.ofSeconds(5));
    String token = exchange(code).text();

    assertLike(token, text("apple/token.json"), "access_token", "refresh_token", "id_token");
    String idToken = member(token, "id_token");
    client.assertSignedByPublishedKey(idToken, apple.uri(AppleEndpoint.KEYS));
    assertLike(
        decoded(idToken),
        "{\"header\":{\"kid\":\"apkid1\",\"alg\":\"RS256\"},\"claims\":"
            + text("apple/id-token-flags.json") + "}",
        "header.kid",
        "claims.at_hash",
        "claims.email");
    assertThat(decoded(idToken))
        .containsPattern("\"email\":\"" + RELAY)
        .contains("\"at_hash\":\"" + FakeSocialLogin.accessTokenHash(member(token, "access_token"))
            + "\"");

    assertLike(
        tokens("grant_type", "refresh_token", "refresh_token", member(token, "refresh_token"))
            .text(),
        text("apple/refreshed.json"),
        "access_token");
  }

  /** The app's hand-over, and without a nonce. */
  @Test
  void idTokenWithFlagsAsText() {
    apple.writeFlagsAsText();
    apple.put(demo.with("transfer_sub", "760417.demoTransferSub"));

    Map<String, String> given = apple.signInByApp(apple.person("demo"), "com.example.shop.web", "");

    String decoded = decoded(String.valueOf(given.get("id_token")));
    assertLike(
        decoded.substring(decoded.indexOf("\"claims\":") + 9, decoded.length() - 1),
        text("apple/id-token-texts.json"),
        "exp",
        "iat",
        "auth_time");
  }

  @Test
  void errorsOfTheTokenAddress() {
    String code = parameter(apple.visitor("demo").agree(asked()), "code");
    assertThat(exchange(code).status()).isEqualTo(200);

    assertRefused(exchange(code), 0, "error_description");
    assertRefused(
        client.post(apple.uri(AppleEndpoint.TOKEN), "grant_type", "authorization_code"), 1);
    assertRefused(tokens("grant_type", "authorization_code"), 2);
    assertRefused(tokens("grant_type", "password"), 4);
  }

  @Test
  void keys() {
    assertLike(
        client.get(apple.uri(AppleEndpoint.KEYS), "").text(),
        text("apple/keys.json"),
        "keys.kid",
        "keys.n");
  }

  @Test
  void revocation() {
    URI revoke = apple.uri(AppleEndpoint.REVOKE);
    String code = parameter(apple.visitor("demo").agree(asked()), "code");
    String token = member(exchange(code).text(), "refresh_token");

    assertRefused(client.post(revoke, "token", token), 1);
    HttpCaller.Reply revoked = client.post(
        revoke,
        "client_id",
        apple.clientId(),
        "client_secret",
        clientSecret(),
        "token",
        token,
        "token_type_hint",
        "refresh_token");
    assertThat(revoked.status()).isEqualTo(200);
    assertThat(revoked.text()).isEmpty();
    assertThat(apple.isLinked(demo)).isFalse();
  }

  /** The events stand in the token as text. */
  @Test
  void notifications() {
    Instant at = Instant.parse("2026-11-20T23:59:59Z");
    clock.set(at.plusSeconds(1));
    try (ListeningShop shop = new ListeningShop(200)) {
      String first = received(shop, "consent-revoked", at);
      assertLike(decoded(first), text("apple/notification.json"), "header.kid", "claims.jti");
      client.assertSignedByPublishedKey(first, apple.uri(AppleEndpoint.KEYS));

      List<String> events = lines("apple/events.jsonl");
      assertThat(events).hasSize(4);
      for (String sample : events) {
        String type = member(sample, "type");
        String event = event(received(shop, type, at));
        if (type.startsWith("email-")) {
          assertLike(event, sample, "email");
          assertThat(member(event, "email")).matches(RELAY);
        } else {
          assertLike(event, sample);
        }
      }
    }
  }

  private String received(ListeningShop shop, String type, Instant at) {
    Request request = shop.receive(apple.notification(shop.uri(), type, demo, at, draft -> draft));
    assertThat(request.findHeader("Content-Type")).contains("application/json");
    assertThat(Samples.json(request.bodyText())).containsOnlyKeys("payload");
    return member(request.bodyText(), "payload");
  }

  private static String event(String token) {
    Object claims = Samples.json(decoded(token)).get("claims");
    Object events = claims instanceof Map<?, ?> map ? map.get("events") : claims;
    assertThat(events).isInstanceOf(String.class);
    return String.valueOf(events);
  }
}
