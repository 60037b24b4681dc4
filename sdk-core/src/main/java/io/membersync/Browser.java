package io.membersync;

import java.util.Optional;

/** The cookies of one request and of its response. The adapters have one ready. */
public interface Browser {

  /** The value of a cookie of the request. */
  Optional<String> findCookie(String name);

  /** Adds a cookie to the response. */
  void add(Cookie cookie);

  /**
   * A cookie, host-only, {@code HttpOnly}, {@code SameSite=Lax}, with path {@code /}.
   *
   * @param value empty to delete it
   * @param maxAgeSeconds 0 to delete it, negative for as long as the browser session lasts
   * @param secure false only for http on loopback
   */
  record Cookie(String name, String value, int maxAgeSeconds, boolean secure) {
    /** The {@code Set-Cookie} header. */
    public String header() {
      return name
          + "="
          + value
          + "; Path=/"
          + (maxAgeSeconds < 0 ? "" : "; Max-Age=" + maxAgeSeconds)
          + (secure ? "; Secure" : "")
          + "; HttpOnly; SameSite=Lax";
    }

    @Override
    public String toString() {
      return "Cookie[" + name + "]";
    }
  }
}
