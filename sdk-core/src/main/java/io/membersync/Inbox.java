package io.membersync;

import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.List;

/** Keeps what providers tell until {@link DueWork} applies it, each event once. */
final class Inbox {
  private final Engine engine;

  Inbox(Engine engine) {
    this.engine = engine;
  }

  /**
   * Keeps an event, unless it was kept before.
   *
   * <p>Its id is hashed with a key, as it may be made of a visitor's id. While keys change, nodes do
   * not have the same newest one; so the id is taken under every key of the ring, and the event is
   * new only if all of them were free. Sorted, so that two nodes never wait for each other.
   */
  void keep(LifecycleEvent event, Instant now) {
    byte[] content = LinkEnding.write(event, now);
    List<String> ids =
        engine.sealer().rowKeys("webhook", event.provider() + "\n" + event.id()).stream()
            .map(key -> "webhook-" + key)
            .sorted()
            .toList();
    engine.joined("webhook of " + event.provider(), () -> {
      keep(ids, content, now);
      return true;
    });
  }

  private void keep(List<String> ids, byte[] content, Instant now) {
    List<String> taken = ids.stream()
        .filter(id -> DueWork.plan(engine, id, DueWork.WEBHOOK, content, now))
        .toList();
    boolean isNew = taken.size() == ids.size();
    Records.Tasks tasks = engine.records().tasks();
    taken.stream()
        .skip(isNew ? 1 : 0)
        .forEach(id -> tasks.finish(engine.shop(), id, now.plus(DueWork.REMEMBER)));
  }
}
