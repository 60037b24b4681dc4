package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.Parameters;
import io.membersync.testing.http.Request;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The browser's side of kauth: sign-in page, consent page, way out. The pages carry the whole
 * authorization request along, so going back, reloading and two tabs work as they do at Kakao.
 */
final class AuthorizeEndpoint {
  static final String COOKIE = "fake_kakao_account";

  private final KakaoWorld world;

  AuthorizeEndpoint(KakaoWorld world) {
    this.world = world;
  }

  Answer authorize(Request request) {
    AuthorizationRequest asked = AuthorizationRequest.read(request.rawQuery(), world.app());
    Optional<KakaoTokens.Session> session = findSession(request);
    Optional<KakaoPerson> person =
        session.flatMap(found -> world.accounts().findPerson(found.personId()));
    if (asked.prompts().contains("none")) {
      return silently(asked, session, person);
    }
    boolean inKakaoTalk = request
        .findHeader("User-Agent")
        .map(agent -> agent.toUpperCase(Locale.ROOT).contains("KAKAOTALK"))
        .orElse(false);
    Set<String> prompts = asked.prompts();
    boolean signInAgain = prompts.contains("select_account")
        || prompts.contains("create")
        || (prompts.contains("login") && !inKakaoTalk);
    if (session.isEmpty() || person.isEmpty() || signInAgain) {
      return KakaoPages.signIn(asked, world.accounts().people(), person);
    }
    return consentOrCode(asked, person.get(), session.get().authTime());
  }

  Answer signIn(Request request) {
    Parameters form = request.form();
    AuthorizationRequest asked = readAgain(form);
    if (form.find("action").equals(Optional.of("cancel"))) {
      return denied(asked);
    }
    Optional<KakaoPerson> person = form.find("person").flatMap(world.accounts()::findPerson);
    if (person.isEmpty()) {
      return KakaoPages.signIn(asked, world.accounts().people(), Optional.empty());
    }
    String cookie = world.tokens().openSession(person.get().id());
    return consentOrCode(asked, person.get(), world.tokens().now())
        .withHeader("Set-Cookie", COOKIE + "=" + cookie + attributes());
  }

  Answer consent(Request request) {
    Parameters form = request.form();
    AuthorizationRequest asked = readAgain(form);
    if (form.find("action").equals(Optional.of("cancel"))) {
      return denied(asked);
    }
    Optional<KakaoPerson> person = form.find("person").flatMap(world.accounts()::findPerson);
    if (person.isEmpty()) {
      return KakaoPages.signIn(asked, world.accounts().people(), Optional.empty());
    }
    ConsentQuestions questions = questions(asked, person.get());
    boolean all = form.find("action").equals(Optional.of("agree-all"));
    List<String> items = questions.items().stream()
        .map(KakaoConsentItem::id)
        .filter(id -> all || form.all("item").contains(id))
        .toList();
    List<String> terms = questions.terms().stream()
        .map(KakaoServiceTerm::tag)
        .filter(tag -> all || form.all("term").contains(tag))
        .toList();
    List<String> missing = questions.missing(items, terms);
    if (!missing.isEmpty()) {
      return KakaoPages.consent(asked, person.get(), questions, form, missing);
    }
    Instant now = world.tokens().now();
    if (questions.shown()) {
      world.accounts().agree(person.get(), items, terms, now, world.app());
    }
    for (KakaoChannel channel : questions.channels()) {
      if (all || form.all("channel").contains(channel.publicId())) {
        world
            .accounts()
            .follow(person.get().id(), channel.publicId(), KakaoChannel.Relation.ADDED, now);
      }
    }
    Instant authTime = findSession(request)
        .filter(session -> session.personId() == person.get().id())
        .map(KakaoTokens.Session::authTime)
        .orElse(now);
    return code(asked, person.get(), authTime);
  }

  Answer logout(Request request) {
    Parameters query = request.query();
    String clientId = query.find("client_id").orElse("");
    if (!world.app().hasKey(clientId)) {
      return KakaoPages.error(
          KakaoError.koe(101).withDescription("Not exist client_id " + clientId));
    }
    String target = query.find("logout_redirect_uri").orElse("");
    if (!world.app().allowsLogoutRedirect(target)) {
      return KakaoPages.error(KakaoError.koe(7)
          .withDescription("Logout redirect URI mismatch: " + target + " is not registered."));
    }
    request.findCookie(COOKIE).ifPresent(world.tokens()::endSession);
    String state =
        query.find("state").map(s -> "?state=" + Parameters.encode(s)).orElse("");
    return Answer.redirect(302, target + state)
        .withHeader("Set-Cookie", COOKIE + "=" + attributes() + "; Max-Age=0");
  }

  /** What a failure that names an error of the catalogue looks like in a browser. */
  Answer show(KakaoError error, Request request) {
    Optional<String> onCallback = error.findCallbackError();
    if (onCallback.isEmpty()) {
      return KakaoPages.error(error);
    }
    String rawQuery = request.form().find("request").orElse(request.rawQuery());
    AuthorizationRequest asked = AuthorizationRequest.read(rawQuery, world.app());
    return Answer.redirect(302, asked.callbackWithError(onCallback.get(), error.description()))
        .withHeader(KakaoError.HEADER, error.code());
  }

  private AuthorizationRequest readAgain(Parameters form) {
    return AuthorizationRequest.read(form.find("request").orElse(""), world.app());
  }

  private Answer silently(
      AuthorizationRequest asked,
      Optional<KakaoTokens.Session> session,
      Optional<KakaoPerson> person) {
    if (session.isEmpty() || person.isEmpty()) {
      return error(asked, "login_required", "user authentication required.");
    }
    if (person.get().needsInteraction()) {
      return error(asked, "interaction_required", "user interaction required.");
    }
    if (questions(asked, person.get()).shown()) {
      return error(asked, "consent_required", "user consent required.");
    }
    return code(asked, person.get(), session.get().authTime());
  }

  private Answer consentOrCode(AuthorizationRequest asked, KakaoPerson person, Instant authTime) {
    ConsentQuestions questions = questions(asked, person);
    return questions.shown()
        ? KakaoPages.consent(asked, person, questions, Parameters.NONE, List.of())
        : code(asked, person, authTime);
  }

  private ConsentQuestions questions(AuthorizationRequest asked, KakaoPerson person) {
    return ConsentQuestions.of(asked, person, world.app(), world.accounts());
  }

  private Answer code(AuthorizationRequest asked, KakaoPerson person, Instant authTime) {
    String code = world
        .tokens()
        .issueCode(new KakaoTokens.CodeGrant(
            asked.clientId(),
            asked.redirectUri(),
            person.id(),
            asked.isOpenId(world.app()),
            asked.nonce(),
            asked.challenge(),
            authTime,
            world.tokens().exactly()));
    return Answer.redirect(302, asked.callbackWithCode(code));
  }

  private Answer denied(AuthorizationRequest asked) {
    return error(asked, "access_denied", "User denied access");
  }

  private Answer error(AuthorizationRequest asked, String error, String description) {
    return Answer.redirect(302, asked.callbackWithError(error, description));
  }

  private Optional<KakaoTokens.Session> findSession(Request request) {
    return request.findCookie(COOKIE).flatMap(world.tokens()::findSession);
  }

  private String attributes() {
    return "; Path=/; HttpOnly; SameSite=Lax" + (world.isSecure() ? "; Secure" : "");
  }
}
