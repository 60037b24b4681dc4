package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.Parameters;
import io.membersync.testing.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The Graph API of {@link FakeFacebook}: whoever asks shows a token, and the proof of the app secret. */
final class FacebookGraph {
  private static final Duration DATA_ACCESS = Duration.ofDays(90);
  private static final String PROOF = "appsecret_proof";

  private final FakeFacebook facebook;

  FacebookGraph(FakeFacebook facebook) {
    this.facebook = facebook;
  }

  Answer me(Request request) {
    return asVisitor(request, person -> Answer.json(200, profile(person, request.query())));
  }

  Answer permissions(Request request) {
    return asVisitor(request, this::permissions);
  }

  /** With a token of the person's, or the app's own. */
  Answer byId(Request request) {
    String[] path = FacebookEndpoint.withoutVersion(request.path()).split("/", -1);
    boolean byApp = token(request)
        .filter((facebook.clientId() + "|" + facebook.clientSecret())::equals)
        .isPresent();
    if (!byApp && token(request).filter(text -> text.contains("|")).isPresent()) {
      return error(400, "OAuthException", 190, 0, "fake: wrong signature of the token");
    }
    Optional<FakePerson> person = facebook.people().stream()
        .filter(facebook::isLinked)
        .filter(one -> facebook.subject(one).equals(path[1]))
        .findFirst();
    if (person.isEmpty()) {
      return error(400, "GraphMethodException", 100, 33, "fake: no such object");
    }
    if (byApp) {
      return isProven(request) ? byId(request, person.get(), path) : unproven();
    }
    return asVisitor(
        request,
        asking -> asking.key().equals(person.get().key())
            ? byId(request, asking, path)
            : error(403, "OAuthException", 200, 0, "(#200) fake: another person"));
  }

  /** By the app's own token; a token that is no good stands in the data, and not as an error. */
  Answer tokenInfo(Request request) {
    if (!token(request).equals(Optional.of(facebook.clientId() + "|" + facebook.clientSecret()))) {
      return error(400, "OAuthException", 190, 0, "fake: wrong signature of the token");
    }
    if (!isProven(request)) {
      return unproven();
    }
    String asked = request.query().findText("input_token").orElse("");
    Optional<FakeTokens.Grant> grant = facebook.tokens().findAccessToken(asked);
    Optional<Instant> expiry = facebook.tokens().findExpiry(asked);
    JsonNode.JsonObject data = JsonNode.object();
    Optional<FakeTokens.Grant> ever = facebook.tokens().findAny(asked);
    ever.ifPresent(found -> data.add("app_id", found.find("client_id").orElse(facebook.clientId()))
        .add("type", "USER")
        .add("application", "Demo Shop")
        .add("expires_at", expiry.orElseThrow().getEpochSecond())
        .add("user_id", facebook.subject(facebook.person(found.person()))));
    if (grant.isPresent()) {
      addGood(data, grant.get());
    } else {
      data.add(
              "error",
              JsonNode.object()
                  .add("code", 190)
                  .add("message", "fake: the token is no good")
                  .add("subcode", expiry.isPresent() ? 463 : 467))
          .add("is_valid", false)
          .add("scopes", List.of());
    }
    return Answer.json(200, JsonNode.object().add("data", data));
  }

  private void addGood(JsonNode.JsonObject data, FakeTokens.Grant grant) {
    List<String> permissions =
        facebook.agreed(facebook.person(grant.person())).stream().sorted().toList();
    data.add("is_valid", true)
        .add("issued_at", grant.authTime().getEpochSecond())
        .add("data_access_expires_at", grant.authTime().plus(DATA_ACCESS).getEpochSecond())
        .addIfPresent(
            "metadata",
            grant.find("auth_type").map(type -> JsonNode.object().add("auth_type", type)))
        .add("scopes", permissions)
        .add(
            "granular_scopes",
            permissions.stream()
                .filter(permission -> !permission.equals("public_profile"))
                .<JsonNode>map(permission -> JsonNode.object().add("scope", permission))
                .toList());
  }

  private Answer byId(Request request, FakePerson person, String[] path) {
    if (request.method().equals("GET")) {
      return permissions(person);
    }
    if (path.length > 3) {
      facebook.takeBack(person, path[3]);
    } else {
      facebook.unlink(person);
    }
    return facebook.deleted();
  }

  /** What the person has to say about somebody's own data. */
  private interface Resource {
    Answer of(FakePerson person);
  }

  private Answer asVisitor(Request request, Resource resource) {
    Optional<String> token = token(request);
    Optional<FakePerson> person = token
        .flatMap(facebook.tokens()::findAccessToken)
        .flatMap(grant -> facebook.findPerson(grant.person()));
    if (person.isEmpty()) {
      boolean expired = token.flatMap(facebook.tokens()::findExpiry).isPresent();
      return error(400, "OAuthException", 190, expired ? 463 : 458, "fake: the token is no good");
    }
    return isProven(request) ? resource.of(person.get()) : unproven();
  }

  private static Optional<String> token(Request request) {
    return request
        .findHeader("Authorization")
        .filter(header -> header.startsWith("Bearer "))
        .map(header -> header.substring("Bearer ".length()))
        .or(() -> request.query().findText("access_token"));
  }

  /** A wrong proof is refused, whether one is required or not. */
  private boolean isProven(Request request) {
    Optional<String> proof = request.query().findText(PROOF);
    return proof.isEmpty()
        ? !facebook.requiresAppSecret()
        : proof.equals(token(request)
            .map(text -> HexFormat.of().formatHex(hmac(facebook.clientSecret(), text))));
  }

  private static Answer unproven() {
    return error(400, "GraphMethodException", 100, 0, "fake: invalid appsecret_proof");
  }

  static byte[] hmac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  /** As all errors are; no subcode where it is 0. */
  static Answer error(int status, String type, int code, int subcode, String message) {
    JsonNode.JsonObject error =
        JsonNode.object().add("message", message).add("type", type).add("code", code);
    if (subcode != 0) {
      error.add("error_subcode", subcode);
    }
    return Answer.json(
        status, JsonNode.object().add("error", error.add("fbtrace_id", "AFakeTrace")));
  }

  // ---- what there is

  private Answer permissions(FakePerson person) {
    List<JsonNode> entries = facebook.asked(person).stream()
        .sorted()
        .<JsonNode>map(permission -> JsonNode.object()
            .add("permission", permission)
            .add("status", facebook.agreed(person).contains(permission) ? "granted" : "declined"))
        .toList();
    return Answer.json(200, JsonNode.object().add("data", entries));
  }

  /** What was not agreed to, and what the account does not hold, is left out without a word. */
  private JsonNode profile(FakePerson person, Parameters query) {
    JsonNode.JsonObject me = JsonNode.object();
    for (String field : query.find("fields").orElse("id,name").split(",", -1)) {
      switch (field) {
        case "id" -> me.add("id", facebook.subject(person));
        case "name" -> me.addIfPresent("name", person.find("name"));
        case "first_name" -> me.addIfPresent("first_name", person.find("given_name"));
        case "last_name" -> me.addIfPresent("last_name", person.find("family_name"));
        case "picture" -> me.add("picture", picture(person));
        case "email" -> me.addIfPresent("email", agreed(person, "email", "email"));
        case "birthday" ->
          me.addIfPresent(
              "birthday",
              agreed(person, "user_birthday", "birthdate").map(FacebookGraph::birthday));
        case "gender" -> me.addIfPresent("gender", agreed(person, "user_gender", "gender"));
        case "age_range" ->
          me.addIfPresent(
              "age_range",
              agreed(person, "user_age_range", "birthdate")
                  .filter(date -> !date.startsWith("0000"))
                  .map(this::ageRange));
        default -> {}
      }
    }
    return me;
  }

  private Optional<String> agreed(FakePerson person, String permission, String claim) {
    return facebook.agreed(person).contains(permission) ? person.find(claim) : Optional.empty();
  }

  private static JsonNode picture(FakePerson person) {
    return JsonNode.object()
        .add(
            "data",
            JsonNode.object()
                .add("height", 50)
                .add("is_silhouette", person.find("picture").isEmpty())
                .add("url", person.find("picture").orElse("https://img.example/nobody.jpg"))
                .add("width", 50));
  }

  private static String birthday(String date) {
    String monthAndDay = date.substring(5, 7) + "/" + date.substring(8, 10);
    return date.startsWith("0000") ? monthAndDay : monthAndDay + "/" + date.substring(0, 4);
  }

  private JsonNode ageRange(String date) {
    int age = Period.between(
            LocalDate.parse(date), LocalDate.ofInstant(facebook.now(), ZoneOffset.UTC))
        .getYears();
    JsonNode.JsonObject range = JsonNode.object();
    if (age >= 21) {
      return range.add("min", 21);
    }
    return age >= 18
        ? range.add("max", 20).add("min", 18)
        : range.add("max", 17).add("min", 13);
  }
}
