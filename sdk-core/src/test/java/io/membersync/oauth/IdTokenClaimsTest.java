package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.Provider;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Claims of ID tokens that must not pass, and the odd ones that must. */
class IdTokenClaimsTest extends IdTokenTestCase {
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
        "\"shop-client1\"",
        "[]",
        "1",
        "{}",
        "null",
        "\"\"",
        "[\"shop-client\",1]",
        "[null]",
        "\"other-client-of-the-shop\"",
        "[\"other-client-of-the-shop\"]")) {
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
        "\"nonce-of-this-sign-in1\"",
        "\"\"",
        "null",
        "1",
        "[\"nonce-of-this-sign-in\"]",
        "\"nonce-of-another-sign-in\"",
        "\"NONCE-of-this-sign-in\"")) {
      assertThat(refusal(with("nonce", nonce))).as(nonce).isEqualTo("nonce");
    }
    assertThat(refusal(without("nonce"))).isEqualTo("nonce");
  }

  @Test
  @Fault("ID-14")
  void aNonceMayBeLeftOutOnlyByATokenThatDoesNotPromiseIt() throws Exception {
    Provider lenient = Provider.of(
        it.descriptor()
            .openIdConnect(TokenMaker.ISSUER, it.server.uri(GatewayFixture.KEYS).toString())
            .nonceOptional()
            .build(),
        GatewayFixture.client());
    for (String promise : List.of("true", "\"true\"", "\"TRUE\"", "null", "1", "[false]")) {
      assertThat(refusal(lenient, promising(promise, "nonce"))).as(promise).isEqualTo("nonce");
      it.idToken(promising(promise, "other")).signIn(lenient);
    }
    it.idToken(without("nonce")).signIn(lenient);
    for (String denial : List.of("false", "\"false\"")) {
      it.idToken(promising(denial, "nonce")).signIn(lenient);
      assertThat(refusal(promising(denial, "nonce")))
          .as("where the provider must repeat it, what its token says is nothing")
          .isEqualTo("nonce");
    }
    assertThat(refusal(lenient, with("nonce", "\"nonce-of-another-sign-in\""))).isEqualTo("nonce");
    assertThat(refusal(lenient, with("nonce", "null"))).isEqualTo("nonce");
  }

  private static String promising(String promise, String leftOut) {
    Map<String, String> claims = TokenMaker.claims();
    claims.put("nonce_supported", promise);
    claims.remove(leftOut);
    return TokenMaker.sign(TokenMaker.RSA, claims);
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
  @Fault("ID-30")
  void theSubjectIsOneTextKeptByteForByte() throws Exception {
    for (String subject : List.of(
        "\"\"",
        "null",
        "4021987766",
        "[\"4021987766\"]",
        "{}",
        "true",
        '"' + "s".repeat(256) + '"')) {
      assertThat(refusal(with("sub", subject))).as(subject).isEqualTo("sub");
    }
    assertThat(refusal(without("sub"))).isEqualTo("sub");
    for (String subject :
        List.of("s".repeat(255), " with blanks ", "caf\u00e9", "cafe\u0301", "UPPER", "upper")) {
      it.server.json(GatewayFixture.PROFILE, "{\"sub\":\"" + subject + "\"}");
      it.idToken(with("sub", '"' + subject + '"'));
      assertThat(it.signIn(provider("RS256")).profile().subject()).isEqualTo(subject);
    }
    it.server.json(GatewayFixture.PROFILE, "{\"sub\":\"caf\u00e9\"}");
    assertThat(refusal(with("sub", "\"cafe\u0301\""))).isNotEmpty();
  }

  @Test
  @Fault("ID-36")
  void aSignInAtTheProviderMustBeAsRecentAndAsStrongAsWasAsked() throws Exception {
    Provider recent = Provider.of(
        it.descriptor()
            .openIdConnect(TokenMaker.ISSUER, it.server.uri(GatewayFixture.KEYS).toString())
            .maxAge(java.time.Duration.ofMinutes(5))
            .build(),
        GatewayFixture.client());
    assertThat(refusal(recent, TokenMaker.good())).isEqualTo("auth_time");
    assertThat(refusal(recent, with("auth_time", in(-361)))).isEqualTo("auth_time");
    assertThat(refusal(recent, with("auth_time", "\"now\""))).isEqualTo("auth_time");
    it.idToken(with("auth_time", in(-360))).signIn(recent);

    Provider strong = Provider.of(
        it.descriptor()
            .openIdConnect(TokenMaker.ISSUER, it.server.uri(GatewayFixture.KEYS).toString())
            .acrValues("gold", "silver")
            .build(),
        GatewayFixture.client());
    assertThat(refusal(strong, TokenMaker.good())).isEqualTo("acr");
    assertThat(refusal(strong, with("acr", "\"bronze\""))).isEqualTo("acr");
    assertThat(refusal(strong, with("acr", "[\"gold\"]"))).isEqualTo("acr");
    it.idToken(with("acr", "\"silver\"")).signIn(strong);
  }

  @Test
  void theHashOfTheAccessTokenMustFit() throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest("at-1".getBytes(StandardCharsets.US_ASCII));
    String hash = TokenMaker.base64(Arrays.copyOf(digest, 16));
    passes(with("at_hash", '"' + hash + '"'));
    assertThat(refusal(with("at_hash", '"' + hash.substring(1) + "A\""))).isEqualTo("at_hash");
    assertThat(refusal(with("at_hash", "1"))).isEqualTo("at_hash");
  }
}
