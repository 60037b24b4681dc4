package io.membersync.jdbc;

import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks at indexes, constraints, collations and rows of the shop's table. Reads only. */
final class TableProbe {
  /** Nobody's; to see whether a codec can look for a contact at all. */
  private static final Map<Field<?>, String> SAMPLES =
      Map.of(Field.PHONE, "+821012345678", Field.EMAIL, "nobody@example.com");

  private static final String NOT_NEEDED =
      "(not needed once MemberSync's contact index has been built, see contactIndex())";

  private final TableSettings settings;
  private final RowCounts counts;
  private final List<TableFinding> findings = new ArrayList<>();

  TableProbe(TableSettings settings, Duration timeout, int mostRows) {
    this.settings = settings;
    this.counts = new RowCounts(settings, timeout, mostRows, findings);
  }

  List<TableFinding> run(MemberTable table) {
    Mends mends = new Mends(table.dialect(), settings.table);
    List<OldIdentityLookup> lookups = settings.unit.step(settings.table + ": probe", sql -> {
      table.dialect().beginReadOnly(sql.connection());
      Indexes indexes = Indexes.of(sql.connection(), settings.table);
      probeKey(sql, table);
      for (Placement placement : table.placements()) {
        probeContact(table, placement, indexes, mends);
        probeUnique(sql, table, placement, indexes, mends);
        probeErasure(placement, mends);
      }
      List<OldIdentityLookup> read = new ArrayList<>();
      for (OldIdentities identities : settings.oldIdentities.values()) {
        read.add(probeOldIdentities(sql, table, identities));
      }
      return read;
    });
    for (Placement placement : table.placements()) {
      counts.duplicates(table, placement);
    }
    for (OldIdentityLookup lookup : lookups) {
      counts.sharedIdentities(table, lookup);
    }
    counts.unknownStates(table);
    return findings;
  }

  private void probeKey(Sql sql, MemberTable table) throws SQLException {
    surprise(sql, table, table.key())
        .ifPresent(surprise -> add(
            "collation",
            place(table.key(), "the member's id"),
            surprise + "; MemberSync tells such ids apart, so let no two differ in that only",
            Optional.empty()));
  }

  private void probeContact(MemberTable table, Placement placement, Indexes indexes, Mends mends) {
    FieldMapping.Entry mapped = placement.mapped().get(0);
    Field<?> field = mapped.field();
    String sample = SAMPLES.getOrDefault(field, "");
    if (sample.isEmpty() || settings.contactLookup.isPresent()) {
      return;
    }
    MemberColumn column = placement.columns().get(0);
    String use = "field " + field.name();
    if (placement.search().isPresent()) {
      column = placement.search().get().column();
      use += ", to look for it";
    } else if (placement.sought(sample).isEmpty()) {
      add(
          "not-looked-for",
          place(column, use),
          "members cannot be found by what stands here, and become members a second time; use"
              + " soughtByKept(…) or contactLookup(…)",
          Optional.empty());
      return;
    } else if (isByLowerCase(table, placement, column)) {
      probeLowerCase(table, column, mapped, indexes, mends);
      return;
    }
    if (placement.columns().stream().noneMatch(indexes::leadsWith) && !indexes.leadsWith(column)) {
      add(
          "index-missing",
          place(column, use),
          "members are looked for by this column at first sign-ins, which reads the whole table "
              + NOT_NEEDED,
          Optional.of(mends.index(nameOf(column), false, column.label())));
    }
  }

  private static boolean isByLowerCase(
      MemberTable table, Placement placement, MemberColumn column) {
    return placement.mapped().get(0).field().equals(Field.EMAIL)
        && !placement.form().isCoded()
        && !table.comparesAnyCase(column);
  }

  private void probeLowerCase(
      MemberTable table,
      MemberColumn column,
      FieldMapping.Entry mapped,
      Indexes indexes,
      Mends mends) {
    if (indexes.leadsWithLowerCase(column)) {
      return;
    }
    String attribute = mapped.attribute();
    String use = "field " + mapped.field().name();
    boolean indexesExpressions = table.dialect() == ShopDialect.POSTGRESQL;
    add(
        "index-missing",
        place(column, use),
        "members are looked for by LOWER(" + column.label() + ") at first sign-ins, which reads the"
            + " whole table"
            + (indexesExpressions
                ? "; run ANALYZE after the statement, so that the index is used at once"
                : "; make a column of it, and name it by soughtBy(\"" + attribute + "\", \""
                    + column.label()
                    + "_lower\", ColumnCodec.of(text -> text.toLowerCase(Locale.ROOT), text ->"
                    + " text))")
            + " " + NOT_NEEDED,
        Optional.of(mends.lowerCaseIndex(nameOf(column) + "_lower", column)));
  }

  private void probeUnique(
      Sql sql, MemberTable table, Placement placement, Indexes indexes, Mends mends)
      throws SQLException {
    FieldMapping.Entry mapped = placement.mapped().get(0);
    MemberColumn column = placement
        .search()
        .map(Placement.Search::column)
        .orElse(placement.columns().get(0));
    String use = "field " + mapped.field().name();
    boolean isUnique = placement.columns().size() > 1
        ? indexes.isInUnique(column)
        : indexes.isUnique(column) || indexes.isUnique(placement.columns().get(0));
    if (mapped.unique() && !isUnique) {
      String on = placement.columns().size() > 1
          ? placement.columns().stream().map(MemberColumn::label).collect(Collectors.joining(", "))
          : column.label();
      add(
          "unique-missing",
          place(column, use),
          "the mapping calls it unique, and no constraint keeps two sign-ins at the same moment from"
              + " writing one value twice",
          Optional.of(mends.index(nameOf(column) + "_uk", true, on)));
    } else if (!mapped.unique() && isUnique) {
      add(
          "unique-unmapped",
          place(column, use),
          "the table lets no two members have the same value, and the mapping does not say unique():"
              + " what nobody has proven would be tried, and then left out",
          Optional.empty());
    }
    if (isUnique && column.kind() == MemberColumn.Kind.TEXT) {
      Optional<String> surprise = surprise(sql, table, column);
      if (surprise.isPresent()) {
        add(
            "collation",
            place(column, use),
            surprise.get() + "; a value that only looks like another member's is refused, and left"
                + " out of the new member",
            Optional.empty());
      }
    }
  }

  /** What the database takes for equal although it is not, in words; letter case of e-mail is not. */
  private Optional<String> surprise(Sql sql, MemberTable table, MemberColumn column)
      throws SQLException {
    boolean isEmail = table.placements().stream()
        .anyMatch(placement -> placement.columns().contains(column)
            && placement.mapped().get(0).field().equals(Field.EMAIL));
    String type = column.type().toLowerCase(Locale.ROOT);
    if (type.contains("ignorecase") || type.equals("citext")) {
      return isEmail
          ? Optional.empty()
          : Optional.of("its type " + column.type() + " takes no notice of letter case");
    }
    Optional<String> collation = Collation.find(table.dialect(), sql, settings.table, column);
    if (collation.isEmpty()) {
      return Optional.empty();
    }
    boolean takesAccents = Collation.isEqual(sql, collation.get(), "e", "\u00e9");
    boolean takesCase = Collation.isEqual(sql, collation.get(), "a", "A") && !isEmail;
    return takesAccents || takesCase
        ? Optional.of("its collation " + collation.get() + " takes no notice of "
            + (takesCase ? "letter case" + (takesAccents ? " and accents" : "") : "accents"))
        : Optional.empty();
  }

  private void probeErasure(Placement placement, Mends mends) {
    for (FieldMapping.Entry mapped : placement.mapped()) {
      if (settings.erased.containsKey(mapped.attribute())
          && settings.erased.getOrDefault(mapped.attribute(), Optional.empty()).isEmpty()) {
        placement.columns().stream()
            .filter(column -> column.blank().isEmpty()
                || (!column.nullable() && settings.isUnique(mapped.attribute())))
            .forEach(column -> add(
                "erase-refused",
                place(column, "field " + mapped.field().name()),
                "it cannot be blanked, as it takes no NULL; use eraseOnWithdrawal(\""
                    + mapped.attribute() + "\", member -> …)",
                mends.allowNull(column)));
      }
    }
  }

  private OldIdentityLookup probeOldIdentities(Sql sql, MemberTable table, OldIdentities identities)
      throws SQLException {
    String name = identities.table().orElse(settings.table);
    Indexes indexes = Indexes.of(sql.connection(), name);
    OldIdentityLookup lookup = OldIdentityLookup.read(table, sql, identities);
    if (lookup.soughtColumns().stream().noneMatch(indexes::leadsWith)) {
      MemberColumn subject = lookup.soughtColumns().get(0);
      add(
          "index-missing",
          name + "." + subject.label() + " (old identities)",
          "it is looked up at each first sign-in, which reads the whole table",
          Optional.of(new Mends(table.dialect(), name)
              .index(
                  name.substring(name.lastIndexOf('.') + 1) + "_" + subject.label() + "_ix",
                  false,
                  subject.label())));
    }
    return lookup;
  }

  private String nameOf(MemberColumn column) {
    return settings.table.substring(settings.table.lastIndexOf('.') + 1) + "_" + column.label()
        + "_ix";
  }

  private String place(MemberColumn column, String use) {
    return settings.table + "." + column.label() + " (" + use + ")";
  }

  private void add(String code, String place, String mend, Optional<String> sql) {
    findings.add(new TableFinding(code, place, mend, sql));
  }
}
