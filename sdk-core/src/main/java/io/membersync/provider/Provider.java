package io.membersync.provider;

import io.membersync.Finding;
import io.membersync.Secret;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.profile.Field;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

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
   * The registration as another of its {@link ClientRegistration#audiences}, for a provider that gives
   * the shop's own app codes and tokens that are good for the app's id only. Default: {@link #client}.
   */
  default ClientRegistration clientOf(String audience) {
    return client();
  }

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
   * The call for the next page of a list. A sign-in reads the first page only, with {@link #calls};
   * where there is a next one, MemberSync reads the whole list after the commit, by its due work: the
   * essential calls, then page after page from the first one on, ten at most. {@link #read} gets them
   * all then. Every page has a call name of its own and counts as essential. Default: no list goes on.
   *
   * @param answers what has been answered so far; without a page of this list the first one is meant
   * @return empty when the pages so far hold the whole list
   */
  default Optional<ProviderCall> nextPage(Field<?> list, Answers answers) {
    return Optional.empty();
  }

  /**
   * Tells a failure from a success, by the body before the HTTP status. It is asked before anything
   * is read from the answer. Default: the standard's {@code error} member, then the status.
   *
   * @return empty when the answer is a success
   */
  default Optional<ProviderError> classify(Answer answer) {
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
  default ProviderProfile read(Answers answers) throws ProfileException {
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
   * Whether the provider shows its screen once more to somebody who is linked, for these terms and no
   * others: {@link AuthorizationAsk#serviceTerms}. Default: no.
   *
   * @param terms that it says are not agreed to
   */
  default boolean asksAgain(List<ProviderProfile.ServiceTerm> terms) {
    return false;
  }

  /**
   * The call that tells the provider of terms agreed on the shop's own page, so that its screen does
   * not ask them again. MemberSync makes it after the commit, by its due work, for terms that the
   * provider named as its own in this sign-in. Empty where the provider asks no terms.
   *
   * @param tags of the terms, at least one
   */
  default Optional<ProviderCall> reportTerms(String subject, List<String> tags) {
    return Optional.empty();
  }

  /**
   * The call that tells the provider that terms asked on its screen are agreed to no more. Empty where
   * the provider asks no terms, or takes none back.
   *
   * <p>An answer that nothing is there to be taken back, or that it cannot be, is classified as {@link
   * ErrorKind#VISITOR}: the same call again would change nothing.
   *
   * @param tags of the terms, at least one
   */
  default Optional<ProviderCall> revokeTerms(String subject, List<String> tags) {
    return Optional.empty();
  }

  /**
   * Which terms a good answer to {@link #revokeTerms} names as taken back: the receipt of it. A tag that
   * is not among them was not agreed to there, or is not to be taken back. Empty where the provider's
   * answer names none, and then all are meant.
   */
  default Optional<List<String>> revokedTerms(Answer answer) {
    return Optional.empty();
  }

  /**
   * The call that takes back what the visitor lets the provider give to the shop, while the link stays.
   * Empty where the provider only knows the whole link. Answers as of {@link #revokeTerms}.
   *
   * @param scopes by the provider's own names, at least one; a provider may refuse all of them for the
   *     sake of one, so what is to be taken back whatever becomes of the others has a call of its own
   */
  default Optional<ProviderCall> revokeScopes(String subject, List<String> scopes) {
    return Optional.empty();
  }

  /**
   * The provider's own name of the consent to a field, for {@link #revokeScopes} and for its console.
   * Empty where it has none of its own.
   */
  default Optional<String> scopeOf(Field<?> field) {
    return Optional.empty();
  }

  /**
   * Whether the visitor has let the provider give this field to the shop: what comes without it is not
   * taken. Default: yes where {@link #scopeOf} names no scope of the field, or the token answer names
   * none at all.
   *
   * @param grant of the token answer that the field came by
   */
  default boolean isGranted(Field<?> field, Grant grant) {
    return !grant.scopesNamed() || scopeOf(field).map(grant.scopes()::contains).orElse(true);
  }

  /**
   * What must be set in the provider's console for this shop, one setting a line with the way to it.
   * Whether it is set cannot be seen from here. Default: the redirect URI.
   */
  default List<String> consoleSettings(ConsoleNeeds needs) {
    return List.of("register the redirect URI " + needs.redirectUri());
  }

  /**
   * What is wrong, or likely to be, in this registration by the provider's own rules, told off line:
   * what every provider minds is found without it. Default: nothing.
   */
  default List<Finding> findings(ConsoleNeeds needs) {
    return List.of();
  }

  /**
   * What the provider's sign-in page says against this client and its redirect URI, as far as that
   * shows without a browser. Asked by {@code MemberSync.Doctor.probe} only. Default: a status of 400 or
   * more, by the standard's codes.
   *
   * @return empty where nothing is said
   */
  default Optional<ProviderError> classifyPage(Page page) {
    return StandardErrors.classifyPage(page);
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

  /**
   * The signed token that a webhook of this provider brings, where the keys of its ID tokens sign it
   * (RFC 8417). MemberSync proves it, its issuer and its audience, and hands its claims to {@link
   * #receiveSigned}. Default: none, {@link #receive} checks the webhook by itself.
   *
   * @return empty for a webhook without one, which goes to {@link #receive}
   */
  default Optional<String> signedToken(Webhook request) {
    return Optional.empty();
  }

  /**
   * Reads a webhook that {@link #signedToken} found a token in. It must not wait for anything. Default:
   * refused.
   *
   * @param claims of the token, proven to be the provider's and for this shop
   */
  default Received receiveSigned(JsonDocument claims, Instant receivedAt) {
    return Received.refused(404);
  }

  /**
   * What this provider's notices call a refresh token, where they name it and not its visitor ({@link
   * io.membersync.lifecycle.LifecycleEvent.Kind#TOKEN_REVOKED}). Default: none do.
   *
   * @return beginnings or hashes of it, of 255 characters at most
   */
  default List<String> refreshTokenNames(Secret refreshToken) {
    return List.of();
  }

  /**
   * How to find out which app an access token was issued to, for one that the shop's own app hands over
   * ({@link io.membersync.Callback#fromApp}). Default: the provider does not say, and none is taken.
   */
  default Optional<TokenInspection> tokenInspection() {
    return Optional.empty();
  }

  /**
   * A look into an access token by the provider.
   *
   * @param call made with that token
   * @param isOurs whether a good answer to it names an app of this registration
   * @param subject path of the visitor's id in that answer, where it must be the one of the profile
   */
  record TokenInspection(
      ProviderCall call, Predicate<JsonDocument> isOurs, Optional<String> subject) {
    /** Whose answer is not asked for the visitor. */
    public TokenInspection(ProviderCall call, Predicate<JsonDocument> isOurs) {
      this(call, isOurs, Optional.empty());
    }
  }

  /**
   * How to ask the provider which visitors it still has a link of, without a token of theirs; {@link
   * io.membersync.Members#reconcile} finds links by it whose end was never told. Default: it cannot be
   * asked so, and a token that was kept is refreshed instead.
   */
  default Optional<LinkInspection> linkInspection() {
    return Optional.empty();
  }

  /**
   * A question about many visitors at once, by a credential of the shop. Whoever a good answer leaves out
   * is asked about once more, and taken for not linked where that answer names nobody; so an answer of
   * any doubtful form must not count as good.
   *
   * @param most how many one call asks about
   * @param askable whether a subject is of the form that the call takes; others are not asked about
   * @param call for these subjects
   * @param linked which of them a good answer names; empty where it cannot be understood
   * @param refusal the code by which the provider refuses the whole call for one visitor whom it does
   *     not know: fewer are asked about then, down to each one alone. Empty where it does not
   */
  record LinkInspection(
      int most,
      Predicate<String> askable,
      Function<List<String>, ProviderCall> call,
      Function<JsonDocument, Optional<Set<String>>> linked,
      String refusal) {}

  /**
   * What a begun sign-in wants from the provider's own screen; a provider turns it into its
   * parameters.
   *
   * @param scopes to be asked; empty for what the provider's console is set to
   * @param serviceTerms tags of the shop's terms to be asked; empty for the console's
   * @param silent show nothing, answer at once
   * @param language for the provider's pages, where it takes one
   * @param loginHint an account to offer, where the provider takes one
   */
  record AuthorizationAsk(
      List<String> scopes,
      List<String> serviceTerms,
      boolean silent,
      Optional<Locale> language,
      Optional<String> loginHint) {
    public AuthorizationAsk {
      scopes = List.copyOf(scopes);
      serviceTerms = List.copyOf(serviceTerms);
    }

    @Override
    public String toString() {
      return "AuthorizationAsk[scopes=" + scopes + ", serviceTerms=" + serviceTerms + ", silent="
          + silent + "]";
    }
  }

  /**
   * What a shop needs of a provider's console.
   *
   * @param redirectUri of this registration
   * @param fields that are mapped and that the provider can give
   * @param requiredTerms tags of the notices that a visitor must agree to, as the provider knows them
   * @param optionalTerms tags of the other notices that visitors are asked
   * @param used fields that are mapped or that a notice covers
   */
  record ConsoleNeeds(
      URI redirectUri,
      List<Field<?>> fields,
      List<String> requiredTerms,
      List<String> optionalTerms,
      Set<Field<?>> used) {
    public ConsoleNeeds {
      fields = List.copyOf(fields);
      requiredTerms = List.copyOf(requiredTerms);
      optionalTerms = List.copyOf(optionalTerms);
      used = Set.copyOf(used);
    }

    /** Whose notices cover no more than what is mapped. */
    public ConsoleNeeds(
        URI redirectUri,
        List<Field<?>> fields,
        List<String> requiredTerms,
        List<String> optionalTerms) {
      this(redirectUri, fields, requiredTerms, optionalTerms, Set.copyOf(fields));
    }

    /**
     * The finding for something that visitors are asked and that the shop has no use for.
     *
     * @param place the setting that asks it
     * @param scope the provider's name of it
     * @param opens the fields that come by it
     * @param leaveOut how not to ask it
     * @return empty where one of the fields is used
     */
    public Optional<Finding> unusedScope(
        String place, String scope, Collection<? extends Field<?>> opens, String leaveOut) {
      if (opens.stream().anyMatch(used::contains)) {
        return Optional.empty();
      }
      String names = String.join(", ", opens.stream().map(Field::name).sorted().toList());
      return Optional.of(new Finding(
          "scope-unused",
          Finding.Severity.WARNING,
          place,
          "visitors are asked for " + scope + ", and "
              + (names.isEmpty()
                  ? "MemberSync reads nothing that comes by it: "
                  : "what comes by it (" + names
                      + ") is neither mapped nor covered by a notice: map it, or ")
              + leaveOut));
    }
  }

  /**
   * What came instead of the sign-in page in a browser.
   *
   * @param location where it redirects to
   * @param text of the page; it may quote anything
   */
  record Page(int httpStatus, Optional<URI> location, String text) {
    @Override
    public String toString() {
      return "Page[httpStatus=" + httpStatus + "]";
    }
  }

  /**
   * What the token answer grants.
   *
   * @param scopes the granted scopes; the requested ones when the answer names none
   * @param scopesNamed whether the provider named them itself
   * @param identityToken whether an ID token came along
   */
  record Grant(Set<String> scopes, boolean scopesNamed, boolean identityToken) {
    public Grant {
      scopes = Set.copyOf(scopes);
    }
  }

  /**
   * Everything a provider answered in one sign-in, for {@link Provider#read}. Immutable.
   *
   * <p>{@code byCall} holds the good answers by the name of their call; a call that was left out or
   * failed without being essential is not in it. {@code identityToken} holds the claims of the ID
   * token after all of its checks.
   *
   * @param callback the callback's parameters of {@link ProviderDescriptor#callbackParameters}, as far
   *     as they came; unsigned
   * @param receivedAt when they were read, by MemberSync's clock
   */
  record Answers(
      Map<String, JsonDocument> byCall,
      Optional<JsonDocument> identityToken,
      Map<String, String> callback,
      Grant grant,
      Instant receivedAt) {
    public Answers {
      byCall = Map.copyOf(byCall);
      callback = Map.copyOf(callback);
    }

    /** Without anything of the callback. */
    public Answers(
        Map<String, JsonDocument> byCall,
        Optional<JsonDocument> identityToken,
        Grant grant,
        Instant receivedAt) {
      this(byCall, identityToken, Map.of(), grant, receivedAt);
    }

    /** The answer of this call, where there is one. */
    public Optional<JsonDocument> find(String call) {
      return Optional.ofNullable(byCall.get(call));
    }

    @Override
    public String toString() {
      return "Answers" + byCall.keySet();
    }
  }

  /**
   * One answer of a provider, as far as it could be read.
   *
   * @param call the name of the {@link ProviderCall}, or {@code token}, {@code keys}, {@code metadata}
   * @param httpStatus the HTTP status
   * @param body the JSON body; empty when there was none or it was not JSON
   * @param requestId the provider's own id of the request, from its headers
   */
  record Answer(
      String call, int httpStatus, Optional<JsonDocument> body, Optional<String> requestId) {
    @Override
    public String toString() {
      return "Answer[call=" + call + ", httpStatus=" + httpStatus + "]";
    }
  }

  /** What a callback without a code means. */
  enum CallbackError {
    /** The visitor pressed cancel. */
    DECLINED,
    /** A silent attempt needs the visitor after all; show the button. */
    NEEDS_VISITOR,
    /** The provider is in trouble; another way in may help. */
    PROVIDER_DOWN,
    /** A setting is wrong at the provider or in the shop. */
    CONFIGURATION
  }

  /**
   * A provider's failure, classified. It holds no part of the provider's answer beyond its error
   * code, so that it may be logged.
   *
   * @param kind what can be done about it
   * @param code the provider's own code, such as {@code KOE320}, or MemberSync's, such as {@code
   *     timeout}
   * @param httpStatus 0 where no answer came
   * @param fix what to do, for the developer or operator
   * @param retryAfter how long the provider asks to wait, at most an hour
   */
  record ProviderError(
      ErrorKind kind, String code, int httpStatus, String fix, Optional<Duration> retryAfter) {

    public static ProviderError of(ErrorKind kind, String code, int httpStatus, String fix) {
      return new ProviderError(kind, code, httpStatus, fix, Optional.empty());
    }
  }

  /** What becomes of a provider's tokens after the sign-in. Kept tokens are encrypted. */
  enum TokenPolicy {
    /** Nothing is kept, except within a sealed task that has yet to call the provider. */
    DISCARD,
    /** Kept for telling the provider of a withdrawal; nothing where an admin key does that. */
    KEEP_FOR_UNLINKING,
    /** Kept and refreshed for calls on the member's behalf. */
    KEEP
  }

  /**
   * A provider's answer lacks a part without which nobody is identified, has it in a form that cannot
   * be trusted, or is of an account that the shop does not take. The message names the part, never its value.
   */
  final class ProfileException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;

    /**
     * Names what is wrong.
     *
     * @param kind {@link ErrorKind#SHAPE}, {@link ErrorKind#PROTOCOL}, or {@link ErrorKind#VISITOR}
     *     where the answer is good and the shop takes no such account
     * @param message names the member of the answer, without its value
     */
    public ProfileException(ErrorKind kind, String message) {
      super(message);
      this.kind = kind;
    }

    public ErrorKind kind() {
      return kind;
    }
  }
}
