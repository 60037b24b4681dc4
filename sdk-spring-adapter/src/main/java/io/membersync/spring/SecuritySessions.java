package io.membersync.spring;

import io.membersync.member.MemberId;
import io.membersync.member.MemberSessions;
import io.membersync.servlet.ServletExchange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.authentication.AccountExpiredException;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.authentication.RememberMeServices;
import org.springframework.security.web.authentication.WebAuthenticationDetailsSource;
import org.springframework.security.web.authentication.switchuser.SwitchUserGrantedAuthority;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;

/**
 * Sessions of Spring Security: whoever comes back from a provider is the authenticated principal of
 * the shop's own filter chains. What a {@link MemberPrincipals} bean says becomes of the member. Safe
 * for many threads.
 *
 * <p>The session's id is changed, or what a {@code SessionAuthenticationStrategy} bean does is done; a
 * guest's attributes stay, another member's do not. The CSRF token is renewed, {@code
 * RememberMeServices} and a {@code SessionRegistry} are told, where they are beans, and the events of a
 * sign-in are published.
 */
public final class SecuritySessions implements MemberSessions<ServletExchange> {
  /** The only authority of a member with limited rights. */
  public static final String LIMITED_MEMBER = "LIMITED_MEMBER";

  /** Knows nobody but those whom MemberSync has signed in. */
  static final MemberPrincipals ONLY_OURS = new MemberPrincipals() {};

  private static final Logger log = LoggerFactory.getLogger(SecuritySessions.class);

  private final MemberPrincipals principals;
  private final Parts parts;
  private final AuthenticationTrustResolver trust = new AuthenticationTrustResolverImpl();
  private final WebAuthenticationDetailsSource details = new WebAuthenticationDetailsSource();
  private final AtomicBoolean toldOfStranger = new AtomicBoolean();

  SecuritySessions(MemberPrincipals principals, Parts parts) {
    this.principals = principals;
    this.parts = parts;
  }

  /** What of Spring Security takes part in a sign-in. */
  record Parts(
      SecurityContextHolderStrategy holder,
      SecurityContextRepository repository,
      SessionGuard guard,
      CsrfTokenRepository csrf,
      SavedRequests saved,
      @Nullable RememberMeServices rememberMe,
      AuthenticationEventPublisher authenticated,
      ApplicationEventPublisher events,
      Clock clock) {}

  /**
   * Signs a member in.
   *
   * @throws org.springframework.security.core.userdetails.UsernameNotFoundException or another {@link
   *     AuthenticationException} if the shop's beans refuse the member; nobody is signed in then
   */
  @Override
  public void open(ServletExchange exchange, MemberId member) {
    Object principal = principals.principal(member);
    requireUsable(principal);
    MemberAuthentication authentication = new MemberAuthentication(
        principal, member, principals.authorities(member, principal), null, parts.clock());
    open(exchange, authentication);
    rememberMe(exchange, authentication);
    publish(authentication);
  }

  /**
   * Signs a member in with the authority {@value #LIMITED_MEMBER} and no other, who is nobody any more
   * after a moment. Such a member counts as not signed in where a way in would be added. Nothing is
   * remembered by a cookie.
   *
   * @param until lies ahead
   * @throws IllegalArgumentException if it does not
   */
  public void openLimited(ServletExchange exchange, MemberId member, Instant until) {
    if (!until.isAfter(parts.clock().instant())) {
      throw new IllegalArgumentException("limited rights must end later than now: " + until);
    }
    Object principal = principals.principal(member);
    requireUsable(principal);
    MemberAuthentication authentication = new MemberAuthentication(
        principal,
        member,
        List.of(new SimpleGrantedAuthority(LIMITED_MEMBER)),
        until,
        parts.clock());
    open(exchange, authentication);
    publish(authentication);
  }

  private void open(ServletExchange exchange, MemberAuthentication authentication) {
    HttpServletRequest request = exchange.request();
    HttpServletResponse response = exchange.response();
    authentication.setDetails(details.buildDetails(request));
    MemberId member = authentication.member();
    Optional<Authentication> before = findPresent(exchange);
    boolean isOfAnother = SessionGuard.isOfAnother(request.getSession(false), member)
        || (before.isPresent() && !before.flatMap(this::findMember).equals(Optional.of(member)));
    SecurityContext context;
    if (authentication.isLimited()) {
      context = new MemberAuthentication.Context(authentication);
    } else {
      context = parts.holder().createEmptyContext();
      context.setAuthentication(authentication);
    }
    parts.guard().enter(request, response, member, authentication, isOfAnother, () -> {
      parts.holder().setContext(context);
      parts.repository().saveContext(context, request, response);
    });
    if (parts.csrf().loadToken(request) != null) {
      parts.csrf().saveToken(null, request, response);
    }
    parts.saved().forget(exchange);
  }

  private static void requireUsable(Object principal) {
    if (principal instanceof UserDetails user) {
      if (!user.isAccountNonLocked()) {
        throw new LockedException("the shop has locked this member's UserDetails");
      }
      if (!user.isEnabled()) {
        throw new DisabledException("the shop has disabled this member's UserDetails");
      }
      if (!user.isAccountNonExpired()) {
        throw new AccountExpiredException("this member's UserDetails have expired");
      }
    }
  }

  /** A cookie that cannot be made is no reason to turn away a member who has signed in. */
  private void rememberMe(ServletExchange exchange, MemberAuthentication authentication) {
    RememberMeServices services = parts.rememberMe();
    if (services == null) {
      return;
    }
    // Services take the name from UserDetails, or else from the principal as text.
    Authentication told = authentication.getPrincipal() instanceof UserDetails
        ? authentication
        : UsernamePasswordAuthenticationToken.authenticated(
            authentication.getName(), null, authentication.getAuthorities());
    try {
      services.loginSuccess(exchange.request(), exchange.response(), told);
    } catch (AuthenticationException e) {
      log.warn(
          "A member is not remembered, as {} failed with {}: it looks members up by the name of the"
              + " principal, so let a MemberPrincipals bean return what the UserDetailsService knows",
          services.getClass().getName(),
          e.getClass().getName());
    }
  }

  private void publish(MemberAuthentication authentication) {
    parts.authenticated().publishAuthenticationSuccess(authentication);
    parts
        .events()
        .publishEvent(
            new InteractiveAuthenticationSuccessEvent(authentication, SecuritySessions.class));
  }

  /**
   * Who is signed in with all rights, by MemberSync or by a way of the shop's own that {@link
   * MemberPrincipals#findMember} knows. Staff who look at the shop as a member are not: what they
   * would add as a way in were theirs, and would stay.
   */
  @Override
  public Optional<MemberId> current(ServletExchange exchange) {
    return findPresent(exchange)
        .filter(one -> !(one instanceof MemberAuthentication member && member.isLimited()))
        .filter(one -> !isSwitched(one))
        .flatMap(this::findMember);
  }

  /**
   * Those of a {@code SessionRegistry} bean, and those that MemberSync has opened on this node. Where
   * Spring Session keeps them, define a {@link MemberSessions} bean that asks its repository as well.
   */
  @Override
  public void endOthers(ServletExchange exchange, MemberId member) {
    parts
        .guard()
        .endOthers(
            exchange.request(),
            member,
            principals.principal(member),
            session -> isSignedIn(session, member));
  }

  private boolean isSignedIn(HttpSession session, MemberId member) {
    return session.getAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY)
            instanceof SecurityContext context
        && Optional.ofNullable(context.getAuthentication())
            .flatMap(this::findMember)
            .equals(Optional.of(member));
  }

  /** Whoever is signed in, member or not. */
  Optional<Authentication> findPresent(ServletExchange exchange) {
    @Nullable Authentication authentication = parts.holder().getContext().getAuthentication();
    return authentication == null
            || trust.isAnonymous(authentication)
            || !authentication.isAuthenticated()
            || parts.guard().isExpired(exchange.request())
        ? Optional.empty()
        : Optional.of(authentication);
  }

  /** Whether it is somebody else in the member's place, by Spring Security's {@code SwitchUserFilter}. */
  static boolean isSwitched(Authentication authentication) {
    return authentication.getAuthorities().stream()
        .anyMatch(SwitchUserGrantedAuthority.class::isInstance);
  }

  private Optional<MemberId> findMember(Authentication authentication) {
    if (authentication instanceof MemberAuthentication member) {
      return Optional.of(member.member());
    }
    Optional<MemberId> member = principals.findMember(authentication);
    if (member.isEmpty() && principals == ONLY_OURS && toldOfStranger.compareAndSet(false, true)) {
      log.warn(
          "Somebody is signed in by {} with principal {}, and there is no bean to tell which member"
              + " that is: MemberSync takes them for nobody, and a sign-in by a provider ends their"
              + " session. Define a bean of type {} with findMember(…). Told once",
          authentication.getClass().getName(),
          className(authentication.getPrincipal()),
          MemberPrincipals.class.getName());
    }
    return member;
  }

  private static String className(@Nullable Object principal) {
    return principal == null ? "null" : principal.getClass().getName();
  }

  /** Signs out whoever is signed in, with everything that is in the session. */
  void end(ServletExchange exchange) {
    HttpSession session = exchange.request().getSession(false);
    if (session != null) {
      parts.guard().end(session);
    }
    SecurityContext nobody = parts.holder().createEmptyContext();
    parts.holder().setContext(nobody);
    parts.repository().saveContext(nobody, exchange.request(), exchange.response());
  }
}
