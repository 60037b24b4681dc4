package io.membersync.internal;

import io.membersync.member.ShopId;
import io.membersync.records.KeyRing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.Mac;
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
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String COMPACT_HEADER =
      base64("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}".getBytes(StandardCharsets.UTF_8));
  private static final byte[] COMPACT_HEADER_BYTES =
      COMPACT_HEADER.getBytes(StandardCharsets.US_ASCII);

  private final ShopId shop;
  private final List<byte[]> extracted = new ArrayList<>();
  private final Map<String, List<UseKey>> derived = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();

  public Sealer(KeyRing ring, ShopId shop) {
    this.shop = shop;
    byte[] salt = "membersync".getBytes(StandardCharsets.UTF_8);
    ring.secrets()
        .forEach(
            secret -> extracted.add(hmac(salt, secret.reveal().getBytes(StandardCharsets.UTF_8))));
  }

  /** A key of one use, with what is made of it again and again. */
  private static final class UseKey {
    final SecretKeySpec cipher;
    // Ready with the key and only ever copied: to look an algorithm up and take a key in costs more
    // than the hash itself.
    private final Mac mac;
    // Tells from a sealed row which key opens it.
    final byte[] id;
    // Idle ones keep the rounds of this key; at most as many as ever ran at the same time.
    private final Queue<Cipher> idle = new ConcurrentLinkedQueue<>();

    UseKey(byte[] key) {
      this.cipher = new SecretKeySpec(key, "AES");
      this.mac = newMac(key);
      this.id = Arrays.copyOf(hash("key id"), KEY_ID);
    }

    byte[] hash(String text) {
      Mac own;
      try {
        own = (Mac) mac.clone();
      } catch (CloneNotSupportedException e) {
        own = newMac(cipher.getEncoded()); // another security provider than Java's own
      }
      return own.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One that has failed is not used again. */
    byte[] run(int mode, byte[] nonce, byte[] associated, byte[] text)
        throws GeneralSecurityException {
      Cipher own = idle.poll();
      if (own == null) {
        own = Cipher.getInstance("AES/GCM/NoPadding");
      }
      own.init(mode, cipher, new GCMParameterSpec(TAG_BITS, nonce));
      own.updateAAD(associated);
      byte[] done = own.doFinal(text);
      idle.add(own);
      return done;
    }
  }

  /** The keys of one use, newest first. */
  private List<UseKey> keys(String use) {
    return derived.computeIfAbsent(
        use,
        u -> extracted.stream()
            .map(key -> new UseKey(hmac(key, (u + "\u0001").getBytes(StandardCharsets.UTF_8))))
            .toList());
  }

  /** Seals bytes for one row of one use. */
  public byte[] seal(String use, String row, byte[] plain) {
    UseKey key = keys(use).get(0);
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] sealed = encrypt(key, nonce, associated(use, row), plain);
    return ByteBuffer.allocate(1 + KEY_ID + NONCE + sealed.length)
        .put(FORM)
        .put(key.id)
        .put(nonce)
        .put(sealed)
        .array();
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
    byte[] encrypted = Arrays.copyOfRange(sealed, 1 + KEY_ID + NONCE, sealed.length);
    for (UseKey key : keys(use)) {
      if (MessageDigest.isEqual(keyId, key.id)) {
        return decrypt(key, nonce, associated(use, row), encrypted);
      }
    }
    return Optional.empty();
  }

  /**
   * Seals bytes for a cookie: a JWE in the compact form (RFC 7516, section 7.1), encrypted directly
   * with the key of one use. The caller puts the shop into the content.
   */
  public String sealCompact(String use, byte[] plain) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] sealed = encrypt(keys(use).get(0), nonce, COMPACT_HEADER_BYTES, plain);
    int tag = sealed.length - TAG_BITS / 8;
    return COMPACT_HEADER + ".."
        + base64(nonce) + "."
        + base64(Arrays.copyOf(sealed, tag)) + "."
        + base64(Arrays.copyOfRange(sealed, tag, sealed.length));
  }

  /** Opens what {@link #sealCompact} made; empty when it is anything else. */
  public Optional<byte[]> openCompact(String use, String compact) {
    if (!compact.startsWith(COMPACT_HEADER + "..")) {
      return Optional.empty();
    }
    String[] parts = compact.substring(COMPACT_HEADER.length() + 2).split("\\.", 4);
    if (parts.length != 3) {
      return Optional.empty();
    }
    byte[] nonce;
    byte[] encrypted;
    try {
      nonce = canonical(parts[0]);
      byte[] content = canonical(parts[1]);
      byte[] tag = canonical(parts[2]);
      if (nonce.length != NONCE || tag.length != TAG_BITS / 8) {
        return Optional.empty();
      }
      encrypted = Arrays.copyOf(content, content.length + tag.length);
      System.arraycopy(tag, 0, encrypted, content.length, tag.length);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return keys(use).stream()
        .flatMap(key -> decrypt(key, nonce, COMPACT_HEADER_BYTES, encrypted).stream())
        .findFirst();
  }

  private static byte[] encrypt(UseKey key, byte[] nonce, byte[] associated, byte[] plain) {
    try {
      return key.run(Cipher.ENCRYPT_MODE, nonce, associated, plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "this Java runtime cannot seal: " + e.getClass().getName());
    }
  }

  private static Optional<byte[]> decrypt(
      UseKey key, byte[] nonce, byte[] associated, byte[] encrypted) {
    try {
      return Optional.of(key.run(Cipher.DECRYPT_MODE, nonce, associated, encrypted));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** A keyed hash of text, by the newest key. */
  public byte[] mac(String use, String text) {
    return mac(keys(use).get(0), text);
  }

  /** A keyed hash as 43 letters, digits, hyphens and underscores: a row key that tells nothing. */
  public String key(String use, String text) {
    return base64(mac(use, text));
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
    return base64(value);
  }

  /** Random letters and digits. */
  public String randomLetters(int length) {
    byte[] value = new byte[2 * length];
    random.nextBytes(value);
    return Letters.of(value, length);
  }

  private byte[] mac(UseKey key, String text) {
    return key.hash(shop.value() + "\n" + text);
  }

  private byte[] associated(String use, String row) {
    return (shop.value() + "\n" + use + "\n" + row).getBytes(StandardCharsets.UTF_8);
  }

  /** Text has one spelling: bits that say nothing must be zero. */
  private static byte[] canonical(String base64) {
    byte[] bytes = Base64.getUrlDecoder().decode(base64);
    if (!base64(bytes).equals(base64)) {
      throw new IllegalArgumentException("not canonical");
    }
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return BASE64.encodeToString(bytes);
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    return newMac(key).doFinal(data);
  }

  private static Mac newMac(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no HmacSHA256");
    }
  }
}
