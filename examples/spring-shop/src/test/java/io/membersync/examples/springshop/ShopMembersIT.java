package io.membersync.examples.springshop;

import io.membersync.testsupport.servers.Server;
import org.junit.jupiter.api.Tag;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** On PostgreSQL, which one property chooses. */
@Tag("real")
class ShopMembersIT extends ShopMembersContract {
  @DynamicPropertySource
  static void database(DynamicPropertyRegistry properties) {
    String url = Server.POSTGRESQL.newDatabase();
    properties.add("spring.datasource.url", () -> url);
  }
}
