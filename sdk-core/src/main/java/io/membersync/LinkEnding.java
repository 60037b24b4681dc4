package io.membersync;

import io.membersync.internal.JsonText;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.member.MemberId;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends ways in: because a provider says so, or the shop. A link closes at once; no column of a
 * member is touched, and a person without another way in is left for the shop to decide about.
 */
final class LinkEnding {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);

  private final Engine engine;

  LinkEnding(Engine engine) {
    this.engine = engine;
  }

  /** An event as the content of an inbox task. */
  static byte[] write(LifecycleEvent event, Instant receivedAt) {
    return JsonText.object(json -> {
      json.name("provider").value(event.provider().value());
      json.name("kind").value(event.kind().name());
      json.name("subject").value(event.subject());
      json.name("reason").value(event.reason());
      json.name("at").value(event.occurredAt().orElse(receivedAt).toEpochMilli());
    });
  }

  /** Applies an event: it ends only a link that was made before it. */
  void apply(JsonDocument event) {
    ProviderId provider = ProviderId.of(event.findString("provider").orElseThrow());
    Instant at = Instant.ofEpochMilli(event.findWhole("at").orElseThrow());
    String subject = event.findString("subject").orElseThrow();
    engine.unit().execute(() -> close(provider, subject, at)).ifPresent(this::tell);
  }

  /** The shop ends a member's way in; the provider is told. */
  boolean endFor(MemberId member, ProviderId provider) {
    Optional<Records.Person> person =
        engine.records().identities().findPersonOf(engine.shop(), member);
    Optional<Records.Identity> identity = person.stream()
        .flatMap(p -> engine.records().identities().ofPerson(engine.shop(), p.id()).stream())
        .filter(held -> held.namespace().equals(provider.value()))
        .findFirst();
    if (identity.isEmpty()) {
      return false;
    }
    String subject = identity.get().subject();
    TokenVault tokens = new TokenVault(engine);
    Optional<Members.Event> ended = engine.unit().execute(() -> {
      Abandonment.addUnlink(engine, provider, subject, tokens.find(provider, subject), false);
      return close(provider, subject, Instant.MAX);
    });
    ended.ifPresent(this::tell);
    return ended.isPresent();
  }

  private void tell(Members.Event ended) {
    LOG.info("{} at {}, person {}", ended.kind(), ended.provider(), ended.person());
    engine.tell(ended);
  }

  private Optional<Members.Event> close(ProviderId provider, String subject, Instant madeUntil) {
    Records.Identities identities = engine.records().identities();
    Optional<Records.Identity> ended =
        identities.unlink(engine.shop(), provider.value(), subject, madeUntil);
    if (ended.isEmpty()) {
      return Optional.empty();
    }
    engine.records().tokens().remove(engine.shop(), provider.value(), subject);
    List<Records.Identity> left = identities.ofPerson(engine.shop(), ended.get().person());
    if (left.isEmpty()) {
      identities.setState(engine.shop(), ended.get().person(), Records.PersonState.LEAVE_PENDING);
    }
    return Optional.of(new Members.Event(
        left.isEmpty() ? Members.Event.Kind.LEAVE_PENDING : Members.Event.Kind.UNLINKED,
        ended.get().person(),
        identities.findPerson(engine.shop(), ended.get().person()).flatMap(Records.Person::member),
        provider,
        Optional.empty(),
        engine.clock().instant()));
  }
}
