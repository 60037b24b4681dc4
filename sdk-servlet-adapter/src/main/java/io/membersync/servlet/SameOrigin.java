package io.membersync.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;

/**
 * Tells a form of our own from one that another site sends. Browsers since 2023 say so themselves
 * ({@code Sec-Fetch-Site}); older ones name the {@code Origin}, which is {@code null} for pages that
 * send no referrer. What then remains unclear is harmless: the cookie that a sign-in is bound to is
 * not sent with another site's form.
 */
final class SameOrigin {
  private SameOrigin() {}

  static void require(HttpServletRequest request) throws Refusal {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      if (!site.equals("same-origin") && !site.equals("none")) {
        throw new Refusal(Failure.CROSS_SITE);
      }
      return;
    }
    String origin = request.getHeader("Origin");
    String host = request.getHeader("Host");
    if (origin == null || origin.equals("null") || host == null) {
      return;
    }
    int authority = origin.indexOf("://");
    String from = authority < 0 ? origin : origin.substring(authority + 3);
    // The proxy in front may have changed the port or the scheme, so only the host is compared.
    if (!name(from).equals(name(host))) {
      throw new Refusal(Failure.CROSS_SITE);
    }
  }

  /**
   * For what a member's session alone would let another site do: the request must say that it comes
   * from a page of our own.
   */
  static void requireSaid(HttpServletRequest request) throws Refusal {
    require(request);
    String origin = request.getHeader("Origin");
    if (request.getHeader("Sec-Fetch-Site") == null
        && (origin == null || origin.equals("null") || request.getHeader("Host") == null)) {
      throw new Refusal(Failure.CROSS_SITE);
    }
  }

  private static String name(String authority) {
    int port = authority.lastIndexOf(':');
    String name = port > authority.lastIndexOf(']') ? authority.substring(0, port) : authority;
    return name.toLowerCase(Locale.ROOT);
  }
}
