package io.membersync.oauth;

import static java.util.Map.entry;

import com.nimbusds.jose.JOSEException;
import io.membersync.VectorCollection;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.testsupport.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tokens, keys and signatures against the collection C2SP/wycheproof, run by hand. */
@Tag("vectors")
class SignatureVectorsTest {
  private static final Map<String, String> EXPLAINED = Map.ofEntries(
      entry("json_web_signature_test.json 346", "a PS384 token for a key that is for PS256 only"),
      entry("json_web_signature_test.json 347", "the key's algorithm ES521 is none of RFC 7518"),
      entry("json_web_signature_test.json 350", "a PS384 token for a key that is for PS256 only"),
      entry("json_web_signature_test.json 351", "the key's algorithm ES521 is none of RFC 7518"),
      entry("json_web_signature_test.json 367", "its text is that of the valid test 357"),
      entry("json_web_signature_test.json 370", "its text is that of the valid test 357"),
      entry("json_web_signature_test.json 372", "a question mark is no base64url (RFC 7515, 2)"),
      entry("json_web_signature_test.json 373", "a question mark is no base64url (RFC 7515, 2)"),
      entry("json_web_key_test.json 2", "a secret that a provider publishes is never used"));

  // The signature's point lies past the order of the curve, as no signer's does in 2^128 tries.
  // Seen on Java 17 and not on 25.
  private static final List<String> WRONG_IN_JAVA_17 = List.of(
      "ecdsa_secp256r1_sha256_p1363_test.json 115",
      "ecdsa_secp256r1_sha256_p1363_test.json 257",
      "ecdsa_secp384r1_sha384_p1363_test.json 147",
      "ecdsa_secp384r1_sha384_p1363_test.json 275",
      "ecdsa_secp521r1_sha512_p1363_test.json 184",
      "ecdsa_secp521r1_sha512_p1363_test.json 313");

  /** Files of signatures alone, and the algorithm that they are of. */
  private static final Map<String, String> BARE = Map.ofEntries(
      entry("ecdsa_secp256r1_sha256_p1363", "ES256"),
      entry("ecdsa_secp384r1_sha384_p1363", "ES384"),
      entry("ecdsa_secp521r1_sha512_p1363", "ES512"),
      entry("ed25519", "EdDSA"),
      entry("rsa_signature_2048_sha256", "RS256"),
      entry("rsa_signature_2048_sha384", "RS384"),
      entry("rsa_signature_2048_sha512", "RS512"),
      entry("rsa_signature_3072_sha256", "RS256"),
      entry("rsa_signature_4096_sha512", "RS512"),
      entry("rsa_pss_2048_sha256_mgf1_32", "PS256"),
      entry("rsa_pss_2048_sha384_mgf1_48", "PS384"),
      entry("rsa_pss_4096_sha512_mgf1_64", "PS512"));

  private final VectorCollection collection = new VectorCollection();

  @Test
  @Fault("ID-37")
  void everyVerdictIsTheCollections() throws IOException {
    tokens("json_web_signature_test.json");
    tokens("json_web_key_test.json");
    for (Map.Entry<String, String> bare : BARE.entrySet()) {
      signatures(bare.getKey() + "_test.json", bare.getValue());
    }
    Map<String, String> explained = new HashMap<>(EXPLAINED);
    if (Runtime.version().feature() < 25) {
      WRONG_IN_JAVA_17.forEach(id -> explained.put(id, "wrong in Java 17's own arithmetic"));
    }
    collection.assertDeviations(explained);
  }

  private void tokens(String file) throws IOException {
    for (JsonDocument group : groups(file)) {
      JsonDocument key =
          group.findObject("public").or(() -> group.findObject("private")).orElseThrow();
      for (JsonDocument test : group.findObjects("tests").orElseThrow()) {
        compare(file, test, accepts(key, test.findString("jws").orElseThrow()));
      }
    }
  }

  private void signatures(String file, String algorithm) throws IOException {
    HexFormat hex = HexFormat.of();
    for (JsonDocument group : groups(file)) {
      Optional<SignatureKey> key = group
          .findObject("publicKeyJwk")
          .or(() -> group.findObject("keyJwk"))
          .or(() -> group.findObject("publicKey").map(SignatureVectorsTest::jwk))
          .flatMap(SignatureKey::read);
      for (JsonDocument test : group.findObjects("tests").orElseThrow()) {
        byte[] message = hex.parseHex(test.findString("msg").orElseThrow());
        byte[] signature = hex.parseHex(test.findString("sig").orElseThrow());
        boolean accepted =
            key.map(read -> read.verifies(algorithm, message, signature)).orElse(false);
        compare(file, test, accepted);
      }
    }
  }

  /** The key of a group that gives none in the form of RFC 7517. */
  private static JsonDocument jwk(JsonDocument key) {
    String members = key.findString("modulus")
        .map(modulus -> "\"kty\":\"RSA\",\"n\":\"" + base64(modulus) + "\",\"e\":\""
            + base64(key.findString("publicExponent").orElseThrow()) + '"')
        .or(() -> key.findString("pk")
            .map(pk -> "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + base64(pk) + '"'))
        .orElseGet(() -> ellipticCurve(key));
    return json("{" + members + "}");
  }

  private static String ellipticCurve(JsonDocument key) {
    String point = key.findString("uncompressed").orElseThrow(); // 04, x and y
    int half = (point.length() - 2) / 2;
    String curve = Map.of(64, "P-256", 96, "P-384", 132, "P-521").get(half);
    return "\"kty\":\"EC\",\"crv\":\"" + curve + "\",\"x\":\""
        + base64(point.substring(2, 2 + half)) + "\",\"y\":\"" + base64(point.substring(2 + half))
        + '"';
  }

  private static String base64(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    int zeros = bytes.length % 2 == 1 && bytes[0] == 0 ? 1 : 0; // the sign of a large number
    return TokenMaker.base64(Arrays.copyOfRange(bytes, zeros, bytes.length));
  }

  private static JsonDocument json(String text) {
    try {
      return JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (ProfileException e) {
      throw new AssertionError(e);
    }
  }

  private void compare(String file, JsonDocument test, boolean accepted) {
    String verdict = test.findString("result").orElseThrow();
    collection.compare(
        file,
        test.findText("tcId").orElseThrow(),
        test.findString("comment").orElseThrow(),
        verdict.equals("acceptable") ? accepted : verdict.equals("valid"),
        accepted);
  }

  /** A key or key set that the provider publishes, or else the one secret of the client. */
  private static boolean accepts(JsonDocument key, String jws) {
    try {
      // The payloads are no claims: only what stands around them is judged here.
      JsonDocument none = json("{}");
      CompactToken token = CompactToken.parse(jws, payload -> none);
      Optional<JsonDocument> secret = key.has("keys")
          ? key.findObjects("keys").filter(keys -> keys.size() == 1).map(keys -> keys.get(0))
          : Optional.of(key);
      if (secret.flatMap(only -> only.findString("kty")).filter("oct"::equals).isPresent()) {
        return acceptsSecret(secret.orElseThrow(), token);
      }
      if (key.has("keys")) {
        Optional<KeySet> keys = KeySet.read(key);
        return keys.isPresent() && KeySet.anyVerifies(keys.get().candidates(token), token);
      }
      return SignatureKey.read(key).map(read -> read.verifies(token)).orElse(false);
    } catch (TokenRefused | JOSEException e) {
      return false;
    }
  }

  /** Of a client secret only the bytes are configured, beside the algorithm it is for. */
  private static boolean acceptsSecret(JsonDocument key, CompactToken token)
      throws TokenRefused, JOSEException {
    String bytes = key.findString("k").orElseThrow();
    return token.algorithm().equals(key.findString("alg").orElseThrow())
        && SignatureKey.ofSecret(CompactToken.decode(bytes)).verifies(token);
  }

  private static List<JsonDocument> groups(String file) throws IOException {
    Path folder = VectorCollection.folder("vectors.wycheproof", "C2SP/wycheproof");
    return json(Files.readString(folder.resolve("testvectors_v1").resolve(file)))
        .findObjects("testGroups")
        .orElseThrow();
  }
}
