package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Brings each request to its endpoint. */
final class KakaoDispatcher {
  private final KakaoWorld world;
  private final AuthorizeEndpoint authorize;
  private final TokenEndpoint token;
  private final UserEndpoints users;
  private final ConsentEndpoints consents;
  private final AccountEndpoints accounts;
  private final DeliveryEndpoints deliveries;

  KakaoDispatcher(KakaoWorld world) {
    this.world = world;
    this.authorize = new AuthorizeEndpoint(world);
    this.token = new TokenEndpoint(world);
    this.users = new UserEndpoints(world);
    this.consents = new ConsentEndpoints(world);
    this.accounts = new AccountEndpoints(world);
    this.deliveries = new DeliveryEndpoints(world);
  }

  Answer answer(KakaoEndpoint endpoint, Request request) {
    ApiCall call = new ApiCall(world, request);
    try {
      return switch (endpoint) {
        case AUTHORIZE -> authorize.authorize(request);
        case SIGN_IN_FORM -> authorize.signIn(request);
        case CONSENT_FORM -> authorize.consent(request);
        case ACCOUNT_LOGOUT -> authorize.logout(request);
        case TOKEN -> token.token(request);
        case DISCOVERY -> Answer.json(200, world.idTokens().discovery(world.baseUri()));
        case KEYS -> Answer.json(200, world.keys().keySet());
        case USER_INFO -> users.userInfo(call);
        case USER_ME -> users.me(call);
        case USERS -> users.users(call);
        case USER_IDS -> users.ids(call);
        case SCOPES -> consents.scopes(call);
        case REVOKE_SCOPES -> consents.revokeScopes(call);
        case SERVICE_TERMS -> consents.terms(call);
        case REVOKE_SERVICE_TERMS -> consents.revokeTerms(call);
        case UPGRADE_SERVICE_TERMS -> consents.upgradeTerms(call);
        case SHIPPING_ADDRESSES -> deliveries.addresses(call);
        case CHANNELS -> deliveries.channels(call);
        case TOKEN_INFO -> accounts.tokenInfo(call, request);
        case LOGOUT -> accounts.logout(call);
        case UNLINK -> accounts.unlink(call);
        case SIGN_UP -> accounts.signUp(call);
        case UPDATE_PROFILE -> accounts.updateProfile(call);
      };
    } catch (ApiCall.RefusedException refused) {
      return refused.answer();
    } catch (AuthorizationRequest.RefusedException refused) {
      return KakaoPages.error(refused.error());
    }
  }

  /** What stands in for the answer; an error of the catalogue looks otherwise in a browser. */
  Answer instead(KakaoEndpoint endpoint, Failure failure, Request request) {
    Optional<KakaoError> error = failure.findError();
    boolean isPage = switch (endpoint) {
      case AUTHORIZE, SIGN_IN_FORM, CONSENT_FORM, ACCOUNT_LOGOUT -> true;
      default -> false;
    };
    if (error.isEmpty() || !isPage) {
      return Answer.empty(200);
    }
    try {
      return authorize.show(error.get(), request);
    } catch (AuthorizationRequest.RefusedException refused) {
      return KakaoPages.error(refused.error());
    }
  }

  static Answer finish(Answer answer) {
    Optional<JsonNode> json = answer.findJson();
    if (json.isEmpty()) {
      return answer;
    }
    String text = SampleLayout.of(json.get().toString());
    Answer whole = answer.withBody(text.getBytes(StandardCharsets.UTF_8));
    return answer.findHeader("Cache-Control").isPresent()
        ? whole
        : whole.withHeader("Cache-Control", "no-cache, no-store");
  }
}
