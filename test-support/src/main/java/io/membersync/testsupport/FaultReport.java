package io.membersync.testsupport;

import io.membersync.testsupport.FaultRow.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads what {@link FaultListener} wrote in all modules, prints row, test and result, and says what
 * is wrong: a claimed row without a passing test, a test that failed or was skipped, an id nobody
 * knows, a page that is out of date.
 */
public final class FaultReport {
  private final FaultCatalogue catalogue;
  private final Map<String, Boolean> claimed;
  private final List<FaultRow> rows;
  private final boolean realRan;

  FaultReport(
      FaultCatalogue catalogue,
      Map<String, Boolean> claimed,
      List<FaultRow> rows,
      boolean realRan) {
    this.catalogue = catalogue;
    this.claimed = claimed;
    this.rows = rows;
    this.realRan = realRan;
  }

  /**
   * Reports on the tests of one build.
   *
   * @param args the project's directory, the time the build began (older results do not count), and
   *     whether the tests marked real ran
   * @throws IOException if a file cannot be read or written
   * @throws IllegalStateException if the report found something wrong
   */
  public static void main(String... args) throws IOException {
    run(System.out, CommittedFile.asksToWrite("faults.write"), args);
  }

  static void run(PrintStream out, boolean write, String... args) throws IOException {
    Path project = Path.of(args[0]);
    FaultCatalogue catalogue = FaultCatalogue.read(project.resolve("faults/catalogue.tsv"));
    Map<String, Boolean> claimed =
        parseClaims(Files.readAllLines(project.resolve("faults/claimed.txt")));
    List<FaultRow> rows = readRows(project, Instant.parse(args[1]));
    FaultReport report = new FaultReport(catalogue, claimed, rows, Boolean.parseBoolean(args[2]));
    List<String> wrong = new ArrayList<>(report.print(out));
    CommittedFile.compareOrWrite(
            project.resolve("docs/faults.md"),
            catalogue.toMarkdown(claimed),
            write,
            "mvn -Pfaults -Dfaults.write")
        .ifPresent(wrong::add);
    if (!wrong.isEmpty()) {
      throw new IllegalStateException("faults:\n  " + String.join("\n  ", wrong));
    }
  }

  /** Claimed ids, each with whether only the profile {@code real} can show it. */
  static Map<String, Boolean> parseClaims(List<String> lines) {
    Map<String, Boolean> claims = new LinkedHashMap<>();
    for (String line : lines) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (!text.matches("([A-Z]{2}-\\d{2}|T\\d{2})( real)?")) {
        throw new IllegalArgumentException("faults/claimed.txt: not an id or `id real`: " + text);
      }
      if (claims.put(text.replace(" real", ""), text.endsWith(" real")) != null) {
        throw new IllegalArgumentException("faults/claimed.txt: twice: " + text);
      }
    }
    return claims;
  }

  static List<FaultRow> readRows(Path project, Instant since) throws IOException {
    List<FaultRow> rows = new ArrayList<>();
    for (Path file : BuildOutput.find(project, "target/faults", ".tsv", since)) {
      Files.readAllLines(file).stream()
          .flatMap(line -> FaultRow.parse(line).stream())
          .forEach(rows::add);
    }
    return rows;
  }

  /** Prints the table and returns what is wrong, empty when all is well. */
  List<String> print(PrintStream out) {
    Map<String, List<FaultRow>> byId = new TreeMap<>();
    rows.forEach(row -> byId.computeIfAbsent(row.id(), id -> new ArrayList<>()).add(row));
    TreeSet<String> ids = new TreeSet<>(byId.keySet());
    ids.addAll(claimed.keySet());

    List<String> wrong = new ArrayList<>();
    int proven = 0;
    for (String id : ids) {
      List<FaultRow> tests = byId.getOrDefault(id, List.of());
      boolean passed = !tests.isEmpty();
      for (Map.Entry<String, List<FaultRow>> test : byTest(tests).entrySet()) {
        boolean good = test.getValue().stream().allMatch(row -> row.outcome() == Outcome.PASSED);
        passed &= good;
        out.println(id + "  " + verdict(test.getValue()) + "  " + test.getKey());
        if (!good) {
          wrong.add(id + ": " + verdict(test.getValue()) + ": " + test.getKey());
        }
      }
      if (!catalogue.entries().containsKey(id)) {
        wrong.add(id + " is not in faults/catalogue.tsv");
      }
      if (tests.isEmpty() && claimed.getOrDefault(id, false) && !realRan) {
        out.println(id + "  real");
      } else if (tests.isEmpty()) {
        out.println(id + "  no test");
        wrong.add(id + " is claimed in faults/claimed.txt and no test of this build carries it");
      } else if (passed) {
        proven++;
      }
    }
    long unclaimed =
        byId.keySet().stream().filter(id -> !claimed.containsKey(id)).count();
    out.println("faults: " + proven + " rows passed, " + claimed.size() + " claimed, " + unclaimed
        + " tested but not claimed, " + catalogue.entries().size() + " in the catalogue");
    return wrong;
  }

  private static Map<String, List<FaultRow>> byTest(List<FaultRow> tests) {
    Map<String, List<FaultRow>> byTest = new TreeMap<>();
    tests.forEach(
        row -> byTest.computeIfAbsent(row.test(), test -> new ArrayList<>()).add(row));
    return byTest;
  }

  private static String verdict(List<FaultRow> cases) {
    Map<Outcome, Integer> counts = new TreeMap<>();
    cases.forEach(row -> counts.merge(row.outcome(), 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    counts.forEach((outcome, count) -> parts.add(
        outcome.name().toLowerCase(java.util.Locale.ROOT) + (count == 1 ? "" : " x" + count)));
    return String.join(", ", parts) + (cases.get(0).real() ? " (real)" : "");
  }
}
