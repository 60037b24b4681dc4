package io.membersync.testing;

import io.membersync.Secret;
import io.membersync.provider.Provider;
import io.membersync.provider.apple.Apple;
import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.JsonText;
import io.membersync.testing.http.Parameters;
import io.membersync.testing.http.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Sign in with Apple of one's own, over real HTTP on this machine.
 *
 * <pre>{@code
 * try (FakeApple apple = FakeApple.onLoopback()) {
 *   apple.registerRedirectUri(URI.create("http://127.0.0.1:8080/login/callback/apple"));
 *   URI callback = apple.visitor("haneul").withholding("email").agree(authorizationUri);
 * }
 * }</pre>
 *
 * <p>Like the real one it answers by a form whenever a scope is asked, sends the name with the first
 * sign-in only and through the browser, gives a relay address to whoever withholds the e-mail, writes
 * truth as text where {@link #writeFlagsAsText} says so, and takes a client secret only that is a signed
 * token of the right team, key, life and client: the code of an app is good for its bundle id only.
 * That token's times are measured by the system's clock. Safe
 * for many threads.
 *
 * <p>Source: https://developer.apple.com/documentation/signinwithapplerestapi, read 2026-11-21.
 */
public final class FakeApple extends FakeSocialLogin<AppleEndpoint> {
  /** The consent to give the real address; whoever withholds it gives one of Apple's relay. */
  public static final String EMAIL = "email";

  /** The consent to give the name. */
  public static final String NAME = "name";

  private static final String ISSUER = "https://appleid.apple.com";
  private static final String TEAM_ID = "TEAMID0001";
  private static final String KEY_ID = "ABC123DEFG";
  private static final long LONGEST_SECRET_SECONDS = 15_777_000;
  private static final String CODE_AND_TOKEN = "code id_token";
  private static final int LIKELY_REAL = 2;
  private static final Duration ACCESS_LIFE = Duration.ofHours(1);

  private final KeyPair clientKey = SigningKeys.elliptic();
  private final IdTokens idTokens;
  private final Set<String> named = ConcurrentHashMap.newKeySet();
  private final Set<String> bundleIds = ConcurrentHashMap.newKeySet();
  private volatile boolean flagsAsText;

  private FakeApple(FakeSetup<FakeApple> setup) {
    super(new FakePages("FakeApple", "애플"), setup, "com.example.shop.web", "");
    this.idTokens = new IdTokens(keys(), ISSUER, false);
    keys().prepare();
    start();
  }

  /** Starts with {@link FakePeople#all()} and any free port. */
  public static FakeApple onLoopback() {
    return setup().start();
  }

  public static FakeSetup<FakeApple> setup() {
    return new FakeSetup<>(FakeApple::new);
  }

  // ---- the shop's registration

  /** The shop's registration at this fake, to give to an engine. */
  public Provider provider() {
    return provider(registration());
  }

  /** The same, to be changed first. */
  public Apple registration() {
    return Apple.of(clientId(), TEAM_ID, KEY_ID, privateKey());
  }

  /** A registration of the shop's own making, led to this fake. */
  public Provider provider(Apple apple) {
    return FakeEndpoints.lead(apple, baseUri(), ISSUER);
  }

  /** The same where the visitor's browser knows this fake by another address. */
  public Provider provider(Apple apple, URI browser) {
    return FakeEndpoints.lead(apple, baseUri(), browser, ISSUER);
  }

  public String teamId() {
    return TEAM_ID;
  }

  /** Of {@link #privateKey}. */
  public String keyId() {
    return KEY_ID;
  }

  /** The private key that this fake knows the public one of, as Apple's {@code .p8} file has it. */
  public Secret privateKey() {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
        .encodeToString(clientKey.getPrivate().getEncoded());
    return Secret.of("-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----");
  }

  /** Writes {@code email_verified} and {@code is_private_email} as text from now on. */
  public void writeFlagsAsText() {
    flagsAsText = true;
  }

  /** Changes the next ID token; several changes wait in a queue, one for each token. */
  public void changeNextIdToken(UnaryOperator<IdTokenDraft> change) {
    idTokens.changeNext(change);
  }

  /** Signs with a new key from now on; the key set has it and the one before. */
  public void rotateKeys() {
    keys().rotate();
  }

  // ---- the pages

  @Override
  List<ConsentItem> questions(Parameters asked, FakePerson person) {
    List<ConsentItem> items = new ArrayList<>();
    if (isLinked(person)) {
      return items;
    }
    if (scopes(asked).contains(NAME)) {
      items.add(new ConsentItem(NAME, "이름", false));
    }
    if (scopes(asked).contains(EMAIL)) {
      items.add(new ConsentItem(EMAIL, "이메일 공유 (선택하지 않으면 가리기)", false));
    }
    return items;
  }

  private static List<String> scopes(Parameters asked) {
    return List.of(asked.find("scope").orElse("").split(" ", -1));
  }

  @Override
  Optional<String> refusal(Parameters asked) {
    boolean form = asked.find("response_mode").equals(Optional.of("form_post"));
    return !form && asked.findText("scope").isPresent()
        ? Optional.of("response_mode must be form_post when name or email scope is requested.")
        : Optional.empty();
  }

  @Override
  boolean answers(String responseType) {
    return responseType.equals("code") || responseType.equals(CODE_AND_TOKEN);
  }

  @Override
  String cancelled() {
    return "error=user_cancelled_authorize";
  }

  /** The name comes with the first sign-in, by way of the browser. */
  @Override
  String besidesCode(Parameters asked, FakePerson person) {
    String token = asked.find("response_type").equals(Optional.of(CODE_AND_TOKEN))
        ? "&id_token="
            + idToken(
                new FakeTokens.Grant(person.key(), asked, List.of(), clock().instant()), Map.of())
        : "";
    boolean first = named.add(person.key());
    if (!first || !scopes(asked).contains(NAME)) {
      return token;
    }
    JsonNode.JsonObject user = JsonNode.object();
    if (agreed(person).contains(NAME)) {
      user.add(
          "name",
          JsonNode.object()
              .addIfPresent("firstName", person.find("given_name"))
              .addIfPresent("lastName", person.find("family_name")));
    }
    emailOf(asked, person).ifPresent(email -> user.add("email", email));
    return token + "&user=" + Parameters.encode(user.toString());
  }

  /** A page with one button, where the real one posts by script. */
  @Override
  Answer callback(Parameters asked, String parameters) {
    if (!asked.find("response_mode").equals(Optional.of("form_post"))) {
      return super.callback(asked, parameters);
    }
    Parameters fields = Parameters.parse(parameters);
    StringBuilder form = new StringBuilder(FakePages.heading("쇼핑몰로 돌아가기", "Back to the shop"))
        .append("<form method=\"post\" action=\"")
        .append(FakePages.escape(asked.find("redirect_uri").orElseThrow()))
        .append("\">");
    asked.find("state").ifPresent(state -> form.append(FakePages.hidden("state", state)));
    for (String name : fields.names()) {
      form.append(FakePages.hidden(name, fields.find(name).orElseThrow()));
    }
    return page(form.append("<p class=\"actions\"><button class=\"main\">계속 ")
        .append("<span lang=\"en\">Continue</span></button></p></form>")
        .toString());
  }

  // ---- the endpoints

  @Override
  Optional<AppleEndpoint> findEndpoint(String path) {
    for (AppleEndpoint endpoint : AppleEndpoint.values()) {
      if (endpoint.path().equals(path)) {
        return Optional.of(endpoint);
      }
    }
    return Optional.empty();
  }

  @Override
  Answer answer(AppleEndpoint endpoint, Request request) {
    return switch (endpoint) {
      case AUTHORIZE -> authorize(request);
      case TOKEN -> token(request.form());
      case KEYS -> Answer.json(200, keys().keySet());
      case REVOKE -> revoke(request.form());
    };
  }

  private Answer token(Parameters form) {
    if (!isOurs(form)) {
      return error("invalid_client");
    }
    String client = form.find("client_id").orElseThrow();
    String grantType = form.find("grant_type").orElse("");
    if (!Set.of("", "refresh_token", "authorization_code").contains(grantType)) {
      return error("unsupported_grant_type");
    }
    if (grantType.equals("refresh_token")) {
      Optional<FakeTokens.Grant> grant = form.findText("refresh_token")
          .flatMap(tokens()::findRefreshToken)
          .filter(found -> clientOf(found).equals(client));
      return grant.isEmpty()
          ? error("invalid_grant")
          : Answer.json(200, tokens(accessToken(grant.get())));
    }
    Optional<String> code = form.findText("code");
    if (code.isEmpty() || grantType.isEmpty()) {
      return error("invalid_request");
    }
    Optional<FakeTokens.Grant> grant = tokens().spendCode(code.get());
    if (grant.isEmpty()) {
      return error(400, "invalid_grant", "fake: code already used, too old or unknown");
    }
    if (!clientOf(grant.get()).equals(client) || !fitsChallenge(grant.get(), form)) {
      return error("invalid_grant");
    }
    if (!grant.get().find("redirect_uri").equals(form.findText("redirect_uri"))) {
      return error("invalid_client"); // Apple's word for a wrong redirect URI, too
    }
    String access = accessToken(grant.get());
    return Answer.json(
        200,
        tokens(access)
            .add("refresh_token", tokens().issueRefreshToken(grant.get()))
            .add("id_token", idToken(grant.get(), Map.of("at_hash", accessTokenHash(access)))));
  }

  /** Whom a code and its tokens are good for: the services id, or an app of the same team. */
  private String clientOf(FakeTokens.Grant grant) {
    return grant.find("client_id").orElse(clientId());
  }

  private String accessToken(FakeTokens.Grant grant) {
    return tokens().issueAccessToken(grant, ACCESS_LIFE, () -> "a" + TokenNames.random(30));
  }

  private static JsonNode.JsonObject tokens(String access) {
    return JsonNode.object()
        .add("access_token", access)
        .add("token_type", "bearer")
        .add("expires_in", ACCESS_LIFE.toSeconds());
  }

  /**
   * What Apple gives the shop's own app when this person signs in: an {@code id_token} that names the
   * app, a {@code code} that is good for the app's own id only, and the first time {@code user}.
   *
   * @param nonce as the app has given it
   */
  public Map<String, String> signInByApp(FakePerson person, String bundleId, String nonce) {
    Parameters asked = Parameters.parse("scope=name+email&client_id=" + Parameters.encode(bundleId)
        + "&nonce=" + Parameters.encode(nonce));
    bundleIds.add(bundleId);
    FakeTokens.Grant grant = grantInApp(person, asked);
    Map<String, String> given = new LinkedHashMap<>();
    given.put("id_token", idToken(grant, Map.of("real_user_status", LIKELY_REAL)));
    given.put("code", tokens().issueCode(grant));
    Parameters.parse(besidesCode(asked, person))
        .find("user")
        .ifPresent(user -> given.put("user", user));
    return given;
  }

  private String idToken(FakeTokens.Grant grant, Map<String, ?> more) {
    FakePerson person = person(grant.person());
    Optional<String> email = emailOf(grant.asked(), person);
    JsonNode.JsonObject claims = JsonNode.object()
        .add("iss", ISSUER)
        .add("aud", clientOf(grant))
        .add("exp", now().plus(Duration.ofDays(1)).getEpochSecond())
        .add("iat", now().getEpochSecond())
        .add("sub", subject(person))
        .addIfPresent("nonce", grant.find("nonce"))
        .addIfPresent("email", email);
    if (email.isPresent()) {
      boolean relay = !agreed(person).contains(EMAIL);
      claims.add("email_verified", flag(true)).add("is_private_email", flag(relay));
    }
    more.forEach(claims::add);
    return idTokens.sign(claims
        .add("auth_time", grant.authTime().getEpochSecond())
        .add("nonce_supported", true)
        .addIfPresent("transfer_sub", person.find("transfer_sub")));
  }

  private Object flag(boolean value) {
    return flagsAsText ? Boolean.toString(value) : (Object) value;
  }

  private Optional<String> emailOf(Parameters asked, FakePerson person) {
    if (!scopes(asked).contains(EMAIL)) {
      return Optional.empty();
    }
    return agreed(person).contains(EMAIL) ? person.find("email") : Optional.of(relay(person));
  }

  private static String relay(FakePerson person) {
    return HexFormat.of().formatHex(sha256(person.key()), 0, 5) + "@privaterelay.appleid.com";
  }

  private Answer revoke(Parameters form) {
    if (!isOurs(form)) {
      return error("invalid_client");
    }
    Optional<FakeTokens.Grant> grant = form.findText("token").flatMap(tokens()::findAny);
    if (grant.isPresent()
        && !clientOf(grant.get()).equals(form.find("client_id").orElseThrow())) {
      return error("invalid_grant");
    }
    grant.flatMap(found -> findPerson(found.person())).ifPresent(person -> {
      unlink(person);
      named.remove(person.key());
    });
    return Answer.empty(200);
  }

  private static Answer error(String code) {
    return Answer.json(400, JsonNode.object().add("error", code));
  }

  /** Whether the client secret is a token that Apple would take (client secret, 4.3.3). */
  private boolean isOurs(Parameters form) {
    String secret = form.find("client_secret").orElse("");
    String[] parts = secret.split("\\.", -1);
    String client = form.find("client_id").orElse("");
    if (!(client.equals(clientId()) || bundleIds.contains(client)) || parts.length != 3) {
      return false;
    }
    Optional<JsonNode.JsonObject> header = json(parts[0]);
    Optional<JsonNode.JsonObject> claims = json(parts[1]);
    if (header.isEmpty() || claims.isEmpty()) {
      return false;
    }
    long issued = number(claims.get(), "iat");
    long expires = number(claims.get(), "exp");
    Instant now = Clock.systemUTC().instant();
    return has(header.get(), "alg", "ES256")
        && has(header.get(), "kid", KEY_ID)
        && has(claims.get(), "iss", TEAM_ID)
        && has(claims.get(), "sub", client)
        && has(claims.get(), "aud", ISSUER)
        && expires - issued <= LONGEST_SECRET_SECONDS
        && issued <= now.getEpochSecond()
        && expires > now.getEpochSecond()
        && verifies(parts);
  }

  /** In JOSE's form of 64 bytes; another one, such as DER's, fits nothing. */
  private boolean verifies(String[] parts) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initVerify(clientKey.getPublic());
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<JsonNode.JsonObject> json(String part) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
      return JsonText.parse(text)
          .filter(JsonNode.JsonObject.class::isInstance)
          .map(JsonNode.JsonObject.class::cast);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean has(JsonNode.JsonObject object, String name, String text) {
    return object
        .find(name)
        .map(JsonNode::toString)
        .equals(Optional.of(JsonNode.of(text).toString()));
  }

  private static long number(JsonNode.JsonObject object, String name) {
    String text = object.find(name).map(JsonNode::toString).orElse("");
    return text.matches("[0-9]{1,12}") ? Long.parseLong(text) : Long.MAX_VALUE;
  }

  // ---- notices

  /**
   * A notification about a person, as of now by this fake's clock, ready to {@link FakeNotice#send}. The
   * link itself stays: {@link #unlink}.
   *
   * @param shop the shop's endpoint
   * @param type {@code consent-revoked}, {@code account-delete}, {@code account-deleted}, {@code
   *     email-disabled}, {@code email-enabled}, or one that Apple may invent
   */
  public FakeNotice notification(URI shop, String type, FakePerson person) {
    return notification(shop, type, person, clock().instant(), draft -> draft);
  }

  /**
   * The same as of any time, and changed before it is signed.
   *
   * @param change of the token in it
   */
  public FakeNotice notification(
      URI shop, String type, FakePerson person, Instant at, UnaryOperator<IdTokenDraft> change) {
    JsonNode.JsonObject event = JsonNode.object().add("type", type).add("sub", subject(person));
    if (type.startsWith("email-")) {
      event.add("email", relay(person)).add("is_private_email", "true");
    }
    event.add("event_time", at.toEpochMilli());
    JsonNode.JsonObject claims = JsonNode.object()
        .add("iss", ISSUER)
        .add("aud", clientId())
        .add("iat", now().getEpochSecond())
        .add("jti", TokenNames.random(12))
        .add("events", event.toString()); // text within the text, as Apple does it
    String body =
        JsonNode.object().add("payload", idTokens.sign(claims, change)).toString();
    return new FakeNotice(shop, trustOfShop(), 200)
        .body(any -> body)
        .header("Content-Type", "application/json");
  }

  /** The same for all apps of one developer team. */
  @Override
  public String subject(FakePerson person) {
    return person
        .find("sub")
        .orElseGet(() ->
            "000001." + HexFormat.of().formatHex(sha256(TEAM_ID + person.key()), 0, 16) + ".0001");
  }

  @Override
  public void clearFailures() {
    super.clearFailures();
    idTokens.changeNone();
  }
}
