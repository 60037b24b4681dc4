package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.scribejava.apis.KakaoApi;
import com.github.scribejava.core.builder.ServiceBuilder;
import com.github.scribejava.core.httpclient.jdk.JDKHttpClientConfig;
import com.github.scribejava.core.model.OAuth2AccessToken;
import com.github.scribejava.core.model.OAuth2AccessTokenErrorResponse;
import com.github.scribejava.core.model.OAuthRequest;
import com.github.scribejava.core.model.Response;
import com.github.scribejava.core.model.Verb;
import com.github.scribejava.core.oauth.AccessTokenRequestParams;
import com.github.scribejava.core.oauth.AuthorizationUrlBuilder;
import com.github.scribejava.core.oauth.OAuth20Service;
import java.io.IOException;
import java.net.URI;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * ScribeJava as it comes, with Kakao's real addresses in it: a proxy leads them to the fake, which
 * has certificates for both names.
 */
class ScribeJavaSignInTest {
  private static final URI CALLBACK = URI.create("https://shop.example/callback");

  private final SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
  private final HandshakeCertificates certificates = certificates();
  private final FakeKakao kakao =
      FakeKakao.builder().host("kauth.kakao.com").tls(certificates.sslContext()).start();
  private final TunnelProxy proxy;
  private final OAuth20Service service;

  ScribeJavaSignInTest() throws IOException {
    proxy = new TunnelProxy(kakao.baseUri().getPort());
    JDKHttpClientConfig http = JDKHttpClientConfig.defaultConfig();
    http.setProxy(proxy.proxy());
    service = new ServiceBuilder(kakao.clientId())
        .apiSecret(kakao.clientSecret())
        .callback(CALLBACK.toString())
        .httpClientConfig(http)
        .build(KakaoApi.instance());
  }

  @BeforeEach
  void trust() {
    HttpsURLConnection.setDefaultSSLSocketFactory(certificates.sslSocketFactory());
    kakao.registerRedirectUri(CALLBACK);
  }

  @AfterEach
  void close() throws IOException {
    HttpsURLConnection.setDefaultSSLSocketFactory(before);
    service.close();
    proxy.close();
    kakao.close();
  }

  @Test
  void signsInReadsTheUserAndRefreshes() throws Exception {
    URI asked = URI.create(service.getAuthorizationUrl("state-1"));
    assertThat(asked.toString()).startsWith("https://kauth.kakao.com/oauth/authorize?");

    URI callback = kakao.visitor("haneul").withholding("account_email").agree(asked);
    assertThat(TestCalls.parameter(callback, "state")).isEqualTo("state-1");
    OAuth2AccessToken token = service.getAccessToken(TestCalls.parameter(callback, "code"));

    assertThat(token.getExpiresIn()).isEqualTo(21599);
    assertThat(token.getScope()).startsWith("openid profile_nickname");
    assertThat(token.getRefreshToken()).isNotEmpty();
    OAuthRequest me = new OAuthRequest(Verb.GET, "https://kapi.kakao.com/v2/user/me");
    service.signRequest(token, me);
    try (Response reply = service.execute(me)) {
      assertThat(reply.getCode()).isEqualTo(200);
      assertThat(reply.getBody())
          .contains("\"id\":4021987766", "\"email_needs_agreement\":true")
          .doesNotContain("haneul@shop.example");
    }
    assertThat(service.refreshAccessToken(token.getRefreshToken()).getAccessToken())
        .isNotEqualTo(token.getAccessToken());
    assertThat(proxy.tunnels()).contains("kauth.kakao.com:443", "kapi.kakao.com:443");
  }

  @Test
  void provesItselfWithPkce() throws Exception {
    AuthorizationUrlBuilder url = service.createAuthorizationUrlBuilder().initPKCE();
    URI callback = kakao.visitor("haneul").agree(URI.create(url.build()));

    OAuth2AccessToken token = service.getAccessToken(
        AccessTokenRequestParams.create(TestCalls.parameter(callback, "code"))
            .pkceCodeVerifier(url.getPkce().getCodeVerifier()));

    assertThat(token.getAccessToken()).isNotEmpty();
    assertThat(kakao.requests(KakaoEndpoint.TOKEN).get(0).formParameter("code_verifier"))
        .isPresent();
  }

  @Test
  void understandsKakaosRefusal() {
    assertThatThrownBy(() -> service.getAccessToken("used"))
        .isInstanceOfSatisfying(
            OAuth2AccessTokenErrorResponse.class,
            e -> assertThat(e.getError().getErrorString()).isEqualTo("invalid_grant"));
  }

  private static HandshakeCertificates certificates() {
    HeldCertificate root = new HeldCertificate.Builder().certificateAuthority(0).build();
    HeldCertificate leaf = new HeldCertificate.Builder()
        .signedBy(root)
        .addSubjectAlternativeName("kauth.kakao.com")
        .addSubjectAlternativeName("kapi.kakao.com")
        .build();
    return new HandshakeCertificates.Builder()
        .heldCertificate(leaf, root.certificate())
        .addTrustedCertificate(root.certificate())
        .build();
  }
}
