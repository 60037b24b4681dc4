package io.membersync.spring;

import java.io.Serial;

/** A setting that MemberSync cannot start with; {@link ConfigurationFailures} tells it. */
final class MemberSyncConfigurationException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final String action;

  /**
   * A failure to start.
   *
   * @param description what is wrong, with the property
   * @param action what to change
   */
  MemberSyncConfigurationException(String description, String action) {
    super(description);
    this.action = action;
  }

  String action() {
    return action;
  }
}
