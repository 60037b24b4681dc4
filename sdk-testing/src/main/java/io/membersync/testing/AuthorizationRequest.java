package io.membersync.testing;

import io.membersync.testing.http.Parameters;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A checked authorization request.
 *
 * @param rawQuery as it came, so that the fake's forms can carry it along
 * @param serviceTerms empty if the parameter was not sent
 */
record AuthorizationRequest(
    String rawQuery,
    String clientId,
    String redirectUri,
    Optional<String> state,
    Optional<String> nonce,
    Optional<String> challenge,
    Optional<String> loginHint,
    Set<String> prompts,
    List<String> scopes,
    Optional<List<String>> serviceTerms,
    Optional<List<String>> channels) {

  private static final Set<String> PROMPTS = Set.of("login", "none", "create", "select_account");

  /** Thrown with the error that Kakao would show on its own page. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient KakaoError error;

    RefusedException(KakaoError error) {
      super(error.code(), null, false, false);
      this.error = error;
    }

    KakaoError error() {
      return error;
    }
  }

  /**
   * Checks a request against the app's settings.
   *
   * @throws RefusedException if Kakao would show its own error page
   */
  static AuthorizationRequest read(String rawQuery, KakaoApp app) {
    Parameters query = Parameters.parse(rawQuery);
    query.findRepeated().ifPresent(name -> refuse(204, "parameter sent twice: " + name));
    String clientId = require(query, "client_id");
    if (!app.hasKey(clientId)) {
      refuse(101, "Not exist client_id " + clientId);
    }
    if (!app.isLoginOn()) {
      refuse(4, "Kakao Login is switched off: KakaoApp.Builder.loginOn");
    }
    String redirectUri = require(query, "redirect_uri");
    if (!app.allowsRedirect(clientId, redirectUri)) {
      refuse(
          6,
          "Redirect URI mismatch: "
              + redirectUri
              + " is not registered. FakeKakao.registerRedirectUri does that.");
    }
    String responseType = require(query, "response_type");
    if (responseType.equals("token")) {
      refuse(202, "response_type=token is not supported");
    }
    if (!responseType.equals("code")) {
      refuse(201, "unsupported response_type " + responseType);
    }
    Set<String> prompts = new LinkedHashSet<>(list(query.findText("prompt")));
    if (!PROMPTS.containsAll(prompts) || (prompts.contains("none") && prompts.size() > 1)) {
      refuse(204, "prompt is one or more of login, create, select_account, or none alone");
    }
    List<String> scopes = list(query.findText("scope"));
    List<String> unknown = scopes.stream().filter(id -> !isOffered(app, id)).toList();
    if (!unknown.isEmpty()) {
      refuse(205, "not configured for this app: " + String.join(", ", unknown));
    }
    Optional<List<String>> channels =
        query.findText("channel_public_id").map(text -> list(Optional.of(text)));
    if (channels.isPresent() && !areLinked(app, channels.get())) {
      refuse(102, "the channel in channel_public_id is not linked to this app");
    }
    Optional<String> challenge = query.findText("code_challenge");
    if (challenge.isPresent()
        && !query.findText("code_challenge_method").equals(Optional.of("S256"))) {
      refuse(204, "code_challenge_method has to be S256");
    }
    return new AuthorizationRequest(
        rawQuery,
        clientId,
        redirectUri,
        query.find("state"),
        query.findText("nonce"),
        challenge,
        query.findText("login_hint"),
        prompts,
        scopes,
        query.findText("service_terms").map(text -> list(Optional.of(text))),
        channels);
  }

  /** True if the token answer is to hold an ID token. */
  boolean isOpenId(KakaoApp app) {
    return app.isOpenIdConnect() && (scopes.isEmpty() || scopes.contains("openid"));
  }

  /** Where the browser goes with a code. */
  String callbackWithCode(String code) {
    return callback("code=" + Parameters.encode(code));
  }

  /** Where the browser goes with an error. */
  String callbackWithError(String error, String description) {
    return callback("error="
        + Parameters.encode(error)
        + "&error_description="
        + Parameters.encode(description));
  }

  private String callback(String query) {
    return redirectUri + "?" + query
        + state.map(s -> "&state=" + Parameters.encode(s)).orElse("");
  }

  private static boolean isOffered(KakaoApp app, String scope) {
    return scope.equals("openid") ? app.isOpenIdConnect() : app.hasItem(scope);
  }

  private static boolean areLinked(KakaoApp app, List<String> publicIds) {
    List<String> linked = app.channels().stream().map(KakaoChannel::publicId).toList();
    return linked.containsAll(publicIds);
  }

  private static String require(Parameters query, String name) {
    return query
        .findText(name)
        .orElseThrow(() -> refusal(207, "required parameter missing: " + name));
  }

  /** Kakao's page says commas; its SDKs send blanks. Both are taken. */
  private static List<String> list(Optional<String> text) {
    return text.map(
            t -> Arrays.stream(t.split("[, ]")).filter(s -> !s.isEmpty()).toList())
        .orElse(List.of());
  }

  private static void refuse(int koe, String description) {
    throw refusal(koe, description);
  }

  private static RefusedException refusal(int koe, String description) {
    return new RefusedException(KakaoError.koe(koe).withDescription(description));
  }

  @Override
  public String toString() {
    return "AuthorizationRequest[" + redirectUri + "]";
  }
}
