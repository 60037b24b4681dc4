package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.scribejava.apis.FacebookApi;
import com.github.scribejava.apis.GoogleApi20;
import com.github.scribejava.apis.NaverApi;
import com.github.scribejava.apis.facebook.FacebookAccessTokenErrorResponse;
import com.github.scribejava.apis.openid.OpenIdOAuth2AccessToken;
import com.github.scribejava.core.builder.ServiceBuilder;
import com.github.scribejava.core.exceptions.OAuthException;
import com.github.scribejava.core.model.OAuth2AccessToken;
import com.github.scribejava.core.model.OAuth2AccessTokenErrorResponse;
import com.github.scribejava.core.model.OAuthRequest;
import com.github.scribejava.core.model.Verb;
import com.github.scribejava.core.oauth.AccessTokenRequestParams;
import com.github.scribejava.core.oauth.AuthorizationUrlBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import okhttp3.tls.HandshakeCertificates;
import org.junit.jupiter.api.Test;

/** ScribeJava with Naver's, Google's and Facebook's real addresses in it, led to the fakes. */
class ScribeJavaFurtherSignInTest {
  private static final String[] GOOGLE = {
    "accounts.google.com", "oauth2.googleapis.com", "openidconnect.googleapis.com"
  };

  // ---- Naver

  private static FakeNaver naver(HandshakeCertificates certificates) {
    FakeNaver naver =
        FakeNaver.setup().host("nid.naver.com").tls(certificates.sslContext()).start();
    naver.registerRedirectUri(ScribeJavaClient.CALLBACK);
    return naver;
  }

  private static ScribeJavaClient client(FakeNaver naver, HandshakeCertificates certificates)
      throws Exception {
    return new ScribeJavaClient(
        NaverApi.instance(),
        new ServiceBuilder(naver.clientId()).apiSecret(naver.clientSecret()),
        naver.baseUri(),
        certificates);
  }

  @Test
  void signsInAtNaverAndReadsTheProfile() throws Exception {
    HandshakeCertificates certificates =
        ScribeJavaClient.certificates("nid.naver.com", "openapi.naver.com");
    try (FakeNaver naver = naver(certificates);
        ScribeJavaClient client = client(naver, certificates)) {
      URI asked = URI.create(client.service().getAuthorizationUrl("state-1"));
      assertThat(asked.toString()).startsWith("https://nid.naver.com/oauth2.0/authorize?");

      URI callback = naver.visitor("haneul").withholding("mobile").agree(asked);
      assertThat(TestCalls.parameter(callback, "state")).isEqualTo("state-1");
      OAuth2AccessToken token =
          client.service().getAccessToken(TestCalls.parameter(callback, "code"));

      assertThat(token.getExpiresIn()).as("sent as text").isEqualTo(3600);
      assertThat(token.getRefreshToken()).isNotEmpty();
      // ScribeJava would put the token into the address; Naver documents the header alone.
      OAuthRequest me = new OAuthRequest(Verb.GET, "https://openapi.naver.com/v1/nid/me");
      me.addHeader("Authorization", "Bearer " + token.getAccessToken());
      assertThat(client.read(me))
          .contains("\"resultcode\":\"00\"", "haneul@shop.example")
          .doesNotContain("5550");
      assertThat(client.called()).contains("nid.naver.com:443", "openapi.naver.com:443");
    }
  }

  @Test
  void findsNoTokenInNaversRefusalOfStatus200() throws Exception {
    HandshakeCertificates certificates = ScribeJavaClient.certificates("nid.naver.com");
    try (FakeNaver naver = naver(certificates);
        ScribeJavaClient client = client(naver, certificates)) {
      assertThatThrownBy(() -> client.service().getAccessToken("used"))
          .isInstanceOf(OAuthException.class)
          .hasMessageContaining("access_token");
    }
  }

  // ---- Google

  private static FakeGoogle google(HandshakeCertificates certificates) {
    FakeGoogle google =
        FakeGoogle.setup().host(GOOGLE[0]).tls(certificates.sslContext()).start();
    google.registerRedirectUri(ScribeJavaClient.CALLBACK);
    return google;
  }

  private static ScribeJavaClient client(FakeGoogle google, HandshakeCertificates certificates)
      throws Exception {
    return new ScribeJavaClient(
        GoogleApi20.instance(),
        new ServiceBuilder(google.clientId()).apiSecret(google.clientSecret()),
        google.baseUri(),
        certificates);
  }

  @Test
  void signsInAtGoogleWithPkceReadsTheProfileRefreshesAndRevokes() throws Exception {
    HandshakeCertificates certificates = ScribeJavaClient.certificates(GOOGLE);
    try (FakeGoogle google = google(certificates);
        ScribeJavaClient client = client(google, certificates)) {
      AuthorizationUrlBuilder url = client
          .service()
          .createAuthorizationUrlBuilder()
          .state("state-1")
          .scope("openid email profile")
          .additionalParams(Map.of("access_type", "offline", "prompt", "consent"))
          .initPKCE();

      URI callback = google.visitor("haneul").agree(URI.create(url.build()));
      OAuth2AccessToken token = client
          .service()
          .getAccessToken(AccessTokenRequestParams.create(TestCalls.parameter(callback, "code"))
              .pkceCodeVerifier(url.getPkce().getCodeVerifier()));

      assertThat(token.getExpiresIn()).isEqualTo(3599);
      assertThat(claims(token)).contains("\"email\":\"haneul@shop.example\"");
      assertThat(client.read(token, "https://openidconnect.googleapis.com/v1/userinfo"))
          .contains("haneul@shop.example");
      OAuth2AccessToken refreshed = client.service().refreshAccessToken(token.getRefreshToken());
      assertThat(refreshed.getAccessToken()).isNotEqualTo(token.getAccessToken());
      client.service().revokeToken(refreshed.getAccessToken());
      assertThat(google.isLinked(google.person("haneul"))).isFalse();
    }
  }

  @Test
  void understandsGooglesRefusals() throws Exception {
    HandshakeCertificates certificates = ScribeJavaClient.certificates(GOOGLE);
    try (FakeGoogle google = google(certificates);
        ScribeJavaClient client = client(google, certificates)) {
      assertThat(refusal(client)).isEqualTo("invalid_grant");
      google.changeClientSecret("another");
      assertThat(refusal(client)).isEqualTo("invalid_client");
    }
  }

  private static String refusal(ScribeJavaClient client) {
    try {
      client.service().getAccessToken("used");
    } catch (OAuth2AccessTokenErrorResponse e) {
      return e.getError().getErrorString();
    } catch (Exception e) {
      throw new AssertionError("another failure", e);
    }
    throw new AssertionError("a used code was taken");
  }

  private static String claims(OAuth2AccessToken token) {
    String idToken = ((OpenIdOAuth2AccessToken) token).getOpenIdToken();
    return new String(
        Base64.getUrlDecoder().decode(idToken.split("\\.", -1)[1]), StandardCharsets.UTF_8);
  }

  // ---- Facebook

  private static final String[] FACEBOOK = {"www.facebook.com", "graph.facebook.com"};

  private static FakeFacebook facebook(HandshakeCertificates certificates) {
    FakeFacebook facebook =
        FakeFacebook.setup().host(FACEBOOK[0]).tls(certificates.sslContext()).start();
    facebook.registerRedirectUri(ScribeJavaClient.CALLBACK);
    return facebook;
  }

  private static ScribeJavaClient client(FakeFacebook facebook, HandshakeCertificates certificates)
      throws Exception {
    return new ScribeJavaClient(
        FacebookApi.instance(),
        new ServiceBuilder(facebook.clientId()).apiSecret(facebook.clientSecret()),
        facebook.baseUri(),
        certificates);
  }

  @Test
  void signsInAtFacebookByGetAndReadsTheProfileWithItsOwnProofOfTheAppSecret() throws Exception {
    HandshakeCertificates certificates = ScribeJavaClient.certificates(FACEBOOK);
    try (FakeFacebook facebook = facebook(certificates);
        ScribeJavaClient client = client(facebook, certificates)) {
      URI asked = URI.create(client
          .service()
          .createAuthorizationUrlBuilder()
          .state("state-1")
          .scope("public_profile,email")
          .build());
      assertThat(asked.toString()).startsWith("https://www.facebook.com/v");

      URI callback = facebook.visitor("haneul").agree(asked);
      assertThat(TestCalls.parameter(callback, "state")).isEqualTo("state-1");
      OAuth2AccessToken token =
          client.service().getAccessToken(TestCalls.parameter(callback, "code"));

      assertThat(token.getExpiresIn()).isEqualTo(5400);
      assertThat(client.read(token, "https://graph.facebook.com/v3.2/me?fields=id,name,email"))
          .contains("haneul@shop.example");
      assertThat(facebook.requests(FacebookEndpoint.ME).get(0).queryParameter("appsecret_proof"))
          .isPresent();
      assertThat(client.called()).contains("graph.facebook.com:443");
    }
  }

  @Test
  void understandsFacebooksRefusals() throws Exception {
    HandshakeCertificates certificates = ScribeJavaClient.certificates(FACEBOOK);
    try (FakeFacebook facebook = facebook(certificates);
        ScribeJavaClient client = client(facebook, certificates)) {
      assertThatThrownBy(() -> client.service().getAccessToken("used"))
          .isInstanceOfSatisfying(FacebookAccessTokenErrorResponse.class, refusal -> {
            assertThat(refusal.getCodeInt()).isEqualTo(100);
            assertThat(refusal.getFbtraceId()).isNotEmpty();
          });
    }
  }
}
