package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.testsupport.Eventually;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that change, vanish or are asked for by everybody at once. */
class KeyCacheTest {
  GatewayFixture it = new GatewayFixture();
  final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() {
    end.countDown();
    it.close();
  }

  private int keyCalls() {
    return it.server.seen(GatewayFixture.KEYS).size();
  }

  private void keys(Object... keys) {
    it.server.json(GatewayFixture.KEYS, TokenMaker.keySet(keys));
  }

  private void good() {
    it.idToken(TokenMaker.good());
  }

  private static String withKeyId(String id) {
    return TokenMaker.signWith(
        TokenMaker.OTHER_RSA,
        "RS256",
        "{\"alg\":\"RS256\",\"kid\":\"" + id + "\"}",
        TokenMaker.json(TokenMaker.claims()));
  }

  @Test
  @Fault("JD-05")
  void keysRotatedAfterTheFirstSignInAreFetchedOnce() throws Exception {
    good();
    it.signIn(it.openId());
    keys(TokenMaker.OTHER_RSA);
    it.idToken(TokenMaker.sign(TokenMaker.OTHER_RSA, TokenMaker.claims()));
    it.signIn(it.openId());
    it.signIn(it.openId());

    assertThat(keyCalls()).isEqualTo(2);
  }

  @Test
  @Fault("JD-06")
  void keysRotatedRightBeforeSigningAreFoundWithinTheSameSignIn() throws Exception {
    good();
    it.signIn(it.openId());
    keys(TokenMaker.RSA, TokenMaker.OTHER_RSA);
    it.idToken(TokenMaker.sign(TokenMaker.OTHER_RSA, TokenMaker.claims()));

    assertThat(it.signIn(it.openId()).profile().subject()).isEqualTo(TokenMaker.SUBJECT);
  }

  @Test
  @Fault({"JD-07", "ID-25"})
  void aFloodOfUnknownKeyIdsOrdersOneFetchInHalfAMinute() throws Exception {
    good();
    it.signIn(it.openId());
    for (int i = 0; i < 200; i++) {
      it.idToken(withKeyId("random-" + i));
      assertThat(it.refusal(it.openId()).error().code()).isEqualTo("unknown_key");
    }
    assertThat(keyCalls()).isEqualTo(2);
    good();
    it.signIn(it.openId());

    it.clock.advance(Duration.ofSeconds(29));
    it.idToken(withKeyId("random"));
    it.refusal(it.openId());
    assertThat(keyCalls()).isEqualTo(2);
    it.clock.advance(Duration.ofSeconds(1));
    it.refusal(it.openId());
    assertThat(keyCalls()).isEqualTo(3);
  }

  @Test
  @Fault("JD-08")
  void goodKeysStayWhileUnknownOnesAreLookedForInVain() throws Exception {
    good();
    it.signIn(it.openId());
    it.server.status(GatewayFixture.KEYS, 500, "{}");
    it.idToken(withKeyId("random"));
    assertThat(it.refusal(it.openId()).step()).isEqualTo("keys");
    good();

    assertThat(it.signIn(it.openId()).calls()).isEqualTo(2);
  }

  @Test
  @Fault("JD-08")
  void goodKeysStayWhileTheKeysAddressHangs() throws Exception {
    it.close();
    it = new GatewayFixture(
        HttpOptions.builder().perAttempt(Duration.ofSeconds(2)).build());
    good();
    it.signIn(it.openId());
    it.server.on(GatewayFixture.KEYS, (request, out) -> {
      end.await();
      return false;
    });
    it.idToken(withKeyId("random"));
    ProviderFailure failure = it.refusal(it.openId());
    assertThat(failure.step()).isEqualTo("keys");
    assertThat(failure.error().code()).isEqualTo("timeout");
    good();

    assertThat(it.signIn(it.openId()).calls()).isEqualTo(2);
  }

  @Test
  @Fault({"JD-09", "PO-12"})
  void withWarmKeysSignInsGoOnWhileTheirAddressIsDeadForHours() throws Exception {
    good();
    it.signIn(it.openId());
    it.server.status(GatewayFixture.KEYS, 503, "{}");
    for (int hour = 0; hour < 3; hour++) {
      it.clock.advance(Duration.ofHours(1));
      Map<String, String> claims = TokenMaker.claims();
      long now = it.clock.instant().getEpochSecond();
      claims.put("iat", Long.toString(now));
      claims.put("exp", Long.toString(now + 3_600));
      it.idToken(TokenMaker.sign(TokenMaker.RSA, claims));
      it.signIn(it.openId());
    }
    awaitKeyCalls(2);
  }

  @Test
  @Fault({"JD-09", "PO-12"})
  void withColdKeysAndADeadAddressTheProviderIsDown() throws Exception {
    good();
    it.server.status(GatewayFixture.KEYS, 503, "{}");
    ProviderFailure failure = it.refusal(it.openId());

    assertThat(failure.kind()).isEqualTo(ErrorKind.PROVIDER_DOWN);
    assertThat(failure.step()).isEqualTo("keys");
    assertThat(failure.tokens()).isPresent();
    keys(TokenMaker.RSA);
    it.signIn(it.openId());
  }

  @Test
  @Fault("JD-10")
  void anUnusableKeySetLeavesTheOldOne() throws Exception {
    good();
    it.signIn(it.openId());
    List<Object> many = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      many.add("{\"kty\":\"RSA\",\"kid\":\"" + i + "\"}");
    }
    for (String body : List.of(
        "{}",
        "[]",
        "{\"keys\":[]}",
        "{\"keys\":{}}",
        "{\"keys\":[1,\"two\",null]}",
        "<html></html>",
        TokenMaker.keySet(TokenMaker.OTHER_RSA.toJSONString()),
        TokenMaker.keySet(many.toArray()),
        " ".repeat(50 << 20))) {
      it.server.json(GatewayFixture.KEYS, body);
      it.idToken(TokenMaker.sign(TokenMaker.OTHER_RSA, TokenMaker.claims()));
      it.refusal(it.openId());
      good();
      it.signIn(it.openId());
      it.clock.advance(Duration.ofSeconds(31));
    }
    assertThat(keyCalls()).isEqualTo(10);
  }

  @Test
  @Fault("JD-10")
  void anUnusableKeySetAtColdStartIsNoKeySet() {
    good();
    for (String body : List.of("{}", "[]", "<html></html>", "{\"keys\":[]}")) {
      it.server.json(GatewayFixture.KEYS, body);
      ProviderFailure failure = it.refusal(it.openId());
      assertThat(failure.step()).as(body).isEqualTo("keys");
      assertThat(failure.kind()).as(body).isEqualTo(ErrorKind.SHAPE);
    }
  }

  @Test
  void staleKeysAreRenewedBesideASignIn() throws Exception {
    it.server.on(
        GatewayFixture.KEYS,
        (request, out) -> LoopbackServer.send(
            out,
            200,
            "application/json",
            TokenMaker.keySet(TokenMaker.RSA),
            "Cache-Control: public, max-age=1"));
    good();
    it.signIn(it.openId());
    it.clock.advance(Duration.ofSeconds(299)); // five minutes at least, whatever the answer says
    it.signIn(it.openId());
    assertThat(keyCalls()).isEqualTo(1);
    it.clock.advance(Duration.ofSeconds(1));
    it.signIn(it.openId());
    awaitKeyCalls(2);
  }

  @Test
  @Fault("JD-17")
  void fiveHundredVisitorsAtColdStartShareOneLoadOfEverything() throws Exception {
    it.close();
    it = new GatewayFixture();
    it.server.json(
        "/.well-known/openid-configuration",
        "{\"issuer\":\"" + issuer() + "\",\"authorization_endpoint\":\""
            + it.server.uri("/oauth/authorize") + "\",\"token_endpoint\":\""
            + it.server.uri(GatewayFixture.TOKEN) + "\",\"userinfo_endpoint\":\""
            + it.server.uri(GatewayFixture.PROFILE) + "\",\"jwks_uri\":\""
            + it.server.uri(GatewayFixture.KEYS) + "\"}");
    Map<String, String> claims = TokenMaker.claims();
    claims.put("iss", TokenMaker.quoted(issuer()));
    it.idToken(TokenMaker.sign(TokenMaker.RSA, claims));
    Provider provider = Provider.of(
        io.membersync.provider.ProviderDescriptor.builder(
                io.membersync.provider.ProviderId.of("fake"))
            .discover(issuer())
            .build(),
        GatewayFixture.client());

    ExecutorService visitors = Executors.newFixedThreadPool(500);
    try {
      CountDownLatch go = new CountDownLatch(1);
      List<Future<Exchanged>> all = new ArrayList<>();
      Callable<Exchanged> visit = () -> {
        go.await();
        return it.signIn(provider);
      };
      for (int i = 0; i < 500; i++) {
        all.add(visitors.submit(visit));
      }
      go.countDown();
      for (Future<Exchanged> one : all) {
        assertThat(one.get().profile().subject()).isEqualTo(TokenMaker.SUBJECT);
      }
    } finally {
      visitors.shutdownNow();
    }
    assertThat(it.server.seen("/.well-known/openid-configuration")).hasSize(1);
    assertThat(keyCalls()).isEqualTo(1);
    assertThat(it.server.seen(GatewayFixture.TOKEN)).hasSize(500);
  }

  private String issuer() {
    String root = it.server.uri("/").toString();
    return root.substring(0, root.length() - 1);
  }

  /** A load beside a sign-in has no end that a caller sees. */
  private void awaitKeyCalls(int atLeast) {
    Eventually.isTrue(() -> keyCalls() >= atLeast);
  }

  @Test
  void aKeyIsReadOnlyForWhatItSaysOfItself() {
    RSAKey key = TokenMaker.RSA;
    String open = key.toPublicJWK().toJSONString();
    String inner = open.substring(1);
    assertThat(read(open)).isTrue();
    assertThat(read("{\"use\":\"sig\"," + inner)).isTrue();
    assertThat(read("{\"key_ops\":[\"verify\"]," + inner)).isTrue();
    assertThat(read("{\"alg\":\"RS256\"," + inner)).isTrue();
    assertThat(read("{\"use\":\"enc\"," + inner)).isFalse();
    assertThat(read("{\"key_ops\":[\"encrypt\"]," + inner)).isFalse();
    assertThat(read("{\"alg\":\"RSA-OAEP\"," + inner)).isFalse();
    assertThat(read("{\"alg\":\"ES256\"," + inner)).isFalse();
    assertThat(read(key.toJSONString())).isFalse();
    assertThat(read("{\"kty\":\"oct\",\"k\":\"AAAA\"}")).isFalse();
    assertThat(read(TokenMaker.edJwk("ed"))).isTrue();
    assertThat(read(TokenMaker.EC.toPublicJWK().toJSONString())).isTrue();
    assertThat(read("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}")).isFalse();
    assertThat(read("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}"))
        .isFalse();
    assertThat(read("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}")).isFalse();
    assertThat(read("{}")).isFalse();
  }

  private static boolean read(String jwk) {
    try {
      return SignatureKey.read(io.membersync.provider.JsonDocument.parse(
              jwk.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
          .isPresent();
    } catch (io.membersync.provider.Provider.ProfileException e) {
      throw new AssertionError(e);
    }
  }
}
