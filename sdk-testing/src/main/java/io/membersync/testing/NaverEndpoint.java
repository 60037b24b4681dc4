package io.membersync.testing;

import java.util.List;

/**
 * What {@link FakeNaver} serves. The real ones stand on two hosts, nid.naver.com and
 * openapi.naver.com; the fake has both on one.
 */
public enum NaverEndpoint implements FakeProvider.Endpoint {
  AUTHORIZE("/oauth2.0/authorize", "GET"),
  TOKEN("/oauth2.0/token", "POST"),
  REVOKE("/oauth2.0/revoke", "POST"),
  /** Of the OpenID Connect family. */
  OPENID_AUTHORIZE("/oauth2/authorize", "GET"),
  /** Of the OpenID Connect family. */
  OPENID_TOKEN("/oauth2/token", "POST"),
  KEYS("/oauth2/jwks", "GET"),
  DISCOVERY("/.well-known/openid-configuration", "GET"),
  PROFILE("/v1/nid/me", "GET", "POST"),
  VERIFY("/v1/nid/verify", "GET", "POST"),
  AGREEMENT("/v1/nid/agreement", "GET", "POST"),
  PAY_ADDRESS("/v1/nid/payaddress", "GET");

  private final String path;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is
  private final List<String> methods;

  NaverEndpoint(String path, String... methods) {
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
}
