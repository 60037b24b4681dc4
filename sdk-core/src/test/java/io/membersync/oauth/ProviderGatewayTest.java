package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.TestClock;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProviderGatewayTest {
  final GatewayFixture it = new GatewayFixture();

  @AfterEach
  void close() {
    it.close();
  }

  @Test
  void aVisitorIsIdentifiedByTwoCalls() throws Exception {
    Exchanged exchanged = it.signIn(it.plain());

    assertThat(exchanged.profile().subject()).isEqualTo(TokenMaker.SUBJECT);
    assertThat(exchanged.calls()).isEqualTo(2);
    assertThat(exchanged.tokens().expiresAt()).contains(TestClock.START.plusSeconds(3_600));
    LoopbackServer.Seen token = it.server.seen(GatewayFixture.TOKEN).get(0);
    assertThat(token.method()).isEqualTo("POST");
    assertThat(token.headers())
        .containsEntry("content-type", "application/x-www-form-urlencoded;charset=utf-8")
        .hasEntrySatisfying("user-agent", name -> assertThat(name).startsWith("MemberSync/"));
    assertThat(token.body())
        .isEqualTo("grant_type=authorization_code&code=code-1"
            + "&redirect_uri=https%3A%2F%2Fshop.example%2Flogin%2Fcallback%2Ffake"
            + "&code_verifier=" + "v".repeat(43)
            + "&client_id=shop-client&client_secret=client-secret");
    assertThat(it.server.seen(GatewayFixture.PROFILE).get(0).headers())
        .containsEntry("authorization", "Bearer at-1");
  }

  @Test
  void anIdTokenIsCheckedWithKeysFetchedBesideTheProfile() throws Exception {
    Exchanged exchanged = it.idToken(TokenMaker.good()).signIn(it.openId());

    assertThat(exchanged.profile().subject()).isEqualTo(TokenMaker.SUBJECT);
    assertThat(exchanged.tokens().grant().identityToken()).isTrue();
    assertThat(it.server.seen(GatewayFixture.KEYS)).hasSize(1);
  }

  @Test
  void aSecondVisitorNeedsNoKeysAnew() throws Exception {
    it.idToken(TokenMaker.good()).signIn(it.openId());
    it.signIn(it.openId());

    assertThat(it.server.seen(GatewayFixture.KEYS)).hasSize(1);
  }

  @Test
  @Fault("TR-05")
  void anIdTokenThatIsConfiguredMustCome() {
    ProviderFailure failure = it.refusal(it.openId());

    assertThat(failure.kind()).isEqualTo(ErrorKind.PROTOCOL);
    assertThat(failure.error().code()).isEqualTo("id_token_missing");
    assertThat(it.server.seen(GatewayFixture.PROFILE)).isEmpty();
  }

  @Test
  @Fault("UP-01")
  void aProfileOfAnotherPersonThanTheIdTokenIsRefused() {
    it.server.json(GatewayFixture.PROFILE, "{\"sub\":\"somebody-else\"}");
    ProviderFailure failure = it.idToken(TokenMaker.good()).refusal(it.openId());

    assertThat(failure.kind()).isEqualTo(ErrorKind.PROTOCOL);
    assertThat(failure.tokens()).isEmpty();
  }

  @Test
  void theReaderOfAProviderCannotBringAnotherPersonEither() {
    Provider careless = new Provider() {
      @Override
      public ProviderDescriptor descriptor() {
        return it.openId().descriptor();
      }

      @Override
      public ClientRegistration client() {
        return GatewayFixture.client();
      }

      @Override
      public io.membersync.provider.ProviderProfile read(
          io.membersync.provider.Provider.Answers answers) {
        return new io.membersync.provider.ProviderProfile(
            "somebody-else", io.membersync.profile.Profile.of(List.of()), List.of(), false);
      }
    };
    ProviderFailure failure = it.idToken(TokenMaker.good()).refusal(careless);

    assertThat(failure.step()).isEqualTo("read");
    assertThat(failure.error().code()).isEqualTo("subject");
  }

  @Test
  @Fault("UP-02")
  void aProfileWithoutOnePlainSubjectIsRefused() {
    for (String body : List.of(
        "{}",
        "{\"sub\":null}",
        "{\"sub\":\"\"}",
        "{\"sub\":[\"4021987766\",\"1\"]}",
        "{\"sub\":[\"1\",\"4021987766\"]}",
        "{\"sub\":\"4021987766\",\"sub\":\"1\"}")) {
      it.server.json(GatewayFixture.PROFILE, body);
      assertThat(it.refusal(it.plain()).kind()).as(body).isIn(ErrorKind.SHAPE, ErrorKind.PROTOCOL);
      assertThat(it.idToken(TokenMaker.good()).refusal(it.openId()).kind())
          .as(body)
          .isIn(ErrorKind.SHAPE, ErrorKind.PROTOCOL);
    }
  }

  @Test
  @Fault("UP-03")
  void aSignedProfileIsReadOnlyWhenItIsSignedForUs() throws Exception {
    it.idToken(TokenMaker.good());
    signedProfile(TokenMaker.good());
    assertThat(it.signIn(it.openId()).profile().subject()).isEqualTo(TokenMaker.SUBJECT);

    String good = TokenMaker.good();
    signedProfile(good.substring(0, good.length() - 8) + "AAAAAAAA");
    assertThat(it.refusal(it.openId()).error().code()).isEqualTo("signature");

    String unsigned = TokenMaker.base64("{\"alg\":\"none\"}") + "."
        + TokenMaker.base64(TokenMaker.json(TokenMaker.claims())) + ".";
    signedProfile(unsigned);
    assertThat(it.refusal(it.openId()).kind()).isEqualTo(ErrorKind.PROTOCOL);

    for (String claim : List.of("iss", "aud")) {
      Map<String, String> claims = TokenMaker.claims();
      claims.put(claim, "\"https://other.example\"");
      signedProfile(TokenMaker.sign(TokenMaker.RSA, claims));
      assertThat(it.refusal(it.openId()).error().code()).isEqualTo(claim);
    }
  }

  private void signedProfile(String token) {
    it.server.on(
        GatewayFixture.PROFILE,
        (request, out) -> LoopbackServer.send(out, 200, "application/jwt", token));
  }

  @Test
  @Fault("UP-04")
  void anErrorInASuccessIsAFailure() {
    it.server.json(GatewayFixture.PROFILE, "{\"error\":\"server_error\"}");
    ProviderFailure failure = it.refusal(it.plain());

    assertThat(failure.kind()).isEqualTo(ErrorKind.PROVIDER_DOWN);
    assertThat(failure.step()).isEqualTo("profile");
    assertThat(failure.tokens()).isPresent();
  }

  @Test
  @Fault("TR-21")
  void basicCredentialsAreFormEncodedFirst() throws Exception {
    String id = "쇼핑 +%:/";
    String secret = "비밀 &=%2B:";
    Provider provider = Provider.of(
        it.descriptor()
            .token(it.server.uri(GatewayFixture.TOKEN).toString(), ClientAuth.BASIC)
            .build(),
        ClientRegistration.of(id, Secret.of(secret)));
    it.signIn(provider);

    String header = it.server.seen(GatewayFixture.TOKEN).get(0).header("authorization");
    String pair = new String(
        Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.UTF_8);
    assertThat(pair).isEqualTo("%EC%87%BC%ED%95%91+%2B%25%3A%2F:%EB%B9%84%EB%B0%80+%26%3D%252B%3A");
    assertThat(it.server.seen(GatewayFixture.TOKEN).get(0).body())
        .doesNotContain("client_id")
        .doesNotContain("client_secret");
  }

  @Test
  @Fault("TR-21")
  void aServerThatDoesNotDecodeGetsThemAsTheyAre() throws Exception {
    Provider provider = Provider.of(
        it.descriptor()
            .token(it.server.uri(GatewayFixture.TOKEN).toString(), ClientAuth.BASIC_UNENCODED)
            .build(),
        ClientRegistration.of("id+1", Secret.of("secret/2")));
    it.signIn(provider);

    assertThat(it.server.seen(GatewayFixture.TOKEN).get(0).headers())
        .containsEntry(
            "authorization",
            "Basic "
                + Base64.getEncoder()
                    .encodeToString("id+1:secret/2".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void refreshKeepsTheOldRefreshTokenWhenNoneComes() throws Exception {
    Grant grant = new Grant(Set.of("account_email"), true, true);
    TokenSet held = GatewayFixture.held("at-1", "rt-1", grant);
    TokenSet tokens = it.gateway.refresh(it.plain(), held, TokenMaker.SUBJECT);

    assertThat(tokens.refreshToken()).contains(Secret.of("rt-1"));
    assertThat(tokens.grant().scopes()).containsExactly("account_email");
    assertThat(it.server.seen(GatewayFixture.TOKEN).get(0).body())
        .startsWith("grant_type=refresh_token&refresh_token=rt-1");

    it.server.json(
        GatewayFixture.TOKEN,
        "{\"access_token\":\"at-2\",\"token_type\":\"bearer\",\"refresh_token\":\"rt-2\"}");
    assertThat(it.gateway.refresh(it.plain(), held, TokenMaker.SUBJECT).refreshToken())
        .contains(Secret.of("rt-2"));
  }

  @Test
  void aProfileCanBeFetchedLaterWithTheTokensOfAFailedSignIn() throws Exception {
    it.idToken(TokenMaker.good());
    it.server.status(GatewayFixture.PROFILE, 503, "{}");
    ProviderFailure failure = it.refusal(it.openId());
    TokenSet tokens = failure.tokens().orElseThrow();

    it.server.json(GatewayFixture.PROFILE, "{\"sub\":\"" + TokenMaker.SUBJECT + "\"}");
    it.clock.advance(java.time.Duration.ofHours(20));
    Exchanged exchanged = it.gateway.fetch(it.openId(), tokens, Optional.of(TokenMaker.NONCE));

    assertThat(exchanged.profile().subject()).isEqualTo(TokenMaker.SUBJECT);
    assertThat(it.server.seen(GatewayFixture.TOKEN)).hasSize(1);
  }

  @Test
  void aSingleCallCarriesItsOwnCredential() throws Exception {
    it.server.json("/v1/user/unlink", "{\"id\":1}");
    ProviderCall call = ProviderCall.post("unlink", it.server.uri("/v1/user/unlink"))
        .with("target_id", "1 2")
        .authorizedBy("KakaoAK", Secret.of("admin-key"));
    Provider.Answer answer =
        it.gateway.call(it.plain(), call, Optional.of(GatewayFixture.held("not-this-one")));

    assertThat(answer.body().orElseThrow().findText("id")).contains("1");
    LoopbackServer.Seen seen = it.server.seen("/v1/user/unlink").get(0);
    assertThat(seen.headers()).containsEntry("authorization", "KakaoAK admin-key");
    assertThat(seen.body()).isEqualTo("target_id=1+2");
  }

  @Test
  void aCallMayWantATokenOfTheClientAndAJsonBody() throws Exception {
    it.server.json(
        "/client-token", "{\"access_token\":\"client-token\",\"token_type\":\"bearer\"}");
    it.server.json("/deauthorize", "{}");
    ProviderCall call = ProviderCall.post("unlink", it.server.uri("/deauthorize"))
        .authorizedByClientToken(it.server.uri("/client-token"))
        .withAccessTokenAs("userAccessToken")
        .asJson();

    it.gateway.call(it.plain(), call, Optional.of(GatewayFixture.held("at-1")));

    assertThat(it.server.seen("/client-token").get(0).body())
        .startsWith("grant_type=client_credentials&client_id=");
    LoopbackServer.Seen seen = it.server.seen("/deauthorize").get(0);
    assertThat(seen.headers())
        .containsEntry("authorization", "Bearer client-token")
        .containsEntry("content-type", "application/json");
    assertThat(seen.body()).isEqualTo("{\"userAccessToken\":\"at-1\"}");
  }

  @Test
  void queryParametersAreAddedToAGet() throws Exception {
    it.server.json("/list", "{}");
    it.gateway.call(
        it.plain(),
        ProviderCall.get("list", it.server.uri("/list?page=1")).with("q", "a&b"),
        Optional.of(GatewayFixture.held("at-1")));

    assertThat(it.server.seen().get(0).path()).isEqualTo("/list?page=1&q=a%26b");
  }

  @Test
  void aCredentialThatNoHeaderCarriesIsRefusedWithoutQuotingIt() {
    ProviderCall call = ProviderCall.post("unlink", it.server.uri("/v1/user/unlink"))
        .authorizedBy("KakaoAK", Secret.of("admin\r\nkey"));
    ProviderFailure failure = null;
    try {
      it.gateway.call(it.plain(), call, Optional.empty());
    } catch (ProviderFailure e) {
      failure = e;
    }

    assertThat(failure).isNotNull().hasMessageNotContaining("admin");
    assertThat(it.server.seen()).isEmpty();
  }

  @Test
  @Fault("TR-09")
  void aRefusedClientIsAConfigurationError() {
    it.server.status(GatewayFixture.TOKEN, 401, "{\"error\":\"invalid_client\"}");
    ProviderFailure failure = it.refusal(it.plain());

    assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(failure).hasMessageContaining("invalid_client").hasMessageContaining("HTTP 401");
    assertThat(it.server.seen(GatewayFixture.TOKEN)).hasSize(1);
  }
}
