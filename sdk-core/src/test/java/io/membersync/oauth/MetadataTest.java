package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.Eventually;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetadataTest {
  private static final String PATH = "/.well-known/openid-configuration";

  GatewayFixture it = new GatewayFixture();
  final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() {
    end.countDown();
    it.close();
  }

  private static Provider discovered(String issuer, String... allowedHosts) {
    return Provider.of(
        ProviderDescriptor.builder(ProviderId.of("fake"))
            .discover(issuer)
            .allowHosts(allowedHosts)
            .build(),
        GatewayFixture.client());
  }

  private static Map<String, String> members(String issuer) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("issuer", TokenMaker.quoted(issuer));
    members.put("authorization_endpoint", "\"https://login.issuer.example/authorize\"");
    members.put("token_endpoint", "\"https://issuer.example/token\"");
    members.put("userinfo_endpoint", "\"https://api.issuer.example/userinfo\"");
    members.put("jwks_uri", "\"https://issuer.example/keys\"");
    return members;
  }

  private static Endpoints read(Provider provider, Map<String, String> members)
      throws ProviderFailure {
    try {
      return Metadata.read(
          provider, JsonDocument.parse(TokenMaker.json(members).getBytes(StandardCharsets.UTF_8)));
    } catch (ProfileException e) {
      throw new AssertionError(e);
    }
  }

  private static String refusal(Provider provider, Map<String, String> members) {
    try {
      read(provider, members);
    } catch (ProviderFailure failure) {
      assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIGURATION);
      assertThat(failure).hasMessageNotContaining("evil");
      return failure.error().code();
    }
    throw new AssertionError("passed: " + members);
  }

  private static Map<String, String> with(String member, String json) {
    Map<String, String> members = members(TokenMaker.ISSUER);
    members.put(member, json);
    return members;
  }

  private String issuer() {
    String root = it.server.uri("/").toString();
    return root.substring(0, root.length() - 1);
  }

  private void serve(String issuer) {
    it.server.json(PATH, localMembers(issuer));
  }

  private String localMembers(String issuer) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("issuer", TokenMaker.quoted(issuer));
    members.put("authorization_endpoint", TokenMaker.quoted(it.server.uri("/a").toString()));
    members.put(
        "token_endpoint", TokenMaker.quoted(it.server.uri("/oauth/token").toString()));
    members.put("userinfo_endpoint", TokenMaker.quoted(it.server.uri("/profile").toString()));
    members.put("jwks_uri", TokenMaker.quoted(it.server.uri("/keys").toString()));
    return TokenMaker.json(members);
  }

  @Test
  @Fault("JD-20")
  void theStandardDocumentIsRead() throws Exception {
    Map<String, String> members = members(TokenMaker.ISSUER);
    members.put("authorization_response_iss_parameter_supported", "true");
    members.put("something_new", "{\"nested\":[1,null]}");
    Endpoints endpoints = read(discovered(TokenMaker.ISSUER), members);

    assertThat(endpoints)
        .isEqualTo(new Endpoints(
            URI.create("https://login.issuer.example/authorize"),
            URI.create("https://issuer.example/token"),
            Optional.of(URI.create("https://api.issuer.example/userinfo")),
            Optional.of(URI.create("https://issuer.example/keys")),
            Optional.of(TokenMaker.ISSUER),
            true));
    assertThat(Metadata.address("https://issuer.example/tenant/"))
        .hasToString("https://issuer.example/tenant/.well-known/openid-configuration");
  }

  @Test
  @Fault("JD-01")
  void anIssuerThatDiffersInOneCharacterMakesTheProviderUnusable() {
    for (String other : List.of(
        "https://issuer.example/",
        "https://ISSUER.example",
        "https://issuer.example:443",
        "http://issuer.example",
        "https://evil.example",
        "")) {
      assertThat(refusal(discovered(TokenMaker.ISSUER), members(other)))
          .isEqualTo("metadata_issuer");
    }
    serve("https://evil.example");
    Provider provider = discovered(issuer());
    it.gateway.warmUp(provider);
    Eventually.isTrue(() -> it.gateway.metadataFailure(provider).isPresent());

    assertThat(it.gateway.endpoints(provider)).isEmpty();
    assertThat(it.gateway.metadataFailure(provider).map(ProviderError::kind))
        .contains(ErrorKind.CONFIGURATION);
    assertThat(it.refusal(provider).step()).isEqualTo("metadata");
    assertThat(it.server.seen("/oauth/token")).isEmpty();
  }

  @Test
  @Fault("JD-02")
  void aRedirectOfTheMetadataIsNotFollowed() {
    try (LoopbackServer elsewhere = LoopbackServer.start()) {
      elsewhere.json(PATH, localMembers(issuer()));
      for (String target : List.of(
          it.server.uri("/moved").toString(), "/moved", elsewhere.uri(PATH).toString())) {
        it.server.json("/moved", localMembers(issuer()));
        it.server.on(
            PATH,
            (request, out) ->
                LoopbackServer.send(out, 302, "text/html", "moved", "Location: " + target));
        assertThat(it.refusal(discovered(issuer())).kind()).isEqualTo(ErrorKind.CONFIGURATION);
      }
      assertThat(elsewhere.connections()).isZero();
      assertThat(it.server.seen("/moved")).isEmpty();
    }
  }

  @Test
  @Fault("JD-03")
  void addressesOnAnotherDomainAreRefusedUnlessAllowed() throws Exception {
    for (String member :
        List.of("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")) {
      for (String address : List.of(
          "https://evil.example/x",
          "https://issuer.example.evil.org/x",
          "https://evil.org/x",
          "https://8.8.8.8/x",
          "https://xn--ssuer-4ra.example/x")) {
        assertThat(refusal(discovered(TokenMaker.ISSUER), with(member, TokenMaker.quoted(address))))
            .isEqualTo("metadata_" + member);
      }
    }
    Provider google = discovered("https://accounts.google.com", "OAuth2.googleapis.com");
    Map<String, String> members = members("https://accounts.google.com");
    members.put("authorization_endpoint", "\"https://accounts.google.com/o/oauth2/v2/auth\"");
    members.put("token_endpoint", "\"https://oauth2.googleapis.com/token\"");
    members.put("userinfo_endpoint", "\"https://oauth2.googleapis.com/userinfo\"");
    members.put("jwks_uri", "\"https://accounts.google.com/certs\"");
    assertThat(read(google, members).token().getHost()).isEqualTo("oauth2.googleapis.com");
    assertThat(refusal(discovered("https://accounts.google.com"), members))
        .isEqualTo("metadata_token_endpoint");
    Map<String, String> shared = members("https://one.co.kr");
    shared.put("authorization_endpoint", "\"https://other.co.kr/a\"");
    assertThat(refusal(discovered("https://one.co.kr"), shared))
        .isEqualTo("metadata_authorization_endpoint");
  }

  @Test
  @Fault({"JD-04", "JD-12", "JD-14"})
  void addressesThatAreNotPlainHttpsAreRefused() {
    for (String address : List.of(
        "http://issuer.example/x",
        "ftp://issuer.example/x",
        "https://u:p@issuer.example/x",
        "https://issuer.example./x",
        "https://issuer.example:0/x",
        "https://10.0.0.1/x",
        "http://127.0.0.1/x",
        "https://localhost/x",
        "//issuer.example/x",
        "/x",
        "",
        "https://issuer.example\\\\@evil.org/x",
        "https://issuer.example/#x")) {
      assertThat(refusal(
              discovered(TokenMaker.ISSUER), with("token_endpoint", TokenMaker.quoted(address))))
          .as(address)
          .isEqualTo("metadata_token_endpoint");
    }
  }

  @Test
  @Fault("JD-20")
  void aRequiredMemberThatIsMissingOrOfAnotherTypeIsNamed() throws Exception {
    for (String member : List.of("authorization_endpoint", "token_endpoint", "jwks_uri")) {
      for (String json : List.of("null", "1", "[]", "{}")) {
        assertThat(refusal(discovered(TokenMaker.ISSUER), with(member, json)))
            .isEqualTo("metadata_" + member);
      }
      Map<String, String> members = members(TokenMaker.ISSUER);
      members.remove(member);
      assertThat(refusal(discovered(TokenMaker.ISSUER), members)).isEqualTo("metadata_" + member);
    }
    assertThat(read(discovered(TokenMaker.ISSUER), with("userinfo_endpoint", "null"))
            .profile())
        .isEmpty();
    assertThat(refusal(
            discovered(TokenMaker.ISSUER),
            with("id_token_signing_alg_values_supported", "[\"ES256\",\"none\"]")))
        .isEqualTo("metadata_id_token_signing_alg_values_supported");
  }

  @Test
  void nobodyWaitsForMetadataBeforeASignIn() {
    it.server.on(PATH, (request, out) -> {
      end.await();
      return false;
    });
    Provider provider = discovered(issuer());
    long start = System.nanoTime();
    it.gateway.warmUp(provider);
    for (int i = 0; i < 100; i++) {
      assertThat(it.gateway.endpoints(provider)).isEmpty();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(GatewayFixture.ATTEMPT.dividedBy(2));
    assertThat(it.server.connections()).isLessThanOrEqualTo(1);
  }

  @Test
  void metadataThatComeLaterAreFoundAndServeForTheirTime() throws Exception {
    it.server.status(PATH, 503, "{}");
    Provider provider = discovered(issuer());
    it.gateway.warmUp(provider);
    Eventually.isTrue(() -> it.gateway.metadataFailure(provider).isPresent());
    assertThat(it.gateway.metadataFailure(provider).map(ProviderError::kind))
        .contains(ErrorKind.PROVIDER_DOWN);
    serve(issuer());
    Eventually.isTrue(() -> it.gateway.endpoints(provider).isPresent());
    assertThat(it.gateway.metadataFailure(provider)).isEmpty();

    int loads = it.server.seen(PATH).size();
    it.clock.advance(Duration.ofMinutes(59));
    it.gateway.endpoints(provider);
    assertThat(it.server.seen(PATH)).hasSize(loads);
    it.server.status(PATH, 500, "{}");
    it.clock.advance(Duration.ofMinutes(1));
    assertThat(it.gateway.endpoints(provider)).isPresent();
    Eventually.isTrue(() -> it.server.seen(PATH).size() == loads + 1);
    Eventually.isTrue(() -> it.gateway.metadataFailure(provider).isPresent());
    assertThat(it.gateway.endpoints(provider)).as("the last good copy").isPresent();
  }

  @Test
  void aSignInOnANodeWithoutMetadataWaitsForThem() throws Exception {
    serve(issuer());
    Map<String, String> claims = TokenMaker.claims();
    claims.put("iss", TokenMaker.quoted(issuer()));
    it.idToken(TokenMaker.sign(TokenMaker.RSA, claims));

    assertThat(it.signIn(discovered(issuer())).profile().subject()).isEqualTo(TokenMaker.SUBJECT);
  }

  @Test
  void aDeadIssuerIsNotAskedAtEveryPage() {
    it.close();
    it = new GatewayFixture(HttpOptions.defaults());
    it.server.status(PATH, 500, "{}");
    Provider provider = discovered(issuer());
    it.gateway.endpoints(provider);
    Eventually.isTrue(() -> it.gateway.metadataFailure(provider).isPresent());
    int before = it.server.seen(PATH).size();
    long start = System.nanoTime();
    int asked = 0;
    while (asked <= 10 || System.nanoTime() - start < Duration.ofMillis(100).toNanos()) {
      it.gateway.endpoints(provider);
      asked++;
    }
    long pauses =
        (System.nanoTime() - start) / Duration.ofMillis(200).toNanos(); // on a busy machine
    assertThat(asked).isGreaterThan(10);
    assertThat(it.server.seen(PATH).size() - before).isLessThanOrEqualTo(2 + (int) pauses);
  }
}
