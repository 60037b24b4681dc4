package io.membersync.provider.facebook;

import io.membersync.Secret;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.ProviderCall;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/** The calls of the Graph API, each with the proof that it is made by whoever has the app secret. */
final class FacebookCalls {
  static final String PROFILE = "profile";
  static final String PERMISSIONS = "permissions";
  static final String UNLINK = "unlink";
  static final String REVOKE = "revoke";
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
