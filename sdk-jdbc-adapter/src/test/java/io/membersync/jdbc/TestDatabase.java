package io.membersync.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;

/** An H2 of its own behind a pool of ten connections. */
final class TestDatabase implements AutoCloseable {
  private final HikariDataSource pool;
  private final JdbcUnitOfWork unit;

  private TestDatabase(HikariDataSource pool) {
    this.pool = pool;
    // Races of 64 callers on a busy machine are slow, and are not what the time limit is for.
    this.unit = new JdbcUnitOfWork(pool, Duration.ofSeconds(60));
  }

  static TestDatabase inMemory() {
    return at("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
  }

  static TestDatabase inFile(Path folder) {
    return at("jdbc:h2:file:" + folder.resolve("shop").toAbsolutePath());
  }

  static TestDatabase at(String address) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(address);
    config.setMaximumPoolSize(10);
    return new TestDatabase(new HikariDataSource(config));
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
