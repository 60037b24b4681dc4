package io.membersync.testing;

import io.membersync.testing.http.JsonNode;
import java.net.URI;
import java.security.Key;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes ID tokens and the documents that describe them. Safe for many threads. */
final class IdTokens {
  private final SigningKeys keys;
  private final String issuer;
  private final boolean typed;
  private final Deque<UnaryOperator<IdTokenDraft>> next = new ArrayDeque<>();
  private @Nullable UnaryOperator<IdTokenDraft> always;

  IdTokens(SigningKeys keys, String issuer) {
    this(keys, issuer, true);
  }

  /**
   * The same for any issuer.
   *
   * @param typed whether the header says that it is a JWT
   */
  IdTokens(SigningKeys keys, String issuer, boolean typed) {
    this.keys = keys;
    this.issuer = issuer;
    this.typed = typed;
  }

  synchronized void changeNext(UnaryOperator<IdTokenDraft> change) {
    next.add(change);
  }

  synchronized void changeAll(UnaryOperator<IdTokenDraft> change) {
    always = change;
  }

  synchronized void changeNone() {
    next.clear();
    always = null;
  }

  /**
   * The token of one person.
   *
   * @param agreed scope ids that the person agreed to
   */
  String issue(
      KakaoPerson person,
      java.util.Set<String> agreed,
      String clientId,
      Instant now,
      Instant authTime,
      Optional<String> nonce) {
    SigningKeys.Named key = keys.signing();
    JsonNode.JsonObject claims = JsonNode.object()
        .add("iss", issuer)
        .add("aud", clientId)
        .add("sub", Long.toString(person.id()))
        .add("iat", now.getEpochSecond())
        .add("exp", now.getEpochSecond() + KakaoTokens.ACCESS_SECONDS)
        .add("auth_time", authTime.getEpochSecond())
        .addIfPresent("nonce", nonce);
    if (agreed.contains("profile_nickname") || agreed.contains("profile")) {
      claims.addIfPresent("nickname", person.nickname());
    }
    if (agreed.contains("profile_image") || agreed.contains("profile")) {
      claims.addIfPresent("picture", person.thumbnail().map(path -> "http://" + path));
    }
    if (agreed.contains("account_email") && person.isEmailValid() && person.isEmailVerified()) {
      claims.addIfPresent("email", person.email());
    }
    return sign(claims, key);
  }

  /** A token of these claims, changed as it was asked for. */
  String sign(JsonNode.JsonObject claims) {
    return sign(claims, keys.signing());
  }

  /** A token that is no ID token, changed by this alone. */
  String sign(JsonNode.JsonObject claims, UnaryOperator<IdTokenDraft> change) {
    return change.apply(draft(claims, keys.signing())).sign();
  }

  /** A token of these claims by another key than this fake's RSA keys, changed as it was asked for. */
  String sign(
      JsonNode.JsonObject header, JsonNode.JsonObject claims, Key key, String javaAlgorithm) {
    String payload = SampleLayout.of(claims.toString());
    return takeChange()
        .apply(new IdTokenDraft(header.toString(), payload, key, javaAlgorithm))
        .sign();
  }

  private String sign(JsonNode.JsonObject claims, SigningKeys.Named key) {
    return takeChange().apply(draft(claims, key)).sign();
  }

  private IdTokenDraft draft(JsonNode.JsonObject claims, SigningKeys.Named key) {
    String header = JsonNode.object()
        .add("kid", key.kid())
        .addIfPresent("typ", typed ? Optional.of("JWT") : Optional.empty())
        .add("alg", "RS256")
        .toString();
    String payload = SampleLayout.of(claims.toString());
    return new IdTokenDraft(header, payload, key.pair().getPrivate());
  }

  JsonNode discovery(URI baseUri) {
    String base = baseUri.toString();
    return JsonNode.object()
        .add("issuer", issuer)
        .add("authorization_endpoint", base + KakaoEndpoint.AUTHORIZE.path())
        .add("token_endpoint", base + KakaoEndpoint.TOKEN.path())
        .add("userinfo_endpoint", base + KakaoEndpoint.USER_INFO.path())
        .add("jwks_uri", base + KakaoEndpoint.KEYS.path())
        .add("token_endpoint_auth_methods_supported", List.of("client_secret_post"))
        .add("subject_types_supported", List.of("public"))
        .add("id_token_signing_alg_values_supported", List.of("RS256"))
        .add("request_uri_parameter_supported", false)
        .add("response_types_supported", List.of("code"))
        .add("response_modes_supported", List.of("query"))
        .add("grant_types_supported", List.of("authorization_code", "refresh_token"))
        .add("code_challenge_methods_supported", List.of("S256"))
        .add(
            "claims_supported",
            List.of(
                "iss",
                "aud",
                "sub",
                "auth_time",
                "exp",
                "iat",
                "nonce",
                "nickname",
                "picture",
                "email"));
  }

  private synchronized UnaryOperator<IdTokenDraft> takeChange() {
    UnaryOperator<IdTokenDraft> queued = next.poll();
    UnaryOperator<IdTokenDraft> standing = always;
    if (queued != null) {
      return queued;
    }
    return standing == null ? UnaryOperator.identity() : standing;
  }
}
