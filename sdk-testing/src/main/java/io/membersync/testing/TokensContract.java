package io.membersync.testing;

import static io.membersync.testing.ContractSamples.LOOK_ALIKES;
import static io.membersync.testing.ContractSamples.NAMESPACE;
import static io.membersync.testing.ContractSamples.NOON;
import static io.membersync.testing.ContractSamples.assertOneWins;
import static io.membersync.testing.ContractSamples.bytes;
import static io.membersync.testing.ContractSamples.shop;
import static io.membersync.testing.ContractSamples.tokens;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.TokenRow;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link RecordsContract} asks of providers' tokens. */
interface TokensContract {
  Records records();

  private Records.Tokens store() {
    return records().tokens();
  }

  private boolean lease(ShopId shop, String holder, Instant now, Instant until) {
    return store().lease(shop, NAMESPACE, "1234", holder, now, until);
  }

  @Test
  default void tokensAreKeptReplacedAndRemoved() {
    ShopId shop = shop();
    assertTrue(store().find(shop, NAMESPACE, "1234").isEmpty());
    store().put(shop, tokens("1234", bytes(2_000)));
    TokenRow found = store().find(shop, NAMESPACE, "1234").orElseThrow();
    assertArrayEquals(bytes(2_000), found.sealed());
    assertEquals(NOON, found.updatedAt());
    assertEquals(NAMESPACE, found.namespace());
    assertEquals("1234", found.subject());

    store().put(shop, new TokenRow(NAMESPACE, "1234", bytes(20), NOON.plusSeconds(1)));
    TokenRow replaced = store().find(shop, NAMESPACE, "1234").orElseThrow();
    assertArrayEquals(bytes(20), replaced.sealed());
    assertEquals(NOON.plusSeconds(1), replaced.updatedAt());

    store().remove(shop, NAMESPACE, "1234");
    assertTrue(store().find(shop, NAMESPACE, "1234").isEmpty());
    store().remove(shop, NAMESPACE, "1234");
  }

  @Test
  default void tokensBelongToExactlyOneSubject() {
    for (List<String> pair : LOOK_ALIKES) {
      ShopId shop = shop();
      for (int i = 0; i < pair.size(); i++) {
        store().put(shop, tokens(pair.get(i), bytes(30 + i)));
      }
      for (int i = 0; i < pair.size(); i++) {
        assertArrayEquals(
            bytes(30 + i),
            store().find(shop, NAMESPACE, pair.get(i)).orElseThrow().sealed(),
            "somebody else's tokens: " + pair);
      }
    }
  }

  @Test
  default void oneHolderRefreshesAtATime() {
    ShopId shop = shop();
    store().put(shop, tokens("1234", bytes(20)));
    Instant until = NOON.plusSeconds(15);
    assertTrue(lease(shop, "node-1", NOON, until));
    assertFalse(lease(shop, "node-2", NOON.plusSeconds(14), until.plusSeconds(9)));
    assertTrue(lease(shop, "node-1", NOON.plusSeconds(1), until), "its holder may prolong it");
    assertTrue(
        lease(shop, "node-2", until, until.plusSeconds(15)), "it ends by itself at its moment");
    assertFalse(lease(shop, "node-1", until.plusSeconds(1), until.plusSeconds(15)));
  }

  @Test
  default void aLeaseOutlivesNewTokens() {
    ShopId shop = shop();
    store().put(shop, tokens("1234", bytes(20)));
    assertTrue(lease(shop, "node-1", NOON, NOON.plusSeconds(15)));
    store().put(shop, tokens("1234", bytes(30)));
    assertFalse(lease(shop, "node-2", NOON.plusSeconds(1), NOON.plusSeconds(15)));
    assertArrayEquals(
        bytes(30),
        store().find(shop, NAMESPACE, "1234").orElseThrow().sealed(),
        "a lease does not touch the tokens");
  }

  @Test
  default void thereIsNoLeaseWithoutTokens() {
    ShopId shop = shop();
    assertFalse(lease(shop, "node-1", NOON, NOON.plusSeconds(15)), "nothing to refresh");
    store().put(shop, tokens("1234", bytes(20)));
    assertTrue(lease(shop, "node-2", NOON, NOON.plusSeconds(15)));
    store().remove(shop, NAMESPACE, "1234");
    store().put(shop, tokens("1234", bytes(20)));
    assertTrue(lease(shop, "node-1", NOON, NOON.plusSeconds(15)), "a lease goes with its tokens");
  }

  @Test
  default void of64CallersOneRefreshes() {
    ShopId shop = shop();
    store().put(shop, tokens("1234", bytes(20)));
    assertOneWins(
        Race.run(i -> lease(shop, "node-" + i, NOON, NOON.plusSeconds(15))), "lease of tokens");
  }

  @Test
  default void of64CallersOneRefreshesAfterALeaseEnded() {
    ShopId shop = shop();
    store().put(shop, tokens("1234", bytes(20)));
    assertTrue(lease(shop, "dead-node", NOON, NOON.plusSeconds(15)));
    Instant later = NOON.plusSeconds(15);
    assertOneWins(
        Race.run(i -> lease(shop, "node-" + i, later, later.plusSeconds(15))),
        "lease of tokens after an expired lease");
  }

  @Test
  default void callersWhoPutTokensAtOnceAllSucceed() {
    ShopId shop = shop();
    Race.run(i -> {
      store().put(shop, tokens("1234", bytes(10 + i)));
      return true;
    });
    assertTrue(store().find(shop, NAMESPACE, "1234").orElseThrow().sealed().length >= 10);
  }

  @Test
  default void twoShopsDoNotSeeEachOthersTokens() {
    ShopId one = shop();
    ShopId two = shop();
    store().put(one, tokens("1234", bytes(20)));
    assertTrue(store().find(two, NAMESPACE, "1234").isEmpty());
    assertFalse(lease(two, "node-1", NOON, NOON.plusSeconds(15)));
    store().put(two, tokens("1234", bytes(30)));
    assertTrue(lease(two, "node-1", NOON, NOON.plusSeconds(15)));
    assertTrue(lease(one, "node-2", NOON, NOON.plusSeconds(15)));
    store().remove(two, NAMESPACE, "1234");
    assertArrayEquals(
        bytes(20), store().find(one, NAMESPACE, "1234").orElseThrow().sealed());
  }
}
