package io.membersync.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What {@link FakeKakao} serves: for counting calls, reading requests, and breaking things. The
 * real ones stand on two hosts, kauth.kakao.com and kapi.kakao.com; the fake has both on one.
 */
public enum KakaoEndpoint implements FakeProvider.Endpoint {
  /** The page where a sign-in starts. */
  AUTHORIZE("/oauth/authorize", "GET"),
  /** The fake's own: where its sign-in page posts to. */
  SIGN_IN_FORM("/oauth/authorize/sign-in", "POST"),
  /** The fake's own: where its consent page posts to. */
  CONSENT_FORM("/oauth/authorize/consent", "POST"),
  TOKEN("/oauth/token", "POST"),
  /** The browser's way out of the Kakao Account. */
  ACCOUNT_LOGOUT("/oauth/logout", "GET"),
  DISCOVERY("/.well-known/openid-configuration", "GET"),
  KEYS("/.well-known/jwks.json", "GET"),
  USER_INFO("/v1/oidc/userinfo", "GET"),
  USER_ME("/v2/user/me", "GET", "POST"),
  SCOPES("/v2/user/scopes", "GET"),
  REVOKE_SCOPES("/v2/user/revoke/scopes", "POST"),
  SHIPPING_ADDRESSES("/v1/user/shipping_address", "GET"),
  SERVICE_TERMS("/v2/user/service_terms", "GET"),
  REVOKE_SERVICE_TERMS("/v2/user/revoke/service_terms", "POST"),
  UPGRADE_SERVICE_TERMS("/v2/user/upgrade/service_terms", "POST"),
  CHANNELS("/v2/api/talk/channels", "GET"),
  TOKEN_INFO("/v1/user/access_token_info", "GET"),
  LOGOUT("/v1/user/logout", "POST"),
  UNLINK("/v1/user/unlink", "POST"),
  SIGN_UP("/v1/user/signup", "POST"),
  UPDATE_PROFILE("/v1/user/update_profile", "POST"),
  USERS("/v2/app/users", "GET"),
  USER_IDS("/v1/user/ids", "GET");

  private final String path;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is
  private final List<String> methods;

  KakaoEndpoint(String path, String... methods) {
    this.path = path;
    this.methods = List.of(methods);
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public List<String> methods() {
    return methods;
  }

  /** True for what a server calls on kapi, false for kauth. */
  boolean isApi() {
    return path.startsWith("/v");
  }

  static Optional<KakaoEndpoint> find(String path) {
    return Arrays.stream(values())
        .filter(endpoint -> endpoint.path.equals(path))
        .findFirst();
  }
}
