package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testsupport.Fault;
import io.membersync.testsupport.ThreadTime;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Whatever comes in the place of an ID token. */
class IdTokenFormTest extends IdTokenTestCase {
  @Test
  @Fault({"ID-17", "ID-18"})
  void anEncryptedTokenIsRefusedUnopened() {
    String jwe = TokenMaker.base64("{\"alg\":\"RSA1_5\",\"enc\":\"A128GCM\"}") + ".AAAA.AAAA."
        + TokenMaker.base64(TokenMaker.json(TokenMaker.claims())) + ".AAAA";
    assertThat(refusal(jwe)).isEqualTo("not_three_parts");
    assertThat(refusal(TokenMaker.json(TokenMaker.claims()).replace("\"", "'")))
        .isIn("not_three_parts", "not_base64url");
    assertThat(refusal(header("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"enc\":\"A128GCM\"}")))
        .isEqualTo("header_enc");
  }

  @Test
  @Fault("ID-20")
  void aHeaderThatOrdersHardWorkIsRefusedAtOnce() {
    String token = TokenMaker.base64(
            "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2c\":2147483647,\"p2s\":\"AA\"}")
        + ".AAAA.AAAA";
    Duration took = ThreadTime.of(() -> assertThat(parse(token)).startsWith("header_"));
    assertThat(took).isLessThan(Duration.ofSeconds(1));
    assertThat(refusal(token)).startsWith("header_");
  }

  @Test
  @Fault("ID-22")
  void monstrousClaimsAreRefusedQuickly() {
    String open = "{\"a\":";
    List<String> payloads = List.of(
        open + "[".repeat(100_000) + "]".repeat(100_000) + "}",
        open + "[".repeat(33) + "]".repeat(33) + "}",
        open + '"' + "x".repeat(10 << 20) + "\"}",
        open + "1" + "0".repeat(100_000) + "}",
        open + "\"\\ud800\"}",
        open + "1,\"a\":2}",
        "[]",
        "null",
        "");
    for (String payload : payloads) {
      String token =
          TokenMaker.base64("{\"alg\":\"RS256\"}") + "." + TokenMaker.base64(payload) + ".AAAA";
      Duration took = ThreadTime.of(() -> assertThat(parse(token)).isNotEmpty());
      assertThat(took).isLessThan(Duration.ofSeconds(2));
    }
    byte[] badUtf8 = {'{', '"', 'a', '"', ':', '"', (byte) 0xc3, '(', '"', '}'};
    assertThat(parse(
            TokenMaker.base64("{\"alg\":\"RS256\"}") + "." + TokenMaker.base64(badUtf8) + ".AAAA"))
        .isEqualTo("not_json");
  }

  @Test
  @Fault("ID-25")
  void aKeyIdIsOnlyComparedNeverUsed() {
    for (String kid : List.of(
        "../../../dev/null",
        "' OR 1=1 --",
        "https://127.0.0.1:1/keys",
        "{\\\"kty\\\":\\\"oct\\\"}",
        "a\\r\\nb",
        "\\u0000",
        "KEY-1",
        "key-1 ")) {
      assertThat(refusal(header("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}")))
          .as(kid)
          .isEqualTo("unknown_key");
    }
    assertThat(refusal(header("{\"alg\":\"RS256\",\"kid\":\"" + "k".repeat(600) + "\"}")))
        .isEqualTo("header_kid");
    assertThat(parse(header("{\"alg\":\"RS256\",\"kid\":\"" + "k".repeat(1 << 20) + "\"}")))
        .isEqualTo("too_long");
    assertThat(refusal(header("{\"alg\":\"RS256\",\"kid\":1}"))).isEqualTo("header_kid");
    assertThat(refusal(header("{\"alg\":\"RS256\",\"kid\":\"\"}"))).isEqualTo("header_kid");
  }

  @Test
  @Fault("ID-29")
  void onlyTheStrictCompactFormIsRead() {
    String good = TokenMaker.good();
    List<UnaryOperator<String>> changes = List.of(
        token -> token + ".AAAA",
        token -> token.substring(0, token.lastIndexOf('.')),
        token -> token + "=",
        token -> token + " ",
        token -> " " + token,
        token -> token.replaceFirst("\\.", " ."),
        token -> token.replaceFirst("\\.", "=."),
        token -> token.substring(0, token.lastIndexOf('.') + 1),
        token -> "." + token.substring(token.indexOf('.') + 1),
        token -> nonCanonical(token),
        token -> token.substring(0, token.length() - 1),
        token -> token.replace('-', '+').replace('_', '/') + "+");
    for (int i = 0; i < changes.size(); i++) {
      assertThat(refusal(changes.get(i).apply(good)))
          .as("change " + i)
          .isIn("not_three_parts", "not_base64url");
    }
    assertThat(parse("{\"payload\":\"" + good + "\"}")).isNotEmpty();
  }

  @Test
  void anotherKindOfTokenIsRefused() throws Exception {
    passes(header("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"JWT\"}"));
    passes(header("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"jwt\"}"));
    for (String type : List.of("at+jwt", "logout+jwt", "secevent+jwt", "")) {
      assertThat(refusal(header("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"" + type + "\"}")))
          .isEqualTo("header_typ");
    }
  }

  /** The same bytes with an unused bit of the last character set. */
  private static String nonCanonical(String token) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char last = token.charAt(token.length() - 1);
    return token.substring(0, token.length() - 1) + alphabet.charAt(alphabet.indexOf(last) | 1);
  }

  /** The refusal of a token that never gets as far as a provider. */
  private static String parse(String token) {
    try {
      CompactToken.parse(token);
      return "";
    } catch (TokenRefused e) {
      return e.code();
    }
  }
}
