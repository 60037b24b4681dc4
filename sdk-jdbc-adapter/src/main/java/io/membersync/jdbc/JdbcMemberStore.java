package io.membersync.jdbc;

import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberRecord.Version;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStore.UpdateReport.Outcome;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ProvenContact;
import io.membersync.profile.FieldMapping;
import io.membersync.records.UnitOfWork;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The shop's members in a table of the shop. Takes part in the units of work of its {@link
 * JdbcUnitOfWork}; holds no connection outside one. Needs the table {@code membersync_operation} of
 * {@link JdbcRecords} in the same database, so that one write is never done twice. Safe for many
 * threads.
 *
 * <pre>{@code
 * JdbcUnitOfWork unit = new JdbcUnitOfWork(dataSource);
 * JdbcMemberStore members =
 *     JdbcMemberStore.builder(unit, "tb_member", mapping)
 *         .key("member_no")
 *         .column("email", "mb_email")
 *         .build();
 * }</pre>
 *
 * <p>A column may be text or a whole number. A value that does not fit into its column is refused,
 * never cut, and a warning tells it once for each column. Two members are kept from having the same
 * value of a unique attribute by the table's own unique constraint; without one, two sign-ins at the
 * same moment can.
 *
 * <p>E-mail addresses are sought in any letter case, by {@code LOWER(column)}: a large table needs an
 * index on that expression, as one on the column does not serve it (H2 has no such index and reads
 * the whole table). Phone numbers are sought in E.164 form and as they are dialled in Korea, with
 * hyphens and without.
 */
public final class JdbcMemberStore implements MemberStore, MemberCreator {
  private static final int MOST_MATCHES = 10;
  private static final Duration RETENTION = Duration.ofDays(7);

  private final JdbcMemberStoreBuilder settings;
  private final Operations creations;
  private final Operations updates;
  private final LeftOut leftOut;
  private volatile @Nullable MemberTable table;

  JdbcMemberStore(JdbcMemberStoreBuilder settings) {
    this.settings = settings;
    this.creations = new Operations(settings.shop, "create");
    this.updates = new Operations(settings.shop, "update");
    this.leftOut = new LeftOut(settings.table);
  }

  /**
   * A store over this table; opens no connection yet.
   *
   * @param unit shared with {@link JdbcRecords}
   * @param table as the shop's own statements call it, with its schema where needed
   * @param mapping becomes the engine's, unless that is given one of its own; each attribute is the
   *     column of that name unless {@link JdbcMemberStoreBuilder#column} says otherwise
   */
  public static JdbcMemberStoreBuilder builder(
      JdbcUnitOfWork unit, String table, FieldMapping mapping) {
    return new JdbcMemberStoreBuilder(unit, table, mapping);
  }

  /**
   * A store over this table with {@link FieldMapping#basic()}:
   * columns {@code name}, {@code email} and {@code phone}, none of them unique.
   */
  public static JdbcMemberStoreBuilder builder(JdbcUnitOfWork unit, String table) {
    return builder(unit, table, FieldMapping.basic());
  }

  /**
   * Compares the table with what this store was told of it: columns that are not there, are of
   * another type or too short, or must be filled and are not. Changes nothing; one connection is
   * used. For a shop's start or its tests; the store itself never calls it.
   *
   * @return what is to be mended; empty when nothing is
   * @throws MemberStoreException if the database cannot be asked
   */
  public List<TableFinding> check() {
    return settings.unit.step(settings.table + ": check", sql -> TableCheck.of(settings, sql));
  }

  @Override
  public Optional<UnitOfWork> unitOfWork() {
    return Optional.of(settings.unit);
  }

  @Override
  public Optional<FieldMapping> mapping() {
    return Optional.of(settings.mapping);
  }

  @Override
  public Optional<MemberRecord> find(MemberId member) {
    return step(
        "find member",
        (sql, members) -> members.find(sql, member, false).map(MemberTable.Row::record));
  }

  @Override
  public List<MemberStore.Match> findByContact(ProvenContact contact) {
    return step(
        "find members by contact",
        (sql, members) -> members.findHolders(sql, contact).stream()
            .limit(MOST_MATCHES)
            .map(member -> new MemberStore.Match(member, contact.masked()))
            .toList());
  }

  @Override
  public UpdateReport update(
      MemberId member, Version seen, GatedPatch patch, OperationId operation) {
    return step("update member", (sql, members) -> {
      // Whoever comes second with one operation waits for the row, and then finds its answer.
      Optional<MemberTable.Row> row = members.find(sql, member, true);
      Optional<String> answer = updates.findAnswer(sql, operation);
      if (answer.isPresent()) {
        return ReportText.read(answer.get());
      }
      return row.filter(found -> found.record().version().equals(seen)).isPresent()
          ? update(sql, members, row.get(), patch, operation)
          : UpdateReport.stale();
    });
  }

  private UpdateReport update(
      Sql sql, MemberTable members, MemberTable.Row row, GatedPatch patch, OperationId operation)
      throws SQLException {
    MemberId member = row.record().id();
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    Map<String, Object> values = new LinkedHashMap<>();
    for (GatedPatch.Entry entry : patch.entries()) {
      String attribute = entry.attribute();
      Optional<Object> value = members.column(attribute).toValue(entry.text());
      if (row.record().value(attribute).equals(Optional.of(entry.text()))) {
        outcomes.put(attribute, Outcome.UNCHANGED);
      } else if (value.isEmpty()) {
        leftOut.tell(entry, members.column(attribute), LeftOut.Reason.DOES_NOT_FIT);
        outcomes.put(attribute, Outcome.INVALID);
      } else if (settings.isUnique(attribute) && members.isTaken(sql, entry, Optional.of(member))) {
        leftOut.tell(entry, members.column(attribute), LeftOut.Reason.TAKEN);
        outcomes.put(attribute, Outcome.INVALID);
      } else {
        values.put(attribute, value.get());
        outcomes.put(attribute, Outcome.APPLIED);
      }
    }
    UpdateReport report = new UpdateReport(true, outcomes);
    if (!values.isEmpty()) {
      members.update(sql, member, values);
      if (!updates.begin(sql, operation, forgetAt())) {
        throw raced("update member");
      }
      updates.answer(sql, operation, ReportText.write(report));
    }
    return report;
  }

  @Override
  public Creation create(GatedMember member, OperationId operation) {
    return step("create member", (sql, members) -> {
      if (!creations.begin(sql, operation, forgetAt())) {
        return creations
            .findAnswer(sql, operation)
            .<Creation>map(id -> new Creation.Created(new MemberId(id)))
            .orElseThrow(() -> raced("create member"));
      }
      Map<String, Object> values = new LinkedHashMap<>();
      for (GatedPatch.Entry entry : member.values().entries()) {
        Optional<Object> value = members.column(entry.attribute()).toValue(entry.text());
        boolean taken =
            settings.isUnique(entry.attribute()) && members.isTaken(sql, entry, Optional.empty());
        if (value.isEmpty() || taken) {
          creations.forget(sql, operation);
          leftOut.tell(
              entry,
              members.column(entry.attribute()),
              taken ? LeftOut.Reason.TAKEN : LeftOut.Reason.DOES_NOT_FIT);
          return taken
              ? new Creation.Taken(entry.attribute())
              : new Creation.Refused(entry.attribute());
        }
        values.put(entry.attribute(), value.get());
      }
      MemberId made = members.insert(sql, values, member.entry());
      creations.answer(sql, operation, made.value());
      return new Creation.Created(made);
    });
  }

  private Instant forgetAt() {
    return settings.clock.instant().plus(RETENTION);
  }

  private MemberStoreException raced(String step) {
    return MemberStoreException.conflict(
        "store-unique", settings.table + ": " + step + ": another unit of work did the same");
  }

  private interface Step<T> {
    T run(Sql sql, MemberTable members) throws SQLException;
  }

  private <T> T step(String name, Step<T> step) {
    return settings.unit.step(settings.table + ": " + name, sql -> step.run(sql, described(sql)));
  }

  private MemberTable described(Sql sql) throws SQLException {
    MemberTable known = table;
    if (known == null) {
      known = MemberTable.read(settings, sql);
      table = known;
    }
    return known;
  }
}
