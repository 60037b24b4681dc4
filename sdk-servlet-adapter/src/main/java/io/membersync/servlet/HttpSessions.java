package io.membersync.servlet;

import io.membersync.member.MemberId;
import io.membersync.member.MemberSessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions of the servlet container with the member's id in an attribute. Safe for many threads.
 *
 * <p>A sign-in always gets a session of its own: what a guest had in the old one, such as a cart, is
 * copied, and the old one ends. What another member had is not copied. When a visitor reloads a slow
 * callback, both answers carry a session that works.
 *
 * <p>{@link #openByShopLogin} tells who has signed in by the shop's own login, and when. With {@link
 * MemberSyncServlet.Builder#shopSignIn} it is told without the shop's help as well, by the session's age
 * and by when it was last seen without a member.
 */
public final class HttpSessions implements MemberSessions<ServletExchange> {
  private static final Duration DOUBLE_CALLBACK = Duration.ofSeconds(30);
  private static final int MOST_REMEMBERED = 1_000;

  /** Whom the session was opened for, not by the shop's login. */
  private static final String OPENED_FOR = "io.membersync.openedFor";

  /** When the shop's login opened the session. */
  private static final String LOGIN_AT = "io.membersync.shopLoginAt";

  private static final String LOGIN_FOR = "io.membersync.shopLoginFor";

  /** When nobody was signed in in this session yet. */
  private static final String NOBODY_AT = "io.membersync.nobodyAt";

  private static final Logger log = LoggerFactory.getLogger(MemberSyncServlet.class);

  private final String attribute;
  private final Function<MemberId, ?> toAttribute;
  private final Clock clock;
  private final AtomicBoolean toldOfClass = new AtomicBoolean();
  private final Map<String, Replaced> replaced = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Replaced> eldest) {
      return size() > MOST_REMEMBERED;
    }
  };

  HttpSessions(String attribute, Function<MemberId, ?> toAttribute, Clock clock) {
    this.attribute = attribute;
    this.toAttribute = toAttribute;
    this.clock = clock;
  }

  /**
   * Sessions with the member's id in this attribute: a {@code String} where MemberSync opened the
   * session, a {@code String} or any {@code Number} where the shop's own sign-in did.
   *
   * @param name of the attribute that the shop's own pages read and its own sign-in sets
   */
  public static HttpSessions attribute(String name) {
    return attribute(name, MemberId::value);
  }

  /**
   * The same for a shop whose pages expect something else than a {@code String} there:
   *
   * <pre>{@code HttpSessions.attribute("memberNo", id -> Long.valueOf(id.value()))}</pre>
   *
   * @param toAttribute what to store for a member: a {@code String} or a {@code Number} with the
   *     member's id as its text. Anything else is stored too, but then nobody can be recognised as
   *     signed in; implement {@link MemberSessions} for that
   */
  public static HttpSessions attribute(String name, Function<MemberId, ?> toAttribute) {
    return new HttpSessions(name, toAttribute, Clock.systemUTC());
  }

  @Override
  public void open(ServletExchange exchange, MemberId member) {
    HttpSession session = newSession(exchange, member);
    session.setAttribute(OPENED_FOR, member.value());
    session.removeAttribute(LOGIN_AT);
  }

  /**
   * Opens the session of a member whose password the shop's own sign-in has just checked, as {@link
   * #open} does, and remembers when: for a few minutes this is a proof for linking.
   */
  public void openByShopLogin(ServletExchange exchange, MemberId member) {
    HttpSession session = newSession(exchange, member);
    session.setAttribute(LOGIN_AT, clock.millis());
    session.setAttribute(LOGIN_FOR, member.value());
    session.removeAttribute(OPENED_FOR);
  }

  private HttpSession newSession(ServletExchange exchange, MemberId member) {
    HttpServletRequest request = exchange.request();
    Object value = toAttribute.apply(member); // before the old session ends, should it throw
    Map<String, Object> kept = takeOver(request, member);
    HttpSession session = request.getSession(true);
    if (session.getId().equals(request.getRequestedSessionId())) {
      request.changeSessionId(); // a container may take up an id that another context knows
    }
    kept.forEach(session::setAttribute);
    session.setAttribute(attribute, value);
    OpenSessions.remember(session, member);
    return session;
  }

  /**
   * Those that were opened here or by {@link #openByShopLogin}, on this node of the shop. Where several
   * nodes share sessions, or the shop's own sign-in opens them by itself, implement {@link
   * MemberSessions} beside this.
   */
  @Override
  public void endOthers(ServletExchange exchange, MemberId member) {
    // Somebody else may have signed in there by the shop's own page since.
    OpenSessions.endOthers(
        exchange.request(),
        member,
        session -> memberOf(attributes(session)).equals(Optional.of(member)));
  }

  @Override
  public Optional<MemberId> current(ServletExchange exchange) {
    HttpSession session = exchange.request().getSession(false);
    return session == null ? Optional.empty() : memberOf(attributes(session));
  }

  /**
   * The shop's own sign-in page, with what these sessions tell of it.
   *
   * @param returnParameter in which the page takes the path to return to; none for a page that does
   *     not return
   * @param saidOnly whether only {@link #openByShopLogin} tells of a sign-in, as where a cookie may
   *     open sessions too
   */
  ShopLogin loginAt(String path, Optional<String> returnParameter, boolean saidOnly) {
    return new ShopLogin() {
      @Override
      public String link(String returnPath) {
        return returnParameter
            .map(name ->
                path + (path.contains("?") ? "&" : "?") + name + "=" + Query.encode(returnPath))
            .orElse(path);
      }

      @Override
      public Optional<SignedIn> find(ServletExchange exchange) {
        return findShopLogin(exchange.request().getSession(false), saidOnly);
      }

      @Override
      public void end(ServletExchange exchange) {
        // All of it: a cart or a grade of whoever was signed in is not the next one's.
        HttpSession session = exchange.request().getSession(false);
        if (session != null) {
          invalidate(session);
        }
      }
    };
  }

  /**
   * A session that has a member now and had none a moment ago, or was not there, has got it by the
   * shop's login unless {@link #open} gave it. The earliest moment that is possible counts.
   */
  private Optional<ShopLogin.SignedIn> findShopLogin(
      @Nullable HttpSession session, boolean saidOnly) {
    if (session == null) {
      return Optional.empty();
    }
    Map<String, Object> held = attributes(session);
    Optional<MemberId> member = memberOf(held);
    try {
      if (member.isEmpty()) {
        session.setAttribute(NOBODY_AT, clock.millis());
        session.removeAttribute(OPENED_FOR);
        session.removeAttribute(LOGIN_AT);
        return Optional.empty();
      }
      // Staff may look at the shop as another member in the same session: that is no login of
      // theirs.
      if (held.get(LOGIN_AT) instanceof Long at) {
        return member
            .filter(current -> current.value().equals(held.get(LOGIN_FOR)))
            .map(current -> new ShopLogin.SignedIn(current, Instant.ofEpochMilli(at)));
      }
      if (saidOnly || member.get().value().equals(held.get(OPENED_FOR))) {
        return Optional.empty();
      }
      long earliest = session.getCreationTime();
      if (held.get(NOBODY_AT) instanceof Long nobodyAt) {
        earliest = Math.max(earliest, nobodyAt);
      }
      return Optional.of(new ShopLogin.SignedIn(member.get(), Instant.ofEpochMilli(earliest)));
    } catch (IllegalStateException e) {
      return Optional.empty(); // ended meanwhile by another request
    }
  }

  /** Ends the request's session and returns what of it goes on. */
  private synchronized Map<String, Object> takeOver(HttpServletRequest request, MemberId member) {
    Instant now = clock.instant();
    replaced.values().removeIf(old -> old.at().plus(DOUBLE_CALLBACK).isBefore(now));
    HttpSession old = request.getSession(false);
    Map<String, Object> kept = old == null ? Map.of() : attributes(old);
    if (old == null || kept.isEmpty()) {
      // The other of two callbacks may have taken this session over a moment ago.
      Replaced earlier = replaced.get(key(request));
      if (earlier != null && earlier.member().equals(member)) {
        kept = earlier.attributes();
      }
    }
    Optional<MemberId> before = memberOf(kept);
    if (before.isPresent() && !before.get().equals(member)) {
      kept = Map.of();
    }
    if (old != null) {
      if (request.getRequestedSessionId() != null) {
        replaced.put(key(request), new Replaced(member, kept, now));
      }
      invalidate(old);
    }
    return kept;
  }

  private static String key(HttpServletRequest request) {
    return String.valueOf(request.getRequestedSessionId());
  }

  private Optional<MemberId> memberOf(Map<String, Object> attributes) {
    Object held = attributes.getOrDefault(attribute, "");
    if (held instanceof String || held instanceof Number) {
      String id = held instanceof BigDecimal number ? number.toPlainString() : held.toString();
      return id.isEmpty() ? Optional.empty() : Optional.of(new MemberId(id));
    }
    if (toldOfClass.compareAndSet(false, true)) {
      log.warn(
          "Session attribute {} is a {}, neither a String nor a Number: a member who is signed in at"
              + " the shop counts as not signed in. Put the member's id there, or implement"
              + " MemberSessions",
          attribute,
          held.getClass().getName());
    }
    return Optional.empty();
  }

  private static Map<String, Object> attributes(HttpSession session) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    try {
      for (String name : Collections.list(session.getAttributeNames())) {
        @Nullable Object value = session.getAttribute(name);
        if (value != null) {
          attributes.put(name, value);
        }
      }
    } catch (IllegalStateException e) {
      return Map.of(); // ended meanwhile by another request
    }
    return attributes;
  }

  private static void invalidate(HttpSession session) {
    try {
      session.invalidate();
    } catch (IllegalStateException e) {
      // ended meanwhile by another request, which is as well
    }
  }

  /** A session that was taken over, and by whom. */
  private record Replaced(MemberId member, Map<String, Object> attributes, Instant at) {
    @Override
    public String toString() {
      return "Replaced[hidden]";
    }
  }
}
