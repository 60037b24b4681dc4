package io.membersync.provider.facebook;

import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.LifecycleEvent.Kind;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.ProfileException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The deauthorize callback (somebody has removed the app) and the data deletion request: a {@code
 * signed_request}, by the app secret. Both are of the same form and do not say which they are, so the
 * latter has an address of its own, with {@code ?deletion}.
 *
 * <p>A request for deletion is answered with the shop's page about it and a code, which is the same for
 * the same request, whoever asks and however often.
 *
 * <p>Source: <a
 * href="https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback">data
 * deletion callback</a>, read 2026-11-21. It says nothing of repetitions and of the age of {@code
 * issued_at}.
 */
final class FacebookNotice {
  static final String DELETION = "deletion";

  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int TOO_LARGE = 413;
  private static final int MOST_BYTES = 8192;
  private static final int CODE_BYTES = 12;
  private static final String ALGORITHM = "HMAC-SHA256";
  private static final Pattern PADDING = Pattern.compile("={1,2}$");
  private static final Pattern USER_ID = Pattern.compile("[0-9]{1,32}");

  private final FacebookSettings settings;

  FacebookNotice(FacebookSettings settings) {
    this.settings = settings;
  }

  Received receive(Webhook request, Instant receivedAt) {
    if (!request.method().equals("POST")) {
      return Received.refused(METHOD_NOT_ALLOWED);
    }
    boolean deletion = request.query().equals(DELETION) || request.query().equals(DELETION + "=");
    if (!deletion && !request.query().isEmpty()) {
      return Received.refused(NOT_FOUND);
    }
    if (deletion && settings.deletionStatusPage.isEmpty()) {
      return Received.refused(
          NOT_FOUND,
          "provider " + settings.id + " takes no deletion requests: Facebook.withDataDeletion(…)");
    }
    if (request.body().length > MOST_BYTES) {
      return Received.refused(TOO_LARGE);
    }
    Optional<Map<String, String>> form = request.form();
    if (form.isEmpty()) {
      return Received.refused(BAD_REQUEST);
    }
    String[] parts = form.get().getOrDefault("signed_request", "").split("\\.", -1);
    if (parts.length != 2 || !isSigned(parts[0], parts[1])) {
      return Received.refused(FORBIDDEN, "its signature does not fit the app secret");
    }
    return decode(parts[1])
        .filter(payload ->
            payload.findString("algorithm").filter(ALGORITHM::equalsIgnoreCase).isPresent())
        .flatMap(payload -> read(payload, receivedAt, deletion))
        .orElseGet(() -> Received.refused(BAD_REQUEST));
  }

  private Optional<Received> read(JsonDocument payload, Instant receivedAt, boolean deletion) {
    Optional<String> user = payload.findText("user_id").filter(USER_ID.asMatchPredicate());
    Optional<Instant> at = payload
        .findEpochSeconds("issued_at")
        .filter(
            time -> Duration.between(time, receivedAt).abs().compareTo(settings.oldestNotice) <= 0);
    if (user.isEmpty() || at.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        deletion
            ? deletionRequested(user.get(), at.get())
            : Received.accepted(
                List.of(event(Kind.UNLINKED, user.get(), at.get(), "DEAUTHORIZED"))));
  }

  private Received deletionRequested(String user, Instant at) {
    String code = HexFormat.of()
        .formatHex(
            settings.appSecret.hmac(DELETION + "\n" + user + "\n" + at.getEpochSecond()),
            0,
            CODE_BYTES);
    String page = settings.deletionStatusPage.orElseThrow().replace(Facebook.CODE, code);
    String json = "{\"url\":\"" + page + "\",\"confirmation_code\":\"" + code + "\"}";
    return new Received(
        200,
        List.of(event(Kind.DELETION_REQUESTED, user, at, code)),
        Optional.of(new Received.Body("application/json", json)));
  }

  private LifecycleEvent event(Kind kind, String user, Instant at, String reason) {
    return new LifecycleEvent(
        settings.id,
        kind,
        user,
        reason,
        LifecycleEvent.idOf(
            settings.id.value(), kind.name(), user, Long.toString(at.getEpochSecond())),
        Optional.of(at));
  }

  /** Signed is the payload's text as it was sent. As text: two texts may decode to the same bytes. */
  private boolean isSigned(String signature, String payload) {
    String ours =
        Base64.getUrlEncoder().withoutPadding().encodeToString(settings.appSecret.hmac(payload));
    return MessageDigest.isEqual(
        ours.getBytes(StandardCharsets.UTF_8),
        PADDING.matcher(signature).replaceFirst("").getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<JsonDocument> decode(String payload) {
    try {
      return Optional.of(JsonDocument.parse(
          Base64.getUrlDecoder().decode(PADDING.matcher(payload).replaceFirst(""))));
    } catch (IllegalArgumentException | ProfileException e) {
      return Optional.empty();
    }
  }
}
