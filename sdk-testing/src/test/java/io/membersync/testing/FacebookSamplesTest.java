package io.membersync.testing;

import static io.membersync.testing.Samples.assertLike;
import static io.membersync.testing.Samples.assertSameParameters;
import static io.membersync.testing.Samples.decoded;
import static io.membersync.testing.Samples.lines;
import static io.membersync.testing.Samples.member;
import static io.membersync.testing.Samples.text;
import static io.membersync.testing.TestCalls.parameter;
import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.http.HttpCaller;
import io.membersync.testing.http.Request;
import io.membersync.testsupport.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the fake Facebook serves is like the samples, in {@code samples/facebook}. */
class FacebookSamplesTest {
  private static final String EVERYTHING =
      "public_profile,email,user_birthday,user_gender,user_age_range";
  private static final String FIELDS =
      "id,name,first_name,last_name,email,picture,birthday,gender,age_range";
  private static final String[] ERROR = {"error.message", "error.fbtrace_id"};

  private final TestClock clock = new TestClock(Instant.parse("2026-11-21T00:00:00Z"));
  private final FakeFacebook facebook = FakeFacebook.setup().clock(clock).start();
  private final PlainClient client = new PlainClient(facebook);
  private final FakePerson demo = FakePerson.of("demo")
      .with("sub", "10220000000000001")
      .with("name", "Demo User")
      .with("given_name", "Demo")
      .with("family_name", "User")
      .with("email", "demo.user@example.com")
      .with("picture", "https://platform-lookaside.example/p")
      .with("birthdate", "1990-01-31")
      .with("gender", "female");

  FacebookSamplesTest() {
    facebook.put(demo);
  }

  @AfterEach
  void close() {
    facebook.close();
  }

  private URI asked(String scope, String... more) {
    String[] whole = PlainClient.with(more, "scope", scope);
    return client.authorization(facebook.uri(FacebookEndpoint.AUTHORIZE), whole);
  }

  private HttpCaller.Reply exchange(URI callback, String... more) {
    String[] whole = PlainClient.with(
        more, "code", parameter(callback, "code"), "redirect_uri", PlainClient.CALLBACK.toString());
    return client.authenticated(facebook.uri(FacebookEndpoint.TOKEN), whole);
  }

  private String token(String scope, String... withheld) {
    URI callback = facebook.visitor("demo").withholding(withheld).agree(asked(scope));
    return exchange(callback).text();
  }

  private HttpCaller.Reply graph(String method, FacebookEndpoint endpoint, String token) {
    return graph(method, facebook.uri(endpoint), token, "fields", FIELDS);
  }

  private HttpCaller.Reply graph(String method, URI uri, String token, String... more) {
    String[] whole = PlainClient.with(more, "access_token", token, "appsecret_proof", proof(token));
    return client.send(method, uri, "", "", whole);
  }

  private static String proof(String token) {
    return HexFormat.of().formatHex(FacebookGraph.hmac("fbDemoAppSecret", token));
  }

  private static void assertRefused(HttpCaller.Reply reply, int line) {
    assertThat(reply.status()).isBetween(400, 403);
    assertLike(reply.text(), lines("facebook/errors.jsonl").get(line), ERROR);
  }

  @Test
  void callbacks() {
    FakeVisitor visitor = facebook.visitor("demo");
    assertSameParameters(
        visitor.cancel(asked("public_profile,email")),
        "error_reason=user_denied&error=access_denied&error_description=Permissions+error"
            + "&state=st4teDemo1");
    URI callback = visitor.agree(asked("public_profile,email"));
    assertSameParameters(callback, "code=AQDemoCode&state=st4teDemo1", "code");
    assertThat(callback.getRawFragment()).isEqualTo("_=_");
  }

  @Test
  void tokenAndALongLivedOne() {
    String token = token("public_profile,email");
    assertLike(token, text("facebook/token.json"), "access_token");

    assertLike(
        client
            .authenticated(
                facebook.uri(FacebookEndpoint.TOKEN),
                "grant_type",
                "fb_exchange_token",
                "fb_exchange_token",
                member(token, "access_token"))
            .text(),
        text("facebook/token-long.json"),
        "access_token");
  }

  @Test
  void tokenWithAnIdToken() {
    URI asked = client.challenged(
        facebook.uri(FacebookEndpoint.AUTHORIZE), "scope", "openid email", "nonce", "n0nceDemo1");
    FakeVisitor visitor = facebook.visitor("demo");
    String token =
        exchange(visitor.agree(asked), "code_verifier", PlainClient.VERIFIER).text();

    assertLike(token, text("facebook/token-openid.json"), "access_token", "id_token");
    String idToken = member(token, "id_token");
    client.assertSignedByPublishedKey(idToken, facebook.uri(FacebookEndpoint.KEYS));
    assertLike(
        decoded(idToken),
        text("facebook/id-token.json"),
        "header.kid",
        "claims.jti",
        "claims.at_hash");
    assertThat(decoded(idToken))
        .contains("\"at_hash\":\"" + FakeSocialLogin.accessTokenHash(member(token, "access_token"))
            + "\"");

    assertRefused(exchange(visitor.agree(asked), "code_verifier", "another"), 3);
  }

  private HttpCaller.Reply inspected(String token) {
    return graph(
        "GET",
        facebook.uri(FacebookEndpoint.TOKEN_INFO),
        "100000000000001|fbDemoAppSecret",
        "input_token",
        token);
  }

  /** How long a token lives differs by the seconds since it was issued. */
  @Test
  void whatATokenIs() {
    URI again = asked("public_profile,email", "auth_type", "rerequest");
    String token = member(exchange(facebook.visitor("demo").agree(again)).text(), "access_token");
    String expires = "data.expires_at";
    assertLike(inspected(token).text(), text("facebook/debug-token.json"), expires);

    clock.advance(Duration.ofDays(1));
    assertLike(
        inspected(token).text(),
        text("facebook/debug-token-dead.json"),
        expires,
        "data.error.message");
  }

  /** Which picture is shown for nobody's is not told. */
  @Test
  void profileWithEverythingAndWithoutAnEmail() {
    assertLike(
        graph("GET", FacebookEndpoint.ME, member(token(EVERYTHING), "access_token"))
            .text(),
        text("facebook/me.json"));

    facebook.unlink(demo);
    facebook.put(demo.without("picture"));
    String token = member(token("public_profile,email", "email"), "access_token");
    assertLike(
        graph("GET", FacebookEndpoint.ME, token).text(),
        text("facebook/me-without-email.json"),
        "picture.data.url");
    assertLike(
        graph("GET", FacebookEndpoint.PERMISSIONS, token).text(),
        text("facebook/permissions.json"));
  }

  @Test
  void deletionsOfBothForms() {
    String app = "100000000000001|fbDemoAppSecret";
    URI permissions = URI.create(facebook.baseUri() + "/v25.0/10220000000000001/permissions");
    token("public_profile,email");
    assertThat(graph("DELETE", permissions, app).text()).isEqualTo("true");

    facebook.answerDeletionsWithObject();
    token("public_profile,email");
    assertThat(graph("DELETE", permissions, app).text()).isEqualTo("{\"success\":true}");
    assertThat(facebook.isLinked(demo)).isFalse();
  }

  @Test
  void errors() {
    FakeVisitor visitor = facebook.visitor("demo");
    URI callback = visitor.agree(asked("public_profile"));
    String token = member(exchange(callback).text(), "access_token");
    assertRefused(exchange(callback), 3);
    assertRefused(client.get(facebook.uri(FacebookEndpoint.ME), token), 5);
    facebook.put(FakePerson.of("other").with("sub", "10220000000000002"));
    facebook.visitor("other").agree(asked("public_profile"));
    assertRefused(
        graph(
            "GET", URI.create(facebook.baseUri() + "/v25.0/10220000000000002/permissions"), token),
        2);

    clock.advance(Duration.ofDays(1));
    assertRefused(graph("GET", FacebookEndpoint.ME, token), 0);
    facebook.unlink(demo);
    assertRefused(graph("GET", FacebookEndpoint.ME, token), 1);
  }

  /** The same to the byte: of one person, at one time, signed by one secret. */
  @Test
  void signedRequests() {
    assertThat(proof("EAAdemoUserToken"))
        .isEqualTo("0cf929a7e6ab6469dcb5d99d5c1818417877aeea72af5527debfbf2cdae63363");
    try (ListeningShop shop = new ListeningShop(200)) {
      for (FakeNotice notice : List.of(
          facebook.deauthorizeCallback(shop.uri(), demo),
          facebook.deletionRequest(shop.uri(), demo))) {
        Request request = shop.receive(notice);
        assertThat(request.findHeader("Content-Type"))
            .contains("application/x-www-form-urlencoded");
        assertThat(request.bodyText())
            .isEqualTo("signed_request=" + text("facebook/signed-request.txt"));
      }
    }
  }
}
