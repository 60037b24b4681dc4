package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.FacebookEndpoint;
import io.membersync.testing.FakeFacebook;
import io.membersync.testing.FakeGoogle;
import io.membersync.testing.FakeLine;
import io.membersync.testing.FakeNaver;
import io.membersync.testing.FakeSocialLogin;
import io.membersync.testing.GoogleEndpoint;
import io.membersync.testing.LineEndpoint;
import io.membersync.testing.NaverEndpoint;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.htmlunit.BrowserVersion;
import org.htmlunit.Page;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application without MemberSync, whose visitors come in by Spring Security's own login: it meets the
 * fakes as it meets the real providers, with nothing changed but their addresses.
 */
@SpringBootTest(
    classes = OAuth2LoginOfSpringTest.Application.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class OAuth2LoginOfSpringTest {
  private static final FakeGoogle GOOGLE = FakeGoogle.onLoopback();
  private static final FakeNaver NAVER = FakeNaver.onLoopback();
  private static final FakeFacebook FACEBOOK = FakeFacebook.onLoopback();
  private static final FakeLine LINE = FakeLine.onLoopback();
  private static final Map<String, FakeSocialLogin<?>> FAKES =
      Map.of("google", GOOGLE, "naver", NAVER, "facebook", FACEBOOK, "line", LINE);

  @LocalServerPort
  private int port;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(exclude = MemberSyncAutoConfiguration.class)
  @RestController
  static class Application {
    @Bean
    SecurityFilterChain everything(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .oauth2Login(Customizer.withDefaults())
          .build();
    }

    /** LINE signs for the web by the channel secret, which Spring Security has to be told. */
    @Bean
    JwtDecoderFactory<ClientRegistration> idTokens() {
      OidcIdTokenDecoderFactory decoders = new OidcIdTokenDecoderFactory();
      decoders.setJwsAlgorithmResolver(
          registration -> registration.getRegistrationId().equals("line")
              ? MacAlgorithm.HS256
              : SignatureAlgorithm.RS256);
      return decoders;
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_PLAIN_VALUE)
    String who(@AuthenticationPrincipal OAuth2User user) {
      return user.getAttributes().toString();
    }
  }

  @DynamicPropertySource
  static void registrations(DynamicPropertyRegistry properties) {
    FACEBOOK.requireAppSecret(
        false); // a setting of the app, without which Spring Security is refused
    FAKES.forEach((id, fake) -> {
      String registration = "spring.security.oauth2.client.registration." + id;
      properties.add(registration + ".client-id", fake::clientId);
      properties.add(registration + ".client-secret", fake::clientSecret);
      if (id.equals("naver") || id.equals("line")) { // Spring Boot knows the others
        properties.add(registration + ".authorization-grant-type", () -> "authorization_code");
        properties.add(
            registration + ".redirect-uri", () -> "{baseUrl}/login/oauth2/code/{registrationId}");
      }
    });
    properties.add(
        "spring.security.oauth2.client.registration.line.scope", () -> "openid,profile,email");
    properties.add(
        "spring.security.oauth2.client.registration.line.client-authentication-method",
        () -> "client_secret_post");
    provider(
        properties,
        "google",
        GOOGLE.uri(GoogleEndpoint.AUTHORIZE),
        GOOGLE.uri(GoogleEndpoint.TOKEN),
        GOOGLE.uri(GoogleEndpoint.USER_INFO));
    keys(properties, "google", GOOGLE.uri(GoogleEndpoint.KEYS));
    provider(
        properties,
        "naver",
        NAVER.uri(NaverEndpoint.AUTHORIZE),
        NAVER.uri(NaverEndpoint.TOKEN),
        NAVER.uri(NaverEndpoint.PROFILE));
    name(properties, "naver", "response");
    provider(
        properties,
        "facebook",
        FACEBOOK.uri(FacebookEndpoint.AUTHORIZE),
        FACEBOOK.uri(FacebookEndpoint.TOKEN),
        URI.create(FACEBOOK.uri(FacebookEndpoint.ME) + "?fields=id,name,email"));
    provider(
        properties,
        "line",
        LINE.uri(LineEndpoint.AUTHORIZE),
        LINE.uri(LineEndpoint.TOKEN),
        LINE.uri(LineEndpoint.USER_INFO));
    name(properties, "line", "sub");
  }

  private static void provider(
      DynamicPropertyRegistry properties, String id, URI authorization, URI token, URI userInfo) {
    String provider = "spring.security.oauth2.client.provider." + id;
    properties.add(provider + ".authorization-uri", authorization::toString);
    properties.add(provider + ".token-uri", token::toString);
    properties.add(provider + ".user-info-uri", userInfo::toString);
  }

  private static void keys(DynamicPropertyRegistry properties, String id, URI keys) {
    properties.add("spring.security.oauth2.client.provider." + id + ".jwk-set-uri", keys::toString);
  }

  private static void name(DynamicPropertyRegistry properties, String id, String attribute) {
    properties.add(
        "spring.security.oauth2.client.provider." + id + ".user-name-attribute", () -> attribute);
  }

  @BeforeEach
  void register() {
    FAKES.forEach((id, fake) -> fake.registerRedirectUri(
        URI.create("http://127.0.0.1:" + port + "/login/oauth2/code/" + id)));
  }

  @AfterAll
  static void close() {
    FAKES.values().forEach(FakeSocialLogin::close);
  }

  @ParameterizedTest
  @CsvSource({
    "google, family_name=김",
    "naver, mobile=010-5550-1234",
    "facebook, name=김하늘",
    "line, name=하늘이"
  })
  void signsInByTheProvidersPagesAndReadsTheAccount(String provider, String attribute)
      throws IOException {
    try (WebClient browser = browser()) {
      Page there =
          agree(browser.getPage("http://127.0.0.1:" + port + "/oauth2/authorization/" + provider));

      assertThat(there.getUrl().getPath()).isEqualTo("/");
      assertThat(there.getWebResponse().getContentAsString())
          .contains("email=haneul@shop.example", attribute);
    }
  }

  @Test
  void anIdTokenThatTheFakeSpoilsIsRefused() throws IOException {
    GOOGLE.changeNextIdToken(draft -> draft.claim("nonce", "another"));
    GOOGLE.changeNextIdToken(draft -> draft.claim("iss", "https://evil.example"));
    for (int i = 0; i < 2; i++) {
      try (WebClient browser = browser()) {
        Page there =
            agree(browser.getPage("http://127.0.0.1:" + port + "/oauth2/authorization/google"));

        assertThat(there.getUrl().toString()).endsWith("/login?error");
      }
    }
  }

  private static WebClient browser() {
    WebClient browser = new WebClient(BrowserVersion.CHROME);
    browser.getOptions().setJavaScriptEnabled(false);
    browser.getOptions().setCssEnabled(false);
    return browser;
  }

  /** Is haneul, and agrees to whatever is asked. */
  private static Page agree(HtmlPage signIn) throws IOException {
    Page next = button(signIn, "person", "haneul").click();
    return next instanceof HtmlPage page && page.getUrl().getPath().equals("/fake/sign-in")
        ? button(page, "action", "agree-all").click()
        : next;
  }

  private static HtmlElement button(HtmlPage page, String name, String value) {
    List<HtmlElement> found =
        page.getByXPath("//button[@name='" + name + "' and @value='" + value + "']");
    assertThat(found).as(page.asNormalizedText()).hasSize(1);
    return found.get(0);
  }
}
