package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.membersync.Secret;
import io.membersync.internal.FormParameters;
import io.membersync.profile.Field;
import io.membersync.profile.Profile;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.apple.Apple;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.TestClock;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Apple's sign-in from the code on, against a server on loopback in its place. */
class AppleSignInTest {
  private static final String CLIENT = "com.example.shop.web";
  private static final String PEM = "-----BEGIN PRIVATE KEY-----\n"
      + java.util.Base64.getEncoder().encodeToString(privateKey())
      + "\n-----END PRIVATE KEY-----";

  private final Apple apple = Apple.of(CLIENT, "TEAMID0001", "ABC123DEFG", Secret.of(PEM));
  private final LoopbackServer server = LoopbackServer.start();
  private final ProviderGateway gateway = new ProviderGateway(
      HttpOptions.builder().perAttempt(GatewayFixture.ATTEMPT).build(),
      new TestClock(),
      new ToLoopback(),
      CallWatch.NONE);

  private final class ToLoopback implements EndpointMap {
    @Override
    public URI toServer(URI address) {
      assertThat(address.getHost()).isEqualTo("appleid.apple.com");
      return server.uri(address.getPath());
    }

    @Override
    public URI toBrowser(URI address) {
      return address;
    }
  }

  private static byte[] privateKey() {
    try {
      return TokenMaker.EC.toECPrivateKey().getEncoded();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    gateway.close();
    server.close();
  }

  private static Map<String, String> claims() {
    Map<String, String> claims = TokenMaker.claims();
    claims.put("iss", "\"https://appleid.apple.com\"");
    claims.put("aud", TokenMaker.quoted(CLIENT));
    claims.put("email", "\"demo.user@example.com\"");
    claims.put("email_verified", "\"true\"");
    claims.put("is_private_email", "\"false\"");
    claims.put("nonce_supported", "true");
    return claims;
  }

  private void answers(Map<String, String> claims) {
    server.json("/auth/keys", TokenMaker.keySet(TokenMaker.RSA));
    server.json(
        "/auth/token",
        "{\"access_token\":\"a0demo\",\"token_type\":\"bearer\",\"expires_in\":3600,"
            + "\"refresh_token\":\"r0demo\",\"id_token\":\""
            + TokenMaker.sign(TokenMaker.RSA, claims)
            + "\"}");
  }

  private Exchanged signIn(String user) throws ProviderFailure {
    return gateway.signIn(
        apple,
        new CodeExchange(
            Secret.of("c0ddemo"),
            URI.create("https://shop.example/login/callback/apple"),
            "state-1",
            Optional.of(Secret.of("v".repeat(43))),
            Optional.of(TokenMaker.NONCE),
            user.isEmpty() ? Map.of() : Map.of("user", user),
            apple.descriptor().scopes()));
  }

  private ProviderFailure refusal() {
    try {
      signIn("");
    } catch (ProviderFailure failure) {
      return failure;
    }
    throw new AssertionError("the sign-in passed");
  }

  @Test
  void aCodeAndAFormBringTheNameAndAVerifiedAddress() throws Exception {
    answers(claims());

    Profile profile =
        signIn("{\"name\":{\"firstName\":\"민아\",\"lastName\":\"김\"}}").profile().profile();

    assertThat(profile.value(Field.NAME)).contains("김민아");
    assertThat(profile.find(Field.EMAIL).orElseThrow().isVerified()).isTrue();
    assertThat(signIn("").profile().profile().find(Field.NAME)).isEmpty();
    assertThat(server.seen()).extracting(LoopbackServer.Seen::path).doesNotContain("/profile");
  }

  @Test
  void theExchangeIsAuthenticatedByASignedSecret() throws Exception {
    answers(claims());
    signIn("");

    LoopbackServer.Seen request = server.seen("/auth/token").get(0);
    Map<String, String> form = FormParameters.parse(request.body()).orElseThrow();
    assertThat(request.header("authorization")).isEmpty();
    assertThat(form)
        .containsEntry("client_id", CLIENT)
        .containsEntry("code_verifier", "v".repeat(43))
        .containsEntry("redirect_uri", "https://shop.example/login/callback/apple");
    assertThat(SignedJWT.parse(form.getOrDefault("client_secret", ""))
            .verify(new ECDSAVerifier(TokenMaker.EC.toECPublicKey())))
        .isTrue();
  }

  @Test
  @Fault("ID-14")
  void aTokenThatPromisesTheNonceMustRepeatIt() throws Exception {
    Map<String, String> claims = claims();
    claims.remove("nonce");
    answers(claims);
    ProviderFailure failure = refusal();
    assertThat(failure.kind()).isEqualTo(ErrorKind.PROTOCOL);
    assertThat(failure.error().code()).isEqualTo("nonce");

    claims.put("nonce_supported", "false");
    answers(claims);
    assertThat(signIn("").profile().subject()).isEqualTo(TokenMaker.SUBJECT);
  }

  @Test
  void aRefusedClientSaysWhatToCompare() {
    server.status("/auth/token", 400, "{\"error\":\"invalid_client\"}");

    ProviderFailure failure = refusal();

    assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(failure).hasMessageContaining("redirect URI").hasMessageContaining("key");
  }

  @Test
  void aRefreshNeedsNoIdToken() throws Exception {
    server.json(
        "/auth/token",
        "{\"access_token\":\"a0demo2\",\"token_type\":\"bearer\",\"expires_in\":3600}");

    TokenSet tokens = gateway.refresh(
        apple,
        GatewayFixture.held("a0demo", "r0demo", new Grant(Set.of("name", "email"), false, true)),
        TokenMaker.SUBJECT);

    assertThat(tokens.accessToken()).contains(Secret.of("a0demo2"));
    assertThat(tokens.refreshToken()).contains(Secret.of("r0demo"));
  }

  @Test
  void revokingEndsWithAnEmptyAnswer() throws Exception {
    server.on("/auth/revoke", (request, out) -> LoopbackServer.send(out, 200, "", ""));

    Provider.Answer answer = gateway.call(
        apple,
        apple.unlink(TokenMaker.SUBJECT).orElseThrow(),
        Optional.of(GatewayFixture.held("a0demo")));

    assertThat(answer.body()).isEmpty();
    LoopbackServer.Seen request = server.seen("/auth/revoke").get(0);
    assertThat(request.header("authorization")).isEmpty();
    assertThat(FormParameters.parse(request.body()).orElseThrow())
        .containsOnlyKeys("client_id", "client_secret", "token", "token_type_hint")
        .containsEntry("token", "a0demo")
        .containsEntry("token_type_hint", "access_token");
    assertThat(request.method()).isEqualTo("POST");
  }
}
