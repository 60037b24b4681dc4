package io.membersync.benchmarks.measuring;

import java.net.URI;

/**
 * The provider's addresses and the shop's registration there. It knows one person, who agrees to
 * everything.
 *
 * @param base scheme, host and port
 */
public record Provider(URI base) {
  public static final String CLIENT_ID = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
  public static final String CLIENT_SECRET = "sample-client-secret-of-32-bytes-or-more";
  public static final String REDIRECT_URI = "http://127.0.0.1:8080/callback/";
  public static final String SUBJECT = "4021987766";

  public static final String AUTHORIZE_PATH = "/oauth/authorize";
  public static final String TOKEN_PATH = "/oauth/token";
  public static final String PROFILE_PATH = "/v2/user/me";
  public static final String USER_INFO_PATH = "/v1/oidc/userinfo";
  public static final String KEYS_PATH = "/.well-known/jwks.json";
  public static final String METADATA_PATH = "/.well-known/openid-configuration";

  public String authorize() {
    return base + AUTHORIZE_PATH;
  }

  public String token() {
    return base + TOKEN_PATH;
  }

  public String profile() {
    return base + PROFILE_PATH;
  }

  public String userInfo() {
    return base + USER_INFO_PATH;
  }

  public String keys() {
    return base + KEYS_PATH;
  }

  public String issuer() {
    return base.toString();
  }

  /**
   * What the visitor's browser does: goes to the provider and comes back.
   *
   * @param authorization where it is sent
   * @return the query of the callback
   */
  public static String visit(String authorization) {
    String state = parameter(authorization, "state");
    String nonce = parameter(authorization, "nonce");
    return "code=c" + nonce + "&state=" + state;
  }

  /** One parameter of an address; empty when it is not there. Nothing in it is encoded. */
  public static String parameter(String address, String name) {
    int at = Math.max(address.indexOf('&' + name + '='), address.indexOf('?' + name + '='));
    if (at < 0) {
      return "";
    }
    int start = at + name.length() + 2;
    int end = address.indexOf('&', start);
    return address.substring(start, end < 0 ? address.length() : end);
  }
}
