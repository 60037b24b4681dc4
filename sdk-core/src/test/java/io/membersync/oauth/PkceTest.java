package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PkceTest {
  /** The pair of https://www.rfc-editor.org/rfc/rfc7636, appendix B, and that of the samples. */
  @ParameterizedTest
  @CsvSource({
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk,E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "msync-verifier-0123456789-abcdefghijklmnopqrstuv,svJTCDtrBT0H7RykEKAifAHyTXLAyELqY5hc4xHKIRk"
  })
  void aVerifierBecomesItsPublishedChallenge(String verifier, String challenge) {
    assertThat(Pkce.challenge(Secret.of(verifier))).isEqualTo(challenge);
  }
}
