package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.http.HttpCaller;
import io.membersync.testing.http.Parameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The fake takes the client secrets that Apple would take, and no others. */
class FakeAppleTest {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String JOSE = "SHA256withECDSAinP1363Format";
  private static final long LONGEST_SECONDS = 15_777_000;

  private final FakeApple apple = FakeApple.onLoopback();
  private final long now = Instant.now().getEpochSecond();

  @AfterEach
  void close() {
    apple.close();
  }

  @Test
  void aClientSecretLivesForHalfAYearAtMost() throws Exception {
    assertThat(refusal(secret(now + LONGEST_SECONDS, JOSE)))
        .as("the client is known, the refresh token is not")
        .contains("invalid_grant");
    assertThat(refusal(secret(now + LONGEST_SECONDS + 1, JOSE))).contains("invalid_client");
    assertThat(refusal(secret(now - 1, JOSE))).contains("invalid_client");
  }

  @Test
  void aClientSecretIsSignedInTheFormOfJose() throws Exception {
    assertThat(refusal(secret(now + 600, "SHA256withECDSA"))).contains("invalid_client");
  }

  private String refusal(String secret) {
    String form = "grant_type=refresh_token&refresh_token=unknown&client_id="
        + Parameters.encode(apple.clientId())
        + "&client_secret="
        + secret;
    return HttpCaller.toThisMachine(Duration.ofSeconds(30), null)
        .send(
            "POST",
            apple.uri(AppleEndpoint.TOKEN),
            Map.of("Content-Type", "application/x-www-form-urlencoded"),
            form.getBytes(StandardCharsets.UTF_8))
        .text();
  }

  private String secret(long expires, String javaAlgorithm) throws GeneralSecurityException {
    String header = "{\"alg\":\"ES256\",\"kid\":\"ABC123DEFG\"}";
    String claims = "{\"iss\":\"TEAMID0001\",\"sub\":\"" + apple.clientId()
        + "\",\"aud\":\"https://appleid.apple.com\",\"iat\":" + now + ",\"exp\":" + expires + "}";
    String signed = base64(header.getBytes(StandardCharsets.US_ASCII)) + "."
        + base64(claims.getBytes(StandardCharsets.US_ASCII));
    Signature signature = Signature.getInstance(javaAlgorithm);
    signature.initSign(key());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + base64(signature.sign());
  }

  private PrivateKey key() throws GeneralSecurityException {
    String pem = apple.privateKey().reveal().replaceAll("-----[A-Z ]+-----", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
  }

  private static String base64(byte[] bytes) {
    return BASE64.encodeToString(bytes);
  }
}
