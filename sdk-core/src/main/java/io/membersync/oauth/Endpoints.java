package io.membersync.oauth;

import java.net.URI;
import java.util.Optional;

/**
 * The addresses of a provider, from its descriptor or its metadata. Not yet mapped: {@link
 * EndpointMap} is asked when one is used.
 *
 * @param keys where the keys of ID tokens are
 * @param issuer exactly as ID tokens name it; empty for a provider without OpenID Connect
 * @param issuerInCallback whether every callback names the issuer (RFC 9207)
 */
public record Endpoints(
    URI authorization,
    URI token,
    Optional<URI> profile,
    Optional<URI> keys,
    Optional<String> issuer,
    boolean issuerInCallback) {
  /** These as if the provider had no OpenID Connect. */
  Endpoints withoutIssuer() {
    return new Endpoints(authorization, token, profile, keys, Optional.empty(), false);
  }
}
