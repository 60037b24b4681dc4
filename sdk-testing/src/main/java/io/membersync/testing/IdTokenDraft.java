package io.membersync.testing;

import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * An ID token just before it is signed, for {@link FakeKakao#changeIdTokens}. Every method answers
 * a changed copy; prints nothing of its content.
 */
public final class IdTokenDraft {
  private final String header;
  private final String payload;
  private final Key key;
  private final String algorithm;
  private final UnaryOperator<byte[]> signature;
  private final UnaryOperator<String> compact;

  IdTokenDraft(String header, String payload, PrivateKey key) {
    this(header, payload, key, "SHA256withRSA");
  }

  IdTokenDraft(String header, String payload, Key key, String algorithm) {
    this(header, payload, key, algorithm, bytes -> bytes, text -> text);
  }

  private IdTokenDraft(
      String header,
      String payload,
      Key key,
      String algorithm,
      UnaryOperator<byte[]> signature,
      UnaryOperator<String> compact) {
    this.header = header;
    this.payload = payload;
    this.key = key;
    this.algorithm = algorithm;
    this.signature = signature;
    this.compact = compact;
  }

  /** The JOSE header as JSON text. */
  public String header() {
    return header;
  }

  /** The claims as JSON text. */
  public String payload() {
    return payload;
  }

  /** Sets a header member: text, number, Boolean or null. */
  public IdTokenDraft header(String name, @Nullable Object value) {
    return withHeader(member(header, name, JsonNode.of(value)));
  }

  public IdTokenDraft withoutHeader(String name) {
    return withHeader(member(header, name, null));
  }

  /** Any text as the header, JSON or not. */
  public IdTokenDraft withHeader(String json) {
    return new IdTokenDraft(json, payload, key, algorithm, signature, compact);
  }

  /** Sets a claim: text, number, Boolean, a collection of these, or null. */
  public IdTokenDraft claim(String name, @Nullable Object value) {
    return withPayload(member(payload, name, JsonNode.of(value)));
  }

  /** Sets a claim to JSON text, sent as it stands. */
  public IdTokenDraft claimJson(String name, String json) {
    return withPayload(member(payload, name, JsonNode.raw(json)));
  }

  public IdTokenDraft withoutClaim(String name) {
    return withPayload(member(payload, name, null));
  }

  /** Any text as the claims, JSON or not. */
  public IdTokenDraft withPayload(String json) {
    return new IdTokenDraft(header, json, key, algorithm, signature, compact);
  }

  /**
   * Signs with another key; the header still says RS256 unless it is changed too.
   *
   * @param javaAlgorithm of a {@link Signature} for a private key ({@code SHA256withRSA}, {@code
   *     SHA256withECDSAinP1363Format}, {@code Ed25519}), of a {@link Mac} for any other ({@code
   *     HmacSHA256})
   */
  public IdTokenDraft signedBy(Key other, String javaAlgorithm) {
    return new IdTokenDraft(header, payload, other, javaAlgorithm, signature, compact);
  }

  /** Changes the bytes of the signature; an empty array leaves it out. */
  public IdTokenDraft signature(UnaryOperator<byte[]> change) {
    return new IdTokenDraft(header, payload, key, algorithm, change, compact);
  }

  /** Changes the finished token, such as to text that is no token at all. */
  public IdTokenDraft compact(UnaryOperator<String> change) {
    return new IdTokenDraft(header, payload, key, algorithm, signature, change);
  }

  String sign() {
    String input = encode(header) + "." + encode(payload);
    byte[] bytes = signature.apply(sign(input.getBytes(StandardCharsets.UTF_8)));
    return compact.apply(
        input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  private byte[] sign(byte[] input) {
    try {
      if (key instanceof PrivateKey privateKey) {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(privateKey);
        signer.update(input);
        return signer.sign();
      }
      Mac mac = Mac.getInstance(algorithm);
      mac.init(key);
      return mac.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot sign with " + algorithm + " and this key", e);
    }
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String member(String json, String name, @Nullable JsonNode value) {
    if (!(JsonText.parse(json).orElse(null) instanceof JsonNode.JsonObject object)) {
      throw new IllegalStateException("the text was replaced by something that is no JSON object");
    }
    if (value == null) {
      object.remove(name);
    } else {
      object.set(name, value);
    }
    return object.toString();
  }

  @Override
  public String toString() {
    return "IdTokenDraft[hidden]";
  }
}
