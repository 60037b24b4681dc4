package io.membersync.spring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.core.env.Environment;

/** Names the property when what it says is refused. */
final class Settings {
  private static final String PREFIX = "membersync.";
  private static final List<String> GROUPS =
      List.of("providers", "mapping", "members", "jdbc", "page", "http", "work");

  private Settings() {}

  /** Spring Boot overlooks a value where a group of properties should be. */
  static void requireNoValueOfAGroup(Environment environment, MemberSyncProperties properties) {
    Map<String, String> meant = new LinkedHashMap<>();
    GROUPS.forEach(name -> meant.put(PREFIX + name, ""));
    properties
        .providers()
        .keySet()
        .forEach(id -> meant.put(ProviderProperties.PREFIX + id, ", such as .client-id"));
    properties
        .mapping()
        .keySet()
        .forEach(field -> meant.put(PREFIX + "mapping." + field, ", such as .attribute"));
    meant.forEach((name, example) -> {
      String value = environment.getProperty(name);
      if (value != null && !value.isBlank()) { // an empty group of a YAML file is a blank one
        throw new MemberSyncConfigurationException(
            name + " has a value, but is a group of properties",
            "Remove it, and set what stands below it" + example + ".");
      }
    });
  }

  static <T> T named(String property, Supplier<T> setting) {
    try {
      return setting.get();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new MemberSyncConfigurationException(
          property + ": " + e.getMessage(), "Change " + property + ".");
    }
  }
}
