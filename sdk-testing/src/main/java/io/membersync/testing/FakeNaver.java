package io.membersync.testing;

import io.membersync.Secret;
import io.membersync.provider.Provider;
import io.membersync.provider.naver.Naver;
import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.Parameters;
import io.membersync.testing.http.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A Naver of one's own, over real HTTP on this machine: both families of endpoints, the profile in
 * Naver's envelope, terms delegation, the Naver Pay address, revocation and the unlink callback.
 *
 * <pre>{@code
 * try (FakeNaver naver = FakeNaver.onLoopback()) {
 *   naver.registerRedirectUri(URI.create("http://127.0.0.1:8080/login/callback/naver"));
 *   URI callback = naver.visitor("haneul").withholding("mobile").agree(authorizationUri);
 * }
 * }</pre>
 *
 * <p>Like the real one it answers a used code with status 200 and an error in the body, sends {@code
 * expires_in} as text in the older family, puts {@code + / =} into access tokens, checks the {@code state} that a
 * token request has, sends no refresh token with a refresh, masks missing nicknames, and never repeats
 * an unlink callback. Safe for many threads.
 *
 * <p>The client proves itself in the form. By a header, which Naver does not document, only at the older
 * token address: common Java clients sign in at Naver so by their defaults.
 */
public final class FakeNaver extends FakeSocialLogin<NaverEndpoint> {
  /** The consent to the Naver Pay address, on the consent page. */
  public static final String PAY_ADDRESS = "payaddress";

  /** What a term's tag begins with on the consent page. */
  public static final String TERM = "term:";

  private static final String[] ORIGINS = {"https://nid.naver.com", "https://openapi.naver.com"};
  private static final String ISSUER = "https://nid.naver.com";
  private static final int NO_CONTENT = 204;
  private static final int BLOCK = 16;
  private static final Duration ACCESS_LIFE = Duration.ofHours(1);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Map<String, String> NAMES = Map.of(
      "nickname",
      "별명",
      "profile_image",
      "프로필 사진",
      "age",
      "연령대",
      "gender",
      "성별",
      "email",
      "연락처 이메일 주소",
      "mobile",
      "휴대전화번호",
      "name",
      "회원이름",
      "birthday",
      "생일",
      "birthyear",
      "출생연도",
      PAY_ADDRESS,
      "네이버페이 배송지");

  private final NaverApi api = new NaverApi(this);
  private final IdTokens idTokens;
  private final Map<String, Instant> linkedAt = new ConcurrentHashMap<>();
  private volatile Set<String> required = Set.of("name");
  private volatile List<String> additional =
      NaverItems.ORDER.stream().filter(item -> !item.equals("name")).toList();
  private volatile List<String> requiredTerms = List.of();
  private volatile List<String> optionalTerms = List.of();

  private FakeNaver(FakeSetup<FakeNaver> setup) {
    super(new FakePages("FakeNaver", "네이버"), setup, "msyncDemoClientId01", "msyncSecret");
    this.idTokens = new IdTokens(keys(), ISSUER);
    start();
  }

  /** Starts with {@link FakePeople#all()} and any free port. */
  public static FakeNaver onLoopback() {
    return setup().start();
  }

  public static FakeSetup<FakeNaver> setup() {
    return new FakeSetup<>(FakeNaver::new);
  }

  // ---- the shop's application

  /** The shop's registration at this fake, to give to an engine. */
  public Provider provider() {
    return provider(Naver.of(clientId(), Secret.of(clientSecret())));
  }

  /** A registration of the shop's own making, led to this fake. */
  public Provider provider(Naver naver) {
    return FakeEndpoints.lead(naver, baseUri(), ORIGINS);
  }

  /** The same where the visitor's browser knows this fake by another address. */
  public Provider provider(Naver naver, URI browser) {
    return FakeEndpoints.lead(naver, baseUri(), browser, ORIGINS);
  }

  /** The items without which nobody gets in. Default: {@code name}. */
  public void requireItems(String... items) {
    required = Set.of(items);
  }

  /**
   * The items that may be left open. Default: all others but {@link #PAY_ADDRESS}.
   *
   * @throws IllegalArgumentException if Naver has no such item
   */
  public void offerItems(String... items) {
    for (String item : items) {
      if (!NAMES.containsKey(item)) {
        throw new IllegalArgumentException("no item " + item + " among " + NAMES.keySet());
      }
    }
    additional = List.of(items);
  }

  /** Has Naver ask these of the shop's terms. Default: none. */
  public void delegateTerms(List<String> mustAgree, List<String> mayAgree) {
    requiredTerms = List.copyOf(mustAgree);
    optionalTerms = List.copyOf(mayAgree);
  }

  List<String> terms() {
    List<String> all = new ArrayList<>(requiredTerms);
    all.addAll(optionalTerms);
    return all;
  }

  Instant linkedAt(FakePerson person) {
    return linkedAt.getOrDefault(person.key(), now());
  }

  /** Changes the next ID token; several changes wait in a queue, one for each token. */
  public void changeNextIdToken(UnaryOperator<IdTokenDraft> change) {
    idTokens.changeNext(change);
  }

  // ---- the pages

  @Override
  List<ConsentItem> questions(Parameters asked, FakePerson person) {
    boolean again = asked.find("auth_type").equals(Optional.of("reprompt"));
    if (isLinked(person) && !again) {
      return List.of();
    }
    List<ConsentItem> items = new ArrayList<>();
    for (String item : required) {
      items.add(new ConsentItem(item, NAMES.getOrDefault(item, item), true));
    }
    for (String item : additional) {
      items.add(new ConsentItem(item, NAMES.getOrDefault(item, item), false));
    }
    requiredTerms.forEach(tag -> items.add(new ConsentItem(TERM + tag, tag, true)));
    optionalTerms.forEach(tag -> items.add(new ConsentItem(TERM + tag, tag, false)));
    items.removeIf(item -> agreed(person).contains(item.id()));
    return items;
  }

  @Override
  Optional<String> refusal(Parameters asked) {
    return asked.findText("state").isEmpty() ? Optional.of("state is missing") : Optional.empty();
  }

  /** Silently in Naver's own browser only, and never with a page. */
  @Override
  Optional<Answer> silently(Request request, Parameters asked) {
    if (!asked.find("auth_type").equals(Optional.of("autologin"))) {
      return Optional.empty();
    }
    boolean inNaver = request
        .findHeader("User-Agent")
        .filter(agent -> agent.contains("NAVER(inapp; search;"))
        .isPresent();
    Optional<FakePerson> person = signedIn(request);
    if (inNaver && person.filter(this::isLinked).isPresent()) {
      return Optional.of(code(asked, person.get()));
    }
    String why = !inNaver
        ? "unsupported browser environment."
        : person.isEmpty() ? "user not logged in." : "need user consent.";
    return Optional.of(
        callback(asked, "error=access_denied&error_description=" + Parameters.encode(why)));
  }

  @Override
  boolean signsInAgain(Parameters asked) {
    return asked.find("auth_type").equals(Optional.of("reauthenticate"));
  }

  @Override
  String cancelled() {
    return "error=access_denied&error_description=Canceled+By+User";
  }

  @Override
  String besidesCode(Parameters asked, FakePerson person) {
    linkedAt.putIfAbsent(person.key(), clock().instant());
    return "";
  }

  // ---- the endpoints

  @Override
  Optional<NaverEndpoint> findEndpoint(String path) {
    for (NaverEndpoint endpoint : NaverEndpoint.values()) {
      if (endpoint.path().equals(path)) {
        return Optional.of(endpoint);
      }
    }
    return Optional.empty();
  }

  @Override
  Answer answer(NaverEndpoint endpoint, Request request) {
    return switch (endpoint) {
      case AUTHORIZE, OPENID_AUTHORIZE -> authorize(request);
      case TOKEN -> token(request, false);
      case OPENID_TOKEN -> token(request, true);
      case KEYS -> Answer.json(200, keys().keySet());
      case DISCOVERY -> Answer.json(200, discovery());
      case REVOKE -> revoke(request.form());
      default -> api.answer(endpoint, request);
    };
  }

  private Answer token(Request request, boolean openId) {
    Parameters form = request.form();
    if (!(openId ? isClient(form) : isClient(request))) {
      return openId
          ? Answer.json(401, JsonNode.object().add("error", "invalid_client"))
          : error(200, "unauthorized_client", "wrong client id / client secret pair");
    }
    if (form.find("grant_type").equals(Optional.of("refresh_token"))) {
      Optional<FakeTokens.Grant> grant =
          form.findText("refresh_token").flatMap(tokens()::findRefreshToken);
      return grant.isEmpty()
          ? error(200, "invalid_grant", "invalid refresh_token")
          : Answer.json(200, answer(accessToken(grant.get()), Optional.empty(), openId));
    }
    Optional<FakeTokens.Grant> spent = form.findText("code")
        .flatMap(tokens()::spendCode)
        .filter(grant ->
            form.findText("state").isEmpty() || grant.find("state").equals(form.findText("state")))
        .filter(grant -> !openId || fitsChallenge(grant, form));
    if (spent.isEmpty()) {
      return error(200, "invalid_request", "no valid data in session");
    }
    JsonNode.JsonObject json = answer(
        accessToken(spent.get()), Optional.of(tokens().issueRefreshToken(spent.get())), openId);
    if (openId) {
      FakePerson person = person(spent.get().person());
      json.add(
          "id_token",
          idTokens.sign(JsonNode.object()
              .add("iss", ISSUER)
              .add("aud", clientId())
              .add("sub", subject(person))
              .add("iat", now().getEpochSecond())
              .add("exp", now().getEpochSecond() + ACCESS_LIFE.toSeconds())
              .addIfPresent("nonce", spent.get().find("nonce"))));
    }
    return Answer.json(200, json);
  }

  /**
   * What Naver's SDK gives the shop's own app when this person signs in: {@code access_token} and {@code
   * refresh_token}.
   */
  public Map<String, String> signInByApp(FakePerson person) {
    FakeTokens.Grant grant = grantInApp(person, Parameters.parse(""));
    linkedAt.putIfAbsent(person.key(), clock().instant());
    return Map.of(
        "access_token", accessToken(grant), "refresh_token", tokens().issueRefreshToken(grant));
  }

  /** With the life as text in the older family. */
  private static JsonNode.JsonObject answer(
      String access, Optional<String> refresh, boolean openId) {
    long life = ACCESS_LIFE.toSeconds();
    return JsonNode.object()
        .add("access_token", access)
        .addIfPresent("refresh_token", refresh)
        .add("token_type", "bearer")
        .add("expires_in", openId ? (Object) life : Long.toString(life));
  }

  /** With the characters that have to be encoded in a form. */
  private String accessToken(FakeTokens.Grant grant) {
    return tokens()
        .issueAccessToken(grant, ACCESS_LIFE, () -> "AAAAN" + TokenNames.random(33) + "+Acc/ess=");
  }

  private Answer revoke(Parameters form) {
    if (!isClient(form)) {
      return error(401, "unauthorized_client", "Client authentication failed.");
    }
    Optional<String> token = form.findText("token");
    if (token.isEmpty()) {
      return error(400, "invalid_request", "token is missing");
    }
    token
        .flatMap(tokens()::findAny)
        .flatMap(grant -> findPerson(grant.person()))
        .ifPresent(person -> {
          unlink(person);
          linkedAt.remove(person.key());
        });
    return Answer.empty(200);
  }

  private JsonNode discovery() {
    return JsonNode.object()
        .add("issuer", ISSUER)
        .add("authorization_endpoint", uri(NaverEndpoint.OPENID_AUTHORIZE).toString())
        .add("token_endpoint", uri(NaverEndpoint.OPENID_TOKEN).toString())
        .add("jwks_uri", uri(NaverEndpoint.KEYS).toString())
        .add("userinfo_endpoint", uri(NaverEndpoint.PROFILE).toString())
        .add("response_types_supported", List.of("code"))
        .add("grant_types_supported", List.of("authorization_code"))
        .add("scopes_supported", List.of("openid", "profile"))
        .add("subject_types_supported", List.of("pairwise"))
        .add("id_token_signing_alg_values_supported", List.of("RS256"))
        .add("token_endpoint_auth_methods_supported", List.of("client_secret_post", "none"))
        .add("code_challenge_methods_supported", List.of("S256"));
  }

  /** Another id for every application, of 64 characters at most. */
  @Override
  public String subject(FakePerson person) {
    return person
        .find("sub")
        .orElseGet(() -> Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(sha256(clientId() + "\n" + person.key())));
  }

  // ---- notices

  /**
   * The callback that Naver makes once after somebody cut the link there, as of now by this fake's
   * clock, ready to {@link FakeNotice#send}. The link itself stays: {@link #unlink}.
   *
   * @param shop the shop's endpoint
   */
  public FakeNotice unlinkCallback(URI shop, FakePerson person) {
    return unlinkCallback(shop, subject(person), now(), clientSecret());
  }

  /** The same about any id, as of any time, signed by any secret. */
  public FakeNotice unlinkCallback(URI shop, String userId, Instant at, String secret) {
    byte[] iv = new byte[BLOCK];
    RANDOM.nextBytes(iv);
    try {
      byte[] key = MessageDigest.getInstance("MD5").digest(secret.getBytes(StandardCharsets.UTF_8));
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      byte[] sealed = cipher.doFinal(userId.getBytes(StandardCharsets.UTF_8));
      byte[] whole = new byte[iv.length + sealed.length];
      System.arraycopy(iv, 0, whole, 0, iv.length);
      System.arraycopy(sealed, 0, whole, iv.length, sealed.length);
      Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
      String signed = "clientId=" + clientId() + "&encryptUniqueId=" + base64.encodeToString(whole)
          + "&timestamp=" + at.getEpochSecond();
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      String signature =
          base64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
      return new FakeNotice(shop, trustOfShop(), NO_CONTENT)
          .query(any -> signed + "&signature=" + signature)
          .header("Content-Type", "application/x-www-form-urlencoded");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform lacks a cipher", e);
    }
  }

  @Override
  public void clearFailures() {
    super.clearFailures();
    idTokens.changeNone();
  }
}
