package io.membersync;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.NoticeReference;
import io.membersync.consent.Gate;
import io.membersync.consent.Notice;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.records.Records;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes consent events down: with the exact texts that they are about, which outlive the shop's code,
 * and with what follows from them at once.
 */
final class Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);

  private final Engine engine;
  private final Set<NoticeReference> kept = ConcurrentHashMap.newKeySet();

  Ledger(Engine engine) {
    this.engine = engine;
  }

  /**
   * Before the unit of work: keeps the texts, so that no event is ever without its own.
   *
   * @throws IllegalStateException if an agreement or a refusal is about a text that is not the shop's
   */
  void keepTexts(List<ConsentEvent> fresh) {
    for (ConsentEvent event : fresh) {
      event
          .notice()
          .filter(reference -> !kept.contains(reference))
          .ifPresent(reference -> keepText(event, reference));
    }
  }

  private void keepText(ConsentEvent event, NoticeReference reference) {
    Optional<Notice> version = engine.notices().find(reference.tag(), reference.version());
    Optional<Notice.Text> text = version
        .map(notice -> notice.texts().get(reference.language()))
        .filter(found -> found.sha256().equals(reference.sha256()));
    if (version.isEmpty() || text.isEmpty()) {
      if (event.type() == ConsentEvent.Type.GRANTED || event.type() == ConsentEvent.Type.DECLINED) {
        throw new IllegalStateException(
            "a consent event is about a text of notice " + reference.tag() + ", version "
                + reference.version() + ", that the shop does not have");
      }
      return; // what ends an agreement may be about a text of long ago
    }
    engine
        .records()
        .consents()
        .keepText(
            engine.shop(),
            new Records.NoticeText(
                reference.tag(),
                reference.version(),
                reference.language(),
                reference.sha256(),
                version.get().content(),
                text.get().title(),
                text.get().body(),
                engine.clock().instant()));
    if (kept.add(reference)) {
      DoctorReport.changedTexts(engine, version.get())
          .filter(found -> found.place().endsWith("/" + reference.language()))
          .forEach(found -> LOG.error("{}", found));
    }
  }

  /** The ledger cannot be read or written now. */
  static final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final MemberStoreException failure;

    private Unavailable(MemberStoreException failure) {
      super("the ledger is not available: " + failure.code(), failure, false, false);
      this.failure = failure;
    }

    MemberStoreException failure() {
      return failure;
    }
  }

  /**
   * For a sign-in, which may go on without.
   *
   * @throws Unavailable for what trying again at once does not mend
   */
  static <T> T orUnavailable(Supplier<T> work) {
    try {
      return work.get();
    } catch (MemberStoreException e) {
      throw e.isRepeatable() ? e : new Unavailable(e);
    }
  }

  /** What permits something comes after what forbade it: of the same moment the stricter word counts. */
  static Instant afterAll(List<ConsentEvent> events, Instant clock) {
    Instant now = Gate.now(events, clock);
    Instant kept = now.truncatedTo(ChronoUnit.MILLIS); // as the books keep it
    return events.stream().anyMatch(event -> !event.occurredAt().isBefore(kept))
        ? kept.plusMillis(1)
        : now;
  }

  /** In the unit of work. Who agrees to a medium again is sent to again. */
  void append(PersonId person, List<ConsentEvent> fresh) {
    engine.records().evidence().append(engine.shop(), fresh);
    for (ConsentEvent event : fresh) {
      if (event.type() == ConsentEvent.Type.GRANTED) {
        event
            .notice()
            .flatMap(reference -> engine.notices().find(reference.tag()))
            .filter(notice -> notice.kind() == Notice.Kind.AD_RECEIVE)
            .flatMap(Notice::medium)
            .ifPresent(medium -> release(person, medium.name()));
      }
    }
  }

  private void release(PersonId person, String medium) {
    Records.Consents consents = engine.records().consents();
    boolean withdrawn = consents.suppressionsOf(engine.shop(), person).stream()
        .anyMatch(one ->
            one.medium().equals(medium) && one.cause().equals(Records.Suppression.WITHDRAWN));
    if (withdrawn) {
      consents.release(engine.shop(), person, medium);
    }
  }
}
