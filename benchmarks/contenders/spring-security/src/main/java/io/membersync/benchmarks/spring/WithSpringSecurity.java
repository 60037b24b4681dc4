package io.membersync.benchmarks.spring;

import io.membersync.benchmarks.measuring.Contender;
import io.membersync.benchmarks.measuring.ContenderProcess;
import io.membersync.benchmarks.measuring.Flow;
import io.membersync.benchmarks.measuring.Provider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationProvider;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.core.user.OAuth2User;

/**
 * Spring Security's client as it comes, from the authorization request to the authenticated user.
 * Servlet filters, the HTTP session and the security context are left out: they would be on top.
 */
public final class WithSpringSecurity implements Contender {
  private final Base64StringKeyGenerator keys =
      new Base64StringKeyGenerator(Base64.getUrlEncoder().withoutPadding(), 96);
  private final Flow flow;
  private final String authorize;
  private final ClientRegistration registration;
  private final AuthenticationProvider authentication;

  private WithSpringSecurity(Flow flow, Provider provider) {
    this.flow = flow;
    this.authorize = provider.authorize();
    ClientRegistration.Builder client = ClientRegistration.withRegistrationId("kakao")
        .clientId(Provider.CLIENT_ID)
        .clientSecret(Provider.CLIENT_SECRET)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .redirectUri(Provider.REDIRECT_URI)
        .authorizationUri(provider.authorize())
        .tokenUri(provider.token());
    if (flow == Flow.OAUTH2) {
      this.registration = client
          .userInfoUri(provider.profile())
          .userNameAttributeName("id")
          .scope("profile_nickname", "account_email")
          .build();
      this.authentication = new OAuth2LoginAuthenticationProvider(
          new RestClientAuthorizationCodeTokenResponseClient(), new DefaultOAuth2UserService());
    } else {
      this.registration = client
          .userInfoUri(provider.userInfo())
          .userNameAttributeName("sub")
          .issuerUri(provider.issuer())
          .jwkSetUri(provider.keys())
          .scope("openid", "profile", "email", "phone")
          .build();
      this.authentication = new OidcAuthorizationCodeAuthenticationProvider(
          new RestClientAuthorizationCodeTokenResponseClient(), new OidcUserService());
    }
  }

  /**
   * Serves the measurement.
   *
   * @throws Exception if it fails
   */
  public static void main(String... args) throws Exception {
    ContenderProcess.run(args, WithSpringSecurity::new);
  }

  @Override
  public String signIn() throws Exception {
    OAuth2AuthorizationRequest asked = request();
    String callback = "?" + Provider.visit(asked.getAuthorizationRequestUri());
    OAuth2AuthorizationResponse answered = OAuth2AuthorizationResponse.success(
            Provider.parameter(callback, "code"))
        .redirectUri(Provider.REDIRECT_URI)
        .state(Provider.parameter(callback, "state"))
        .build();
    OAuth2LoginAuthenticationToken result = (OAuth2LoginAuthenticationToken)
        Objects.requireNonNull(authentication.authenticate(new OAuth2LoginAuthenticationToken(
            registration, new OAuth2AuthorizationExchange(asked, answered))));
    OAuth2User user = Objects.requireNonNull(result.getPrincipal());
    return user.getName();
  }

  /** What the filter of Spring Security makes of a visit to its address. */
  private OAuth2AuthorizationRequest request() throws Exception {
    OAuth2AuthorizationRequest.Builder request = OAuth2AuthorizationRequest.authorizationCode()
        .clientId(registration.getClientId())
        .authorizationUri(authorize)
        .redirectUri(Provider.REDIRECT_URI)
        .scopes(registration.getScopes())
        .state(keys.generateKey())
        .attributes(attributes ->
            attributes.put(OAuth2ParameterNames.REGISTRATION_ID, registration.getRegistrationId()));
    if (flow == Flow.OPENID_CONNECT) {
      String nonce = keys.generateKey();
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(nonce.getBytes(StandardCharsets.US_ASCII));
      String sent = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
      request.attributes(attributes -> attributes.put(OidcParameterNames.NONCE, nonce));
      request.additionalParameters(parameters -> parameters.put(OidcParameterNames.NONCE, sent));
    }
    OAuth2AuthorizationRequestCustomizers.withPkce().accept(request);
    return request.build();
  }
}
