package io.membersync.spring;

import io.membersync.member.MemberId;
import io.membersync.servlet.ServletExchange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.event.AbstractAuthenticationEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the shops with Spring Security of these tests have in common. */
@Configuration(proxyBeanMethods = false)
class SecuredShop {

  @Bean
  SetClock clock() {
    return new SetClock();
  }

  @Bean
  Events events() {
    return new Events();
  }

  /** Runs with the real time, as far ahead of it as it was set. */
  static final class SetClock extends Clock {
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    void ahead(Duration time) {
      ahead.set(time);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead.get());
    }
  }

  /** What Spring Security has told the application. */
  static final class Events {
    final List<AbstractAuthenticationEvent> all = new CopyOnWriteArrayList<>();

    @EventListener
    void heard(AbstractAuthenticationEvent event) {
      all.add(event);
    }
  }

  @RestController
  static final class ShopPages {
    private final SecuritySessions sessions;
    private final Clock clock;

    ShopPages(SecuritySessions sessions, Clock clock) {
      this.sessions = sessions;
      this.clock = clock;
    }

    @RequestMapping({"/", "/orders/{*rest}", "/limited"})
    String show(HttpServletRequest request) {
      String query = request.getQueryString();
      return request.getRequestURI() + (query == null ? "" : "?" + query) + " for " + whoami();
    }

    @GetMapping("/whoami")
    String whoami() {
      Authentication who = SecurityContextHolder.getContext().getAuthentication();
      return who == null
          ? "nobody"
          : Objects.requireNonNull(who.getPrincipal()).getClass().getSimpleName() + " "
              + who.getName() + " "
              + who.getAuthorities().stream()
                  .map(GrantedAuthority::getAuthority)
                  .filter(authority -> !authority.startsWith("FACTOR_"))
                  .sorted()
                  .toList();
    }

    @GetMapping("/cart")
    String cart(@RequestParam Map<String, String> put, HttpSession session) {
      put.forEach(session::setAttribute);
      return String.valueOf(session.getAttribute("wine"));
    }

    @GetMapping("/csrf")
    String csrf(CsrfToken token, HttpServletRequest request) {
      String inPage = token.getToken(); // differs each time from what is behind it
      CsrfToken held =
          Objects.requireNonNull(new HttpSessionCsrfTokenRepository().loadToken(request));
      return held.getToken() + " " + inPage;
    }

    /** What a rescue sign-in does. */
    @GetMapping("/rescue")
    String rescue(
        @RequestParam("member") String member,
        HttpServletRequest request,
        HttpServletResponse response) {
      sessions.openLimited(
          new ServletExchange(request, response),
          new MemberId(member),
          clock.instant().plus(Duration.ofHours(24)));
      return "rescued";
    }
  }
}
