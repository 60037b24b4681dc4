package io.membersync.testing;

import static io.membersync.testing.TestCalls.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.text.ParseException;
import java.util.Date;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** ID tokens and keys, checked by Nimbus instead of our own code. */
class IdTokensTest extends FakeKakaoFixture {
  @Test
  void theKeySetVerifiesTheToken() throws Exception {
    SignedJWT token = SignedJWT.parse(idToken("nonce=n1"));

    JWKSet keys = keys();
    assertThat(keys.getKeys()).hasSize(2);
    JWK key = keys.getKeyByKeyId(token.getHeader().getKeyID());
    assertThat(key.getKeyUse()).isEqualTo(KeyUse.SIGNATURE);
    assertThat(key.getAlgorithm().getName()).isEqualTo("RS256");
    assertThat(key.isPrivate()).isFalse();
    assertThat(token.verify(verifier(key))).isTrue();
    JWTClaimsSet claims = token.getJWTClaimsSet();
    assertThat(claims.getIssuer()).isEqualTo("https://kauth.kakao.com");
    assertThat(claims.getAudience()).containsExactly(kakao.clientId());
    assertThat(claims.getSubject()).isEqualTo("4021987766");
    assertThat(claims.getStringClaim("nonce")).isEqualTo("n1");
    assertThat(claims.getExpirationTime()).isEqualTo(Date.from(clock.instant().plusSeconds(21599)));
    assertThat(token.getHeader().toString()).doesNotContain("jwk");
  }

  @Test
  void anEmailThatIsNotProvenIsLeftOut() throws ParseException {
    for (String key : List.of("lost-email", "unverified-email")) {
      String code = calls.code(kakao.visitor(key));
      SignedJWT token = SignedJWT.parse(member(calls.exchange(code), "id_token"));
      assertThat(token.getJWTClaimsSet().getClaim("email")).isNull();
      assertThat(token.getJWTClaimsSet().getClaim("nonce")).isNull();
      assertThat(token.getJWTClaimsSet().getClaim("nickname")).isEqualTo(key);
    }
  }

  @Test
  void rotationSignsWithAKeyThatNobodyHasSeen() throws Exception {
    JWKSet before = keys();
    String first = SignedJWT.parse(idToken("")).getHeader().getKeyID();

    String second = kakao.rotateKeys();

    SignedJWT token = SignedJWT.parse(idToken(""));
    assertThat(token.getHeader().getKeyID()).isEqualTo(second).isNotEqualTo(first);
    assertThat(before.getKeyByKeyId(second)).isNull();
    assertThat(keys().getKeys()).extracting(JWK::getKeyID).containsExactly(second, first);
    assertThat(token.verify(verifier(keys().getKeyByKeyId(second)))).isTrue();
  }

  @Test
  void fakesOpenAtTheSameTimeShareNoKey() throws Exception {
    SignedJWT token = SignedJWT.parse(idToken(""));
    try (FakeKakao other = FakeKakao.onLoopback()) {
      JWKSet keys =
          JWKSet.parse(new TestCalls(other).get(KakaoEndpoint.KEYS, "").text());
      for (JWK key : keys.getKeys()) {
        assertThat(token.verify(verifier(key))).isFalse();
      }
    }
  }

  @Test
  void discoveryNamesTheFakesOwnAddresses() {
    String text = calls.get(KakaoEndpoint.DISCOVERY, "").text();

    assertThat(text)
        .contains("\"issuer\":\"https://kauth.kakao.com\"")
        .contains("\"token_endpoint\":\"" + kakao.uri(KakaoEndpoint.TOKEN) + "\"")
        .contains("\"jwks_uri\":\"" + kakao.uri(KakaoEndpoint.KEYS) + "\"")
        .contains("\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]")
        .contains("\"code_challenge_methods_supported\":[\"S256\"]");
    try (FakeKakao own = FakeKakao.builder().ownIssuer().start()) {
      assertThat(new TestCalls(own).get(KakaoEndpoint.DISCOVERY, "").text())
          .startsWith("{\"issuer\":\"" + own.baseUri() + "\",");
    }
  }

  @Test
  void changedClaimsAreSignedAllTheSame() throws Exception {
    kakao.changeNextIdToken(draft -> draft
        .claim("nonce", "other")
        .claim("aud", List.of("a", "b"))
        .claimJson("exp", "1e15")
        .withoutClaim("iat"));

    SignedJWT token = SignedJWT.parse(idToken("nonce=n1"));

    assertThat(token.verify(verifier(keys().getKeyByKeyId(token.getHeader().getKeyID()))))
        .isTrue();
    assertThat(token.getJWTClaimsSet().getStringClaim("nonce")).isEqualTo("other");
    assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("a", "b");
    assertThat(token.getJWTClaimsSet().getIssueTime()).isNull();
    assertThat(token.getPayload().toString()).contains("\"exp\":1e15");
    assertThat(SignedJWT.parse(idToken("nonce=n1")).getJWTClaimsSet().getStringClaim("nonce"))
        .isEqualTo("n1");
  }

  @Test
  void headersSignaturesAndWholeTokensChange() throws Exception {
    kakao.changeIdTokens(
        draft -> draft.header("alg", "none").withoutHeader("kid").signature(any -> new byte[0]));
    assertThat(decoded(idToken(""), 0)).isEqualTo("{\"typ\":\"JWT\",\"alg\":\"none\"}");
    assertThat(idToken("")).endsWith(".");

    kakao.changeIdTokens(draft -> draft.signature(bytes -> {
      bytes[10] ^= 1;
      return bytes;
    }));
    SignedJWT flipped = SignedJWT.parse(idToken(""));
    assertThat(flipped.verify(verifier(keys().getKeys().get(0)))).isFalse();

    kakao.changeIdTokens(draft -> draft.compact(text -> "no.token"));
    assertThat(idToken("")).isEqualTo("no.token");
    kakao.changeIdTokens(draft -> draft.withHeader("[]").withPayload("not json"));
    assertThat(decoded(idToken(""), 1)).isEqualTo("not json");

    kakao.clearFailures();
    assertThat(SignedJWT.parse(idToken("")).verify(verifier(keys().getKeys().get(0))))
        .isTrue();
  }

  @Test
  void tokensAreSignedByForeignKeys() throws Exception {
    KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
    curve.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair foreign = curve.generateKeyPair();
    kakao.changeNextIdToken(draft -> draft
        .header("alg", "ES256")
        .signedBy(foreign.getPrivate(), "SHA256withECDSAinP1363Format"));
    kakao.changeNextIdToken(draft -> draft
        .header("alg", "HS256")
        .signedBy(new SecretKeySpec(new byte[] {1, 2, 3}, "HMAC"), "HmacSHA256"));

    assertThat(SignedJWT.parse(idToken("")).getSignature().decode()).hasSize(64);
    assertThat(SignedJWT.parse(idToken("")).getSignature().decode()).hasSize(32);
    assertThatThrownBy(() -> new IdTokenDraft("{}", "{}", foreign.getPrivate())
            .signedBy(foreign.getPrivate(), "Unknown")
            .sign())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Unknown");
  }

  @Test
  void aDraftPrintsNothingOfItsContent() {
    kakao.changeNextIdToken(draft -> {
      assertThat(draft.toString()).isEqualTo("IdTokenDraft[hidden]");
      assertThat(draft.payload()).contains("haneul@shop.example");
      assertThat(draft.header()).startsWith("{\"kid\":\"ms-key-");
      return draft;
    });
    assertThat(idToken("")).isNotEmpty();
  }

  private String idToken(String more) {
    String code = TestCalls.parameter(kakao.visitor("haneul").agree(calls.authorize(more)), "code");
    return member(calls.exchange(code), "id_token");
  }

  private JWKSet keys() throws ParseException {
    return JWKSet.parse(calls.get(KakaoEndpoint.KEYS, "").text());
  }

  private static JWSVerifier verifier(JWK key) throws JOSEException {
    return new RSASSAVerifier(key.toRSAKey());
  }

  private static String decoded(String token, int part) {
    return new String(
        java.util.Base64.getUrlDecoder().decode(token.split("\\.", -1)[part]),
        StandardCharsets.UTF_8);
  }
}
