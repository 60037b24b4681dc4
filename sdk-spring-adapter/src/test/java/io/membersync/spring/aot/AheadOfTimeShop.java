package io.membersync.spring.aot;

import io.membersync.MemberSync;
import org.springframework.aot.AotDetector;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A shop that signs nobody up, but has every bean. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class AheadOfTimeShop {
  /** Starts, says so, and ends. */
  public static void main(String[] arguments) {
    try (ConfigurableApplicationContext shop =
        new SpringApplicationBuilder(AheadOfTimeShop.class).run(arguments)) {
      System.out.println("generated " + AotDetector.useGeneratedArtifacts() + ", providers "
          + shop.getBean(MemberSync.class).providers().size());
    }
  }
}
