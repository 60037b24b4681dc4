package io.membersync;

import io.membersync.Members.IndexProgress;
import io.membersync.member.MemberId;
import io.membersync.member.MemberListing;
import io.membersync.member.MemberRecord;
import io.membersync.records.Records;
import io.membersync.records.Records.Contact;
import io.membersync.records.Records.IndexPass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all members into the contact index. A pass only adds, and notes of each entry that it was seen;
 * what was not seen since it began is deleted at its end. So an older reading of the pass never takes
 * away what {@link Members#changed} or a sign-in has written meanwhile.
 */
final class IndexJob {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final int PAGE = 500;
  private static final int ROWS = 1_000;

  /** Clocks of several nodes differ, and a transaction may be open while a pass begins. */
  private static final Duration MARGIN = Duration.ofHours(1);

  private final Engine engine;
  private final ContactIndex contactIndex;

  IndexJob(Engine engine, ContactIndex contactIndex) {
    this.engine = engine;
    this.contactIndex = contactIndex;
  }

  IndexProgress run(Duration budget, Consumer<IndexProgress> progress) {
    if (budget.isNegative() || budget.isZero()) {
      throw new IllegalArgumentException("budget must be positive: " + budget);
    }
    if (!engine.contactIndexed()) {
      throw new IllegalStateException(
          "this MemberSync has no contact index; call contactIndex() of its builder");
    }
    if (engine.unit().isOpen()) {
      throw new IllegalStateException("members().indexContacts() was called inside an open"
          + " transaction; it opens its own, a short one for each page");
    }
    long started = System.nanoTime();
    IndexPass pass = begin();
    long number = pass.number();
    List<MemberId> unreadable = List.of();
    do {
      List<MemberId> unreadableNow = new ArrayList<>();
      boolean moved = step(pass, unreadableNow, started, budget);
      unreadable = moved ? unreadableNow : List.of();
      pass = find().orElse(pass);
      if (pass.number() == number) {
        progress.accept(told(pass, unreadable, pass.endedAt().isPresent()));
      }
    } while (pass.number() == number && pass.endedAt().isEmpty() && isTimeLeft(started, budget));
    // Another node may have ended this pass and begun the next one since.
    boolean ended = pass.number() == number
        ? pass.endedAt().isPresent()
        : pass.complete().filter(contactIndex::isCovered).isPresent();
    return told(pass, unreadable, ended);
  }

  private static boolean isTimeLeft(long started, Duration budget) {
    return System.nanoTime() - started < budget.toNanos();
  }

  /** The pass under way, or a new one. */
  private IndexPass begin() {
    while (true) {
      Optional<IndexPass> found = find();
      if (found.isPresent()
          && found.get().endedAt().isEmpty()
          && contactIndex.covers().equals(found.get().covers())) {
        return found.get();
      }
      IndexPass next = new IndexPass(
          found.map(IndexPass::number).orElse(0L) + 1,
          0,
          contactIndex.covers(),
          found.flatMap(IndexPass::complete),
          now(),
          Optional.empty(),
          Optional.empty(),
          0,
          engine.members().countMembers(),
          0);
      if (put(found, next)) {
        return next;
      }
    }
  }

  /**
   * One page, or the end.
   *
   * @return false when another node has moved the pass meanwhile
   */
  private boolean step(IndexPass pass, List<MemberId> unreadable, long started, Duration budget) {
    MemberListing.Page page = engine.members().list(pass.position(), PAGE);
    if (page.last().isEmpty() && !isWhole(pass)) {
      LOG.warn(
          "contact index: the member store has listed {} members of {}, so pass {} counts for nothing:"
              + " the store is asked as before, and nothing is deleted",
          pass.members(),
          pass.total().map(String::valueOf).orElse("an unknown number"),
          pass.number());
      return put(Optional.of(pass), at(pass, pass.complete(), Optional.of(now())));
    }
    if (page.last().isEmpty()) {
      // Everybody has been read: from now on this pass is vouched for, and no earlier one, whose
      // entries are deleted next.
      boolean isVouchedFor = pass.complete().equals(Optional.of(pass.covers()));
      IndexPass vouchedFor =
          isVouchedFor ? pass : at(pass, Optional.of(pass.covers()), Optional.empty());
      return (isVouchedFor || put(Optional.of(pass), vouchedFor))
          && sweep(vouchedFor, started, budget);
    }
    unreadable.addAll(page.unreadable());
    List<Contact> contacts = new ArrayList<>();
    for (MemberRecord row : page.members()) {
      ContactIndex.Reading reading = contactIndex.read(row);
      contacts.addAll(ContactIndex.contactsOf(row.id(), reading));
      if (!reading.whole()) {
        unreadable.add(row.id());
      }
    }
    IndexPass after = new IndexPass(
        pass.number(),
        pass.step() + 1,
        pass.covers(),
        pass.complete(),
        pass.begunAt(),
        Optional.empty(),
        page.last(),
        pass.members() + page.members().size() + page.unreadable().size(),
        pass.total(),
        pass.unreadable() + unreadable.size());
    Records.Contacts index = engine.records().contacts();
    return engine.repeated("a page of the contact index", () -> {
      if (!index.putPass(engine.shop(), Optional.of(pass), after)) {
        return false;
      }
      index.add(engine.shop(), contacts, now());
      // A codec with a wrong key must not empty the index: what could be read before stays.
      index.renew(engine.shop(), unreadable, now());
      return true;
    });
  }

  /** Rather a listing that is empty, or breaks off, by mistake than that so many have left. */
  private static boolean isWhole(IndexPass pass) {
    return pass.members() > 0
        && pass.total().filter(total -> pass.members() < total / 2).isEmpty();
  }

  /** Deletes what this pass has not seen, and ends it; false when there was no time for all of it. */
  private boolean sweep(IndexPass pass, long started, Duration budget) {
    Instant until = pass.begunAt().minus(MARGIN);
    int deleted;
    do {
      deleted = engine.repeated(
          "old contacts",
          () -> engine.records().contacts().removeSeenBefore(engine.shop(), until, ROWS));
      if (deleted == ROWS && !isTimeLeft(started, budget)) {
        return false;
      }
    } while (deleted == ROWS);
    IndexPass ended = at(pass, Optional.of(pass.covers()), Optional.of(now()));
    boolean moved = put(Optional.of(pass), ended);
    if (moved) {
      LOG.info(
          "contact index: pass {} has read {} members, {} of them not wholly",
          ended.number(),
          ended.members(),
          ended.unreadable());
    }
    return moved;
  }

  private static IndexPass at(
      IndexPass pass, Optional<String> complete, Optional<Instant> endedAt) {
    return new IndexPass(
        pass.number(),
        pass.step() + 1,
        pass.covers(),
        complete,
        pass.begunAt(),
        endedAt,
        pass.position(),
        pass.members(),
        pass.total(),
        pass.unreadable());
  }

  private boolean put(Optional<IndexPass> before, IndexPass after) {
    return engine.repeated(
        "the pass of the contact index",
        () -> engine.records().contacts().putPass(engine.shop(), before, after));
  }

  private Optional<IndexPass> find() {
    return engine.records().contacts().findPass(engine.shop());
  }

  private static IndexProgress told(IndexPass pass, List<MemberId> unreadable, boolean ended) {
    return new IndexProgress(
        pass.number(), pass.members(), pass.total(), pass.unreadable(), unreadable, ended);
  }

  private Instant now() {
    return engine.clock().instant();
  }
}
