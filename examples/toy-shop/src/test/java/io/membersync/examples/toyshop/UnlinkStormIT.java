package io.membersync.examples.toyshop;

import io.membersync.testsupport.servers.Server;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** On H2 and on servers. */
@Tag("real")
class UnlinkStormIT {
  @Nested
  class OnH2 extends UnlinkStorm {
    @Override
    DatabaseChoice database() {
      return DatabaseChoice.inMemory();
    }
  }

  @Nested
  class OnPostgresql extends UnlinkStorm {
    @Override
    DatabaseChoice database() {
      return DatabaseChoice.at(Server.POSTGRESQL.newDatabase());
    }
  }

  @Nested
  class OnMariaDb extends UnlinkStorm {
    @Override
    DatabaseChoice database() {
      return DatabaseChoice.at(Server.MARIADB.newDatabase());
    }
  }
}
