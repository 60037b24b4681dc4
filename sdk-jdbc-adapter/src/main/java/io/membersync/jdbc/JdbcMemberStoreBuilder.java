package io.membersync.jdbc;

import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.ShopId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.ProviderId;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Builds a {@link JdbcMemberStore}. Not safe for several threads. */
public final class JdbcMemberStoreBuilder {
  private static final String NEW_MEMBER = "new member";

  private final TableSettings settings;

  JdbcMemberStoreBuilder(JdbcUnitOfWork unit, String table, FieldMapping mapping) {
    this.settings = new TableSettings(unit, table, mapping);
  }

  /** The shop whose members these are. Default: {@link ShopId#DEFAULT}. */
  public JdbcMemberStoreBuilder shop(ShopId id) {
    settings.shop = id;
    return this;
  }

  /** The column of the member id, which the database makes. Default: {@code id}. */
  public JdbcMemberStoreBuilder key(String column) {
    settings.key = settings.identifier("key", column);
    settings.newId = Optional.empty();
    settings.sequence = Optional.empty();
    return this;
  }

  /**
   * The column of the member id, and who makes a new one. The supplier is asked inside the unit of
   * work: {@code () -> unit.withConnection(…)} takes a number from a table of the shop, and gives it
   * back with everything else if the sign-up fails.
   */
  public JdbcMemberStoreBuilder key(String column, Supplier<String> newMemberId) {
    return keyFrom(column, member -> newMemberId.get());
  }

  /** The column of the member id, and who makes a new one out of the person's id or the entry. */
  public JdbcMemberStoreBuilder keyFrom(String column, Function<NewMember, String> newMemberId) {
    key(column);
    settings.newId = Optional.of(newMemberId);
    return this;
  }

  /**
   * The column of the member id, whose numbers a sequence of the database gives. MySQL has none, but
   * MariaDB has.
   */
  public JdbcMemberStoreBuilder keySequence(String column, String sequence) {
    key(column);
    settings.sequence = Optional.of(settings.identifier("sequence", sequence));
    return this;
  }

  /**
   * The column of an attribute. Default: the column of the attribute's name.
   *
   * @throws IllegalArgumentException if the mapping has no such attribute
   */
  public JdbcMemberStoreBuilder column(String attribute, String column) {
    FieldMapping.Entry mapped = entryOf(attribute);
    return stand(mapped, List.of(column), new Form.Plain(mapped.field()));
  }

  /**
   * The column of an attribute, and how its values stand there. With a codec a column may also be a
   * date, a date with time, a boolean or bytes.
   *
   * @throws IllegalArgumentException if the mapping has no such attribute
   */
  public JdbcMemberStoreBuilder column(String attribute, String column, ColumnCodec codec) {
    FieldMapping.Entry mapped = entryOf(attribute);
    return stand(mapped, List.of(column), new Form.Coded(mapped.field(), codec));
  }

  /**
   * The columns over which an attribute is split.
   *
   * @throws IllegalArgumentException if the mapping has no such attribute, or there are fewer than
   *     two columns
   */
  public JdbcMemberStoreBuilder split(String attribute, List<String> columns, SplitCodec codec) {
    if (columns.size() < 2) {
      throw new IllegalArgumentException("member store on " + settings.table + ": attribute "
          + attribute + " is split over two columns or more: " + columns);
    }
    return stand(entryOf(attribute), columns, new Form.Split(codec));
  }

  /**
   * The one column in which year and day of birth stand together, whatever {@link #column} says of
   * the two attributes. It is written only when both are known; a lunar birthday is left out.
   *
   * @param column a date, or text
   * @param pattern of {@link DateTimeFormatter} in a text column, such as {@code yyyyMMdd}; {@code
   *     yyyy-MM-dd} for a date
   * @throws IllegalArgumentException if the mapping lacks {@link Field#BIRTH_YEAR} or {@link
   *     Field#BIRTHDAY}, or the pattern has no year
   */
  public JdbcMemberStoreBuilder birthDate(String column, String pattern) {
    settings.mapped(Field.BIRTH_YEAR);
    settings.mapped(Field.BIRTHDAY);
    ReadyCodecs.Dates dates = new ReadyCodecs.Dates(pattern);
    if (!dates.hasYear()) {
      throw new IllegalArgumentException("a birth date has a year; pattern: " + pattern);
    }
    settings.birthDate = Optional.of(new TableSettings.BirthDate(
        settings.identifier("birth date", column), new Form.BirthDate(dates)));
    return this;
  }

  /**
   * A further column by which a contact is looked for, instead of its own: one that the database or
   * the shop fills with {@code LOWER(email)}, or with a keyed hash where the contact is encrypted.
   * Should have an index.
   *
   * @param key gives what stands there for a canonical text; only its {@code to} is asked
   * @throws IllegalArgumentException if the mapping has no such attribute
   */
  public JdbcMemberStoreBuilder soughtBy(String attribute, String column, ColumnCodec key) {
    return search(attribute, column, key, false);
  }

  /** As {@link #soughtBy}; the column is written with the attribute, and blanked with it. */
  public JdbcMemberStoreBuilder soughtByKept(String attribute, String column, ColumnCodec key) {
    return search(attribute, column, key, true);
  }

  /**
   * How members are found by a contact. Default: by statements on the columns of e-mail and phone,
   * which need indexes ({@link JdbcMemberStore#probe()} tells which).
   */
  public JdbcMemberStoreBuilder contactLookup(ContactLookup lookup) {
    settings.contactLookup = Optional.of(lookup);
    return this;
  }

  /**
   * A table of an older social login, with the provider's id of a visitor and the member's id. Who
   * comes in by an identity that stands there is that member.
   */
  public JdbcMemberStoreBuilder oldIdentities(
      ProviderId provider, String table, String subjectColumn, String memberColumn) {
    return oldIdentities(provider, OldIdentities.inTable(table, subjectColumn, memberColumn));
  }

  /** As above, for a column of the member table itself, or with conditions. One for each provider. */
  public JdbcMemberStoreBuilder oldIdentities(ProviderId provider, OldIdentities identities) {
    String use = "old identities";
    identities.table().ifPresent(table -> settings.tableName(use, table));
    identities.member().ifPresent(column -> settings.identifier(use, column));
    settings.identifier(use, identities.subject());
    identities.conditions().forEach(one -> settings.identifier(use, one.column()));
    settings.oldIdentities.put(provider.value(), identities);
    return this;
  }

  /**
   * The column with the password of the shop's own login, or its hash: whoever has one there gets in
   * without a provider, and may give the last one up. NULL, a blank text and an {@link
   * UnusablePassword} are none. What stands there is looked at and goes nowhere. Default: nobody is
   * taken to have a login of the shop's own.
   */
  public JdbcMemberStoreBuilder password(String column) {
    settings.password = Optional.of(settings.identifier("password", column));
    return this;
  }

  /**
   * A column with a whole number that rises with every change of the row, the shop's own changes
   * included. Default: none, and a change is told by comparing the mapped columns and the status.
   */
  public JdbcMemberStoreBuilder version(String column) {
    settings.version = Optional.of(settings.identifier("version", column));
    return this;
  }

  /**
   * The column that tells whether the shop lets the member in. Default: none; everybody is {@link
   * MemberRecord.Status#ACTIVE}. Where several columns tell, the one that shuts out most decides.
   *
   * @param texts what stands there for each state, {@link MemberRecord.Status#ACTIVE} at least, which a
   *     new member gets; any other text means {@link MemberRecord.Status#BLOCKED}
   * @throws IllegalArgumentException without a text for active, or with one text for two states
   */
  public JdbcMemberStoreBuilder status(String column, Map<MemberRecord.Status, String> texts) {
    if (!texts.containsKey(MemberRecord.Status.ACTIVE)
        || texts.values().stream().distinct().count() != texts.size()) {
      throw new IllegalArgumentException("member store on "
          + settings.table
          + ": ACTIVE needs a text in column "
          + column
          + ", and each state a text of its own");
    }
    settings.identifier("status", column);
    settings.states.removeIf(state -> state.column().equals(column));
    settings.states.add(StatusColumn.of(column, texts));
    return this;
  }

  /**
   * A flag beside or instead of the status, such as {@code LEAVE_YN}: the member is in this state
   * where it has this text. For a new member the database or {@link #whenMade} fills it.
   */
  public JdbcMemberStoreBuilder statusFlag(String column, String text, MemberRecord.Status state) {
    settings.states.add(StatusColumn.flag(settings.identifier("status", column), text, state));
    return this;
  }

  /** As {@link #statusFlag}, where anything in the column means the state: a date of leaving. */
  public JdbcMemberStoreBuilder statusWhenFilled(String column, MemberRecord.Status state) {
    settings.states.add(StatusColumn.filled(settings.identifier("status", column), state));
    return this;
  }

  /** The column for the entry that a sign-up began with. Default: it is not kept. */
  public JdbcMemberStoreBuilder entry(String column) {
    settings.entry = Optional.of(settings.identifier("entry", column));
    return this;
  }

  /**
   * A column that every new member gets the same value in, such as a grade. {@link
   * JdbcMemberStore#check()} tells whether it fits.
   *
   * @param value as of {@link #whenMade}
   */
  public JdbcMemberStoreBuilder literal(String column, Object value) {
    Objects.requireNonNull(value, "the value of a literal");
    return made(column, WhenMade.of(WhenMade.LITERAL, true, member -> value));
  }

  /**
   * A column that every new member gets a value in, unless the visitor has given one for it. What the
   * column cannot hold ends the sign-up with the code {@code store-new-member}.
   *
   * @param value text, a number or whatever the driver takes; an {@code Instant} is written as a
   *     timestamp
   */
  public JdbcMemberStoreBuilder whenMade(String column, Supplier<?> value) {
    boolean needsNoMember = value instanceof UnusablePassword.Texts;
    return made(column, WhenMade.of("whenMade(…)", needsNoMember, member -> value.get()));
  }

  /** As {@link #whenMade}, out of the person's id or the entry. */
  public JdbcMemberStoreBuilder whenMadeFrom(String column, Function<NewMember, ?> value) {
    return made(column, WhenMade.of("whenMadeFrom(…)", false, value));
  }

  /** A date, or a date with time, that gets the moment of joining. */
  public JdbcMemberStoreBuilder joinedAt(String column) {
    return made(
        column,
        WhenMade.joining(
            (member, described, used) -> described.momentOf(used.clock.instant(), used.zone)));
  }

  /**
   * A column of text that gets the moment of joining.
   *
   * @param pattern of {@link DateTimeFormatter}, such as {@code yyyyMMddHHmmss}
   * @throws IllegalArgumentException if it is no pattern
   */
  public JdbcMemberStoreBuilder joinedAt(String column, String pattern) {
    DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    return made(
        column,
        WhenMade.joining((member, described, used) ->
            formatter.format(ZonedDateTime.ofInstant(used.clock.instant(), used.zone))));
  }

  /**
   * Marks an attribute whose columns are blanked when the consent to it ends: NULL, or an empty text
   * where NULL is not allowed. Without the mark they stay, and so does a column that holds another
   * attribute as well, until both are marked and the consents to both have ended. Only {@link JdbcMemberStore#erase} acts on
   * it.
   *
   * @throws IllegalArgumentException if the mapping has no such attribute
   */
  public JdbcMemberStoreBuilder eraseOnWithdrawal(String attribute) {
    settings.erased.put(settings.attribute(attribute), Optional.empty());
    return this;
  }

  /**
   * As above, with a text for the first of its columns; a unique column needs another text for each
   * member: {@code member -> "erased-" + member}.
   */
  public JdbcMemberStoreBuilder eraseOnWithdrawal(
      String attribute, Function<MemberId, String> text) {
    settings.erased.put(settings.attribute(attribute), Optional.of(text));
    return this;
  }

  /** The clock of {@link #joinedAt} and of the retention of answers. Default: the system's. */
  public JdbcMemberStoreBuilder clock(Clock source) {
    settings.clock = source;
    return this;
  }

  /** The zone of {@link #joinedAt}. Default: the system's. */
  public JdbcMemberStoreBuilder zone(ZoneId id) {
    settings.zone = id;
    return this;
  }

  /**
   * Builds the store; opens no connection.
   *
   * @throws IllegalArgumentException if an attribute's name is no column name and no column is
   *     given for it
   */
  public JdbcMemberStore build() {
    for (Placing placing : settings.placings()) {
      placing.columns().forEach(column -> settings.identifier(placing.use(), column));
    }
    return new JdbcMemberStore(settings.copy());
  }

  private JdbcMemberStoreBuilder made(String column, WhenMade value) {
    settings.whenMade.put(settings.identifier(NEW_MEMBER, column), value);
    return this;
  }

  private FieldMapping.Entry entryOf(String attribute) {
    settings.attribute(attribute);
    Predicate<FieldMapping.Entry> same = entry -> entry.attribute().equals(attribute);
    return settings.mapping.entries().stream().filter(same).findFirst().orElseThrow();
  }

  private JdbcMemberStoreBuilder stand(FieldMapping.Entry mapped, List<String> columns, Form form) {
    columns.forEach(column -> settings.identifier("attribute " + mapped.attribute(), column));
    settings.standings.put(
        mapped.attribute(), new TableSettings.Standing(List.copyOf(columns), form));
    return this;
  }

  private JdbcMemberStoreBuilder search(
      String attribute, String column, ColumnCodec key, boolean written) {
    settings.attribute(attribute);
    settings.searches.put(
        attribute, new Placing.Search(settings.identifier("look-up", column), key, written));
    return this;
  }
}
