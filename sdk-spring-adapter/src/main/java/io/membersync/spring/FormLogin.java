package io.membersync.spring;

import io.membersync.servlet.ServletExchange;
import io.membersync.servlet.ShopLogin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.ApplicationListener;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The shop's own sign-in by Spring Security: who has signed in there, and when. A sign-in by another
 * provider or by a cookie that remembers is none.
 */
final class FormLogin
    implements ShopLogin, ApplicationListener<InteractiveAuthenticationSuccessEvent> {
  private static final String AT = "io.membersync.formLoginAt";
  private static final String NAME = "io.membersync.formLoginName";

  /** By name, as some are of one version of Spring Security or of a module that is not needed. */
  private static final Set<String> ASKED_THE_VISITOR = Set.of(
      "org.springframework.security.authentication.UsernamePasswordAuthenticationToken",
      "org.springframework.security.authentication.ott.OneTimeTokenAuthentication",
      "org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken",
      "org.springframework.security.web.webauthn.authentication.WebAuthnAuthentication");

  private static final boolean FACTORS = ClassUtils.isPresent(
      "org.springframework.security.core.authority.FactorGrantedAuthority",
      FormLogin.class.getClassLoader());

  private final SecuritySessions sessions;
  private final String door;
  private final Clock clock;

  /**
   * @param door the address that leads to the sign-in page, and back from it
   */
  FormLogin(SecuritySessions sessions, String door, Clock clock) {
    this.sessions = sessions;
    this.door = door;
    this.clock = clock;
  }

  @Override
  public String link(String returnPath) {
    return door + "?" + ShopSignInServlet.RETURN_TO + "="
        + URLEncoder.encode(returnPath, StandardCharsets.UTF_8);
  }

  /** Comes once the session has its new id and the authentication. */
  @Override
  public void onApplicationEvent(InteractiveAuthenticationSuccessEvent event) {
    if (!(RequestContextHolder.getRequestAttributes()
        instanceof ServletRequestAttributes current)) {
      return;
    }
    HttpSession session = current.getRequest().getSession(false);
    if (session == null) {
      return;
    }
    if (askedTheVisitor(event.getAuthentication())) {
      session.setAttribute(AT, clock.millis());
      session.setAttribute(NAME, event.getAuthentication().getName());
    } else {
      forget(session);
    }
  }

  @Override
  public Optional<SignedIn> find(ServletExchange exchange) {
    return sessions
        .findPresent(exchange)
        .filter(FormLogin::askedTheVisitor)
        .flatMap(authentication -> sessions
            .current(exchange)
            .flatMap(member ->
                findTime(exchange.request(), authentication).map(at -> new SignedIn(member, at))));
  }

  private static Optional<Instant> findTime(
      HttpServletRequest request, Authentication authentication) {
    HttpSession session = request.getSession(false);
    if (session == null) {
      return Optional.empty();
    }
    if (session.getAttribute(AT) instanceof Long at) {
      return authentication.getName().equals(session.getAttribute(NAME))
          ? Optional.of(Instant.ofEpochMilli(at))
          : Optional.empty();
    }
    // A controller of the shop's that has asked the AuthenticationManager itself.
    return FACTORS ? Factors.findTime(authentication) : Optional.empty();
  }

  @Override
  public void end(ServletExchange exchange) {
    sessions.end(exchange);
  }

  static void forget(HttpSession session) {
    session.removeAttribute(AT);
    session.removeAttribute(NAME);
  }

  /** Staff may look at the shop as another member: that is no sign-in of the member's. */
  private static boolean askedTheVisitor(Authentication authentication) {
    return ASKED_THE_VISITOR.contains(authentication.getClass().getName())
        && !SecuritySessions.isSwitched(authentication);
  }

  /** Spring Security 7 says by what somebody has signed in, and when. */
  private static final class Factors {
    private static final Set<String> ASK_THE_VISITOR = Set.of(
        FactorGrantedAuthority.PASSWORD_AUTHORITY,
        FactorGrantedAuthority.OTT_AUTHORITY,
        FactorGrantedAuthority.WEBAUTHN_AUTHORITY);

    static Optional<Instant> findTime(Authentication authentication) {
      return authentication.getAuthorities().stream()
          .filter(FactorGrantedAuthority.class::isInstance)
          .map(FactorGrantedAuthority.class::cast)
          .filter(factor -> ASK_THE_VISITOR.contains(factor.getAuthority()))
          .map(FactorGrantedAuthority::getIssuedAt)
          .max(Comparator.naturalOrder());
    }
  }
}
