package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.Parameters;
import io.membersync.testing.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code POST /oauth/token}, both grants. Parameters count in the body only: a client id in the
 * query or a Basic header is not looked at, as with the real one.
 */
final class TokenEndpoint {
  private final KakaoWorld world;

  TokenEndpoint(KakaoWorld world) {
    this.world = world;
  }

  Answer token(Request request) {
    Parameters form = request.form();
    Optional<String> repeated = form.findRepeated();
    if (repeated.isPresent()) {
      return KakaoError.koe(1)
          .withDescription("parameter sent twice: " + repeated.get())
          .answer();
    }
    String grantType = form.find("grant_type").orElse("");
    if (!grantType.equals("authorization_code") && !grantType.equals("refresh_token")) {
      return KakaoError.koe(310)
          .withDescription("unsupported grant_type " + grantType)
          .answer();
    }
    String clientId = form.find("client_id").orElse("");
    KakaoApp app = world.app();
    if (!app.hasKey(clientId)) {
      return KakaoError.koe(101)
          .withDescription("Not exist client_id " + clientId)
          .answer();
    }
    if (!app.takesSecret(clientId, form.find("client_secret").orElse(""))) {
      return KakaoError.koe(10).answer();
    }
    return grantType.equals("refresh_token") ? refresh(form, clientId) : exchange(form, clientId);
  }

  private Answer exchange(Parameters form, String clientId) {
    String code = form.find("code").orElse("");
    Optional<KakaoTokens.CodeGrant> spent = world.tokens().spendCode(code);
    if (spent.isEmpty() || !spent.get().clientId().equals(clientId)) {
      return KakaoError.koe(320)
          .withDescription("authorization code not found for code=" + code)
          .answer();
    }
    KakaoTokens.CodeGrant grant = spent.get();
    if (!form.find("redirect_uri").equals(Optional.of(grant.redirectUri()))) {
      return KakaoError.koe(303).answer();
    }
    if (world.rules().enforcePkce() && !fits(grant.challenge(), form.findText("code_verifier"))) {
      return KakaoError.koe(320)
          .withDescription("code_verifier does not fit the code_challenge")
          .answer();
    }
    Optional<KakaoPerson> person = world.accounts().findPerson(grant.personId());
    Optional<KakaoLink> link = world.accounts().findLink(grant.personId());
    if (person.isEmpty() || link.isEmpty()) {
      return KakaoError.koe(320)
          .withDescription("authorization code not found for code=" + code)
          .answer();
    }
    if (isOverQuota(grant.personId(), true)) {
      return KakaoError.koe(237).answer();
    }
    String access = world.tokens().issueAccessToken(grant.personId(), clientId);
    JsonNode.JsonObject json = start(access);
    if (grant.openId()) {
      json.add(
          "id_token",
          world
              .idTokens()
              .issue(
                  person.get(),
                  link.get().agreedItems(),
                  clientId,
                  world.tokens().now(),
                  grant.authTime(),
                  grant.nonce()));
    }
    json.add("expires_in", KakaoTokens.ACCESS_SECONDS);
    addRefreshToken(json, grant.personId(), clientId, grant.openId(), grant.authTime());
    json.addIfPresent("scope", scope(link.get().agreedItems(), grant.openId()));
    return answer(json);
  }

  private Answer refresh(Parameters form, String clientId) {
    Optional<String> sent = form.findText("refresh_token");
    if (sent.isEmpty()) {
      return KakaoError.koe(319).answer();
    }
    Optional<KakaoTokens.RefreshToken> found = world
        .tokens()
        .findRefreshToken(sent.get())
        .filter(token -> token.clientId().equals(clientId));
    Optional<KakaoPerson> person =
        found.flatMap(token -> world.accounts().findPerson(token.personId()));
    Optional<KakaoLink> link = found.flatMap(token -> world.accounts().findLink(token.personId()));
    if (found.isEmpty() || person.isEmpty() || link.isEmpty()) {
      return KakaoError.koe(322).answer();
    }
    KakaoTokens.RefreshToken old = found.get();
    Instant now = world.tokens().now();
    boolean renew = old.expiresAt().minus(KakaoTokens.RENEWED_WITHIN).isBefore(now);
    if (isOverQuota(old.personId(), renew)) {
      return KakaoError.koe(237).answer();
    }
    JsonNode.JsonObject json = start(world.tokens().issueAccessToken(old.personId(), clientId));
    if (old.openId()) {
      json.add(
          "id_token",
          world
              .idTokens()
              .issue(
                  person.get(),
                  link.get().agreedItems(),
                  clientId,
                  now,
                  old.authTime(),
                  Optional.empty()));
    }
    json.add("expires_in", KakaoTokens.ACCESS_SECONDS);
    if (renew) {
      world.tokens().dropRefreshToken(sent.get());
      addRefreshToken(json, old.personId(), clientId, old.openId(), old.authTime());
    }
    return answer(json);
  }

  private static JsonNode.JsonObject start(String accessToken) {
    return JsonNode.object().add("token_type", "bearer").add("access_token", accessToken);
  }

  private void addRefreshToken(
      JsonNode.JsonObject json, long personId, String clientId, boolean openId, Instant authTime) {
    json.add(
            "refresh_token", world.tokens().issueRefreshToken(personId, clientId, openId, authTime))
        .add("refresh_token_expires_in", KakaoTokens.REFRESH_SECONDS);
  }

  /** Agreed scopes in the order of the console; left out when there are none. */
  private Optional<String> scope(Set<String> agreed, boolean openId) {
    List<String> scopes = new ArrayList<>(openId ? List.of("openid") : List.of());
    scopes.addAll(world.app().itemIds(item -> agreed.contains(item.id())));
    return scopes.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", scopes));
  }

  private boolean isOverQuota(long personId, boolean withRefreshToken) {
    return world.rules().enforceQuotas() && !world.tokens().countIssue(personId, withRefreshToken);
  }

  private static Answer answer(JsonNode json) {
    return Answer.json(200, json);
  }

  private static boolean fits(Optional<String> challenge, Optional<String> verifier) {
    if (challenge.isEmpty() || verifier.isEmpty()) {
      return challenge.isEmpty() && verifier.isEmpty();
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256")
          .digest(verifier.get().getBytes(StandardCharsets.US_ASCII));
      String expected = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
      return isEqual(expected, challenge.get());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static boolean isEqual(String expected, String actual) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), actual.getBytes(StandardCharsets.UTF_8));
  }
}
