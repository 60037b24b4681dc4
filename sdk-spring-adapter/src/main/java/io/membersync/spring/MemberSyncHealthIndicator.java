package io.membersync.spring;

import io.membersync.MemberSync;
import io.membersync.MemberSync.Switches;
import io.membersync.member.MemberStoreException;
import io.membersync.provider.ProviderId;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down only where MemberSync's books cannot be read, and so nobody can sign in at all. A provider
 * that fails, is hidden or off is a detail of {@code UP}: the shop still sells, other ways in still
 * work, and a platform that restarts or drains shops because a provider is down makes it worse.
 */
final class MemberSyncHealthIndicator implements HealthIndicator {
  private final MemberSync sync;
  private final ProviderActivity activity;

  MemberSyncHealthIndicator(MemberSync sync, ProviderActivity activity) {
    this.sync = sync;
    this.activity = activity;
  }

  @Override
  public Health health() {
    Map<ProviderId, Switches.State> switches;
    try {
      switches = sync.switches().all();
    } catch (MemberStoreException e) {
      return Health.down().withDetail("records", e.code()).build();
    }
    Health.Builder health = Health.up();
    switches.forEach(
        (id, state) -> health.withDetail(id.value(), ProviderReport.brief(state, activity.of(id))));
    return health.build();
  }
}
