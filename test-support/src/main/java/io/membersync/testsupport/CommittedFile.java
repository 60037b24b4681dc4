package io.membersync.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A file that stands in the repository although the build can make it. */
final class CommittedFile {
  private CommittedFile() {}

  /** Whether the command asks, with {@code -Dproperty}, to write files instead of comparing. */
  static boolean asksToWrite(String property) {
    String value = System.getProperty(property);
    return value != null && !value.equals("false");
  }

  /**
   * Writes the file, or compares it.
   *
   * @return what differs, and the command that rewrites it; empty when the same
   */
  static Optional<String> compareOrWrite(Path file, String made, boolean write, String command)
      throws IOException {
    if (write) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, made);
      return Optional.empty();
    }
    String committed = Files.exists(file) ? Files.readString(file).replace("\r\n", "\n") : "";
    if (committed.equals(made)) {
      return Optional.empty();
    }
    return Optional.of(file.getFileName() + " differs; if that is meant, run `" + command
        + "` and commit it\n" + diff(committed.lines().toList(), made.lines().toList()));
  }

  private static String diff(List<String> before, List<String> after) {
    StringBuilder text = new StringBuilder();
    Set<String> old = new LinkedHashSet<>(before);
    Set<String> made = new LinkedHashSet<>(after);
    before.stream().filter(line -> !made.contains(line)).forEach(line -> append(text, "- ", line));
    after.stream().filter(line -> !old.contains(line)).forEach(line -> append(text, "+ ", line));
    return text.isEmpty() ? "  (only the order of lines)" : text.toString();
  }

  private static void append(StringBuilder text, String sign, String line) {
    text.append("    ").append(sign).append(line).append('\n');
  }
}
