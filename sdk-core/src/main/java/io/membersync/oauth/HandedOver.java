package io.membersync.oauth;

import io.membersync.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the provider's SDK gave the shop's own app: one of code, access token and refresh token, or
 * none of them, and an ID token or none.
 *
 * @param redirectUri that goes with the code
 * @param nonce that the ID token must repeat
 * @param callback the parameters that the provider's descriptor wants of it
 * @param requestedScopes that the app is taken to have asked for
 */
public record HandedOver(
    Optional<Secret> code,
    Optional<Secret> accessToken,
    Optional<Secret> refreshToken,
    Optional<Secret> idToken,
    URI redirectUri,
    String state,
    String nonce,
    Map<String, String> callback,
    List<String> requestedScopes) {
  static final String ACCESS_TOKEN = "access_token";
  static final String ID_TOKEN = "id_token";
  static final String REFRESH_TOKEN = "refresh_token";

  public HandedOver {
    callback = Map.copyOf(callback);
    requestedScopes = List.copyOf(requestedScopes);
  }

  /** Of sound parameters. */
  public static HandedOver of(
      CallbackParameters parameters,
      PendingSignIn pending,
      URI redirectUri,
      Map<String, String> callback) {
    return new HandedOver(
        parameters.find("code").map(Secret::of),
        parameters.find(ACCESS_TOKEN).map(Secret::of),
        parameters.find(REFRESH_TOKEN).map(Secret::of),
        parameters.find(ID_TOKEN).map(Secret::of),
        redirectUri,
        pending.state(),
        pending.nonce().reveal(),
        callback,
        pending.scopes());
  }

  @Override
  public String toString() {
    return "HandedOver[hidden]";
  }
}
