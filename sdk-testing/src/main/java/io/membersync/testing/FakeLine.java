package io.membersync.testing;

import io.membersync.Secret;
import io.membersync.provider.Provider;
import io.membersync.provider.line.Line;
import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.JsonText;
import io.membersync.testing.http.Parameters;
import io.membersync.testing.http.Request;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A LINE Login of one's own, over real HTTP on this machine. It needs {@code membersync-providers} on
 * the class path beside this artifact, or {@code io.membersync.providers} among the required modules;
 * the other fakes do not.
 *
 * <pre>{@code
 * try (FakeLine line = FakeLine.onLoopback()) {
 *   line.registerRedirectUri(URI.create("http://127.0.0.1:8080/login/callback/line"));
 *   URI callback = line.visitor("haneul").withholding("email").agree(authorizationUri);
 * }
 * }</pre>
 *
 * <p>Like the real one it signs ID tokens by HS256 with the channel secret, or by ES256 where {@link
 * #signAsNativeApp} says so, writes the errors of callbacks in capitals, never lists {@code email}
 * among the scopes, answers a refresh without an ID token and with the same refresh token, which is
 * good for 90 days from the sign-in, keeps a visitor's consent when a token is revoked, and ends it when
 * the shop deauthorizes the visitor by a token of the channel. Safe for many threads.
 *
 * <p>Source: https://developers.line.biz/en/reference/line-login/, read 2026-11-21. How it refuses a
 * wrong channel secret or channel token is not documented: here by status 401. Nor is whether
 * the refresh token outlives an access token that was revoked: here it does.
 */
@SuppressWarnings("exports") // whoever names a Line requires its module already
public final class FakeLine extends FakeSocialLogin<LineEndpoint> {
  /** The consent to the e-mail, on the consent page. */
  public static final String EMAIL = "email";

  /** The switch by which somebody becomes a friend, on the consent page. */
  public static final String FRIEND = "friend";

  private static final String ISSUER = "https://access.line.me";
  private static final String[] ORIGINS = {ISSUER, "https://api.line.me"};
  private static final String PROFILE = "profile";
  private static final String OPENID = "openid";
  private static final Duration ACCESS_LIFE = Duration.ofDays(30);
  private static final Duration REFRESH_LIFE = Duration.ofDays(90);
  private static final Duration ID_TOKEN_LIFE = Duration.ofHours(1);
  private static final Duration CHANNEL_TOKEN_LIFE = Duration.ofMinutes(15);
  private static final Duration WAITS = Duration.ofSeconds(2);

  /** What this fake's own look like; LINE's are JWS. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{54}");

  private final IdTokens changes = new IdTokens(keys(), ISSUER);
  private final LineIdTokens idTokens;
  private final Set<String> friends = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> channelTokens = new ConcurrentHashMap<>();
  private volatile boolean nativeApp;

  private FakeLine(FakeSetup<FakeLine> setup) {
    super(new FakePages("FakeLine", "라인"), setup, "2000000001", "0123456789abcdef0123456789abcdef");
    this.idTokens = new LineIdTokens(changes, ISSUER, clientId(), this::clientSecret);
    start();
  }

  /** Starts with {@link FakePeople#all()} and any free port. */
  public static FakeLine onLoopback() {
    return setup().start();
  }

  public static FakeSetup<FakeLine> setup() {
    return new FakeSetup<>(FakeLine::new);
  }

  // ---- the shop's channel

  /**
   * The shop's channel at this fake, to give to an engine, with the {@link #messagingSecret} of its
   * official account.
   */
  public Provider provider() {
    return provider(Line.of(clientId(), Secret.of(clientSecret()))
        .withMessagingChannel(Secret.of(messagingSecret())));
  }

  /** A registration of the shop's own making, led to this fake. */
  public Provider provider(Line line) {
    return FakeEndpoints.lead(line, baseUri(), ORIGINS);
  }

  /** The same where the visitor's browser knows this fake by another address. */
  public Provider provider(Line line, URI browser) {
    return FakeEndpoints.lead(line, baseUri(), browser, ORIGINS);
  }

  /**
   * Whether ID tokens are signed as the native SDK and LIFF apps get them, by ES256 with a key that is
   * published. Default: false, as the web gets them, by HS256 with the channel secret.
   */
  public void signAsNativeApp(boolean value) {
    nativeApp = value;
  }

  /** Changes the next ID token; several changes wait in a queue, one for each token. */
  public void changeNextIdToken(UnaryOperator<IdTokenDraft> change) {
    changes.changeNext(change);
  }

  /**
   * Makes a person a friend of the linked official account, or ends it; somebody who has blocked the
   * account is no friend either. Default: nobody is.
   */
  public void setFriend(FakePerson person, boolean friend) {
    if (friend) {
      friends.add(person.key());
    } else {
      friends.remove(person.key());
    }
  }

  // ---- the official account

  /** The channel secret of the official account's Messaging API channel. */
  public String messagingSecret() {
    return "fedcba9876543210fedcba9876543210";
  }

  /**
   * The webhook that LINE sends when these people have added the official account or blocked it, an event
   * each, ready to {@link FakeNotice#send}. What a sign-in reads stays as it is: {@link #setFriend}. A
   * registration of the shop's own making takes it by {@code Line.withMessagingChannel} with {@link
   * #messagingSecret} alone.
   *
   * @param added false: blocked
   * @param at when they did
   */
  public FakeNotice friendWebhook(URI shop, boolean added, Instant at, FakePerson... people) {
    JsonNode.Array events = new JsonNode.Array();
    for (FakePerson person : people) {
      JsonNode.JsonObject event = event(added ? "follow" : "unfollow", at, person);
      events.add(
          added ? reply(event).add("follow", JsonNode.object().add("isUnblocked", false)) : event);
    }
    return channelWebhook(shop, events);
  }

  /**
   * The webhook that LINE sends when somebody has linked their account of the shop in a chat: not the
   * sign-in's link.
   *
   * @param nonce that the shop gave for it
   */
  public FakeNotice accountLinkWebhook(URI shop, Instant at, FakePerson person, String nonce) {
    JsonNode link = JsonNode.object().add("result", "ok").add("nonce", nonce);
    return channelWebhook(
        shop, new JsonNode.Array().add(reply(event("accountLink", at, person)).add("link", link)));
  }

  private JsonNode.JsonObject event(String type, Instant at, FakePerson person) {
    return JsonNode.object()
        .add("type", type)
        .add("mode", "active")
        .add("timestamp", at.toEpochMilli())
        .add("source", JsonNode.object().add("type", "user").add("userId", subject(person)))
        .add("webhookEventId", TokenNames.ulid(at))
        .add("deliveryContext", JsonNode.object().add("isRedelivery", false));
  }

  private static JsonNode.JsonObject reply(JsonNode.JsonObject event) {
    return event.add("replyToken", TokenNames.random(16));
  }

  private FakeNotice channelWebhook(URI shop, JsonNode.Array events) {
    return channelWebhook(
        shop,
        JsonNode.object()
            .add("destination", "U" + HexFormat.of().formatHex(sha256("line account"), 0, 16))
            .add("events", events)
            .toString());
  }

  /**
   * Any body, signed as of the official account's Messaging API channel. Waits for the shop as long as
   * LINE does, 2 seconds.
   *
   * <p>Source: https://developers.line.biz/en/reference/messaging-api/, read 2026-11-21.
   */
  public FakeNotice channelWebhook(URI shop, String body) {
    String signature =
        Base64.getEncoder().encodeToString(FacebookGraph.hmac(messagingSecret(), body));
    return new FakeNotice(shop, trustOfShop(), 200)
        .body(any -> body)
        .timeout(WAITS)
        .header("x-line-signature", signature)
        .header("User-Agent", "LineBotWebhook/2.0")
        .header("Content-Type", "application/json; charset=utf-8");
  }

  // ---- the pages

  @Override
  List<ConsentItem> questions(Parameters asked, FakePerson person) {
    boolean again = asked.find("prompt").equals(Optional.of("consent"));
    List<ConsentItem> items = new ArrayList<>();
    if (!isLinked(person) || again) {
      items.add(new ConsentItem(PROFILE, "프로필 정보", true));
      if (requested(asked).contains(EMAIL) && person.find("email").isPresent()) {
        items.add(new ConsentItem(EMAIL, "이메일 주소", false));
      }
      requested(asked).stream()
          .filter(LineProfilePlus.SCOPES::contains)
          .forEach(scope -> items.add(new ConsentItem(scope, scope, false)));
    }
    if (isFriendshipOffered(asked, person)) {
      items.add(new ConsentItem(FRIEND, "공식계정 친구 추가", false));
    }
    return items;
  }

  private boolean isFriendshipOffered(Parameters asked, FakePerson person) {
    return asked.findText("bot_prompt").isPresent() && !friends.contains(person.key());
  }

  private static List<String> requested(Parameters asked) {
    return List.of(asked.find("scope").orElse("").split(" ", -1));
  }

  @Override
  Optional<Answer> silently(Request request, Parameters asked) {
    List<String> requested = requested(asked);
    boolean openId = requested.contains(OPENID);
    if (asked.findText("state").isEmpty()) {
      return Optional.of(refuse(asked, "INVALID_REQUEST"));
    }
    if (!(openId || requested.contains(PROFILE)) || (requested.contains(EMAIL) && !openId)) {
      return Optional.of(refuse(asked, "INVALID_SCOPE"));
    }
    if (!asked.find("prompt").equals(Optional.of("none"))) {
      return Optional.empty();
    }
    Optional<FakePerson> person = signedIn(request);
    if (person.isEmpty()) {
      return Optional.of(refuse(asked, "LOGIN_REQUIRED"));
    }
    return Optional.of(
        isLinked(person.get()) ? code(asked, person.get()) : refuse(asked, "INTERACTION_REQUIRED"));
  }

  private Answer refuse(Parameters asked, String error) {
    return callback(asked, "error=" + error + "&error_description=fake");
  }

  @Override
  boolean signsInAgain(Parameters asked) {
    return asked.find("prompt").equals(Optional.of("login"));
  }

  @Override
  String cancelled() {
    return "error=ACCESS_DENIED&error_description=fake";
  }

  /** Says whether the friendship changed, where it could have been on the page. */
  @Override
  String besidesCode(Parameters asked, FakePerson person) {
    if (!isFriendshipOffered(asked, person) || asked.find("prompt").equals(Optional.of("none"))) {
      return "";
    }
    boolean friend = agreed(person).contains(FRIEND);
    setFriend(person, friend);
    takeBack(person, FRIEND); // a deed of that moment, and no consent that stays
    return "&friendship_status_changed=" + friend;
  }

  /** Without {@code email}, whatever was agreed to. */
  @Override
  List<String> scopes(Parameters asked, FakePerson person) {
    return requested(asked).stream()
        .filter(scope -> scope.equals(PROFILE) || scope.equals(OPENID))
        .toList();
  }

  // ---- the endpoints

  @Override
  Optional<LineEndpoint> findEndpoint(String path) {
    for (LineEndpoint endpoint : LineEndpoint.values()) {
      if (endpoint.path().equals(path)) {
        return Optional.of(endpoint);
      }
    }
    return Optional.empty();
  }

  @Override
  Answer answer(LineEndpoint endpoint, Request request) {
    return switch (endpoint) {
      case AUTHORIZE -> authorize(request);
      case TOKEN -> token(request.form());
      case VERIFY ->
        request.method().equals("POST")
            ? idTokens.verify(request.form(), now())
            : verify(request.query().find("access_token").orElse(""));
      case KEYS -> Answer.json(200, idTokens.keySet());
      case USER_INFO -> userInfo(request);
      case PROFILE -> profile(request);
      case REVOKE -> revoke(request.form());
      case FRIENDSHIP -> friendship(request);
      case CHANNEL_TOKEN -> channelToken(request.form());
      case DEAUTHORIZE -> deauthorize(request);
    };
  }

  private Answer token(Parameters form) {
    if (!isClient(form)) {
      return error(401, "invalid_client", "fake: invalid client_secret");
    }
    if (form.find("grant_type").equals(Optional.of("refresh_token"))) {
      Optional<FakeTokens.Grant> grant = form.findText("refresh_token")
          .flatMap(tokens()::findRefreshToken)
          .filter(found -> found.authTime().plus(REFRESH_LIFE).isAfter(clock().instant()));
      return grant.isEmpty()
          ? error(400, "invalid_grant", "fake: invalid refresh token")
          : Answer.json(200, answer(grant.get(), form.find("refresh_token").orElseThrow()));
    }
    Optional<FakeTokens.Grant> spent = form.findText("code")
        .flatMap(tokens()::spendCode)
        .filter(grant -> grant.find("redirect_uri").equals(form.findText("redirect_uri")))
        .filter(grant -> fitsChallenge(grant, form));
    if (spent.isEmpty()) {
      return error(400, "invalid_grant", "fake: invalid authorization code");
    }
    JsonNode.JsonObject json = answer(spent.get(), tokens().issueRefreshToken(spent.get()));
    if (spent.get().scopes().contains(OPENID)) {
      json.add("id_token", idTokens.sign(claims(spent.get()), nativeApp));
    }
    return Answer.json(200, json);
  }

  private JsonNode.JsonObject answer(FakeTokens.Grant grant, String refreshToken) {
    return JsonNode.object()
        .add(
            "access_token",
            tokens().issueAccessToken(grant, ACCESS_LIFE, () -> TokenNames.random(40)))
        .add("token_type", "Bearer")
        .add("refresh_token", refreshToken)
        .add("expires_in", ACCESS_LIFE.toSeconds())
        .add("scope", String.join(" ", grant.scopes()));
  }

  private JsonNode.JsonObject claims(FakeTokens.Grant grant) {
    FakePerson person = person(grant.person());
    JsonNode.JsonObject claims = JsonNode.object()
        .add("iss", ISSUER)
        .add("sub", subject(person))
        .add("aud", clientId())
        .add("exp", now().plus(ID_TOKEN_LIFE).getEpochSecond())
        .add("iat", now().getEpochSecond());
    if (grant.find("max_age").isPresent()) {
      claims.add("auth_time", grant.authTime().getEpochSecond());
    }
    claims.addIfPresent("nonce", grant.find("nonce")).add("amr", List.of("linesso"));
    addProfile(claims, grant);
    if (requested(grant.asked()).contains(EMAIL) && agreed(person).contains(EMAIL)) {
      claims.addIfPresent("email", person.find("email"));
    }
    requested(grant.asked()).stream()
        .filter(agreed(person)::contains)
        .forEach(scope -> LineProfilePlus.add(claims, scope, person));
    return claims;
  }

  private void addProfile(JsonNode.JsonObject claims, FakeTokens.Grant grant) {
    if (grant.scopes().contains(PROFILE)) {
      FakePerson person = person(grant.person());
      claims
          .addIfPresent("name", person.find("nickname").or(() -> person.find("name")))
          .addIfPresent("picture", person.find("picture"));
    }
  }

  private Answer verify(String accessToken) {
    Optional<FakeTokens.Grant> grant = tokens().findAccessToken(accessToken);
    Optional<Instant> expiry = tokens().findExpiry(accessToken);
    if (grant.isEmpty() || expiry.isEmpty()) {
      String revoked = TOKEN.matcher(accessToken).matches() ? "revoked" : "not JWS";
      return error(
          400, "invalid_request", "The access token " + (expiry.isPresent() ? "expired" : revoked));
    }
    return Answer.json(
        200,
        JsonNode.object()
            .add("scope", String.join(" ", grant.get().scopes()))
            .add("client_id", grant.get().find("client_id").orElse(clientId()))
            .add("expires_in", Duration.between(now(), expiry.get()).toSeconds()));
  }

  /**
   * What the LINE SDK or a LIFF app gives the shop's own app when this person signs in and agrees to
   * everything: an {@code access_token}, and an {@code id_token} signed by ES256.
   *
   * @param channelId of the app's channel, the shop's or any other
   */
  public Map<String, String> signInByApp(FakePerson person, String channelId, String nonce) {
    FakeTokens.Grant grant = grantInApp(
        person,
        Parameters.parse("scope=profile+openid+email&client_id=" + Parameters.encode(channelId)
            + "&nonce=" + Parameters.encode(nonce)));
    return Map.of(
        "access_token",
        tokens().issueAccessToken(grant, ACCESS_LIFE, () -> TokenNames.random(40)),
        "id_token",
        idTokens.sign(claims(grant), true));
  }

  private Answer userInfo(Request request) {
    return resource(request, OPENID, grant -> {
      JsonNode.JsonObject claims = JsonNode.object().add("sub", subject(person(grant.person())));
      addProfile(claims, grant);
      return claims;
    });
  }

  private Answer profile(Request request) {
    return resource(request, PROFILE, grant -> {
      FakePerson person = person(grant.person());
      return JsonNode.object()
          .add("userId", subject(person))
          .addIfPresent("displayName", person.find("nickname").or(() -> person.find("name")))
          .addIfPresent("pictureUrl", person.find("picture"))
          .addIfPresent("statusMessage", person.find("status_message"));
    });
  }

  private Answer friendship(Request request) {
    return resource(
        request,
        PROFILE,
        grant -> JsonNode.object().add("friendFlag", friends.contains(grant.person())));
  }

  private Answer resource(Request request, String scope, Resource resource) {
    Optional<FakeTokens.Grant> grant = bearerGrant(request);
    if (grant.isEmpty()) {
      return Answer.json(401, JsonNode.object().add("message", "fake: invalid token"));
    }
    return grant.get().scopes().contains(scope)
        ? Answer.json(200, resource.of(grant.get()))
        : Answer.json(403, JsonNode.object().add("message", "fake: scope is missing"));
  }

  /** What an access token opens. */
  private interface Resource {
    JsonNode of(FakeTokens.Grant grant);
  }

  private Answer revoke(Parameters form) {
    if (!isClient(form)) {
      return error(401, "invalid_client", "fake: invalid client_secret");
    }
    return tokens().dropAccessToken(form.find("access_token").orElse(""))
        ? Answer.empty(200)
        : error(400, "invalid_request", "fake: access_token invalid");
  }

  private Answer channelToken(Parameters form) {
    if (!isClient(form)) {
      return error(401, "invalid_client", "fake: invalid client_secret");
    }
    if (!form.find("grant_type").equals(Optional.of("client_credentials"))) {
      return error(400, "invalid_request", "fake: invalid grant_type");
    }
    String token = TokenNames.random(40);
    channelTokens.put(token, now().plus(CHANNEL_TOKEN_LIFE));
    return Answer.json(
        200,
        JsonNode.object()
            .add("token_type", "Bearer")
            .add("access_token", token)
            .add("expires_in", CHANNEL_TOKEN_LIFE.toSeconds()));
  }

  /** By a token of the channel, and with a live one of the visitor. */
  private Answer deauthorize(Request request) {
    boolean byChannel = request
        .findHeader("Authorization")
        .filter(header -> header.startsWith("Bearer "))
        .map(header -> channelTokens.get(header.substring("Bearer ".length())))
        .filter(now()::isBefore)
        .isPresent();
    if (!byChannel) {
      return Answer.json(401, JsonNode.object().add("message", "fake: invalid channel token"));
    }
    Optional<FakeTokens.Grant> grant = JsonText.parse(request.bodyText())
        .filter(JsonNode.JsonObject.class::isInstance)
        .flatMap(json -> ((JsonNode.JsonObject) json).find("userAccessToken"))
        .map(text -> text.toString().replace("\"", ""))
        .flatMap(tokens()::findAccessToken);
    if (grant.isEmpty()) {
      return Answer.json(400, JsonNode.object().add("message", "invalid token"));
    }
    unlink(person(grant.get().person()));
    return Answer.empty(204);
  }

  /** The same for all channels of one company account: {@code U} and 32 hexadecimal digits. */
  @Override
  public String subject(FakePerson person) {
    return person
        .find("sub")
        .orElseGet(() -> "U" + HexFormat.of().formatHex(sha256("line\n" + person.key()), 0, 16));
  }

  @Override
  public void clearFailures() {
    super.clearFailures();
    changes.changeNone();
  }
}
