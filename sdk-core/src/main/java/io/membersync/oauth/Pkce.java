package io.membersync.oauth;

import io.membersync.Secret;
import io.membersync.internal.Sha256;
import java.util.Base64;

/** Proof Key for Code Exchange, method S256 (RFC 7636). */
final class Pkce {
  /** 32 random bytes give a verifier of 43 characters, the shortest the standard allows. */
  static final int VERIFIER_BYTES = 32;

  private Pkce() {}

  static String challenge(Secret verifier) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(verifier.reveal()));
  }
}
