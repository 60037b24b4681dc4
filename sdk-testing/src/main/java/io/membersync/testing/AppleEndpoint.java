package io.membersync.testing;

import java.util.List;

/** What {@link FakeApple} serves. */
public enum AppleEndpoint implements FakeProvider.Endpoint {
  AUTHORIZE("/auth/authorize", "GET"),
  TOKEN("/auth/token", "POST"),
  KEYS("/auth/keys", "GET"),
  REVOKE("/auth/revoke", "POST");

  private final String path;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is
  private final List<String> methods;

  AppleEndpoint(String path, String... methods) {
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
