package io.membersync.jdbc;

import io.membersync.member.MemberStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The versioned scripts that make MemberSync's tables. */
final class Schema {
  private static final List<String> NAMES = List.of(
      "V1__membersync.sql",
      "V2__membersync_scheduler.sql",
      "V3__membersync_provider_switch.sql",
      "V4__membersync_consents.sql");

  private Schema() {}

  /** The text of a script. */
  static String script(Dialect dialect, String name) {
    String path = path(dialect, name);
    try (InputStream stream = Schema.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalStateException("membersync-jdbc lacks its resource " + path);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("membersync-jdbc cannot read its resource " + path, e);
    }
  }

  private static String path(Dialect dialect, String name) {
    return "schema/" + dialect.folder() + "/" + name;
  }

  static List<String> names() {
    return NAMES;
  }

  /** Runs the scripts that have not run yet, each in a transaction where the database can. */
  static void create(Connection connection, Dialect dialect) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      for (int i = version(connection, dialect); i < NAMES.size(); i++) {
        for (String command : commands(script(dialect, NAMES.get(i)))) {
          try (Statement statement = connection.createStatement()) {
            statement.execute(command);
          }
        }
        connection.commit();
      }
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(autoCommit);
    }
  }

  /**
   * Refuses tables that lack something this version of MemberSync needs; tables that are not there
   * are told of by the first statement that misses them.
   *
   * @throws MemberStoreException naming the scripts that are to be run
   */
  static void requireCurrent(Connection connection, Dialect dialect) throws SQLException {
    if (!dialect.hasTable(connection, "membersync_schema")) {
      return;
    }
    int version = lastRun(connection);
    if (version < NAMES.size()) {
      throw MemberStoreException.unavailable(
          "store-schema-old",
          "MemberSync's tables are at version "
              + version
              + " and this version of membersync-jdbc needs "
              + NAMES.size()
              + "; run "
              + String.join(
                  ", ",
                  NAMES.subList(version, NAMES.size()).stream()
                      .map(name -> "io/membersync/jdbc/" + path(dialect, name))
                      .toList())
              + ", or call JdbcRecords.createTables(dataSource)");
    }
    dialect.checkConnection(connection);
  }

  /** The last script that has run; 0 for none. */
  private static int version(Connection connection, Dialect dialect) throws SQLException {
    return dialect.hasTable(connection, "membersync_schema") ? lastRun(connection) : 0;
  }

  private static int lastRun(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT MAX(version) AS version FROM membersync_schema")) {
      return row.next() ? row.getInt("version") : 0;
    }
  }

  /** The scripts use semicolons at line ends only, and comments that begin a line only. */
  static List<String> commands(String script) {
    StringBuilder sql = new StringBuilder();
    script
        .lines()
        .filter(line -> !line.startsWith("--"))
        .forEach(line -> sql.append(line).append('\n'));
    List<String> commands = new ArrayList<>();
    for (String command : sql.toString().split(";\\n", -1)) {
      if (!command.isBlank()) {
        commands.add(command.strip());
      }
    }
    return commands;
  }
}
