package io.membersync.jdbc.crash;

import io.membersync.jdbc.JdbcMemberStore;
import io.membersync.jdbc.JdbcUnitOfWork;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The shop of the crash test: one table. */
final class CrashShop {
  static final URI CALLBACKS = URI.create("http://localhost:8080/login/callback/");

  private CrashShop() {}

  static void createTable(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table member (id bigint generated always as identity primary key,"
          + " name varchar(200), email varchar(320), phone varchar(20))");
    }
  }

  static JdbcMemberStore members(JdbcUnitOfWork unit) {
    return JdbcMemberStore.builder(unit, "member").build();
  }
}
