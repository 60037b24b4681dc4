package io.membersync.testsupport.servers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** A database server that starts when a test first asks for it, and ends with this JVM. */
public enum Server {
  H2 {
    @Override
    public String newDatabase() {
      return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=30000";
    }
  },

  POSTGRESQL {
    @Override
    public String newDatabase() {
      return Postgres.started().url(created("jdbc", Postgres.started().url("postgres")));
    }

    @Override
    public void stop() {
      Postgres.started().stop();
    }
  },

  MARIADB {
    @Override
    public String newDatabase() {
      return MariaDb.started().url(created("jdbc", MariaDb.started().url("")));
    }

    @Override
    public void stop() {
      MariaDb.started().stop();
    }
  },

  /** The same server by MySQL's own driver, which counts, names and fails in other ways. */
  MYSQL_DRIVER {
    @Override
    public String newDatabase() {
      return MARIADB
          .newDatabase()
          .replace("jdbc:mariadb:", "jdbc:mysql:")
          .replace("sslMode=disable", "sslMode=DISABLED");
    }
  };

  /** The address of an empty database of its own, user included. */
  public abstract String newDatabase();

  /** Ends a server before this JVM does, for good; what has none is left as it is. */
  public void stop() {}

  private static String created(String prefix, String server) {
    String name = prefix + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = DriverManager.getConnection(server);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
      return name;
    } catch (SQLException e) {
      throw new IllegalStateException("creating a database for a test", e);
    }
  }

  /** A pool of connections to a database of {@link #newDatabase}. */
  public static HikariDataSource pool(String url, int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    return new HikariDataSource(config);
  }
}
