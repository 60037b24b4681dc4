package io.membersync.spring;

import io.membersync.jdbc.ColumnCodec;
import io.membersync.jdbc.JdbcMemberStore;
import io.membersync.jdbc.JdbcMemberStoreBuilder;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.member.ShopId;
import io.membersync.profile.FieldMapping;
import io.membersync.spring.MemberSyncProperties.MemberTable;
import java.util.List;

/** Makes the store of what is set under {@code membersync.members}. */
final class MemberTableProperties {
  private static final String PREFIX = "membersync.members.";
  private static final String DATE = "date:";

  private MemberTableProperties() {}

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
    JdbcMemberStoreBuilder builder = Settings.named(
        PREFIX + "table", () -> JdbcMemberStore.builder(unit, table, mapping).shop(shop));
    Settings.named(
        PREFIX + "key",
        () -> settings
            .keySequence()
            .map(sequence -> builder.keySequence(settings.key(), sequence))
            .orElseGet(() -> builder.key(settings.key())));
    columns(settings, builder, mapping);
    settings
        .literals()
        .forEach((column, value) ->
            Settings.named(PREFIX + "literals." + column, () -> builder.literal(column, value)));
    settings
        .joinedAt()
        .ifPresent(column -> Settings.named(PREFIX + "joined-at", () -> builder.joinedAt(column)));
    settings
        .entry()
        .ifPresent(column -> Settings.named(PREFIX + "entry", () -> builder.entry(column)));
    settings
        .password()
        .ifPresent(column -> Settings.named(PREFIX + "password", () -> builder.password(column)));
    settings
        .version()
        .ifPresent(column -> Settings.named(PREFIX + "version", () -> builder.version(column)));
    settings
        .status()
        .ifPresent(column ->
            Settings.named(PREFIX + "states", () -> builder.status(column, settings.states())));
    settings
        .eraseOnWithdrawal()
        .forEach(attribute -> Settings.named(
            PREFIX + "erase-on-withdrawal", () -> builder.eraseOnWithdrawal(attribute)));
    customizers.forEach(customizer -> customizer.customize(builder));
    return Settings.named(PREFIX + "columns", builder::build);
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
        ColumnCodec codec = Settings.named(PREFIX + "formats." + attribute, () -> codec(format));
        Settings.named(
            PREFIX + "columns." + attribute, () -> builder.column(attribute, column, codec));
      } else if (!column.equals(attribute)) {
        Settings.named(PREFIX + "columns." + attribute, () -> builder.column(attribute, column));
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
}
