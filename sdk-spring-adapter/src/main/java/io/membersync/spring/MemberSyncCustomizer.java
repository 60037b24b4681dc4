package io.membersync.spring;

import io.membersync.MemberSyncBuilder;

/**
 * Changes the engine before it is built, after the properties and beans. Any number of beans, asked
 * in their order.
 *
 * <pre>{@code
 * @Bean
 * MemberSyncCustomizer keepLinks() {
 *   return engine -> engine.keepAbandonedLinks();
 * }
 * }</pre>
 */
@FunctionalInterface
public interface MemberSyncCustomizer {
  void customize(MemberSyncBuilder engine);
}
