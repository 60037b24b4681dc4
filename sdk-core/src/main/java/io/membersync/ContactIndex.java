package io.membersync;

import io.membersync.consent.GatedPatch;
import io.membersync.internal.Letters;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;
import io.membersync.records.Records.Contact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds members by a contact: through MemberSync's own index, where the shop wants one, or through the
 * shop's store. The index only names candidates: each is compared with the row as it is now, so an
 * entry too many does no harm, and one that is missing would let its member become a second member.
 */
final class ContactIndex {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final String USE = "contact";
  private static final List<Field<String>> CONTACTS = List.of(Field.EMAIL, Field.PHONE, Field.CI);
  private static final int MOST_CANDIDATES = 50;
  private static final int MOST_HOLDERS = 10;
  private static final int TRIES = 5;

  private final Engine engine;
  private final List<FieldMapping.Entry> mapped;
  private final String covered;
  private final AtomicBoolean warned = new AtomicBoolean();

  ContactIndex(Engine engine) {
    this.engine = engine;
    this.mapped = engine.mapping().entries().stream()
        .filter(entry -> contact(entry.field()).isPresent())
        .toList();
    StringBuilder names = new StringBuilder("covers");
    mapped.stream()
        .map(entry -> "\n" + entry.field().name() + "\n" + entry.attribute())
        .sorted()
        .forEach(names::append);
    this.covered = names.toString();
  }

  private static Optional<Field<String>> contact(Field<?> field) {
    return CONTACTS.stream().filter(field::equals).findFirst();
  }

  /**
   * What a pass of now covers: these contacts, hashed by the newest key. It tells a pass that was made
   * with other contacts mapped, or by a key that is gone: nobody would be found by what it has left.
   */
  String covers() {
    return engine.sealer().key(USE, covered);
  }

  boolean isCovered(String covers) {
    return engine.sealer().rowKeys(USE, covered).contains(covers);
  }

  // ---- look-up

  /** Members who hold these contacts now, at most ten for each. */
  Map<ProvenContact, List<MemberId>> findHolders(List<ProvenContact> contacts) {
    Map<ProvenContact, List<MemberId>> holders = new LinkedHashMap<>();
    if (contacts.isEmpty()) {
      return holders;
    }
    boolean complete = engine.contactIndexed() && findCandidates(contacts, holders);
    for (ProvenContact contact : contacts) {
      Set<MemberId> found = new LinkedHashSet<>();
      holders.getOrDefault(contact, List.of()).stream()
          .filter(member -> isHeld(member, contact))
          .forEach(found::add);
      if (!complete || !isMapped(contact)) {
        engine.members().findByContact(contact).stream()
            .map(MemberStore.Match::member)
            .forEach(found::add);
      }
      holders.put(contact, found.stream().limit(MOST_HOLDERS).toList());
    }
    if (engine.contactIndexed() && !complete && warned.compareAndSet(false, true)) {
      LOG.warn("the contact index has not been built, or not with the keys and contacts of now: the"
          + " member store's findByContact(…) is asked as well, and a member whom it misses becomes a"
          + " second one; run members().indexContacts(…) to its end. Told once");
    }
    return holders;
  }

  /** A contact that the engine does not map may still stand in a column that the store knows of. */
  private boolean isMapped(ProvenContact contact) {
    return mapped.stream().anyMatch(entry -> entry.field().equals(contact.field()));
  }

  /** Whether the index knows everybody. */
  private boolean findCandidates(
      List<ProvenContact> contacts, Map<ProvenContact, List<MemberId>> candidates) {
    Records.Contacts index = engine.records().contacts();
    // First: a pass that ends after this look has members whom the next statements may not see.
    boolean complete = index
        .findPass(engine.shop())
        .flatMap(Records.IndexPass::complete)
        .filter(this::isCovered)
        .isPresent();
    for (ProvenContact contact : contacts) {
      List<String> hashes = engine.sealer().rowKeys(USE, hashed(contact.field(), contact.value()));
      candidates.put(contact, index.find(engine.shop(), hashes, MOST_CANDIDATES));
    }
    return complete;
  }

  private boolean isHeld(MemberId member, ProvenContact contact) {
    Optional<MemberRecord> row = engine.members().find(member);
    String sought = normal(contact.field(), contact.value());
    return row.isPresent()
        && mapped.stream()
            .filter(entry -> entry.field().equals(contact.field()))
            .flatMap(entry -> row.get().value(entry.attribute()).stream())
            .flatMap(held -> read(contact.field(), held).stream())
            .anyMatch(sought::equals);
  }

  // ---- what stands in it

  /**
   * The contacts of a row.
   *
   * @param whole false when there is a contact that is none: nobody could be found by it
   */
  record Reading(List<String> hashes, boolean whole) {}

  /** By the newest key: what a pass writes. */
  Reading read(MemberRecord row) {
    return read(row, text -> List.of(engine.sealer().key(USE, text)));
  }

  /** By every key, as nodes that have an older one as their newest look here too. */
  private Reading readByEveryKey(MemberRecord row) {
    return read(row, text -> engine.sealer().rowKeys(USE, text));
  }

  private Reading read(MemberRecord row, Function<String, List<String>> hashesOf) {
    List<String> hashes = new ArrayList<>();
    boolean whole = true;
    for (FieldMapping.Entry entry : mapped) {
      Field<String> field = contact(entry.field()).orElseThrow();
      Optional<String> held = row.value(entry.attribute()).filter(text -> !text.isBlank());
      Optional<String> contact = held.flatMap(text -> read(field, text));
      contact.ifPresent(text -> hashes.addAll(hashesOf.apply(hashed(field, text))));
      whole &= contact.isPresent() == held.isPresent();
    }
    return new Reading(hashes.stream().distinct().toList(), whole);
  }

  /** In the unit of work of a write: what has been written to this member. */
  void add(MemberId member, List<GatedPatch.Entry> written) {
    if (!engine.contactIndexed()) {
      return;
    }
    List<Contact> contacts = written.stream()
        .flatMap(entry -> contact(entry.field()).stream()
            .flatMap(field -> read(field, entry.text()).stream().map(text -> hashed(field, text))))
        .distinct()
        .flatMap(text -> engine.sealer().rowKeys(USE, text).stream())
        .map(hash -> new Contact(member, hash))
        .toList();
    if (!contacts.isEmpty()) {
      engine.records().contacts().add(engine.shop(), contacts, now());
    }
  }

  /**
   * Reads a row anew. Two who do this at once, or a sign-in that writes meanwhile, could leave the
   * older reading behind, so the row is looked at again once the entries have been committed.
   *
   * @return whether there is such a member
   */
  boolean refresh(MemberId member) {
    if (engine.unit().isOpen()) {
      throw new IllegalStateException(
          "MemberSync.members().changed() was called inside an open transaction, which may still be"
              + " rolled back: call it after the commit");
    }
    Optional<MemberRecord> row = engine.members().find(member);
    if (!engine.contactIndexed()) {
      return row.isPresent();
    }
    for (int i = 0; i < TRIES; i++) {
      Optional<Reading> reading = row.map(this::readByEveryKey);
      engine.repeated("contacts of a changed member", () -> replace(member, reading));
      row = engine.members().find(member);
      if (row.map(this::readByEveryKey).equals(reading)) {
        return row.isPresent();
      }
    }
    throw MemberStoreException.conflict(
        "member-changed", "the member was changed again and again; say so once more");
  }

  private boolean replace(MemberId member, Optional<Reading> reading) {
    Records.Contacts index = engine.records().contacts();
    if (reading.isPresent() && !reading.get().whole()) {
      // What could be read before stays: a codec with a wrong key must not empty the index.
      index.add(engine.shop(), contactsOf(member, reading.get()), now());
    } else {
      List<String> hashes = reading.map(Reading::hashes).orElse(List.of());
      index.replace(engine.shop(), member, hashes, now());
    }
    return true;
  }

  static List<Contact> contactsOf(MemberId member, Reading reading) {
    return reading.hashes().stream().map(hash -> new Contact(member, hash)).toList();
  }

  private Instant now() {
    return engine.clock().instant();
  }

  /** As it is compared; empty when the text is no contact of this kind. */
  private static Optional<String> read(Field<String> field, String text) {
    return field.fromText(text).map(value -> normal(field, field.toText(value)));
  }

  /** Letter case is no part of an e-mail address. */
  private static String normal(Field<String> field, String canonical) {
    return field.equals(Field.EMAIL) ? Letters.lowerCase(canonical) : canonical;
  }

  private static String hashed(Field<String> field, String text) {
    return field.name() + "\n" + normal(field, text);
  }
}
