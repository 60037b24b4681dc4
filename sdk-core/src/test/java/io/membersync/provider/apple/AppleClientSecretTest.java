package io.membersync.provider.apple;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.membersync.Secret;
import io.membersync.provider.ClientRegistration;
import io.membersync.testsupport.AtOnce;
import io.membersync.testsupport.TestClock;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AppleClientSecretTest {
  private final TestClock clock = new TestClock();
  private final Apple apple = Samples.apple(clock);

  private Secret secret() {
    return apple.client().secret().orElseThrow();
  }

  private static SignedJWT verified(Secret secret) throws Exception {
    SignedJWT token = SignedJWT.parse(secret.reveal());
    assertThat(token.verify(new ECDSAVerifier((ECPublicKey) Samples.KEY.getPublic())))
        .isTrue();
    return token;
  }

  @Test
  void itIsSignedByTheKeyInTheFormOfJose() throws Exception {
    SignedJWT token = verified(secret());

    assertThat(token.getSignature().decode()).as("R and S, not DER").hasSize(64);
    assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
    assertThat(token.getHeader().toJSONObject()).containsOnlyKeys("alg", "kid");
    assertThat(token.getHeader().getKeyID()).isEqualTo(Samples.KEY_ID);
  }

  @Test
  void itSaysWhoForWhomAndForHowLong() throws Exception {
    JWTClaimsSet claims = verified(secret()).getJWTClaimsSet();

    assertThat(claims.getClaims()).containsOnlyKeys("iss", "iat", "exp", "aud", "sub");
    assertThat(claims.toJSONObject())
        .containsEntry("aud", "https://appleid.apple.com")
        .containsEntry("iss", Samples.TEAM_ID)
        .containsEntry("sub", Samples.SERVICES_ID);
    Instant issued = claims.getIssueTime().toInstant();
    Instant expires = claims.getExpirationTime().toInstant();
    assertThat(issued).isEqualTo(TestClock.START.minusSeconds(60));
    assertThat(expires).isEqualTo(TestClock.START.plusSeconds(600));
    assertThat(expires).isBefore(issued.plusSeconds(15_777_000));
  }

  @Test
  void thatOfAnAppNamesTheAppAndIsMadeForEachUse() throws Exception {
    ClientRegistration app = apple.clientOf("com.example.shop.app");

    assertThat(app.clientId()).isEqualTo("com.example.shop.app");
    assertThat(verified(app.secret().orElseThrow()).getJWTClaimsSet().getSubject())
        .isEqualTo("com.example.shop.app");
    assertThat(apple.clientOf(Samples.SERVICES_ID)).isEqualTo(apple.client());
  }

  @Test
  void itIsRenewedBeforeItEndsAndNotSooner() throws Exception {
    Secret first = secret();
    clock.advance(Duration.ofMinutes(8).minusMillis(1));
    assertThat(secret()).isSameAs(first);

    clock.advance(Duration.ofMillis(1));
    Secret second = secret();

    assertThat(second).isNotEqualTo(first);
    assertThat(verified(second).getJWTClaimsSet().getExpirationTime().toInstant())
        .isEqualTo(TestClock.START.plus(Duration.ofMinutes(18)));
    assertThat(secret()).isSameAs(second);
  }

  @Test
  void oneThatWasMadeByAWrongClockIsNotKept() throws Exception {
    secret();
    clock.set(TestClock.START.minus(Duration.ofHours(1)));

    assertThat(verified(secret()).getJWTClaimsSet().getIssueTime().toInstant())
        .isBefore(clock.instant());
  }

  @Test
  void copiesOfOneRegistrationShareIt() {
    assertThat(apple.withoutPkce().client().secret().orElseThrow()).isSameAs(secret());
  }

  @Test
  void manyThreadsGetOne() throws Exception {
    clock.advance(Duration.ofMinutes(9));

    List<Secret> secrets = AtOnce.call(16, this::secret);

    Set<String> different = new HashSet<>();
    secrets.forEach(secret -> different.add(secret.reveal()));
    assertThat(secrets).hasSize(16);
    assertThat(different).hasSize(1);
    verified(secrets.get(0));
  }

  @Test
  void nothingOfItIsPrinted() {
    AppleClientSecret secret = new AppleClientSecret(
        Samples.SERVICES_ID, Samples.TEAM_ID, Samples.KEY_ID, AppleKey.read(Samples.P8), clock);

    assertThat(secret).hasToString("AppleClientSecret[hidden]");
    assertThat(secret.current()).hasToString("Secret[hidden]");
    assertThat(apple.client().toString()).doesNotContain(secret().reveal().substring(0, 20));
    assertThat(apple.unlink("1").orElseThrow()).hasToString("ProviderCall[unlink]");
  }
}
