package io.membersync.provider.naver;

import io.membersync.Secret;
import io.membersync.internal.FormParameters;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The unlink callback: somebody cut the link on Naver's side, or closed the account there. It names the
 * person encrypted and is signed, both with the MD5 of the client secret. As the cipher has no check of
 * its own, nothing is decrypted before the signature fits.
 *
 * <p>Naver wants a 204 and never sends again, whatever comes back. The documented sample has the
 * parameters in the query of a POST, the text says form; each may stand in one of the two.
 *
 * <p>Source: <a href="https://developers.naver.com/docs/login/devguide/devguide.md">Naver Login,
 * developer guide</a>, read 2026-11-21. It states no limit for the timestamp's age.
 */
final class NaverWebhook {
  private static final int NO_CONTENT = 204;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int TOO_LARGE = 413;
  private static final int MOST_CHARACTERS = 8192;
  private static final int BLOCK = 16;
  private static final Duration OLDEST = Duration.ofMinutes(5);
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Pattern PADDING = Pattern.compile("={1,2}$");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{9,11}");
  private static final Pattern USER_ID = Pattern.compile("[\\x21-\\x7e]{1,64}");

  private final NaverSettings settings;

  NaverWebhook(NaverSettings settings) {
    this.settings = settings;
  }

  Received receive(Webhook request, Instant receivedAt) {
    if (!request.method().equals("POST")) {
      return Received.refused(METHOD_NOT_ALLOWED);
    }
    String body = request.bodyText();
    if (request.query().length() + body.length() > MOST_CHARACTERS) {
      return Received.refused(TOO_LARGE);
    }
    Optional<Map<String, String>> parameters = parameters(request.query(), body);
    if (parameters.isEmpty()) {
      return Received.refused(BAD_REQUEST);
    }
    String client = parameters.get().getOrDefault("clientId", "");
    String encrypted = parameters.get().getOrDefault("encryptUniqueId", "");
    String time = parameters.get().getOrDefault("timestamp", "");
    String signature = parameters.get().getOrDefault("signature", "");
    String signed = "clientId=" + client + "&encryptUniqueId=" + encrypted + "&timestamp=" + time;
    Optional<byte[]> key = key(signed, PADDING.matcher(signature).replaceFirst(""));
    if (key.isEmpty()) {
      return Received.refused(FORBIDDEN, "its signature does not fit the client secret");
    }
    if (!client.equals(settings.clientId)) {
      return Received.refused(FORBIDDEN, "it names another client id than this registration's");
    }
    if (!SECONDS.matcher(time).matches()) {
      return Received.refused(BAD_REQUEST);
    }
    Instant at = Instant.ofEpochSecond(Long.parseLong(time));
    if (Duration.between(at, receivedAt).abs().compareTo(OLDEST) > 0) {
      return Received.refused(BAD_REQUEST);
    }
    return decode(encrypted)
        .flatMap(bytes -> decrypt(key.get(), bytes))
        .filter(USER_ID.asMatchPredicate())
        .map(user -> new Received(NO_CONTENT, List.of(event(user, at))))
        .orElseGet(() -> Received.refused(BAD_REQUEST));
  }

  private LifecycleEvent event(String user, Instant at) {
    return new LifecycleEvent(
        settings.id,
        LifecycleEvent.Kind.UNLINKED,
        user,
        "UNSTATED",
        LifecycleEvent.idOf(settings.id.value(), user, Long.toString(at.getEpochSecond())),
        Optional.of(at));
  }

  /** Of query and body together; empty when a name stands in both, or one of them is malformed. */
  private static Optional<Map<String, String>> parameters(String query, String body) {
    Optional<Map<String, String>> first = FormParameters.parse(query);
    Optional<Map<String, String>> second = FormParameters.parse(body);
    if (first.isEmpty() || second.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> all = new LinkedHashMap<>(first.get());
    for (Map.Entry<String, String> parameter : second.get().entrySet()) {
      if (all.put(parameter.getKey(), parameter.getValue()) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(all);
  }

  /** The key that fits; every secret is tried, so that the time does not tell which one it was. */
  private Optional<byte[]> key(String signed, String signature) {
    Optional<byte[]> fits = Optional.empty();
    for (Secret secret : settings.callbackSecrets()) {
      byte[] key = md5(secret);
      // As text: two texts may decode to the same bytes.
      if (MessageDigest.isEqual(
          bytes(ENCODER.encodeToString(hmac(key, signed))), bytes(signature))) {
        fits = Optional.of(key);
      }
    }
    return fits;
  }

  private static byte[] md5(Secret secret) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes(secret.reveal()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no MD5", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  /** The first block is the initialization vector. */
  private static Optional<String> decrypt(byte[] key, byte[] bytes) {
    if (bytes.length < 2 * BLOCK || bytes.length % BLOCK != 0) {
      return Optional.empty();
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new IvParameterSpec(Arrays.copyOf(bytes, BLOCK)));
      byte[] plain = cipher.doFinal(bytes, BLOCK, bytes.length - BLOCK);
      return Optional.of(new String(plain, StandardCharsets.ISO_8859_1));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> decode(String base64) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
