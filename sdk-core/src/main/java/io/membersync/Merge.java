package io.membersync;

import io.membersync.Preview.Effect;
import io.membersync.Preview.Reason;
import io.membersync.consent.GatedPatch;
import io.membersync.internal.JsonText;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.PersonId;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.FieldValue;
import io.membersync.profile.SyncRule;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the rule of each field whether a provider's value replaces the shop's. Reads the books
 * only where a rule needs them. For one member and one thread.
 */
final class Merge {
  private static final String USE = "offer";

  private final Engine engine;
  private final PersonId person;
  private final MemberRecord record;
  private final MemberWrite.Reading reading;
  private @Nullable Map<String, Records.Provenance> before;
  private @Nullable Set<String> otherWays;
  private @Nullable List<Records.Offer> offers;

  Merge(Engine engine, PersonId person, MemberRecord record, MemberWrite.Reading reading) {
    this.engine = engine;
    this.person = person;
    this.record = record;
    this.reading = reading;
  }

  /** What happens to one value, and why. */
  record Verdict(Effect effect, Reason reason) {
    static Verdict write(Reason reason) {
      return new Verdict(Effect.WRITE, reason);
    }

    static Verdict keep(Reason reason) {
      return new Verdict(Effect.KEEP, reason);
    }
  }

  /** The rule compares what each source has shown before. */
  static boolean remembers(SyncRule rule) {
    return rule == SyncRule.NEWEST_VERIFIED || rule == SyncRule.ASK;
  }

  Verdict decide(GatedPatch.Entry entry) {
    Optional<String> held = held(entry.attribute());
    if (holds(entry)) {
      return Verdict.keep(Reason.SAME);
    }
    if (held.isPresent() && reading.firstPages().contains(entry.field())) {
      return Verdict.keep(Reason.FIRST_PAGE_ONLY);
    }
    SyncRule rule = rule(entry.attribute());
    if (rule == SyncRule.PROVIDER) {
      return Verdict.write(Reason.RULE);
    }
    Records.Provenance ours = before().get(entry.attribute());
    boolean ownValue =
        ours != null && held.isPresent() && isHash(ours.valueHash(), entry.attribute(), held.get());
    // Two ways in would overwrite each other for ever.
    boolean untouched = ownValue && ours != null && !otherWays().contains(ours.origin());
    if (untouched && reading.completes().contains(entry.field())) {
      return Verdict.write(Reason.OWN_VALUE); // whatever the rule: its first page has been written
    }
    if (rule == SyncRule.SHOP) {
      return held.isEmpty() && reading.signsUp()
          ? Verdict.write(Reason.NEW_MEMBER)
          : Verdict.keep(Reason.RULE);
    }
    if (held.isEmpty()) {
      boolean again =
          ours != null && (rule == SyncRule.KEEP_EDITS || !isNew(entry, Optional.of(ours)));
      return again ? Verdict.keep(Reason.CLEARED) : Verdict.write(Reason.SHOP_HAS_NONE);
    }
    return switch (rule) {
      case FILL_EMPTY -> Verdict.keep(Reason.RULE);
      case NEWEST_VERIFIED ->
        newest(entry, ownValue ? Optional.ofNullable(ours) : Optional.empty());
      case ASK -> ask(entry);
      default ->
        untouched
            ? Verdict.write(Reason.OWN_VALUE)
            : Verdict.keep(
                ownValue ? Reason.OTHER_WAY_IN : ours == null ? Reason.NOT_OURS : Reason.EDITED);
    };
  }

  /** Whether the shop's value is what MemberSync wrote last, and known to be. */
  boolean wrote(GatedPatch.Entry entry) {
    Records.Provenance ours = before().get(entry.attribute());
    return ours != null && isHash(ours.valueHash(), entry.attribute(), stored(engine, entry));
  }

  /** Whether the member has this very value, or what the store keeps of it. */
  boolean holds(GatedPatch.Entry entry) {
    Optional<String> held = held(entry.attribute());
    return held.equals(Optional.of(entry.text()))
        || (held.isPresent() && held.get().equals(stored(engine, entry)));
  }

  /** What is read once the value has been written: a column may keep less, or in another form. */
  static String stored(Engine engine, GatedPatch.Entry entry) {
    return engine.members().asStored(entry.attribute(), entry.text());
  }

  MemberId member() {
    return record.id();
  }

  /** Whether this write was tried before. */
  boolean isAgain() {
    return reading.again();
  }

  /**
   * Compares with what MemberSync wrote.
   *
   * @param ours where the shop's value came from, if MemberSync wrote it
   */
  private Verdict newest(GatedPatch.Entry entry, Optional<Records.Provenance> ours) {
    if (!isNew(entry, Optional.ofNullable(before().get(entry.attribute())))) {
      return Verdict.keep(Reason.SHOWN_BEFORE);
    }
    boolean heldVerified = ours.flatMap(Records.Provenance::verifiedBy).isPresent();
    if (!entry.value().isVerified()) {
      return ours.isPresent() && !heldVerified
          ? Verdict.write(Reason.NEWER)
          : Verdict.keep(Reason.UNVERIFIED);
    }
    Instant since = ours.map(Records.Provenance::firstSeen).orElse(Instant.MIN);
    return !heldVerified || firstSeen(entry).isAfter(since)
        ? Verdict.write(Reason.NEWER)
        : Verdict.keep(Reason.OLDER);
  }

  private Verdict ask(GatedPatch.Entry entry) {
    Optional<Records.Offer> last = lastOffer(entry);
    boolean open = last.filter(
            offer -> isHash(offer.valueHash(), entry.attribute(), stored(engine, entry)))
        .flatMap(Records.Offer::question)
        .isPresent();
    return open || isNew(entry, Optional.ofNullable(before().get(entry.attribute())))
        ? new Verdict(Effect.ASK, Reason.DIFFERS)
        : Verdict.keep(Reason.SHOWN_BEFORE);
  }

  /**
   * Whether this source shows the value for the first time, or for the first time verified.
   *
   * @param ours what was written last; it tells as well, where it came from this source
   */
  private boolean isNew(GatedPatch.Entry entry, Optional<Records.Provenance> ours) {
    Optional<Records.Offer> last =
        remembers(rule(entry.attribute())) ? lastOffer(entry) : Optional.empty();
    if (last.isPresent()) {
      return !isHash(last.get().valueHash(), entry.attribute(), stored(engine, entry))
          || (comparesProof(entry) && entry.value().isVerified() && !last.get().verified());
    }
    return ours.filter(row -> row.origin().equals(origin(entry)))
        .filter(row -> isHash(row.valueHash(), entry.attribute(), stored(engine, entry)))
        .filter(row -> !comparesProof(entry)
            || row.verifiedBy().isPresent()
            || !entry.value().isVerified())
        .isEmpty();
  }

  private boolean comparesProof(GatedPatch.Entry entry) {
    return rule(entry.attribute()) == SyncRule.NEWEST_VERIFIED;
  }

  /** When this source first showed this value. */
  Instant firstSeen(GatedPatch.Entry entry) {
    if (!remembers(rule(entry.attribute()))) {
      return entry.value().firstSeen();
    }
    return lastOffer(entry)
        .filter(offer -> isHash(offer.valueHash(), entry.attribute(), stored(engine, entry)))
        .map(Records.Offer::firstSeen)
        .orElse(entry.value().firstSeen());
  }

  /** In the unit of work: what this source has shown by now, and whether the member is asked. */
  void remember(GatedPatch.Entry entry, Effect effect) {
    if (!remembers(rule(entry.attribute()))) {
      return;
    }
    Optional<Records.Offer> last = lastOffer(entry);
    boolean known = last.filter(
            offer -> isHash(offer.valueHash(), entry.attribute(), stored(engine, entry)))
        .filter(offer -> offer.verified() == entry.value().isVerified())
        .isPresent();
    boolean asked = last.flatMap(Records.Offer::question).isPresent();
    if (!known || asked != (effect == Effect.ASK)) {
      engine
          .records()
          .offers()
          .put(engine.shop(), person, offer(engine, person, entry, firstSeen(entry), effect));
    }
  }

  /** What a source shows, as it is remembered. */
  static Records.Offer offer(
      Engine engine, PersonId person, GatedPatch.Entry entry, Instant firstSeen, Effect effect) {
    String row = sealedRow(person, entry.attribute(), entry.value().source().origin());
    return new Records.Offer(
        entry.attribute(),
        entry.value().source().origin(),
        engine.sealer().key("value", hashed(person, entry.attribute(), stored(engine, entry))),
        entry.value().isVerified(),
        firstSeen,
        effect == Effect.ASK
            ? Optional.of(
                engine.sealer().seal(USE, row, ParkedCodec.writeFields(List.of(entry.value()))))
            : Optional.empty());
  }

  /** The value that the member is asked about. */
  static Optional<FieldValue<?>> open(Engine engine, PersonId person, Records.Offer offer) {
    String row = sealedRow(person, offer.attribute(), offer.origin());
    return offer
        .question()
        .flatMap(bytes -> engine.sealer().open(USE, row, bytes))
        .flatMap(JsonText::read)
        .flatMap(json -> ParkedCodec.readFields(json).stream().findFirst());
  }

  static String hashed(PersonId person, String attribute, String text) {
    return person + "\n" + attribute + "\n" + text;
  }

  private static String sealedRow(PersonId person, String attribute, String origin) {
    return person + "\n" + attribute + "\n" + origin;
  }

  private Optional<String> held(String attribute) {
    return record.value(attribute).filter(text -> !text.isEmpty());
  }

  private static String origin(GatedPatch.Entry entry) {
    return entry.value().source().origin();
  }

  private SyncRule rule(String attribute) {
    return mapped(engine.mapping(), attribute)
        .map(FieldMapping.Entry::rule)
        .orElse(SyncRule.KEEP_EDITS);
  }

  static Optional<FieldMapping.Entry> mapped(FieldMapping mapping, String attribute) {
    return mapping.entries().stream()
        .filter(entry -> entry.attribute().equals(attribute))
        .findFirst();
  }

  private boolean isHash(String hash, String attribute, String text) {
    return isHash(engine, person, hash, attribute, text);
  }

  /** Whether a hash of the books is this value's. */
  static boolean isHash(
      Engine engine, PersonId person, String hash, String attribute, String text) {
    return engine.sealer().rowKeys("value", hashed(person, attribute, text)).contains(hash);
  }

  private Map<String, Records.Provenance> before() {
    if (before == null) {
      before = engine.records().evidence().provenanceOf(engine.shop(), person).stream()
          .collect(Collectors.toMap(Records.Provenance::attribute, row -> row));
    }
    return before;
  }

  /** The other providers through which this person comes in. */
  private Set<String> otherWays() {
    if (otherWays == null) {
      otherWays = engine.records().identities().ofPerson(engine.shop(), person).stream()
          .map(Records.Identity::namespace)
          .filter(namespace -> !namespace.equals(reading.provider().value()))
          .collect(Collectors.toSet());
    }
    return otherWays;
  }

  private Optional<Records.Offer> lastOffer(GatedPatch.Entry entry) {
    if (offers == null) {
      offers = engine.records().offers().ofPerson(engine.shop(), person);
    }
    return offers.stream()
        .filter(offer -> offer.attribute().equals(entry.attribute()))
        .filter(offer -> offer.origin().equals(origin(entry)))
        .findFirst();
  }
}
