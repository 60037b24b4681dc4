package io.membersync.jdbc;

import io.membersync.member.MemberRecord;
import io.membersync.member.ShopId;
import io.membersync.profile.FieldMapping;
import java.time.Clock;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Builds a {@link JdbcMemberStore}. Not safe for several threads. */
public final class JdbcMemberStoreBuilder {
  private static final Pattern IDENTIFIER = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$#]{0,127}");

  final JdbcUnitOfWork unit;
  final String table;
  final FieldMapping mapping;
  final Map<String, String> columns = new LinkedHashMap<>();
  final Map<String, Supplier<?>> whenMade = new LinkedHashMap<>();
  final Map<MemberRecord.Status, String> statusTexts = new EnumMap<>(MemberRecord.Status.class);
  ShopId shop = ShopId.DEFAULT;
  String key = "id";
  Optional<Supplier<String>> newId = Optional.empty();
  Optional<String> version = Optional.empty();
  Optional<String> status = Optional.empty();
  Optional<String> entry = Optional.empty();
  Clock clock = Clock.systemUTC();

  JdbcMemberStoreBuilder(JdbcUnitOfWork unit, String table, FieldMapping mapping) {
    for (String part : table.split("\\.", -1)) {
      identifier("table", part);
    }
    this.unit = unit;
    this.table = table;
    this.mapping = mapping;
  }

  /** The shop whose members these are. Default: {@link ShopId#DEFAULT}. */
  public JdbcMemberStoreBuilder shop(ShopId id) {
    this.shop = id;
    return this;
  }

  /** The column of the member id, which the database makes. Default: {@code id}. */
  public JdbcMemberStoreBuilder key(String column) {
    this.key = identifier("key", column);
    this.newId = Optional.empty();
    return this;
  }

  /** The column of the member id, and who makes a new one. */
  public JdbcMemberStoreBuilder key(String column, Supplier<String> newMemberId) {
    this.key = identifier("key", column);
    this.newId = Optional.of(newMemberId);
    return this;
  }

  /**
   * The column of an attribute. Default: the column of the attribute's name.
   *
   * @throws IllegalArgumentException if the mapping has no such attribute
   */
  public JdbcMemberStoreBuilder column(String attribute, String column) {
    if (mapping.entries().stream().noneMatch(e -> e.attribute().equals(attribute))) {
      throw new IllegalArgumentException(
          "member store on " + table + ": the mapping has no attribute " + attribute);
    }
    columns.put(attribute, identifier("attribute " + attribute, column));
    return this;
  }

  /**
   * A column with a whole number that rises with every change of the row, the shop's own changes
   * included. Default: none, and a change is told by comparing the mapped columns and the status.
   */
  public JdbcMemberStoreBuilder version(String column) {
    this.version = Optional.of(identifier("version", column));
    return this;
  }

  /**
   * The column that tells whether the shop lets the member in. Default: none; everybody is {@link
   * MemberRecord.Status#ACTIVE}.
   *
   * @param texts what stands there for each state, {@link MemberRecord.Status#ACTIVE} at least, which a
   *     new member gets; any other text means {@link MemberRecord.Status#BLOCKED}
   * @throws IllegalArgumentException without a text for active, or with one text for two states
   */
  public JdbcMemberStoreBuilder status(String column, Map<MemberRecord.Status, String> texts) {
    if (!texts.containsKey(MemberRecord.Status.ACTIVE)
        || texts.values().stream().distinct().count() != texts.size()) {
      throw new IllegalArgumentException("member store on "
          + table
          + ": ACTIVE needs a text in column "
          + column
          + ", and each state a text of its own");
    }
    this.status = Optional.of(identifier("status", column));
    statusTexts.clear();
    statusTexts.putAll(texts);
    return this;
  }

  /** The column for the entry that a sign-up began with. Default: it is not kept. */
  public JdbcMemberStoreBuilder entry(String column) {
    this.entry = Optional.of(identifier("entry", column));
    return this;
  }

  /**
   * A column that every new member gets a value in, such as the date of joining.
   *
   * @param value text, a number or whatever the driver takes; an {@code Instant} is written as a
   *     timestamp
   */
  public JdbcMemberStoreBuilder whenMade(String column, Supplier<?> value) {
    whenMade.put(identifier("new member", column), value);
    return this;
  }

  /** For the retention of answers. Default: the system's. */
  public JdbcMemberStoreBuilder clock(Clock source) {
    this.clock = source;
    return this;
  }

  /**
   * Builds the store; opens no connection.
   *
   * @throws IllegalArgumentException if an attribute's name is no column name and no column is
   *     given for it
   */
  public JdbcMemberStore build() {
    for (FieldMapping.Entry mapped : mapping.entries()) {
      identifier("attribute " + mapped.attribute(), columnOf(mapped.attribute()));
    }
    return new JdbcMemberStore(new JdbcMemberStoreBuilder(this));
  }

  private JdbcMemberStoreBuilder(JdbcMemberStoreBuilder other) {
    this(other.unit, other.table, other.mapping);
    columns.putAll(other.columns);
    whenMade.putAll(other.whenMade);
    statusTexts.putAll(other.statusTexts);
    this.shop = other.shop;
    this.key = other.key;
    this.newId = other.newId;
    this.version = other.version;
    this.status = other.status;
    this.entry = other.entry;
    this.clock = other.clock;
  }

  private String identifier(String use, String name) {
    if (!IDENTIFIER.matcher(name).matches()) {
      throw new IllegalArgumentException("member store on "
          + table
          + ", "
          + use
          + ": a name is letters, digits, underscores, $ and #, and does not start with a"
          + " digit: "
          + name);
    }
    return name;
  }

  String columnOf(String attribute) {
    return columns.getOrDefault(attribute, attribute);
  }

  boolean isUnique(String attribute) {
    return mapping.entries().stream().anyMatch(e -> e.attribute().equals(attribute) && e.unique());
  }

  String statusText(MemberRecord.Status state) {
    return statusTexts.getOrDefault(state, "");
  }

  MemberRecord.Status statusOf(String text) {
    return statusTexts.entrySet().stream()
        .filter(e -> e.getValue().equals(text))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(MemberRecord.Status.BLOCKED);
  }
}
