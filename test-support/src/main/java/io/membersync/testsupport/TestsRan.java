package io.membersync.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fails a build that was asked for one kind of tests and ran none, so that a profile cannot be green
 * by being empty.
 */
public final class TestsRan {
  private static final Pattern SUITE =
      Pattern.compile("<testsuite [^>]*?\\btests=\"(\\d+)\"[^>]*>", Pattern.DOTALL);

  private TestsRan() {}

  /**
   * Counts the tests of this build's integration tests.
   *
   * @param args the project's directory, the time the build began, the profile's name
   * @throws IOException if a report cannot be read
   * @throws IllegalStateException if no test ran
   */
  public static void main(String... args) throws IOException {
    int ran = count(Path.of(args[0]), Instant.parse(args[1]));
    if (ran == 0) {
      throw new IllegalStateException(
          "mvn -P" + args[2] + " ran no test: no class *IT has a test tagged \"" + args[2] + "\"");
    }
    System.out.println("-P" + args[2] + ": " + ran + " tests ran");
  }

  static int count(Path project, Instant since) throws IOException {
    int tests = 0;
    for (Path file : BuildOutput.find(project, "target/failsafe-reports", ".xml", since)) {
      Matcher suite = SUITE.matcher(Files.readString(file));
      if (file.getFileName().toString().startsWith("TEST-") && suite.find()) {
        tests += Integer.parseInt(suite.group(1));
      }
    }
    return tests;
  }
}
