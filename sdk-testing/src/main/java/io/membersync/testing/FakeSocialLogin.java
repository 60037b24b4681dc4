package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.Parameters;
import io.membersync.testing.http.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A fake provider with accounts, a sign-in page and a consent page, by the authorization code flow.
 * What differs from one provider to the other stands in the subclass. Safe for many threads.
 *
 * @param <E> the endpoints that this provider has
 */
public abstract class FakeSocialLogin<E extends FakeProvider.Endpoint> extends FakeProvider<E> {
  static final String SIGN_IN_FORM = "/fake/sign-in";
  static final String CONSENT_FORM = "/fake/consent";
  static final String COOKIE = "fake_account";

  private final FakePages pages;
  private final FakeTokens tokens;
  private final SigningKeys keys = new SigningKeys();
  private final Map<String, FakePerson> people =
      java.util.Collections.synchronizedMap(new LinkedHashMap<>());
  private final Map<String, Set<String>> consents = new ConcurrentHashMap<>();
  private final Set<String> redirectUris = new CopyOnWriteArraySet<>();
  private final @Nullable SSLContext tls;
  private final @Nullable SSLContext webhookTrust;
  private volatile String clientSecret;
  private final String clientId;

  /** One thing on the consent page. */
  record ConsentItem(String id, String korean, boolean required) {}

  FakeSocialLogin(FakePages pages, FakeSetup<?> setup, String clientId, String clientSecret) {
    super(pages.name().replaceFirst("^Fake", "fake-").toLowerCase(java.util.Locale.ROOT), setup);
    this.pages = pages;
    this.tokens = new FakeTokens(clock());
    this.tls = setup.tls;
    this.webhookTrust = setup.trustOfShop();
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    FakePeople.all().forEach(this::put);
  }

  // ---- what a provider has of its own

  /** What the consent page asks this person now; none: there is no page. */
  abstract List<ConsentItem> questions(Parameters asked, FakePerson person);

  /** Why the provider shows a page of its own error instead of anything else. */
  Optional<String> refusal(Parameters asked) {
    return Optional.empty();
  }

  /** Whether the provider knows this response type, with a code in it. */
  boolean answers(String responseType) {
    return responseType.equals("code");
  }

  /** The answer to a request that wants no page; empty where a page is shown. */
  Optional<Answer> silently(Request request, Parameters asked) {
    return Optional.empty();
  }

  /** Whether somebody who is signed in is to sign in once more. */
  boolean signsInAgain(Parameters asked) {
    return false;
  }

  /** What goes back to the shop when the person presses cancel. */
  abstract String cancelled();

  /** What goes back to the shop with a code, beside code and state. */
  String besidesCode(Parameters asked, FakePerson person) {
    return "";
  }

  // ---- the pages

  @Override
  Optional<Answer> besides(Request request) {
    return switch (request.path()) {
      case SIGN_IN_FORM -> Optional.of(signIn(request));
      case CONSENT_FORM -> Optional.of(consent(request));
      default -> super.besides(request);
    };
  }

  Answer authorize(Request request) {
    Parameters asked = request.query();
    Optional<Answer> fault = fault(asked);
    if (fault.isPresent()) {
      return fault.get();
    }
    Optional<Answer> silent = silently(request, asked);
    if (silent.isPresent()) {
      return silent.get();
    }
    Optional<FakePerson> signedIn = signedIn(request);
    return signedIn.isEmpty() || signsInAgain(asked)
        ? signInPage(request.rawQuery())
        : consentOrCode(request.rawQuery(), signedIn.get());
  }

  private Answer signIn(Request request) {
    String rawQuery = request.form().find("request").orElse("");
    Parameters asked = Parameters.parse(rawQuery);
    Optional<Answer> fault = fault(asked);
    if (fault.isPresent()) {
      return fault.get();
    }
    if (request.form().find("action").equals(Optional.of("cancel"))) {
      return callback(asked, cancelled());
    }
    Optional<FakePerson> person = request.form().find("person").flatMap(this::findPerson);
    return person.isEmpty()
        ? signInPage(rawQuery)
        : consentOrCode(rawQuery, person.get())
            .withHeader(
                "Set-Cookie",
                COOKIE + "=" + tokens.openSession(person.get().key())
                    + "; Path=/; HttpOnly; SameSite=Lax" + (tls == null ? "" : "; Secure"));
  }

  private Answer consent(Request request) {
    String rawQuery = request.form().find("request").orElse("");
    Parameters asked = Parameters.parse(rawQuery);
    Optional<Answer> fault = fault(asked);
    if (fault.isPresent()) {
      return fault.get();
    }
    if (request.form().find("action").equals(Optional.of("cancel"))) {
      return callback(asked, cancelled());
    }
    Optional<FakePerson> person = request.form().find("person").flatMap(this::findPerson);
    if (person.isEmpty()) {
      return signInPage(rawQuery);
    }
    boolean all = request.form().find("action").equals(Optional.of("agree-all"));
    List<String> ticked = request.form().all("item");
    Set<String> agreed = new LinkedHashSet<>(agreed(person.get()));
    for (ConsentItem item : questions(asked, person.get())) {
      if (all || ticked.contains(item.id())) {
        agreed.add(item.id());
      } else if (item.required()) {
        return consentPage(rawQuery, person.get(), true);
      } else {
        agreed.remove(item.id());
      }
    }
    consents.put(person.get().key(), Set.copyOf(agreed));
    return code(asked, person.get());
  }

  private Answer consentOrCode(String rawQuery, FakePerson person) {
    Parameters asked = Parameters.parse(rawQuery);
    if (!questions(asked, person).isEmpty()) {
      return consentPage(rawQuery, person, false);
    }
    consents.putIfAbsent(person.key(), Set.of());
    return code(asked, person);
  }

  final Answer code(Parameters asked, FakePerson person) {
    String code = tokens.issueCode(
        new FakeTokens.Grant(person.key(), asked, scopes(asked, person), clock().instant()));
    return callback(asked, "code=" + Parameters.encode(code) + besidesCode(asked, person));
  }

  /** The scopes that a token answer names. */
  List<String> scopes(Parameters asked, FakePerson person) {
    return List.of();
  }

  /** Back to the shop, with the state. */
  Answer callback(Parameters asked, String parameters) {
    String state =
        asked.find("state").map(text -> "&state=" + Parameters.encode(text)).orElse("");
    return Answer.redirect(
        302, asked.find("redirect_uri").orElseThrow() + "?" + parameters + state);
  }

  private Optional<Answer> fault(Parameters asked) {
    String redirectUri = asked.find("redirect_uri").orElse("");
    Optional<String> fault = Optional.empty();
    if (!asked.find("client_id").equals(Optional.of(clientId))) {
      fault = Optional.of("unknown client_id");
    } else if (!redirectUris.contains(redirectUri)) {
      fault =
          Optional.of("redirect_uri " + redirectUri + " is not registered: registerRedirectUri");
    } else if (!answers(asked.find("response_type").orElse(""))) {
      fault = Optional.of("response_type is not code");
    }
    return fault.or(() -> refusal(asked)).map(this::errorPage);
  }

  private Answer errorPage(String fault) {
    return pages.page(
        400,
        "오류",
        FakePages.heading("로그인할 수 없습니다", "Sign-in is not possible")
            + "<p class=\"alert\" role=\"alert\" id=\"error-text\">" + FakePages.escape(fault)
            + "</p>");
  }

  /** A page of this provider's. */
  final Answer page(String body) {
    return pages.page(200, pages.korean(), body);
  }

  private Answer signInPage(String rawQuery) {
    StringBuilder body = new StringBuilder(
            FakePages.heading("가짜 계정 로그인", "Sign in as a test person"))
        .append(FakePages.form(SIGN_IN_FORM, rawQuery))
        .append("<ul class=\"people\">");
    for (FakePerson person : people()) {
      body.append("<li><button class=\"person\" name=\"person\" value=\"")
          .append(person.key())
          .append("\"><b>")
          .append(FakePages.escape(person.find("name").orElse(person.key())))
          .append("</b><span>")
          .append(FakePages.escape(
              person.key() + person.find("email").map(mail -> " · " + mail).orElse("")))
          .append("</span><span>")
          .append(FakePages.escape(person.note()))
          .append("</span></button></li>");
    }
    body.append("</ul>").append(FakePages.cancel()).append("</form>");
    return pages.page(200, "로그인", body.toString());
  }

  private Answer consentPage(String rawQuery, FakePerson person, boolean missing) {
    StringBuilder body = new StringBuilder(FakePages.heading("동의하고 계속하기", "Agree and continue"))
        .append("<p class=\"who\">")
        .append(FakePages.escape(person.find("name").orElse(person.key())))
        .append("</p>");
    if (missing) {
      body.append("<p class=\"alert\" role=\"alert\">필수 항목에 동의해야 합니다. ")
          .append("<span lang=\"en\">Required, and not ticked.</span></p>");
    }
    body.append(FakePages.form(CONSENT_FORM, rawQuery))
        .append(FakePages.hidden("person", person.key()))
        .append("<fieldset><legend>동의 항목 <span lang=\"en\">Consent items</span></legend>");
    for (ConsentItem item : questions(Parameters.parse(rawQuery), person)) {
      body.append(
          FakePages.box("item", item.id(), item.korean(), item.id(), item.required(), false));
    }
    body.append("</fieldset><p class=\"actions\">")
        .append(FakePages.button("agree", "main", "동의하고 계속하기", "Agree to what is ticked"))
        .append(FakePages.button("agree-all", "", "모두 동의", "Agree to everything"))
        .append("</p>")
        .append(FakePages.cancel())
        .append("</form>");
    return pages.page(200, "동의", body.toString());
  }

  final Optional<FakePerson> signedIn(Request request) {
    return request.findCookie(COOKIE).flatMap(tokens::findSession).flatMap(this::findPerson);
  }

  // ---- for the endpoints

  final @Nullable SSLContext trustOfShop() {
    return webhookTrust;
  }

  final FakeTokens tokens() {
    return tokens;
  }

  final SigningKeys keys() {
    return keys;
  }

  final boolean isClient(Parameters form) {
    return form.find("client_id").equals(Optional.of(clientId))
        && form.find("client_secret").equals(Optional.of(clientSecret));
  }

  /** The same where a provider takes {@code client_secret_basic} as well. */
  final boolean isClient(Request request) {
    return isClient(request.form())
        || request.findHeader("Authorization").map(this::isBasic).orElse(false);
  }

  /** With or without the encoding that RFC 6749 asks for in 2.3.1, which many clients leave out. */
  private boolean isBasic(String header) {
    List<String> ours = List.of(
        clientId + ":" + clientSecret,
        Parameters.encode(clientId) + ":" + Parameters.encode(clientSecret));
    return ours.stream()
        .map(text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
        .anyMatch(text -> header.equals("Basic " + text));
  }

  /** Whether the verifier fits the challenge, where there was one. */
  static boolean fitsChallenge(FakeTokens.Grant grant, Parameters form) {
    Optional<String> challenge = grant.find("code_challenge");
    return challenge.isEmpty()
        || challenge.equals(form.findText("code_verifier").map(FakeSocialLogin::challenge));
  }

  private static String challenge(String verifier) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(verifier));
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The claim that ties an ID token to an access token, for SHA-256. */
  static String accessTokenHash(String accessToken) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(sha256(accessToken), 16));
  }

  /** What the bearer token stands for. */
  final Optional<FakeTokens.Grant> bearerGrant(Request request) {
    return request
        .findHeader("Authorization")
        .filter(header -> header.startsWith("Bearer "))
        .flatMap(header -> tokens.findAccessToken(header.substring("Bearer ".length())));
  }

  /** The person of the bearer token. */
  final Optional<FakePerson> bearer(Request request) {
    return bearerGrant(request).flatMap(grant -> findPerson(grant.person()));
  }

  final Set<String> agreed(FakePerson person) {
    return consents.getOrDefault(person.key(), Set.of());
  }

  final void takeBack(FakePerson person, String item) {
    consents.computeIfPresent(person.key(), (key, agreed) -> {
      Set<String> fewer = new LinkedHashSet<>(agreed);
      fewer.remove(item);
      return Set.copyOf(fewer);
    });
  }

  static Answer error(int status, String error, String description) {
    return Answer.json(
        status, JsonNode.object().add("error", error).add("error_description", description));
  }

  // ---- settings

  public final String clientId() {
    return clientId;
  }

  public final String clientSecret() {
    return clientSecret;
  }

  /** Issues the client secret anew; the old one is no good any more. */
  public final void changeClientSecret(String secret) {
    clientSecret = secret;
  }

  /** Registers a redirect URI. Without it the provider shows an error page of its own. */
  public final void registerRedirectUri(URI uri) {
    redirectUris.add(uri.toString());
  }

  // ---- people

  /** Everybody with an account, in the order of the sign-in page. */
  public final List<FakePerson> people() {
    synchronized (people) {
      return List.copyOf(people.values());
    }
  }

  /**
   * A person by key.
   *
   * @throws NoSuchElementException if there is none
   */
  public final FakePerson person(String key) {
    return findPerson(key)
        .orElseThrow(() -> new NoSuchElementException(this + " knows no person " + key));
  }

  final Optional<FakePerson> findPerson(String key) {
    return Optional.ofNullable(people.get(key));
  }

  /** Adds a person, or changes the one with that key; what they agreed to stays. */
  public final void put(FakePerson person) {
    people.put(person.key(), person);
  }

  /** The provider's id of a person, for this client. */
  public abstract String subject(FakePerson person);

  /** A person in front of a browser of their own. */
  public final FakeVisitor visitor(String key) {
    return new FakeVisitor(baseUri(), person(key), tls);
  }

  /** Whether the provider has a link of this person to the shop. */
  public final boolean isLinked(FakePerson person) {
    return consents.containsKey(person.key());
  }

  /**
   * Ends a link at the provider's side: consents and tokens go. The shop hears of it by a notice only,
   * which is not sent by itself.
   *
   * @return false if there was no link
   */
  public final boolean unlink(FakePerson person) {
    tokens.dropAll(person.key());
    unlinked(person);
    return consents.remove(person.key()) != null;
  }

  /** What else the provider forgets then. */
  void unlinked(FakePerson person) {}

  /**
   * What somebody has who signs in by this provider's SDK in the shop's own app, and agrees to
   * everything there.
   *
   * @param asked as the SDK would ask
   */
  final FakeTokens.Grant grantInApp(FakePerson person, Parameters asked) {
    Set<String> agreed = new LinkedHashSet<>(agreed(person));
    questions(asked, person).forEach(item -> agreed.add(item.id()));
    consents.put(person.key(), Set.copyOf(agreed));
    return new FakeTokens.Grant(
        person.key(), asked, scopes(asked, person), clock().instant());
  }

  final Optional<String> firstRedirectUri() {
    return redirectUris.stream().findFirst();
  }

  /** The time, in whole seconds. */
  final Instant now() {
    return Instant.ofEpochSecond(clock().instant().getEpochSecond());
  }

  @Override
  public void close() {
    super.close();
    keys.close();
  }

  @Override
  public String toString() {
    return pages.name() + "[" + baseUri() + "]";
  }
}
