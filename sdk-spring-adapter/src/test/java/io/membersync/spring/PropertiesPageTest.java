package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The page of every property is what the source says of them. {@code -Dguide.write} writes it anew.
 */
class PropertiesPageTest {
  private static final Path HERE = Path.of(System.getProperty("basedir", ".")).normalize();
  private static final Path PAGE = HERE.resolve("../docs/spring-properties.md").normalize();

  /** Where the settings of each record stand. */
  private static final Map<String, String> PREFIXES = prefixes();

  private static final Pattern RECORD = Pattern.compile(
      "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@ConfigurationProperties\\([^)]*\\)\\s*)?"
          + "record (\\w+)\\((.*?)\\)\\s*\\{",
      Pattern.DOTALL);
  private static final Pattern PARAMETER =
      Pattern.compile("@param (\\w+) ((?:(?!@param).)*)", Pattern.DOTALL);
  private static final Pattern COMPONENT = Pattern.compile(
      "(?:@DefaultValue(?:\\(\"([^\"]*)\"\\))?\\s*)?([A-Z]?[\\w.]+(?:<[^()]*?>)?) (\\w+)\\s*(?:,|$)");

  private static final Pattern TABLES =
      Pattern.compile("Registration|Mapped|NoticeProperties|Covered|Text\\b");

  private static Map<String, String> prefixes() {
    Map<String, String> prefixes = new LinkedHashMap<>();
    prefixes.put("MemberSyncProperties", "membersync");
    prefixes.put("NoticeProperties", "membersync.notices[0]");
    prefixes.put("Covered", "membersync.notices[0].covers[0]");
    prefixes.put("Text", "membersync.notices[0].texts.*language*");
    prefixes.put("MemberTable", "membersync.members");
    prefixes.put("Mapped", "membersync.mapping.*field*");
    prefixes.put("Registration", "membersync.providers.*id*");
    prefixes.put("Jdbc", "membersync.jdbc");
    prefixes.put("Page", "membersync.page");
    prefixes.put("Http", "membersync.http");
    prefixes.put("Work", "membersync.work");
    return prefixes;
  }

  @Test
  void thePageHasEveryProperty() throws IOException {
    String written = page();
    if (System.getProperty("guide.write") != null) {
      Files.writeString(PAGE, written);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(written);
  }

  private static String page() throws IOException {
    Path folder = HERE.resolve("src/main/java/io/membersync/spring");
    String source = Files.readString(folder.resolve("MemberSyncProperties.java"))
        + Files.readString(folder.resolve("NoticeProperties.java"));
    Map<String, String> tables = new LinkedHashMap<>();
    Matcher records = RECORD.matcher(source);
    while (records.find()) {
      tables.put(records.group(2), table(records.group(2), records.group(1), records.group(3)));
    }
    assertThat(tables.keySet()).containsExactlyInAnyOrderElementsOf(PREFIXES.keySet());
    StringBuilder page = new StringBuilder("""
        # Every property

        Under `membersync`; [spring.md](spring.md) shows them in use. A name that is not here fails the
        start. Times are written as `3s`, lists as `a,b` or with `[0]`.

        """);
    PREFIXES.keySet().forEach(name -> page.append(tables.get(name)));
    return page.toString().stripTrailing() + "\n";
  }

  private static String table(String name, String javadoc, String components) {
    Map<String, String> told = new LinkedHashMap<>();
    Matcher parameters = PARAMETER.matcher(javadoc.replaceAll("\\n\\s*\\*", "\n"));
    while (parameters.find()) {
      told.put(parameters.group(1), parameters.group(2).strip().replaceAll("\\s+", " "));
    }
    String prefix = PREFIXES.getOrDefault(name, "");
    StringBuilder table =
        new StringBuilder("## " + prefix + "\n\n| property | default | |\n|---|---|---|\n");
    Matcher matcher = COMPONENT.matcher(components.strip());
    int rows = 0;
    while (matcher.find()) {
      String component = matcher.group(3);
      String type = matcher.group(2);
      rows++;
      String text = told.get(component);
      assertThat(text).as("Javadoc of %s in %s", component, name).isNotBlank();
      if (PREFIXES.containsKey(type) || TABLES.matcher(type).find()) {
        continue; // a table of its own
      }
      String value = matcher.group(1) == null ? "" : "`" + matcher.group(1) + "`";
      table.append("| `" + kebab(component) + "` | " + value + " | " + text + " |\n");
    }
    assertThat(rows).as("settings of " + name).isEqualTo(told.size());
    return table.append("\n").toString();
  }

  private static String kebab(String component) {
    return component.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
  }
}
