package io.membersync.testing;

import static io.membersync.testing.Samples.assertLike;
import static io.membersync.testing.Samples.assertSameParameters;
import static io.membersync.testing.Samples.decoded;
import static io.membersync.testing.Samples.lines;
import static io.membersync.testing.Samples.member;
import static io.membersync.testing.Samples.text;
import static io.membersync.testing.Samples.words;
import static io.membersync.testing.TestCalls.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.testing.http.HttpCaller;
import io.membersync.testing.http.Request;
import io.membersync.testsupport.TestClock;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the fake Google serves is like the samples, in {@code samples/google}. */
class GoogleSamplesTest {
  private static final String SCOPES = "https://www.googleapis.com/auth/";
  private static final String FIELDS =
      "names,emailAddresses,phoneNumbers,birthdays,genders,addresses,ageRanges,locales,photos";
  private static final String EVERYTHING = "openid email profile " + SCOPES
      + "user.phonenumbers.read " + SCOPES + "user.birthday.read " + SCOPES + "user.gender.read "
      + SCOPES + "user.addresses.read " + SCOPES + "profile.agerange.read";
  private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";
  private static final String OAUTH = "https://schemas.openid.net/secevent/oauth/event-type/";
  private static final String REFRESH_TOKEN = "1//0demo-refresh-token-value-0001";

  private final TestClock clock = new TestClock(Instant.parse("2026-11-21T00:00:00Z"));
  private final FakeGoogle google = FakeGoogle.setup().clock(clock).start();
  private final PlainClient client = new PlainClient(google);
  private final FakePerson demo = FakePerson.of("demo")
      .with("sub", "100000000000000000001")
      .with("name", "Demo User")
      .with("given_name", "Demo")
      .with("family_name", "User")
      .with("picture", "https://lh3.example/a/demo")
      .with("email", "demo.user@gmail.com")
      .with("phone_number", "+821012345678")
      .with("birthdate", "1990-01-31")
      .with("gender", "female")
      .with("locale", "ko")
      .with("street_address", "1 Demo-ro")
      .with("locality", "Seoul")
      .with("postal_code", "06000");

  GoogleSamplesTest() {
    google.put(demo);
  }

  @AfterEach
  void close() {
    google.close();
  }

  private URI asked(String scope, String prompt) {
    return client.challenged(
        google.uri(GoogleEndpoint.AUTHORIZE),
        "scope",
        scope,
        "nonce",
        "n0nceDemo1",
        "access_type",
        "offline",
        "include_granted_scopes",
        "true",
        "prompt",
        prompt);
  }

  private HttpCaller.Reply exchange(URI callback, String verifier) {
    return client.authenticated(
        google.uri(GoogleEndpoint.TOKEN),
        "grant_type",
        "authorization_code",
        "code",
        parameter(callback, "code"),
        "redirect_uri",
        PlainClient.CALLBACK.toString(),
        "code_verifier",
        verifier);
  }

  private String token(String scope) {
    URI callback = google.visitor("demo").agree(asked(scope, "consent"));
    return exchange(callback, PlainClient.VERIFIER).text();
  }

  private HttpCaller.Reply refresh(String refreshToken) {
    return client.authenticated(
        google.uri(GoogleEndpoint.TOKEN),
        "grant_type",
        "refresh_token",
        "refresh_token",
        refreshToken);
  }

  private static void assertRefused(
      HttpCaller.Reply reply, int status, String sample, String changing) {
    assertThat(reply.status()).isEqualTo(status);
    assertLike(reply.text(), sample, changing);
  }

  /** The sample leaves out that the profile, too, is named at length, as its token answer has it. */
  @Test
  void callbacks() {
    FakeVisitor visitor = google.visitor("demo");
    assertSameParameters(
        visitor.cancel(asked("openid email profile", "consent")),
        "error=access_denied&state=st4teDemo1");
    assertThat(google.visitor("demo").open(asked("openid", "none")))
        .hasValueSatisfying(callback ->
            assertSameParameters(callback, "error=interaction_required&state=st4teDemo1"));

    URI callback = visitor.agree(asked("openid email profile", "consent"));
    assertSameParameters(
        callback,
        "state=st4teDemo1&iss=https%3A%2F%2Faccounts.google.com&code=4%2F0DemoCode"
            + "&scope=any&authuser=0&prompt=consent",
        "code",
        "scope");
    assertThat(words(parameter(callback, "scope")))
        .isEqualTo(words(
            "email profile openid " + SCOPES + "userinfo.email " + SCOPES + "userinfo.profile"));
  }

  @Test
  void tokenAndIdToken() {
    String token = token("openid email profile " + SCOPES + "user.phonenumbers.read");

    assertLike(token, text("google/token.json"), "access_token", "refresh_token", "id_token");
    String idToken = member(token, "id_token");
    assertLike(decoded(idToken), text("google/id-token.json"), "header.kid", "claims.at_hash");
    client.assertSignedByPublishedKey(idToken, google.uri(GoogleEndpoint.KEYS));
    assertThat(decoded(idToken))
        .contains("\"at_hash\":\"" + FakeSocialLogin.accessTokenHash(member(token, "access_token"))
            + "\"");
    assertThat(FakeSocialLogin.accessTokenHash("ya29.demo-access"))
        .isEqualTo("CFI3HJyUgMs7pPpx8IoZSQ");
  }

  @Test
  void tokenThatWasRefreshed() {
    String refreshed = refresh(member(token("openid email"), "refresh_token")).text();

    assertLike(refreshed, text("google/refreshed.json"), "access_token", "id_token");
    assertThat(decoded(member(refreshed, "id_token")))
        .contains("\"at_hash\":")
        .doesNotContain("nonce");
  }

  @Test
  void errorsOfTheTokenAddress() {
    List<String> errors = lines("google/errors-token.jsonl");
    String text = "error_description";
    URI callback = google.visitor("demo").agree(asked("openid", "consent"));

    assertRefused(refresh("1//0another"), 400, errors.get(0), text);
    assertRefused(exchange(callback, PlainClient.VERIFIER + "-wrong"), 400, errors.get(2), text);
    google.changeClientSecret("renewed");
    assertRefused(
        client.post(google.uri(GoogleEndpoint.TOKEN), "client_secret", "demoSecret"),
        401,
        errors.get(1),
        text);
  }

  @Test
  void userInfo() {
    URI userInfo = google.uri(GoogleEndpoint.USER_INFO);
    String token = member(token("openid email profile"), "access_token");

    assertLike(client.get(userInfo, token).text(), text("google/userinfo.json"));
    assertRefused(
        client.get(userInfo, "another"),
        401,
        text("google/userinfo-401.json"),
        "error_description");
  }

  private HttpCaller.Reply person(String token) {
    return client.get(
        google.uri(GoogleEndpoint.PEOPLE),
        token,
        "personFields",
        FIELDS,
        "sources",
        "READ_SOURCE_TYPE_PROFILE");
  }

  @Test
  void personWithEverythingAndWithNothing() {
    String token = member(token(EVERYTHING), "access_token");
    assertLike(person(token).text(), text("google/person.json"), "etag");

    google.put(FakePerson.of("demo").with("sub", "100000000000000000001"));
    assertLike(person(token).text(), text("google/person-bare.json"), "etag");
  }

  @Test
  void errorsOfThePeopleApi() {
    List<String> errors = lines("google/errors-people.jsonl");

    assertRefused(
        person(member(token("openid email profile"), "access_token")),
        403,
        errors.get(0),
        "error.message");
    assertRefused(person("another"), 401, errors.get(1), "error.message");
  }

  @Test
  void revocation() {
    URI revoke = google.uri(GoogleEndpoint.REVOKE);
    String token = member(token("openid"), "refresh_token");

    assertThat(client.post(revoke, "token", token).text()).isEqualTo("{}");
    assertRefused(
        client.post(revoke, "token", token),
        400,
        text("google/revoke-400.json"),
        "error_description");
  }

  // ---- security events

  /** Another each time are the id of an event and, in most of the samples, its time. */
  @Test
  void securityEvents() {
    List<String> samples = lines("google/risc.jsonl");
    assertThat(samples).hasSize(8);
    try (ListeningShop shop = new ListeningShop(202)) {
      String first =
          received(shop, google.securityEvent(shop.uri(), RISC + "account-disabled", demo));
      assertLike(decoded(first), samples.get(0), "header.kid", "claims.jti");
      client.assertSignedByPublishedKey(first, google.uri(GoogleEndpoint.KEYS));

      assertEvent(
          shop,
          samples.get(1),
          google.securityEvent(
              shop.uri(),
              RISC + "sessions-revoked",
              demo,
              draft -> draft.claim(
                  "aud",
                  List.of(
                      "demo-web.apps.googleusercontent.com",
                      "demo-android.apps.googleusercontent.com"))));
      assertEvent(
          shop, samples.get(2), google.securityEvent(shop.uri(), OAUTH + "tokens-revoked", demo));
      assertEvent(shop, samples.get(3), google.tokenRevoked(shop.uri(), REFRESH_TOKEN, false));
      assertEvent(shop, samples.get(4), google.tokenRevoked(shop.uri(), REFRESH_TOKEN, true));
      assertEvent(
          shop, samples.get(5), google.securityEvent(shop.uri(), RISC + "account-enabled", demo));
      assertEvent(
          shop,
          samples.get(6),
          google.securityEvent(shop.uri(), RISC + "account-credential-change-required", demo));
      String last = received(shop, google.securityEvent(shop.uri(), RISC + "verification", demo));
      assertLike(
          claims(last).replaceAll("\"state\":\"[^\"]+\"", "\"state\":\"verify-demo-1\""),
          samples.get(7),
          "claims.jti",
          "claims.iat");
    }
  }

  @Test
  void anEventAboutATokenNamesNoPerson() {
    URI shop = URI.create("http://127.0.0.1:9/");
    assertThatThrownBy(() -> google.securityEvent(shop, OAUTH + "token-revoked", demo))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tokenRevoked");
  }

  private void assertEvent(ListeningShop shop, String sample, FakeNotice notice) {
    assertLike(claims(received(shop, notice)), sample, "claims.jti", "claims.iat");
  }

  private static String received(ListeningShop shop, FakeNotice notice) {
    Request request = shop.receive(notice);
    assertThat(request.findHeader("Content-Type")).contains("application/secevent+jwt");
    return request.bodyText();
  }

  /** As the samples have it where they leave the header out. */
  private static String claims(String token) {
    String decoded = decoded(token);
    return "{" + decoded.substring(decoded.indexOf("\"claims\":"));
  }
}
