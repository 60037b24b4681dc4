package io.membersync.spring;

import io.membersync.MemberSync;
import io.membersync.member.MemberSessions;
import io.membersync.servlet.HttpSessions;
import io.membersync.servlet.MemberSyncServlet;
import io.membersync.servlet.Pages;
import io.membersync.servlet.ServletExchange;
import io.membersync.servlet.ShopLogin;
import io.membersync.spring.MemberSyncProperties.Page;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;

/** Every endpoint and page of a sign-in, below {@code membersync.path}. */
@AutoConfiguration(after = MemberSyncAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({MemberSyncServlet.class, Servlet.class})
@ConditionalOnBean(MemberSync.class)
final class MemberSyncServletAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(MemberSessions.class)
  HttpSessions memberSyncSessions(MemberSyncProperties properties) {
    return HttpSessions.attribute(properties.page().sessionAttribute());
  }

  @Bean
  @ConditionalOnMissingBean
  MemberSyncServlet memberSyncServlet(
      MemberSyncProperties properties,
      MemberSync sync,
      MemberSessions<ServletExchange> sessions,
      ApplicationContext application,
      ObjectProvider<Pages> pages,
      ObjectProvider<ShopLogin> shopLogin,
      ObjectProvider<MemberSyncServletCustomizer> customizers) {
    MemberSyncServlet.Builder builder =
        MemberSyncServlet.builder(sync, sessions).withoutWork();
    try {
      ContextPath context = new ContextPath(application);
      settings(properties.page(), context, builder);
      if (shopLogin.getIfUnique() == null) {
        shopSignIn(properties.page(), context, builder);
      }
      ProviderProperties.names(properties.providers()).forEach(builder::providerName);
      pages.ifUnique(builder::pages);
      shopLogin.ifUnique(builder::shopLogin);
      customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
      return builder.build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new MemberSyncConfigurationException(
          "membersync.page: " + e.getMessage(), "Change what is set under membersync.page.");
    }
  }

  private static void settings(Page page, ContextPath context, MemberSyncServlet.Builder builder) {
    builder.home(context.before(page.home())).language(page.language());
    page.stylesheet().map(context::before).ifPresent(builder::stylesheet);
    page.frontEnd().map(context::before).ifPresent(builder::frontEnd);
    page.guardianPage().map(context::before).ifPresent(builder::guardianPage);
    if (!page.lastUsed()) {
      builder.withoutLastUsed();
    }
    // Of a name's dashes Spring Boot takes the first away, unless the name is in square brackets.
    page.cssVariables()
        .forEach((name, value) -> builder.cssVariable(name.replaceFirst("^-*", "--"), value));
  }

  private static void shopSignIn(
      Page page, ContextPath context, MemberSyncServlet.Builder builder) {
    page.shopSignIn()
        .map(context::before)
        .ifPresent(path -> builder.shopSignIn(path, page.shopSignInParameter().orElse("returnTo")));
  }

  /** The pages speak as the shop's own do. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(LocaleResolver.class)
  static class ShopLanguage {
    /** The first, so that a customizer of the shop's may change it. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    MemberSyncServletCustomizer memberSyncShopLanguage(ObjectProvider<LocaleResolver> resolvers) {
      return servlet -> servlet.languageOf(request -> language(resolvers, request));
    }

    private static Optional<Locale> language(
        ObjectProvider<LocaleResolver> resolvers, HttpServletRequest request) {
      LocaleResolver resolver = resolvers.getIfUnique();
      if (resolver == null || resolver instanceof AcceptHeaderLocaleResolver) {
        return Optional.empty(); // the browser's wish, which is asked anyway
      }
      try {
        return Optional.of(resolver.resolveLocale(request));
      } catch (IllegalStateException e) { // a cookie that somebody has written by hand
        return Optional.empty();
      }
    }
  }

  @Bean
  ServletRegistrationBean<MemberSyncServlet> memberSyncServletRegistration(
      MemberSyncProperties properties, MemberSyncServlet servlet) {
    String path = properties.mappedPath();
    if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
      throw new MemberSyncConfigurationException(
          "membersync.path must be a path such as /membersync or /member/join: "
              + properties.path(),
          "Change membersync.path. The shop's first page cannot be MemberSync's.");
    }
    ServletRegistrationBean<MemberSyncServlet> registration =
        new ServletRegistrationBean<>(servlet, path + "/*");
    registration.setName("memberSync");
    registration.setLoadOnStartup(1);
    return registration;
  }
}
