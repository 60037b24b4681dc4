package io.membersync.examples.springshop;

import io.membersync.testsupport.servers.Server;
import org.junit.jupiter.api.Tag;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Everything that visitors do, on PostgreSQL. */
@Tag("real")
class ShoppingIT extends ShoppingTest {
  @DynamicPropertySource
  static void database(DynamicPropertyRegistry properties) {
    String url = Server.POSTGRESQL.newDatabase();
    properties.add("spring.datasource.url", () -> url);
  }
}
