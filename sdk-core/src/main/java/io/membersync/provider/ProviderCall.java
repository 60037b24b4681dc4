package io.membersync.provider;

import io.membersync.Secret;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One call to a provider's API, as data: the road sends it, with its deadline, byte limit and
 * address guard. Immutable.
 */
public final class ProviderCall {
  private final String name;
  private final boolean post;
  private final URI uri;
  private Map<String, String> parameters = Map.of();
  private Optional<String> authorizationScheme = Optional.empty();
  private Optional<Secret> credential = Optional.empty();
  private Optional<String> tokenParameter = Optional.empty();
  private Optional<String> requiredScope = Optional.empty();
  private boolean essential = true;

  private ProviderCall(String name, boolean post, URI uri) {
    this.name = name;
    this.post = post;
    this.uri = uri;
  }

  /** A GET with the visitor's access token as bearer token, without which there is no sign-in. */
  public static ProviderCall get(String name, URI uri) {
    return new ProviderCall(name, false, uri);
  }

  /** A form POST with the visitor's access token as bearer token. */
  public static ProviderCall post(String name, URI uri) {
    return new ProviderCall(name, true, uri);
  }

  private ProviderCall with(Consumer<ProviderCall> change) {
    ProviderCall copy = new ProviderCall(name, post, uri);
    copy.parameters = parameters;
    copy.authorizationScheme = authorizationScheme;
    copy.credential = credential;
    copy.tokenParameter = tokenParameter;
    copy.requiredScope = requiredScope;
    copy.essential = essential;
    change.accept(copy);
    return copy;
  }

  /** Adds a query parameter (GET) or form field (POST). */
  public ProviderCall with(String parameter, String value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    more.put(parameter, value);
    return with(call -> call.parameters = more);
  }

  /** Sends {@code Authorization: scheme credential} instead of the visitor's access token. */
  public ProviderCall authorizedBy(String scheme, Secret secret) {
    return with(call -> {
      call.authorizationScheme = Optional.of(scheme);
      call.credential = Optional.of(secret);
    });
  }

  /** Sends the visitor's access token as this parameter and in no header, as revocation wants it. */
  public ProviderCall withAccessTokenAs(String parameter) {
    return with(call -> call.tokenParameter = Optional.of(parameter));
  }

  /** Leaves the call out when the token answer did not grant this scope. */
  public ProviderCall onlyWithScope(String scope) {
    return with(call -> call.requiredScope = Optional.of(scope));
  }

  /** Lets the sign-in go on without this call's answer when it fails. */
  public ProviderCall notEssential() {
    return with(call -> call.essential = false);
  }

  public String name() {
    return name;
  }

  public boolean isPost() {
    return post;
  }

  public URI uri() {
    return uri;
  }

  /** In the order they were added. */
  public Map<String, String> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /** Empty: the visitor's access token as bearer token. */
  public Optional<String> authorizationScheme() {
    return authorizationScheme;
  }

  public Optional<Secret> credential() {
    return credential;
  }

  /** The parameter that carries the visitor's access token; empty: the header does. */
  public Optional<String> tokenParameter() {
    return tokenParameter;
  }

  public Optional<String> requiredScope() {
    return requiredScope;
  }

  public boolean isEssential() {
    return essential;
  }

  @Override
  public String toString() {
    return "ProviderCall[" + name + "]";
  }
}
