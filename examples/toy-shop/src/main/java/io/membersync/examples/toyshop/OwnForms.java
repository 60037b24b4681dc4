package io.membersync.examples.toyshop;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;

/** Whether a form was sent from a page of the shop's own, by what every browser says of it. */
record OwnForms(URI shop) {
  boolean isOwn(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin");
    }
    String origin = request.getHeader("Origin");
    return origin != null && origin.equals(shop.getScheme() + "://" + shop.getAuthority());
  }
}
