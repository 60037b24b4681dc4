package io.membersync.spring;

import io.membersync.servlet.MemberSyncServlet;

/**
 * Changes the servlet with every endpoint and page before it is built, after the properties and
 * beans. Any number of beans, asked in their order.
 *
 * <pre>{@code
 * @Bean
 * MemberSyncServletCustomizer look() {
 *   return servlet -> servlet.header(locale -> "<a href=/>Wine Shop</a>");
 * }
 * }</pre>
 */
@FunctionalInterface
public interface MemberSyncServletCustomizer {
  void customize(MemberSyncServlet.Builder servlet);
}
