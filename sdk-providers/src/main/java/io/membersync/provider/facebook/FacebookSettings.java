package io.membersync.provider.facebook;

import io.membersync.Finding;
import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.Provider.ConsoleNeeds;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.Trust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The shop's choices for one Facebook app. Changed only while it is being made. */
final class FacebookSettings {
  ProviderId id = Facebook.ID;
  final String appId;
  final AppSecret appSecret;
  String version = "v25.0";
  boolean email = true;
  boolean tokenInAddress;
  Set<Field<?>> asked = Set.of();
  Optional<String> deletionStatusPage = Optional.empty();
  Duration oldestNotice = Duration.ofMinutes(5);

  FacebookSettings(String appId, AppSecret appSecret) {
    this.appId = appId;
    this.appSecret = appSecret;
  }

  /** A copy with a change. */
  FacebookSettings with(Consumer<FacebookSettings> change) {
    FacebookSettings copy = new FacebookSettings(appId, appSecret);
    copy.id = id;
    copy.version = version;
    copy.email = email;
    copy.tokenInAddress = tokenInAddress;
    copy.asked = asked;
    copy.deletionStatusPage = deletionStatusPage;
    copy.oldestNotice = oldestNotice;
    change.accept(copy);
    return copy;
  }

  /** For calls in the name of the app rather than of a visitor. */
  Secret appToken() {
    return Secret.of(appId + "|" + appSecret.reveal().reveal());
  }

  /** An address of the Graph API. */
  String graph(String path) {
    return "https://graph.facebook.com/" + version + path;
  }

  /** The permissions of every sign-in. */
  List<String> permissions() {
    return FacebookItem.ALL.stream()
        .filter(this::isAlways)
        .map(FacebookItem::permission)
        .distinct()
        .toList();
  }

  /** What this sign-in can tell of: what every one asks, and what a further question has opened. */
  List<FacebookItem> items(Grant grant) {
    return FacebookItem.ALL.stream()
        .filter(item -> isAlways(item) || grant.scopes().contains(item.permission()))
        .toList();
  }

  private boolean isAlways(FacebookItem item) {
    return switch (item.permission()) {
      case FacebookItem.PUBLIC_PROFILE -> true;
      case FacebookItem.EMAIL -> email;
      default -> asked.contains(item.field());
    };
  }

  ProviderDescriptor descriptor() {
    ProviderDescriptor.Builder facebook = ProviderDescriptor.builder(id)
        .brand("FACEBOOK")
        .authorization("https://www.facebook.com/" + version + "/dialog/oauth")
        .token(graph("/oauth/access_token"), ClientAuth.POST_BODY)
        .profile(graph("/me"))
        .subject("id")
        .withoutPkce()
        .extendsTokensBy("fb_exchange_token")
        .scopes(permissions().toArray(String[]::new))
        .scopeSeparator(",")
        .with(Capability.ADDITIONAL_SCOPES)
        .with(Capability.FRAGMENT_IN_CALLBACK);
    FacebookItem.ALL.stream()
        .filter(this::isAlways)
        .forEach(item -> facebook.field(item.field(), item.path(), Trust.UNPROVEN));
    return facebook.build();
  }

  /** None of it can be read by a call of ours. */
  List<String> consoleSettings(ConsoleNeeds needs) {
    String app = "Meta for Developers > My Apps > your app > ";
    List<String> settings = new ArrayList<>();
    settings.add(
        app + "Facebook Login > Settings > Valid OAuth Redirect URIs: " + needs.redirectUri());
    settings.add(app + "Facebook Login > Settings > Deauthorize callback URL: the https address at"
        + " which the shop hands requests to MemberSync.receive; of the servlet, …/webhooks/" + id);
    if (deletionStatusPage.isPresent()) {
      settings.add(app + "Facebook Login > Settings > Data deletion request URL: the same with ?"
          + FacebookNotice.DELETION + "; of the servlet, …/webhooks/" + id + "?"
          + FacebookNotice.DELETION);
    }
    settings.add(app + "App settings > Advanced > Require app secret: on");
    List<String> reviewed = FacebookItem.ALL.stream()
        .filter(item -> isAlways(item) && item.isReviewed())
        .map(FacebookItem::permission)
        .distinct()
        .toList();
    if (!reviewed.isEmpty()) {
      settings.add(app + "App Review > Permissions and features: " + String.join(", ", reviewed));
    }
    return settings;
  }

  /** Name and picture always come along. */
  List<Finding> findings(ConsoleNeeds needs) {
    Map<String, List<Field<?>>> fields = new LinkedHashMap<>();
    FacebookItem.ALL.stream()
        .filter(this::isAlways)
        .filter(item -> !item.permission().equals(FacebookItem.PUBLIC_PROFILE))
        .forEach(item -> fields
            .computeIfAbsent(item.permission(), permission -> new ArrayList<>())
            .add(item.field()));
    List<Finding> findings = new ArrayList<>();
    fields.forEach((permission, opens) -> {
      boolean usual = permission.equals(FacebookItem.EMAIL);
      needs
          .unusedScope(
              usual ? "provider " + id : "membersync.providers." + id + ".fields",
              permission,
              opens,
              usual ? "call Facebook.withoutEmail()" : "leave it out of Facebook.asking(…)")
          .ifPresent(findings::add);
    });
    return findings;
  }
}
