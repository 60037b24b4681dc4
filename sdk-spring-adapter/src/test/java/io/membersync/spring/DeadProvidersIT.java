package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.membersync.MemberSync;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application starts as fast with fifty dead providers as with fifty that answer. */
@Tag("real")
class DeadProvidersIT {
  private static final int PROVIDERS = 50;
  private static final int FEWEST_STARTS = 4;
  private static final int MOST_STARTS = 20;
  private static final String JPA =
      "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
          + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration";

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Shop {}

  @Test
  void fiftyDeadProvidersDoNotHoldUpAStart() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer issuers = HttpServer.create(loopback(), 100);
    issuers.setExecutor(threads);
    String alive = "http://127.0.0.1:" + issuers.getAddress().getPort();
    issuers.createContext("/", exchange -> {
      String path = exchange.getRequestURI().getPath();
      String issuer = alive + path.substring(0, path.indexOf("/.well-known"));
      byte[] metadata = """
          {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize",
           "token_endpoint": "%1$s/token", "jwks_uri": "%1$s/keys",
           "userinfo_endpoint": "%1$s/me"}""".formatted(issuer).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, metadata.length);
      exchange.getResponseBody().write(metadata);
      exchange.close();
    });
    issuers.start();
    // Takes connections and never says a word.
    try (ServerSocket silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress())) {
      String hanging = "http://127.0.0.1:" + silent.getLocalPort();
      String refusing = refusing();
      start(number -> alive + "/warm" + number);
      Duration usual = Duration.ofDays(1);
      Duration late = usual;
      int starts = 0;
      // In turn, so that a busy machine is busy for both, and once more while it was busy for one.
      while (starts < FEWEST_STARTS
          || (late.compareTo(allowed(usual)) > 0 && starts < MOST_STARTS)) {
        usual = faster(usual, start(number -> alive + "/" + number));
        late = faster(late, start(number -> switch (number % 3) {
          case 0 -> hanging + "/" + number;
          case 1 -> refusing + "/" + number;
          default -> "https://issuer" + number + ".invalid";
        }));
        starts++;
      }
      System.out.printf(
          "start-up with %d providers: alive %d ms, dead %d ms (fastest of %d)%n",
          PROVIDERS, usual.toMillis(), late.toMillis(), starts);
      assertThat(late).isLessThanOrEqualTo(allowed(usual));
    } finally {
      issuers.stop(0);
      threads.shutdownNow();
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static Duration faster(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration allowed(Duration usual) {
    return usual.plus(Duration.ofMillis(Math.max(300, usual.toMillis() / 10)));
  }

  private static String refusing() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + closed.getLocalPort();
    }
  }

  private static Duration start(IntFunction<String> issuer) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(
        "--spring.main.banner-mode=off",
        "--server.port=0",
        "--spring.autoconfigure.exclude=" + SpringShop.SECURITY + "," + JPA,
        "--spring.jpa.hibernate.ddl-auto=none",
        "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
        "--membersync.shop-name=Wine Shop",
        "--membersync.base-url=http://127.0.0.1:8080",
        "--membersync.members.table=member"));
    for (int i = 0; i < PROVIDERS; i++) {
      String registration = "--membersync.providers.partner" + i;
      arguments.add(registration + ".issuer=" + URI.create(issuer.apply(i)));
      arguments.add(registration + ".client-id=shop");
      arguments.add(registration + ".client-secret=a-secret-of-the-shop");
    }
    long begun = System.nanoTime();
    try (ConfigurableApplicationContext shop =
        new SpringApplicationBuilder(Shop.class).run(arguments.toArray(String[]::new))) {
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(shop.getBean(MemberSync.class).providers()).hasSize(PROVIDERS);
      return took;
    }
  }
}
