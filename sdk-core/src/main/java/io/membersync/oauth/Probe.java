package io.membersync.oauth;

import io.membersync.Finding;
import io.membersync.Finding.Severity;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.CallbackError;
import io.membersync.provider.Provider.Page;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderDescriptor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import okhttp3.HttpUrl;

/**
 * Asks providers, on request, whether a sign-in of this shop could begin: their metadata, their keys,
 * and their sign-in page for our client, all anew and none of them followed or kept open.
 */
final class Probe {
  private static final String PAGE = "authorization";
  private static final Duration SKEW = Duration.ofSeconds(60);

  private final HttpTransport transport;
  private final AnswerReader answers;
  private final EndpointMap map;
  private final MetadataCache metadata;
  private final WorkerPool pool;
  private final Clock clock;
  private final CallWatch watch;

  Probe(
      HttpTransport transport,
      AnswerReader answers,
      EndpointMap map,
      MetadataCache metadata,
      WorkerPool pool,
      Clock clock,
      CallWatch watch) {
    this.transport = transport;
    this.answers = answers;
    this.map = map;
    this.metadata = metadata;
    this.pool = pool;
    this.clock = clock;
    this.watch = watch;
  }

  /** All of them at once; each ends by the deadline. Never throws. */
  List<Finding> all(List<ProviderGateway.ProbeAsk> asks, Deadline deadline) {
    List<CompletableFuture<List<Finding>>> underWay = new ArrayList<>();
    for (ProviderGateway.ProbeAsk ask : asks) {
      underWay.add(start(ask.provider(), () -> one(ask, deadline)));
    }
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < asks.size(); i++) {
      Provider provider = asks.get(i).provider();
      try {
        findings.addAll(Steps.await(provider, PAGE, underWay.get(i), deadline));
      } catch (ProviderFailure e) {
        findings.add(failed(e));
      }
    }
    return List.copyOf(findings);
  }

  private <T> CompletableFuture<T> start(Provider provider, CallWatch.Work<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      pool.run(provider.descriptor().id().value(), () -> {
        try {
          result.complete(work.run());
        } catch (ProviderFailure e) {
          result.completeExceptionally(e);
        } catch (RuntimeException e) {
          result.completeExceptionally(Steps.broken(provider, PAGE, "probe", e));
        }
      });
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(Steps.busy(provider, PAGE));
    }
    return result;
  }

  private List<Finding> one(ProviderGateway.ProbeAsk ask, Deadline deadline)
      throws ProviderFailure {
    Provider provider = ask.provider();
    ProviderDescriptor descriptor = provider.descriptor();
    Endpoints endpoints = metadata.anew(provider, deadline);
    // The key of HS256 is the client secret.
    boolean published = endpoints.keys().isPresent()
        && descriptor.idTokenAlgorithms().stream().anyMatch(name -> !name.startsWith("HS"));
    CompletableFuture<Optional<Finding>> keys = published
        ? start(provider, () -> keys(provider, endpoints.keys().orElseThrow(), deadline))
        : CompletableFuture.completedFuture(Optional.empty());
    List<Finding> findings = new ArrayList<>();
    try {
      page(ask, endpoints, deadline, findings);
    } catch (ProviderFailure e) {
      findings.add(failed(e));
    }
    try {
      Steps.await(provider, KeyCache.STEP, keys, deadline).ifPresent(findings::add);
    } catch (ProviderFailure e) {
      findings.add(failed(e));
    }
    if (findings.stream().allMatch(found -> found.code().equals("probe-clock"))) {
      findings.add(found(
          "probe-reachable",
          Severity.ADVICE,
          provider,
          (published ? "its keys can be used, and its" : "its")
              + " sign-in page says nothing against the client id and the redirect URI; not every"
              + " provider's page does, and the client secret is not tried, so sign in once"));
    }
    return findings;
  }

  private Optional<Finding> keys(Provider provider, URI address, Deadline deadline)
      throws ProviderFailure {
    HttpAnswer answer = send(provider, KeyCache.STEP, address, deadline);
    Provider.Answer json = answers.read(provider, KeyCache.STEP, answer);
    boolean usable = json.body()
        .flatMap(KeySet::read)
        .filter(keys -> keys.fitsAny(provider.descriptor().idTokenAlgorithms()))
        .isPresent();
    return usable
        ? Optional.empty()
        : Optional.of(found(
            "probe-keys",
            Severity.ERROR,
            provider,
            "its key set holds no public key for "
                + String.join(", ", provider.descriptor().idTokenAlgorithms())
                + ", so no ID token passes: compare the address of the keys and the algorithms with"
                + " the provider's metadata"));
  }

  private void page(
      ProviderGateway.ProbeAsk ask, Endpoints endpoints, Deadline deadline, List<Finding> findings)
      throws ProviderFailure {
    Provider provider = ask.provider();
    URI request = ask.request().apply(endpoints);
    HttpAnswer answer = send(provider, PAGE, request, deadline);
    answer.date().flatMap(date -> skew(provider, date)).ifPresent(findings::add);
    Optional<String> refusal = callbackError(request, answer.location());
    if (refusal.isPresent()) {
      CallbackError meaning = provider.classifyCallback(refusal.get());
      if (meaning == CallbackError.CONFIGURATION || meaning == CallbackError.PROVIDER_DOWN) {
        boolean ours = meaning == CallbackError.CONFIGURATION;
        findings.add(found(
            ours ? "probe-client" : "probe-unreachable",
            Severity.ERROR,
            provider,
            "it sends visitors back with " + ProviderFailure.plain(refusal.get())
                + (ours ? ". Compare with " + ask.console() : ": wait, or offer another way in")));
      }
      return;
    }
    Page page = new Page(
        answer.status(), answer.location(), new String(answer.body(), StandardCharsets.UTF_8));
    provider.classifyPage(page).map(error -> refused(ask, error)).ifPresent(findings::add);
  }

  /** The error with which the visitor would be sent back to the shop at once. */
  private static Optional<String> callbackError(URI request, Optional<URI> location) {
    HttpUrl asked = HttpUrl.get(request.toString());
    String ours = asked.queryParameter("redirect_uri");
    HttpUrl to = location.map(URI::toString).map(HttpUrl::parse).orElse(null);
    return ours == null || to == null || !to.toString().startsWith(ours)
        ? Optional.empty()
        : Optional.ofNullable(to.queryParameter("error"));
  }

  private static Finding refused(ProviderGateway.ProbeAsk ask, ProviderError error) {
    String code = ProviderFailure.plain(error.code());
    return error.kind() == ErrorKind.CONFIGURATION
        ? found(
            "probe-client",
            Severity.ERROR,
            ask.provider(),
            code + ": " + error.fix() + " Compare with " + ask.console())
        : found(
            "probe-unreachable",
            error.kind() == ErrorKind.PROVIDER_DOWN ? Severity.ERROR : Severity.WARNING,
            ask.provider(),
            "its sign-in page answers " + code + ": " + error.fix());
  }

  private Optional<Finding> skew(Provider provider, Instant theirs) {
    Duration ahead = Duration.between(theirs, clock.instant());
    return ahead.abs().compareTo(SKEW) <= 0
        ? Optional.empty()
        : Optional.of(found(
            "probe-clock",
            Severity.WARNING,
            provider,
            "the clock of this machine is " + ahead.abs().toSeconds() + " s "
                + (ahead.isNegative() ? "behind" : "ahead of")
                + " the provider's, so ID tokens and signed secrets may be refused: have it set by"
                + " NTP"));
  }

  private HttpAnswer send(Provider provider, String step, URI address, Deadline deadline)
      throws ProviderFailure {
    CallGroup group = new CallGroup();
    HttpAsk ask = HttpAsk.get(provider.descriptor().id(), step, map.toServer(address));
    return CallWatch.during(
        watch.order(provider.descriptor().id(), step),
        group,
        () -> transport.send(ask, deadline, group));
  }

  private static Finding failed(ProviderFailure failure) {
    ProviderError error = failure.error();
    String code = error.code();
    String what = switch (failure.step()) {
      case KeyCache.STEP -> "its keys";
      case Metadata.STEP -> "its metadata";
      default -> "its sign-in page";
    };
    boolean theirs =
        error.kind() == ErrorKind.PROVIDER_DOWN || error.kind() == ErrorKind.RATE_LIMITED;
    String named = "probe-unreachable";
    if (code.equals("timeout")) {
      named = "probe-timeout";
    } else if (!theirs && failure.step().equals(KeyCache.STEP)) {
      named = "probe-keys";
    } else if (!theirs && failure.step().equals(Metadata.STEP)) {
      named = "probe-metadata";
    }
    return new Finding(
        named,
        error.kind() == ErrorKind.RATE_LIMITED ? Severity.WARNING : Severity.ERROR,
        "provider " + failure.provider(),
        what + ": " + ProviderFailure.plain(code) + ". " + error.fix());
  }

  private static Finding found(String code, Severity severity, Provider provider, String mend) {
    return new Finding(code, severity, "provider " + provider.descriptor().id(), mend);
  }
}
