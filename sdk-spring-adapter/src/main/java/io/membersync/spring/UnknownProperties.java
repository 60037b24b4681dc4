package io.membersync.spring;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Tells which property under {@code membersync} is misspelt, and how it was meant. Goes before Spring
 * Boot's own analysis, which prints the value: that of a misspelt {@code client-secret} is one.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownProperties
    extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {
  private static final String PREFIX = "membersync";
  private static final String ANY = "*";
  private static final String LISTED = "[*]";

  @Override
  protected FailureAnalysis analyze(
      Throwable failure, UnboundConfigurationPropertiesException cause) {
    List<String> lines = new ArrayList<>();
    for (ConfigurationProperty property : cause.getUnboundProperties()) {
      String name = property.getName().toString();
      if (!name.startsWith(PREFIX + ".")) {
        return otherAnalysis();
      }
      lines.add("    " + name + " (" + property.getOrigin() + ")"
          + nearest(name).map(meant -> ": did you mean " + meant + "?").orElse(""));
    }
    return new FailureAnalysis(
        "These properties are not known to MemberSync:\n\n" + String.join("\n", lines),
        "Correct or remove them.",
        cause);
  }

  /** Null leaves it to the next analyzer. */
  @SuppressWarnings("NullAway")
  private static FailureAnalysis otherAnalysis() {
    return null;
  }

  /** The known name with the fewest letters to change, where it is near. */
  static Optional<String> nearest(String name) {
    List<String> parts = List.of(name.split("\\.", -1));
    record Near(String name, int distance) {}
    return known(PREFIX, MemberSyncProperties.class).stream()
        .filter(known -> known.split("\\.", -1).length == parts.size())
        .map(known -> filled(known, parts))
        .map(known -> new Near(known, distance(known, name)))
        .filter(near -> near.distance() <= 4)
        .min(Comparator.comparingInt(Near::distance))
        .map(Near::name);
  }

  /** With the user's own words where any will do. */
  private static String filled(String known, List<String> parts) {
    String[] filled = known.split("\\.", -1);
    for (int i = 0; i < filled.length; i++) {
      if (filled[i].equals(ANY)) {
        filled[i] = parts.get(i);
      } else if (filled[i].endsWith(LISTED)) {
        String list = filled[i].substring(0, filled[i].length() - LISTED.length());
        int index = parts.get(i).indexOf('[');
        filled[i] = index < 0 ? list + "[0]" : list + parts.get(i).substring(index);
      }
    }
    return String.join(".", filled);
  }

  private static List<String> known(String prefix, Class<?> type) {
    List<String> names = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + "." + kebab(component.getName());
      Class<?> held = component.getType();
      if (Map.class.isAssignableFrom(held)) {
        name += "." + ANY;
        held = valueType(component.getGenericType());
      } else if (valueType(component.getGenericType()).isRecord()) {
        name += LISTED;
        held = valueType(component.getGenericType());
      }
      if (held.isRecord() && held.getPackage() == MemberSyncProperties.class.getPackage()) {
        names.addAll(known(name, held));
      } else {
        names.add(name);
      }
    }
    return names;
  }

  /** Of a list or map; of anything else, no record. */
  private static Class<?> valueType(Type map) {
    Type[] types =
        map instanceof ParameterizedType known ? known.getActualTypeArguments() : new Type[0];
    return types.length > 0 && types[types.length - 1] instanceof Class<?> value
        ? value
        : Object.class;
  }

  private static String kebab(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** Levenshtein's: how many letters to insert, remove or change. */
  private static int distance(String from, String to) {
    int[] before = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(before[j], row[j - 1]) + 1);
      }
      before = row;
    }
    return before[to.length()];
  }
}
