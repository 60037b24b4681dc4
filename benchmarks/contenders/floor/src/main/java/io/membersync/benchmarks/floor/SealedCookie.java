package io.membersync.benchmarks.floor;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A cookie that only the shop can read: AES-256-GCM and nothing else. */
final class SealedCookie {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random;
  private final SecretKeySpec key;

  SealedCookie(SecureRandom random) {
    this.random = random;
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    this.key = new SecretKeySpec(secret, "AES");
  }

  String seal(String text) throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
    byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    byte[] whole = Arrays.copyOf(nonce, NONCE + sealed.length);
    System.arraycopy(sealed, 0, whole, NONCE, sealed.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
  }

  String open(String cookie) throws GeneralSecurityException {
    byte[] whole = Base64.getUrlDecoder().decode(cookie);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, whole, 0, NONCE));
    byte[] plain = cipher.doFinal(whole, NONCE, whole.length - NONCE);
    return new String(plain, StandardCharsets.US_ASCII);
  }
}
