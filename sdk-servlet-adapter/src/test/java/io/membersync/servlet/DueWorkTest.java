package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.testsupport.Eventually;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

class DueWorkTest {
  @Test
  void isDoneOnOneNamedDaemonThreadThatEndsWithTheServlet() {
    try (Shop shop = Shop.open(builder -> builder.workEvery(Duration.ofMillis(100)))) {
      Eventually.isTrue(() -> shop.engine.dueRuns.get() > 1);
      assertThat(workers()).isEqualTo(1);
    }
    Eventually.isTrue(() -> workers() == 0);
    assertThat(workers()).isZero();
  }

  @Test
  void goesOnAfterAFailure() {
    try (Shop shop = Shop.open(builder -> builder.workEvery(Duration.ofMillis(100)))) {
      shop.engine.failure = Optional.of(new IllegalStateException("the store is away"));
      int before = shop.engine.dueRuns.get();
      Eventually.isTrue(() -> shop.engine.dueRuns.get() > before + 2);
      assertThat(workers()).isEqualTo(1);
    }
    Eventually.isTrue(() -> workers() == 0);
  }

  @Test
  void isLeftToTheShopWhereItWantsThat() {
    try (Shop shop = Shop.open()) {
      assertThat(shop.get("/login/").status()).isEqualTo(200);
      assertThat(workers()).isZero();
    }
  }

  @Test
  void aMappingWithoutEverythingBelowItIsRefusedAtStart() {
    Server server = new Server(0);
    ServletContextHandler context = new ServletContextHandler("/");
    ServletHolder holder = new ServletHolder(
        MemberSyncServlet.builder(new Script(), HttpSessions.attribute("m")).build());
    holder.setInitOrder(1);
    context.addServlet(holder, "/login");
    server.setHandler(context);

    assertThatThrownBy(server::start).hasStackTraceContaining("map it to /login/*");
    assertThat(workers()).isZero();
  }

  private static long workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(DueWork.THREAD_NAME))
        .peek(thread -> assertThat(thread.isDaemon()).isTrue())
        .count();
  }
}
