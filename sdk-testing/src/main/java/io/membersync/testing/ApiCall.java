package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.Parameters;
import io.membersync.testing.http.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One call of kapi: who it is about, and whether the caller may. Refusals are thrown, so that an
 * endpoint reads as its good case.
 */
final class ApiCall {
  private final KakaoWorld world;
  private final Request request;
  private final Parameters parameters;

  /** Thrown with the answer that Kakao would give. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    RefusedException(Answer answer) {
      super("refused with status " + answer.status(), null, false, false);
      this.answer = answer;
    }

    Answer answer() {
      return answer;
    }
  }

  /** A linked person, and the token that named them, if it was not the admin key. */
  record User(KakaoPerson person, KakaoLink link, Optional<String> accessToken) {
    long id() {
      return person.id();
    }
  }

  ApiCall(KakaoWorld world, Request request) {
    this.world = world;
    this.request = request;
    this.parameters = request.method().equals("GET") ? request.query() : request.form();
  }

  /** The query of a GET, the form of a POST. */
  Parameters parameters() {
    return parameters;
  }

  /** The person of the access token, or the one that an admin-key call names. */
  User user() {
    User user = anyUser();
    if (user.link().isWaiting()) {
      throw refusal(KakaoError.kapi(-101));
    }
    return user;
  }

  /** Like {@link #user()}, and lets in who waits for {@code /v1/user/signup}. */
  User anyUser() {
    String header = authorization();
    if (header.startsWith("KakaoAK ")) {
      requireAdmin();
      if (!parameters.find("target_id_type").equals(Optional.of("user_id"))) {
        throw refusal(KakaoError.kapi(-2).withDescription("target_id_type has to be user_id"));
      }
      return linked(parseId(parameters.find("target_id").orElse("")), Optional.empty());
    }
    return bearer(header);
  }

  /** The person of the access token; the admin key does not do. */
  User bearerUser() {
    return bearer(authorization());
  }

  /** Refuses every caller that does not hold the admin key. */
  void requireAdmin() {
    if (!authorization().equals("KakaoAK " + world.app().adminKey())) {
      throw refusal(withoutToken("invalid app key"));
    }
  }

  /** Refuses with -3 if the console lacks the item, with -402 if the person has not agreed. */
  void requireScope(User user, String scope) {
    if (!world.app().hasItem(scope)) {
      throw refusal(
          KakaoError.kapi(-3).withDescription("consent item " + scope + " is not configured"));
    }
    if (!user.link().agreedItems().contains(scope)) {
      JsonNode.JsonObject further = JsonNode.object()
          .add("api_type", "SAMPLE_API")
          .add("required_scopes", List.of(scope))
          .add("allowed_scopes", new ArrayList<>(user.link().agreedItems()));
      throw new RefusedException(KakaoError.kapi(-402).answer(further));
    }
  }

  /** Refuses what only apps with Kakao Sync can call. */
  void requireSimpleSignUp() {
    if (!world.app().isSimpleSignUp()) {
      throw refusal(KakaoError.kapi(-3).withDescription("simple sign-up is not enabled"));
    }
  }

  /** A whole number in a parameter. */
  long number(String name, long otherwise) {
    Optional<String> text = parameters.findText(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      return Long.parseLong(text.get());
    } catch (NumberFormatException notNumber) {
      throw refusal(KakaoError.kapi(-2).withDescription(name + " is not a number"));
    }
  }

  /** Names separated by commas. */
  List<String> list(String name) {
    return parameters
        .findText(name)
        .map(text -> Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .toList())
        .orElse(List.of());
  }

  static RefusedException refusal(KakaoError error) {
    return new RefusedException(error.answer());
  }

  /** -401 where no access token is at fault, so none is called invalid. */
  private static KakaoError withoutToken(String message) {
    return KakaoError.api(-401, 401, message, false);
  }

  private String authorization() {
    return request
        .findHeader("Authorization")
        .orElseThrow(() -> refusal(withoutToken("no authentication key!")));
  }

  private User bearer(String header) {
    if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      throw refusal(withoutToken("no authentication key!"));
    }
    String token = header.substring(7).strip();
    KakaoTokens.AccessToken found =
        world.tokens().findAccessToken(token).orElseThrow(() -> refusal(KakaoError.kapi(-401)));
    if (!found.expiresAt().isAfter(world.tokens().exactly())) {
      throw refusal(KakaoError.expiredToken());
    }
    return linked(found.personId(), Optional.of(token));
  }

  private User linked(long id, Optional<String> accessToken) {
    Optional<KakaoPerson> person = world.accounts().findPerson(id);
    Optional<KakaoLink> link = world.accounts().findLink(id);
    if (person.isEmpty() || link.isEmpty()) {
      throw refusal(KakaoError.kapi(-101));
    }
    return new User(person.get(), link.get(), accessToken);
  }

  private static long parseId(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notId) {
      throw refusal(KakaoError.kapi(-2).withDescription("target_id is not a number"));
    }
  }
}
