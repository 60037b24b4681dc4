package io.membersync.oauth;

import io.membersync.internal.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * What ties an ID token to the sign-in that it is for.
 *
 * @param nonce that it must repeat; empty when none was sent
 * @param inApp whether it went through the shop's own app: nothing but the nonce ties it then
 * @param besideAccessToken whether both came in one answer, so that the one's hash of the other counts
 */
record Binding(Optional<String> nonce, boolean inApp, boolean besideAccessToken) {
  /** Of tokens that no sign-in under way has asked for. */
  static final Binding NONE = of(Optional.empty());

  static Binding of(Optional<String> nonce) {
    return new Binding(nonce, false, true);
  }

  /** Whether the token's nonce is the one; SDKs of apps may hash what they are given. */
  boolean fits(String actual) {
    return nonce
        .map(sent -> isSame(sent, actual) || (inApp && isSame(Sha256.hex(sent), actual)))
        .orElse(true);
  }

  private static boolean isSame(String expected, String actual) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), actual.getBytes(StandardCharsets.UTF_8));
  }
}
