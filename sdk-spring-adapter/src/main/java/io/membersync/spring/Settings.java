package io.membersync.spring;

import java.util.function.Supplier;

/** Names the property when what it says is refused. */
final class Settings {
  private Settings() {}

  static <T> T named(String property, Supplier<T> setting) {
    try {
      return setting.get();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new MemberSyncConfigurationException(
          property + ": " + e.getMessage(), "Change " + property + ".");
    }
  }
}
