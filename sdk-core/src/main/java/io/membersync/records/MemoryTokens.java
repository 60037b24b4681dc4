package io.membersync.records;

import static io.membersync.records.InMemoryRecords.millis;

import io.membersync.internal.MemoryTable;
import io.membersync.internal.MemoryUnit;
import io.membersync.member.ShopId;
import io.membersync.records.Records.TokenRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sealed tokens with the lease of whoever refreshes them, in memory. */
final class MemoryTokens implements Records.Tokens {
  private record Key(ShopId shop, String namespace, String subject) {}

  private record Lease(String holder, Instant until) {}

  private record Row(TokenRow tokens, Optional<Lease> lease) {}

  private final MemoryTable<Key, Row, Key> rows = new MemoryTable<>(row -> List.of());

  @Override
  public void put(ShopId shop, TokenRow row) {
    Key key = new Key(shop, row.namespace(), row.subject());
    TokenRow own =
        new TokenRow(row.namespace(), row.subject(), row.sealed().clone(), millis(row.updatedAt()));
    MemoryUnit.join(() -> rows.replace(key, before -> true, before -> new Row(own, before.lease()))
        || rows.insert(key, new Row(own, Optional.empty()))
        || rows.replace(key, before -> true, before -> new Row(own, before.lease())));
  }

  @Override
  public Optional<TokenRow> find(ShopId shop, String namespace, String subject) {
    return MemoryUnit.join(
        () -> rows.find(new Key(shop, namespace, subject)).map(row -> copy(row.tokens())));
  }

  @Override
  public void remove(ShopId shop, String namespace, String subject) {
    MemoryUnit.join(() -> rows.remove(new Key(shop, namespace, subject), row -> true));
  }

  @Override
  public boolean lease(
      ShopId shop, String namespace, String subject, String holder, Instant now, Instant until) {
    Lease lease = new Lease(holder, millis(until));
    return MemoryUnit.join(() -> rows.replace(
        new Key(shop, namespace, subject),
        row -> row.lease().filter(held -> isHeld(held, holder, now)).isEmpty(),
        row -> new Row(row.tokens(), Optional.of(lease))));
  }

  private static boolean isHeld(Lease lease, String by, Instant now) {
    return !lease.holder().equals(by) && lease.until().isAfter(now);
  }

  private static TokenRow copy(TokenRow row) {
    return new TokenRow(row.namespace(), row.subject(), row.sealed().clone(), row.updatedAt());
  }
}
