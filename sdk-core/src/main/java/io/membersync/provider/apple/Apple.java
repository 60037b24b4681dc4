package io.membersync.provider.apple;

import io.membersync.Finding;
import io.membersync.Secret;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.profile.Field;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.CallbackError;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sign in with Apple, on the web. Immutable: each {@code with…} gives another one.
 *
 * <pre>{@code
 * Apple.of("com.example.shop.web", "TEAMID0001", "ABC123DEFG", Secret.of(textOfTheP8File))
 * }</pre>
 *
 * <p>Apple gives an e-mail address and, at the first sign-in only, the name; there is no profile to be
 * read later. A name once lost comes again only after the visitor has removed the shop under their
 * Apple Account, or after unlinking. It comes through the visitor's browser, unsigned: it is what the
 * visitor says.
 *
 * <p>Who hides the address has one at {@code privaterelay.appleid.com}. Mail to it is forwarded, and
 * as no other member can have it, it is taken but never counts as verified: nobody is looked up by it,
 * and it goes into no column that the mapping calls unique. Any other address counts as verified when
 * Apple says so.
 *
 * <p>An id of a person is good for all apps of one team. Apple has no call that unlinks by a key of the
 * shop: it takes the visitor's token, which is kept for that.
 *
 * <p>Source: <a href="https://developer.apple.com/documentation/signinwithapplerestapi">Sign in with
 * Apple REST API</a> and <a href="https://developer.apple.com/documentation/signinwithapple">Sign in
 * with Apple</a>, read 2026-11-21.
 */
public final class Apple implements Provider {
  /** The id of a shop's only or first services id. */
  public static final ProviderId ID = ProviderId.of("apple");

  private static final URI REVOKE = URI.create("https://appleid.apple.com/auth/revoke");

  private final AppleSettings settings;
  private final ProviderDescriptor descriptor;

  private Apple(AppleSettings settings) {
    this.settings = settings;
    this.descriptor = settings.descriptor();
  }

  /**
   * A services id with the key that signs for it. The client secret that Apple wants is made from them
   * here, and again before it ends.
   *
   * @param servicesId of the website, without the team id before it
   * @param teamId ten letters and digits
   * @param keyId of the private key, ten letters and digits
   * @param privateKey the text of the {@code .p8} file that Apple gave for the key
   * @throws IllegalArgumentException if one of them has another form; the message never quotes the key
   */
  public static Apple of(String servicesId, String teamId, String keyId, Secret privateKey) {
    return of(servicesId, teamId, keyId, privateKey, Clock.systemUTC());
  }

  static Apple of(String servicesId, String teamId, String keyId, Secret privateKey, Clock clock) {
    AppleClientSecret secret =
        new AppleClientSecret(servicesId, teamId, keyId, AppleKey.read(privateKey), clock);
    return new Apple(new AppleSettings(servicesId, keyId, secret));
  }

  /** Names this registration, where a shop has several services ids. Default: {@link #ID}. */
  public Apple withId(ProviderId id) {
    return with(settings -> settings.id = id);
  }

  /**
   * Asks only these: {@link Field#NAME}, {@link Field#EMAIL}, both or none. Default: both.
   *
   * @throws IllegalArgumentException for any other field
   */
  public Apple asking(Field<?>... fields) {
    for (Field<?> field : fields) {
      if (!AppleSettings.FIELDS.contains(field)) {
        throw new IllegalArgumentException("provider " + settings.id
            + ": Apple gives name and email only, and not " + field.name());
      }
    }
    return with(settings -> settings.asked = Set.of(fields));
  }

  /**
   * Leaves PKCE out. Apple neither documents nor announces it, and is reported to take a request with
   * it; that it checks the verifier is not known, so the nonce protects the code. Default: PKCE is sent.
   */
  public Apple withoutPkce() {
    return with(settings -> settings.pkce = false);
  }

  /**
   * Accepts ID tokens and notices that name these bundle ids of the same team too: those of the shop's
   * own apps, where the ids of persons are the same. An app hands over the ID token, the code beside it,
   * which is good for the app's id only and brings the tokens to unlink with, and at the first sign-in
   * {@code user} in the form of Apple's web callback, with the name. Default: the services id's only.
   */
  public Apple alsoAccepting(String... bundleIds) {
    return with(settings -> settings.otherAudiences = Set.of(bundleIds));
  }

  @Override
  public ProviderDescriptor descriptor() {
    return descriptor;
  }

  /** With the client secret of this moment. */
  @Override
  public ClientRegistration client() {
    return settings.client();
  }

  /** The shop's own app, by its bundle id: its codes and tokens are good for no other client. */
  @Override
  public ClientRegistration clientOf(String audience) {
    return settings.client(audience);
  }

  /** Apple refuses any other response mode as soon as a scope is asked. */
  @Override
  public Map<String, String> authorizationParameters(Provider.AuthorizationAsk ask) {
    List<String> scopes = ask.scopes().isEmpty() ? descriptor.scopes() : ask.scopes();
    Map<String, String> parameters = new LinkedHashMap<>();
    if (!scopes.isEmpty()) {
      parameters.put("scope", String.join(" ", scopes));
    }
    parameters.put("response_mode", "form_post");
    return parameters;
  }

  @Override
  public CallbackError classifyCallback(String error) {
    return error.equals("user_cancelled_authorize")
        ? CallbackError.DECLINED
        : Provider.super.classifyCallback(error);
  }

  /** A redirect URI that is not registered, and a wrong key, come as {@code invalid_client} too. */
  @Override
  public Optional<ProviderError> classify(Provider.Answer answer) {
    return Provider.super
        .classify(answer)
        .map(error -> error.code().equals("invalid_client")
            ? ProviderError.of(
                error.kind(),
                error.code(),
                error.httpStatus(),
                "Compare with Apple's console: the services id and its return URL (the redirect URI),"
                    + " the team id, and the key, which must be the one of the key id and not revoked;"
                    + " and check the clock of this machine.")
            : error);
  }

  @Override
  public ProviderProfile read(Provider.Answers answers) throws Provider.ProfileException {
    return AppleProfile.complete(settings.id, Provider.super.read(answers), answers);
  }

  /** Ends the tokens and the link; Apple's screen asks for everything again at the next sign-in. */
  @Override
  public Optional<ProviderCall> unlink(String subject) {
    return Optional.of(ProviderCall.post("unlink", REVOKE)
        .withClientCredentials()
        .withAccessTokenAs("token")
        .with("token_type_hint", "access_token"));
  }

  @Override
  public List<String> consoleSettings(Provider.ConsoleNeeds needs) {
    return AppleConsole.settings(settings, needs);
  }

  @Override
  public List<Finding> findings(Provider.ConsoleNeeds needs) {
    return AppleConsole.findings(settings, needs);
  }

  @Override
  public Optional<String> signedToken(Webhook request) {
    return AppleNotice.token(request);
  }

  @Override
  public Received receiveSigned(JsonDocument claims, Instant receivedAt) {
    return AppleNotice.read(settings.id, claims);
  }

  /** What brings no signed token is none of Apple's. */
  @Override
  public Received receive(Webhook request, Instant receivedAt) {
    return Received.refused(request.method().equals("POST") ? 400 : 405);
  }

  @Override
  public String toString() {
    return "Apple[" + settings.id + "]";
  }

  private Apple with(Consumer<AppleSettings> change) {
    return new Apple(settings.with(change));
  }
}
