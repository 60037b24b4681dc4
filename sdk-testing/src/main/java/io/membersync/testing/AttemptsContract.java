package io.membersync.testing;

import static io.membersync.testing.ContractSamples.LOOK_ALIKES;
import static io.membersync.testing.ContractSamples.NOON;
import static io.membersync.testing.ContractSamples.assertOneWins;
import static io.membersync.testing.ContractSamples.bytes;
import static io.membersync.testing.ContractSamples.key;
import static io.membersync.testing.ContractSamples.shop;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Claim;
import io.membersync.records.Records.ParkedRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link RecordsContract} asks of sign-ins under way. */
interface AttemptsContract {
  Records records();

  private Records.Attempts attempts() {
    return records().attempts();
  }

  @Test
  default void aStateIsSpentOnce() {
    ShopId shop = shop();
    String key = key();
    assertEquals(Optional.empty(), attempts().findClaim(shop, key));
    assertTrue(attempts().claim(shop, key, NOON));
    assertFalse(attempts().claim(shop, key, NOON.plusSeconds(600)), "it is spent");
    Claim claim = attempts().findClaim(shop, key).orElseThrow();
    assertEquals(key, claim.key());
    assertEquals(NOON, claim.expiresAt(), "the second caller changed nothing");
    assertEquals(Optional.empty(), claim.outcomeExpiresAt());
    assertTrue(claim.outcome().isEmpty());
  }

  @Test
  default void of64CallersOneClaims() {
    ShopId shop = shop();
    String key = key();
    assertOneWins(Race.run(i -> attempts().claim(shop, key, NOON.plusSeconds(i))), "claim");
  }

  @Test
  default void of64UnitsOneClaims() {
    ShopId shop = shop();
    String key = key();
    assertOneWins(
        Race.run(i -> records().unitOfWork().execute(() -> attempts().claim(shop, key, NOON))),
        "claim in a unit of work");
  }

  @Test
  default void keysAreComparedExactly() {
    for (List<String> pair : LOOK_ALIKES) {
      ShopId shop = shop();
      for (String key : pair) {
        assertTrue(attempts().claim(shop, key, NOON), "of " + pair);
      }
    }
  }

  @Test
  default void anOutcomeStandsBesideItsClaim() {
    ShopId shop = shop();
    String key = key();
    Instant outcomeEnd = NOON.plusSeconds(120);
    Instant claimEnd = NOON.plusSeconds(600);
    attempts().claim(shop, key, claimEnd);
    attempts().putOutcome(shop, key, bytes(300), outcomeEnd);
    Claim claim = attempts().findClaim(shop, key).orElseThrow();
    assertArrayEquals(bytes(300), claim.outcome().orElseThrow());
    assertEquals(Optional.of(outcomeEnd), claim.outcomeExpiresAt());
    assertEquals(claimEnd, claim.expiresAt(), "the claim outlives its outcome");
    assertFalse(attempts().claim(shop, key, claimEnd));

    attempts().putOutcome(shop, key, bytes(10), outcomeEnd.plusSeconds(1));
    Claim replaced = attempts().findClaim(shop, key).orElseThrow();
    assertArrayEquals(bytes(10), replaced.outcome().orElseThrow());
  }

  @Test
  default void anOutcomeWithoutAClaimIsNotKept() {
    ShopId shop = shop();
    String key = key();
    attempts().putOutcome(shop, key, bytes(10), NOON);
    assertEquals(Optional.empty(), attempts().findClaim(shop, key));
  }

  @Test
  default void anExpiredClaimIsFoundAndHoldsUntilItIsDeleted() {
    ShopId shop = shop();
    String key = key();
    attempts().claim(shop, key, NOON);
    assertFalse(attempts().claim(shop, key, NOON.plusSeconds(9_999)), "not deleted yet");
    assertTrue(attempts().findClaim(shop, key).isPresent());
    assertEquals(0, records().deleteExpired(shop, NOON.minusMillis(1), 100), "not expired yet");
    assertEquals(1, records().deleteExpired(shop, NOON, 100), "expired from its moment on");
    assertEquals(Optional.empty(), attempts().findClaim(shop, key));
    assertTrue(attempts().claim(shop, key, NOON.plusSeconds(60)));
  }

  @Test
  default void anExpiredOutcomeIsDeletedAndItsClaimHolds() {
    ShopId shop = shop();
    String key = key();
    attempts().claim(shop, key, NOON.plusSeconds(600));
    attempts().putOutcome(shop, key, bytes(10), NOON.plusSeconds(120));
    assertEquals(1, records().deleteExpired(shop, NOON.plusSeconds(120), 100));
    Claim claim = attempts().findClaim(shop, key).orElseThrow();
    assertTrue(claim.outcome().isEmpty(), "the outcome is forgotten");
    assertEquals(
        Optional.of(NOON.plusSeconds(120)),
        claim.outcomeExpiresAt(),
        "that there was one is remembered");
    assertFalse(
        attempts().claim(shop, key, NOON.plusSeconds(600)), "the state must not be spent again");
    assertEquals(0, records().deleteExpired(shop, NOON.plusSeconds(121), 100), "and counted once");
  }

  @Test
  default void whatHasExpiredIsDeletedInBatches() {
    ShopId shop = shop();
    for (int i = 0; i < 7; i++) {
      attempts().claim(shop, key(), NOON.plusSeconds(i));
    }
    assertEquals(3, records().deleteExpired(shop, NOON.plusSeconds(4), 3));
    assertEquals(2, records().deleteExpired(shop, NOON.plusSeconds(4), 3));
    assertEquals(0, records().deleteExpired(shop, NOON.plusSeconds(4), 3));
    assertEquals(2, records().deleteExpired(shop, NOON.plusSeconds(9), 100));
  }

  @Test
  default void aParkedSignInIsKept() {
    ShopId shop = shop();
    String key = key();
    attempts().park(shop, new ParkedRow(key, bytes(5_000), NOON));
    ParkedRow found = attempts().findParked(shop, key).orElseThrow();
    assertEquals(key, found.key());
    assertArrayEquals(bytes(5_000), found.sealed());
    assertEquals(NOON, found.expiresAt());
    assertTrue(attempts().findParked(shop, key()).isEmpty());
  }

  @Test
  default void aMebibyteMayBeParked() {
    ShopId shop = shop();
    String key = key();
    byte[] mebibyte = bytes(1 << 20);
    attempts().park(shop, new ParkedRow(key, mebibyte, NOON));
    assertArrayEquals(mebibyte, attempts().findParked(shop, key).orElseThrow().sealed());
  }

  @Test
  default void parkingAgainReplaces() {
    ShopId shop = shop();
    String key = key();
    attempts().park(shop, new ParkedRow(key, bytes(50), NOON));
    attempts().park(shop, new ParkedRow(key, bytes(60), NOON.plusSeconds(1)));
    ParkedRow found = attempts().findParked(shop, key).orElseThrow();
    assertArrayEquals(bytes(60), found.sealed());
    assertEquals(NOON.plusSeconds(1), found.expiresAt());
  }

  @Test
  default void callersWhoParkAtOnceAllSucceed() {
    ShopId shop = shop();
    String key = key();
    Race.run(i -> {
      attempts().park(shop, new ParkedRow(key, bytes(i), NOON.plusSeconds(i)));
      return true;
    });
    ParkedRow found = attempts().findParked(shop, key).orElseThrow();
    assertArrayEquals(
        bytes((int) (found.expiresAt().getEpochSecond() - NOON.getEpochSecond())),
        found.sealed(),
        "content and time are of the same caller");
  }

  @Test
  default void bytesAreCopied() {
    ShopId shop = shop();
    String key = key();
    byte[] given = bytes(10);
    attempts().park(shop, new ParkedRow(key, given, NOON));
    given[0] = 99;
    byte[] read = attempts().findParked(shop, key).orElseThrow().sealed();
    assertArrayEquals(bytes(10), read, "the caller's array is its own");
    read[0] = 99;
    assertArrayEquals(bytes(10), attempts().findParked(shop, key).orElseThrow().sealed());
  }

  @Test
  default void of64CallersOneRemovesWhatIsParked() {
    ShopId shop = shop();
    String key = key();
    attempts().park(shop, new ParkedRow(key, bytes(50), NOON));
    assertOneWins(Race.run(i -> attempts().removeParked(shop, key)), "removeParked");
    assertTrue(attempts().findParked(shop, key).isEmpty());
    assertFalse(attempts().removeParked(shop, key));
  }

  @Test
  default void expiredParkedSignInsAreFoundOldestFirst() {
    ShopId shop = shop();
    for (int second : new int[] {5, 1, 3, 2, 4}) {
      attempts().park(shop, new ParkedRow("p" + second, bytes(8), NOON.plusSeconds(second)));
    }
    List<ParkedRow> expired = attempts().findExpiredParked(shop, NOON.plusSeconds(4), 3);
    assertEquals(List.of("p1", "p2", "p3"), expired.stream().map(ParkedRow::key).toList());
    assertArrayEquals(bytes(8), expired.get(0).sealed());
    assertEquals(4, attempts().findExpiredParked(shop, NOON.plusSeconds(4), 100).size());
    records().deleteExpired(shop, NOON.plusSeconds(9), 100);
    assertTrue(
        attempts().findParked(shop, "p1").isPresent(),
        "parked sign-ins are deleted by their own job only");
  }

  @Test
  default void twoShopsDoNotSeeEachOthersSignIns() {
    ShopId one = shop();
    ShopId two = shop();
    String key = key();
    attempts().claim(one, key, NOON);
    attempts().park(one, new ParkedRow(key, bytes(50), NOON));
    assertEquals(Optional.empty(), attempts().findClaim(two, key));
    assertTrue(attempts().findParked(two, key).isEmpty());
    assertFalse(attempts().removeParked(two, key));
    assertEquals(List.of(), attempts().findExpiredParked(two, NOON.plusSeconds(9), 100));
    assertEquals(0, records().deleteExpired(two, NOON.plusSeconds(9), 100));
    attempts().putOutcome(two, key, bytes(10), NOON);
    assertTrue(attempts().findClaim(one, key).orElseThrow().outcome().isEmpty());
    assertTrue(attempts().claim(two, key, NOON), "each shop spends its own");
  }
}
