package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.member.MemberId;
import io.membersync.testing.KakaoEndpoint;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.RememberMeServices;
import org.springframework.security.web.authentication.rememberme.TokenBasedRememberMeServices;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * A shop below a context path with form login, remember-me and an OAuth2 login of its own, and with
 * principals of its own.
 */
@ExtendWith(OutputCaptureExtension.class)
class OwnLoginTest {
  private static SpringShop shop;

  /** What this shop's controllers expect. */
  record ShopUser(String number, String name, boolean isEnabled) implements UserDetails {
    @Override
    public Collection<? extends GrantedAuthority> getAuthorities() {
      return List.of(new SimpleGrantedAuthority("ROLE_GOLD"));
    }

    @Override
    public String getPassword() {
      return "{noop}secret of " + name;
    }

    @Override
    public String getUsername() {
      return name;
    }
  }

  /** The shop's accounts; somebody who has joined by MemberSync gets a name as well. */
  static final class ShopUsers implements UserDetailsService {
    private static final Map<String, String> NUMBERS = Map.of("mina", "1", "seoyeon", "2");

    final Set<String> disabled = ConcurrentHashMap.newKeySet();

    @Override
    public ShopUser loadUserByUsername(String name) {
      String number = NUMBERS.getOrDefault(name, name.replace("member-", ""));
      if (number.equals(name)) {
        throw new UsernameNotFoundException("nobody");
      }
      return user(number, name);
    }

    ShopUser of(MemberId member) {
      return NUMBERS.entrySet().stream()
          .filter(entry -> entry.getValue().equals(member.value()))
          .map(entry -> user(member.value(), entry.getKey()))
          .findFirst()
          .orElseGet(() -> user(member.value(), "member-" + member.value()));
    }

    private ShopUser user(String number, String name) {
      return new ShopUser(number, name, !disabled.contains(number));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnLogin {
    @Bean
    SecurityFilterChain shop(HttpSecurity http, RememberMeServices rememberMe) throws Exception {
      return http.authorizeHttpRequests(requests -> requests
              .requestMatchers("/orders/**")
              .authenticated()
              .anyRequest()
              .permitAll())
          .formLogin(Customizer.withDefaults())
          .oauth2Login(Customizer.withDefaults())
          .rememberMe(remember -> remember.key("key").rememberMeServices(rememberMe))
          .build();
    }

    @Bean
    ShopUsers users() {
      return new ShopUsers();
    }

    @Bean
    TokenBasedRememberMeServices rememberMe(ShopUsers users) {
      return new TokenBasedRememberMeServices("key", users) {
        @Override
        protected boolean rememberMeRequested(HttpServletRequest request, String parameter) {
          return !request.getRequestURI().contains("/oauth2/"); // has no account to remember
        }
      };
    }

    @Bean
    MemberPrincipals memberPrincipals(ShopUsers users) {
      return new MemberPrincipals() {
        @Override
        public Object principal(MemberId member) {
          return users.of(member);
        }

        @Override
        public Optional<MemberId> findMember(Authentication authentication) {
          return authentication.getPrincipal() instanceof ShopUser user
              ? Optional.of(new MemberId(user.number()))
              : Optional.empty();
        }
      };
    }

    @Bean
    ClientRegistrationRepository registrations(Environment kakao) {
      return new InMemoryClientRegistrationRepository(ClientRegistration.withRegistrationId("sso")
          .clientId(kakao.getRequiredProperty("membersync.providers.kakao.client-id"))
          .clientSecret(kakao.getRequiredProperty("membersync.providers.kakao.client-secret"))
          .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
          .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
          .redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
          .authorizationUri(uri(kakao, KakaoEndpoint.AUTHORIZE))
          .tokenUri(uri(kakao, KakaoEndpoint.TOKEN))
          .userInfoUri(uri(kakao, KakaoEndpoint.USER_ME))
          .userNameAttributeName("id")
          .build());
    }

    private static String uri(Environment kakao, KakaoEndpoint endpoint) {
      return URI.create(kakao.getRequiredProperty(SpringShop.FAKE))
          .resolve(endpoint.path())
          .toString();
    }
  }

  /** A sign-in without a page, as front ends have it. */
  @RestController
  static final class JsonLogin {
    private final DaoAuthenticationProvider provider;

    JsonLogin(ShopUsers users) {
      this.provider = new DaoAuthenticationProvider(users);
    }

    @GetMapping("/json-login")
    String signIn(
        @RequestParam("name") String name,
        HttpServletRequest request,
        HttpServletResponse response) {
      var context = SecurityContextHolder.createEmptyContext();
      context.setAuthentication(provider.authenticate(
          UsernamePasswordAuthenticationToken.unauthenticated(name, "secret of " + name)));
      new HttpSessionSecurityContextRepository().saveContext(context, request, response);
      return "signed in";
    }
  }

  @BeforeAll
  static void start() {
    shop = SpringShop.with(
            SpringShop.MemberTable.class, SecuredShop.class, OwnLogin.class, JsonLogin.class)
        .secured()
        .contextPath("/shop")
        .property("membersync.page.shop-sign-in", "/login")
        .start();
    shop.kakao.registerRedirectUri(shop.resolve("/login/oauth2/code/sso"));
    JdbcClient jdbc = shop.bean(JdbcClient.class);
    jdbc.sql("INSERT INTO member (name, phone) VALUES ('Mina', '+821055501234')")
        .update();
    jdbc.sql("INSERT INTO member (name, phone) VALUES ('Seoyeon', '+821055507788')")
        .update();
  }

  @AfterAll
  static void end() {
    shop.close();
  }

  @AfterEach
  void reset() {
    shop.bean(SecuredShop.SetClock.class).ahead(Duration.ZERO);
  }

  @Test
  void aMemberProvesByFormLoginToBeThatMemberAndComesBackToTheQuestion() {
    try (ShopVisitor seoyeon = shop.visitor("seoyeon")) {
      HtmlPage question =
          (HtmlPage) seoyeon.signIn("/membersync/start/kakao?returnTo=/shop/orders/1");
      assertThat(question.asXml()).doesNotContain("value=\"prove\"");

      HtmlPage login = shopSignIn(question);
      assertThat(login.getUrl().getPath()).isEqualTo("/shop/login");
      HtmlPage again = formLogin(login, "seoyeon");
      assertThat(again.getUrl().getPath()).isEqualTo(question.getUrl().getPath());
      Page end = press(again, "prove");
      if (end.getUrl().getPath().contains("/resume/")) {
        end = ShopVisitor.agree(end);
      }

      assertThat(end.getWebResponse().getContentAsString())
          .isEqualTo("/shop/orders/1 for ShopUser seoyeon [ROLE_GOLD]");
      assertThat(shop.bean(JdbcClient.class)
              .sql("SELECT COUNT(*) FROM member WHERE phone = '+821055507788'")
              .query(Long.class)
              .single())
          .isEqualTo(1);
    }
    try (ShopVisitor seoyeon = shop.visitor("seoyeon")) {
      seoyeon.signIn("/membersync/start/kakao?returnTo=/shop/whoami");
      assertThat(seoyeon.read("/whoami")).isEqualTo("ShopUser seoyeon [ROLE_GOLD]");
    }
  }

  @Test
  void aFormLoginOfAnHourAgoIsNoProofAndTheShopAsksOnceMore() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      shop.bean(SecuredShop.SetClock.class).ahead(Duration.ofHours(-1));
      formLogin((HtmlPage) haneul.open("/login"), "mina");
      shop.bean(SecuredShop.SetClock.class).ahead(Duration.ZERO);

      HtmlPage question = (HtmlPage) haneul.signIn("/membersync/start/kakao");
      assertThat(question.asXml()).contains("value=\"sign-in-again\"").doesNotContain("\"prove\"");
      HtmlPage login = (HtmlPage) press(question, "sign-in-again");

      assertThat(login.getUrl().getPath()).isEqualTo("/shop/login");
      HtmlPage again = formLogin(login, "mina");
      assertThat(again.getUrl().getPath()).isEqualTo(question.getUrl().getPath());
      assertThat(again.asXml()).contains("value=\"prove\"");
    }
  }

  @Test
  void whoeverIsRememberedByACookieIsSignedInButHasProvenNothing() {
    try (ShopVisitor first = shop.visitor("haneul");
        ShopVisitor later = shop.visitor("haneul")) {
      formLogin((HtmlPage) first.open("/login"), "mina");
      later
          .browser
          .getCookieManager()
          .addCookie(first.browser.getCookieManager().getCookie("remember-me"));

      assertThat(later.read("/whoami")).isEqualTo("ShopUser mina [ROLE_GOLD]");

      later.browser.addRequestHeader("Sec-Fetch-Site", "same-origin");
      assertThat(
              later.ask(HttpMethod.POST, shop.resolve("/membersync/link/kakao")).getStatusCode())
          .isEqualTo(200);
      later.browser.removeRequestHeader("Sec-Fetch-Site");
      assertThat(((HtmlPage) later.signIn("/membersync/start/kakao")).asXml())
          .contains("value=\"sign-in-again\"")
          .doesNotContain("\"prove\"");
    }
  }

  @Test
  void rememberMeServicesAreToldOfASignInByAProvider() {
    try (ShopVisitor edge = shop.visitor("edge");
        ShopVisitor later = shop.visitor("edge")) {
      edge.signUp();
      String who = edge.read("/whoami");
      assertThat(who).startsWith("ShopUser member-");
      later
          .browser
          .getCookieManager()
          .addCookie(edge.browser.getCookieManager().getCookie("remember-me"));
      assertThat(later.read("/whoami")).isEqualTo(who);
    }
  }

  @Test
  void aSignInOfTheShopsWithoutAPageIsAProofToo() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.read("/json-login?name=mina");
      assertThat(((HtmlPage) haneul.signIn("/membersync/start/kakao")).asXml())
          .contains("value=\"prove\"");
    }
  }

  @Test
  void theShopsOwnOauth2LoginGoesOnBesideItAndIsNoMemberForUs() {
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      HtmlPage login = (HtmlPage) haneul.open("/orders/1");
      assertThat(login.getUrl().getPath()).isEqualTo("/shop/login");
      assertThat(login.asXml()).contains("/shop/oauth2/authorization/sso");

      String back =
          haneul.signIn("/oauth2/authorization/sso").getWebResponse().getContentAsString();

      assertThat(back).startsWith("/shop/orders/1").contains("for DefaultOAuth2User 4021987766");
      assertThat(((HtmlPage) haneul.signIn("/membersync/start/kakao")).asXml())
          .as("neither a proof nor a member")
          .doesNotContain("\"prove\"")
          .doesNotContain("sign-in-again");
    }
  }

  @Test
  void formLoginLeadsToThePageThatWasWantedAsBefore() {
    try (ShopVisitor mina = shop.visitor("haneul")) {
      HtmlPage login = (HtmlPage) mina.open("/orders/7?a=b");
      try {
        Page page = submit(login, "mina");
        assertThat(page.getWebResponse().getContentAsString())
            .startsWith("/shop/orders/7?a=b")
            .endsWith(" for ShopUser mina [ROLE_GOLD]");
        assertThat(submit((HtmlPage) mina.open("/login"), "nobody").getUrl().toString())
            .endsWith("/login?error");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void aMemberWhomTheShopHasDisabledIsNotSignedIn(CapturedOutput output) {
    ShopUsers users = shop.bean(ShopUsers.class);
    try (ShopVisitor neighbour = shop.visitor("neighbour")) {
      neighbour.signUp();
      String number = neighbour.read("/whoami").replaceAll("ShopUser member-([0-9]+) .*", "$1");
      neighbour.browser.getCookieManager().clearCookies();
      users.disabled.add(number);

      assertThat(neighbour.signIn("/membersync/start/kakao").getUrl().toString())
          .contains("/shop/membersync/failed?reason=internal");

      assertThat(output).contains("DisabledException");
      assertThat(neighbour.read("/whoami")).contains("anonymousUser");
    }
  }

  private static HtmlPage shopSignIn(HtmlPage page) {
    try {
      HtmlAnchor link = page.getAnchors().stream()
          .filter(one -> one.getHrefAttribute().startsWith("/shop/membersync/shop-sign-in"))
          .findFirst()
          .orElseThrow(() -> new AssertionError(page.asXml()));
      return link.click();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HtmlPage formLogin(HtmlPage login, String name) {
    try {
      Page page = submit(login, name);
      return page instanceof HtmlPage html ? html : login;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Page submit(HtmlPage login, String name) throws IOException {
    var form = login.getForms().get(0);
    form.getInputByName("username").setValue(name);
    form.getInputByName("password").setValue("secret of " + name);
    return form.<HtmlElement>querySelector("button").click();
  }

  private static Page press(HtmlPage page, String action) {
    try {
      return page.<HtmlElement>querySelector("button[value=" + action + "]").click();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
