package io.membersync.examples.toyshop;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Finding;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The guide to consent shows a file that is right, and every code that there is. */
class ConsentGuideTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Path CORE = ROOT.resolve("sdk-core/src/main");
  private static final Path CONSENT = CORE.resolve("java/io/membersync/consent");
  private static final Pattern JSON = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("\"((?:notice|mapping|console)-[a-z-]+)\"");
  private static final Pattern WORD = Pattern.compile("\\{@code\\s+(?:\\*\\s+)?([A-Z_]+)}");

  private static String guide() throws IOException {
    return Files.readString(ROOT.resolve("docs/consent.md"));
  }

  /** The first cells of the table below this heading. */
  private static Set<String> table(String heading) throws IOException {
    String from = guide().split("\n## " + heading + "\n", -1)[1];
    return all(Pattern.compile("(?m)^\\| `?([\\w-]+)`? \\|"), from.split("\n## ", -1)[0]);
  }

  private static Set<String> all(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .filter(word -> !Set.of("code", "reason", "case").contains(word))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theFileIsReadAndNothingIsWrongWithIt() throws IOException {
    String json = JSON.matcher(guide()).results().findFirst().orElseThrow().group(1);

    Notices notices = Notices.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));

    assertThat(notices.all())
        .extracting(Notice::tag)
        .containsExactly("tos", "basic", "third_points", "mkt", "ad_sms");
    assertThat(notices.findings()).extracting(Finding::toString).isEmpty();
  }

  @Test
  void theKoreanGuideShowsTheSame() throws IOException {
    Pattern block = Pattern.compile("(?m)^```.*?^```$", Pattern.DOTALL);
    String korean = Files.readString(ROOT.resolve("docs/consent.ko.md"));

    assertThat(block.matcher(korean).results().map(MatchResult::group))
        .hasSizeGreaterThan(5)
        .containsExactlyElementsOf(
            block.matcher(guide()).results().map(MatchResult::group).toList());
  }

  @Test
  void everyFindingIsExplained() throws IOException {
    String sources = Files.readString(CONSENT.resolve("NoticeLint.java"))
        + Files.readString(CORE.resolve("java/io/membersync/DoctorReport.java"))
        + Files.readString(CORE.resolve("java/io/membersync/TermsSeen.java"));

    assertThat(table("What the doctor finds")).isEqualTo(all(CODE, sources));
  }

  @Test
  void everyReasonOfTheGateIsExplained() throws IOException {
    String gate = Files.readString(CONSENT.resolve("Gate.java"));

    String consents = Files.readString(CORE.resolve("java/io/membersync/Consents.java"));
    Set<String> reasons = new TreeSet<>(all(WORD, gate));
    reasons.addAll(all(Pattern.compile("Gate.Verdict\\(false, \"([A-Z_]+)\""), consents));

    assertThat(table("Whether a field may be used")).isEqualTo(reasons);
  }

  @Test
  void everyObstacleIsExplained() throws IOException {
    String rules = Files.readString(CORE.resolve("resources/io/membersync/consent/rules/kr.json"));

    assertThat(table("What stands in the way of a message"))
        .isEqualTo(all(Pattern.compile("\"obstacle\": \"([A-Z_]+)\""), rules));
  }

  @Test
  void everyCaseIsARowOfTheCatalogueThatIsClaimed() throws IOException {
    String claimed = Files.readString(ROOT.resolve("faults/claimed.txt"));

    assertThat(table("Cases that tests carry"))
        .isEqualTo(all(Pattern.compile("(?m)^(T\\d{2})$"), claimed));
  }
}
