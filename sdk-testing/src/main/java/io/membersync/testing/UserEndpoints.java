package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.JsonText;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Who people are: one, several, and the list of ids. */
final class UserEndpoints {
  private final KakaoWorld world;

  UserEndpoints(KakaoWorld world) {
    this.world = world;
  }

  Answer me(ApiCall call) {
    ApiCall.User user = call.anyUser();
    boolean secure = call.parameters().find("secure_resource").equals(Optional.of("true"));
    Answer answer = Answer.json(
        200,
        new ProfileJson(user.person(), user.link(), world.app(), secure, propertyKeys(call)).me());
    if (!user.link().isWaiting()) {
      markRead(user);
    }
    return answer;
  }

  Answer userInfo(ApiCall call) {
    ApiCall.User user = call.bearerUser();
    if (!world.app().isOpenIdConnect()) {
      throw ApiCall.refusal(
          KakaoError.kapi(-3).withDescription("OpenID Connect is not enabled for the app"));
    }
    return Answer.json(
        200,
        new ProfileJson(user.person(), user.link(), world.app(), false, Optional.empty())
            .userInfo());
  }

  Answer users(ApiCall call) {
    call.requireAdmin();
    Optional<List<String>> keys = propertyKeys(call);
    List<Long> ids = call.parameters()
        .findText("target_ids")
        .flatMap(JsonText::longs)
        .orElseThrow(() ->
            ApiCall.refusal(KakaoError.kapi(-2).withDescription("target_ids is not a JSON array")));
    int most = keys.isPresent() ? 20 : 100;
    if (ids.size() > most) {
      throw ApiCall.refusal(KakaoError.kapi(-2).withDescription("at most " + most + " target_ids"));
    }
    JsonNode.Array users = new JsonNode.Array();
    for (Long id : ids) {
      Optional<KakaoPerson> person = world.accounts().findPerson(id);
      Optional<KakaoLink> link = world.accounts().findLink(id);
      if (person.isPresent() && link.isPresent()) {
        ProfileJson json = new ProfileJson(person.get(), link.get(), world.app(), false, keys);
        users.add(keys.isPresent() ? json.me() : json.listed());
      } else if (world.refusesUnknownUsers()) {
        throw ApiCall.refusal(KakaoError.kapi(-101));
      }
    }
    return Answer.json(200, users);
  }

  Answer ids(ApiCall call) {
    call.requireAdmin();
    if (world.rules().enforceQuotas() && !world.tokens().countListing()) {
      return KakaoError.tooManyCalls().answer();
    }
    int limit = (int) call.number("limit", 100);
    if (limit < 1 || limit > 100) {
      throw ApiCall.refusal(KakaoError.kapi(-2).withDescription("limit is 1 to 100"));
    }
    boolean descending = call.parameters().find("order").equals(Optional.of("desc"));
    List<Long> all = new java.util.ArrayList<>(world.accounts().linkedIds());
    if (descending) {
      Collections.reverse(all);
    }
    int start = 0;
    if (call.parameters().findText("from_id").isPresent()) {
      long from = call.number("from_id", 0);
      while (start < all.size() && (descending ? all.get(start) > from : all.get(start) < from)) {
        start++;
      }
    }
    int end = Math.min(all.size(), start + limit);
    String query = "limit=" + limit + "&order=" + (descending ? "desc" : "asc");
    return Answer.json(
        200,
        JsonNode.object()
            .add("elements", all.subList(start, end))
            .add("before_url", start == 0 ? null : url(query, all.get(Math.max(0, start - limit))))
            .add("after_url", end == all.size() ? null : url(query, all.get(end - 1))));
  }

  private String url(String query, long fromId) {
    return "http://kapi.kakao.com/v1/user/ids?"
        + query
        + "&from_id="
        + fromId
        + "&app_key="
        + world.app().clientIds().stream().findFirst().orElse("");
  }

  /** The daily job leaves a link alone whose app got data. */
  private void markRead(ApiCall.User user) {
    if (!user.link().isSignUpComplete()) {
      world.accounts().changeLink(user.id(), link -> link.signUpComplete(true));
    }
  }

  private static Optional<List<String>> propertyKeys(ApiCall call) {
    Optional<String> text = call.parameters().findText("property_keys");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(JsonText.strings(text.get())
        .orElseThrow(() -> ApiCall.refusal(
            KakaoError.kapi(-2).withDescription("property_keys is not a JSON array"))));
  }
}
