package io.membersync.consent;

import io.membersync.member.PersonId;
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

/**
 * Lets a field through to the shop's member only with a live consent or another stated basis. It
 * reads the consent events it is given: those recorded, and those about to be recorded in the same
 * commit. Immutable; safe for many threads.
 */
public final class Gate {
  private final Notices notices;

  public Gate(Notices notices) {
    this.notices = notices;
  }

  /**
   * What may be written.
   *
   * @param patch the values that may; never one that is absent
   * @param dropped the mapped values that may not, by field name, each with the reason: {@code
   *     NO_BASIS}, {@code NO_CONSENT}, {@code WITHDRAWN}, {@code EXPIRED}, {@code SUPERSEDED},
   *     {@code SUSPENDED} or {@code UNPROVEN_UNIQUE}
   */
  public record Decision(GatedPatch patch, Map<String, String> dropped) {
    public Decision {
      dropped = Map.copyOf(dropped);
    }
  }

  /** Whether any notice could ever let this field through. */
  public boolean isCovered(FieldMapping.Entry mapped) {
    return notices.covering(mapped.field()).stream().anyMatch(Gate::givesBasis);
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
      Verdict verdict = judge(mapped, states, at);
      if (verdict.allowed()) {
        allowed.add(
            new GatedPatch.Entry(mapped.attribute(), value.get(), verdict.text(), mapped.unique()));
      } else {
        dropped.put(mapped.field().name(), verdict.text());
      }
    }
    return new Decision(new GatedPatch(allowed), dropped);
  }

  /** The member to be made of a patch. */
  public GatedMember member(PersonId person, GatedPatch values, Optional<String> entry) {
    return new GatedMember(person, values, entry);
  }

  /** The asked notices whose present version the person has neither agreed to nor declined. */
  public List<Notice> unanswered(List<ConsentEvent> events, Instant at) {
    Map<String, ConsentEvent> states = states(events, at);
    return notices.asked().stream()
        .filter(notice -> {
          ConsentEvent state = states.get(notice.tag());
          return state == null || !isOfVersion(state, notice) || !isAnswer(state.type());
        })
        .toList();
  }

  /** Whether the person's agreement to this notice is live. */
  public boolean isGranted(Notice notice, List<ConsentEvent> events, Instant at) {
    ConsentEvent state = states(events, at).get(notice.tag());
    return state != null && isOfVersion(state, notice) && isLive(state, at);
  }

  /** Whether the person ever answered this notice, in whatever version. */
  public boolean isKnown(Notice notice, List<ConsentEvent> events, Instant at) {
    return states(events, at).containsKey(notice.tag());
  }

  private record Verdict(boolean allowed, String text) {}

  private Verdict judge(FieldMapping.Entry mapped, Map<String, ConsentEvent> states, Instant at) {
    String reason = "NO_BASIS";
    for (Notice notice : notices.covering(mapped.field())) {
      if (!givesBasis(notice)) {
        continue;
      }
      if (notice.basis() != Notice.Basis.CONSENT) {
        return new Verdict(true, notice.tag() + "/" + notice.version());
      }
      ConsentEvent state = states.get(notice.tag());
      if (state != null && isOfVersion(state, notice) && isLive(state, at)) {
        return new Verdict(true, state.id());
      }
      reason = state == null ? "NO_CONSENT" : reasonOf(state, notice, at);
    }
    return new Verdict(false, reason);
  }

  private static String reasonOf(ConsentEvent state, Notice notice, Instant at) {
    return switch (state.type()) {
      case WITHDRAWN, REVOKED, ERASED -> "WITHDRAWN";
      case SUSPENDED -> "SUSPENDED";
      case EXPIRED -> "EXPIRED";
      case SUPERSEDED -> "SUPERSEDED";
      default -> {
        if (!isLive(state, at)) {
          yield state.validUntil().isPresent() ? "EXPIRED" : "NO_CONSENT";
        }
        yield isOfVersion(state, notice) ? "NO_CONSENT" : "SUPERSEDED";
      }
    };
  }

  /** Terms of service and a published policy are no ground for a field. */
  private static boolean givesBasis(Notice notice) {
    return notice.kind() != Notice.Kind.TERMS && notice.kind() != Notice.Kind.POLICY;
  }

  private static boolean isOfVersion(ConsentEvent state, Notice notice) {
    return state
        .notice()
        .map(reference -> reference.version() == notice.version())
        .orElse(false);
  }

  private static boolean isLive(ConsentEvent state, Instant at) {
    boolean granted = switch (state.type()) {
      case GRANTED, RECONFIRMED, RESUMED, IMPORTED -> true;
      default -> false;
    };
    return granted && state.validUntil().map(at::isBefore).orElse(true);
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
      case DEFERRED -> 0;
      default -> -1;
    };
  }
}
