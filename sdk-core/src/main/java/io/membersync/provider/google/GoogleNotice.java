package io.membersync.provider.google;

import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cross-account protection (RISC): a security event token that is the whole body. Google's are of an
 * older form than the final standard: the subject stands inside the event, and the issuer may end with
 * a slash.
 *
 * <p>Taken are the two that a relying party must act on and a hijacked account. Of an account that was
 * disabled for another reason, of one that is back, and of a credential that should be changed, nothing
 * follows here. {@code token-revoked} names a token by its beginning or its hash, and no person; a dead
 * token is found out when it is used next.
 *
 * <p>Source: <a href="https://developers.google.com/identity/protocols/risc">cross-account
 * protection</a>, read 2026-11-21.
 */
final class GoogleNotice {
  private static final int ACCEPTED = 202;
  private static final int BAD_REQUEST = 400;
  private static final int LONGEST_ID = 255;
  private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";
  private static final String OAUTH = "https://schemas.openid.net/secevent/oauth/event-type/";

  private GoogleNotice() {}

  /** The signed token; what it is sent as is not looked at. */
  static Optional<String> token(Webhook request) {
    return request.method().equals("POST")
        ? Optional.of(request.bodyText().strip())
        : Optional.empty();
  }

  static Received read(ProviderId provider, JsonDocument claims) {
    Optional<String> id =
        claims.findString("jti").filter(text -> !text.isBlank() && text.length() <= LONGEST_ID);
    Optional<Instant> at = claims.findEpochSeconds("iat");
    Optional<JsonDocument> events = claims.findObject("events");
    if (id.isEmpty() || at.isEmpty() || events.isEmpty() || events.get().names().isEmpty()) {
      return Received.refused(BAD_REQUEST);
    }
    List<LifecycleEvent> read = new ArrayList<>();
    for (String type : events.get().names()) {
      JsonDocument event = events.get().findMember(type).orElse(claims);
      Optional<LifecycleEvent.Kind> kind = kind(type, event);
      Optional<String> subject = event
          .findString("subject.sub")
          .filter(text -> !text.isBlank() && text.length() <= LONGEST_ID);
      if (kind.isPresent() && subject.isEmpty()) {
        return Received.refused(BAD_REQUEST);
      }
      if (kind.isPresent()) {
        String word = type.substring(type.lastIndexOf('/') + 1);
        read.add(new LifecycleEvent(
            provider, kind.get(), subject.get(), word, id.get() + "/" + word, at));
      }
    }
    return new Received(ACCEPTED, read);
  }

  private static Optional<LifecycleEvent.Kind> kind(String type, JsonDocument event) {
    return switch (type) {
      case RISC + "sessions-revoked" -> Optional.of(LifecycleEvent.Kind.SESSIONS_REVOKED);
      case OAUTH + "tokens-revoked" -> Optional.of(LifecycleEvent.Kind.TOKENS_REVOKED);
      case RISC + "account-disabled" ->
        event
            .findString("reason")
            .filter("hijacking"::equals)
            .map(why -> LifecycleEvent.Kind.SESSIONS_REVOKED);
      default -> Optional.empty();
    };
  }
}
