package io.membersync.provider.facebook;

import io.membersync.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What is keyed by the app secret; it never leaves here but by {@link #reveal}. */
final class AppSecret {
  private static final String ALGORITHM = "HmacSHA256";

  private final Secret secret;

  AppSecret(Secret secret) {
    this.secret = secret;
  }

  Secret reveal() {
    return secret;
  }

  /**
   * The {@code appsecret_proof} of a call with this token (<a
   * href="https://developers.facebook.com/docs/graph-api/guides/secure-requests">secure requests</a>,
   * read 2026-11-21).
   */
  Secret proof(Secret accessToken) {
    return Secret.of(HexFormat.of().formatHex(hmac(accessToken.reveal())));
  }

  byte[] hmac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  @Override
  public String toString() {
    return "AppSecret[hidden]";
  }
}
