package io.membersync.provider;

import io.membersync.Secret;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One call to a provider's API, as data: the road sends it, with its deadline, byte limit and
 * address guard. Immutable.
 */
public final class ProviderCall {
  private final String name;
  private final boolean post;
  private final URI uri;
  private final Map<String, String> parameters;
  private final Optional<String> authorizationScheme;
  private final Optional<Secret> credential;
  private final Optional<String> requiredScope;
  private final boolean essential;

  private ProviderCall(
      String name,
      boolean post,
      URI uri,
      Map<String, String> parameters,
      Optional<String> authorizationScheme,
      Optional<Secret> credential,
      Optional<String> requiredScope,
      boolean essential) {
    this.name = name;
    this.post = post;
    this.uri = uri;
    this.parameters = parameters;
    this.authorizationScheme = authorizationScheme;
    this.credential = credential;
    this.requiredScope = requiredScope;
    this.essential = essential;
  }

  /** A GET with the visitor's access token as bearer token, without which there is no sign-in. */
  public static ProviderCall get(String name, URI uri) {
    return call(name, false, uri);
  }

  /** A form POST with the visitor's access token as bearer token. */
  public static ProviderCall post(String name, URI uri) {
    return call(name, true, uri);
  }

  private static ProviderCall call(String name, boolean post, URI uri) {
    return new ProviderCall(
        name, post, uri, Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), true);
  }

  /** Adds a query parameter (GET) or form field (POST). */
  public ProviderCall with(String parameter, String value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    more.put(parameter, value);
    return new ProviderCall(
        name, post, uri, more, authorizationScheme, credential, requiredScope, essential);
  }

  /** Sends {@code Authorization: scheme credential} instead of the visitor's access token. */
  public ProviderCall authorizedBy(String scheme, Secret secret) {
    return new ProviderCall(
        name,
        post,
        uri,
        parameters,
        Optional.of(scheme),
        Optional.of(secret),
        requiredScope,
        essential);
  }

  /** Leaves the call out when the token answer did not grant this scope. */
  public ProviderCall onlyWithScope(String scope) {
    return new ProviderCall(
        name,
        post,
        uri,
        parameters,
        authorizationScheme,
        credential,
        Optional.of(scope),
        essential);
  }

  /** Lets the sign-in go on without this call's answer when it fails. */
  public ProviderCall notEssential() {
    return new ProviderCall(
        name, post, uri, parameters, authorizationScheme, credential, requiredScope, false);
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
