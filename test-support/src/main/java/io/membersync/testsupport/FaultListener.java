package io.membersync.testsupport;

import io.membersync.testsupport.FaultRow.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes the result of every test that carries {@link Fault} to {@code target/faults} of the module
 * it ran in, one file per test process. Found by the JUnit platform through {@code
 * META-INF/services}.
 */
public final class FaultListener implements TestExecutionListener {
  private static final TestTag REAL = TestTag.create("real");

  private final @Nullable Path file;
  private @Nullable TestPlan plan;

  /** Writes below the directory that the build names in the system property {@code basedir}. */
  public FaultListener() {
    this(Optional.ofNullable(System.getProperty("basedir")).map(Path::of));
  }

  /** Writes below the module's directory; without one, as in an editor, it writes nothing. */
  FaultListener(Optional<Path> module) {
    this.file =
        module.map(dir -> dir.resolve("target/faults").resolve(fileName())).orElse(null);
  }

  private static String fileName() {
    return ProcessHandle.current().pid() + "-" + System.nanoTime() + ".tsv";
  }

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
    if (test.isTest()) {
      record(test, passed ? Outcome.PASSED : outcomeOf(result));
    } else if (!passed) {
      recordBelow(test, outcomeOf(result));
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    recordBelow(test, Outcome.SKIPPED);
  }

  private static Outcome outcomeOf(TestExecutionResult result) {
    return result.getStatus() == TestExecutionResult.Status.ABORTED
        ? Outcome.SKIPPED
        : Outcome.FAILED;
  }

  /** A container that fails takes its tests with it: they must not look as if nobody wrote them. */
  private void recordBelow(TestIdentifier container, Outcome outcome) {
    TestPlan known = plan;
    record(container, outcome);
    if (known != null) {
      known.getDescendants(container).stream()
          .filter(
              child -> child.getSource().filter(MethodSource.class::isInstance).isPresent())
          .forEach(child -> record(child, outcome));
    }
  }

  private synchronized void record(TestIdentifier test, Outcome outcome) {
    Path target = file;
    if (target == null) {
      return;
    }
    Optional<MethodSource> method = methodOf(test);
    if (method.isEmpty() && test.isTest()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    String name = method
        .map(found -> found.getClassName() + "#" + found.getMethodName())
        .orElseGet(test::getDisplayName);
    boolean real = test.getTags().contains(REAL);
    for (String id : faultsOf(test, method)) {
      lines.add(new FaultRow(id, name, test.getDisplayName(), outcome, real).toLine());
    }
    if (lines.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(target.getParent());
      Files.write(target, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<MethodSource> methodOf(TestIdentifier test) {
    TestPlan known = plan;
    Optional<TestIdentifier> at = Optional.of(test);
    while (at.isPresent()) {
      Optional<MethodSource> method =
          at.get().getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast);
      if (method.isPresent() || known == null) {
        return method;
      }
      at = known.getParent(at.get());
    }
    return Optional.empty();
  }

  private static Set<String> faultsOf(TestIdentifier test, Optional<MethodSource> method) {
    Set<String> ids = new LinkedHashSet<>();
    Class<?> type = null;
    if (method.isPresent()) {
      collect(method.get().getJavaMethod(), ids);
      type = method.get().getJavaClass();
    } else if (test.getSource().orElse(null) instanceof ClassSource source) {
      type = source.getJavaClass();
    }
    for (; type != null; type = type.getEnclosingClass()) {
      collect(type, ids);
    }
    return ids;
  }

  private static void collect(AnnotatedElement element, Set<String> ids) {
    AnnotationSupport.findAnnotation(element, Fault.class)
        .ifPresent(fault -> ids.addAll(List.of(fault.value())));
  }
}
