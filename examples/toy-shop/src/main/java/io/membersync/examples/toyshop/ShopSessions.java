package io.membersync.examples.toyshop;

import io.membersync.member.MemberId;
import io.membersync.member.MemberSessions;
import io.membersync.servlet.OpenSessions;
import io.membersync.servlet.ServletExchange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Instant;
import java.util.Optional;

/** The shop's own sessions: all that MemberSync needs to know of them. */
final class ShopSessions implements MemberSessions<ServletExchange> {
  private static final String MEMBER = "member";
  private static final String PASSWORD_AT = "passwordCheckedAt";
  private final ShopDatabase database;

  ShopSessions(ShopDatabase database) {
    this.database = database;
  }

  @Override
  public void open(ServletExchange exchange, MemberId member) {
    open(exchange.request(), member).removeAttribute(PASSWORD_AT);
  }

  @Override
  public Optional<MemberId> current(ServletExchange exchange) {
    return memberOf(exchange.request());
  }

  @Override
  public void endOthers(ServletExchange exchange, MemberId member) {
    OpenSessions.endOthers(
        exchange.request(), member, session -> member.value().equals(session.getAttribute(MEMBER)));
  }

  /** After the shop's own sign-in page has checked the password. */
  void openByPassword(HttpServletRequest request, MemberId member) {
    open(request, member).setAttribute(PASSWORD_AT, Instant.now());
  }

  private HttpSession open(HttpServletRequest request, MemberId member) {
    if (memberOf(request).filter(other -> !other.equals(member)).isPresent()) {
      request.getSession().invalidate(); // somebody else's cart is not this member's
    }
    HttpSession session = request.getSession(); // a guest's cart goes on in it
    request.changeSessionId();
    session.setAttribute(MEMBER, member.value());
    OpenSessions.remember(session, member);
    database.logSignIn(member);
    return session;
  }

  static Optional<MemberId> memberOf(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(MEMBER) instanceof String id
        ? Optional.of(new MemberId(id))
        : Optional.empty();
  }

  static Optional<Instant> passwordCheckedAt(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(PASSWORD_AT) instanceof Instant at
        ? Optional.of(at)
        : Optional.empty();
  }
}
