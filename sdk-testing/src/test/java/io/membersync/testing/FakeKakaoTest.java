package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.testing.http.HttpCaller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

/** The fake as a whole: settings, journal, TLS, many threads, and what it prints. */
class FakeKakaoTest {
  @Test
  void theJournalKeepsCountsAndRequests() {
    try (FakeKakao kakao = FakeKakao.onLoopback()) {
      TestCalls calls = new TestCalls(kakao);
      calls.exchange("secret-code");
      calls.get(KakaoEndpoint.USER_ME, "Bearer secret-token", "secure_resource", "true");

      assertThat(kakao.calls()).isEqualTo(2);
      assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isEqualTo(1);
      assertThat(kakao.calls(KakaoEndpoint.KEYS)).isZero();
      ReceivedRequest token = kakao.requests(KakaoEndpoint.TOKEN).get(0);
      assertThat(token.method()).isEqualTo("POST");
      assertThat(token.path()).isEqualTo("/oauth/token");
      assertThat(token.formParameter("code")).contains("secret-code");
      assertThat(token.queryParameter("code")).isEmpty();
      assertThat(token.parameters("code")).containsExactly("secret-code");
      assertThat(token.parameterNames())
          .containsExactly("grant_type", "client_id", "client_secret", "redirect_uri", "code");
      assertThat(token.header("content-type").orElse("")).startsWith("application/x-www-form");
      assertThat(new String(token.body(), java.nio.charset.StandardCharsets.UTF_8))
          .endsWith("code=secret-code");
      ReceivedRequest me = kakao.requests(KakaoEndpoint.USER_ME).get(0);
      assertThat(me.header("Authorization")).contains("Bearer secret-token");
      assertThat(me.queryParameter("secure_resource")).contains("true");
      assertThat(me.parameter("secure_resource")).contains("true");
      assertThat(me.receivedAt()).isAfter(Instant.parse("2026-01-01T00:00:00Z"));

      kakao.forgetRequests();
      assertThat(kakao.calls()).isZero();
      assertThat(kakao.requests(KakaoEndpoint.TOKEN)).isEmpty();
    }
  }

  @Test
  void theJournalKeepsTheNewestThousand() {
    try (FakeKakao kakao = FakeKakao.onLoopback()) {
      TestCalls calls = new TestCalls(kakao);
      for (int i = 0; i < 1005; i++) {
        calls.get(KakaoEndpoint.DISCOVERY, "", "i", Integer.toString(i));
      }
      assertThat(kakao.calls(KakaoEndpoint.DISCOVERY)).isEqualTo(1005);
      List<ReceivedRequest> kept = kakao.requests(KakaoEndpoint.DISCOVERY);
      assertThat(kept).hasSize(1000);
      assertThat(kept.get(0).parameter("i")).contains("5");
    }
  }

  @Test
  void nothingPrintsWhatShouldStayUnseen() {
    try (FakeKakao kakao = FakeKakao.onLoopback()) {
      TestCalls calls = new TestCalls(kakao);
      KakaoPerson haneul = kakao.person("haneul");
      kakao.link(haneul);
      calls.get(KakaoEndpoint.USER_ME, "Bearer secret-token", "email", "haneul@shop.example");
      String printed = String.join(
          "\n",
          kakao.toString(),
          kakao.app().toString(),
          haneul.toString(),
          kakao.findLink(haneul).orElseThrow().toString(),
          kakao.visitor(haneul).toString(),
          kakao.requests(KakaoEndpoint.USER_ME).toString(),
          kakao.unlinkWebhook(URI.create("http://127.0.0.1/hook?x=hidden")).toString(),
          KakaoError.koe(320).toString(),
          haneul.addresses().toString());

      assertThat(printed)
          .contains("KakaoPerson[haneul]", "ReceivedRequest[GET /v2/user/me]")
          .doesNotContain(
              "secret",
              "@shop.example",
              "Kim",
              "5550",
              "1111222233",
              "0a1b2c3d",
              "hidden",
              "Seoul");
    }
  }

  @Test
  void hostNamesPortsAndPeopleAreChosen() {
    int port;
    KakaoPerson own = KakaoPerson.named("own", 77).email("own@shop.example").build();
    try (FakeKakao kakao = FakeKakao.builder().host("localhost").people(own).start()) {
      port = kakao.baseUri().getPort();
      assertThat(kakao.baseUri()).hasToString("http://localhost:" + port);
      assertThat(kakao.uri(KakaoEndpoint.TOKEN))
          .hasToString("http://localhost:" + port + "/oauth/token");
      assertThat(kakao.people()).containsExactly(own);
      assertThat(kakao.clientSecret()).isEqualTo("sample-client-secret");
      assertThatThrownBy(() -> kakao.person("haneul"))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessage("FakeKakao knows no person haneul");
      assertThatThrownBy(() -> kakao.put(KakaoPerson.named("twin", 77).build()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("77 belongs to own");
      assertThatThrownBy(() -> FakeKakao.builder().port(port).start())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(Integer.toString(port));
    }
    try (FakeKakao again = FakeKakao.builder().port(port).start()) {
      assertThat(again.baseUri().getPort()).isEqualTo(port);
    }
  }

  @Test
  void anAppWithSeveralKeysHasOneSecretEach() {
    KakaoApp app = KakaoApp.withId(5)
        .key("rest", "one")
        .key("mobile", "")
        .redirectUri("rest", URI.create("https://shop.example/cb"))
        .build();

    assertThat(app.clientIds()).containsExactly("rest", "mobile");
    assertThat(app.findClientSecret("rest")).contains("one");
    assertThat(app.findClientSecret("mobile")).isEmpty();
    assertThat(app.allowsRedirect("rest", "https://shop.example/cb")).isTrue();
    assertThat(app.allowsRedirect("mobile", "https://shop.example/cb")).isFalse();
    assertThat(app.toBuilder().withoutKey("rest").build().clientIds()).containsExactly("mobile");
    assertThatThrownBy(() -> app.toBuilder().redirectUri(URI.create("https://shop.example/?a=b")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> app.toBuilder().redirectUri("other", URI.create("https://a.example")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void mistakesAreRefusedWhereTheyAreMade() {
    assertThatThrownBy(() -> KakaoPerson.named("Mina", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KakaoPerson.named("mina", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KakaoError.koe(999))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Kakao's catalogue has no error KOE999");
    assertThatThrownBy(() -> KakaoError.kapi(-999)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KakaoError.koe(1).withStatus(99))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Failure.delay(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Failure.contentLength(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Failure.set("a..b", "1")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KakaoServiceTerm.required("a,b", "t"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new KakaoChannel("shop", "_x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KakaoConsentItem.required("E-Mail"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FakeKakao.builder().host("a b"))
        .isInstanceOf(IllegalArgumentException.class);
    try (FakeKakao kakao = FakeKakao.onLoopback()) {
      KakaoPerson haneul = kakao.person("haneul");
      assertThatThrownBy(() -> kakao.issueAccessToken(haneul))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not linked");
      assertThatThrownBy(() -> kakao.visitor(haneul).withholding("email"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("no consent item email among [profile_nickname,");
      assertThatThrownBy(() -> kakao.visitor(haneul).declining("marketing"))
          .hasMessage("the app has no service term marketing");
      assertThatThrownBy(() -> kakao.link(haneul, link -> link.withholding("email")))
          .hasMessageStartingWith("no consent email to withhold among [profile_nickname,");
      assertThatThrownBy(() -> kakao.link(haneul, link -> link.declining("marketing")))
          .hasMessageStartingWith("no term marketing to decline among [tos_20260101,");
      assertThatThrownBy(() -> kakao.link(haneul, link -> link.agreeingOnlyTo("email")))
          .hasMessage("the app has no consent item email");
      assertThatThrownBy(
              () -> kakao.link(haneul, link -> link.accepting("marketing", Instant.EPOCH, "KAPI")))
          .hasMessage("the app has no term marketing");
      assertThat(kakao.findLink(haneul)).isEmpty();
    }
  }

  @Test
  void aVisitorWalksThroughTls() throws IOException {
    HeldCertificate root = new HeldCertificate.Builder().certificateAuthority(0).build();
    HeldCertificate leaf = new HeldCertificate.Builder()
        .signedBy(root)
        .addSubjectAlternativeName("kakao.test")
        .build();
    HandshakeCertificates certificates = new HandshakeCertificates.Builder()
        .heldCertificate(leaf, root.certificate())
        .addTrustedCertificate(root.certificate())
        .build();
    try (FakeKakao kakao =
        FakeKakao.builder().host("kakao.test").tls(certificates.sslContext()).start()) {
      kakao.registerRedirectUri(TestCalls.CALLBACK);
      URI authorize = new TestCalls(kakao).authorize("");
      assertThat(authorize.toString()).startsWith("https://kakao.test:");

      assertThat(kakao.visitor("haneul").agree(authorize).toString()).contains("?code=");

      OkHttpClient client = new OkHttpClient.Builder()
          .sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager())
          // Otherwise a reset of a connection that was used before is tried again.
          .retryOnConnectionFailure(false)
          .dns(host -> List.of(java.net.InetAddress.getLoopbackAddress()))
          .build();
      try (Response reply = client
          .newCall(new Request.Builder()
              .url(kakao.uri(KakaoEndpoint.KEYS).toString())
              .build())
          .execute()) {
        assertThat(reply.body().string()).startsWith("{\"keys\"");
      }
      kakao.failNext(KakaoEndpoint.KEYS, Failure.reset());
      assertThatThrownBy(() -> client
              .newCall(new Request.Builder()
                  .url(kakao.uri(KakaoEndpoint.KEYS).toString())
                  .build())
              .execute())
          .isInstanceOf(IOException.class);
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();
    }
  }

  @Test
  void aConnectionIsUsedAgainAndBodiesMayBeChunked() throws IOException {
    try (FakeKakao kakao = FakeKakao.onLoopback()) {
      OkHttpClient client = new OkHttpClient();
      RequestBody chunked = new RequestBody() {
        @Override
        public okhttp3.MediaType contentType() {
          return okhttp3.MediaType.get("application/x-www-form-urlencoded");
        }

        @Override
        public void writeTo(okio.BufferedSink sink) throws IOException {
          sink.writeUtf8("grant_type=pass").flush();
          sink.writeUtf8("word").flush();
        }
      };
      for (int i = 0; i < 3; i++) {
        try (Response reply = client
            .newCall(new Request.Builder()
                .url(kakao.uri(KakaoEndpoint.TOKEN).toString())
                .header("Expect", "100-continue")
                .post(chunked)
                .build())
            .execute()) {
          assertThat(reply.body().string()).contains("KOE310", "grant_type password");
        }
      }
      assertThat(client.connectionPool().connectionCount()).isEqualTo(1);
      client.connectionPool().evictAll();
    }
  }

  @Test
  void manyThreadsSignInAtOnce() throws Exception {
    try (FakeKakao kakao = FakeKakao.onLoopback()) {
      TestCalls calls = new TestCalls(kakao);
      List<String> results = Race.run(64, number -> {
        KakaoPerson person = kakao.people().get(number % kakao.people().size());
        HttpCaller.Reply token = calls.exchange(calls.code(kakao.visitor(person)));
        String bearer = "Bearer " + TestCalls.member(token, "access_token");
        String me = calls.get(KakaoEndpoint.USER_ME, bearer).text();
        return me.startsWith("{\"id\":" + person.id() + ",") ? "right" : me;
      });
      assertThat(results).hasSize(64).containsOnly("right");
      assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isEqualTo(64);
    }
  }

  @Test
  void oneCodeRacedByManyIsGoodOnce() throws Exception {
    try (FakeKakao kakao = FakeKakao.onLoopback()) {
      TestCalls calls = new TestCalls(kakao);
      String code = calls.code(kakao.visitor("haneul"));
      List<Integer> statuses = Race.run(16, number -> calls.exchange(code).status());
      assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 400);
    }
  }

  @Test
  void brokenRequestsAreAnsweredAndEndTheConnection() {
    try (FakeKakao kakao = FakeKakao.onLoopback()) {
      TestCalls calls = new TestCalls(kakao);
      assertThat(calls
              .post(
                  kakao.uri(KakaoEndpoint.TOKEN),
                  Map.of("Content-Type", "text/plain", "X-Long", "y".repeat(300_000)))
              .status())
          .isEqualTo(413);
      URI broken = URI.create(kakao.uri(KakaoEndpoint.AUTHORIZE) + "?client_id=%25zz&scope=%C3");
      assertThat(calls.open(broken).text()).contains("KOE101");
    }
  }
}
