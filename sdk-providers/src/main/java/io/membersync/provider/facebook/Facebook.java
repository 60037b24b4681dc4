package io.membersync.provider.facebook;

import io.membersync.Finding;
import io.membersync.Secret;
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
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Facebook Login. Immutable: each {@code with…} gives another one.
 *
 * <pre>{@code
 * Facebook.of(appId, Secret.of(appSecret))
 *     .withDataDeletion("https://shop.example/privacy/deletion?id={code}")
 * }</pre>
 *
 * <p>Read are name, picture and e-mail, which Facebook does not verify for others. Visitors can decline
 * every permission but the first: what they decline is withheld, and can be asked once more. A person's
 * id is good for one app only. There are no refresh tokens: where a shop keeps tokens, they are exchanged
 * for ones of about 60 days. A link is ended with a token of the app, so none is kept for that. Each call
 * with a token carries the proof that its maker has the app secret.
 *
 * <p>The token address is documented with GET, which would write the app secret into logs; as common
 * clients do, it is called by POST.
 *
 * <p>Source: <a
 * href="https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow">manual flow</a>
 * and <a href="https://developers.facebook.com/docs/graph-api/reference/user/permissions/">user
 * permissions</a>, read 2026-11-21.
 */
public final class Facebook implements Provider {
  /** The id of a shop's only or first Facebook app. */
  public static final ProviderId ID = ProviderId.of("facebook");

  static final String CODE = "{code}";
  private static final Pattern VERSION = Pattern.compile("v[0-9]{1,3}\\.[0-9]{1,2}");
  private static final Pattern USER_ID = Pattern.compile("[0-9]{1,32}");
  private static final Pattern PERMISSION = Pattern.compile("[a-z_]{1,64}");

  private final FacebookSettings settings;
  private final FacebookCalls calls;
  private final ProviderDescriptor descriptor;
  private final ClientRegistration client;

  private Facebook(FacebookSettings settings) {
    this.settings = settings;
    this.calls = new FacebookCalls(settings);
    this.descriptor = settings.descriptor();
    this.client = ClientRegistration.of(settings.appId, settings.appSecret.reveal());
  }

  /** An app by its app id and app secret. */
  public static Facebook of(String appId, Secret appSecret) {
    return new Facebook(new FacebookSettings(appId, new AppSecret(appSecret)));
  }

  /** Names this registration, where a shop has several apps. Default: {@link #ID}. */
  public Facebook withId(ProviderId id) {
    return with(settings -> settings.id = id);
  }

  /**
   * Uses this version of the Graph API; one lives for about two years. Default: {@code v25.0}.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  public Facebook withVersion(String version) {
    if (!VERSION.matcher(version).matches()) {
      throw new IllegalArgumentException(
          "provider " + settings.id + ": not a version such as v25.0: " + version);
    }
    return with(settings -> settings.version = version);
  }

  /** Asks no e-mail. Default: it is asked. */
  public Facebook withoutEmail() {
    return with(settings -> settings.email = false);
  }

  /**
   * Asks for these fields at every sign-in, beyond name, picture and e-mail: birthday, birth year,
   * gender, age range. Each is behind a permission that Meta reviews the app for first. Default: none.
   *
   * @throws IllegalArgumentException for a field that Facebook does not have
   */
  public Facebook asking(Field<?>... fields) {
    for (Field<?> field : fields) {
      if (FacebookItem.find(field).isEmpty()) {
        throw new IllegalArgumentException(
            "provider " + settings.id + ": Facebook does not have " + field.name());
      }
    }
    return with(settings -> settings.asked = Set.of(fields));
  }

  /**
   * Sends access tokens in the address of a call, as Facebook's pages have it, and not in the header,
   * which is not documented there. Default: the header, as addresses get into logs.
   */
  public Facebook withTokenInAddress() {
    return with(settings -> settings.tokenInAddress = true);
  }

  /**
   * Takes data deletion requests, at the address of this provider's webhooks with {@code ?deletion}:
   * of the servlet, {@code …/webhooks/facebook?deletion}. The link ends, and {@link io.membersync.Members.Event.Kind#DELETION_REQUESTED} tells the
   * shop of the request and its code. Default: they are refused.
   *
   * @param statusPage where the visitor reads what became of it; {@code {code}} in it becomes the
   *     confirmation code. Codes that the page does not know are of people whom the shop does not know
   * @throws IllegalArgumentException without {@code {code}}, or if it is not an https address
   */
  public Facebook withDataDeletion(String statusPage) {
    URI sample = URI.create(statusPage.replace(CODE, "0"));
    boolean loopback =
        "http".equals(sample.getScheme()) && "127.0.0.1".equals(String.valueOf(sample.getHost()));
    if (!statusPage.contains(CODE) || !("https".equals(sample.getScheme()) || loopback)) {
      throw new IllegalArgumentException("provider " + settings.id
          + ": the page of a deletion's status must be https and hold {code}: " + statusPage);
    }
    return with(settings -> settings.deletionStatusPage = Optional.of(statusPage));
  }

  /**
   * Refuses notices that were issued longer ago, or as far in the future. Facebook does not document
   * whether it repeats one that could not be delivered, and with which time. Default: 5 minutes.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Facebook withOldestNotice(Duration age) {
    if (age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException(
          "provider " + settings.id + ": the age of a notice must be positive: " + age);
    }
    return with(settings -> settings.oldestNotice = age);
  }

  @Override
  public ProviderDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public ClientRegistration client() {
    return client;
  }

  /** What was declined is asked again only where that is said. */
  @Override
  public Map<String, String> authorizationParameters(Provider.AuthorizationAsk ask) {
    Map<String, String> parameters = new LinkedHashMap<>();
    boolean again = !ask.scopes().isEmpty();
    parameters.put("scope", String.join(",", again ? ask.scopes() : descriptor.scopes()));
    if (again) {
      parameters.put("auth_type", "rerequest");
    }
    return parameters;
  }

  @Override
  public List<ProviderCall> calls(Provider.Grant grant) {
    return calls.ofSignIn(grant);
  }

  @Override
  public Optional<ProviderError> classify(Provider.Answer answer) {
    return FacebookErrors.classify(answer, Provider.super::classify);
  }

  @Override
  public ProviderProfile read(Provider.Answers answers) throws Provider.ProfileException {
    ProviderProfile plain = Provider.super.read(answers);
    return new ProviderProfile(
        plain.subject(),
        FacebookProfile.read(settings, answers.find(FacebookCalls.PROFILE).orElseThrow(), answers),
        List.of(),
        false);
  }

  /** The token answer names no permission; the call for them does. */
  @Override
  public boolean isGranted(Field<?> field, Provider.Grant grant) {
    return true;
  }

  @Override
  public Optional<String> scopeOf(Field<?> field) {
    return FacebookItem.find(field).map(FacebookItem::permission);
  }

  /** Takes every permission back and removes the app from the visitor's; all tokens die. */
  @Override
  public Optional<ProviderCall> unlink(String subject) {
    return USER_ID.matcher(subject).matches()
        ? Optional.of(calls.unlink(subject))
        : Optional.empty();
  }

  @Override
  public Optional<TokenInspection> tokenInspection() {
    return Optional.of(calls.tokenInspection());
  }

  /** Facebook takes back one permission a call: of several, none. */
  @Override
  public Optional<ProviderCall> revokeScopes(String subject, List<String> scopes) {
    List<String> single = new ArrayList<>(scopes);
    single.remove(FacebookItem.PUBLIC_PROFILE); // nobody is a visitor without it
    return single.size() == 1
            && PERMISSION.matcher(single.get(0)).matches()
            && USER_ID.matcher(subject).matches()
        ? Optional.of(calls.revoke(subject, single.get(0)))
        : Optional.empty();
  }

  @Override
  public List<String> consoleSettings(Provider.ConsoleNeeds needs) {
    return settings.consoleSettings(needs);
  }

  @Override
  public List<Finding> findings(Provider.ConsoleNeeds needs) {
    return settings.findings(needs);
  }

  @Override
  public Received receive(Webhook request, Instant receivedAt) {
    return new FacebookNotice(settings).receive(request, receivedAt);
  }

  @Override
  public String toString() {
    return "Facebook[" + settings.id + "]";
  }

  private Facebook with(Consumer<FacebookSettings> change) {
    return new Facebook(settings.with(change));
  }
}
