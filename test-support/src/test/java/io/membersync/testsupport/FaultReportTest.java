package io.membersync.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.membersync.testsupport.FaultRow.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultReportTest {
  private static final Instant BUILD = Instant.parse("2026-11-21T10:00:00Z");

  private final FaultCatalogue catalogue = FaultCatalogue.parse(List.of(
      "# comment",
      "AR-01\tAnswer\ttwice\tone call",
      "AR-02\tAnswer\tno state | none\trefused",
      "TR-01\tToken\tno token\trefused"));

  @TempDir
  Path project;

  private String printed = "";

  @Test
  void claimedAndPassedIsWell() {
    List<String> wrong =
        report(Map.of("AR-01", false), false, row("AR-01", "A#a"), row("AR-01", "B#b"));

    assertThat(wrong).isEmpty();
    assertThat(printed)
        .contains("AR-01  passed  A#a", "AR-01  passed  B#b", "1 rows passed, 1 claimed");
  }

  @Test
  void claimedWithoutATestIsNamed() {
    assertThat(report(Map.of("AR-01", false, "TR-01", false), false, row("AR-01", "A#a")))
        .singleElement()
        .asString()
        .startsWith("TR-01 is claimed");
    assertThat(printed).contains("TR-01  no test");
  }

  @Test
  void oneFailedCaseOfAClaimedRowIsNamedThoughOthersPassed() {
    List<String> wrong = report(
        Map.of("AR-01", false),
        false,
        row("AR-01", "A#a"),
        new FaultRow("AR-01", "A#a", "[2] x", Outcome.FAILED, false));

    assertThat(wrong).containsExactly("AR-01: passed, failed: A#a");
    assertThat(printed).contains("0 rows passed");
  }

  @Test
  void aSkippedTestIsNoProof() {
    assertThat(report(
            Map.of("AR-01", false),
            false,
            new FaultRow("AR-01", "A#a", "a()", Outcome.SKIPPED, false)))
        .containsExactly("AR-01: skipped: A#a");
  }

  @Test
  void aRealRowPrintsRealUntilTheRealTestsRun() {
    assertThat(report(Map.of("AR-01", true), false)).isEmpty();
    assertThat(printed).contains("AR-01  real");

    assertThat(report(Map.of("AR-01", true), true)).hasSize(1);

    FaultRow real = new FaultRow("AR-01", "A#a", "a()", Outcome.PASSED, true);
    assertThat(report(Map.of("AR-01", true), true, real)).isEmpty();
    assertThat(printed).contains("AR-01  passed (real)  A#a");
  }

  @Test
  void anIdThatIsInNoCatalogueIsNamed() {
    assertThat(report(Map.of(), false, row("AR-99", "A#a")))
        .containsExactly("AR-99 is not in faults/catalogue.tsv");
  }

  @Test
  void thePageHoldsClaimedRowsByArea() {
    assertThat(catalogue.toMarkdown(Map.of("AR-02", false, "TR-01", true)))
        .contains("## Answer\n", "| AR-02 | no state \\| none | refused | everywhere |")
        .contains("## Token\n", "| TR-01 | no token | refused | real |")
        .doesNotContain("AR-01");
  }

  @Test
  void claimsAreIdsOnceEach() {
    assertThat(FaultReport.parseClaims(List.of("# x", "", "AR-01", " AR-02 real ")))
        .containsExactly(Map.entry("AR-01", false), Map.entry("AR-02", true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultReport.parseClaims(List.of("AR-1")))
        .withMessageContaining("AR-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultReport.parseClaims(List.of("AR-01", "AR-01 real")));
  }

  @Test
  void theCatalogueRefusesAnIdTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultCatalogue.parse(List.of("AR-01\ta\tb\tc", "AR-01\ta\tb\tc")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultCatalogue.parse(List.of("AR-01\ta\tb")));
  }

  @Test
  void rowsOfOtherModulesCountAndThoseOfOlderBuildsDoNot() throws IOException {
    lay("one/target/faults/1.tsv", row("AR-01", "A#a").toLine(), BUILD.plusSeconds(5));
    lay("examples/two/target/faults/2.tsv", row("AR-02", "B#b").toLine(), BUILD.plusSeconds(9));
    lay("one/target/faults/0.tsv", row("TR-01", "C#c").toLine(), BUILD.minusSeconds(1));
    lay("one/pom.xml", "<project/>", BUILD);
    lay("examples/two/pom.xml", "<project/>", BUILD);

    assertThat(FaultReport.readRows(project, BUILD))
        .containsExactlyInAnyOrder(row("AR-01", "A#a"), row("AR-02", "B#b"));
  }

  @Test
  void theCommandComparesThePageAndFails() throws IOException {
    lay("faults/catalogue.tsv", "AR-01\tAnswer\ttwice\tone call\n", BUILD);
    lay("faults/claimed.txt", "AR-01\n", BUILD);
    lay("one/pom.xml", "<project/>", BUILD);

    assertThatIllegalStateException()
        .isThrownBy(() -> run())
        .withMessageContaining("AR-01 is claimed")
        .withMessageContaining("faults.md differs");

    lay("one/target/faults/1.tsv", row("AR-01", "A#a").toLine(), BUILD);
    lay("docs/faults.md", page(), BUILD);
    run();
    assertThat(project.resolve("docs/faults.md")).hasContent(page());
  }

  @Test
  void aLineCutShortIsNoRow() {
    assertThat(FaultRow.parse("AR-01\tA#a")).isEmpty();
    assertThat(FaultRow.parse("AR-01\tA#a\ta()\tmaybe\t")).isEmpty();
    FaultRow odd = new FaultRow("AR-01", "A#a", "tab\there\nline", Outcome.PASSED, true);
    assertThat(FaultRow.parse(odd.toLine()))
        .contains(new FaultRow("AR-01", "A#a", "tab here line", Outcome.PASSED, true));
  }

  private void run() throws IOException {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    FaultReport.run(nowhere, false, project.toString(), BUILD.toString(), "false");
  }

  private String page() throws IOException {
    return FaultCatalogue.read(project.resolve("faults/catalogue.tsv"))
        .toMarkdown(Map.of("AR-01", false));
  }

  private void lay(String path, String text, Instant time) throws IOException {
    Path file = project.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  private List<String> report(Map<String, Boolean> claimed, boolean realRan, FaultRow... rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<String> wrong = new FaultReport(catalogue, claimed, List.of(rows), realRan)
        .print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    printed = bytes.toString(StandardCharsets.UTF_8);
    return wrong;
  }

  private static FaultRow row(String id, String test) {
    return new FaultRow(id, test, "t()", Outcome.PASSED, false);
  }
}
