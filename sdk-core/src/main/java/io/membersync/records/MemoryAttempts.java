package io.membersync.records;

import static io.membersync.records.InMemoryRecords.millis;

import io.membersync.internal.MemoryTable;
import io.membersync.internal.MemoryUnit;
import io.membersync.member.ShopId;
import io.membersync.records.Records.Claim;
import io.membersync.records.Records.ParkedRow;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Spent states with their outcomes, and parked sign-ins, in memory. */
final class MemoryAttempts implements Records.Attempts {
  private record Key(ShopId shop, String key) {}

  private record ClaimRow(Key key, Claim claim) {}

  private record Parked(Key key, ParkedRow row) {}

  private final MemoryTable<Key, ClaimRow, ShopId> claims =
      new MemoryTable<>(row -> List.of(row.key().shop()));
  private final MemoryTable<Key, Parked, ShopId> parked =
      new MemoryTable<>(row -> List.of(row.key().shop()));

  @Override
  public boolean claim(ShopId shop, String key, Instant expiresAt) {
    Key row = new Key(shop, key);
    Claim claim = new Claim(key, Optional.empty(), millis(expiresAt), Optional.empty());
    return MemoryUnit.join(() -> claims.insert(row, new ClaimRow(row, claim)));
  }

  @Override
  public Optional<Claim> findClaim(ShopId shop, String key) {
    return MemoryUnit.join(() -> claims.find(new Key(shop, key)).map(row -> copy(row.claim())));
  }

  @Override
  public void putOutcome(ShopId shop, String key, byte[] sealed, Instant outcomeExpiresAt) {
    byte[] own = sealed.clone();
    MemoryUnit.join(() -> claims.replace(
        new Key(shop, key),
        row -> true,
        row -> new ClaimRow(
            row.key(),
            new Claim(
                key,
                Optional.of(own),
                row.claim().expiresAt(),
                Optional.of(millis(outcomeExpiresAt))))));
  }

  @Override
  public void park(ShopId shop, ParkedRow row) {
    Key key = new Key(shop, row.key());
    Parked own =
        new Parked(key, new ParkedRow(row.key(), row.sealed().clone(), millis(row.expiresAt())));
    MemoryUnit.join(() -> {
      parked.put(key, own);
      return true;
    });
  }

  @Override
  public Optional<ParkedRow> findParked(ShopId shop, String key) {
    return MemoryUnit.join(() -> parked.find(new Key(shop, key)).map(row -> copy(row.row())));
  }

  @Override
  public boolean removeParked(ShopId shop, String key) {
    return MemoryUnit.join(() -> parked.remove(new Key(shop, key), row -> true).isPresent());
  }

  @Override
  public List<ParkedRow> findExpiredParked(ShopId shop, Instant now, int limit) {
    return MemoryUnit.join(() -> parked.findGroup(shop).stream()
        .map(Parked::row)
        .filter(row -> !row.expiresAt().isAfter(now))
        .sorted(Comparator.comparing(ParkedRow::expiresAt).thenComparing(ParkedRow::key))
        .limit(limit)
        .map(MemoryAttempts::copy)
        .toList());
  }

  int deleteExpired(ShopId shop, Instant now, int limit) {
    int done = 0;
    for (ClaimRow row : claims.findGroup(shop)) {
      if (done == limit) {
        break;
      }
      if (!row.claim().expiresAt().isAfter(now)) {
        done += claims.remove(row.key(), same -> true).isPresent() ? 1 : 0;
      } else if (hasExpiredOutcome(row.claim(), now)) {
        done += claims.replace(row.key(), row::equals, MemoryAttempts::withoutOutcome) ? 1 : 0;
      }
    }
    return done;
  }

  private static boolean hasExpiredOutcome(Claim claim, Instant now) {
    return claim.outcome().isPresent()
        && claim.outcomeExpiresAt().filter(end -> !end.isAfter(now)).isPresent();
  }

  private static ClaimRow withoutOutcome(ClaimRow row) {
    Claim claim = row.claim();
    Claim bare =
        new Claim(claim.key(), Optional.empty(), claim.expiresAt(), claim.outcomeExpiresAt());
    return new ClaimRow(row.key(), bare);
  }

  private static Claim copy(Claim claim) {
    return new Claim(
        claim.key(),
        claim.outcome().map(byte[]::clone),
        claim.expiresAt(),
        claim.outcomeExpiresAt());
  }

  private static ParkedRow copy(ParkedRow row) {
    return new ParkedRow(row.key(), row.sealed().clone(), row.expiresAt());
  }
}
