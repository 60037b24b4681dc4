package io.membersync.testing;

import io.membersync.testing.http.JsonNode;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What Kakao tells of accounts and channels. */
final class KakaoNotices {
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final String USER_AGENT = "KakaoOpenAPI/1.0";

  private final KakaoWorld world;
  private final @Nullable SSLContext trust;

  KakaoNotices(KakaoWorld world, @Nullable SSLContext trust) {
    this.world = world;
    this.trust = trust;
  }

  FakeNotice accountStatus(
      URI shop, String type, KakaoPerson person, UnaryOperator<IdTokenDraft> change) {
    Instant now = world.tokens().now();
    String issuer = world.rules().issuer();
    String subject = Long.toString(person.id());
    JsonNode.JsonObject event = JsonNode.object()
        .add(
            "subject",
            JsonNode.object()
                .add("subject_type", "iss-sub")
                .add("iss", issuer)
                .add("sub", subject));
    if (type.endsWith("/user-unlinked")) {
      event.add("reason", "UNLINK_FROM_APPS");
    }
    JsonNode.JsonObject claims = JsonNode.object()
        .add("iss", issuer)
        .add("aud", world.app().clientIds().get(0))
        .add("sub", subject)
        .add("iat", now.getEpochSecond())
        .add("toe", now.getEpochSecond())
        .add("txm", TokenNames.random(8))
        .add("jti", TokenNames.random(12))
        .add("events", JsonNode.object().add(type, event));
    String token =
        world.idTokens().sign(claims, draft -> change.apply(draft.header("typ", "secevent+jwt")));
    return new FakeNotice(shop, trust, ACCEPTED)
        .body(any -> token)
        .header("Content-Type", "application/secevent+jwt")
        .header("User-Agent", USER_AGENT);
  }

  FakeNotice channel(
      URI shop, KakaoPerson person, KakaoChannel channel, boolean added, Instant at) {
    boolean known = world
        .accounts()
        .findLink(person.id())
        .filter(link -> link.agreedItems().contains("plusfriends"))
        .isPresent();
    String user = Long.toString(person.id());
    String body = JsonNode.object()
        .add("event", added ? "added" : "blocked")
        .add("id", known ? user : "oid-" + user.hashCode())
        .add("id_type", known ? "app_user_id" : "open_id")
        .add("channel_public_id", channel.publicId())
        .add("channel_uuid", channel.uuid())
        .add("updated_at", at.truncatedTo(ChronoUnit.SECONDS).toString())
        .toString();
    return new FakeNotice(shop, trust, OK)
        .body(any -> body)
        .header("Authorization", "KakaoAK " + world.app().adminKey())
        .header("X-Kakao-Resource-ID", TokenNames.random(12))
        .header("User-Agent", USER_AGENT)
        .header("Content-Type", "application/json");
  }
}
