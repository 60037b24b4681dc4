package io.membersync.member;

import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.internal.MemoryTable;
import io.membersync.internal.MemoryUnit;
import io.membersync.member.MemberRecord.Version;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStore.UpdateReport.Outcome;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A shop's members in memory, for tests and first steps: lost when the process ends. Takes part in
 * the units of work of {@link io.membersync.records.Records#inMemory()} and rolls back with them. Safe
 * for many threads.
 */
public final class InMemoryMemberStore implements MemberStore, MemberCreator, MemberListing {
  private static final int MOST_MATCHES = 10;
  private static final Set<Field<?>> CONTACTS = Set.of(Field.EMAIL, Field.PHONE, Field.CI);

  private record Holding(String attribute, String value) {}

  /** What every row is found by; no attribute has this name. */
  private static final Holding EVERYBODY = new Holding("", "");

  private record Row(
      MemberId id,
      long number,
      Map<String, String> values,
      long version,
      MemberRecord.Status status,
      Optional<String> entry) {
    Row {
      values = Map.copyOf(values);
    }

    Row with(Map<String, String> changed) {
      return new Row(id, number, changed, version + 1, status, entry);
    }
  }

  private final FieldMapping mapping;
  private final boolean takesAny;
  private final Set<String> unique = new HashSet<>();
  private final AtomicLong lastNumber = new AtomicLong();
  private final MemoryTable<MemberId, Row, Holding> members;
  private final MemoryTable<Holding, MemberId, Holding> holders =
      new MemoryTable<>(row -> List.of());
  private final MemoryTable<OperationId, MemberId, OperationId> creations =
      new MemoryTable<>(row -> List.of());
  private final MemoryTable<OperationId, UpdateReport, OperationId> updates =
      new MemoryTable<>(row -> List.of());

  /**
   * A store that takes any attribute, with {@link FieldMapping#basic()} where the engine is given no
   * mapping: name, email and phone, none of them unique.
   */
  public InMemoryMemberStore() {
    this(FieldMapping.basic(), true);
  }

  /**
   * An empty store for this mapping, which the engine takes over. It blanks nothing: after a withdrawal
   * its values stay.
   */
  public InMemoryMemberStore(FieldMapping mapping) {
    this(mapping, false);
  }

  private InMemoryMemberStore(FieldMapping mapping, boolean takesAny) {
    this.mapping = mapping;
    this.takesAny = takesAny;
    for (FieldMapping.Entry entry : mapping.entries()) {
      if (entry.unique()) {
        unique.add(entry.attribute());
      }
    }
    this.members = new MemoryTable<>(this::contactsOf);
  }

  @Override
  public Optional<FieldMapping> mapping() {
    return takesAny ? Optional.empty() : Optional.of(mapping);
  }

  /**
   * Adds a member, as the shop itself would.
   *
   * @param values by attribute, each in its field's canonical text form
   * @throws IllegalArgumentException if another member has the value of a unique attribute
   */
  public MemberId add(Map<String, String> values) {
    return MemoryUnit.join(() -> insert(values, Optional.empty()));
  }

  /**
   * Changes or, with an empty value, clears an attribute, as the shop or the member would.
   *
   * @throws IllegalArgumentException if there is no such member, or another one has the value of a
   *     unique attribute
   */
  public void edit(MemberId member, String attribute, Optional<String> value) {
    MemoryUnit.join(() -> {
      Row row = hold(member);
      Map<String, String> changed = new LinkedHashMap<>(row.values());
      release(row, attribute);
      changed.remove(attribute);
      value.ifPresent(text -> {
        requireFree(row.id(), attribute, text);
        changed.put(attribute, text);
      });
      return members.replace(member, before -> true, before -> before.with(changed));
    });
  }

  /**
   * Sets whether the shop lets the member in. A new member is {@link MemberRecord.Status#ACTIVE}.
   *
   * @throws IllegalArgumentException if there is no such member
   */
  public void setStatus(MemberId member, MemberRecord.Status status) {
    MemoryUnit.join(() -> {
      Row row = hold(member);
      return members.replace(
          member,
          before -> true,
          before ->
              new Row(member, row.number(), row.values(), row.version() + 1, status, row.entry()));
    });
  }

  /**
   * The member's values by attribute.
   *
   * @throws IllegalArgumentException if there is no such member
   */
  public Map<String, String> valuesOf(MemberId member) {
    return MemoryUnit.join(() -> require(member).values());
  }

  /** The entry that the member's sign-up began with. */
  public Optional<String> entryOf(MemberId member) {
    return MemoryUnit.join(() -> require(member).entry());
  }

  /**
   * Deletes a member, as the shop itself would.
   *
   * @throws IllegalArgumentException if there is no such member
   */
  public void remove(MemberId member) {
    MemoryUnit.join(() -> {
      Row row = hold(member);
      row.values().keySet().forEach(attribute -> release(row, attribute));
      return members.remove(member, same -> true);
    });
  }

  /** How many members there are. */
  public int count() {
    return MemoryUnit.join(members::size);
  }

  @Override
  public Optional<MemberRecord> find(MemberId member) {
    return MemoryUnit.join(() -> members.find(member).map(InMemoryMemberStore::record));
  }

  @Override
  public MemberListing.Page list(Optional<MemberId> after, int limit) {
    long last = after.map(member -> numberOf(member)).orElse(0L);
    List<MemberRecord> page = MemoryUnit.join(() -> members.findGroup(EVERYBODY).stream()
        .filter(row -> row.number() > last)
        .sorted(Comparator.comparingLong(Row::number))
        .limit(limit)
        .map(InMemoryMemberStore::record)
        .toList());
    Optional<MemberId> end = page.isEmpty()
        ? Optional.empty()
        : Optional.of(page.get(page.size() - 1).id());
    return new MemberListing.Page(page, List.of(), end);
  }

  @Override
  public Optional<Long> countMembers() {
    return Optional.of((long) count());
  }

  @Override
  public List<MemberStore.Match> findByContact(ProvenContact contact) {
    return MemoryUnit.join(() -> contactAttributes()
        .filter(entry -> entry.field().equals(contact.field()))
        .flatMap(entry -> members.findGroup(holding(entry.attribute(), contact.value())).stream())
        .sorted(Comparator.comparingLong(Row::number))
        .limit(MOST_MATCHES)
        .map(row -> new MemberStore.Match(row.id(), contact.masked()))
        .toList());
  }

  @Override
  public UpdateReport update(
      MemberId member, Version seen, GatedPatch patch, OperationId operation) {
    return MemoryUnit.join(() -> {
      // Whoever comes second with one operation waits here, and then finds its answer.
      boolean known = members.replace(member, row -> true, row -> row);
      Optional<UpdateReport> before = updates.find(operation);
      if (before.isPresent()) {
        return before.get();
      }
      if (!known || !versionOf(require(member)).equals(seen)) {
        return UpdateReport.stale();
      }
      return write(require(member), patch, operation);
    });
  }

  private UpdateReport write(Row row, GatedPatch patch, OperationId operation) {
    Map<String, String> changed = new LinkedHashMap<>(row.values());
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (GatedPatch.Entry entry : patch.entries()) {
      String attribute = entry.attribute();
      if (entry.text().equals(row.values().get(attribute))) {
        outcomes.put(attribute, Outcome.UNCHANGED);
      } else if (isTaken(row.id(), attribute, entry.text())) {
        outcomes.put(attribute, Outcome.INVALID);
      } else {
        release(row, attribute);
        changed.put(attribute, entry.text());
        outcomes.put(attribute, Outcome.APPLIED);
      }
    }
    UpdateReport report = new UpdateReport(true, outcomes);
    if (outcomes.containsValue(Outcome.APPLIED)) {
      members.replace(row.id(), r -> true, r -> r.with(changed));
      if (!updates.insert(operation, report)) {
        throw raced();
      }
    }
    return report;
  }

  @Override
  public Creation create(GatedMember member, OperationId operation) {
    return MemoryUnit.join(() -> {
      Optional<MemberId> before = creations.find(operation);
      if (before.isPresent()) {
        return new Creation.Created(before.get());
      }
      MemberId id = newId();
      // The operation first: who comes second waits for it, and would find the values taken.
      if (!creations.insert(operation, id)) {
        return creations
            .find(operation)
            .map(made -> (Creation) new Creation.Created(made))
            .orElseThrow(InMemoryMemberStore::raced);
      }
      Map<String, String> values = new LinkedHashMap<>();
      for (GatedPatch.Entry entry : member.values().entries()) {
        if (isTaken(id, entry.attribute(), entry.text())) {
          creations.remove(operation, same -> true);
          values.forEach((attribute, value) -> release(id, attribute, value));
          return new Creation.Taken(entry.attribute());
        }
        values.put(entry.attribute(), entry.text());
      }
      addRow(id, values, member.entry());
      return new Creation.Created(id);
    });
  }

  private MemberId insert(Map<String, String> values, Optional<String> entry) {
    MemberId id = newId();
    values.forEach((attribute, value) -> requireFree(id, attribute, value));
    addRow(id, values, entry);
    return id;
  }

  private MemberId newId() {
    return new MemberId("m" + lastNumber.incrementAndGet());
  }

  private void addRow(MemberId id, Map<String, String> values, Optional<String> entry) {
    members.put(id, new Row(id, numberOf(id), values, 1, MemberRecord.Status.ACTIVE, entry));
  }

  private static long numberOf(MemberId id) {
    return Long.parseLong(id.value().substring(1));
  }

  private static MemberRecord record(Row row) {
    return new MemberRecord(row.id(), row.values(), versionOf(row), row.status());
  }

  /** Claims a unique value for a member; true when another one has it. */
  private boolean isTaken(MemberId member, String attribute, String value) {
    Holding holding = holding(attribute, value);
    return unique.contains(attribute)
        && !holders.insert(holding, member)
        && holders.find(holding).filter(member::equals).isEmpty();
  }

  private void requireFree(MemberId member, String attribute, String value) {
    if (isTaken(member, attribute, value)) {
      throw new IllegalArgumentException(
          "another member has this value of the unique attribute " + attribute);
    }
  }

  private void release(Row row, String attribute) {
    Optional.ofNullable(row.values().get(attribute))
        .ifPresent(value -> release(row.id(), attribute, value));
  }

  private void release(MemberId member, String attribute, String value) {
    if (unique.contains(attribute)) {
      holders.remove(holding(attribute, value), member::equals);
    }
  }

  /** The row, with other writers waiting until this unit has ended. */
  private Row hold(MemberId member) {
    members.replace(member, row -> true, row -> row);
    return require(member);
  }

  private Row require(MemberId member) {
    return members
        .find(member)
        .orElseThrow(() -> new IllegalArgumentException("there is no member " + member));
  }

  private static MemberStoreException raced() {
    return MemoryUnit.failed(MemberStoreException.conflict(
        "store-unique", "in memory: another unit of work wrote the same first"));
  }

  private static Version versionOf(Row row) {
    return new Version(Long.toString(row.version()));
  }

  /** A value as it is sought: letter case is no part of an e-mail address. */
  private Holding holding(String attribute, String value) {
    boolean email = mapping.entries().stream()
        .anyMatch(e -> e.attribute().equals(attribute) && e.field().equals(Field.EMAIL));
    return new Holding(attribute, email ? value.toLowerCase(Locale.ROOT) : value);
  }

  private Stream<FieldMapping.Entry> contactAttributes() {
    return mapping.entries().stream().filter(entry -> CONTACTS.contains(entry.field()));
  }

  private List<Holding> contactsOf(Row row) {
    List<Holding> contacts = new ArrayList<>(List.of(EVERYBODY));
    contactAttributes().forEach(entry -> {
      String value = row.values().get(entry.attribute());
      if (value != null) {
        contacts.add(holding(entry.attribute(), value));
      }
    });
    return contacts;
  }
}
