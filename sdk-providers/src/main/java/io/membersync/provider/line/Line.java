package io.membersync.provider.line;

import static io.membersync.profile.FieldValue.Presence.NOT_OFFERED;
import static io.membersync.profile.FieldValue.Presence.WITHHELD;

import io.membersync.Finding;
import io.membersync.Secret;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.profile.ChannelRelation;
import io.membersync.profile.ChannelRelation.State;
import io.membersync.profile.Field;
import io.membersync.profile.Profile;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * LINE Login. Immutable: each {@code with…} gives another one.
 *
 * <pre>{@code
 * Line.of(channelId, Secret.of(channelSecret)).withOfficialAccount("@shop")
 * }</pre>
 *
 * <p>Read are the display name, as a nickname, the picture and the e-mail, which LINE has not verified
 * for others. A person's id is the same in all channels of one company account. LINE tells nobody when
 * a visitor takes the consent back on its side: the tokens die, and the id is the same after a new one.
 * Who leaves the shop is deauthorized at LINE ({@link #unlink}).
 *
 * <p>Source: <a href="https://developers.line.biz/en/reference/line-login/">LINE Login reference</a>
 * and <a href="https://developers.line.biz/en/docs/line-login/integrate-line-login/">guide</a>, read
 * 2026-11-21.
 */
public final class Line implements Provider {
  /** The id of a shop's only or first LINE Login channel. */
  public static final ProviderId ID = ProviderId.of("line");

  static final String EMAIL = "email";
  static final String FRIEND_FLAG = "friendFlag";
  private static final String PROFILE_SCOPE = "profile";
  private static final String FRIENDSHIP = "friendship";
  private static final URI STATUS = URI.create("https://api.line.me/friendship/v1/status");

  private final LineSettings settings;
  private final ProviderDescriptor descriptor;
  private final ClientRegistration client;

  private Line(LineSettings settings) {
    this.settings = settings;
    this.descriptor = settings.descriptor();
    this.client = ClientRegistration.of(settings.channelId, settings.channelSecret);
  }

  /** How the shop's official account is offered while signing in. */
  public enum BotPrompt {
    /** A switch on the consent screen. */
    NORMAL,
    /** A screen of its own after the consent screen. */
    AGGRESSIVE
  }

  /** A LINE Login channel by its channel id and channel secret. */
  public static Line of(String channelId, Secret channelSecret) {
    return new Line(new LineSettings(channelId, channelSecret));
  }

  /** Names this registration, where a shop has several channels. Default: {@link #ID}. */
  public Line withId(ProviderId id) {
    return with(settings -> settings.id = id);
  }

  /**
   * Asks no e-mail, for a channel that LINE has not allowed to. Default: it is asked, and one that does
   * not come counts as withheld: LINE does not tell a refusal from an account without e-mail.
   */
  public Line withoutEmail() {
    return with(settings -> settings.email = false);
  }

  /**
   * Accepts ID tokens of LINE's native SDK and of LIFF apps, signed by ES256 with keys that LINE
   * publishes, and no longer those of the web, signed by HS256 with the channel secret. A shop with
   * both does without this, and its app hands the access token over alone, which tells no e-mail: two
   * registrations of one channel would make two identities of one person. Default: the web's.
   */
  public Line withNativeApp() {
    return with(settings -> settings.nativeApp = true);
  }

  /**
   * Reads whether the visitor is a friend of the official account that is linked to the channel; one
   * can be. Somebody who has blocked it is no friend in LINE's answer either. Default: not read.
   *
   * @param basicId of the account, as in {@code @shop}; LINE's answer does not name it
   */
  public Line withOfficialAccount(String basicId) {
    return with(settings -> settings.officialAccount = Optional.of(basicId));
  }

  /**
   * Takes webhooks of the official account: listeners are told of members who add or block it ({@link
   * io.membersync.Members.Event.Kind#CHANNEL_ADDED}), by the name of {@link #withOfficialAccount}, or
   * without one by the account's user id at LINE. Both channels must be in the same provider of LINE's
   * console, because a person has another id in another one. Default: webhooks are refused.
   *
   * @param messagingSecret the channel secret of the account's Messaging API channel, which is another
   *     than that of LINE Login
   * @param others accepted too, while secrets are exchanged
   */
  public Line withMessagingChannel(Secret messagingSecret, Secret... others) {
    List<Secret> secrets = new ArrayList<>();
    secrets.add(messagingSecret);
    secrets.addAll(List.of(others));
    return with(settings -> settings.messagingSecrets = List.copyOf(secrets));
  }

  /** Offers the linked official account while signing in. Default: it is not offered. */
  public Line withBotPrompt(BotPrompt prompt) {
    return with(settings -> settings.botPrompt = Optional.of(prompt));
  }

  @Override
  public ProviderDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public ClientRegistration client() {
    return client;
  }

  /** A further ask repeats what every sign-in asks: the new tokens are good for that alone. */
  @Override
  public Map<String, String> authorizationParameters(Provider.AuthorizationAsk ask) {
    Map<String, String> parameters = new LinkedHashMap<>();
    Set<String> scopes = new LinkedHashSet<>(settings.scopes());
    scopes.addAll(ask.scopes());
    parameters.put("scope", String.join(" ", scopes));
    if (ask.silent()) {
      parameters.put("prompt", "none");
      return parameters;
    }
    if (!ask.scopes().isEmpty()) {
      parameters.put("prompt", "consent");
    }
    settings.botPrompt.ifPresent(
        prompt -> parameters.put("bot_prompt", prompt.name().toLowerCase(Locale.ROOT)));
    ask.language().map(Locale::toLanguageTag).ifPresent(tag -> parameters.put("ui_locales", tag));
    return parameters;
  }

  @Override
  public List<ProviderCall> calls(Provider.Grant grant) {
    List<ProviderCall> calls = new ArrayList<>(Provider.super.calls(grant));
    if (settings.officialAccount.isPresent()) {
      calls.add(
          ProviderCall.get(FRIENDSHIP, STATUS).onlyWithScope(PROFILE_SCOPE).notEssential());
    }
    return calls;
  }

  /** Failures of the token address are the standard's; those of the rest go by the status. */
  @Override
  public Optional<ProviderError> classify(Provider.Answer answer) {
    return Provider.super
        .classify(answer)
        .map(error -> LineCalls.isOfDeadToken(answer, error)
            ? ProviderError.of(
                ErrorKind.TOKEN_DEAD,
                error.code(),
                error.httpStatus(),
                "LINE does not know the token, or the visitor's consent has ended already.")
            : error);
  }

  /** LINE writes the standard's codes in capitals. */
  @Override
  public CallbackError classifyCallback(String error) {
    return Provider.super.classifyCallback(error.toLowerCase(Locale.ROOT));
  }

  @Override
  public ProviderProfile read(Provider.Answers answers) throws Provider.ProfileException {
    ProviderProfile plain = Provider.super.read(answers);
    Profile.Builder profile = plain.profile().toBuilder(settings.id.value(), answers.receivedAt());
    if (settings.email && plain.profile().presence(Field.EMAIL) == NOT_OFFERED) {
      profile.absent(Field.EMAIL, EMAIL, WITHHELD);
    }
    answers
        .find(FRIENDSHIP)
        .flatMap(answer -> answer.findFlag(FRIEND_FLAG))
        .ifPresent(friend -> profile.value(
            Field.CHANNELS,
            FRIEND_FLAG,
            List.of(new ChannelRelation(
                settings.officialAccount.orElse(""),
                friend ? State.ADDED : State.NONE,
                Optional.empty())),
            false));
    return new ProviderProfile(plain.subject(), profile.build(), plain.terms(), plain.termsKnown());
  }

  /** LINE's token answer never lists {@code email}; that it was agreed to shows in the ID token. */
  @Override
  public boolean isGranted(Field<?> field, Provider.Grant grant) {
    return field.equals(Field.EMAIL) || Provider.super.isGranted(field, grant);
  }

  @Override
  public Optional<String> scopeOf(Field<?> field) {
    if (field.equals(Field.EMAIL)) {
      return Optional.of(EMAIL);
    }
    return field.equals(Field.NICKNAME) || field.equals(Field.PICTURE)
        ? Optional.of(PROFILE_SCOPE)
        : Optional.empty();
  }

  /**
   * Ends the visitor's consent at LINE with all tokens, as LINE obliges a service to when somebody leaves
   * (<a href="https://developers.line.biz/en/docs/line-login/managing-users/">managing users</a>, read
   * 2026-11-21). It takes a live token of the visitor, which is kept for that, and one of the channel. 90
   * days after the last sign-in no token can be made live again: then LINE cannot be told.
   */
  @Override
  public Optional<ProviderCall> unlink(String subject) {
    return Optional.of(LineCalls.deauthorize());
  }

  @Override
  public Optional<TokenInspection> tokenInspection() {
    return Optional.of(LineCalls.tokenInspection(settings.channelId));
  }

  @Override
  public List<String> consoleSettings(ConsoleNeeds needs) {
    return settings.consoleSettings(needs);
  }

  /** The profile is always asked: LINE wants a scope beside {@code email}. */
  @Override
  public List<Finding> findings(ConsoleNeeds needs) {
    return settings.email
        ? needs
            .unusedScope(
                "provider " + settings.id, EMAIL, List.of(Field.EMAIL), "call Line.withoutEmail()")
            .stream()
            .toList()
        : List.of();
  }

  /** Needs {@link #withMessagingChannel}. */
  @Override
  public Received receive(Webhook request, Instant receivedAt) {
    return new LineNotice(settings).receive(request);
  }

  /** By {@code Line/} and a version, which LINE's reference does not document. */
  @Override
  public boolean signsInSilently(String userAgent) {
    return userAgent.contains(" Line/");
  }

  @Override
  public String toString() {
    return "Line[" + settings.id + "]";
  }

  private Line with(Consumer<LineSettings> change) {
    return new Line(settings.with(change));
  }
}
