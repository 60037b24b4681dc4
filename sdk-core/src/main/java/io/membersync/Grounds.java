package io.membersync;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate;
import io.membersync.consent.Notice;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.Provider;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What has a ground no more, by the consents of a person: attributes of the shop's, and scopes of a provider's. */
final class Grounds {
  private final Engine engine;

  Grounds(Engine engine) {
    this.engine = engine;
  }

  /** Of who has left, nothing has a ground. */
  Set<String> groundless() {
    return engine.mapping().entries().stream()
        .map(FieldMapping.Entry::attribute)
        .collect(toCollection(LinkedHashSet::new));
  }

  /** The attributes that any version of these notices gave a ground for, and that have none now. */
  Set<String> groundless(PersonId person, List<ConsentEvent> events, Set<String> tags) {
    Instant now = Gate.now(events, engine.clock().instant());
    Set<String> written = writtenBy(person, events, tags, now);
    Set<String> attributes = new LinkedHashSet<>();
    for (FieldMapping.Entry mapped : engine.mapping().entries()) {
      boolean covered = written.contains(mapped.attribute())
          || tags.stream()
              .flatMap(tag -> engine.notices().versions(tag).stream())
              .flatMap(notice -> notice.coverage().stream())
              .anyMatch(one -> one.fields().contains(mapped.field()));
      if (covered
          && !engine.gate().decide(mapped.field(), events, now).allowed()
          && !isForNow(mapped.field(), events, now)) {
        attributes.add(mapped.attribute());
      }
    }
    return attributes;
  }

  /**
   * Whether a consent to it is only held, or waits to be asked again: that forbids its use for now, and
   * nobody has ended it.
   */
  boolean isForNow(Field<?> field, List<ConsentEvent> events, Instant now) {
    return isForNow(field, covers -> covers.recipient().isEmpty(), events, now);
  }

  private boolean isForNow(
      Field<?> field, Predicate<Notice.Coverage> use, List<ConsentEvent> events, Instant now) {
    return engine.notices().covering(field).stream()
        .filter(notice -> notice.basis() == Notice.Basis.CONSENT)
        .filter(notice -> notice.coverage().stream()
            .anyMatch(covers -> covers.fields().contains(field) && use.test(covers)))
        .flatMap(notice -> engine.gate().stateOf(notice.tag(), events, now).stream())
        .filter(state -> state.validUntil().map(now::isBefore).orElse(true))
        .map(ConsentEvent::type)
        .anyMatch(type -> type.isAgreement()
            || type == ConsentEvent.Type.SUSPENDED
            || type == ConsentEvent.Type.SUPERSEDED);
  }

  /**
   * The attributes that were last written on the ground of these, which the shop may have no more, or
   * of what has ended before: one that shares its column waits until the other one may go.
   */
  private Set<String> writtenBy(
      PersonId person, List<ConsentEvent> events, Set<String> tags, Instant now) {
    Set<String> grounds = events.stream()
        .filter(event -> event
            .notice()
            .map(ConsentEvent.NoticeReference::tag)
            .filter(tag -> tags.contains(tag)
                || engine
                    .gate()
                    .stateOf(tag, events, now)
                    .filter(MergedConsents::isRefusal)
                    .isPresent())
            .isPresent())
        .map(ConsentEvent::id)
        .collect(toSet());
    return engine.records().evidence().provenanceOf(engine.shop(), person).stream()
        .filter(one -> grounds.contains(one.basis()))
        .map(Records.Provenance::attribute)
        .collect(toSet());
  }

  /**
   * What a provider may give, by its own names, only for the sake of these notices: for fields that
   * none of them, nor any other, gives a use to now.
   */
  Set<String> unusedScopes(Provider provider, List<ConsentEvent> events, Set<String> tags) {
    Instant now = Gate.now(events, engine.clock().instant());
    Set<String> unused = new TreeSet<>();
    Set<String> used = new HashSet<>();
    for (FieldMapping.Entry mapped : engine.mapping().entries()) {
      List<Notice> covering = engine.notices().covering(mapped.field());
      provider.scopeOf(mapped.field()).ifPresent(scope -> {
        if (isUsed(mapped.field(), covering, events, now)) {
          used.add(scope);
        } else if (covering.stream().anyMatch(notice -> tags.contains(notice.tag()))) {
          unused.add(scope);
        }
      });
    }
    unused.removeAll(used);
    return unused;
  }

  /** By the shop, or by somebody it gives the field to; what is held has a use again one day. */
  private boolean isUsed(
      Field<?> field, List<Notice> covering, List<ConsentEvent> events, Instant now) {
    return isForNow(field, covers -> true, events, now)
        || covering.stream()
            .flatMap(notice -> notice.coverage().stream())
            .filter(covered -> covered.fields().contains(field))
            .map(covered -> new Gate.Use(covered.purpose(), covered.recipient()))
            .anyMatch(use -> engine.gate().decide(field, use, events, now).allowed());
  }
}
