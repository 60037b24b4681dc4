package io.membersync.records;

import static io.membersync.records.InMemoryRecords.millis;

import io.membersync.internal.MemoryTable;
import io.membersync.internal.MemoryUnit;
import io.membersync.member.ShopId;
import io.membersync.records.Records.ProviderSwitch;
import java.util.Comparator;
import java.util.List;

/** How providers are switched, in memory. */
final class MemorySwitches implements Records.Switches {
  private record Key(ShopId shop, String namespace) {}

  private record Row(ShopId shop, ProviderSwitch kept) {}

  private final MemoryTable<Key, Row, ShopId> rows = new MemoryTable<>(row -> List.of(row.shop()));

  @Override
  public void put(ShopId shop, ProviderSwitch row) {
    ProviderSwitch kept = new ProviderSwitch(row.namespace(), row.position(), millis(row.since()));
    MemoryUnit.join(() -> {
      rows.put(new Key(shop, row.namespace()), new Row(shop, kept));
      return true;
    });
  }

  @Override
  public List<ProviderSwitch> all(ShopId shop) {
    return MemoryUnit.join(() -> rows.findGroup(shop).stream()
        .map(Row::kept)
        .sorted(Comparator.comparing(ProviderSwitch::namespace))
        .toList());
  }
}
