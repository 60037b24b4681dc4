package io.membersync.spring;

import io.membersync.MemberSync;
import io.membersync.member.MemberSessions;
import io.membersync.servlet.MemberSyncServlet;
import io.membersync.servlet.ShopLogin;
import io.membersync.spring.MemberSyncProperties.Page;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.DefaultAuthenticationEventPublisher;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.RememberMeServices;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.authentication.session.RegisterSessionAuthenticationStrategy;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.DelegatingSecurityContextRepository;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestFilter;

/**
 * Members as principals of Spring Security, beside whatever sign-ins the shop has. After everything
 * that backs off where there is a filter chain, so that no other chain is lost by ours.
 */
@AutoConfiguration(
    after = MemberSyncAutoConfiguration.class,
    before = MemberSyncServletAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
      "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration",
      "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
      "org.springframework.boot.security.oauth2.client.autoconfigure.servlet.OAuth2ClientWebSecurityAutoConfiguration",
      "org.springframework.boot.security.oauth2.server.resource.autoconfigure.servlet.OAuth2ResourceServerAutoConfiguration",
      "org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet.OAuth2AuthorizationServerAutoConfiguration",
      "org.springframework.boot.security.saml2.autoconfigure.Saml2RelyingPartyAutoConfiguration",
      // Spring Boot 3.5
      "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration",
      "org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration",
      "org.springframework.boot.autoconfigure.security.oauth2.client.servlet.OAuth2ClientAutoConfiguration",
      "org.springframework.boot.autoconfigure.security.oauth2.client.servlet.OAuth2ClientWebSecurityAutoConfiguration",
      "org.springframework.boot.autoconfigure.security.oauth2.resource.servlet.OAuth2ResourceServerAutoConfiguration",
      "org.springframework.boot.autoconfigure.security.oauth2.server.servlet.OAuth2AuthorizationServerAutoConfiguration",
      "org.springframework.boot.autoconfigure.security.saml2.Saml2RelyingPartyAutoConfiguration"
    })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({
  MemberSyncServlet.class,
  Servlet.class,
  EnableWebSecurity.class,
  SecurityFilterChain.class
})
@ConditionalOnBean(value = MemberSync.class, name = "springSecurityFilterChain")
final class MemberSyncSecurityAutoConfiguration {
  static final String CHAIN = "memberSyncSecurityFilterChain";

  /** Below a chain of the shop's that is to be the very first. */
  private static final int CHAIN_ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

  /** Beans of the shop's or, where there are none, what Spring Security uses itself; as types none. */
  record Security(
      SecurityContextHolderStrategy holder,
      SecurityContextRepository repository,
      SavedRequests saved,
      Clock clock) {}

  @Bean
  Security memberSyncSecurity(
      ObjectProvider<SecurityContextHolderStrategy> holder,
      ObjectProvider<SecurityContextRepository> repository,
      ObjectProvider<RequestCache> requests,
      ObjectProvider<Clock> clock) {
    return new Security(
        one(holder, SecurityContextHolder.getContextHolderStrategy()),
        one(
            repository,
            new DelegatingSecurityContextRepository(
                new RequestAttributeSecurityContextRepository(),
                new HttpSessionSecurityContextRepository())),
        new SavedRequests(one(requests, new HttpSessionRequestCache())),
        one(clock, Clock.systemUTC()));
  }

  /**
   * Only for MemberSync's own addresses. Everybody may come there. What Spring's CSRF filter would
   * check does not exist when a provider sends somebody back or calls a webhook; the endpoints
   * themselves check the state that is bound to the browser, the origin of a form, or a signature. They
   * set their own headers, and nothing here is a page to come back to.
   */
  @Bean(CHAIN)
  @Order(CHAIN_ORDER)
  @ConditionalOnMissingBean(name = CHAIN)
  SecurityFilterChain memberSyncSecurityFilterChain(
      MemberSyncProperties properties, Security security) throws ServletException {
    SecurityContextHolderFilter context = new SecurityContextHolderFilter(security.repository());
    context.setSecurityContextHolderStrategy(security.holder());
    SecurityContextHolderAwareRequestFilter request = new SecurityContextHolderAwareRequestFilter();
    request.setSecurityContextHolderStrategy(security.holder());
    request.afterPropertiesSet();
    return new DefaultSecurityFilterChain(
        PathPatternRequestMatcher.withDefaults().matcher(properties.mappedPath() + "/**"),
        context,
        request);
  }

  @Bean
  @ConditionalOnMissingBean(MemberSessions.class)
  SecuritySessions memberSyncSessions(
      Security security,
      ApplicationEventPublisher events,
      ObjectProvider<MemberPrincipals> principals,
      ObjectProvider<SessionAuthenticationStrategy> strategy,
      ObjectProvider<SessionRegistry> registry,
      ObjectProvider<CsrfTokenRepository> csrf,
      ObjectProvider<RememberMeServices> rememberMe,
      ObjectProvider<AuthenticationEventPublisher> authenticated) {
    @Nullable SessionRegistry sessions = registry.getIfUnique();
    return new SecuritySessions(
        one(principals, SecuritySessions.ONLY_OURS),
        new SecuritySessions.Parts(
            security.holder(),
            security.repository(),
            new SessionGuard(one(strategy, strategy(sessions, events)), sessions, security.clock()),
            one(csrf, new HttpSessionCsrfTokenRepository()),
            security.saved(),
            rememberMe.getIfUnique(),
            one(authenticated, new DefaultAuthenticationEventPublisher(events)),
            events,
            security.clock()));
  }

  private static SessionAuthenticationStrategy strategy(
      @Nullable SessionRegistry registry, ApplicationEventPublisher events) {
    ChangeSessionIdAuthenticationStrategy change = new ChangeSessionIdAuthenticationStrategy();
    change.setApplicationEventPublisher(events);
    return registry == null
        ? change
        : new CompositeSessionAuthenticationStrategy(
            List.of(change, new RegisterSessionAuthenticationStrategy(registry)));
  }

  @Bean
  MemberSyncServletCustomizer memberSyncSavedRequests(Security security) {
    return servlet -> servlet.returnPath(security.saved()::findPath);
  }

  /** The shop's own sign-in as a proof, where the shop says which page it is. */
  @Bean
  @ConditionalOnProperty("membersync.page.shop-sign-in")
  @ConditionalOnBean(SecuritySessions.class)
  @ConditionalOnMissingBean(ShopLogin.class)
  FormLogin memberSyncFormLogin(
      MemberSyncProperties properties,
      SecuritySessions sessions,
      Security security,
      ServletContext context) {
    String door = context.getContextPath() + properties.mappedPath() + ShopSignInServlet.PATH;
    return new FormLogin(sessions, door, security.clock());
  }

  @Bean
  @ConditionalOnBean(FormLogin.class)
  ServletRegistrationBean<ShopSignInServlet> memberSyncShopSignIn(
      MemberSyncProperties properties, Security security) {
    Page page = properties.page();
    ServletRegistrationBean<ShopSignInServlet> registration = new ServletRegistrationBean<>(
        new ShopSignInServlet(
            page.shopSignIn().orElseThrow(), page.shopSignInParameter(), security.saved()),
        properties.mappedPath() + ShopSignInServlet.PATH);
    registration.setName("memberSyncShopSignIn");
    return registration;
  }

  private static <T> T one(ObjectProvider<T> beans, T otherwise) {
    return beans.getIfUnique(() -> otherwise);
  }
}
