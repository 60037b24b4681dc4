package io.membersync;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lets a visitor return only to a path of the shop itself. */
final class ReturnPath {
  static final String DEFAULT = "/";

  private static final Pattern HIDDEN_START = Pattern.compile("/(?:%2f|%5c)");
  private static final Pattern HIDDEN_CONTROL = Pattern.compile("%(?:[01][0-9a-f]|7f)");

  private ReturnPath() {}

  /** The path as given when a browser can only read it as one of this site; otherwise {@code /}. */
  static String safe(@Nullable String given, int longest) {
    if (given == null
        || given.length() > longest
        || !given.startsWith("/")
        || given.startsWith("//")) {
      return DEFAULT;
    }
    for (int i = 0; i < given.length(); i++) {
      char c = given.charAt(i);
      // Browsers drop tabs and line ends and read a backslash as a slash; a path needs none of
      // them.
      if (c <= ' ' || c == 0x7f || c == '\\' || c > 0x7e) {
        return DEFAULT;
      }
    }
    URI uri;
    try {
      uri = new URI(given);
    } catch (URISyntaxException e) {
      return DEFAULT;
    }
    if (uri.getRawAuthority() != null || uri.getScheme() != null || uri.getRawPath() == null) {
      return DEFAULT;
    }
    String path = uri.normalize().getRawPath();
    String lower = given.toLowerCase(Locale.ROOT);
    boolean ambiguous = uri.getRawPath().contains("//")
        || path.startsWith("/..")
        || HIDDEN_START.matcher(lower).lookingAt()
        || HIDDEN_CONTROL.matcher(lower).find();
    if (ambiguous) {
      return DEFAULT;
    }
    String query = uri.getRawQuery();
    String fragment = uri.getRawFragment();
    return path + (query == null ? "" : "?" + query) + (fragment == null ? "" : "#" + fragment);
  }
}
