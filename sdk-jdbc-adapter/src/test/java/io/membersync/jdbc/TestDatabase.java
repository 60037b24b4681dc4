package io.membersync.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.membersync.testsupport.servers.Server;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** A database of its own behind a pool of ten connections. */
final class TestDatabase implements AutoCloseable {
  private final HikariDataSource pool;
  private final JdbcUnitOfWork unit;

  private TestDatabase(HikariDataSource pool) {
    this.pool = pool;
    // Races of 64 callers on a busy machine are slow, and are not what the time limit is for.
    this.unit = new JdbcUnitOfWork(pool, Duration.ofSeconds(60));
  }

  static TestDatabase inMemory() {
    return on(Server.H2);
  }

  static TestDatabase on(Server server) {
    return at(server.newDatabase());
  }

  static TestDatabase inFile(Path folder) {
    return at("jdbc:h2:file:" + folder.resolve("shop").toAbsolutePath());
  }

  static TestDatabase at(String address) {
    return new TestDatabase(Server.pool(address, 10));
  }

  DataSource dataSource() {
    return pool;
  }

  JdbcUnitOfWork unit() {
    return unit;
  }

  void run(String... statements) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new AssertionError("preparing the database", e);
    }
  }

  /** Connections lent out now. */
  int lent() {
    return pool.getHikariPoolMXBean().getActiveConnections();
  }

  @Override
  public void close() {
    pool.close();
  }
}
