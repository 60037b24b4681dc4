package io.membersync.provider.kakao;

import io.membersync.internal.SecurityEvents;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.LifecycleEvent.Kind;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The account status webhook: a security event token (RFC 8417) that is the whole body, signed by the
 * keys of Kakao's ID tokens. Kakao waits three seconds for a 202. What happened is told by the name of
 * the event alone: a link that was made has a reason too.
 *
 * <p>Taken are the end of the link or of the account, the end of sessions or of all tokens, an account
 * that was disabled and a credential that others may have. Nothing follows from the rest: a link that
 * was made, consents to single items (what they carry is not documented; the next sign-in reads them),
 * one token of several, an account that is back, a credential or identifier that was changed, and a
 * changed profile.
 *
 * <p>Source: <a href="https://developers.kakao.com/docs/latest/kakaologin/sse">account status change
 * webhook</a>, read 2026-11-21. The names of the events and the audience, which is the REST API key, are
 * known from those who receive them; so is that the claim {@code sub} and the event's own subject are the
 * same. Whether and when Kakao sends again is not documented.
 */
final class KakaoNotice {
  static final String ISSUER = "https://kauth.kakao.com";
  static final String KEYS = "https://kauth.kakao.com/.well-known/jwks.json";

  private static final Logger LOG = LoggerFactory.getLogger(Kakao.class);
  private static final int ACCEPTED = 202;
  private static final int BAD_REQUEST = 400;
  private static final String TYPE = "application/secevent+jwt";
  private static final String USER_UNLINKED = SecurityEvents.OAUTH + "user-unlinked";

  private KakaoNotice() {}

  /** The signed token, by what it is sent as: the address is that of the other webhooks too. */
  static Optional<String> token(Webhook request) {
    return request
        .findHeader("Content-Type")
        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .filter(type -> type.equals(TYPE) && request.method().equals("POST"))
        .map(type -> request.bodyText().strip());
  }

  static Received read(ProviderId provider, JsonDocument claims) {
    Optional<SecurityEvents> told = SecurityEvents.read(claims, claims.has("toe") ? "toe" : "iat");
    if (told.isEmpty()) {
      return Received.refused(BAD_REQUEST);
    }
    JsonDocument events = told.get().events();
    List<LifecycleEvent> read = new ArrayList<>();
    for (String type : events.names()) {
      JsonDocument event = events.findMember(type).orElse(claims);
      String word = KakaoWebhook.word(SecurityEvents.word(type));
      String reason = type.equals(USER_UNLINKED)
          ? KakaoWebhook.word(event.findString("reason").orElse(""))
          : word;
      Optional<Kind> kind = kind(type, reason);
      Optional<String> subject = subject(claims, event);
      if (kind.isEmpty()) {
        LOG.info("provider {} tells {}, from which nothing follows here", provider, word);
      } else if (subject.isEmpty()) {
        return Received.refused(BAD_REQUEST);
      } else {
        read.add(new LifecycleEvent(
            provider,
            kind.get(),
            subject.get(),
            reason,
            told.get().id() + "/" + word,
            Optional.of(told.get().time())));
      }
    }
    return new Received(ACCEPTED, read);
  }

  private static Optional<Kind> kind(String type, String reason) {
    return switch (type) {
      case USER_UNLINKED -> Optional.of(KakaoWebhook.ending(reason));
      case SecurityEvents.RISC + "account-purged" -> Optional.of(Kind.UNLINKED);
      case SecurityEvents.OAUTH + "tokens-revoked" -> Optional.of(Kind.TOKENS_REVOKED);
      case SecurityEvents.RISC + "sessions-revoked",
          SecurityEvents.RISC + "account-disabled",
          SecurityEvents.RISC + "credential-compromise" -> Optional.of(Kind.SESSIONS_REVOKED);
      default -> Optional.empty();
    };
  }

  /** Empty where the token and the event are not of one mind. */
  private static Optional<String> subject(JsonDocument claims, JsonDocument event) {
    Optional<String> inEvent = event.findText("subject.sub");
    Optional<String> ofToken = claims.findText("sub");
    return inEvent
        .or(() -> ofToken)
        .filter(user -> ofToken.isEmpty() || ofToken.get().equals(user))
        .filter(KakaoWebhook::isUser);
  }
}
