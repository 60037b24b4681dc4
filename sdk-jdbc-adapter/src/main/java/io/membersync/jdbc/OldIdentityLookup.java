package io.membersync.jdbc;

import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks an older social login's table whose an identity is. Safe for many threads. */
final class OldIdentityLookup {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcMemberStore.class);

  /** Enough to see that there are two; a collation may find more that only look alike. */
  private static final int MOST = 20;

  private final OldIdentities identities;
  private final String table;
  private final List<MemberColumn> columns;
  private final String query;

  private OldIdentityLookup(
      OldIdentities identities, String table, List<MemberColumn> columns, String query) {
    this.identities = identities;
    this.table = table;
    this.columns = columns;
    this.query = query;
  }

  /** Asks the database for the types of the columns. */
  static OldIdentityLookup read(MemberTable members, Sql sql, OldIdentities identities)
      throws SQLException {
    DatabaseMetaData metaData = sql.connection().getMetaData();
    List<String> names = new ArrayList<>();
    names.add(Dialect.quote(metaData, identities.subject()));
    names.add(
        identities.member().isPresent()
            ? Dialect.quote(metaData, identities.member().get())
            : members.key().name());
    for (OldIdentities.Condition condition : identities.conditions()) {
      names.add(Dialect.quote(metaData, condition.column()));
    }
    String table = members.name();
    if (identities.table().isPresent()) {
      List<String> parts = new ArrayList<>();
      for (String part : identities.table().get().split("\\.", -1)) {
        parts.add(Dialect.quote(metaData, part));
      }
      table = String.join(".", parts);
    }
    String select = "SELECT " + String.join(", ", names) + " FROM " + table;
    List<MemberColumn> columns = new ArrayList<>();
    try {
      sql.describe(select + " WHERE 1 = 0", described -> {
        for (int i = 0; i < names.size(); i++) {
          columns.add(MemberColumn.of(names.get(i), described, i + 1));
        }
      });
    } catch (SQLException e) {
      throw SqlFailures.translate(
          "old identities in " + table + ": reading columns " + String.join(", ", names), e);
    }
    String where = sought(columns).stream()
        .map(column -> column.name() + " = ?")
        .collect(Collectors.joining(" AND "));
    return new OldIdentityLookup(
        identities, table, columns, select + " WHERE " + where + " LIMIT ?");
  }

  Optional<MemberId> find(MemberTable members, Sql sql, String subject) throws SQLException {
    String stored = identities.stored(subject);
    List<Object> bound = new ArrayList<>();
    columns.get(0).toValue(stored).ifPresent(bound::add);
    for (int i = 0; i < identities.conditions().size(); i++) {
      columns.get(i + 2).toValue(identities.conditions().get(i).text()).ifPresent(bound::add);
    }
    if (bound.size() != columns.size() - 1) {
      return Optional.empty(); // a text that cannot stand there does not
    }
    bound.add(MOST);
    Set<MemberId> found = new LinkedHashSet<>();
    for (List<String> row : rows(sql, bound)) {
      // Two subjects that differ in letter case are two people, whatever the database says.
      if (row.get(0).equals(stored) && !row.get(1).isEmpty()) {
        MemberId member = new MemberId(row.get(1));
        if (members.find(sql, member, false).isPresent()) {
          found.add(member);
        }
      }
    }
    if (found.size() > 1) {
      String fault = "old identities in " + table + ": column " + columns.get(0).name()
          + " ties one identity to " + found.size() + " members; merge them, or delete what is"
          + " wrong. No value is shown here";
      LOG.error("{}", fault);
      throw MemberStoreException.unavailable("store-identity-of-several", fault);
    }
    return found.stream().findFirst();
  }

  /** The columns that are compared: the subject, then those of the conditions. */
  List<MemberColumn> soughtColumns() {
    return sought(columns);
  }

  /**
   * Identities with the members they are tied to. A member that is gone counts for nobody, where the
   * two columns can be compared; nor does a text or a number that says there is none.
   *
   * @param literal how a text of the settings stands in the statement
   */
  String selectTies(MemberTable members, Function<Object, String> literal) {
    MemberColumn subject = columns.get(0);
    MemberColumn member = columns.get(1);
    List<String> some = new ArrayList<>(List.of(subject.name() + " IS NOT NULL"));
    if (MadeValue.isText(subject)) {
      some.add(subject.name() + " <> ''");
    } else if (subject.kind() == MemberColumn.Kind.WHOLE_NUMBER) {
      some.add(subject.name() + " <> 0");
    }
    some.add(member.name() + " IS NOT NULL");
    for (int i = 0; i < identities.conditions().size(); i++) {
      MemberColumn column = columns.get(i + 2);
      String text = identities.conditions().get(i).text();
      some.add(column
          .toValue(text)
          .map(value -> column.name() + " = " + literal.apply(value))
          .orElse("1 = 0"));
    }
    if (identities.table().isPresent() && member.kind() == members.key().kind()) {
      some.add("EXISTS (SELECT 1 FROM " + members.name() + " there WHERE there."
          + members.key().name() + " = tied." + member.name() + ")");
    }
    // A subject is compared exactly; a collation may not be as strict.
    String held = members.dialect() == ShopDialect.MYSQL && MadeValue.isText(subject)
        ? "CAST(" + subject.name() + " AS BINARY)"
        : subject.name();
    return "SELECT " + held + " AS held, " + member.name() + " AS whose FROM " + table
        + " tied WHERE " + String.join(" AND ", some);
  }

  /** Where the subject stands. */
  String place(String members) {
    return identities.table().orElse(members) + "." + columns.get(0).label() + " (old identities)";
  }

  private static List<MemberColumn> sought(List<MemberColumn> columns) {
    List<MemberColumn> sought = new ArrayList<>(columns);
    sought.remove(1);
    return sought;
  }

  private List<List<String>> rows(Sql sql, List<Object> bound) throws SQLException {
    return sql.findAll(
        row -> List.of(
            columns.get(0).read(row, 1).orElse(""), columns.get(1).read(row, 2).orElse("")),
        query,
        bound.toArray());
  }
}
