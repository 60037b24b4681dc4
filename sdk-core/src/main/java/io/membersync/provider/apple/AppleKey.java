package io.membersync.provider.apple;

import com.nimbusds.jose.jwk.Curve;
import io.membersync.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the private key of a {@code .p8} file: PKCS#8 in PEM, elliptic curve P-256. */
final class AppleKey {
  private static final Pattern PEM = Pattern.compile(
      "\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");

  private AppleKey() {}

  /**
   * Reads it. Line ends that an environment variable has turned into a backslash and an n are taken.
   *
   * @throws IllegalArgumentException without a word of the text, and without a cause that may have one
   */
  static ECPrivateKey read(Secret text) {
    Matcher pem = PEM.matcher(text.reveal().replace("\\n", "\n"));
    if (!pem.matches()) {
      throw refused("it is not one PEM block of that name");
    }
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(pem.group(1));
      ECPrivateKey key = (ECPrivateKey)
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes));
      if (Curve.P_256.equals(Curve.forECParameterSpec(key.getParams()))) {
        return key;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw refused("what stands in it cannot be read as an elliptic-curve key");
    }
    throw refused("its curve is not P-256");
  }

  static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException(
        "provider " + Apple.ID + ": the private key is refused: " + why
            + ". Give the whole text of the AuthKey_….p8 file from Apple's console, from"
            + " -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----: an elliptic-curve key on P-256");
  }
}
