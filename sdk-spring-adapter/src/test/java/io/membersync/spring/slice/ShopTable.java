package io.membersync.spring.slice;

import io.membersync.jdbc.JdbcMemberStoreBuilder;
import io.membersync.spring.JdbcMemberStoreCustomizer;
import org.springframework.stereotype.Component;

/** A part of MemberSync, which a slice finds by itself. */
@Component
class ShopTable implements JdbcMemberStoreCustomizer {
  @Override
  public void customize(JdbcMemberStoreBuilder table) {
    table.column("name", "name");
  }
}
