package io.membersync.servlet;

import io.membersync.member.MemberId;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.Serial;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Finds the sessions of a member, to end all but one: for a {@link
 * io.membersync.member.MemberSessions#endOthers} of the shop's own. {@link HttpSessions} goes by it.
 *
 * <p>Knows the sessions of the servlet container on this node, and not those of a store that stands in
 * for them, such as Spring Session's: where nodes share sessions, ask that store. Safe for many threads.
 */
public final class OpenSessions {
  private static final String ATTRIBUTE = "io.membersync.openSessions";
  private static final Map<ServletContext, Map<String, Set<HttpSession>>> ALL =
      Collections.synchronizedMap(new WeakHashMap<>());

  private OpenSessions() {}

  /** This session was opened for this member; forgotten when the session ends. */
  public static void remember(HttpSession session, MemberId member) {
    session.setAttribute(ATTRIBUTE, new Mark(member.value()));
  }

  /**
   * Ends the sessions that were opened for this member, but for the one of this request.
   *
   * @param isTheirs whether the member is signed in in a session still: somebody else may be by now
   */
  public static void endOthers(
      HttpServletRequest request, MemberId member, Predicate<HttpSession> isTheirs) {
    Optional<String> own = Optional.ofNullable(request.getSession(false)).map(OpenSessions::idOf);
    Set<HttpSession> open = all(request.getServletContext()).getOrDefault(member.value(), Set.of());
    for (HttpSession session : List.copyOf(open)) {
      try {
        if (!own.equals(Optional.of(session.getId())) && isTheirs.test(session)) {
          session.invalidate();
        }
      } catch (IllegalStateException e) {
        // ended meanwhile by another request, which is as well
      }
    }
  }

  private static String idOf(HttpSession session) {
    try {
      return session.getId();
    } catch (IllegalStateException e) {
      return ""; // ended meanwhile by another request
    }
  }

  private static Map<String, Set<HttpSession>> all(ServletContext context) {
    return ALL.computeIfAbsent(context, any -> new ConcurrentHashMap<>());
  }

  /** Stands in a session; the container says when that comes, goes, or moves to another node. */
  private static final class Mark
      implements HttpSessionBindingListener, HttpSessionActivationListener, Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String member;

    Mark(String member) {
      this.member = member;
    }

    @Override
    public void valueBound(HttpSessionBindingEvent event) {
      add(event.getSession());
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
      remove(event.getSession());
    }

    @Override
    public void sessionDidActivate(HttpSessionEvent event) {
      add(event.getSession());
    }

    @Override
    public void sessionWillPassivate(HttpSessionEvent event) {
      remove(event.getSession());
    }

    private void add(HttpSession session) {
      all(session.getServletContext())
          .computeIfAbsent(member, any -> ConcurrentHashMap.newKeySet())
          .add(session);
    }

    private void remove(HttpSession session) {
      all(session.getServletContext()).computeIfPresent(member, (any, sessions) -> {
        sessions.remove(session);
        return sessions.isEmpty() ? null : sessions;
      });
    }
  }
}
