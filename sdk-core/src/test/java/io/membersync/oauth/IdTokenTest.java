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
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every ID token that must not pass, and the odd ones that must. */
class IdTokenTest {
  final GatewayFixture it = new GatewayFixture();

  @AfterEach
  void close() {
    it.close();
  }

  private Provider provider(String... algorithms) {
    return Provider.of(
        it.descriptor()
            .openIdConnect(TokenMaker.ISSUER, it.server.uri(GatewayFixture.KEYS).toString())
            .idTokenAlgorithms(algorithms)
            .build(),
        GatewayFixture.client());
  }

  private String refusal(String token) {
    return refusal(provider("RS256"), token);
  }

  /** The code of the refusal; nothing may have been asked of the provider's profile for it. */
  private String refusal(Provider provider, String token) {
    ProviderFailure failure = it.idToken(token).refusal(provider);
    assertThat(failure.kind()).isEqualTo(ErrorKind.PROTOCOL);
    assertThat(failure.tokens()).isEmpty();
    assertThat(failure).hasMessageNotContaining(TokenMaker.SUBJECT);
    return failure.error().code();
  }

  private void passes(String token) throws ProviderFailure {
    it.idToken(token).signIn(provider("RS256"));
  }

  private static String with(String claim, String json) {
    Map<String, String> claims = TokenMaker.claims();
    claims.put(claim, json);
    return TokenMaker.sign(TokenMaker.RSA, claims);
  }

  private static String without(String claim) {
    Map<String, String> claims = TokenMaker.claims();
    claims.remove(claim);
    return TokenMaker.sign(TokenMaker.RSA, claims);
  }

  private static String header(String header) {
    return TokenMaker.signWith(
        TokenMaker.RSA, "RS256", header, TokenMaker.json(TokenMaker.claims()));
  }

  private static String flipped(String token) {
    int dot = token.lastIndexOf('.');
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
    signature[signature.length / 2] ^= 1;
    return token.substring(0, dot + 1) + TokenMaker.base64(signature);
  }

  private static String in(long secondsFromNow) {
    return Long.toString(TestClock.START.getEpochSecond() + secondsFromNow);
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
              .openIdConnect(TokenMaker.ISSUER, it.server.uri(GatewayFixture.KEYS).toString())
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
        spki, spki + "\n", spki.replace("\n", "\r\n"), spki.replace("\n", ""), pkcs, pkcs + "\n",
        pkcs.replace("\n", "\r\n"), pkcs.replace("\n", ""), pem, pem.replace("\n", ""),
        pem + "\n", TokenMaker.base64(rsa.getEncoded()), jwk + " ",
        key.getPublicExponent().toString(), key.getModulus().toString(), "RSA", "RS256", jwk,
        TokenMaker.keySet(key), "key-1")) {
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
  @Fault("ID-10")
  void theIssuerMustBeTheSameText() {
    for (String issuer : List.of(
        "\"https://issuer.example1\"",
        "\"\"",
        "null",
        "[\"https://issuer.example\"]",
        "\"https://issuer.example/\"",
        "\"http://issuer.example\"",
        "\"https://ISSUER.example\"",
        "1")) {
      assertThat(refusal(with("iss", issuer))).as(issuer).isEqualTo("iss");
    }
    assertThat(refusal(without("iss"))).isEqualTo("iss");
  }

  @Test
  @Fault({"ID-11", "ID-12"})
  void theAudienceMustBeThisClient() {
    for (String audience : List.of(
        "\"shop-client1\"", "[]", "1", "{}", "null", "\"\"", "[\"shop-client\",1]", "[null]",
        "\"other-client-of-the-shop\"", "[\"other-client-of-the-shop\"]")) {
      assertThat(refusal(with("aud", audience))).as(audience).isEqualTo("aud");
    }
    assertThat(refusal(without("aud"))).isEqualTo("aud");
  }

  @Test
  @Fault("ID-13")
  void severalAudiencesPassOnlyWhenAllAreTrustedAndOneIsNamed() throws Exception {
    passes(with("aud", "[\"shop-client\"]"));
    assertThat(refusal(with("aud", "[\"shop-client\",\"foreign\"]"))).isEqualTo("aud");

    Map<String, String> both = TokenMaker.claims();
    both.put("aud", "[\"shop-client\",\"shop-app\"]");
    both.put("azp", "\"shop-client\"");
    String azpOwn = TokenMaker.sign(TokenMaker.RSA, both);
    assertThat(refusal(azpOwn)).isEqualTo("aud");

    Provider trusting = Provider.of(
        provider("RS256").descriptor(),
        new ClientRegistration(
            TokenMaker.CLIENT,
            java.util.Optional.of(Secret.of("client-secret")),
            Set.of(TokenMaker.CLIENT, "shop-app")));
    it.idToken(azpOwn).signIn(trusting);
    both.put("azp", "\"foreign\"");
    assertThat(refusal(trusting, TokenMaker.sign(TokenMaker.RSA, both))).isEqualTo("azp");
    both.remove("azp");
    assertThat(refusal(trusting, TokenMaker.sign(TokenMaker.RSA, both))).isEqualTo("azp");
    assertThat(refusal(with("azp", "\"foreign\""))).isEqualTo("azp");
    assertThat(refusal(with("azp", "[\"shop-client\"]"))).isEqualTo("azp");
  }

  @Test
  @Fault({"ID-14", "ID-31"})
  void theNonceMustBeTheOneOfThisSignIn() {
    for (String nonce : List.of(
        "\"nonce-of-this-sign-in1\"", "\"\"", "null", "1", "[\"nonce-of-this-sign-in\"]",
        "\"nonce-of-another-sign-in\"", "\"NONCE-of-this-sign-in\"")) {
      assertThat(refusal(with("nonce", nonce))).as(nonce).isEqualTo("nonce");
    }
    assertThat(refusal(without("nonce"))).isEqualTo("nonce");
  }

  @Test
  @Fault("ID-15")
  void expiryIsExactToTheSecondOfTheSkewAndStrictInItsType() throws Exception {
    assertThat(refusal(with("exp", in(-360)))).isEqualTo("exp");
    assertThat(refusal(with("exp", in(-61)))).isEqualTo("exp");
    assertThat(refusal(with("exp", in(-60)))).isEqualTo("exp");
    passes(with("exp", in(-59)));
    assertThat(refusal(without("exp"))).isEqualTo("exp");
    assertThat(refusal(with("exp", '"' + in(3_600) + '"'))).isEqualTo("exp");
    assertThat(refusal(with("exp", in(3_600) + ".5"))).isEqualTo("exp");
    assertThat(refusal(with("exp", "true"))).isEqualTo("exp");
    assertThat(refusal(with("exp", "null"))).isEqualTo("exp");
    assertThat(refusal(with("exp", "-1"))).isEqualTo("exp");
    assertThat(refusal(with("exp", "0"))).isEqualTo("exp");
    passes(with("exp", in(3_600) + ".0"));
    passes(with("exp", in(3_600) + "e0"));
    passes(with("exp", "1000000000000000"));
    passes(with("exp", "9223372036854775807"));
    passes(with("exp", "1e20"));
    assertThat(refusal(with("exp", "1e1000000"))).isEqualTo("exp");
    assertThat(refusal(with("exp", "1e-1000000"))).isEqualTo("exp");
  }

  @Test
  @Fault("ID-16")
  void timesOfIssueMustBeThereRecentAndNotAhead() throws Exception {
    assertThat(refusal(without("iat"))).isEqualTo("iat");
    assertThat(refusal(with("iat", in(-7 * 86_400)))).isEqualTo("iat");
    assertThat(refusal(with("iat", '"' + in(0) + '"'))).isEqualTo("iat");
    passes(with("iat", in(59)));
    passes(with("iat", in(60)));
    assertThat(refusal(with("iat", in(61)))).isEqualTo("iat");
    passes(with("nbf", in(59)));
    assertThat(refusal(with("nbf", in(61)))).isEqualTo("nbf");
    assertThat(refusal(with("nbf", "\"soon\""))).isEqualTo("nbf");
  }

  @Test
  @Fault({"ID-17", "ID-18"})
  void anEncryptedTokenIsRefusedUnopened() {
    String jwe = TokenMaker.base64("{\"alg\":\"RSA1_5\",\"enc\":\"A128GCM\"}") + ".AAAA.AAAA."
        + TokenMaker.base64(TokenMaker.json(TokenMaker.claims())) + ".AAAA";
    assertThat(refusal(jwe)).isEqualTo("not_three_parts");
    assertThat(refusal(TokenMaker.json(TokenMaker.claims()).replace("\"", "'")))
        .isIn("not_three_parts", "not_base64url");
    assertThat(refusal(header("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"enc\":\"A128GCM\"}")))
        .isEqualTo("header_enc");
  }

  @Test
  @Fault("ID-20")
  void aHeaderThatOrdersHardWorkIsRefusedAtOnce() {
    String token = TokenMaker.base64(
            "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2c\":2147483647,\"p2s\":\"AA\"}")
        + ".AAAA.AAAA";
    long start = System.nanoTime();
    assertThat(parse(token)).startsWith("header_");
    assertThat(System.nanoTime() - start).isLessThan(50_000_000L * 20); // a loaded machine
    assertThat(refusal(token)).startsWith("header_");
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
  @Fault("ID-22")
  void monstrousClaimsAreRefusedQuickly() {
    String open = "{\"a\":";
    List<String> payloads = List.of(
        open + "[".repeat(100_000) + "]".repeat(100_000) + "}",
        open + "[".repeat(33) + "]".repeat(33) + "}",
        open + '"' + "x".repeat(10 << 20) + "\"}",
        open + "1" + "0".repeat(100_000) + "}",
        open + "\"\\ud800\"}",
        open + "1,\"a\":2}",
        "[]",
        "null",
        "");
    for (String payload : payloads) {
      long start = System.nanoTime();
      assertThat(parse(TokenMaker.base64("{\"alg\":\"RS256\"}") + "." + TokenMaker.base64(payload)
              + ".AAAA"))
          .isNotEmpty();
      assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    }
    byte[] badUtf8 = {'{', '"', 'a', '"', ':', '"', (byte) 0xc3, '(', '"', '}'};
    assertThat(parse(TokenMaker.base64("{\"alg\":\"RS256\"}") + "." + TokenMaker.base64(badUtf8)
            + ".AAAA"))
        .isEqualTo("not_json");
  }

  @Test
  @Fault("ID-24")
  void onlyTheSignedPayloadCounts() throws Exception {
    String token = header("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"sub\":\"victim\",\"iss\":\"x\"}");
    it.idToken(token);
    assertThat(it.signIn(provider("RS256")).profile().subject()).isEqualTo(TokenMaker.SUBJECT);
  }

  @Test
  @Fault("ID-25")
  void aKeyIdIsOnlyComparedNeverUsed() {
    for (String kid : List.of(
        "../../../dev/null", "' OR 1=1 --", "https://127.0.0.1:1/keys", "{\\\"kty\\\":\\\"oct\\\"}",
        "a\\r\\nb", "\\u0000", "KEY-1", "key-1 ")) {
      assertThat(refusal(header("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}")))
          .as(kid)
          .isEqualTo("unknown_key");
    }
    assertThat(refusal(header("{\"alg\":\"RS256\",\"kid\":\"" + "k".repeat(600) + "\"}")))
        .isEqualTo("header_kid");
    assertThat(parse(header("{\"alg\":\"RS256\",\"kid\":\"" + "k".repeat(1 << 20) + "\"}")))
        .isEqualTo("too_long");
    assertThat(refusal(header("{\"alg\":\"RS256\",\"kid\":1}"))).isEqualTo("header_kid");
    assertThat(refusal(header("{\"alg\":\"RS256\",\"kid\":\"\"}"))).isEqualTo("header_kid");
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
  @Fault("ID-29")
  void onlyTheStrictCompactFormIsRead() {
    String good = TokenMaker.good();
    List<UnaryOperator<String>> changes = List.of(
        token -> token + ".AAAA",
        token -> token.substring(0, token.lastIndexOf('.')),
        token -> token + "=",
        token -> token + " ",
        token -> " " + token,
        token -> token.replaceFirst("\\.", " ."),
        token -> token.replaceFirst("\\.", "=."),
        token -> token.substring(0, token.lastIndexOf('.') + 1),
        token -> "." + token.substring(token.indexOf('.') + 1),
        token -> nonCanonical(token),
        token -> token.substring(0, token.length() - 1),
        token -> token.replace('-', '+').replace('_', '/') + "+");
    for (int i = 0; i < changes.size(); i++) {
      assertThat(refusal(changes.get(i).apply(good)))
          .as("change " + i)
          .isIn("not_three_parts", "not_base64url");
    }
    assertThat(parse("{\"payload\":\"" + good + "\"}")).isNotEmpty();
  }

  /** The same bytes with an unused bit of the last character set. */
  private static String nonCanonical(String token) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char last = token.charAt(token.length() - 1);
    return token.substring(0, token.length() - 1) + alphabet.charAt(alphabet.indexOf(last) | 1);
  }

  @Test
  @Fault("ID-30")
  void theSubjectIsOneTextKeptByteForByte() throws Exception {
    for (String subject : List.of(
        "\"\"", "null", "4021987766", "[\"4021987766\"]", "{}", "true",
        '"' + "s".repeat(256) + '"')) {
      assertThat(refusal(with("sub", subject))).as(subject).isEqualTo("sub");
    }
    assertThat(refusal(without("sub"))).isEqualTo("sub");
    for (String subject : List.of(
        "s".repeat(255), " with blanks ", "caf\u00e9", "cafe\u0301", "UPPER", "upper")) {
      it.server.json(GatewayFixture.PROFILE, "{\"sub\":\"" + subject + "\"}");
      it.idToken(with("sub", '"' + subject + '"'));
      assertThat(it.signIn(provider("RS256")).profile().subject()).isEqualTo(subject);
    }
    it.server.json(GatewayFixture.PROFILE, "{\"sub\":\"caf\u00e9\"}");
    assertThat(refusal(with("sub", "\"cafe\u0301\""))).isNotEmpty();
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
    assertThat(failure).hasMessageContaining("ES256").hasMessageContaining("idTokenAlgorithms");
  }

  @Test
  void anotherKindOfTokenIsRefused() throws Exception {
    passes(header("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"JWT\"}"));
    passes(header("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"jwt\"}"));
    for (String type : List.of("at+jwt", "logout+jwt", "secevent+jwt", "")) {
      assertThat(refusal(header("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"" + type + "\"}")))
          .isEqualTo("header_typ");
    }
  }

  @Test
  void theHashOfTheAccessTokenMustFit() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest("at-1".getBytes(StandardCharsets.US_ASCII));
    String hash = TokenMaker.base64(Arrays.copyOf(digest, 16));
    passes(with("at_hash", '"' + hash + '"'));
    assertThat(refusal(with("at_hash", '"' + hash.substring(1) + "A\""))).isEqualTo("at_hash");
    assertThat(refusal(with("at_hash", "1"))).isEqualTo("at_hash");
  }

  /** The refusal of a token that never gets as far as a provider. */
  private static String parse(String token) {
    try {
      CompactToken.parse(token);
      return "";
    } catch (TokenRefused e) {
      return e.code();
    }
  }
}
