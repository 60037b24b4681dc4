package io.membersync.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.membersync.provider.JsonDocument;
import java.security.interfaces.RSAPublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One public key of a provider with the algorithms it may be used for. The algorithm of a token
 * never chooses how a key is read: the key's own type does.
 */
final class SignatureKey {
  private static final int SHORTEST_RSA = 2_048;
  private static final int LONGEST_RSA = 8_192;
  private static final int LONGEST_MEMBER = 2_048;
  private static final Set<String> PRIVATE_MEMBERS =
      Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");
  private static final Map<String, JWSHeader> HEADERS = headers();

  private final Optional<String> id;
  private final Set<String> algorithms;
  private final JWSVerifier verifier;

  private SignatureKey(Optional<String> id, Set<String> algorithms, JWSVerifier verifier) {
    this.id = id;
    this.algorithms = algorithms;
    this.verifier = verifier;
  }

  /** The algorithms that can be checked at all, by their JOSE names. */
  static Set<String> knownAlgorithms() {
    return HEADERS.keySet();
  }

  /** Whether the key is a secret one, which nobody may publish. */
  static boolean isPrivate(JsonDocument key) {
    return PRIVATE_MEMBERS.stream().anyMatch(key::has);
  }

  /** Reads a public key; empty when it is none for signatures, of an unknown kind, or too weak. */
  static Optional<SignatureKey> read(JsonDocument key) {
    if (isPrivate(key) || !isForSignatures(key)) {
      return Optional.empty();
    }
    try {
      return switch (key.findString("kty").orElse("")) {
        case "RSA" -> rsa(key);
        case "EC" -> ellipticCurve(key);
        case "OKP" -> edwardsCurve(key);
        default -> Optional.empty();
      };
    } catch (JOSEException | IllegalArgumentException | IllegalStateException e) {
      return Optional.empty(); // a key that no library reads fits no token
    }
  }

  private static Optional<SignatureKey> rsa(JsonDocument key) throws JOSEException {
    RSAPublicKey rsa =
        new RSAKey.Builder(member(key, "n"), member(key, "e")).build().toRSAPublicKey();
    int bits = rsa.getModulus().bitLength();
    int exponentBits = rsa.getPublicExponent().bitLength();
    boolean sound = bits >= SHORTEST_RSA
        && bits <= LONGEST_RSA
        && exponentBits > 1
        && exponentBits <= 64
        && rsa.getPublicExponent().testBit(0)
        && !RocaCheck.isWeak(rsa.getModulus());
    Set<String> names = Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
    return sound ? of(key, names, new RSASSAVerifier(rsa)) : Optional.empty();
  }

  private static Optional<SignatureKey> ellipticCurve(JsonDocument key) throws JOSEException {
    Curve curve = Curve.parse(key.findString("crv").orElse(""));
    ECKey read = new ECKey.Builder(curve, member(key, "x"), member(key, "y")).build();
    JWSVerifier verifier = new ECDSAVerifier(read.toECPublicKey());
    return of(key, names(verifier), verifier);
  }

  private static Optional<SignatureKey> edwardsCurve(JsonDocument key) throws JOSEException {
    return key.findString("crv").filter("Ed25519"::equals).isPresent()
        ? of(key, Set.of("EdDSA", "Ed25519"), Ed25519Check.of(member(key, "x")))
        : Optional.empty();
  }

  private static Set<String> names(JWSVerifier verifier) {
    return verifier.supportedJWSAlgorithms().stream()
        .map(JWSAlgorithm::getName)
        .filter(HEADERS::containsKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A key that is the client secret itself, for HS256 and its kin. */
  static SignatureKey ofSecret(byte[] clientSecret) throws JOSEException {
    MACVerifier verifier = new MACVerifier(clientSecret);
    return new SignatureKey(Optional.empty(), names(verifier), verifier);
  }

  private static Optional<SignatureKey> of(
      JsonDocument key, Set<String> algorithms, JWSVerifier verifier) {
    Set<String> fitting = algorithms;
    if (key.has("alg")) {
      String only = key.findString("alg").orElse("");
      fitting = algorithms.contains(only) ? Set.of(only) : Set.of();
    }
    return fitting.isEmpty()
        ? Optional.empty()
        : Optional.of(new SignatureKey(key.findString("kid"), Set.copyOf(fitting), verifier));
  }

  private static boolean isForSignatures(JsonDocument key) {
    boolean use = !key.has("use") || key.findString("use").filter("sig"::equals).isPresent();
    boolean operations = !key.has("key_ops")
        || key.findStrings("key_ops").map(names -> names.contains("verify")).orElse(false);
    return use && operations;
  }

  private static Base64URL member(JsonDocument key, String name) {
    String text = key.findString(name).orElse("");
    if (text.isEmpty() || text.length() > LONGEST_MEMBER) {
      throw new IllegalArgumentException("member " + name);
    }
    return new Base64URL(text);
  }

  private static Map<String, JWSHeader> headers() {
    Map<String, JWSHeader> headers = new HashMap<>();
    for (String name : List.of(
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
        "Ed25519", "HS256", "HS384", "HS512")) {
      headers.put(name, new JWSHeader.Builder(JWSAlgorithm.parse(name)).build());
    }
    return Map.copyOf(headers);
  }

  Optional<String> id() {
    return id;
  }

  boolean fits(String algorithm) {
    return algorithms.contains(algorithm);
  }

  /** Whether this key made the signature. The token's own header takes no part in it. */
  boolean verifies(CompactToken token) {
    return verifies(token.algorithm(), token.signingInput(), token.signature());
  }

  boolean verifies(String algorithm, byte[] signingInput, byte[] signature) {
    JWSHeader header = HEADERS.get(algorithm);
    if (header == null || !fits(algorithm)) {
      return false;
    }
    try {
      return verifier.verify(header, signingInput, new Decoded(signature));
    } catch (JOSEException e) {
      return false;
    }
  }

  /** Bytes in the library's dress: decoding them once more its way costs too much. */
  private static final class Decoded extends Base64URL {
    private static final long serialVersionUID = 1L;
    private final byte[] bytes;

    Decoded(byte[] bytes) {
      super("");
      this.bytes = bytes;
    }

    @Override
    public byte[] decode() {
      return bytes;
    }
  }

  @Override
  public String toString() {
    return "SignatureKey" + algorithms;
  }
}
