package io.membersync.examples.springshop.order;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.Serial;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a visitor is about to buy, in the session. A sign-in gives the session a new id and keeps what
 * a guest had in it, so a guest's cart becomes the member's without a line here.
 */
public final class Cart implements Serializable {
  @Serial
  private static final long serialVersionUID = 1L;

  private static final String ATTRIBUTE = "cart";
  private static final int MOST = 9;

  private final LinkedHashMap<Long, Integer> quantities = new LinkedHashMap<>();

  /** The visitor's cart; an empty one makes no session. */
  public static Cart of(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(ATTRIBUTE) instanceof Cart cart
        ? cart
        : new Cart();
  }

  /** Puts it into the session, also after each change, so that sessions can be shared by nodes. */
  public void keepIn(HttpSession session) {
    session.setAttribute(ATTRIBUTE, this);
  }

  /** How many of each product, by its id. */
  public synchronized Map<Long, Integer> quantities() {
    return new LinkedHashMap<>(quantities);
  }

  /** How many pieces in all. */
  public synchronized int size() {
    return quantities.values().stream().mapToInt(Integer::intValue).sum();
  }

  public synchronized void add(long product) {
    quantities.merge(product, 1, (before, one) -> Math.min(MOST, before + one));
  }

  public synchronized void remove(long product) {
    quantities.remove(product);
  }

  public synchronized void clear() {
    quantities.clear();
  }
}
