package io.membersync.spring;

import io.membersync.MemberSync;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Every {@link MemberSync.Observer} that is a bean, and ours: an observation of each step, or a timer
 * where the shop has meters only. {@code management.observations.enable.membersync=false} and {@code
 * management.metrics.enable.membersync=false} take them away.
 */
@AutoConfiguration(
    before = MemberSyncAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
      // Spring Boot 3.5
      "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration"
    })
@ConditionalOnProperty(name = "membersync.enabled", matchIfMissing = true)
final class MemberSyncObservationAutoConfiguration {

  /** Ours and the shop's own. */
  @Bean
  MemberSyncCustomizer memberSyncObservers(ObjectProvider<MemberSync.Observer> observers) {
    return engine -> observers.orderedStream().forEach(engine::observer);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ObservationRegistry.class)
  @ConditionalOnSingleCandidate(ObservationRegistry.class)
  static class Observations {
    /** First to begin and last to end, so that what others say lies within the observation. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    StepObservations memberSyncObservations(ObservationRegistry registry) {
      return new StepObservations(registry);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({MeterRegistry.class, ObservationRegistry.class})
  @ConditionalOnSingleCandidate(MeterRegistry.class)
  static class Meters {
    @Bean
    @ConditionalOnMissingBean(ObservationRegistry.class)
    StepTimers memberSyncTimers(MeterRegistry meters) {
      return new StepTimers(meters);
    }

    @Bean
    VisitTimer memberSyncVisits(MeterRegistry meters) {
      return new VisitTimer(meters);
    }
  }
}
