package io.membersync.provider;

import io.membersync.lifecycle.Received;
import io.membersync.lifecycle.Webhook;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A provider of identities: its data, and the steps in which it differs from the standard. It makes
 * no call itself: it says which calls are wanted and reads their answers, so one road sends them
 * all, with the same deadlines, limits and checks.
 *
 * <p>Most providers are a {@link ProviderDescriptor} and nothing else: {@link #of}. Implementations
 * are immutable and safe for many threads.
 */
public interface Provider {

  /** A provider that follows the standard in every step. */
  static Provider of(ProviderDescriptor descriptor, ClientRegistration client) {
    return new Provider() {
      @Override
      public ProviderDescriptor descriptor() {
        return descriptor;
      }

      @Override
      public ClientRegistration client() {
        return client;
      }

      @Override
      public String toString() {
        return "Provider[" + descriptor.id() + "]";
      }
    };
  }

  ProviderDescriptor descriptor();

  ClientRegistration client();

  /**
   * Parameters of the authorization request beyond the standard's {@code client_id}, {@code
   * redirect_uri}, {@code response_type}, {@code state}, {@code nonce} and the code challenge.
   * Default: {@code scope}, joined by the descriptor's separator, and {@code prompt=none} when
   * silent.
   */
  default Map<String, String> authorizationParameters(AuthorizationAsk ask) {
    Map<String, String> parameters = new LinkedHashMap<>();
    List<String> scopes = ask.scopes().isEmpty() ? descriptor().scopes() : ask.scopes();
    if (!scopes.isEmpty()) {
      parameters.put("scope", String.join(descriptor().scopeSeparator(), scopes));
    }
    if (ask.silent()) {
      parameters.put("prompt", "none");
    }
    ask.loginHint().ifPresent(hint -> parameters.put("login_hint", hint));
    return parameters;
  }

  /**
   * The calls that follow the token answer; they are sent at once and in parallel. Default: the
   * descriptor's profile, if it has one.
   */
  default List<ProviderCall> calls(Grant grant) {
    return descriptor()
        .profile()
        .map(uri -> List.of(ProviderCall.get("profile", uri)))
        .orElse(List.of());
  }

  /**
   * Tells a failure from a success, by the body before the HTTP status. It is asked before anything
   * is read from the answer. Default: the standard's {@code error} member, then the status.
   *
   * @return empty when the answer is a success
   */
  default Optional<ProviderError> classify(ProviderAnswer answer) {
    return StandardErrors.classify(answer);
  }

  /**
   * Reads the error of a callback, where there is one. Default: the standard's codes.
   *
   * @param error the callback's {@code error}
   */
  default CallbackError classifyCallback(String error) {
    return StandardErrors.classifyCallback(error);
  }

  /**
   * Turns the answers into typed fields. Default: the descriptor's fields from the {@code profile}
   * answer, or from the ID token where there is no profile call.
   *
   * @throws ProfileException if a part without which nobody is identified is missing or malformed
   */
  default ProviderProfile read(ProviderAnswers answers) throws ProfileException {
    return DescriptorReader.read(descriptor(), answers);
  }

  /** The call that ends the link at the provider; empty where the provider has none. */
  default Optional<ProviderCall> unlink(String subject) {
    return Optional.empty();
  }

  /** The call that ends the provider's tokens of this visitor; empty where the provider has none. */
  default Optional<ProviderCall> logout(String subject) {
    return Optional.empty();
  }

  /**
   * The call that takes back the visitor's agreement to terms which the provider asked; its answer
   * is read by {@link #readTerms}. Empty where the provider asks no terms.
   *
   * @param tags of the terms, at least one
   */
  default Optional<ProviderCall> revokeTerms(String subject, List<String> tags) {
    return Optional.empty();
  }

  /**
   * The call that tells the provider of terms agreed on the shop's own page, so that its page does
   * not ask them again; its answer is read by {@link #readTerms}. Empty where the provider asks no
   * terms.
   *
   * @param tags of the terms, at least one
   */
  default Optional<ProviderCall> reportTerms(String subject, List<String> tags) {
    return Optional.empty();
  }

  /**
   * What an answer says of the visitor's terms. A term that was asked for and is not in it has not
   * changed.
   */
  default List<ServiceTerm> readTerms(JsonDocument answer) {
    return List.of();
  }

  /**
   * The call that takes back the visitor's agreement to give these scopes. Empty where the provider
   * cannot do that.
   *
   * @param scopes by the provider's names, at least one
   */
  default Optional<ProviderCall> revokeScopes(String subject, List<String> scopes) {
    return Optional.empty();
  }

  /** The page that ends the browser's session at the provider; empty where there is none. */
  default Optional<URI> logoutPage(URI returnTo, String state) {
    return Optional.empty();
  }

  /** Whether this browser is the provider's own in-app browser, where it signs in silently. */
  default boolean signsInSilently(String userAgent) {
    return false;
  }

  /**
   * Checks and reads a webhook of this provider. It must not wait for anything. Default: refused.
   *
   * @param receivedAt when it came, by MemberSync's clock; part of the event's id where the provider
   *     gives neither an id nor a time
   */
  default Received receive(Webhook request, Instant receivedAt) {
    return Received.refused(404);
  }
}
