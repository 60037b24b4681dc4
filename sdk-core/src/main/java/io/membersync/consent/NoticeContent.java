package io.membersync.consent;

import io.membersync.profile.Field;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What two notices are compared by: their words, and what they say whatever the words. */
final class NoticeContent {
  private static final Pattern BLANK_ENDS = Pattern.compile("[ \\t]+(?=\\n|$)");
  private static final Pattern LAST_LINES = Pattern.compile("\\n+$");

  /** Words for others who are not named: "and others", "partners". */
  private static final Pattern VAGUE = Pattern.compile(
      "등(\\s|$)|제휴사|협력사|\\b(etc|and others|partners|affiliates)\\b", Pattern.CASE_INSENSITIVE);

  private NoticeContent() {}

  static boolean isVague(String recipient) {
    return VAGUE.matcher(recipient).find();
  }

  /** Of kind, ground, need, medium, retention and coverage, in an order of their own. */
  static String sha256(Notice notice) {
    List<String> coverage = notice.coverage().stream()
        .map(one -> String.join(
            "|",
            one.processing().name(),
            one.purpose().code(),
            one.recipient().orElse(""),
            one.fields().stream().map(Field::name).sorted().collect(Collectors.joining(","))))
        .sorted()
        .toList();
    return textSha256(String.join(
        "\n",
        notice.kind().name(),
        notice.basis().name(),
        Boolean.toString(notice.isRequired()),
        notice.medium().map(Enum::name).orElse(""),
        notice.retention().map(Object::toString).orElse(""),
        String.join("\n", coverage)));
  }

  /** In Unicode NFC, lines ended by LF without blanks before them, one LF at the end, in UTF-8. */
  static String textSha256(String text) {
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
