package io.membersync.internal;

import io.membersync.member.ShopId;
import io.membersync.records.KeyRing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and authenticates with keys derived from the shop's key ring: one key per use (HKDF with
 * SHA-256, RFC 5869), AES-256-GCM, bound to shop, use and row. Safe for many threads.
 */
public final class Sealer {
  private static final byte FORM = 1;
  private static final int KEY_ID = 4;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final ShopId shop;
  private final List<byte[]> extracted = new ArrayList<>();
  private final Map<String, List<SecretKeySpec>> derived = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();

  public Sealer(KeyRing ring, ShopId shop) {
    this.shop = shop;
    byte[] salt = "membersync".getBytes(StandardCharsets.UTF_8);
    ring.secrets()
        .forEach(
            secret -> extracted.add(hmac(salt, secret.reveal().getBytes(StandardCharsets.UTF_8))));
  }

  /** The keys of one use, newest first. */
  public List<SecretKeySpec> keys(String use) {
    return derived.computeIfAbsent(
        use,
        u -> extracted.stream()
            .map(key -> new SecretKeySpec(
                hmac(key, (u + "\u0001").getBytes(StandardCharsets.UTF_8)), "AES"))
            .toList());
  }

  /** Seals bytes for one row of one use. */
  public byte[] seal(String use, String row, byte[] plain) {
    SecretKeySpec key = keys(use).get(0);
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(associated(use, row));
      byte[] sealed = cipher.doFinal(plain);
      return ByteBuffer.allocate(1 + KEY_ID + NONCE + sealed.length)
          .put(FORM)
          .put(keyId(key))
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "this Java runtime cannot seal: " + e.getClass().getName());
    }
  }

  /** Opens what {@link #seal} made for this row; empty when it is anything else. */
  public Optional<byte[]> open(String use, String row, byte[] sealed) {
    if (sealed.length < 1 + KEY_ID + NONCE + TAG_BITS / 8 || sealed[0] != FORM) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
    byte[] keyId = new byte[KEY_ID];
    byte[] nonce = new byte[NONCE];
    buffer.get(keyId).get(nonce);
    for (SecretKeySpec key : keys(use)) {
      if (!MessageDigest.isEqual(keyId, keyId(key))) {
        continue;
      }
      try {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associated(use, row));
        int start = 1 + KEY_ID + NONCE;
        return Optional.of(cipher.doFinal(sealed, start, sealed.length - start));
      } catch (GeneralSecurityException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** A keyed hash of text, by the newest key. */
  public byte[] mac(String use, String text) {
    return mac(keys(use).get(0), text);
  }

  /** A keyed hash as 43 letters, digits, hyphens and underscores: a row key that tells nothing. */
  public String key(String use, String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(use, text));
  }

  /** The row keys of text by every key of the ring, newest first: where an older one may stand. */
  public List<String> rowKeys(String use, String text) {
    return macs(use, text).stream()
        .map(mac -> Base64.getUrlEncoder().withoutPadding().encodeToString(mac))
        .toList();
  }

  /** The keyed hashes of text by every key of the ring, newest first. */
  public List<byte[]> macs(String use, String text) {
    return keys(use).stream().map(key -> mac(key, text)).toList();
  }

  /** Random bytes as letters, digits, hyphens and underscores. */
  public String random(int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
  }

  /** Random letters and digits. */
  public String randomLetters(int length) {
    byte[] value = new byte[2 * length];
    random.nextBytes(value);
    return Letters.of(value, length);
  }

  private byte[] mac(SecretKey key, String text) {
    return hmac(key.getEncoded(), (shop.value() + "\n" + text).getBytes(StandardCharsets.UTF_8));
  }

  private byte[] associated(String use, String row) {
    return (shop.value() + "\n" + use + "\n" + row).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] keyId(SecretKeySpec key) {
    byte[] id = new byte[KEY_ID];
    System.arraycopy(
        hmac(key.getEncoded(), "key id".getBytes(StandardCharsets.UTF_8)), 0, id, 0, KEY_ID);
    return id;
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no HmacSHA256");
    }
  }
}
