package io.membersync.jdbc;

import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.TokenRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sealed tokens with the lease of whoever refreshes them, in SQL. */
final class JdbcTokens implements Records.Tokens {
  private static final Upsert TABLE = new Upsert(
      "membersync_token", List.of("shop", "namespace", "subject"), List.of("sealed", "updated_at"));

  private final JdbcUnitOfWork unit;

  JdbcTokens(JdbcUnitOfWork unit) {
    this.unit = unit;
  }

  @Override
  public void put(ShopId shop, TokenRow row) {
    Object[] values = {shop.value(), row.namespace(), row.subject(), row.sealed(), row.updatedAt()};
    unit.run("records: put tokens", sql -> sql.put(TABLE, List.<Object[]>of(values)));
  }

  @Override
  public Optional<TokenRow> find(ShopId shop, String namespace, String subject) {
    return unit.alone(
        "records: find tokens",
        sql -> sql.findOne(
            row -> new TokenRow(
                namespace, subject, row.getBytes("sealed"), Sql.time(row, "updated_at")),
            """
                SELECT sealed, updated_at FROM membersync_token
                WHERE shop = ? AND namespace = ? AND subject = ?
                """,
            shop.value(),
            namespace,
            subject));
  }

  @Override
  public void remove(ShopId shop, String namespace, String subject) {
    unit.step(
        "records: remove tokens",
        sql -> sql.update(
            "DELETE FROM membersync_token WHERE shop = ? AND namespace = ? AND subject = ?",
            shop.value(),
            namespace,
            subject));
  }

  @Override
  public boolean lease(
      ShopId shop, String namespace, String subject, String holder, Instant now, Instant until) {
    return unit.step(
        "records: lease tokens",
        sql -> sql.update("""
                    UPDATE membersync_token SET lease_holder = ?, lease_until = ?
                    WHERE shop = ? AND namespace = ? AND subject = ?
                      AND (lease_until IS NULL OR lease_until <= ? OR lease_holder = ?)
                    """, holder, until, shop.value(), namespace, subject, now, holder) == 1);
  }
}
