package io.membersync.servlet.pages;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How the shop changes the pages.
 *
 * @param cssVariables by name
 * @param stylesheet path of the shop's own style sheet
 * @param header HTML, empty for the shop's name
 * @param footer HTML
 * @param fieldLabels by language, dot and field name
 */
public record Look(
    Map<String, String> cssVariables,
    Optional<String> stylesheet,
    Function<Locale, String> header,
    Function<Locale, String> footer,
    Map<String, String> fieldLabels) {
  public Look {
    cssVariables = new TreeMap<>(cssVariables); // in a stable order: they are part of a version
    fieldLabels = Map.copyOf(fieldLabels);
  }

  /** Nothing changed. */
  public static Look plain() {
    return new Look(Map.of(), Optional.empty(), locale -> "", locale -> "", Map.of());
  }
}
