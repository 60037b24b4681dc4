package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationProvider;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/** Spring Security's own client classes, with the registration that Korean tutorials show. */
class SpringSecuritySignInTest {
  private static final String REDIRECT = "https://shop.example/login/oauth2/code/kakao";

  private FakeKakao kakao = FakeKakao.onLoopback();

  @BeforeEach
  void register() {
    kakao.registerRedirectUri(URI.create(REDIRECT));
  }

  @AfterEach
  void close() {
    kakao.close();
  }

  @Test
  void signsInWithTheUsualRegistration() {
    OAuth2LoginAuthenticationToken result = signIn(oauth(), usual());

    assertThat(result.isAuthenticated()).isTrue();
    assertThat(result.getName()).isEqualTo("9007199254740993");
    Map<?, ?> account = (Map<?, ?>)
        Objects.requireNonNull(result.getPrincipal()).getAttributes().get("kakao_account");
    assertThat(Objects.requireNonNull(account).get("email")).isEqualTo("neighbour@shop.example");
    assertThat(Objects.requireNonNull(result.getAccessToken()).getScopes())
        .contains("profile_nickname", "account_email");
    assertThat(kakao.requests(KakaoEndpoint.TOKEN).get(0).formParameter("client_secret"))
        .contains("sample-client-secret");
  }

  @Test
  void basicAuthenticationFailsAsAtKakao() {
    ClientRegistration basic = ClientRegistration.withClientRegistration(usual())
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .build();

    assertThatThrownBy(() -> signIn(oauth(), basic))
        .isInstanceOfSatisfying(
            OAuth2AuthenticationException.class,
            e -> assertThat(e.getError().getErrorCode()).contains("invalid"));
    assertThat(kakao.requests(KakaoEndpoint.TOKEN).get(0).formParameter("client_secret"))
        .isEmpty();
  }

  @Test
  void aUserAnswerThatIsHtmlIsAnError() {
    kakao.failNext(KakaoEndpoint.USER_ME, Failure.html());

    assertThatThrownBy(() -> signIn(oauth(), usual()))
        .isInstanceOf(OAuth2AuthenticationException.class);
  }

  @Test
  void signsInWithOpenIdConnectFoundByDiscovery() {
    kakao.close();
    kakao = FakeKakao.builder().ownIssuer().start();
    register();
    ClientRegistration registration = ClientRegistrations.fromIssuerLocation(
            kakao.baseUri().toString())
        .registrationId("kakao")
        .clientId(kakao.clientId())
        .clientSecret(kakao.clientSecret())
        .redirectUri(REDIRECT)
        .scope("openid", "profile_nickname", "account_email")
        .userNameAttributeName("sub")
        .build();
    assertThat(registration.getClientAuthenticationMethod())
        .isEqualTo(ClientAuthenticationMethod.CLIENT_SECRET_POST);

    OAuth2LoginAuthenticationToken result = signIn(
        new OidcAuthorizationCodeAuthenticationProvider(
            new RestClientAuthorizationCodeTokenResponseClient(), new OidcUserService()),
        registration);

    OidcUser user = (OidcUser) Objects.requireNonNull(result.getPrincipal());
    assertThat(user.getSubject()).isEqualTo("9007199254740993");
    assertThat(user.getEmail()).isEqualTo("neighbour@shop.example");
    assertThat(Objects.requireNonNull(user.getIdToken().getIssuer()).toString())
        .isEqualTo(kakao.baseUri().toString());
  }

  private OAuth2LoginAuthenticationToken signIn(
      AuthenticationProvider provider, ClientRegistration registration) {
    OAuth2AuthorizationRequest asked = OAuth2AuthorizationRequest.authorizationCode()
        .clientId(registration.getClientId())
        .authorizationUri(kakao.uri(KakaoEndpoint.AUTHORIZE).toString())
        .redirectUri(REDIRECT)
        .scopes(registration.getScopes())
        .state("state-1")
        .attributes(
            attributes -> attributes.put("registration_id", registration.getRegistrationId()))
        .build();
    URI callback = kakao.visitor("neighbour").agree(URI.create(asked.getAuthorizationRequestUri()));
    OAuth2AuthorizationResponse answered = OAuth2AuthorizationResponse.success(
            TestCalls.parameter(callback, "code"))
        .redirectUri(REDIRECT)
        .state(TestCalls.parameter(callback, "state"))
        .build();
    return (OAuth2LoginAuthenticationToken)
        Objects.requireNonNull(provider.authenticate(new OAuth2LoginAuthenticationToken(
            registration, new OAuth2AuthorizationExchange(asked, answered))));
  }

  private static AuthenticationProvider oauth() {
    return new OAuth2LoginAuthenticationProvider(
        new RestClientAuthorizationCodeTokenResponseClient(), new DefaultOAuth2UserService());
  }

  private ClientRegistration usual() {
    return ClientRegistration.withRegistrationId("kakao")
        .clientId(kakao.clientId())
        .clientSecret(kakao.clientSecret())
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .redirectUri(REDIRECT)
        .scope("profile_nickname", "account_email")
        .clientName("Kakao")
        .authorizationUri(kakao.uri(KakaoEndpoint.AUTHORIZE).toString())
        .tokenUri(kakao.uri(KakaoEndpoint.TOKEN).toString())
        .userInfoUri(kakao.uri(KakaoEndpoint.USER_ME).toString())
        .userNameAttributeName("id")
        .build();
  }
}
