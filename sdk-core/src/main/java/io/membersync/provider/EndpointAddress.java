package io.membersync.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Accepts only plain https addresses of a provider; http on loopback. */
final class EndpointAddress {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private EndpointAddress() {}

  static URI parse(ProviderId provider, String what, String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw refused(provider, what, "it is not a URI");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw refused(provider, what, "it must have a plain host and no user info or fragment");
    }
    if (uri.getPort() == 0 || uri.getHost().endsWith(".")) {
      throw refused(provider, what, "its host or port is not a plain one");
    }
    boolean loopback = LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
    if (!scheme.equals("https") && !(scheme.equals("http") && loopback)) {
      throw refused(provider, what, "it must be https; http is for loopback only");
    }
    return uri;
  }

  private static IllegalArgumentException refused(ProviderId provider, String what, String why) {
    return new IllegalArgumentException(
        "provider " + provider + ": the " + what + " address is refused: " + why);
  }
}
