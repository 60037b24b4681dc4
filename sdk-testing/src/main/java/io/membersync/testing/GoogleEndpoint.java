package io.membersync.testing;

import java.util.List;

/**
 * What {@link FakeGoogle} serves. The real ones stand on five hosts; the fake has them all on one.
 */
public enum GoogleEndpoint implements FakeProvider.Endpoint {
  AUTHORIZE("/o/oauth2/v2/auth", "GET"),
  TOKEN("/token", "POST"),
  KEYS("/oauth2/v3/certs", "GET"),
  USER_INFO("/v1/userinfo", "GET", "POST"),
  PEOPLE("/v1/people/me", "GET"),
  REVOKE("/revoke", "POST");

  private final String path;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is
  private final List<String> methods;

  GoogleEndpoint(String path, String... methods) {
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
