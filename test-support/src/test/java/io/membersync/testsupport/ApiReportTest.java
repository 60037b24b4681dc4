package io.membersync.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiReportTest {
  private static final Map<String, String> SOURCES = Map.of(
      "module-info.java",
      "module shop { requires transitive java.logging; exports shop;"
          + " exports shop.hidden to java.logging; }",
      "shop/hidden/Secret.java",
      "package shop.hidden; public class Secret {}",
      "shop/Point.java",
      """
          package shop;
          public record Point(int x, java.util.List<String> names) implements Comparable<Point> {
            public static final int MAX = 3;
            public Point(int x) { this(x, java.util.List.of()); }
            public int compareTo(Point o) { return 0; }
            @Deprecated public Point doubled() { return this; }
          }
          """,
      "shop/Kind.java",
      "package shop; public enum Kind { B, A { @Override void act() {} }; void act() {} }",
      "shop/Answer.java",
      """
          package shop;
          public sealed interface Answer {
            record Yes(long number) implements Answer {}
            record No() implements Answer {}
            default boolean good() { return false; }
          }
          """,
      "shop/Picker.java",
      """
          package shop;
          public interface Picker<T extends Number & Runnable> {
            <S extends T> S pick(java.util.Map<String, ? super T> map, S... rest)
                throws java.io.IOException;
          }
          """,
      "shop/Base.java",
      "package shop; abstract class Base { public void seen() {} void unseen() {} }",
      "shop/Tool.java",
      """
          package shop;
          public final class Tool extends Base {
            private Tool() {}
            protected int count;
            int hidden;
            public static Builder builder(char... c) { return new Builder(); }
            public String toString() { return ""; }
            public static final class Builder { Builder() {} public Tool build() { return null; } }
            private static class Inner {}
          }
          """);

  @TempDir
  Path folder;

  @Test
  void listsWhatACallerMayUseAndNothingElse() throws Exception {
    assertThat(describe()).isEqualTo("""
            module shop
              requires transitive java.logging
              exports shop.hidden to [java.logging]

            package shop

            public sealed interface shop.Answer permits shop.Answer.No, shop.Answer.Yes
              public default boolean good()

            public record shop.Answer.No() implements shop.Answer

            public record shop.Answer.Yes(long number) implements shop.Answer

            public enum shop.Kind
              constant A
              constant B

            public interface shop.Picker<T extends Number & Runnable>
              public abstract <S extends T> S pick(java.util.Map<String, ? super T>, S...) throws java.io.IOException

            public record shop.Point(int x, java.util.List<String> names) implements Comparable<shop.Point>
              @Deprecated public shop.Point doubled()
              public <init>(int)
              public int compareTo(shop.Point)
              public static final int MAX

            public final class shop.Tool extends shop.Base
              protected int count
              public static shop.Tool.Builder builder(char...)
              public void seen()

            public static final class shop.Tool.Builder
              public shop.Tool build()
            """);
  }

  @Test
  void aChangeOfTheApiFailsAndShowsTheLines() throws Exception {
    Path classes = compile();
    Path api = folder.resolve("api");
    Files.createDirectories(api);
    Files.writeString(
        api.resolve("shop.txt"), describe().replace("Point doubled", "Point trebled"));

    assertThatIllegalStateException()
        .isThrownBy(() -> check(api, classes))
        .withMessageContaining("- " + "  @Deprecated public shop.Point trebled()")
        .withMessageContaining("+ " + "  @Deprecated public shop.Point doubled()")
        .withMessageContaining("-Dapi.write");

    Files.writeString(api.resolve("shop.txt"), describe());
    check(api, classes);
    assertThat(api.resolve("shop.txt")).content().contains("Point doubled()");
  }

  @Test
  void theBudgetCountsTopLevelTypesOfExportedPackages() throws Exception {
    Path classes = compile();
    try (URLClassLoader loader = loader(classes)) {
      assertThat(ApiReport.countTopLevel(classes, loader)).isEqualTo(5);
    }
    assertThat(ApiReport.overBudget(4, 4, 350_000, 350_000)).isEmpty();
    assertThat(ApiReport.overBudget(5, 4, 350_000, 350_000))
        .contains("5 public top-level types, 4 at most");
    assertThat(ApiReport.overBudget(4, 4, 350_001, 350_000))
        .contains("the jar has 350001 bytes, 350000 at most");
  }

  @Test
  void classesWithoutAModuleAreRefusedAndNoClassesAreFine() throws Exception {
    Path classes = compile();
    Files.delete(classes.resolve("module-info.class"));

    assertThatIllegalStateException()
        .isThrownBy(() -> check(folder, classes))
        .withMessageContaining("no module-info.java");

    Path empty = Files.createDirectory(folder.resolve("empty"));
    check(folder, empty);
    assertThat(folder.resolve("shop.txt")).doesNotExist();
  }

  private void check(Path api, Path classes) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = loader(classes)) {
      thread.setContextClassLoader(loader);
      ApiReport.run(false, api.toString(), "shop", classes.toString());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private String describe() throws Exception {
    Path classes = compile();
    try (URLClassLoader loader = loader(classes)) {
      return ApiReport.describe(classes, loader);
    }
  }

  private static URLClassLoader loader(Path classes) throws IOException {
    return new URLClassLoader(new URL[] {classes.toUri().toURL()}, null);
  }

  private Path compile() throws IOException {
    Path classes = folder.resolve("classes");
    List<String> arguments =
        new ArrayList<>(List.of("-nowarn", "-Xlint:none", "-d", classes.toString()));
    for (Map.Entry<String, String> source : SOURCES.entrySet()) {
      Path file = folder.resolve("src").resolve(source.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.getValue());
      arguments.add(file.toString());
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int result = ToolProvider.getSystemJavaCompiler()
        .run(null, said, said, arguments.toArray(String[]::new));
    assertThat(result).as(said.toString(StandardCharsets.UTF_8)).isZero();
    return classes;
  }
}
