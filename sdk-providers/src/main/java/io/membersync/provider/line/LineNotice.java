package io.membersync.provider.line;

import io.membersync.Secret;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.LifecycleEvent.Kind;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.ProfileException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The webhook of the official account's Messaging API channel: somebody has added the account, or
 * blocked it. One body has several events, or none, which is LINE's test of the address. Every other
 * event, such as a message, is taken and changes nothing.
 *
 * <p>It is proven by the secret of the Messaging API channel, not of the LINE Login channel: a MAC of
 * the body's bytes. LINE waits two seconds for a 200. Where the shop has it send again, an event keeps
 * its id and its time.
 *
 * <p>Source: <a href="https://developers.line.biz/en/reference/messaging-api/">Messaging API
 * reference</a>, read 2026-11-21. How often and for how long LINE sends again is not documented.
 */
final class LineNotice {
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int LONGEST_ID = 64;
  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern ACCOUNT = Pattern.compile("U[0-9a-f]{32}");

  private final LineSettings settings;

  LineNotice(LineSettings settings) {
    this.settings = settings;
  }

  Received receive(Webhook request) {
    if (settings.messagingSecrets.isEmpty()) {
      return Received.refused(
          NOT_FOUND,
          "provider " + settings.id + " takes no webhooks: Line.withMessagingChannel(…)");
    }
    if (!request.method().equals("POST")) {
      return Received.refused(METHOD_NOT_ALLOWED);
    }
    byte[] body = request.body();
    if (!isSigned(request.findHeader("x-line-signature").orElse(""), body)) {
      return Received.refused(FORBIDDEN, "its signature does not fit the messaging secret");
    }
    try {
      return read(JsonDocument.parse(body));
    } catch (ProfileException e) {
      return Received.refused(BAD_REQUEST);
    }
  }

  private Received read(JsonDocument json) {
    Optional<String> account = json.findString("destination").filter(ACCOUNT.asMatchPredicate());
    Optional<List<JsonDocument>> events = json.findObjectsOnly("events");
    if (account.isEmpty() || events.isEmpty()) {
      return Received.refused(BAD_REQUEST);
    }
    String channel = settings.officialAccount.orElse(account.get());
    List<LifecycleEvent> read = new ArrayList<>();
    for (JsonDocument event : events.get()) {
      Optional<Kind> kind = kind(event.findString("type").orElse(""));
      if (kind.isPresent()) {
        Optional<LifecycleEvent> change = change(kind.get(), event, channel);
        if (change.isEmpty()) {
          return Received.refused(BAD_REQUEST);
        }
        read.add(change.get());
      }
    }
    return Received.accepted(read);
  }

  private Optional<LifecycleEvent> change(Kind kind, JsonDocument event, String channel) {
    Optional<String> user = event.findString("source.userId").filter(ACCOUNT.asMatchPredicate());
    Optional<Instant> at =
        event.findWhole("timestamp").filter(time -> time >= 0).map(Instant::ofEpochMilli);
    Optional<String> id = event
        .findString("webhookEventId")
        .filter(text -> !text.isBlank() && text.length() <= LONGEST_ID);
    return user.isPresent() && at.isPresent() && id.isPresent()
        ? Optional.of(new LifecycleEvent(settings.id, kind, user.get(), channel, id.get(), at))
        : Optional.empty();
  }

  private static Optional<Kind> kind(String type) {
    return switch (type) {
      case "follow" -> Optional.of(Kind.CHANNEL_ADDED);
      case "unfollow" -> Optional.of(Kind.CHANNEL_BLOCKED);
      default -> Optional.empty();
    };
  }

  /** Every secret is tried, so that the time does not tell which one fits. */
  private boolean isSigned(String signature, byte[] body) {
    byte[] given = signature.getBytes(StandardCharsets.UTF_8);
    boolean fits = false;
    for (Secret secret : settings.messagingSecrets) {
      byte[] ours = Base64.getEncoder().encode(mac(secret, body));
      fits |= MessageDigest.isEqual(ours, given);
    }
    return fits;
  }

  private static byte[] mac(Secret secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
