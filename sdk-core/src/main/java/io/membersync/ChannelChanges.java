package io.membersync;

import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.Optional;

/** What a provider tells of members and the shop's channels, as news for the shop. */
final class ChannelChanges {
  private final Engine engine;
  private final Remembered told;

  ChannelChanges(Engine engine) {
    this.engine = engine;
    this.told = new Remembered(engine, "channel", DueWork.REMEMBER, 2);
  }

  /**
   * The news, unless something newer was told of this person and channel, or the event is older than the
   * link, or than the inbox knows repetitions for.
   */
  Optional<Members.Event> apply(
      ProviderId provider, String subject, String channel, boolean added, Instant at) {
    Members.Event.Kind kind =
        added ? Members.Event.Kind.CHANNEL_ADDED : Members.Event.Kind.CHANNEL_BLOCKED;
    String name = provider + "\n" + subject + "\n" + channel;
    return engine.repeated("change of a channel at " + provider, () -> {
      Optional<Records.Identity> link = engine
          .findAndHold(provider, subject)
          .filter(found -> !found.linkedAt().isAfter(at))
          .filter(found -> isNews(name, at)); // one node at a time looks and remembers
      link.ifPresent(found -> told.keep(name, json -> json.name("at").value(at.toEpochMilli())));
      return link.map(found -> new Members.Event(
          kind,
          found.person(),
          engine.memberOf(found.person()),
          provider,
          Optional.of(channel),
          at));
    });
  }

  private boolean isNews(String name, Instant at) {
    return at.isAfter(engine.clock().instant().minus(DueWork.REMEMBER))
        && told.find(name)
            .flatMap(json -> json.findWhole("at").stream())
            .noneMatch(before -> before > at.toEpochMilli());
  }
}
