package io.membersync.consent;

import io.membersync.consent.ConsentEvent.NoticeReference;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.FieldValue;
import io.membersync.profile.Profile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Lets a field through to the shop's member only with a live consent or another stated basis. It
 * reads the consent events it is given: those recorded, and those about to be recorded in the same
 * commit. Immutable; safe for many threads.
 */
public final class Gate {
  private static final String GUARDIAN_MISSING = "GUARDIAN_MISSING";

  private final Notices notices;
  private final Function<NoticeReference, Optional<String>> contents;
  private final Optional<Minority> minority;

  public Gate(Notices notices) {
    this(notices, any -> Optional.empty(), Optional.empty());
  }

  private Gate(
      Notices notices,
      Function<NoticeReference, Optional<String>> contents,
      Optional<Minority> minority) {
    this.notices = notices;
    this.contents = contents;
    this.minority = minority;
  }

  /**
   * This gate for versions that may have been changed in place: an agreement covers nothing that was
   * added to its version since.
   *
   * @param known the {@link Notice#content content} of a version when its text was first shown; empty
   *     where nobody knows
   */
  public Gate withContents(Function<NoticeReference, Optional<String>> known) {
    return new Gate(notices, known, minority);
  }

  /**
   * What is known of somebody who is or was a child.
   *
   * @param until when childhood ends, at the latest
   * @param guardian whether it is proven that a guardian consents
   * @param declarations tags of the notices by which visitors say that they are no children
   */
  public record Minority(Instant until, boolean guardian, Set<String> declarations) {
    public Minority {
      declarations = Set.copyOf(declarations);
    }

    /** Whether a guardian has to consent at this moment, and has not. */
    public boolean lacksGuardian(Instant at) {
      return at.isBefore(until) && !guardian;
    }

    /** Without the end, which gives the birth date away. */
    @Override
    public String toString() {
      return "Minority[guardian=" + guardian + "]";
    }
  }

  /**
   * This gate for such a person: what a child agreed to without a guardian counts for nothing. What a
   * guardian agreed to counts on when childhood is over, until the member has been asked.
   */
  public Gate withMinority(Minority known) {
    return new Gate(notices, contents, Optional.of(known));
  }

  /** Whether an agreement stands that a guardian gave for somebody who is no child any more. */
  public boolean isOutgrown(Notice notice, List<ConsentEvent> events, Instant at) {
    ConsentEvent state = states(events, at).get(notice.tag());
    return state != null && isOutgrown(state, at);
  }

  private boolean isOutgrown(ConsentEvent state, Instant at) {
    return state.type().isAgreement()
        && state.actor() == ConsentEvent.Actor.GUARDIAN
        && minority.filter(known -> !at.isBefore(known.until())).isPresent();
  }

  /** Whether it was agreed to for a child, and by no guardian who is known to be one. */
  private boolean lacksGuardian(ConsentEvent state) {
    return minority
        .filter(known -> state.occurredAt().isBefore(known.until()))
        .filter(known -> !known.guardian() || state.actor() != ConsentEvent.Actor.GUARDIAN)
        .isPresent();
  }

  /**
   * What may be written.
   *
   * @param patch the values that may; never one that is absent
   * @param dropped the mapped values that may not, by field name, each with the reason: {@code
   *     NO_BASIS}, {@code NO_CONSENT}, {@code WITHDRAWN}, {@code EXPIRED}, {@code SUPERSEDED},
   *     {@code SUSPENDED}, {@code GUARDIAN_MISSING} or {@code UNPROVEN_UNIQUE}
   */
  public record Decision(GatedPatch patch, Map<String, String> dropped) {
    public Decision {
      dropped = Map.copyOf(dropped);
    }
  }

  /**
   * What somebody wants to do with a field.
   *
   * @param recipient who is to get it; empty for the shop's own use
   */
  public record Use(Purpose purpose, Optional<String> recipient) {
    /** The shop's own use. */
    public static Use of(Purpose purpose) {
      return new Use(purpose, Optional.empty());
    }

    /** Giving it to somebody else, who is called as in {@link Notice.Builder#provides}. */
    public static Use by(String recipient, Purpose purpose) {
      return new Use(purpose, Optional.of(recipient));
    }
  }

  /**
   * Whether a field may be used.
   *
   * @param reason what allows it: the id of a consent event, or tag and version of a notice such as {@code
   *     basic/1}; or why not: {@code NO_BASIS}, {@code PURPOSE_MISMATCH}, {@code RECIPIENT_MISMATCH},
   *     {@code NO_CONSENT}, {@code WITHDRAWN}, {@code EXPIRED}, {@code SUPERSEDED}, {@code SUSPENDED},
   *     {@code GUARDIAN_MISSING}, or of {@code Consents.mayUse} {@code LEDGER_UNAVAILABLE}
   */
  public record Verdict(boolean allowed, String reason) {}

  /**
   * The moment to judge by now, and to record by: the clock's, or just after the last event where a
   * clock has gone back since, so that what came later goes on to count as later.
   *
   * @param recorded every consent event of the person
   */
  public static Instant now(List<ConsentEvent> recorded, Instant clock) {
    return recorded.stream()
        .map(ConsentEvent::recordedAt)
        .max(Comparator.naturalOrder())
        .filter(last -> last.isAfter(clock))
        .map(last -> last.plusMillis(1))
        .orElse(clock);
  }

  /** Whether any notice could ever let this field through. */
  public boolean isCovered(FieldMapping.Entry mapped) {
    return notices.covering(mapped.field()).stream()
        .filter(Gate::givesBasis)
        .flatMap(notice -> notice.coverage().stream())
        .anyMatch(one -> one.recipient().isEmpty() && one.fields().contains(mapped.field()));
  }

  /**
   * Whether a field that the shop holds may be used so.
   *
   * @param events every consent event of the person
   */
  public Verdict decide(Field<?> field, Use use, List<ConsentEvent> events, Instant at) {
    return judge(field, Optional.of(use), states(events, at), at);
  }

  /**
   * Judges the mapped fields of a profile at a moment.
   *
   * @param events every consent event of the person, recorded or about to be
   */
  public Decision evaluate(
      Profile profile, FieldMapping mapping, List<ConsentEvent> events, Instant at) {
    Map<String, ConsentEvent> states = states(events, at);
    List<GatedPatch.Entry> allowed = new ArrayList<>();
    Map<String, String> dropped = new LinkedHashMap<>();
    for (FieldMapping.Entry mapped : mapping.entries()) {
      Optional<? extends FieldValue<?>> value =
          profile.find(mapped.field()).filter(FieldValue::isPresent);
      if (value.isEmpty()) {
        continue;
      }
      if (mapped.unique() && !value.get().isVerified()) {
        dropped.put(mapped.field().name(), "UNPROVEN_UNIQUE");
        continue;
      }
      Verdict verdict = judge(mapped.field(), Optional.empty(), states, at);
      if (verdict.allowed()) {
        allowed.add(new GatedPatch.Entry(
            mapped.attribute(), value.get(), verdict.reason(), mapped.unique()));
      } else {
        dropped.put(mapped.field().name(), verdict.reason());
      }
    }
    return new Decision(new GatedPatch(allowed), dropped);
  }

  /** The member to be made of a patch. */
  public GatedMember member(PersonId person, GatedPatch values, Optional<String> entry) {
    return new GatedMember(person, values, entry);
  }

  /**
   * The asked notices whose present version the person has neither agreed to nor declined; of somebody
   * who has outgrown a guardian also those that the guardian agreed to.
   */
  public List<Notice> unanswered(List<ConsentEvent> events, Instant at) {
    Map<String, ConsentEvent> states = states(events, at);
    return notices.at(at).asked().stream()
        .filter(notice -> {
          ConsentEvent state = states.get(notice.tag());
          return state == null
              || !countsFor(notice, state)
              || !isAnswer(state.type())
              || isOutgrown(state, at)
              || (state.type().isAgreement() && lacksGuardian(state));
        })
        .filter(notice -> minority
            .filter(known -> at.isBefore(known.until()))
            .filter(known -> known.declarations().contains(notice.tag()))
            .isEmpty())
        .toList();
  }

  /** Whether the person's agreement to this notice is live. */
  public boolean isGranted(Notice notice, List<ConsentEvent> events, Instant at) {
    ConsentEvent state = states(events, at).get(notice.tag());
    return state != null && counts(notice, state, at);
  }

  private boolean counts(Notice notice, ConsentEvent state, Instant at) {
    return countsFor(notice, state) && isLive(state, at) && !lacksGuardian(state);
  }

  /** An agreement that is live, and the notice in force that it counts for, as far as it does. */
  public record Granted(Notice notice, ConsentEvent event) {}

  /** The live agreements to notices of one kind. */
  public List<Granted> granted(Notice.Kind kind, List<ConsentEvent> events, Instant at) {
    Map<String, ConsentEvent> states = states(events, at);
    List<Granted> granted = new ArrayList<>();
    for (Notice notice : notices.at(at).all()) {
      ConsentEvent state = states.get(notice.tag());
      if (notice.kind() == kind && state != null && counts(notice, state, at)) {
        asAgreed(notice, state).ifPresent(agreed -> granted.add(new Granted(agreed, state)));
      }
    }
    return granted;
  }

  /** Whether the person ever answered this notice, in whatever version. */
  public boolean isKnown(Notice notice, List<ConsentEvent> events, Instant at) {
    return states(events, at).containsKey(notice.tag());
  }

  /** Whether a field may be in the shop's store at all, for whatever use of the shop's own. */
  public Verdict decide(Field<?> field, List<ConsentEvent> events, Instant at) {
    return judge(field, Optional.empty(), states(events, at), at);
  }

  /** The oldest version that an agreement may be to, and still counts for this one. */
  public int oldestCounting(Notice notice) {
    int version = notice.version();
    while (version > 1 && notices.counts(notice, version - 1)) {
      version--;
    }
    return version;
  }

  /** The event that a notice's state comes from; empty while nothing was said. */
  public Optional<ConsentEvent> stateOf(String tag, List<ConsentEvent> events, Instant at) {
    return Optional.ofNullable(states(events, at).get(tag));
  }

  /** Of the reasons against it the one that is nearest to a yes is told. */
  private Verdict judge(
      Field<?> field, Optional<Use> use, Map<String, ConsentEvent> states, Instant at) {
    Verdict against = new Verdict(false, "NO_BASIS");
    int nearest = 0;
    for (Notice notice : notices.at(at).covering(field)) {
      if (!givesBasis(notice)) {
        continue;
      }
      for (Notice.Coverage covered : notice.coverage()) {
        if (!covered.fields().contains(field)) {
          continue;
        }
        int near = nearness(covered, use);
        Verdict verdict = switch (near) {
          case 0 -> against;
          case 1 -> new Verdict(false, "PURPOSE_MISMATCH");
          case 2 -> new Verdict(false, "RECIPIENT_MISMATCH");
          default -> byNotice(notice, covered, field, states, at);
        };
        if (verdict.allowed()) {
          return verdict;
        }
        if (near > nearest) {
          nearest = near;
          against = verdict;
        }
      }
    }
    return against;
  }

  /** 0: something else is done with the field; 3: it is what is wanted. */
  private static int nearness(Notice.Coverage covered, Optional<Use> use) {
    boolean given = covered.processing() == Notice.Processing.PROVIDE;
    if (use.isEmpty()) {
      return given ? 0 : 3;
    }
    if (!covered.purpose().equals(use.get().purpose())) {
      return given == use.get().recipient().isPresent() ? 1 : 0;
    }
    return covered.recipient().equals(use.get().recipient()) ? 3 : 2;
  }

  private Verdict byNotice(
      Notice notice,
      Notice.Coverage covered,
      Field<?> field,
      Map<String, ConsentEvent> states,
      Instant at) {
    if (notice.basis() != Notice.Basis.CONSENT) {
      return new Verdict(true, notice.tag() + "/" + notice.version());
    }
    if (minority.filter(known -> known.lacksGuardian(at)).isPresent()) {
      return new Verdict(false, GUARDIAN_MISSING);
    }
    ConsentEvent state = states.get(notice.tag());
    if (state == null) {
      return new Verdict(false, "NO_CONSENT");
    }
    if (!counts(notice, state, at)) {
      return new Verdict(false, reasonOf(state, notice, at));
    }
    return isAgreed(notice, covered, field, state)
        ? new Verdict(true, state.id())
        : new Verdict(false, "SUPERSEDED");
  }

  private boolean isAgreed(
      Notice notice, Notice.Coverage covered, Field<?> field, ConsentEvent state) {
    return asAgreed(notice, state).stream()
        .flatMap(agreed -> agreed.coverage().stream())
        .anyMatch(one -> one.fields().contains(field)
            && one.processing() == covered.processing()
            && one.purpose().equals(covered.purpose())
            && one.recipient().equals(covered.recipient()));
  }

  /** The notice as far as the agreed version said it then; empty where it was about something else. */
  private Optional<Notice> asAgreed(Notice notice, ConsentEvent state) {
    Optional<String> before = state
        .notice()
        .filter(reference -> reference.version() <= notice.version())
        .flatMap(contents);
    return before.isPresent() ? notice.within(before.get()) : Optional.of(notice);
  }

  private String reasonOf(ConsentEvent state, Notice notice, Instant at) {
    return switch (state.type()) {
      case WITHDRAWN, REVOKED, ERASED -> "WITHDRAWN";
      case SUSPENDED -> "SUSPENDED";
      case EXPIRED -> "EXPIRED";
      case SUPERSEDED -> "SUPERSEDED";
      default -> {
        if (!isLive(state, at)) {
          yield state.validUntil().isPresent() ? "EXPIRED" : "NO_CONSENT";
        }
        yield countsFor(notice, state) ? GUARDIAN_MISSING : "SUPERSEDED";
      }
    };
  }

  /** Terms of service and a published policy are no ground for a field. */
  private static boolean givesBasis(Notice notice) {
    return notice.kind() != Notice.Kind.TERMS && notice.kind() != Notice.Kind.POLICY;
  }

  private boolean countsFor(Notice notice, ConsentEvent state) {
    return state
        .notice()
        .map(reference -> notices.counts(notice, reference.version()))
        .orElse(false);
  }

  private static boolean isLive(ConsentEvent state, Instant at) {
    return state.type().isAgreement() && state.validUntil().map(at::isBefore).orElse(true);
  }

  private static boolean isAnswer(ConsentEvent.Type type) {
    return switch (type) {
      case GRANTED, RECONFIRMED, RESUMED, IMPORTED, DECLINED, WITHDRAWN, SUSPENDED -> true;
      default -> false;
    };
  }

  /** The event that decides each notice's state: the latest, and of equal times the strictest. */
  private static Map<String, ConsentEvent> states(List<ConsentEvent> events, Instant at) {
    Comparator<ConsentEvent> order = Comparator.comparing(ConsentEvent::occurredAt)
        .thenComparing(event -> strictness(event.type()));
    Map<String, ConsentEvent> states = new LinkedHashMap<>();
    for (ConsentEvent event : events) {
      if (event.notice().isEmpty()
          || strictness(event.type()) < 0
          || event.occurredAt().isAfter(at)) {
        continue;
      }
      states.merge(
          event.notice().get().tag(),
          event,
          (held, next) -> order.compare(next, held) >= 0 ? next : held);
    }
    return states;
  }

  /** Higher wins a tie; negative: no state of its own. */
  private static int strictness(ConsentEvent.Type type) {
    return switch (type) {
      case WITHDRAWN, REVOKED, ERASED -> 6;
      case SUSPENDED -> 5;
      case SUPERSEDED, INVALIDATED -> 4;
      case DECLINED -> 3;
      case EXPIRED -> 2;
      case GRANTED, RECONFIRMED, RESUMED, IMPORTED -> 1;
      default -> -1; // who puts a question off has not answered it
    };
  }
}
