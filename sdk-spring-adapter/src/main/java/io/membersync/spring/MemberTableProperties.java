package io.membersync.spring;

import io.membersync.jdbc.ColumnCodec;
import io.membersync.jdbc.JdbcMemberStore;
import io.membersync.jdbc.JdbcMemberStoreBuilder;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.member.ShopId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.spring.MemberSyncProperties.Mapped;
import io.membersync.spring.MemberSyncProperties.MemberTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes the mapping and the store of what is set under {@code membersync}. */
final class MemberTableProperties {
  private static final String PREFIX = "membersync.members.";
  private static final String DATE = "date:";

  private MemberTableProperties() {}

  /** The mapping; empty where nothing is set. */
  static Optional<FieldMapping> mapping(Map<String, Mapped> fields) {
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    FieldMapping mapping = FieldMapping.none();
    for (Map.Entry<String, Mapped> entry : fields.entrySet()) {
      Mapped mapped = entry.getValue();
      FieldMapping before = mapping;
      mapping = named("membersync.mapping." + entry.getKey(), () -> {
        Field<?> field = Field.named(entry.getKey().replace('-', '_'));
        return before.map(field, mapped.attribute().orElse(field.name())).rule(mapped.rule());
      });
      mapping = mapped.required() ? mapping.required() : mapping;
      mapping = mapped.unique() ? mapping.unique() : mapping;
      mapping = mapped.firstSignInOnly() ? mapping.firstSignInOnly() : mapping;
    }
    return Optional.of(mapping);
  }

  /**
   * The store over a table.
   *
   * @param customizers of the shop, asked last
   */
  static JdbcMemberStore store(
      MemberTable settings,
      String table,
      ShopId shop,
      JdbcUnitOfWork unit,
      FieldMapping mapping,
      List<JdbcMemberStoreCustomizer> customizers) {
    JdbcMemberStoreBuilder builder = named(
        PREFIX + "table", () -> JdbcMemberStore.builder(unit, table, mapping).shop(shop));
    named(
        PREFIX + "key",
        () -> settings
            .keySequence()
            .map(sequence -> builder.keySequence(settings.key(), sequence))
            .orElseGet(() -> builder.key(settings.key())));
    columns(settings, builder, mapping);
    settings
        .literals()
        .forEach((column, value) ->
            named(PREFIX + "literals." + column, () -> builder.literal(column, value)));
    settings
        .joinedAt()
        .ifPresent(column -> named(PREFIX + "joined-at", () -> builder.joinedAt(column)));
    settings.entry().ifPresent(column -> named(PREFIX + "entry", () -> builder.entry(column)));
    settings
        .version()
        .ifPresent(column -> named(PREFIX + "version", () -> builder.version(column)));
    settings
        .status()
        .ifPresent(
            column -> named(PREFIX + "states", () -> builder.status(column, settings.states())));
    settings
        .eraseOnWithdrawal()
        .forEach(attribute ->
            named(PREFIX + "erase-on-withdrawal", () -> builder.eraseOnWithdrawal(attribute)));
    customizers.forEach(customizer -> customizer.customize(builder));
    return named(PREFIX + "columns", builder::build);
  }

  private static void columns(
      MemberTable settings, JdbcMemberStoreBuilder builder, FieldMapping mapping) {
    settings.columns().keySet().forEach(attribute -> requireMapped("columns.", attribute, mapping));
    settings.formats().keySet().forEach(attribute -> requireMapped("formats.", attribute, mapping));
    for (FieldMapping.Entry entry : mapping.entries()) {
      String attribute = entry.attribute();
      String column = settings.columns().getOrDefault(attribute, attribute);
      String format = settings.formats().get(attribute);
      if (format != null) {
        ColumnCodec codec = named(PREFIX + "formats." + attribute, () -> codec(format));
        named(PREFIX + "columns." + attribute, () -> builder.column(attribute, column, codec));
      } else if (!column.equals(attribute)) {
        named(PREFIX + "columns." + attribute, () -> builder.column(attribute, column));
      }
    }
  }

  private static void requireMapped(String what, String attribute, FieldMapping mapping) {
    List<String> attributes =
        mapping.entries().stream().map(FieldMapping.Entry::attribute).toList();
    if (!attributes.contains(attribute)) {
      throw new MemberSyncConfigurationException(
          PREFIX + what + attribute + ": no field is mapped to the attribute '" + attribute + "'",
          "Mapped are: " + String.join(", ", attributes)
              + ". Map a field to it with membersync.mapping, or correct the name.");
    }
  }

  private static ColumnCodec codec(String format) {
    if (format.startsWith(DATE)) {
      return ColumnCodec.date(format.substring(DATE.length()));
    }
    return switch (format) {
      case "phone-digits" -> ColumnCodec.phoneDigits();
      case "phone-with-hyphens" -> ColumnCodec.phoneWithHyphens();
      case "yes-no" -> ColumnCodec.yesNo();
      default ->
        throw new IllegalArgumentException("there is no format '" + format
            + "'; formats are phone-digits, phone-with-hyphens, yes-no, and date:PATTERN, and a"
            + " JdbcMemberStoreCustomizer bean may set any other");
    };
  }

  private static <T> T named(String property, Supplier<T> setting) {
    try {
      return setting.get();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new MemberSyncConfigurationException(
          property + ": " + e.getMessage(), "Change " + property + ".");
    }
  }
}
