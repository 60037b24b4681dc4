package io.membersync.jdbc;

import io.membersync.profile.FieldMapping;
import java.util.List;
import java.util.Optional;

/**
 * Where attributes stand, as the shop's settings say it; {@link Placement} is the same with the
 * columns as they are.
 */
record Placing(
    List<FieldMapping.Entry> mapped, List<String> columns, Form form, Optional<Search> search) {

  /** A further column to look for a contact by. */
  record Search(String column, ColumnCodec codec, boolean written) {}

  String use() {
    return "field "
        + String.join(
            " and ", mapped.stream().map(entry -> entry.field().name()).toList());
  }

  boolean isRequired() {
    return mapped.stream().allMatch(FieldMapping.Entry::required);
  }
}
