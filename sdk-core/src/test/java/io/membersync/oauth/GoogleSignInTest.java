package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.google.Google;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.TestClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Google's answers on the road itself: the samples over a real connection. */
class GoogleSignInTest {
  private static final String TOKEN = "/token";
  private static final String PEOPLE = "/v1/people/me";
  private static final String SUBJECT = "100000000000000000001";
  private static final String SCOPE = "https://www.googleapis.com/auth/";
  private static final String GENDER = SCOPE + "user.gender.read";

  private final LoopbackServer server = LoopbackServer.start();
  private final ProviderGateway gateway = new ProviderGateway(
      HttpOptions.builder().perAttempt(GatewayFixture.ATTEMPT).build(),
      new TestClock(),
      new ToLoopback(),
      CallWatch.NONE);
  private final Google google =
      Google.of(TokenMaker.CLIENT, Secret.of("client-secret")).asking(Field.PHONE);

  /** Every address of Google's by its path. */
  private final class ToLoopback implements EndpointMap {
    @Override
    public URI toServer(URI address) {
      return server.uri(address.getRawPath());
    }

    @Override
    public URI toBrowser(URI address) {
      return address;
    }
  }

  GoogleSignInTest() {
    server.json("/oauth2/v3/certs", TokenMaker.keySet(TokenMaker.RSA));
    server.json(PEOPLE, sample("person.json"));
    server.json(TOKEN, sample("token.json").replace("ID_TOKEN", idToken(Map.of())));
  }

  @AfterEach
  void close() {
    gateway.close();
    server.close();
  }

  private static String sample(String file) {
    try (InputStream stream =
        GoogleSignInTest.class.getResourceAsStream("/io/membersync/provider/google/" + file)) {
      if (stream == null) {
        throw new IllegalArgumentException("no sample " + file);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The sample's ID token, issued now to this client. */
  private static String idToken(Map<String, String> changes) {
    Map<String, String> claims = new LinkedHashMap<>(TokenMaker.claims());
    claims.put("iss", "\"https://accounts.google.com\"");
    claims.put("azp", TokenMaker.quoted(TokenMaker.CLIENT));
    claims.put("sub", TokenMaker.quoted(SUBJECT));
    claims.put("email", "\"demo.user@gmail.com\"");
    claims.put("email_verified", "true");
    claims.put("name", "\"Demo User\"");
    claims.put("at_hash", "\"CFI3HJyUgMs7pPpx8IoZSQ\"");
    claims.putAll(changes);
    return TokenMaker.sign(TokenMaker.RSA, claims);
  }

  private Exchanged signIn(String... scopes) throws ProviderFailure {
    CodeExchange code = GatewayFixture.code();
    return gateway.signIn(
        google,
        new CodeExchange(
            code.code(),
            code.redirectUri(),
            code.state(),
            code.verifier(),
            code.nonce(),
            Map.of(),
            scopes.length == 0 ? google.descriptor().scopes() : List.of(scopes)));
  }

  private ProviderFailure refusal() {
    try {
      signIn();
    } catch (ProviderFailure failure) {
      return failure;
    }
    throw new AssertionError("the sign-in passed");
  }

  @Test
  void theSampleSignsIn() throws Exception {
    Exchanged read = signIn();

    assertThat(read.profile().subject()).isEqualTo(SUBJECT);
    assertThat(read.profile().profile().value(Field.EMAIL)).contains("demo.user@gmail.com");
    assertThat(read.profile().profile().value(Field.PHONE)).contains("+821012345678");
    assertThat(read.profile().profile().ungranted()).isEmpty();
    assertThat(read.tokens().refreshToken()).isPresent();
    assertThat(read.tokens().grant())
        .isEqualTo(new Grant(Set.copyOf(google.descriptor().scopes()), true, true));
    assertThat(server.seen(TOKEN).get(0).body())
        .contains("client_id=shop-client", "client_secret=client-secret", "code_verifier=");
  }

  @Test
  void anIssuerWithoutASchemeIsGoogleToo() throws Exception {
    server.json(
        TOKEN,
        sample("token.json")
            .replace("ID_TOKEN", idToken(Map.of("iss", "\"accounts.google.com\""))));

    assertThat(signIn().profile().subject()).isEqualTo(SUBJECT);

    for (String other : List.of("https://accounts.google.com/", "google.com", "")) {
      server.json(
          TOKEN,
          sample("token.json")
              .replace("ID_TOKEN", idToken(Map.of("iss", TokenMaker.quoted(other)))));
      assertThat(refusal().error().code()).as(other).isEqualTo("iss");
    }
  }

  @Test
  @Fault("TR-06")
  void aScopeThatTheVisitorUntickedIsWithheldAndNotCalledFor() throws Exception {
    server.json(
        TOKEN,
        sample("token.json")
            .replace(" " + SCOPE + "user.phonenumbers.read", "")
            .replace("ID_TOKEN", idToken(Map.of())));

    Exchanged read = signIn();

    assertThat(read.profile().profile().presence(Field.PHONE)).isEqualTo(Presence.WITHHELD);
    assertThat(read.profile().profile().value(Field.NAME)).contains("Demo User");
    assertThat(server.seen(PEOPLE)).isEmpty();
  }

  @Test
  void aFurtherQuestionLosesNothingThatWasGrantedBefore() throws Exception {
    server.json(
        TOKEN,
        sample("token.json")
            .replace("user.phonenumbers.read", "user.phonenumbers.read " + GENDER)
            .replace("ID_TOKEN", idToken(Map.of())));

    Exchanged read = signIn(GENDER);

    assertThat(read.tokens().grant().scopes())
        .contains("openid", "email", "profile", SCOPE + "user.phonenumbers.read", GENDER);
    assertThat(read.profile().profile().presence(Field.GENDER)).isEqualTo(Presence.PRESENT);
    assertThat(read.profile().profile().presence(Field.PHONE)).isEqualTo(Presence.PRESENT);
    assertThat(read.profile().profile().presence(Field.EMAIL)).isEqualTo(Presence.PRESENT);
  }

  @Test
  void aSecondConsentMayBringNoRefreshToken() throws Exception {
    server.json(
        TOKEN,
        sample("token.json")
            .replace("\"refresh_token\":\"1//0demo-refresh-token-value-0001\",", "")
            .replace("ID_TOKEN", idToken(Map.of())));

    assertThat(signIn().tokens().refreshToken()).isEmpty();
  }

  @Test
  void aRefreshKeepsTheTokenAndNormalisesTheScopes() throws Exception {
    server.json(TOKEN, sample("refreshed.json").replace("ID_TOKEN", idToken(Map.of())));

    TokenSet fresh = gateway.refresh(
        google,
        GatewayFixture.held(
            "ya29.demo-access",
            "1//0demo-refresh-token-value-0001",
            new Grant(Set.copyOf(google.descriptor().scopes()), true, true)),
        SUBJECT);

    assertThat(fresh.refreshToken()).contains(Secret.of("1//0demo-refresh-token-value-0001"));
    assertThat(fresh.grant().scopes()).containsExactlyInAnyOrder("openid", "email");
    server.json("/v1/userinfo", sample("userinfo.json"));
    Exchanged read = gateway.reread(google, fresh);
    assertThat(read.profile().profile().value(Field.EMAIL)).contains("demo.user@gmail.com");
    assertThat(read.profile().profile().presence(Field.NAME))
        .as("profile is not among the scopes of the sample")
        .isEqualTo(Presence.WITHHELD);
  }

  @Test
  void aPersonOfAnotherAccountEndsTheSignIn() {
    server.json(PEOPLE, sample("person.json").replace("people/" + SUBJECT, "people/7"));

    assertThat(refusal().kind()).isEqualTo(ErrorKind.PROTOCOL);
  }

  @Test
  void withoutThePeopleApiTheSignInGoesOn() throws Exception {
    server.status(PEOPLE, 403, sample("errors-people.jsonl").lines().toList().get(0));

    Exchanged read = signIn();

    assertThat(read.profile().profile().value(Field.NAME)).contains("Demo User");
    assertThat(read.profile().profile().presence(Field.PHONE)).isEqualTo(Presence.NOT_OFFERED);
  }

  @Test
  void aLinkIsEndedByTheTokenAloneInTheBody() throws Exception {
    server.json("/revoke", "{}");

    gateway.call(
        google,
        google.unlink(SUBJECT).orElseThrow(),
        Optional.of(GatewayFixture.held("ya29.demo-access")));

    LoopbackServer.Seen seen = server.seen("/revoke").get(0);
    assertThat(seen.body()).isEqualTo("token=ya29.demo-access");
    assertThat(seen.headers()).doesNotContainKeys("Authorization", "authorization");
  }
}
