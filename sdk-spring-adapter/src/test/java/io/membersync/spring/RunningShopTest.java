package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.consent.Notices;
import io.membersync.jdbc.JdbcRecords;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberId;
import io.membersync.member.MemberSessions;
import io.membersync.member.MemberStore;
import io.membersync.records.KeyRing;
import io.membersync.records.Records;
import io.membersync.servlet.HttpSessions;
import io.membersync.servlet.MemberSyncServlet;
import io.membersync.servlet.ServletExchange;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Eventually;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebResponse;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The starter in applications that are set up otherwise than the guide's. */
class RunningShopTest {

  @Service
  static class OwnCallback {
    private final MemberSync sync;

    OwnCallback(MemberSync sync) {
      this.sync = sync;
    }

    /** What a shop writes that does not use the servlet. */
    @Transactional
    public void complete() {
      sync.complete(
          new io.membersync.testing.TestBrowser(),
          io.membersync.Callback.query(io.membersync.provider.kakao.Kakao.ID, "code=a&state=b"));
    }

    @Transactional
    public boolean left(String member) {
      return sync.members().left(new MemberId(member));
    }

    @Transactional
    public boolean isKnown(String member) {
      return sync.members().find(new MemberId(member)).isPresent();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Listening {
    final List<Members.Event> events = new CopyOnWriteArrayList<>();
    final List<Boolean> inTransaction = new CopyOnWriteArrayList<>();
    final List<Long> membersSeen = new CopyOnWriteArrayList<>();
    private final JdbcClient jdbc;

    Listening(JdbcClient jdbc) {
      this.jdbc = jdbc;
    }

    @EventListener
    void heard(Members.Event event) {
      events.add(event);
      inTransaction.add(TransactionSynchronizationManager.isActualTransactionActive());
      membersSeen.add(jdbc.sql("SELECT COUNT(*) FROM member").query(Long.class).single());
      throw new IllegalStateException("a listener that fails");
    }
  }

  @RestController
  static class OwnPages {
    @GetMapping("/thread")
    String thread() throws ReflectiveOperationException {
      return Runtime.version().feature() < 21
          ? "platform"
          : Thread.class.getMethod("isVirtual").invoke(Thread.currentThread()).equals(true)
              ? "virtual"
              : "platform";
    }
  }

  @Test
  void eventsAreToldAfterTheCommitAndAnOpenTransactionIsRefused() {
    try (SpringShop shop = SpringShop.with(
                SpringShop.MemberTable.class, Listening.class, OwnCallback.class)
            .start();
        ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.signUp();

      Listening heard = shop.bean(Listening.class);
      assertThat(heard.events)
          .extracting(Members.Event::kind)
          .contains(Members.Event.Kind.SIGNED_UP);
      assertThat(heard.inTransaction).containsOnly(false);
      assertThat(heard.membersSeen)
          .as("the row is there when the event is told")
          .containsOnly(1L);
      assertThat(haneul.read("/membersync/"))
          .as("a failing listener fails nobody")
          .isNotEmpty();

      OwnCallback own = shop.bean(OwnCallback.class);
      String where = OwnCallback.class.getName();
      assertThatThrownBy(own::complete)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("MemberSync.complete() was called inside an open transaction, that of "
              + where + ".complete. It opens its own, and must be able to repeat them: remove"
              + " @Transactional (or the begin) around this call");
      assertThatThrownBy(() -> own.left("1"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("that of " + where + ".left")
          .hasMessageContaining("call it outside, or after the commit");
      assertThat(own.isKnown("1"))
          .as("reading goes on in the shop's transaction")
          .isTrue();
      assertThat(shop.count("membersync_identity")).isEqualTo(1);
    }
  }

  @Test
  void aContextPathAPathOfItsOwnLazyBeansAndAProxyChangeNothing() {
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class, OwnPages.class)
            .contextPath("/mall")
            .property("membersync.path", "/member/join")
            .property("membersync.page.shop-sign-in", "/member/login")
            .property("membersync.page.shop-sign-in-parameter", "next")
            .property("membersync.page.stylesheet", "/shop.css")
            .property("membersync.page.last-used", "false")
            .property("spring.main.lazy-initialization", "true")
            .property("server.forward-headers-strategy", "framework")
            .property("spring.threads.virtual.enabled", "true")
            .property("membersync.work.scheduler", "spring")
            .property("membersync.work.every", "100ms")
            .start();
        ShopVisitor haneul = shop.visitor("haneul")) {
      shop.context.getBean(SpringShop.MemberTable.Made.class);
      // What a proxy, or whoever pretends to be one, says of the address changes no redirect URI.
      haneul.browser.addRequestHeader("X-Forwarded-Host", "evil.example");
      haneul.browser.addRequestHeader("X-Forwarded-Proto", "https");
      WebResponse begun = haneul.ask(
          HttpMethod.GET, shop.resolve("/member/join/start/kakao?returnTo=/mall/thread"));
      assertThat(begun.getStatusCode()).isBetween(302, 303);
      String atKakao = begun.getResponseHeaderValue("Location");
      assertThat(atKakao)
          .contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A" + shop.address.getPort()
              + "%2Fmall%2Fmember%2Fjoin%2Fcallback%2Fkakao");

      Page notices = haneul.open(shop.kakao.visitor("haneul").agree(URI.create(atKakao)));
      Page end = ShopVisitor.agree(notices);
      assertThat(end.getUrl().getPath()).isEqualTo("/mall/thread");
      assertThat(end.getWebResponse().getContentAsString())
          .isEqualTo(Runtime.version().feature() < 21 ? "platform" : "virtual");
      assertThat(shop.members()).hasSize(1);
      assertThat(haneul.read("/member/join/"))
          .as("the shop's own paths are below the context path")
          .contains("href=\"/mall/\"")
          .contains("/mall/member/login?next=")
          .contains("/mall/shop.css")
          .doesNotContain("last-used");

      // Due work is done although nobody has asked for the bean.
      assertThat(shop.context.getBeansOfType(DueWork.class).values())
          .allSatisfy(work -> assertThat(work.isRunning()).isTrue());
      ServletRegistrationBean<?> registration =
          shop.context.getBean("memberSyncServletRegistration", ServletRegistrationBean.class);
      assertThat(Set.copyOf(registration.getUrlMappings())).isEqualTo(Set.of("/member/join/*"));
    }
  }

  @Test
  void aSignInUnderWayIsFinishedWhenTheApplicationEnds() throws Exception {
    String database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    SpringShop shop = SpringShop.with(SpringShop.MemberTable.class)
        .property("spring.datasource.url", database)
        .property("spring.datasource.username", "sa")
        .start();
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.signUp();
      haneul.browser.getCookieManager().clearCookies();
      URI callback =
          haneul.callback("/membersync/start/kakao", shop.kakao.visitor("haneul")::agree);
      shop.kakao.put(
          shop.kakao.person("haneul").toBuilder().name("Kim Haneul-New").build());
      shop.kakao.failNext(KakaoEndpoint.USER_ME, Failure.delay(Duration.ofMillis(1_500)));
      int before = shop.kakao.calls(KakaoEndpoint.USER_ME);
      CompletableFuture<Integer> answered = CompletableFuture.supplyAsync(
          () -> haneul.ask(HttpMethod.GET, callback).getStatusCode());
      Eventually.isTrue(() -> shop.kakao.calls(KakaoEndpoint.USER_ME) > before);

      shop.context.close(); // Kakao has not answered yet

      assertThat(answered.get()).as("answered during the shutdown").isBetween(302, 303);
      assertThat(JdbcClient.create(new DriverManagerDataSource(database, "sa", ""))
              .sql("SELECT name FROM member")
              .query(String.class)
              .list())
          .containsExactly("Kim Haneul-New");
    } finally {
      shop.close();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoDatabases {
    @Bean
    DataSource members() {
      return database("members");
    }

    @Bean
    @Primary
    DataSource reports() {
      return database("reports");
    }

    private static DataSource database(String name) {
      JdbcDataSource made = new JdbcDataSource();
      made.setUrl("jdbc:h2:mem:" + name + "-two-databases;DB_CLOSE_DELAY=-1");
      return made;
    }

    @Bean
    PlatformTransactionManager membersTransactions(@Qualifier("members") DataSource members) {
      return new JdbcTransactionManager(members);
    }

    @Bean
    @Primary
    PlatformTransactionManager reportsTransactions(@Qualifier("reports") DataSource reports) {
      return new JdbcTransactionManager(reports);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class MembersOnTheSecond {
    MembersOnTheSecond(@Qualifier("members") DataSource members) {
      JdbcClient.create(members)
          .sql(SpringShop.TABLE.replace("TABLE", "TABLE IF NOT EXISTS"))
          .update();
    }
  }

  @Test
  void theMembersMayBeInASecondDatabase() {
    try (SpringShop shop = SpringShop.with(TwoDatabases.class, MembersOnTheSecond.class)
            .property("membersync.jdbc.data-source", "members")
            .property("membersync.jdbc.transaction-manager", "membersTransactions")
            .start();
        ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.signUp();
      JdbcClient members = JdbcClient.create(shop.context.getBean("members", DataSource.class));
      assertThat(members.sql("SELECT name FROM member").query(String.class).list())
          .containsExactly("Kim Haneul");
      assertThat(JdbcClient.create(shop.context.getBean("reports", DataSource.class))
              .sql("SELECT COUNT(*) FROM information_schema.tables WHERE LOWER(table_name) LIKE"
                  + " 'membersync%'")
              .query(Integer.class)
              .single())
          .isZero();
    }
  }

  @Test
  void aManagerOfAnotherDatabaseIsToldBeforeAnythingIsWritten() {
    try (SpringShop shop = SpringShop.with(TwoDatabases.class, MembersOnTheSecond.class)
        .property("membersync.jdbc.data-source", "members")
        .property("membersync.jdbc.transaction-manager", "reportsTransactions")
        .start()) {
      Records records = shop.bean(Records.class);
      assertThatThrownBy(() -> records
              .unitOfWork()
              .execute(() -> records
                  .identities()
                  .findPersonOf(io.membersync.member.ShopId.DEFAULT, new MemberId("1"))))
          .hasMessageContaining("does not manage the data source of MemberSync's tables: set"
              + " membersync.jdbc.transaction-manager and membersync.jdbc.data-source to beans that"
              + " belong together");
    }
  }

  /** Everything that a shop may bring itself. */
  @Configuration(proxyBeanMethods = false)
  static class OwnBeans {
    @Bean
    MemberStore ownStore() {
      return new InMemoryMemberStore();
    }

    @Bean
    Records ownRecords() {
      return Records.inMemory();
    }

    @Bean
    KeyRing ownKeys() {
      return KeyRing.throwAway();
    }

    @Bean
    Notices ownNotices() {
      return Notices.korea("Own Shop");
    }

    @Bean
    MemberSessions<ServletExchange> ownSessions() {
      return new MemberSessions<>() {
        @Override
        public void open(ServletExchange exchange, MemberId member) {
          exchange.request().getSession().setAttribute("own", member.value());
        }

        @Override
        public Optional<MemberId> current(ServletExchange exchange) {
          return Optional.empty();
        }
      };
    }
  }

  @Test
  void beansOfTheShopTakeThePlaceOfOurs() {
    try (SpringShop shop = SpringShop.with(OwnBeans.class).start();
        ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.signUp();
      assertThat(shop.bean(MemberStore.class)).isInstanceOf(InMemoryMemberStore.class);
      assertThat(((InMemoryMemberStore) shop.bean(MemberStore.class)).count()).isEqualTo(1);
      assertThat(shop.bean(MemberSync.class).notices().shopName()).isEqualTo("Own Shop");
      for (Class<?> ours : List.of(JdbcRecords.class, HttpSessions.class)) {
        assertThat(shop.context.getBeanNamesForType(ours)).as(ours.getName()).isEmpty();
      }
      assertThat(shop.context.getBeanNamesForType(MemberSyncServlet.class)).hasSize(1);
    }
  }

  @Test
  void noBeanOfOursHidesOneOfTheApplication() {
    Set<String> without = beans(SpringShop.with(SpringShop.MemberTable.class)
        .secured()
        .property("membersync.enabled", "false"));
    Set<String> with = beans(SpringShop.with(SpringShop.MemberTable.class).secured());
    assertThat(with).containsAll(without);
    with.removeAll(without);
    assertThat(with)
        .as("what we add is told by its name")
        .allMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("membersync")
            || name.contains("io.membersync.spring"));
  }

  private static Set<String> beans(SpringShop.Start start) {
    try (SpringShop shop = start.start()) {
      Set<String> names = new TreeSet<>(Arrays.asList(shop.context.getBeanDefinitionNames()));
      names.remove("fakes");
      return names;
    }
  }
}
