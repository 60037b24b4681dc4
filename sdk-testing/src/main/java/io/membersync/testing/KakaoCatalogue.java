package io.membersync.testing;

import java.util.List;

/** The codes that Kakao documents, or that its SDKs know, with the status reported for them. */
final class KakaoCatalogue {
  private static final List<KakaoError> KAUTH = List.of(
      auth(1, 400, "invalid_request", "malformed request"),
      auth(2, 400, "invalid_request", "wrong URL"),
      auth(3, 500, "server_error", "temporary fault of the OAuth server"),
      auth(4, 403, "access_denied", "Kakao Login is switched off for this app"),
      auth(5, 403, "access_denied", "a test app can be used by its members only"),
      auth(6, 400, "invalid_request", "Redirect URI mismatch."),
      auth(7, 400, "invalid_request", "Logout redirect URI mismatch."),
      auth(8, 400, "invalid_client", "wrong kind of app key"),
      auth(9, 400, "misconfigured", "invalid android_key_hash or ios_bundle_id or web_site_url"),
      auth(10, 401, "invalid_client", "Bad client credentials"),
      auth(23, 500, "server_error", "pop-up login cannot be used"),
      auth(101, 401, "invalid_client", "Not exist client_id"),
      auth(102, 400, "invalid_client", "no channel is linked to this app"),
      auth(201, 400, "invalid_request", "unsupported response_type"),
      auth(202, 400, "invalid_request", "response_type=token is not supported"),
      auth(203, 400, "access_denied", "a required consent item was refused"),
      auth(204, 400, "invalid_request", "invalid parameter"),
      auth(205, 400, "invalid_scope", "a consent item is not configured for this app"),
      auth(207, 400, "invalid_request", "a required parameter is missing"),
      auth(237, 429, "invalid_request", "token request rate limit exceeded."),
      auth(303, 400, "invalid_grant", "Redirect URI mismatch."),
      auth(310, 400, "invalid_request", "unsupported grant_type"),
      auth(319, 400, "invalid_request", "refresh_token is missing"),
      auth(320, 400, "invalid_grant", "authorization code not found"),
      auth(322, 400, "invalid_grant", "expired_or_invalid_refresh_token"),
      auth(400, 400, "invalid_token", "the ID token is not valid"),
      auth(9798, 503, "server_error", "service maintenance"));

  private static final List<KakaoError> KAPI = List.of(
      api(-1, 400, "internal server error"),
      api(-2, 400, "invalid parameter"),
      api(-3, 403, "this feature is not enabled for the app"),
      api(-4, 403, "the account is blocked"),
      api(-5, 403, "permission denied"),
      api(-6, 403, "this action is not allowed"),
      api(-7, 400, "service maintenance"),
      api(-8, 400, "invalid headers"),
      api(-9, 400, "this API is no longer provided"),
      api(-10, 400, "API limit has been exceeded."),
      api(-11, 400, "the limit of the paid API has been exceeded"),
      api(-12, 403, "the app or its developer is suspended"),
      api(-101, 400, "NotRegisteredUserException"),
      api(-102, 400, "already registered"),
      api(-103, 400, "dormant or missing account"),
      api(-201, 400, "unknown user property key"),
      api(-301, 400, "the app does not exist"),
      KakaoError.api(-401, 401, "this access token does not exist", true),
      api(-402, 403, "insufficient scopes."),
      api(-405, 401, "age verification is required"),
      api(-406, 401, "the user is under 14"),
      api(-501, 400, "given account is not connected to any talk user."),
      api(-602, 400, "the image is too large"),
      api(-603, 400, "internal timeout"),
      api(-606, 400, "too many images"),
      api(-903, 400, "the developer of this key is not registered"),
      api(-911, 400, "the image format is not supported"),
      api(-9798, 503, "service maintenance"));

  private KakaoCatalogue() {}

  static KakaoError koe(int number) {
    String code = number < 1000 ? String.format("KOE%03d", number) : "KOE" + number;
    return find(KAUTH, code);
  }

  static KakaoError kapi(int code) {
    return find(KAPI, Integer.toString(code));
  }

  static List<KakaoError> all() {
    return java.util.stream.Stream.concat(KAUTH.stream(), KAPI.stream()).toList();
  }

  private static KakaoError find(List<KakaoError> errors, String code) {
    return errors.stream()
        .filter(error -> error.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("Kakao's catalogue has no error " + code));
  }

  private static KakaoError auth(int number, int status, String error, String description) {
    return KakaoError.auth(number, status, error, description);
  }

  private static KakaoError api(int code, int status, String message) {
    return KakaoError.api(code, status, message, false);
  }
}
