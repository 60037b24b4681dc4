package io.membersync.testing;

import io.membersync.Secret;
import io.membersync.provider.Provider;
import io.membersync.provider.facebook.Facebook;
import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.Parameters;
import io.membersync.testing.http.Request;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Facebook Login of one's own, over real HTTP on this machine. It needs {@code membersync-providers}
 * on the class path beside this artifact, or {@code io.membersync.providers} among the required modules.
 *
 * <pre>{@code
 * try (FakeFacebook facebook = FakeFacebook.onLoopback()) {
 *   facebook.registerRedirectUri(URI.create("http://127.0.0.1:8080/login/callback/facebook"));
 *   URI callback = facebook.visitor("haneul").withholding("email").agree(authorizationUri);
 * }
 * }</pre>
 *
 * <p>Like the real one it asks a declined permission again for {@code auth_type=rerequest} only, adds
 * {@code #_=_} to the callback, gives no refresh token but exchanges a good token for one of 60 days,
 * leaves declined fields out without a word, wants the proof of the app secret, answers a deletion with a
 * bare {@code true}, and has every error as an object with a code. It serves any version of the Graph
 * API. Safe for many threads.
 *
 * <p>Source: https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow, read
 * 2026-11-21. How a wrong app secret and an unknown person are answered is not documented: here by the
 * codes 1, and 100 with subcode 33.
 */
@SuppressWarnings("exports") // whoever names a Facebook requires its module already
public final class FakeFacebook extends FakeSocialLogin<FacebookEndpoint> {
  /** The permission for the e-mail, on the consent page. */
  public static final String EMAIL = "email";

  private static final String PUBLIC_PROFILE = "public_profile";
  private static final String ISSUER = "https://www.facebook.com";
  private static final String[] ORIGINS = {ISSUER, "https://graph.facebook.com"};
  private static final Map<String, String> NAMES = Map.of(
      PUBLIC_PROFILE,
      "이름 및 프로필 사진",
      EMAIL,
      "이메일 주소",
      "user_birthday",
      "생일",
      "user_gender",
      "성별",
      "user_age_range",
      "연령대");
  private static final Duration ID_TOKEN_LIFE = Duration.ofHours(1);
  private static final Duration SHORT_LIFE = Duration.ofMinutes(90);
  private static final Duration LONG_LIFE = Duration.ofSeconds(5_183_944);
  private static final BigInteger IDS = BigInteger.TEN.pow(13);

  private final IdTokens idTokens = new IdTokens(keys(), ISSUER);
  private final FacebookGraph graph = new FacebookGraph(this);
  private final Map<String, Set<String>> asked = new ConcurrentHashMap<>();
  private volatile boolean deletedAsObject;
  private volatile boolean appSecretRequired = true;

  private FakeFacebook(FakeSetup<FakeFacebook> setup) {
    super(new FakePages("FakeFacebook", "페이스북"), setup, "100000000000001", "fbDemoAppSecret");
    start();
  }

  /** Starts with {@link FakePeople#all()} and any free port. */
  public static FakeFacebook onLoopback() {
    return setup().start();
  }

  public static FakeSetup<FakeFacebook> setup() {
    return new FakeSetup<>(FakeFacebook::new);
  }

  // ---- the shop's app

  /** The shop's app at this fake, to give to an engine. */
  public Provider provider() {
    return provider(Facebook.of(clientId(), Secret.of(clientSecret())));
  }

  /** A registration of the shop's own making, led to this fake. */
  public Provider provider(Facebook facebook) {
    return FakeEndpoints.lead(facebook, baseUri(), ORIGINS);
  }

  /** The same where the visitor's browser knows this fake by another address. */
  public Provider provider(Facebook facebook, URI browser) {
    return FakeEndpoints.lead(facebook, baseUri(), browser, ORIGINS);
  }

  /** Whether calls without the proof of the app secret are refused. Default: true. */
  public void requireAppSecret(boolean value) {
    appSecretRequired = value;
  }

  boolean requiresAppSecret() {
    return appSecretRequired;
  }

  // ---- the pages

  private static List<String> requested(Parameters asked) {
    Set<String> permissions = new LinkedHashSet<>();
    permissions.add(PUBLIC_PROFILE); // whether it is named or not
    permissions.addAll(List.of(asked.findText("scope").orElse(PUBLIC_PROFILE).split("[, ]+", -1)));
    return List.copyOf(permissions);
  }

  @Override
  List<ConsentItem> questions(Parameters asked, FakePerson person) {
    boolean again = asked.find("auth_type").equals(Optional.of("rerequest"));
    List<ConsentItem> items = new ArrayList<>();
    for (String permission : requested(asked)) {
      boolean answered = isLinked(person)
          && (agreed(person).contains(permission)
              || (!again && asked(person).contains(permission)));
      if (!answered) {
        items.add(new ConsentItem(
            permission,
            NAMES.getOrDefault(permission, permission),
            permission.equals(PUBLIC_PROFILE)));
      }
    }
    return items;
  }

  @Override
  Optional<String> refusal(Parameters asked) {
    return asked.findText("state").isEmpty() ? Optional.of("state is missing") : Optional.empty();
  }

  @Override
  boolean signsInAgain(Parameters asked) {
    return asked.find("auth_type").equals(Optional.of("reauthenticate"));
  }

  @Override
  String cancelled() {
    return "error_reason=user_denied&error=access_denied&error_description=Permissions+error";
  }

  @Override
  String besidesCode(Parameters request, FakePerson person) {
    asked.merge(person.key(), new LinkedHashSet<>(requested(request)), (before, now) -> {
      Set<String> both = new LinkedHashSet<>(before);
      both.addAll(now);
      return both;
    });
    return "";
  }

  @Override
  Answer callback(Parameters asked, String parameters) {
    Answer plain = super.callback(asked, parameters);
    return Answer.redirect(plain.status(), plain.findHeader("Location").orElseThrow() + "#_=_");
  }

  @Override
  void unlinked(FakePerson person) {
    asked.remove(person.key());
  }

  /** What this person was asked since the link was made. */
  Set<String> asked(FakePerson person) {
    return asked.getOrDefault(person.key(), Set.of());
  }

  // ---- the endpoints

  @Override
  Optional<FacebookEndpoint> findEndpoint(String path) {
    return FacebookEndpoint.find(path);
  }

  @Override
  Answer answer(FacebookEndpoint endpoint, Request request) {
    return switch (endpoint) {
      case AUTHORIZE -> authorize(request);
      case TOKEN -> token(request.method().equals("GET") ? request.query() : request.form());
      case ME -> graph.me(request);
      case PERMISSIONS -> graph.permissions(request);
      case KEYS -> Answer.json(200, keys().keySet());
      case TOKEN_INFO -> graph.tokenInfo(request);
      case PERMISSIONS_BY_ID -> graph.byId(request);
    };
  }

  private Answer token(Parameters form) {
    if (!isClient(form)) {
      return FacebookGraph.error(400, "OAuthException", 1, 0, "fake: wrong client secret");
    }
    if (form.find("grant_type").equals(Optional.of("fb_exchange_token"))) {
      Optional<FakeTokens.Grant> grant =
          form.findText("fb_exchange_token").flatMap(tokens()::findAccessToken);
      return grant.isEmpty()
          ? FacebookGraph.error(400, "OAuthException", 190, 463, "fake: the token has expired")
          : Answer.json(200, tokens(issue(grant.get(), LONG_LIFE), LONG_LIFE));
    }
    Optional<FakeTokens.Grant> spent = form.findText("code")
        .flatMap(tokens()::spendCode)
        .filter(grant -> grant.find("redirect_uri").equals(form.findText("redirect_uri")))
        .filter(grant -> fitsChallenge(grant, form));
    if (spent.isEmpty()) {
      return FacebookGraph.error(
          400, "OAuthException", 100, 36_009, "fake: the code has been used");
    }
    String access = issue(spent.get(), SHORT_LIFE);
    JsonNode.JsonObject json = tokens(access, SHORT_LIFE);
    return Answer.json(
        200,
        requested(spent.get().asked()).contains("openid")
            ? json.add("id_token", idToken(spent.get(), access))
            : json);
  }

  private static JsonNode.JsonObject tokens(String access, Duration life) {
    return JsonNode.object()
        .add("access_token", access)
        .add("token_type", "bearer")
        .add("expires_in", life.toSeconds());
  }

  /** For the scope {@code openid}, as integrators report it. */
  private String idToken(FakeTokens.Grant grant, String access) {
    FakePerson person = person(grant.person());
    JsonNode.JsonObject claims = JsonNode.object()
        .add("iss", ISSUER)
        .add("aud", clientId())
        .add("sub", subject(person))
        .add("iat", now().getEpochSecond())
        .add("exp", now().plus(ID_TOKEN_LIFE).getEpochSecond())
        .add("jti", TokenNames.random(12))
        .addIfPresent("nonce", grant.find("nonce"))
        .add("at_hash", accessTokenHash(access));
    if (agreed(person).contains(EMAIL)) {
      claims.addIfPresent(EMAIL, person.find(EMAIL));
    }
    for (String claim : List.of("given_name", "family_name", "name", "picture")) {
      claims.addIfPresent(claim, person.find(claim));
    }
    return idTokens.sign(claims);
  }

  /**
   * What the Facebook SDK gives an app when this person signs in there and agrees to everything: an
   * {@code access_token} of about 60 days.
   *
   * @param appId of that app, the shop's or any other
   */
  public Map<String, String> signInByApp(FakePerson person, String appId) {
    Parameters wanted = Parameters.parse("scope=email&client_id=" + Parameters.encode(appId));
    FakeTokens.Grant grant = grantInApp(person, wanted);
    besidesCode(wanted, person);
    return Map.of("access_token", issue(grant, LONG_LIFE));
  }

  private String issue(FakeTokens.Grant grant, Duration life) {
    return tokens().issueAccessToken(grant, life, () -> "EAA" + TokenNames.random(60));
  }

  /**
   * Answers a deletion with an object that says {@code success}, as current versions are reported to.
   * Default: a bare {@code true}, as the documentation has it.
   */
  public void answerDeletionsWithObject() {
    deletedAsObject = true;
  }

  Answer deleted() {
    return Answer.json(
        200, deletedAsObject ? JsonNode.object().add("success", true) : JsonNode.raw("true"));
  }

  /** Another id for every app, of digits. */
  @Override
  public String subject(FakePerson person) {
    return person
        .find("sub")
        .orElseGet(() -> "1022"
            + new BigInteger(1, sha256(clientId() + "\n" + person.key()))
                .mod(IDS)
                .add(IDS)
                .toString()
                .substring(1));
  }

  // ---- notices

  /**
   * The callback after somebody removed the app, as of now by this fake's clock, ready to {@link
   * FakeNotice#send}. The link itself stays: {@link #unlink}.
   *
   * @param shop the shop's endpoint
   */
  public FakeNotice deauthorizeCallback(URI shop, FakePerson person) {
    return notice(shop, subject(person), now(), clientSecret());
  }

  /**
   * The request that the shop delete somebody's data; of the same form as the callback, at an address of
   * its own.
   *
   * @param shop the shop's endpoint for such requests
   */
  public FakeNotice deletionRequest(URI shop, FakePerson person) {
    return notice(shop, subject(person), now(), clientSecret());
  }

  /** Either about any id, as of any time, signed by any secret. */
  public FakeNotice notice(URI shop, String userId, Instant at, String secret) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String payload = base64.encodeToString(JsonNode.object()
        .add("user_id", userId)
        .add("algorithm", "HMAC-SHA256")
        .add("issued_at", at.getEpochSecond())
        .toString()
        .getBytes(StandardCharsets.UTF_8));
    String signature = base64.encodeToString(FacebookGraph.hmac(secret, payload));
    return new FakeNotice(shop, trustOfShop(), 200)
        .body(any -> "signed_request=" + signature + "." + payload)
        .header("Content-Type", "application/x-www-form-urlencoded");
  }
}
