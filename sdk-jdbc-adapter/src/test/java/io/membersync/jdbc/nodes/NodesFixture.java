package io.membersync.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPerson;
import io.membersync.testsupport.servers.ChildJvm;
import io.membersync.testsupport.servers.PlainBrowser.Page;
import io.membersync.testsupport.servers.Server;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of a shop on one PostgreSQL, a fake Kakao, and browsers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NodesFixture {
  final CrowdedKakao crowd = new CrowdedKakao();
  final FakeKakao kakao = crowd.fake;
  final List<Integer> ports = new ArrayList<>();
  private final List<Process> nodes = new ArrayList<>();
  private String url = "";

  @BeforeAll
  void startNodes(@TempDir Path folder) throws Exception {
    url = Server.POSTGRESQL.newDatabase();
    CrowdedKakao.createTables(Server.POSTGRESQL, url);
    for (String name : List.of("one", "two")) {
      Path log = folder.resolve(name + ".log");
      Process process = ChildJvm.of(
              Node.class,
              List.of(
                  name, url, kakao.baseUri().toString(), kakao.clientId(), kakao.clientSecret()))
          .redirectError(log.toFile())
          .start();
      nodes.add(process);
      ports.add(ChildJvm.portOf(process, log));
    }
  }

  @AfterAll
  void stopNodes() {
    nodes.forEach(Process::destroyForcibly);
    crowd.close();
  }

  int count(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Begins and agrees; the path and query to come back with. */
  String agree(KakaoPerson person, Page begun) {
    assertThat(begun.status()).isEqualTo(302);
    URI callback = kakao.visitor(person).agree(URI.create(begun.location()));
    return callback.getRawPath() + "?" + callback.getRawQuery();
  }

  static String node(Page page) {
    return page.header("X-Node").orElseThrow();
  }
}
