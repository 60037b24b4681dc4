package io.membersync.servlet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of a style sheet, in their order; those for some screens only stand among the others. */
final class Styles {
  private static final Pattern RULE = Pattern.compile("([^{}]+)\\{([^{}]*)\\}");
  private static final Pattern VARIABLE = Pattern.compile("var\\((--[a-z-]+)\\)");
  private static final Pattern REM =
      Pattern.compile("(?:calc\\()?(?:([0-9.]+) \\* )?([0-9.]+)rem\\)?");
  private static final double PIXELS_OF_REM = 16;

  private final List<Rule> rules;

  private Styles(List<Rule> rules) {
    this.rules = rules;
  }

  /** One selector with what it sets. */
  record Rule(String selector, Map<String, String> sets) {
    /** Of the symbol in the button. */
    boolean isDrawing() {
      return selector.contains(" svg");
    }

    /** Or sets nothing but the room beside the label. */
    boolean isPointedAt() {
      return selector.contains(":hover") || sets.keySet().equals(Set.of("padding-inline-end"));
    }
  }

  static Styles read(String sheet) {
    List<Rule> rules = new ArrayList<>();
    String plain = sheet.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("@media[^{]*\\{", "");
    Matcher rule = RULE.matcher(plain);
    while (rule.find()) {
      Map<String, String> sets = new LinkedHashMap<>();
      for (String line : rule.group(2).split(";", -1)) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          sets.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
      }
      for (String selector : rule.group(1).split(",", -1)) {
        rules.add(new Rule(selector.strip(), sets));
      }
    }
    return new Styles(rules);
  }

  /** What an element has that all these selectors fit, the later over the earlier. */
  Map<String, String> of(String... selectors) {
    Map<String, String> variables = merged(":root");
    Map<String, String> all = merged(selectors);
    all.replaceAll((name, value) -> VARIABLE
        .matcher(value)
        .replaceAll(found -> Matcher.quoteReplacement(
            variables.getOrDefault(found.group(1), "no " + found.group(1)))));
    all.putIfAbsent("border-color", "transparent");
    return all;
  }

  private Map<String, String> merged(String... selectors) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String selector : selectors) {
      rules.stream()
          .filter(rule -> rule.selector().equals(selector))
          .forEach(rule -> all.putAll(rule.sets()));
    }
    return all;
  }

  /** Every rule whose selector has one of these classes. */
  List<Rule> naming(String... classes) {
    return rules.stream()
        .filter(rule -> Arrays.stream(classes)
            .anyMatch(name -> Pattern.compile("\\." + name + "(?![a-z-])")
                .matcher(rule.selector())
                .find()))
        .toList();
  }

  /** Of a length in rem, which is sixteen pixels unless the visitor wants larger ones. */
  static double pixels(@Nullable String length) {
    Matcher rem = REM.matcher(String.valueOf(length));
    if (!rem.matches()) {
      throw new AssertionError("not a length in rem: " + length);
    }
    double times = rem.group(1) == null ? 1 : Double.parseDouble(rem.group(1));
    return times * Double.parseDouble(rem.group(2)) * PIXELS_OF_REM;
  }
}
