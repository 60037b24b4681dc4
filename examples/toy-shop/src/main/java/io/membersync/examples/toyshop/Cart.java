package io.membersync.examples.toyshop;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Bottles in the visitor's session, one entry for each; a guest has one too. */
record Cart(List<Wine> bottles) {
  private static final String ATTRIBUTE = "cart";
  private static final int MOST = 24;

  static Cart of(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(ATTRIBUTE) instanceof String ids
        ? new Cart(List.of(ids.split(" ")).stream()
            .flatMap(id -> Wine.find(id).stream())
            .toList())
        : new Cart(List.of());
  }

  /** Puts one more bottle in; a full cart stays as it is. */
  static void add(HttpServletRequest request, Optional<Wine> wine) {
    List<Wine> bottles = new ArrayList<>(of(request).bottles);
    if (wine.isPresent() && bottles.size() < MOST) {
      bottles.add(wine.get());
      String ids = String.join(" ", bottles.stream().map(Wine::id).toList());
      request.getSession().setAttribute(ATTRIBUTE, ids);
    }
  }

  static void clear(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.removeAttribute(ATTRIBUTE);
    }
  }

  int count(Wine wine) {
    return (int) bottles.stream().filter(wine::equals).count();
  }

  int won() {
    return bottles.stream().mapToInt(Wine::won).sum();
  }
}
