package io.membersync.road;

import io.membersync.consent.ConsentEvent;
import java.time.Instant;
import java.util.UUID;

/** How a member takes a consent back: the same event with another type, and later. */
final class Withdrawal {
  private Withdrawal() {}

  static ConsentEvent of(ConsentEvent granted, Instant at) {
    return new ConsentEvent(
        UUID.randomUUID().toString(),
        granted.tenant(),
        granted.subject(),
        ConsentEvent.Type.WITHDRAWN,
        granted.notice(),
        at,
        at,
        granted.actor(),
        granted.channel(),
        granted.via(),
        granted.act(),
        granted.presentationId(),
        granted.evidence(),
        granted.validUntil(),
        granted.causes(),
        granted.quality(),
        granted.reason());
  }
}
