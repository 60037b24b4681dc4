package io.membersync.oauth;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A security event token (RFC 8417), or what a provider has in its place: signed by the keys that sign
 * its ID tokens, for this shop, and not from the future. It may be as old as it likes: it tells of the
 * past.
 */
final class SignedNotice {
  private static final String STEP = "notice";

  private final Provider provider;
  private final KeyCache keys;

  SignedNotice(Provider provider, KeyCache keys) {
    this.provider = provider;
    this.keys = keys;
  }

  /** Its claims; waits for keys where none at hand fits. */
  JsonDocument prove(String text, Optional<URI> keysAddress, Instant now, Deadline deadline)
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
      Optional<CompletableFuture<KeySet>> load = keys.load(provider, address, cached);
      if (load.isPresent()
          && KeySet.anyVerifies(await(load.get(), deadline).candidates(token), token)) {
        return token.claims();
      }
    }
    throw new TokenRefused("signature", "its signature is wrong or its key unknown")
        .of(provider, STEP);
  }

  private KeySet await(CompletableFuture<KeySet> load, Deadline deadline) throws ProviderFailure {
    try {
      return load.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Steps.timeout(provider, KeyCache.STEP);
    } catch (TimeoutException e) {
      throw Steps.timeout(provider, KeyCache.STEP);
    } catch (ExecutionException e) {
      throw Steps.shared(provider, KeyCache.STEP, e.getCause());
    }
  }
}
