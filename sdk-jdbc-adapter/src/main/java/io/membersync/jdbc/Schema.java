package io.membersync.jdbc;

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
  private static final List<String> NAMES = List.of("V1__membersync.sql");

  private Schema() {}

  /** The text of a script. */
  static String script(Dialect dialect, String name) {
    String path = "schema/" + dialect.folder() + "/" + name;
    try (InputStream stream = Schema.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalStateException("membersync-jdbc lacks its resource " + path);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("membersync-jdbc cannot read its resource " + path, e);
    }
  }

  static List<String> names() {
    return NAMES;
  }

  /** Runs the scripts that have not run yet. */
  static void create(Connection connection, Dialect dialect) throws SQLException {
    int version = version(connection);
    for (int i = version; i < NAMES.size(); i++) {
      for (String command : commands(script(dialect, NAMES.get(i)))) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(command);
        }
      }
    }
  }

  /** The last script that has run; 0 for none. */
  private static int version(Connection connection) throws SQLException {
    try (ResultSet tables = connection
        .getMetaData()
        .getTables(
            connection.getCatalog(),
            connection.getSchema(),
            Dialect.fold(connection.getMetaData(), "membersync_schema"),
            null)) {
      if (!tables.next()) {
        return 0;
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT MAX(version) AS version FROM membersync_schema")) {
      return row.next() ? row.getInt("version") : 0;
    }
  }

  /** The scripts use semicolons at line ends only, and comments that begin a line only. */
  private static List<String> commands(String script) {
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
