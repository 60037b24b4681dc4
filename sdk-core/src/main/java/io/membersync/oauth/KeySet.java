package io.membersync.oauth;

import io.membersync.provider.JsonDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The public keys of a provider as one answer gave them. Immutable. */
final class KeySet {
  static final int MOST_KEYS = 100;
  private static final int MOST_TRIALS = 10;

  private final List<SignatureKey> keys;
  private final int privateKeys;

  private KeySet(List<SignatureKey> keys, int privateKeys) {
    this.keys = List.copyOf(keys);
    this.privateKeys = privateKeys;
  }

  /** Reads a key set (RFC 7517); empty when it holds no usable key or more than anybody has. */
  static Optional<KeySet> read(JsonDocument body) {
    List<JsonDocument> items = body.findObjects("keys").orElse(List.of());
    if (items.size() > MOST_KEYS) {
      return Optional.empty();
    }
    List<SignatureKey> keys = new ArrayList<>();
    int privateKeys = 0;
    for (JsonDocument item : items) {
      if (SignatureKey.isPrivate(item)) {
        privateKeys++;
      }
      SignatureKey.read(item).ifPresent(keys::add);
    }
    return keys.isEmpty() && privateKeys == 0
        ? Optional.empty()
        : Optional.of(new KeySet(keys, privateKeys));
  }

  /** How many published keys were secret ones; they are not used. */
  int privateKeys() {
    return privateKeys;
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  boolean fitsAny(Set<String> algorithms) {
    return keys.stream().anyMatch(key -> algorithms.stream().anyMatch(key::fits));
  }

  /** The keys that may have signed this token: by its key id, or all of the kind without one. */
  List<SignatureKey> candidates(CompactToken token) {
    List<SignatureKey> fitting = new ArrayList<>();
    for (SignatureKey key : keys) {
      boolean named = token.keyId().isEmpty() || token.keyId().equals(key.id());
      if (named && key.fits(token.algorithm()) && fitting.size() < MOST_TRIALS) {
        fitting.add(key);
      }
    }
    return fitting;
  }

  static boolean anyVerifies(List<SignatureKey> candidates, CompactToken token) {
    for (SignatureKey key : candidates) {
      if (key.verifies(token)) {
        return true;
      }
    }
    return false;
  }
}
