package io.membersync.consent;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A notice in one language, exactly as shown.
 *
 * @param language BCP 47, such as {@code ko}
 * @param title one line, beside the box
 * @param body the whole text
 */
public record NoticeText(String language, String title, String body) {
  private static final Pattern BLANK_ENDS = Pattern.compile("[ \\t]+(?=\\n|$)");
  private static final Pattern LAST_LINES = Pattern.compile("\\n+$");

  public NoticeText {
    if (title.isBlank() || body.isBlank()) {
      throw new IllegalArgumentException("a notice needs a title and a text in " + language);
    }
  }

  /**
   * The SHA-256 of the text in lower-case hex: Unicode NFC, line ends as LF, no blanks at line
   * ends, exactly one LF at the end, UTF-8.
   */
  public String sha256() {
    return sha256(title + "\n" + body);
  }

  static String sha256(String text) {
    String lines =
        Normalizer.normalize(text, Normalizer.Form.NFC).replace("\r\n", "\n").replace('\r', '\n');
    String trimmed = BLANK_ENDS.matcher(lines).replaceAll("");
    String normal = LAST_LINES.matcher(trimmed).replaceAll("") + "\n";
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(normal.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
