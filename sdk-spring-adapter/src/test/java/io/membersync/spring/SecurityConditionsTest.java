package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.member.MemberId;
import io.membersync.member.MemberSessions;
import io.membersync.servlet.HttpSessions;
import io.membersync.servlet.ServletExchange;
import io.membersync.servlet.ShopLogin;
import java.util.Optional;
import org.htmlunit.HttpMethod;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatchers;

/** What is there beside Spring Boot's own security, beside beans of the shop's, and without both. */
class SecurityConditionsTest {
  private final WebApplicationContextRunner shop = new WebApplicationContextRunner()
      .withUserConfiguration(Everything.class)
      .withPropertyValues(
          "spring.datasource.url=jdbc:h2:mem:conditions",
          "membersync.shop-name=Wine Shop",
          "membersync.base-url=http://127.0.0.1:8080",
          "membersync.keys[0]=a key of the tests that is long enough",
          "membersync.members.table=member",
          "membersync.providers.kakao.client-id=key",
          "membersync.providers.kakao.client-secret=secret");

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Everything {}

  @Test
  void theChainOfSpringBootStaysAndStillGuardsEverythingElse() {
    try (SpringShop started = SpringShop.with(SpringShop.MemberTable.class, SecuredShop.class)
            .secured()
            .start();
        ShopVisitor haneul = started.visitor("haneul")) {
      assertThat(started.context.getBeanNamesForType(SecurityFilterChain.class)).hasSize(2);
      assertThat(((HtmlPage) haneul.open("/whoami")).getUrl().getPath()).isEqualTo("/login");
      assertThat(haneul
              .ask(HttpMethod.GET, started.resolve("/membersync-not-ours"))
              .getStatusCode())
          .isEqualTo(401);

      haneul.signUp();

      assertThat(haneul.read("/whoami")).isEqualTo("MemberPrincipal 1 [ROLE_MEMBER]");
    }
  }

  @Test
  void withoutSpringSecurityTheSessionsAreThoseOfTheContainer() {
    shop.withClassLoader(new FilteredClassLoader("org.springframework.security"))
        .run(context -> {
          assertThat(context).hasNotFailed().hasSingleBean(HttpSessions.class);
          assertThat(context).doesNotHaveBean("memberSyncSecurity");
        });
  }

  @Test
  void withItTheyAreItsOwnAndTheShopsPageIsAskedOnlyWhereThereIsOne() {
    shop.run(context -> {
      assertThat(context).hasNotFailed().hasSingleBean(SecuritySessions.class);
      assertThat(context).doesNotHaveBean(HttpSessions.class).doesNotHaveBean(ShopLogin.class);
    });
    shop.withPropertyValues("membersync.page.shop-sign-in=/login")
        .run(context -> assertThat(context).hasNotFailed().hasSingleBean(ShopLogin.class));
  }

  @Test
  void beansOfTheShopTakeThePlaceOfOurs() {
    shop.withPropertyValues("membersync.page.shop-sign-in=/login")
        .withUserConfiguration(OwnBeans.class)
        .run(context -> {
          assertThat(context).hasNotFailed().hasSingleBean(MemberSessions.class);
          assertThat(context.getBean(MemberSessions.class)).isInstanceOf(OwnSessions.class);
          assertThat(context).hasSingleBean(ShopLogin.class);
          assertThat(context.getBean(ShopLogin.class)).isInstanceOf(OwnShopLogin.class);
          assertThat(context.getBean(MemberSyncSecurityAutoConfiguration.CHAIN))
              .isSameAs(context.getBean(OwnBeans.class).chain);
        });
  }

  @Test
  void aChainOfTheShopsForEverythingElseMayBeTheVeryFirstButOne() {
    shop.withUserConfiguration(EarlyChain.class).run(context -> {
      assertThat(context).hasNotFailed();
      assertThat(
              context.getBeanProvider(SecurityFilterChain.class).orderedStream().toList())
          .first()
          .isSameAs(context.getBean(MemberSyncSecurityAutoConfiguration.CHAIN));
    });
  }

  @Configuration(proxyBeanMethods = false)
  static class EarlyChain {
    @Bean
    @Order(Integer.MIN_VALUE + 100)
    SecurityFilterChain shop() {
      return new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnBeans {
    final SecurityFilterChain chain =
        new DefaultSecurityFilterChain(RequestMatchers.not(AnyRequestMatcher.INSTANCE));

    @Bean(MemberSyncSecurityAutoConfiguration.CHAIN)
    SecurityFilterChain chain() {
      return chain;
    }

    @Bean
    OwnSessions sessions() {
      return new OwnSessions();
    }

    @Bean
    OwnShopLogin shopLogin() {
      return new OwnShopLogin();
    }
  }

  static final class OwnSessions implements MemberSessions<ServletExchange> {
    @Override
    public void open(ServletExchange exchange, MemberId member) {}

    @Override
    public Optional<MemberId> current(ServletExchange exchange) {
      return Optional.empty();
    }
  }

  static final class OwnShopLogin implements ShopLogin {
    @Override
    public String link(String returnPath) {
      return "/login";
    }

    @Override
    public Optional<SignedIn> find(ServletExchange exchange) {
      return Optional.empty();
    }
  }
}
