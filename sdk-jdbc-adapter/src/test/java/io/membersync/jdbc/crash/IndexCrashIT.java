package io.membersync.jdbc.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testsupport.servers.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the process that builds the contact index, before and after each of its first writes: what the
 * pass says it has read is in the index and nothing else is, and the next process goes on there.
 */
@Tag("crash")
class IndexCrashIT {
  private static final int MEMBERS = 1_200;

  /** Beginning the pass, and each write of the first page, before and after, and its commit. */
  private static final List<Integer> STEPS = List.of(10, 11, 18, 19, 20, 21, 22, 24);

  @TempDir
  Path folder;

  private String url = "";

  @BeforeEach
  void openShop() throws SQLException {
    url = CrashShop.create(folder);
    StringBuilder rows = new StringBuilder();
    for (int i = 1; i <= MEMBERS; i++) {
      rows.append(i == 1 ? "" : ", ")
          .append(String.format(
              Locale.ROOT,
              "('Visitor', 'visitor%d@shop.example', '(010) 2%03d-%04d')",
              i,
              i % 1_000,
              i));
    }
    run("insert into member (name, email, phone) values " + rows);
  }

  @Test
  void aKillBetweenAnyTwoStepsLosesNoMemberAndReadsNoneTwice() throws Exception {
    for (int step : STEPS) {
      run("delete from membersync_contact");
      run("delete from membersync_index_pass");

      String standing = life(step);

      assertThat(standing).startsWith("standing ");
      long counted = number("select coalesce(max(members), 0) from membersync_index_pass");
      assertThat(number("select count(*) from membersync_contact"))
          .as("step %d, %s", step, standing)
          .isEqualTo(2 * counted);
      assertThat(life(0)).as("after step %d", step).isEqualTo("ended 1 " + MEMBERS + " true");
      assertThat(number("select count(*) from membersync_contact")).isEqualTo(2L * MEMBERS);
    }
  }

  /** One life of the shop's process, and what it said last. */
  private String life(int standStillAt) throws IOException, InterruptedException {
    Process process = ChildJvm.of(IndexChild.class, List.of(url, String.valueOf(standStillAt)))
        .redirectError(folder.resolve("child.log").toFile())
        .start();
    String said = "";
    try (BufferedReader out = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("standing ") || line.startsWith("ended ")) {
          said = line;
        }
        if (line.startsWith("standing ")) {
          process.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
