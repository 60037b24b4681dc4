package io.membersync.examples.toyshop;

import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.consent.Notices;
import io.membersync.member.CodeSender;
import io.membersync.profile.Field;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.provider.oidc.OpenIdConnect;
import io.membersync.records.KeyRing;
import io.membersync.servlet.MemberSyncServlet;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoApp;
import io.membersync.testing.KakaoConsentItem;
import io.membersync.testing.KakaoPerson;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Period;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The whole shop, with the two providers it signs people in with. The shop is on {@code localhost}
 * and the fakes are on {@code 127.0.0.1}, so that they share no cookies, as in real life.
 */
final class Shop implements AutoCloseable {
  static final ProviderId SAMPLE_ID = ProviderId.of("sample-id");

  /**
   * The fakes run in this very process and start cold, so on a slow machine their first answers may
   * take longer than the default allows a real provider. A real shop leaves the default.
   */
  private static final HttpOptions SLOW_MACHINE =
      HttpOptions.builder().perAttempt(Duration.ofSeconds(9)).build();

  final ShopDatabase database;
  final Inbox inbox = new Inbox();
  final FakeKakao kakao;
  final MemberSync sync;
  final FurtherProviders further;
  private final FakeKakao sampleId;
  private final SampleVerify verify;
  private final AgeVendor ageVendor;
  private final Server server;
  private final URI address;

  /**
   * Opens the shop.
   *
   * @param port of the shop; 0 for any free one
   * @throws IOException if the port is taken
   */
  static Shop open(int port) throws IOException {
    return open(port, DatabaseChoice.inMemory(), newSecret());
  }

  /**
   * Opens the shop.
   *
   * @param port of the shop; 0 for any free one
   * @param choice where its tables are
   * @param key seals what MemberSync keeps; as long-lived as the database
   * @throws IOException if the port is taken
   * @throws IllegalStateException if the database cannot be used
   */
  static Shop open(int port, DatabaseChoice choice, Secret key) throws IOException {
    return open(port, choice, key, ShopNotices.all(), Clock.systemUTC(), FurtherProviders.none());
  }

  /** The same with other notices, at another time, or with more providers. */
  static Shop open(
      int port,
      DatabaseChoice choice,
      Secret key,
      Notices notices,
      Clock clock,
      FurtherProviders further)
      throws IOException {
    Server server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("localhost");
    connector.setPort(port);
    server.addConnector(connector);
    connector.open(); // the redirect URIs need the port
    try {
      return new Shop(
          server,
          URI.create("http://localhost:" + connector.getLocalPort() + "/"),
          ShopDatabase.open(choice),
          key,
          notices,
          clock,
          further);
    } catch (RuntimeException e) {
      connector.close();
      throw e;
    }
  }

  private Shop(
      Server server,
      URI address,
      ShopDatabase database,
      Secret key,
      Notices notices,
      Clock clock,
      FurtherProviders further) {
    this.further = further;
    this.server = server;
    this.address = address;
    this.database = database;
    this.kakao = FakeKakao.builder().people(OldMembers.atKakao()).clock(clock).start();
    this.sampleId = sampleId(clock);
    Secret shared = newSecret();
    this.verify = SampleVerify.open(address, shared);
    this.ageVendor = new AgeVendor(verify.address(), shared);
    MemberSyncBuilder builder = MemberSync.builder(database.members(), notices);
    further.providers().forEach(builder::provider);
    this.sync = builder
        .clock(clock)
        .provider(kakao.provider())
        .provider(secondWayIn(sampleId))
        .callbacks(address.resolve("/login/callback/"))
        .mapping(ShopDatabase.MAPPING)
        .records(database.records())
        .codes(inbox, CodeSender.Limits.defaults())
        .adults(ageVendor, Period.ofYears(1))
        .http(SLOW_MACHINE)
        .keys(KeyRing.of(key))
        .build();
    kakao.registerRedirectUri(sync.redirectUri(Kakao.ID));
    sampleId.registerRedirectUri(sync.redirectUri(SAMPLE_ID));
    further.register(sync);
    server.setHandler(pages());
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw new IllegalStateException("the shop's server does not start", e);
    }
  }

  /** Where the shop is. */
  URI address() {
    return address;
  }

  private ServletContextHandler pages() {
    ShopSessions sessions = new ShopSessions(database);
    OwnForms forms = new OwnForms(address);
    MemberSyncServlet login = MemberSyncServlet.builder(sync, sessions)
        .shopLogin(new OwnLogin())
        .providerName(SAMPLE_ID, "Sample ID")
        .cssVariable("--ms-accent", "#6b1d3f")
        .cssVariable("--ms-background", "#f7f3ee")
        .cssVariable("--ms-soft", "#f7f3ee")
        .stylesheet("/shop.css")
        .header(Shop::header)
        .footer(InboxPage::link)
        .build();
    ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
    context.getSessionHandler().setHttpOnly(true);
    context.getSessionHandler().setSameSite(HttpCookie.SameSite.LAX);
    context.getSessionHandler().setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
    add(context, login, "/login/*").setInitOrder(1);
    add(context, new HomePage(), "");
    add(context, new CartForm(), "/cart");
    add(context, new OrderForm(sync, forms), OrderForm.PATH);
    add(context, new AdultPage(sync, ageVendor), AdultPage.PATH);
    add(context, new MemberPage(sync, database), "/me");
    add(context, new SignInPage(database, sessions, forms), SignInPage.PATH);
    add(context, new InboxPage(inbox), InboxPage.PATH);
    add(context, new SignOutForm(forms), "/sign-out");
    add(context, new PosterPage(address), "/poster");
    add(context, new StyleSheet(), "/shop.css");
    return context;
  }

  private static ServletHolder add(
      ServletContextHandler context, HttpServlet servlet, String mapping) {
    ServletHolder holder = new ServletHolder(servlet);
    context.addServlet(holder, mapping);
    return holder;
  }

  /** The same head as on the shop's own pages. */
  private static String header(Locale locale) {
    return Layout.brand().markup();
  }

  /** Some OpenID Connect issuer other than Kakao, with people of its own. */
  private static FakeKakao sampleId(Clock clock) {
    return FakeKakao.builder()
        .clock(clock)
        .ownIssuer()
        .app(KakaoApp.withId(900_001)
            .key("sample-id-client", "sample-id-secret")
            .adminKey("99998888777766665555444433332222")
            .openIdConnect(true)
            .items(
                KakaoConsentItem.required("profile_nickname"),
                KakaoConsentItem.required("account_email"),
                KakaoConsentItem.optional("name"))
            .build())
        .people(
            KakaoPerson.named("haneul", 77_001L)
                .nickname("Haneul")
                .name("Kim Haneul")
                .email("haneul@shop.example")
                .build(),
            KakaoPerson.named("seoyeon", 77_002L)
                .nickname("서연")
                .name("박서연")
                .email("seoyeon@shop.example")
                .build(),
            KakaoPerson.named("minjun", 77_003L)
                .nickname("민준")
                .name("이민준")
                .email("minjun@shop.example")
                .build())
        .start();
  }

  private static Provider secondWayIn(FakeKakao issuer) {
    Secret secret = Secret.of(issuer.clientSecret());
    return OpenIdConnect.of(SAMPLE_ID, issuer.baseUri(), issuer.clientId(), secret)
        .withBrand("SAMPLE_ID")
        .withClientAuth(ClientAuth.POST_BODY)
        .withScopes("profile_nickname", "account_email", "name")
        .trusting(Field.EMAIL); // this issuer checks its members' e-mail
  }

  static Secret newSecret() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return Secret.of(Base64.getEncoder().encodeToString(random));
  }

  /** Waits until the server has been stopped. */
  void join() throws InterruptedException {
    server.join();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the shop's server does not stop", e);
    } finally {
      sync.close();
      kakao.close();
      sampleId.close();
      further.close();
      verify.close();
      database.close();
    }
  }
}
