package io.membersync.oauth;

import io.membersync.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What is exchanged for tokens, once.
 *
 * @param redirectUri exactly the one of the authorization request
 * @param verifier of PKCE, where a challenge was sent
 * @param nonce that the ID token must repeat, where one was sent
 * @param requestedScopes of the authorization request; empty when the provider's console decided
 */
public record CodeExchange(
    Secret code,
    URI redirectUri,
    Optional<Secret> verifier,
    Optional<String> nonce,
    List<String> requestedScopes) {
  public CodeExchange {
    requestedScopes = List.copyOf(requestedScopes);
  }

  @Override
  public String toString() {
    return "CodeExchange[hidden]";
  }
}
