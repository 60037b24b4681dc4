package io.membersync.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestsRanTest {
  private static final String REPORT =
      "<?xml version=\"1.0\"?><testsuite xmlns:x=\"y\" name=\"AIT\" time=\"1\"\n tests=\"3\""
          + " errors=\"0\"/>";

  @TempDir
  Path project;

  @Test
  void countsTheIntegrationTestsOfAllModules() throws IOException {
    lay("one", REPORT);
    lay("two", REPORT);

    assertThat(TestsRan.count(project, Instant.EPOCH)).isEqualTo(6);
    assertThat(TestsRan.count(project, Instant.now().plusSeconds(60))).isZero();
  }

  @Test
  void aProfileWithoutATestFails() throws IOException {
    lay("one", REPORT.replace("\"3\"", "\"0\""));

    assertThatIllegalStateException()
        .isThrownBy(() -> TestsRan.main(project.toString(), Instant.EPOCH.toString(), "crash"))
        .withMessage("mvn -Pcrash ran no test: no class *IT has a test tagged \"crash\"");
  }

  private void lay(String module, String report) throws IOException {
    Path reports = project.resolve(module).resolve("target/failsafe-reports");
    Files.createDirectories(reports);
    Files.writeString(project.resolve(module).resolve("pom.xml"), "<project/>");
    Files.writeString(reports.resolve("TEST-AIT.xml"), report);
    Files.writeString(reports.resolve("failsafe-summary.xml"), "<testsuite tests=\"9\"/>");
  }
}
