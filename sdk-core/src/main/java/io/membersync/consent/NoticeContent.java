package io.membersync.consent;

import io.membersync.consent.Notice.Basis;
import io.membersync.consent.Notice.Coverage;
import io.membersync.consent.Notice.Kind;
import io.membersync.consent.Notice.Medium;
import io.membersync.internal.Sha256;
import io.membersync.profile.Field;
import java.text.Normalizer;
import java.time.Period;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What two notices are compared by: their words, and what they say whatever the words. */
final class NoticeContent {
  private static final Pattern BLANK_ENDS = Pattern.compile("[ \\t]+(?=\\n|$)");
  private static final Pattern LAST_LINES = Pattern.compile("\\n+$");

  /** Words for others who are not named: "and others", "partners". */
  private static final Pattern VAGUE = Pattern.compile(
      "등(\\s|$)|제휴사|협력사|\\b(etc|and others|partners|affiliates)\\b", Pattern.CASE_INSENSITIVE);

  /** The lines that say what a notice is about: kind, ground and medium. */
  private static final int ABOUT = 3;

  private NoticeContent() {}

  static boolean isVague(String recipient) {
    return VAGUE.matcher(recipient).find();
  }

  /** A line each for kind, ground, medium, need and retention; one for each use of a field, sorted. */
  static String of(
      Kind kind,
      Basis basis,
      Optional<Medium> medium,
      boolean required,
      Optional<Period> retention,
      List<Coverage> coverage) {
    return Stream.concat(
            Stream.of(
                kind.name(),
                basis.name(),
                medium.map(Enum::name).orElse("-"),
                Boolean.toString(required),
                retention.map(Period::toString).orElse("-")),
            coverage.stream()
                .flatMap(one -> one.fields().stream().map(field -> line(one, field)))
                .distinct()
                .sorted())
        .collect(Collectors.joining("\n"));
  }

  /** Whether it is of the kind, ground and medium that it was of when this was its content. */
  static boolean isAboutTheSame(Notice notice, String content) {
    return content
        .lines()
        .limit(ABOUT)
        .toList()
        .equals(notice.content().lines().limit(ABOUT).toList());
  }

  /** What of the coverage was there when this was the content. */
  static List<Coverage> within(Notice notice, String content) {
    Set<String> before = content.lines().collect(Collectors.toSet());
    List<Coverage> left = new ArrayList<>();
    for (Coverage one : notice.coverage()) {
      Set<Field<?>> fields = new LinkedHashSet<>(one.fields());
      fields.removeIf(field -> !before.contains(line(one, field)));
      if (!fields.isEmpty()) {
        left.add(new Coverage(one.purpose(), fields, one.processing(), one.recipient()));
      }
    }
    return left;
  }

  private static String line(Coverage covered, Field<?> field) {
    return String.join(
        "|",
        covered.processing().name(),
        covered.purpose().code(),
        field.name(),
        covered.recipient().orElse("").replace('\n', ' '));
  }

  /** In Unicode NFC, lines ended by LF without blanks before them, one LF at the end, in UTF-8. */
  static String textSha256(String text) {
    String lines =
        Normalizer.normalize(text, Normalizer.Form.NFC).replace("\r\n", "\n").replace('\r', '\n');
    String trimmed = BLANK_ENDS.matcher(lines).replaceAll("");
    return Sha256.hex(LAST_LINES.matcher(trimmed).replaceAll("") + "\n");
  }
}
