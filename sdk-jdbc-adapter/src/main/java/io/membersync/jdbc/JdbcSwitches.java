package io.membersync.jdbc;

import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.ProviderSwitch;
import java.util.List;

/** How providers are switched, in SQL. */
final class JdbcSwitches implements Records.Switches {
  private static final Upsert TABLE = new Upsert(
      "membersync_provider_switch",
      List.of("shop", "namespace"),
      List.of("switched_to", "switched_at"));

  private final JdbcUnitOfWork unit;

  JdbcSwitches(JdbcUnitOfWork unit) {
    this.unit = unit;
  }

  @Override
  public void put(ShopId shop, ProviderSwitch row) {
    Object[] values = {shop.value(), row.namespace(), row.position(), row.since()};
    unit.run("records: put a switch", sql -> sql.put(TABLE, List.<Object[]>of(values)));
  }

  @Override
  public List<ProviderSwitch> all(ShopId shop) {
    return unit.alone(
        "records: find switches",
        sql -> sql.findAll(
            row -> new ProviderSwitch(
                row.getString("namespace"),
                row.getString("switched_to"),
                Sql.time(row, "switched_at")),
            """
                SELECT namespace, switched_to, switched_at
                FROM membersync_provider_switch WHERE shop = ? ORDER BY namespace
                """,
            shop.value()));
  }
}
