package io.membersync.servlet.browser;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** One certificate for every site of the tests, by an authority that lives as long as they do. */
final class Certificates {
  private static final HeldCertificate AUTHORITY =
      new HeldCertificate.Builder().certificateAuthority(0).build();

  /** For both ends: holds the certificate, and trusts the authority. */
  static final HandshakeCertificates BOTH_ENDS = new HandshakeCertificates.Builder()
      .heldCertificate(
          new HeldCertificate.Builder()
              .addSubjectAlternativeName("shop.test")
              .addSubjectAlternativeName("kakao.test")
              .addSubjectAlternativeName("naver.test")
              .addSubjectAlternativeName("google.test")
              .addSubjectAlternativeName("apple.test")
              .addSubjectAlternativeName("facebook.test")
              .addSubjectAlternativeName("line.test")
              .addSubjectAlternativeName("evil.test")
              .addSubjectAlternativeName("127.0.0.1")
              .signedBy(AUTHORITY)
              .build(),
          AUTHORITY.certificate())
      .addTrustedCertificate(AUTHORITY.certificate())
      .build();

  private Certificates() {}

  /** What Chromium is told to trust: the hash of the authority's public key. */
  static String authorityHash() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256")
          .digest(AUTHORITY.certificate().getPublicKey().getEncoded());
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
