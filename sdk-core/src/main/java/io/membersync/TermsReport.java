package io.membersync;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate;
import io.membersync.internal.JsonText;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderProfile.ServiceTerm;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells a provider of terms that it would ask too and that the visitor has agreed to on the shop's
 * own page, so that its screen does not ask them a second time.
 */
final class TermsReport {
  private TermsReport() {}

  /** In the commit: plans the call, where there is something to tell. */
  static void plan(Engine engine, Arrival arrival, List<ConsentEvent> fresh) {
    List<String> tags = tags(engine, arrival, fresh);
    if (tags.isEmpty()) {
      return;
    }
    Optional<ProviderCall> call =
        engine.provider(arrival.provider()).reportTerms(arrival.subject(), tags);
    if (call.isEmpty()) {
      return;
    }
    byte[] content = JsonText.object(json -> {
      json.name("provider").value(arrival.provider().value());
      json.name("subject").value(arrival.subject());
      json.name("tags").beginArray();
      for (String tag : tags) {
        json.value(tag);
      }
      json.endArray();
      if (call.get().needsVisitorToken()) {
        json.name("tokens");
        // The vault alone exchanges it: two who do would make each other's dead.
        ParkedCodec.writeTokens(json, arrival.tokens().withoutRefreshToken());
      }
    });
    String id = "terms-" + engine.sealer().random(12);
    DueWork.plan(engine, id, DueWork.REPORT_TERMS, content, engine.clock().instant());
  }

  /** The call for what is agreed to still; empty where nothing is. */
  static Optional<ProviderCall> call(
      Engine engine, Provider provider, Records.Identity way, JsonDocument content) {
    List<ConsentEvent> events = engine.eventsOf(way.person());
    Instant now = Gate.now(events, engine.clock().instant());
    List<String> tags = content.findStrings("tags").orElseThrow().stream()
        .filter(tag -> engine
            .notices()
            .findByProviderTag(tag)
            .filter(notice -> engine.gate().isGranted(notice, events, now))
            .isPresent())
        .toList();
    return tags.isEmpty() ? Optional.empty() : provider.reportTerms(way.subject(), tags);
  }

  /** What the provider says is not agreed, and the visitor has just agreed to here. */
  private static List<String> tags(Engine engine, Arrival arrival, List<ConsentEvent> fresh) {
    Set<String> agreed = fresh.stream()
        .filter(event -> event.type() == ConsentEvent.Type.GRANTED)
        .filter(event -> event.act() == ConsentEvent.Act.TICK)
        .flatMap(event -> event.notice().stream())
        .flatMap(notice -> engine.notices().find(notice.tag()).stream())
        .flatMap(notice -> notice.providerTags().stream())
        .collect(Collectors.toSet());
    return arrival.terms().stream()
        .filter(term -> !term.agreed())
        .map(ServiceTerm::tag)
        .filter(agreed::contains)
        .toList();
  }
}
