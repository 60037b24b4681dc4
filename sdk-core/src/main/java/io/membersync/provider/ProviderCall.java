package io.membersync.provider;

import io.membersync.Secret;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One call to a provider's API, as data: the road sends it, with its deadline, byte limit and
 * address guard. Immutable.
 */
public final class ProviderCall {
  private final String name;
  private final Method method;
  private final URI uri;
  private Map<String, String> parameters = Map.of();
  private Optional<String> authorizationScheme = Optional.empty();
  private Optional<Secret> credential = Optional.empty();
  private Optional<String> tokenParameter = Optional.empty();
  private Map<String, UnaryOperator<Secret>> proofs = Map.of();
  private Optional<String> requiredScope = Optional.empty();
  private Optional<URI> clientTokenAddress = Optional.empty();
  private boolean clientCredentials;
  private boolean json;
  private Optional<String> list = Optional.empty();
  private boolean essential = true;

  private enum Method {
    GET,
    POST,
    DELETE
  }

  private ProviderCall(String name, Method method, URI uri) {
    this.name = name;
    this.method = method;
    this.uri = uri;
  }

  /** A GET with the visitor's access token as bearer token, without which there is no sign-in. */
  public static ProviderCall get(String name, URI uri) {
    return new ProviderCall(name, Method.GET, uri);
  }

  /** A form POST with the visitor's access token as bearer token. */
  public static ProviderCall post(String name, URI uri) {
    return new ProviderCall(name, Method.POST, uri);
  }

  /** A DELETE with the visitor's access token as bearer token. */
  public static ProviderCall delete(String name, URI uri) {
    return new ProviderCall(name, Method.DELETE, uri);
  }

  private ProviderCall with(Consumer<ProviderCall> change) {
    ProviderCall copy = new ProviderCall(name, method, uri);
    copy.parameters = parameters;
    copy.authorizationScheme = authorizationScheme;
    copy.credential = credential;
    copy.tokenParameter = tokenParameter;
    copy.proofs = proofs;
    copy.requiredScope = requiredScope;
    copy.clientTokenAddress = clientTokenAddress;
    copy.clientCredentials = clientCredentials;
    copy.json = json;
    copy.list = list;
    copy.essential = essential;
    change.accept(copy);
    return copy;
  }

  /** Adds a query parameter, or a form field where it is a POST. */
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

  /**
   * Sends a token of the shop's own client as bearer token, which MemberSync asks for just before, at
   * this address, by the client id and secret of the registration ({@code
   * grant_type=client_credentials}, RFC 6749, 4.4). The visitor's access token can go along by {@link
   * #withAccessTokenAs}. For what is called after a sign-in, such as {@link Provider#unlink}.
   */
  public ProviderCall authorizedByClientToken(URI tokenAddress) {
    return with(call -> call.clientTokenAddress = Optional.of(tokenAddress));
  }

  /**
   * Adds {@code client_id} and {@code client_secret} of the client that the visitor's tokens were issued
   * to, as revocation wants it. For what is called after a sign-in.
   */
  public ProviderCall withClientCredentials() {
    return with(call -> call.clientCredentials = true);
  }

  /** Sends the parameters of a POST as texts in a JSON object. Default: as a form. */
  public ProviderCall asJson() {
    return with(call -> call.json = true);
  }

  /** Sends the visitor's access token as this parameter and in no header, as revocation wants it. */
  public ProviderCall withAccessTokenAs(String parameter) {
    return with(call -> call.tokenParameter = Optional.of(parameter));
  }

  /**
   * Adds a parameter that is made of the visitor's access token for each call, such as a keyed hash by
   * which the shop proves that it is the shop.
   *
   * @param proof makes the value of the token; called on any thread, and waits for nothing
   */
  public ProviderCall withProof(String parameter, UnaryOperator<Secret> proof) {
    Map<String, UnaryOperator<Secret>> more = new LinkedHashMap<>(proofs);
    more.put(parameter, proof);
    return with(call -> call.proofs = more);
  }

  /** Takes an answer that is a bare array too, as an object that has it under this name. */
  public ProviderCall takingListAs(String member) {
    return with(call -> call.list = Optional.of(member));
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
    return method == Method.POST;
  }

  public boolean isDelete() {
    return method == Method.DELETE;
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

  /** Whether it can be made for a visitor only of whom there is a token. */
  public boolean needsVisitorToken() {
    return tokenParameter.isPresent() || (credential.isEmpty() && clientTokenAddress.isEmpty());
  }

  public Optional<Secret> credential() {
    return credential;
  }

  /** Where a token of the shop's own client is asked for; empty: the call needs none. */
  public Optional<URI> clientTokenAddress() {
    return clientTokenAddress;
  }

  public boolean carriesClientCredentials() {
    return clientCredentials;
  }

  public boolean isJson() {
    return json;
  }

  /** The parameter that carries the visitor's access token; empty: the header does. */
  public Optional<String> tokenParameter() {
    return tokenParameter;
  }

  /** By parameter, what makes its value of the visitor's access token. */
  public Map<String, UnaryOperator<Secret>> proofs() {
    return Collections.unmodifiableMap(proofs);
  }

  /** The member that an answer which is a bare array is read as; empty where none is taken. */
  public Optional<String> list() {
    return list;
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
