package io.membersync.testing;

import java.util.List;

/**
 * What {@link FakeLine} serves. The real ones stand on two hosts; the fake has them all on one.
 */
public enum LineEndpoint implements FakeProvider.Endpoint {
  AUTHORIZE("/oauth2/v2.1/authorize", "GET"),
  TOKEN("/oauth2/v2.1/token", "POST"),
  /** By GET an access token, by POST an ID token. */
  VERIFY("/oauth2/v2.1/verify", "GET", "POST"),
  /** The keys of ES256; the web's tokens need none. */
  KEYS("/oauth2/v2.1/certs", "GET"),
  USER_INFO("/oauth2/v2.1/userinfo", "GET", "POST"),
  PROFILE("/v2/profile", "GET"),
  REVOKE("/oauth2/v2.1/revoke", "POST"),
  FRIENDSHIP("/friendship/v1/status", "GET"),
  /** Stateless tokens of the channel. */
  CHANNEL_TOKEN("/oauth2/v3/token", "POST"),
  DEAUTHORIZE("/user/v1/deauthorize", "POST");

  private final String path;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is
  private final List<String> methods;

  LineEndpoint(String path, String... methods) {
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
