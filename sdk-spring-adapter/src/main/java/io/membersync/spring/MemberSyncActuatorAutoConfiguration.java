package io.membersync.spring;

import io.membersync.MemberSync;
import java.time.Clock;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The health of MemberSync and its endpoint, where the shop has Spring Boot's Actuator. */
@AutoConfiguration(after = MemberSyncAutoConfiguration.class)
@ConditionalOnClass({WebEndpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(MemberSync.class)
final class MemberSyncActuatorAutoConfiguration {

  @Bean
  ProviderActivity memberSyncActivity() {
    return new ProviderActivity(Clock.systemUTC());
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnAvailableEndpoint
  MemberSyncEndpoint memberSyncEndpoint(MemberSync sync, ProviderActivity activity) {
    return new MemberSyncEndpoint(sync, activity);
  }

  /** The package is Spring Boot 4's. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
  static class OfHealth {
    /** Its name makes the contributor's. */
    @Bean("membersyncHealthIndicator")
    @ConditionalOnMissingBean(name = {"membersyncHealthIndicator", "membersyncHealthContributor"})
    @ConditionalOnEnabledHealthIndicator("membersync")
    HealthIndicator memberSyncHealthIndicator(MemberSync sync, ProviderActivity activity) {
      return new MemberSyncHealthIndicator(sync, activity);
    }
  }
}
