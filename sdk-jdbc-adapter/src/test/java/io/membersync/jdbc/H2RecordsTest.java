package io.membersync.jdbc;

import io.membersync.records.Records;
import io.membersync.testing.RecordsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract of records on H2, in memory and in a file. */
class H2RecordsTest {

  @SuppressWarnings("NullAway.Init") // opened before all tests
  abstract static class OnH2 extends RecordsContract {
    private TestDatabase database;

    abstract TestDatabase open(Path folder);

    @BeforeAll
    void createTables(@TempDir Path folder) {
      database = open(folder);
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
  class InMemory extends OnH2 {
    @Override
    TestDatabase open(Path folder) {
      return TestDatabase.inMemory();
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class InAFile extends OnH2 {
    @Override
    TestDatabase open(Path folder) {
      return TestDatabase.inFile(folder);
    }
  }
}
