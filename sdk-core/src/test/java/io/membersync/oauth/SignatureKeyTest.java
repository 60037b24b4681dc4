package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.ProfileException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that must not be read, and signatures that look nearly right. */
class SignatureKeyTest {
  private static final byte[] INPUT = "head.payload".getBytes(StandardCharsets.US_ASCII);
  private static final BigInteger ORDER = Curve.P_256.toECParameterSpec().getOrder();
  // Of RFC 8017, section 9.2, note 1.
  private static final String SHA_256_INFO = "3031300d060960864801650304020105000420";

  private static Optional<SignatureKey> read(String jwk) {
    try {
      return SignatureKey.read(JsonDocument.parse(jwk.getBytes(StandardCharsets.UTF_8)));
    } catch (ProfileException e) {
      throw new AssertionError(e);
    }
  }

  private static SignatureKey rsa() {
    return read(TokenMaker.RSA.toPublicJWK().toJSONString()).orElseThrow();
  }

  private static SignatureKey ec() {
    return read(TokenMaker.EC.toPublicJWK().toJSONString()).orElseThrow();
  }

  private static byte[] signature(Object key, String algorithm) throws TokenRefused {
    String token = TokenMaker.signRaw(key, algorithm, "head", "payload");
    return CompactToken.decode(token.substring(token.lastIndexOf('.') + 1));
  }

  /** The private RSA operation on a padding of our own making, from its second byte on. */
  private static byte[] signedPadding(String hex) throws JOSEException {
    BigInteger padded = new BigInteger(1, HexFormat.of().parseHex(hex));
    byte[] power = padded
        .modPow(TokenMaker.RSA.toRSAPrivateKey().getPrivateExponent(), modulus())
        .toByteArray();
    byte[] signature = new byte[256];
    int length = Math.min(256, power.length);
    System.arraycopy(power, power.length - length, signature, 256 - length, length);
    return signature;
  }

  private static BigInteger modulus() throws JOSEException {
    return TokenMaker.RSA.toRSAPublicKey().getModulus();
  }

  private static String hash() throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(INPUT));
  }

  private static String padding(String digestInfo, String after) {
    int filled = 256 - 3 - (digestInfo.length() + after.length()) / 2;
    return "01" + "ff".repeat(filled) + "00" + digestInfo + after;
  }

  @Test
  void onlyTheExactPaddingOfPkcs1Counts() throws Exception {
    String good = SHA_256_INFO + hash();
    assertThat(rsa().verifies("RS256", INPUT, signedPadding(padding(good, "")))).isTrue();

    for (String wrong : List.of(
        padding(good, "00"),
        padding(good, "0500"),
        "01" + "ff".repeat(8) + "00" + good + "aa".repeat(256 - 11 - good.length() / 2),
        "01" + "ff".repeat(200) + "fe" + padding(good, "").substring(2 + 402),
        "02" + padding(good, "").substring(2),
        "00" + padding(good, "").substring(2),
        padding("308131300d060960864801650304020105000420" + hash(), ""), // a longer length
        padding("3080300d060960864801650304020105000420" + hash(), "0000"), // an open length
        padding("3031300d060960864801650304020305000420" + hash(), ""), // says SHA-512
        padding("3032300d060960864801650304020105000420" + hash(), ""),
        padding("3030300d060960864801650304020105000420" + hash(), ""),
        padding(good.substring(0, good.length() - 2), ""),
        padding(hash(), ""))) {
      assertThat(rsa().verifies("RS256", INPUT, signedPadding(wrong))).as(wrong).isFalse();
    }
  }

  @Test
  void aSignatureOfAnotherLengthAlgorithmOrRangeIsNone() throws Exception {
    byte[] pkcs = signature(TokenMaker.RSA, "RS256");
    byte[] pss = signature(TokenMaker.RSA, "PS256");
    byte[] tooBig = new BigInteger(1, pkcs).add(modulus()).toByteArray();

    assertThat(rsa().verifies("RS256", INPUT, pkcs)).isTrue();
    assertThat(rsa().verifies("PS256", INPUT, pss)).isTrue();
    assertThat(rsa().verifies("RS256", INPUT, pss)).isFalse();
    assertThat(rsa().verifies("PS256", INPUT, pkcs)).isFalse();
    assertThat(rsa().verifies("RS384", INPUT, pkcs)).isFalse();
    assertThat(rsa().verifies("PS384", INPUT, pss)).isFalse();
    assertThat(rsa().verifies("none", INPUT, pkcs)).isFalse();
    assertThat(rsa().verifies("HS256", INPUT, pkcs)).isFalse();
    for (byte[] wrong : List.of(
        new byte[0],
        new byte[256],
        new byte[] {1},
        tooBig,
        Arrays.copyOf(pkcs, 255),
        Arrays.copyOf(pkcs, 257),
        Arrays.copyOfRange(tooBig, tooBig.length - 256, tooBig.length))) {
      assertThat(rsa().verifies("RS256", INPUT, wrong))
          .as("length " + wrong.length)
          .isFalse();
      assertThat(rsa().verifies("PS256", INPUT, wrong))
          .as("length " + wrong.length)
          .isFalse();
    }
  }

  @Test
  void anEllipticSignatureIsTwoNumbersBelowTheOrder() throws Exception {
    byte[] good = signature(TokenMaker.EC, "ES256");
    Signature der = Signature.getInstance("SHA256withECDSA");
    der.initSign(TokenMaker.EC.toECPrivateKey());
    der.update(INPUT);

    assertThat(ec().verifies("ES256", INPUT, good)).isTrue();
    assertThat(ec().verifies("ES384", INPUT, good)).isFalse();
    assertThat(ec().verifies("ES256", INPUT, der.sign())).isFalse();
    assertThat(ec().verifies("ES256", INPUT, Arrays.copyOf(good, 65))).isFalse();
    assertThat(ec().verifies("ES256", INPUT, Arrays.copyOf(good, 63))).isFalse();
    assertThat(ec().verifies("ES256", INPUT, new byte[0])).isFalse();
    List<BigInteger> edges =
        List.of(BigInteger.ZERO, BigInteger.ONE, ORDER.subtract(BigInteger.ONE), ORDER);
    for (BigInteger r : edges) {
      for (BigInteger s : edges) {
        assertThat(ec().verifies("ES256", INPUT, pair(r, s))).as(r + " " + s).isFalse();
      }
    }
  }

  private static byte[] pair(BigInteger r, BigInteger s) {
    String hex = String.format("%064x%064x", r, s);
    return HexFormat.of().parseHex(hex);
  }

  /** Java 17 itself takes bytes behind the signature. */
  @Test
  void anEdwardsSignatureHasExactly64Bytes() throws Exception {
    SignatureKey key = read(TokenMaker.edJwk("ed-1")).orElseThrow();
    byte[] good = signature(TokenMaker.ED, "EdDSA");

    assertThat(key.verifies("EdDSA", INPUT, good)).isTrue();
    assertThat(key.verifies("EdDSA", INPUT, Arrays.copyOf(good, 65))).isFalse();
    assertThat(key.verifies("EdDSA", INPUT, Arrays.copyOf(good, 128))).isFalse();
    assertThat(key.verifies("EdDSA", INPUT, Arrays.copyOf(good, 63))).isFalse();
    assertThat(key.verifies("EdDSA", INPUT, new byte[64])).isFalse();
    assertThat(key.verifies("EdDSA", INPUT, new byte[0])).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"use\":\"enc\"",
        "\"use\":1",
        "\"key_ops\":[\"encrypt\"]",
        "\"key_ops\":[\"sign\"]",
        "\"key_ops\":\"verify\"",
        "\"alg\":\"ES256\"",
        "\"alg\":\"RSA1_5\"",
        "\"alg\":\"none\"",
        "\"alg\":null",
        "\"d\":\"AQAB\""
      })
  void aKeyForSomethingElseIsNotRead(String member) {
    assertThat(read(with(TokenMaker.RSA.toPublicJWK().toJSONString(), member))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"use\":\"sig\"", "\"key_ops\":[\"verify\"]", "\"alg\":\"RS256\""})
  void aKeyForSignaturesIsRead(String member) {
    assertThat(read(with(TokenMaker.RSA.toPublicJWK().toJSONString(), member))).isPresent();
  }

  private static String with(String jwk, String member) {
    return jwk.substring(0, jwk.length() - 1) + "," + member + "}";
  }

  @Test
  void aKeyIsReadOnlyAsWhatItIs() {
    String ec = TokenMaker.EC.toPublicJWK().toJSONString();
    Base64URL y = TokenMaker.EC.getY();
    String offCurve = ec.replace(y.toString(), TokenMaker.EC.getX().toString());

    assertThat(read(ec)).isPresent();
    assertThat(read(offCurve)).isEmpty();
    assertThat(read(ec.replace("P-256", "P-384"))).isEmpty();
    assertThat(read(ec.replace("P-256", "P-999"))).isEmpty();
    assertThat(read(ec.replace("\"EC\"", "\"RSA\""))).isEmpty();
    assertThat(read(ec.replace("\"EC\"", "\"ec\""))).isEmpty();
    assertThat(read(with(ec, "\"alg\":\"ES384\""))).isEmpty();
    assertThat(read("{\"kty\":\"oct\",\"x\":\"AAAA\"}")).isEmpty();
    assertThat(read("{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" + "A".repeat(43) + "\"}"))
        .isEmpty();
    assertThat(read("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}")).isEmpty();
  }

  @Test
  void aWeakRsaKeyIsNotRead() throws JOSEException {
    BigInteger modulus = modulus();
    assertThat(read(rsaJwk(modulus, 65_537))).isPresent();
    assertThat(read(rsaJwk(modulus, 3))).isPresent();
    assertThat(read(rsaJwk(modulus, 1))).isEmpty();
    assertThat(read(rsaJwk(modulus, 65_536))).isEmpty();
    assertThat(read(rsaJwk(modulus.shiftRight(1_024), 65_537))).isEmpty();
    assertThat(read(rsaJwk(BigInteger.ONE.shiftLeft(8_200).add(BigInteger.ONE), 65_537)))
        .isEmpty();
  }

  @Test
  void aKeyOfTheChipThatMadeItsPrimesTooCleverlyIsNotRead() {
    BigInteger weak = chipPrime().multiply(chipPrime());

    assertThat(weak.bitLength()).isGreaterThanOrEqualTo(2_048);
    assertThat(RocaCheck.isWeak(weak)).isTrue();
    assertThat(read(rsaJwk(weak, 65_537))).isEmpty();
  }

  /** A prime of the form k·M + (65537^a mod M), M the product of the small primes. */
  private static BigInteger chipPrime() {
    BigInteger product = BigInteger.ONE;
    for (BigInteger prime = BigInteger.TWO;
        prime.intValue() <= 167;
        prime = prime.nextProbablePrime()) {
      product = product.multiply(prime);
    }
    SecureRandom random = new SecureRandom();
    BigInteger candidate;
    do {
      BigInteger power = BigInteger.valueOf(65_537).modPow(new BigInteger(64, random), product);
      BigInteger factor =
          new BigInteger(1_025 - product.bitLength(), random).setBit(1_025 - product.bitLength());
      candidate = factor.multiply(product).add(power);
    } while (!candidate.isProbablePrime(20));
    return candidate;
  }

  private static String rsaJwk(BigInteger modulus, int exponent) {
    return "{\"kty\":\"RSA\",\"n\":\"" + Base64URL.encode(modulus) + "\",\"e\":\""
        + Base64URL.encode(BigInteger.valueOf(exponent)) + "\"}";
  }

  @Test
  void everyCurveAndAnOddSizeOfRsaIsRead() throws JOSEException {
    for (Curve curve : List.of(Curve.P_256, Curve.P_384, Curve.P_521)) {
      ECKey key = new ECKeyGenerator(curve).generate();
      assertThat(read(key.toPublicJWK().toJSONString())).isPresent();
    }
    RSAKey rsa = new RSAKeyGenerator(3_072).generate();
    assertThat(read(rsa.toPublicJWK().toJSONString())).isPresent();
  }
}
