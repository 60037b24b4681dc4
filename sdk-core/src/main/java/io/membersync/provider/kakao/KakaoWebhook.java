package io.membersync.provider.kakao;

import io.membersync.Secret;
import io.membersync.internal.FormParameters;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.ProviderId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The unlink webhook: somebody cut the link on Kakao's side, in "connected services", by closing the
 * account, or through Kakao's staff or rules. A link that the shop itself ends is not reported.
 *
 * <p>It has no signature, time or event id. What shows that Kakao sent it is the app's admin key in
 * the Authorization header, compared whole and in constant time. Kakao waits three seconds and wants
 * a 200 for people the shop does not know, too; it switches a webhook off that fails for long. The
 * channel webhook ({@link KakaoChannelNotice}) is proven alike, and told by its being JSON.
 *
 * <p>Source: <a href="https://developers.kakao.com/docs/latest/ko/kakaologin/callback">Kakao Login,
 * webhooks</a>, read 2026-11-21.
 */
final class KakaoWebhook {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int BAD_REQUEST = 400;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int TOO_LARGE = 413;
  private static final int UNSUPPORTED_TYPE = 415;

  /** Nobody read the visitor's data within a day of the first sign-in. */
  private static final String INCOMPLETE = "INCOMPLETE_SIGN_UP";

  private static final int MOST_CHARACTERS = 8192;
  private static final int LONGEST_WORD = 64;
  private static final Pattern USER_ID = Pattern.compile("[1-9][0-9]{0,18}");
  private static final String UTF_8 = "(\\s*;\\s*charset\\s*=\\s*\"?utf-8\"?)?\\s*";
  private static final Pattern FORM = Pattern.compile("application/x-www-form-urlencoded" + UTF_8);
  private static final Pattern JSON = Pattern.compile("application/json" + UTF_8);

  private final ProviderId provider;
  private final Optional<String> appId;
  private final List<Secret> adminKeys;
  private final KakaoChannelNotice channelNotice;

  KakaoWebhook(KakaoSettings settings) {
    this.provider = settings.id;
    this.appId = settings.appId;
    this.adminKeys = settings.adminKeys;
    this.channelNotice = new KakaoChannelNotice(settings.id, settings.channels);
  }

  Received receive(Webhook request, Instant receivedAt) {
    if (!isFromKakao(request)) {
      return Received.refused(
          UNAUTHORIZED,
          adminKeys.isEmpty()
              ? "provider " + provider + " has no admin key, which its webhooks are checked by"
              : "its admin key is none of this registration's");
    }
    boolean form = request.method().equals("POST");
    if (!form && !request.method().equals("GET")) {
      return Received.refused(METHOD_NOT_ALLOWED);
    }
    boolean json = form && is(JSON, request);
    if (form && !json && !is(FORM, request)) {
      return Received.refused(UNSUPPORTED_TYPE);
    }
    String text = form ? request.bodyText() : request.query();
    if (text.length() > MOST_CHARACTERS) {
      return Received.refused(TOO_LARGE);
    }
    if (json) {
      return channelNotice.receive(request, receivedAt);
    }
    return FormParameters.parse(text)
        .map(parameters -> read(parameters, receivedAt))
        .orElseGet(() -> Received.refused(BAD_REQUEST));
  }

  /** Every key is compared, so that the time tells neither which one fits nor how much of it. */
  private boolean isFromKakao(Webhook request) {
    byte[] given = bytes(request.findHeader("Authorization").orElse(""));
    boolean fits = false;
    for (Secret key : adminKeys) {
      fits |= MessageDigest.isEqual(bytes("KakaoAK " + key.reveal()), given);
    }
    return fits;
  }

  private static boolean is(Pattern contentType, Webhook request) {
    return request
        .findHeader("Content-Type")
        .map(type -> type.strip().toLowerCase(Locale.ROOT))
        .filter(contentType.asMatchPredicate())
        .isPresent();
  }

  private Received read(Map<String, String> parameters, Instant receivedAt) {
    String app = parameters.getOrDefault("app_id", "");
    String user = parameters.getOrDefault("user_id", "");
    if (!isUser(user) || app.isEmpty()) {
      return Received.refused(BAD_REQUEST);
    }
    if (appId.isPresent() && !appId.get().equals(app)) {
      return Received.refused(FORBIDDEN, "it is of another app than Kakao.withAppId(…) names");
    }
    String referrer = word(parameters.getOrDefault("referrer_type", ""));
    return Received.accepted(List.of(new LifecycleEvent(
        provider,
        ending(referrer),
        user,
        referrer,
        eventId(user, referrer, receivedAt),
        Optional.empty())));
  }

  static boolean isUser(String id) {
    return USER_ID.matcher(id).matches();
  }

  /** How a link has ended that ended for this cause. */
  static LifecycleEvent.Kind ending(String cause) {
    return cause.equals(INCOMPLETE)
        ? LifecycleEvent.Kind.SIGN_UP_INCOMPLETE
        : LifecycleEvent.Kind.UNLINKED;
  }

  /** Kakao adds causes now and then; an unknown one is kept as far as it is a plain word. */
  static String word(String text) {
    String word = text.replaceAll("[^A-Za-z0-9_.-]", "");
    String capped = word.substring(0, Math.min(word.length(), LONGEST_WORD));
    return capped.isEmpty() ? "UNSTATED" : capped;
  }

  /**
   * The same person and cause within one minute of the clock are the same event. Without the time a
   * person who comes back and leaves again would be taken for a repetition. A repetition that falls
   * into the next minute has another id and does no harm, because there is no link left to end.
   */
  private String eventId(String user, String referrer, Instant receivedAt) {
    long minute = Math.floorDiv(receivedAt.getEpochSecond(), 60L);
    return LifecycleEvent.idOf(provider.value(), user, referrer, String.valueOf(minute));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
