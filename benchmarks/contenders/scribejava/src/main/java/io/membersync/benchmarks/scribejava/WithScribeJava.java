package io.membersync.benchmarks.scribejava;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.scribejava.apis.KakaoApi;
import com.github.scribejava.core.builder.ServiceBuilder;
import com.github.scribejava.core.model.OAuth2AccessToken;
import com.github.scribejava.core.model.OAuthRequest;
import com.github.scribejava.core.model.Response;
import com.github.scribejava.core.model.Verb;
import com.github.scribejava.core.oauth.AccessTokenRequestParams;
import com.github.scribejava.core.oauth.AuthorizationUrlBuilder;
import com.github.scribejava.core.oauth.OAuth20Service;
import io.membersync.benchmarks.measuring.Contender;
import io.membersync.benchmarks.measuring.ContenderProcess;
import io.membersync.benchmarks.measuring.Flow;
import io.membersync.benchmarks.measuring.Provider;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * ScribeJava with its own Kakao addresses replaced, its default HTTP client, and the profile read
 * with the Jackson it brings. It has no place for a pending sign-in, and checks no ID token.
 */
public final class WithScribeJava implements Contender {
  private final SecureRandom random = new SecureRandom();
  private final ObjectMapper json = new ObjectMapper();
  private final OAuth20Service service;
  private final String profile;

  private WithScribeJava(Flow flow, Provider provider) {
    if (flow != Flow.OAUTH2) {
      throw new IllegalArgumentException("ScribeJava checks no ID token");
    }
    this.profile = provider.profile();
    this.service = new ServiceBuilder(Provider.CLIENT_ID)
        .apiSecret(Provider.CLIENT_SECRET)
        .callback(Provider.REDIRECT_URI)
        .build(new LedKakao(provider));
  }

  /**
   * Serves the measurement.
   *
   * @throws Exception if it fails
   */
  public static void main(String... args) throws Exception {
    ContenderProcess.run(args, WithScribeJava::new);
  }

  @Override
  public String signIn() throws Exception {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    String state = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    AuthorizationUrlBuilder address =
        service.createAuthorizationUrlBuilder().state(state).initPKCE();

    String callback = "?" + Provider.visit(address.build());
    if (!state.equals(Provider.parameter(callback, "state"))) {
      throw new IllegalStateException("the state is another one");
    }
    OAuth2AccessToken token =
        service.getAccessToken(AccessTokenRequestParams.create(Provider.parameter(callback, "code"))
            .pkceCodeVerifier(address.getPkce().getCodeVerifier()));
    OAuthRequest request = new OAuthRequest(Verb.GET, profile);
    service.signRequest(token, request);
    try (Response response = service.execute(request)) {
      return person(response);
    }
  }

  private String person(Response response) throws IOException {
    JsonNode person = json.readTree(response.getBody());
    JsonNode account = person.path("kakao_account");
    if (!account.path("email").asText().equals("haneul@shop.example")
        || !account.path("name").asText().equals("Kim Haneul")) {
      throw new IllegalStateException("the member has changed");
    }
    return person.path("id").asText();
  }

  private static final class LedKakao extends KakaoApi {
    private final Provider provider;

    LedKakao(Provider provider) {
      this.provider = provider;
    }

    @Override
    public String getAccessTokenEndpoint() {
      return provider.token();
    }

    @Override
    protected String getAuthorizationBaseUrl() {
      return provider.authorize();
    }
  }
}
