package io.membersync.testing;

import io.membersync.consent.GatedPatch;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberRecord.Version;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A hosted mall, for tests of a shop that has its members at one. It makes its members itself, while
 * it logs a person in, and says so by an event afterwards: when the test has it delivered, twice if
 * the test wants. The name is read-only, each attribute is written by a call of its own, calls may be
 * refused for a while, and answers may get lost. It is in memory and speaks no HTTP: what a mall's
 * client makes of its answers is tested against the mall's own samples. Safe for many threads.
 *
 * <pre>{@code
 * PretendMall mall = new PretendMall(FieldMapping.basic());
 * MemberSync sync = MemberSync.builder(mall, notices)…build();
 * SignedIn result = …                               // no member yet
 * MemberId member = mall.logIn(result.person(), Map.of("name", "Mina"));
 * mall.deliver(sync.members()::joined);             // the mall's event
 * sync.work().runDue(Duration.ofSeconds(5));        // what passed the gate is written
 * }</pre>
 */
public final class PretendMall implements MemberStore {
  private static final int MOST_MATCHES = 10;

  /** What happens to the answer of one write. */
  private enum Loss {
    BEFORE_WRITING,
    AFTER_WRITING
  }

  private record Told(PersonId person, MemberId member) {}

  private static final class Row {
    private final Map<String, String> values = new HashMap<>();
    private MemberRecord.Status status = MemberRecord.Status.ACTIVE;
    private long version = 1;
  }

  private final FieldMapping mapping;
  private int added;
  private final Set<String> readOnly = new HashSet<>();
  private final Set<String> approved = new HashSet<>();
  private final Map<MemberId, Row> rows = new LinkedHashMap<>();
  private final Map<PersonId, MemberId> persons = new HashMap<>();
  private final Map<OperationId, Map<String, UpdateReport.Outcome>> operations = new HashMap<>();
  private final Queue<Told> undelivered = new ArrayDeque<>();
  private final List<Told> delivered = new ArrayList<>();
  private final Queue<Loss> losses = new ArrayDeque<>();
  private int refusals;
  private Duration retryAfter = Duration.ofSeconds(1);
  private int calls;

  /**
   * A mall without members.
   *
   * @param mapping tells which attributes hold the contacts and which are unique; that of the name is
   *     read-only
   */
  public PretendMall(FieldMapping mapping) {
    this.mapping = mapping;
    mapping.entries().stream()
        .filter(entry -> entry.field().equals(Field.NAME))
        .forEach(entry -> readOnly.add(entry.attribute()));
  }

  // ---- the mall itself

  /**
   * The mall logs a person in. The first time it makes the member, and has an event to tell.
   *
   * @param own what the mall takes from its own pages for a new member, by attribute
   */
  public synchronized MemberId logIn(PersonId person, Map<String, String> own) {
    MemberId there = persons.get(person);
    if (there != null) {
      return there;
    }
    MemberId made = add(own);
    persons.put(person, made);
    undelivered.add(new Told(person, made));
    return made;
  }

  /** Delivers the events that wait, oldest first; how many they were. */
  public int deliver(BiConsumer<PersonId, MemberId> receiver) {
    int told = 0;
    for (Told event = next(); event != null; event = next()) {
      receiver.accept(event.person(), event.member());
      told++;
    }
    return told;
  }

  /** Delivers every event once more that was delivered before, the newest first. */
  public void deliverAgain(BiConsumer<PersonId, MemberId> receiver) {
    List<Told> again;
    synchronized (this) {
      again = new ArrayList<>(delivered);
    }
    for (int i = again.size() - 1; i >= 0; i--) {
      receiver.accept(again.get(i).person(), again.get(i).member());
    }
  }

  private synchronized @org.jspecify.annotations.Nullable Told next() {
    Told event = undelivered.poll();
    if (event != null) {
      delivered.add(event);
    }
    return event;
  }

  /**
   * Adds a member who has come by the mall's own pages.
   *
   * @throws IllegalArgumentException if another member has the value of a unique attribute
   */
  public synchronized MemberId add(Map<String, String> values) {
    MemberId member = new MemberId("mall" + ++added);
    values.forEach((attribute, value) -> requireFree(member, attribute, value));
    Row row = new Row();
    row.values.putAll(values);
    rows.put(member, row);
    return member;
  }

  /**
   * Changes or, with an empty value, clears an attribute, as the mall or the member would.
   *
   * @throws IllegalArgumentException if there is no such member, or another one has the value of a
   *     unique attribute
   */
  public synchronized void edit(MemberId member, String attribute, Optional<String> value) {
    Row row = require(member);
    value.ifPresent(text -> requireFree(member, attribute, text));
    value.ifPresentOrElse(
        text -> row.values.put(attribute, text), () -> row.values.remove(attribute));
    row.version++;
  }

  /** Deletes a member. */
  public synchronized void remove(MemberId member) {
    require(member);
    rows.remove(member);
  }

  /** Sets whether the mall lets the member in. */
  public synchronized void setStatus(MemberId member, MemberRecord.Status status) {
    Row row = require(member);
    row.status = status;
    row.version++;
  }

  /** The member's values by attribute. */
  public synchronized Map<String, String> valuesOf(MemberId member) {
    return Map.copyOf(require(member).values);
  }

  /** How many members there are. */
  public synchronized int count() {
    return rows.size();
  }

  // ---- its whims

  /** From now on this attribute is written once somebody approves, which nobody does. */
  public synchronized void needsApproval(String attribute) {
    approved.add(attribute);
  }

  /** From now on everything may be written, the name as well. */
  public synchronized void allowEverything() {
    readOnly.clear();
    approved.clear();
  }

  /** Refuses the next calls, as by HTTP 429, and says when to come again. */
  public synchronized void refuseNext(int times, Duration until) {
    refusals = times;
    retryAfter = until;
  }

  /** Writes the next attributes and loses the answers. */
  public synchronized void loseAnswersAfterWriting(int times) {
    lose(Loss.AFTER_WRITING, times);
  }

  /** Loses the next writes of attributes on their way. */
  public synchronized void loseWrites(int times) {
    lose(Loss.BEFORE_WRITING, times);
  }

  private void lose(Loss loss, int times) {
    for (int i = 0; i < times; i++) {
      losses.add(loss);
    }
  }

  /** How many calls came, refused ones included; each written attribute is one. */
  public synchronized int calls() {
    return calls;
  }

  // ---- what MemberSync sees

  @Override
  public synchronized Optional<MemberRecord> find(MemberId member) {
    called();
    return Optional.ofNullable(rows.get(member))
        .map(row -> new MemberRecord(member, row.values, versionOf(row), row.status));
  }

  @Override
  public synchronized List<Match> findByContact(ProvenContact contact) {
    called();
    return rows.entrySet().stream()
        .filter(row -> mapping.entries().stream()
            .filter(entry -> entry.field().equals(contact.field()))
            .anyMatch(entry -> same(
                contact.field(), row.getValue().values.get(entry.attribute()), contact.value())))
        .sorted(Comparator.comparing(row -> row.getKey().value()))
        .limit(MOST_MATCHES)
        .map(row -> new Match(row.getKey(), contact.masked()))
        .toList();
  }

  @Override
  public synchronized UpdateReport update(
      MemberId member, Version seen, GatedPatch patch, OperationId operation) {
    Map<String, UpdateReport.Outcome> done = operations.getOrDefault(operation, Map.of());
    boolean known = patch.entries().stream().allMatch(entry -> done.containsKey(entry.attribute()));
    Row row = rows.get(member);
    if (row == null || (!(known && !done.isEmpty()) && !versionOf(row).equals(seen))) {
      return UpdateReport.stale();
    }
    Map<String, UpdateReport.Outcome> outcomes = new LinkedHashMap<>();
    for (GatedPatch.Entry entry : patch.entries()) {
      outcomes.put(entry.attribute(), write(member, row, entry, operation));
    }
    return new UpdateReport(true, outcomes);
  }

  private UpdateReport.Outcome write(
      MemberId member, Row row, GatedPatch.Entry entry, OperationId operation) {
    called();
    Map<String, UpdateReport.Outcome> done = operations.get(operation);
    if (done != null && done.containsKey(entry.attribute())) {
      return Objects.requireNonNull(done.get(entry.attribute()));
    }
    Loss loss = losses.poll();
    if (loss == Loss.BEFORE_WRITING) {
      return UpdateReport.Outcome.UNKNOWN;
    }
    UpdateReport.Outcome outcome = write(member, row, entry);
    if (outcome == UpdateReport.Outcome.APPLIED) {
      operations.computeIfAbsent(operation, id -> new HashMap<>()).put(entry.attribute(), outcome);
    }
    return loss == Loss.AFTER_WRITING ? UpdateReport.Outcome.UNKNOWN : outcome;
  }

  private UpdateReport.Outcome write(MemberId member, Row row, GatedPatch.Entry entry) {
    if (entry.text().equals(row.values.get(entry.attribute()))) {
      return UpdateReport.Outcome.UNCHANGED;
    }
    if (readOnly.contains(entry.attribute())) {
      return UpdateReport.Outcome.READ_ONLY;
    }
    if (approved.contains(entry.attribute())) {
      return UpdateReport.Outcome.NEEDS_APPROVAL;
    }
    if (isTaken(member, entry.attribute(), entry.text())) {
      return UpdateReport.Outcome.INVALID;
    }
    row.values.put(entry.attribute(), entry.text());
    row.version++;
    return UpdateReport.Outcome.APPLIED;
  }

  private void called() {
    calls++;
    if (refusals > 0) {
      refusals--;
      throw MemberStoreException.limited(
          "mall-limited", "the mall takes no more calls for now (429)", retryAfter);
    }
  }

  private void requireFree(MemberId member, String attribute, String value) {
    if (isTaken(member, attribute, value)) {
      throw new IllegalArgumentException(
          "another member has this value of the unique attribute " + attribute);
    }
  }

  private boolean isTaken(MemberId member, String attribute, String value) {
    Optional<FieldMapping.Entry> mapped = mapping.entries().stream()
        .filter(entry -> entry.attribute().equals(attribute) && entry.unique())
        .findFirst();
    return mapped.isPresent()
        && rows.entrySet().stream()
            .filter(row -> !row.getKey().equals(member))
            .anyMatch(
                row -> same(mapped.get().field(), row.getValue().values.get(attribute), value));
  }

  /** Letter case is no part of an e-mail address; everything else is compared exactly. */
  private static boolean same(
      Field<?> field, @org.jspecify.annotations.Nullable String held, String value) {
    return held != null
        && (field.equals(Field.EMAIL) ? held.equalsIgnoreCase(value) : held.equals(value));
  }

  private Row require(MemberId member) {
    Row row = rows.get(member);
    if (row == null) {
      throw new IllegalArgumentException("there is no member " + member);
    }
    return row;
  }

  private static Version versionOf(Row row) {
    return new Version(Long.toString(row.version));
  }
}
