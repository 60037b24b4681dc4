package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.scribejava.apis.KakaoApi;
import com.github.scribejava.core.builder.ServiceBuilder;
import com.github.scribejava.core.model.OAuth2AccessToken;
import com.github.scribejava.core.model.OAuth2AccessTokenErrorResponse;
import com.github.scribejava.core.oauth.AccessTokenRequestParams;
import com.github.scribejava.core.oauth.AuthorizationUrlBuilder;
import com.github.scribejava.core.oauth.OAuth20Service;
import java.io.IOException;
import java.net.URI;
import okhttp3.tls.HandshakeCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** ScribeJava with Kakao's real addresses in it, led to the fake. */
class ScribeJavaSignInTest {
  private final HandshakeCertificates certificates =
      ScribeJavaClient.certificates("kauth.kakao.com", "kapi.kakao.com");
  private final FakeKakao kakao =
      FakeKakao.builder().host("kauth.kakao.com").tls(certificates.sslContext()).start();
  private final ScribeJavaClient client;
  private final OAuth20Service service;

  ScribeJavaSignInTest() throws IOException {
    client = new ScribeJavaClient(
        KakaoApi.instance(),
        new ServiceBuilder(kakao.clientId()).apiSecret(kakao.clientSecret()),
        kakao.baseUri(),
        certificates);
    service = client.service();
    kakao.registerRedirectUri(ScribeJavaClient.CALLBACK);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
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
    assertThat(client.read(token, "https://kapi.kakao.com/v2/user/me"))
        .contains("\"id\":4021987766", "\"email_needs_agreement\":true")
        .doesNotContain("haneul@shop.example");
    assertThat(service.refreshAccessToken(token.getRefreshToken()).getAccessToken())
        .isNotEqualTo(token.getAccessToken());
    assertThat(client.called()).contains("kauth.kakao.com:443", "kapi.kakao.com:443");
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
}
