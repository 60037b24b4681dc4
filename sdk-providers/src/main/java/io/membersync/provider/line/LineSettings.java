package io.membersync.provider.line;

import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.Provider.ConsoleNeeds;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.Trust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The shop's choices for one LINE Login channel. Changed only while it is being made. */
final class LineSettings {
  private static final String API = "https://api.line.me/oauth2/v2.1/";

  /**
   * From the first issue on, and the token answer does not say so (<a
   * href="https://developers.line.biz/en/reference/line-login/">LINE Login API</a>, read 2026-11-21).
   */
  private static final Duration REFRESH_TOKENS_LIVE = Duration.ofDays(90);

  ProviderId id = Line.ID;
  final String channelId;
  final Secret channelSecret;
  boolean email = true;
  boolean nativeApp;
  Optional<String> officialAccount = Optional.empty();
  Optional<Line.BotPrompt> botPrompt = Optional.empty();
  List<Secret> messagingSecrets = List.of();

  LineSettings(String channelId, Secret channelSecret) {
    this.channelId = channelId;
    this.channelSecret = channelSecret;
  }

  /** A copy with a change. */
  LineSettings with(Consumer<LineSettings> change) {
    LineSettings copy = new LineSettings(channelId, channelSecret);
    copy.id = id;
    copy.email = email;
    copy.nativeApp = nativeApp;
    copy.officialAccount = officialAccount;
    copy.botPrompt = botPrompt;
    copy.messagingSecrets = messagingSecrets;
    change.accept(copy);
    return copy;
  }

  List<String> scopes() {
    return email ? List.of("profile", "openid", "email") : List.of("profile", "openid");
  }

  /** LINE's own metadata name ES256 alone, which is not what the web gets: so nothing is discovered. */
  ProviderDescriptor descriptor() {
    ProviderDescriptor.Builder line = ProviderDescriptor.builder(id)
        .brand("LINE")
        .authorization("https://access.line.me/oauth2/v2.1/authorize")
        .token(API + "token", ClientAuth.POST_BODY)
        .openIdConnect("https://access.line.me", API + "certs")
        .idTokenAlgorithms(nativeApp ? "ES256" : "HS256")
        .profile(API + "userinfo")
        .scopes(scopes().toArray(String[]::new))
        .refreshTokensLive(REFRESH_TOKENS_LIVE)
        .with(Capability.ADDITIONAL_SCOPES)
        .with(Capability.SILENT_SIGN_IN)
        .field(Field.NICKNAME, "name", Trust.UNPROVEN)
        .field(Field.PICTURE, "picture", Trust.UNPROVEN);
    if (email) {
      line.field(Field.EMAIL, Line.EMAIL, Trust.UNPROVEN);
    }
    if (officialAccount.isPresent()) {
      line.with(Capability.CHANNEL_RELATION)
          .field(Field.CHANNELS, Line.FRIEND_FLAG, Trust.UNPROVEN);
    }
    return line.build();
  }

  /** LINE has no call that tells what its console is set to. */
  List<String> consoleSettings(ConsoleNeeds needs) {
    String channel = "LINE Developers Console > your LINE Login channel > ";
    List<String> settings = new ArrayList<>();
    settings.add(channel + "LINE Login > Callback URL: " + needs.redirectUri());
    if (email && needs.fields().contains(Field.EMAIL)) {
      settings.add(channel + "Basic settings > OpenID Connect > Email address permission: applied");
    }
    officialAccount.ifPresent(account -> settings.add(channel
        + "Basic settings > Linked LINE Official Account: " + account + ", in the same provider"));
    if (!messagingSecrets.isEmpty()) {
      settings.add("LINE Developers Console > the official account's Messaging API channel, in the"
          + " same provider > Messaging API > Webhook URL: the https address at which the shop hands"
          + " requests to MemberSync.receive; of the servlet, …/webhooks/" + id
          + "; Use webhook: on");
    }
    return settings;
  }
}
