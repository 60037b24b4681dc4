package io.membersync.testing;

import io.membersync.Secret;
import io.membersync.provider.Provider;
import io.membersync.provider.google.Google;
import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.Parameters;
import io.membersync.testing.http.Request;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A Google of one's own, over real HTTP on this machine: sign-in by OpenID Connect, scopes that may be
 * unticked one by one, the People API and revocation.
 *
 * <pre>{@code
 * try (FakeGoogle google = FakeGoogle.onLoopback()) {
 *   google.registerRedirectUri(URI.create("http://127.0.0.1:8080/login/callback/google"));
 *   URI callback = google.visitor("haneul").agree(authorizationUri);
 * }
 * }</pre>
 *
 * <p>Like the real one it names itself in the callback ({@code iss}), spells scopes at length in the
 * token answer, gives a refresh token at the first consent only or with {@code prompt=consent}, and
 * mixes contacts into the People answer unless a call says otherwise. Safe for many threads.
 *
 * <p>Source: https://developers.google.com/identity/protocols/oauth2, read 2026-11-21.
 */
public final class FakeGoogle extends FakeSocialLogin<GoogleEndpoint> {
  private static final String ISSUER = "https://accounts.google.com";
  private static final String[] ORIGINS = {
    ISSUER,
    "https://oauth2.googleapis.com",
    "https://www.googleapis.com",
    "https://openidconnect.googleapis.com",
    "https://people.googleapis.com"
  };
  private static final Set<String> ALWAYS = Set.of("openid", "email", "profile");
  private static final Duration ACCESS_LIFE = Duration.ofSeconds(3599);
  private static final Duration ID_TOKEN_LIFE = Duration.ofHours(1);
  private static final int PREFIX = 16;
  private static final Set<String> SHORT = Set.of("email", "profile");
  private static final String LONG = "https://www.googleapis.com/auth/userinfo.";

  private final IdTokens idTokens;

  private FakeGoogle(FakeSetup<FakeGoogle> setup) {
    super(
        new FakePages("FakeGoogle", "구글"),
        setup,
        "demo-web.apps.googleusercontent.com",
        "demoSecret");
    this.idTokens = new IdTokens(keys(), ISSUER);
    keys().prepare();
    start();
  }

  /** Starts with {@link FakePeople#all()} and any free port. */
  public static FakeGoogle onLoopback() {
    return setup().start();
  }

  public static FakeSetup<FakeGoogle> setup() {
    return new FakeSetup<>(FakeGoogle::new);
  }

  /** The shop's registration at this fake, to give to an engine. */
  public Provider provider() {
    return provider(Google.of(clientId(), Secret.of(clientSecret())));
  }

  /** A registration of the shop's own making, led to this fake. */
  public Provider provider(Google google) {
    return FakeEndpoints.lead(google, baseUri(), ORIGINS);
  }

  /** The same where the visitor's browser knows this fake by another address. */
  public Provider provider(Google google, URI browser) {
    return FakeEndpoints.lead(google, baseUri(), browser, ORIGINS);
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
    for (String scope : requested(asked)) {
      if (!ALWAYS.contains(scope) && !agreed(person).contains(scope)) {
        items.add(new ConsentItem(scope, scope, false));
      }
    }
    return items;
  }

  private static List<String> requested(Parameters asked) {
    return Arrays.stream(asked.find("scope").orElse("").split(" ", -1))
        .filter(scope -> !scope.isEmpty())
        .toList();
  }

  @Override
  Optional<Answer> silently(Request request, Parameters asked) {
    if (!asked.find("prompt").equals(Optional.of("none"))) {
      return Optional.empty();
    }
    Optional<FakePerson> person = signedIn(request)
        .filter(this::isLinked)
        .filter(found -> questions(asked, found).isEmpty());
    return Optional.of(
        person.isPresent()
            ? code(asked, person.get())
            : callback(asked, "error=interaction_required"));
  }

  @Override
  String cancelled() {
    return "error=access_denied";
  }

  /** With {@code include_granted_scopes} everything that was granted before, too. */
  @Override
  List<String> scopes(Parameters asked, FakePerson person) {
    List<String> requested = requested(asked);
    List<String> granted =
        new ArrayList<>(requested.stream().filter(ALWAYS::contains).toList());
    boolean all = asked.find("include_granted_scopes").equals(Optional.of("true"));
    agreed(person).stream()
        .filter(scope -> all || requested.contains(scope))
        .sorted()
        .forEach(granted::add);
    return granted;
  }

  /** Names what the short names stand for, too. */
  @Override
  String besidesCode(Parameters asked, FakePerson person) {
    List<String> granted = new ArrayList<>(scopes(asked, person));
    granted.stream().filter(SHORT::contains).map(LONG::concat).toList().forEach(granted::add);
    return "&scope=" + Parameters.encode(String.join(" ", granted))
        + "&authuser=0&prompt=consent&iss=" + Parameters.encode(ISSUER);
  }

  // ---- the endpoints

  @Override
  Optional<GoogleEndpoint> findEndpoint(String path) {
    for (GoogleEndpoint endpoint : GoogleEndpoint.values()) {
      if (endpoint.path().equals(path)) {
        return Optional.of(endpoint);
      }
    }
    return Optional.empty();
  }

  @Override
  Answer answer(GoogleEndpoint endpoint, Request request) {
    return switch (endpoint) {
      case AUTHORIZE -> authorize(request);
      case TOKEN -> token(request);
      case KEYS -> Answer.json(200, keys().keySet());
      case USER_INFO -> userInfo(request);
      case PEOPLE -> people(request);
      case REVOKE -> revoke(request.form());
    };
  }

  private Answer token(Request request) {
    Parameters form = request.form();
    if (!isClient(request)) {
      return error(401, "invalid_client", "fake: unknown client");
    }
    if (form.find("grant_type").equals(Optional.of("refresh_token"))) {
      Optional<FakeTokens.Grant> grant =
          form.findText("refresh_token").flatMap(tokens()::findRefreshToken);
      return grant.isEmpty()
          ? error(400, "invalid_grant", "fake: token expired or revoked")
          : Answer.json(200, tokens(grant.get(), Optional.empty(), Optional.empty()));
    }
    Optional<FakeTokens.Grant> grant = form.findText("code").flatMap(tokens()::spendCode);
    if (grant.isEmpty()
        || !grant.get().find("redirect_uri").equals(form.findText("redirect_uri"))) {
      return error(400, "invalid_grant", "fake: bad code");
    }
    if (!fitsChallenge(grant.get(), form)) {
      return error(400, "invalid_grant", "fake: code verifier does not match");
    }
    boolean offline = grant.get().find("access_type").equals(Optional.of("offline"));
    boolean first = !tokens().hasRefreshToken(grant.get().person());
    boolean again =
        grant.get().find("prompt").filter(text -> text.contains("consent")).isPresent();
    return Answer.json(
        200,
        tokens(
            grant.get(),
            offline && (first || again)
                ? Optional.of(
                    tokens().issueRefreshToken(grant.get(), "1//0" + TokenNames.random(30)))
                : Optional.empty(),
            grant.get().find("nonce")));
  }

  private JsonNode.JsonObject tokens(
      FakeTokens.Grant grant, Optional<String> refresh, Optional<String> nonce) {
    String scope = grant.scopes().stream()
        .map(name -> SHORT.contains(name) ? LONG + name : name)
        .collect(Collectors.joining(" "));
    String access =
        tokens().issueAccessToken(grant, ACCESS_LIFE, () -> "ya29." + TokenNames.random(40));
    return JsonNode.object()
        .add("access_token", access)
        .add("expires_in", ACCESS_LIFE.toSeconds())
        .addIfPresent("refresh_token", refresh)
        .add("scope", scope)
        .add("token_type", "Bearer")
        .add("id_token", idToken(grant, clientId(), nonce, Optional.of(access)));
  }

  private String idToken(
      FakeTokens.Grant grant, String party, Optional<String> nonce, Optional<String> access) {
    FakePerson person = person(grant.person());
    JsonNode.JsonObject claims = JsonNode.object()
        .add("iss", ISSUER)
        .add("azp", party)
        .add("aud", clientId())
        .add("sub", subject(person));
    addClaims(claims, person, grant.scopes());
    return idTokens.sign(claims
        .addIfPresent("at_hash", access.map(FakeSocialLogin::accessTokenHash))
        .addIfPresent("nonce", nonce)
        .add("iat", now().getEpochSecond())
        .add("exp", now().plus(ID_TOKEN_LIFE).getEpochSecond()));
  }

  private static void addClaims(
      JsonNode.JsonObject claims, FakePerson person, List<String> scopes) {
    if (scopes.contains("email") && person.find("email").isPresent()) {
      claims.add("email", person.find("email").get()).add("email_verified", true);
    }
    if (scopes.contains("profile")) {
      for (String claim : List.of("name", "given_name", "family_name", "picture")) {
        claims.addIfPresent(claim, person.find(claim));
      }
    }
  }

  private Answer userInfo(Request request) {
    Optional<FakeTokens.Grant> grant = bearerGrant(request);
    if (grant.isEmpty()) {
      return error(401, "invalid_request", "fake: invalid credentials");
    }
    FakePerson person = person(grant.get().person());
    JsonNode.JsonObject claims = JsonNode.object().add("sub", subject(person));
    addClaims(claims, person, grant.get().scopes());
    return Answer.json(200, claims);
  }

  private Answer people(Request request) {
    Optional<FakeTokens.Grant> grant = bearerGrant(request);
    if (grant.isEmpty()) {
      return Answer.json(
          401,
          JsonNode.object()
              .add(
                  "error",
                  JsonNode.object()
                      .add("code", 401)
                      .add("message", "fake: invalid credentials")
                      .add("status", "UNAUTHENTICATED")));
    }
    FakePerson person = person(grant.get().person());
    List<String> fields =
        List.of(request.query().find("personFields").orElse("").split(",", -1));
    boolean profileOnly =
        request.query().all("sources").equals(List.of("READ_SOURCE_TYPE_PROFILE"));
    return GooglePeople.answer(
        person, subject(person), fields, Set.copyOf(grant.get().scopes()), !profileOnly);
  }

  private Answer revoke(Parameters form) {
    Optional<FakePerson> person = form.findText("token")
        .flatMap(tokens()::findAny)
        .flatMap(grant -> findPerson(grant.person()));
    if (person.isEmpty()) {
      return error(400, "invalid_token", "fake: token expired or revoked");
    }
    unlink(person.get());
    return Answer.json(200, JsonNode.object());
  }

  // ---- the shop's own app

  /**
   * What Google's SDK gives the shop's own app when this person signs in: an {@code id_token} for the
   * shop's server, and a {@code code} for it, whose own ID token has no nonce.
   *
   * @param appClientId the app's own, which the ID token names beside the server's
   */
  public Map<String, String> signInByApp(FakePerson person, String appClientId, String nonce) {
    Parameters asked =
        Parameters.parse("scope=openid+email+profile&access_type=offline&redirect_uri="
            + Parameters.encode(firstRedirectUri().orElse("")));
    FakeTokens.Grant grant = grantInApp(person, asked);
    String idToken = idToken(grant, appClientId, Optional.of(nonce), Optional.empty());
    return Map.of("id_token", idToken, "code", tokens().issueCode(grant));
  }

  // ---- notices

  /**
   * A security event token (RISC) about a person, as of now by this fake's clock, ready to {@link
   * FakeNotice#send}.
   *
   * @param shop the shop's endpoint
   * @param type the whole address of the event's type, such as {@code
   *     https://schemas.openid.net/secevent/risc/event-type/sessions-revoked}
   * @throws IllegalArgumentException for {@code token-revoked}, which is about a token: {@link
   *     #tokenRevoked}
   */
  public FakeNotice securityEvent(URI shop, String type, FakePerson person) {
    return securityEvent(shop, type, person, draft -> draft);
  }

  /** The same, changed before it is signed. */
  public FakeNotice securityEvent(
      URI shop, String type, FakePerson person, UnaryOperator<IdTokenDraft> change) {
    if (type.endsWith("/token-revoked")) {
      throw new IllegalArgumentException("token-revoked is about a token: tokenRevoked(…)");
    }
    return securityEvent(shop, type, event(type, person), change);
  }

  private JsonNode.JsonObject event(String type, FakePerson person) {
    if (type.endsWith("/verification")) {
      return JsonNode.object().add("state", "fake-" + TokenNames.random(12));
    }
    boolean byClaims = type.endsWith("/tokens-revoked");
    JsonNode.JsonObject event = JsonNode.object()
        .add(
            "subject",
            JsonNode.object()
                .add("subject_type", byClaims ? "id_token_claims" : "iss-sub")
                .add("iss", ISSUER + "/")
                .add("sub", subject(person))
                .addIfPresent("email", byClaims ? person.find("email") : Optional.empty()));
    return type.endsWith("/account-disabled") ? event.add("reason", "hijacking") : event;
  }

  /**
   * The event that one refresh token has ended, which names no person.
   *
   * @param hashed whether the token is told by its hash rather than by its beginning
   */
  public FakeNotice tokenRevoked(URI shop, String refreshToken, boolean hashed) {
    String told = hashed
        ? Base64.getEncoder().encodeToString(sha512(sha512(bytes(refreshToken))))
        : refreshToken.substring(0, PREFIX);
    JsonNode.JsonObject event = JsonNode.object()
        .add(
            "subject",
            JsonNode.object()
                .add("subject_type", "oauth_token")
                .add("token_type", "refresh_token")
                .add("token_identifier_alg", hashed ? "hash_base64_sha512_sha512" : "prefix")
                .add("token", told));
    String type = "https://schemas.openid.net/secevent/oauth/event-type/token-revoked";
    return securityEvent(shop, type, event, draft -> draft);
  }

  /** The same of the newest refresh token of this person, told by its beginning. */
  public FakeNotice tokenRevoked(URI shop, FakePerson person) {
    String token = tokens()
        .findRefreshTokenOf(person.key())
        .orElseThrow(() -> new IllegalStateException("there is no refresh token of " + person));
    return tokenRevoked(shop, token, false);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] sha512(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no SHA-512", e);
    }
  }

  private FakeNotice securityEvent(
      URI shop, String type, JsonNode event, UnaryOperator<IdTokenDraft> change) {
    JsonNode.JsonObject claims = JsonNode.object()
        .add("iss", ISSUER + "/") // with the slash that Google's own sample has
        .add("aud", clientId())
        .add("iat", now().getEpochSecond())
        .add("jti", TokenNames.random(12))
        .add("events", JsonNode.object().add(type, event));
    String token = idTokens.sign(claims, change);
    return new FakeNotice(shop, trustOfShop(), 202)
        .body(any -> token)
        .header("Content-Type", "application/secevent+jwt");
  }

  /** The same for every client: 21 digits. */
  @Override
  public String subject(FakePerson person) {
    return person.find("sub").orElseGet(() -> {
      String digits = new BigInteger(1, sha256(person.key())).toString();
      return "1" + digits.substring(0, 20);
    });
  }

  @Override
  public void clearFailures() {
    super.clearFailures();
    idTokens.changeNone();
  }
}
