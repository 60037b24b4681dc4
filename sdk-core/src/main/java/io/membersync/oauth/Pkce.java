package io.membersync.oauth;

import io.membersync.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Proof Key for Code Exchange, method S256 (RFC 7636). */
final class Pkce {
  /** 32 random bytes give a verifier of 43 characters, the shortest the standard allows. */
  static final int VERIFIER_BYTES = 32;

  private Pkce() {}

  static String challenge(Secret verifier) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256")
          .digest(verifier.reveal().getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256");
    }
  }
}
