package io.membersync.provider.google;

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
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.ProfileException;
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
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Sign in with Google. Immutable: each {@code with…} gives another one.
 *
 * <pre>{@code
 * Google.of(clientId, Secret.of(clientSecret)).asking(Field.PHONE, Field.BIRTHDAY)
 * }</pre>
 *
 * <p>Name, e-mail and picture come with every sign-in, in the ID token. The e-mail counts as verified
 * where Google has the mailbox or manages its domain, and nowhere else. Visitors can untick single
 * scopes: what they keep back is withheld, and can be asked once more ({@code
 * SignIn.askingAgain}, with {@link #scopeOf}); Google joins that with what they granted
 * before. An id of a person is the same for every client of Google.
 *
 * <p>Source: <a href="https://developers.google.com/identity/openid-connect/openid-connect">OpenID
 * Connect</a>, <a href="https://developers.google.com/identity/protocols/oauth2">OAuth 2.0</a> and <a
 * href="https://accounts.google.com/.well-known/openid-configuration">metadata</a>, read 2026-11-21.
 */
public final class Google implements Provider {
  /** The id of a shop's only or first client of Google. */
  public static final ProviderId ID = ProviderId.of("google");

  private static final URI USER_INFORMATION =
      URI.create("https://openidconnect.googleapis.com/v1/userinfo");
  private static final URI REVOKE = URI.create("https://oauth2.googleapis.com/revoke");
  private static final Pattern DOMAIN = Pattern.compile("([a-z0-9-]{1,63}\\.)+[a-z0-9-]{2,63}");

  private final GoogleSettings settings;
  private final ProviderDescriptor descriptor;
  private final ClientRegistration client;

  private Google(GoogleSettings settings) {
    this.settings = settings;
    this.descriptor = settings.descriptor();
    this.client = settings.client();
  }

  /** A client of the type web application, by its id and secret. */
  public static Google of(String clientId, Secret clientSecret) {
    return new Google(new GoogleSettings(clientId, clientSecret));
  }

  /**
   * Takes the client secret from here at each sign-in and each refreshing of tokens, so that a new one
   * needs no restart.
   *
   * @param source called on many threads, and once here; answers at once, from memory. When it fails
   *     later, the last secret goes on
   * @throws IllegalArgumentException if it fails here
   */
  public Google withClientSecretFrom(Supplier<Secret> source) {
    SecretSource secret = new SecretSource("the client secret of provider " + settings.id, source);
    return with(settings -> settings.secretSource = Optional.of(secret));
  }

  /** Names this registration, where a shop has several clients of Google. Default: {@link #ID}. */
  public Google withId(ProviderId id) {
    return with(settings -> settings.id = id);
  }

  /**
   * Asks for these fields at every sign-in, beyond name, e-mail and picture: nickname, phone, birthday,
   * birth year, gender, age range, shipping addresses. They come from Google's People API, as the
   * visitor wrote them: none counts as verified. Most are behind sensitive scopes, for which Google
   * verifies the shop's app first. Default: none.
   *
   * @throws IllegalArgumentException for a field that Google does not have
   */
  public Google asking(Field<?>... fields) {
    for (Field<?> field : fields) {
      if (GoogleItem.find(field).isEmpty()) {
        throw new IllegalArgumentException(
            "provider " + settings.id + ": Google does not have " + field.name());
      }
    }
    return with(settings -> settings.asked = Set.copyOf(List.of(fields)));
  }

  /**
   * Takes accounts of this Workspace domain only; a sign-in by any other one is rejected as the
   * visitor's matter. Google offers such accounts first. Default: any account.
   *
   * @param domain such as {@code shop.example}
   * @throws IllegalArgumentException if it is not a domain
   */
  public Google withHostedDomain(String domain) {
    String name = domain.toLowerCase(Locale.ROOT);
    if (!DOMAIN.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "provider " + settings.id + ": the hosted domain is not a domain: " + domain);
    }
    return with(settings -> settings.hostedDomain = Optional.of(name));
  }

  /**
   * Accepts ID tokens that name these clients of the same project too: those of the shop's own apps.
   * Without it an app names the web client as its server client; Google names the app's own beside it
   * ({@code azp}), and so it has to stand here even then. Default: the web client's only.
   */
  public Google alsoAccepting(String... clientIds) {
    return with(settings -> settings.otherAudiences = Set.of(clientIds));
  }

  /**
   * Asks for no refresh token ({@code access_type=offline}), for a shop that keeps no tokens of
   * Google's. An access token lives for an hour, so a link that is ended here later cannot be ended at
   * Google then. Default: a refresh token is asked for. Google gives one at the first consent and when a
   * member is asked further; MemberSync keeps the one it has until another comes.
   */
  public Google withoutRefreshToken() {
    return with(settings -> settings.refreshToken = false);
  }

  @Override
  public ProviderDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public ClientRegistration client() {
    return settings.secretSource.map(source -> client.withSecret(source.get())).orElse(client);
  }

  /** A further question names the scopes of the sign-in itself too, without which no ID token comes. */
  @Override
  public Map<String, String> authorizationParameters(AuthorizationAsk ask) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (!ask.scopes().isEmpty()) {
      parameters.put("prompt", "consent");
      parameters.put("include_granted_scopes", "true");
    }
    parameters.putAll(Provider.super.authorizationParameters(ask)); // silent is stronger
    Set<String> scopes =
        new LinkedHashSet<>(ask.scopes().isEmpty() ? settings.scopes() : GoogleSettings.SIGN_IN);
    scopes.addAll(ask.scopes());
    parameters.put("scope", String.join(" ", scopes));
    if (settings.refreshToken) {
      parameters.put("access_type", "offline");
    }
    settings.hostedDomain.ifPresent(domain -> parameters.put("hd", domain));
    return parameters;
  }

  /** With refreshed tokens comes no ID token; then the user information says who it is. */
  @Override
  public List<ProviderCall> calls(Grant grant) {
    List<ProviderCall> calls = new ArrayList<>();
    if (!grant.identityToken()) {
      calls.add(ProviderCall.get(GoogleProfile.CALL, USER_INFORMATION));
    }
    GooglePerson.call(settings.items(grant).stream()
            .filter(item -> item.ofPerson() && item.isGrantedBy(grant))
            .toList())
        .ifPresent(calls::add);
    return calls;
  }

  @Override
  public Optional<ProviderError> classify(Provider.Answer answer) {
    return GoogleErrors.classify(answer, Provider.super::classify);
  }

  @Override
  public ProviderProfile read(Provider.Answers answers) throws ProfileException {
    return GoogleProfile.complete(settings, Provider.super.read(answers), answers);
  }

  /**
   * Ends every token of the visitor and all that was granted, step by step or at once. So it is known to
   * be, and not documented.
   */
  @Override
  public Optional<ProviderCall> unlink(String subject) {
    return Optional.of(ProviderCall.post("unlink", REVOKE).withAccessTokenAs("token"));
  }

  @Override
  public Optional<String> scopeOf(Field<?> field) {
    return GoogleItem.find(field).map(GoogleItem::scope);
  }

  @Override
  public List<String> consoleSettings(Provider.ConsoleNeeds needs) {
    return GoogleConsole.settings(settings, needs);
  }

  @Override
  public List<Finding> findings(Provider.ConsoleNeeds needs) {
    return GoogleConsole.findings(settings, needs);
  }

  @Override
  public Optional<ProviderError> classifyPage(Provider.Page page) {
    return GoogleConsole.classify(page, Provider.super::classifyPage);
  }

  @Override
  public Optional<String> signedToken(Webhook request) {
    return GoogleNotice.token(request);
  }

  @Override
  public Received receiveSigned(JsonDocument claims, Instant receivedAt) {
    return GoogleNotice.read(settings.id, claims);
  }

  @Override
  public List<String> refreshTokenNames(Secret refreshToken) {
    return GoogleNotice.names(refreshToken.reveal());
  }

  /** What brings no signed token is none of Google's. */
  @Override
  public Received receive(Webhook request, Instant receivedAt) {
    return Received.refused(request.method().equals("POST") ? 400 : 405);
  }

  @Override
  public String toString() {
    return "Google[" + settings.id + "]";
  }

  private Google with(Consumer<GoogleSettings> change) {
    return new Google(settings.with(change));
  }
}
