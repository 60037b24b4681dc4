package io.membersync;

import io.membersync.consent.ConsentEvent.Quality;
import io.membersync.consent.Gate;
import io.membersync.consent.Jurisdiction;
import io.membersync.consent.Notices;
import io.membersync.internal.EndpointRewrite;
import io.membersync.internal.Sealer;
import io.membersync.member.CodeSender;
import io.membersync.member.LinkPolicy;
import io.membersync.member.MemberStore;
import io.membersync.member.ShopId;
import io.membersync.oauth.PendingCookies;
import io.membersync.oauth.ProviderGateway;
import io.membersync.oauth.StateTokens;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.ProviderId;
import io.membersync.records.KeyRing;
import io.membersync.records.Records;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a {@link MemberSync}. Not safe for several threads. */
public final class MemberSyncBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final MemberStore members;
  private final Notices notices;
  private final Map<ProviderId, Provider> providers = new LinkedHashMap<>();
  private final Map<ProviderId, TokenPolicy> tokenPolicies = new LinkedHashMap<>();
  private final List<Consumer<Members.Event>> listeners = new ArrayList<>();
  private final List<MemberSync.Observer> observers = new ArrayList<>();
  private @Nullable URI callbacks;
  private @Nullable KeyRing keys;
  private @Nullable Records records;
  private @Nullable FieldMapping mapping;
  private ShopId shop = ShopId.DEFAULT;
  private HttpOptions http = HttpOptions.defaults();
  private Clock clock = Clock.systemUTC();
  private @Nullable CodeSender codeSender;
  private CodeSender.Limits codeLimits = CodeSender.Limits.defaults();
  private LinkPolicy linkPolicy = LinkPolicy.asking();
  private Jurisdiction jurisdiction = Jurisdiction.korea();
  private Quality weakestEvidence = Quality.WEAK;
  private AgePolicy ages =
      new AgePolicy(Consents.Children.refused(), Optional.empty(), Period.ofYears(1));
  private Duration askAgainAfter = Duration.ofDays(90);
  private boolean contactIndexed;
  private boolean unlinkAbandoned = true;

  MemberSyncBuilder(MemberStore members, Notices notices) {
    this.members = members;
    this.notices = notices;
  }

  /**
   * Adds a provider.
   *
   * @throws IllegalArgumentException if its id is taken; several registrations at one provider need
   *     ids of their own
   */
  public MemberSyncBuilder provider(Provider provider) {
    ProviderId id = provider.descriptor().id();
    ProviderGateway.check(provider);
    if (providers.putIfAbsent(id, provider) != null) {
      throw new IllegalArgumentException("provider " + id
          + " is added twice; give the second registration an id of its own, with withId(…)");
    }
    return this;
  }

  /**
   * Sets the base of the redirect URIs, such as {@code https://shop.example/login/callback/}; each
   * provider's id is added to it.
   *
   * @throws IllegalArgumentException unless it is https, or http on loopback, and ends in a slash
   */
  public MemberSyncBuilder callbacks(URI base) {
    String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
    boolean plain = base.getHost() != null
        && base.getRawQuery() == null
        && base.getRawFragment() == null
        && base.getRawUserInfo() == null
        && base.getRawPath() != null
        && base.getRawPath().endsWith("/");
    if (!plain) {
      throw new IllegalArgumentException(
          "callbacks must be an absolute address that ends in a slash, without query: " + base);
    }
    if (!scheme.equals("https") && !(scheme.equals("http") && isLoopback(base))) {
      throw new IllegalArgumentException(
          "callbacks must be https; http is for loopback only: " + base);
    }
    this.callbacks = base;
    return this;
  }

  /** Sets the shop's secrets. Default: a throw-away one, with a warning. */
  public MemberSyncBuilder keys(KeyRing ring) {
    this.keys = ring;
    return this;
  }

  /**
   * Sets where MemberSync keeps its own books. Default: in memory, with a warning. A member store
   * that names its unit of work needs books in the same one.
   */
  public MemberSyncBuilder records(Records books) {
    this.records = books;
    return this;
  }

  /**
   * Sets which fields go where. Default: the member store's own mapping, or {@link
   * FieldMapping#basic()} where it has none. A part of the store's mapping will do; rules and what is
   * required are the engine's own.
   */
  public MemberSyncBuilder mapping(FieldMapping fields) {
    this.mapping = fields;
    return this;
  }

  /** Names the shop, where several share one set of tables. Default: {@link ShopId#DEFAULT}. */
  public MemberSyncBuilder shop(ShopId id) {
    this.shop = id;
    return this;
  }

  /** Sets how providers are reached. Default: {@link HttpOptions#defaults()}. */
  public MemberSyncBuilder http(HttpOptions options) {
    this.http = options;
    return this;
  }

  /** Sets the clock of every lifetime and every record. Default: the system's. */
  public MemberSyncBuilder clock(Clock source) {
    this.clock = source;
    return this;
  }

  /** Sets what becomes of a provider's tokens. Default: {@link TokenPolicy#KEEP_FOR_UNLINKING}. */
  public MemberSyncBuilder tokens(ProviderId provider, TokenPolicy policy) {
    tokenPolicies.put(provider, policy);
    return this;
  }

  /**
   * Sends codes to contacts: as a proof that a visitor is the member who was found, and to prove a
   * required contact that nobody has verified, so that it can be looked up and written to a unique
   * attribute. Default: none are sent.
   */
  public MemberSyncBuilder codes(CodeSender sender, CodeSender.Limits limits) {
    for (Field<String> field : sender.reaches()) {
      if (!field.equals(Field.EMAIL) && !field.equals(Field.PHONE)) {
        throw new IllegalArgumentException(
            "a code cannot be sent to field " + field.name() + "; it reaches email and phone only");
      }
    }
    this.codeSender = sender;
    this.codeLimits = limits;
    return this;
  }

  /** Sets what happens when somebody new has a member's contact. Default: {@link LinkPolicy#asking()}. */
  public MemberSyncBuilder linking(LinkPolicy policy) {
    this.linkPolicy = policy;
    return this;
  }

  /** Whose law {@link Consents#findObstacles} knows. Default: Korea's. */
  public MemberSyncBuilder jurisdiction(Jurisdiction law) {
    this.jurisdiction = law;
    return this;
  }

  /**
   * The weakest evidence of a consent that the shop sends advertising by; a weaker one is an obstacle.
   * Default: any.
   */
  public MemberSyncBuilder advertisingByEvidence(Quality weakest) {
    this.weakestEvidence = weakest;
    return this;
  }

  /** Sets what becomes of children. Default: {@link Consents.Children#refused()}. */
  public MemberSyncBuilder children(Consents.Children policy) {
    this.ages = new AgePolicy(policy, ages.adultCheck(), ages.adultFor());
    return this;
  }

  /**
   * Sets who says whether a member is an adult. Default: nobody, and nobody is one.
   *
   * @param holdsFor how long an answer holds; at least a day
   */
  public MemberSyncBuilder adults(Consents.AdultCheck check, Period holdsFor) {
    if (holdsFor.isNegative() || holdsFor.isZero()) {
      throw new IllegalArgumentException("an adult check must hold for some time: " + holdsFor);
    }
    this.ages = new AgePolicy(ages.children(), Optional.of(check), holdsFor);
    return this;
  }

  /**
   * For how long a member is not asked unbidden for an optional consent that the member has declined or
   * withdrawn; on a page that the member opens to decide it may be given at any time. Default: 90 days.
   *
   * @param rest at least seven days
   */
  public MemberSyncBuilder askAgainAfter(Duration rest) {
    if (rest.compareTo(Duration.ofDays(7)) < 0) {
      throw new IllegalArgumentException(
          "members are not asked again before seven days are over: " + rest);
    }
    this.askAgainAfter = rest;
    return this;
  }

  /**
   * Keeps an index of contacts in the records, by keyed hashes, and finds members by it: whatever form
   * a phone number stands in, and without an index on the shop's table. {@link
   * Members#indexContacts} builds it, a sign-in and {@link Members#changed} keep it. Until it has been
   * built once, the store's own {@link MemberStore#findByContact} is asked as well, and a warning says
   * so; afterwards no more. Needs a store that is a {@link io.membersync.member.MemberListing}.
   * Default: none, and the store alone is asked.
   */
  public MemberSyncBuilder contactIndex() {
    this.contactIndexed = true;
    return this;
  }

  /** Adds a listener, told after each commit. */
  public MemberSyncBuilder listener(Consumer<Members.Event> listener) {
    listeners.add(listener);
    return this;
  }

  /** Adds an observer, told of each step while it happens, after those added before. */
  public MemberSyncBuilder observer(MemberSync.Observer observer) {
    observers.add(observer);
    return this;
  }

  /**
   * Leaves the link at the provider as it is when a visitor gives a sign-up up. Default: the
   * provider is told to unlink somebody who did not become a member.
   */
  public MemberSyncBuilder keepAbandonedLinks() {
    this.unlinkAbandoned = false;
    return this;
  }

  /**
   * Checks everything that can be checked off line; what {@link MemberSync.Doctor} finds wrong is
   * logged. Waits for no network; a provider that is down stops nothing.
   *
   * @throws IllegalStateException if something is missing or does not fit; the message names it
   */
  public MemberSync build() {
    if (providers.isEmpty()) {
      throw new IllegalStateException("no provider was added; call provider(…)");
    }
    if (callbacks == null) {
      throw new IllegalStateException(
          "the redirect URIs are missing; call callbacks(https://your.shop/…/)");
    }
    for (ProviderId id : tokenPolicies.keySet()) {
      if (!providers.containsKey(id)) {
        throw new IllegalStateException("a token policy is set for provider " + id
            + ", which was not added: " + providers.keySet());
      }
    }
    FieldMapping fields = StoreFit.mapping(members, Optional.ofNullable(mapping));
    Records books = records == null ? Records.inMemory() : records;
    StoreFit.requireSharedUnit(members, books, records != null);
    if (contactIndexed) {
      StoreFit.requireListing(members);
    }
    Gate gate = new Gate(notices).withContents(new KeptContents(books, shop));
    for (FieldMapping.Entry mapped : fields.entries()) {
      if (!DoctorReport.isEverCovered(mapped, notices, clock.instant())) {
        throw new IllegalStateException(
            "field " + mapped.field().name() + " is mapped to '" + mapped.attribute()
                + "', but no notice covers it: add it to a notice with covers(…), or do not map it");
      }
    }
    for (FieldMapping.Entry mapped : fields.entries()) {
      if (mapped.required() && mapped.unique() && !isProvable(mapped.field())) {
        LOG.warn(
            "field {} is required and unique: what a visitor types for it is unproven and is not"
                + " written, so a member has it only when the provider has verified it; codes(…) would"
                + " prove it",
            mapped.field().name());
      }
    }
    boolean secure = !"http".equalsIgnoreCase(callbacks.getScheme());
    if (!secure) {
      LOG.warn("redirect URIs are http on loopback: cookies are not Secure, for development only");
    }
    if (records == null) {
      LOG.warn("no records were given: identities and consents are lost when this process ends");
    }
    KeyRing ring = keys == null ? KeyRing.throwAway() : keys;
    if (ring.isThrowAway()) {
      LOG.warn(
          "no keys were given: when this process ends, sign-ins under way and what is sealed in the"
              + " records are lost; call keys(KeyRing.of(Secret.of(…)))");
    }
    Sealer sealer = new Sealer(ring, shop);
    EndpointRewrite rewrite = EndpointRewrite.of(providers.values());
    Watch watch = new Watch(observers);
    ProviderGateway gateway = new ProviderGateway(http, clock, rewrite, watch);
    MemberSync sync = new MemberSync(new Engine(
        shop,
        clock,
        sealer,
        java.util.Collections.unmodifiableMap(new LinkedHashMap<>(providers)),
        Map.copyOf(tokenPolicies),
        callbacks,
        secure,
        notices,
        gate,
        fields,
        GuardedStore.of(members, watch),
        books,
        new ProviderSwitches(shop, clock, books, providers.keySet()),
        gateway,
        rewrite,
        new StateTokens(sealer),
        new PendingCookies(sealer, shop, secure, clock),
        Optional.ofNullable(codeSender),
        codeLimits,
        linkPolicy,
        jurisdiction,
        weakestEvidence,
        ages,
        askAgainAfter,
        contactIndexed,
        unlinkAbandoned,
        List.copyOf(listeners),
        watch));
    tell(sync.mistakes());
    providers.values().forEach(gateway::warmUp);
    return sync;
  }

  /** What is wrong in the same way in several places is told in one line. */
  private static void tell(List<Finding> mistakes) {
    Map<Finding, List<String>> places = new LinkedHashMap<>();
    for (Finding found : mistakes) {
      places
          .computeIfAbsent(
              new Finding(found.code(), found.severity(), "", found.mend()),
              same -> new ArrayList<>())
          .add(found.place());
    }
    places.forEach((found, all) -> LOG.warn(
        "{}", new Finding(found.code(), found.severity(), String.join(", ", all), found.mend())));
  }

  private boolean isProvable(Field<?> field) {
    return codeSender != null && codeSender.reaches().contains(field);
  }

  private static boolean isLoopback(URI uri) {
    return LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
  }
}
