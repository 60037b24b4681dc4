package io.membersync.provider.kakao;

import io.membersync.Finding;
import io.membersync.Secret;
import io.membersync.internal.SecretSource;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.profile.Field;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.AuthorizationAsk;
import io.membersync.provider.Provider.CallbackError;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.LinkInspection;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.Provider.TokenInspection;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Kakao Login and Kakao Sync. Immutable: each {@code with…} gives another one.
 *
 * <pre>{@code
 * Kakao.of(restApiKey, Secret.of(clientSecret))
 *     .withAppId("700123")
 *     .withAdminKey(Secret.of(adminKey))
 * }</pre>
 *
 * <p>What is asked on Kakao's screen (consent items, terms, channel) is set in Kakao's console. An
 * id of a person is good for one app only: a shop that moves from Kakao Login to Kakao Sync keeps
 * its app. A person who signs in for the first time and whose data are not read within 24 hours is
 * unlinked by Kakao, and reported with {@code INCOMPLETE_SIGN_UP} (<a
 * href="https://devtalk.kakao.com/t/notice-unlink-for-users-who-have-not-completed-a-signup/111463">
 * notice</a>, read 2026-11-21).
 *
 * <p>Source of requests and answers: <a
 * href="https://developers.kakao.com/docs/latest/ko/kakaologin/rest-api">Kakao Login, REST API</a>,
 * read 2026-11-21.
 */
public final class Kakao implements Provider {
  /** The id of a shop's only or first Kakao app. */
  public static final ProviderId ID = ProviderId.of("kakao");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

  private final KakaoSettings settings;
  private final ProviderDescriptor descriptor;
  private final ClientRegistration client;
  private final KakaoWebhook webhook;

  private Kakao(KakaoSettings settings) {
    this.settings = settings;
    this.descriptor = settings.descriptor();
    this.client = settings.client();
    this.webhook = new KakaoWebhook(settings);
  }

  /**
   * An app by its REST API key and that key's client secret. A key made since December 2025 has its
   * own secret, and it is on from the start (<a
   * href="https://developers.kakao.com/docs/latest/en/getting-started/app-key-migration">app
   * keys</a>, read 2026-11-21).
   */
  public static Kakao of(String restApiKey, Secret clientSecret) {
    return new Kakao(new KakaoSettings(restApiKey, Optional.of(clientSecret)));
  }

  /** An app whose client secret is switched off in the console. Anyone may present its codes. */
  public static Kakao withoutClientSecret(String restApiKey) {
    return new Kakao(new KakaoSettings(restApiKey, Optional.empty()));
  }

  /**
   * Takes the client secret from here at each sign-in and each refreshing of tokens, so that a new one
   * needs no restart. Kakao keeps one secret for a key (<a
   * href="https://developers.kakao.com/docs/latest/en/kakaologin/prerequisite">prerequisites</a>, read
   * 2026-11-21): the source should give the new one from the moment it is issued.
   *
   * @param source called on many threads, and once here; answers at once, from memory. When it fails
   *     later, the last secret goes on
   * @throws IllegalArgumentException if it fails here
   */
  public Kakao withClientSecretFrom(Supplier<Secret> source) {
    SecretSource secret = new SecretSource("the client secret of provider " + settings.id, source);
    return with(settings -> settings.secretSource = Optional.of(secret));
  }

  /** Names this registration, where a shop has several Kakao apps. Default: {@link #ID}. */
  public Kakao withId(ProviderId id) {
    return with(settings -> settings.id = id);
  }

  /**
   * Accepts unlink webhooks of this app only, and access tokens that the shop's own app hands over.
   * Default: unlink webhooks of any app that knows the admin key, and no handed over access tokens.
   *
   * @param appId the number in the console, not a key
   * @throws IllegalArgumentException if it is not a number
   */
  public Kakao withAppId(String appId) {
    if (!NUMBER.matcher(appId).matches()) {
      throw new IllegalArgumentException(
          "Kakao: the app id is the app's number in the console, 1 to 19 digits: " + appId);
    }
    return with(settings -> settings.appId = Optional.of(appId));
  }

  /**
   * Authenticates webhooks, and the calls that act for a visitor who is not there: unlinking,
   * reporting terms, taking consents back, and asking who is linked still. Default: no admin key; webhooks are refused, and such calls need the
   * visitor's token.
   *
   * @param primary makes the calls; the one Kakao puts into webhooks
   * @param others accepted in webhooks too, while keys are exchanged
   */
  public Kakao withAdminKey(Secret primary, Secret... others) {
    List<Secret> keys = new ArrayList<>();
    keys.add(primary);
    keys.addAll(List.of(others));
    return with(settings -> settings.adminKeys = List.copyOf(keys));
  }

  /**
   * Accepts ID tokens and account status webhooks made for these keys of the same app too: those of its
   * own mobile app (native key) or page (JavaScript key), and in webhooks its other REST API keys or the
   * app id; which of them Kakao names there is not documented. Default: the REST API key's only.
   */
  public Kakao alsoAccepting(String... appKeys) {
    return with(settings -> settings.otherAudiences = Set.copyOf(List.of(appKeys)));
  }

  /**
   * Wants and checks an ID token at every sign-in. Switch OpenID Connect on in the console first.
   * Default: off; the profile answer alone says who it is.
   */
  public Kakao withOpenIdConnect() {
    return with(settings -> settings.openIdConnect = true);
  }

  /**
   * Leaves PKCE out. Kakao announces it in its metadata, and does not list it among the parameters
   * for REST API keys; this is for the day an app is refused with it. Default: PKCE is sent.
   */
  public Kakao withoutPkce() {
    return with(settings -> settings.pkce = false);
  }

  /** Plain Kakao Login, which has no terms: they are not read. Default: they are. */
  public Kakao withoutServiceTerms() {
    return with(settings -> settings.readsServiceTerms = false);
  }

  /**
   * Asks only these of the app's terms, for several shops on one app. Kakao shows no screen unless
   * one of them is required. Default: all that the console has.
   *
   * @param tags as in the console
   * @throws IllegalArgumentException if a tag cannot stand in a list
   */
  public Kakao askingServiceTerms(String... tags) {
    List<String> asked = KakaoList.of("tag", tags);
    return with(settings -> settings.askedTerms = asked);
  }

  /**
   * Reads the visitor's relation to these channels only, and takes webhooks of no others. Default: to
   * every channel of the app.
   *
   * @param publicIds such as {@code _AbCdEf}
   * @throws IllegalArgumentException if an id cannot stand in a list
   */
  public Kakao withChannels(String... publicIds) {
    List<String> channels = KakaoList.of("channel public id", publicIds);
    return with(settings -> settings.channels = channels);
  }

  /**
   * Names the channels of {@link #withChannels} in the sign-in, to be offered for adding. Kakao's
   * SDKs do so, the REST documentation does not list it; an app without a linked channel is refused
   * with KOE102. Default: the console decides.
   */
  public Kakao offeringChannels() {
    return with(settings -> settings.offersChannels = true);
  }

  @Override
  public ProviderDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public ClientRegistration client() {
    return settings.secretSource.map(source -> client.withSecret(source.get())).orElse(client);
  }

  /**
   * An empty list is never sent: one was once taken for "all terms". Asking for scopes without
   * {@code openid} would bring no ID token.
   */
  @Override
  public Map<String, String> authorizationParameters(AuthorizationAsk ask) {
    Map<String, String> parameters = new LinkedHashMap<>();
    Set<String> scopes = new LinkedHashSet<>(ask.scopes());
    if (settings.openIdConnect && !scopes.isEmpty()) {
      scopes.add("openid");
    }
    KakaoList.join("scope", scopes).ifPresent(list -> parameters.put("scope", list));
    KakaoList.join("tag", ask.serviceTerms().isEmpty() ? settings.askedTerms : ask.serviceTerms())
        .ifPresent(list -> parameters.put("service_terms", list));
    if (settings.offersChannels) {
      KakaoList.join("channel public id", settings.channels)
          .ifPresent(list -> parameters.put("channel_public_id", list));
    }
    if (ask.silent()) {
      parameters.put("prompt", "none");
    }
    ask.loginHint().ifPresent(hint -> parameters.put("login_hint", hint));
    return parameters;
  }

  @Override
  public List<ProviderCall> calls(Grant grant) {
    List<ProviderCall> calls = new ArrayList<>();
    calls.add(KakaoCalls.profile());
    if (settings.readsServiceTerms) {
      calls.add(KakaoCalls.terms());
    }
    calls.add(KakaoCalls.addresses());
    calls.add(KakaoCalls.channels(settings.channels));
    return calls;
  }

  @Override
  public Optional<ProviderCall> nextPage(Field<?> list, Provider.Answers answers) {
    return list.equals(Field.SHIPPING_ADDRESSES)
        ? KakaoAddresses.next(KakaoAddresses.pages(answers))
        : Optional.empty();
  }

  @Override
  public Optional<ProviderError> classify(Provider.Answer answer) {
    return KakaoErrors.classify(answer, Provider.super::classify);
  }

  @Override
  public CallbackError classifyCallback(String error) {
    return KakaoErrors.classifyCallback(error, Provider.super::classifyCallback);
  }

  @Override
  public ProviderProfile read(Provider.Answers answers) throws ProfileException {
    return KakaoProfile.read(settings.id, answers, settings.channels);
  }

  /** Needs {@link #withAppId}. */
  @Override
  public Optional<TokenInspection> tokenInspection() {
    return settings.appId.map(KakaoCalls::tokenInspection);
  }

  /** Needs {@link #withAdminKey}. */
  @Override
  public Optional<LinkInspection> linkInspection() {
    return settings.adminKey().map(KakaoUsers::inspection);
  }

  @Override
  public Optional<ProviderCall> unlink(String subject) {
    return Optional.of(KakaoCalls.unlink(subject, settings.adminKey()));
  }

  @Override
  public Optional<ProviderCall> logout(String subject) {
    return Optional.of(KakaoCalls.logout(subject, settings.adminKey()));
  }

  /** No screen is shown unless one of them is required in the console. */
  @Override
  public boolean asksAgain(List<ProviderProfile.ServiceTerm> terms) {
    return settings.readsServiceTerms
        && terms.stream().anyMatch(ProviderProfile.ServiceTerm::required);
  }

  @Override
  public Optional<ProviderCall> reportTerms(String subject, List<String> tags) {
    return Optional.of(KakaoCalls.reportTerms(subject, tags, settings.adminKey()));
  }

  /** Terms that the visitor had not agreed to, and required ones, are passed over in silence. */
  @Override
  public Optional<ProviderCall> revokeTerms(String subject, List<String> tags) {
    return Optional.of(KakaoCalls.revokeTerms(subject, tags, settings.adminKey()));
  }

  @Override
  public Optional<List<String>> revokedTerms(Provider.Answer answer) {
    return Optional.of(answer.body().map(KakaoTerms::revoked).orElse(List.of()));
  }

  /** One item that is required in the console has the whole call refused. */
  @Override
  public Optional<ProviderCall> revokeScopes(String subject, List<String> scopes) {
    return Optional.of(KakaoCalls.revokeScopes(subject, scopes, settings.adminKey()));
  }

  @Override
  public Optional<String> scopeOf(Field<?> field) {
    return KakaoConsole.scopeOf(field);
  }

  /** Old apps have one item {@code profile} in place of nickname and picture. */
  @Override
  public boolean isGranted(Field<?> field, Grant grant) {
    boolean combined = field.equals(Field.NICKNAME) || field.equals(Field.PICTURE);
    return (combined && grant.scopes().contains("profile"))
        || Provider.super.isGranted(field, grant);
  }

  @Override
  public List<String> consoleSettings(Provider.ConsoleNeeds needs) {
    return KakaoConsole.settings(settings, needs);
  }

  @Override
  public List<Finding> findings(Provider.ConsoleNeeds needs) {
    return KakaoConsole.findings(settings);
  }

  @Override
  public Optional<ProviderError> classifyPage(Provider.Page page) {
    return KakaoErrors.classifyPage(page, Provider.super::classifyPage);
  }

  /** The return address must be registered as a logout redirect URI in the console. */
  @Override
  public Optional<URI> logoutPage(URI returnTo, String state) {
    return Optional.of(URI.create("https://kauth.kakao.com/oauth/logout?client_id="
        + encode(settings.restApiKey) + "&logout_redirect_uri=" + encode(returnTo.toString())
        + "&state=" + encode(state)));
  }

  /**
   * {@code prompt=none} works in KakaoTalk's in-app browser only (<a
   * href="https://developers.kakao.com/docs/latest/ko/kakaosync/auto-login">automatic login</a>,
   * read 2026-11-21).
   */
  @Override
  public boolean signsInSilently(String userAgent) {
    return userAgent.toUpperCase(Locale.ROOT).contains("KAKAOTALK");
  }

  /** Of an account status webhook; the others go by the admin key. */
  @Override
  public Optional<String> signedToken(Webhook request) {
    return KakaoNotice.token(request);
  }

  @Override
  public Received receiveSigned(JsonDocument claims, Instant receivedAt) {
    return KakaoNotice.read(settings.id, claims);
  }

  @Override
  public Received receive(Webhook request, Instant receivedAt) {
    return webhook.receive(request, receivedAt);
  }

  @Override
  public String toString() {
    return "Kakao[" + settings.id + "]";
  }

  private Kakao with(Consumer<KakaoSettings> change) {
    return new Kakao(settings.with(change));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
