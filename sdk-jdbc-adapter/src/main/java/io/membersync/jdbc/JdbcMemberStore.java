package io.membersync.jdbc;

import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.member.KnowsIdentities;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberEraser;
import io.membersync.member.MemberId;
import io.membersync.member.MemberListing;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberRecord.Version;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ProvenContact;
import io.membersync.member.WaysIn;
import io.membersync.profile.FieldMapping;
import io.membersync.records.UnitOfWork;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
 * <p>A column may be text, a whole number, a boolean or a UUID; through a {@link ColumnCodec} also a
 * date or bytes. A value that does not fit into its column is refused, never cut, and a warning tells
 * it once for each column. What a codec cannot read counts as a value and is never overwritten. Two
 * members are kept from having the same value of a unique attribute by the table's own unique
 * constraint; without one, two sign-ins at the same moment can. What the table does not take all the
 * same, by a constraint, a trigger or its character set, leaves its attribute out.
 *
 * <p>E-mail addresses are sought in any letter case, by {@code LOWER(column)}, or by the column itself
 * where its collation takes no notice of letter case; phone numbers in E.164 form and as they are
 * written in Korea, with hyphens, dots or blanks and with the country's code. Large tables need
 * indexes for that: {@link #probe()} tells which.
 */
public final class JdbcMemberStore
    implements MemberStore, MemberCreator, MemberEraser, MemberListing, KnowsIdentities, WaysIn {
  private static final int MOST_MATCHES = 10;

  private final TableSettings settings;
  private final Operations creations;
  private final Operations updates;
  private final Operations erasures;
  private final LeftOut leftOut;
  private final Map<String, OldIdentityLookup> lookups = new ConcurrentHashMap<>();
  private volatile @Nullable Described described;

  /** The table as the database tells it. */
  private record Described(MemberTable table, MemberWrites writes) {}

  JdbcMemberStore(TableSettings settings) {
    this.settings = settings;
    this.creations = new Operations(settings.shop, "create", settings.clock);
    this.updates = new Operations(settings.shop, "update", settings.clock);
    this.erasures = new Operations(settings.shop, "erase", settings.clock);
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
   * another type or too short, must be filled and are not, or cannot hold what a new member gets.
   * Suppliers of the shop are not called. Changes nothing; one connection is used. For a shop's start
   * or its tests; the store itself never calls it.
   *
   * @return what is to be mended; empty when nothing is
   * @throws MemberStoreException if the database cannot be asked
   */
  public List<TableFinding> check() {
    return settings.unit.step(settings.table + ": check", sql -> TableCheck.of(settings, sql));
  }

  /**
   * {@link #check()}, and what the rows and indexes say: indexes that look-ups need, constraints that
   * the mapping does not know or counts on, columns that take two texts for one, members who share a
   * phone, an e-mail address or an old identity (counted, never shown), each with the SQL that would
   * mend it. Reads only, in transactions that are read-only where the database knows such; whoever
   * looks after the table decides what to run. Every statement has 60 seconds, and counts look at no
   * more than five million rows.
   *
   * @return what is to be mended; empty when nothing is
   * @throws IllegalStateException inside a unit of work
   * @throws MemberStoreException if the database cannot be asked
   */
  public List<TableFinding> probe() {
    return probe(Duration.ofSeconds(60), 5_000_000);
  }

  /**
   * The same within these bounds. On two million rows a count reads them all once, which takes
   * seconds; ask a replica if the shop is busy. A count that does not end in time is told as {@code
   * not-counted}, and one that stops at the number of rows says so.
   *
   * @param timeout for each statement, 1 second to 10 minutes
   * @param mostRows how many rows a count may look at, 1 or more
   * @throws IllegalArgumentException if either is out of range
   */
  public List<TableFinding> probe(Duration timeout, int mostRows) {
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0
        || timeout.compareTo(Duration.ofMinutes(10)) > 0
        || mostRows < 1) {
      throw new IllegalArgumentException(
          "a probe takes 1 second to 10 minutes for each statement and 1 row or more: " + timeout
              + ", " + mostRows);
    }
    if (settings.unit.isOpen()) {
      throw new IllegalStateException(
          "a probe counts for seconds; call it outside of units of work");
    }
    List<TableFinding> findings = new ArrayList<>(check());
    boolean isThere = findings.stream()
        .noneMatch(finding ->
            finding.code().equals("table-missing") || finding.code().equals("column-missing"));
    if (isThere) {
      findings.addAll(new TableProbe(settings, timeout, mostRows)
          .run(read("describe", (sql, on) -> on.table())));
    }
    return List.copyOf(findings);
  }

  /**
   * How often a row was read in which a column held something that its codec could not read, by
   * column, since this store was built. Such a value counts as one and is never overwritten.
   */
  public Map<String, Long> unreadable() {
    return leftOut.unreadable();
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
    return read(
        "find member",
        (sql, on) -> on.table().find(sql, member, false).map(MemberTable.Row::record));
  }

  /** By the key, a short transaction for each page. */
  @Override
  public MemberListing.Page list(Optional<MemberId> after, int limit) {
    return step("list members", (sql, on) -> on.table().list(sql, after, limit));
  }

  /** Counted by the database; empty where that takes longer than a statement may. */
  @Override
  public Optional<Long> countMembers() {
    try {
      return step(
          "count members",
          (sql, on) -> sql.findOne(
              row -> row.getLong(1), "SELECT COUNT(*) FROM " + on.table().name()));
    } catch (MemberStoreException e) {
      if (e.code().equals("store-timeout")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public List<MemberStore.Match> findByContact(ProvenContact contact) {
    return read(
        "find members by contact",
        (sql, on) -> holders(sql, on.table(), contact).stream()
            .limit(MOST_MATCHES)
            .map(member -> new MemberStore.Match(member, contact.masked()))
            .toList());
  }

  /** By the column's type and codec; what a trigger makes of a value, this cannot tell. */
  @Override
  public String asStored(String attribute, String text) {
    Described known = described;
    return (known == null ? read("describe", (sql, on) -> on) : known)
        .table()
        .placement(attribute)
        .readBack(text)
        .orElse(text);
  }

  private List<MemberId> holders(Sql sql, MemberTable members, ProvenContact contact)
      throws SQLException {
    if (settings.contactLookup.isEmpty()) {
      return members.findHolders(sql, contact);
    }
    List<MemberId> holders = new ArrayList<>();
    for (MemberId member : settings.contactLookup.get().find(contact)) {
      if (!holders.contains(member) && members.holds(sql, member, contact)) {
        holders.add(member);
      }
    }
    return holders;
  }

  @Override
  public Optional<MemberId> findByIdentity(String namespace, String subject) {
    OldIdentities identities = settings.oldIdentities.get(namespace);
    if (identities == null) {
      return Optional.empty();
    }
    return read("find member by identity", (sql, on) -> {
      OldIdentityLookup lookup = lookups.get(namespace);
      if (lookup == null) {
        lookup = OldIdentityLookup.read(on.table(), sql, identities);
        lookups.put(namespace, lookup);
      }
      return lookup.find(on.table(), sql, subject);
    });
  }

  /** See {@link JdbcMemberStoreBuilder#password}. */
  @Override
  public boolean hasOwnLogin(MemberId member) {
    return settings.password.isPresent()
        && read(
            "find password",
            (sql, on) -> on.table().hasPassword(sql, member, settings.password.get()));
  }

  @Override
  public UpdateReport update(
      MemberId member, Version seen, GatedPatch patch, OperationId operation) {
    return step("update member", (sql, on) -> {
      // Whoever comes second with one operation waits for the row, and then finds its answer.
      Optional<MemberTable.Row> row = on.table().find(sql, member, true);
      Optional<String> answer = updates.findAnswer(sql, operation);
      if (answer.isPresent()) {
        return ReportText.read(answer.get());
      }
      return row.filter(found -> found.record().version().equals(seen)).isPresent()
          ? update(sql, on, row.get(), patch, operation)
          : UpdateReport.stale();
    });
  }

  private UpdateReport update(
      Sql sql, Described on, MemberTable.Row row, GatedPatch patch, OperationId operation)
      throws SQLException {
    Changes changes = new Changes(settings, on.table(), leftOut, Optional.of(row));
    changes.read(sql, patch);
    MemberId member = row.record().id();
    while (!changes.values().isEmpty()) {
      Optional<Refusal> refusal = on.writes().update(sql, member, changes.values());
      if (refusal.isEmpty()) {
        break;
      }
      changes.leaveOut(refusal.get());
    }
    UpdateReport report = changes.report();
    if (!changes.values().isEmpty()) {
      keep(sql, updates, operation, report);
    }
    return report;
  }

  private void keep(Sql sql, Operations operations, OperationId operation, UpdateReport report)
      throws SQLException {
    if (!operations.begin(sql, operation)) {
      throw operations.raced();
    }
    operations.answer(sql, operation, ReportText.write(report));
  }

  @Override
  public Creation create(GatedMember member, OperationId operation) {
    return step(
        "create member",
        (sql, on) -> creations.create(sql, operation, () -> make(sql, on, member)));
  }

  private Creation make(Sql sql, Described on, GatedMember member) throws SQLException {
    Changes changes = new Changes(settings, on.table(), leftOut, Optional.empty());
    Optional<Creation> refusal = changes.read(sql, member.values());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    MemberWrites.Inserted inserted = on.writes()
        .insert(sql, changes.values(), new NewMember(member.person(), member.entry()), leftOut);
    return inserted.refusal().isPresent()
        ? changes.refused(inserted.refusal().get())
        : new Creation.Created(inserted.member().orElseThrow());
  }

  @Override
  public List<Erasure> plan(MemberId member, Set<String> attributes) {
    return step(
        "plan an erasure",
        (sql, on) -> on.table()
            .find(sql, member, false)
            .map(row -> new Erasing(settings, on.table(), row, attributes).plan())
            .orElse(List.of()));
  }

  @Override
  public UpdateReport erase(MemberId member, Set<String> attributes, OperationId operation) {
    return step("erase", (sql, on) -> {
      Optional<MemberTable.Row> row = on.table().find(sql, member, true);
      Optional<String> answer = erasures.findAnswer(sql, operation);
      if (answer.isPresent()) {
        return ReportText.read(answer.get());
      }
      if (row.isEmpty()) {
        return UpdateReport.stale();
      }
      Erasing erasing = new Erasing(settings, on.table(), row.get(), attributes);
      Map<Placement, Map<MemberColumn, Object>> values = erasing.values();
      if (!values.isEmpty()) {
        Optional<Refusal> refusal = on.writes().blank(sql, member, values);
        if (refusal.isPresent()) {
          throw erasing.failed(refusal.get());
        }
        keep(sql, erasures, operation, erasing.report());
      }
      return erasing.report();
    });
  }

  private interface Step<T> {
    T run(Sql sql, Described on) throws SQLException;
  }

  private <T> T read(String name, Step<T> step) {
    return settings.unit.alone(settings.table + ": " + name, sql -> step.run(sql, described(sql)));
  }

  private <T> T step(String name, Step<T> step) {
    return settings.unit.step(settings.table + ": " + name, sql -> step.run(sql, described(sql)));
  }

  private Described described(Sql sql) throws SQLException {
    Described known = described;
    if (known == null) {
      MemberTable table = MemberTable.read(settings, leftOut, sql);
      known = new Described(table, new MemberWrites(settings, table));
      described = known;
    }
    return known;
  }
}
