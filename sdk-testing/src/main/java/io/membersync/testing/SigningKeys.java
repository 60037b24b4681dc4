package io.membersync.testing;

import io.membersync.testing.http.JsonNode;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;

/**
 * The RSA keys of one fake: the one that signs, and the one before it. Making a key takes a tenth
 * of a second, so keys go back to a pool when their fake closes; fakes that are open at the same
 * time never share one.
 */
final class SigningKeys implements AutoCloseable {
  /** How an ES256 signature is made (RFC 7518, 3.4). */
  static final String ES256 = "SHA256withECDSAinP1363Format";

  private static final int COORDINATE = 32;
  private static final Deque<KeyPair> POOL = new ArrayDeque<>();

  private final List<Named> published = new ArrayList<>();
  private final List<KeyPair> taken = new ArrayList<>();
  private int count;

  /** A key pair under its key id. */
  record Named(String kid, KeyPair pair) {}

  /** Makes the first keys, so that nobody has to wait for them later. */
  synchronized void prepare() {
    publishTwo();
  }

  /** The key that signs now. */
  synchronized Named signing() {
    publishTwo();
    return published.get(0);
  }

  /** Puts a key that nobody has seen in front, and takes the oldest away. */
  synchronized Named rotate() {
    publishTwo();
    published.remove(published.size() - 1);
    published.add(0, next());
    return published.get(0);
  }

  /** The key set as it is published. */
  synchronized JsonNode.JsonObject keySet() {
    publishTwo();
    JsonNode.Array keys = new JsonNode.Array();
    for (Named key : published) {
      RSAPublicKey rsa = (RSAPublicKey) key.pair().getPublic();
      keys.add(JsonNode.object()
          .add("kid", key.kid())
          .add("kty", "RSA")
          .add("alg", "RS256")
          .add("use", "sig")
          .add("n", unsigned(rsa.getModulus()))
          .add("e", unsigned(rsa.getPublicExponent())));
    }
    return JsonNode.object().add("keys", keys);
  }

  @Override
  public synchronized void close() {
    synchronized (POOL) {
      POOL.addAll(taken);
    }
    taken.clear();
    published.clear();
  }

  private void publishTwo() {
    if (published.isEmpty()) {
      published.add(next());
      published.add(next());
    }
  }

  private Named next() {
    KeyPair pair = take();
    taken.add(pair);
    return new Named("ms-key-" + ++count, pair);
  }

  private static KeyPair take() {
    synchronized (POOL) {
      KeyPair pooled = POOL.poll();
      if (pooled != null) {
        return pooled;
      }
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no RSA", e);
    }
  }

  /** A key of its own on the curve P-256, which takes no time to make. */
  static KeyPair elliptic() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no P-256", e);
    }
  }

  /** The key set of one such key. */
  static JsonNode.JsonObject ellipticKeySet(String kid, KeyPair pair) {
    ECPublicKey key = (ECPublicKey) pair.getPublic();
    return JsonNode.object()
        .add(
            "keys",
            new JsonNode.Array()
                .add(JsonNode.object()
                    .add("kty", "EC")
                    .add("alg", "ES256")
                    .add("use", "sig")
                    .add("kid", kid)
                    .add("crv", "P-256")
                    .add("x", coordinate(key.getW().getAffineX()))
                    .add("y", coordinate(key.getW().getAffineY()))));
  }

  /** Of one length, whatever the number. */
  private static String coordinate(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] whole = new byte[COORDINATE];
    int length = Math.min(bytes.length, COORDINATE);
    byte[] last = Arrays.copyOfRange(bytes, bytes.length - length, bytes.length);
    System.arraycopy(last, 0, whole, COORDINATE - length, length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
  }

  private static String unsigned(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] magnitude =
        bytes[0] == 0 && bytes.length > 1 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(magnitude);
  }
}
