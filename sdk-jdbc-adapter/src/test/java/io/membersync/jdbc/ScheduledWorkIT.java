package io.membersync.jdbc;

import io.membersync.testsupport.servers.Server;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link ScheduledWorkTest} on servers. */
@Tag("real")
class ScheduledWorkIT {

  @ParameterizedTest
  @EnumSource(Server.class)
  void twoSchedulersDoItInTurn(Server server) throws Exception {
    ScheduledWorkTest.twoSchedulersDoItInTurn(server);
  }
}
