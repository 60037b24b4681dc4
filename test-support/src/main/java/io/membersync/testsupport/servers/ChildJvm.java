package io.membersync.testsupport.servers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process with the classes of this one. */
public final class ChildJvm {
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
