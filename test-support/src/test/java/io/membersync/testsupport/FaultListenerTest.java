package io.membersync.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.membersync.testsupport.FaultRow.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class FaultListenerTest {
  @TempDir
  Path project;

  @Test
  void writesEachTestWithItsIdsAndResult() throws IOException {
    List<FaultRow> rows = run(Mixed.class);

    String name = Mixed.class.getName() + "#";
    assertThat(rows)
        .containsExactlyInAnyOrder(
            new FaultRow("ZZ-01", name + "good", "good()", Outcome.PASSED, false),
            new FaultRow("ZZ-02", name + "good", "good()", Outcome.PASSED, false),
            new FaultRow("ZZ-03", name + "bad", "bad()", Outcome.FAILED, false),
            new FaultRow("ZZ-04", name + "inBrowser", "inBrowser()", Outcome.PASSED, true),
            new FaultRow("ZZ-05", name + "off", "off()", Outcome.SKIPPED, false));
  }

  @Test
  void aFaultOfTheClassCountsForItsTestsAndThoseNestedInIt() throws IOException {
    List<FaultRow> rows = run(WholeClass.class, WholeClass.Inner.class);

    assertThat(rows).extracting(FaultRow::id).containsOnly("ZZ-06");
    assertThat(rows)
        .extracting(row -> row.test().substring(row.test().indexOf('#')))
        .contains("#each", "#inside");
  }

  @Test
  void everyCaseOfAParameterizedTestIsARow() throws IOException {
    assertThat(run(Cases.class))
        .extracting(FaultRow::outcome)
        .containsExactlyInAnyOrder(Outcome.PASSED, Outcome.FAILED);
  }

  @Test
  void aNameWithHalfACharacterIsWrittenAllTheSame() throws IOException {
    assertThat(run(HalfCharacter.class))
        .extracting(FaultRow::id, FaultRow::outcome)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("ZZ-09", Outcome.PASSED));
  }

  @Test
  void testsThatNeverStartedBecauseTheirClassFailedAreFailed() throws IOException {
    assertThat(run(BrokenSetUp.class))
        .extracting(FaultRow::id, FaultRow::outcome)
        .containsOnly(org.assertj.core.groups.Tuple.tuple("ZZ-08", Outcome.FAILED))
        .isNotEmpty();
  }

  @Test
  void theTagSelectsFaultTestsOnly() throws IOException {
    launch(TagFilter.includeTags("faults"), Mixed.class);

    assertThat(FaultReport.readRows(project, Instant.EPOCH)).hasSize(5);
    assertThat(Mixed.ranWithoutFault).isFalse();
  }

  @Test
  void writesNothingWhereNoBuildNamesADirectory() {
    FaultListener listener = new FaultListener(Optional.empty());

    launchWith(listener, TagFilter.includeTags("faults"), Mixed.class);

    assertThat(project).isEmptyDirectory();
  }

  private List<FaultRow> run(Class<?>... types) throws IOException {
    launch(TagFilter.excludeTags("none"), types);
    return FaultReport.readRows(project, Instant.EPOCH);
  }

  private void launch(org.junit.platform.engine.Filter<?> filter, Class<?>... types)
      throws IOException {
    java.nio.file.Files.createDirectories(project.resolve("module"));
    java.nio.file.Files.writeString(project.resolve("module/pom.xml"), "<project/>");
    launchWith(new FaultListener(Optional.of(project.resolve("module"))), filter, types);
  }

  private static void launchWith(
      FaultListener listener, org.junit.platform.engine.Filter<?> filter, Class<?>... types) {
    Mixed.ranWithoutFault = false;
    LauncherDiscoveryRequestBuilder request =
        LauncherDiscoveryRequestBuilder.request().filters(filter);
    for (Class<?> type : types) {
      request.selectors(DiscoverySelectors.selectClass(type));
    }
    LauncherFactory.create(LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .addTestExecutionListeners(listener)
            .build())
        .execute(request.build());
  }

  static class Mixed {
    static boolean ranWithoutFault;

    @Test
    @Fault({"ZZ-01", "ZZ-02"})
    void good() {}

    @Test
    @Fault("ZZ-03")
    void bad() {
      fail("on purpose");
    }

    @Test
    @Tag("real")
    @Fault("ZZ-04")
    void inBrowser() {}

    @Test
    @Disabled
    @Fault("ZZ-05")
    void off() {}

    @Test
    void withoutFault() {
      ranWithoutFault = true;
    }
  }

  @Fault("ZZ-06")
  static class WholeClass {
    @Test
    void each() {}

    @Nested
    class Inner {
      @Test
      void inside() {}
    }
  }

  static class Cases {
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Fault("ZZ-07")
    void each(int number) {
      assertThat(number).isEqualTo(1);
    }
  }

  static class HalfCharacter {
    @ParameterizedTest
    @ValueSource(strings = "\ud83d")
    @Fault("ZZ-09")
    void half(String text) {
      assertThat(text).hasSize(1);
    }
  }

  static class BrokenSetUp {
    @BeforeAll
    static void setUp() {
      fail("on purpose");
    }

    @Test
    @Fault("ZZ-08")
    void neverStarted() {}
  }
}
