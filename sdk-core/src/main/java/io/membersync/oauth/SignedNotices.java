package io.membersync.oauth;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Proves security event tokens (RFC 8417), or what a provider has in their place: signed by the keys
 * that sign its ID tokens, for this shop, and not from the future. They may be as old as they like:
 * they tell of the past. Safe for many threads.
 */
final class SignedNotices {
  static final String STEP = "notice";

  // Anybody can send one that no key at hand fits, and the shop's own threads wait.
  private static final int MOST_WAITING = 16;

  private final KeyCache keys;
  private final Map<ProviderId, Semaphore> waiting = new ConcurrentHashMap<>();

  SignedNotices(KeyCache keys) {
    this.keys = keys;
  }

  /** Its claims; waits for keys where none at hand fits, and fails at once where many wait. */
  JsonDocument prove(
      Provider provider, String text, Optional<URI> keysAddress, Instant now, Deadline deadline)
      throws ProviderFailure {
    CompactToken token;
    try {
      token = CompactToken.parseNotice(text);
      new TokenClaims(token).checkNotice(provider, now);
    } catch (TokenRefused e) {
      throw e.of(provider, STEP);
    }
    URI address = keysAddress.orElseThrow(() -> ProviderFailure.of(
        provider.descriptor().id(),
        STEP,
        ErrorKind.CONFIGURATION,
        "keys_address_missing",
        "Signed notices need a keys address."));
    Optional<KeySet> cached = keys.cached(provider, address);
    List<SignatureKey> fitting = cached.map(set -> set.candidates(token)).orElse(List.of());
    if (KeySet.anyVerifies(fitting, token)) {
      return token.claims();
    }
    if (fitting.isEmpty() || token.keyId().isEmpty()) {
      // A new key may be the one that was not looked for: the notice is to come again.
      CompletableFuture<KeySet> load = keys.load(provider, address, cached)
          .orElseThrow(() -> Steps.busy(provider, KeyCache.STEP));
      if (KeySet.anyVerifies(await(provider, load, deadline).candidates(token), token)) {
        return token.claims();
      }
    }
    throw new TokenRefused("signature", "its signature is wrong or its key unknown")
        .of(provider, STEP);
  }

  private KeySet await(Provider provider, CompletableFuture<KeySet> load, Deadline deadline)
      throws ProviderFailure {
    Semaphore permits =
        waiting.computeIfAbsent(provider.descriptor().id(), id -> new Semaphore(MOST_WAITING));
    if (!permits.tryAcquire()) {
      throw Steps.busy(provider, KeyCache.STEP);
    }
    try {
      return Steps.await(provider, KeyCache.STEP, load, deadline);
    } finally {
      permits.release();
    }
  }
}
