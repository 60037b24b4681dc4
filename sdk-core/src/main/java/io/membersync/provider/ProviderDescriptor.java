package io.membersync.provider;

import io.membersync.profile.Field;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A provider as data: its addresses, how the shop proves itself there, and where its fields are.
 * Immutable.
 *
 * <p>Addresses must be {@code https}; {@code http} is accepted for loopback only. Private and
 * otherwise internal addresses are refused when the provider is added to an engine.
 */
public final class ProviderDescriptor {
  private final Builder parts;

  private ProviderDescriptor(Builder parts) {
    this.parts = parts;
  }

  /** Starts a descriptor; authorization and token address and the subject are needed. */
  public static Builder builder(ProviderId id) {
    return new Builder(id);
  }

  public ProviderId id() {
    return parts.id;
  }

  /** The name of the provider in consent evidence and for its button, such as {@code KAKAO}. */
  public String brand() {
    return parts.brand;
  }

  public Optional<URI> authorization() {
    return Optional.ofNullable(parts.authorization);
  }

  public Optional<URI> token() {
    return Optional.ofNullable(parts.token);
  }

  public ClientAuth clientAuth() {
    return parts.clientAuth;
  }

  public Optional<URI> profile() {
    return Optional.ofNullable(parts.profile);
  }

  /** The issuer of ID tokens; empty for a provider without OpenID Connect. */
  public Optional<String> issuer() {
    return Optional.ofNullable(parts.issuer);
  }

  /** Other names under which the issuer signs ID tokens. Default: none. */
  public Set<String> issuerAliases() {
    return parts.issuerAliases;
  }

  /** The parameters of a callback that are profile data, beside the standard's. Default: none. */
  public Set<String> callbackParameters() {
    return parts.callbackParameters;
  }

  /** Where the keys of ID tokens are; empty for a provider without OpenID Connect. */
  public Optional<URI> keys() {
    return Optional.ofNullable(parts.keys);
  }

  /** Whose signed notices are taken. Default: the issuer's of ID tokens. */
  public Optional<String> noticeIssuer() {
    return Optional.ofNullable(parts.noticeIssuer).or(this::issuer);
  }

  /** Where the keys of signed notices are, where it is not {@link #keys} or the metadata's. */
  public Optional<URI> noticeKeys() {
    return Optional.ofNullable(parts.noticeKeys);
  }

  /** Signature algorithms accepted in ID tokens, by their JOSE names. Default: RS256 only. */
  public Set<String> idTokenAlgorithms() {
    return parts.idTokenAlgorithms;
  }

  /** Whether addresses come from the issuer's metadata document. */
  public boolean isDiscovered() {
    return parts.discovered;
  }

  /** Hosts outside the issuer's own domain that its metadata may name, in lower case. */
  public Set<String> allowedHosts() {
    return parts.allowedHosts;
  }

  public List<String> scopes() {
    return parts.scopes;
  }

  public String scopeSeparator() {
    return parts.scopeSeparator;
  }

  /** By the name that a token answer has for a scope, the name it is asked by. Default: none. */
  public Map<String, String> scopeAliases() {
    return parts.scopeAliases;
  }

  /** Whether the answer to a further question names what was granted earlier too. Default: no. */
  public boolean namesEarlierScopes() {
    return parts.earlierScopes;
  }

  /** Path of the visitor's id in the profile answer. */
  public String subject() {
    return parts.subject;
  }

  /** Whether PKCE is sent. Default: yes. */
  public boolean usesPkce() {
    return parts.pkce;
  }

  /** Whether the token request repeats the {@code state}. Default: no. */
  public boolean sendsStateWithCode() {
    return parts.stateWithCode;
  }

  /** Whether an ID token may leave the {@code nonce} out; another one is refused. Default: no. */
  public boolean isNonceOptional() {
    return parts.nonceOptional;
  }

  /** Whether a token answer may leave {@code token_type} out. Default: no. */
  public boolean isTokenTypeOptional() {
    return parts.tokenTypeOptional;
  }

  /**
   * The grant type, and parameter, by which a good access token is exchanged for one that lives longer,
   * for a provider without refresh tokens. Default: none.
   */
  public Optional<String> tokenExtension() {
    return Optional.ofNullable(parts.tokenExtension);
  }

  /**
   * How long a refresh token lives where the token answer does not say. Default: not known.
   */
  public Optional<Duration> refreshTokenLife() {
    return Optional.ofNullable(parts.refreshTokenLife);
  }

  /** How long ago the visitor may have signed in at the provider; empty: however long. */
  public Optional<Duration> maxAge() {
    return Optional.ofNullable(parts.maxAge);
  }

  /** The authentication context classes of which an ID token must name one; empty: any or none. */
  public List<String> acrValues() {
    return parts.acrValues;
  }

  public Set<Capability> capabilities() {
    return parts.capabilities;
  }

  /** The fields this provider can give, without those it reads by its own step. */
  public Set<Field<?>> fields() {
    Set<Field<?>> fields = new java.util.LinkedHashSet<>();
    parts.fieldRules.forEach(rule -> fields.add(rule.field()));
    return fields;
  }

  List<FieldRule> fieldRules() {
    return parts.fieldRules;
  }

  @Override
  public String toString() {
    return "ProviderDescriptor[" + parts.id + "]";
  }

  /** Builds a {@link ProviderDescriptor}. Not safe for several threads. */
  public static final class Builder {
    private final ProviderId id;
    private String brand;
    private @org.jspecify.annotations.Nullable URI authorization;
    private @org.jspecify.annotations.Nullable URI token;
    private ClientAuth clientAuth = ClientAuth.POST_BODY;
    private @org.jspecify.annotations.Nullable URI profile;
    private @org.jspecify.annotations.Nullable String issuer;
    private Set<String> issuerAliases = Set.of();
    private Set<String> callbackParameters = Set.of();
    private @org.jspecify.annotations.Nullable URI keys;
    private @org.jspecify.annotations.Nullable String noticeIssuer;
    private @org.jspecify.annotations.Nullable URI noticeKeys;
    private Set<String> idTokenAlgorithms = Set.of("RS256");
    private boolean discovered;
    private Set<String> allowedHosts = Set.of();
    private List<String> scopes = List.of();
    private String scopeSeparator = " ";
    private Map<String, String> scopeAliases = Map.of();
    private boolean earlierScopes;
    private String subject = "sub";
    private boolean pkce = true;
    private boolean tokenTypeOptional;
    private boolean stateWithCode;
    private @org.jspecify.annotations.Nullable String tokenExtension;
    private @org.jspecify.annotations.Nullable Duration refreshTokenLife;
    private boolean nonceOptional;
    private @org.jspecify.annotations.Nullable Duration maxAge;
    private List<String> acrValues = List.of();
    private Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    private List<FieldRule> fieldRules = new ArrayList<>();

    private Builder(ProviderId id) {
      this.id = id;
      this.brand = id.value().toUpperCase(java.util.Locale.ROOT).replace('-', '_');
    }

    private Builder(Builder other) {
      this.id = other.id;
      this.brand = other.brand;
      this.authorization = other.authorization;
      this.token = other.token;
      this.clientAuth = other.clientAuth;
      this.profile = other.profile;
      this.issuer = other.issuer;
      this.issuerAliases = other.issuerAliases;
      this.callbackParameters = other.callbackParameters;
      this.keys = other.keys;
      this.noticeIssuer = other.noticeIssuer;
      this.noticeKeys = other.noticeKeys;
      this.idTokenAlgorithms = other.idTokenAlgorithms;
      this.discovered = other.discovered;
      this.allowedHosts = other.allowedHosts;
      this.scopes = other.scopes;
      this.scopeSeparator = other.scopeSeparator;
      this.scopeAliases = other.scopeAliases;
      this.earlierScopes = other.earlierScopes;
      this.subject = other.subject;
      this.pkce = other.pkce;
      this.tokenTypeOptional = other.tokenTypeOptional;
      this.stateWithCode = other.stateWithCode;
      this.tokenExtension = other.tokenExtension;
      this.refreshTokenLife = other.refreshTokenLife;
      this.nonceOptional = other.nonceOptional;
      this.maxAge = other.maxAge;
      this.acrValues = other.acrValues;
      this.capabilities = Set.copyOf(other.capabilities);
      this.fieldRules = List.copyOf(other.fieldRules);
    }

    /** Default: the provider id in capitals. */
    public Builder brand(String name) {
      this.brand = name;
      return this;
    }

    public Builder authorization(String uri) {
      this.authorization = EndpointAddress.parse(id, "authorization", uri);
      return this;
    }

    public Builder token(String uri, ClientAuth auth) {
      this.token = EndpointAddress.parse(id, "token", uri);
      this.clientAuth = auth;
      return this;
    }

    /**
     * Sets how the shop proves itself where the token address comes from the issuer's metadata.
     * Default: {@link ClientAuth#POST_BODY}.
     */
    public Builder clientAuth(ClientAuth auth) {
      this.clientAuth = auth;
      return this;
    }

    public Builder profile(String uri) {
      this.profile = EndpointAddress.parse(id, "profile", uri);
      return this;
    }

    /**
     * Turns OpenID Connect on: every sign-in must bring an ID token of this issuer, signed by one
     * of these keys.
     */
    public Builder openIdConnect(String issuerName, String keysUri) {
      this.issuer = issuerName;
      this.keys = EndpointAddress.parse(id, "keys", keysUri);
      return with(Capability.OPENID_CONNECT);
    }

    /**
     * Takes this issuer's signed notices, signed by one of these keys, also where no ID token is wanted
     * ({@link Provider#signedToken}). Default: those of the ID tokens.
     */
    public Builder signedNotices(String issuerName, String keysUri) {
      this.noticeIssuer = issuerName;
      this.noticeKeys = EndpointAddress.parse(id, "notice keys", keysUri);
      return this;
    }

    /** Accepts ID tokens of the issuer under these names too. Callbacks name it by its own. */
    public Builder issuerAliases(String... names) {
      this.issuerAliases = Set.of(names);
      return this;
    }

    /**
     * Hands these parameters of a callback to {@link Provider#read}, such as Apple's {@code user}. They
     * come through the visitor's browser, unsigned: nothing in them is verified.
     */
    public Builder callbackParameters(String... names) {
      this.callbackParameters = Set.of(names);
      return this;
    }

    /** Takes all addresses from the metadata of this issuer, fetched when first needed. */
    public Builder discover(String issuerUri) {
      EndpointAddress.parse(id, "issuer", issuerUri);
      this.issuer = issuerUri;
      this.discovered = true;
      return with(Capability.OPENID_CONNECT);
    }

    /**
     * Lets the issuer's metadata name addresses on these hosts too. Default: only the issuer's own
     * host and those below it.
     */
    public Builder allowHosts(String... names) {
      this.allowedHosts = java.util.Arrays.stream(names)
          .map(name -> name.toLowerCase(java.util.Locale.ROOT))
          .collect(java.util.stream.Collectors.toUnmodifiableSet());
      return this;
    }

    /**
     * Accepts these signature algorithms in ID tokens. The key of {@code HS256} and its kin is the
     * client secret, and no token chooses between that and a published key: they stand alone.
     *
     * @throws IllegalArgumentException for {@code none}, an empty list, and both kinds of keys
     */
    public Builder idTokenAlgorithms(String... names) {
      Set<String> given = Set.of(names);
      if (given.isEmpty()
          || given.stream().anyMatch(name -> name.strip().equalsIgnoreCase("none"))) {
        throw new IllegalArgumentException(
            "provider " + id + ": ID token algorithms must be named, and none is not one of them");
      }
      long bySecret = given.stream().filter(name -> name.startsWith("HS")).count();
      if (bySecret > 0 && bySecret < given.size()) {
        throw new IllegalArgumentException("provider " + id
            + ": ID tokens signed with the client secret are not accepted beside those signed with"
            + " published keys; name algorithms of one kind");
      }
      this.idTokenAlgorithms = given;
      return this;
    }

    /** The scopes of every sign-in. Default: none, the provider's console decides. */
    public Builder scopes(String... names) {
      this.scopes = List.of(names);
      return this;
    }

    /** Default: a blank, as the standard has it. */
    public Builder scopeSeparator(String separator) {
      this.scopeSeparator = separator;
      return this;
    }

    /**
     * Reads these scopes of a token answer by another name, for a provider that spells a scope
     * otherwise than it is asked for.
     *
     * @param askedByNamed the name in {@link #scopes}, by the name in the answer
     */
    public Builder scopeAliases(Map<String, String> askedByNamed) {
      this.scopeAliases = Map.copyOf(askedByNamed);
      return this;
    }

    /**
     * Takes every scope that the answer to a further question names, for a provider that joins it with
     * what the visitor granted to the shop earlier. In the answer to an ordinary sign-in a scope that
     * was not asked for is ignored all the same.
     */
    public Builder namesEarlierScopes() {
      this.earlierScopes = true;
      return this;
    }

    /** Path of the visitor's id in the profile answer. Default: {@code sub}. */
    public Builder subject(String path) {
      this.subject = path;
      return this;
    }

    /** Leaves PKCE out, for a provider that refuses it. */
    public Builder withoutPkce() {
      this.pkce = false;
      return this;
    }

    /** Repeats the {@code state} in the token request, for a provider that wants it there. */
    public Builder sendsStateWithCode() {
      this.stateWithCode = true;
      return this;
    }

    /**
     * Accepts an ID token without {@code nonce}, for a provider that does not repeat it; but not where
     * the token's {@code nonce_supported} says that it does. Then PKCE and the state alone bind the code
     * to the browser.
     */
    public Builder nonceOptional() {
      this.nonceOptional = true;
      return this;
    }

    /** Accepts a token answer without {@code token_type}. */
    public Builder tokenTypeOptional() {
      this.tokenTypeOptional = true;
      return this;
    }

    /**
     * Exchanges kept access tokens for ones that live longer, by this grant type, with the token in a
     * parameter of the same name: for a provider without refresh tokens. It is done by the due work
     * after each sign-in, and again on the last day of a token that is used then.
     */
    public Builder extendsTokensBy(String grantType) {
      this.tokenExtension = grantType;
      return this;
    }

    /**
     * Says how long a refresh token lives, for a provider whose token answers do not: one that has run
     * out by itself is no sign of an ended link. Default: not known.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder refreshTokensLive(Duration life) {
      if (life.isNegative() || life.isZero()) {
        throw new IllegalArgumentException(
            "provider " + id + ": refresh tokens live for some time: " + life);
      }
      this.refreshTokenLife = life;
      return this;
    }

    /**
     * Has the provider ask for the visitor's password again when the last time is longer ago, and
     * refuses an ID token that does not say so ({@code auth_time}). Needs OpenID Connect. Default:
     * not asked.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxAge(Duration longest) {
      if (longest.isNegative()) {
        throw new IllegalArgumentException(
            "provider " + id + ": max age must not be negative: " + longest);
      }
      this.maxAge = longest;
      return this;
    }

    /**
     * Asks for one of these authentication context classes, and refuses an ID token that names none
     * of them ({@code acr}). Needs OpenID Connect. Default: not asked.
     */
    public Builder acrValues(String... classes) {
      this.acrValues = List.of(classes);
      return this;
    }

    public Builder with(Capability capability) {
      capabilities.add(capability);
      return this;
    }

    /** Reads a field from this path of the profile answer. */
    public Builder field(Field<?> field, String path, Trust trust) {
      fieldRules.add(new FieldRule(field, path, trust));
      return this;
    }

    /**
     * Makes the descriptor.
     *
     * @throws IllegalStateException if the authorization or token address is missing and no issuer
     *     is there to take them from
     */
    public ProviderDescriptor build() {
      if (!discovered && (authorization == null || token == null)) {
        throw new IllegalStateException("provider " + id
            + ": authorization and token address are needed; set both or discover()");
      }
      return new ProviderDescriptor(new Builder(this));
    }
  }
}
