package io.membersync.oauth;

import com.nimbusds.jose.JOSEException;
import io.membersync.Secret;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ID token of one sign-in: its claims are judged before any further call goes out, its
 * signature at once where a fitting key is at hand and otherwise as soon as the keys have come.
 */
final class IdTokenCheck {
  static final String STEP = "id_token";
  private static final Logger LOG = LoggerFactory.getLogger(IdTokenCheck.class);

  private final Provider provider;
  private final Endpoints endpoints;
  private final KeyCache keys;

  IdTokenCheck(Provider provider, Endpoints endpoints, KeyCache keys) {
    this.provider = provider;
    this.endpoints = endpoints;
    this.keys = keys;
  }

  /** The token with good claims and a signature yet to be proven; empty without OpenID Connect. */
  Optional<CompactToken> read(TokenSet tokens, Binding binding) throws ProviderFailure {
    if (endpoints.issuer().isEmpty()) {
      return Optional.empty();
    }
    Secret text = tokens
        .idToken()
        .orElseThrow(() -> Steps.protocol(
            provider, STEP, "id_token_missing", "No ID token is there; sign in again."));
    try {
      CompactToken token = CompactToken.parse(text.reveal());
      new TokenClaims(token)
          .check(
              provider,
              binding,
              tokens.accessToken().filter(any -> binding.besideAccessToken()),
              tokens.receivedAt());
      return Optional.of(token);
    } catch (TokenRefused e) {
      throw e.of(provider, STEP);
    }
  }

  /**
   * Proves the signature.
   *
   * @param group fails when the keys have come and none made the signature, or when none come
   * @return done when that is known; it never fails itself
   * @throws ProviderFailure if a key at hand shows already that the signature is wrong
   */
  CompletableFuture<?> prove(CompactToken token, CallGroup group) throws ProviderFailure {
    if (token.algorithm().startsWith("HS")) {
      if (!secretKey().verifies(token)) {
        throw wrongSignature();
      }
      return CompletableFuture.completedFuture(null);
    }
    URI address = endpoints
        .keys()
        .orElseThrow(() -> ProviderFailure.of(
            provider.descriptor().id(),
            KeyCache.STEP,
            ErrorKind.CONFIGURATION,
            "keys_address_missing",
            "OpenID Connect is configured without a keys address."));
    Optional<KeySet> cached = keys.cached(provider, address);
    List<SignatureKey> fitting = cached.map(set -> set.candidates(token)).orElse(List.of());
    if (KeySet.anyVerifies(fitting, token)) {
      return CompletableFuture.completedFuture(null);
    }
    if (!fitting.isEmpty() && token.keyId().isPresent()) {
      throw wrongSignature(); // without a key id a new key looks just the same
    }
    CompletableFuture<KeySet> load =
        keys.load(provider, address, cached).orElseThrow(() -> unknownKey(token));
    return load.handle((set, failure) -> {
      if (set == null) {
        group.fail(Steps.shared(provider, KeyCache.STEP, failure));
      } else if (!KeySet.anyVerifies(set.candidates(token), token)) {
        group.fail(unknownKey(token));
      }
      return null;
    });
  }

  /** A profile answer that is a signed token itself (OpenID Connect Core, section 5.3.2). */
  CompactToken signedProfile(String step, byte[] body) throws ProviderFailure {
    try {
      CompactToken token = CompactToken.parse(new String(body, StandardCharsets.ISO_8859_1));
      new TokenClaims(token).checkProfile(provider);
      List<SignatureKey> fitting = token.algorithm().startsWith("HS")
          ? List.of(secretKey())
          : keys.cached(provider, endpoints.keys().orElseThrow())
              .map(set -> set.candidates(token))
              .orElse(List.of());
      if (!KeySet.anyVerifies(fitting, token)) {
        throw new TokenRefused("signature", "its signature is wrong or its key unknown");
      }
      return token;
    } catch (TokenRefused e) {
      throw e.of(provider, step);
    }
  }

  private ProviderFailure wrongSignature() {
    return Steps.protocol(
        provider,
        STEP,
        "signature",
        "The ID token's signature is wrong; it may be an attack. Start the sign-in again.");
  }

  private SignatureKey secretKey() throws ProviderFailure {
    Optional<Secret> secret = provider.client().secret();
    try {
      if (secret.isPresent()) {
        return SignatureKey.ofSecret(secret.get().reveal().getBytes(StandardCharsets.UTF_8));
      }
    } catch (JOSEException e) {
      // too short for this algorithm: the same advice as for none
    }
    throw ProviderFailure.of(
        provider.descriptor().id(),
        STEP,
        ErrorKind.CONFIGURATION,
        "client_secret_unfit",
        "ID tokens signed with the client secret need one of at least 32 bytes.");
  }

  private ProviderFailure unknownKey(CompactToken token) {
    LOG.warn(
        "provider {}: no key of the provider fits the ID token (key id hash {})",
        provider.descriptor().id(),
        token.shownKeyId());
    return Steps.protocol(
        provider,
        STEP,
        "unknown_key",
        "The ID token is signed by a key that the provider does not publish.");
  }
}
