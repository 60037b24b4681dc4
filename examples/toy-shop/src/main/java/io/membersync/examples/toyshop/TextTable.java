package io.membersync.examples.toyshop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows aligned for a terminal, where a Hangul letter takes two columns. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... head) {
    rows.add(List.of(head));
    rows.add(Arrays.stream(head).map(title -> "").toList());
  }

  TextTable add(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException("a row of " + cells.length + " cells");
    }
    rows.add(List.of(cells));
    return this;
  }

  @Override
  public String toString() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      StringBuilder line = new StringBuilder(GAP);
      for (int k = 0; k < widths.length; k++) {
        String cell = rows.get(i).get(k);
        line.append(i == 1 ? "-".repeat(widths[k]) : cell)
            .append(" ".repeat(i == 1 ? 0 : widths[k] - width(cell)))
            .append(GAP);
      }
      out.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return out.toString();
  }

  static int width(String text) {
    return text.codePoints().map(TextTable::width).sum();
  }

  private static int width(int codePoint) {
    Character.UnicodeScript script = Character.UnicodeScript.of(codePoint);
    boolean wide = script == Character.UnicodeScript.HANGUL
        || script == Character.UnicodeScript.HAN
        || (codePoint >= 0x1F300 && codePoint <= 0x1FAFF)
        || (codePoint >= 0xFF01 && codePoint <= 0xFF60);
    return wide ? 2 : 1;
  }
}
