package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

class DueWorkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void isDoneOnOneNamedDaemonThreadThatEndsWithTheServlet() {
    try (Shop shop = Shop.open(builder -> builder.workEvery(Duration.ofMillis(100)))) {
      await(() -> shop.engine.dueRuns.get() > 1);
      assertThat(workers()).isEqualTo(1);
    }
    await(() -> workers() == 0);
    assertThat(workers()).isZero();
  }

  @Test
  void goesOnAfterAFailure() {
    try (Shop shop = Shop.open(builder -> builder.workEvery(Duration.ofMillis(100)))) {
      shop.engine.failure = Optional.of(new IllegalStateException("the store is away"));
      int before = shop.engine.dueRuns.get();
      await(() -> shop.engine.dueRuns.get() > before + 2);
      assertThat(workers()).isEqualTo(1);
    }
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

  /** A thread of the servlet's own is watched, so this waits in real time. */
  private static void await(BooleanSupplier condition) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean() && Instant.now().isBefore(end)) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
