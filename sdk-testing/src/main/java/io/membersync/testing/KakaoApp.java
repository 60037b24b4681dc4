package io.membersync.testing;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The shop's app as it is set up in Kakao's console: keys, consent items, service terms, channels,
 * switches. Immutable; prints no key. A running {@link FakeKakao} takes a changed one by {@link
 * FakeKakao#reconfigure}.
 */
public final class KakaoApp {
  private final Builder from;

  private KakaoApp(Builder from) {
    this.from = from;
  }

  /**
   * Starts an app that has nothing but an id: no key, no consent item, no term.
   *
   * @param appId what token information and the unlink webhook call {@code app_id}
   */
  public static Builder withId(long appId) {
    return new Builder(appId);
  }

  /**
   * An app with everything a shop can have: app id 700123, one REST API key with a secret, OpenID
   * Connect on, every public consent item (the nickname required), three terms, two channels. It
   * still lacks the shop's redirect URI. The terms' tags have dates in them, as many shops' have: {@link
   * io.membersync.consent.Notices#askedBy} says which notice each answers.
   */
  public static KakaoApp sample() {
    return withId(700123)
        .adminKey("11112222333344445555666677778888")
        .key("0a1b2c3d4e5f60718293a4b5c6d7e8f9", "sample-client-secret")
        .openIdConnect(true)
        .items(
            KakaoConsentItem.required("profile_nickname"),
            KakaoConsentItem.optional("profile_image"),
            KakaoConsentItem.optional("account_email"),
            KakaoConsentItem.optional("name"),
            KakaoConsentItem.optional("gender"),
            KakaoConsentItem.optional("age_range"),
            KakaoConsentItem.optional("birthday"),
            KakaoConsentItem.optional("birthyear"),
            KakaoConsentItem.optional("phone_number"),
            KakaoConsentItem.optional("account_ci"),
            KakaoConsentItem.optional("shipping_address"),
            KakaoConsentItem.optional("plusfriends"),
            KakaoConsentItem.inUse("talk_message"))
        .terms(
            KakaoServiceTerm.required("tos_20260101", "이용약관 Terms of service"),
            KakaoServiceTerm.optional("marketing_20260401", "광고성 정보 수신 Advertising"),
            KakaoServiceTerm.optional("night_push_20260401", "야간 광고 수신 Advertising at night"))
        .channels(
            new KakaoChannel("@sampleshop", "_AbCdEf"), new KakaoChannel("@samplecs", "_GhIjKl"))
        .build();
  }

  /** This app again, to be changed. */
  public Builder toBuilder() {
    return new Builder(from);
  }

  public long appId() {
    return from.appId;
  }

  /** The key that the unlink webhook carries and that {@code KakaoAK} calls need. */
  public String adminKey() {
    return from.adminKey;
  }

  /** REST API keys, the first one given first. */
  public List<String> clientIds() {
    return List.copyOf(from.keys.keySet());
  }

  /** The secret of a key; empty when it needs none or there is no such key. */
  public Optional<String> findClientSecret(String clientId) {
    Key key = from.keys.get(clientId);
    return key == null || key.secret.isEmpty() ? Optional.empty() : Optional.of(key.secret);
  }

  boolean takesSecret(String clientId, String given) {
    Key key = from.keys.get(clientId);
    return key != null
        && (key.secret.isEmpty()
            || key.secret.equals(given)
            || key.formerSecret.filter(given::equals).isPresent());
  }

  public boolean isOpenIdConnect() {
    return from.openIdConnect;
  }

  public boolean isSimpleSignUp() {
    return from.simpleSignUp;
  }

  public boolean isAutoLink() {
    return from.autoLink;
  }

  public List<KakaoConsentItem> items() {
    return from.items;
  }

  public List<KakaoServiceTerm> terms() {
    return from.terms;
  }

  public List<KakaoChannel> channels() {
    return from.channels;
  }

  boolean isLoginOn() {
    return from.loginOn;
  }

  boolean hasKey(String clientId) {
    return from.keys.containsKey(clientId);
  }

  boolean allowsRedirect(String clientId, String redirectUri) {
    Key key = from.keys.get(clientId);
    return key != null && key.redirectUris.contains(redirectUri);
  }

  boolean allowsLogoutRedirect(String redirectUri) {
    return from.logoutRedirectUris.contains(redirectUri);
  }

  boolean definesProperty(String name) {
    return from.userProperties.contains(name);
  }

  Optional<KakaoConsentItem> findItem(String id) {
    return from.items.stream().filter(item -> item.id().equals(id)).findFirst();
  }

  boolean hasItem(String id) {
    return findItem(id).isPresent();
  }

  List<String> itemIds(Predicate<KakaoConsentItem> which) {
    return from.items.stream().filter(which).map(KakaoConsentItem::id).toList();
  }

  Optional<KakaoServiceTerm> findTerm(String tag) {
    return from.terms.stream().filter(term -> term.tag().equals(tag)).findFirst();
  }

  @Override
  public String toString() {
    return "KakaoApp[" + from.appId + "]";
  }

  private record Key(String secret, Optional<String> formerSecret, List<String> redirectUris) {}

  /** The console's pages. Not safe for several threads. */
  public static final class Builder {
    private final long appId;
    private final Map<String, Key> keys;
    private String adminKey = "fake-admin-key";
    private List<String> logoutRedirectUris = List.of();
    private boolean loginOn = true;
    private boolean openIdConnect;
    private boolean simpleSignUp = true;
    private boolean autoLink = true;
    private List<KakaoConsentItem> items = List.of();
    private List<KakaoServiceTerm> terms = List.of();
    private List<KakaoChannel> channels = List.of();
    private Set<String> userProperties = Set.of();

    private Builder(long appId) {
      if (appId <= 0) {
        throw new IllegalArgumentException("an app id is positive: " + appId);
      }
      this.appId = appId;
      this.keys = new LinkedHashMap<>();
    }

    private Builder(Builder other) {
      appId = other.appId;
      keys = new LinkedHashMap<>(other.keys);
      adminKey = other.adminKey;
      logoutRedirectUris = other.logoutRedirectUris;
      loginOn = other.loginOn;
      openIdConnect = other.openIdConnect;
      simpleSignUp = other.simpleSignUp;
      autoLink = other.autoLink;
      items = other.items;
      terms = other.terms;
      channels = other.channels;
      userProperties = other.userProperties;
    }

    /** The primary admin key. Default: {@code fake-admin-key}. */
    public Builder adminKey(String value) {
      if (value.isBlank()) {
        throw new IllegalArgumentException("the admin key is blank");
      }
      adminKey = value;
      return this;
    }

    /**
     * Adds a REST API key, or changes its secret. Since December 2025 an app may have five.
     *
     * @param clientSecret empty: the key's client secret is switched off
     */
    public Builder key(String clientId, String clientSecret) {
      if (clientId.isBlank()) {
        throw new IllegalArgumentException("the client id is blank");
      }
      Key before = keys.get(clientId);
      keys.put(
          clientId,
          new Key(
              clientSecret, Optional.empty(), before == null ? List.of() : before.redirectUris));
      return this;
    }

    /**
     * Gives a key another secret and takes the one before as well, until {@link #key} is called. Kakao
     * keeps one secret only; other issuers take both for a while.
     *
     * @throws IllegalArgumentException if there is no such key
     */
    public Builder nextSecret(String clientId, String clientSecret) {
      Key before = keys.get(clientId);
      if (before == null) {
        throw new IllegalArgumentException("the app has no such key");
      }
      keys.put(clientId, new Key(clientSecret, Optional.of(before.secret), before.redirectUris));
      return this;
    }

    /** Removes a REST API key. */
    public Builder withoutKey(String clientId) {
      keys.remove(clientId);
      return this;
    }

    /**
     * Registers a redirect URI under every key there is by now.
     *
     * @throws IllegalArgumentException if it is not absolute, or has a query or a fragment, which
     *     Kakao does not register
     */
    public Builder redirectUri(URI uri) {
      keys.keySet().forEach(clientId -> redirectUri(clientId, uri));
      return this;
    }

    /** Registers a redirect URI under one key. */
    public Builder redirectUri(String clientId, URI uri) {
      Key key = keys.get(clientId);
      if (key == null) {
        throw new IllegalArgumentException("this app has no such key; add it first");
      }
      if (!uri.isAbsolute() || uri.getRawQuery() != null || uri.getRawFragment() != null) {
        throw new IllegalArgumentException(
            "a redirect URI is absolute, without query and fragment; use state instead");
      }
      List<String> more = new ArrayList<>(key.redirectUris);
      if (!more.contains(uri.toString())) {
        more.add(uri.toString());
      }
      keys.put(clientId, new Key(key.secret, key.formerSecret, List.copyOf(more)));
      return this;
    }

    /** Registers an address to return to after {@code /oauth/logout}. */
    public Builder logoutRedirectUri(URI uri) {
      List<String> more = new ArrayList<>(logoutRedirectUris);
      more.add(uri.toString());
      logoutRedirectUris = List.copyOf(more);
      return this;
    }

    /** Switches Kakao Login on or off. Default: on. */
    public Builder loginOn(boolean on) {
      loginOn = on;
      return this;
    }

    /** Switches OpenID Connect on or off. Default: off. */
    public Builder openIdConnect(boolean on) {
      openIdConnect = on;
      return this;
    }

    /** Kakao Sync's simple sign-up: service terms, channels, {@code synched_at}. Default: on. */
    public Builder simpleSignUp(boolean on) {
      simpleSignUp = on;
      return this;
    }

    /** Off: a new person waits until {@code /v1/user/signup} is called. Default: on. */
    public Builder autoLink(boolean on) {
      autoLink = on;
      return this;
    }

    /** Replaces the consent items. Their order is that of the {@code scope} in token answers. */
    public Builder items(KakaoConsentItem... values) {
      items = List.of(values);
      return this;
    }

    /** Adds a consent item, or replaces the one with that id in its place. */
    public Builder item(KakaoConsentItem value) {
      List<KakaoConsentItem> changed = new ArrayList<>(items);
      changed.replaceAll(item -> item.id().equals(value.id()) ? value : item);
      if (!changed.contains(value)) {
        changed.add(value);
      }
      items = List.copyOf(changed);
      return this;
    }

    /** Takes a consent item out of the app; earlier consents to it stay listed. */
    public Builder withoutItem(String id) {
      items = items.stream().filter(item -> !item.id().equals(id)).toList();
      return this;
    }

    /** Replaces the service terms. */
    public Builder terms(KakaoServiceTerm... values) {
      terms = List.of(values);
      return this;
    }

    /** Adds a service term. */
    public Builder term(KakaoServiceTerm value) {
      List<KakaoServiceTerm> more = new ArrayList<>(terms);
      more.removeIf(term -> term.tag().equals(value.tag()));
      more.add(value);
      terms = List.copyOf(more);
      return this;
    }

    /** Replaces the linked channels. */
    public Builder channels(KakaoChannel... values) {
      channels = List.of(values);
      return this;
    }

    /** User properties that {@code /v1/user/update_profile} may set. Default: none. */
    public Builder userProperties(String... names) {
      userProperties = Set.of(names);
      return this;
    }

    public KakaoApp build() {
      return new KakaoApp(new Builder(this));
    }
  }
}
