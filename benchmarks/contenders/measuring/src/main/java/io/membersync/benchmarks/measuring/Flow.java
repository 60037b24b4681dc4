package io.membersync.benchmarks.measuring;

/** What one sign-in is made of. Both have two calls: the code exchange, then one for the person. */
public enum Flow {
  /** OAuth 2.0: who it is stands in the profile answer alone. */
  OAUTH2("OAuth 2 + profile"),
  /** OpenID Connect: an ID token, signed with RS256, and the user information. */
  OPENID_CONNECT("OpenID Connect (RS256) + user information");

  private final String title;

  Flow(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
