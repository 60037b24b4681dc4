package io.membersync;

import io.membersync.internal.JsonText;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** What a provider tells of members and the shop's channels, as news for the shop. */
final class ChannelChanges {
  private static final String USE = "channel";

  private final Engine engine;

  ChannelChanges(Engine engine) {
    this.engine = engine;
  }

  /**
   * The news, unless something newer was told of this person and channel, or the event is older than the
   * link, or than the inbox knows repetitions for.
   */
  Optional<Members.Event> apply(
      ProviderId provider, String subject, String channel, boolean added, Instant at) {
    Members.Event.Kind kind =
        added ? Members.Event.Kind.CHANNEL_ADDED : Members.Event.Kind.CHANNEL_BLOCKED;
    String name = provider + "\n" + subject + "\n" + channel + "\n";
    return engine.repeated("change of a channel at " + provider, () -> {
      Optional<Records.Identity> link = engine
          .findAndHold(provider, subject)
          .filter(found -> !found.linkedAt().isAfter(at))
          .filter(found -> isNews(name, at)); // one node at a time looks and remembers
      link.ifPresent(found -> remember(name, at));
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
    long period = period();
    return at.isAfter(engine.clock().instant().minus(DueWork.REMEMBER))
        && Stream.of(period, period - 1)
            .flatMap(within -> engine.sealer().rowKeys(USE, name + within).stream())
            .flatMap(key -> engine.records().attempts().findClaim(engine.shop(), key).stream())
            .flatMap(claim -> claim
                .outcome()
                .flatMap(bytes -> engine.sealer().open(USE, claim.key(), bytes))
                .flatMap(JsonText::read)
                .flatMap(json -> json.findWhole("at"))
                .stream())
            .noneMatch(told -> told > at.toEpochMilli());
  }

  /** A claim is not prolonged, so each period has one of its own, which outlives the next one. */
  private long period() {
    return engine.clock().instant().getEpochSecond() / DueWork.REMEMBER.toSeconds();
  }

  private void remember(String name, Instant at) {
    String key = engine.sealer().key(USE, name + period());
    byte[] content = JsonText.object(json -> json.name("at").value(at.toEpochMilli()));
    Instant until = engine.clock().instant().plus(DueWork.REMEMBER.multipliedBy(2));
    Records.Attempts attempts = engine.records().attempts();
    attempts.claim(engine.shop(), key, until);
    attempts.putOutcome(engine.shop(), key, engine.sealer().seal(USE, key, content), until);
  }
}
