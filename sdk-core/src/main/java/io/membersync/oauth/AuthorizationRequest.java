package io.membersync.oauth;

import io.membersync.Secret;
import io.membersync.internal.Sealer;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.AuthorizationAsk;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An authorization request (RFC 6749, section 4.1.1; PKCE, RFC 7636; nonce, OpenID Connect Core,
 * section 3.1.2.1) and what must be remembered of it.
 */
public record AuthorizationRequest(URI uri, String state, Optional<Secret> verifier, Secret nonce) {

  /** Makes one; the standard's parameters cannot be overridden by the provider's. */
  public static AuthorizationRequest create(
      Provider provider,
      Endpoints endpoints,
      URI redirectUri,
      AuthorizationAsk ask,
      String state,
      Sealer sealer) {
    Secret nonce = Secret.of(sealer.random(24));
    Optional<Secret> verifier = provider.descriptor().usesPkce()
        ? Optional.of(Secret.of(sealer.random(Pkce.VERIFIER_BYTES)))
        : Optional.empty();
    Map<String, String> parameters = new LinkedHashMap<>(provider.authorizationParameters(ask));
    parameters.put("response_type", "code");
    parameters.put("client_id", provider.client().clientId());
    parameters.put("redirect_uri", redirectUri.toString());
    parameters.put("state", state);
    if (provider.descriptor().issuer().isPresent()) {
      parameters.put("nonce", nonce.reveal());
      provider
          .descriptor()
          .maxAge()
          .ifPresent(longest -> parameters.put("max_age", Long.toString(longest.toSeconds())));
      List<String> classes = provider.descriptor().acrValues();
      if (!classes.isEmpty()) {
        parameters.put("acr_values", String.join(" ", classes));
      }
    }
    verifier.ifPresent(secret -> {
      parameters.put("code_challenge", Pkce.challenge(secret));
      parameters.put("code_challenge_method", "S256");
    });
    StringBuilder address = new StringBuilder(endpoints.authorization().toString());
    char separator = endpoints.authorization().getRawQuery() == null ? '?' : '&';
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      address.append(separator).append(FormText.encodeQuery(parameter.getKey())).append('=');
      address.append(FormText.encodeQuery(parameter.getValue()));
      separator = '&';
    }
    return new AuthorizationRequest(URI.create(address.toString()), state, verifier, nonce);
  }

  @Override
  public String toString() {
    return "AuthorizationRequest[" + uri.getHost() + "]";
  }
}
