package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.testing.KakaoEndpoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.UUID;
import org.htmlunit.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Pools and transaction managers as some shops have set them, and ends of transactions that fail. */
@ExtendWith(OutputCaptureExtension.class)
class UnusualTransactionsTest {

  private static SpringShop.Start onJpa() {
    return SpringShop.with(ShopStores.OnJpa.class)
        .property("spring.jpa.hibernate.ddl-auto", "create")
        .without("membersync.members.table");
  }

  @Test
  void aPoolWithoutAutoCommitKeepsEveryWrite() {
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class)
        .property("spring.datasource.hikari.auto-commit", "false")
        .start()) {
      Records records = shop.bean(Records.class);
      Instant later = Instant.now().plusSeconds(600);
      assertThat(records.attempts().claim(ShopId.DEFAULT, "key", later)).isTrue();
      assertThat(records.attempts().claim(ShopId.DEFAULT, "key", later)).isFalse();
    }
  }

  @Test
  void aPoolWithoutAutoCommitSignsUp() {
    try (SpringShop shop = onJpa()
            .property("spring.datasource.hikari.auto-commit", "false")
            .property(
                "spring.jpa.properties.hibernate.connection.provider_disables_autocommit", "true")
            .start();
        ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.signUp();
      assertThat(shop.members()).hasSize(1);
      assertThat(shop.count("membersync_claim")).isPositive();
    }
  }

  @Test
  void aPoolOfOneConnectionIsEnough() {
    try (SpringShop shop = onJpa()
            .property("spring.datasource.hikari.maximum-pool-size", "1")
            .property("spring.datasource.hikari.connection-timeout", "2000")
            .start();
        ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.signUp();
      assertThat(shop.members()).hasSize(1);
    }
  }

  @Test
  void aPoolOfOneConnectionIsEnoughInsideTheShopsOwnTransaction() {
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class)
        .property("spring.datasource.hikari.maximum-pool-size", "1")
        .property("spring.datasource.hikari.connection-timeout", "2000")
        .property("membersync.work.scheduler", "none")
        .start()) {
      Records records = shop.bean(Records.class);
      new TransactionTemplate(shop.bean(PlatformTransactionManager.class))
          .executeWithoutResult(status -> assertThat(
                  records.identities().findPersonOf(ShopId.DEFAULT, new MemberId("1")))
              .isEmpty());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoWithoutAutoCommit {
    @Bean
    HikariDataSource members() {
      return pool();
    }

    @Bean
    @Primary
    HikariDataSource reports() {
      return pool();
    }

    @Bean
    PlatformTransactionManager reportsTransactions(HikariDataSource reports) {
      return new DataSourceTransactionManager(reports);
    }

    private static HikariDataSource pool() {
      HikariDataSource pool = new HikariDataSource();
      pool.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
      pool.setAutoCommit(false);
      return pool;
    }
  }

  @Test
  void aManagerOfAnotherDatabaseIsToldAlsoWithoutAutoCommit() {
    try (SpringShop shop = SpringShop.with(TwoWithoutAutoCommit.class)
        .property("membersync.jdbc.data-source", "members")
        .property("membersync.jdbc.transaction-manager", "reportsTransactions")
        .start()) {
      Records records = shop.bean(Records.class);
      assertThatThrownBy(() -> records
              .unitOfWork()
              .execute(() -> records.identities().findPersonOf(ShopId.DEFAULT, new MemberId("1"))))
          .hasMessageContaining("does not manage the data source of MemberSync's tables");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Proxied {
    @Bean
    HikariDataSource pool() {
      return TwoWithoutAutoCommit.pool();
    }

    @Bean
    @Primary
    LazyConnectionDataSourceProxy lazy(HikariDataSource pool) {
      return new LazyConnectionDataSourceProxy(pool);
    }

    @Bean
    TransactionAwareDataSourceProxy aware(LazyConnectionDataSourceProxy lazy) {
      return new TransactionAwareDataSourceProxy(lazy);
    }

    @Bean
    PlatformTransactionManager manager(LazyConnectionDataSourceProxy lazy) {
      return new DataSourceTransactionManager(lazy);
    }
  }

  @Test
  void proxiesOfDataSourcesAreSeenThrough() {
    for (String name : new String[] {"lazy", "aware"}) {
      try (SpringShop shop = SpringShop.with(Proxied.class, SpringShop.MemberTable.class)
              .property("membersync.jdbc.data-source", name)
              .property("membersync.jdbc.create-tables", "always")
              .start();
          ShopVisitor haneul = shop.visitor("haneul")) {
        haneul.signUp();
        assertThat(shop.members()).as(name).hasSize(1);
      }
    }
  }

  @Test
  void whatFailsAfterTheCommitUndoesNothing() {
    try (SpringShop shop = onJpa().start();
        ShopVisitor haneul = shop.visitor("haneul")) {
      shop.bean(ShopStores.AfterWrite.class)
          .then(write -> TransactionSynchronizationManager.registerSynchronization(
              new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                  throw new IllegalStateException("the shop's mail server is away");
                }
              }));
      Page end = haneul.signUp();
      assertThat(shop.members()).hasSize(1);
      assertThat(end.getWebResponse().getStatusCode()).isNotEqualTo(503);
    }
  }

  @Test
  void whatFailsBeforeTheCommitLeavesNothing(CapturedOutput output) {
    try (SpringShop shop = onJpa().start();
        ShopVisitor haneul = shop.visitor("haneul")) {
      shop.bean(ShopStores.AfterWrite.class)
          .then(write -> TransactionSynchronizationManager.registerSynchronization(
              new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean readOnly) {
                  throw new IllegalStateException("haneul@example.com cannot be");
                }
              }));
      Page end = haneul.signUp();
      assertThat(shop.members()).isEmpty();
      assertThat(end.getWebResponse().getStatusCode()).isEqualTo(503);
      assertThat(output.getAll()).doesNotContain("cannot be");
    }
  }

  @Test
  void aTransactionThatTheShopHasGivenUpLeavesNothing() {
    try (SpringShop shop = onJpa().start();
        ShopVisitor haneul = shop.visitor("haneul")) {
      PlatformTransactionManager manager = shop.bean(PlatformTransactionManager.class);
      shop.bean(ShopStores.AfterWrite.class)
          .then(write -> new TransactionTemplate(manager)
              .executeWithoutResult(status -> status.setRollbackOnly()));
      Page end = haneul.signUp();
      assertThat(shop.members()).isEmpty();
      assertThat(shop.count("membersync_identity")).isZero();
      assertThat(end.getWebResponse().getStatusCode()).isEqualTo(503);
    }
  }

  @Test
  void withTheDatabaseAwayHealthIsDownAndEachPageSaysSo(CapturedOutput output) throws Exception {
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class)
            .property("management.endpoints.web.exposure.include", "health,membersync")
            .property("management.endpoint.health.show-details", "always")
            .start();
        ShopVisitor haneul = shop.visitor("haneul");
        ShopVisitor doyun = shop.visitor("doyun")) {
      haneul.signUp();
      URI callback = doyun.callback(
          "/membersync/start/kakao",
          authorization -> shop.kakao.visitor("doyun").agree(authorization));
      shop.bean(HikariDataSource.class).close();
      assertThat(get(shop, "/actuator/health/membersync").statusCode()).isEqualTo(503);
      assertThat(get(shop, "/actuator/health/membersync").body()).contains("store-");
      assertThat(get(shop, "/actuator/membersync").statusCode()).isEqualTo(503);
      Page end = doyun.open(callback);
      assertThat(end.getWebResponse().getStatusCode()).isEqualTo(503);
      assertThat(shop.kakao.requests(KakaoEndpoint.TOKEN)).hasSize(1);
      Records records = shop.bean(Records.class);
      assertThatThrownBy(() -> records.switches().all(ShopId.DEFAULT))
          .isInstanceOf(MemberStoreException.class);
      assertThatThrownBy(() -> records.attempts().removeParked(ShopId.DEFAULT, "x"))
          .isInstanceOf(MemberStoreException.class);
    }
  }

  private static HttpResponse<String> get(SpringShop shop, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(shop.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
