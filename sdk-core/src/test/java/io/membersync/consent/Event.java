package io.membersync.consent;

import io.membersync.consent.ConsentEvent.Act;
import io.membersync.consent.ConsentEvent.Actor;
import io.membersync.consent.ConsentEvent.Channel;
import io.membersync.consent.ConsentEvent.Quality;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes events as a member's own word on a page of the shop. */
record Event(Notice notice, Instant at) {
  static Event to(Notice notice, String at) {
    return new Event(notice, Instant.parse(at));
  }

  ConsentEvent of(ConsentEvent.Type type) {
    return of(type, Quality.STRONG, at);
  }

  ConsentEvent of(ConsentEvent.Type type, Quality quality, Instant recordedAt) {
    return new ConsentEvent(
        notice.tag() + "-" + notice.version() + "-" + type + "-" + at,
        "shop",
        "member",
        type,
        Optional.of(notice.referenceIn("ko")),
        at,
        recordedAt,
        Actor.SUBJECT,
        Channel.WEB,
        "NONE",
        Act.TICK,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        quality,
        Optional.empty());
  }
}
