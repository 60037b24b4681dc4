package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.testsupport.ManyIssuers;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
    try (ManyIssuers issuers = ManyIssuers.open()) {
      start(number -> issuers.alive(PROVIDERS + number)); // loads the classes
      Duration usual = Duration.ofDays(1);
      Duration late = usual;
      int starts = 0;
      // In turn, so that a busy machine is busy for both, and once more while it was busy for one.
      while (starts < FEWEST_STARTS
          || (late.compareTo(allowed(usual)) > 0 && starts < MOST_STARTS)) {
        usual = faster(usual, start(issuers::alive));
        late = faster(late, start(issuers::dead));
        starts++;
      }
      System.out.printf(
          "start-up with %d providers: alive %d ms, dead %d ms (fastest of %d)%n",
          PROVIDERS, usual.toMillis(), late.toMillis(), starts);
      assertThat(late).isLessThanOrEqualTo(allowed(usual));
    }
  }

  private static Duration faster(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration allowed(Duration usual) {
    return usual.plus(Duration.ofMillis(Math.max(300, usual.toMillis() / 10)));
  }

  private static Duration start(IntFunction<String> issuer) {
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
