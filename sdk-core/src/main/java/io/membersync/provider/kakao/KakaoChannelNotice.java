package io.membersync.provider.kakao;

import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.LifecycleEvent.Kind;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.ProviderId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channel webhook: somebody has added the shop's KakaoTalk channel or blocked it. Only of visitors
 * who agreed to the consent item of the channel Kakao names the id that sign-ins have; of others nobody
 * can tell who it is.
 *
 * <p>Source: <a href="https://developers.kakao.com/docs/latest/ko/kakaotalk-channel/callback">KakaoTalk
 * channel, webhook</a>, read 2026-11-21. It has no signature and no app id: the admin key is compared,
 * as for the unlink webhook.
 */
final class KakaoChannelNotice {
  private static final Logger LOG = LoggerFactory.getLogger(Kakao.class);
  private static final int BAD_REQUEST = 400;
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
  private static final int LONGEST_ID = 255;
  private static final Pattern CHANNEL = Pattern.compile("_[A-Za-z0-9_-]{1,63}");

  private final ProviderId provider;
  private final List<String> channels;

  /** Of these channels only; of every channel where none is named. */
  KakaoChannelNotice(ProviderId provider, List<String> channels) {
    this.provider = provider;
    this.channels = channels;
  }

  Received receive(Webhook request, Instant receivedAt) {
    try {
      return read(JsonDocument.parse(request.body()), request, receivedAt);
    } catch (ProfileException e) {
      return Received.refused(BAD_REQUEST);
    }
  }

  private Received read(JsonDocument json, Webhook request, Instant receivedAt) {
    Optional<String> word = json.findString("event").map(KakaoWebhook::word);
    Optional<String> user = json.findText("id");
    Optional<String> idType = json.findString("id_type");
    Optional<String> channel =
        json.findString("channel_public_id").filter(CHANNEL.asMatchPredicate());
    if (word.isEmpty() || user.isEmpty() || idType.isEmpty() || channel.isEmpty()) {
      return Received.refused(BAD_REQUEST);
    }
    if (!idType.get().equals("app_user_id")
        || !(channels.isEmpty() || channels.contains(channel.get()))) {
      return Received.accepted(List.of());
    }
    if (!KakaoWebhook.isUser(user.get())) {
      return Received.refused(BAD_REQUEST);
    }
    Optional<Kind> kind = kind(word.get());
    if (kind.isEmpty()) {
      LOG.info("provider {} tells {} of a channel, which is unknown here", provider, word.get());
      return Received.accepted(List.of());
    }
    Optional<Instant> at = json.findString("updated_at").flatMap(KakaoChannelNotice::parse);
    String id = request
        .findHeader("X-Kakao-Resource-ID")
        .filter(text -> !text.isBlank() && text.length() <= LONGEST_ID)
        .orElseGet(() -> LifecycleEvent.idOf(
            provider.value(),
            user.get(),
            word.get(),
            channel.get(),
            at.orElse(receivedAt).toString()));
    return Received.accepted(List.of(
        new LifecycleEvent(provider, kind.get(), user.get(), channel.get(), "channel/" + id, at)));
  }

  private static Optional<Kind> kind(String word) {
    return switch (word) {
      case "added" -> Optional.of(Kind.CHANNEL_ADDED);
      case "blocked" -> Optional.of(Kind.CHANNEL_BLOCKED);
      default -> Optional.empty();
    };
  }

  private static boolean isOfOurAge(Instant time) {
    return !time.isBefore(Instant.EPOCH) && time.isBefore(LATEST);
  }

  private static Optional<Instant> parse(String time) {
    try {
      return Optional.of(Instant.parse(time)).filter(KakaoChannelNotice::isOfOurAge);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
