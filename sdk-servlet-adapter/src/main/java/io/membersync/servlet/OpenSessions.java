package io.membersync.servlet;

import jakarta.servlet.ServletContext;
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
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands in each session that was opened for a member, so that the others can be found: those of this
 * node. The container says when a session comes, goes, or moves to another node.
 */
final class OpenSessions
    implements HttpSessionBindingListener, HttpSessionActivationListener, Serializable {
  static final String ATTRIBUTE = "io.membersync.openSessions";

  @Serial
  private static final long serialVersionUID = 1L;

  private static final Map<ServletContext, Map<String, Set<HttpSession>>> ALL =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final String member;

  OpenSessions(String member) {
    this.member = member;
  }

  /** Those that were opened for this member, in no order. */
  static List<HttpSession> of(ServletContext context, String member) {
    return List.copyOf(all(context).getOrDefault(member, Set.of()));
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

  private static Map<String, Set<HttpSession>> all(ServletContext context) {
    return ALL.computeIfAbsent(context, any -> new ConcurrentHashMap<>());
  }
}
