package io.membersync.spring;

import io.membersync.jdbc.JdbcMemberStoreBuilder;

/**
 * Says more of the member table than {@code membersync.members} can: keys made by the shop, split
 * columns, encrypted ones, an older login's identities. Any number of beans, asked in their order
 * after the properties.
 *
 * <pre>{@code
 * @Bean
 * JdbcMemberStoreCustomizer memberTable() {
 *   return table -> table.split("phone", List.of("HP1", "HP2", "HP3"), SplitCodec.koreanPhone());
 * }
 * }</pre>
 */
@FunctionalInterface
public interface JdbcMemberStoreCustomizer {
  void customize(JdbcMemberStoreBuilder table);
}
