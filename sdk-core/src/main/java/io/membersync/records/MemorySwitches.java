package io.membersync.records;

import static io.membersync.records.InMemoryRecords.millis;

import io.membersync.internal.MemoryTable;
import io.membersync.internal.MemoryUnit;
import io.membersync.member.ShopId;
import io.membersync.records.Records.ProviderSwitch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How providers are switched, in memory: one row for each shop. */
final class MemorySwitches implements Records.Switches {
  private final MemoryTable<ShopId, Map<String, ProviderSwitch>, ShopId> rows =
      new MemoryTable<>(row -> List.of());

  @Override
  public void put(ShopId shop, ProviderSwitch row) {
    ProviderSwitch kept = new ProviderSwitch(row.namespace(), row.position(), millis(row.since()));
    MemoryUnit.join(() -> rows.insert(shop, Map.of(row.namespace(), kept))
        || rows.replace(shop, any -> true, before -> {
          Map<String, ProviderSwitch> after = new TreeMap<>(before);
          after.put(row.namespace(), kept);
          return after;
        }));
  }

  @Override
  public List<ProviderSwitch> all(ShopId shop) {
    return MemoryUnit.join(
        () -> rows.find(shop).map(Map::values).map(List::copyOf).orElse(List.of()));
  }
}
