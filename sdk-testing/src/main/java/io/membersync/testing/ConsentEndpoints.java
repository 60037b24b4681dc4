package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What people agreed to: consent items and service terms, read and changed. */
final class ConsentEndpoints {
  private final KakaoWorld world;

  ConsentEndpoints(KakaoWorld world) {
    this.world = world;
  }

  Answer scopes(ApiCall call) {
    ApiCall.User user = call.user();
    return scopes(user, scopeIds(call));
  }

  Answer revokeScopes(ApiCall call) {
    ApiCall.User user = call.user();
    List<String> ids = scopeIds(call).orElse(List.of());
    List<String> agreed =
        ids.stream().filter(id -> user.link().agreedItems().contains(id)).toList();
    if (agreed.isEmpty()) {
      throw ApiCall.refusal(KakaoError.kapi(-2)
          .withDescription("There is no scopes to revoke. check out if given scope id("
              + ids
              + ") is correct again."));
    }
    List<String> fixed = agreed.stream().filter(id -> !isRevocable(id)).toList();
    if (!fixed.isEmpty()) {
      throw ApiCall.refusal(KakaoError.kapi(-3)
          .withDescription(fixed
              + " is not revocable. check out if it's set as required on"
              + " developers.kakao.com"));
    }
    KakaoLink link = world
        .accounts()
        .changeLink(user.id(), builder -> builder.withholding(agreed.toArray(String[]::new)))
        .orElse(user.link());
    return scopes(new ApiCall.User(user.person(), link, user.accessToken()), Optional.of(ids));
  }

  Answer terms(ApiCall call) {
    call.requireSimpleSignUp();
    ApiCall.User user = call.user();
    List<String> tags = call.list("tags");
    boolean everything = call.parameters().find("result").equals(Optional.of("app_service_terms"));
    if (!tags.isEmpty()
        && tags.stream().noneMatch(tag -> world.app().findTerm(tag).isPresent())) {
      throw unknownTags("get service terms", tags);
    }
    JsonNode.Array terms = new JsonNode.Array();
    for (KakaoServiceTerm term : world.app().terms()) {
      Optional<KakaoLink.AgreedTerm> agreed = findAgreed(user.link(), term.tag());
      if ((everything || agreed.isPresent()) && (tags.isEmpty() || tags.contains(term.tag()))) {
        terms.add(term(term, agreed));
      }
    }
    JsonNode.JsonObject json = JsonNode.object().add("id", user.id());
    if (!terms.elements().isEmpty()) {
      json.add("service_terms", terms);
    }
    return Answer.json(200, json);
  }

  Answer revokeTerms(ApiCall call) {
    call.requireSimpleSignUp();
    ApiCall.User user = call.user();
    List<String> tags = call.list("tags");
    List<KakaoServiceTerm> known = known(tags);
    if (known.isEmpty()) {
      throw unknownTags("revoke", tags);
    }
    JsonNode.Array revoked = new JsonNode.Array();
    List<String> gone = new ArrayList<>();
    for (KakaoServiceTerm term : known) {
      if (!term.required() && findAgreed(user.link(), term.tag()).isPresent()) {
        revoked.add(JsonNode.object().add("tag", term.tag()).add("agreed", false));
        gone.add(term.tag());
      }
    }
    world.accounts().changeLink(user.id(), link -> link.declining(gone.toArray(String[]::new)));
    return Answer.json(
        200, JsonNode.object().add("id", user.id()).add("revoked_service_terms", revoked));
  }

  Answer upgradeTerms(ApiCall call) {
    call.requireSimpleSignUp();
    ApiCall.User user = call.user();
    Instant now = world.tokens().now();
    JsonNode.Array agreed = new JsonNode.Array();
    for (KakaoServiceTerm term : known(call.list("tags"))) {
      if (findAgreed(user.link(), term.tag()).isEmpty()) {
        world.accounts().changeLink(user.id(), link -> link.accepting(term.tag(), now, "KAPI"));
        agreed.add(JsonNode.object()
            .add("tag", term.tag())
            .add("agreed", true)
            .add("agreed_at", now.toString())
            .add("agreed_by", "KAPI"));
      }
    }
    return Answer.json(
        200, JsonNode.object().add("id", user.id()).add("agreed_service_terms", agreed));
  }

  private Answer scopes(ApiCall.User user, Optional<List<String>> wanted) {
    JsonNode.Array scopes = new JsonNode.Array();
    Set<String> agreed = user.link().agreedItems();
    List<KakaoConsentItem> items = new ArrayList<>(world.app().items());
    // Consent to an item that the app no longer has stays on record.
    agreed.stream()
        .filter(id -> !world.app().hasItem(id))
        .map(KakaoConsentItem::optional)
        .forEach(items::add);
    for (KakaoConsentItem item : items) {
      if (wanted.isPresent() && !wanted.get().contains(item.id())) {
        continue;
      }
      boolean isAgreed = agreed.contains(item.id());
      JsonNode.JsonObject scope = JsonNode.object()
          .add("id", item.id())
          .add("display_name", item.displayName())
          .add("type", item.type())
          .add("using", world.app().hasItem(item.id()))
          .add("agreed", isAgreed);
      if (isAgreed) {
        scope.add("revocable", isRevocable(item.id()));
      }
      scopes.add(scope);
    }
    return Answer.json(200, JsonNode.object().add("id", user.id()).add("scopes", scopes));
  }

  /** A JSON array in every sample; one comma-separated text in the older description. */
  private static Optional<List<String>> scopeIds(ApiCall call) {
    Optional<String> text = call.parameters().findText("scopes");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(JsonText.strings(text.get()).orElseGet(() -> call.list("scopes")));
  }

  private boolean isRevocable(String id) {
    return world
        .app()
        .findItem(id)
        .map(item -> item.stage() != KakaoConsentItem.Stage.REQUIRED)
        .orElse(true);
  }

  private List<KakaoServiceTerm> known(List<String> tags) {
    return tags.stream()
        .distinct()
        .flatMap(tag -> world.app().findTerm(tag).stream())
        .toList();
  }

  private static JsonNode term(KakaoServiceTerm term, Optional<KakaoLink.AgreedTerm> agreed) {
    JsonNode.JsonObject json = JsonNode.object()
        .add("tag", term.tag())
        .add("required", term.required())
        .add("agreed", agreed.isPresent())
        .add("revocable", !term.required());
    agreed.ifPresent(found ->
        json.add("agreed_at", found.agreedAt().toString()).add("agreed_by", found.agreedBy()));
    return json;
  }

  private static Optional<KakaoLink.AgreedTerm> findAgreed(KakaoLink link, String tag) {
    return Optional.ofNullable(link.agreedTerms().get(tag));
  }

  private static ApiCall.RefusedException unknownTags(String what, List<String> tags) {
    return ApiCall.refusal(KakaoError.kapi(-2)
        .withDescription("There is no tags to "
            + what
            + ". check out if given tag("
            + tags
            + ") is correct again."));
  }
}
