package io.membersync.oauth;

import io.membersync.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is exchanged for tokens, once.
 *
 * @param redirectUri exactly the one of the authorization request
 * @param verifier of PKCE, where a challenge was sent
 * @param state of the authorization request
 * @param nonce that the ID token must repeat, where one was sent
 * @param callback the parameters that the provider's descriptor wants of it
 * @param requestedScopes of the authorization request; empty when the provider's console decided
 */
public record CodeExchange(
    Secret code,
    URI redirectUri,
    String state,
    Optional<Secret> verifier,
    Optional<String> nonce,
    Map<String, String> callback,
    List<String> requestedScopes) {
  public CodeExchange {
    callback = Map.copyOf(callback);
    requestedScopes = List.copyOf(requestedScopes);
  }

  @Override
  public String toString() {
    return "CodeExchange[hidden]";
  }
}
