package io.membersync.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The faults by id, in the order of {@code faults/catalogue.tsv}. */
final class FaultCatalogue {
  /**
   * One fault.
   *
   * @param id its id
   * @param area the heading it stands under
   * @param injected what goes wrong
   * @param required what must happen then
   */
  record Entry(String id, String area, String injected, String required) {}

  private final Map<String, Entry> entries;

  private FaultCatalogue(Map<String, Entry> entries) {
    this.entries = entries;
  }

  static FaultCatalogue read(Path file) throws IOException {
    return parse(Files.readAllLines(file));
  }

  static FaultCatalogue parse(List<String> lines) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (String line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] cells = line.split("\t", -1);
      if (cells.length != 4 || !cells[0].matches("[A-Z]{2}-\\d{2}|T\\d{2}")) {
        throw new IllegalArgumentException(
            "faults/catalogue.tsv: not id, area, injected, required: " + line);
      }
      Entry entry = new Entry(cells[0], cells[1], cells[2], cells[3]);
      if (entries.put(entry.id(), entry) != null) {
        throw new IllegalArgumentException("faults/catalogue.tsv: twice: " + entry.id());
      }
    }
    return new FaultCatalogue(entries);
  }

  Map<String, Entry> entries() {
    return entries;
  }

  /** The claimed rows in the catalogue's order, as a page for people. */
  String toMarkdown(Map<String, Boolean> claimed) {
    StringBuilder page = new StringBuilder();
    page.append("# Faults that are survived\n\n");
    page.append("Made by `mvn -Pfaults -Dfaults.write` from `faults/claimed.txt` and");
    page.append(
        " `faults/catalogue.tsv`; `mvn -Pfaults` runs the tests behind every row and fails");
    page.append(" where one is missing. Rows marked *real* need a browser or a server:");
    page.append(" `mvn -Pfaults,real`.\n");
    String area = "";
    for (Entry entry : entries.values()) {
      Boolean real = claimed.get(entry.id());
      if (real == null) {
        continue;
      }
      if (!entry.area().equals(area)) {
        area = entry.area();
        page.append("\n## ").append(area).append("\n\n");
        page.append("| Row | What goes wrong | What happens | Shown |\n|---|---|---|---|\n");
      }
      page.append("| ").append(entry.id());
      page.append(" | ").append(cell(entry.injected()));
      page.append(" | ").append(cell(entry.required()));
      page.append(" | ").append(real ? "real" : "everywhere").append(" |\n");
    }
    return page.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
