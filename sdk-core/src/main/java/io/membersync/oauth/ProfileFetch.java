package io.membersync.oauth;

import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything of one sign-in after the tokens: the ID token is checked, and the provider's calls and
 * missing keys go out at once. One call runs on the caller's own thread. The provider reads nothing
 * before the ID token has passed. For one use by one thread.
 *
 * <p>A list is read to its end only where that is what this is for: its pages follow one another.
 */
final class ProfileFetch {
  private static final Logger LOG = LoggerFactory.getLogger(ProfileFetch.class);
  private static final String READ = "read";
  static final int MOST_PAGES = 10;

  private final Provider provider;
  private final Endpoints endpoints;
  private final TokenSet tokens;
  private final Deadline deadline;
  private final Calls calls;
  private final IdTokenCheck check;
  private final WorkerPool pool;
  private final Optional<Field<?>> list;
  private final CallWatch watch;
  private final CallGroup group = new CallGroup();
  private List<Field<?>> firstPages = List.of();
  private boolean leftOut; // what an access token is needed for

  ProfileFetch(
      Provider provider,
      Endpoints endpoints,
      TokenSet tokens,
      Deadline deadline,
      Calls calls,
      KeyCache keys,
      WorkerPool pool,
      Optional<Field<?>> list,
      CallWatch watch) {
    this.provider = provider;
    this.endpoints = endpoints;
    this.tokens = tokens;
    this.deadline = deadline;
    this.calls = calls;
    this.check = new IdTokenCheck(provider, endpoints, keys);
    this.pool = pool;
    this.list = list;
    this.watch = watch;
  }

  int callsStarted() {
    return group.started();
  }

  List<Field<?>> firstPages() {
    return firstPages;
  }

  ProviderProfile run(Binding binding, Map<String, String> callback, Instant now)
      throws ProviderFailure {
    try {
      Optional<CompactToken> idToken = check.read(tokens, binding);
      List<ProviderCall> wanted = wanted();
      CompletableFuture<?> proven = idToken.isPresent() ? check.prove(idToken.get(), group) : null;
      Map<String, Answered> answered = callAll(wanted);
      if (proven != null) {
        await(proven, KeyCache.STEP);
        group.throwFault();
      }
      Map<String, JsonDocument> documents = documents(answered);
      if (list.isPresent()) {
        readOn(list.get(), documents, idToken, now);
      }
      return read(answers(documents, idToken, callback, now), idToken);
    } finally {
      group.stop();
    }
  }

  /** A good answer: JSON, or a signed token that has to be proven yet. */
  private record Answered(HttpAnswer raw, Optional<JsonDocument> json) {}

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
    if (tokens.accessToken().isEmpty()) {
      leftOut = all.removeIf(call -> call.credential().isEmpty());
    }
    all.removeIf(call ->
        call.requiredScope().filter(scope -> !grant.scopes().contains(scope)).isPresent()
            || (list.isPresent() && !call.isEssential()));
    return all;
  }

  private Map<String, Answered> callAll(List<ProviderCall> wanted) throws ProviderFailure {
    Map<String, Answered> answered = new HashMap<>();
    if (wanted.isEmpty()) {
      return answered;
    }
    List<CallWatch.Ordered> ordered = new ArrayList<>(wanted.size());
    try {
      return callAll(wanted, ordered, answered);
    } finally {
      ordered.forEach(CallWatch.Ordered::cancel); // those that nobody waits for any more
    }
  }

  private Map<String, Answered> callAll(
      List<ProviderCall> wanted, List<CallWatch.Ordered> ordered, Map<String, Answered> answered)
      throws ProviderFailure {
    List<FutureTask<@Nullable Answered>> beside = new ArrayList<>(wanted.size());
    for (ProviderCall call : wanted.subList(1, wanted.size())) {
      CallWatch.Ordered told = order(call);
      ordered.add(told);
      FutureTask<@Nullable Answered> task = new FutureTask<>(() -> call(call, told));
      beside.add(task);
      try {
        pool.run(provider.descriptor().id().value(), task);
      } catch (RejectedExecutionException e) {
        ProviderFailure busy = Steps.busy(provider, call.name());
        told.fail(busy);
        throw busy;
      }
    }
    keep(answered, wanted.get(0), call(wanted.get(0), order(wanted.get(0))));
    for (int i = 0; i < beside.size(); i++) {
      group.throwFault();
      FutureTask<@Nullable Answered> task = beside.get(i);
      ProviderCall call = wanted.get(i + 1);
      task.run(); // does nothing when a thread of the pool has it already
      keep(answered, call, await(task, call.name()));
    }
    group.throwFault();
    return answered;
  }

  private static void keep(
      Map<String, Answered> answered, ProviderCall call, @Nullable Answered answer) {
    if (answer != null) {
      answered.put(call.name(), answer);
    }
  }

  /** The good answer; null after a fault, and where a call that is not essential failed. */
  private @Nullable Answered call(ProviderCall call, CallWatch.Ordered told) {
    if (group.isOver()) {
      told.cancel();
      return null;
    }
    try {
      return CallWatch.during(told, group, () -> {
        HttpAnswer raw = send(call);
        return isSignedProfile(raw)
            ? new Answered(raw, Optional.empty())
            : new Answered(raw, Optional.of(json(call, raw)));
      });
    } catch (ProviderFailure e) {
      failed(call, e);
    } catch (RuntimeException e) {
      failed(call, Steps.broken(provider, call.name(), "calls", e));
    }
    return null;
  }

  private CallWatch.Ordered order(ProviderCall call) {
    return watch.order(provider.descriptor().id(), call.name());
  }

  private HttpAnswer send(ProviderCall call) throws ProviderFailure {
    return calls.send(provider, call, tokens.accessToken(), deadline, group);
  }

  private JsonDocument json(ProviderCall call, HttpAnswer answer) throws ProviderFailure {
    return calls
        .read(provider, call, answer)
        .body()
        .orElseThrow(
            () -> Steps.shape(provider, call.name(), "empty", "The answer of this step is empty."));
  }

  /** Half a list would take away what the other half holds, so that each page is needed. */
  private void readOn(
      Field<?> field,
      Map<String, JsonDocument> documents,
      Optional<CompactToken> idToken,
      Instant now)
      throws ProviderFailure {
    for (int page = 0; ; page++) {
      Optional<ProviderCall> next = nextPage(field, answers(documents, idToken, Map.of(), now));
      if (next.isEmpty()) {
        return;
      }
      if (page == MOST_PAGES) {
        LOG.warn(
            "provider {}: {} has more than {} pages; what comes then is left out",
            provider.descriptor().id(),
            field.name(),
            MOST_PAGES);
        return;
      }
      ProviderCall call = next.get();
      documents.put(
          call.name(), CallWatch.during(order(call), group, () -> json(call, send(call))));
    }
  }

  private Optional<ProviderCall> nextPage(Field<?> field, Provider.Answers answers)
      throws ProviderFailure {
    try {
      return provider.nextPage(field, answers);
    } catch (RuntimeException e) {
      throw Steps.broken(provider, READ, "nextPage", e);
    }
  }

  private Provider.Answers answers(
      Map<String, JsonDocument> documents,
      Optional<CompactToken> idToken,
      Map<String, String> callback,
      Instant now) {
    return new Provider.Answers(
        documents, idToken.map(CompactToken::claims), callback, tokens.grant(), now);
  }

  private void failed(ProviderCall call, ProviderFailure failure) {
    if (call.isEssential()) {
      group.fail(failure);
    } else if (!group.isOver()) {
      LOG.warn(
          "provider {}: step {} failed ({}); the sign-in goes on without it",
          provider.descriptor().id(),
          call.name(),
          ProviderFailure.plain(failure.error().code()));
    }
  }

  private boolean isSignedProfile(HttpAnswer answer) {
    return answer.isSuccess() && answer.isDeclaredJwt() && endpoints.keys().isPresent();
  }

  private <T extends @Nullable Object> T await(Future<T> future, String step)
      throws ProviderFailure {
    return Steps.await(provider, step, future, deadline);
  }

  private Map<String, JsonDocument> documents(Map<String, Answered> answered)
      throws ProviderFailure {
    Map<String, JsonDocument> documents = new HashMap<>();
    for (Map.Entry<String, Answered> entry : answered.entrySet()) {
      Optional<JsonDocument> json = entry.getValue().json();
      documents.put(
          entry.getKey(),
          json.isPresent()
              ? json.get()
              : check
                  .signedProfile(entry.getKey(), entry.getValue().raw().body())
                  .claims());
    }
    return documents;
  }

  /** What a provider sends without a grant is taken by nobody: it goes no step further. */
  static ProviderProfile granted(Provider provider, Provider.Grant grant, ProviderProfile read) {
    List<Field<?>> ungranted = new ArrayList<>();
    for (FieldValue<?> value : read.profile().values()) {
      if (value.isPresent() && !provider.isGranted(value.field(), grant)) {
        ungranted.add(value.field());
      }
    }
    return ungranted.isEmpty()
        ? read
        : new ProviderProfile(
            read.subject(),
            read.profile().withoutGrantOf(ungranted),
            read.terms(),
            read.termsKnown());
  }

  private ProviderProfile read(Provider.Answers answers, Optional<CompactToken> idToken)
      throws ProviderFailure {
    ProviderProfile profile;
    try {
      profile = granted(provider, tokens.grant(), provider.read(answers));
    } catch (ProfileException e) {
      if (leftOut && e.kind() == ErrorKind.SHAPE) {
        throw ProviderFailure.of(
            provider.descriptor().id(),
            READ,
            ErrorKind.CONFIGURATION,
            "access_token_missing",
            "The profile does not stand in this provider's ID token: have the app hand over an access"
                + " token, a refresh token or a code beside it.");
      }
      throw new ProviderFailure(
          provider.descriptor().id(),
          READ,
          ProviderError.of(
              e.kind(), "profile", 200, "The profile was not accepted: " + e.getMessage()));
    } catch (RuntimeException e) {
      throw Steps.broken(provider, READ, "read", e);
    }
    if (idToken.isPresent()) {
      try {
        if (!new TokenClaims(idToken.get()).subject().equals(profile.subject())) {
          throw new TokenRefused("subject", "the profile is of another person than the ID token");
        }
      } catch (TokenRefused e) {
        throw e.of(provider, READ);
      }
    }
    List<Field<?>> goOn = new ArrayList<>();
    for (FieldValue<?> value : profile.profile().values()) {
      if (value.isPresent() && nextPage(value.field(), answers).isPresent()) {
        goOn.add(value.field());
      }
    }
    firstPages = List.copyOf(goOn);
    return profile;
  }
}
