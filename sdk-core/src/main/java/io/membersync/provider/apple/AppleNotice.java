package io.membersync.provider.apple;

import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.ProviderId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A server-to-server notification: JSON with one signed token in it, and in that the event, as text or
 * as an object. One address serves all apps of a group; the audience tells ours. Apple's own statements
 * differ on whether it sends again, so nothing relies on it.
 *
 * <p>That mail to a relay address does not arrive any more ({@code email-disabled}), or does again, is
 * taken and changes nothing here. Source: <a
 * href="https://developer.apple.com/documentation/signinwithapple">Sign in with Apple, processing
 * changes for accounts</a>, read 2026-11-21; {@code account-deleted} is a spelling that integrators
 * report.
 */
final class AppleNotice {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int LONGEST_ID = 255;

  /** Milliseconds since 1970 have been past this since 1973, and seconds are not for 3,000 years. */
  private static final long FIRST_MILLISECOND = 100_000_000_000L;

  private static final Set<String> ENDED =
      Set.of("consent-revoked", "account-delete", "account-deleted");
  private static final Pattern WORD = Pattern.compile("[a-z-]{1,40}");

  private AppleNotice() {}

  /** The signed token; empty where the call is no such JSON. */
  static Optional<String> token(Webhook request) {
    if (!request.method().equals("POST")) {
      return Optional.empty();
    }
    return parse(request.body()).flatMap(json -> json.findString("payload"));
  }

  static Received read(ProviderId provider, JsonDocument claims) {
    Optional<String> id = claims.findString("jti").filter(AppleNotice::isId);
    Optional<JsonDocument> event = claims
        .findObject("events")
        .or(() -> claims
            .findString("events")
            .flatMap(text -> parse(text.getBytes(StandardCharsets.UTF_8))));
    Optional<String> type =
        event.flatMap(json -> json.findString("type")).filter(WORD.asMatchPredicate());
    Optional<String> subject =
        event.flatMap(json -> json.findString("sub")).filter(AppleNotice::isId);
    Optional<Instant> at = event
        .flatMap(json -> json.findWhole("event_time"))
        .or(() -> claims.findWhole("iat"))
        .filter(time -> time >= 0)
        .map(AppleNotice::instant);
    if (id.isEmpty() || type.isEmpty() || subject.isEmpty() || at.isEmpty()) {
      return Received.refused(BAD_REQUEST);
    }
    return new Received(
        OK,
        ENDED.contains(type.get())
            ? List.of(new LifecycleEvent(
                provider, LifecycleEvent.Kind.UNLINKED, subject.get(), type.get(), id.get(), at))
            : List.of());
  }

  private static boolean isId(String text) {
    return !text.isBlank() && text.length() <= LONGEST_ID;
  }

  private static Instant instant(long time) {
    return time >= FIRST_MILLISECOND ? Instant.ofEpochMilli(time) : Instant.ofEpochSecond(time);
  }

  private static Optional<JsonDocument> parse(byte[] json) {
    try {
      return Optional.of(JsonDocument.parse(json));
    } catch (ProfileException e) {
      return Optional.empty();
    }
  }
}
