package io.membersync;

import io.membersync.profile.Field;
import io.membersync.profile.Presence;
import java.util.List;

/**
 * Fields to ask the visitor for.
 *
 * @param fields in the order of the mapping
 */
public record MissingFields(List<Missing> fields) {
  public MissingFields {
    fields = List.copyOf(fields);
  }

  /**
   * One field.
   *
   * @param presence why the provider did not give it
   * @param rejected whether the visitor's last answer was not a value of this field
   */
  public record Missing(Field<?> field, Presence presence, boolean rejected) {}
}
