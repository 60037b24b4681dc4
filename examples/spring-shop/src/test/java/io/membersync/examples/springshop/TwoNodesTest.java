package io.membersync.examples.springshop;

import static io.membersync.examples.springshop.Visitor.agree;
import static io.membersync.examples.springshop.Visitor.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.provider.Provider;
import io.membersync.testing.FakeKakao;
import io.membersync.testsupport.Eventually;
import io.membersync.testsupport.servers.CutProxy;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The shop on two nodes behind a proxy that leads each request to the other one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // before all tests
class TwoNodesTest {
  private static final FakeKakao KAKAO = FakeKakao.onLoopback();

  private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();
  private CutProxy proxy;
  private URI address;

  @Configuration(proxyBeanMethods = false)
  static class Node {
    @Bean
    Provider kakao() {
      return KAKAO.provider();
    }
  }

  @BeforeAll
  void start() throws IOException {
    List<Integer> ports = List.of(RunningShop.freePort(), RunningShop.freePort());
    proxy = CutProxy.before(ports);
    address = URI.create("http://localhost:" + proxy.port() + "/");
    KAKAO.registerRedirectUri(address.resolve("membersync/callback/kakao"));
    String database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    for (int port : ports) {
      nodes.add(new SpringApplicationBuilder(SpringShop.class, Node.class)
          .profiles("nodes")
          .run(
              "--server.port=" + port,
              "--server.tomcat.max-keep-alive-requests=1",
              "--spring.datasource.url=" + database,
              "--membersync.keys[0]=one secret for all nodes of this shop",
              "--membersync.base-url=http://localhost:" + proxy.port()));
    }
  }

  @AfterAll
  void stop() throws IOException {
    nodes.forEach(ConfigurableApplicationContext::close);
    proxy.close();
    KAKAO.close();
  }

  @Test
  void aGuestsCartAndTheMemberAreKnownToBoth() {
    try (Visitor visitor = new Visitor(address, KAKAO, RunningShop.somebody("nari"))) {
      HtmlPage cart = send(visitor.open("/"), "/cart/add");
      String guest = visitor.cookie("SESSION");
      HtmlPage after = agree(visitor.byKakao(visitor.follow(cart, "/membersync")));

      assertThat(visitor.cookie("SESSION")).as("no session fixation").isNotEqualTo(guest);
      for (int node = 0; node < nodes.size(); node++) {
        assertThat(visitor.open("/cart").asNormalizedText())
            .contains("Little moon jar", "Person nari", "₩65,000");
      }
      assertThat(send(after, "/orders").asNormalizedText()).contains("We send your order");
      for (int node = 0; node < nodes.size(); node++) {
        assertThat(visitor.open("/me").asNormalizedText()).contains("Orders: 1");
      }
    }
  }

  @Test
  void whoWantedAProtectedPageComesToItOverBoth() {
    try (Visitor visitor = new Visitor(address, KAKAO, RunningShop.somebody("odam"))) {
      HtmlPage signIn = visitor.open("/orders");
      assertThat(agree(visitor.byKakao(signIn)).getUrl().getPath()).isEqualTo("/orders");
    }
  }

  @Test
  void whatIsDueIsDoneByTheSchedulerOfTheShop() {
    JdbcClient jdbc = nodes.get(0).getBean(JdbcClient.class);
    Eventually.isTrue(() -> jdbc.sql("SELECT COUNT(*) FROM scheduled_tasks"
                + " WHERE task_name = 'membersync-work-shop' AND last_success IS NOT NULL")
            .query(Integer.class)
            .single()
        == 1);
    assertThat(jdbc.sql("SELECT COUNT(*) FROM membersync_scheduled_task")
            .query(Integer.class)
            .single())
        .as("MemberSync has no scheduler of its own beside")
        .isZero();
  }
}
