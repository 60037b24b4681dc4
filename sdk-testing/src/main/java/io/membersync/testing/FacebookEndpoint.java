package io.membersync.testing;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@link FakeFacebook} serves, in any version of the Graph API. The real ones stand on two hosts;
 * the fake has them all on one.
 */
public enum FacebookEndpoint implements FakeProvider.Endpoint {
  AUTHORIZE("/dialog/oauth", "GET"),
  TOKEN("/oauth/access_token", "GET", "POST"),
  ME("/me", "GET"),
  PERMISSIONS("/me/permissions", "GET"),
  /** What a token is: of which app, and whose. */
  TOKEN_INFO("/debug_token", "GET"),
  /** Of the ID tokens; in no version. */
  KEYS("/.well-known/oauth/openid/jwks/", "GET"),
  /** The same by a person's id, where the permissions end too: all of them, or one. */
  PERMISSIONS_BY_ID("/[0-9]+/permissions(?:/[a-z_]+)?", "GET", "DELETE");

  private static final String VERSION = "/v25.0";
  private static final Pattern ANY_VERSION = Pattern.compile("^/v[0-9]+\\.[0-9]+(?=/)");

  private final String path;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is
  private final List<String> methods;

  FacebookEndpoint(String path, String... methods) {
    this.path = path;
    this.methods = List.of(methods);
  }

  static Optional<FacebookEndpoint> find(String path) {
    String bare = withoutVersion(path);
    for (FacebookEndpoint endpoint : values()) {
      if (bare.matches(endpoint.path)) {
        return Optional.of(endpoint);
      }
    }
    return Optional.empty();
  }

  static String withoutVersion(String path) {
    return ANY_VERSION.matcher(path).replaceFirst("");
  }

  @Override
  public String path() {
    return this == KEYS ? path : VERSION + path;
  }

  @Override
  public List<String> methods() {
    return methods;
  }
}
