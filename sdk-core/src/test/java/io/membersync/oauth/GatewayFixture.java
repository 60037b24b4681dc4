package io.membersync.oauth;

import io.membersync.Secret;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.TestClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A gateway, a server that plays the provider, and a clock, for the tests of this package. */
final class GatewayFixture implements AutoCloseable {
  static final String TOKEN = "/oauth/token";
  static final String PROFILE = "/profile";
  static final String KEYS = "/keys";

  /** The time of one attempt where a test says nothing: a busy machine is no fault of the provider. */
  static final Duration ATTEMPT = Duration.ofSeconds(10);

  final LoopbackServer server = LoopbackServer.start();
  final TestClock clock = new TestClock();
  final ProviderGateway gateway;

  GatewayFixture() {
    this(HttpOptions.builder().perAttempt(ATTEMPT).build());
  }

  GatewayFixture(HttpOptions options) {
    gateway = new ProviderGateway(options, clock, EndpointMap.identity(), CallWatch.NONE);
    server.json(TOKEN, "{\"access_token\":\"at-1\",\"token_type\":\"bearer\",\"expires_in\":3600}");
    server.json(PROFILE, "{\"sub\":\"" + TokenMaker.SUBJECT + "\"}");
    server.json(KEYS, TokenMaker.keySet(TokenMaker.RSA));
  }

  /** Token answers with this ID token from now on. */
  GatewayFixture idToken(String token) {
    server.json(
        TOKEN,
        "{\"access_token\":\"at-1\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"id_token\":\""
            + token
            + "\"}");
    return this;
  }

  /** Tokens that were kept. */
  static TokenSet held(String accessToken) {
    return held(accessToken, "rt-1", new Grant(Set.of(), false, false));
  }

  static TokenSet held(String accessToken, String refreshToken, Grant grant) {
    return new TokenSet(
        Optional.of(Secret.of(accessToken)),
        Optional.of(Secret.of(refreshToken)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        grant,
        TestClock.START);
  }

  ProviderDescriptor.Builder descriptor() {
    return ProviderDescriptor.builder(ProviderId.of("fake"))
        .authorization(server.uri("/oauth/authorize").toString())
        .token(server.uri(TOKEN).toString(), ClientAuth.POST_BODY)
        .profile(server.uri(PROFILE).toString());
  }

  /** OAuth 2 and a profile call. */
  Provider plain() {
    return Provider.of(descriptor().build(), client());
  }

  /** The same with OpenID Connect. */
  Provider openId() {
    return Provider.of(
        descriptor()
            .openIdConnect(TokenMaker.ISSUER, server.uri(KEYS).toString())
            .build(),
        client());
  }

  static ClientRegistration client() {
    return ClientRegistration.of(TokenMaker.CLIENT, Secret.of("client-secret"));
  }

  static CodeExchange code() {
    return new CodeExchange(
        Secret.of("code-1"),
        URI.create("https://shop.example/login/callback/fake"),
        "state-1",
        Optional.of(Secret.of("v".repeat(43))),
        Optional.of(TokenMaker.NONCE),
        Map.of(),
        List.of());
  }

  Exchanged signIn(Provider provider) throws ProviderFailure {
    return gateway.signIn(provider, code());
  }

  /** The failure that this sign-in must end with. */
  ProviderFailure refusal(Provider provider) {
    try {
      signIn(provider);
    } catch (ProviderFailure failure) {
      return failure;
    }
    throw new AssertionError("the sign-in passed");
  }

  @Override
  public void close() {
    gateway.close();
    server.close();
  }
}
