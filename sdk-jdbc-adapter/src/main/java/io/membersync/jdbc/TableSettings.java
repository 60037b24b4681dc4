package io.membersync.jdbc;

import io.membersync.member.MemberId;
import io.membersync.member.ShopId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a shop has said of its table. Changed by the builder only, which gives each store a copy. */
final class TableSettings {
  private static final Pattern IDENTIFIER = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$#]{0,127}");

  /** Year and day in one column. */
  record BirthDate(String column, Form form) {}

  /** Where one attribute stands. */
  record Standing(List<String> columns, Form form) {}

  final JdbcUnitOfWork unit;
  final String table;
  final FieldMapping mapping;
  final Map<String, Standing> standings = new LinkedHashMap<>();
  final Map<String, Placing.Search> searches = new LinkedHashMap<>();
  final Map<String, WhenMade> whenMade = new LinkedHashMap<>();
  final List<StatusColumn> states = new ArrayList<>();
  final Map<String, Optional<Function<MemberId, String>>> erased = new LinkedHashMap<>();
  final Map<String, OldIdentities> oldIdentities = new LinkedHashMap<>();
  Optional<BirthDate> birthDate = Optional.empty();
  Optional<ContactLookup> contactLookup = Optional.empty();
  ShopId shop = ShopId.DEFAULT;
  String key = "id";
  Optional<Function<NewMember, String>> newId = Optional.empty();
  Optional<String> sequence = Optional.empty();
  Optional<String> version = Optional.empty();
  Optional<String> password = Optional.empty();
  Optional<String> entry = Optional.empty();
  Clock clock = Clock.systemUTC();
  ZoneId zone = ZoneId.systemDefault();

  TableSettings(JdbcUnitOfWork unit, String table, FieldMapping mapping) {
    this.unit = unit;
    this.table = table;
    this.mapping = mapping;
    tableName("table", table);
  }

  TableSettings copy() {
    TableSettings copy = new TableSettings(unit, table, mapping);
    copy.standings.putAll(standings);
    copy.searches.putAll(searches);
    copy.whenMade.putAll(whenMade);
    copy.states.addAll(states);
    copy.erased.putAll(erased);
    copy.oldIdentities.putAll(oldIdentities);
    copy.birthDate = birthDate;
    copy.contactLookup = contactLookup;
    copy.shop = shop;
    copy.key = key;
    copy.newId = newId;
    copy.sequence = sequence;
    copy.version = version;
    copy.password = password;
    copy.entry = entry;
    copy.clock = clock;
    copy.zone = zone;
    return copy;
  }

  /** A name that may stand in a statement. */
  String identifier(String use, String name) {
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

  /** The same, with its schema where there is one. */
  String tableName(String use, String name) {
    for (String part : name.split("\\.", -1)) {
      identifier(use, part);
    }
    return name;
  }

  String attribute(String attribute) {
    if (mapping.entries().stream().noneMatch(entry -> entry.attribute().equals(attribute))) {
      throw new IllegalArgumentException(
          "member store on " + table + ": the mapping has no attribute " + attribute);
    }
    return attribute;
  }

  FieldMapping.Entry mapped(Field<?> field) {
    return mapping.entries().stream()
        .filter(entry -> entry.field().equals(field))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("member store on " + table
            + ": the mapping has no field " + field.name() + ", which a birth date needs"));
  }

  boolean isUnique(String attribute) {
    return mapping.entries().stream()
        .anyMatch(entry -> entry.attribute().equals(attribute) && entry.unique());
  }

  /** Where everything stands, in the order of the mapping. */
  List<Placing> placings() {
    List<Placing> placings = new ArrayList<>();
    boolean birthDateIsPlaced = false;
    for (FieldMapping.Entry entry : mapping.entries()) {
      Field<?> field = entry.field();
      boolean isOfBirthDate =
          birthDate.isPresent() && (field.equals(Field.BIRTH_YEAR) || field.equals(Field.BIRTHDAY));
      if (isOfBirthDate && birthDateIsPlaced) {
        continue;
      }
      if (isOfBirthDate) {
        birthDateIsPlaced = true;
        placings.add(new Placing(
            List.of(mapped(Field.BIRTH_YEAR), mapped(Field.BIRTHDAY)),
            List.of(birthDate.get().column()),
            birthDate.get().form(),
            Optional.empty()));
      } else {
        Standing standing = standing(entry);
        placings.add(new Placing(
            List.of(entry),
            standing.columns(),
            standing.form(),
            Optional.ofNullable(searches.get(entry.attribute()))));
      }
    }
    return placings;
  }

  Standing standing(FieldMapping.Entry entry) {
    return standings.getOrDefault(
        entry.attribute(), new Standing(List.of(entry.attribute()), new Form.Plain(entry.field())));
  }

  /** Every column of the table that is read or written. */
  Set<String> columnNames() {
    Set<String> names = new LinkedHashSet<>(List.of(key));
    for (Placing placing : placings()) {
      names.addAll(placing.columns());
      placing.search().ifPresent(search -> names.add(search.column()));
    }
    states.forEach(state -> names.add(state.column()));
    version.ifPresent(names::add);
    password.ifPresent(names::add);
    entry.ifPresent(names::add);
    names.addAll(whenMade.keySet());
    return names;
  }
}
