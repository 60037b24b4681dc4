package io.membersync.spring;

import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.spring.MemberSyncProperties.Mapped;
import java.util.Map;
import java.util.Optional;

/** Makes the mapping of what is set under {@code membersync.mapping}. */
final class MappingProperties {
  private MappingProperties() {}

  /** The mapping; empty where nothing is set. */
  static Optional<FieldMapping> mapping(Map<String, Mapped> fields) {
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    FieldMapping mapping = FieldMapping.none();
    for (Map.Entry<String, Mapped> entry : fields.entrySet()) {
      Mapped mapped = entry.getValue();
      FieldMapping before = mapping;
      mapping = Settings.named("membersync.mapping." + entry.getKey(), () -> {
        Field<?> field = Field.named(entry.getKey().replace('-', '_'));
        return before.map(field, mapped.attribute().orElse(field.name())).rule(mapped.rule());
      });
      mapping = mapped.required() ? mapping.required() : mapping;
      mapping = mapped.unique() ? mapping.unique() : mapping;
      mapping = mapped.firstSignInOnly() ? mapping.firstSignInOnly() : mapping;
    }
    return Optional.of(mapping);
  }
}
