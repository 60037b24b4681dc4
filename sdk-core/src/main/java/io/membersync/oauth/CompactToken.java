package io.membersync.oauth;

import io.membersync.internal.Sha256;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.ProfileException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signed token in the compact form (RFC 7515, section 7.1), taken apart strictly and not yet
 * believed. Its header is data of whoever made it: nothing it points at is ever fetched.
 */
final class CompactToken {
  private static final int LONGEST = 65_536;
  private static final int LONGEST_KEY_ID = 512;
  // A header that brings or points at a key, or changes what is signed.
  private static final Set<String> REFUSED_MEMBERS =
      Set.of("jwk", "jku", "x5u", "x5c", "crit", "b64", "enc", "zip", "p2s", "p2c", "epk");

  private static final Set<String> TYPES = Set.of("jwt");
  private static final Set<String> NOTICE_TYPES = Set.of("jwt", "secevent+jwt");

  /** Makes claims of a payload, or refuses it. */
  @FunctionalInterface
  interface PayloadReader {
    JsonDocument read(byte[] payload) throws TokenRefused;
  }

  private final String algorithm;
  private final Optional<String> keyId;
  private final JsonDocument claims;
  private final byte[] signingInput;
  private final byte[] signature;

  private CompactToken(
      String algorithm,
      Optional<String> keyId,
      JsonDocument claims,
      byte[] signingInput,
      byte[] signature) {
    this.algorithm = algorithm;
    this.keyId = keyId;
    this.claims = claims;
    this.signingInput = signingInput;
    this.signature = signature;
  }

  /**
   * Takes a token apart.
   *
   * @throws TokenRefused if it is anything but three canonical parts with JSON in the first two
   */
  static CompactToken parse(String text) throws TokenRefused {
    return parse(text, payload -> json(payload, "payload"));
  }

  /** The same for a security event token, which may say so ({@code typ}). */
  static CompactToken parseNotice(String text) throws TokenRefused {
    return parse(text, payload -> json(payload, "payload"), NOTICE_TYPES);
  }

  /** The same for whatever payload the reader takes. */
  static CompactToken parse(String text, PayloadReader reader) throws TokenRefused {
    return parse(text, reader, TYPES);
  }

  private static CompactToken parse(String text, PayloadReader reader, Set<String> types)
      throws TokenRefused {
    if (text.length() > LONGEST) {
      throw new TokenRefused("too_long", "it is longer than " + LONGEST + " characters");
    }
    int first = text.indexOf('.');
    int second = first < 0 ? -1 : text.indexOf('.', first + 1);
    if (second < 0 || text.indexOf('.', second + 1) >= 0) {
      throw new TokenRefused("not_three_parts", "it has not exactly three parts");
    }
    JsonDocument header = json(decode(text.substring(0, first)), "header");
    for (String name : REFUSED_MEMBERS) {
      if (header.has(name)) {
        throw new TokenRefused("header_" + name, "its header holds " + name);
      }
    }
    String algorithm = header
        .findString("alg")
        .orElseThrow(() -> new TokenRefused("header_alg", "its header names no algorithm"));
    if (header.has("typ")
        && !header
            .findString("typ")
            .map(type -> types.contains(type.toLowerCase(Locale.ROOT)))
            .orElse(false)) {
      throw new TokenRefused("header_typ", "its header says that it is another kind of token");
    }
    Optional<String> keyId = header.findString("kid");
    if (header.has("kid")
        && keyId.map(id -> id.isEmpty() || id.length() > LONGEST_KEY_ID).orElse(true)) {
      throw new TokenRefused("header_kid", "its key id is no plain text of usual length");
    }
    String payload = text.substring(first + 1, second);
    JsonDocument claims = reader.read(payload.isEmpty() ? new byte[0] : decode(payload));
    byte[] signature = decode(text.substring(second + 1));
    byte[] signingInput = text.substring(0, second).getBytes(StandardCharsets.US_ASCII);
    return new CompactToken(algorithm, keyId, claims, signingInput, signature);
  }

  String algorithm() {
    return algorithm;
  }

  Optional<String> keyId() {
    return keyId;
  }

  JsonDocument claims() {
    return claims;
  }

  byte[] signingInput() {
    return signingInput;
  }

  byte[] signature() {
    return signature;
  }

  /** The key id for a log line: it is the sender's text, so only a short hash of it is shown. */
  String shownKeyId() {
    return keyId.map(CompactToken::shortHash).orElse("none");
  }

  static String shortHash(String text) {
    return Sha256.hex(text, 4);
  }

  private static JsonDocument json(byte[] bytes, String part) throws TokenRefused {
    try {
      return JsonDocument.parse(bytes);
    } catch (ProfileException e) {
      throw new TokenRefused("not_json", "its " + part + " is not one JSON object in good form");
    }
  }

  /** Base64url in its one canonical form: no padding, no blanks, unused bits zero. */
  static byte[] decode(String part) throws TokenRefused {
    byte[] bytes = part.isEmpty() || part.indexOf('=') >= 0 ? null : decodeLoosely(part);
    int tail = part.length() % 4;
    if (bytes == null || tail == 1 || !hasZeroTail(part, tail)) {
      throw new TokenRefused("not_base64url", "a part of it is not canonical base64url");
    }
    return bytes;
  }

  private static byte @Nullable [] decodeLoosely(String part) {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean hasZeroTail(String part, int tail) {
    int unused = tail == 2 ? 0b1111 : tail == 3 ? 0b11 : 0;
    return (sextet(part.charAt(part.length() - 1)) & unused) == 0;
  }

  private static int sextet(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '-' ? 62 : 63;
  }

  @Override
  public String toString() {
    return "CompactToken[hidden]";
  }
}
