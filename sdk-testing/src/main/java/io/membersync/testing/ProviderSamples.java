package io.membersync.testing;

import io.membersync.profile.Field;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a provider answers on a good day, and its documented errors, for {@link ProviderContract}: the
 * samples of its own documentation. Immutable: each method answers a changed copy.
 */
public final class ProviderSamples {
  private final Provider provider;
  private final String subject;
  private final Map<String, String> answers = new LinkedHashMap<>();
  private final Map<String, String> callback = new LinkedHashMap<>();
  private final List<KnownError> errors = new ArrayList<>();
  private final List<String> cancels = new ArrayList<>();
  private final List<Declined> declined = new ArrayList<>();
  private Optional<String> claims = Optional.empty();
  private String subjectAt;
  private boolean profileHasAnotherId;

  /** A documented error of one step. */
  record KnownError(String step, int status, String body, ErrorKind kind) {}

  /** The answer to one step where a visitor has kept these fields back. */
  record Declined(String step, String body, Set<String> withheld) {}

  private ProviderSamples(Provider provider, String subject) {
    this.provider = provider;
    this.subject = subject;
    this.subjectAt = provider.descriptor().subject();
  }

  private ProviderSamples(ProviderSamples from) {
    this(from.provider, from.subject);
    answers.putAll(from.answers);
    callback.putAll(from.callback);
    errors.addAll(from.errors);
    cancels.addAll(from.cancels);
    declined.addAll(from.declined);
    claims = from.claims;
    subjectAt = from.subjectAt;
    profileHasAnotherId = from.profileHasAnotherId;
  }

  /**
   * Samples about one visitor.
   *
   * @param provider as the shop adds it
   * @param subject the provider's id of the visitor in the samples
   */
  public static ProviderSamples of(Provider provider, String subject) {
    return new ProviderSamples(provider, subject);
  }

  /**
   * The good answer to a step.
   *
   * @param step {@code token}, or the name of one of the provider's calls, such as {@code profile}
   * @param json as documented; an {@code id_token} in it is put in by the contract
   */
  public ProviderSamples answer(String step, String json) {
    ProviderSamples copy = new ProviderSamples(this);
    copy.answers.put(step, json);
    return copy;
  }

  /**
   * The claims of the ID token, for a provider with OpenID Connect. Issuer, audience, times and nonce
   * are put in by the contract, and it is signed by a key of its own.
   */
  public ProviderSamples identityToken(String json) {
    ProviderSamples copy = new ProviderSamples(this);
    copy.claims = Optional.of(json);
    return copy;
  }

  /**
   * Where the visitor's id stands in the {@code profile} answer, such as {@code users.0.no}. Default: as
   * the provider's descriptor has it.
   */
  public ProviderSamples subjectAt(String path) {
    ProviderSamples copy = new ProviderSamples(this);
    copy.subjectAt = path;
    return copy;
  }

  /**
   * Says that the provider does not document the id in its profile to be the ID token's {@code sub}: it
   * proves nothing then, and the ID token's counts.
   */
  public ProviderSamples profileWithAnotherId() {
    ProviderSamples copy = new ProviderSamples(this);
    copy.profileHasAnotherId = true;
    return copy;
  }

  /** A further parameter of the callback, beside code and state. */
  public ProviderSamples callback(String name, String value) {
    ProviderSamples copy = new ProviderSamples(this);
    copy.callback.put(name, value);
    return copy;
  }

  /**
   * How the provider says that the visitor has pressed cancel; more than once where it has more than one
   * way. Default: {@code error=access_denied}.
   *
   * @param query of the callback, without the state, such as {@code
   *     error=access_denied&error_reason=user_denied}
   */
  public ProviderSamples cancelled(String query) {
    ProviderSamples copy = new ProviderSamples(this);
    copy.cancels.add(query);
    return copy;
  }

  /**
   * The answer to a step when a visitor has kept something back, for a provider that says so: by a flag, a
   * list of permissions, a member left out. What the scopes of the token answer say needs no sample.
   *
   * @param withheld what is withheld then; all the rest is there
   */
  public ProviderSamples declined(String step, String json, Field<?>... withheld) {
    ProviderSamples copy = new ProviderSamples(this);
    copy.declined.add(new Declined(
        step,
        json,
        Arrays.stream(withheld).map(Field::name).collect(Collectors.toUnmodifiableSet())));
    return copy;
  }

  /** A documented error, and what it is. */
  public ProviderSamples error(String step, int status, String body, ErrorKind kind) {
    ProviderSamples copy = new ProviderSamples(this);
    copy.errors.add(new KnownError(step, status, body, kind));
    return copy;
  }

  Provider provider() {
    return provider;
  }

  String subject() {
    return subject;
  }

  String subjectAt() {
    return subjectAt;
  }

  boolean profileHasAnotherId() {
    return profileHasAnotherId;
  }

  Map<String, String> answers() {
    return Collections.unmodifiableMap(answers);
  }

  Map<String, String> callback() {
    return Collections.unmodifiableMap(callback);
  }

  List<KnownError> errors() {
    return List.copyOf(errors);
  }

  List<String> cancels() {
    return cancels.isEmpty() ? List.of("error=access_denied") : List.copyOf(cancels);
  }

  List<Declined> declined() {
    return List.copyOf(declined);
  }

  Optional<String> claims() {
    return claims;
  }

  @Override
  public String toString() {
    return "ProviderSamples[" + provider + "]";
  }
}
