package io.membersync.examples.toyshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guides show compiles, and what they point to is there. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern PICTURE = Pattern.compile("src=\"screens/([^\"]+)\"");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "README.ko.md",
        "docs/add-a-provider.md",
        "docs/endpoints.md",
        "docs/fake-kakao.md",
        "docs/fakes.md",
        "docs/jdbc.md",
        "docs/consent.md",
        "docs/consent.ko.md",
        "docs/contact-index.md",
        "docs/moving-in.md",
        "docs/moving-in.ko.md",
        "docs/own-app.md",
        "docs/own-app.ko.md"
      })
  void everyBlockOfJavaCompiles(String guide, @TempDir Path classes) throws IOException {
    List<String> blocks = JAVA.matcher(Files.readString(ROOT.resolve(guide)))
        .results()
        .map(found -> found.group(1))
        .toList();

    assertThat(blocks).isNotEmpty();
    for (String block : blocks) {
      assertThat(compile(block, classes)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.ko.md"})
  void everyFileThatItPointsToIsThere(String readme) throws IOException {
    List<String> targets = LINK.matcher(Files.readString(ROOT.resolve(readme)))
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();

    assertThat(targets)
        .isNotEmpty()
        .allSatisfy(target -> assertThat(ROOT.resolve(target)).exists());
  }

  @Test
  void everyPictureOfThePagesIsShownAndEveryOneThatIsShownIsThere() throws IOException {
    Path folder = ROOT.resolve("docs/screens");
    List<String> shown = PICTURE
        .matcher(Files.readString(ROOT.resolve("docs/pages.md")))
        .results()
        .map(found -> found.group(1))
        .toList();

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()).toList())
          .containsExactlyInAnyOrderElementsOf(shown);
    }
  }

  private static String lines(String block, Predicate<String> some) {
    return block.lines().filter(some).collect(Collectors.joining("\n"));
  }

  /** The compiler's complaints about this block with the imports and variables of any shop. */
  private static String compile(String block, Path classes) {
    String imports = lines(block, line -> line.startsWith("import "));
    String statements = lines(block, line -> !line.startsWith("import "));
    String source = """
        import io.membersync.*;
        import io.membersync.consent.*;
        import io.membersync.jdbc.*;
        import io.membersync.member.*;
        import io.membersync.profile.*;
        import io.membersync.provider.*;
        import io.membersync.provider.kakao.*;
        import io.membersync.provider.oidc.*;
        import io.membersync.records.*;
        import io.membersync.servlet.*;
        import io.membersync.testing.*;
        import jakarta.servlet.ServletContext;
        import java.net.URI;
        import java.time.ZoneId;
        import java.util.List;
        import java.util.Locale;
        import java.util.Map;
        import javax.sql.DataSource;
        %s
        class Block {
          MemberSync sync;
          JdbcUnitOfWork unit;
          JdbcMemberStore store;
          CodeSender codes;
          Provider acme;
          Browser browser;
          String state;
          String token;
          void run(DataSource dataSource, ServletContext servletContext,
              String restApiKey, String clientId, String clientSecret, String keyFromVault,
              MemberStore members, Notices notices) throws Exception {
        %s
          }
        }
        """.formatted(imports, statements);
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Block.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    List<String> options = List.of(
        "-d", classes.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"));
    compiler.getTask(complaints, null, null, options, null, List.of(file)).call();
    return complaints.toString();
  }
}
