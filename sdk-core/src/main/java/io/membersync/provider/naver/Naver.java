package io.membersync.provider.naver;

import io.membersync.Finding;
import io.membersync.Secret;
import io.membersync.internal.SecretSource;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.profile.Field;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Naver Login. Immutable: each {@code with…} gives another one.
 *
 * <pre>{@code
 * Naver.of(clientId, Secret.of(clientSecret)).withItems(Field.EMAIL, Field.PHONE, Field.NAME)
 * }</pre>
 *
 * <p>What is asked on Naver's screen is set in Naver's console, as required or additional items; no
 * request can choose. Naver verifies neither e-mail nor phone for others, so neither counts as
 * verified here. An id of a person is good for one application only. Naver has no call that unlinks by
 * a key of the shop: it takes the visitor's token, which is kept for that.
 *
 * <p>Source: <a href="https://developers.naver.com/docs/login/devguide/devguide.md">Naver Login,
 * developer guide</a> and <a href="https://developers.naver.com/docs/login/api/api.md">API</a>, read
 * 2026-11-21.
 */
public final class Naver implements Provider {
  /** The id of a shop's only or first Naver application. */
  public static final ProviderId ID = ProviderId.of("naver");

  private final NaverSettings settings;
  private final ProviderDescriptor descriptor;
  private final ClientRegistration client;

  private Naver(NaverSettings settings) {
    this.settings = settings;
    this.descriptor = settings.descriptor();
    this.client = ClientRegistration.of(settings.clientId, settings.clientSecret);
  }

  /** An application by its client id and client secret. */
  public static Naver of(String clientId, Secret clientSecret) {
    return new Naver(new NaverSettings(clientId, clientSecret));
  }

  /**
   * Takes the client secret from here at each sign-in, each refreshing of tokens and each unlink
   * callback, so that a new one needs no restart.
   *
   * @param source called on many threads, and once here; answers at once, from memory. When it fails
   *     later, the last secret goes on
   * @throws IllegalArgumentException if it fails here
   */
  public Naver withClientSecretFrom(Supplier<Secret> source) {
    SecretSource secret = new SecretSource("the client secret of provider " + settings.id, source);
    return with(settings -> settings.secretSource = Optional.of(secret));
  }

  /**
   * Still accepts unlink callbacks made with these secrets. Naver derives their key from the client
   * secret, and how it goes on with callbacks under way when that is issued anew is not documented:
   * name the old one for a day. Default: the present secret's only.
   */
  public Naver withFormerClientSecrets(Secret... secrets) {
    return with(settings -> settings.formerSecrets = List.of(secrets));
  }

  /** Names this registration, where a shop has several Naver applications. Default: {@link #ID}. */
  public Naver withId(ProviderId id) {
    return with(settings -> settings.id = id);
  }

  /**
   * The items that the application asks for, as set in Naver's console. One of them that does not come
   * counts as withheld then, so that it can be asked once more ({@code auth_type=reprompt}). Default:
   * none is named, and what does not come counts as not offered.
   *
   * @throws IllegalArgumentException for a field that Naver has no item for
   */
  public Naver withItems(Field<?>... fields) {
    for (Field<?> field : fields) {
      if (NaverItem.find(field).isEmpty()) {
        throw new IllegalArgumentException(
            "provider " + settings.id + ": Naver has no item for " + field.name());
      }
    }
    return with(settings -> settings.items = Set.of(fields));
  }

  /**
   * Uses Naver's OpenID Connect endpoints, of March 2025: with PKCE and an ID token, and without
   * asking anew for items or signing in silently. Whether a person's {@code sub} there is the id of
   * the ordinary endpoints is not documented, so a shop with members by the one gives the other an id
   * of its own ({@link #withId}). Default: the ordinary endpoints.
   */
  public Naver withOpenIdConnect() {
    return with(settings -> settings.openIdConnect = true);
  }

  /**
   * Reads which of the shop's terms were agreed to on Naver's screen, for an application with terms
   * delegation (Naver Login Plus). What was not agreed to is not told. Naver states no time zone for
   * {@code agreeDate}; it is taken for Korean time, which is the earliest it can be. Default: off.
   */
  public Naver withServiceTerms() {
    return with(settings -> settings.readsServiceTerms = true);
  }

  /**
   * Reads the delivery address of Naver Pay (<a
   * href="https://developers.naver.com/docs/login/payaddress-api/payaddress-api.md">address API</a>,
   * read 2026-11-21; a permission and a consent of its own, 70,000 calls a day). Default: off.
   */
  public Naver withDeliveryAddress() {
    return with(settings -> settings.readsDeliveryAddress = true);
  }

  @Override
  public ProviderDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public ClientRegistration client() {
    return client.withSecret(settings.currentSecret());
  }

  @Override
  public Map<String, String> authorizationParameters(Provider.AuthorizationAsk ask) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (settings.openIdConnect) {
      parameters.put("scope", "openid");
    } else if (ask.silent()) {
      parameters.put("auth_type", "autologin");
    } else if (!ask.scopes().isEmpty()) {
      parameters.put("auth_type", "reprompt");
    }
    return parameters;
  }

  @Override
  public List<ProviderCall> calls(Provider.Grant grant) {
    return NaverCalls.of(settings);
  }

  @Override
  public Optional<ProviderError> classify(Provider.Answer answer) {
    return NaverErrors.classify(answer, Provider.super::classify);
  }

  /** With OpenID Connect the person is the ID token's, and Naver's own id is not compared with it. */
  @Override
  public ProviderProfile read(Provider.Answers answers) throws Provider.ProfileException {
    ProviderProfile plain = Provider.super.read(new Provider.Answers(
        answers.byCall(), Optional.empty(), answers.grant(), answers.receivedAt()));
    return NaverProfile.complete(settings, plain, answers);
  }

  /** Which items were agreed to shows in what comes; the token answer does not tell. */
  @Override
  public boolean isGranted(Field<?> field, Provider.Grant grant) {
    return true;
  }

  /** Ends both tokens and the link; Naver's screen asks for everything again at the next sign-in. */
  @Override
  public Optional<ProviderCall> unlink(String subject) {
    return Optional.of(NaverCalls.revoke(client()));
  }

  @Override
  public Optional<String> scopeOf(Field<?> field) {
    return NaverItem.find(field).map(NaverItem::name);
  }

  @Override
  public List<String> consoleSettings(Provider.ConsoleNeeds needs) {
    return NaverItem.consoleSettings(settings, needs);
  }

  @Override
  public List<Finding> findings(Provider.ConsoleNeeds needs) {
    return NaverItem.findings(settings, needs);
  }

  @Override
  public boolean signsInSilently(String userAgent) {
    return !settings.openIdConnect && userAgent.contains("NAVER(inapp; search;");
  }

  @Override
  public Received receive(Webhook request, Instant receivedAt) {
    return new NaverWebhook(settings).receive(request, receivedAt);
  }

  @Override
  public String toString() {
    return "Naver[" + settings.id + "]";
  }

  private Naver with(Consumer<NaverSettings> change) {
    return new Naver(settings.with(change));
  }
}
