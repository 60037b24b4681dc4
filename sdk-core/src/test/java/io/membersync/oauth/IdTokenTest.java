package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import io.membersync.Secret;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signatures, algorithms and keys of ID tokens that must not pass, and the odd ones that must. */
class IdTokenTest extends IdTokenTestCase {
  private static String flipped(String token) {
    int dot = token.lastIndexOf('.');
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
    signature[signature.length / 2] ^= 1;
    return token.substring(0, dot + 1) + TokenMaker.base64(signature);
  }

  @Test
  @Fault("ID-01")
  void oneFlippedBitOfASignatureIsRefusedInEveryAlgorithm() throws Exception {
    String payload = TokenMaker.json(TokenMaker.claims());
    byte[] secret = "a-client-secret-of-32-bytes-or-more".getBytes(StandardCharsets.UTF_8);
    it.server.json(
        GatewayFixture.KEYS,
        TokenMaker.keySet(TokenMaker.RSA, TokenMaker.EC, TokenMaker.edJwk("ed-1")));
    record Case(String algorithm, Object key, String id) {}
    for (Case one : List.of(
        new Case("RS256", TokenMaker.RSA, "key-1"),
        new Case("RS384", TokenMaker.RSA, "key-1"),
        new Case("RS512", TokenMaker.RSA, "key-1"),
        new Case("PS256", TokenMaker.RSA, "key-1"),
        new Case("ES256", TokenMaker.EC, "ec-1"),
        new Case("EdDSA", TokenMaker.ED, "ed-1"),
        new Case("HS256", secret, "any"))) {
      Provider provider = Provider.of(
          it.descriptor()
              .openIdConnect(
                  TokenMaker.ISSUER, it.server.uri(GatewayFixture.KEYS).toString())
              .idTokenAlgorithms(one.algorithm())
              .build(),
          ClientRegistration.of(
              TokenMaker.CLIENT, Secret.of("a-client-secret-of-32-bytes-or-more")));
      String token = TokenMaker.signWith(
          one.key(),
          one.algorithm(),
          "{\"alg\":\"" + one.algorithm() + "\",\"kid\":\"" + one.id() + "\"}",
          payload);
      it.idToken(token);
      assertThat(it.signIn(provider).profile().subject())
          .as(one.algorithm())
          .isEqualTo(TokenMaker.SUBJECT);
      assertThat(refusal(provider, flipped(token))).as(one.algorithm()).isEqualTo("signature");
    }
  }

  @Test
  @Fault({"ID-02", "ID-04"})
  void aSignatureOfAnotherKeyOrTokenIsRefusedWithoutAProfileCall() throws Exception {
    passes(TokenMaker.good());
    int before = it.server.seen(GatewayFixture.PROFILE).size();

    String another = TokenMaker.signWith(
        TokenMaker.OTHER_RSA,
        "RS256",
        "{\"alg\":\"RS256\",\"kid\":\"key-1\"}",
        TokenMaker.json(TokenMaker.claims()));
    assertThat(refusal(another)).isEqualTo("signature");

    String first = with("nonce", TokenMaker.quoted(TokenMaker.NONCE));
    String second = with("email", "\"a@b.example\"");
    String mixed =
        first.substring(0, first.lastIndexOf('.')) + second.substring(second.lastIndexOf('.'));
    assertThat(refusal(mixed)).isEqualTo("signature");
    assertThat(it.server.seen(GatewayFixture.PROFILE)).hasSize(before);
  }

  @Test
  @Fault({"ID-05", "ID-06", "ID-07"})
  void noUnsignedTokenPassesHoweverItIsSpelt() {
    String payload = TokenMaker.base64(TokenMaker.json(TokenMaker.claims()));
    for (String none : List.of("none", "NoNe", "NONE", "none ", "nοne", "", "nоne")) {
      String head = TokenMaker.base64("{\"alg\":\"" + none + "\",\"kid\":\"key-1\"}");
      assertThat(refusal(head + "." + payload + ".")).isNotEmpty();
      assertThat(refusal(head + "." + payload + ".AAAA")).isEqualTo("alg");
    }
    assertThat(refusal(TokenMaker.base64("{}") + "." + payload + ".AAAA")).isEqualTo("header_alg");
    assertThat(it.server.seen(GatewayFixture.PROFILE)).isEmpty();
  }

  @Test
  @Fault({"ID-08", "ID-09"})
  void aPublicKeyIsNeverUsedAsASharedSecret() throws JOSEException {
    RSAKey key = TokenMaker.RSA;
    RSAPublicKey rsa = key.toRSAPublicKey();
    String pem = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.UTF_8))
        .encodeToString(rsa.getEncoded());
    String spki = "-----BEGIN PUBLIC KEY-----\n" + pem + "\n-----END PUBLIC KEY-----";
    String pkcs = "-----BEGIN RSA PUBLIC KEY-----\n" + pem + "\n-----END RSA PUBLIC KEY-----";
    String jwk = key.toPublicJWK().toJSONString();
    List<byte[]> secrets = new ArrayList<>(List.of(rsa.getEncoded()));
    for (String text : List.of(
        spki,
        spki + "\n",
        spki.replace("\n", "\r\n"),
        spki.replace("\n", ""),
        pkcs,
        pkcs + "\n",
        pkcs.replace("\n", "\r\n"),
        pkcs.replace("\n", ""),
        pem,
        pem.replace("\n", ""),
        pem + "\n",
        TokenMaker.base64(rsa.getEncoded()),
        jwk + " ",
        key.getPublicExponent().toString(),
        key.getModulus().toString(),
        "RSA",
        "RS256",
        jwk,
        TokenMaker.keySet(key),
        "key-1")) {
      secrets.add(text.getBytes(StandardCharsets.UTF_8));
    }
    secrets.add(rsa.getModulus().toByteArray());
    secrets.add(rsa.getPublicExponent().toByteArray());
    for (byte[] secret : secrets) {
      for (String alg : List.of("HS256", "RS256")) {
        String token = TokenMaker.signWith(
            secret.length >= 32 ? secret : Arrays.copyOf(secret, 32),
            "HS256",
            "{\"alg\":\"" + alg + "\",\"kid\":\"key-1\"}",
            TokenMaker.json(TokenMaker.claims()));
        assertThat(refusal(token)).isIn("alg", "signature", "unknown_key");
      }
    }
  }

  @Test
  void aTokenSignedWithTheClientSecretPassesOnlyWhereThatIsAllowed() throws Exception {
    String secret = "a-client-secret-of-32-bytes-or-more";
    String token = TokenMaker.signWith(
        secret.getBytes(StandardCharsets.UTF_8),
        "HS256",
        "{\"alg\":\"HS256\"}",
        TokenMaker.json(TokenMaker.claims()));
    it.idToken(token);
    Provider allowed = Provider.of(
        provider("HS256").descriptor(),
        ClientRegistration.of(TokenMaker.CLIENT, Secret.of(secret)));
    assertThat(it.signIn(allowed).profile().subject()).isEqualTo(TokenMaker.SUBJECT);
    assertThat(it.server.seen(GatewayFixture.KEYS)).isEmpty();
    assertThat(refusal(token)).isEqualTo("alg");
    ProviderFailure shortSecret = it.idToken(token).refusal(provider("HS256"));
    assertThat(shortSecret.kind()).isEqualTo(ErrorKind.CONFIGURATION);
  }

  @Test
  @Fault("ID-21")
  void aHeaderThatBringsOrPointsAtAKeyIsRefusedWithoutAConnection() throws Exception {
    String jwk = TokenMaker.OTHER_RSA.toPublicJWK().toJSONString();
    try (LoopbackServer listener = LoopbackServer.start()) {
      String there = listener.uri("/keys").toString();
      listener.json("/keys", TokenMaker.keySet(TokenMaker.OTHER_RSA));
      for (String member : List.of(
          "\"jwk\":" + jwk,
          "\"jwk\":null",
          "\"jwk\":{}",
          "\"jku\":\"" + there + "\"",
          "\"jku\":\"" + there + "#" + it.server.uri(GatewayFixture.KEYS) + "\"",
          "\"jku\":[\"" + there + "\"]",
          "\"x5u\":\"" + there + "\"",
          "\"x5c\":[\"AAAA\"]",
          "\"x5c\":\"AAAA\"",
          "\"jwk\":" + jwk + ",\"jku\":\"" + there + "\"",
          "\"x5u\":\"" + there + "\",\"x5c\":[]",
          "\"crit\":[\"exp\"]",
          "\"b64\":false")) {
        for (String kid : List.of("key-1", "key-2")) {
          String token = TokenMaker.signWith(
              TokenMaker.OTHER_RSA,
              "RS256",
              "{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"," + member + "}",
              TokenMaker.json(TokenMaker.claims()));
          assertThat(refusal(token)).as(member).startsWith("header_");
        }
      }
      assertThat(listener.connections()).isZero();
      assertThat(it.server.seen(GatewayFixture.KEYS)).isEmpty();
    }
  }

  @Test
  @Fault("ID-24")
  void onlyTheSignedPayloadCounts() throws Exception {
    String token = header("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"sub\":\"victim\",\"iss\":\"x\"}");
    it.idToken(token);
    assertThat(it.signIn(provider("RS256")).profile().subject()).isEqualTo(TokenMaker.SUBJECT);
  }

  @Test
  @Fault("ID-26")
  void withoutAKeyIdTheFittingKeysAreTried() throws Exception {
    String token = header("{\"alg\":\"RS256\"}");
    passes(token);
    it.clock.advance(java.time.Duration.ofSeconds(31));
    List<Object> keys = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      keys.add(TokenMaker.OTHER_RSA);
    }
    keys.add(TokenMaker.RSA);
    try (GatewayFixture five = new GatewayFixture()) {
      five.server.json(GatewayFixture.KEYS, TokenMaker.keySet(keys.toArray()));
      five.idToken(token).signIn(five.openId());
    }
    for (int i = 0; i < 8; i++) {
      keys.add(0, TokenMaker.OTHER_RSA);
    }
    try (GatewayFixture tooMany = new GatewayFixture()) {
      tooMany.server.json(GatewayFixture.KEYS, TokenMaker.keySet(keys.toArray()));
      assertThat(tooMany.idToken(token).refusal(tooMany.openId()).error().code())
          .isEqualTo("unknown_key");
    }
  }

  @Test
  @Fault("ID-34")
  void anotherAlgorithmThanThePinnedOneIsRefusedWithAHint() {
    it.server.json(GatewayFixture.KEYS, TokenMaker.keySet(TokenMaker.RSA, TokenMaker.EC));
    String token = TokenMaker.signWith(
        TokenMaker.EC,
        "ES256",
        "{\"alg\":\"ES256\",\"kid\":\"ec-1\"}",
        TokenMaker.json(TokenMaker.claims()));
    ProviderFailure failure = it.idToken(token).refusal(provider("RS256"));

    assertThat(failure.error().code()).isEqualTo("alg");
    assertThat(failure)
        .hasMessageContaining("ES256")
        .hasMessageContaining("idTokenAlgorithms")
        .hasMessageNotContaining("app SDK");
  }
}
