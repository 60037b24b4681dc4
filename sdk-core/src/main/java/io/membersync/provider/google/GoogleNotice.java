package io.membersync.provider.google;

import io.membersync.internal.SecurityEvents;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.LifecycleEvent.Kind;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cross-account protection (RISC): a security event token that is the whole body. Google's are of an
 * older form than the final standard: the subject stands inside the event, and the issuer may end with
 * a slash.
 *
 * <p>Taken are the three that a relying party must act on and a hijacked account. Of an account that was
 * disabled for another reason, of one that is back, and of a credential that should be changed, nothing
 * follows here. {@code token-revoked} names a refresh token by its first 16 characters or its hash, and
 * no person. How the hash is put into text is not documented: standard Base64 is taken.
 *
 * <p>Source: <a href="https://developers.google.com/identity/protocols/risc">cross-account
 * protection</a>, read 2026-11-21.
 */
final class GoogleNotice {
  private static final Logger LOG = LoggerFactory.getLogger(Google.class);
  private static final String PREFIX = "prefix";
  private static final String HASH = "hash_base64_sha512_sha512";
  private static final List<String> ALGORITHMS = List.of(PREFIX, HASH);
  private static final int PREFIX_LENGTH = 16;
  private static final int ACCEPTED = 202;
  private static final int BAD_REQUEST = 400;

  private GoogleNotice() {}

  /** The signed token; what it is sent as is not looked at. */
  static Optional<String> token(Webhook request) {
    return request.method().equals("POST")
        ? Optional.of(request.bodyText().strip())
        : Optional.empty();
  }

  static Received read(ProviderId provider, JsonDocument claims) {
    Optional<SecurityEvents> told = SecurityEvents.read(claims, "iat");
    if (told.isEmpty()) {
      return Received.refused(BAD_REQUEST);
    }
    JsonDocument events = told.get().events();
    List<LifecycleEvent> read = new ArrayList<>();
    for (String type : events.names()) {
      JsonDocument event = events.findMember(type).orElse(claims);
      Optional<Kind> kind = kind(type, event);
      Optional<String> subject = kind.equals(Optional.of(Kind.TOKEN_REVOKED))
          ? event.findString("subject.token").map(token -> name(algorithm(event), token))
          : event.findString("subject.sub");
      subject = subject.filter(SecurityEvents::isId);
      if (kind.isPresent() && subject.isEmpty()) {
        return Received.refused(BAD_REQUEST);
      }
      if (kind.isEmpty()) {
        LOG.info("provider {} tells of an event from which nothing follows here", provider);
      } else {
        String word = SecurityEvents.word(type);
        read.add(new LifecycleEvent(
            provider,
            kind.get(),
            subject.get(),
            word,
            told.get().id() + "/" + word,
            Optional.of(told.get().time())));
      }
    }
    return new Received(ACCEPTED, read);
  }

  /** What a refresh token is called by Google. */
  static List<String> names(String refreshToken) {
    byte[] hash = sha512(sha512(refreshToken.getBytes(StandardCharsets.UTF_8)));
    String beginning = refreshToken.substring(0, Math.min(PREFIX_LENGTH, refreshToken.length()));
    return List.of(name(PREFIX, beginning), name(HASH, Base64.getEncoder().encodeToString(hash)));
  }

  private static String name(String algorithm, String token) {
    return algorithm + ":" + token;
  }

  private static String algorithm(JsonDocument event) {
    return event.findString("subject.token_identifier_alg").orElse("");
  }

  private static byte[] sha512(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-512", e);
    }
  }

  private static Optional<Kind> kind(String type, JsonDocument event) {
    return switch (type) {
      case SecurityEvents.RISC + "sessions-revoked" -> Optional.of(Kind.SESSIONS_REVOKED);
      case SecurityEvents.OAUTH + "tokens-revoked" -> Optional.of(Kind.TOKENS_REVOKED);
      case SecurityEvents.OAUTH + "token-revoked" ->
        event
            .findString("subject.token_type")
            .filter("refresh_token"::equals)
            .filter(token -> ALGORITHMS.contains(algorithm(event)))
            .map(token -> Kind.TOKEN_REVOKED);
      case SecurityEvents.RISC + "account-disabled" ->
        event.findString("reason").filter("hijacking"::equals).map(why -> Kind.SESSIONS_REVOKED);
      default -> Optional.empty();
    };
  }
}
