package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.JsonText;
import io.membersync.testing.http.Request;
import java.time.Duration;
import java.util.Map;

/** Token information, logout, unlink, manual sign-up, user properties. */
final class AccountEndpoints {
  private final KakaoWorld world;

  AccountEndpoints(KakaoWorld world) {
    this.world = world;
  }

  Answer tokenInfo(ApiCall call, Request request) {
    boolean malformed = request
        .findHeader("Authorization")
        .map(header -> !header.matches("(?i)bearer [A-Za-z0-9._~+/-]+=*"))
        .orElse(false);
    if (malformed) {
      throw ApiCall.refusal(
          KakaoError.kapi(-2).withDescription("access token should not be null or malformed"));
    }
    ApiCall.User user = call.bearerUser();
    KakaoTokens.AccessToken token = user.accessToken()
        .flatMap(world.tokens()::findAccessToken)
        .orElseThrow(() -> ApiCall.refusal(KakaoError.kapi(-401)));
    long seconds = Duration.between(world.tokens().exactly(), token.expiresAt()).toSeconds();
    return Answer.json(
        200,
        JsonNode.object()
            .add("id", user.id())
            .add("expires_in", seconds)
            .add("app_id", world.app().appId()));
  }

  /** With an access token that token ends; with the admin key all tokens of the person end. */
  Answer logout(ApiCall call) {
    ApiCall.User user = call.anyUser();
    if (user.accessToken().isPresent()) {
      world.tokens().dropAccessToken(user.accessToken().get());
    } else {
      world.tokens().dropAll(user.id());
    }
    return id(user);
  }

  Answer unlink(ApiCall call) {
    ApiCall.User user = call.anyUser();
    world.unlink(user.id());
    return id(user);
  }

  Answer signUp(ApiCall call) {
    ApiCall.User user = call.bearerUser();
    if (!user.link().isWaiting()) {
      throw ApiCall.refusal(KakaoError.kapi(-102));
    }
    Map<String, String> properties = properties(call);
    world
        .accounts()
        .changeLink(
            user.id(),
            link -> link.waiting(false)
                .signUpComplete(true)
                .connectedAt(world.tokens().now())
                .properties(properties));
    return id(user);
  }

  Answer updateProfile(ApiCall call) {
    ApiCall.User user = call.bearerUser();
    Map<String, String> properties = properties(call);
    if (properties.isEmpty()) {
      throw ApiCall.refusal(KakaoError.kapi(-2).withDescription("properties is missing"));
    }
    world.accounts().changeLink(user.id(), link -> link.properties(properties));
    return id(user);
  }

  private Map<String, String> properties(ApiCall call) {
    Map<String, String> properties = call.parameters()
        .findText("properties")
        .map(text -> JsonText.stringMap(text)
            .orElseThrow(() -> ApiCall.refusal(
                KakaoError.kapi(-2).withDescription("properties is not a JSON object"))))
        .orElse(Map.of());
    for (String name : properties.keySet()) {
      if (!world.app().definesProperty(name)) {
        throw ApiCall.refusal(KakaoError.kapi(-201));
      }
    }
    return properties;
  }

  private static Answer id(ApiCall.User user) {
    return Answer.json(200, JsonNode.object().add("id", user.id()));
  }
}
