package io.membersync.oauth;

import io.membersync.Finding;
import io.membersync.Secret;
import io.membersync.internal.JsonText;
import io.membersync.profile.Field;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.LinkInspection;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderProfile;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that MemberSync says to providers: codes and tokens, keys, metadata and profiles. Every
 * wait has a bound. It owns a few daemon threads, started when there is work, and no recurring one.
 * Safe for many threads; {@link #close} ends what is under way.
 */
public final class ProviderGateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderGateway.class);
  private static final int MOST_DNS_THREADS = 8;
  private static final int MOST_THREADS = 64 - MOST_DNS_THREADS;

  private final HttpOptions options;
  private final Clock clock;
  private final WorkerPool dnsPool = new WorkerPool("membersync-dns", MOST_DNS_THREADS, 8);
  private final WorkerPool pool =
      new WorkerPool("membersync-calls", MOST_THREADS, MOST_THREADS / 2);
  private final HttpTransport transport;
  private final MetadataCache metadata;
  private final KeyCache keys;
  private final SignedNotices signedNotices;
  private final TokenEndpoint tokenEndpoint;
  private final Calls calls;
  private final Probe probe;
  private final CallWatch watch;

  /**
   * One provider to be probed.
   *
   * @param request the address of its sign-in page for a visitor of this shop
   * @param console what its console must have, to compare with
   */
  public record ProbeAsk(Provider provider, Function<Endpoints, URI> request, String console) {}

  /** Starts nothing and calls nobody. */
  public ProviderGateway(HttpOptions options, Clock clock, EndpointMap endpoints, CallWatch watch) {
    this.options = options;
    this.clock = clock;
    this.watch = watch;
    this.transport = new HttpTransport(options, clock, dnsPool);
    AnswerReader answers = new AnswerReader(clock);
    this.metadata =
        new MetadataCache(transport, answers, endpoints, pool, clock, options.perAttempt(), watch);
    this.keys =
        new KeyCache(transport, answers, endpoints, pool, clock, options.perAttempt(), watch);
    this.signedNotices = new SignedNotices(keys);
    this.tokenEndpoint = new TokenEndpoint(transport, answers, endpoints, clock, watch);
    this.calls = new Calls(transport, answers, endpoints);
    this.probe = new Probe(transport, answers, endpoints, metadata, pool, clock, watch);
  }

  /**
   * Refuses a provider whose addresses or algorithms could never be used.
   *
   * @throws IllegalArgumentException naming the address and what is wrong with it
   */
  public static void check(Provider provider) {
    ProviderDescriptor descriptor = provider.descriptor();
    check(descriptor, "authorization", descriptor.authorization());
    check(descriptor, "token", descriptor.token());
    check(descriptor, "profile", descriptor.profile());
    check(descriptor, "keys", descriptor.keys());
    check(descriptor, "notice keys", descriptor.noticeKeys());
    if (descriptor.isDiscovered()) {
      check(descriptor, "issuer", descriptor.issuer().map(URI::create));
    }
    for (String algorithm : descriptor.idTokenAlgorithms()) {
      if (!SignatureKey.knownAlgorithms().contains(algorithm)) {
        throw new IllegalArgumentException("provider " + descriptor.id()
            + ": the ID token algorithm " + algorithm + " is unknown");
      }
    }
  }

  private static void check(ProviderDescriptor descriptor, String what, Optional<URI> address) {
    Optional<String> fault = address.flatMap(AddressGuard::fault);
    if (fault.isPresent()) {
      throw new IllegalArgumentException(
          "provider " + descriptor.id() + ": the " + what + " address is refused: " + fault.get());
    }
  }

  /** Orders what a discovered provider needs for its first sign-in. Never waits, never throws. */
  public void warmUp(Provider provider) {
    if (provider.descriptor().isDiscovered()) {
      metadata.find(provider);
    }
  }

  /**
   * The provider's addresses, where they are known by now. Never waits: metadata that are missing
   * or stale are loaded beside, and the last good copy serves as long as there is no newer one.
   */
  public Optional<Endpoints> endpoints(Provider provider) {
    return metadata.find(provider);
  }

  /** Why the provider's metadata could not be loaded the last time; empty when they could. */
  public Optional<ProviderError> metadataFailure(Provider provider) {
    return metadata.failure(provider);
  }

  /**
   * Exchanges the code, checks the ID token and fetches the profile: two round trips. The code is
   * sent at most once, whatever happens.
   *
   * @throws ProviderFailure if the visitor could not be identified; it holds the tokens when the
   *     exchange itself succeeded and {@link #fetch} may be tried later
   */
  public Exchanged signIn(Provider provider, CodeExchange code) throws ProviderFailure {
    Deadline deadline = Deadline.in(options.perSignIn());
    Endpoints endpoints = metadata.await(provider, deadline);
    TokenSet tokens =
        tokenEndpoint.exchange(provider, endpoints.token(), code, Optional.empty(), deadline);
    return identify(
        provider,
        endpoints,
        tokens,
        Binding.of(code.nonce()),
        code.callback(),
        deadline,
        1,
        Optional.empty());
  }

  /**
   * The same with what the provider's SDK gave the shop's own app. Without an ID token a token's
   * profile answer alone says who it is.
   */
  public Exchanged signIn(Provider provider, HandedOver handed) throws ProviderFailure {
    Deadline deadline = Deadline.in(options.perSignIn());
    Endpoints endpoints = metadata.await(provider, deadline);
    AppTokens app = new AppTokens(provider, tokenEndpoint, calls, watch);
    TokenSet tokens = app.take(handed, endpoints, deadline, clock.instant());
    Exchanged exchanged = identify(
        provider,
        tokens.idToken().isPresent() ? endpoints : endpoints.withoutIssuer(),
        tokens,
        new Binding(Optional.of(handed.nonce()), true, handed.idToken().isEmpty()),
        handed.callback(),
        deadline,
        tokens.accessToken().isPresent() ? 1 : 0,
        Optional.empty());
    app.requireInspected(exchanged.profile().subject());
    return exchanged;
  }

  /**
   * The same with tokens that are there already.
   *
   * @param nonce that the ID token must repeat, where one was sent
   */
  public Exchanged fetch(Provider provider, TokenSet tokens, Optional<String> nonce)
      throws ProviderFailure {
    Deadline deadline = Deadline.in(options.perSignIn());
    Endpoints endpoints = metadata.await(provider, deadline);
    return identify(
        provider, endpoints, tokens, Binding.of(nonce), Map.of(), deadline, 0, Optional.empty());
  }

  /**
   * Reads the profile of somebody who is known, with tokens that were kept. A refresh need not bring
   * a new ID token (OpenID Connect Core 1.0, 12.2), so the caller compares the subject instead.
   */
  public Exchanged reread(Provider provider, TokenSet tokens) throws ProviderFailure {
    Deadline deadline = Deadline.in(options.perSignIn());
    Endpoints endpoints = metadata.await(provider, deadline);
    boolean bare = tokens.idToken().isEmpty() && provider.descriptor().issuer().isPresent();
    return identify(
        provider,
        bare ? endpoints.withoutIssuer() : endpoints,
        tokens,
        Binding.NONE,
        Map.of(),
        deadline,
        0,
        Optional.empty());
  }

  /**
   * Reads who it is and this list to its end, with tokens that are there already, in the time of one
   * sign-in. A list of more than ten pages is cut there.
   */
  public Exchanged fetchWhole(Provider provider, TokenSet tokens, Field<?> list)
      throws ProviderFailure {
    Deadline deadline = Deadline.in(options.perSignIn());
    Endpoints endpoints = metadata.await(provider, deadline);
    return identify(
        provider, endpoints, tokens, Binding.NONE, Map.of(), deadline, 0, Optional.of(list));
  }

  private Exchanged identify(
      Provider provider,
      Endpoints endpoints,
      TokenSet tokens,
      Binding binding,
      Map<String, String> callback,
      Deadline deadline,
      int callsBefore,
      Optional<Field<?>> list)
      throws ProviderFailure {
    ProfileFetch fetch =
        new ProfileFetch(provider, endpoints, tokens, deadline, calls, keys, pool, list, watch);
    Instant now = clock.instant();
    try {
      ProviderProfile profile = fetch.run(binding, callback, now);
      int made = callsBefore + fetch.callsStarted();
      LOG.debug(
          "provider {}: identified in {} ms by {} calls",
          provider.descriptor().id(),
          deadline.sinceStart().toMillis(),
          made);
      return new Exchanged(tokens, profile, fetch.firstPages(), now, made, deadline.sinceStart());
    } catch (ProviderFailure e) {
      throw e.holding(tokens);
    }
  }

  /**
   * What a callback brought beside the code, as of the person whom the ID token names, where the
   * sign-in failed after the token's claims had passed: to be kept until that person is proven, and
   * used for nothing before. Nothing else of the token is read.
   */
  public Optional<ProviderProfile> unproven(
      Provider provider, TokenSet tokens, Map<String, String> callback) {
    if (callback.isEmpty() || tokens.idToken().isEmpty()) {
      return Optional.empty();
    }
    try {
      CompactToken token = CompactToken.parse(tokens.idToken().get().reveal());
      String subject = new TokenClaims(token).subject();
      JsonDocument bare =
          JsonDocument.parse(JsonText.object(json -> json.name("sub").value(subject)));
      Provider.Answers answers = new Provider.Answers(
          Map.of(), Optional.of(bare), callback, tokens.grant(), clock.instant());
      return Optional.of(ProfileFetch.granted(provider, tokens.grant(), provider.read(answers)));
    } catch (TokenRefused | Provider.ProfileException | RuntimeException e) {
      return Optional.empty(); // the failure that led here is the one to be told
    }
  }

  /**
   * Gets new tokens for the client that these were issued to. The old refresh token stays when the
   * provider sends no new one, and so does what was granted before where the answer does not say
   * otherwise.
   *
   * @param subject whose they are: an ID token of anybody else in the answer is refused
   */
  public TokenSet refresh(Provider provider, TokenSet held, String subject) throws ProviderFailure {
    Deadline deadline = Deadline.in(options.perSignIn());
    Endpoints endpoints = metadata.await(provider, deadline);
    return tokenEndpoint.refresh(
        provider,
        endpoints.token(),
        new TokenEndpoint.Refresh(
            held.refreshToken().orElseThrow(), held.grant(), held.clientId(), Optional.of(subject)),
        deadline);
  }

  /**
   * Proves a signed token that the provider has sent as a webhook.
   *
   * @return its claims
   * @throws ProviderFailure of kind {@link io.membersync.provider.ErrorKind#PROTOCOL} if it is not the
   *     provider's word to this shop; of another kind if that cannot be told now
   */
  public JsonDocument prove(Provider provider, String token) throws ProviderFailure {
    Deadline deadline = Deadline.in(options.perAttempt());
    Optional<URI> keysAddress = provider.descriptor().noticeKeys();
    if (keysAddress.isEmpty()) {
      keysAddress = metadata.await(provider, deadline).keys();
    }
    return signedNotices.prove(provider, token, keysAddress, clock.instant(), deadline);
  }

  /**
   * Makes one call of the provider's API, such as its unlink call.
   *
   * @param tokens of the visitor, where the call carries no credential of its own
   * @throws ProviderFailure if the provider reports an error or there is no whole answer
   */
  public Provider.Answer call(Provider provider, ProviderCall call, Optional<TokenSet> tokens)
      throws ProviderFailure {
    ProviderCall authorized = authorized(provider, call, tokens.flatMap(TokenSet::clientId));
    Optional<Secret> accessToken = tokens.flatMap(TokenSet::accessToken);
    Deadline deadline = Deadline.in(options.perAttempt());
    CallGroup group = new CallGroup();
    return CallWatch.during(
        watch.order(provider.descriptor().id(), call.name()),
        group,
        () -> calls.read(
            provider, call, calls.send(provider, authorized, accessToken, deadline, group)));
  }

  private ProviderCall authorized(Provider provider, ProviderCall call, Optional<String> clientId)
      throws ProviderFailure {
    ProviderCall authorized = call;
    if (call.clientTokenAddress().isPresent()) {
      authorized = authorized.authorizedBy(
          "Bearer",
          tokenEndpoint.clientToken(
              provider, call.clientTokenAddress().get(), Deadline.in(options.perAttempt())));
    }
    if (call.carriesClientCredentials()) {
      ClientRegistration client = clientId.map(provider::clientOf).orElseGet(provider::client);
      authorized = authorized.with("client_id", client.clientId());
      if (client.secret().isPresent()) {
        authorized = authorized.with("client_secret", client.secret().get().reveal());
      }
    }
    return authorized;
  }

  /**
   * Asks the provider which of these visitors it has a link of.
   *
   * @throws ProviderFailure also if the answer cannot be understood, or is about somebody else
   */
  public Set<String> linked(Provider provider, LinkInspection inspection, List<String> subjects)
      throws ProviderFailure {
    ProviderCall call = inspection.call().apply(subjects);
    Provider.Answer answer = call(provider, call, Optional.empty());
    Optional<Set<String>> linked;
    try {
      linked = answer.body().flatMap(inspection.linked());
    } catch (RuntimeException e) {
      throw Steps.broken(provider, call.name(), "linkInspection", e);
    }
    return linked
        .filter(named -> Set.copyOf(subjects).containsAll(named))
        .orElseThrow(() -> Steps.shape(
            provider,
            call.name(),
            "other_users",
            "The answer does not name users, or names some that were not asked about."));
  }

  /** What keeps sign-ins from beginning, all asked at once within the time of a sign-in. Never throws. */
  public List<Finding> probe(List<ProbeAsk> asks) {
    return probe.all(asks, Deadline.in(options.perSignIn()));
  }

  @Override
  public void close() {
    pool.close();
    dnsPool.close();
    transport.close();
  }
}
