package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.JsonText;
import io.membersync.testing.http.Parameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * LINE's two kinds of ID token: the web's, signed by the channel secret, and the native SDK's, signed
 * by a published key. Safe for many threads.
 */
final class LineIdTokens {
  private static final String KEY_ID = "fake-line-key-1";

  private final KeyPair pair = SigningKeys.elliptic();
  private final IdTokens tokens;
  private final String issuer;
  private final String clientId;
  private final Supplier<String> secret;

  LineIdTokens(IdTokens tokens, String issuer, String clientId, Supplier<String> secret) {
    this.tokens = tokens;
    this.issuer = issuer;
    this.clientId = clientId;
    this.secret = secret;
  }

  String sign(JsonNode.JsonObject claims, boolean nativeApp) {
    JsonNode.JsonObject header =
        JsonNode.object().add("typ", "JWT").add("alg", nativeApp ? "ES256" : "HS256");
    return nativeApp
        ? tokens.sign(header.add("kid", KEY_ID), claims, pair.getPrivate(), SigningKeys.ES256)
        : tokens.sign(header, claims, channelKey(), "HmacSHA256");
  }

  JsonNode keySet() {
    return SigningKeys.ellipticKeySet(KEY_ID, pair);
  }

  /** What LINE answers to somebody who has it check a token. */
  Answer verify(Parameters form, Instant now) {
    String[] parts = form.find("id_token").orElse("").split("\\.", -1);
    Optional<JsonNode.JsonObject> header = parts.length == 3 ? json(parts[0]) : Optional.empty();
    Optional<JsonNode.JsonObject> claims = parts.length == 3 ? json(parts[1]) : Optional.empty();
    String fault = "";
    if (header.isEmpty() || claims.isEmpty() || !isSigned(header.get(), parts)) {
      fault = "Invalid IdToken.";
    } else if (!has(claims.get(), "iss", issuer)) {
      fault = "Invalid IdToken Issuer.";
    } else if (expiry(claims.get()) <= now.getEpochSecond()) {
      fault = "IdToken expired.";
    } else if (!has(claims.get(), "aud", form.find("client_id").orElse(""))
        || !has(claims.get(), "aud", clientId)) {
      fault = "Invalid IdToken Audience.";
    } else if (!fits(claims.get(), "nonce", form.findText("nonce"))) {
      fault = "Invalid IdToken Nonce.";
    } else if (!fits(claims.get(), "sub", form.findText("user_id"))) {
      fault = "Invalid IdToken Subject Identifier.";
    }
    return claims.isPresent() && fault.isEmpty()
        ? Answer.json(200, claims.get())
        : FakeSocialLogin.error(400, "invalid_request", fault);
  }

  private boolean isSigned(JsonNode.JsonObject header, String[] parts) {
    byte[] input = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    try {
      byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
      if (has(header, "alg", "HS256")) {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(channelKey());
        return MessageDigest.isEqual(mac.doFinal(input), signature);
      }
      Signature check = Signature.getInstance(SigningKeys.ES256);
      check.initVerify(pair.getPublic());
      check.update(input);
      return has(header, "alg", "ES256") && check.verify(signature);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private SecretKeySpec channelKey() {
    return new SecretKeySpec(secret.get().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  private static Optional<JsonNode.JsonObject> json(String part) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
      return JsonText.parse(text)
          .filter(JsonNode.JsonObject.class::isInstance)
          .map(JsonNode.JsonObject.class::cast);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean fits(JsonNode.JsonObject claims, String name, Optional<String> wanted) {
    return wanted.isEmpty() || has(claims, name, wanted.get());
  }

  private static boolean has(JsonNode.JsonObject object, String name, String text) {
    return object
        .find(name)
        .map(JsonNode::toString)
        .equals(Optional.of(JsonNode.of(text).toString()));
  }

  private static long expiry(JsonNode.JsonObject claims) {
    String text = claims.find("exp").map(JsonNode::toString).orElse("");
    return text.matches("[0-9]{1,12}") ? Long.parseLong(text) : 0;
  }
}
