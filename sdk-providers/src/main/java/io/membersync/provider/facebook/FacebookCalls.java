package io.membersync.provider.facebook;

import io.membersync.Secret;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.TokenInspection;
import io.membersync.provider.ProviderCall;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The calls of the Graph API, each with the proof that it is made by whoever has the app secret. */
final class FacebookCalls {
  static final String PROFILE = "profile";
  static final String PERMISSIONS = "permissions";
  static final String UNLINK = "unlink";
  static final String REVOKE = "revoke";
  static final String TOKEN_INFO = "token-info";
  private static final String DATA = "data.";
  private static final String PROOF = "appsecret_proof";
  private static final String TOKEN = "access_token";

  private final FacebookSettings settings;

  FacebookCalls(FacebookSettings settings) {
    this.settings = settings;
  }

  List<ProviderCall> ofSignIn(Grant grant) {
    String fields = settings.items(grant).stream()
        .map(FacebookItem::name)
        .distinct()
        .collect(Collectors.joining(","));
    return List.of(
        asVisitor(ProviderCall.get(PROFILE, uri("/me")).with("fields", "id," + fields)),
        asVisitor(ProviderCall.get(PERMISSIONS, uri("/me/permissions"))).notEssential());
  }

  private ProviderCall asVisitor(ProviderCall call) {
    ProviderCall proven = call.withProof(PROOF, settings.appSecret::proof);
    return settings.tokenInAddress ? proven.withAccessTokenAs(TOKEN) : proven;
  }

  ProviderCall unlink(String subject) {
    return asApp(ProviderCall.delete(UNLINK, uri("/" + subject + "/permissions")));
  }

  ProviderCall revoke(String subject, String permission) {
    return asApp(ProviderCall.delete(REVOKE, uri("/" + subject + "/permissions/" + permission)));
  }

  /**
   * Says which app a token was issued to, and to whom (<a
   * href="https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow">manual
   * flow</a>, read 2026-11-21). Facebook says itself whether it has ended: {@code expires_at} is 0 where
   * it never does.
   */
  TokenInspection tokenInspection() {
    return new TokenInspection(
        asApp(ProviderCall.get(TOKEN_INFO, uri("/debug_token"))).withAccessTokenAs("input_token"),
        answer -> answer.findFlag(DATA + "is_valid").orElse(false)
            && answer.findText(DATA + "app_id").equals(Optional.of(settings.appId))
            && answer.findString(DATA + "type").equals(Optional.of("USER")),
        Optional.of(DATA + "user_id"));
  }

  private ProviderCall asApp(ProviderCall call) {
    Secret token = settings.appToken();
    ProviderCall proven = call.authorizedBy("Bearer", token)
        .with(PROOF, settings.appSecret.proof(token).reveal());
    return settings.tokenInAddress ? proven.with(TOKEN, token.reveal()) : proven;
  }

  private URI uri(String path) {
    return URI.create(settings.graph(path));
  }
}
