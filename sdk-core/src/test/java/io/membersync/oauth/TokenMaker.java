package io.membersync.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.membersync.testsupport.TestClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes ID tokens, good ones and every bad one a test can think of. */
final class TokenMaker {
  static final String ISSUER = "https://issuer.example";
  static final String CLIENT = "shop-client";
  static final String NONCE = "nonce-of-this-sign-in";
  static final String SUBJECT = "4021987766";

  static final RSAKey RSA = rsa("key-1");
  static final RSAKey OTHER_RSA = rsa("key-2");
  static final ECKey EC = ec();
  static final KeyPair ED = ed();

  private TokenMaker() {}

  static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2_048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static ECKey ec() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair ed() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The public key of {@link #ED} in the form of RFC 8037. */
  static String edJwk(String id) {
    EdECPublicKey key = (EdECPublicKey) ED.getPublic();
    byte[] bigEndian = key.getPoint().getY().toByteArray();
    byte[] x = new byte[32];
    for (int i = 0; i < Math.min(32, bigEndian.length); i++) {
      x[i] = bigEndian[bigEndian.length - 1 - i];
    }
    if (key.getPoint().isXOdd()) {
      x[31] |= (byte) 0x80;
    }
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"" + id + "\",\"x\":\"" + base64(x)
        + "\"}";
  }

  static String keySet(Object... keys) {
    List<String> texts = new ArrayList<>();
    for (Object key : keys) {
      texts.add(
          key instanceof RSAKey rsa
              ? rsa.toPublicJWK().toJSONString()
              : key instanceof ECKey ec ? ec.toPublicJWK().toJSONString() : key.toString());
    }
    return "{\"keys\":[" + String.join(",", texts) + "]}";
  }

  /** The claims of a good token, each as JSON text, in an order that stays. */
  static Map<String, String> claims() {
    long now = TestClock.START.getEpochSecond();
    Map<String, String> claims = new LinkedHashMap<>();
    claims.put("iss", quoted(ISSUER));
    claims.put("aud", quoted(CLIENT));
    claims.put("sub", quoted(SUBJECT));
    claims.put("iat", Long.toString(now));
    claims.put("exp", Long.toString(now + 3_600));
    claims.put("nonce", quoted(NONCE));
    return claims;
  }

  static String quoted(String text) {
    return '"' + text + '"';
  }

  static String json(Map<String, String> members) {
    return members.entrySet().stream()
        .map(entry -> quoted(entry.getKey()) + ":" + entry.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  static String good() {
    return sign(RSA, claims());
  }

  static String sign(RSAKey key, Map<String, String> claims) {
    return sign(key, "RS256", claims);
  }

  static String sign(RSAKey key, String algorithm, Map<String, String> claims) {
    String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + key.getKeyID() + "\"}";
    return signWith(key, algorithm, header, json(claims));
  }

  /** Signs whatever header and payload say, by this algorithm and not by the header's. */
  static String signWith(Object key, String algorithm, String header, String payload) {
    return signRaw(
        key,
        algorithm,
        base64(header.getBytes(StandardCharsets.UTF_8)),
        base64(payload.getBytes(StandardCharsets.UTF_8)));
  }

  static String signRaw(Object key, String algorithm, String header, String payload) {
    String input = header + "." + payload;
    try {
      if (key instanceof KeyPair pair) {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + base64(signature.sign());
      }
      JWSSigner signer = key instanceof RSAKey rsa
          ? new RSASSASigner(rsa)
          : key instanceof ECKey ec ? new ECDSASigner(ec) : new MACSigner((byte[]) key);
      JWSHeader by = new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).build();
      return input + "." + signer.sign(by, input.getBytes(StandardCharsets.US_ASCII));
    } catch (JOSEException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }
}
