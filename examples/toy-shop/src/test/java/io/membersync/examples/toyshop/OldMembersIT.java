package io.membersync.examples.toyshop;

import io.membersync.testsupport.servers.Server;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** On servers of their own. */
@Tag("real")
class OldMembersIT {
  @Nested
  class OnPostgresql extends OldMembersWalk {
    @Override
    DatabaseChoice database() {
      return DatabaseChoice.at(Server.POSTGRESQL.newDatabase());
    }
  }

  @Nested
  class OnMariaDb extends OldMembersWalk {
    @Override
    DatabaseChoice database() {
      return DatabaseChoice.at(Server.MARIADB.newDatabase());
    }
  }
}
