package io.membersync.testsupport.browser;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What axe-core finds on a page, by all rules that are on by default. The module brings its jar. */
public final class Accessibility {
  private static final String RUN = """
      () => axe.run(document, {resultTypes: ['violations']}).then(result =>
        result.violations.map(found =>
          found.id + ': ' + found.help + ' ' + found.nodes.map(node => node.html).join(' ')))
      """;

  private Accessibility() {}

  /** One line for each rule that is broken; empty when all is well. */
  public static List<String> findings(Page page) {
    page.evaluate(script());
    return ((List<?>) page.evaluate(RUN))
        .stream().flatMap(found -> Stream.of(String.valueOf(found))).toList();
  }

  private static String script() {
    try (InputStream script = ClassLoader.getSystemResourceAsStream("axe.min.js")) {
      if (script == null) {
        throw new IllegalStateException("axe.min.js is missing: add com.deque.html.axe-core");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
