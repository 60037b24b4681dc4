package io.membersync.testsupport.servers;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process with the classes of this one. */
public final class ChildJvm {
  private static final String LISTENING = "listening ";

  private ChildJvm() {}

  /** A command that runs a class of the tests, ready to be started. */
  public static ProcessBuilder of(Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xshare:auto",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        classPath(),
        main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /**
   * The port that a node tells in a line {@code listening PORT}; whatever it prints before is passed
   * over.
   *
   * @param log what it prints to standard error, for the message
   */
  public static int portOf(Process node, Path log) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder before = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(LISTENING)) {
        return Integer.parseInt(line.substring(LISTENING.length()));
      }
      before.append(line).append('\n');
    }
    throw new IllegalStateException(
        "a node did not start: " + before + Files.readString(log, StandardCharsets.UTF_8));
  }

  private static String classPath() {
    Path tests = Path.of(System.getProperty("basedir", ""), "target", "test-classes");
    if (!Files.isDirectory(tests)) {
      throw new IllegalStateException("no folder " + tests);
    }
    return String.join(
        File.pathSeparator,
        tests.toAbsolutePath().toString(),
        System.getProperty("jdk.module.path", ""),
        System.getProperty("java.class.path", ""));
  }
}
