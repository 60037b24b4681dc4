package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.testsupport.TestClock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** What the tests of ID tokens share: a provider that answers with the token of the test. */
abstract class IdTokenTestCase {
  final GatewayFixture it = new GatewayFixture();

  @AfterEach
  void close() {
    it.close();
  }

  Provider provider(String... algorithms) {
    return Provider.of(
        it.descriptor()
            .openIdConnect(TokenMaker.ISSUER, it.server.uri(GatewayFixture.KEYS).toString())
            .idTokenAlgorithms(algorithms)
            .build(),
        GatewayFixture.client());
  }

  String refusal(String token) {
    return refusal(provider("RS256"), token);
  }

  /** The code of the refusal; nothing may have been asked of the provider's profile for it. */
  String refusal(Provider provider, String token) {
    ProviderFailure failure = it.idToken(token).refusal(provider);
    assertThat(failure.kind()).isEqualTo(ErrorKind.PROTOCOL);
    assertThat(failure.tokens()).isEmpty();
    assertThat(failure).hasMessageNotContaining(TokenMaker.SUBJECT);
    return failure.error().code();
  }

  void passes(String token) throws ProviderFailure {
    it.idToken(token).signIn(provider("RS256"));
  }

  static String with(String claim, String json) {
    Map<String, String> claims = TokenMaker.claims();
    claims.put(claim, json);
    return TokenMaker.sign(TokenMaker.RSA, claims);
  }

  static String without(String claim) {
    Map<String, String> claims = TokenMaker.claims();
    claims.remove(claim);
    return TokenMaker.sign(TokenMaker.RSA, claims);
  }

  static String header(String header) {
    return TokenMaker.signWith(
        TokenMaker.RSA, "RS256", header, TokenMaker.json(TokenMaker.claims()));
  }

  static String in(long secondsFromNow) {
    return Long.toString(TestClock.START.getEpochSecond() + secondsFromNow);
  }
}
