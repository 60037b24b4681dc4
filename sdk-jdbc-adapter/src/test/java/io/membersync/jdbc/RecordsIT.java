package io.membersync.jdbc;

import io.membersync.records.Records;
import io.membersync.testing.RecordsContract;
import io.membersync.testsupport.servers.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** The contract of records on servers. */
@Tag("real")
class RecordsIT {

  @SuppressWarnings("NullAway.Init") // opened before all tests
  abstract static class OnAServer extends RecordsContract {
    private final Server server;
    private TestDatabase database;

    OnAServer(Server server) {
      this.server = server;
    }

    @BeforeAll
    void createTables() {
      database = TestDatabase.on(server);
      JdbcRecords.createTables(database.dataSource());
    }

    @AfterAll
    void close() {
      database.close();
    }

    @Override
    public Records records() {
      return new JdbcRecords(database.unit());
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OnPostgreSql extends OnAServer {
    OnPostgreSql() {
      super(Server.POSTGRESQL);
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OnMariaDb extends OnAServer {
    OnMariaDb() {
      super(Server.MARIADB);
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class ByMySqlsDriver extends OnAServer {
    ByMySqlsDriver() {
      super(Server.MYSQL_DRIVER);
    }
  }
}
