package io.membersync.profile;

import java.util.Optional;

/**
 * Text as a person typed it: letters are neither composed nor folded. Only what nobody types, and
 * what changes how the rest of a page is shown, is taken out: control characters, embeddings,
 * overrides and isolates of right-to-left text, byte-order marks, halves of characters. A line
 * break becomes a blank.
 */
final class PlainText implements FieldText<String> {
  private static final int LONGEST = 200;

  @Override
  public String write(String value) {
    return value;
  }

  /**
   * Empty also for text that shows nothing, such as Hangul fillers used as an invisible name, and for
   * text with a resident number in it.
   */
  @Override
  public Optional<String> read(String text) {
    if (ResidentNumber.isIn(text)) {
      return Optional.empty();
    }
    String clean = clean(text);
    return clean.codePoints().anyMatch(PlainText::isVisible)
        ? Optional.of(clean)
        : Optional.empty();
  }

  /**
   * At most 200 UTF-16 characters, cut between code points, so that it fits a column that counts
   * either. Cleaning clean text changes nothing.
   */
  static String clean(String text) {
    StringBuilder kept = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      if (isBreak(point)) {
        point = kept.isEmpty() || kept.charAt(kept.length() - 1) != ' ' ? ' ' : 0;
      }
      if (!isKept(point) || (kept.isEmpty() && Character.isWhitespace(point))) {
        continue;
      }
      if (kept.length() + Character.charCount(point) > LONGEST) {
        break;
      }
      kept.appendCodePoint(point);
    }
    return kept.toString().strip();
  }

  private static boolean isBreak(int point) {
    return (point >= '\t' && point <= '\r') || point == 0x85 || point == 0x2028 || point == 0x2029;
  }

  private static boolean isKept(int point) {
    int type = Character.getType(point);
    return type != Character.CONTROL
        && type != Character.SURROGATE
        && !(point >= 0x202A && point <= 0x202E)
        && !(point >= 0x2066 && point <= 0x2069)
        && point != 0xFEFF;
  }

  private static boolean isVisible(int point) {
    boolean filler = point == 0x115F || point == 0x1160 || point == 0x3164 || point == 0xFFA0;
    return !filler
        && !Character.isWhitespace(point)
        && !Character.isSpaceChar(point)
        && Character.getType(point) != Character.FORMAT;
  }
}
