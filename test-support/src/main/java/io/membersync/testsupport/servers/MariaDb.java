package io.membersync.testsupport.servers;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** MariaDB from the system's own server, in a folder and on a port of its own. */
final class MariaDb {
  private static final List<String> FOLDERS =
      List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin");

  /** For a program that takes seconds where nothing else runs. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final MariaDb STARTED = new MariaDb();

  private final int port;
  private final Process server;
  private final Path folder;

  private MariaDb() {
    String install = program("mariadb-install-db");
    String daemon = program("mariadbd");
    try {
      folder = Files.createTempDirectory("mariadb");
      String data = "--datadir=" + folder.resolve("data");
      String user = "--user=" + System.getProperty("user.name");
      File log = folder.resolve("log").toFile();
      run(log, install, "--no-defaults", data, user, "--auth-root-authentication-method=normal");
      port = freePort();
      server = new ProcessBuilder(
              daemon,
              "--no-defaults",
              data,
              user,
              "--bind-address=127.0.0.1",
              "--port=" + port,
              "--socket=" + folder.resolve("socket"),
              "--pid-file=" + folder.resolve("pid"),
              "--max-connections=300",
              "--character-set-server=utf8mb4",
              "--innodb-flush-log-at-trx-commit=0") // no test takes the machine's power away
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
          .start();
      Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
      await(log);
    } catch (IOException e) {
      throw new IllegalStateException("MariaDB did not start", e);
    }
  }

  static MariaDb started() {
    return STARTED;
  }

  String url(String database) {
    return "jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?user=root&sslMode=disable";
  }

  private static String program(String name) {
    return FOLDERS.stream()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(
            "no program " + name + " in " + FOLDERS + ": install the package mariadb-server"))
        .toString();
  }

  private static void run(File log, String... command) throws IOException {
    Process process = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log)
        .start();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(command[0] + " failed: " + Files.readString(log.toPath()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** In real time: nothing tells when a server listens. */
  private void await(File log) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (server.isAlive() && System.nanoTime() < end) {
      try (Connection connection = DriverManager.getConnection(url(""))) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException e) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
    throw new IOException("mariadbd gives no answer: " + Files.readString(log.toPath()));
  }

  void stop() {
    server.destroyForcibly();
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      server.waitFor(10, TimeUnit.SECONDS);
      all.sorted(Comparator.reverseOrder()).forEach(files::add);
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // What is left lies in the system's folder for temporary files.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
