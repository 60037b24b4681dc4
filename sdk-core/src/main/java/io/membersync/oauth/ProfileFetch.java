package io.membersync.oauth;

import com.nimbusds.jose.JOSEException;
import io.membersync.Secret;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Grant;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProfileException;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderAnswers;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderError;
import io.membersync.provider.ProviderProfile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything of one sign-in after the tokens: the ID token is checked, and the provider's calls and
 * missing keys go out at once. One call runs on the caller's own thread. Nothing is read before the
 * ID token has passed. For one use by one thread.
 */
final class ProfileFetch {
  private static final Logger LOG = LoggerFactory.getLogger(ProfileFetch.class);
  private static final String ID_TOKEN = "id_token";

  private final Provider provider;
  private final Endpoints endpoints;
  private final TokenSet tokens;
  private final Deadline deadline;
  private final Calls calls;
  private final KeyCache keys;
  private final WorkerPool pool;
  private final CallGroup group = new CallGroup();

  ProfileFetch(
      Provider provider,
      Endpoints endpoints,
      TokenSet tokens,
      Deadline deadline,
      Calls calls,
      KeyCache keys,
      WorkerPool pool) {
    this.provider = provider;
    this.endpoints = endpoints;
    this.tokens = tokens;
    this.deadline = deadline;
    this.calls = calls;
    this.keys = keys;
    this.pool = pool;
  }

  int callsStarted() {
    return group.started();
  }

  ProviderProfile run(Optional<String> nonce, Instant now) throws ProviderFailure {
    try {
      Optional<CompactToken> idToken = idToken(nonce);
      CompletableFuture<Void> proven =
          idToken.isPresent() ? prove(idToken.get()) : CompletableFuture.completedFuture(null);
      Map<String, HttpAnswer> raw = callAll(wanted());
      await(proven, KeyCache.STEP);
      group.throwFault();
      return read(raw, idToken, now);
    } finally {
      group.stop();
    }
  }

  /** What the token says, judged before any call goes out. */
  private Optional<CompactToken> idToken(Optional<String> nonce) throws ProviderFailure {
    Optional<Secret> text = tokens.idToken();
    if (endpoints.issuer().isEmpty()) {
      return Optional.empty();
    }
    if (text.isEmpty()) {
      throw Steps.protocol(
          provider, ID_TOKEN, "id_token_missing", "No ID token is there; sign in again.");
    }
    try {
      CompactToken token = CompactToken.parse(text.get().reveal());
      new TokenClaims(token)
          .check(provider, nonce, tokens.accessToken().reveal(), tokens.receivedAt());
      return Optional.of(token);
    } catch (TokenRefused e) {
      throw e.of(provider, ID_TOKEN);
    }
  }

  /** Checks the signature: at once where a key is at hand, else as soon as the keys are there. */
  private CompletableFuture<Void> prove(CompactToken token) throws ProviderFailure {
    if (token.algorithm().startsWith("HS")) {
      return proven(token, List.of(secretKey()));
    }
    URI address = endpoints
        .keys()
        .orElseThrow(() -> ProviderFailure.of(
            provider.descriptor().id(),
            KeyCache.STEP,
            ErrorKind.CONFIGURATION,
            "keys_address_missing",
            "OpenID Connect is configured without a keys address."));
    Optional<KeySet> cached = keys.cached(provider, address);
    List<SignatureKey> fitting = cached.map(set -> set.candidates(token)).orElse(List.of());
    boolean tried = !fitting.isEmpty();
    if (tried && (token.keyId().isPresent() || KeySet.anyVerifies(fitting, token))) {
      return proven(token, fitting);
    }
    CompletableFuture<KeySet> load =
        keys.load(provider, address).orElseThrow(() -> unknownKey(token));
    return load.handle((set, failure) -> {
      if (set == null) {
        group.fail(shared(provider, KeyCache.STEP, failure));
      } else if (!KeySet.anyVerifies(set.candidates(token), token)) {
        group.fail(unknownKey(token));
      }
      return null;
    });
  }

  private CompletableFuture<Void> proven(CompactToken token, List<SignatureKey> fitting)
      throws ProviderFailure {
    if (!KeySet.anyVerifies(fitting, token)) {
      throw Steps.protocol(
          provider,
          ID_TOKEN,
          "signature",
          "The ID token's signature is wrong; it may be an attack. Start the sign-in again.");
    }
    return CompletableFuture.completedFuture(null);
  }

  private SignatureKey secretKey() throws ProviderFailure {
    Optional<Secret> secret = provider.client().secret();
    try {
      if (secret.isPresent()) {
        return SignatureKey.ofSecret(secret.get().reveal());
      }
    } catch (JOSEException e) {
      // too short for this algorithm: the same advice as for none
    }
    throw ProviderFailure.of(
        provider.descriptor().id(),
        ID_TOKEN,
        ErrorKind.CONFIGURATION,
        "client_secret_unfit",
        "ID tokens signed with the client secret need one of at least 32 bytes.");
  }

  private ProviderFailure unknownKey(CompactToken token) {
    LOG.warn(
        "provider {}: no key of the provider fits the ID token (key id hash {})",
        provider.descriptor().id(),
        token.shownKeyId());
    return Steps.protocol(
        provider,
        ID_TOKEN,
        "unknown_key",
        "The ID token is signed by a key that the provider does not publish.");
  }

  private List<ProviderCall> wanted() throws ProviderFailure {
    Grant grant = tokens.grant();
    List<ProviderCall> all;
    try {
      all = new ArrayList<>(provider.calls(grant));
    } catch (RuntimeException e) {
      throw Steps.broken(provider, "calls", "calls", e);
    }
    boolean described = all.stream().anyMatch(call -> call.name().equals("profile"));
    if (provider.descriptor().isDiscovered() && !described) {
      endpoints.profile().ifPresent(uri -> all.add(0, ProviderCall.get("profile", uri)));
    }
    all.removeIf(call ->
        call.requiredScope().filter(scope -> !grant.scopes().contains(scope)).isPresent());
    return all;
  }

  private Map<String, HttpAnswer> callAll(List<ProviderCall> wanted) throws ProviderFailure {
    Map<String, HttpAnswer> answers = new HashMap<>();
    if (wanted.isEmpty()) {
      return answers;
    }
    List<FutureTask<@Nullable HttpAnswer>> beside = new ArrayList<>(wanted.size());
    for (ProviderCall call : wanted.subList(1, wanted.size())) {
      FutureTask<@Nullable HttpAnswer> task = new FutureTask<>(() -> call(call));
      beside.add(task);
      try {
        pool.run(provider.descriptor().id().value(), task);
      } catch (RejectedExecutionException e) {
        group.fail(Steps.busy(provider, call.name()));
        group.throwFault();
      }
    }
    keep(answers, wanted.get(0), call(wanted.get(0)));
    for (int i = 0; i < beside.size(); i++) {
      FutureTask<@Nullable HttpAnswer> task = beside.get(i);
      ProviderCall call = wanted.get(i + 1);
      task.run(); // does nothing when a thread of the pool has it already
      keep(answers, call, await(task, call.name()));
    }
    return answers;
  }

  private static void keep(
      Map<String, HttpAnswer> answers, ProviderCall call, @Nullable HttpAnswer answer) {
    if (answer != null) {
      answers.put(call.name(), answer);
    }
  }

  /** The good answer; null after a fault, and where a call that is not essential failed. */
  private @Nullable HttpAnswer call(ProviderCall call) {
    if (group.isOver()) {
      return null;
    }
    try {
      HttpAnswer answer =
          calls.send(provider, call, Optional.of(tokens.accessToken()), deadline, group);
      if (!isSigned(answer) && calls.read(provider, call.name(), answer).body().isEmpty()) {
        throw Steps.shape(provider, call.name(), "empty", "The answer of this step is empty.");
      }
      return answer;
    } catch (ProviderFailure e) {
      if (call.isEssential()) {
        group.fail(e);
      } else if (!group.isOver()) {
        LOG.warn(
            "provider {}: step {} failed ({}); the sign-in goes on without it",
            provider.descriptor().id(),
            call.name(),
            ProviderFailure.plain(e.error().code()));
      }
      return null;
    }
  }

  private boolean isSigned(HttpAnswer answer) {
    return answer.isSuccess() && answer.isDeclaredJwt() && endpoints.keys().isPresent();
  }

  private <T> T await(java.util.concurrent.Future<T> future, String step) throws ProviderFailure {
    try {
      return future.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      group.fail(Steps.timeout(provider, step));
    } catch (TimeoutException e) {
      group.fail(Steps.timeout(provider, step));
    } catch (ExecutionException e) {
      group.fail(shared(provider, step, e.getCause()));
    }
    group.throwFault();
    throw Steps.timeout(provider, step);
  }

  private ProviderProfile read(
      Map<String, HttpAnswer> raw, Optional<CompactToken> idToken, Instant now)
      throws ProviderFailure {
    Map<String, JsonDocument> byCall = new HashMap<>();
    for (Map.Entry<String, HttpAnswer> entry : raw.entrySet()) {
      byCall.put(entry.getKey(), document(entry.getKey(), entry.getValue()));
    }
    ProviderProfile profile;
    try {
      profile = provider.read(
          new ProviderAnswers(byCall, idToken.map(CompactToken::claims), tokens.grant(), now));
    } catch (ProfileException e) {
      throw new ProviderFailure(
          provider.descriptor().id(),
          "read",
          ProviderError.of(
              e.kind(), "profile", 200, "The profile was not accepted: " + e.getMessage()));
    } catch (RuntimeException e) {
      throw Steps.broken(provider, "read", "read", e);
    }
    if (idToken.isPresent()) {
      try {
        if (!new TokenClaims(idToken.get()).subject().equals(profile.subject())) {
          throw new TokenRefused("subject", "the profile is of another person than the ID token");
        }
      } catch (TokenRefused e) {
        throw e.of(provider, "read");
      }
    }
    return profile;
  }

  private JsonDocument document(String step, HttpAnswer answer) throws ProviderFailure {
    if (!isSigned(answer)) {
      return calls.read(provider, step, answer).body().orElseThrow();
    }
    try {
      CompactToken token =
          CompactToken.parse(new String(answer.body(), StandardCharsets.ISO_8859_1));
      new TokenClaims(token).checkProfile(provider);
      List<SignatureKey> fitting = keys.cached(provider, endpoints.keys().orElseThrow())
          .map(set -> set.candidates(token))
          .orElse(List.of());
      if (!KeySet.anyVerifies(fitting, token)) {
        throw new TokenRefused("signature", "its signature is wrong or its key unknown");
      }
      return token.claims();
    } catch (TokenRefused e) {
      throw e.of(provider, step);
    }
  }

  /** A failure that several sign-ins share, as one of this thread's own. */
  static ProviderFailure shared(Provider provider, String step, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ProviderFailure known) {
      return new ProviderFailure(
          known.provider(),
          known.step(),
          known.error(),
          known.requestId(),
          Optional.empty(),
          known.getCause());
    }
    if (cause instanceof RuntimeException thrown) {
      return Steps.broken(provider, step, step, thrown);
    }
    return Steps.timeout(provider, step);
  }
}
