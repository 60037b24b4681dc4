package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JOSEException;
import io.membersync.Secret;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** ID tokens signed with the client secret, and those that only look so. */
class IdTokenBySecretTest extends IdTokenTestCase {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  /**
   * An ID token in the form of LINE's for the web, with invented values: <a
   * href="https://developers.line.biz/en/docs/line-login/verify-id-token/">ID tokens</a>, read
   * 2026-11-21.
   */
  private static final String VECTOR = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9."
      + "eyJpc3MiOiJodHRwczovL2FjY2Vzcy5saW5lLm1lIiwic3ViIjoiVWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh"
      + "YWFhYWFhIiwiYXVkIjoiMjAwMDAwMDAwMSIsImV4cCI6MTc5NTIyMjgwMCwiaWF0IjoxNzk1MjE5MjAwLCJub25j"
      + "ZSI6Im4wbmNlRGVtbzEiLCJhbXIiOlsibGluZXNzbyJdLCJuYW1lIjoiRGVtbyBVc2VyIiwicGljdHVyZSI6Imh0"
      + "dHBzOi8vcHJvZmlsZS5saW5lLXNjZG4uZXhhbXBsZS9wLzEiLCJlbWFpbCI6ImRlbW8udXNlckBleGFtcGxlLmNv"
      + "bSJ9.5F_u1HWBUqquqFt7unDq4FvyIsK7Y-MdzS4SpcFHTVY";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Provider bySecret(String algorithm, String secret) {
    return Provider.of(
        provider(algorithm).descriptor(),
        ClientRegistration.of(TokenMaker.CLIENT, Secret.of(secret)));
  }

  private static String token(Object key, String algorithm, String header) {
    return TokenMaker.signWith(key, algorithm, header, TokenMaker.json(TokenMaker.claims()));
  }

  @Test
  void thePublishedTokenPasses() throws TokenRefused, JOSEException {
    CompactToken token = CompactToken.parse(VECTOR);
    Provider line = Provider.of(
        ProviderDescriptor.builder(ProviderId.of("line"))
            .authorization("https://access.line.me/oauth2/v2.1/authorize")
            .token("https://api.line.me/oauth2/v2.1/token", ClientAuth.POST_BODY)
            .openIdConnect("https://access.line.me", "https://api.line.me/oauth2/v2.1/certs")
            .idTokenAlgorithms("HS256")
            .build(),
        ClientRegistration.of("2000000001", Secret.of(SECRET)));

    new TokenClaims(token)
        .check(
            line,
            Binding.of(Optional.of("n0nceDemo1")),
            Optional.of(Secret.of("lnDemoAccess0001")),
            Instant.ofEpochSecond(1_795_219_200));
    assertThat(SignatureKey.ofSecret(bytes(SECRET)).verifies(token)).isTrue();
    assertThat(token.claims().findString("email")).contains("demo.user@example.com");

    CompactToken changed = CompactToken.parse(VECTOR.replace("5F_u1HWB", "5F_u1HWC"));
    assertThat(SignatureKey.ofSecret(bytes(SECRET)).verifies(changed)).isFalse();
    assertThat(SignatureKey.ofSecret(bytes(SECRET.replace('0', '1'))).verifies(token))
        .isFalse();
  }

  @Test
  @Fault({"ID-02", "ID-08"})
  void whereTheSecretSignsNoPublishedKeyDoes() throws Exception {
    it.server.json(GatewayFixture.KEYS, TokenMaker.keySet(TokenMaker.RSA, TokenMaker.EC));
    Provider provider = bySecret("HS256", SECRET);
    it.idToken(token(bytes(SECRET), "HS256", "{\"alg\":\"HS256\"}"));
    assertThat(it.signIn(provider).profile().subject()).isEqualTo(TokenMaker.SUBJECT);

    assertThat(refusal(
            provider, token(TokenMaker.EC, "ES256", "{\"alg\":\"ES256\",\"kid\":\"ec-1\"}")))
        .isEqualTo("alg");
    assertThat(refusal(
            provider, token(TokenMaker.EC, "ES256", "{\"alg\":\"HS256\",\"kid\":\"ec-1\"}")))
        .isEqualTo("signature");
    assertThat(refusal(provider, token(bytes(SECRET + SECRET), "HS512", "{\"alg\":\"HS512\"}")))
        .isEqualTo("alg");
    byte[] point = TokenMaker.EC.toECPublicKey().getEncoded();
    assertThat(refusal(provider, token(point, "HS256", "{\"alg\":\"HS256\",\"kid\":\"ec-1\"}")))
        .isEqualTo("signature");
    assertThat(it.server.seen(GatewayFixture.KEYS)).isEmpty();
  }

  @Test
  @Fault("ID-08")
  void whereAPublishedKeySignsTheSecretDoesNot() throws Exception {
    it.server.json(GatewayFixture.KEYS, TokenMaker.keySet(TokenMaker.EC));
    Provider provider = bySecret("ES256", SECRET);
    it.idToken(token(TokenMaker.EC, "ES256", "{\"alg\":\"ES256\",\"kid\":\"ec-1\"}"));
    assertThat(it.signIn(provider).profile().subject()).isEqualTo(TokenMaker.SUBJECT);

    for (Object key : List.of(bytes(SECRET), bytes(TokenMaker.EC.toPublicJWK().toJSONString()))) {
      assertThat(refusal(provider, token(key, "HS256", "{\"alg\":\"HS256\",\"kid\":\"ec-1\"}")))
          .isEqualTo("alg");
      assertThat(refusal(provider, token(key, "HS256", "{\"alg\":\"ES256\",\"kid\":\"ec-1\"}")))
          .isEqualTo("signature");
    }
  }

  @Test
  @Fault("ID-09")
  void noTokenChoosesBetweenTheSecretAndAPublishedKey() {
    ProviderDescriptor.Builder builder = ProviderDescriptor.builder(ProviderId.of("fake"));

    for (String[] both :
        new String[][] {{"HS256", "ES256"}, {"RS256", "HS512"}, {"HS256", "HS384", "EdDSA"}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> builder.idTokenAlgorithms(both))
          .withMessageContaining("algorithms of one kind");
    }
    assertThat(builder.idTokenAlgorithms("HS256", "HS512")).isSameAs(builder);
    assertThat(builder.idTokenAlgorithms("RS256", "ES256")).isSameAs(builder);
  }

  @Test
  void aShortSecretIsAMistakeOfTheShops() {
    ProviderFailure failure = it.idToken(token(bytes(SECRET), "HS256", "{\"alg\":\"HS256\"}"))
        .refusal(bySecret("HS256", SECRET.substring(1)));

    assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(failure.error().code()).isEqualTo("client_secret_unfit");
  }
}
