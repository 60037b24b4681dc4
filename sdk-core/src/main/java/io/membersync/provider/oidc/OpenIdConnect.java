package io.membersync.provider.oidc;

import io.membersync.Finding;
import io.membersync.Secret;
import io.membersync.internal.SecretSource;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.AuthorizationAsk;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile;
import io.membersync.provider.Trust;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Any OpenID Connect provider, from its issuer. Addresses come from the issuer's metadata, which are
 * fetched when first needed; a sign-in must bring an ID token, and the issuer's user information is
 * read where the metadata name its address. Immutable: each {@code with…} gives another one.
 *
 * <p>Read are {@code name}, {@code nickname}, {@code email}, {@code phone_number}, {@code picture},
 * {@code gender} and {@code birthdate}; {@code address} is not, because it is not where parcels go.
 * Nothing is verified unless the shop says so by {@link #trusting}.
 *
 * <p>Source: <a href="https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims">OpenID
 * Connect Core, section 5.1</a>, read 2026-11-21.
 */
public final class OpenIdConnect implements Provider {
  private static final Map<Field<String>, String> VERIFIABLE =
      Map.of(Field.EMAIL, "email_verified", Field.PHONE, "phone_number_verified");

  /** What of a scope's claims is read (OpenID Connect Core, section 5.4). */
  private static final Map<String, Set<Field<?>>> OPENED = Map.of(
      "profile",
      Set.of(
          Field.NAME,
          Field.NICKNAME,
          Field.PICTURE,
          Field.GENDER,
          Field.BIRTH_YEAR,
          Field.BIRTHDAY),
      "email",
      Set.of(Field.EMAIL),
      "phone",
      Set.of(Field.PHONE),
      "address",
      Set.of());

  private final Settings settings;
  private final ProviderDescriptor descriptor;

  private OpenIdConnect(Settings settings) {
    this.settings = settings;
    this.descriptor = settings.descriptor();
  }

  /**
   * A confidential client.
   *
   * @param issuer to the letter as the provider names itself: https (http on loopback), without
   *     query and fragment
   * @throws IllegalArgumentException if the issuer is not such an address
   */
  public static OpenIdConnect of(ProviderId id, URI issuer, String clientId, Secret clientSecret) {
    return new OpenIdConnect(
        new Settings(id, issuer, ClientRegistration.of(clientId, clientSecret), ClientAuth.BASIC));
  }

  /**
   * A public client, protected by PKCE alone.
   *
   * @throws IllegalArgumentException if the issuer is not an address as {@link #of} wants it
   */
  public static OpenIdConnect withoutClientSecret(ProviderId id, URI issuer, String clientId) {
    ClientRegistration client =
        new ClientRegistration(clientId, Optional.empty(), Set.of(clientId));
    return new OpenIdConnect(new Settings(id, issuer, client, ClientAuth.NONE));
  }

  /** The provider's name in consent evidence and on its button. Default: the id in capitals. */
  public OpenIdConnect withBrand(String brand) {
    return with(settings -> settings.brand = Optional.of(brand));
  }

  /**
   * The scopes of every sign-in; {@code openid} is added. Default: {@code profile} and {@code
   * email}. A phone number mostly needs {@code phone}.
   */
  public OpenIdConnect withScopes(String... scopes) {
    return with(settings -> settings.scopes = List.of(scopes));
  }

  /**
   * How the shop proves itself at the token endpoint. Default: {@link ClientAuth#BASIC}, which is
   * the standard's own.
   *
   * @throws IllegalArgumentException for {@link ClientAuth#NONE} with a client secret, and for
   *     anything else without one
   */
  public OpenIdConnect withClientAuth(ClientAuth auth) {
    boolean secret = settings.client.secret().isPresent();
    if (secret == (auth == ClientAuth.NONE)) {
      throw new IllegalArgumentException("provider " + settings.id + ": " + auth
          + (secret ? " sends no client secret, and there is one" : " needs a client secret"));
    }
    return with(settings -> settings.auth = auth);
  }

  /**
   * Takes the client secret from here at each sign-in and each refreshing of tokens, so that a new one
   * needs no restart: give it from the moment on at which the issuer takes it, and none fails as long
   * as the issuer takes the old one too.
   *
   * @param source called on many threads, and once here; answers at once, from memory. When it fails
   *     later, the last secret goes on
   * @throws IllegalArgumentException if it fails here, and for a client without a secret
   */
  public OpenIdConnect withClientSecretFrom(Supplier<Secret> source) {
    if (settings.client.secret().isEmpty()) {
      throw new IllegalArgumentException(
          "provider " + settings.id + ": a public client has no secret to take from a source");
    }
    SecretSource secret = new SecretSource("the client secret of provider " + settings.id, source);
    return with(settings -> settings.secretSource = Optional.of(secret));
  }

  /**
   * Signature algorithms of its ID tokens, such as {@code ES256}. Default: RS256 only.
   *
   * @throws IllegalArgumentException for {@code none}, an empty list, and {@code HS256} or its kin,
   *     whose key is the client secret, beside any other
   */
  public OpenIdConnect withIdTokenAlgorithms(String... names) {
    return with(settings -> settings.algorithms = List.of(names));
  }

  /**
   * Believes this issuer when it says that a value is verified. Believe only one that checks: an
   * e-mail that anybody can claim there is a key to the member who owns it here. A value counts as
   * verified when the same answer that carries it says so. Default: nothing is believed.
   *
   * @param fields of {@link Field#EMAIL} and {@link Field#PHONE}; the standard has a flag for no
   *     other
   * @throws IllegalArgumentException for any other field
   */
  public OpenIdConnect trusting(Field<?>... fields) {
    Set<Field<?>> trusted = new HashSet<>();
    for (Field<?> field : fields) {
      if (!VERIFIABLE.containsKey(field)) {
        throw new IllegalArgumentException("provider " + settings.id + ": no claim says that "
            + field.name() + " is verified; only email and phone can be trusted");
      }
      trusted.add(field);
    }
    return with(settings -> settings.trusted = Set.copyOf(trusted));
  }

  /**
   * Lets the issuer's metadata name addresses on these hosts too, such as {@code
   * oauth2.googleapis.com} for {@code https://accounts.google.com}. Default: only the issuer's own host and
   * those below it.
   */
  public OpenIdConnect allowingHosts(String... names) {
    return with(settings -> settings.allowedHosts = List.of(names));
  }

  /**
   * Has the provider ask for the visitor's password again when the last time is longer ago, and
   * refuses a sign-in that does not show it. Default: not asked.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public OpenIdConnect withMaxAge(Duration longest) {
    return with(settings -> settings.maxAge = Optional.of(longest));
  }

  /**
   * Asks for one of these authentication context classes, and refuses a sign-in that names none of
   * them. Default: not asked.
   */
  public OpenIdConnect withAcrValues(String... classes) {
    return with(settings -> settings.acrValues = List.of(classes));
  }

  /** Leaves PKCE out, for a provider that refuses it. Default: PKCE is sent. */
  public OpenIdConnect withoutPkce() {
    return with(settings -> settings.pkce = false);
  }

  /**
   * Has the callback sent by form POST, so that the code stands in no address. Default: by a
   * redirect with a query.
   */
  public OpenIdConnect answeringByFormPost() {
    return with(settings -> settings.formPost = true);
  }

  @Override
  public ProviderDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public ClientRegistration client() {
    return settings
        .secretSource
        .map(source -> settings.client.withSecret(source.get()))
        .orElse(settings.client);
  }

  @Override
  public Map<String, String> authorizationParameters(AuthorizationAsk ask) {
    List<String> scopes =
        Settings.withOpenId(ask.scopes().isEmpty() ? settings.scopes : ask.scopes());
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("scope", String.join(" ", scopes));
    if (settings.formPost) {
      parameters.put("response_mode", "form_post");
    }
    if (ask.silent()) {
      parameters.put("prompt", "none");
    }
    ask.language().map(Locale::toLanguageTag).ifPresent(tag -> parameters.put("ui_locales", tag));
    ask.loginHint().ifPresent(hint -> parameters.put("login_hint", hint));
    return parameters;
  }

  @Override
  public ProviderProfile read(Provider.Answers answers) throws ProfileException {
    ProviderProfile read = Provider.super.read(answers);
    return new ProviderProfile(
        read.subject(),
        Birthdate.addTo(read.profile(), settings.id, answers),
        read.terms(),
        read.termsKnown());
  }

  /** Of a scope that is the issuer's own nothing is known. */
  @Override
  public List<Finding> findings(Provider.ConsoleNeeds needs) {
    List<Finding> findings = new ArrayList<>();
    for (String scope : settings.scopes) {
      Optional.ofNullable(OPENED.get(scope))
          .flatMap(opens -> needs.unusedScope(
              "membersync.providers." + settings.id + ".scopes",
              scope,
              opens,
              "name the other scopes alone in OpenIdConnect.withScopes(…)"))
          .ifPresent(findings::add);
    }
    return findings;
  }

  @Override
  public String toString() {
    return "OpenIdConnect[" + settings.id + "]";
  }

  private OpenIdConnect with(Consumer<Settings> change) {
    Settings copy = new Settings(settings);
    change.accept(copy);
    return new OpenIdConnect(copy);
  }

  /** The shop's choices. Changed only while they are being made. */
  private static final class Settings {
    final ProviderId id;
    final URI issuer;
    final ClientRegistration client;
    ClientAuth auth;
    Optional<SecretSource> secretSource = Optional.empty();
    Optional<String> brand = Optional.empty();
    List<String> scopes = List.of("profile", "email");
    List<String> algorithms = List.of("RS256");
    Set<Field<?>> trusted = Set.of();
    List<String> allowedHosts = List.of();
    Optional<Duration> maxAge = Optional.empty();
    List<String> acrValues = List.of();
    boolean pkce = true;
    boolean formPost;

    Settings(ProviderId id, URI issuer, ClientRegistration client, ClientAuth auth) {
      if (issuer.getRawQuery() != null) {
        throw new IllegalArgumentException(
            "provider " + id + ": the issuer address is refused: it has a query");
      }
      this.id = id;
      this.issuer = issuer;
      this.client = client;
      this.auth = auth;
    }

    Settings(Settings other) {
      this(other.id, other.issuer, other.client, other.auth);
      this.secretSource = other.secretSource;
      this.brand = other.brand;
      this.scopes = other.scopes;
      this.algorithms = other.algorithms;
      this.trusted = other.trusted;
      this.allowedHosts = other.allowedHosts;
      this.maxAge = other.maxAge;
      this.acrValues = other.acrValues;
      this.pkce = other.pkce;
      this.formPost = other.formPost;
    }

    ProviderDescriptor descriptor() {
      ProviderDescriptor.Builder standard = ProviderDescriptor.builder(id)
          .discover(issuer.toString())
          .clientAuth(auth)
          .idTokenAlgorithms(algorithms.toArray(String[]::new))
          .allowHosts(allowedHosts.toArray(String[]::new))
          .acrValues(acrValues.toArray(String[]::new))
          .scopes(withOpenId(scopes).toArray(String[]::new))
          .field(Field.NAME, "name", Trust.UNPROVEN)
          .field(Field.NICKNAME, "nickname", Trust.UNPROVEN)
          .field(Field.EMAIL, "email", trust(Field.EMAIL))
          .field(Field.PHONE, "phone_number", trust(Field.PHONE))
          .field(Field.PICTURE, "picture", Trust.UNPROVEN)
          .field(Field.GENDER, "gender", Trust.UNPROVEN)
          .field(Field.BIRTH_YEAR, Birthdate.CLAIM, Trust.UNPROVEN)
          .field(Field.BIRTHDAY, Birthdate.CLAIM, Trust.UNPROVEN)
          .with(Capability.ADDITIONAL_SCOPES);
      brand.ifPresent(standard::brand);
      maxAge.ifPresent(standard::maxAge);
      if (formPost) {
        standard.with(Capability.FORM_POST);
      }
      if (!pkce) {
        standard.withoutPkce();
      }
      return standard.build();
    }

    private Trust trust(Field<String> field) {
      String flag = VERIFIABLE.getOrDefault(field, "");
      return trusted.contains(field) ? Trust.provenWhen(flag) : Trust.UNPROVEN;
    }

    static List<String> withOpenId(List<String> scopes) {
      if (scopes.contains("openid")) {
        return scopes;
      }
      List<String> all = new ArrayList<>();
      all.add("openid");
      all.addAll(scopes);
      return all;
    }
  }
}
