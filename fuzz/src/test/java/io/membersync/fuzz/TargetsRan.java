package io.membersync.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fails a fuzz run in which a target did not run, not for as long as it was to, or without learning
 * which inputs lead anywhere new.
 */
public final class TargetsRan {
  private static final Path REPORTS = Path.of("target/fuzz");

  private TargetsRan() {}

  /**
   * What one target did.
   *
   * @param found how many inputs reached something that none before them had
   */
  record Report(String target, long runs, long milliseconds, long found) {
    void write(Path module) throws IOException {
      Path file = file(module, target);
      Files.createDirectories(module.resolve(REPORTS));
      Files.writeString(file, runs + " " + milliseconds + " " + found + "\n");
    }

    static Report read(Path module, String target) throws IOException {
      String[] numbers = Files.readString(file(module, target)).strip().split(" ", -1);
      return new Report(
          target,
          Long.parseLong(numbers[0]),
          Long.parseLong(numbers[1]),
          Long.parseLong(numbers[2]));
    }

    static Path file(Path module, String target) {
      return module.resolve(REPORTS).resolve(target + ".ran");
    }

    String line() {
      long perSecond = runs * 1_000 / Math.max(1, milliseconds);
      return String.format(
          "%-58s %,11d runs %,8d a second %,6d inputs kept", target, runs, perSecond, found);
    }
  }

  /**
   * Looks at every target of the module.
   *
   * @param args the module's directory, the time the build began, which targets ({@code *FuzzTest}), and
   *     the seconds each was to run
   * @throws IllegalStateException if one has not run
   */
  public static void main(String... args) throws IOException {
    Path module = Path.of(args[0]);
    List<String> targets = targets(module, args[2]);
    List<String> missing = new ArrayList<>();
    for (String target : targets) {
      String fault = fault(module, target, Instant.parse(args[1]), Long.parseLong(args[3]));
      if (!fault.isEmpty()) {
        missing.add(target + ": " + fault);
      }
    }
    if (targets.isEmpty() || !missing.isEmpty()) {
      throw new IllegalStateException("mvn -Pfuzz: "
          + (targets.isEmpty() ? "no target " + args[2] : String.join("; ", missing)));
    }
    System.out.println("-Pfuzz: " + targets.size() + " targets ran");
  }

  /** How many inputs Jazzer has kept for a target since then. */
  static long found(Path module, String target, Instant since) throws IOException {
    Path kept = module.resolve(".cifuzz-corpus").resolve(target);
    if (!Files.isDirectory(kept)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(kept)) {
      return files
          .filter(file -> Files.isRegularFile(file) && isNewer(file, since))
          .count();
    }
  }

  private static boolean isNewer(Path file, Instant since) {
    try {
      return !Files.getLastModifiedTime(file).toInstant().isBefore(since);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those that were compiled, so that none is left out by not being written down. */
  private static List<String> targets(Path module, String pattern) throws IOException {
    PathMatcher fits = FileSystems.getDefault().getPathMatcher("glob:" + pattern + ".class");
    Path classes = module.resolve("target/test-classes");
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(file -> fits.matches(file.getFileName()))
          .map(file -> classes.relativize(file).toString().replace(".class", "").replace('/', '.'))
          .sorted()
          .toList();
    }
  }

  private static String fault(Path module, String target, Instant since, long seconds)
      throws IOException {
    Path file = Report.file(module, target);
    if (!Files.exists(file) || Files.getLastModifiedTime(file).toInstant().isBefore(since)) {
      return "it did not run";
    }
    Report report = Report.read(module, target);
    System.out.println(report.line());
    if (report.milliseconds() < seconds * 900) {
      return "it ran for " + report.milliseconds() + " ms and not for " + seconds + " s";
    }
    return report.runs() < seconds || report.found() == 0
        ? "it made " + report.runs() + " runs and kept " + report.found() + " inputs"
        : "";
  }
}
