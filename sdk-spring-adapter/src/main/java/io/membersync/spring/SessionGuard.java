package io.membersync.spring;

import io.membersync.member.MemberId;
import io.membersync.servlet.OpenSessions;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Changes the session's id at a sign-in. What a guest had goes on; what another member had does not.
 * When a visitor reloads a slow callback, both answers carry a session that works. Safe for many
 * threads.
 */
final class SessionGuard {
  private static final Duration DOUBLE_CALLBACK = Duration.ofSeconds(30);
  private static final int MOST_REMEMBERED = 1_000;

  /** Whom MemberSync has opened the session for last. */
  private static final String OPENED_FOR = "io.membersync.openedFor";

  private final SessionAuthenticationStrategy strategy;
  private final @Nullable SessionRegistry registry;
  private final Clock clock;
  private final Lock[] locks = new Lock[32];
  private final Map<String, Changed> changed = Collections.synchronizedMap(new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Changed> eldest) {
      return size() > MOST_REMEMBERED;
    }
  });

  SessionGuard(
      SessionAuthenticationStrategy strategy, @Nullable SessionRegistry registry, Clock clock) {
    this.strategy = strategy;
    this.registry = registry;
    this.clock = clock;
    for (int i = 0; i < locks.length; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /** Who the session was opened for, even if the sign-in has ended since. */
  static boolean isOfAnother(@Nullable HttpSession session, MemberId member) {
    try {
      return session != null
          && session.getAttribute(OPENED_FOR) instanceof String before
          && !before.equals(member.value());
    } catch (IllegalStateException e) {
      return true; // ended meanwhile
    }
  }

  /** Whether the shop has ended this session because of too many others. */
  boolean isExpired(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (registry == null || session == null) {
      return false;
    }
    var information = registry.getSessionInformation(session.getId());
    return information != null && information.isExpired();
  }

  /**
   * @param isOfAnother whether somebody else is signed in in the session that there is
   * @param save puts the authentication into the session
   */
  void enter(
      HttpServletRequest request,
      HttpServletResponse response,
      MemberId member,
      Authentication authentication,
      boolean isOfAnother,
      Runnable save) {
    @Nullable String asked = request.getRequestedSessionId();
    if (asked == null) {
      change(request, response, authentication, isOfAnother);
      save.run();
      mark(request, member);
      return;
    }
    Lock lock = locks[Math.floorMod(asked.hashCode(), locks.length)];
    lock.lock();
    try {
      Instant now = clock.instant();
      changed.values().removeIf(old -> old.at().plus(DOUBLE_CALLBACK).isBefore(now));
      @Nullable HttpSession before = request.getSession(false);
      @Nullable Changed earlier = changed.get(asked);
      if (earlier != null && !earlier.member().equals(member)) {
        earlier = null;
      }
      if (before != null && earlier != null && before.getId().equals(earlier.to())) {
        // The other answer has changed this very session's id, and the browser may drop that
        // answer.
        response.addCookie(cookie(request, before));
        save.run();
        return;
      }
      Map<String, Object> kept = before == null || isOfAnother ? Map.of() : attributes(before);
      change(request, response, authentication, isOfAnother);
      if (before == null && earlier != null) {
        kept = earlier.attributes();
        HttpSession session = request.getSession(true);
        kept.forEach(session::setAttribute);
      }
      save.run();
      HttpSession session = mark(request, member);
      if (session != null && before != null) {
        changed.put(asked, new Changed(member, session.getId(), kept, now));
      }
    } finally {
      lock.unlock();
    }
  }

  private void change(
      HttpServletRequest request,
      HttpServletResponse response,
      Authentication authentication,
      boolean isOfAnother) {
    HttpSession session = request.getSession(false);
    if (isOfAnother && session != null) {
      end(session);
    }
    strategy.onAuthentication(authentication, request, response);
  }

  void end(HttpSession session) {
    String id = session.getId();
    try {
      session.invalidate();
    } catch (IllegalStateException e) {
      // ended meanwhile by another request, which is as well
    }
    if (registry != null) {
      registry.removeSessionInformation(id);
    }
  }

  /**
   * Ends the member's sessions but the one of this request: those of a {@code SessionRegistry}, and those
   * that were opened here.
   *
   * @param isTheirs whether the member is signed in in a session still
   */
  void endOthers(
      HttpServletRequest request,
      MemberId member,
      Object principal,
      Predicate<HttpSession> isTheirs) {
    @Nullable HttpSession own = request.getSession(false);
    if (registry != null) {
      registry.getAllSessions(principal, false).stream()
          .filter(other -> own == null || !other.getSessionId().equals(own.getId()))
          .forEach(SessionInformation::expireNow);
    }
    OpenSessions.endOthers(request, member, isTheirs);
  }

  private static @Nullable HttpSession mark(HttpServletRequest request, MemberId member) {
    HttpSession session = request.getSession(false);
    if (session == null) {
      return null; // the shop keeps who is signed in elsewhere
    }
    if (session.isNew() && session.getId().equals(request.getRequestedSessionId())) {
      request.changeSessionId(); // a container may take up an id that another context knows
    }
    session.setAttribute(OPENED_FOR, member.value());
    OpenSessions.remember(session, member);
    FormLogin.forget(session);
    return session;
  }

  /** What a second session is to have as well; a bean of the session's scope ends with the first. */
  private static Map<String, Object> attributes(HttpSession session) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    try {
      for (String name : Collections.list(session.getAttributeNames())) {
        @Nullable Object value = session.getAttribute(name);
        if (value != null
            && !name.equals(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY)
            && !name.startsWith(ServletRequestAttributes.DESTRUCTION_CALLBACK_NAME_PREFIX)) {
          attributes.put(name, value);
        }
      }
    } catch (IllegalStateException e) {
      return Map.of(); // ended meanwhile by another request
    }
    return attributes;
  }

  /** As the container writes it, which does so only when it has changed the id itself. */
  private static Cookie cookie(HttpServletRequest request, HttpSession session) {
    SessionCookieConfig config = request.getServletContext().getSessionCookieConfig();
    @Nullable String name = config.getName();
    @Nullable String path = config.getPath();
    @Nullable String domain = config.getDomain();
    String context = request.getContextPath();
    Cookie cookie = new Cookie(name == null ? "JSESSIONID" : name, session.getId());
    config.getAttributes().forEach(cookie::setAttribute);
    cookie.setPath(path != null ? path : context.isEmpty() ? "/" : context);
    if (domain != null) {
      cookie.setDomain(domain);
    }
    cookie.setMaxAge(config.getMaxAge());
    cookie.setHttpOnly(true);
    cookie.setSecure(config.isSecure() || request.isSecure());
    return cookie;
  }

  /** A session whose id was changed, and by whom. */
  private record Changed(MemberId member, String to, Map<String, Object> attributes, Instant at) {
    @Override
    public String toString() {
      return "Changed[hidden]";
    }
  }
}
