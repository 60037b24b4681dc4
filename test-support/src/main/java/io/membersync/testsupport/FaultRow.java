package io.membersync.testsupport;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * One finished test of one fault, as it is written to {@code target/faults}.
 *
 * @param id the fault's id
 * @param test class and method
 * @param display the test's display name: tells apart the cases of a parameterized test
 * @param outcome how it ended
 * @param real whether it needs a browser or a server and so runs in the profile {@code real} only
 */
record FaultRow(String id, String test, String display, Outcome outcome, boolean real) {
  enum Outcome {
    PASSED,
    FAILED,
    SKIPPED
  }

  String toLine() {
    return String.join(
        "\t",
        id,
        clean(test),
        clean(display),
        outcome.name().toLowerCase(Locale.ROOT),
        real ? "real" : "");
  }

  /** Reads a line back; empty for a line cut short by a test process that was killed. */
  static Optional<FaultRow> parse(String line) {
    String[] cells = line.split("\t", -1);
    if (cells.length != 5) {
      return Optional.empty();
    }
    for (Outcome outcome : Outcome.values()) {
      if (outcome.name().equalsIgnoreCase(cells[3])) {
        return Optional.of(
            new FaultRow(cells[0], cells[1], cells[2], outcome, cells[4].equals("real")));
      }
    }
    return Optional.empty();
  }

  /** One line of at most 200 characters that can be written as UTF-8, half characters included. */
  private static String clean(String text) {
    String oneLine = text.replaceAll("\\p{Cntrl}", " ");
    String cut = oneLine.length() <= 200 ? oneLine : oneLine.substring(0, 200);
    return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
