package io.membersync.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Set;

/** Checks Ed25519 signatures with the JDK; the library's own check wants a further dependency. */
final class Ed25519Check implements JWSVerifier {
  private static final int BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;

  private final PublicKey key;
  private final JCAContext context = new JCAContext();

  private Ed25519Check(PublicKey key) {
    this.key = key;
  }

  /** Reads the key of RFC 8037: 32 bytes, little end first, the sign of x in the last bit. */
  static Ed25519Check of(Base64URL x) throws JOSEException {
    byte[] bytes = x.decode();
    if (bytes.length != BYTES) {
      throw new JOSEException("an Ed25519 key has 32 bytes");
    }
    byte[] bigEndian = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      bigEndian[i] = bytes[BYTES - 1 - i];
    }
    boolean odd = (bigEndian[0] & 0x80) != 0;
    bigEndian[0] &= 0x7f;
    EdECPoint point = new EdECPoint(odd, new BigInteger(1, bigEndian));
    try {
      return new Ed25519Check(KeyFactory.getInstance("Ed25519")
          .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point)));
    } catch (GeneralSecurityException e) {
      throw new JOSEException("no Ed25519 key", e);
    }
  }

  @Override
  public boolean verify(JWSHeader header, byte[] signingInput, Base64URL signature)
      throws JOSEException {
    byte[] bytes = signature.decode();
    if (bytes.length != SIGNATURE_BYTES) {
      return false; // Java 17 does not mind bytes after the signature (RFC 8032 does, 5.1.7)
    }
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(signingInput);
      return check.verify(bytes);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public Set<JWSAlgorithm> supportedJWSAlgorithms() {
    return Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);
  }

  @Override
  public JCAContext getJCAContext() {
    return context;
  }
}
